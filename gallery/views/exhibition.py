from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from exhibitions import showing
from exhibitions.showing import ShownExhibition
from gallery import filters, freshness, hanging_css, structured, walls
from gallery.filters import Filter
from gallery.kept_wall import hung
from gallery.rendering import language, render
from sales import availability
from sales.availability import Hanging


@require_safe
def exhibition(request: HttpRequest, slug: str) -> HttpResponse:
    """The hang, or the part of it that a visitor asked for."""
    show = showing.exhibition(slug, language())
    if show is None:
        raise Http404
    asked = Filter.read(request.GET)
    return freshness.page(
        request,
        show.version,
        lambda: _build(request, show, asked),
        query=asked.query,
        keep=asked.is_countable,
    )


def _build(request: HttpRequest, show: ShownExhibition, asked: Filter) -> freshness.Built:
    found = availability.hang(show, language(), search=asked.search) if asked.search else None
    hangings = hung(show, language()) if found is None else found
    text = render(
        request,
        "gallery/exhibition.html",
        section="exhibition",
        show=show,
        query=asked.query,
        **(_part(show, hangings, asked) if asked.asks else wall(show, hangings)),
    )
    until = availability.fresh_until(show, hangings, now())
    return freshness.Built(text, until, "noindex" if asked.asks else "")


def wall(show: ShownExhibition, hangings: list[Hanging]) -> dict[str, Any]:
    """The whole hang, the quotation in its middle."""
    hung = walls.walls(hangings)
    middle = len(hung) // 2
    return {
        "asked": Filter(),
        "hero": walls.hero(hangings),
        "quoted": next((hanging.exhibit for hanging in hangings if hanging.exhibit.quote), None),
        "counts": availability.counts(hangings),
        "walls_before": hung[:middle],
        "walls_after": hung[middle:],
        "hang_css": hanging_css.address(show.slug, hangings),
        "structured": structured.exhibition(show, hangings),
        **_sieve(Filter(), hangings),
    }


def _part(show: ShownExhibition, hangings: list[Hanging], asked: Filter) -> dict[str, Any]:
    narrowed = asked.narrow(hangings)
    picked = asked.pick(narrowed)
    return {
        "asked": asked,
        "picked": picked,
        "rows": walls.rows(picked),
        "hang_css": hanging_css.address(show.slug, hangings),
        **_sieve(asked, hangings, narrowed),
    }


def _sieve(asked: Filter, hangings: list[Hanging], narrowed: list[Hanging] | None = None) -> dict[str, Any]:
    return {
        "tabs": filters.tabs(asked, hangings if narrowed is None else narrowed),
        "techniques": filters.techniques(hangings),
        "prices": filters.prices(hangings),
    }
