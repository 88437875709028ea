import re

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from exhibitions import showing
from exhibitions.showing import ShownExhibition
from gallery import freshness
from gallery.filters import LONGEST_SEARCH
from gallery.kept_wall import hung
from gallery.rendering import current, language, next_turn, render
from sales.availability import Hanging

NEIGHBOURS = 4
# "17", "№ 17", "No. 17", "ak17" as on the label, and "17–428": the code of a reservation begins with its number.
_NUMBER = re.compile(
    r"(?:№|n[o°º]?\.?|#|(?P<code>[a-z]{1,8}))?\s*(?P<number>\d{1,5})(?:\s*[-–—]\s*\d+)?", re.IGNORECASE
)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """A number leads to its work, words to the wall, a number that is not there to its neighbours."""
    asked = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
    shows = showing.exhibitions(language())
    show = current(shows) or next(iter(shows), None)
    if not asked or show is None:
        mark = tuple((other.id, other.version) for other in shows)
        return freshness.page(request, mark, lambda: _build(request, shows, show))

    said = _NUMBER.fullmatch(asked)
    if said is None:
        return _go(reverse("gallery:exhibition", args=[show.slug]) + "?" + urlencode({"q": asked}))
    show = next((other for other in shows if other.code == (said["code"] or "").lower()), show)
    number = int(said["number"])
    hangings = hung(show, language())
    if any(hanging.exhibit.catalogue_number == number for hanging in hangings):
        return _go(reverse("gallery:artwork", args=[show.slug, number]))
    beside = _beside(number, hangings)
    page = render(request, "gallery/find.html", section="find", show=show, asked=asked, nearest=beside)
    return _not_kept(HttpResponse(page))


def _build(
    request: HttpRequest, shows: list[ShownExhibition], show: ShownExhibition | None
) -> freshness.Built:
    return freshness.Built(
        render(request, "gallery/find.html", section="find", show=show), next_turn(shows), "noindex"
    )


def _beside(number: int, hangings: list[Hanging]) -> list[Hanging]:
    near = sorted(hangings, key=lambda hanging: abs(hanging.exhibit.catalogue_number - number))[:NEIGHBOURS]
    return sorted(near, key=lambda hanging: hanging.exhibit.catalogue_number)


def _go(address: str) -> HttpResponse:
    return _not_kept(HttpResponseRedirect(address))


def _not_kept(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
