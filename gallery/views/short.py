from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from exhibitions import showing
from gallery import errors
from gallery.rendering import language


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    return _go(reverse("gallery:home"))


@require_safe
def short(request: HttpRequest, code: str, number: str) -> HttpResponse:
    """The address under a label's QR code: the same in all languages, before the day and after it. It leads on even
    to a number that does not hang: that page knows what to say."""
    show = showing.by_code(code, language())
    if show is None:
        return errors.not_found(request)
    return _go(reverse("gallery:artwork", args=[show.slug, int(number)]))


def _go(address: str) -> HttpResponse:
    """Into the language the browser asks for, else into Kyrgyz (the locale middleware has chosen, and says so in
    Vary). Not kept: a phone that changes its language would go on being led into the old one."""
    response = HttpResponseRedirect(address)
    response.headers["Cache-Control"] = "no-store"
    return response
