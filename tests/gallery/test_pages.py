"""What holds for every public page."""

import re

import pytest
from django.conf import settings
from django.utils import timezone

from tests.factories import (
    HOUR,
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hall,
    make_hold,
)
from tests.gallery.pages import LANGUAGES, numbers, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def show():
    return make_exhibition(title_ru="Белая дорога")


@pytest.fixture
def exhibit(show):
    artist = make_artist(level="first_name_initial", name="Гүлзат М.")
    artwork = make_artwork(
        artist=artist, story_ky="Терезе чыгышка карайт.", told_in="ky", alt_ky="Күңүрт бөлмө"
    )
    return make_exhibit(
        exhibition=show, artwork=artwork, catalogue_number=6, hall=make_hall(show.venue), wall="Б"
    )


def addresses(exhibit):
    e = f"e/{exhibit.exhibition.slug}"
    secret = make_hold(make_exhibit(exhibition=exhibit.exhibition)).secret
    return [
        "", f"{e}/", f"{e}/?state=free", f"{e}/?q=тоо", f"{e}/6/", f"{e}/6/reserve/", f"r/{secret}/",
        f"r/{secret}/cancel/", "find/", "find/?q=99", "archive/", "about/", "privacy/", "nowhere/",
    ]  # fmt: skip


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_keeps_the_strict_policy_and_sets_no_cookie(exhibit, visitor, language):
    for path in addresses(exhibit):
        response = visitor.get(f"/{language}/{path}")
        text = response.content.decode()

        assert response.status_code == (404 if path == "nowhere/" else 200), path
        assert response.cookies == {}, path
        assert f'<html lang="{language}">' in text, path
        assert not re.search(r"<[^>]+\s(style|on\w+)=|<style|javascript:", text), path
        assert not re.search(r"<script(?![^>]*\bsrc=)(?!\s+type=\"application/ld\+json\")", text), path
        assert "csrf" not in text, path
        assert not re.search(
            r"(?:src|href|action)=\"(?:https?:)?//(?!127\.0\.0\.1)", text.replace(settings.PUBLIC_URL, "")
        ), path
        assert text.count("<h1") == 1, path


def test_the_language_switch_stays_on_the_page(exhibit, visitor):
    path = f"e/{exhibit.exhibition.slug}/?state=free&junk=1"

    text = visitor.get(f"/ky/{path}").content.decode()

    for language in LANGUAGES:
        assert f'href="/{language}/e/{exhibit.exhibition.slug}/?state=free" lang="{language}"' in text


def test_a_page_says_where_its_other_languages_are(exhibit, visitor):
    text = visitor.get(f"/ru/e/{exhibit.exhibition.slug}/6/").content.decode()

    rest = f"e/{exhibit.exhibition.slug}/6/"
    assert f'<link rel="canonical" href="{settings.PUBLIC_URL}/ru/{rest}">' in text
    for language in LANGUAGES:
        assert (
            f'<link rel="alternate" hreflang="{language}" href="{settings.PUBLIC_URL}/{language}/{rest}">'
            in text
        )


def test_a_work_stands_there_with_its_label(exhibit, visitor):
    said = words(visitor.get(f"/en/e/{exhibit.exhibition.slug}/6/"))

    for part in ("No. 6, Чоң зал, wall Б", exhibit.artwork.title_en, "Гүлзат М.", "Кенеп, майлуу боёк", "50 × 70 cm",
                 "8 500 som", "Available", "Терезе чыгышка карайт.", "Told in Kyrgyz."):  # fmt: skip
        assert part in said


def test_the_picture_offers_webp_with_a_jpeg_behind_it(exhibit, visitor):
    text = visitor.get(f"/ky/e/{exhibit.exhibition.slug}/6/").content.decode()

    [picture] = re.findall(r"<picture.*?</picture>", text)
    assert re.search(r'<source type="image/webp" srcset="/i/\S+\.webp 240w, /i/\S+\.webp 720w"', picture)
    assert re.search(r'<img src="/i/\S+\.jpg" width="720" height="514" alt="Күңүрт бөлмө"', picture)


def test_a_preview_shows_the_jpeg(exhibit, visitor):
    text = visitor.get(f"/ky/e/{exhibit.exhibition.slug}/6/").content.decode()

    assert re.search(rf'<meta property="og:image" content="{settings.PUBLIC_URL}/i/\S+\.jpg">', text)


def test_an_exhibition_shows_its_walls_in_order(show, visitor):
    hall = make_hall(show.venue)
    for number, wall, position in ((3, "A", 2), (1, "B", 1), (2, "A", 1)):
        make_exhibit(exhibition=show, catalogue_number=number, hall=hall, wall=wall, position=position)

    assert numbers(visitor.get(f"/ky/e/{show.slug}/")) == [2, 3, 1]


def test_a_filter_shows_its_part_and_says_when_there_is_none(show, visitor):
    free, not_for_sale = make_exhibit(exhibition=show), make_exhibit(exhibition=show, price=None)
    address = f"/en/e/{show.slug}/"

    assert numbers(visitor.get(f"{address}?state=free")) == [free.catalogue_number]
    assert numbers(visitor.get(f"{address}?state=not_for_sale")) == [not_for_sale.catalogue_number]
    assert numbers(visitor.get(f"{address}?up_to=5000")) == []
    assert "Nothing on the wall matches" in words(visitor.get(f"{address}?up_to=5000"))
    assert numbers(visitor.get(f"{address}?q={free.artwork.title_en}")) == [free.catalogue_number]


def test_home_shows_what_is_on_what_comes_and_what_was(visitor):
    now = timezone.now()
    on, later, past = (
        make_exhibition(title_en=title, opens_at=now + start * HOUR, closes_at=now + (start + 5) * HOUR)
        for title, start in (("Today", -1), ("Tomorrow", 30), ("Long ago", -300))
    )
    exhibit = make_exhibit(exhibition=on)

    page = visitor.get("/en/")

    said = words(page)
    assert numbers(page) == [exhibit.catalogue_number]
    places = [
        said.index(part) for part in ("Today", "Coming next", "Tomorrow", "Past exhibitions", "Long ago")
    ]
    assert places == sorted(places)
    assert f"/en/e/{later.slug}/" in page.content.decode()
    assert f"/en/e/{past.slug}/" in page.content.decode()


def test_home_without_any_exhibition_says_so(visitor):
    assert "No exhibition at the moment" in words(visitor.get("/en/"))


def test_an_exhibition_that_is_not_announced_does_not_exist(visitor):
    show = make_exhibition(announced_at=None)
    exhibit = make_exhibit(exhibition=show)

    for path in (
        f"e/{show.slug}/",
        f"e/{show.slug}/{exhibit.catalogue_number}/",
        f"e/{show.slug}/1/reserve/",
    ):
        assert visitor.get(f"/ky/{path}").status_code == 404


def test_a_work_whose_maker_is_not_named_stays_out_of_search_engines(show, visitor):
    unnamed = make_exhibit(exhibition=show)
    address = f"/en/e/{show.slug}/{unnamed.catalogue_number}/"

    page, warm = visitor.get(address), visitor.get(address)

    for response in (page, warm):
        assert response["X-Robots-Tag"] == "noindex, noarchive, noimageindex"
    assert 'content="noindex, noarchive, noimageindex"' in page.content.decode()
    assert address not in visitor.get("/sitemap.xml").content.decode()
    assert "The artist asked not to be named" in words(page)


def test_a_named_work_is_in_the_sitemap_in_three_languages(exhibit, visitor):
    text = visitor.get("/sitemap.xml").content.decode()

    for language in LANGUAGES:
        assert f"<loc>{settings.PUBLIC_URL}/{language}/e/{exhibit.exhibition.slug}/6/</loc>" in text
    assert "X-Robots-Tag" not in visitor.get(f"/ky/e/{exhibit.exhibition.slug}/6/")


def test_robots_are_kept_from_reservations(visitor):
    text = visitor.get("/robots.txt").content.decode()

    assert "Disallow: /ky/r/" in text
    assert f"Sitemap: {settings.PUBLIC_URL}/sitemap.xml" in text
