"""On paper: the exhibition is its catalogue, a work its card."""

import re

import pytest

from tests.browser.looks import measure

PAPER = {"width": 688, "height": 1015}  # A4 within its margins of 14 mm, at 96 dots to the inch


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("face", "paintings"), [("exhibition", 30), ("artwork free", 1), ("artwork sold", 1)]
)
def test_paintings_stand_whole_on_white_paper(face, paintings, scheme, arrive):
    visitor = arrive(1440, color_scheme=scheme, viewport=PAPER)
    visitor.see(face)

    visitor.page.emulate_media(media="print", color_scheme=scheme)
    measured = measure(visitor.page, "paintings()")

    assert measured == {"count": paintings, "found": []}
    assert measure(visitor.page, f"cut({PAPER['width']})") == []
    assert visitor.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    for needless in (".masthead", ".colophon", ".filter", ".buy .button", ".tools"):
        assert visitor.page.locator(f"{needless}:visible").count() == 0, needless


def test_no_work_is_torn_apart_by_the_end_of_a_sheet(arrive):
    visitor = arrive(1440)
    visitor.see("exhibition")

    visitor.page.emulate_media(media="print")

    breaks = visitor.page.locator(".work").evaluate_all(
        "all => all.map(each => getComputedStyle(each).breakInside)"
    )
    assert set(breaks) == {"avoid"}


@pytest.mark.parametrize(
    ("face", "most"), [("exhibition", 6), ("artwork free", 1), ("artwork with a long title", 1)]
)
def test_it_takes_few_sheets(face, most, arrive):
    visitor = arrive(1440)
    visitor.see(face)
    measure(visitor.page, "paintings()")  # until they have all come

    pdf = visitor.page.pdf(prefer_css_page_size=True)

    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= most
