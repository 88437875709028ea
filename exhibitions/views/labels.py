"""Labels for the walls: which are missing, which say something else by now, and the sheets to print."""

import logging
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exhibitions.models import Exhibition
from exhibitions.papers import labels, paper
from staff.pages import needs, page
from staff.scope import rows

log = logging.getLogger(__name__)
PLACES = [str(place) for place in range(1, labels.PER_SHEET + 1)]


@require_http_methods(["GET", "HEAD", "POST"])
@needs("exhibitions.add_print")
def sheets(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    exhibition = get_object_or_404(rows(Exhibition, request.user), pk=exhibition_id)
    found = labels.standing(labels.of(exhibition, request.user))
    if request.method != "POST":
        return _page(request, exhibition, found)
    chosen = [one.label for one in _chosen(request, found)]
    if not chosen:
        return _page(request, exhibition, found, refusal=_("Tick at least one label."), status=422)
    title = _("%(show)s: labels") % {"show": exhibition.title}
    try:
        content = labels.give_out(chosen, title=title, by=request.user, first=int(_first(request)))
    except paper.NotPrinted:
        log.exception("labels of exhibition %s", exhibition.pk)
        said = _("The sheets could not be made just now. Nothing is noted as printed; please try again.")
        return _page(request, exhibition, found, refusal=said, status=503)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="labels-{exhibition.code}.pdf"'
    return response


def _chosen(request: HttpRequest, found: list[labels.Standing]) -> list[labels.Standing]:
    which = request.POST.get("which")
    if which == "all":
        return found
    if which == "changed":
        return [one for one in found if one.is_wanted]
    ticked = set(request.POST.getlist("label"))
    return [one for one in found if str(one.label.exhibit_id) in ticked]


def _first(request: HttpRequest) -> str:
    first = request.POST.get("first", "")
    return first if first in PLACES else PLACES[0]


def _page(
    request: HttpRequest,
    exhibition: Exhibition,
    found: list[labels.Standing],
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    announced = exhibition.announced_at is not None and exhibition.announced_at <= timezone.now()
    return page(
        request,
        "admin/exhibitions/labels.html",
        title=_("Labels for the walls"),
        status=status,
        exhibition=exhibition,
        announced=announced,
        found=found,
        wanted=sum(one.is_wanted for one in found),
        places=PLACES,
        first=_first(request),
        wordless=labels.without_words(exhibition, request.user) if announced else [],
        **more,
    )
