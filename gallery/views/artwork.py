from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from exhibitions import showing
from exhibitions.showing import ShownExhibition
from gallery import errors, freshness, hanging_css, room, structured, walls
from gallery.kept_wall import hung
from gallery.rendering import UNNAMED, language, render
from sales import availability

ALONG_THE_WALL = 5  # works after this one, if a row holds so many


class _NotOnTheWall(Exception):
    pass


@require_safe
def artwork(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One work. Its page holds no form, so that its bytes are the same for everyone."""
    show = showing.exhibition(slug, language())
    if show is None:
        raise Http404
    try:
        return freshness.page(request, show.version, lambda: _build(request, show, number))
    except _NotOnTheWall:
        if showing.gone(slug, number):
            return errors.gone(request, show)
        raise Http404 from None


def _build(request: HttpRequest, show: ShownExhibition, number: int) -> freshness.Built:
    hangings = hung(show, language())
    numbers = [hanging.exhibit.catalogue_number for hanging in hangings]
    if number not in numbers:
        raise _NotOnTheWall
    here = numbers.index(number)
    hanging = hangings[here]
    along = (hangings[here + 1 :] + hangings[:here])[:ALONG_THE_WALL]
    is_missed = hanging.state in ("held", "sold") and show.phase(now()) == "open"
    text = render(
        request,
        "gallery/artwork.html",
        show=show,
        hanging=hanging,
        exhibit=hanging.exhibit,
        before=hangings[here - 1] if here else None,
        after=hangings[here + 1] if here + 1 < len(hangings) else None,
        along=walls.stretch(along),
        nearest=availability.nearest(hanging.exhibit, hangings) if is_missed else [],
        room=room.drawing(hanging.exhibit),
        room_is_first=show.room_until is not None and now() < show.room_until,
        hang_css=hanging_css.address(show.slug, hangings),
        structured=structured.artwork(show, hanging),
    )
    until = availability.fresh_until(show, hangings, now())
    return freshness.Built(text, until, "" if hanging.exhibit.indexable else UNNAMED)
