"""A page asks the database as often for three hundred works as for three."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from exhibitions.models import Artwork, Exhibit, Publication
from gallery import board, freshness, kept_wall
from tests.factories import make_artist, make_artwork, make_exhibit, make_exhibition
from tests.guards import ask, write

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 300


def multiply(exhibit: Exhibit, until: int) -> None:
    """Hang copies of a published work until so many hang, by the statement and not by the row."""

    def copies(model, **changes):
        table = model._meta.db_table
        columns = [field.column for field in model._meta.concrete_fields if not field.primary_key]
        values = ", ".join(changes.get(column, f"one.{column}") for column in columns)
        return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} one"

    have = exhibit.exhibition.exhibits.count()
    [publication] = exhibit.artwork.publications.standing()
    write(
        copies(Artwork, inventory_number="lpad(n::text, 5, '0') || '-0'")
        + " CROSS JOIN generate_series(%s, %s) n WHERE one.id = %s",
        have + 1,
        until,
        exhibit.artwork_id,
    )
    waiting = dict.fromkeys(("approved_by_id", "approved_at", "ended_by_id", "ended_at"), "NULL")
    write(
        copies(Publication, artwork_id="work.id", photo_id="NULL", **waiting)
        + " CROSS JOIN exhibitions_artwork work WHERE one.id = %s AND work.inventory_number LIKE '_____-0'"
        " AND NOT EXISTS (SELECT FROM exhibitions_publication p WHERE p.artwork_id = work.id)",
        publication.pk,
    )
    Publication.objects.waiting().update(
        approved_by=publication.approved_by, approved_at=publication.approved_at
    )
    write(
        copies(Exhibit, artwork_id="work.id", catalogue_number="left(work.inventory_number, 5)::int")
        + " CROSS JOIN exhibitions_artwork work WHERE one.id = %s"
        " AND NOT EXISTS (SELECT FROM exhibitions_exhibit e WHERE e.artwork_id = work.id)",
        exhibit.pk,
    )
    write("ANALYZE")  # as it would have been by now in a house that is open: else plans are made for one work
    assert ask("SELECT count(*) FROM public_exhibit WHERE exhibition_id = %s", exhibit.exhibition_id) == [
        (until,)
    ]


def queries(address, **headers):
    """What one request asks of a server that has kept nothing."""
    freshness.shelf.clear()
    kept_wall.forget()
    board.forget()
    with CaptureQueriesContext(connection) as asked:
        response = Client(headers=headers).get(address)
    assert response.status_code == 200, address
    freshness.shelf.clear()
    kept_wall.forget()
    return [query["sql"] for query in asked]


PAGES = {
    "/ky/": 2,
    "/ru/e/show/": 2,
    "/en/e/show/?q=тоо": 2,
    "/ky/e/show/?state=free": 2,
    "/ky/e/show/1/": 2,
    "/ky/e/show/1/reserve/": 3,
    "/ky/board/show/": 3,
    "/ky/find/": 2,
    "/ky/find/?q=999": 2,
    "/ky/archive/": 1,
    "/ky/about/": 1,
    "/e/show/hang.css": 2,
    "/sitemap.xml": 2,
}


@pytest.fixture
def exhibit():
    artist = make_artist(level="first_name", name="Нурлан")
    exhibition = make_exhibition(slug="show")
    first = make_exhibit(exhibition=exhibition, artwork=make_artwork(artist=artist, title_ky="Тоо"))
    for _ in range(FEW - 1):
        make_exhibit(exhibition=exhibition, artwork=make_artwork(artist=artist, title_ky="Тоо"))
    return first


def test_every_public_page_asks_as_often_for_three_hundred_works_as_for_three(exhibit):
    few = {page: len(queries(page)) for page in PAGES}

    multiply(exhibit, until=MANY)

    assert {page: len(queries(page)) for page in PAGES} == few
    assert {page: asked for page, asked in few.items() if asked > PAGES[page]} == {}


def test_a_page_that_has_not_changed_costs_one_small_question(exhibit):
    for page in ("/ky/e/show/", "/ky/e/show/1/", "/ky/board/show/", "/ky/", "/ky/find/"):
        first = Client().get(page)
        with CaptureQueriesContext(connection) as asked:
            again = Client(headers={"if-none-match": first.headers["ETag"]}).get(page)
        assert (again.status_code, len(asked)) == (304, 1)
        assert "public_exhibition" in asked[0]["sql"]
        assert "public_exhibit " not in asked[0]["sql"]


def test_the_archive_asks_as_often_for_thirty_exhibitions_as_for_one(exhibit):
    few = {page: len(queries(page)) for page in ("/ky/", "/ky/archive/", "/ky/find/")}

    for _ in range(30):
        make_exhibition(
            opens_at=exhibit.exhibition.opens_at.replace(year=2020), closes_at=exhibit.exhibition.opens_at
        )

    assert {page: len(queries(page)) for page in few} == few
