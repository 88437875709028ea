"""What the database accepts of artworks, exhibits and the places they hang in."""

import datetime

import pytest
from django.db.models import F
from django.utils import timezone

from exhibitions.models import Artwork, Exhibit, Exhibition, Hall, Photo, Rendition, Term, Wall
from staff import numbers
from tests.factories import (
    HOUR,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hall,
    make_hold,
    make_photo,
    make_term,
    make_wall,
)
from tests.guards import refused_by

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("guard", "change"),
    [
        ("artwork_number_has_check_digit", {"inventory_number": "123456"}),
        ("artwork_number_has_check_digit", {"inventory_number": "1234-56"}),
        ("artwork_sides_come_in_pairs", {"height_mm": None}),
        ("artwork_sides_come_in_pairs", {"width_mm": None}),
        ("artwork_sides_come_in_pairs", {"height_mm": 0}),
        ("artwork_sides_come_in_pairs", {"width_mm": 20_001}),
        ("artwork_depth_is_sensible", {"depth_mm": 0}),
        ("artwork_depth_is_sensible", {"depth_mm": 20_001}),
        ("artwork_years_in_order", {"made_from": 2025, "made_to": 2024}),
        ("artwork_has_title_unless_draft", {"title_ky": " \u200b\u2060 ", "title_ru": "", "title_en": ""}),
        ("artwork_price_wish_is_a_price", {"price_wish_tyiyn": 0}),
    ],
)
def test_an_artwork_that_cannot_be_is_refused(guard, change):
    make_artwork()

    with refused_by(guard):
        Artwork.objects.update(**change)


def test_an_artwork_may_have_no_size_and_one_open_year():
    artwork = make_artwork(height_mm=None, width_mm=None, made_from=2024)

    assert (artwork.height_mm, artwork.made_to) == (None, None)


def test_every_new_artwork_has_a_number_that_checks_and_names_nothing():
    made = [make_artwork(photo=False, terms=()).inventory_number for _ in range(10)]

    assert all(map(numbers.is_valid, made))
    assert made != sorted(made)


@pytest.mark.parametrize(
    "change",
    [
        {"for_sale": False},
        {"price_tyiyn": None},
        {"price_tyiyn": 0},
    ],
    ids=["not for sale, with a price", "for sale, without", "for sale, for nothing"],
)
def test_an_exhibit_has_a_price_if_and_only_if_it_is_for_sale(change):
    coming = make_exhibition(opens_at=timezone.now() + HOUR)
    make_exhibit(published=False, exhibition=coming)

    with refused_by("exhibit_price_if_and_only_if_for_sale"):
        Exhibit.objects.update(**change)


def test_a_catalogue_number_belongs_to_one_exhibit_and_starts_from_one():
    first = make_exhibit(published=False)
    make_exhibit(published=False, exhibition=first.exhibition)

    with refused_by("one_exhibit_per_catalogue_number"):
        Exhibit.objects.filter(pk=first.pk).update(catalogue_number=2)
    with refused_by("exhibit_number_from_one"):
        Exhibit.objects.filter(pk=first.pk).update(catalogue_number=0)


def test_an_artwork_hangs_once_in_an_exhibition():
    exhibit = make_exhibit(published=False)
    make_exhibit(published=False, artwork=exhibit.artwork)

    with refused_by("one_exhibit_per_artwork"):
        make_exhibit(published=False, artwork=exhibit.artwork, exhibition=exhibit.exhibition)


def test_an_exhibit_that_was_reserved_is_never_given_another_artwork():
    exhibit = make_exhibit()
    make_hold(exhibit)

    with refused_by("claim_takes_the_artwork_of_its_exhibit"):
        Exhibit.objects.update(artwork=make_artwork())


def test_a_wall_that_cannot_be_is_refused():
    wall = make_wall()

    with refused_by("one_wall_per_name"):
        make_wall(wall.hall, name=wall.name)
    for width in (0, 100_001):
        with refused_by("wall_width_is_sensible"):
            Wall.objects.update(width_mm=width)


@pytest.mark.parametrize(
    ("guard", "change"),
    [
        ("exhibition_closes_after_it_opens", {"closes_at": F("opens_at")}),
        ("exhibition_hold_is_sensible", {"hold_minutes": 0}),
        ("exhibition_hold_is_sensible", {"hold_minutes": 24 * 60 + 1}),
        ("exhibition_reserving_is_known", {"reserving": "nobody"}),
        ("exhibition_room_minutes_are_sensible", {"room_minutes": 0}),
        ("exhibition_holds_one_or_two", {"holds_per_phone": 3}),
        ("exhibition_holds_one_or_two", {"holds_per_phone": 0}),
        ("exhibition_desk_only_has_a_person", {"desk_only_at": F("opens_at")}),
        ("exhibition_code_is_plain", {"code": "ak1"}),
        ("exhibition_code_is_plain", {"code": "АК"}),
        ("exhibition_code_is_plain", {"code": ""}),
    ],
)
def test_an_exhibition_that_cannot_be_is_refused(guard, change):
    make_exhibition()

    with refused_by(guard):
        Exhibition.objects.update(**change)


def test_an_exhibition_is_on_from_its_opening_to_its_closing():
    exhibition = make_exhibition()
    opens, closes, instant = exhibition.opens_at, exhibition.closes_at, datetime.timedelta(microseconds=1)

    on = [Exhibition.objects.on_at(at).exists() for at in (opens - instant, opens, closes - instant, closes)]

    assert on == [False, True, True, False]


def test_an_exhibition_that_is_not_announced_is_not_on():
    exhibition = make_exhibition(announced_at=None)

    assert not Exhibition.objects.on_at(exhibition.opens_at + HOUR).exists()


def test_a_hall_has_its_place():
    hall = make_hall()

    with refused_by("one_hall_per_position"):
        Hall.objects.create(venue=hall.venue, name_ky="Кичи зал", position=hall.position)


@pytest.mark.parametrize(
    ("guard", "model", "change"),
    [
        ("term_facet_is_known", Term, {"facet": "colour"}),
        ("photo_role_is_known", Photo, {"role": "face"}),
        ("photo_has_size", Photo, {"width": 0}),
        ("one_rendition_per_format_and_width", Rendition, {"format": "webp", "width": 720}),
    ],
)
def test_a_photo_or_a_term_that_cannot_be_is_refused(guard, model, change):
    make_term()
    make_photo(make_artwork())

    with refused_by(guard):
        model.objects.update(**change)
