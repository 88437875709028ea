"""Choosing what hangs, and numbering it along the walls."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from exhibitions.models import Exhibit, Exhibition
from inmates import consent
from inmates.models import Purpose
from sales import choosing
from sales.choosing import CannotChoose, NumbersAreFixed, NumbersHaveChanged
from tests.factories import (
    HOUR,
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_sale,
    make_user,
)
from tests.test_query_counts import multiply

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def organiser():
    return make_user(role="organiser")


@pytest.fixture
def coming():
    """Opens tomorrow; nobody but us knows of it."""
    opens = timezone.now() + DAY
    return make_exhibition(opens_at=opens, closes_at=opens + 5 * HOUR, announced_at=None)


def published(**about):
    """A published work that hung in an exhibition of last year."""
    long_ago = timezone.now() - 300 * DAY
    past = make_exhibition(opens_at=long_ago, closes_at=long_ago + HOUR)
    return make_exhibit(exhibition=past, **about).artwork


def reasons(show, user):
    with translation.override("en"):
        return {each.artwork.pk: each.reason for each in choosing.choices(show, user=user)}


def numbers(show):
    return list(show.exhibits.order_by("catalogue_number").values_list("catalogue_number", "artwork_id"))


def test_each_work_says_why_it_cannot_be_chosen_yet(coming, organiser):
    free, without_yes, no_photo = published(), published(), make_artwork(photo=False)
    consent.withdraw(consent.in_force(without_yes.artist, Purpose.WEB), by=organiser)
    silent = make_artwork(artist=make_artist(consents=False))
    sold = published()
    bought = make_exhibit(exhibition=make_exhibition(), artwork=sold, published=False)
    make_sale(bought)
    clashing = make_exhibition(opens_at=coming.opens_at - HOUR, closes_at=coming.closes_at, title_ky="Көл")
    busy = make_exhibit(exhibition=clashing).artwork

    assert reasons(coming, organiser) == {
        free.pk: "",
        without_yes.pk: "a consent is missing",
        no_photo.pk: "no photo",
        silent.pk: "a consent is missing",
        sold.pk: "sold already",
        busy.pk: "hangs at the same time in “Көл”",
    }


def test_what_hangs_here_is_no_longer_a_choice(coming, organiser):
    exhibit = make_exhibit(exhibition=coming)

    assert exhibit.artwork_id not in reasons(coming, organiser)


def test_chosen_works_get_the_next_numbers_in_their_order(coming, organiser):
    make_exhibit(exhibition=coming, catalogue_number=4)
    first, second = published(), published()

    assert choosing.choose(coming, [second.pk, first.pk], user=organiser) == 2

    assert numbers(coming)[1:] == [(5, second.pk), (6, first.pk)]
    assert not Exhibit.objects.get(exhibition=coming, artwork=first).for_sale


def test_choosing_twice_is_choosing_once(coming, organiser):
    work = published()

    assert [choosing.choose(coming, [work.pk, work.pk], user=organiser) for _ in "ab"] == [1, 0]


def test_one_that_cannot_be_chosen_keeps_all_from_being_chosen(coming, organiser):
    work, bare = published(), make_artwork(photo=False)

    with pytest.raises(CannotChoose) as refused:
        choosing.choose(coming, [work.pk, bare.pk], user=organiser)

    assert refused.value.inventory_number == bare.inventory_number
    assert numbers(coming) == []


def test_the_list_asks_once_for_three_works_and_for_three_hundred(coming, organiser):
    past = make_exhibition()
    exhibit = make_exhibit(exhibition=past, catalogue_number=1)
    choosing.choices(coming, user=organiser)  # reads who they are
    asked = []
    for until in (3, 300):
        multiply(exhibit, until)
        with CaptureQueriesContext(connection) as queries:
            found = choosing.choices(coming, user=organiser)
        asked.append((len(queries), len(found)))

    assert asked == [(1, 3), (1, 300)]


def test_the_page_keeps_what_was_ticked(coming, organiser):
    client = Client(headers={"accept-language": "en"})
    client.force_login(organiser)
    work, bare = published(), make_artwork(photo=False)

    answer = client.post(reverse("admin:choose", args=[coming.pk]), {"artwork": [work.pk, bare.pk]})

    said = answer.content.decode()
    assert answer.status_code == 409
    assert "cannot be chosen: no photo" in said
    assert f'value="{work.pk}" checked' in said


def test_numbers_run_along_the_walls_and_are_shown_before(coming, organiser):
    places = {"B": 1, "A": 2, "": 0}
    hung = [
        make_exhibit(exhibition=coming, catalogue_number=number, wall=wall, position=position)
        for number, (wall, position) in enumerate(places.items(), 1)
    ]
    first = make_exhibit(exhibition=coming, catalogue_number=9, wall="A", position=1)

    planned = choosing.by_wall(coming, user=organiser)
    assert [(each.exhibit.catalogue_number, each.number) for each in planned] == [
        (9, 1),
        (2, 2),
        (1, 3),
        (3, 4),
    ]

    assert choosing.renumber(coming, user=organiser, seen=choosing.seal(planned)) == 3
    order = [first, hung[1], hung[0], hung[2]]
    assert numbers(coming) == [(n, each.artwork_id) for n, each in enumerate(order, 1)]


def test_a_work_that_was_taken_down_comes_last(coming, organiser):
    down = make_exhibit(exhibition=coming, catalogue_number=1, wall="A", withdrawn_at=timezone.now())
    make_exhibit(exhibition=coming, catalogue_number=2, wall="B")

    planned = choosing.by_wall(coming, user=organiser)

    assert planned[-1].exhibit == down


def test_numbers_are_given_only_as_they_were_shown(coming, organiser):
    make_exhibit(exhibition=coming, catalogue_number=7, wall="A")
    seen = choosing.seal(choosing.by_wall(coming, user=organiser))
    make_exhibit(exhibition=coming, catalogue_number=8, wall="A")

    with pytest.raises(NumbersHaveChanged):
        choosing.renumber(coming, user=organiser, seen=seen)


def test_after_the_opening_numbers_stay(organiser):
    show = make_exhibition()
    make_exhibit(exhibition=show, catalogue_number=7, wall="A")
    seen = choosing.seal(choosing.by_wall(show, user=organiser))

    with pytest.raises(NumbersAreFixed):
        choosing.renumber(show, user=organiser, seen=seen)


def test_numbers_that_somebody_reserved_under_stay_though_the_opening_is_put_off(organiser):
    exhibit = make_exhibit(exhibition=make_exhibition(), catalogue_number=7, wall="A")
    make_hold(exhibit)
    Exhibition.objects.update(opens_at=timezone.now() + HOUR)
    exhibit.exhibition.refresh_from_db()

    assert choosing.are_fixed(exhibit.exhibition)


def test_the_page_shows_the_numbers_and_then_gives_them(coming, organiser):
    make_exhibit(exhibition=coming, catalogue_number=7, wall="A")
    client = Client(headers={"accept-language": "en"})
    client.force_login(organiser)
    page = reverse("admin:numbers", args=[coming.pk])
    shown = client.get(page)

    stale = client.post(page, {"seen": "0" * 32})
    given = client.post(page, {"seen": shown.context["seal"]})

    assert "Numbers that change: 1." in shown.content.decode()
    assert (stale.status_code, given.status_code) == (409, 302)
    assert [number for number, _work in numbers(coming)] == [1]
