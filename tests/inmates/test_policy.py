"""How openly artists are shown at the most: lowered at once and by one, raised by two and after a day."""

import datetime
import time
from threading import Thread

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from exhibitions import publishing, showing
from gallery import freshness
from inmates import consent, policy
from inmates.models import AttributionPolicy, Institution, Level
from sales import availability
from tests.factories import (
    HOUR,
    make_artist,
    make_artwork,
    make_exhibit,
    make_institution,
    make_policy,
    make_user,
)
from tests.guards import ask, refused_by, write

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
NAME = "Темирлан Кадыров"
PAIRS = [(before, after) for before in Level for after in Level]


def decide(subject, level):
    return policy.decide(subject, level, by=make_user(), reason="буйрук")


def everyone():
    return policy.HOUSE


def an_institution():
    return policy.Subject(institution=make_institution())


def an_artist():
    return policy.Subject(artist=make_artist())


@pytest.fixture
def named():
    artist = make_artist(level=Level.FULL_NAME, name=NAME)
    return make_exhibit(artwork=make_artwork(artist=artist, title_ky="Жайлоо", story_ky="Апамдын боз үйү"))


def shown(exhibit):
    hanging = availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, "ky")
    return hanging and hanging.exhibit


# --- The rule -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("subject", [everyone, an_institution, an_artist])
@pytest.mark.parametrize(("before", "after"), PAIRS)
def test_from_each_level_to_each_other(subject, before, after):
    subject = subject()
    make_policy(before, institution=subject.institution, artist=subject.artist)
    raised = after.openness > before.openness
    assert policy.raises(subject, after) is raised

    decided = decide(subject, after)

    assert policy.counting(subject) == (before if raised else after)
    assert policy.waiting(subject) == (decided if raised else None)
    if raised:
        policy.agree(decided, by=make_user())
        assert policy.counting(subject) == before
        assert policy.counting(subject, at=timezone.now() + DAY - HOUR) == before
        assert policy.counting(subject, at=timezone.now() + DAY + HOUR) == after
        assert policy.waiting(subject) == decided


def test_while_nothing_is_decided_the_institutions_own_ceiling_counts():
    institution = make_institution(attribution_ceiling=Level.PSEUDONYM)

    assert policy.counting(policy.HOUSE) == Level.FULL_NAME
    assert policy.counting(policy.Subject(institution=institution)) == Level.PSEUDONYM
    assert policy.allowed(make_artist(institution=institution)) == Level.PSEUDONYM


def test_no_one_agrees_to_the_level_they_proposed():
    make_policy(Level.ANONYMOUS)
    proposed = decide(policy.HOUSE, Level.FIRST_NAME)

    with pytest.raises(policy.NotPossible):
        policy.agree(proposed, by=proposed.by)
    with refused_by("attribution_policy_confirmer_is_not_author"):
        AttributionPolicy.objects.filter(pk=proposed.pk).update(
            confirmed_by=proposed.by, confirmed_at=timezone.now()
        )


def test_a_level_that_was_lowered_meanwhile_is_raised_by_no_yes_of_before():
    make_policy(Level.PSEUDONYM)
    proposed = decide(policy.HOUSE, Level.FULL_NAME)
    decide(policy.HOUSE, Level.ANONYMOUS)

    with pytest.raises(policy.NotPossible):
        policy.agree(proposed, by=make_user())
    with refused_by("attribution_policy_guard"):
        AttributionPolicy.objects.filter(pk=proposed.pk).update(
            confirmed_by=make_user(), confirmed_at=timezone.now()
        )


def test_a_raise_on_its_waiting_day_falls_away_when_the_level_is_left_as_it_is():
    make_policy(Level.PSEUDONYM)
    policy.agree(decide(policy.HOUSE, Level.FULL_NAME), by=make_user())

    decide(policy.HOUSE, Level.PSEUDONYM)

    assert policy.waiting(policy.HOUSE) is None
    assert policy.counting(policy.HOUSE, at=timezone.now() + 2 * DAY) == Level.PSEUDONYM


def test_a_yes_is_given_once():
    make_policy(Level.ANONYMOUS)
    proposed = decide(policy.HOUSE, Level.FIRST_NAME)
    policy.agree(proposed, by=make_user())

    with pytest.raises(policy.NotPossible):
        policy.agree(proposed, by=make_user())


def test_one_institutions_policy_is_not_anothers():
    institution = make_institution()
    artist, other = (
        make_artist(institution=institution, level=Level.PSEUDONYM),
        make_artist(level=Level.PSEUDONYM),
    )

    decide(policy.Subject(institution=institution), Level.ANONYMOUS)

    assert consent.attribution(artist)[0] == Level.ANONYMOUS
    assert consent.attribution(other)[0] == Level.PSEUDONYM


# --- The guards -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "sooner",
    [{"effective_at": timezone.now()}, {"confirmed_by": True, "confirmed_at": timezone.now()}],
    ids=["counting at once", "agreed to beforehand"],
)
def test_the_database_lets_no_policy_begin_as_if_it_had_waited(sooner):
    make_policy(Level.ANONYMOUS)
    if "confirmed_by" in sooner:
        sooner = sooner | {"confirmed_by": make_user()}

    with refused_by("attribution_policy_guard"):
        AttributionPolicy.objects.create(level=Level.FULL_NAME, reason="x", by=make_user(), **sooner)


def test_the_database_sets_the_day_itself():
    make_policy(Level.ANONYMOUS)
    proposed = decide(policy.HOUSE, Level.FIRST_NAME)

    AttributionPolicy.objects.filter(pk=proposed.pk).update(
        confirmed_by=make_user(), confirmed_at=timezone.now() - 9 * DAY, effective_at=timezone.now() - 8 * DAY
    )

    proposed.refresh_from_db()
    assert proposed.effective_at == proposed.confirmed_at + DAY
    assert proposed.effective_at > timezone.now() + DAY - HOUR


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM inmates_attributionpolicy",
        "UPDATE inmates_attributionpolicy SET level = 'full_name'",
        "UPDATE inmates_attributionpolicy SET reason = 'another'",
        "UPDATE inmates_attributionpolicy SET effective_at = now() - interval '1 year'",
        "UPDATE inmates_attributionpolicy SET at = now() + interval '1 year'",
    ],
)
@pytest.mark.parametrize("level", [Level.ANONYMOUS, Level.FULL_NAME], ids=["lowered", "proposed"])
def test_a_policy_is_never_changed(statement, level):
    make_policy(Level.PSEUDONYM)
    decide(policy.HOUSE, level)

    with refused_by("attribution_policy_guard"):
        write(f"{statement} WHERE id = (SELECT max(id) FROM inmates_attributionpolicy)")


@pytest.mark.parametrize(
    ("guard", "fields"),
    [
        ("attribution_policy_level_is_known", {"level": "nickname"}),
        ("attribution_policy_has_reason", {"reason": ""}),
        ("attribution_policy_has_one_subject", {"institution": True, "artist": True}),
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(guard, fields):
    fields = dict(fields)
    if "artist" in fields:
        artist = make_artist()
        fields = {"artist": artist, "institution": artist.institution}

    with refused_by(guard):
        AttributionPolicy.objects.create(
            **{"level": Level.ANONYMOUS, "reason": "x", "by": make_user()} | fields
        )


def test_a_yes_has_a_person():
    make_policy(Level.ANONYMOUS)
    decide(policy.HOUSE, Level.FIRST_NAME)

    with refused_by("attribution_policy_confirmed_by_someone"):
        AttributionPolicy.objects.filter(confirmed_at=None).update(confirmed_at=timezone.now())


@pytest.mark.parametrize("level", [Level.ANONYMOUS, Level.FULL_NAME])
def test_the_ceiling_of_an_institution_is_changed_behind_nobodys_back(level):
    make_institution(attribution_ceiling=Level.PSEUDONYM)

    with refused_by("institution_ceiling_guard"):
        Institution.objects.update(attribution_ceiling=level)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_lower_at_once_the_lower_level_is_not_lifted_by_the_other():
    """Each alone would lower from a full name. The second one has to be compared with the first one's level."""
    one, other = make_user(), make_user()

    def second():
        policy.decide(policy.HOUSE, Level.PSEUDONYM, by=other, reason="экинчи")
        connection.close()

    with transaction.atomic():
        policy.decide(policy.HOUSE, Level.ANONYMOUS, by=one, reason="биринчи")
        thread = Thread(target=second)
        thread.start()
        time.sleep(0.5)
        assert thread.is_alive()
    thread.join()

    assert policy.counting(policy.HOUSE) == Level.ANONYMOUS
    assert policy.waiting(policy.HOUSE).level == Level.PSEUDONYM


# --- What the public sees -------------------------------------------------------------------------------------


@pytest.mark.parametrize("lower", [level for level in Level if level != Level.FULL_NAME])
def test_a_lowered_policy_is_gone_from_page_search_and_picture_at_the_next_request(named, lower):
    address = f"/ky/e/{named.exhibition.slug}/"
    freshness.shelf.clear()
    client = Client()
    pages = [address, f"{address}{named.catalogue_number}/", "/ky/", f"{address}?q=темирлан"]
    before = {page: client.get(page) for page in pages}
    assert all("Темирлан" in answer.content.decode() for answer in before.values())

    decide(policy.HOUSE, lower)

    after = {
        page: client.get(page, headers={"if-none-match": before[page].headers["ETag"]}) for page in pages
    }
    assert {answer.status_code for answer in after.values()} == {200}
    assert not any("Кадыров" in answer.content.decode() for answer in after.values())
    assert availability.hang(showing.exhibition(named.exhibition.slug, "ky"), "ky", search="темирлан") == []
    picture = named.artwork.photos.get().renditions.first().name
    assert showing.image(picture)[1] is False


def test_a_raise_begins_by_the_clock_alone_and_kept_pages_follow(named):
    make_policy(Level.ANONYMOUS)
    freshness.shelf.clear()
    make_policy(Level.FULL_NAME, effective_at=timezone.now() + datetime.timedelta(seconds=1.5))
    address = f"/ky/e/{named.exhibition.slug}/{named.catalogue_number}/"
    client = Client()
    first = client.get(address)
    version = showing.exhibition(named.exhibition.slug, "ky").version
    assert NAME not in first.content.decode()

    time.sleep(1.6)

    assert showing.exhibition(named.exhibition.slug, "ky").version > version
    again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert (again.status_code, NAME in again.content.decode()) == (200, True)


@pytest.mark.parametrize(
    "words", ["Темирлан тартты", "ТЕМИРЛАНДЫН тоосу", "кадыров", "«Кадыровдун» үйү"], ids=str
)
@pytest.mark.parametrize("where", ["title_ky", "alt_ru", "technique_en", "made"])
def test_a_work_whose_own_words_say_the_name_goes_with_it(words, where):
    artist = make_artist(level=Level.FULL_NAME, name=NAME)
    exhibit = make_exhibit(artwork=make_artwork(artist=artist, photo=False), published=False)
    approve_as_it_is(exhibit, **{where: words})
    assert shown(exhibit)

    decide(policy.HOUSE, Level.INSTITUTION)

    assert shown(exhibit) is None
    assert showing.gone(exhibit.exhibition.slug, exhibit.catalogue_number)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("Ак кийиз устаканасы", True),
        ("«Ак кийиздин» уулдары", True),
        ("Ак килем, боз кийиз", False),
        ("кийиз", False),
        ("Ак кеме", False),
    ],
)
def test_of_a_pseudonym_only_the_whole_counts(words, says):
    """Pseudonyms are made of ordinary words, and a felt carpet may be called a felt carpet."""
    artist = make_artist(level=Level.PSEUDONYM, name="Ак кийиз")
    exhibit = make_exhibit(artwork=make_artwork(artist=artist, photo=False), published=False)
    approve_as_it_is(exhibit, technique_ky=words)

    decide(policy.HOUSE, Level.ANONYMOUS)

    assert (shown(exhibit) is None) is says


def test_a_story_that_says_the_name_goes_and_the_work_stays():
    artist = make_artist(level=Level.FULL_NAME, name=NAME)
    exhibit = make_exhibit(artwork=make_artwork(artist=artist, photo=False), published=False)
    approve_as_it_is(exhibit, story_ky="Мен, Темирлан, муну кышында тарттым.")
    assert shown(exhibit).story

    decide(policy.HOUSE, Level.INSTITUTION)

    assert (shown(exhibit).story, shown(exhibit).shown_as) == ("", "")


def test_other_stories_stay(named):
    decide(policy.HOUSE, Level.INSTITUTION)

    assert shown(named).story == "Апамдын боз үйү"


def approve_as_it_is(exhibit, **words):
    """As two people approved it who read the linter's warning that the name, which is shown, stands in the text."""
    publication = publishing.as_recorded(exhibit.artwork)
    for name, text in words.items():
        setattr(publication, name, text)
    publication.proposed_by = make_user()
    publication.save()
    type(publication).objects.filter(pk=publication.pk).update(
        approved_by=make_user(), approved_at=timezone.now()
    )


def test_the_limit_in_the_database_is_the_newest_that_counts():
    make_policy(Level.FULL_NAME)
    make_policy(Level.PSEUDONYM)
    make_policy(Level.FIRST_NAME, effective_at=timezone.now() + HOUR)

    assert ask("SELECT level FROM attribution_limit") == [("pseudonym",)]
