"""Who sent this form? Asked of the browser's own headers instead of a token.

A public page carries no token and no cookie, so that its bytes can be shared. A visitor's form has no power that
another site could borrow, yet no other site shall fill it in a visitor's name: a browser says where a form comes
from, and we act only when it says "from here".
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from gallery import errors

View = Callable[..., HttpResponse]


def same_origin(view: View) -> View:
    """POST only from our own pages. Any other method passes: it changes nothing."""

    @csrf_exempt
    @wraps(view)
    def checked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not is_ours(request):
            return errors.forbidden(request)
        return view(request, *args, **kwargs)

    return checked


def is_ours(request: HttpRequest) -> bool:
    """Sec-Fetch-Site decides where the browser sends it: on pages with `no-referrer` the Origin is "null". Older
    browsers send an Origin; a form without either gets no."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    origin = urlsplit(request.headers.get("Origin", ""))
    return origin.scheme in ("http", "https") and origin.netloc == request.get_host()
