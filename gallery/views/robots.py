from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override
from django.views.decorators.http import require_safe

from exhibitions import showing
from exhibitions.showing import ShownExhibition
from gallery import freshness
from gallery.kept_wall import hung
from gallery.rendering import next_turn
from sales import availability
from sales.availability import Hanging

CODES = [code for code, _name in settings.LANGUAGES]


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    text = render_to_string("gallery/robots.txt", {"public_url": settings.PUBLIC_URL, "codes": CODES})
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page worth finding, in its three languages. Works whose maker is not named are not worth finding."""
    shows = showing.exhibitions(settings.LANGUAGE_CODE)

    def build() -> freshness.Built:
        pages = [_in_each_language("gallery:home"), *map(_in_each_language, _WORDS)]
        moments = [next_turn(shows)]
        for show in shows:
            hangings = hung(show, settings.LANGUAGE_CODE)
            pages += _of(show, hangings)
            moments.append(availability.fresh_until(show, hangings, now()))
        text = render_to_string("gallery/sitemap.xml", {"pages": pages})
        return freshness.Built(text, min(filter(None, moments), default=None))

    mark = tuple((show.id, show.version) for show in shows)
    return freshness.page(request, mark, build, content_type="application/xml; charset=utf-8")


_WORDS = ("gallery:archive", "gallery:about", "gallery:privacy")


def _of(show: ShownExhibition, hangings: list[Hanging]) -> list[dict[str, str]]:
    numbers = [hanging.exhibit.catalogue_number for hanging in hangings if hanging.exhibit.indexable]
    return [
        _in_each_language("gallery:exhibition", show.slug),
        *(_in_each_language("gallery:artwork", show.slug, number) for number in numbers),
    ]


def _in_each_language(name: str, *args: object) -> dict[str, str]:
    addresses = {}
    for code in CODES:
        with override(code):
            addresses[code] = settings.PUBLIC_URL + reverse(name, args=args)
    return addresses
