"""Everything with the keyboard alone: one sees where one stands, and nothing lies over it."""

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE
from tests.browser.looks import measure

WAYS = (
    "exhibition",
    "searched",
    "artwork free",
    "reserve",
    "reserve with a mistake",
    "reservation held",
    "find none",
    "404",
)
REACHABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary"


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("face", WAYS)
def test_every_stop_has_a_ring_and_is_not_covered(face, width, arrive):
    visitor = arrive(width, is_mobile=False, has_touch=False, reduced_motion="reduce")
    visitor.see(face)
    # From the very top, wherever the page has put the reader: a field may take the focus with the first paint.
    visitor.page.evaluate("""async () => {
        for (let paints = 0; paints < 2; paints++) await new Promise(requestAnimationFrame);
        document.body.tabIndex = -1;
        document.body.focus();
        document.body.removeAttribute("tabindex");
    }""")

    stops = list(walk(visitor.page))

    assert [complaint for stop in stops for complaint in stop["complaints"]] == []
    shown = visitor.page.locator(REACHABLE).evaluate_all(
        "all => all.filter(each => each.checkVisibility()).length"
    )
    assert len(stops) == shown


def test_the_first_stop_leads_past_the_menu(arrive):
    visitor = arrive(DESK)
    visitor.see("exhibition")

    visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")
    visitor.page.keyboard.press("Tab")

    assert visitor.page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_a_work_is_reserved_and_let_go_with_the_keyboard_alone(width, faces, arrive):
    visitor = arrive(width, is_mobile=False, has_touch=False)
    page = visitor.page
    visitor.goto(faces["artwork free"].replace("{l}", "ky"))

    tab_to(page, ".buy .button--main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/reserve/")
    tab_to(page, "#id_phone")
    page.keyboard.type("0700 60 50 40")
    page.keyboard.press("Enter")
    page.wait_for_url("**/r/*/")
    expect(page.locator(".code")).to_be_visible()

    tab_to(page, "a[href$='/cancel/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cancel/")
    tab_to(page, "main form .button--main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/r/*/")
    assert page.locator(".code").count() == 0


def test_arrows_lead_along_the_wall_and_escape_closes_the_large_picture(faces, arrive):
    visitor = arrive(DESK)
    page = visitor.page
    first = faces["artwork free"].replace("{l}", "ru")
    visitor.goto(first)

    page.keyboard.press("ArrowRight")
    page.wait_for_url(lambda url: not url.endswith(first))
    page.keyboard.press("ArrowLeft")
    page.wait_for_url(f"**{first}")
    tab_to(page, "[data-zoom]")
    page.keyboard.press("Enter")
    expect(page.locator("dialog img")).to_be_visible()
    page.keyboard.press("Escape")

    page.locator("dialog").wait_for(state="detached")
    assert page.evaluate("document.activeElement.matches('[data-zoom]')")


def walk(page, most: int = 150):
    """From stop to stop until the page is left."""
    for _ in range(most):
        page.keyboard.press("Tab")
        stop = measure(page, "stop()")
        if stop is None:
            return
        yield stop
    raise AssertionError(f"after {most} stops there is still no end")


def tab_to(page, selector: str) -> int:
    """How many keys it takes from where one stands."""
    for keys in range(1, 81):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return keys
    raise AssertionError(f"the keyboard never comes to {selector}")
