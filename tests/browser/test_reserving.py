"""A visitor scans a label, reads, reserves and cancels: on a phone and at a desk, with script and without."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from exhibitions.models import Exhibit
from sales import reservations
from sales.models import Claim
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.faces import hanging_now

WORDS = {
    "ky": {"reserve": "Брондоо", "minutes": "мүнөт", "again": "сатыкта"},
    "ru": {"reserve": "Забронировать", "minutes": "мин", "again": "свобод"},
    "en": {"reserve": "Reserve", "minutes": "min", "again": "available"},
}


@dataclass(frozen=True)
class Label:
    """What hangs beside a work that can be had."""

    code: str
    slug: str
    number: int

    @property
    def address(self) -> str:
        """Under the QR code."""
        return f"/{self.code}{self.number}"

    def form(self, language: str = "ru") -> str:
        return f"/{language}/e/{self.slug}/{self.number}/reserve/"


@pytest.fixture
def label(site) -> Iterator[Label]:
    """Of a free work of the demonstration, which is free again afterwards."""
    with site.rows():
        show = hanging_now()
        taken = Claim.objects.live().values("artwork")
        own = show.exhibits.filter(for_sale=True, catalogue_number__lte=30)
        free = own.exclude(artwork__in=taken).latest("catalogue_number")
    yield Label(show.code, show.slug, free.catalogue_number)
    with site.rows():
        for claim in Claim.objects.live().filter(exhibit=free):
            reservations.end_hold(claim, Claim.End.CANCELLED)


def claims(site, label: Label) -> int:
    """How many live claims the work behind a label has: never more than one."""
    with site.rows():
        exhibit = Exhibit.objects.get(exhibition__slug=label.slug, catalogue_number=label.number)
        return factories.live_claims(exhibit)


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_visitor_scans_a_label_reserves_with_three_taps_and_lets_go(
    language, width, script, label, site, arrive
):
    visitor = arrive(width, language=language, java_script_enabled=script)
    other = arrive(width, language=language, java_script_enabled=script)
    page, number, words = visitor.page, label.number, WORDS[language]

    # Scan and read.
    visitor.goto(label.address)
    work = page.url
    assert re.fullmatch(rf".*/{language}/e/[a-z-]+/{number}/", work)
    assert page.locator("html").get_attribute("lang") == language
    expect(page.locator("article h1")).to_be_visible()
    expect(page.locator(".label .price").first).to_be_visible()

    # Three taps and one field.
    page.locator(".buy .button--main").click()
    page.locator("#id_phone").click()
    page.locator("#id_phone").fill("0700 12 34 56")
    page.locator("main form .button--main").click()

    assert re.fullmatch(rf"{number}–\d{{3}}", page.locator(".code").inner_text())
    assert re.search(rf"(29|30)\s{words['minutes']}", page.locator(".left").inner_text())
    assert page.locator("html").get_attribute("lang") == language
    assert claims(site, label) == 1
    other.page.goto(work)
    expect(other.page.locator(".state--held").first).to_be_visible()
    expect(other.page.locator(".buy .button")).to_have_count(1)  # to wait in line
    expect(other.page.locator(".buy a[href$='/wait/']")).to_be_visible()

    # Let go: asked once more, then free for others that second.
    page.locator("a[href$='/cancel/']").click()
    page.locator("main form .button--main").click()

    assert words["again"] in page.locator("main").inner_text().lower()
    assert claims(site, label) == 0
    other.page.goto(work)
    assert words["reserve"] in other.page.locator(".buy .button--main").inner_text()


def test_the_code_and_its_minutes_are_on_the_first_screen_of_a_phone(label, arrive):
    visitor = arrive(PHONE)

    reserve(visitor, label)

    for part in (".code", ".left"):
        box = visitor.page.locator(part).bounding_box()
        assert box["y"] + box["height"] < 844


def test_reloading_the_confirmation_changes_nothing(label, site, arrive):
    visitor = arrive()
    reserve(visitor, label)
    code = visitor.page.locator(".code").inner_text()

    visitor.page.reload()

    assert visitor.page.locator(".code").inner_text() == code
    assert claims(site, label) == 1


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_nervous_double_tap_acts_once(script, label, site, arrive):
    visitor = arrive(java_script_enabled=script)
    visitor.goto(label.form())
    visitor.page.fill("#id_phone", "0555 10 20 30")

    visitor.page.dblclick("main form .button--main")
    visitor.page.wait_for_url("**/r/*/")

    expect(visitor.page.locator(".code")).to_be_visible()
    assert claims(site, label) == 1


def test_the_form_sent_again_from_the_past_leads_to_the_same_reservation(label, site, arrive):
    """What a browser does that kept the page as it was: the same form, the same key."""
    visitor = arrive()
    address = site.address + label.form()
    visitor.page.goto(address)
    form = {"phone": "0555 77 88 99", "name": "", "once": visitor.page.input_value("[name=once]")}
    here = {"Sec-Fetch-Site": "same-origin"}

    first, again = (
        visitor.page.request.post(address, form=form, headers=here, max_redirects=0) for _ in range(2)
    )

    assert (first.status, again.status) == (303, 303)
    assert first.headers["location"] == again.headers["location"]
    assert claims(site, label) == 1


def test_after_going_back_nobody_reserves_twice(label, site, arrive):
    visitor = arrive()
    reserve(visitor, label)
    reservation = visitor.page.url

    visitor.page.go_back()
    button = visitor.page.locator("main form .button--main")
    if button.count():  # the browser kept the page: sending it again leads to the same reservation
        button.click()
        visitor.page.wait_for_url(reservation)
    else:  # the page was asked for anew, and knows better
        expect(visitor.page.locator(".note--held")).to_be_visible()

    assert claims(site, label) == 1


def reserve(visitor, label: Label) -> None:
    visitor.goto(label.form())
    visitor.page.fill("#id_phone", "0555 40 50 60")
    visitor.page.click("main form .button--main")
    visitor.page.wait_for_url("**/r/*/")
