"""The line is cut in the middle of selling: one desk goes on for cash, and everything it sold arrives later, once."""

import pytest
from playwright.sync_api import expect

from exhibitions.models import Exhibit
from sales import selling, tills
from sales.models import CashSession, Counterfoil, Desk, ReceiptRange, Sale
from sales.selling import Paid
from staff.models import User
from tests import factories
from tests.browser.conftest import DESK, PHONE
from tests.browser.faces import hanging_now
from tests.browser.looks import measure

PRICE = 12_500


@pytest.fixture
def works(site, faces) -> list[Exhibit]:
    """Three works that can be had, and the cashier's desk may go on."""
    with site.rows():
        show = hanging_now()
        taken = set(show.exhibits.values_list("catalogue_number", flat=True))
        numbers = [number for number in range(100, 300) if number not in taken][:3]
        made = [
            factories.make_exhibit(
                exhibition=show,
                artwork=factories.make_artwork(photo=False),
                catalogue_number=number,
                price=PRICE * factories.SOM,
            )
            for number in numbers
        ]
        desk = tills.till_of(User.objects.get(username="cashier")).desk
        Desk.objects.update(may_go_on_offline=False)
        Desk.objects.filter(pk=desk.pk).update(may_go_on_offline=True)
        ReceiptRange.objects.filter(ended_at=None).update(ended_at=tills.clock())
    yield made
    with site.rows():
        Desk.objects.update(may_go_on_offline=False)
        for exhibit in made:
            exhibit.withdrawn_at = tills.clock()
            exhibit.save()


@pytest.fixture(params=[DESK, PHONE])
def cashier(request, works, come_to_work):
    """With the worker at its post and the list in the browser."""
    cashier = at_the_desk(come_to_work, request.param)
    yield cashier
    forgive(cashier)


def forgive(cashier) -> None:
    """The browser notes by itself that there was no line, and that the server refused."""
    cashier.complaints[:] = [said for said in cashier.complaints if "Failed to load resource" not in said]


def at_the_desk(come_to_work, width: int):
    cashier = come_to_work("cashier", width, language="ru")
    with cashier.page.expect_response("**/desk/numbers/") as answer:
        cashier.goto("/desk/")
    assert answer.value.status == 200
    cashier.page.evaluate("navigator.serviceWorker.ready")
    cashier.page.wait_for_function(
        "caches.match('/desk/offline/').then((page) => page?.text()).then((text) => text?.includes('lang=\"ru\"'))"
    )
    return cashier


def cut(cashier, off: bool = True) -> None:
    cashier.page.context.set_offline(off)


def sell(page, exhibit: Exhibit, given: str = "") -> None:
    page.fill("#q", str(exhibit.catalogue_number))
    page.press("#q", "Enter")
    expect(page.locator("[data-kept] [data-sale]")).to_be_visible()
    if given:
        page.fill("[data-kept] [name=given]", given)
    page.click("[data-sells]")
    expect(page.locator("[data-tell=written]")).to_be_visible()


def unsent(page):
    return page.locator("[data-going-on] [data-list] li")


def counterfoils(site, works) -> list[tuple[int, int, bool]]:
    with site.rows():
        found = Counterfoil.objects.filter(exhibit__in=works).order_by("recorded_at")
        return [(one.exhibit_id, one.receipt, one.sale_id is not None) for one in found]


def test_two_works_sold_without_a_line_arrive_in_order_and_once(cashier, works, site):
    page = cashier.page
    cut(cashier)
    page.fill("#q", str(works[0].catalogue_number))
    page.press("#q", "Enter")  # no navigation fails: the kept page answers, with the work that was asked for
    expect(page.locator("[data-kept] [data-name]")).to_contain_text(str(works[0].catalogue_number))
    page.fill("[data-kept] [name=given]", "13 000")
    expect(page.locator("[data-kept] [data-change]")).to_contain_text("500")
    page.click("[data-sells]")
    expect(page.locator("[data-tell=written] [data-back]")).to_contain_text("500")
    first = page.locator("[data-tell=written] [data-receipt]").inner_text()
    expect(unsent(page)).to_have_count(1)
    sell(page, works[1])
    expect(unsent(page)).to_have_count(2)
    expect(page.locator("[data-going-on] [data-when=waits] [data-count]")).to_have_text("2")
    assert measure(page, f"cut({page.viewport_size['width']})") == []

    page.fill("#q", str(works[0].catalogue_number))
    page.press("#q", "Enter")  # sold here: not to be sold again
    expect(page.locator("[data-tell=gone]")).to_be_visible()
    page.reload()
    expect(unsent(page)).to_have_count(2)
    assert counterfoils(site, works) == []

    cut(cashier, False)
    page.click("[data-going-on] [data-now]")
    expect(page.locator("[data-going-on] [data-when=line]")).to_be_visible()
    assert [(exhibit, sold) for exhibit, _receipt, sold in counterfoils(site, works)] == [
        (works[0].pk, True),
        (works[1].pk, True),
    ]
    page.click("[data-going-on] [data-when=line] a")
    page.wait_for_url("**/desk/")
    expect(page.locator("[data-going-on]")).to_be_hidden()
    page.wait_for_timeout(500)
    assert len(counterfoils(site, works)) == 2
    with site.rows():
        sale = Sale.objects.get(exhibit=works[0])
        assert sale.receipt_number == first
        assert sale.payments.get().given_tyiyn == 13_000 * factories.SOM


def test_a_work_that_was_sold_elsewhere_meanwhile_is_to_be_paid_back(cashier, works, site):
    page = cashier.page
    cut(cashier)
    cashier.goto("/desk/")
    sell(page, works[0])
    with site.rows():
        elsewhere = factories.make_user(role="cashier")
        selling.sell(works[0], [Paid("card", PRICE * factories.SOM)], by=elsewhere)

    cut(cashier, False)
    page.click("[data-going-on] [data-now]")
    expect(page.locator("[data-going-on] [data-when=line]")).to_be_visible()
    page.click("[data-going-on] [data-when=line] a")

    note = page.locator(".loose-notes .note", has_text=f"№ {works[0].catalogue_number}:")
    expect(note).to_be_visible()
    assert [sold for _exhibit, _receipt, sold in counterfoils(site, works)] == [False]


def test_a_press_whose_answer_was_lost_is_one_sale(cashier, works, site):
    page = cashier.page
    with page.expect_response("**/desk/numbers/"):
        cashier.goto(f"/desk/{works[0].pk}/")
    page.context.route(
        f"**/desk/{works[0].pk}/",
        lambda route: (route.fetch(), route.abort()) if route.request.method == "POST" else route.continue_(),
    )
    page.click("main [data-sale] .button--main")
    expect(page.locator("[data-kept] [data-sale]")).to_be_visible()
    page.click("[data-sells]")
    page.context.unroute_all()
    expect(page.locator("[data-tell=written]")).to_be_visible()
    expect(page.locator("[data-going-on] [data-when=line]")).to_be_visible()

    with site.rows():
        assert Sale.objects.filter(exhibit=works[0]).count() == 1
    assert [sold for _exhibit, _receipt, sold in counterfoils(site, works)] == [True]


def test_what_the_server_refuses_stays_with_its_sentence_until_it_is_handed_over(cashier, works, site):
    page = cashier.page
    cut(cashier)
    cashier.goto("/desk/")
    sell(page, works[0])
    with site.rows():
        page.evaluate(
            """() => new Promise((done) => {
                const opening = indexedDB.open("kylkalem");
                opening.onsuccess = () => {
                    const change = opening.result.transaction("sales", "readwrite");
                    const sales = change.objectStore("sales");
                    sales.getAll().onsuccess = ({ target }) => {
                        const [sale] = target.result;
                        sale.fields = sale.fields.map(([name, value]) => [name, name === "amount" ? 700 : value]);
                        sales.put(sale);
                    };
                    change.oncomplete = () => (opening.result.close(), done());
                };
            })"""
        )

    cut(cashier, False)
    page.click("[data-going-on] [data-now]")
    expect(page.locator("[data-going-on] [data-when=wrong]")).to_be_visible()
    expect(unsent(page).locator("strong")).to_contain_text("12 500".replace(" ", "\u00a0"))
    page.reload()
    expect(
        page.locator("[data-going-on] [data-when=wrong]")
    ).to_be_visible()  # on the desk's own page as well
    page.click("[data-going-on] [data-list] button >> nth=1")
    expect(page.locator("[data-going-on]")).to_be_hidden()

    assert [sold for _exhibit, _receipt, sold in counterfoils(site, works)] == [False]
    with site.rows():
        assert Counterfoil.objects.get(exhibit=works[0]).waits == "handed_over"


def test_a_second_browser_at_the_same_desk_may_not_go_on(cashier, works, come_to_work):
    other = come_to_work("cashier", PHONE, language="ru")
    other.goto("/desk/")

    expect(other.page.locator("[data-going-on] [data-when=not]")).to_be_visible()
    cut(other)
    other.goto("/desk/")
    expect(other.page.locator("[data-none]")).to_be_visible()
    assert measure(other.page, f"cut({PHONE})") == []
    forgive(other)


def test_the_browser_keeps_nothing_about_people(cashier, site):
    kept = cashier.page.evaluate(
        """async () => {
            const page = await caches.match("/desk/offline/").then((page) => page.text());
            const list = await new Promise((done) => {
                const opening = indexedDB.open("kylkalem");
                opening.onsuccess = () => {
                    const got = opening.result.transaction("desk").objectStore("desk").get("list");
                    got.onsuccess = () => (opening.result.close(), done(got.result));
                };
            });
            return page + JSON.stringify(list);
        }"""
    )

    with site.rows():
        show = hanging_now()
        works = show.exhibits.select_related("artwork__artist__institution")
        private = {exhibit.artwork.artist.number for exhibit in works}
        private |= {exhibit.artwork.artist.institution.name_ru for exhibit in works}
        private |= set(CashSession.objects.values_list("cashier__first_name", flat=True)) - {""}
    assert "works" in kept
    assert [word for word in private if word and word in kept] == []


def test_without_a_script_the_desk_says_that_it_needs_the_network(works, come_to_work):
    cashier = come_to_work("cashier", DESK, java_script_enabled=False)
    cashier.goto("/desk/")

    expect(cashier.page.locator("noscript p, main p.quiet").first).to_be_visible()
