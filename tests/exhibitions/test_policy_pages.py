"""Deciding how openly artists are named: what follows is shown first, and which labels come down afterwards."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exhibitions import publishing, recall
from exhibitions.models import Exhibition
from inmates import consent, policy
from inmates.models import AttributionPolicy, Level, Purpose
from tests.factories import (
    HOUR,
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hall,
    make_policy,
    make_user,
    publish,
)
from tests.guards import ask

pytestmark = pytest.mark.django_db

NAME = "Темирлан К."


def behind(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def hung(institution):
    """A named work of each of two artists of one institution, and an anonymous one, in two halls."""
    exhibition = make_exhibition()
    first, second = (
        make_hall(exhibition.venue, name_ky="Биринчи зал"),
        make_hall(exhibition.venue, name_ky="Экинчи зал", position=2),
    )
    hang = [
        (make_artist(institution=institution, level=Level.FIRST_NAME_INITIAL, name=NAME), second, "B"),
        (make_artist(institution=institution, level=Level.PSEUDONYM, name="Ак куу"), first, "A"),
        (make_artist(institution=institution), first, "A"),
    ]
    return [
        make_exhibit(exhibition=exhibition, artwork=make_artwork(artist=artist), hall=hall, wall=wall)
        for artist, hall, wall in hang
    ]


def level_form(level, **more):
    return {"level": level.value, "shown": "", "reason": ""} | more


def lower(client, url, level, reason="буйрук"):
    """Look at what follows, and do it."""
    shown = client.post(url, level_form(level))
    return shown, client.post(url, level_form(level, shown=level.value, reason=reason))


def names():
    return {name for (name,) in ask("SELECT shown_as_ky FROM public_exhibit")}


def numbers(labels):
    return [label.number for label in labels]


def test_what_follows_is_shown_and_nothing_of_it_stays_before_it_is_decided(hung, organiser):
    client, url = behind(organiser), reverse("admin:policy")
    before = names()

    page = client.post(url, level_form(Level.PSEUDONYM)).content.decode()

    assert "1 work changes at the next request" in page
    assert NAME in page
    assert "Ак куу" not in page
    assert "First name and initial → Institution only" in page
    assert hung[0].artwork.title_en in page
    assert (names(), AttributionPolicy.objects.count()) == (before, 0)


def test_decided_it_counts_at_once_and_leads_to_the_labels(hung, organiser):
    client = behind(organiser)

    _shown, done = lower(client, reverse("admin:policy"), Level.INSTITUTION)

    assert done.url == reverse("admin:recall")
    assert names() == {""}
    page = client.get(done.url).content.decode()
    assert page.index("Биринчи зал") < page.index("Экинчи зал")
    assert page.index("Ак куу") < page.index(NAME)
    assert hung[2].artwork.title_en not in page


def test_a_level_that_was_not_shown_is_not_decided(hung, organiser):
    client, url = behind(organiser), reverse("admin:policy")

    client.post(url, level_form(Level.ANONYMOUS, shown=Level.PSEUDONYM.value, reason="буйрук"))

    assert AttributionPolicy.objects.count() == 0


def test_a_decision_needs_a_reason(hung, organiser):
    answer = behind(organiser).post(
        reverse("admin:policy"), level_form(Level.ANONYMOUS, shown=Level.ANONYMOUS.value, reason="  ")
    )

    assert answer.status_code == 422
    assert "3 works" not in answer.content.decode()
    assert "2 works change at the next request" in answer.content.decode()
    assert AttributionPolicy.objects.count() == 0


def test_raising_is_proposed_agreed_to_by_another_and_waits(hung, organiser, reviewer):
    make_policy(Level.ANONYMOUS)
    url = reverse("admin:policy")

    shown, done = lower(behind(organiser), url, Level.FULL_NAME)
    assert "at most 2 works bear" in shown.content.decode()
    assert done.url == url
    proposed = policy.waiting(policy.HOUSE)
    own = behind(organiser).get(url).content.decode()
    behind(organiser).post(url, {"agree": proposed.pk})
    proposed.refresh_from_db()
    assert proposed.confirmed_at is None
    assert f'name="agree" value="{proposed.pk}"' not in own

    assert f'name="agree" value="{proposed.pk}"' in behind(reviewer).get(url).content.decode()
    behind(reviewer).post(url, {"agree": proposed.pk})

    proposed.refresh_from_db()
    assert (proposed.confirmed_by, names()) == (reviewer, {""})
    assert proposed.effective_at > timezone.now() + 23 * HOUR


@pytest.mark.parametrize("whose", ["everyone", "an institution", "an artist"])
def test_a_proposal_waits_on_the_first_page_of_everyone_but_its_author(
    institution, organiser, reviewer, whose
):
    artist = make_artist(institution=institution)
    reach = {
        "everyone": ({}, reverse("admin:policy")),
        "an institution": ({"institution": institution}, reverse("admin:ceiling", args=[institution.pk])),
        "an artist": ({"artist": artist}, reverse("admin:artist_level", args=[artist.pk])),
    }
    subject, url = reach[whose]
    make_policy(Level.ANONYMOUS, **subject)
    policy.decide(policy.Subject(**subject), Level.PSEUDONYM, by=organiser, reason="Үй-бүлөсү сурады")
    index = reverse("admin:index")

    assert f'href="{url}"' in behind(reviewer).get(index).content.decode()
    assert "Үй-бүлөсү сурады" not in behind(organiser).get(index).content.decode()

    policy.decide(policy.Subject(**subject), Level.ANONYMOUS, by=organiser, reason="x")
    assert "Үй-бүлөсү сурады" not in behind(reviewer).get(index).content.decode()


def test_who_catalogues_lowers_and_does_not_raise(hung, cataloguer, organiser):
    artist = hung[0].artwork.artist
    url = reverse("admin:artist_level", args=[artist.pk])
    client = behind(cataloguer)

    lower(client, url, Level.PSEUDONYM)
    assert names() == {"", "Ак куу"}

    refused = client.post(url, level_form(Level.FULL_NAME))
    assert refused.status_code == 409
    policy.decide(policy.Subject(artist=artist), Level.FULL_NAME, by=organiser, reason="x")
    waiting = policy.waiting(policy.Subject(artist=artist))
    assert client.post(url, {"agree": waiting.pk}).status_code == 403
    assert policy.counting(policy.Subject(artist=artist)) == Level.PSEUDONYM


@pytest.mark.parametrize(
    "level", [level for level in Level if level not in (Level.FULL_NAME, Level.ANONYMOUS)]
)
def test_one_artist_is_lowered_to_any_level(hung, reviewer, level):
    artist = hung[0].artwork.artist

    lower(behind(reviewer), reverse("admin:artist_level", args=[artist.pk]), level)

    allowed = level.openness >= Level.FIRST_NAME_INITIAL.openness
    assert (NAME in names()) is allowed
    assert "Ак куу" in names()


def test_the_ceiling_of_an_institution_is_lowered_by_its_own_people(hung, cataloguer, institution):
    url = reverse("admin:ceiling", args=[institution.pk])

    lower(behind(cataloguer), url, Level.PSEUDONYM)

    assert names() == {"", "Ак куу"}
    assert policy.counting(policy.Subject(institution=institution)) == Level.PSEUDONYM


def test_the_form_of_an_institution_shows_its_ceiling_and_does_not_change_it(institution, organiser):
    make_policy(Level.PSEUDONYM, institution=institution)
    url = reverse("admin:inmates_institution_change", args=[institution.pk])
    client = behind(organiser)

    page = client.get(url).content.decode()
    assert "Pseudonym" in page
    assert reverse("admin:ceiling", args=[institution.pk]) in page

    client.post(
        url, {"code": "another", "kind": "colony", "name_ky": "Мекеме", "attribution_ceiling": "full_name"}
    )
    institution.refresh_from_db()
    assert (institution.code, policy.counting(policy.Subject(institution=institution))) == (
        "another",
        Level.PSEUDONYM,
    )


# --- The labels -----------------------------------------------------------------------------------------------


def test_while_every_name_may_stand_no_label_comes_down(hung, organiser):
    assert recall.labels(organiser) == []


def test_a_withdrawn_consent_brings_the_label_down(hung, organiser):
    first, _second, third = hung
    for exhibit, purpose in ((first, Purpose.ATTRIBUTION), (third, Purpose.WEB)):
        consent.withdraw(exhibit.artwork.artist.consents.get(purpose=purpose), by=organiser)

    found = recall.labels(organiser)

    assert {label.number: (label.names, label.gone) for label in found} == {
        first.catalogue_number: ((NAME,), False),
        third.catalogue_number: ((), True),
    }


def test_a_label_of_an_earlier_approval_is_still_looked_for(hung, organiser):
    """Approved anew without the name, the work is right on the web; the label printed before may still hang."""
    artist = hung[0].artwork.artist
    policy.decide(policy.Subject(artist=artist), Level.INSTITUTION, by=organiser, reason="x")
    publish(hung[0].artwork)

    assert [label.names for label in recall.labels(organiser)] == [(NAME,)]


def test_when_the_exhibition_is_over_nothing_hangs(hung, organiser):
    policy.decide(policy.HOUSE, Level.ANONYMOUS, by=organiser, reason="x")
    assert len(recall.labels(organiser)) == 2

    Exhibition.objects.update(opens_at=timezone.now() - 9 * HOUR, closes_at=timezone.now() - HOUR)

    assert recall.labels(organiser) == []


def test_a_work_taken_off_the_wall_needs_no_walk(hung, organiser):
    policy.decide(policy.HOUSE, Level.ANONYMOUS, by=organiser, reason="x")
    hung[0].withdrawn_at = timezone.now()
    hung[0].save()

    assert numbers(recall.labels(organiser)) == [hung[1].catalogue_number]


def test_labels_of_an_exhibition_to_come_are_printed_already(organiser):
    later = make_exhibition(
        opens_at=timezone.now() + 24 * HOUR, closes_at=timezone.now() + 30 * HOUR, announced_at=None
    )
    artist = make_artist(level=Level.FIRST_NAME, name="Темирлан")
    make_exhibit(exhibition=later, artwork=make_artwork(artist=artist))

    policy.decide(policy.HOUSE, Level.ANONYMOUS, by=organiser, reason="x")

    assert [label.names for label in recall.labels(organiser)] == [("Темирлан",)]


def test_the_list_of_one_institution_is_not_for_another(hung, organiser, cataloguer, other_cataloguer):
    policy.decide(policy.HOUSE, Level.ANONYMOUS, by=organiser, reason="x")

    assert len(recall.labels(cataloguer)) == 2
    assert recall.labels(other_cataloguer) == []
    page = behind(other_cataloguer).get(reverse("admin:recall")).content.decode()
    assert NAME not in page
    assert recall.faces(other_cataloguer) == {}


def test_a_proposal_nobody_approved_is_on_no_label(hung, organiser):
    artist = make_artist(level=Level.FIRST_NAME, name="Темирлан")
    work = make_artwork(artist=artist)
    make_exhibit(exhibition=hung[0].exhibition, artwork=work, published=False)
    publishing.propose(work, by=make_user())

    policy.decide(policy.HOUSE, Level.ANONYMOUS, by=organiser, reason="x")

    assert len(recall.labels(organiser)) == 2


def test_as_many_questions_for_thirty_works_as_for_three(hung, organiser, django_assert_max_num_queries):
    for number in range(27):
        artist = make_artist(level=Level.FIRST_NAME, name=f"Ысым{number}")
        make_exhibit(exhibition=hung[0].exhibition, artwork=make_artwork(artist=artist, photo=False))
    client, url = behind(organiser), reverse("admin:policy")

    with django_assert_max_num_queries(40):
        page = client.post(url, level_form(Level.ANONYMOUS)).content.decode()
    assert "29 works change" in page

    policy.decide(policy.HOUSE, Level.ANONYMOUS, by=organiser, reason="x")
    with django_assert_max_num_queries(12):
        client.get(reverse("admin:recall"))
