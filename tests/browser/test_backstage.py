"""The back of house in a browser: whole on a telephone and at a desk, by day and by night, in three languages, by
keyboard alone and without a script; and no page breaks the security policy."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.utils import timezone

from exhibitions.models import Exhibition
from sales.demo import PASSWORD
from sales.models import Claim, Payment, Sale
from tests import factories
from tests.browser.conftest import DESK, HEIGHTS, PHONE
from tests.browser.looks import measure, violations
from tests.browser.site import Site

PAGES = {
    "today": "/admin/",
    "board": "/admin/sales/board/",
    "board by state": "/admin/sales/board/?state=held",
    "sell": "/admin/sales/sell/{free}/",
    "sell a held one": "/admin/sales/sell/{held}/",
    "sell a sold one": "/admin/sales/sell/{sold}/",
    "sold": "/admin/sales/sold/{sale}/",
    "ask for a void": "/admin/sales/sold/{sale}/undo/",
    "release": "/admin/sales/release/{claim}/",
    "artworks": "/admin/exhibitions/artwork/?progress=published",
    "artwork": "/admin/exhibitions/artwork/{artwork}/change/",
    "add an artwork": "/admin/exhibitions/artwork/add/",
    "publications": "/admin/exhibitions/publication/",
    "publication": "/admin/exhibitions/publication/{publication}/change/",
    "artists": "/admin/inmates/artist/",
    "artist": "/admin/inmates/artist/{artist}/change/",
    "answers": "/admin/inmates/artist/{artist}/consents/",
    "withdraw a consent": "/admin/inmates/consent/{consent}/withdraw/",
    "exhibition": "/admin/exhibitions/exhibition/{exhibition}/change/",
    "venue": "/admin/exhibitions/venue/{venue}/change/",
    "exhibits": "/admin/exhibitions/exhibit/",
    "reservations": "/admin/sales/reservation/",
    "sales": "/admin/sales/sale/",
    "people": "/admin/staff/user/",
    "person": "/admin/staff/user/{person}/change/",
    "room": "/admin/sales/",
    "change password": "/accounts/password/change/",
    "not there": "/admin/no/such/page/",
}


@pytest.fixture(scope="module")
def numbers(site: Site) -> dict[str, Any]:
    """The rows that the addresses above name."""
    with site.rows():
        show = Exhibition.objects.on_at(timezone.now()).get(slug="ak-jol")
        free = factories.make_exhibit(exhibition=show, catalogue_number=901)
        held = factories.make_exhibit(exhibition=show, catalogue_number=902)
        factories.make_hold(held, name="Айгүл")
        sale = Sale.objects.filter(exhibit__exhibition=show).first()
        artwork = sale.exhibit.artwork
        return {
            "free": free.pk,
            "held": held.pk,
            "sold": sale.exhibit_id,
            "sale": sale.pk,
            "claim": Claim.objects.get(exhibit=held).pk,
            "artwork": artwork.pk,
            "publication": artwork.publications.first().pk,
            "artist": artwork.artist_id,
            "consent": artwork.artist.consents.filter(withdrawn_at=None).first().pk,
            "exhibition": show.pk,
            "venue": show.venue_id,
            "person": sale.sold_by_id,
        }


@pytest.fixture(scope="module")
def keys(site: Site, chromium: Any) -> Callable[[str], Any]:
    """Sign in once for each person: guessing passwords is slowed down, and so would be the tests."""
    kept: dict[str, Any] = {}

    def key(who: str) -> Any:
        if who not in kept:
            context = chromium.new_context()
            page = context.new_page()
            page.goto(f"{site.address}/accounts/login/")
            page.fill("[name=login]", who)
            page.fill("[name=password]", PASSWORD)
            page.click("main button")
            assert page.url == f"{site.address}/admin/"
            kept[who] = context.storage_state()
            context.close()
        return kept[who]

    return key


@pytest.fixture
def enter(site: Site, chromium: Any, keys: Callable[[str], Any]) -> Iterator[Callable[..., Any]]:
    """`enter("cashier", width=390)`: a page of somebody who is signed in. No page may break the policy."""
    contexts, complaints = [], []

    def make(who: str, width: int = PHONE, *, language: str = "ru", **options: Any) -> Any:
        size = {"width": width, "height": HEIGHTS[width]}
        context = chromium.new_context(
            viewport=size, storage_state=keys(who), base_url=site.address, **options
        )
        contexts.append(context)
        context.add_cookies([{"name": "django_language", "value": language, "url": site.address}])
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if "Policy" in message.text else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.mark.parametrize(
    ("width", "language", "light"), [(PHONE, "ky", "light"), (PHONE, "ru", "dark"), (DESK, "en", "dark")]
)
def test_every_page_is_whole_and_open_to_everyone(enter, numbers, width, language, light):
    page = enter("admin", width, language=language, color_scheme=light)

    found = {}
    for name, address in PAGES.items():
        page.goto(address.format(**numbers))
        # What someone typed scrolls in its own field; it is not cut.
        cut = [line for line in measure(page, f"cut({width})") if "textarea" not in line and "<input" not in line]
        found[name] = [*violations(page), *cut, *measure(page, "lines()"), *measure(page, "small(24)")]
        assert page.get_attribute("html", "lang") == language

    assert {name: what for name, what in found.items() if what} == {}


def test_the_door_is_open_to_everyone(site, chromium):
    context = chromium.new_context(viewport={"width": PHONE, "height": 844}, locale="ky")
    page = context.new_page()
    page.goto(f"{site.address}/accounts/login/?next=/admin/")

    assert [*violations(page), *measure(page, "cut(390)"), *measure(page, "small(44)"), *measure(page, "english()")] == []
    context.close()


def test_a_cashier_sells_with_two_clicks(enter, site, numbers):
    with site.rows():
        exhibit = factories.make_exhibit(exhibition=Exhibition.objects.get(pk=numbers["exhibition"]), catalogue_number=911)
    page = enter("cashier", DESK)
    page.goto("/admin/sales/board/?q=911")

    page.click("text=Продать")
    page.click("main form button")

    assert page.url.startswith(f"{site.address}/admin/sales/sold/")
    with site.rows():
        assert Sale.objects.get(exhibit=exhibit).payments.get().kind == Payment.Kind.CASH


def test_a_cashier_sells_by_card_on_a_telephone_without_script_and_by_keyboard_alone(enter, site, numbers):
    with site.rows():
        exhibit = factories.make_exhibit(exhibition=Exhibition.objects.get(pk=numbers["exhibition"]), catalogue_number=912)
    page = enter("cashier", PHONE, java_script_enabled=False)
    page.goto("/admin/sales/board/")

    step_to(page, "input[name=q]")
    page.keyboard.type("912")
    page.keyboard.press("Enter")
    step_to(page, "a.button[href*='/sell/']")
    page.keyboard.press("Enter")
    step_to(page, "input[value=cash]")
    page.keyboard.press("ArrowDown")
    step_to(page, "main form button")
    page.keyboard.press("Enter")

    page.wait_for_url("**/admin/sales/sold/**")
    with site.rows():
        assert Sale.objects.get(exhibit=exhibit).payments.get().kind == Payment.Kind.CARD


def step_to(page: Any, selector: str, most: int = 60) -> None:
    """Tab until the wanted element has the focus."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.locator(f"{selector}:focus").count():
            return
    raise AssertionError(f"no way to {selector} by keyboard")


def test_a_sum_that_does_not_fit_keeps_what_was_typed_and_opens_the_parts(enter, site, numbers):
    with site.rows():
        show = Exhibition.objects.get(pk=numbers["exhibition"])
        exhibit = factories.make_exhibit(exhibition=show, catalogue_number=913, price=800_000)
    page = enter("cashier", PHONE)
    page.goto(f"/admin/sales/sell/{exhibit.pk}/")
    page.click("main summary")
    page.fill("[name=amount_1]", "5 000")
    page.select_option("[name=kind_2]", "qr")
    page.fill("[name=amount_2]", "2 000")

    page.click("main form button")

    assert page.is_visible("[role=alert]")
    assert page.is_visible("[name=amount_2]")
    assert [page.input_value(f"[name=amount_{n}]") for n in (1, 2)] == ["5 000", "2 000"]
    page.fill("[name=amount_2]", "3 000")
    page.click("main form button")
    assert "/admin/sales/sold/" in page.url


def test_the_language_changes_and_the_page_stays(enter):
    page = enter("organiser", PHONE, language="en")
    page.goto("/admin/sales/board/?state=free")

    page.click(".me summary")
    page.click("button[lang=ky]")

    assert page.url.endswith("/admin/sales/board/?state=free")
    assert page.get_attribute("html", "lang") == "ky"


def test_the_printed_board_shows_no_telephone_and_nothing_to_press(enter, numbers):
    page = enter("cashier", DESK)
    page.goto("/admin/sales/board/")
    assert page.is_visible("a[href^='tel:']")

    page.emulate_media(media="print")

    for gone in ("a[href^='tel:']", ".code", ".button", ".masthead", "form"):
        assert page.locator(f"{gone} >> visible=true").count() == 0, gone
    assert page.locator(".c-work >> visible=true").count() > 20


def test_the_staff_pages_run_no_script_at_all(enter, numbers):
    page = enter("admin", DESK)

    for name, address in PAGES.items():
        page.goto(address.format(**numbers))
        assert page.locator("script").count() == 0, name


def test_nothing_on_a_staff_page_waits_for_another_host(enter, site, numbers):
    page = enter("admin", PHONE)
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    for address in PAGES.values():
        page.goto(address.format(**numbers))

    assert [url for url in asked if not url.startswith(site.address)] == []
