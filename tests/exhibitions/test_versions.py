"""Whatever changes what the public sees raises the version of the exhibitions it changes, in the same transaction.

Kept pages hang on this number alone, so a change that forgets it would be shown too late or not at all."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from exhibitions import publishing
from exhibitions.models import Artwork, Exhibit, Exhibition, ExhibitionVersion, Hall, Term, Venue
from inmates import consent, policy
from inmates.models import Artist, Institution, Level, Purpose
from sales import reservations, selling
from sales.models import Reservation
from tests.factories import (
    HOUR,
    make_artist,
    make_artwork,
    make_consent,
    make_exhibit,
    make_exhibition,
    make_hall,
    make_hold,
    make_institution,
    make_sale,
    make_user,
    reprice,
)

pytestmark = pytest.mark.django_db


def version(exhibition):
    return ExhibitionVersion.objects.get(exhibition=exhibition).version


@pytest.fixture
def exhibit():
    exhibition = make_exhibition()
    artwork = make_artwork(artist=make_artist(level=Level.PSEUDONYM), story_ky="Апам")
    return make_exhibit(exhibition=exhibition, artwork=artwork, hall=make_hall(exhibition.venue))


def _withdraw_consent(purpose):
    def act(exhibit):
        consent.withdraw(exhibit.artwork.artist.consents.get(purpose=purpose), by=make_user())

    return act


def _change(model, **fields):
    return lambda exhibit: model.objects.update(**fields)


def _publish_anew(exhibit):
    proposal = publishing.propose(exhibit.artwork, by=make_user())
    publishing.approve(proposal, by=make_user(), seal=proposal.content_sha)


def _withdraw_publication(exhibit):
    publishing.withdraw(exhibit.artwork.publications.standing().get(), by=make_user())


def _consent_again(exhibit):
    artist = exhibit.artwork.artist
    consent.withdraw(artist.consents.get(purpose=Purpose.SELL), by=make_user())
    before = version(exhibit.exhibition)
    make_consent(artist, Purpose.SELL)
    assert version(exhibit.exhibition) > before


def _void(exhibit):
    sale = make_sale(exhibit)
    void = selling.ask_void(sale, reason="The buyer came back", by=sale.sold_by)
    before = version(exhibit.exhibition)
    selling.approve_void(void, by=make_user())
    assert version(exhibit.exhibition) > before


def _cancel(exhibit):
    held = make_hold(exhibit)
    before = version(exhibit.exhibition)
    reservations.cancel(held.secret)
    assert version(exhibit.exhibition) > before


def _lower(subject):
    policy.decide(subject, Level.ANONYMOUS, by=make_user(), reason="буйрук")


CHANGES = {
    "a price": lambda exhibit: reprice(exhibit, 1),
    "a work no longer for sale": lambda exhibit: reprice(exhibit, None),
    "a place on the wall": _change(Exhibit, wall="B", position=9),
    "a work taken off the wall": _change(Exhibit, withdrawn_at=timezone.now()),
    "a work hung": lambda exhibit: make_exhibit(exhibition=exhibit.exhibition),
    "a work unhung": lambda exhibit: exhibit.delete(),
    "a publication approved": _publish_anew,
    "a publication withdrawn": _withdraw_publication,
    "consent to show withdrawn": _withdraw_consent(Purpose.SHOW),
    "consent to the web withdrawn": _withdraw_consent(Purpose.WEB),
    "consent to photographs withdrawn": _withdraw_consent(Purpose.PHOTOGRAPH),
    "consent to the name withdrawn": _withdraw_consent(Purpose.ATTRIBUTION),
    "consent to the story withdrawn": _withdraw_consent(Purpose.STORY),
    "consent to sell withdrawn": _withdraw_consent(Purpose.SELL),
    "consent given": _consent_again,
    "an artist in danger": _change(Artist, at_risk=True),
    "an artist moved to another institution": lambda exhibit: Artist.objects.update(
        institution=make_institution()
    ),
    "a work that turns out to be another's": lambda exhibit: Artwork.objects.filter(
        pk=exhibit.artwork_id
    ).update(artist=make_artist()),
    "a policy for everyone": lambda exhibit: _lower(policy.HOUSE),
    "a policy for the institution": lambda exhibit: _lower(
        policy.Subject(institution=exhibit.artwork.artist.institution)
    ),
    "a policy for the artist": lambda exhibit: _lower(policy.Subject(artist=exhibit.artwork.artist)),
    "an institution's name": _change(Institution, public_name_ky="Устакана"),
    "an institution that may be named": _change(Institution, public_name_ky="Устакана", may_be_named=True),
    "the opening hours": _change(Exhibition, closes_at=timezone.now() + 9 * HOUR),
    "the exhibition's title": _change(Exhibition, title_en="White road"),
    "an announcement taken back": _change(Exhibition, announced_at=None),
    "the venue": _change(Venue, address_ky="Чүй, 1"),
    "the hall": _change(Hall, name_ru="Большой зал"),
    "a term's label": _change(Term, label_ru="Живопись"),
    "a reservation": make_hold,
    "a cancellation": _cancel,
    "a sale": make_sale,
    "a sale undone": _void,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_version_rises_with(exhibit, change):
    before = version(exhibit.exhibition)

    change(exhibit)

    assert version(exhibit.exhibition) > before


def test_a_change_that_is_rolled_back_leaves_the_version(exhibit):
    before = version(exhibit.exhibition)

    undo = transaction.savepoint()
    reprice(exhibit, 1)
    assert version(exhibit.exhibition) > before
    transaction.savepoint_rollback(undo)

    assert version(exhibit.exhibition) == before


def test_a_hold_that_lapsed_raises_the_version_when_the_next_one_comes(exhibit):
    make_hold(exhibit, at=timezone.now() - HOUR / 1.5)
    before = version(exhibit.exhibition)

    make_hold(exhibit)

    assert version(exhibit.exhibition) > before


@pytest.mark.parametrize(
    "change",
    [
        lambda exhibit: Artwork.objects.update(title_ky="Башка", story_ky="Башка"),
        lambda exhibit: Reservation.objects.update(name="Айгүл"),
        lambda exhibit: make_artwork(artist=exhibit.artwork.artist),
    ],
    ids=["the record edited", "a visitor's name", "another work of the artist, hanging nowhere"],
)
def test_what_the_public_does_not_see_leaves_the_version(exhibit, change):
    make_hold(exhibit)
    before = version(exhibit.exhibition)

    change(exhibit)

    assert version(exhibit.exhibition) == before


def test_other_exhibitions_keep_their_version(exhibit):
    other = make_exhibit().exhibition
    before = version(other)

    reprice(exhibit, 1)
    make_sale(Exhibit.objects.get(pk=exhibit.pk))
    _withdraw_publication(exhibit)

    assert version(other) == before


def test_a_work_that_hangs_in_two_exhibitions_raises_both(exhibit):
    later = make_exhibit(
        artwork=exhibit.artwork,
        exhibition=make_exhibition(
            opens_at=timezone.now() + datetime.timedelta(days=9),
            closes_at=timezone.now() + datetime.timedelta(days=10),
        ),
    )
    before = version(exhibit.exhibition), version(later.exhibition)

    make_sale(exhibit)

    assert version(exhibit.exhibition) > before[0]
    assert version(later.exhibition) > before[1]


def test_a_new_exhibition_has_a_version():
    assert version(make_exhibition()) >= 1
