from django.http import HttpRequest, HttpResponse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from exhibitions import showing
from gallery import freshness
from gallery.rendering import current, language, next_turn, render
from sales import slips


@require_safe
def archive(request: HttpRequest) -> HttpResponse:
    """Past exhibitions, the latest first."""
    return _page(request, "gallery/archive.html", section="archive")


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return _page(request, "gallery/about.html")


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    return _page(request, "gallery/privacy.html")


def _page(request: HttpRequest, template: str, *, section: str = "") -> HttpResponse:
    shows = showing.exhibitions(language())

    def build() -> freshness.Built:
        at = now()
        text = render(
            request,
            template,
            section=section,
            show=current(shows),
            past=[show for show in shows if show.phase(at) == "after"],
            kept_days=slips.KEPT_FOR.days,
        )
        return freshness.Built(text, next_turn(shows))

    return freshness.page(request, tuple((show.id, show.version) for show in shows), build)
