"""The desk's one screen in a browser: how many keys and clicks a sale takes, with a script and without."""

import io

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import expect

from exhibitions.models import Exhibit
from sales import reservations
from sales.models import Claim
from sales.paying import elqr
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.faces import hanging_now

PRICE = 12_500


@pytest.fixture
def free(site, faces) -> Exhibit:
    """A work on the wall that can be had; its number is two digits, as on most walls."""
    with site.rows():
        show = hanging_now()
        taken = set(show.exhibits.values_list("catalogue_number", flat=True))
        number = next(number for number in range(40, 100) if number not in taken)
        artwork = factories.make_artwork(photo=False)
        return factories.make_exhibit(
            exhibition=show, artwork=artwork, catalogue_number=number, price=PRICE * factories.SOM
        )


class Hands:
    """Counts what they do to the page."""

    def __init__(self, page):
        self.page, self.keys, self.clicks = page, 0, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def click(self, selector: str) -> None:
        self.page.locator(selector).first.click()
        self.clicks += 1


@pytest.mark.parametrize("script", [True, False])
def test_exact_cash_is_four_keys_and_the_box_waits_for_the_next(script, free, site, come_to_work):
    cashier = come_to_work("cashier", DESK, java_script_enabled=script)
    hands = Hands(cashier.page)
    cashier.goto(box(free))

    hands.press(*str(free.catalogue_number), "Enter")
    cashier.page.wait_for_url("**q=**")
    hands.press("Enter")
    cashier.page.wait_for_url("**sold=**")

    assert hands.keys == 4
    assert paid(site, free) == [("cash", PRICE)]
    expect(cashier.page.locator(".just-sold")).to_be_visible()
    assert cashier.page.locator("#q:focus").input_value() == ""


def test_a_reserved_work_is_sold_by_card_with_three_clicks_and_undone_with_two(free, site, come_to_work):
    with site.rows():
        factories.make_hold(free, name="Айнура")
    cashier = come_to_work("cashier", DESK)
    hands = Hands(cashier.page)
    cashier.goto(box(free))

    hands.click(f".coming a[href='/desk/{free.pk}/']")
    cashier.page.wait_for_url(f"**/desk/{free.pk}/")
    hands.click("[name=kind_1][value=card]")
    hands.click("[data-sale] .button--main")
    cashier.page.wait_for_url("**sold=**")

    assert (hands.clicks, paid(site, free)) == (3, [("card", PRICE)])

    hands.click(".undo summary")
    hands.click(".undo .button")
    cashier.page.wait_for_url(lambda url: "sold=" not in url)

    assert (hands.clicks, paid(site, free)) == (5, [("card", -PRICE), ("card", PRICE)])
    expect(cashier.page.locator(".note--success")).to_be_visible()


def test_the_keys_choose_the_way_to_pay_and_escape_leads_back_to_the_box(free, site, come_to_work):
    cashier = come_to_work("cashier", DESK)
    page = cashier.page
    cashier.goto(box(free))
    page.keyboard.type(str(free.catalogue_number))
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")

    for key, kind in enumerate(("cash", "card", "qr", "transfer", "letter"), start=1):
        page.keyboard.press(str(key))
        assert page.locator("[name=kind_1]:checked").get_attribute("value") == kind
    expect(page.locator("[name=reference_1]")).to_be_visible()
    page.keyboard.press("4")
    expect(page.locator("[name=given]")).not_to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**sold=**")

    assert paid(site, free) == [("transfer", PRICE)]
    page.locator(".undo summary").first.focus()
    page.keyboard.press("Escape")
    assert page.locator("#q:focus").count() == 1


@pytest.mark.parametrize(("script", "width"), [(True, DESK), (False, PHONE)])
def test_a_code_is_shown_and_looked_at_before_the_work_is_sold(script, width, free, site, come_to_work):
    cashier = come_to_work("cashier", width, java_script_enabled=script)
    page = cashier.page
    cashier.goto(f"/desk/{free.pk}/")
    page.locator("[name=kind_1][value=qr]").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".pay-code .qr")).to_be_visible()
    assert paid(site, free) == []

    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page.screenshot(full_page=True))))
    assert elqr.decode(code.text).amount_tyiyn == PRICE * factories.SOM
    page.keyboard.press("Enter")
    expect(page.locator("#seen-error")).to_be_visible()
    assert paid(site, free) == []
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".just-sold")).to_be_visible()

    assert paid(site, free) == [("qr", PRICE)]


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_the_change_is_seen_while_it_is_typed(width, free, come_to_work):
    cashier = come_to_work("cashier", width, language="ru")
    page = cashier.page
    cashier.goto(f"/desk/{free.pk}/")
    change = page.locator("[data-change]")
    expect(change).not_to_be_visible()

    page.fill("[name=given]", "15 000")
    assert change.inner_text().replace("\u00a0", " ") == "Сдача 2 500 сом"
    page.locator("[data-sale] details summary").click()
    page.fill("[name=amount_2]", "2 500")
    assert change.inner_text().replace("\u00a0", " ") == "Сдача 5 000 сом"
    assert "10 000" in page.locator("[data-rest]").inner_text().replace("\u00a0", " ")
    page.locator("[name=note]").first.check()

    assert (page.input_value("[name=given]"), change.is_visible()) == ("", False)
    expect(page.locator("[data-look]")).not_to_be_visible()


def test_the_other_desk_sees_within_two_seconds_that_the_work_before_it_is_sold(free, site, come_to_work):
    cashier = come_to_work("cashier", DESK)
    cashier.goto(f"/desk/{free.pk}/")
    with site.rows():
        colleague = factories.make_user(f"Бермет {free.pk}", role="cashier")
        factories.make_sale(free, by=colleague)

    cashier.page.locator("[data-live=word]", has_text=f"Бермет {free.pk}").wait_for(timeout=4_000)
    with cashier.page.expect_navigation() as answer:
        cashier.page.keyboard.press("Enter")

    assert answer.value.status == 409
    expect(cashier.page.get_by_role("alert")).to_be_visible()
    assert f"Бермет {free.pk}" in cashier.page.locator("[data-live=word]").inner_text()
    assert cashier.page.locator("#q:focus").count() == 1
    assert paid(site, free) == [("cash", PRICE)]


def test_without_a_script_a_hold_is_prolonged_the_change_worked_out_and_the_work_sold(
    free, site, come_to_work
):
    with site.rows():
        held = factories.make_hold(free, name="Айнура")
    cashier = come_to_work("cashier", PHONE, java_script_enabled=False)
    page = cashier.page
    cashier.goto(f"{box(free)}&q={held.spoken_code}")

    page.click("form[action$='/extend/'] button")
    page.wait_for_url(f"**/desk/{free.pk}/")
    with site.rows():
        assert reservations.find(held.secret).until_at == held.until_at + reservations.EXTRA
        assert Claim.objects.live().get(artwork=free.artwork_id).kind == Claim.Kind.HOLD
    page.fill("[name=given]", "13 000")
    with page.expect_navigation():
        page.click("[data-look]")
    assert "500" in page.locator("[data-change]").inner_text()
    assert paid(site, free) == []
    page.click("[data-sale] .button--main")
    page.wait_for_url("**sold=**")

    assert "500" in page.locator(".just-sold .change").inner_text()
    assert paid(site, free) == [("cash", PRICE)]


def box(exhibit: Exhibit) -> str:
    """The desk at the exhibition that is meant; elsewhere in these tests other doors are open, too."""
    return f"/desk/?show={exhibit.exhibition.slug}"


def paid(site, exhibit: Exhibit) -> list[tuple[str, int]]:
    with site.rows():
        payments = exhibit.sales.values_list("payments__kind", "payments__amount_tyiyn")
        return sorted((kind, tyiyn // factories.SOM) for kind, tyiyn in payments)
