"""What follows is shown before it is done, and it is what really follows; a transfer moves who may see the artist."""

import json
import re
import uuid

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inmates import consent, lives
from inmates.consequences import foresee
from inmates.models import Artist, Consent, Identity, Level, LifeEvent, Purpose
from staff.scope import rows
from tests.factories import (
    make_artist,
    make_artwork,
    make_consent,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_institution,
    make_sale,
    make_user,
)
from tests.guards import ask, refused_by, write

pytestmark = pytest.mark.django_db
NAME = "Темирлан К."
PUBLIC = "SELECT to_jsonb(e) - 'search' FROM public_exhibit e ORDER BY id"


def behind(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def artist(institution):
    return make_artist(institution=institution, level=Level.FIRST_NAME_INITIAL, name=NAME)


@pytest.fixture
def hung(artist):
    """Two works of the artist, one of someone else."""
    show = make_exhibition(title_ky="Ак жол")
    works = [make_artwork(artist=artist, story_ky="Апамдын боз үйү", told_in="ky") for _ in range(2)]
    make_exhibit(exhibition=show, catalogue_number=99)
    return [make_exhibit(exhibition=show, artwork=work) for work in works]


def public():
    return {row["id"]: row for row in (json.loads(text) for (text,) in ask(PUBLIC))}


def pictures():
    return {name for (name,) in ask("SELECT name FROM public_rendition")}


def standing(artist, purpose):
    return artist.consents.get(purpose=purpose, withdrawn_at=None)


def goes(told):
    return {line.text for each in told if each.weight == "goes" for line in each.lines}


def recalled(told):
    return {line.text.split(" ")[1] for each in told if each.weight == "recall" for line in each.lines}


# --- What is foretold is what happens ---------------------------------------------------------------------------


@pytest.mark.parametrize("purpose", list(Purpose))
def test_a_withdrawal_does_what_was_foretold(artist, hung, purpose, organiser):
    before, seen = public(), pictures()
    told = foresee(artist, lambda: consent.withdraw(standing(artist, purpose), by=organiser))
    assert (public(), pictures()) == (before, seen)

    consent.withdraw(standing(artist, purpose), by=organiser)

    after = public()
    changed = {
        f"№ {row['catalogue_number']} · {row['title_ky']}"
        for key, row in before.items()
        if after.get(key) != row
    }
    assert goes(told) == changed
    assert recalled(told) == {text.split(" ")[1] for text in changed}
    lost = len(seen) - len(pictures())
    counted = {int(number) for each in told if not each.lines for number in re.findall(r"\d+", each.text)}
    assert counted == ({lost} if lost else set())


@pytest.mark.parametrize("kind", ["transfer", "release", "death"])
@pytest.mark.parametrize("ceiling", [Level.ANONYMOUS, Level.FULL_NAME])
def test_what_happens_to_an_artist_does_what_was_foretold(artist, hung, organiser, kind, ceiling):
    entered = make_institution(attribution_ceiling=ceiling) if kind == "transfer" else None
    before = public()
    told = foresee(artist, lambda: lives.record(artist, happened(kind, organiser, entered=entered)))
    assert public() == before

    lives.record(artist, happened(kind, organiser, entered=entered))

    after = public()
    changed = {
        f"№ {row['catalogue_number']} · {row['title_ky']}"
        for key, row in before.items()
        if after.get(key) != row
    }
    assert bool(changed) is (kind == "release" or (kind == "transfer" and ceiling == Level.ANONYMOUS))
    assert goes(told) == changed
    assert recalled(told) == {text.split(" ")[1] for text in changed}


def test_nothing_of_a_foretelling_stays(artist, hung, organiser):
    tables = ("inmates_consent", "inmates_consentevent", "exhibitions_exhibitionversion", "inmates_lifeevent")
    before = [
        ask(f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {t} t") for t in tables
    ]

    foresee(artist, lambda: lives.record(artist, happened(lives.Kind.RELEASE, organiser)))

    after = [
        ask(f"SELECT md5(coalesce(string_agg(t::text, '' ORDER BY t::text), '')) FROM {t} t") for t in tables
    ]
    assert before == after


def test_the_fifth_artist_takes_the_institution_s_name_along(institution, organiser):
    type(institution).objects.filter(pk=institution.pk).update(may_be_named=True, public_name_ky="Колония")
    institution.refresh_from_db()
    show = make_exhibition()
    artists = [make_artist(institution=institution, level=Level.INSTITUTION) for _ in range(5)]
    for each in artists:
        make_exhibit(exhibition=show, artwork=make_artwork(artist=each))
    assert ask("SELECT count(*) FROM public_exhibit WHERE institution_ky = 'Колония'") == [(5,)]

    told = foresee(artists[0], lambda: consent.withdraw(standing(artists[0], Purpose.WEB), by=organiser))

    assert any(each.weight == "goes" and " 4 " in each.text for each in told)


def test_what_is_sold_stays_sold_and_what_is_held_is_told(artist, hung, organiser):
    sold, held = hung
    make_sale(sold)
    make_hold(held)

    told = foresee(artist, lambda: consent.withdraw(standing(artist, Purpose.SELL), by=organiser))
    consent.withdraw(standing(artist, Purpose.SELL), by=organiser)

    assert [line.text for each in told if each.weight == "stays" for line in each.lines] == [
        f"№ {sold.catalogue_number} · {sold.artwork.title}"
    ]
    assert any(
        line.text == f"№ {held.catalogue_number} · {held.artwork.title}"
        for each in told if each.weight == "recall" for line in each.lines
    )  # fmt: skip
    assert sold.sales.count() == 1


def test_the_page_shows_what_goes_before_it_is_withdrawn(artist, hung, reviewer):
    url = reverse("admin:withdraw_consent", args=[standing(artist, Purpose.WEB).pk])
    client = behind(reviewer)

    page = client.get(url).content.decode()

    for exhibit in hung:
        assert exhibit.artwork.title_ky in page or exhibit.artwork.title_en in page
        assert f"/e/{exhibit.exhibition.slug}/{exhibit.catalogue_number}/" in page
    assert len(public()) == 3
    client.post(url, {"reason": ""})
    assert len(public()) == 1


# --- Transfer, release, death -----------------------------------------------------------------------------------


def happened(kind, by, **more):
    return lives.Happened(kind, timezone.localdate(), by=by, **more)


def fill(page, **answers):
    """The form of a page as a browser would send it, with what was typed."""
    text = page.content.decode()
    hidden = dict(re.findall(r'<input type="hidden" name="(once|shown)" value="([^"]*)"', text))
    return {**hidden, "happened_on": f"{timezone.localdate():%Y-%m-%d}", "note": "", **answers}


def walk(client, url, **answers):
    """Look, ask what follows, and do it. Returns the page that showed what follows and the last answer."""
    shown = client.post(url, fill(client.get(url), **answers))
    return shown, client.post(url, fill(shown, **answers))


def test_a_transfer_moves_who_may_see_the_artist(
    artist, hung, institution, other_institution, organiser, cataloguer, other_cataloguer
):
    Identity.objects.create(artist=artist, surname="Жашырынова", first_name="Айсулуу")
    url = reverse("admin:transfer_artist", args=[artist.pk])
    page = reverse("admin:inmates_artist_change", args=[artist.pk])
    none = reverse("admin:inmates_artist_change", args=[987_654_321])

    shown, done = walk(behind(organiser), url, entered=other_institution.pk)

    assert (shown.status_code, done.status_code) == (200, 302)
    old, new = behind(cataloguer), behind(other_cataloguer)
    assert new.get(page).status_code == 200
    assert (old.get(page).status_code, old.get(page).content) == (404, old.get(none).content)
    for model in (Artist, Consent, LifeEvent, type(hung[0].artwork)):
        assert not rows(model, cataloguer).exists(), model
        assert rows(model, other_cataloguer).exists(), model
    event = LifeEvent.objects.get()
    assert (event.left, event.entered, event.by) == (institution, other_institution, organiser)


def test_nothing_is_recorded_until_it_was_shown(artist, other_institution, organiser, institution):
    client = behind(organiser)
    url = reverse("admin:transfer_artist", args=[artist.pk])
    third = make_institution()
    shown = client.post(url, fill(client.get(url), entered=other_institution.pk))

    again = client.post(url, fill(shown, entered=third.pk))  # another wish than was shown

    assert again.status_code == 200
    assert not LifeEvent.objects.exists()
    artist.refresh_from_db()
    assert artist.institution == institution


def test_the_same_form_sent_twice_acts_once(artist, other_institution, organiser):
    client = behind(organiser)
    url = reverse("admin:transfer_artist", args=[artist.pk])
    shown = client.post(url, fill(client.get(url), entered=other_institution.pk))
    data = fill(shown, entered=other_institution.pk)

    lives_once = uuid.UUID(data["once"])
    there = happened(lives.Kind.TRANSFER, organiser, entered=other_institution)
    first = lives.record(artist, there, once=lives_once)
    second = lives.record(artist, there, once=lives_once)

    assert first == second
    assert LifeEvent.objects.count() == 1


def test_a_release_ends_what_was_not_given_for_the_time_after(institution, cataloguer):
    artist = make_artist(institution=institution, consents=False)
    for purpose in Purpose:
        make_consent(artist, purpose, after_release=purpose in (Purpose.SHOW, Purpose.PHOTOGRAPH))
    hung = make_exhibit(artwork=make_artwork(artist=artist))

    shown, done = walk(behind(cataloguer), reverse("admin:release_artist", args=[artist.pk]), note="Буйрук 7")

    assert hung.artwork.title_ky in shown.content.decode()
    assert done.status_code == 302
    stands = set(artist.consents.filter(withdrawn_at=None).values_list("purpose", flat=True))
    assert stands == {Purpose.SHOW, Purpose.PHOTOGRAPH}
    assert public() == {}
    event = artist.life.get()
    assert (event.kind, event.note, event.by) == ("release", "Буйрук 7", cataloguer)


def test_a_death_changes_nothing_that_was_agreed_and_lets_nothing_new_be_agreed(artist, hung, cataloguer):
    before = public()

    walk(behind(cataloguer), reverse("admin:artist_died", args=[artist.pk]))

    assert public() == before
    assert not artist.consents.exclude(withdrawn_at=None).exists()
    with pytest.raises(ValidationError):
        consent.give(artist, Purpose.SHOW, granted=True, read_by=make_user(), witness=make_user())
    with refused_by("consent_of_the_living"):
        make_consent(artist, Purpose.ATTRIBUTION)
    consent.withdraw(standing(artist, Purpose.WEB), by=cataloguer)  # the family may object
    assert public().keys() != before.keys()


@pytest.mark.parametrize("then", ["transfer", "release", "death"])
@pytest.mark.parametrize("first", ["transfer", "release", "death"])
def test_what_may_follow_what(first, then, artist, organiser):
    def act(kind):
        entered = make_institution() if kind == "transfer" else None
        lives.record(artist, happened(kind, organiser, entered=entered))

    act(first)

    if (first, then) in {
        ("transfer", "transfer"),
        ("transfer", "release"),
        ("transfer", "death"),
        ("release", "death"),
    }:
        act(then)
        assert artist.life.count() == 2
    else:
        with pytest.raises(lives.NotPossible):
            act(then)


def test_a_workshop_does_not_die(institution, organiser):
    workshop = make_artist(institution=institution, kind="workshop")

    for kind in lives.Kind:
        with pytest.raises(lives.NotPossible):
            lives.record(workshop, happened(kind, organiser, entered=make_institution()))


def test_a_day_that_has_not_come_is_asked_again_with_what_was_typed(artist, cataloguer):
    client = behind(cataloguer)
    url = reverse("admin:release_artist", args=[artist.pk])

    answer = client.post(url, fill(client.get(url), happened_on="2190-01-01", note="Буйрук 7"))

    assert answer.status_code == 422
    assert "Буйрук 7" in answer.content.decode()
    assert "2190-01-01" in answer.content.decode()


def test_a_cataloguer_transfers_nobody(artist, cataloguer):
    page = behind(cataloguer).get(reverse("admin:inmates_artist_change", args=[artist.pk])).content.decode()

    assert reverse("admin:transfer_artist", args=[artist.pk]) not in page
    assert reverse("admin:release_artist", args=[artist.pk]) in page
    assert behind(cataloguer).get(reverse("admin:transfer_artist", args=[artist.pk])).status_code == 403


def test_the_record_of_an_artist_carries_nobody_to_another_institution(
    artist, other_institution, institution
):
    everywhere = make_user("boss", is_superuser=True)
    url = reverse("admin:inmates_artist_change", args=[artist.pk])

    behind(everywhere).post(url, {"institution": other_institution.pk, "kind": "inmate"})

    artist.refresh_from_db()
    assert artist.institution == institution


# --- The guards ---------------------------------------------------------------------------------------------------


def test_what_happened_is_only_ever_added(artist, organiser):
    lives.record(artist, happened(lives.Kind.RELEASE, organiser))

    with refused_by("only_added"):
        write("UPDATE inmates_lifeevent SET kind = 'death'")
    with refused_by("only_added"):
        write("DELETE FROM inmates_lifeevent")


def event(artist, by, kind, entered=None):
    LifeEvent.objects.create(
        artist=artist,
        kind=kind,
        happened_on=timezone.localdate(),
        left=artist.institution,
        entered=entered,
        by=by,
    )


def test_a_transfer_leads_from_one_institution_to_another(artist, organiser, institution, other_institution):
    for kind, entered in (
        ("transfer", None),
        ("transfer", institution),
        ("release", other_institution),
        ("lost", None),
    ):
        with refused_by("life_event_transfer_has_two_institutions"):
            event(artist, organiser, kind, entered)


def test_nobody_dies_twice(artist, organiser):
    event(artist, organiser, "death")

    with refused_by("one_death_per_artist"):
        event(artist, organiser, "death")
