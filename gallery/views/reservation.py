from math import ceil
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_http_methods, require_safe

from exhibitions import showing
from gallery.private import private
from gallery.rendering import language, render
from gallery.same_origin import same_origin
from sales import availability, paying, qr, reservations
from sales.availability import Hanging
from sales.paying import Due, Shown
from sales.reservations import Seen


@require_safe
@private(referrer="no-referrer")
def reservation(request: HttpRequest, secret: str) -> HttpResponse:
    """The visitor's own page: the code to say, the time left, where to pay."""
    return _page(request, secret, "gallery/reservation.html")


@require_http_methods(["GET", "HEAD", "POST"])
@private(referrer="no-referrer")
@same_origin
def cancel(request: HttpRequest, secret: str) -> HttpResponse:
    """Asked once more before it is done; the work is free for others that second."""
    if request.method == "POST":
        reservations.cancel(secret)
        return HttpResponseRedirect(reverse("gallery:reservation", args=[secret]), status=303)
    return _page(request, secret, "gallery/cancel.html")


@require_safe
@private(referrer="no-referrer")
def pay_picture(request: HttpRequest, secret: str) -> HttpResponse:
    """The payment's code as a picture, for a bank's application on the same telephone."""
    seen = reservations.find(secret)
    pay = _facts(seen)["pay"] if seen else None
    if pay is None:
        raise Http404
    return HttpResponse(qr.picture(pay.text), content_type="image/png")


def _page(request: HttpRequest, secret: str, template: str) -> HttpResponse:
    seen = reservations.find(secret)
    show = showing.exhibition(seen.slug, language()) if seen else None
    if seen is None or show is None:
        raise Http404
    return HttpResponse(render(request, template, show=show, secret=secret, **_facts(seen)))


def _facts(seen: Seen) -> dict[str, Any]:
    hanging = availability.one(seen.slug, seen.catalogue_number, language())
    return {
        "seen": seen,
        "hanging": hanging,
        "exhibit": hanging.exhibit if hanging else None,
        "minutes": max(1, ceil((seen.until_at - now()).total_seconds() / 60)),
        # Says which reservation, and no secret: whoever looks over a shoulder can do nothing with it.
        "for_desk": settings.PUBLIC_URL + reverse("desk:reserved", args=[seen.reference]),
        "pay": _pay(seen, hanging),
    }


def _pay(seen: Seen, hanging: Hanging | None) -> Shown | None:
    """What is paid by QR, while the work is held and somebody may be paid so."""
    price = hanging.exhibit.price_tyiyn if hanging else None
    if seen.state != "held" or seen.withdrawn or not price:
        return None
    return paying.BankQR().shows(Due(seen.exhibition_id, price, seen.reference))
