from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods

from exhibitions import showing
from exhibitions.showing import ShownExhibition
from gallery import doorway, errors
from gallery.forms import ReserveForm
from gallery.kept_wall import hung
from gallery.private import private
from gallery.rendering import language, render
from gallery.same_origin import same_origin
from sales import availability, reservations, slips
from sales.availability import Hanging
from sales.claims import Refused


# Not "no-referrer": older browsers would then send this form without an Origin to judge it by.
@require_http_methods(["GET", "HEAD", "POST"])
@private(referrer="same-origin")
@same_origin
def reserve(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Hold a work: the form alone, then the visitor's own page."""
    show = showing.exhibition(slug, language())
    hanging = availability.one(slug, number, language()) if show else None
    if show is None or hanging is None:
        if showing.gone(slug, number):
            return errors.gone(request, show)
        raise Http404
    if request.method != "POST":
        return _page(request, show, hanging, ReserveForm.fresh())

    form = ReserveForm(request.POST)
    if not form.is_valid():
        return _page(request, show, hanging, form, status=422)
    wish = form.cleaned_data
    try:
        held = reservations.reserve(
            hanging.exhibit.id,
            phone=wish["phone"],
            name=wish["name"],
            once=wish["once"],
            language=language(),
            proof=doorway.shown(request),
        )
    except Refused as refused:
        # Asked again: it is because the work is no longer as it was that we refuse.
        hanging = availability.one(slug, number, language()) or hanging
        return _page(request, show, hanging, form, status=409, refusal=refused.sentence)
    return HttpResponseRedirect(reverse("gallery:reservation", args=[held.secret]), status=303)


def _page(
    request: HttpRequest,
    show: ShownExhibition,
    hanging: Hanging,
    form: ReserveForm,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    at = now()
    can_be_had = hanging.state == "free" and show.phase(at) == "open" and not show.desk_only
    context: dict[str, Any] = {
        "hanging": hanging,
        "exhibit": hanging.exhibit,
        "form": form,
        "once": uuid4() if refusal else form.key,
        "refusal": refusal,
        "can_be_had": can_be_had,
        "until": min(at + timedelta(minutes=show.hold_minutes), show.closes_at),
        "kept_until": show.closes_at + slips.KEPT_FOR,
        "nearest": [],
        **doorway.facts(request, show, at),
    }
    if not can_be_had and show.phase(at) == "open" and not show.desk_only:
        context["nearest"] = availability.nearest(hanging.exhibit, hung(show, language()))
    return HttpResponse(render(request, "gallery/reserve.html", show=show, **context), status=status)
