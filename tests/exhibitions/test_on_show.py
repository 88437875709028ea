"""Promise 3, as the public views keep it: what the artist takes back is gone at the next statement."""

import datetime
import itertools

import pytest
from django.utils import timezone

from exhibitions import publishing, showing
from exhibitions.models import Artwork, Exhibition
from inmates import consent, policy
from inmates.models import NAMED, Artist, Level, Purpose
from sales import availability
from tests.factories import (
    HOUR,
    SOM,
    make_artist,
    make_artwork,
    make_consent,
    make_exhibit,
    make_exhibition,
    make_institution,
    make_policy,
    make_user,
    publish,
)
from tests.guards import ask

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def shown(exhibit, language="ky"):
    hanging = availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, language)
    return hanging and hanging.exhibit


def found(exhibit, words):
    exhibition = showing.exhibition(exhibit.exhibition.slug, "ky")
    return [hanging.exhibit.id for hanging in availability.hang(exhibition, "ky", search=words)] == [
        exhibit.pk
    ]


def pictures(exhibit):
    names = exhibit.artwork.photos.get().renditions.values_list("name", flat=True)
    return [showing.image(name) is not None for name in names]


@pytest.fixture
def named():
    """A work whose artist is named, with a story, hanging in an open exhibition."""
    artist = make_artist(level=Level.FIRST_NAME_INITIAL, name="Темирлан К.")
    return make_exhibit(
        artwork=make_artwork(artist=artist, title_ky="Жайлоо", story_ky="Апамдын боз үйү", told_in="ky")
    )


def withdraw(exhibit, purpose):
    artist = exhibit.artwork.artist
    consent.withdraw(
        artist.consents.get(purpose=purpose, withdrawn_at=None),
        by=exhibit.artwork.publications.get().approved_by,
    )


def test_what_two_people_approved_is_shown(named):
    work = shown(named)

    assert (work.title, work.shown_as, work.story, work.price_tyiyn) == (
        "Жайлоо",
        "Темирлан К.",
        "Апамдын боз үйү",
        8500 * SOM,
    )
    assert found(named, "темирлан")
    assert found(named, "боз үй")
    assert pictures(named) == [True, True, True]


@pytest.mark.parametrize("purpose", [Purpose.SHOW, Purpose.PHOTOGRAPH, Purpose.WEB])
def test_without_one_of_three_consents_the_work_and_its_pictures_are_gone(named, purpose):
    withdraw(named, purpose)

    assert shown(named) is None
    assert not found(named, "жайлоо")
    assert pictures(named) == [False, False, False]
    assert showing.gone(named.exhibition.slug, named.catalogue_number)


@pytest.mark.parametrize("purpose", [Purpose.SHOW, Purpose.PHOTOGRAPH, Purpose.WEB])
def test_a_consent_that_ended_yesterday_publishes_nothing(purpose):
    artist = make_artist(consents=False)
    for each in Purpose:
        ends = timezone.localdate() - DAY if each == purpose else None
        make_consent(artist, each, valid_until=ends, given_at=timezone.now() - 9 * DAY)

    with pytest.raises(publishing.CannotPublish):
        publish(make_artwork(artist=artist))


def test_a_consent_expires_by_itself_at_midnight_in_bishkek(named):
    """The database's clock cannot be moved, so its own condition is asked about tomorrow."""
    artist = named.artwork.artist
    withdraw(named, Purpose.WEB)
    make_consent(artist, Purpose.WEB, valid_until=timezone.localdate())

    assert shown(named)
    definition = ask("SELECT pg_get_viewdef('consent_in_force'::regclass)")[0][0]
    tomorrow = definition.replace("statement_timestamp()", "(statement_timestamp() + interval '1 day')")
    assert ask(f"SELECT count(*) FROM ({tomorrow.rstrip(';')}) t WHERE purpose = 'web'") == [(0,)]
    assert ask(f"SELECT count(*) FROM ({definition.rstrip(';')}) t WHERE purpose = 'web'") == [(1,)]


def test_without_consent_to_the_story_the_story_is_neither_shown_nor_found(named):
    withdraw(named, Purpose.STORY)

    assert (shown(named).story, shown(named).told_in) == ("", "")
    assert not found(named, "апамдын")
    assert found(named, "жайлоо")


def test_without_consent_to_the_name_the_name_is_neither_shown_nor_found(named):
    withdraw(named, Purpose.ATTRIBUTION)

    assert shown(named).shown_as == ""
    assert not shown(named).indexable
    assert not found(named, "темирлан")


def test_without_consent_to_sell_the_work_hangs_but_is_not_for_sale(named):
    withdraw(named, Purpose.SELL)

    assert (shown(named).for_sale, shown(named).price_tyiyn) == (False, None)
    assert not publishing.may_be_sold(named)


def test_an_artist_in_danger_is_anonymous_from_the_next_statement(named):
    named.artwork.artist.at_risk = True
    named.artwork.artist.save()

    assert (shown(named).shown_as, shown(named).institution) == ("", "")
    assert not shown(named).indexable
    assert not found(named, "темирлан")


@pytest.mark.parametrize("ceiling", [Level.FIRST_NAME, Level.INSTITUTION, Level.ANONYMOUS])
def test_a_lowered_ceiling_takes_the_name_away(named, ceiling):
    of_this_one = policy.Subject(institution=named.artwork.artist.institution)

    policy.decide(of_this_one, ceiling, by=make_user(), reason="буйрук")

    assert shown(named).shown_as == ""
    assert not found(named, "темирлан")


def test_a_work_that_turns_out_to_be_anothers_is_not_shown_under_the_first_ones_consent(named):
    Artwork.objects.update(artist=make_artist(level=Level.FULL_NAME, name="Башка Адам"))

    assert shown(named) is None
    assert not found(named, "темирлан")


def test_the_view_names_every_artist_exactly_as_the_code_would():
    """Whatever becomes of policy, ceiling and danger after publishing, for every level that was agreed."""
    institution = make_institution()
    artists = [make_artist(level=agreed, name=f"Ысым {agreed}", institution=institution) for agreed in Level]
    exhibition = make_exhibition()
    exhibits = [
        make_exhibit(exhibition=exhibition, artwork=make_artwork(artist=artist, photo=False))
        for artist in artists
    ]
    seen = set()

    for house, ceiling, at_risk in itertools.product(Level, Level, (False, True)):
        make_policy(house)
        make_policy(ceiling, institution=institution)
        Artist.objects.update(at_risk=at_risk)
        in_code = {}
        for exhibit in exhibits:
            level, agreed = consent.attribution(
                Artist.objects.select_related("institution").get(pk=exhibit.artwork.artist_id)
            )
            in_code[exhibit.pk] = (level.value, agreed.name_as_agreed_ky if level in NAMED else "")
            seen.add((house, ceiling, agreed.level, level))
        in_database = ask(
            "SELECT e.id, o.level_now, e.shown_as_ky FROM public_exhibit e"
            " JOIN on_show o ON o.artwork_id = e.artwork_id"
        )
        assert {exhibit: (level, name) for exhibit, level, name in in_database} == in_code

    assert {level for *_, level in seen} == set(Level)
    # What is shown is never more open than any of the three.
    assert all(level.openness <= min(map(_openness, said)) for *said, level in seen)


def _openness(level):
    return Level(level).openness


@pytest.mark.parametrize("own", list(Level))
def test_an_artists_own_limit_counts_like_the_others(own):
    artist = make_artist(level=Level.FIRST_NAME, name="Темирлан")
    exhibit = make_exhibit(artwork=make_artwork(artist=artist, photo=False))

    make_policy(own, artist=artist)

    level = consent.attribution(artist)[0]
    assert ask("SELECT level_now FROM on_show") == [(level.value,)]
    assert (shown(exhibit).shown_as == "Темирлан") is (own.openness >= Level.FIRST_NAME.openness)


# --- Where and when -------------------------------------------------------------------------------------------


def test_nothing_is_known_of_an_exhibition_before_it_is_announced(named):
    for announced in (None, timezone.now() + HOUR):
        Exhibition.objects.update(announced_at=announced)

        assert showing.exhibitions("ky") == []
        assert showing.exhibition(named.exhibition.slug, "ky") is None
        assert showing.by_code(named.exhibition.code, "ky") is None
        assert shown(named) is None
        assert pictures(named) == [False, False, False]
        assert not showing.gone(named.exhibition.slug, named.catalogue_number)


def test_a_work_that_hangs_nowhere_has_no_public_picture():
    artwork = make_artwork()
    publish(artwork)

    assert showing.image(artwork.photos.get().renditions.first().name) is None


def test_a_work_taken_off_the_wall_is_gone(named):
    named.withdrawn_at = timezone.now()
    named.save()

    assert shown(named) is None
    assert pictures(named) == [False, False, False]
    assert showing.gone(named.exhibition.slug, named.catalogue_number)


def test_no_price_is_known_before_the_opening():
    exhibit = make_exhibit(
        exhibition=make_exhibition(opens_at=timezone.now() + HOUR, closes_at=timezone.now() + 2 * HOUR)
    )
    assert (shown(exhibit).for_sale, shown(exhibit).price_tyiyn) == (True, None)

    Exhibition.objects.update(opens_at=timezone.now())

    assert shown(exhibit).price_tyiyn == 8500 * SOM


def test_what_never_was_is_not_gone(named):
    assert not showing.gone(named.exhibition.slug, named.catalogue_number)
    assert not showing.gone(named.exhibition.slug, 999)
    assert not showing.gone("no-such-show", named.catalogue_number)
    unpublished = make_exhibit(exhibition=named.exhibition, published=False)
    assert not showing.gone(named.exhibition.slug, unpublished.catalogue_number)


# --- Institutions -----------------------------------------------------------------------------------------------


def hang_from(institution, exhibition, artists, **artist):
    return [
        make_exhibit(
            exhibition=exhibition,
            artwork=make_artwork(
                artist=make_artist(institution=institution, level=Level.INSTITUTION, **artist), photo=False
            ),
        )
        for _ in range(artists)
    ]


@pytest.fixture
def workshop():
    return make_institution(may_be_named=True, public_name_ky="Ак-Суу устаканасы", name_ky="№ 17 мекеме")


def names_of(exhibits):
    return {shown(exhibit).institution for exhibit in exhibits}


@pytest.mark.parametrize(("artists", "name"), [(4, ""), (5, "Ак-Суу устаканасы")])
def test_an_institution_is_named_from_five_artists_on(workshop, artists, name):
    exhibits = hang_from(workshop, make_exhibition(), artists)

    assert names_of(exhibits) == {name}


def test_five_works_of_one_artist_do_not_name_the_institution(workshop):
    exhibition, artist = make_exhibition(), make_artist(institution=workshop, level=Level.INSTITUTION)
    exhibits = [
        make_exhibit(exhibition=exhibition, artwork=make_artwork(artist=artist, photo=False))
        for _ in range(5)
    ]

    assert names_of(exhibits) == {""}


def test_the_fifth_artist_has_to_be_on_show_in_the_same_exhibition(workshop):
    exhibition = make_exhibition()
    exhibits = hang_from(workshop, exhibition, 5)
    hang_from(workshop, make_exhibition(), 5)

    withdraw(exhibits[0], Purpose.SHOW)
    assert names_of(exhibits[1:]) == {""}
    assert not found(exhibits[1], "устаканасы")


def test_an_institution_that_may_not_be_named_is_not(workshop):
    exhibits = hang_from(workshop, make_exhibition(), 5)

    workshop.may_be_named = False
    workshop.save()

    assert names_of(exhibits) == {""}


def test_an_anonymous_artists_institution_is_not_named_either(workshop):
    exhibition = make_exhibition()
    exhibits = hang_from(workshop, exhibition, 5)
    hidden = make_exhibit(
        exhibition=exhibition, artwork=make_artwork(artist=make_artist(institution=workshop), photo=False)
    )
    in_danger = hang_from(workshop, exhibition, 1, at_risk=True)

    assert names_of(exhibits) == {"Ак-Суу устаканасы"}
    assert names_of([hidden, *in_danger]) == {""}
