"""What the small scripts add to pages that also work without them."""

import datetime

from django.utils import timezone
from playwright.sync_api import expect

from exhibitions.models import Exhibit
from tests import factories
from tests.browser.faces import hanging_now

LONG_AGO = datetime.timedelta(minutes=29, seconds=58)


def _one_more() -> Exhibit:
    """A free work on a wall that is open. Call it inside `site.rows()`."""
    return factories.make_exhibit(exhibition=hanging_now(), artwork=factories.make_artwork(photo=False))


def _look_away_and_back(page):
    """Whoever comes back to a page sees it made true at once; else it happens every few seconds."""
    with page.expect_response(page.url):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_sale_shows_on_a_page_that_is_already_open(faces, site, arrive):
    with site.rows():
        exhibit = _one_more()
    visitor = arrive(language="en")
    visitor.goto(f"/en/e/{exhibit.exhibition.slug}/")
    card = visitor.page.locator(f"#w{exhibit.catalogue_number} .foot")
    assert "Available" in card.inner_text()

    with site.rows():
        factories.make_sale(exhibit)
    _look_away_and_back(visitor.page)

    visitor.page.wait_for_function(
        "number => document.querySelector(`#w${number} .foot`).innerText.includes('Sold')",
        arg=exhibit.catalogue_number,
    )


def test_an_unchanged_page_costs_a_304(faces, arrive):
    visitor = arrive(language="en")
    visitor.goto(faces["exhibition"].replace("{l}", "en"))
    answers = []
    visitor.page.on("response", lambda response: answers.append(response.status))

    _look_away_and_back(visitor.page)

    assert (
        answers == [304]
        or visitor.page.evaluate("performance.getEntriesByType('resource').at(-1).transferSize") < 1000
    )


def test_the_button_under_a_finger_is_not_taken_away(faces, site, arrive):
    with site.rows():
        exhibit = _one_more()
    visitor = arrive(language="en")
    visitor.goto(f"/en/e/{exhibit.exhibition.slug}/{exhibit.catalogue_number}/")
    button = visitor.page.get_by_role("link", name="Reserve", exact=True)
    button.focus()

    with site.rows():
        factories.make_sale(exhibit)
    _look_away_and_back(visitor.page)
    visitor.page.wait_for_timeout(300)

    expect(button).to_be_visible()


def test_when_the_minutes_are_over_the_page_says_so_by_itself(faces, site, arrive):
    with site.rows():
        exhibit = _one_more()
        held = factories.make_hold(exhibit, at=timezone.now() - LONG_AGO)
    visitor = arrive(language="en")
    visitor.goto(f"/en/r/{held.secret}/")

    visitor.page.get_by_role("heading", name="The time is over").wait_for(timeout=15_000)
