"""Selling at the desk: one work, one sale, payments that sum to its price; undone by two people or not at all."""

import uuid

import pytest
from django.utils import timezone

from exhibitions import publishing
from exhibitions.models import Exhibit
from inmates import consent
from inmates.models import Purpose
from sales import availability, reservations, selling, tills
from sales.claims import HeldBySomeone, Sold
from sales.models import Claim, Payment, Sale, Void
from sales.selling import AlreadyDone, CannotBeSold, NoReason, Paid, SamePerson, WrongSum
from tests.factories import HOUR, SOM, make_exhibit, make_hold, make_sale, make_user
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

PRICE = 8500 * SOM
CASH = [Paid("cash", PRICE)]


@pytest.fixture
def exhibit():
    return make_exhibit(price=PRICE)


def state(exhibit):
    return availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, "ky").state


def test_a_sale_keeps_the_price_of_its_moment(exhibit, cashier):
    sale = selling.sell(exhibit, CASH, by=cashier)
    with refused_by("exhibit_price_guard"):
        Exhibit.objects.update(price_tyiyn=1)

    sale.refresh_from_db()
    assert (sale.price_tyiyn, sale.sold_by) == (PRICE, cashier)
    assert state(exhibit) == "sold"


def test_several_payments_that_sum_to_the_price_are_one_sale(exhibit, cashier):
    parts = [Paid("cash", 5000 * SOM), Paid("qr", 3499 * SOM), Paid("card", 99), Paid("transfer", 1)]

    sale = selling.sell(exhibit, parts, by=cashier)

    assert sorted(sale.payments.values_list("kind", "amount_tyiyn")) == sorted(
        (part.kind, part.amount_tyiyn) for part in parts
    )


@pytest.mark.parametrize(
    "amounts",
    [[], [PRICE - 1], [PRICE + 1], [PRICE, 0], [PRICE + 5, -5], [PRICE, PRICE], [0], [-PRICE]],
)
def test_payments_that_do_not_sum_to_the_price_sell_nothing(exhibit, cashier, amounts):
    with pytest.raises(WrongSum):
        selling.sell(exhibit, [Paid("cash", amount) for amount in amounts], by=cashier)

    assert (Claim.objects.count(), Payment.objects.count(), state(exhibit)) == (0, 0, "free")


def test_sold_is_sold(exhibit, cashier):
    selling.sell(exhibit, CASH, by=cashier)

    with pytest.raises(Sold):
        selling.sell(exhibit, CASH, by=cashier)
    with pytest.raises(Sold):
        make_hold(exhibit)


def test_a_held_work_is_sold_to_its_holder_and_the_hold_ends_as_the_sale(exhibit, cashier):
    held = make_hold(exhibit)

    selling.sell(exhibit, CASH, by=cashier)

    assert reservations.find(held.secret).state == "sold"
    assert sorted(Claim.objects.values_list("kind", "end_reason")) == [("hold", "became_sale"), ("sale", "")]


def test_a_visitor_cannot_cancel_what_they_have_bought(exhibit, cashier):
    held = make_hold(exhibit)
    selling.sell(exhibit, CASH, by=cashier)

    reservations.cancel(held.secret)

    assert state(exhibit) == "sold"


def test_a_lapsed_hold_does_not_end_as_a_sale(exhibit, cashier):
    make_hold(exhibit, at=timezone.now() - HOUR / 1.5)

    selling.sell(exhibit, CASH, by=cashier)

    assert sorted(Claim.objects.values_list("kind", "end_reason")) == [("hold", "lapsed"), ("sale", "")]


def test_the_desk_releases_a_hold_and_the_next_visitor_reserves(exhibit):
    held = make_hold(exhibit)
    claim = Claim.objects.get()
    with pytest.raises(HeldBySomeone):
        make_hold(exhibit)

    assert reservations.end_hold(claim, Claim.End.RELEASED)

    assert reservations.find(held.secret).state == "released"
    make_hold(exhibit)
    assert not reservations.end_hold(claim, Claim.End.RELEASED)


def test_a_release_never_ends_a_sale(exhibit):
    sale = make_sale(exhibit)

    assert not reservations.end_hold(sale.claim, Claim.End.RELEASED)
    assert state(exhibit) == "sold"


def test_what_is_not_for_sale_is_not_sold(cashier):
    with pytest.raises(CannotBeSold):
        selling.sell(make_exhibit(price=None), CASH, by=cashier)


@pytest.mark.parametrize("purpose", [Purpose.SELL, Purpose.SHOW])
def test_a_work_whose_artist_changed_their_mind_is_not_sold(exhibit, cashier, purpose):
    consent.withdraw(exhibit.artwork.artist.consents.get(purpose=purpose), by=cashier)

    with pytest.raises(CannotBeSold):
        selling.sell(exhibit, CASH, by=cashier)


def test_a_work_that_was_withdrawn_is_not_sold(exhibit, cashier):
    publishing.withdraw(exhibit.artwork.publications.get(), by=cashier)

    with pytest.raises(CannotBeSold):
        selling.sell(exhibit, CASH, by=cashier)


def test_the_same_form_sent_twice_sells_once(exhibit, cashier):
    key = uuid.uuid4()

    first = selling.sell(exhibit, CASH, by=cashier, once=key)
    second = selling.sell(exhibit, CASH, by=cashier, once=key)

    assert first == second
    assert (Sale.objects.count(), Payment.objects.count()) == (1, 1)


def test_a_form_used_for_one_work_does_not_sell_another(exhibit, cashier):
    key = uuid.uuid4()
    selling.sell(exhibit, CASH, by=cashier, once=key)

    with pytest.raises(AlreadyDone):
        selling.sell(make_exhibit(price=PRICE), CASH, by=cashier, once=key)


# --- Undoing --------------------------------------------------------------------------------------------------


@pytest.fixture
def sale(exhibit, cashier):
    return selling.sell(exhibit, [Paid("cash", PRICE - 7), Paid("qr", 7)], by=cashier)


def test_a_void_gives_back_exactly_what_came_in_and_frees_the_work(exhibit, sale, cashier, organiser):
    void = selling.ask_void(sale, reason="The frame broke", by=cashier)
    assert state(exhibit) == "sold"

    selling.approve_void(void, by=organiser)

    assert (void.asked_by, void.approved_by, void.reason) == (cashier, organiser, "The frame broke")
    assert sorted(sale.payments.values_list("kind", "amount_tyiyn", "recorded_by")) == sorted(
        [
            ("cash", PRICE - 7, cashier.pk),
            ("cash", 7 - PRICE, cashier.pk),
            ("qr", 7, cashier.pk),
            ("qr", -7, cashier.pk),
        ]
    )
    assert all(back.negates.kind == back.kind for back in sale.payments.exclude(negates=None))
    assert Claim.objects.get().end_reason == "reversed"
    assert state(exhibit) == "free"


def test_a_work_whose_sale_was_undone_is_sold_again(exhibit, sale, cashier, organiser):
    selling.approve_void(selling.ask_void(sale, reason="Mistake", by=cashier), by=organiser)

    again = selling.sell(exhibit, CASH, by=cashier)

    assert again != sale
    assert (state(exhibit), Sale.objects.count()) == ("sold", 2)


def test_no_one_agrees_to_their_own_void(sale, cashier):
    void = selling.ask_void(sale, reason="Mistake", by=cashier)

    with pytest.raises(SamePerson):
        selling.approve_void(void, by=cashier)
    with refused_by("void_approver_is_not_asker"):
        Void.objects.update(approved_by=cashier, approved_at=timezone.now())


def test_a_void_is_asked_once_and_agreed_to_once(sale, cashier, organiser):
    void = selling.ask_void(sale, reason="Mistake", by=cashier)
    with pytest.raises(AlreadyDone):
        selling.ask_void(sale, reason="Mistake", by=make_user())

    selling.approve_void(void, by=organiser)

    with pytest.raises(AlreadyDone):
        selling.approve_void(Void.objects.get(), by=make_user())
    assert sum(sale.payments.values_list("amount_tyiyn", flat=True)) == 0


@pytest.mark.parametrize("reason", ["", "   ", "\u200b\u2060", "\u202e"])
def test_a_void_has_a_reason_one_can_read(sale, cashier, reason):
    with pytest.raises(NoReason):
        selling.ask_void(sale, reason=reason, by=cashier)
    with refused_by("void_has_reason"):
        Void.objects.create(sale=sale, reason=reason, asked_by=cashier, asked_at=timezone.now())


# --- The guards of money --------------------------------------------------------------------------------------


def pay(sale, amount, **fields):
    till = tills.till_of(sale.sold_by)
    values = {"kind": "cash", "recorded_by": sale.sold_by, "till": till, "at": timezone.now()}
    return Payment.objects.create(sale=sale, amount_tyiyn=amount, **values | fields)


@pytest.mark.parametrize("table", ["sales_sale", "sales_payment"])
@pytest.mark.parametrize("statement", ["DELETE FROM {}", "UPDATE {} SET {} = {} + 1"])
def test_money_is_only_ever_added(sale, table, statement):
    column = "price_tyiyn" if table == "sales_sale" else "amount_tyiyn"

    with refused_by("only_added"):
        write(statement.format(table, column, column))


def test_a_sale_without_its_payments_does_not_outlive_its_transaction(exhibit, cashier):
    claim = Claim.objects.create(
        artwork=exhibit.artwork, exhibit=exhibit, kind="sale", from_at=timezone.now()
    )

    with refused_by("payments_sum_to_price"):
        Sale.objects.create(
            claim=claim, exhibit=exhibit, price_tyiyn=PRICE, sold_by=cashier, sold_at=timezone.now()
        )


def test_a_sale_costs_something(exhibit, cashier):
    claim = Claim.objects.create(
        artwork=exhibit.artwork, exhibit=exhibit, kind="sale", from_at=timezone.now()
    )

    with refused_by("sale_price_is_positive"):
        Sale.objects.create(
            claim=claim, exhibit=exhibit, price_tyiyn=0, sold_by=cashier, sold_at=timezone.now()
        )


def test_nothing_is_paid_on_top_of_the_price(sale):
    with refused_by("payments_sum_to_price"):
        pay(sale, 1)


def test_nothing_is_given_back_without_two_people(sale, organiser):
    with refused_by("payments_sum_to_price"):
        for payment in sale.payments.all():
            pay(sale, -payment.amount_tyiyn, kind=payment.kind, negates=payment)


def test_a_void_that_is_agreed_to_gives_everything_back(sale, cashier, organiser):
    selling.ask_void(sale, reason="Mistake", by=cashier)
    agree = {"approved_by": organiser, "approved_at": timezone.now()}

    with refused_by("payments_sum_to_price"):
        Void.objects.update(**agree)
    with refused_by("payments_sum_to_price"):
        Void.objects.update(**agree)
        part = sale.payments.get(kind="qr")
        pay(sale, -part.amount_tyiyn, kind="qr", negates=part)


def test_a_refund_negates_a_payment_of_its_own_sale_and_kind(sale, cashier, organiser):
    selling.ask_void(sale, reason="Mistake", by=cashier)
    cash, qr = sale.payments.get(kind="cash"), sale.payments.get(kind="qr")
    other = make_sale(make_exhibit(price=PRICE)).payments.get()

    for back in (
        [(cash.amount_tyiyn, {"negates": cash}), (qr.amount_tyiyn, {"negates": qr, "kind": "cash"})],
        [(cash.amount_tyiyn + 1, {"negates": cash}), (qr.amount_tyiyn - 1, {"negates": qr, "kind": "qr"})],
        [(PRICE, {"negates": other})],
    ):
        with refused_by("payments_sum_to_price"):
            Void.objects.update(approved_by=organiser, approved_at=timezone.now())
            for amount, fields in back:
                pay(sale, -amount, **fields)


def test_a_payment_is_given_back_once(sale, cashier, organiser):
    selling.approve_void(selling.ask_void(sale, reason="Mistake", by=cashier), by=organiser)

    with refused_by("sales_payment_negates_id_key"):
        payment = sale.payments.filter(negates=None).first()
        pay(sale, -payment.amount_tyiyn, kind=payment.kind, negates=payment)


@pytest.mark.parametrize(
    ("guard", "amount", "fields"),
    [
        ("payment_sign_says_which_way", -5, {}),
        ("payment_sign_says_which_way", 0, {}),
        ("payment_kind_is_known", 5, {"kind": "barter"}),
    ],
)
def test_a_payment_that_makes_no_sense_is_refused(sale, guard, amount, fields):
    with refused_by(guard):
        pay(sale, amount, **fields)


def test_a_payment_that_gives_back_has_a_minus(sale):
    with refused_by("payment_sign_says_which_way"):
        pay(sale, 5, negates=sale.payments.first())


@pytest.mark.parametrize(
    "change",
    ["reason = 'Another'", "asked_by_id = {organiser}", "asked_at = now()", "sale_id = gen_random_uuid()"],
)
def test_what_was_asked_stays_as_it_was_asked(sale, cashier, organiser, change):
    selling.ask_void(sale, reason="Mistake", by=cashier)

    with refused_by("void_guard"):
        write(f"UPDATE sales_void SET {change}".format(organiser=organiser.pk))


def test_an_approved_void_is_final(sale, cashier, organiser):
    selling.approve_void(selling.ask_void(sale, reason="Mistake", by=cashier), by=organiser)

    for statement in (
        "UPDATE sales_void SET approved_by_id = NULL, approved_at = NULL",
        "UPDATE sales_void SET approved_at = now()",
        "DELETE FROM sales_void",
    ):
        with refused_by("void_guard"):
            write(statement)


def test_an_approval_has_a_person_and_a_moment(sale, cashier, organiser):
    selling.ask_void(sale, reason="Mistake", by=cashier)

    with refused_by("void_approval_has_a_person"):
        Void.objects.update(approved_at=timezone.now())
    with refused_by("void_approval_has_a_person"):
        Void.objects.update(approved_by=organiser)
