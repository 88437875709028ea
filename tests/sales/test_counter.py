"""The desk's one screen, by its pages: what is typed, what is answered, and what has happened afterwards."""

import datetime
import re
import uuid

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sales import counter, line, reservations, selling, tills
from sales.models import Claim, Payment, Sale, Void
from tests.factories import (
    HOUR,
    SOM,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_place,
    make_sale,
    make_till,
    make_user,
)

pytestmark = pytest.mark.django_db
PRICE = 9_800 * SOM
DESK = "/desk/"


@pytest.fixture
def show():
    return make_exhibition(code="ak", slug="ak-jol")


@pytest.fixture
def exhibit(show):
    return make_exhibit(exhibition=show, catalogue_number=17, price=PRICE)


@pytest.fixture
def desk(cashier):
    client = Client()
    client.force_login(cashier)
    return client


def read(client, address, **parameters):
    return client.get(address, parameters).content.decode()


def once_of(page):
    return re.search(r'name="once" value="([^"]+)"', page)[1]


def panel(exhibit):
    return reverse("desk:work", args=[exhibit.pk])


def typed(**fields):
    """What the form sends when nothing is chosen: exact cash."""
    ordinary = {"once": str(uuid.uuid4()), "kind_1": "cash", "note": "", "given": "", "reference_1": ""}
    parts = {f"{name}_{n}": "" for n in (2, 3) for name in ("amount", "reference")}
    return ordinary | parts | {"kind_2": "card", "kind_3": "card"} | fields


def payments(sale):
    return set(sale.payments.values_list("kind", "amount_tyiyn", "given_tyiyn", "reference"))


# --- The box ----------------------------------------------------------------------------------------------------


def test_the_box_has_the_focus_until_a_work_is_open(desk, exhibit):
    empty, opened = read(desk, DESK), read(desk, DESK, q="17")

    assert re.search(r'<input[^>]* id="q"[^>]* autofocus', empty)
    assert not re.search(r'<input[^>]* id="q"[^>]* autofocus', opened)
    assert re.search(r'<button class="button button--main button--big button--wide" autofocus', opened)


@pytest.mark.parametrize(
    "said",
    [
        "17",
        "№ 17",
        "ak17",
        "AK17",
        "https://kylkalem.example/ak17",
        "https://kylkalem.example/ru/e/ak-jol/17/",
    ],
)
def test_a_work_is_found_by_its_number_and_by_what_its_label_says(desk, exhibit, said):
    make_exhibit(exhibition=exhibit.exhibition, catalogue_number=171)

    assert f'action="{panel(exhibit)}"' in read(desk, DESK, q=said)


def test_a_reservation_is_found_by_code_by_telephone_and_by_the_address_on_its_page(desk, exhibit):
    held = make_hold(exhibit, phone="+996 700 123 456", name="Айгүл")

    for said in (held.spoken_code, held.spoken_code.replace("–", "-"), held.spoken_code[-3:], "3456",
                 f"https://kylkalem.example/ky/r/{held.secret}/"):  # fmt: skip
        page = read(desk, DESK, q=said)
        assert f'action="{panel(exhibit)}"' in page, said
    assert ("Айгүл" in page, "34 56" in page, held.spoken_code in page) == (True, True, True)


def test_a_label_of_another_exhibition_opens_that_exhibition(desk, exhibit):
    other = make_exhibit(exhibition=make_exhibition(code="koz"), catalogue_number=17)

    assert f'action="{panel(other)}"' in read(desk, DESK, q="koz17", show="ak-jol")


def test_several_are_listed_and_none_is_sold_yet(desk, exhibit):
    other = make_exhibit(exhibition=exhibit.exhibition, catalogue_number=18)
    for one in (exhibit, other):
        make_hold(one, phone="+996 700 123 456")

    page = read(desk, DESK, q="3456")

    assert ('name="once"' in page, page.count('class="works"')) == (False, 1)
    assert all(f'href="{panel(one)}"' in page.partition('class="works"')[2] for one in (exhibit, other))


def test_none_is_said_and_the_five_cheapest_free_ones_are_shown(desk, exhibit):
    others = [
        make_exhibit(exhibition=exhibit.exhibition, catalogue_number=n, price=n * 1000 * SOM)
        for n in range(1, 8)
    ]
    make_sale(others[0])

    page = read(desk, DESK, q="<b>99</b>")

    assert "&lt;b&gt;99&lt;/b&gt;" in page
    assert re.search(r'<input[^>]* id="q"[^>]* autofocus', page)
    listed = re.findall(r'href="/desk/(\d+)/"', page.partition('class="works"')[2].partition("</ul>")[0])
    assert listed == [str(one.pk) for one in others[1:6]]


def test_a_sold_one_says_who_sold_it_and_when_and_the_box_keeps_the_focus(desk, exhibit):
    make_sale(exhibit, by=make_user("Мээрим", role="cashier"))

    page = read(desk, DESK, q="17")

    assert "Мээрим" in page.partition('data-live="word"')[2].partition("</div>")[0]
    assert re.search(r'<input[^>]* id="q"[^>]* autofocus', page)
    assert 'name="once"' not in page


def test_the_code_of_a_reservation_that_has_ended_leads_to_the_free_work(desk, exhibit):
    held = make_hold(exhibit, at=timezone.now() - HOUR / 1.5)

    page = read(desk, DESK, q=held.spoken_code)

    assert f'action="{panel(exhibit)}"' in page
    assert held.spoken_code in page.partition('data-live="word"')[2].partition("</div>")[0]


def test_a_screen_costs_as_many_queries_for_one_work_as_for_thirty(desk, exhibit, cashier):
    def asked(**parameters):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(DESK, parameters).status_code == 200
        return len(queries)

    make_hold(exhibit)
    second = make_exhibit(exhibition=exhibit.exhibition, catalogue_number=200)
    make_sale(second, by=cashier)
    few = asked(q="17"), asked()
    for n in range(30):
        another = make_exhibit(exhibition=exhibit.exhibition, catalogue_number=50 + n)
        if n % 3 == 0:
            make_hold(another)
        elif n % 3 == 1:
            make_sale(another, by=cashier)

    assert (asked(q="17"), asked()) == few


@pytest.mark.parametrize(("left", "said"), [(90, ""), (30.5, "31 мүнөт калды"), (-1, "Жабылды")])
def test_the_last_hour_is_counted_down_and_then_it_says_closed(desk, show, left, said):
    closes_at = timezone.now() + datetime.timedelta(minutes=left)
    type(show).objects.filter(pk=show.pk).update(closes_at=closes_at)

    foot = desk.get(DESK, headers={"accept-language": "ky"}).content.decode().partition('data-live="till"')[2]

    strong = re.search("<strong>(.*?)</strong>", foot.partition("sold")[0].partition("<span>")[0])
    assert (strong[1].partition(":")[0] if strong else "") == said


# --- Selling ----------------------------------------------------------------------------------------------------


def test_exact_cash_is_what_the_form_holds_as_it_comes(desk, exhibit, cashier):
    page = read(desk, DESK, q="17")

    answer = desk.post(
        panel(exhibit), {"once": once_of(page), "kind_1": "cash", "kind_2": "card", "kind_3": "card"}
    )

    sale = Sale.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/desk/?show=ak-jol&sold={sale.pk}")
    assert (sale.sold_by, payments(sale)) == (cashier, {("cash", PRICE, None, "")})
    fresh = desk.get(answer.url).content.decode()
    assert sale.receipt_number in fresh.partition("just-sold")[2].partition("</div>")[0]
    assert re.search(r'<input[^>]* id="q"[^>]* value=""[^>]* autofocus', fresh)


def test_the_change_is_worked_out_before_and_said_after(desk, exhibit):
    looked = desk.post(panel(exhibit), typed(note="10\u00a0000", look="1"))

    assert (looked.status_code, Sale.objects.count()) == (200, 0)
    assert re.search(r"data-change>[^<]*<b data-sum>200\u00a0", looked.content.decode())

    answer = desk.post(panel(exhibit), typed(note="10\u00a0000"))

    assert payments(Sale.objects.get()) == {("cash", PRICE, 10_000 * SOM, "")}
    assert "<b>200\u00a0" in desk.get(answer.url).content.decode()


def test_a_sum_that_is_typed_counts_before_the_one_that_is_chosen(desk, exhibit):
    desk.post(panel(exhibit), typed(note="10 000", given="12 000"))

    assert payments(Sale.objects.get()) == {("cash", PRICE, 12_000 * SOM, "")}


@pytest.mark.parametrize(
    "wrong",
    [
        {"given": "9 000"},
        {"given": "abc"},
        {"note": "-1"},
        {"kind_1": "letter"},
        {"kind_1": "rounding"},
        {"amount_2": "9 800"},
        {"amount_2": "5 000", "amount_3": "6 000"},
        {"kind_2": "letter", "amount_2": "100"},
        {"once": ""},
    ],
)
def test_what_cannot_be_is_asked_again_and_nothing_is_sold(desk, exhibit, wrong):
    answer = desk.post(panel(exhibit), typed(**wrong))

    assert (answer.status_code, Sale.objects.count()) == (422, 0)
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize(
    ("chosen", "kept"),
    [
        ({"kind_1": "card", "given": "12 000", "reference_1": "x"}, {("card", PRICE, None, "")}),
        ({"kind_1": "transfer", "reference_1": "П-7"}, {("transfer", PRICE, None, "П-7")}),
        ({"kind_1": "letter", "reference_1": "№ 12"}, {("letter", PRICE, None, "№ 12")}),
        (
            {"amount_2": "5 000", "given": "5 000"},
            {("cash", 4_800 * SOM, 5_000 * SOM, ""), ("card", 5_000 * SOM, None, "")},
        ),
        (
            {
                "kind_1": "transfer",
                "amount_2": "1 000",
                "kind_3": "letter",
                "amount_3": "2 000",
                "reference_3": "7",
            },
            {
                ("transfer", 6_800 * SOM, None, ""),
                ("card", 1_000 * SOM, None, ""),
                ("letter", 2_000 * SOM, None, "7"),
            },
        ),
    ],
)
def test_every_way_to_pay_and_several_together_come_to_the_price(desk, exhibit, chosen, kept):
    assert desk.post(panel(exhibit), typed(**chosen)).status_code == 303

    assert payments(Sale.objects.get()) == kept


def test_cash_is_rounded_to_the_coins_there_are_and_the_rest_is_a_line_of_its_own(desk, show):
    exhibit = make_exhibit(exhibition=show, price=PRICE + 20)

    desk.post(panel(exhibit), typed())

    assert payments(Sale.objects.get()) == {("cash", PRICE, None, ""), ("rounding", 20, None, "")}


def test_the_same_press_sent_twice_sells_once(desk, exhibit):
    form = typed()

    first, second = (desk.post(panel(exhibit), form) for _ in range(2))

    assert first.url == second.url
    assert Sale.objects.count() == 1


def test_the_second_of_two_desks_is_told_who_sold_it_and_when(desk, exhibit):
    page = read(desk, DESK, q="17")
    sale = make_sale(exhibit, by=make_user("Мээрим", role="cashier"))

    answer = desk.post(panel(exhibit), typed(once=once_of(page)))

    told = answer.content.decode()
    assert (answer.status_code, Sale.objects.count()) == (409, 1)
    assert 'role="alert"' in told
    word = told.partition('data-live="word"')[2].partition("</div>")[0]
    assert ("Мээрим" in word, timezone.localtime(sale.sold_at).strftime("%H:%M") in word) == (True, True)
    assert re.search(r'<input[^>]* id="q"[^>]* autofocus', told)


def test_without_an_open_drawer_it_is_offered_to_open_one_and_nothing_is_sold(exhibit):
    organiser = make_user(role="organiser")
    client = Client()
    client.force_login(organiser)

    page = read(client, DESK, q="17")
    answer = client.post(panel(exhibit), typed())

    assert ('name="once"' in page, reverse("admin:till") in page) == (False, True)
    assert (answer.status_code, Sale.objects.count()) == (409, 0)
    make_till(organiser)
    assert client.post(panel(exhibit), typed()).status_code == 303


@pytest.mark.parametrize(
    ("due", "offered"),
    [(9_800, [10_000, 15_000]), (8_500, [9_000, 10_000, 15_000]), (12_350, [12_500, 13_000, 15_000]),
     (5_000, [10_000]), (0, [500_000 // SOM])],
)  # fmt: skip
def test_the_notes_people_hand_over(due, offered):
    assert counter.notes(due * SOM) == [sum_ * SOM for sum_ in offered]


# --- Undoing ----------------------------------------------------------------------------------------------------


def test_a_slip_is_undone_from_the_list_and_its_money_leaves_the_till(desk, exhibit, cashier):
    sale = make_sale(exhibit, by=cashier)
    undo = reverse("desk:undo", args=[sale.pk])
    assert f'action="{undo}"' in read(desk, DESK)

    answers = [desk.post(undo) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert Void.objects.get().is_slip
    assert tills.report(tills.till_of(cashier)).total_tyiyn == 0
    assert f'action="{undo}"' not in read(desk, DESK)


def test_what_is_older_or_a_colleague_s_is_undone_with_a_reason_only(desk, exhibit, cashier):
    old = make_sale(exhibit, by=cashier, at=timezone.now() - selling.SLIP - datetime.timedelta(seconds=5))
    other = make_exhibit(exhibition=exhibit.exhibition, catalogue_number=18)
    theirs = make_sale(other)

    page = read(desk, DESK)

    for sale in (old, theirs):
        assert f'action="{reverse("desk:undo", args=[sale.pk])}"' not in page
        assert f'href="{reverse("admin:ask_void", args=[sale.pk])}"' in page
        desk.post(reverse("desk:undo", args=[sale.pk]))
    assert Void.objects.count() == 0


# --- Holds ------------------------------------------------------------------------------------------------------


def test_who_is_on_the_way_stands_at_the_side_the_least_time_left_first(desk, exhibit):
    later = make_exhibit(exhibition=exhibit.exhibition, catalogue_number=1)
    make_hold(exhibit, name="Тимур", at=timezone.now() - HOUR / 4)
    make_hold(later, name="Анна")

    side = read(desk, DESK).partition('data-live="coming"')[2].partition("</section>")[0]

    assert re.findall(r"Тимур|Анна", side) == ["Тимур", "Анна"]
    assert f'href="{panel(exhibit)}"' in side


def test_the_next_in_line_is_offered_the_lapsed_work_by_the_desk_s_own_look_and_is_to_be_called(
    desk, exhibit
):
    now = timezone.now()
    make_hold(exhibit, at=now - HOUR / 1.5 + datetime.timedelta(minutes=39, seconds=50))
    make_place(exhibit, phone="+996 700 777 888", name="Бакыт")
    claim = Claim.objects.live().get()
    reservations.end_hold(claim, Claim.End.RELEASED)

    side = read(desk, DESK).partition('data-live="coming"')[2].partition("</section>")[0]

    assert ('class="to-call"' in side, "tel:+996700777888" in side, "Бакыт" in side) == (True, True, True)


def test_a_hold_goes_on_with_its_code_and_its_page_and_the_line_says_who(desk, exhibit, cashier):
    held = make_hold(exhibit, name="Айгүл", at=timezone.now() - HOUR / 4)
    claim = Claim.objects.get()
    address = reverse("desk:extend", args=[claim.pk])

    answers = [desk.post(address) for _ in range(2)]

    assert [answer.url for answer in answers] == [panel(exhibit)] * 2
    assert list(Claim.objects.order_by("from_at").values_list("end_reason", flat=True)) == ["accepted", ""]
    seen = reservations.find(held.secret)
    assert (seen.state, seen.until_at, seen.spoken_code, seen.name) == (
        "held", held.until_at + reservations.EXTRA, held.spoken_code, "Айгүл",
    )  # fmt: skip
    assert cashier.logentry_set.first().object_id == str(claim.pk)
    desk.post(reverse("desk:extend", args=[Claim.objects.live().get().pk]))
    assert reservations.find(held.secret).until_at == held.until_at + 2 * reservations.EXTRA


def test_a_hold_is_never_longer_than_the_day_and_one_that_ended_stays_ended(desk, cashier):
    exhibit = make_exhibit(exhibition=make_exhibition(closes_at=timezone.now() + HOUR / 6))
    make_hold(exhibit)
    claim = Claim.objects.get()

    with pytest.raises(reservations.NoLonger):
        reservations.extend(claim)
    reservations.end_hold(claim, Claim.End.RELEASED)
    with pytest.raises(reservations.HoldOver):
        reservations.extend(claim)

    desk.post(reverse("desk:extend", args=[claim.pk]))
    assert (Claim.objects.count(), LogEntry.objects.count()) == (1, 0)


def test_a_visitor_lets_go_of_a_hold_that_the_desk_made_longer(desk, exhibit):
    held = make_hold(exhibit)
    desk.post(reverse("desk:extend", args=[Claim.objects.get().pk]))

    reservations.cancel(held.secret)

    assert not Claim.objects.live().exists()
    assert reservations.find(held.secret).state == "cancelled"


def test_an_offer_that_the_desk_makes_longer_is_seen_on_the_page_of_the_line(desk, exhibit):
    first = make_hold(exhibit)
    secret = make_place(exhibit)
    reservations.cancel(first.secret)
    offer = Claim.objects.live().get()

    desk.post(reverse("desk:extend", args=[offer.pk]))

    seen = line.find(secret)
    assert seen.state == "accepted"
    assert reservations.find(seen.reservation).state == "held"


def test_a_hold_is_released_at_the_desk_once(desk, exhibit, cashier):
    make_hold(exhibit)
    claim = Claim.objects.get()

    for _ in range(2):
        assert desk.post(reverse("desk:release", args=[claim.pk])).url == panel(exhibit)

    claim.refresh_from_db()
    assert (claim.end_reason, cashier.logentry_set.count()) == ("released", 1)


def test_the_holder_of_a_longer_hold_still_buys_it(desk, exhibit):
    make_hold(exhibit)
    desk.post(reverse("desk:extend", args=[Claim.objects.get().pk]))

    assert desk.post(panel(exhibit), typed()).status_code == 303

    assert list(Claim.objects.order_by("from_at").values_list("kind", "end_reason")) == [
        ("hold", "accepted"), ("hold", "became_sale"), ("sale", ""),
    ]  # fmt: skip
    assert Payment.objects.count() == 1
