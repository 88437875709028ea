"""The day on a page that is kept open: it follows by itself, and takes nothing from under a finger."""

from playwright.sync_api import expect

from exhibitions.models import Exhibit
from tests import factories
from tests.browser.faces import hanging_now

PARTS = "**/staff/today/parts/**"


def _one_more() -> Exhibit:
    """A free work on a wall that is open. Call it inside `site.rows()`."""
    return factories.make_exhibit(exhibition=hanging_now(), artwork=factories.make_artwork(photo=False))


def _look_again(page):
    """Whoever comes back to the page sees it made true at once; else it happens every ten seconds."""
    with page.expect_response(PARTS) as answer:
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    return answer.value


def _sell_another(site):
    with site.rows():
        exhibit = _one_more()
        factories.make_sale(exhibit)
    return exhibit.catalogue_number


def test_a_sale_appears_and_the_open_table_stays_open(site, come_to_work):
    organiser = come_to_work("organiser", language="en")
    organiser.goto("/staff/today/")
    page = organiser.page
    page.locator(".chart summary").click()
    page.locator("h1").click()  # the finger goes elsewhere

    number = _sell_another(site)
    _look_again(page)

    expect(page.locator("[data-live=last] a").first).to_contain_text(str(number))
    expect(page.locator(".chart details table")).to_be_visible()
    expect(page.locator("[data-live=chart] table")).to_contain_text("1")


def test_what_has_the_focus_keeps_it_and_follows_when_it_is_left(site, come_to_work):
    organiser = come_to_work("organiser", language="en")
    organiser.goto("/admin/")
    page = organiser.page
    link = page.locator("[data-live=last] a").first
    before = link.inner_text()
    link.focus()

    number = _sell_another(site)
    _look_again(page)

    expect(page.locator("[data-live=figures]")).to_be_visible()
    expect(link).to_be_focused()
    expect(link).to_have_text(before)

    page.locator("h1").click()
    assert _look_again(page).status == 200  # what had to wait is asked for once more
    expect(page.locator("[data-live=last] a").first).to_contain_text(str(number))


def test_an_unchanged_day_is_a_304_from_the_first_question_on(site, come_to_work):
    organiser = come_to_work("organiser", language="en")
    page = organiser.page

    # The minute may turn in between; it does not turn twice.
    for _ in range(2):
        organiser.goto("/staff/today/")
        said = {_look_again(page).status for _ in range(2)}
        if said == {304}:
            break

    assert said == {304}


def test_without_a_script_the_page_says_of_when_it_is_and_can_be_asked_for_anew(site, come_to_work):
    organiser = come_to_work("organiser", language="en", java_script_enabled=False)
    organiser.goto("/staff/today/")
    page = organiser.page
    expect(page.locator("[data-live=head]")).to_contain_text("As of")

    number = _sell_another(site)
    page.get_by_role("link", name="Refresh").click()

    expect(page.locator("[data-live=last] a").first).to_contain_text(str(number))
