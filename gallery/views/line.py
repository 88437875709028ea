from math import ceil
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exhibitions import showing
from exhibitions.showing import ShownExhibition
from gallery import doorway, errors
from gallery.forms import WaitForm
from gallery.private import private
from gallery.rendering import language, render
from gallery.same_origin import same_origin
from sales import availability, line, slips
from sales.availability import Hanging
from sales.claims import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@private(referrer="same-origin")
@same_origin
def wait(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Take a place in the line for a work that someone else holds."""
    show = showing.exhibition(slug, language())
    hanging = availability.one(slug, number, language()) if show else None
    if show is None or hanging is None:
        if showing.gone(slug, number):
            return errors.gone(request, show)
        raise Http404
    if request.method != "POST":
        if hanging.state == "free":
            proof = doorway.carried(doorway.shown(request))
            return HttpResponseRedirect(reverse("gallery:reserve", args=[slug, number]) + proof)
        return _wait(request, show, hanging, WaitForm.fresh())
    form = WaitForm(request.POST)
    if not form.is_valid():
        return _wait(request, show, hanging, form, status=422)
    wish = form.cleaned_data
    try:
        secret = line.join(
            hanging.exhibit.id,
            phone=wish["phone"],
            name=wish["name"],
            else_like=wish["else_like"],
            once=wish["once"],
            language=language(),
            proof=doorway.shown(request),
        )
    except Refused as refused:
        hanging = availability.one(slug, number, language()) or hanging
        return _wait(request, show, hanging, form, status=409, refusal=refused.sentence)
    return HttpResponseRedirect(reverse("gallery:place", args=[secret]), status=303)


def _wait(
    request: HttpRequest,
    show: ShownExhibition,
    hanging: Hanging,
    form: WaitForm,
    *,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    context: dict[str, Any] = {
        "hanging": hanging,
        "exhibit": hanging.exhibit,
        "form": form,
        "once": form.key,
        "refusal": refusal,
        "can_wait": hanging.state == "held" and show.phase(now()) == "open" and not show.desk_only,
        "kept_until": show.closes_at + slips.KEPT_FOR,
        **doorway.facts(request, show, now()),
    }
    return HttpResponse(render(request, "gallery/wait.html", show=show, **context), status=status)


@require_safe
@private(referrer="no-referrer")
def place(request: HttpRequest, secret: str) -> HttpResponse:
    """One's own place: who stands before, and the offer when it comes."""
    return _place(request, secret)


@require_POST
@private(referrer="no-referrer")
@same_origin
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    try:
        held = line.accept(secret)
    except Refused as refused:
        return _place(request, secret, status=409, refusal=refused.sentence)
    return HttpResponseRedirect(reverse("gallery:reservation", args=[held.secret]), status=303)


@require_POST
@private(referrer="no-referrer")
@same_origin
def leave(request: HttpRequest, secret: str) -> HttpResponse:
    """Out of the line, or the offer declined: it goes to the next that second."""
    try:
        line.leave(secret)
    except Refused as refused:
        return _place(request, secret, status=409, refusal=refused.sentence)
    return HttpResponseRedirect(reverse("gallery:place", args=[secret]), status=303)


def _place(request: HttpRequest, secret: str, *, status: int = 200, refusal: str = "") -> HttpResponse:
    seen = line.find(secret)
    show = showing.exhibition(seen.slug, language()) if seen else None
    if seen is None or show is None:
        raise Http404
    hanging = availability.one(seen.slug, seen.offered_number or seen.catalogue_number, language())
    context: dict[str, Any] = {
        "seen": seen,
        "secret": secret,
        "hanging": hanging,
        "exhibit": hanging.exhibit if hanging else None,
        "another": bool(seen.offered_number and seen.offered_number != seen.catalogue_number),
        "minutes": max(1, ceil((seen.until_at - now()).total_seconds() / 60)) if seen.until_at else 0,
        "refusal": refusal,
    }
    return HttpResponse(render(request, "gallery/place.html", show=show, **context), status=status)
