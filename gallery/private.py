"""Pages that belong to one visitor: kept nowhere, found by nobody, told to no one."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]


def private(referrer: str) -> Callable[[View], View]:
    """`referrer` is the page's policy: "no-referrer" where the address itself is the key."""

    def decorate(view: View) -> View:
        @wraps(view)
        def kept_to_oneself(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            response = view(request, *args, **kwargs)
            response.headers["Cache-Control"] = "no-store"
            response.headers["Referrer-Policy"] = referrer
            response.headers["X-Robots-Tag"] = "noindex, noarchive"
            return response

        return kept_to_oneself

    return decorate
