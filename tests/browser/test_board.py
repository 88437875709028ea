"""The wall board at a projector: nobody touches it all day."""

import re

import pytest

from exhibitions import photos
from exhibitions.models import Exhibition
from tests import factories
from tests.browser import faces as all_faces
from tests.browser.looks import measure, violations

SCREENS = ((1024, 768), (1366, 768), (1920, 1080))
LANGUAGES = ("ky", "ru", "en")
FILLS_THE_WINDOW = """() => {
    const { scrollWidth, scrollHeight } = document.documentElement;
    const [main, wall] = [".board", ".board-wall"].map((name) => document.querySelector(name));
    const low = Math.max(...[...wall.children].map((work) => work.getBoundingClientRect().bottom));
    const foot = document.querySelector(".board-foot").getBoundingClientRect();
    const small = Math.min(...[...wall.querySelectorAll(".board-mount")].map((each) => each.clientHeight));
    return [
        ...(scrollWidth > innerWidth || scrollHeight > innerHeight ? ["the window scrolls"] : []),
        ...(main.scrollHeight > innerHeight ? ["more stands on the board than it shows"] : []),
        ...(low > foot.top ? ["the wall runs into its foot"] : []),
        ...(foot.bottom > innerHeight ? ["the foot is under the edge"] : []),
        ...(small < 56 ? [`a picture has ${small} px`] : []),
    ];
}"""
MARK = "number => document.querySelector(`[data-live=w${number}]`)?.innerText"


@pytest.fixture(scope="module")
def walls(site, faces):
    """The demonstration's thirty works; forty-eight of all shapes; and sixty on two walls."""
    pictures = [
        photos.develop(all_faces.PAINTINGS / name) for name in ("03.jpg", "07.jpg", "09.jpg", "12.jpg")
    ]
    with site.rows():
        full, many = (
            factories.make_exhibition(opens_at=all_faces.timezone.now() - 9 * all_faces.HOUR)
            for _ in range(2)
        )
        for number in range(48):
            all_faces._work(full, pictures[number % 4], price=12500 * factories.SOM)
        for number in range(60):
            artwork = factories.make_artwork(photo=False)
            factories.make_exhibit(exhibition=many, artwork=artwork, wall="АБ"[number // 30])
        slugs = {30: all_faces.hanging_now().slug, 48: full.slug, 60: many.slug}
    yield slugs
    with site.rows():
        Exhibition.objects.filter(pk__in=[full.pk, many.pk]).update(announced_at=None)


@pytest.fixture
def one_work(site, faces):
    with site.rows():
        return factories.make_exhibit(
            exhibition=factories.make_exhibition(opens_at=all_faces.timezone.now() - 9 * all_faces.HOUR),
            artwork=factories.make_artwork(photo=False),
        )


@pytest.mark.parametrize("works", [30, 48])
def test_it_fills_the_window_and_never_scrolls(works, walls, arrive):
    visitor = arrive(1024, reduced_motion="reduce")

    found = []
    for language in LANGUAGES:
        visitor.goto(f"/{language}/board/{walls[works]}/")
        for width, height in SCREENS:
            visitor.page.set_viewport_size({"width": width, "height": height})
            complaints = visitor.page.evaluate(FILLS_THE_WINDOW) + measure(visitor.page, f"cut({width})")
            complaints += measure(visitor.page, "paintings()")["found"]
            found += [f"{language}, {width}: {complaint}" for complaint in complaints]

    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_on_a_full_board(theme, walls, arrive):
    visitor = arrive(1440)
    visitor.goto(f"/ky/board/{walls[48]}/?theme={theme}")

    assert violations(visitor.page) == []


def test_a_sale_shows_within_five_seconds(site, one_work, arrive):
    visitor = arrive(1440, language="en")
    visitor.goto(f"/en/board/{one_work.exhibition.slug}/")
    assert "Available" in visitor.page.evaluate(MARK, one_work.catalogue_number)

    with site.rows():
        factories.make_sale(one_work)

    visitor.page.get_by_text("found a home").wait_for(timeout=5_000)
    assert "Sold" in visitor.page.evaluate(MARK, one_work.catalogue_number)


def test_a_sale_shows_on_the_exhibition_page_within_five_seconds(site, one_work, arrive):
    visitor = arrive(1440, language="en")
    visitor.goto(f"/en/e/{one_work.exhibition.slug}/")

    with site.rows():
        factories.make_sale(one_work)

    visitor.page.locator("#w1 .foot", has_text="Sold").wait_for(timeout=5_000)


def test_ten_minutes_without_a_server_and_it_puts_itself_right(site, one_work, arrive):
    visitor = arrive(1440, language="en")
    visitor.page.clock.install()
    visitor.goto(f"/en/board/{one_work.exhibition.slug}/")
    clock = visitor.page.locator("[data-clock]")
    clock.get_by_text("Updated").wait_for()

    visitor.page.context.set_offline(True)
    visitor.page.clock.run_for(5_000)
    clock.get_by_text("No connection since").wait_for()
    since = re.search(r"\d\d:\d\d:\d\d", clock.inner_text())[0]
    with site.rows():
        factories.make_sale(one_work)
    visitor.page.clock.run_for(600_000)

    assert since in clock.inner_text()
    assert "Available" in visitor.page.evaluate(MARK, one_work.catalogue_number)

    visitor.page.context.set_offline(False)
    visitor.page.clock.run_for(5_000)
    visitor.page.get_by_text("found a home").wait_for()
    clock.get_by_text("Updated").wait_for()
    visitor.complaints[:] = [each for each in visitor.complaints if "ERR_INTERNET_DISCONNECTED" not in each]


def test_what_is_taken_from_the_wall_leaves_the_board_too(site, one_work, arrive):
    visitor = arrive(1440, language="en")
    visitor.goto(f"/en/board/{one_work.exhibition.slug}/")

    with site.rows():
        Exhibition.objects.filter(pk=one_work.exhibition_id).update(announced_at=None)

    visitor.page.locator("main:empty").wait_for(state="attached", timeout=6_000)
    visitor.complaints[:] = [each for each in visitor.complaints if "404" not in each]


def test_walls_come_in_turn_and_without_a_script_by_link(walls, arrive):
    visitor, plain = arrive(1440), arrive(1440, java_script_enabled=False)
    address = f"/ru/board/{walls[60]}/"
    visitor.page.clock.install()
    visitor.goto(address)
    assert visitor.page.locator(".board-work").count() == 30

    visitor.page.clock.run_for(24_000)
    visitor.page.locator("[data-live=w31]").wait_for()
    assert visitor.page.locator("[data-live=w1]").count() == 0
    visitor.page.clock.run_for(24_000)
    visitor.page.locator("[data-live=w1]").wait_for()

    plain.goto(address)
    plain.page.get_by_role("link", name="2", exact=True).click()
    plain.page.locator("[data-live=w31]").wait_for()
