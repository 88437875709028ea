"""Free, held, sold or not for sale: derived at each request from rows and the clock."""

import dataclasses
import datetime

import pytest
from django.utils import timezone

from exhibitions import showing
from inmates import consent
from inmates.models import Purpose
from sales import availability
from sales.availability import Counts
from tests.factories import (
    HOUR,
    SOM,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_sale,
    make_user,
)

pytestmark = pytest.mark.django_db


def hang(exhibition):
    return availability.hang(showing.exhibition(exhibition.slug, "ky"), "ky")


def test_each_state_is_told_from_the_others():
    exhibition = make_exhibition()
    _free, held, lapsed, sold, _shown = (
        make_exhibit(exhibition=exhibition, price=price) for price in (1, 1, 1, 1, None)
    )
    until = make_hold(held).until_at
    make_hold(lapsed, at=timezone.now() - HOUR / 1.5)
    make_sale(sold)

    hangings = hang(exhibition)

    assert [(hanging.state, hanging.until_at) for hanging in hangings] == [
        ("free", None),
        ("held", until),
        ("free", None),
        ("sold", None),
        ("not_for_sale", None),
    ]
    assert availability.counts(hangings) == Counts(all=5, free=2, held=1, sold=1, not_for_sale=1)


def test_the_list_and_the_works_own_page_say_the_same():
    exhibition = make_exhibition()
    for take in (None, make_hold, make_sale):
        exhibit = make_exhibit(exhibition=exhibition)
        if take:
            take(exhibit)

    hangings = hang(exhibition)

    assert hangings == [availability.one(exhibition.slug, number, "ky") for number in (1, 2, 3)]


def test_a_number_that_hangs_nowhere_is_nothing():
    exhibit = make_exhibit()

    assert availability.one(exhibit.exhibition.slug, 99, "ky") is None
    assert availability.one("no-such-show", 1, "ky") is None


def test_a_held_work_whose_artist_no_longer_sells_is_not_for_sale():
    exhibit = make_exhibit()
    make_hold(exhibit)

    consent.withdraw(exhibit.artwork.artist.consents.get(purpose=Purpose.SELL), by=make_user())

    assert availability.one(exhibit.exhibition.slug, 1, "ky").state == "not_for_sale"


def test_an_empty_wall_counts_to_nothing():
    exhibition = make_exhibition()

    assert hang(exhibition) == []
    assert availability.counts([]) == Counts(0, 0, 0, 0, 0)


# --- What else might please ---------------------------------------------------------------------------------------


def work(exhibition, side, price, **options):
    artwork = make_artwork(height_mm=side, width_mm=side, photo=False)
    return make_exhibit(exhibition=exhibition, artwork=artwork, price=price, **options)


def test_the_nearest_works_are_free_and_alike_in_size_and_price():
    exhibition = make_exhibition()
    wanted = work(exhibition, 500, 8000 * SOM)
    make_sale(wanted)
    work(exhibition, 2000, 90_000 * SOM)
    alike = work(exhibition, 520, 8500 * SOM)
    make_sale(work(exhibition, 500, 8000 * SOM))
    make_hold(work(exhibition, 500, 8000 * SOM))
    work(exhibition, 500, None)
    cheaper = work(exhibition, 400, 6000 * SOM)

    hangings = hang(exhibition)
    near = availability.nearest(hangings[0].exhibit, hangings)

    assert [hanging.exhibit.id for hanging in near] == [alike.pk, cheaper.pk]


def test_a_work_is_not_near_itself_and_a_missing_size_is_no_obstacle():
    exhibition = make_exhibition()
    make_exhibit(exhibition=exhibition)
    other = make_exhibit(
        exhibition=exhibition, artwork=make_artwork(height_mm=None, width_mm=None, photo=False)
    )

    hangings = hang(exhibition)

    assert [h.exhibit.id for h in availability.nearest(hangings[0].exhibit, hangings)] == [other.pk]
    assert [h.exhibit.id for h in availability.nearest(hangings[1].exhibit, hangings)] != [other.pk]


# --- Until when a page may be kept -----------------------------------------------------------------------------------

NOON = datetime.datetime(2026, 11, 14, 6, tzinfo=datetime.UTC)  # in Bishkek
MIDNIGHT = NOON + 12 * HOUR


@pytest.mark.parametrize(
    ("opens", "closes", "next_change"),
    [
        (HOUR, 3 * HOUR, NOON + HOUR),
        (-HOUR, 3 * HOUR, NOON + 3 * HOUR),
        (-3 * HOUR, -HOUR, MIDNIGHT),
        (-HOUR, 24 * HOUR, MIDNIGHT),
        (-HOUR, 0 * HOUR, NOON),
        (-HOUR / 1200, HOUR, NOON - HOUR / 1200),
    ],
    ids=["before", "open", "after", "over night", "closing this very moment", "opened three seconds ago"],
)
def test_a_page_is_fresh_until_doors_open_or_close_or_the_day_ends(opens, closes, next_change):
    exhibition = make_exhibition(opens_at=NOON + opens, closes_at=NOON + closes)

    seen = showing.exhibition(exhibition.slug, "ky")

    assert availability.fresh_until(seen, [], NOON) == next_change


def test_a_page_is_fresh_until_the_first_hold_lapses():
    exhibition = make_exhibition(opens_at=NOON - HOUR, closes_at=NOON + 5 * HOUR)
    make_exhibit(exhibition=exhibition)
    seen = showing.exhibition(exhibition.slug, "ky")
    [free] = hang(exhibition)
    held = [dataclasses.replace(free, state="held", until_at=NOON + n * HOUR / 10) for n in (3, 1, 2)]

    assert availability.fresh_until(seen, [free, *held], NOON) == NOON + HOUR / 10


def test_a_page_that_was_read_as_a_hold_lapsed_is_not_kept():
    """The server's clock is a little ahead: to the database the work was still held, to the server it is not."""
    exhibition = make_exhibition(opens_at=NOON - HOUR, closes_at=NOON + 5 * HOUR)
    make_exhibit(exhibition=exhibition)
    seen = showing.exhibition(exhibition.slug, "ky")
    [free] = hang(exhibition)
    lapsing = dataclasses.replace(free, state="held", until_at=NOON - HOUR / 1000)

    assert availability.fresh_until(seen, [lapsing], NOON) <= NOON
