"""The large words on an exhibition's page are the artist's own, approved with their story, and go with it."""

import pytest

from exhibitions import publishing
from inmates import consent
from inmates.models import Purpose
from sales import availability
from tests.factories import make_artwork, make_exhibit, make_user

pytestmark = pytest.mark.django_db

STORY = "Нан тартып жатканда жыты эсиңде. Жыты эсиңде турганда — үйдөсүң."
WORDS = "Жыты эсиңде турганда — үйдөсүң"


def quoted(exhibit):
    return availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, "ky").exhibit.quote


def test_words_of_the_approved_story_may_stand_large():
    exhibit = make_exhibit(artwork=make_artwork(story_ky=STORY, told_in="ky"), quote_ky=WORDS)

    assert quoted(exhibit) == WORDS


def test_words_that_nobody_approved_do_not_show():
    exhibit = make_exhibit(artwork=make_artwork(story_ky=STORY, told_in="ky"), quote_ky="Аты-жөнү Ж. Осмонов")

    assert quoted(exhibit) == ""


def test_a_quotation_goes_with_the_consent_to_its_story():
    exhibit = make_exhibit(artwork=make_artwork(story_ky=STORY, told_in="ky"), quote_ky=WORDS)

    story = consent.in_force(exhibit.artwork.artist, Purpose.STORY)
    consent.withdraw(story, by=make_user())

    assert quoted(exhibit) == ""


def test_a_quotation_goes_when_the_story_is_approved_without_it():
    exhibit = make_exhibit(artwork=make_artwork(story_ky=STORY, told_in="ky"), quote_ky=WORDS)

    exhibit.artwork.story_ky = "Башка баян."
    exhibit.artwork.save()
    again = publishing.propose(exhibit.artwork, by=make_user())
    publishing.approve(again, by=make_user(), seal=again.content_sha)

    assert quoted(exhibit) == ""
