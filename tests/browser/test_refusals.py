"""No is said kindly: what happened, what else there is, and nothing typed twice."""

import pytest
from playwright.sync_api import expect

from tests.browser.ways import exhibit, held

SENTENCES = {"ky": "башка бирөө", "ru": "отложили", "en": "someone else"}


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_who_comes_a_second_too_late_is_told_so_and_shown_the_two_nearest_works(
    language, faces, site, arrive
):
    visitor = arrive()
    address = faces["reserve refused"].replace("{l}", language)
    visitor.goto(address)
    visitor.page.fill("#id_phone", "0700 55 44 33")
    with held(site, address):
        with visitor.page.expect_navigation() as answer:
            visitor.page.click("main form .button--main")

        assert answer.value.status == 409
        assert SENTENCES[language] in visitor.page.get_by_role("alert").inner_text().lower()
        nearest = visitor.page.locator(".lines li")
        assert nearest.count() == 2
        assert nearest.locator(".state--free").count() == 2
        assert visitor.page.locator(f".lines a[href$='/{number(site, address)}/']").count() == 0


def test_the_nearest_work_is_reserved_with_what_was_typed_before(faces, site, arrive):
    visitor = arrive()
    address = faces["reserve refused"].replace("{l}", "ru")
    visitor.goto(address)
    visitor.page.fill("#id_phone", "0700 55 44 33")
    visitor.page.fill("#id_name", "Айнура")
    with held(site, address):
        visitor.page.click("main form .button--main")
        visitor.page.locator(".lines button").first.click()

    expect(visitor.page.locator(".code")).to_be_visible()
    assert "Айнура" in visitor.page.locator("h1").inner_text()
    visitor.page.click("a[href$='/cancel/']")
    visitor.page.click("main form .button--main")


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_a_number_that_cannot_be_one_is_kept_and_an_example_is_shown(script, faces, arrive):
    visitor = arrive(java_script_enabled=script)
    visitor.goto(faces["reserve"].replace("{l}", "ru"))
    visitor.page.fill("#id_phone", "+996 12")
    visitor.page.fill("#id_name", "Айнура")

    with visitor.page.expect_navigation() as answer:
        visitor.page.click("main form .button--main")

    assert answer.value.status == 422
    assert visitor.page.input_value("#id_phone") == "+996 12"
    assert visitor.page.input_value("#id_name") == "Айнура"
    assert "+996 700 123 456" in visitor.page.locator("#id_phone_error").inner_text().replace("\u00a0", " ")
    assert visitor.page.locator("#id_phone").get_attribute("aria-invalid") == "true"
    assert "id_phone_error" in visitor.page.locator("#id_phone").get_attribute("aria-describedby")
    if script:
        assert visitor.page.evaluate("document.activeElement.matches('.summary')")
    visitor.page.locator(".summary a").click()
    assert visitor.page.url.endswith("#id_phone")


def test_someone_elses_page_cannot_fill_in_our_form(faces, site, arrive):
    visitor = arrive()

    visitor.see("403")

    expect(visitor.page.locator("h1")).to_be_visible()
    assert visitor.page.locator("main a.button").count() >= 1
    visitor.goto(faces["403"].replace("{l}", "ru").removesuffix("reserve/"))
    expect(visitor.page.locator(".buy .button--main")).to_be_visible()


def test_no_error_page_is_a_dead_end(arrive):
    visitor = arrive()
    for face in ("404", "410", "403", "500"):
        visitor.see(face)

        way = visitor.page.locator("main a.button").first
        way.click()

        expect(visitor.page.locator(".work, .buy").first).to_be_visible()


def number(site, address: str) -> int:
    with site.rows():
        return exhibit(address).catalogue_number
