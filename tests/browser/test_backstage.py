"""The back of house, as those who work there see it: on a telephone by day and at a desk by night."""

import json

import pytest
from playwright.sync_api import expect

from exhibitions.models import Exhibit, Exhibition
from sales.models import Claim
from staff.models import User
from tests import factories
from tests.browser.backstage import NAMES, go
from tests.browser.conftest import DESK, PHONE, sign_in
from tests.browser.faces import hanging_now
from tests.browser.looks import measure, violations
from tests.browser.test_keyboard import tab_to, walk

LANGUAGES = ("ky", "ru", "en")


@pytest.fixture(scope="package")
def latin_names(site, rooms) -> str:
    """What is written in Latin letters because it is a name, and not because nobody translated it."""
    with site.rows():
        people = User.objects.values_list("username", flat=True)
        codes = Exhibition.objects.values_list("slug", "code")
        files = ("XLSX", "xlsx", "CSV", "ZIP", "zip", "jpg")
        return json.dumps(
            [*people, *files, "Claire", *(name for pair in codes for name in pair if len(name) > 2)]
        )


def test_every_room_has_its_address(rooms):
    assert list(rooms) == list(NAMES)


@pytest.mark.parametrize("room", NAMES)
def test_a_room_is_sound(room, rooms, latin_names, come_to_work):
    who, address = rooms[room]
    language = LANGUAGES[NAMES.index(room) % 3]
    person = come_to_work(who, PHONE, language=language, color_scheme="light", is_mobile=False)

    go(person, room, address)
    assert person.page.locator("html").get_attribute("lang") == language
    found = violations(person.page) + sight(person.page, PHONE, least=48)
    person.page.set_viewport_size({"width": DESK, "height": 900})
    person.page.emulate_media(color_scheme="dark")
    found += violations(person.page) + sight(person.page, DESK, least=24)
    if language != "en":
        found += measure(person.page, f"english({latin_names})")

    assert found == []


def sight(page, width: int, *, least: int) -> list[str]:
    simple = measure(page, f"cut({width})") + measure(page, "lines()") + measure(page, f"small({least})")
    return [f"{width}: it {complaint}" for complaint in simple + measure(page, "paintings()")["found"]]


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize(
    "room",
    [
        "sign in",
        "today",
        "board",
        "sell",
        "a new work",
        "a publication with findings",
        "desk with a held work",
    ],
)
def test_every_stop_has_a_ring_and_is_not_covered(room, width, rooms, come_to_work):
    who, address = rooms[room]
    person = come_to_work(who, width, is_mobile=False, has_touch=False, reduced_motion="reduce")
    person.goto(address)
    person.page.evaluate(
        "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex')"
    )

    stops = list(walk(person.page))

    assert [complaint for stop in stops for complaint in stop["complaints"]] == []
    assert len(stops) > 5


@pytest.fixture
def free(site, faces) -> Exhibit:
    """A work on the wall that can be had; sold by the test."""
    with site.rows():
        show = hanging_now()
        number = max(show.exhibits.values_list("catalogue_number", flat=True)) + 1
        artwork = factories.make_artwork(photo=False)
        return factories.make_exhibit(
            exhibition=show, artwork=artwork, catalogue_number=number, price=12_500 * factories.SOM
        )


def test_a_work_is_sold_in_two_parts_wears_its_red_dot_and_comes_back_only_by_a_second_person(
    free, site, arrive, come_to_work
):
    organiser = arrive(DESK, language="ky", storage_state=None)
    sign_in(organiser, "organiser")
    page, number = organiser.page, free.catalogue_number
    visitor = arrive(PHONE, language="ky")
    public = f"/ky/e/{free.exhibition.slug}/{number}/"

    # The drawer first: money is recorded only in an open one.
    page.click("a[href$='/sales/till/']")
    page.fill("[name=float_som]", "3 000")
    page.click("main form .button--main")
    page.wait_for_url("**/desk/**")

    # Sold from the board, half in cash and half by card.
    organiser.goto(f"/admin/sales/board/?show={free.exhibition.slug}")
    page.fill("#q", str(number))
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    page.click(f"#n{number} .button")
    page.click("main details summary")
    page.fill("[name=amount_1]", "10 000")
    page.select_option("[name=kind_2]", "card")
    page.fill("[name=amount_2]", "2500")
    page.click("main form .button--main")

    page.wait_for_url("**/sales/sold/*/")
    expect(page.locator("h1 .state--sold")).to_be_visible()
    assert amounts(site, free) == [("card", 2_500), ("cash", 10_000)]
    sale = page.url
    visitor.goto(public)
    expect(visitor.page.locator(".buy .state--sold")).to_be_visible()
    assert visitor.page.locator(".buy .button").count() == 0

    # Undone only when somebody else agrees.
    cashier = come_to_work("cashier")
    cashier.page.goto(sale)
    cashier.page.click("a[href$='/undo/']")
    cashier.page.fill("[name=reason]", "Сатып алуучу акчасын кайтарууну суранды")
    cashier.page.click("main form .button--main")
    cashier.page.wait_for_url(sale)
    assert cashier.page.locator("form[action$='/agree/']").count() == 0
    visitor.goto(public)
    expect(visitor.page.locator(".buy .state--sold")).to_be_visible()

    page.goto(sale)
    page.click("form[action$='/agree/'] button")
    page.wait_for_load_state()
    visitor.goto(public)
    expect(visitor.page.locator(".buy .state--free")).to_be_visible()
    assert amounts(site, free) == [("card", -2_500), ("card", 2_500), ("cash", -10_000), ("cash", 10_000)]


def test_a_sum_that_does_not_come_to_the_price_sells_nothing_and_keeps_what_was_typed(
    free, site, come_to_work
):
    cashier = come_to_work("cashier", PHONE, language="ru")
    cashier.goto(f"/admin/sales/sell/{free.pk}/")

    cashier.page.fill("[name=amount_1]", "12 000")
    with cashier.page.expect_navigation() as answer:
        cashier.page.click("main form .button--main")

    assert answer.value.status == 409
    expect(cashier.page.get_by_role("alert")).to_be_visible()
    assert cashier.page.input_value("[name=amount_1]").replace("\u00a0", " ") == "12 000"
    assert amounts(site, free) == []


def test_a_reserved_work_is_sold_with_the_keyboard_alone(free, site, come_to_work):
    with site.rows():
        factories.make_hold(free, name="Айнура")
    cashier = come_to_work("cashier", DESK, language="ky")
    page = cashier.page
    cashier.goto(f"/admin/sales/board/?show={free.exhibition.slug}")

    tab_to(page, "#q")
    page.keyboard.type(str(free.catalogue_number))
    page.keyboard.press("Enter")
    page.wait_for_url("**q=**")
    tab_to(page, f"#n{free.catalogue_number} .button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sell/*/")
    tab_to(page, "[name=kind_1]")
    page.keyboard.press("ArrowRight")
    tab_to(page, "main form .button--main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sales/sold/*/")

    assert amounts(site, free) == [("card", 12_500)]
    with site.rows():
        assert Claim.objects.live().get(artwork=free.artwork_id).kind == Claim.Kind.SALE


def test_who_has_no_key_comes_no_further_than_the_door(rooms, arrive):
    stranger = arrive(PHONE, storage_state=None)  # the door gives its form a cookie

    for name, (who, address) in rooms.items():
        if who and name != "sign out":
            stranger.goto(address)
            assert "/accounts/login/" in stranger.page.url, address


def amounts(site, exhibit: Exhibit) -> list[tuple[str, int]]:
    with site.rows():
        payments = exhibit.sales.values_list("payments__kind", "payments__amount_tyiyn")
        return sorted((kind, tyiyn // factories.SOM) for kind, tyiyn in payments)
