"""A work may hang in several exhibitions: what was taken in one shows in the others, where that is true."""

import datetime

import pytest
from django.utils import timezone

from sales import availability
from tests.factories import HOUR, make_artwork, make_exhibit, make_exhibition, make_hold, make_sale

pytestmark = pytest.mark.django_db

MONTHS = datetime.timedelta(days=200)


def state(exhibit):
    return availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, "ky").state


@pytest.fixture
def past():
    return make_exhibition(opens_at=timezone.now() - MONTHS, closes_at=timezone.now() - MONTHS + 6 * HOUR)


def test_a_work_sold_in_spring_and_lent_today_is_not_for_sale_today(past):
    artwork = make_artwork()
    then = make_exhibit(artwork=artwork, exhibition=past)
    make_sale(then, at=past.opens_at + HOUR)
    today = make_exhibit(artwork=artwork, price=None)

    assert (state(then), state(today)) == ("sold", "not_for_sale")


def test_what_came_back_unsold_stays_unsold_there_whatever_happens_today(past):
    artwork = make_artwork()
    then, today = make_exhibit(artwork=artwork, exhibition=past), make_exhibit(artwork=artwork)

    make_hold(today)
    assert (state(then), state(today)) == ("free", "held")
    make_sale(today)
    assert (state(then), state(today)) == ("free", "sold")


def test_a_work_sold_today_cannot_be_had_in_the_exhibition_to_come():
    artwork = make_artwork()
    today = make_exhibit(artwork=artwork)
    to_come = make_exhibit(
        artwork=artwork,
        exhibition=make_exhibition(
            opens_at=timezone.now() + MONTHS, closes_at=timezone.now() + MONTHS + HOUR
        ),
    )

    make_hold(today)
    assert state(to_come) == "held"
    make_sale(today)
    assert state(to_come) == "sold"
