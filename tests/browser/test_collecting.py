"""The table by the door in a browser: what was bought leaves by keys alone, with a script and without."""

import pytest
from playwright.sync_api import expect

from sales.models import Handover, Sale
from staff.models import User
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.faces import hanging_now


@pytest.fixture
def sale(site, faces) -> Sale:
    with site.rows():
        show = hanging_now()
        exhibit = factories.make_exhibit(exhibition=show, artwork=factories.make_artwork(photo=False))
        return factories.make_sale(exhibit, by=User.objects.get(username="cashier"))


@pytest.mark.parametrize(("width", "script"), [(DESK, True), (DESK, False), (PHONE, True)])
def test_a_receipt_and_two_keys_hand_it_over_and_the_box_waits_for_the_next(
    width, script, sale, site, come_to_work
):
    cashier = come_to_work("cashier", width, java_script_enabled=script)
    page = cashier.page
    cashier.goto("/desk/collect/")
    expect(page.locator("#q:focus")).to_be_visible()

    page.keyboard.type(sale.receipt_number)
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    page.wait_for_url("**done=**")

    expect(page.locator(".just-sold")).to_be_visible()
    expect(page.locator("#q:focus")).to_have_value("")
    with site.rows():
        assert Handover.objects.standing().get(sale=sale).back == "nothing"


def test_enter_alone_hands_nothing_over(sale, site, come_to_work):
    cashier = come_to_work("cashier", DESK)
    cashier.goto(f"/desk/collect/{sale.pk}/")

    cashier.page.keyboard.press("Enter")
    cashier.page.wait_for_timeout(500)

    with site.rows():
        assert not Handover.objects.filter(sale=sale).exists()


def test_from_the_sale_one_press_leads_to_the_hand_over(sale, come_to_work):
    cashier = come_to_work("cashier", PHONE)
    cashier.goto(f"/desk/?show={sale.exhibit.exhibition.slug}&sold={sale.pk}")

    cashier.page.click(".just-sold a[href*='/desk/collect/']")

    cashier.page.wait_for_url(f"**/desk/collect/{sale.pk}/")
    assert cashier.page.locator("[name=back]:focus").count() == 1
