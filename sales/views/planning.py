"""Planning the day: choosing what hangs, its numbers, and what is still missing before the doors open."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exhibitions.models import Exhibition
from sales import choosing, opening
from sales.claims import Refused
from staff.pages import needs, page
from staff.scope import rows


def _exhibition(request: HttpRequest, pk: int) -> Exhibition:
    return get_object_or_404(rows(Exhibition, request.user).select_related("venue"), pk=pk)


@require_safe
@needs("exhibitions.change_exhibition")
def checklist(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    exhibition = _exhibition(request, exhibition_id)
    lines = opening.checklist(exhibition, user=request.user)
    context = {
        "exhibition": exhibition,
        "open_lines": [line for line in lines if not line.done],
        "done_lines": [line for line in lines if line.done],
    }
    return page(request, "admin/sales/checklist.html", title=_("Before the doors open"), **context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("exhibitions.add_exhibit")
def choose(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """Tick many works and hang them under the next numbers."""
    exhibition = _exhibition(request, exhibition_id)
    ticked = [int(pk) for pk in request.POST.getlist("artwork") if pk.isascii() and pk.isdigit()][
        : choosing.MOST
    ]
    refusal = ""
    if request.method == "POST" and not ticked:
        refusal = _("Tick the works that are to hang.")
    elif request.method == "POST":
        try:
            count = choosing.choose(exhibition, ticked, user=request.user)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(
                request, _("Chosen: %(count)s. Now set their prices and places.") % {"count": count}
            )
            return redirect("admin:checklist", exhibition.pk)
    search = request.GET.get("q", "").strip()[:100]
    found = choosing.choices(exhibition, user=request.user, search=search)
    context = {
        "exhibition": exhibition,
        "refusal": refusal,
        "ticked": ticked,
        "can": [choice for choice in found if not choice.reason],
        "cannot": [choice for choice in found if choice.reason],
        "search": search,
        "is_all": len(found) < choosing.MOST,
        "most": choosing.MOST,
    }
    status = 409 if refusal else 200
    return page(request, "admin/sales/choose.html", title=_("Choose works"), status=status, **context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("exhibitions.change_exhibit")
def numbers(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """Numbers along the walls: shown first, given when someone says so."""
    exhibition = _exhibition(request, exhibition_id)
    refusal = ""
    if request.method == "POST":
        try:
            count = choosing.renumber(exhibition, user=request.user, seen=request.POST.get("seen", ""))
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, _("Numbers changed: %(count)s") % {"count": count})
            return redirect("admin:numbers", exhibition.pk)
    planned = choosing.by_wall(exhibition, user=request.user)
    context = {
        "exhibition": exhibition,
        "refusal": refusal,
        "planned": planned,
        "changed": sum(each.changes for each in planned),
        "seal": choosing.seal(planned),
        "fixed": choosing.are_fixed(exhibition),
    }
    title = _("Catalogue numbers")
    return page(request, "admin/sales/numbers.html", title=title, status=409 if refusal else 200, **context)
