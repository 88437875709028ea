"""Every public page in every state it can have, as a careful eye sees it."""

from typing import Any

import pytest

from tests.browser.faces import NAMES
from tests.browser.looks import measure, violations

LANGUAGES = ("ky", "ru", "en")
EVERY_WIDTH = (320, 390, 768, 1024, 1440)
ADOPT = "const own = new CSSStyleSheet(); own.replaceSync(sheet); document.adoptedStyleSheets = [own]"
LARGE = "html { font-size: 200% !important }"
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    "p { margin-bottom: 2em !important }"
)


def test_every_face_has_its_address(faces):
    assert list(faces) == list(NAMES)


@pytest.mark.parametrize("face", NAMES)
def test_axe_finds_nothing_on_a_phone_by_day_nor_on_a_desk_by_night(face, arrive):
    visitor = arrive(390, is_mobile=False, color_scheme="light")
    visitor.see(face, LANGUAGES[NAMES.index(face) % 3])

    by_day = violations(visitor.page)
    visitor.page.set_viewport_size({"width": 1440, "height": 900})
    visitor.page.emulate_media(color_scheme="dark")
    by_night = violations(visitor.page)

    assert (by_day, by_night) == ([], [])


@pytest.mark.parametrize("face", NAMES)
def test_nothing_is_cut_or_left_in_english_at_any_width(face, arrive):
    visitor = arrive(390, is_mobile=False, reduced_motion="reduce")

    found = []
    for language in LANGUAGES:
        visitor.see(face, language)
        found += measure(visitor.page, "english()") if language != "en" else []
        for width in EVERY_WIDTH:
            visitor.page.set_viewport_size({"width": width, "height": 800})
            found += [f"{language}, {width}: it {complaint}" for complaint in everything(visitor.page, width)]

    assert found == []


def everything(page: Any, width: int) -> list[str]:
    least = 48 if width < 700 else 24
    simple = measure(page, f"cut({width})") + measure(page, "lines()") + measure(page, f"small({least})")
    return simple + measure(page, "paintings()")["found"]


@pytest.mark.parametrize(
    "face", ["exhibition", "artwork with a long title", "reserve with a mistake", "reservation held"]
)
def test_readers_may_have_their_letters_twice_as_large_and_their_lines_further_apart(face, arrive):
    """WCAG 1.4.4 and 1.4.12, with the distances that 1.4.12 names."""
    visitor = arrive(390, is_mobile=False, reduced_motion="reduce")

    found = []
    for language in LANGUAGES:
        visitor.see(face, language)
        for wish in (LARGE, SPACED):
            visitor.page.evaluate(f"sheet => {{ {ADOPT} }}", wish)
            visitor.page.set_viewport_size({"width": 768, "height": 1024})
            found += measure(visitor.page, "cut(768)")
            visitor.page.set_viewport_size({"width": 390, "height": 844})
            found += measure(visitor.page, "cut(390)")

    assert found == []
