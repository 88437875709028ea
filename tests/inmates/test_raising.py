"""A name shown less openly counts at once; a name shown more openly, after a witness and a day."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inmates import consent
from inmates.models import Consent, Level, Purpose
from tests.factories import HOUR, make_artist, make_artwork, make_consent, make_exhibit, make_user, publish
from tests.guards import ask, refused_by

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
NAME = "Темирлан К."
PAIRS = [(before, after) for before in Level for after in Level]
RAISES = [(before, after) for before, after in PAIRS if after.openness > before.openness]


def names(level):
    named = Level(level).openness > Level.INSTITUTION.openness
    return {"name_as_agreed_ky": NAME} if named else {}


def answer(artist, level, **more):
    return consent.give(
        artist, Purpose.ATTRIBUTION, granted=True, level=level, read_by=make_user(), witness=make_user(),
        **names(level) | more,
    )  # fmt: skip


@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_from_each_level_to_each_other(before, after):
    artist = make_artist(consents=False)
    answer(artist, before, given_at=timezone.now() - HOUR)

    given = answer(artist, after)

    raised = after.openness > before.openness
    assert consent.attribution(artist)[0] == (before if raised else after)
    assert consent.attribution(artist, at=timezone.now() + DAY + HOUR)[0] == after
    assert given.is_waiting is raised
    in_database = ask(
        "SELECT max(attribution_openness(level)) FROM consent_in_force WHERE purpose = 'attribution'"
    )
    assert in_database == [((before if raised else after).openness,)]


@pytest.mark.parametrize(("before", "after"), RAISES)
def test_the_database_lets_no_raised_name_count_within_a_day(before, after):
    artist = make_artist(consents=False)
    make_consent(artist, Purpose.ATTRIBUTION, level=before)

    for effective_at in (None, timezone.now() + DAY - HOUR):
        with refused_by("consent_raised_waits_a_day"):
            make_consent(artist, Purpose.ATTRIBUTION, level=after, effective_at=effective_at)


def test_a_paper_dated_back_raises_no_name_sooner():
    artist = make_artist(level=Level.PSEUDONYM)
    long_ago = timezone.now() - 9 * DAY

    given = answer(artist, Level.FULL_NAME, given_at=long_ago)

    assert given.effective_at > timezone.now() + DAY - HOUR
    with refused_by("consent_raised_waits_a_day"):
        make_consent(artist, Purpose.ATTRIBUTION, level=Level.FULL_NAME, given_at=long_ago)


@pytest.mark.parametrize("ended", ["withdrawn", "refused", "expired"])
def test_what_was_taken_back_is_no_step_to_a_name(ended):
    artist = make_artist(consents=False)
    if ended == "refused":
        consent.give(artist, Purpose.ATTRIBUTION, granted=False, read_by=make_user(), witness=make_user())
    elif ended == "expired":
        answer(
            artist, Level.FULL_NAME, given_at=timezone.now() - 9 * DAY, valid_until=timezone.localdate() - DAY
        )
    else:
        consent.withdraw(answer(artist, Level.FULL_NAME), by=make_user())

    answer(artist, Level.FULL_NAME)

    assert consent.attribution(artist)[0] == Level.ANONYMOUS


def test_no_answer_counts_before_it_is_given():
    artist = make_artist(consents=False)

    with refused_by("consent_counts_after_given"):
        make_consent(artist, Purpose.SHOW, effective_at=timezone.now() - 9 * DAY)


def test_the_name_that_counts_goes_with_all_others():
    artist = make_artist(level=Level.PSEUDONYM)
    raised = answer(artist, Level.FULL_NAME)
    counts = consent.in_force(artist, Purpose.ATTRIBUTION)

    consent.withdraw(counts, by=make_user())

    raised.refresh_from_db()
    assert raised.withdrawn_at is not None
    assert consent.attribution(artist, at=timezone.now() + 2 * DAY) == (Level.ANONYMOUS, None)


def test_a_raised_name_is_taken_back_on_its_waiting_day_alone():
    artist = make_artist(level=Level.PSEUDONYM)
    raised = answer(artist, Level.FULL_NAME)

    consent.withdraw(raised, by=make_user())

    assert consent.attribution(artist, at=timezone.now() + 2 * DAY)[0] == Level.PSEUDONYM


def test_a_second_thought_takes_the_place_of_the_first_one_that_waits():
    artist = make_artist(level=Level.PSEUDONYM)
    first = answer(artist, Level.FULL_NAME)

    second = answer(artist, Level.FIRST_NAME)

    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert consent.attribution(artist)[0] == Level.PSEUDONYM
    assert consent.in_force(artist, Purpose.ATTRIBUTION, at=timezone.now() + 2 * DAY) == second


@pytest.mark.parametrize("lower", [Level.FIRST_NAME, Level.PSEUDONYM, Level.INSTITUTION, Level.ANONYMOUS])
def test_a_lowered_name_is_gone_from_the_public_at_once(lower):
    artist = make_artist(level=Level.FULL_NAME, name=NAME)
    hung = make_exhibit(artwork=make_artwork(artist=artist))

    answer(artist, lower)

    assert ask("SELECT shown_as_ky FROM public_exhibit WHERE id = %s", hung.pk) == [("",)]


def test_a_raised_name_leaves_what_is_public_as_it_is_and_can_be_published_after_its_day():
    artist = make_artist(level=Level.PSEUDONYM, name=NAME)
    hung = make_exhibit(artwork=make_artwork(artist=artist))

    answer(artist, Level.FULL_NAME, name_as_agreed_ky="Темирлан Кадыров")
    publish(hung.artwork)

    public = "SELECT shown_as_ky FROM public_exhibit WHERE id = %s"
    assert ask(public, hung.pk) == [(NAME,)]
    # The database's clock cannot be moved, so its own condition is asked about the day after.
    [(definition,)] = ask("SELECT pg_get_viewdef('consent_in_force'::regclass)")
    later = definition.replace("statement_timestamp()", "(statement_timestamp() + interval '25 hours')")
    assert ask(f"SELECT name_as_agreed_ky FROM ({later.rstrip(';')}) t WHERE level = 'full_name'") == [
        ("Темирлан Кадыров",)
    ]


def test_the_page_says_from_when_a_raised_name_counts(cataloguer, institution):
    artist = make_artist(institution=institution, level=Level.PSEUDONYM)
    given = answer(artist, Level.FULL_NAME)
    client = Client()
    client.force_login(cataloguer)

    page = client.get(reverse("admin:inmates_artist_change", args=[artist.pk])).content.decode()

    assert f"{timezone.localtime(given.effective_at):%H:%M}" in page
    assert Consent.objects.filter(artist=artist, purpose=Purpose.ATTRIBUTION, withdrawn_at=None).count() == 2
