"""Without the network: a range of receipts, cash written down, and everything recorded afterwards, once."""

import datetime
import uuid

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exhibitions.models import Exhibit
from sales import afterwards, line, receipts, reservations, selling, tills
from sales.afterwards import Written
from sales.models import Claim, Counterfoil, Desk, Payment, ReceiptRange, Refund, Sale
from sales.selling import Paid
from staff.models import Membership
from tests.factories import (
    SOM,
    make_desk,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_place,
    make_sale,
    make_till,
    make_user,
    reprice,
)
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

PRICE = 8500 * SOM
TOKEN = "of this browser"


@pytest.fixture
def show(db):
    return make_exhibition()


@pytest.fixture
def desk(db):
    return make_desk(may_go_on_offline=True)


@pytest.fixture
def seller(desk):
    user = make_user()
    Membership.objects.create(user=user, role="cashier")
    make_till(user, desk=desk, float_tyiyn=1000 * SOM)
    return user


@pytest.fixture
def works(show):
    return [make_exhibit(exhibition=show, price=PRICE) for _ in range(3)]


@pytest.fixture
def browser(works, seller, show):
    """The numbers of the desk's own browser."""
    return receipts.for_browser(tills.till_of(seller), show, token=TOKEN)


def written(exhibit: Exhibit, receipt: int, **fields) -> Written:
    cash = {"key": uuid.uuid4(), "amount_tyiyn": PRICE, "written_at": timezone.now()}
    return Written(receipt=receipt, exhibit=exhibit, **cash | fields)


def record(browser, exhibit, *, by, receipt=None, **fields) -> Counterfoil:
    receipt = receipt or browser.first
    return afterwards.record(browser, written(exhibit, receipt, **fields), by=by, token=TOKEN)


def count_and_close(seller, tyiyn: int = 1000 * SOM, reason: str = "") -> None:
    tills.close_till(tills.till_of(seller), counted=tills.in_notes(tyiyn), by=seller, reason=reason)


# --- Ranges --------------------------------------------------------------------------------------------------------


def test_the_desk_passes_over_numbers_it_gave_away(browser, works, seller, desk):
    make_sale(works[0], by=seller)

    assert (browser.first, browser.last) == (1, receipts.FOR_A_BROWSER)
    assert Sale.objects.get().receipt == receipts.FOR_A_BROWSER + 1
    assert receipts.unexplained(desk) == []


def test_the_same_browser_keeps_its_numbers_and_another_gets_none(browser, seller, show):
    till = tills.till_of(seller)

    assert receipts.for_browser(till, show, token=TOKEN) == browser
    with pytest.raises(receipts.AnotherBrowser):
        receipts.for_browser(till, show, token="of another")
    receipts.end(browser)
    assert receipts.for_browser(till, show, token="of another").first == browser.last + 1


def test_a_desk_that_may_not_go_on_gets_no_numbers(cashier, show):
    with pytest.raises(receipts.StaysOnline):
        receipts.for_browser(tills.till_of(cashier), show, token=TOKEN)


def test_a_changed_price_or_few_numbers_left_bring_another_range(browser, works, seller, show):
    till = tills.till_of(seller)
    reprice(works[0], PRICE + 100)
    second = receipts.for_browser(till, show, token=TOKEN)
    for n, exhibit in enumerate(works[1:]):
        record(second, exhibit, by=seller, receipt=second.first + n)
    assert receipts.for_browser(till, show, token=TOKEN) == second

    for n in range(2, 11):
        extra = make_exhibit(exhibition=show, price=None)
        afterwards.record(
            second,
            written(extra, second.first + n),
            by=seller,
            token=TOKEN,
            hand_over=True,
        )

    third = receipts.for_browser(till, show, token=TOKEN)
    assert (second.first, third.first) == (browser.last + 1, second.last + 1)
    assert (
        record(browser, works[0], by=seller).sale.price_tyiyn == PRICE
    )  # what the list said that was in use


def test_the_count_of_the_drawer_ends_its_numbers_and_names_the_unused(browser, works, seller):
    till = tills.till_of(seller)
    record(browser, works[0], by=seller)
    count_and_close(seller, 9500 * SOM)

    browser.refresh_from_db()
    assert browser.ended_at is not None
    unused = afterwards.loose_ends_of(till).unused
    assert (len(unused), unused[0]) == (receipts.FOR_A_BROWSER - 1, browser.number(2))


# --- One line of the list -------------------------------------------------------------------------------------------


def test_a_sale_without_the_network_is_recorded_as_what_happened(browser, works, seller):
    at = timezone.now()
    counterfoil = record(browser, works[0], by=seller, written_at=at, given_tyiyn=10_000 * SOM)

    sale = counterfoil.sale
    assert (sale.receipt_number, sale.sold_at, sale.sold_by) == (browser.number(1), at, seller)
    assert [(p.kind, p.amount_tyiyn, p.given_tyiyn) for p in sale.payments.all()] == [
        ("cash", PRICE, 10_000 * SOM)
    ]
    assert tills.report(tills.till_of(seller)).expected_tyiyn == 1000 * SOM + PRICE


@pytest.mark.parametrize("minutes", [-600, 600])
def test_a_clock_that_is_wrong_moves_nothing_before_the_range_nor_after_now(minutes, browser, works, seller):
    at = timezone.now() + datetime.timedelta(minutes=minutes)

    sale = record(browser, works[0], by=seller, written_at=at).sale

    assert browser.given_at <= sale.sold_at <= timezone.now()


def test_sent_again_it_is_once(browser, works, seller):
    line_of_it = written(works[0], browser.first)

    first, again = (afterwards.record(browser, line_of_it, by=seller, token=TOKEN) for _ in range(2))

    assert first == again
    assert (Sale.objects.count(), Payment.objects.count()) == (1, 1)


def test_cash_is_rounded_to_the_coins_there_are(seller, show):
    odd = make_exhibit(exhibition=show, price=PRICE + 20)
    browser = receipts.for_browser(tills.till_of(seller), show, token=TOKEN)

    sale = record(browser, odd, by=seller).sale

    assert sorted(sale.payments.values_list("kind", "amount_tyiyn")) == [("cash", PRICE), ("rounding", 20)]


def test_who_paid_has_it_and_who_was_on_their_way_is_told(browser, works, seller):
    held = make_hold(works[0])
    place = make_place(works[0])

    sale = record(browser, works[0], by=seller, written_at=timezone.now() - datetime.timedelta(hours=1)).sale

    assert reservations.find(held.secret).state == "released"
    assert line.find(place).sold_meanwhile
    assert Claim.objects.live().get(artwork=works[0].artwork_id) == sale.claim


def test_a_hold_that_lapsed_meanwhile_is_no_obstacle(browser, works, seller):
    now = timezone.now()
    make_hold(works[0], at=now - datetime.timedelta(minutes=40))

    sale = record(browser, works[0], by=seller, written_at=now - datetime.timedelta(minutes=30)).sale

    assert sale.claim.ended_at is None


def test_a_work_sold_elsewhere_is_a_refund_and_its_cash_is_in_the_drawer(browser, works, seller):
    elsewhere = make_sale(works[0])

    counterfoil = record(browser, works[0], by=seller)

    refund = counterfoil.refund
    assert (counterfoil.sale, refund.why, refund.paid_at) == (None, "sold", None)
    assert Sale.objects.get() == elsewhere
    assert tills.report(tills.till_of(seller)).expected_tyiyn == 1000 * SOM + PRICE
    assert tills.report(tills.till_of(seller)).sales == 0
    afterwards.pay_back(refund, by=seller)
    assert list(refund.payments.order_by("at", "-amount_tyiyn").values_list("kind", "amount_tyiyn")) == [
        ("cash", PRICE),
        ("cash", -PRICE),
    ]
    assert tills.report(tills.till_of(seller)).expected_tyiyn == 1000 * SOM
    with pytest.raises(afterwards.PaidBack):
        afterwards.pay_back(refund, by=seller)


def test_a_work_that_may_not_be_sold_any_more_is_a_refund(browser, works, seller):
    Exhibit.objects.filter(pk=works[0].pk).update(withdrawn_at=timezone.now())

    assert record(browser, works[0], by=seller).refund.why == "not_for_sale"


def test_a_press_whose_answer_was_lost_is_the_sale_it_made(browser, works, seller):
    key = uuid.uuid4()
    sale = selling.sell(works[0], [Paid("cash", PRICE)], by=seller, once=key)

    first, again = (record(browser, works[0], by=seller, key=key) for _ in range(2))

    assert first == again
    assert (first.sale, Sale.objects.count(), Refund.objects.count()) == (sale, 1, 0)


# --- What needs a person ------------------------------------------------------------------------------------------


def test_what_comes_after_the_count_waits_and_keeps_the_work(browser, works, seller):
    count_and_close(seller)

    counterfoil = record(browser, works[0], by=seller)

    assert (counterfoil.waits, counterfoil.till, Sale.objects.count()) == ("till_closed", None, 0)
    with pytest.raises(afterwards.claims.HeldBySomeone):
        make_hold(works[0])
    with pytest.raises(tills.NoTill):
        afterwards.settle(counterfoil, by=seller)
    make_till(seller, desk=browser.desk)
    assert afterwards.settle(counterfoil, by=seller).sale.receipt_number == browser.number(1)
    with pytest.raises(afterwards.SettledAlready):
        afterwards.settle(counterfoil, by=seller)


def test_what_waits_takes_the_work_from_nobody_who_has_paid(browser, works, seller):
    count_and_close(seller)
    make_sale(works[0])

    counterfoil = record(browser, works[0], by=seller)
    make_till(seller, desk=browser.desk)

    assert afterwards.settle(counterfoil, by=seller).refund.why == "sold"


def test_what_was_a_mistake_is_set_aside_with_a_reason_and_frees_the_work(browser, works, seller, organiser):
    counterfoil = afterwards.record(browser, written(works[0], 1), by=seller, token=TOKEN, hand_over=True)

    with pytest.raises(selling.NoReason):
        afterwards.set_aside(counterfoil, reason="  ", by=organiser)
    afterwards.set_aside(counterfoil, reason="Typed twice.", by=organiser)

    make_hold(works[0])
    with pytest.raises(afterwards.SettledAlready):
        afterwards.set_aside(counterfoil, reason="Again.", by=organiser)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"receipt": 999}, afterwards.NoSuchReceipt),
        ({"amount_tyiyn": PRICE - 100}, afterwards.WrongCash),
        ({"given_tyiyn": PRICE - 100}, afterwards.WrongCash),
    ],
)
def test_what_the_list_does_not_say_is_refused(changes, refusal, browser, works, seller):
    with pytest.raises(refusal) as refused:
        record(browser, works[0], by=seller, **changes)

    assert refused.value.sentence
    assert Counterfoil.objects.count() == 0


def test_other_browsers_people_works_and_used_numbers_are_refused(browser, works, seller, cashier):
    line_of_it = written(works[0], 1)
    with pytest.raises(afterwards.NotThisBrowser):
        afterwards.record(browser, line_of_it, by=seller, token="of another")
    with pytest.raises(afterwards.NotYours):
        afterwards.record(browser, line_of_it, by=cashier, token=TOKEN)
    with pytest.raises(afterwards.NotOnTheList):
        record(browser, make_exhibit(price=PRICE), by=seller)
    record(browser, works[0], by=seller)
    with pytest.raises(afterwards.ReceiptUsed):
        record(browser, works[1], by=seller)
    with pytest.raises(afterwards.ReceiptUsed):  # the key served for something else
        record(browser, works[1], by=seller, key=Counterfoil.objects.get().pk, receipt=2)


# --- Paper ---------------------------------------------------------------------------------------------------------


def test_slips_of_paper_are_typed_in_by_whoever_sits_at_their_desk(
    works, seller, show, desk, organiser, cashier
):
    slips = receipts.for_paper(desk, show, many=8, by=organiser)
    line_of_it = written(works[0], slips.first + 3)

    with pytest.raises(tills.NoTill):
        afterwards.record(slips, line_of_it, by=organiser)
    with pytest.raises(afterwards.OtherDesk):
        afterwards.record(slips, line_of_it, by=cashier)
    counterfoil = afterwards.record(slips, line_of_it, by=seller)

    assert counterfoil.sale.receipt_number == slips.number(slips.first + 3)
    assert counterfoil.till == tills.till_of(seller)
    assert receipts.unused(slips) == [n for n in range(slips.first, slips.last + 1) if n != slips.first + 3]


# --- The whole of it --------------------------------------------------------------------------------------------


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sent=st.lists(st.integers(0, 3), min_size=1, max_size=12),
    elsewhere=st.sets(st.integers(0, 3), max_size=2),
)
def test_however_the_sending_is_cut_short_each_sale_is_once_and_the_drawer_holds_their_sum(
    db, sent, elsewhere
):
    Desk.objects.update(may_go_on_offline=False)
    show, seller = make_exhibition(), make_user()
    till = make_till(seller, desk=make_desk(may_go_on_offline=True))
    works = [make_exhibit(exhibition=show, price=PRICE + n * 100) for n in range(4)]
    browser = receipts.for_browser(till, show, token=TOKEN)
    lines = [written(work, browser.first + n, amount_tyiyn=PRICE + n * 100) for n, work in enumerate(works)]
    for n in elsewhere:
        make_sale(works[n])

    for n in [*sent, 0, 1, 2, 3]:
        afterwards.record(browser, lines[n], by=seller, token=TOKEN)

    found = Counterfoil.objects.filter(range=browser)
    assert {one.receipt - browser.first for one in found.filter(sale=None)} == elsewhere
    assert found.count() == 4
    assert tills.report(till).expected_tyiyn == sum(line.amount_tyiyn for line in lines)
    for refund in Refund.objects.filter(counterfoil__range=browser):
        afterwards.pay_back(refund, by=seller)
    kept = sum(line.amount_tyiyn for n, line in enumerate(lines) if n not in elsewhere)
    assert tills.report(till).expected_tyiyn == kept
    assert receipts.unexplained(till.desk) == []


# --- What the database itself refuses ---------------------------------------------------------------------------


def test_ranges_are_given_once_and_never_overlap(browser, desk, works):
    fields = {
        "desk": desk,
        "exhibition": browser.exhibition,
        "given_to": browser.given_to,
        "given_at": timezone.now(),
    }
    paper = fields | {"kind": "paper"}
    after = browser.last + 1
    with refused_by("receipt_range_guard"):
        ReceiptRange.objects.create(**paper, first=after + 5, last=after + 9)
    with refused_by("receipt_range_is_sensible"):
        ReceiptRange.objects.create(**paper, first=after, last=after + 200)
    with refused_by("receipt_range_of_a_browser_has_its_token"):
        ReceiptRange.objects.create(**fields, kind="device", first=after, last=after)
    with refused_by("one_browser_goes_on_per_desk"):
        ReceiptRange.objects.create(
            **fields, kind="device", first=after, last=after, till=browser.till, token_sha256=b"x"
        )
    ReceiptRange.objects.create(**paper, first=after, last=after + 3)
    with refused_by("receipt_ranges_never_overlap"):
        ReceiptRange.objects.create(**paper, first=after, last=after + 1)
    with refused_by("receipt_range_guard"):
        ReceiptRange.objects.filter(pk=browser.pk).update(last=99)
    with refused_by("receipt_range_guard"):
        write("DELETE FROM sales_receiptrange WHERE id = %s", browser.pk)
    with refused_by("desk_guard"):
        Desk.objects.filter(pk=desk.pk).update(next_receipt=after + 2)


def test_the_desk_itself_never_uses_a_number_it_gave_away(works, seller, desk, show):
    ReceiptRange.objects.create(
        kind="paper", desk=desk, exhibition=show, given_to=seller, given_at=timezone.now(), first=1, last=3
    )

    with refused_by("receipt_given_away"):
        make_sale(works[0], by=seller)


def test_what_was_written_is_whole_and_stays(browser, works, seller, organiser):
    sold = record(browser, works[0], by=seller)
    fields = {
        "range": browser,
        "exhibit": works[1],
        "price_tyiyn": PRICE,
        "amount_tyiyn": PRICE,
        "written_at": timezone.now(),
        "recorded_at": timezone.now(),
        "recorded_by": seller,
    }
    with refused_by("one_counterfoil_per_receipt"):
        Counterfoil.objects.create(**fields, receipt=sold.receipt, waits="handed_over")
    with refused_by("counterfoil_guard"):
        Counterfoil.objects.create(**fields, receipt=browser.last + 1, waits="handed_over")
    with refused_by("counterfoil_cash_is_of_its_price"):
        Counterfoil.objects.create(**fields | {"amount_tyiyn": PRICE - 26}, receipt=2, waits="handed_over")
    with refused_by("counterfoil_wait_is_known"):
        Counterfoil.objects.create(**fields, receipt=2, waits="moon")
    with refused_by("counterfoil_end_is_whole"):
        Counterfoil.objects.create(**fields, receipt=2)
    with refused_by("counterfoil_ends_once"):
        Counterfoil.objects.create(**fields, receipt=2, till=browser.till)
    with refused_by("counterfoil_guard"):
        Counterfoil.objects.filter(pk=sold.pk).update(amount_tyiyn=1)
    with refused_by("counterfoil_guard"):
        write("DELETE FROM sales_counterfoil")
    with refused_by("counterfoil_ends_once"):
        refund = Refund.objects.create(counterfoil=sold, why="sold", opened_at=timezone.now())
        Payment.objects.create(
            refund=refund,
            kind="cash",
            amount_tyiyn=PRICE,
            till=browser.till,
            recorded_by=seller,
            at=timezone.now(),
        )
    with refused_by("refund_why_is_known"):
        Refund.objects.create(counterfoil=sold, why="moon", opened_at=timezone.now())


def test_a_refund_balances_and_is_paid_once(browser, works, seller):
    make_sale(works[0])
    refund = record(browser, works[0], by=seller).refund
    taken = refund.payments.get()
    cash = {
        "refund": refund,
        "kind": "cash",
        "till": browser.till,
        "recorded_by": seller,
        "at": timezone.now(),
    }
    with refused_by("refund_is_paid_by_someone"):
        Refund.objects.filter(pk=refund.pk).update(paid_at=timezone.now())
    with refused_by("refund_balances"):
        Payment.objects.create(**cash, amount_tyiyn=PRICE)
    with refused_by("refund_balances"):
        Payment.objects.create(**cash, amount_tyiyn=-PRICE, negates=taken)
    with refused_by("refund_balances"):
        Refund.objects.filter(pk=refund.pk).update(paid_at=timezone.now(), paid_by=seller)
    with refused_by("payment_is_of_a_sale_or_a_refund"):
        Payment.objects.create(**cash | {"refund": None}, amount_tyiyn=PRICE)
    with refused_by("payment_is_of_a_sale_or_a_refund"):
        Payment.objects.create(**cash | {"kind": "card"}, amount_tyiyn=PRICE)
    afterwards.pay_back(refund, by=seller)
    with refused_by("refund_guard"):
        Refund.objects.filter(pk=refund.pk).update(paid_at=None, paid_by=None)
    with refused_by("refund_guard"):
        write("DELETE FROM sales_refund")
