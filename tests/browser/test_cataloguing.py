"""An officer catalogues on a telephone: counted in taps and seconds, on a poor line, by keyboard, without a script."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from exhibitions.models import Artwork
from tests.browser.conftest import DESK, PHONE
from tests.browser.looks import measure
from tests.browser.test_keyboard import tab_to

PHOTO = Path(__file__).parent.parent / "data" / "photos" / "plain-12mp.jpg"
DARK = PHOTO.with_name("too-dark.jpg")
CAMERA_SHUTTER_ACCEPT = 3
LIMIT = 8
POOR = {
    "offline": False,
    "latency": 300,
    "downloadThroughput": 50_000,
    "uploadThroughput": 50_000,
}  # bytes a second


class Thumb:
    """Taps on the page, and counts them; the telephone's own camera takes three."""

    def __init__(self, page) -> None:
        self.page, self.taps = page, 0

    def tap(self, what: str) -> None:
        self.taps += 1
        self.page.tap(what)

    def photograph(self, photo: Path) -> None:
        self.taps += CAMERA_SHUTTER_ACCEPT
        with self.page.expect_file_chooser() as chooser:
            self.page.tap("#id_photo")
        chooser.value.set_files(photo)
        self.page.wait_for_url("**/label/")

    def type_into(self, what: str, text: str) -> None:
        self.tap(what)
        self.page.keyboard.type(text)


def last_work(site) -> Artwork:
    with site.rows():
        return Artwork.objects.latest("pk")


def catalogue_one(thumb: Thumb, title: str, *, artist_and_technique: bool) -> None:
    thumb.photograph(PHOTO)
    if artist_and_technique:
        thumb.tap("#id_artist .chip")
        thumb.tap("#id_technique .chip")
    thumb.type_into("#id_title", title)
    thumb.tap("#id_size .chip:nth-of-type(3)")
    thumb.type_into("#id_price", "12 500")
    thumb.tap(".bar .button")
    thumb.page.wait_for_url(lambda address: address.rstrip("/").rpartition("/")[2].isdigit())
    thumb.tap(".bar .button")
    thumb.page.wait_for_url("**/works/new/")


@pytest.mark.parametrize(("width", "language"), [(PHONE, "ky"), (PHONE, "ru"), (320, "en")])
def test_a_work_takes_eight_taps_and_a_minute_on_a_poor_line(width, language, site, come_to_work):
    officer = come_to_work("cataloguer", width, language=language)
    officer.goto("/staff/works/new/")
    catalogue_one(
        Thumb(officer.page), "Тоо", artist_and_technique=True
    )  # what is carried over, and the styles
    line = officer.page.context.new_cdp_session(officer.page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", POOR)
    title = f"Талаа гүлдөрү {width} {language}"

    thumb, began = Thumb(officer.page), time.monotonic()
    catalogue_one(thumb, title, artist_and_technique=False)
    took = time.monotonic() - began

    work = last_work(site)
    with site.rows():
        photo = work.photos.get()
    assert (work.title, work.is_draft, work.price_wish_tyiyn) == (title, False, 12_500_00)
    assert (work.height_mm, work.width_mm) == (600, 500)
    assert (photo.width, photo.height) == (1800, 2400)  # no more was sent than will ever be shown
    assert thumb.taps <= LIMIT
    assert took < 45  # a quarter of the minute is for fingers


def test_without_a_script_the_photo_is_a_plain_upload_and_everything_works(site, come_to_work):
    officer = come_to_work("cataloguer", PHONE, language="ky", java_script_enabled=False)
    page = officer.page
    officer.goto("/staff/works/new/")

    page.set_input_files("[type=file]", DARK)
    page.click("[data-by-hand]")
    page.wait_for_url("**/label/")
    expect(page.get_by_role("status")).to_be_visible()  # it is dark, and kept
    page.click("#id_artist .chip")
    page.fill("#id_title", "Түн")
    page.click("#id_size .chip:has([value=other])")
    page.fill("#id_height", "40,5")
    page.fill("#id_width", "30")
    page.click("#id_technique .chip:has([value=other])")
    page.fill("#id_other_technique", "Кыш")
    page.click(".bar .button")
    page.wait_for_url(lambda address: not address.endswith("/label/"))

    work = last_work(site)
    assert (work.title, work.height_mm, work.width_mm, work.technique) == ("Түн", 405, 300, "Кыш")
    assert work.inventory_number in page.inner_text("h1")


def test_a_label_is_written_with_the_keyboard_alone_and_says_what_is_wrong(site, come_to_work):
    officer = come_to_work("cataloguer", 1440, language="ru")
    page = officer.page
    officer.goto("/staff/works/new/")
    tab_to(page, "#id_photo")
    page.set_input_files("[type=file]", DARK)
    page.wait_for_url("**/label/")

    tab_to(page, "#id_price")
    page.keyboard.type("даром")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert page.title().startswith("Ошибка")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert page.input_value("#id_price") == "даром"
    page.keyboard.press("Tab")
    page.fill("#id_price", "")
    tab_to(page, "[name=artist]")
    page.keyboard.press("Space")
    tab_to(page, "#id_title")
    page.keyboard.type("Ночь")
    tab_to(page, "[name=size]")
    page.keyboard.press("Space")
    tab_to(page, "[name=technique]")
    page.keyboard.press("Space")
    tab_to(page, ".bar .button")
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: not address.endswith("/label/"))

    work = last_work(site)
    assert (work.title, work.is_draft, work.price_wish_tyiyn) == ("Ночь", False, None)


@pytest.mark.parametrize("width", [PHONE, 320])
def test_a_title_of_three_hundred_letters_without_a_space_tears_nothing(width, site, come_to_work):
    officer = come_to_work("cataloguer", width)
    officer.goto("/staff/works/new/")
    officer.page.set_input_files("[type=file]", DARK)
    officer.page.wait_for_url("**/label/")
    work = last_work(site)
    with site.rows():
        Artwork.objects.filter(pk=work.pk).update(title_ky="Ш" * 300, technique_ky="ы" * 200, is_draft=False)

    for place in ("", "label/", "person/", "photo/"):
        officer.goto(f"/staff/works/{work.pk}/{place}")
        # Only the input in which it is typed shows a part of it.
        found = [said for said in measure(officer.page, f"cut({width})") if "<input#id_title>" not in said]
        assert found == [], place
    officer.goto("/staff/works/")
    assert measure(officer.page, f"cut({width})") == []


def test_the_list_is_walked_by_keyboard(come_to_work):
    officer = come_to_work("cataloguer", DESK)
    page = officer.page
    officer.goto("/staff/works/")
    links = page.locator(".my-works a")

    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("j/")
    assert page.input_value("#q") == "j/"
    page.keyboard.press("Tab")
    page.keyboard.press("j")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("k")
    page.keyboard.press("j")
    goal = links.nth(1).get_attribute("href")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**{goal}")
