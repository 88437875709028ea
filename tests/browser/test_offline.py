"""The line goes in the middle of the work, and nothing that was photographed or typed is lost."""

import pytest

from exhibitions.models import Artwork, Photo
from tests.browser.conftest import PHONE
from tests.browser.looks import measure
from tests.exhibitions.crafted import picture, saved

SHOT = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": saved(picture(), "JPEG")}


@pytest.fixture
def officer(come_to_work):
    """A cataloguer with the camera's page open and the worker at its post."""
    return at_the_camera(come_to_work)


def at_the_camera(come_to_work, width=PHONE):
    officer = come_to_work("cataloguer", width, language="ru")
    officer.goto("/staff/works/new/")
    officer.page.evaluate("navigator.serviceWorker.ready")
    return officer


def answer(page, *, title: str) -> None:
    page.fill("[name=title]", title)
    page.locator("[name=language][value=ru]").check(force=True)
    for name in ("artist", "size", "technique"):
        page.locator(f"[name={name}]").first.check(force=True)


def works(site) -> int:
    with site.rows():
        return Artwork.objects.count()


def cut(officer, off: bool = True) -> None:
    officer.page.context.set_offline(off)


def shoot(officer) -> None:
    officer.page.set_input_files("main [type=file]", SHOT)


def waits(officer) -> int:
    return officer.page.locator("[data-outbox] [data-list] li").count()


def test_photos_taken_without_a_line_wait_and_are_sent_once_each_and_in_order(officer, site):
    page, before = officer.page, works(site)
    cut(officer)
    for number in (1, 2):
        shoot(officer)
        page.locator(f"[data-outbox] [data-list] li >> nth={number - 1}").wait_for()

    cut(officer, False)
    page.locator("[data-outbox]").wait_for(state="hidden")

    assert works(site) == before + 2
    page.reload()
    page.wait_for_timeout(500)
    assert works(site) == before + 2


def test_a_tab_that_is_killed_without_a_line_finds_its_photo_again(officer, site):
    context, before = officer.page.context, works(site)
    cut(officer)
    shoot(officer)
    officer.page.locator("[data-outbox] [data-list] li").wait_for()
    officer.page.close()

    officer.page = context.new_page()
    officer.goto("/staff/works/")  # the page that was kept answers in its place
    officer.page.locator("[data-outbox] [data-list] li").wait_for()
    assert officer.page.locator("main [type=file]").count() == 1
    shoot(officer)
    officer.page.locator("[data-outbox] [data-list] li >> nth=1").wait_for()
    cut(officer, False)
    officer.page.locator("[data-outbox] [data-now]").click()
    officer.page.locator("[data-outbox]").wait_for(state="hidden")

    assert works(site) == before + 2


def test_a_label_typed_without_a_line_is_sent_later(officer, site):
    page = officer.page
    shoot(officer)
    page.wait_for_url("**/label/")
    answer(page, title="Линиясыз көл")
    cut(officer)
    page.click("main form .button--main")
    page.locator("[data-outbox] [data-list] li").wait_for()
    assert page.input_value("[name=title]") == "Линиясыз көл"

    cut(officer, False)
    page.locator("[data-outbox]").wait_for(state="hidden")

    with site.rows():
        assert (
            Artwork.objects.filter(title_ky="Линиясыз көл").exists()
            or Artwork.objects.filter(title_ru="Линиясыз көл").exists()
        )


def test_a_label_that_is_refused_later_comes_back_into_its_form(officer, site):
    page = officer.page
    shoot(officer)
    page.wait_for_url("**/label/")
    label = page.url
    page.fill("[name=title]", "Жарым жазылган")
    cut(officer)
    page.click("main form .button--main")
    page.locator("[data-outbox] [data-list] li").wait_for()

    cut(officer, False)
    page.locator("[data-outbox] [data-when=wrong]").wait_for()
    officer.goto("/staff/works/")
    page.click("[data-outbox] [data-list] a")
    page.wait_for_url(label)

    page.wait_for_function("document.querySelector('[name=title]').value === 'Жарым жазылган'")
    page.locator("[data-outbox]").wait_for(state="hidden")


def test_who_was_signed_out_meanwhile_is_told_and_loses_nothing(officer, site):
    page, before = officer.page, works(site)
    cookies = page.context.cookies()
    page.context.clear_cookies()
    shoot(officer)
    page.locator("[data-outbox] [data-when=door]").wait_for()
    assert waits(officer) == 1
    assert works(site) == before

    page.context.add_cookies(cookies)
    page.click("[data-outbox] [data-now]")
    page.locator("[data-outbox]").wait_for(state="hidden")

    assert works(site) == before + 1


def test_with_no_room_on_the_phone_the_form_is_sent_as_ever(officer, site):
    before = works(site)
    officer.page.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') } }"
    )

    shoot(officer)
    officer.page.wait_for_url("**/label/")

    assert works(site) == before + 1


def test_an_answer_that_was_lost_on_the_way_makes_no_second_work(officer, site):
    page, before = officer.page, works(site)

    def lose(route):
        route.fetch()
        route.abort()

    page.context.route(
        "**/staff/works/new/",
        lambda route: lose(route) if route.request.method == "POST" else route.continue_(),
    )
    shoot(officer)
    page.locator("[data-outbox] [data-list] li").wait_for()
    assert works(site) == before + 1
    page.context.unroute_all()

    page.click("[data-outbox] [data-now]")
    page.locator("[data-outbox]").wait_for(state="hidden")

    assert works(site) == before + 1
    with site.rows():
        assert Photo.objects.filter(artwork=Artwork.objects.latest("pk")).count() == 1


def begin_label(officer, *, title: str) -> str:
    """A label typed while there was a line, and kept on the telephone because it went before it was sent."""
    page = officer.page
    shoot(officer)
    page.wait_for_url("**/label/")
    answer(page, title=title)
    cut(officer)
    page.click("main form .button--main")
    page.locator("[data-outbox] [data-list] li").wait_for()
    return page.url


def write_meanwhile(site, address: str, title: str) -> int:
    """Somebody else writes the label of that page."""
    number = int(address.split("/")[-3])
    with site.rows():
        Artwork.objects.filter(pk=number).update(title_ru=title, is_draft=False)
    return number


def titled(site, number: int) -> str:
    with site.rows():
        return Artwork.objects.get(pk=number).title_ru


@pytest.mark.parametrize("width", [PHONE, 320])
def test_a_label_that_another_has_written_meanwhile_waits_beside_theirs_until_one_is_chosen(
    width, site, come_to_work
):
    officer = at_the_camera(come_to_work, width)
    page = officer.page
    number = write_meanwhile(site, begin_label(officer, title="Моё озеро"), "Чужое озеро")

    cut(officer, False)
    page.locator("[data-outbox] [data-when=wrong]").wait_for()
    assert titled(site, number) == "Чужое озеро"
    page.close()
    officer.page = page = page.context.new_page()
    officer.goto("/staff/works/")
    page.click("[data-outbox] [data-list] a")
    page.locator(".versus").wait_for()

    assert "Чужое озеро" in page.inner_text(".versus")
    assert "Моё озеро" in page.inner_text(".versus mark")
    assert waits(officer) == 1  # until it is decided
    assert measure(page, f"cut({width})") == []
    page.click("main [data-typed] button")
    page.wait_for_url(f"**/staff/works/{number}/")
    page.locator("[data-outbox]").wait_for(state="hidden")
    assert titled(site, number) == "Моё озеро"


def test_a_label_that_is_given_up_for_the_other_ones_leaves_the_telephone(officer, site):
    page = officer.page
    number = write_meanwhile(site, begin_label(officer, title="Моё озеро"), "Чужое озеро")
    cut(officer, False)
    page.locator("[data-outbox] [data-when=wrong]").wait_for()
    page.reload()
    page.locator(".versus").wait_for()

    page.click("[data-forget]")
    page.wait_for_url(f"**/staff/works/{number}/")

    page.locator("[data-outbox]").wait_for(state="hidden")
    assert titled(site, number) == "Чужое озеро"


def test_two_who_write_one_label_without_a_script_are_shown_both(site, come_to_work):
    officer = come_to_work("cataloguer", PHONE, language="ru", java_script_enabled=False)
    page = officer.page
    officer.goto("/staff/works/new/")
    shoot(officer)
    page.click("[data-by-hand]")
    page.wait_for_url("**/label/")
    answer(page, title="Моё озеро")
    number = write_meanwhile(site, page.url, "Чужое озеро")

    page.click("main form .button--main")
    assert "Чужое озеро" in page.inner_text(".versus")
    page.click("main [data-typed] button")

    page.wait_for_url(f"**/staff/works/{number}/")
    assert titled(site, number) == "Моё озеро"


def test_a_label_written_anew_before_it_went_is_one_letter(officer, site):
    page = officer.page
    begin_label(officer, title="Первое слово")
    page.fill("[name=title]", "Второе слово")
    page.click("main form .button--main")
    page.locator("[data-outbox] [data-list] li", has_text="Второе слово").wait_for()
    assert waits(officer) == 1

    cut(officer, False)
    page.locator("[data-outbox]").wait_for(state="hidden")
    page.fill("[name=title]", "Третье слово")  # the page stayed open, and has seen what it wrote itself
    page.click("main form .button--main")
    page.wait_for_url(lambda address: not address.endswith("/label/"))

    with site.rows():
        assert Artwork.objects.latest("pk").title == "Третье слово"


def late_label(officer, *, title: str, width: int = PHONE) -> None:
    """On from the camera to the label of the photo that waits, in the page that is kept."""
    page = officer.page
    page.click("[data-outbox] [data-list] a.button")
    page.locator("[data-late]").wait_for()
    assert measure(page, f"cut({width})") == []
    page.fill("[data-late] [name=title]", title)
    page.locator("[data-late] [name=language][value=ru]").check(force=True)
    for name in ("size", "technique"):
        page.locator(f"[data-late] [name={name}]").first.check(force=True)
    page.click("[data-late] .button--main")
    page.locator("[data-outbox] [data-list] li", has_text=title).wait_for()


def by_title(site, title: str) -> list[tuple[bool, int]]:
    with site.rows():
        return [(work.is_draft, work.photos.count()) for work in Artwork.objects.filter(title_ru=title)]


@pytest.mark.parametrize("width", [PHONE, 320])
def test_a_label_for_a_photo_not_sent_yet_follows_its_photo_and_is_one_work(width, site, come_to_work):
    officer, title = at_the_camera(come_to_work, width), f"Озеро без связи {width}"
    page, before = officer.page, works(site)
    cut(officer)
    shoot(officer)
    page.locator("[data-outbox] [data-list] li").wait_for()
    late_label(officer, title=title, width=width)
    assert waits(officer) == 1  # a photo and its label are one
    assert measure(page, f"cut({width})") == []
    context = page.context
    page.close()

    officer.page = page = context.new_page()
    officer.goto("/staff/works/")
    assert title in page.inner_text("[data-outbox] [data-list] li")
    cut(officer, False)
    page.click("[data-outbox] [data-now]")
    page.locator("[data-outbox]").wait_for(state="hidden")

    assert by_title(site, title) == [(True, 1)]  # its artist is still to be chosen
    page.reload()
    page.wait_for_timeout(500)
    assert works(site) == before + 1


def test_a_label_whose_photo_is_refused_stays_and_goes_with_the_next_photo(officer, site):
    page, before = officer.page, works(site)
    cut(officer)
    page.set_input_files(
        "main [type=file]", {"name": "x.jpg", "mimeType": "image/jpeg", "buffer": b"no photo"}
    )
    page.locator("[data-outbox] [data-list] li").wait_for()
    late_label(officer, title="Без фото")

    cut(officer, False)
    page.locator("[data-outbox] [data-when=wrong]").wait_for()
    assert (works(site), waits(officer)) == (before, 1)
    assert "Без фото" in page.inner_text("[data-outbox] [data-list]")
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("[data-outbox] [data-list] .button--quiet")
    page.locator("[data-outbox] [data-list] a:not(.button)").click()
    page.locator("[data-again]").wait_for()
    assert page.input_value("[data-late] [name=title]") == "Без фото"
    shoot(officer)
    page.wait_for_url(lambda address: address.rstrip("/").rpartition("/")[2].isdigit())
    page.locator("[data-outbox]").wait_for(state="hidden")

    assert by_title(site, "Без фото") == [(True, 1)]
    assert works(site) == before + 1


def test_the_kept_page_holds_no_record(officer, site):
    """Not even with the form of a label: neither an artist nor a work of anybody."""
    kept = officer.page.evaluate("caches.match('/staff/offline/').then((page) => page.text())")

    with site.rows():
        recorded = {*Artwork.objects.values_list("inventory_number", "artist__number")}
        titles = set(Artwork.objects.exclude(title_ru="").values_list("title_ru", flat=True))
    assert 'name="title"' in kept
    assert [word for word in {*sum(recorded, ()), *titles} if word in kept] == []
