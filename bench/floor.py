"""The floor: bare Django views with the same rows in a plain table, one raw SELECT each, and the same templates."""

import gzip
import os
from functools import cache
from uuid import uuid4

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils import timezone, translation

application = get_wsgi_application()

from exhibitions import showing  # noqa: E402  after the apps are ready
from gallery import hanging_css, room, structured, walls  # noqa: E402
from gallery.rendering import render  # noqa: E402
from gallery.urls import root_urlpatterns  # noqa: E402
from gallery.views.exhibition import wall  # noqa: E402
from sales import availability  # noqa: E402

SLUG, LANGUAGE = "ak-jol", "ru"

TABLES = """
DROP TABLE IF EXISTS bench_exhibit, bench_version, bench_work;
CREATE TABLE bench_exhibit AS SELECT {columns}, {state}, e.search, row_number() OVER (ORDER BY {order}) AS place
    {source} WHERE e.slug = %s;
CREATE INDEX ON bench_exhibit USING gin (search);
CREATE TABLE bench_version AS SELECT id, version FROM public_exhibition WHERE slug = %s;
CREATE TABLE bench_work (id int PRIMARY KEY, status text NOT NULL, holder uuid);
INSERT INTO bench_work SELECT n, 'free', NULL FROM generate_series(1, 23) n;
"""


def make_tables() -> None:
    """Run once, by the owner: the rows our views compute, as plain rows."""
    sql = TABLES.format(
        columns=showing.exhibit_columns(LANGUAGE),
        state=availability._STATE,
        source=availability._FROM,
        order=showing.WALL_ORDER,
    )
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("%s", f"'{SLUG}'"))
        cursor.execute("GRANT ALL ON bench_exhibit, bench_version, bench_work TO PUBLIC")


@cache
def _show() -> showing.ShownExhibition:
    found = showing.exhibition(SLUG, LANGUAGE)
    assert found is not None
    return found


def _rows(where: str = "true", *params: object) -> list[availability.Hanging]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM bench_exhibit WHERE {where} ORDER BY place", params)
        names = [column.name for column in cursor.description]
        return [availability._hanging(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


def _as_ours(request: HttpRequest, address: str) -> None:
    """The templates make their links from the page's own address."""
    translation.activate(LANGUAGE)
    request.path = request.path_info = address


def listing(request: HttpRequest) -> HttpResponse:
    _as_ours(request, f"/{LANGUAGE}/e/{SLUG}/")
    hangings = _rows()
    text = render(
        request,
        "gallery/exhibition.html",
        section="exhibition",
        show=_show(),
        query="",
        **wall(_show(), hangings),
    )
    return HttpResponse(text)


def item(request: HttpRequest) -> HttpResponse:
    _as_ours(request, f"/{LANGUAGE}/e/{SLUG}/6/")
    hangings = _rows()
    hanging = hangings[5]
    text = render(
        request,
        "gallery/artwork.html",
        show=_show(),
        hanging=hanging,
        exhibit=hanging.exhibit,
        before=hangings[4],
        after=hangings[6],
        along=walls.stretch(hangings[6:11]),
        nearest=[],
        room=room.drawing(hanging.exhibit),
        hang_css=hanging_css.address(SLUG, hangings),
        structured=structured.artwork(_show(), hanging),
    )
    return HttpResponse(text)


_kept: dict[str, bytes] = {}


def kept(request: HttpRequest) -> HttpResponse:
    """Page bytes held in the process, checked by one SELECT of a version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT version FROM bench_version")
        version = cursor.fetchone()[0]
    if "page" not in _kept:
        _kept["page"] = gzip.compress(listing(request).content)
    if request.headers.get("If-None-Match") == f'"{version}"':
        return HttpResponse(status=304)
    response = HttpResponse(_kept["page"])
    response.headers["Content-Encoding"] = "gzip"
    response.headers["ETag"] = f'"{version}"'
    return response


def search(request: HttpRequest) -> HttpResponse:
    _as_ours(request, f"/{LANGUAGE}/e/{SLUG}/")
    hangings = _rows("search @@ websearch_to_tsquery('russian', %s)", request.GET["q"])
    context = wall(_show(), hangings)
    text = render(request, "gallery/exhibition.html", section="exhibition", show=_show(), query="", **context)
    return HttpResponse(text)


def reserve(request: HttpRequest) -> HttpResponse:
    """One UPDATE … RETURNING: the cheapest reservation that is never a double one."""
    work = int(request.GET["work"])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE bench_work SET status = 'held', holder = %s WHERE id = %s AND status = 'free' RETURNING id",
            [uuid4(), work],
        )
        taken = cursor.fetchone()
    return HttpResponse(timezone.now().isoformat(), status=200 if taken else 409)


def photo(request: HttpRequest) -> HttpResponse:
    """Reads an upload and keeps the file: what any page that takes a photo has to do."""
    name = settings.PRIVATE_MEDIA / "floor" / uuid4().hex
    name.parent.mkdir(parents=True, exist_ok=True)
    with name.open("xb") as file:
        for part in request.FILES["photo"].chunks():
            file.write(part)
        file.flush()
        os.fsync(file.fileno())
    return HttpResponse(name.name)


urlpatterns = [
    path("photo", photo),
    path("list", listing),
    path("item", item),
    path("kept", kept),
    path("search", search),
    path("reserve", reserve),
    path("ru/", include("gallery.urls")),
    path("", include((root_urlpatterns, "front"))),
]
