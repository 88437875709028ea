import datetime
import gzip
import time

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gallery import freshness, kept_wall
from gallery.freshness import Built
from gallery.rendering import next_turn
from tests.factories import make_exhibit, make_exhibition, make_hold, make_sale
from tests.gallery.pages import words
from tests.gallery.sample import show

pytestmark = pytest.mark.django_db
ZIPPED = {"accept-encoding": "gzip"}


@pytest.fixture
def wall():
    exhibition = make_exhibition()
    return [make_exhibit(exhibition=exhibition) for _ in range(3)]


def address(exhibit=None, *, exhibition=None):
    slug = (exhibition or exhibit.exhibition).slug
    return f"/en/e/{slug}/{exhibit.catalogue_number}/" if exhibit else f"/en/e/{slug}/"


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_a_cold_page_asks_twice_and_a_warm_one_once(wall, visitor):
    for path in (address(exhibition=wall[0].exhibition), address(wall[0])):
        kept_wall.forget()
        assert [queries(visitor, path), queries(visitor, path)] == [2, 1]


def test_a_wall_of_thirty_asks_no_more_than_a_wall_of_three(wall, visitor):
    path = address(exhibition=wall[0].exhibition)
    three = queries(visitor, path)
    for _ in range(27):
        make_exhibit(exhibition=wall[0].exhibition)

    assert queries(visitor, path) == three


def test_a_sale_is_seen_at_the_next_request(wall, visitor):
    path = address(wall[0])
    assert "Available" in words(visitor.get(path))

    make_sale(wall[0])

    assert "Sold" in words(visitor.get(path))


def test_a_hold_that_lapses_frees_the_page_that_second(wall, visitor):
    """Nobody writes anything in between: the kept page knows its own end."""
    path = address(wall[0])
    make_hold(wall[0], at=timezone.now() - datetime.timedelta(minutes=29, seconds=59))
    assert "Reserved" in words(visitor.get(path))

    time.sleep(1.1)

    assert "Reserved" not in words(visitor.get(path))


def test_an_unchanged_page_is_answered_without_a_body(wall, visitor):
    path = address(wall[0])
    first = visitor.get(path)

    again = visitor.get(path, headers={"if-none-match": first["ETag"]})
    make_sale(wall[0])
    changed = visitor.get(path, headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, changed["ETag"] == first["ETag"]) == (200, False)


def test_zipped_and_plain_bytes_are_the_same_page(wall, visitor):
    path = address(wall[0])

    plain, zipped = visitor.get(path), visitor.get(path, headers=ZIPPED)
    refused = visitor.get(path, headers={"accept-encoding": "gzip;q=0, br"})

    assert gzip.decompress(zipped.content) == plain.content == refused.content
    assert (zipped["Content-Encoding"], zipped["Vary"]) == ("gzip", "Accept-Encoding")
    assert "Content-Encoding" not in plain


def test_what_nobody_understands_in_a_query_makes_no_new_page(wall, visitor):
    path = address(exhibition=wall[0].exhibition)
    visitor.get(path)

    visitor.get(f"{path}?utm_source=x&page=7")

    assert len(freshness.shelf.pages) == 1


def test_what_can_be_invented_without_end_is_not_kept(wall, visitor):
    path = address(exhibition=wall[0].exhibition)

    for query in ("q=тоо", "q=көл", "technique=oil", "technique=oil2"):
        assert visitor.get(f"{path}?{query}").status_code == 200

    assert len(freshness.shelf.pages) == 0


def test_languages_do_not_share_a_page(wall, visitor):
    seen = {
        visitor.get(address(wall[0]).replace("/en/", f"/{language}/")).content
        for language in ("ky", "ru", "en")
    }

    assert len(seen) == 3


def test_the_tag_says_nothing_of_numbers_in_the_database(wall, visitor):
    """Two pages of the same words have the same tag, whatever rows stand behind them."""
    request = RequestFactory().get("/x/")

    one = freshness.page(request, (1, 1), lambda: Built("same", None), keep=False)
    other = freshness.page(request, (2, 99), lambda: Built("same", None), keep=False)

    assert one["ETag"] == other["ETag"]


def test_the_shelf_forgets_what_was_asked_longest_ago():
    shelf = freshness._Shelf(limit=250)
    for name in "abc":
        shelf.put(name, freshness._Page(1, None, "", "", "", bytes(100)))
        shelf.get("a")

    assert (set(shelf.pages), shelf.weight) == ({"a", "c"}, 200)


def test_a_page_built_while_something_changed_is_not_kept_for_the_new_state():
    """The mark is read before the content: a change in between is at worst shown early, never kept late."""
    request = RequestFactory().get("/y/")
    freshness.page(request, "old", lambda: Built("already new", None))

    answer = freshness.page(request, "new", lambda: Built("new", None))

    assert answer.content == b"new"


def test_a_page_made_while_the_doors_opened_is_not_kept():
    """Our clock may have passed the hour while the page was made for the time before it."""
    opened_just_now = show(opens_in=-datetime.timedelta(milliseconds=300))

    assert next_turn([opened_just_now]) == opened_just_now.opens_at
