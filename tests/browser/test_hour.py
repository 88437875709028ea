"""Fifteen sales in the first hour, by two people in one room on a slow line: counted in keys and clicks, and timed from
each of them to what it brings."""

import itertools
import time

import pytest
from playwright.sync_api import expect

from sales.models import Sale
from staff.models import User
from tests import factories
from tests.browser.conftest import DESK
from tests.browser.faces import hanging_now
from tests.patience import beside_others

SALES = 15
MOST = 4  # keys or clicks to a sale
SLOW = {  # a telephone as the room's line, two bars: milliseconds, bytes a second
    "offline": False,
    "latency": 150,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}
SECOND = "second-cashier"


@pytest.fixture
def works(site, faces):
    """On the wall of today, free, with numbers of two digits as on most walls."""
    with site.rows():
        show = hanging_now()
        taken = set(show.exhibits.values_list("catalogue_number", flat=True))
        free = itertools.islice((number for number in range(10, 100) if number not in taken), SALES)
        return [
            factories.make_exhibit(
                exhibition=show, artwork=factories.make_artwork(photo=False), catalogue_number=number
            )
            for number in free
        ]


class Hands:
    """One person at a desk: every key and click is counted, and waited for as a person waits for it."""

    def __init__(self, page):
        self.page, self.acts, self.began, self.waited = page, 0, 0.0, []
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", SLOW)

    def key(self, *keys: str) -> None:
        for key in keys:
            self.began = time.monotonic()
            self.page.keyboard.press(key)
            self.acts += 1

    def click(self, selector: str) -> None:
        self.began = time.monotonic()
        self.page.locator(selector).first.click()
        self.acts += 1

    def sees(self, selector: str) -> None:
        expect(self.page.locator(selector).first).to_be_visible()
        self.waited.append(time.monotonic() - self.began)

    def sells_by_number(self, work) -> None:
        self.key(*str(work.catalogue_number), "Enter")
        self.sees(f"[data-sale][action='/desk/{work.pk}/'] .button--main:focus")
        self.key("Enter")
        self.sees(f".just-sold .name:has-text('{work.catalogue_number}.')")

    def sells_to_a_holder(self, work, kind: str) -> None:
        """Whoever reserved it stands on the way in the list."""
        self.click(f".coming a[href='/desk/{work.pk}/']")
        self.sees(f"[data-sale][action='/desk/{work.pk}/'] .button--main:focus")
        if kind != "cash":
            self.click(f"[name=kind_1][value={kind}]")
        self.click("[data-sale] .button--main")
        self.sees(f".just-sold .name:has-text('{work.catalogue_number}.')")


@pytest.fixture
def second(site) -> str:
    """A colleague with a desk of their own."""
    with site.rows():
        user = factories.make_user("second-cashier", role="cashier")
        User.objects.filter(pk=user.pk).update(password=User.objects.get(username="cashier").password)
    return user.username


def test_fifteen_sales_by_two_people_on_a_slow_line(site, works, second, come_to_work):
    with site.rows():
        for work in works[1::2]:
            factories.make_hold(work, name="Айнура")
    people = [
        come_to_work(name, DESK, language=spoken) for name, spoken in (("cashier", "ky"), (second, "ru"))
    ]
    for person in people:
        person.goto(f"/desk/?show={works[0].exhibition.slug}")
    hands = [Hands(person.page) for person in people]
    kinds = itertools.cycle(("cash", "card"))
    taken = []

    for n, work in enumerate(works):
        one = hands[n % 2]
        before = one.acts
        if n % 2:
            one.sells_to_a_holder(work, next(kinds))
        else:
            one.sells_by_number(work)
        taken.append(one.acts - before)

    assert max(taken) <= MOST
    waited = sorted(seconds for each in hands for seconds in each.waited)
    assert len(waited) == 2 * SALES
    assert waited[int(len(waited) * 0.95)] < 1 * beside_others()
    with site.rows():
        sales = Sale.objects.filter(exhibit__in=works, claim__ended_at=None)
        assert sales.count() == SALES
        assert {len(set(sale.payments.values_list("kind", flat=True))) for sale in sales} == {1}
