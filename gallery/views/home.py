from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from exhibitions import showing
from exhibitions.showing import ShownExhibition
from gallery import freshness
from gallery.kept_wall import hung
from gallery.rendering import current, language, next_turn, render
from gallery.views.exhibition import wall
from sales import availability


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is on, as on its own page; what comes next; the archive."""
    shows = showing.exhibitions(language())
    return freshness.page(
        request, tuple((show.id, show.version) for show in shows), lambda: _build(request, shows)
    )


def _build(request: HttpRequest, shows: list[ShownExhibition]) -> freshness.Built:
    at = now()
    show = current(shows)
    hangings = hung(show, language()) if show else []
    others: dict[str, list[ShownExhibition]] = {"open": [], "before": [], "after": []}
    for other in shows:
        if other != show:
            others[other.phase(at)].append(other)
    text = render(
        request,
        "gallery/home.html",
        show=show,
        also_on=others["open"],
        coming=others["before"][::-1],
        past=others["after"],
        **(wall(show, hangings) if show else {}),
    )
    moments = [next_turn(shows), availability.fresh_until(show, hangings, at) if show else None]
    return freshness.Built(text, min(filter(None, moments), default=None))
