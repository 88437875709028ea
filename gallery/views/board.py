from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override
from django.views.decorators.http import require_safe

from exhibitions import showing
from exhibitions.showing import ShownExhibition
from gallery import board as boards
from gallery import freshness
from gallery.board import Asked
from gallery.kept_wall import hung
from gallery.rendering import language, render
from sales import availability, qr


@require_safe
def to_board(request: HttpRequest, slug: str) -> HttpResponse:
    """The address one types at the projector: Kyrgyz first, whatever its browser speaks."""
    with override(settings.LANGUAGE_CODE):
        response = HttpResponseRedirect(reverse("gallery:board", args=[slug]))
    response.headers["Cache-Control"] = "no-store"
    return response


@require_safe
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole wall and its marks, for the projector. It asks for itself every few seconds, and mostly hears 304."""
    show = showing.exhibition(slug, language())
    if show is None:
        raise Http404
    asked = Asked.read(request.GET)
    return freshness.page(request, show.version, lambda: _build(request, show, asked), query=asked.query)


def _build(request: HttpRequest, show: ShownExhibition, asked: Asked) -> freshness.Built:
    has_looked = show.phase(now()) != "open" or boards.look_after_the_line(show)
    hangings = hung(show, language())
    address = settings.PUBLIC_URL + reverse("gallery:exhibition", args=[show.slug])
    screen = boards.screen(hangings, asked.part)
    context: dict[str, Any] = {
        "theme": asked.theme,
        "second": boards.SECOND_LANGUAGE[language()],
        "counts": availability.counts(hangings),
        "screen": screen,
        "screens": [(part, Asked(part, asked.theme).query) for part in range(1, screen.parts + 1)],
        "next_query": Asked(screen.next, asked.theme).query,
        "last": boards.last_sale(show, hangings),
        "typed": address.partition("://")[2],
        "code": qr.drawn(address),
    }
    text = render(request, "gallery/board.html", show=show, **context)
    until = availability.fresh_until(show, hangings, now())
    if not has_looked or any(hanging.state == "held" and not hanging.until_at for hanging in hangings):
        # Somebody waits for a work that nobody holds yet: look again soon.
        soon = now() + timedelta(seconds=boards.SOON)
        until = min(until, soon) if until else soon
    return freshness.Built(text, until, "noindex")
