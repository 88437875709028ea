"""What is missing, too long, too early or too late has a face of its own."""

import datetime

import pytest
from django.utils import timezone

from inmates import consent
from inmates.models import Purpose
from tests.factories import HOUR, make_artwork, make_exhibit, make_exhibition, make_hold, make_sale, make_user
from tests.gallery.pages import words

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def face(visitor, exhibit, language="en"):
    return visitor.get(f"/{language}/e/{exhibit.exhibition.slug}/{exhibit.catalogue_number}/")


def upcoming():
    return make_exhibition(opens_at=timezone.now() + DAY, closes_at=timezone.now() + DAY + 8 * HOUR)


def over():
    return make_exhibition(opens_at=timezone.now() - DAY, closes_at=timezone.now() - DAY + 8 * HOUR)


def test_before_the_opening_there_are_works_and_no_prices(visitor):
    exhibit = make_exhibit(exhibition=upcoming())

    said = words(face(visitor, exhibit)) + words(visitor.get(f"/en/e/{exhibit.exhibition.slug}/"))

    assert "For sale from the opening on" in said
    assert "8 500" not in said
    assert "/reserve/" not in face(visitor, exhibit).content.decode()


def test_after_closing_nothing_can_be_reserved(visitor):
    exhibit = make_exhibit(exhibition=over())

    page = face(visitor, exhibit)

    assert "The exhibition is over, and this work was not sold." in words(page)
    assert "/reserve/" not in page.content.decode()
    assert "8 500" not in words(page)


def test_an_exhibition_without_works_says_so(visitor):
    assert "The walls are still bare" in words(visitor.get(f"/en/e/{make_exhibition().slug}/"))


def test_a_held_work_says_until_when_and_names_its_like(visitor):
    show = make_exhibition()
    held, like = make_exhibit(exhibition=show), make_exhibit(exhibition=show)
    until = make_hold(held).until_at

    said = words(face(visitor, held))

    assert f"Held until: {timezone.localtime(until):%H:%M}." in said
    assert f"{like.artwork.title_en} No. {like.catalogue_number}" in said


def test_a_sold_work_hides_its_price_and_names_its_like(visitor):
    show = make_exhibition()
    sold, like = make_exhibit(exhibition=show, price=777_700), make_exhibit(exhibition=show)
    make_sale(sold)

    said = words(face(visitor, sold))

    assert "Sold" in said
    assert "7 777" not in said
    assert like.artwork.title_en in said


def test_a_work_that_is_not_for_sale_offers_nothing(visitor):
    page = face(visitor, make_exhibit(price=None))

    assert "Not for sale" in words(page)
    assert "/reserve/" not in page.content.decode()


def test_a_missing_photo_leaves_its_place(visitor):
    exhibit = make_exhibit(artwork=make_artwork(photo=False))

    page = face(visitor, exhibit)

    assert "The photo is on its way" in words(page)
    assert "/i/" not in page.content.decode()


def test_a_title_of_three_hundred_letters_is_shown_whole(visitor):
    long = "Т" * 300
    exhibit = make_exhibit(artwork=make_artwork(title_en=long))

    assert f"<h1>{long}</h1>" in face(visitor, exhibit).content.decode()
    assert long in words(visitor.get(f"/en/e/{exhibit.exhibition.slug}/"))


def test_without_a_story_there_is_no_heading_for_one(visitor):
    assert "In the artist’s own words" not in words(face(visitor, make_exhibit()))


def test_a_title_in_another_language_says_which(visitor):
    exhibit = make_exhibit(artwork=make_artwork(title_ky="Нан", title_en=""))

    assert '<h1><span lang="ky">Нан</span></h1>' in face(visitor, exhibit).content.decode()


def test_a_withdrawn_consent_leaves_a_page_that_says_it_is_gone(visitor):
    exhibit = make_exhibit()
    assert face(visitor, exhibit).status_code == 200
    artist = exhibit.artwork.artist

    consent.withdraw(artist.consents.get(purpose=Purpose.SHOW), by=make_user())

    page = face(visitor, exhibit)
    assert page.status_code == 410
    assert exhibit.artwork.title_en not in page.content.decode()
    assert (
        visitor.get(f"/en/e/{exhibit.exhibition.slug}/{exhibit.catalogue_number}/reserve/").status_code == 410
    )


def test_what_never_was_and_what_is_not_public_answer_alike(visitor):
    """Byte for byte, but for the address itself in the language switch."""
    show = make_exhibition()
    private = make_exhibit(exhibition=show, published=False, catalogue_number=7)

    answers = {
        number: visitor.get(f"/en/e/{show.slug}/{number}/") for number in (private.catalogue_number, 8)
    }

    assert {answer.status_code for answer in answers.values()} == {404}
    assert answers[7].content.replace(b"/7/", b"/8/") == answers[8].content
