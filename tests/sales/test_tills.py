"""The drawer: money is recorded only by whoever has one open, and what is in it at the end is counted and explained."""

import datetime

import pytest
from django.utils import timezone

from sales import selling, tills
from sales.models import CashSession, Desk, Payment, Sale, Void
from sales.selling import Paid
from sales.tills import ClosedAlready, DeskTaken, NoReason, NoTill, SamePerson, TillOpen
from tests.factories import SOM, make_desk, make_exhibit, make_sale, make_till, make_user
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

PRICE = 8500 * SOM


@pytest.fixture
def till(cashier):
    return tills.till_of(cashier)


@pytest.fixture
def standing_up(db):
    """A cashier who sits at no desk."""
    user = make_user(role="cashier")
    CashSession.objects.filter(cashier=user).update(
        closed_at=timezone.now(), counted_tyiyn=0, expected_tyiyn=0
    )
    return user


def test_without_an_open_drawer_nothing_is_sold(standing_up):
    exhibit = make_exhibit(price=PRICE)

    with pytest.raises(NoTill):
        selling.sell(exhibit, [Paid("cash", PRICE)], by=standing_up)

    assert Sale.objects.count() == 0


def test_one_sits_down_at_a_desk_once(standing_up):
    desk = make_desk()

    first, again = (tills.open_till(desk, by=standing_up, float_tyiyn=5000 * SOM) for _ in range(2))

    assert first == again
    assert tills.till_of(standing_up) == first


def test_two_do_not_sit_at_one_desk_nor_one_at_two(till, cashier, standing_up):
    with pytest.raises(DeskTaken) as refused:
        tills.open_till(till.desk, by=standing_up)
    assert str(cashier) in refused.value.sentence
    with pytest.raises(TillOpen):
        tills.open_till(make_desk(), by=cashier)


def test_receipts_of_a_desk_are_numbered_without_a_gap(cashier, till):
    first = make_sale(make_exhibit(price=PRICE), by=cashier)
    with pytest.raises(selling.WrongSum):
        selling.sell(make_exhibit(price=PRICE), [Paid("cash", 1)], by=cashier)
    second = make_sale(make_exhibit(price=PRICE), by=cashier)
    other = make_sale(make_exhibit(price=PRICE))

    number = till.desk.number
    assert [sale.receipt_number for sale in (first, second)] == [f"{number}-001", f"{number}-002"]
    assert (other.receipt, other.desk != till.desk) == (1, True)


def test_the_report_adds_up_each_kind_with_what_was_given_back(cashier, till):
    parts = [Paid("cash", 5000 * SOM), Paid("qr", 3500 * SOM)]
    selling.sell(make_exhibit(price=PRICE), parts, by=cashier)
    undone = make_sale(make_exhibit(price=1000 * SOM), by=cashier)
    selling.undo(undone, by=cashier)

    report = tills.report(till)

    assert report.kinds == (("cash", 2, 1, 5000 * SOM), ("qr", 1, 0, 3500 * SOM))
    assert (report.sales, report.undone, report.expected_tyiyn, report.total_tyiyn) == (
        2,
        1,
        5000 * SOM,
        PRICE,
    )


def test_a_drawer_that_comes_out_is_closed_without_a_word(standing_up):
    till = make_till(standing_up, float_tyiyn=5000 * SOM)
    make_sale(make_exhibit(price=PRICE), by=standing_up)

    closed = tills.close_till(till, counted=tills.in_notes(13_500 * SOM), by=standing_up, reason="артыкча")

    assert (closed.counted, closed.difference_tyiyn, closed.reason) == (
        {"500000": 2, "200000": 1, "100000": 1, "50000": 1},
        0,
        "",
    )
    assert (closed.needs_a_signature, tills.till_of(standing_up)) == (False, None)


def test_a_difference_asks_for_a_sentence_and_a_second_person(till, cashier):
    organiser = make_user(role="organiser")
    with pytest.raises(NoReason):
        tills.close_till(till, counted={5000: 1}, by=cashier)

    closed = tills.close_till(till, counted={5000: 1}, by=cashier, reason="Майда калган")

    assert (closed.difference_tyiyn, closed.needs_a_signature) == (50 * SOM, True)
    with pytest.raises(SamePerson):
        tills.sign(closed, by=cashier)
    tills.sign(closed, by=organiser)
    closed.refresh_from_db()
    assert (closed.signed_by, closed.needs_a_signature) == (organiser, False)
    with pytest.raises(ClosedAlready):
        tills.sign(closed, by=organiser)


def test_a_drawer_is_closed_once_and_by_its_cashier(till, cashier):
    with pytest.raises(ClosedAlready):
        tills.close_till(till, counted={}, by=make_user(role="cashier"))
    tills.close_till(till, counted={}, by=cashier)
    with pytest.raises(ClosedAlready):
        tills.close_till(till, counted={}, by=cashier)


@pytest.mark.parametrize("counted", [{7: 1}, {5000: -1}])
def test_a_note_that_there_is_not_is_not_counted(till, cashier, counted):
    with pytest.raises(ValueError):
        tills.close_till(till, counted=counted, by=cashier)


def test_a_report_is_the_next_of_its_desk(till, cashier):
    tills.close_till(till, counted={}, by=cashier)

    assert tills.open_till(till.desk, by=cashier).number == till.number + 1


# --- Cash, change, letters ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("price", "lost"), [(850_000, 0), (10_053, 3), (10_024, 24), (10_025, -25), (10_074, 24), (10_076, -24)]
)
def test_cash_is_rounded_to_fifty_tyiyn_on_a_line_of_its_own(cashier, price, lost):
    assert tills.rounding(price) == lost

    sale = selling.sell(make_exhibit(price=price), [Paid("cash", price - lost)], by=cashier)

    kinds = dict(sale.payments.values_list("kind", "amount_tyiyn"))
    assert kinds == {"cash": price - lost} | ({"rounding": lost} if lost else {})


def test_only_cash_is_rounded(cashier):
    with pytest.raises(selling.WrongSum):
        selling.sell(make_exhibit(price=10_053), [Paid("qr", 10_050)], by=cashier)
    with pytest.raises(selling.WrongSum):
        selling.sell(make_exhibit(price=10_053), [Paid("cash", 10_050), Paid("rounding", 3)], by=cashier)


def test_the_notes_that_were_given_are_kept_for_the_receipt(cashier):
    sale = selling.sell(make_exhibit(price=PRICE), [Paid("cash", PRICE, given_tyiyn=9000 * SOM)], by=cashier)

    assert list(sale.payments.values_list("amount_tyiyn", "given_tyiyn")) == [(PRICE, 9000 * SOM)]


# --- Undoing ------------------------------------------------------------------------------------------------------


def test_a_slip_of_the_hand_is_taken_back_alone_and_once(cashier):
    exhibit = make_exhibit(price=PRICE)
    sale = make_sale(exhibit, by=cashier)

    selling.undo(sale, by=cashier)
    selling.undo(sale, by=cashier)

    assert sorted(sale.payments.values_list("amount_tyiyn", flat=True)) == [-PRICE, PRICE]
    make_sale(exhibit, by=cashier)


def test_after_five_minutes_or_for_another_it_takes_a_reason_and_a_second_person(cashier):
    old = make_sale(make_exhibit(), by=cashier, at=timezone.now() - datetime.timedelta(minutes=6))
    other = make_sale(make_exhibit())

    with pytest.raises(selling.TooLate):
        selling.undo(old, by=cashier)
    with pytest.raises(selling.NotYours):
        selling.undo(other, by=cashier)


def test_what_is_given_back_comes_out_of_an_open_drawer(cashier, till, standing_up):
    sale = make_sale(make_exhibit(price=PRICE), by=cashier)
    void = selling.ask_void(sale, reason="Башкасын алат", by=cashier)
    tills.close_till(till, counted=tills.in_notes(PRICE), by=cashier)

    with pytest.raises(NoTill):
        selling.approve_void(void, by=standing_up)
    mine = make_till(standing_up)
    selling.approve_void(void, by=standing_up)

    assert tills.report(mine).expected_tyiyn == -PRICE


# --- What the database refuses ------------------------------------------------------------------------------------


def test_money_outside_an_open_drawer_is_refused(cashier, till):
    sale = make_sale(make_exhibit(price=PRICE), by=cashier)
    stray = sale.payments.get()
    stray.pk = None

    for field, value in (("till", None), ("recorded_by", make_user(role="cashier"))):
        before = getattr(stray, field)
        setattr(stray, field, value)
        with refused_by("payment_needs_a_till"):
            Payment.objects.bulk_create([stray])
        setattr(stray, field, before)
    tills.close_till(till, counted=tills.in_notes(PRICE), by=cashier)
    with refused_by("payment_needs_a_till"):
        Payment.objects.bulk_create([stray])


@pytest.mark.parametrize(
    ("guard", "fields"),
    [
        ("payment_change_is_of_cash", {"given_tyiyn": 1}),
        ("payment_change_is_of_cash", {"kind": "qr", "given_tyiyn": PRICE}),
        ("payment_by_letter_names_it", {"kind": "letter"}),
        ("payment_sign_says_which_way", {"kind": "rounding", "amount_tyiyn": 26}),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(cashier, guard, fields):
    stray = make_sale(make_exhibit(price=PRICE), by=cashier).payments.get()
    stray.pk = None
    for name, value in fields.items():
        setattr(stray, name, value)

    with refused_by(guard):
        Payment.objects.bulk_create([stray])


def test_a_drawer_is_never_changed_but_by_closing_and_signing(till, cashier):
    with refused_by("till_guard"):
        CashSession.objects.filter(pk=till.pk).update(float_tyiyn=1)
    with refused_by("till_guard"):
        write("DELETE FROM sales_cashsession WHERE id = %s", till.pk)
    with refused_by("till_guard"):  # expects what its rows do not say
        CashSession.objects.filter(pk=till.pk).update(
            closed_at=timezone.now(), counted_tyiyn=5, expected_tyiyn=5
        )
    tills.close_till(till, counted={}, by=cashier)
    with refused_by("till_guard"):
        CashSession.objects.filter(pk=till.pk).update(closed_at=None, counted_tyiyn=None, expected_tyiyn=None)


@pytest.mark.parametrize(
    ("guard", "fields"),
    [
        ("till_is_closed_with_a_count", {"closed_at": timezone.now(), "expected_tyiyn": 0}),
        ("till_is_closed_with_a_count", {"reason": "эмне үчүн"}),
        (
            "till_difference_has_a_sentence",
            {"closed_at": timezone.now(), "counted_tyiyn": 1, "expected_tyiyn": 0},
        ),
        ("till_is_signed_by_someone_else", {"signed_at": timezone.now()}),
    ],
)
def test_a_drawer_is_not_closed_by_halves(till, guard, fields):
    with refused_by(guard):
        CashSession.objects.filter(pk=till.pk).update(**fields)


def test_nobody_signs_for_themselves(till, cashier):
    closed = tills.close_till(till, counted={5000: 1}, by=cashier, reason="Майда калган")

    with refused_by("till_is_signed_by_someone_else"):
        CashSession.objects.filter(pk=closed.pk).update(signed_by=cashier, signed_at=timezone.now())


def test_two_drawers_where_there_is_one_are_refused(till, cashier, standing_up):
    fields = {"opened_at": timezone.now(), "number": 9}
    with refused_by("one_open_till_per_desk"):
        CashSession.objects.create(desk=till.desk, cashier=standing_up, **fields)
    with refused_by("one_open_till_per_cashier"):
        CashSession.objects.create(desk=make_desk(), cashier=cashier, **fields)
    with refused_by("one_report_per_number"):
        CashSession.objects.create(
            desk=till.desk,
            cashier=cashier,
            **fields | {"number": till.number},
            closed_at=timezone.now(),
            counted_tyiyn=0,
            expected_tyiyn=0,
        )


def test_desks_and_their_receipts(till, cashier):
    with refused_by("desk_guard"):
        Desk.objects.filter(pk=till.desk_id).update(next_receipt=7)
    with refused_by("desk_number_from_one"):
        Desk.objects.create(number=0)
    make_desk(may_go_on_offline=True)
    with refused_by("one_desk_goes_on_offline"):
        make_desk(may_go_on_offline=True)


def test_a_receipt_is_of_one_sale(cashier):
    make_sale(make_exhibit(), by=cashier)
    write("SET CONSTRAINTS ALL IMMEDIATE")
    write("ALTER TABLE sales_sale DISABLE TRIGGER sale_guard")

    with refused_by("one_sale_per_receipt"):
        write(
            "INSERT INTO sales_sale (claim_id, exhibit_id, price_tyiyn, sold_by_id, sold_at, desk_id, receipt)"
            " SELECT gen_random_uuid(), exhibit_id, 1, sold_by_id, sold_at, desk_id, receipt FROM sales_sale LIMIT 1"
        )


@pytest.mark.parametrize("minutes", [0, 6])
def test_a_slip_that_is_none_is_refused(cashier, minutes):
    sold_at = timezone.now() - datetime.timedelta(minutes=minutes)
    sale = make_sale(make_exhibit(), by=cashier, at=sold_at)
    who = cashier if minutes else make_user(role="cashier")
    now = timezone.now()

    with refused_by("void_of_a_slip"):
        Void.objects.create(
            sale=sale, is_slip=True, asked_by=who, asked_at=now, approved_by=who, approved_at=now
        )
