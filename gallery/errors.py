"""Pages for when something is not there. Never a dead end: a box for the number, a telephone, the exhibition.

Whatever cannot be had without risk is left out: these pages are also shown when the database is down.
"""

import logging

from django.core.exceptions import TooManyFilesSent
from django.db import Error as DatabaseError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import override

from exhibitions import showing
from exhibitions.showing import ShownExhibition
from gallery.rendering import current, language, render

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if isinstance(exception, TooManyFilesSent):
        return _answer(render(request, "400.html", show=_exhibition(), too_many=True), 400)
    return _dead_end(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None, reason: str = "") -> HttpResponse:
    """Also Django's CSRF_FAILURE_VIEW, which gives a `reason`: that is for the log, not for the person."""
    return _dead_end(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """One answer for what does not exist and for what is not yours, byte for byte."""
    return _dead_end(request, 404)


def gone(request: HttpRequest, show: ShownExhibition | None = None) -> HttpResponse:
    """A work hung here and was taken from the wall. Nothing is said about which, or why."""
    return _dead_end(request, 410, show)


def server_error(request: HttpRequest) -> HttpResponse:
    """In all three languages and without a question to anything: we do not know what still works."""
    try:
        with override("ky"):
            text = render_to_string("500.html")
    except Exception:
        log.exception("500.html cannot be rendered")
        text = "Ката кетти · Произошла ошибка · Something went wrong"
    return _answer(text, 500)


def _dead_end(request: HttpRequest, status: int, show: ShownExhibition | None = None) -> HttpResponse:
    return _answer(render(request, f"{status}.html", show=show or _exhibition()), status)


def _exhibition() -> ShownExhibition | None:
    try:
        return current(showing.exhibitions(language()))
    except DatabaseError:
        log.warning("No exhibition on an error page", exc_info=True)
        return None


def _answer(text: str, status: int) -> HttpResponse:
    response = HttpResponse(text, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
