"""The edges of a photo are cut by finger, by mouse, with the keyboard, without a script, and where there is no line."""

import pytest
from playwright.sync_api import expect

from exhibitions import photos
from exhibitions.models import Photo
from inmates.models import Artist
from tests import factories
from tests.browser.backstage import _own
from tests.browser.conftest import DESK, PHONE
from tests.browser.test_keyboard import tab_to
from tests.exhibitions.crafted import saved
from tests.exhibitions.test_album import quarters


@pytest.fixture
def photo(site, rooms) -> Photo:
    with site.rows():
        artwork = factories.make_artwork(artist=_own(Artist, "institution"), photo=False)
        return photos.take_in(artwork, saved(quarters((900, 600)), "JPEG"), by=None)


def made_from(site, photo: Photo) -> list[tuple[int, tuple[int, ...]]]:
    with site.rows():
        return [(new.turned, new.cut) for new in Photo.objects.filter(remade_from=photo)]


def numbers(page) -> list[str]:
    return [page.input_value(f"#id_{side}") for side in ("left", "top", "right", "bottom")]


def drag(page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """From one place on the picture to another, in parts of its sides."""
    box = page.locator("[data-picture]").bounding_box()
    places = [(box["x"] + box["width"] * x, box["y"] + box["height"] * y) for x, y in (start, end)]
    page.mouse.move(*places[0])
    page.mouse.down()
    page.mouse.move(*places[1], steps=5)
    page.mouse.up()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_an_edge_and_a_corner_are_dragged_on_the_picture(width, photo, site, come_to_work):
    officer = come_to_work("cataloguer", width, language="ky")
    page = officer.page
    officer.goto(f"/staff/photos/{photo.pk}/crop/")
    expect(page.locator("[data-look]")).not_to_be_visible()

    drag(page, (0.99, 0.5), (0.75, 0.5))
    assert [float((number or "0").replace(",", ".")) for number in numbers(page)] == pytest.approx(
        [0, 0, 25, 0], abs=0.6
    )
    drag(page, (0.01, 0.01), (0.2, 0.1))
    found = [float((number or "0").replace(",", ".")) for number in numbers(page)]
    assert found == pytest.approx([20, 10, 25, 0], abs=0.6)
    page.locator(".bar .button").click()
    page.wait_for_url(lambda address: "/crop/" not in address)

    ((turned, cut),) = made_from(site, photo)
    assert (turned, cut) == (0, tuple(round(number * 10) for number in found))


def test_a_frame_never_closes(photo, come_to_work):
    officer = come_to_work("cataloguer", DESK, language="ru")
    officer.goto(f"/staff/photos/{photo.pk}/crop/")

    drag(officer.page, (0.99, 0.5), (-0.3, 0.5))

    assert numbers(officer.page)[2] == "90"


def test_the_arrow_keys_move_an_edge(photo, site, come_to_work):
    officer = come_to_work("cataloguer", DESK, language="en")
    page = officer.page
    officer.goto(f"/staff/photos/{photo.pk}/crop/")
    before = page.locator("[data-stays]").get_attribute("d")

    tab_to(page, "#id_bottom")
    for _ in range(12):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    assert (numbers(page)[3], page.locator("[data-stays]").get_attribute("d") == before) == ("11", False)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: "/crop/" not in address)

    assert made_from(site, photo) == [(0, (0, 0, 0, 110))]


def test_without_a_script_the_server_draws_the_frame(photo, site, come_to_work):
    officer = come_to_work("cataloguer", PHONE, language="ru", java_script_enabled=False)
    page = officer.page
    officer.goto(f"/staff/photos/{photo.pk}/")
    page.click("[name=by][value='90']")
    page.wait_for_url(lambda address: f"/{photo.pk}/" not in address)
    page.click("a[href$='/crop/']")
    page.fill("#id_top", "12,5")
    page.click("[data-look]")
    page.wait_for_url("**top=12*")
    assert page.input_value("#id_top") == "12,5"
    drawn = page.locator("[data-stays]").get_attribute("d")
    page.click(".bar .button")
    page.wait_for_url(lambda address: "/crop/" not in address)

    assert made_from(site, photo) == [(90, (0, 0, 0, 0))]
    with site.rows():
        last = photo.artwork.photos.latest("pk")
        assert (last.turned, last.cut) == (90, (0, 125, 0, 0))
    assert drawn.startswith("M0 ")


def test_a_turn_without_a_line_waits_and_is_made_once(photo, site, come_to_work):
    officer = come_to_work("cataloguer", PHONE, language="ky")
    page = officer.page
    officer.goto(f"/staff/photos/{photo.pk}/")
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    page.click("[name=by][value='270']")
    page.locator("[data-outbox] [data-list] li").wait_for()
    page.click("[name=seen][value=no] + span")
    page.click("form[action$='/writing/'] .button")
    page.locator("[data-outbox] [data-list] li >> nth=1").wait_for()

    page.context.set_offline(False)
    page.locator("[data-outbox]").wait_for(state="hidden")

    officer.complaints[:] = [said for said in officer.complaints if "ERR_INTERNET_DISCONNECTED" not in said]
    assert made_from(site, photo) == [(270, (0, 0, 0, 0))]
    with site.rows():
        assert Photo.objects.get(pk=photo.pk).writing_seen == "no"


def test_where_the_browser_keeps_nothing_the_button_still_counts(photo, site, come_to_work):
    officer = come_to_work("cataloguer", PHONE, language="ky")
    officer.page.add_init_script("IDBObjectStore.prototype.put = () => { throw new Error('full'); }")
    officer.goto(f"/staff/photos/{photo.pk}/")

    officer.page.click("[name=by][value='180']")
    officer.page.wait_for_url(lambda address: f"/{photo.pk}/" not in address)

    assert made_from(site, photo) == [(180, (0, 0, 0, 0))]
