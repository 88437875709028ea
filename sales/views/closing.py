"""The close of the day: one page that says what is missing and whether works and money come out even."""

from typing import Any

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exhibitions.models import Exhibition
from sales import closing as day
from sales.claims import Refused
from sales.forms import ReopenForm
from sales.models import Leaving, Reopening
from sales.views.board import language
from sales.views.desk import form_page
from staff.pages import needs, page, posted
from staff.scope import rows


def _exhibition(request: HttpRequest, pk: int) -> Exhibition:
    return get_object_or_404(rows(Exhibition, request.user).select_related("venue"), pk=pk)


def _ticked(request: HttpRequest) -> set[int]:
    return {int(pk) for pk in request.POST.getlist("exhibit")[:500] if pk.isascii() and pk.isdigit()}


@require_safe
@needs("sales.see_board")
def closing(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    return _page(request, _exhibition(request, exhibition_id))


def _page(
    request: HttpRequest,
    exhibition: Exhibition,
    *,
    refusal: str = "",
    form: ReopenForm | None = None,
    **more: Any,
) -> HttpResponse:
    at = timezone.now()
    it = day.account(exhibition, language(), user=request.user)
    lines = day.steps(exhibition, it, at=at)
    may_close = request.user.has_perm("sales.close_the_day")
    context: dict[str, Any] = {
        "exhibition": exhibition,
        "it": it,
        "open_lines": [line for line in lines if not line.done],
        "done_lines": [line for line in lines if line.done],
        "minutes": day.minutes_left(exhibition, at),
        "closed": exhibition.closes_at <= at,
        "opened": exhibition.opens_at <= at,
        "may_close": may_close,
        "reopening": day.waiting_reopening(exhibition, user=request.user, at=at),
        "form": form or ReopenForm(),
        "refusal": refusal,
        "at": at,
        **more,
    }
    status = 409 if refusal else 422 if form and form.errors else 200
    return page(request, "admin/sales/closing.html", title=_("Closing"), status=status, **context)


@form_page
@needs("sales.close_the_day")
def close(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """Before the hour: what it means first, then the act."""
    exhibition = _exhibition(request, exhibition_id)
    if request.method == "POST":
        try:
            closed = day.close_now(exhibition)
        except Refused as refused:
            messages.error(request, refused.sentence)
        else:
            if closed:
                _note(request, exhibition)
                messages.success(request, _("Closed. Nothing more is reserved or offered."))
        return redirect("admin:closing", exhibition.pk)
    it = day.account(exhibition, language(), user=request.user)
    context = {"exhibition": exhibition, "it": it, "closed": exhibition.closes_at <= timezone.now()}
    return page(request, "admin/sales/close.html", title=_("Close now"), **context)


@form_page
@needs("sales.close_the_day")
def left(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """Works that nobody bought have left."""
    exhibition = _exhibition(request, exhibition_id)
    if request.method != "POST":
        return redirect("admin:closing", exhibition.pk)
    kind = request.POST.get("kind", "")
    if kind not in Leaving.Kind.values:
        kind = Leaving.Kind.RETURNED
    ticked, note = _ticked(request), request.POST.get("note", "")
    try:
        count = day.write_off(exhibition, ticked, kind=kind, note=note, by=request.user)
    except Refused as refused:
        return _page(request, exhibition, refusal=refused.sentence, ticked=ticked, note=note, kind=kind)
    messages.success(request, _("Written down: %(count)s") % {"count": count})
    return redirect("admin:closing", exhibition.pk)


@require_POST
@needs("sales.close_the_day")
def still_here(request: HttpRequest, leaving_id: int) -> HttpResponse:
    leaving = get_object_or_404(rows(Leaving, request.user).select_related("exhibit"), pk=leaving_id)
    day.still_here(leaving, by=request.user)
    number = {"number": leaving.exhibit.catalogue_number}
    messages.success(request, _("No. %(number)s is here and has to be accounted for.") % number)
    return redirect("admin:closing", leaving.exhibit.exhibition_id)


@form_page
@needs("sales.close_the_day")
def reopen(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """Ask for more time; a second person agrees."""
    exhibition = _exhibition(request, exhibition_id)
    if request.method != "POST":
        return redirect("admin:closing", exhibition.pk)
    form, refusal = ReopenForm(posted(request)), ""
    if form.is_valid():
        try:
            day.ask_to_reopen(exhibition, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, _("Asked. A second person has to agree; until then it stays closed."))
            return redirect("admin:closing", exhibition.pk)
    return _page(request, exhibition, refusal=refusal, form=form)


@require_POST
@needs("sales.close_the_day")
def agree(request: HttpRequest, reopening_id: int) -> HttpResponse:
    asked = get_object_or_404(rows(Reopening, request.user).select_related("exhibition"), pk=reopening_id)
    try:
        day.reopen(asked, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        _note(request, asked.exhibition)
        messages.success(request, _("Open again."))
    return redirect("admin:closing", asked.exhibition_id)


@require_safe
@needs("sales.see_board")
def unsold(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """What goes back, to be printed and signed by whoever takes it along."""
    exhibition = _exhibition(request, exhibition_id)
    it = day.account(exhibition, language(), user=request.user)
    works = [work for work in it.works if not work.is_sold]
    context = {"exhibition": exhibition, "works": works, "at": timezone.now()}
    return page(request, "admin/sales/unsold.html", title=_("What was not sold"), **context)


def _note(request: HttpRequest, exhibition: Exhibition) -> None:
    """Who changed the hour; the row itself says only when."""
    said = [{"changed": {"fields": ["closes_at"]}}]
    LogEntry.objects.log_actions(request.user.pk, [exhibition], CHANGE, said, single_object=True)
