"""A committee at its list, with nothing but the keyboard: down a column, up again, and saved at the end."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from sales import pricing
from sales.pricing import Asked, Said
from staff.models import User
from tests import factories
from tests.browser.conftest import DESK


@pytest.fixture
def coming(site, faces):
    """Minutes that were begun, over three works."""
    with site.rows():
        tomorrow = timezone.now() + 24 * factories.HOUR
        show = factories.make_exhibition(
            opens_at=tomorrow, closes_at=tomorrow + 5 * factories.HOUR, announced_at=None
        )
        for _number in range(3):
            factories.make_exhibit(
                exhibition=show, artwork=factories.make_artwork(photo=False), published=False, price=None
            )
        return pricing.begin(show, by=User.objects.get(username="organiser"))


@pytest.mark.parametrize("script", [True, False])
def test_a_column_is_filled_in_without_the_mouse(script, coming, site, come_to_work):
    person = come_to_work("organiser", DESK, java_script_enabled=script)
    person.goto(reverse("admin:minutes", args=[coming.pk]))
    keys = person.page.keyboard
    prices = person.page.locator("[name^=price]")
    prices.first.focus()

    keys.type("8 500")
    if script:
        keys.press("Enter")
        keys.type("7000")
        keys.press("ArrowDown")
        keys.type("1")
        keys.press("ArrowUp")
        keys.type("9000")  # in the place of what stood there
        keys.press("ArrowDown")
        keys.type("6000")
    with person.page.expect_navigation():
        keys.press("Enter")

    expect(prices.first).to_have_value("8\u00a0500")
    with site.rows():
        written = [entry.said for entry in pricing.entries(coming)]
    rest = [Said(approved=Asked(900_000)), Said(approved=Asked(600_000))] if script else [Said(), Said()]
    assert written == [Said(approved=Asked(850_000)), *rest]
