"""Promise 3: consent is given before two people, withdrawn by anyone, and what hung on it is gone that moment."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.db.models.functions import Now
from django.utils import timezone

from inmates import consent
from inmates.models import Consent, Level, Purpose
from tests.factories import HOUR, make_artist, make_consent, make_institution, make_user
from tests.guards import ask, refused_by, write

pytestmark = pytest.mark.django_db

TODAY = datetime.timedelta()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def artist():
    return make_artist(consents=False)


def agree(artist, purpose=Purpose.SHOW, **answer):
    return consent.give(
        artist, purpose, read_by=make_user(), witness=make_user(), **{"granted": True} | answer
    )


def test_without_an_answer_nothing_may_be_shown(artist):
    assert consent.missing_to_show(artist) == [Purpose.SHOW, Purpose.PHOTOGRAPH, Purpose.WEB]
    assert consent.attribution(artist) == (Level.ANONYMOUS, None)


def test_each_purpose_is_asked_for_by_itself(artist):
    agree(artist, Purpose.SHOW)
    agree(artist, Purpose.WEB)

    assert consent.missing_to_show(artist) == [Purpose.PHOTOGRAPH]


def test_a_refusal_is_kept_and_gives_nothing(artist):
    refusal = agree(artist, granted=False)

    assert not refusal.granted
    assert consent.in_force(artist, Purpose.SHOW) is None


def test_a_new_answer_withdraws_the_standing_one(artist):
    yes = agree(artist)

    no = agree(artist, granted=False)

    yes.refresh_from_db()
    assert (yes.withdrawn_at is not None, yes.withdrawn_by) == (True, no.read_by)
    assert list(Consent.objects.filter(withdrawn_at=None)) == [no]


def test_the_one_who_reads_cannot_be_the_witness(artist):
    person = make_user()

    with pytest.raises(ValidationError):
        consent.give(artist, Purpose.SHOW, granted=True, read_by=person, witness=person)
    with refused_by("consent_reader_is_not_witness"):
        make_consent(artist, Purpose.SHOW, read_by=person, witness=person)


def test_one_answer_stands_for_each_purpose(artist):
    make_consent(artist, Purpose.SHOW)

    with refused_by("one_standing_consent_per_purpose"):
        make_consent(artist, Purpose.SHOW)


def test_a_withdrawn_consent_is_over_at_once_and_says_by_whom(artist, cataloguer):
    yes = agree(artist)

    consent.withdraw(yes, by=cataloguer, reason="  He changed\u200b his mind \x00")

    assert consent.in_force(artist, Purpose.SHOW) is None
    assert (yes.withdrawn_by, yes.withdrawal_reason) == (cataloguer, "He changed\u200b his mind")


def test_withdrawing_twice_is_withdrawing_once(artist, cataloguer, organiser):
    yes = agree(artist)
    consent.withdraw(yes, by=cataloguer, reason="first")

    consent.withdraw(yes, by=organiser, reason="second")

    assert (yes.withdrawn_by, yes.withdrawal_reason) == (cataloguer, "first")


def test_a_paper_dated_ahead_by_mistake_can_be_taken_back_today(artist, cataloguer):
    yes = agree(artist, given_at=timezone.now() + DAY)

    consent.withdraw(yes, by=cataloguer)

    assert yes.withdrawn_at == yes.given_at


def test_a_consent_ends_with_its_last_day_in_bishkek(artist):
    last_day = timezone.localdate()
    agree(artist, valid_until=last_day, given_at=timezone.now() - 9 * DAY)
    midnight = timezone.make_aware(datetime.datetime.combine(last_day + DAY, datetime.time()))

    assert consent.in_force(artist, Purpose.SHOW, at=midnight - datetime.timedelta(seconds=1))
    assert consent.in_force(artist, Purpose.SHOW, at=midnight) is None


@pytest.mark.parametrize(
    ("answer", "holds"),
    [
        ({}, True),
        ({"granted": False}, False),
        ({"valid_until": TODAY}, True),
        ({"valid_until": DAY}, True),
        ({"valid_until": -DAY}, False),
        ({"given_at": HOUR}, False),
        ({"withdrawn": True}, False),
    ],
    ids=["given", "refused", "ends today", "ends tomorrow", "ended yesterday", "not yet given", "withdrawn"],
)
def test_the_database_and_the_code_agree_on_what_is_in_force(artist, cataloguer, answer, holds):
    answer = dict(answer)
    withdrawn = answer.pop("withdrawn", False)
    if "valid_until" in answer:
        answer["valid_until"] = timezone.localdate() + answer["valid_until"]
    if "given_at" in answer:
        answer["given_at"] = timezone.now() + answer["given_at"]
    row = make_consent(artist, Purpose.SHOW, **answer)
    if withdrawn:
        consent.withdraw(row, by=cataloguer)

    assert (consent.in_force(artist, Purpose.SHOW) is not None) is holds
    assert ask("SELECT id FROM consent_in_force") == ([(row.pk,)] if holds else [])


# --- How openly an artist is shown ----------------------------------------------------------------------------


def test_the_database_orders_the_levels_as_the_code_does():
    in_database = {level: ask("SELECT attribution_openness(%s)", level)[0][0] for level in Level.values}

    assert in_database == {level.value: level.openness for level in Level}
    assert sorted(in_database.values()) == [0, 1, 2, 3, 4, 5]
    assert ask("SELECT attribution_openness('')") == [(None,)]


@pytest.mark.parametrize(
    ("agreed", "ceiling", "shown"),
    [
        (Level.FULL_NAME, Level.FULL_NAME, Level.FULL_NAME),
        (Level.PSEUDONYM, Level.FULL_NAME, Level.PSEUDONYM),
        # What the artist did not word is not shown: a full name is not shortened here.
        (Level.FULL_NAME, Level.FIRST_NAME_INITIAL, Level.INSTITUTION),
        (Level.FIRST_NAME, Level.PSEUDONYM, Level.INSTITUTION),
        (Level.FULL_NAME, Level.INSTITUTION, Level.INSTITUTION),
        (Level.FULL_NAME, Level.ANONYMOUS, Level.ANONYMOUS),
        (Level.ANONYMOUS, Level.FULL_NAME, Level.ANONYMOUS),
    ],
)
def test_an_artist_is_shown_as_openly_as_they_and_their_institution_both_allow(agreed, ceiling, shown):
    artist = make_artist(institution=make_institution(attribution_ceiling=ceiling), level=agreed)

    assert consent.attribution(artist)[0] == shown


@pytest.mark.parametrize("agreed", list(Level))
def test_whoever_is_in_danger_is_anonymous_whatever_was_agreed(agreed):
    artist = make_artist(level=agreed, at_risk=True)

    assert consent.attribution(artist)[0] == Level.ANONYMOUS


# --- The guards -----------------------------------------------------------------------------------------------


def test_a_consent_is_never_deleted(artist):
    make_consent(artist, Purpose.SHOW)

    with refused_by("consent_guard"):
        write("DELETE FROM inmates_consent")


@pytest.mark.parametrize(
    "change",
    [
        "granted = false",
        "given_at = given_at - interval '1 day'",
        "valid_until = '2100-01-01'",
        "purpose = 'web'",
        "witness_id = read_by_id",
        "paper = 'another.pdf'",
    ],
)
def test_a_consent_cannot_be_reworded(artist, change):
    make_consent(artist, Purpose.SHOW, paper="papers/signed.webp")

    with refused_by("consent_guard"):
        write(f"UPDATE inmates_consent SET {change}")


def test_a_withdrawal_cannot_be_undone(artist, cataloguer):
    consent.withdraw(make_consent(artist, Purpose.SHOW), by=cataloguer)

    with refused_by("consent_guard"):
        write("UPDATE inmates_consent SET withdrawn_at = NULL, withdrawn_by_id = NULL")


def test_a_withdrawal_comes_after_the_giving(artist, cataloguer):
    row = make_consent(artist, Purpose.SHOW)

    with refused_by("consent_withdrawn_after_given"):
        Consent.objects.update(withdrawn_at=row.given_at - HOUR, withdrawn_by=cataloguer)


def test_a_withdrawal_has_a_person(artist):
    make_consent(artist, Purpose.SHOW)

    with refused_by("consent_withdrawal_has_a_person"):
        Consent.objects.update(withdrawn_at=Now())


@pytest.mark.parametrize(
    ("guard", "purpose", "answer"),
    [
        ("consent_purpose_is_known", "everything", {}),
        ("consent_level_only_for_attribution", Purpose.SHOW, {"level": Level.ANONYMOUS}),
        ("consent_level_only_for_attribution", Purpose.ATTRIBUTION, {"level": ""}),
        ("consent_level_only_for_attribution", Purpose.ATTRIBUTION, {"level": "nickname"}),
        (
            "consent_level_only_for_attribution",
            Purpose.ATTRIBUTION,
            {"granted": False, "level": Level.ANONYMOUS},
        ),
        ("consent_name_only_where_named", Purpose.ATTRIBUTION, {"level": Level.PSEUDONYM}),
        (
            "consent_name_only_where_named",
            Purpose.ATTRIBUTION,
            {"level": Level.ANONYMOUS, "name_as_agreed_ru": "Н."},
        ),
        ("consent_name_only_where_named", Purpose.LETTERS, {"name_as_agreed_ky": "Н."}),
    ],
)
def test_an_answer_that_makes_no_sense_is_refused(artist, guard, purpose, answer):
    row = Consent(artist=artist, purpose=purpose, read_by=make_user(), witness=make_user())

    with refused_by(guard):
        Consent.objects.bulk_create([_with(row, {"granted": True} | answer)])


def _with(row, values):
    for name, value in values.items():
        setattr(row, name, value)
    return row
