"""A publication is one person's words and another's yes, bound to exactly what was read."""

import contextlib

import pytest
from django.db import transaction

from exhibitions import linter, publishing, showing
from exhibitions.models import Artwork, Publication
from exhibitions.publishing import CannotPublish
from inmates import consent
from inmates.models import Consent, Identity, Level, Purpose
from tests.factories import (
    make_artist,
    make_artwork,
    make_consent,
    make_exhibit,
    make_institution,
    make_photo,
    make_term,
    make_user,
    publish,
)
from tests.guards import ask, refused_by, write

pytestmark = pytest.mark.django_db


def shown(exhibit, language="ky"):
    return next(iter(see(exhibit, language)), None)


def see(exhibit, language="ky"):
    columns = showing.exhibit_columns(language)
    found = showing.rows(f"SELECT {columns} FROM public_exhibit e WHERE e.id = %s", [exhibit.pk])
    return [showing.exhibit_from(row) for row in found]


# --- Proposing ------------------------------------------------------------------------------------------------


def test_a_proposal_is_a_snapshot_of_the_words_the_photo_and_the_consents(cataloguer):
    artist = make_artist(level=Level.FIRST_NAME, name="Нурлан")
    make_term("oil", "medium")
    artwork = make_artwork(
        artist=artist, terms=("painting", "oil"), story_ky="Апам", told_in="ky", made="2024"
    )

    publication = publishing.propose(artwork, by=cataloguer)

    photo = artwork.photos.get()
    assert (publication.title_ky, publication.title_ru, publication.title_en) == (
        artwork.title_ky,
        artwork.title_ru,
        artwork.title_en,
    )
    assert (publication.story_ky, publication.told_in, publication.made) == ("Апам", "ky", "2024")
    assert (publication.kind, publication.terms) == ("painting", ["oil", "painting"])
    assert (publication.photo, publication.mean_colour) == (photo, "#808080")
    assert {image["name"] for image in publication.images} == set(
        photo.renditions.values_list("name", flat=True)
    )
    assert (publication.level, publication.shown_as_ky) == (Level.FIRST_NAME, "Нурлан")
    assert [
        publication.show_consent.purpose,
        publication.attribution_consent.purpose,
        publication.story_consent.purpose,
    ] == ["show", "attribution", "story"]
    assert len(bytes(publication.content_sha)) == 32


@pytest.mark.parametrize("purpose", [Purpose.SHOW, Purpose.PHOTOGRAPH, Purpose.WEB])
def test_a_work_without_consent_cannot_be_proposed(cataloguer, purpose):
    artist = make_artist()
    consent.withdraw(artist.consents.get(purpose=purpose), by=cataloguer)
    artwork = make_artwork(artist=artist)

    with pytest.raises(CannotPublish) as refusal:
        publishing.propose(artwork, by=cataloguer)

    assert len(refusal.value.reasons) == 1
    assert str(Purpose(purpose).label) in refusal.value.reasons[0]


def test_a_story_without_consent_does_not_even_enter_the_proposal(cataloguer):
    artist = make_artist()
    consent.withdraw(artist.consents.get(purpose=Purpose.STORY), by=cataloguer)

    publication = publishing.propose(
        make_artwork(artist=artist, story_ky="Апам", told_in="ky"), by=cataloguer
    )

    assert (publication.story_ky, publication.told_in, publication.story_consent) == ("", "", None)


@pytest.mark.parametrize("level", [Level.INSTITUTION, Level.ANONYMOUS])
def test_a_name_that_is_not_shown_does_not_even_enter_the_proposal(cataloguer, level):
    publication = publishing.propose(make_artwork(artist=make_artist(level=level)), by=cataloguer)

    assert (publication.level, publication.shown_as_ky) == (level, "")


def test_a_name_above_the_institutions_ceiling_does_not_enter_the_proposal(cataloguer):
    institution = make_institution(attribution_ceiling=Level.FIRST_NAME)
    artist = make_artist(level=Level.FULL_NAME, name="Нурлан Канатов", institution=institution)

    publication = publishing.propose(make_artwork(artist=artist), by=cataloguer)

    assert (publication.level, publication.shown_as_ky) == (Level.INSTITUTION, "")


def test_only_the_front_is_for_the_public(cataloguer):
    artwork = make_artwork()
    front = artwork.photos.get()
    for role in ("back", "detail", "label", "condition"):
        make_photo(artwork, role=role)

    assert publishing.propose(artwork, by=cataloguer).photo == front


def identified(**fields):
    artist = make_artist(**fields)
    Identity.objects.create(artist=artist, surname="Асанов", first_name="Нурлан", register_number="РН-77413")
    return artist


def test_a_work_whose_words_point_to_its_artist_is_not_proposed(cataloguer):
    artwork = make_artwork(artist=identified(), story_ru="Так рисует Асанов.", title_ky="Жайлоо")

    with pytest.raises(CannotPublish) as refusal:
        publishing.propose(artwork, by=cataloguer)

    assert list(refusal.value.reasons) == publishing.hindrances(artwork)
    assert ["«Асанов»" in reason for reason in refusal.value.reasons] == [True]
    assert not Publication.objects.exists()


def test_words_that_do_not_enter_the_proposal_do_not_hinder_it(cataloguer):
    artist = identified()
    consent.withdraw(artist.consents.get(purpose=Purpose.STORY), by=cataloguer)

    publication = publishing.propose(
        make_artwork(artist=artist, story_ru="Так рисует Асанов."), by=cataloguer
    )

    assert publication.story_ru == ""


def test_a_new_proposal_replaces_the_one_that_waited(cataloguer):
    artwork = make_artwork()
    first = publishing.propose(artwork, by=cataloguer)

    second = publishing.propose(artwork, by=cataloguer)

    first.refresh_from_db()
    assert (first.ended_as, first.ended_by) == ("superseded", cataloguer)
    assert list(Publication.objects.waiting()) == [second]


def test_a_proposal_is_not_public(cataloguer):
    exhibit = make_exhibit(published=False)

    publishing.propose(exhibit.artwork, by=cataloguer)

    assert shown(exhibit) is None


# --- Approving ------------------------------------------------------------------------------------------------


def test_editing_a_work_does_not_change_its_public_words():
    exhibit = make_exhibit(artwork=make_artwork(title_ky="Жайлоо", story_ky="Апам", alt_ky="Боз үй"))

    Artwork.objects.update(
        title_ky="Башка", title_ru="Другое", story_ky="Башка", alt_ky="Башка", height_mm=1, width_mm=1
    )
    exhibit.artwork.terms.clear()

    work = shown(exhibit)
    assert (work.title, work.story, work.alt, work.height_mm) == ("Жайлоо", "Апам", "Боз үй", 500)
    assert (work.kind, work.terms) == ("painting", ("painting",))


def test_the_new_words_are_public_once_a_second_person_agrees(cataloguer, reviewer):
    exhibit = make_exhibit(artwork=make_artwork(title_ky="Жайлоо"))
    before = exhibit.artwork.publications.get()
    exhibit.artwork.title_ky = "Жайлоодо"
    exhibit.artwork.save()
    proposal = publishing.propose(exhibit.artwork, by=cataloguer)
    assert shown(exhibit).title == "Жайлоо"

    publishing.approve(proposal, by=reviewer, seal=proposal.content_sha)

    before.refresh_from_db()
    assert shown(exhibit).title == "Жайлоодо"
    assert (before.ended_as, before.ended_by) == ("superseded", reviewer)
    assert proposal.approved_by == reviewer


def test_no_one_approves_their_own_text(cataloguer):
    proposal = publishing.propose(make_artwork(), by=cataloguer)

    with pytest.raises(CannotPublish):
        publishing.approve(proposal, by=cataloguer, seal=proposal.content_sha)
    with refused_by("publication_approver_is_not_author"):
        Publication.objects.update(approved_by=cataloguer, approved_at=proposal.proposed_at)


def test_only_what_was_read_can_be_approved(cataloguer, reviewer):
    artwork = make_artwork()
    read = publishing.propose(artwork, by=cataloguer)
    artwork.title_ky = "Башка"
    artwork.save()
    changed = publishing.propose(artwork, by=cataloguer)

    for publication, seal in ((changed, read.content_sha), (changed, b""), (read, read.content_sha)):
        with pytest.raises(CannotPublish):
            publishing.approve(publication, by=reviewer, seal=seal)

    assert not Publication.objects.standing().exists()


def test_a_decision_is_made_once(cataloguer, reviewer):
    proposal = publishing.propose(make_artwork(), by=cataloguer)
    publishing.approve(proposal, by=reviewer, seal=proposal.content_sha)

    with pytest.raises(CannotPublish):
        publishing.approve(proposal, by=make_user(), seal=proposal.content_sha)


def test_what_was_agreed_to_and_taken_back_meanwhile_is_not_approved(cataloguer, reviewer):
    artwork = make_artwork()
    proposal = publishing.propose(artwork, by=cataloguer)
    consent.withdraw(artwork.artist.consents.get(purpose=Purpose.SHOW), by=cataloguer)

    with pytest.raises(CannotPublish):
        publishing.approve(proposal, by=reviewer, seal=proposal.content_sha)


def test_what_became_known_of_the_artist_since_stops_the_approval(cataloguer, reviewer):
    artist = make_artist()
    proposal = publishing.propose(make_artwork(artist=artist, title_ru="Гора Асанова"), by=cataloguer)
    Identity.objects.create(artist=artist, surname="Асанов", first_name="Нурлан")

    with pytest.raises(CannotPublish) as refusal:
        publishing.approve(proposal, by=reviewer, seal=proposal.content_sha)

    assert ["«Асанова»" in reason for reason in refusal.value.reasons] == [True]
    proposal.refresh_from_db()
    assert proposal.approved_at is None


def test_a_warning_is_heard_before_it_is_approved(cataloguer, reviewer):
    artwork = make_artwork(title_ru="По мотивам И. Иванова", story_ky="П. Петров айткан")
    proposal = publishing.propose(artwork, by=cataloguer)
    keys = [finding.key for finding in linter.lint(proposal).warnings]
    assert len(keys) == 2

    for heard in ((), keys[:1], keys[1:], ["0" * 16, "1" * 16]):
        with pytest.raises(CannotPublish):
            publishing.approve(proposal, by=reviewer, seal=proposal.content_sha, heard=heard)
    publishing.approve(proposal, by=reviewer, seal=proposal.content_sha, heard=keys)

    assert proposal.approved_by == reviewer


def test_a_proposal_can_be_sent_back_with_a_reason(cataloguer, reviewer):
    proposal = publishing.propose(make_artwork(), by=cataloguer)

    publishing.send_back(proposal, by=reviewer, reason="The title names him")

    assert (proposal.ended_as, proposal.ended_by, proposal.end_reason) == (
        "sent_back",
        reviewer,
        "The title names him",
    )
    with pytest.raises(CannotPublish):
        publishing.approve(proposal, by=reviewer, seal=proposal.content_sha)


def test_one_person_is_enough_to_take_a_work_out_of_the_public_eye(cataloguer):
    exhibit = make_exhibit()

    publishing.withdraw(exhibit.artwork.publications.get(), by=cataloguer, reason="He was recognised")

    assert shown(exhibit) is None
    assert not publishing.is_on_show(exhibit)
    assert showing.gone(exhibit.exhibition.slug, exhibit.catalogue_number)


# --- The seal and the guards ----------------------------------------------------------------------------------


def test_the_same_content_has_the_same_seal_and_any_other_content_another(cataloguer):
    artwork = make_artwork()
    seal = bytes(publishing.propose(artwork, by=cataloguer).content_sha)

    assert bytes(publishing.propose(artwork, by=make_user()).content_sha) == seal
    for field, value in {"title_en": "Hill", "alt_ru": "Юрта", "made": "2023", "depth_mm": 40}.items():
        Artwork.objects.filter(pk=artwork.pk).update(**{field: value})
        changed = bytes(publishing.propose(artwork, by=cataloguer).content_sha)
        assert changed != seal
        seal = changed
    make_photo(artwork)
    assert bytes(publishing.propose(artwork, by=cataloguer).content_sha) != seal


def test_a_seal_cannot_be_brought_along(cataloguer):
    publication = publishing.propose(make_artwork(), by=cataloguer)
    honest = bytes(publication.content_sha)
    publishing.send_back(publication, by=make_user(), reason="again")

    publication.pk, publication.ended_by, publication.ended_at, publication.ended_as = None, None, None, ""
    publication.content_sha = b"forged"
    publication.title_ky = "Башка"
    publication.save()
    publication.refresh_from_db()

    assert bytes(publication.content_sha) not in (b"forged", honest)


DECIDED_LATER = {"approved_by_id", "approved_at", "ended_by_id", "ended_at", "ended_as", "end_reason"}
WRITTEN_ONCE = {field.column for field in Publication._meta.concrete_fields} - DECIDED_LATER - {"id"}


@pytest.mark.parametrize("column", sorted(WRITTEN_ONCE))
def test_no_column_of_an_approved_publication_ever_changes(column):
    publish(make_artwork(artist=make_artist(level=Level.PSEUDONYM)))
    kind = ask(
        "SELECT data_type FROM information_schema.columns"
        " WHERE table_name = 'exhibitions_publication' AND column_name = %s",
        column,
    )[0][0]
    other = {
        "bigint": "-1",
        "integer": "77",
        "ARRAY": "ARRAY['felt']",
        "jsonb": "'[]'",
        "bytea": "'x'",
        "timestamp with time zone": "'2001-01-01'",
        "tsvector": "'secret'",
    }.get(kind, "'x'")

    with refused_by("publication_guard"):
        write(f"UPDATE exhibitions_publication SET {column} = {other}")


def test_a_publication_is_never_deleted():
    publish(make_artwork())

    with refused_by("publication_guard"):
        write("DELETE FROM exhibitions_publication")


def test_what_has_ended_does_not_begin_again(cataloguer):
    publication = publish(make_artwork())
    publishing.withdraw(publication, by=cataloguer)

    with refused_by("publication_guard"):
        write("UPDATE exhibitions_publication SET ended_at = NULL, ended_by_id = NULL, ended_as = ''")


def test_an_approval_cannot_be_given_to_another_name(organiser):
    publish(make_artwork())

    with refused_by("publication_guard"):
        Publication.objects.update(approved_by=organiser)


@pytest.mark.parametrize(
    ("guard", "change"),
    [
        ("publication_approval_has_a_person", "approved_at = now()"),
        ("publication_end_is_whole", "ended_at = now(), ended_as = 'withdrawn'"),
        ("publication_end_is_whole", "ended_at = now(), ended_by_id = proposed_by_id"),
        ("publication_end_is_whole", "ended_as = 'withdrawn'"),
        ("publication_end_is_whole", "ended_at = now(), ended_by_id = proposed_by_id, ended_as = 'lost'"),
    ],
)
def test_a_decision_is_whole(cataloguer, guard, change):
    publishing.propose(make_artwork(), by=cataloguer)

    with refused_by(guard):
        write(f"UPDATE exhibitions_publication SET {change}")


def proposal(artwork, **changes):
    """A proposal as `propose` would write it, with changes it would never make."""
    content = publishing._snapshot(artwork)
    return Publication(artwork=artwork, proposed_by=make_user(), **content | changes)


def test_a_publication_does_not_begin_approved():
    someone = make_user()

    for changes in (
        {"approved_by": someone, "approved_at": "2026-01-01T00:00Z"},
        {"ended_by": someone, "ended_at": "2026-01-01T00:00Z", "ended_as": "withdrawn"},
    ):
        with refused_by("publication_seal"):
            proposal(make_artwork(), **changes).save()


@pytest.mark.parametrize(
    ("consent_field", "purpose"),
    [
        ("show_consent", Purpose.SHOW),
        ("attribution_consent", Purpose.ATTRIBUTION),
        ("story_consent", Purpose.STORY),
    ],
)
def test_one_artists_consent_does_not_publish_anothers_work(consent_field, purpose):
    stranger = make_artist(level=Level.ANONYMOUS)

    with refused_by("publication_seal"):
        proposal(make_artwork(), **{consent_field: stranger.consents.get(purpose=purpose)}).save()


@pytest.mark.parametrize("consent_field", ["show_consent", "attribution_consent", "story_consent"])
def test_a_consent_to_one_thing_is_no_consent_to_another(consent_field):
    artwork = make_artwork()

    with refused_by("publication_seal"):
        proposal(artwork, **{consent_field: artwork.artist.consents.get(purpose=Purpose.LETTERS)}).save()


def test_anothers_photo_does_not_enter():
    with refused_by("publication_seal"):
        proposal(make_artwork(), photo=make_artwork().photos.get()).save()


@pytest.mark.parametrize(
    "changes",
    [
        {"level": Level.FULL_NAME},
        {"level": Level.FIRST_NAME, "shown_as_ky": "Нурлан Канатов"},
        {"shown_as_ky": "Нурлан Канатов"},
        {"shown_as_ru": "Канатов"},
    ],
    ids=["more open", "shortened by us", "another name", "another name in one language"],
)
def test_an_artist_is_named_as_they_worded_it_and_no_more_openly(changes):
    artwork = make_artwork(artist=make_artist(level=Level.FIRST_NAME_INITIAL, name="Нурлан К."))

    with refused_by("publication_seal"):
        proposal(artwork, **changes).save()


@pytest.mark.parametrize(
    ("guard", "changes"),
    [
        ("publication_name_only_where_named", {"shown_as_ky": "Нурлан", "attribution_consent": None}),
        ("publication_name_only_where_named", {"level": Level.PSEUDONYM, "attribution_consent": None}),
        ("publication_story_has_consent", {"story_en": "My mother", "story_consent": None}),
        ("publication_has_kyrgyz_title", {"title_ky": ""}),
    ],
)
def test_a_publication_that_tells_more_than_it_may_is_refused(guard, changes):
    with refused_by(guard):
        proposal(make_artwork(), **changes).save()


def test_one_publication_stands_and_one_waits(cataloguer, reviewer):
    artwork = make_artwork()
    standing = publish(artwork)
    waiting = publishing.propose(artwork, by=cataloguer)

    with refused_by("one_waiting_publication_per_artwork"):
        proposal(artwork).save()
    with refused_by("one_standing_publication_per_artwork"):
        Publication.objects.filter(pk=waiting.pk).update(
            approved_by=reviewer, approved_at=standing.approved_at
        )


def test_consents_given_anew_do_not_approve_anything_by_themselves(cataloguer):
    exhibit = make_exhibit()
    old = exhibit.artwork.artist.consents.get(purpose=Purpose.SHOW)
    consent.withdraw(old, by=cataloguer)

    make_consent(exhibit.artwork.artist, Purpose.SHOW)

    assert Consent.objects.in_force().filter(purpose=Purpose.SHOW).count() == 1
    assert shown(exhibit) is None


def test_what_is_asked_under_a_lock_is_planned_once_whatever_is_refused_meanwhile():
    exhibit = make_exhibit()

    for _ in range(20):
        with contextlib.suppress(LookupError), transaction.atomic():
            assert publishing.may_be_sold(exhibit)
            raise LookupError  # undone, as after a refusal

    asked = "SELECT generic_plans > 0, generic_plans + custom_plans >= 20 FROM pg_prepared_statements WHERE name = %s"
    assert ask(asked, "offered") == [(True, True)]
