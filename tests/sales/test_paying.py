"""Paying by QR at the desk: the code is shown, the payment is looked for, and only then is the work sold."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from sales import paying, reservations, selling
from sales.models import Payment, Sale
from sales.paying import elqr, payees
from tests import codes
from tests.factories import (
    SOM,
    bank_code,
    live_claims,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_payee,
    pay_by_qr,
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
def payee(show):
    return pay_by_qr(show).payee


@pytest.fixture
def desk(cashier):
    client = Client()
    client.force_login(cashier)
    return client


def panel(exhibit):
    return reverse("desk:work", args=[exhibit.pk])


def typed(**fields):
    ordinary = {"once": str(uuid.uuid4()), "kind_1": "qr", "kind_2": "card", "kind_3": "card"}
    return ordinary | {f"reference_{n}": "" for n in (1, 2, 3)} | fields


def paid():
    return set(Payment.objects.values_list("kind", "amount_tyiyn", "reference"))


def ticks(page):
    return re.findall(r'type="checkbox" name="seen" value="([^"]*)"', page)


# --- The ways -----------------------------------------------------------------------------------------------------


def test_every_kind_of_payment_but_rounding_is_a_way_with_words_for_giving_back():
    assert [way.kind for way in paying.WAYS] == ["cash", "card", "qr", "transfer", "letter"]
    assert {way.kind for way in paying.WAYS} == set(Payment.Kind.values) - {"rounding"}
    assert len({way.give_back() for way in paying.WAYS}) == len(paying.WAYS)
    assert {way.kind: (way.written, way.arrives) for way in paying.WAYS} == {
        "cash": ("no", "at once"),
        "card": ("no", "at once"),
        "qr": ("may", "seen"),
        "transfer": ("may", "later"),
        "letter": ("must", "later"),
    }


def test_only_a_code_is_shown_and_only_where_someone_may_be_paid(show, payee):
    due = paying.Due(show.pk, PRICE, "AK17")
    elsewhere = paying.Due(make_exhibition().pk, PRICE, "AK17")

    shown = {way.kind: way.shows(due) for way in paying.WAYS}

    assert {kind for kind, code in shown.items() if code} == {"qr"}
    assert elqr.decode(shown["qr"].text).amount_tyiyn == PRICE
    assert [way.shows(elsewhere) for way in paying.WAYS] == [None] * 5


# --- Without a payee ----------------------------------------------------------------------------------------------


def test_until_two_people_chose_a_payee_no_code_is_shown_and_all_else_works(desk, exhibit, organiser):
    choice = payees.ask(exhibit.exhibition, make_payee(), reason="Келишим", by=organiser)

    page = desk.get(panel(exhibit)).content.decode()
    answer = desk.post(panel(exhibit), typed())
    assert ('value="qr"' in page, codes.on(page + answer.content.decode())) == (False, [])
    assert (answer.status_code, Sale.objects.count(), choice.agreed_at) == (422, 0, None)

    assert desk.post(panel(exhibit), typed(kind_1="cash", note="", given="")).status_code == 303
    assert paid() == {("cash", PRICE, "")}


def test_when_it_is_stopped_while_the_code_is_on_the_screen_nothing_is_sold(desk, exhibit, payee, organiser):
    form = typed()
    desk.post(panel(exhibit), form)

    payees.end(payee.choices.get(), by=organiser)
    answer = desk.post(panel(exhibit), form | {"shown": str(PRICE), "seen": str(PRICE)})

    assert (answer.status_code, Sale.objects.count()) == (422, 0)


# --- Shown, seen, sold --------------------------------------------------------------------------------------------


def test_the_code_says_the_price_to_the_tyiyn_and_the_number_of_the_reservation(desk, show, payee):
    exhibit = make_exhibit(exhibition=show, catalogue_number=17, price=PRICE + 53)
    held = make_hold(exhibit, phone="+996 700 123 456", name="Айгүл")

    answer = desk.post(panel(exhibit), typed())

    page = answer.content.decode()
    (text,) = codes.on(page)
    code = elqr.decode(text)
    assert (code.amount_tyiyn, code.is_locked, code.account) == (PRICE + 53, True, payee.account)
    assert code.reference == f"AK17-{held.spoken_code[-3:]}"
    assert (answer.status_code, Sale.objects.count(), live_claims(exhibit)) == (200, 0, 1)
    assert (payee.name in page, payee.inn in page, code.reference in page) == (True, True, True)
    assert ("700123456" in text, "Айгүл" in text) == (False, False)


def test_a_work_that_nobody_holds_is_paid_under_the_number_of_its_label(desk, exhibit, payee):
    (text,) = codes.on(desk.post(panel(exhibit), typed()).content.decode())

    assert elqr.decode(text).reference == "AK17"


def test_it_is_sold_only_once_somebody_says_that_they_saw_the_payment(desk, exhibit, payee):
    form = typed()
    page = desk.post(panel(exhibit), form).content.decode()
    (seen,) = ticks(page)
    assert re.search(r'name="shown" value="([^"]*)"', page)[1] == seen == str(PRICE)

    again = desk.post(panel(exhibit), form | {"shown": seen})  # Enter, without a tick
    assert (again.status_code, Sale.objects.count()) == (422, 0)
    assert 'id="seen-error"' in again.content.decode()
    assert len(codes.on(again.content.decode())) == 1

    done = desk.post(panel(exhibit), form | {"shown": seen, "seen": seen, "reference_1": "0012-77"})
    assert (done.status_code, paid()) == (303, {("qr", PRICE, "0012-77")})


def test_what_was_seen_counts_for_its_sum_alone(desk, exhibit, payee):
    form = typed(shown=str(PRICE), seen=str(PRICE), amount_2="1 000")

    answer = desk.post(panel(exhibit), form)

    (text,) = codes.on(answer.content.decode())
    assert elqr.decode(text).amount_tyiyn == PRICE - 1000 * SOM
    assert (answer.status_code, Sale.objects.count()) == (200, 0)
    assert ticks(answer.content.decode()) == [str(PRICE - 1000 * SOM)]


def test_several_ways_sum_to_the_price_and_the_code_says_its_own_part(desk, exhibit, payee):
    form = typed(
        kind_1="cash", note="", given="", kind_2="qr", amount_2="3 000", kind_3="card", amount_3="800"
    )

    page = desk.post(panel(exhibit), form).content.decode()
    (text,) = codes.on(page)
    assert elqr.decode(text).amount_tyiyn == 3000 * SOM
    assert desk.post(panel(exhibit), form | {"seen": ticks(page)[0]}).status_code == 303

    assert paid() == {("cash", 6000 * SOM, ""), ("qr", 3000 * SOM, ""), ("card", 800 * SOM, "")}


def test_a_bank_that_lets_nobody_write_into_its_code_shows_it_as_it_is(desk, exhibit):
    payee = pay_by_qr(exhibit.exhibition, writes_sum=False).payee

    page = desk.post(panel(exhibit), typed()).content.decode()

    assert codes.on(page) == [payee.code]
    assert "AK17" in page
    assert 'class="note note--held"' in page


def test_from_the_agreement_on_the_code_pays_the_new_payee(desk, exhibit, payee):
    pay_by_qr(exhibit.exhibition, code_text=bank_code("M-99"))

    (text,) = codes.on(desk.post(panel(exhibit), typed()).content.decode())

    assert elqr.decode(text).account == "M-99"


def test_working_out_the_change_sells_nothing(desk, exhibit, payee):
    answer = desk.post(panel(exhibit), typed(seen=str(PRICE), look="1"))

    assert (answer.status_code, Sale.objects.count()) == (200, 0)


def test_a_payment_by_code_is_given_back_as_its_exact_negation_with_words_how(desk, exhibit, payee, cashier):
    desk.post(panel(exhibit), typed(seen=str(PRICE), reference_1="0012-77"))
    sale = Sale.objects.get()
    assert paying.of("qr").give_back() not in desk.get(reverse("admin:sold", args=[sale.pk])).content.decode()

    selling.undo(sale, by=cashier)

    assert paid() == {("qr", PRICE, "0012-77"), ("qr", -PRICE, "0012-77")}
    with_words = desk.get(reverse("admin:sold", args=[sale.pk]), headers={"accept-language": "en"})
    assert paying.of("qr").give_back() in with_words.content.decode().replace("&#x27;", "'")


# --- A reservation that is scanned --------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["AK17-{}", "ak17-{}", "https://kylkalem.example/desk/r/AK17-{}/"])
def test_a_reservation_is_found_by_the_number_of_its_payment_and_by_its_own_code(desk, exhibit, said):
    make_exhibit(exhibition=exhibit.exhibition, catalogue_number=18)
    held = make_hold(exhibit, name="Айгүл")

    page = desk.get(DESK, {"q": said.format(held.spoken_code[-3:])}).content.decode()

    assert f'action="{panel(exhibit)}"' in page
    assert held.spoken_code in page


def test_a_scanned_code_opens_the_desk_with_the_reservation(desk, exhibit):
    held = make_hold(exhibit, name="Айгүл")
    make_exhibit(exhibition=make_exhibition(code="koz"), catalogue_number=17)

    answer = desk.get(f"/desk/r/AK17-{held.spoken_code[-3:]}/", follow=True)

    assert f'action="{panel(exhibit)}"' in answer.content.decode()
    assert "Айгүл" in answer.content.decode()


def test_the_number_of_another_exhibition_finds_no_namesake_here(desk, exhibit):
    held = make_hold(exhibit)

    page = desk.get(DESK, {"q": f"zz17-{held.spoken_code[-3:]}"}).content.decode()

    assert f'action="{panel(exhibit)}"' not in page


def test_a_scanned_code_whose_time_is_over_says_so(desk, exhibit):
    held = make_hold(exhibit)
    reservations.cancel(held.secret)

    page = desk.get(f"/desk/r/AK17-{held.spoken_code[-3:]}/", follow=True).content.decode()

    assert f'action="{panel(exhibit)}"' in page
    assert held.spoken_code in page
