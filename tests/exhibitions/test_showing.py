"""What the public pages are handed: plain frozen values in the reader's language."""

import dataclasses

import pytest
from django.utils import timezone

from exhibitions import showing
from sales import availability
from tests.factories import (
    HOUR,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hall,
    make_term,
    make_venue,
)

pytestmark = pytest.mark.django_db


def shown(exhibit, language="ky"):
    return availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, language).exhibit


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ({"ky": "Тоо", "ru": "Гора", "en": "Mountain"}, "ky", ("Тоо", "ky")),
        ({"ky": "Тоо", "ru": "Гора", "en": "Mountain"}, "ru", ("Гора", "ru")),
        ({"ky": "Тоо", "ru": "Гора", "en": "Mountain"}, "en", ("Mountain", "en")),
        ({"ky": "Тоо", "ru": "Гора", "en": ""}, "en", ("Тоо", "ky")),
        ({"ky": "Тоо", "ru": "", "en": ""}, "ru", ("Тоо", "ky")),
    ],
)
def test_a_title_that_is_not_translated_is_shown_in_the_language_it_has(words, language, expected):
    exhibit = make_exhibit(artwork=make_artwork(**{f"title_{code}": word for code, word in words.items()}))

    work = shown(exhibit, language)

    assert (work.title, work.title_lang) == expected


@pytest.mark.parametrize(("language", "expected"), [("ky", "ru"), ("ru", "ru"), ("en", "en")])
def test_a_story_told_in_russian_says_so_to_a_kyrgyz_reader(language, expected):
    exhibit = make_exhibit(artwork=make_artwork(story_ru="Мама", story_en="Mother", told_in="ru"))

    work = shown(exhibit, language)

    assert (work.story_lang, work.told_in) == (expected, "ru")


def test_a_text_that_is_not_there_is_empty_in_the_readers_language():
    work = shown(make_exhibit(), "en")

    assert (work.story, work.story_lang, work.shown_as, work.hall) == ("", "en", "", "")


@pytest.mark.parametrize("language", ["", "de", "ky'; --", "KY", "ky_KG"])
def test_a_language_becomes_part_of_a_query_only_if_it_is_one_of_ours(language):
    exhibit = make_exhibit()

    for ask in (
        lambda: showing.exhibitions(language),
        lambda: showing.exhibition(exhibit.exhibition.slug, language),
        lambda: availability.one(exhibit.exhibition.slug, 1, language),
        lambda: showing.terms(language),
    ):
        with pytest.raises(ValueError):
            ask()


def test_values_are_frozen_and_lead_to_no_row():
    exhibit = make_exhibit()
    work, exhibition = shown(exhibit), showing.exhibition(exhibit.exhibition.slug, "ky")

    with pytest.raises(dataclasses.FrozenInstanceError):
        work.price_tyiyn = 0
    plain = (str, int, bool, type(None), tuple, type(timezone.now()), showing.ShownImage)
    for value in (work, exhibition):
        for field in dataclasses.fields(value):
            assert isinstance(getattr(value, field.name), plain), field.name
    assert not {"artist", "artist_id", "institution_id", "inventory_number", "level"} & {
        field.name for field in dataclasses.fields(work)
    }


def test_pictures_come_from_narrow_to_wide_with_one_fallback():
    work = shown(make_exhibit())

    assert [(image.width, image.format) for image in work.images] == [(240, "webp"), (720, "webp")]
    assert (work.fallback.width, work.fallback.format) == (720, "jpeg")


def test_a_work_whose_photo_is_missing_has_no_pictures():
    work = shown(make_exhibit(artwork=make_artwork(photo=False)))

    assert (work.images, work.fallback, work.mean_colour) == ((), None, "")


def test_an_exhibition_is_before_open_or_after():
    exhibition = make_exhibition()
    seen = showing.exhibition(exhibition.slug, "ky")

    phases = [
        seen.phase(at)
        for at in (
            exhibition.opens_at - HOUR,
            exhibition.opens_at,
            exhibition.closes_at - HOUR,
            exhibition.closes_at,
        )
    ]

    assert phases == ["before", "open", "open", "after"]


def test_an_exhibition_speaks_of_its_venue_in_the_readers_language():
    venue = make_venue(name_ru="Галерея", city_en="Bishkek", directions_ky="Борбордо")
    make_exhibition(slug="ak-jol", code="ak", venue=venue)

    seen = showing.by_code("ak", "ru")

    assert (seen.slug, seen.venue, seen.city, seen.directions) == (
        "ak-jol",
        "Галерея",
        "Бишкек",
        "Борбордо",
    )


def test_exhibitions_come_latest_first():
    now = timezone.now()
    early, late = (
        make_exhibition(opens_at=now + n * 24 * HOUR, closes_at=now + n * 24 * HOUR + HOUR) for n in (1, 2)
    )

    assert [seen.slug for seen in showing.exhibitions("ky")] == [late.slug, early.slug]


def test_works_hang_by_hall_wall_place_and_number():
    exhibition = make_exhibition()
    first_hall, second_hall = (make_hall(exhibition.venue, position=n) for n in (1, 2))
    places = [
        (second_hall, "A", 1),
        (first_hall, "B", 2),
        (first_hall, "A", 2),
        (first_hall, "B", 1),
        (first_hall, "B", 1),
    ]
    for number, (hall, wall, position) in enumerate(places, 1):
        make_exhibit(
            exhibition=exhibition,
            artwork=make_artwork(photo=False),
            catalogue_number=number,
            hall=hall,
            wall=wall,
            position=position,
        )

    hung = availability.hang(showing.exhibition(exhibition.slug, "ky"), "ky")

    assert [hanging.exhibit.catalogue_number for hanging in hung] == [3, 4, 5, 2, 1]


def test_terms_are_labelled_in_the_readers_language():
    make_term("oil", "medium", label_ky="Майлуу боёк", label_ru="Масло")

    assert showing.terms("ru") == {"oil": "Масло"}
    assert showing.terms("en") == {"oil": "Майлуу боёк"}
