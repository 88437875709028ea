"""What is still missing before the doors open, a sentence each."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from exhibitions.models import Exhibit, Exhibition
from exhibitions.papers import labels
from inmates import consent
from inmates.models import Purpose
from sales import opening, pricing
from sales.models import Desk
from tests.factories import (
    HOUR,
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_institution,
    make_till,
    make_user,
)
from tests.test_query_counts import multiply

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_user(role="organiser")


@pytest.fixture
def show():
    return make_exhibition()


def still_open(show, user, *, printed=True):
    """The sentences that are not done, with the works or institutions they name."""
    if printed:
        labels.note(labels.of(show, user), by=user)
    with translation.override("en"):
        lines = opening.checklist(Exhibition.objects.get(pk=show.pk), user=user)
    return {
        line.text: [label.replace("\u00a0", " ") for label, _url in line.which]
        for line in lines
        if not line.done
    }


def test_where_nothing_is_missing_the_doors_may_open(show, organiser):
    make_exhibit(exhibition=show, catalogue_number=1, wall="A")
    make_till(make_user())

    assert still_open(show, organiser) == {}


def test_a_bare_exhibition_is_told_what_comes_first(organiser):
    bare = make_exhibition(announced_at=None, phone="")

    assert list(still_open(bare, organiser)) == [
        "No work is chosen yet.",
        "Catalogue numbers run from one without a gap",
        "Visitors have no telephone number to call.",
        "There is no desk to sell at.",
        "Not announced: the public does not see the exhibition.",
    ]


def test_every_work_is_named_under_what_it_lacks(show, organiser):
    make_till(make_user())
    unpublished = make_artwork(photo=False)
    no_consent = make_artwork(artist=make_artist(consents=False))
    no_size = make_artwork(height_mm=None, width_mm=None)
    for number, artwork in enumerate((unpublished, no_consent, no_size), 1):
        make_exhibit(
            exhibition=show, artwork=artwork, catalogue_number=number, published=False, wall="A", price=None
        )
    make_exhibit(exhibition=show, catalogue_number=4)

    assert still_open(show, organiser) == {
        "Without a photo. Take one on the work's page:": ["№ 1"],
        "A consent to show is missing. Record it on the artist's page:": ["№ 2"],
        "Not approved by two people yet. Propose it, or ask the second reader:": ["№ 1", "№ 2", "№ 3"],
        "Without a size. Measure it and write it down:": ["№ 3"],
        "Without a place on a wall. Say where it hangs:": ["№ 4"],
        "The artist agrees to sell, but there is no price. Set one, unless it is only to be seen:": [
            "№ 1",
            "№ 3",
        ],
    }


def test_a_price_without_the_artists_yes_to_sell_is_named(show, organiser):
    make_till(make_user())
    exhibit = make_exhibit(exhibition=show, catalogue_number=1, wall="A")
    agreed = consent.in_force(exhibit.artwork.artist, Purpose.SELL)

    consent.withdraw(agreed, by=organiser)

    [(text, which)] = still_open(show, organiser).items()
    assert (text[:44], which) == ("For sale, but the artist has not agreed to s", ["№ 1"])


def test_works_taken_off_the_wall_leave_a_gap_and_nothing_else(show, organiser):
    make_till(make_user())
    for number in (1, 2, 3, 4, 6):
        make_exhibit(exhibition=show, catalogue_number=number, wall="A")
    Exhibit.objects.filter(catalogue_number__in=(2, 3)).update(withdrawn_at=show.opens_at, wall="")

    assert still_open(show, organiser) == {"Catalogue numbers that no work has: 2–3, 5": []}


def test_institutions_that_bring_fewer_works_than_wanted_are_named(organiser):
    make_till(make_user())
    show = make_exhibition(works_wanted=1)
    brings, brings_none = make_institution(), make_institution()
    artwork = make_artwork(artist=make_artist(institution=brings))
    make_exhibit(exhibition=show, artwork=artwork, catalogue_number=1, wall="A")

    assert still_open(show, organiser) == {
        "Wanted from each institution: 1. Fewer so far:": [f"{brings_none}: 0"]
    }


def test_prices_that_no_two_people_answer_for_are_named_until_the_opening(organiser):
    make_till(make_user())
    coming = make_exhibition(opens_at=timezone.now() + HOUR)
    exhibits = [make_exhibit(exhibition=coming, catalogue_number=n, wall="A") for n in (1, 2)]
    undecided = "Prices that no committee has decided on:"
    assert still_open(coming, organiser) == {undecided: ["№ 1", "№ 2"]}

    meeting = pricing.begin(coming, by=organiser)
    approved = {each.pk: pricing.Said(approved=pricing.Asked(500)) for each in exhibits}
    pricing.write(meeting, approved, seen=0, by=organiser, members="А. Асанова")
    assert set(still_open(coming, organiser)) == {undecided, "The minutes on prices are not closed yet."}
    pricing.close(meeting, by=organiser)
    assert set(still_open(coming, organiser)) == {
        undecided,
        "The minutes on prices wait for a second person.",
    }
    pricing.confirm(meeting, by=make_user())
    assert still_open(coming, organiser) == {}

    pricing.propose(exhibits[0], pricing.Asked(700), reason="чечим", by=organiser)
    assert still_open(coming, organiser) == {"Other prices that wait for a second person:": ["№ 1"]}
    Exhibition.objects.filter(pk=coming.pk).update(opens_at=timezone.now() - HOUR)
    assert still_open(coming, organiser) == {}


def test_labels_that_are_not_printed_as_they_read_now_are_named(show, organiser):
    make_till(make_user())
    for number in (1, 2):
        make_exhibit(exhibition=show, catalogue_number=number, wall="A")
    said = "Labels that are new, or that say something else by now:"
    assert still_open(show, organiser, printed=False) == {said: ["№ 1", "№ 2"]}

    labels.note(labels.of(show, organiser), by=organiser)
    assert still_open(show, organiser, printed=False) == {}
    Exhibition.objects.filter(pk=show.pk).update(announced_at=None)
    assert said not in still_open(show, organiser, printed=False)


def test_hours_longer_than_a_day_are_asked_about(organiser):
    make_till(make_user())
    show = make_exhibition()
    Exhibition.objects.filter(pk=show.pk).update(closes_at=show.opens_at + 30 * HOUR)
    make_exhibit(exhibition=show, catalogue_number=1, wall="A")

    [text] = still_open(show, organiser)
    assert text.startswith("Longer than a day: from")


def test_a_desk_without_an_open_drawer_is_not_ready(show, organiser):
    Desk.objects.create(number=1)
    make_exhibit(exhibition=show, catalogue_number=1, wall="A")

    assert list(still_open(show, organiser)) == [
        "No drawer is open yet. Each cashier opens theirs before the doors open."
    ]


def test_numbers_in_a_row_are_said_as_a_span():
    assert opening.spans([3, 4, 5, 9]) == "3–5, 9"


def test_three_hundred_works_ask_no_more_than_three(show, organiser):
    exhibit = make_exhibit(exhibition=show, catalogue_number=1)
    opening.checklist(show, user=organiser)  # reads who they are
    asked = []
    for until in (3, 300):
        multiply(exhibit, until)
        with CaptureQueriesContext(connection) as queries:
            opening.checklist(show, user=organiser)
        asked.append(len(queries))

    assert asked == [6, 6]


def test_the_page_leads_to_what_is_missing(show, organiser):
    exhibit = make_exhibit(exhibition=show, catalogue_number=1)
    client = Client(headers={"accept-language": "en"})
    client.force_login(organiser)

    said = client.get(reverse("admin:checklist", args=[show.pk])).content.decode()

    assert reverse("admin:exhibitions_exhibit_change", args=[exhibit.pk]) in said
    assert "Without a place on a wall" in said
