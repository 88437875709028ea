"""The close of the day: what is promised no more, what is left, and whether works and money come out even."""

import uuid

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection, transaction
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from exhibitions.models import Exhibition
from sales import afterwards, closing, collecting, line, reservations, selling, tills
from sales.claims import Refused
from sales.closing import (
    HaveLeft,
    InThePast,
    NobodyNamed,
    NoReason,
    NothingTicked,
    NotLeft,
    NotOpenYet,
    SamePerson,
    StillOpen,
)
from sales.models import Claim, Leaving, Payment, Reopening, Sale
from sales.selling import Paid
from tests.factories import (
    HOUR,
    SOM,
    make_exhibit,
    make_exhibition,
    make_handover,
    make_hold,
    make_leaving,
    make_owed,
    make_phone,
    make_place,
    make_sale,
    make_user,
)
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

PRICE = 8500 * SOM


@pytest.fixture
def show():
    return make_exhibition(code="ak", slug="ak-jol")


@pytest.fixture
def over():
    now = timezone.now()
    return make_exhibition(opens_at=now - 9 * HOUR, closes_at=now - HOUR)


@pytest.fixture
def second(db):
    return make_user(role="organiser")


@pytest.fixture
def office(organiser):
    return door(organiser)


def door(user):
    client = Client()
    client.force_login(user)
    return client


def closes_at(show):
    return Exhibition.objects.get(pk=show.pk).closes_at


def account(show, user):
    return closing.account(Exhibition.objects.get(pk=show.pk), "ky", user=user)


# --- Closing ----------------------------------------------------------------------------------------------------


def test_closed_early_nothing_more_is_reserved_waited_for_or_offered(show):
    held, free = (make_exhibit(exhibition=show, catalogue_number=n) for n in (1, 2))
    hold = make_hold(held)
    waits = make_place(held)

    assert (closing.close_now(show), closing.close_now(show)) == (True, False)

    assert closes_at(show) <= timezone.now()
    with pytest.raises(reservations.Closed):
        make_hold(free)
    with pytest.raises(Refused):
        line.join(held.pk, phone=make_phone(), once=uuid.uuid4())
    reservations.cancel(hold.secret)
    assert line.catch_up(Exhibition.objects.get(pk=show.pk)) == 0
    assert line.find(waits).state == "closed"


def test_what_is_held_when_it_closes_is_held_to_its_minute_and_can_be_paid(show, cashier):
    exhibit = make_exhibit(exhibition=show, price=PRICE)
    hold = make_hold(exhibit)

    closing.close_now(show)

    assert reservations.find(hold.secret).state == "held"
    assert make_sale(exhibit, by=cashier).price_tyiyn == PRICE


def test_the_public_page_offers_no_reserving_once_it_is_closed(show, client):
    make_exhibit(exhibition=show, catalogue_number=17)
    reserve = "/ky/e/ak-jol/17/reserve/"
    page = "/ky/e/ak-jol/17/"
    assert reserve in client.get(page).content.decode()

    closing.close_now(show)

    assert reserve not in client.get(page).content.decode()


def test_what_has_not_opened_is_not_closed():
    coming = make_exhibition(opens_at=timezone.now() + HOUR, closes_at=timezone.now() + 2 * HOUR)

    with pytest.raises(NotOpenYet):
        closing.close_now(coming)


def test_it_opens_again_when_a_second_person_agrees(over, organiser, second):
    until = timezone.now() + HOUR
    exhibit = make_exhibit(exhibition=over)

    asked = closing.ask_to_reopen(over, until_at=until, reason="Кезек узун", by=organiser)
    assert closes_at(over) < timezone.now()
    with pytest.raises(SamePerson):
        closing.reopen(asked, by=organiser)
    closing.reopen(asked, by=second)
    closing.reopen(asked, by=second)

    assert closes_at(over) == until
    assert make_hold(exhibit)


@pytest.mark.parametrize(("hours", "reason", "refusal"), [(1, " ", NoReason), (-1, "Кезек узун", InThePast)])
def test_opening_again_has_a_reason_and_an_hour_to_come(over, organiser, hours, reason, refusal):
    with pytest.raises(refusal):
        closing.ask_to_reopen(over, until_at=timezone.now() + hours * HOUR, reason=reason, by=organiser)


def test_while_works_have_left_it_stays_closed(over, organiser, second):
    until = timezone.now() + HOUR
    asked = closing.ask_to_reopen(over, until_at=until, reason="Кезек узун", by=organiser)
    leaving = make_leaving(make_exhibit(exhibition=over))

    with pytest.raises(HaveLeft):
        closing.reopen(asked, by=second)
    with pytest.raises(HaveLeft):
        closing.ask_to_reopen(over, until_at=until, reason="Кезек узун", by=organiser)
    closing.still_here(leaving, by=organiser)
    closing.reopen(asked, by=second)

    assert closes_at(over) == until


# --- Leaving ----------------------------------------------------------------------------------------------------


def test_unsold_works_are_returned_all_at_once(over, organiser):
    exhibits = [make_exhibit(exhibition=over) for _ in range(3)]
    keys = [exhibit.pk for exhibit in exhibits]

    count = closing.write_off(over, keys, kind="returned", note=" Лейтенант  Асанов ", by=organiser)

    assert count == 3
    assert set(Leaving.objects.values_list("exhibit", "kind", "note")) == {
        (key, "returned", "Лейтенант Асанов") for key in keys
    }


def test_one_that_cannot_leave_keeps_them_all(over, organiser, cashier):
    free, sold, gone = (make_exhibit(exhibition=over, catalogue_number=n) for n in (1, 2, 3))
    make_sale(sold, by=cashier)
    make_leaving(gone)

    with pytest.raises(NotLeft) as refused:
        closing.write_off(over, [free.pk, sold.pk, gone.pk], kind="explained", note="Бузулду", by=organiser)

    assert refused.value.numbers == [2, 3]
    assert not Leaving.objects.filter(exhibit=free).exists()


def test_what_is_still_held_does_not_leave(show, organiser):
    exhibit = make_exhibit(exhibition=show)
    make_hold(exhibit)
    closing.close_now(show)

    with pytest.raises(NotLeft):
        make_leaving(exhibit)


def test_leaving_has_a_note_works_and_a_closed_door(over, show, organiser):
    exhibit, open_one = make_exhibit(exhibition=over), make_exhibit(exhibition=show)

    for refusal, exhibition, keys, note in (
        (NobodyNamed, over, [exhibit.pk], " "),
        (NothingTicked, over, [], "Асанов"),
        (StillOpen, show, [open_one.pk], "Асанов"),
    ):
        with pytest.raises(refusal):
            closing.write_off(exhibition, keys, kind="returned", note=note, by=organiser)
    assert Leaving.objects.count() == 0


def test_a_work_that_has_left_is_not_sold_until_it_is_here_again(over, organiser, cashier):
    exhibit = make_exhibit(exhibition=over)
    leaving = make_leaving(exhibit)

    with pytest.raises(selling.HasLeft):
        make_sale(exhibit, by=cashier)
    for _press in range(2):
        closing.still_here(leaving, by=organiser)

    assert make_sale(exhibit, by=cashier)


# --- The guards -------------------------------------------------------------------------------------------------


def test_the_database_opens_nothing_again_for_one_person(over, organiser, second):
    until = timezone.now() + HOUR
    asked = Reopening.objects.create(
        exhibition=over, until_at=until, reason="Кезек", asked_by=organiser, asked_at=timezone.now()
    )

    with refused_by("closed_stays_closed"):
        Exhibition.objects.filter(pk=over.pk).update(closes_at=until)
    with refused_by("reopening_is_agreed_by_another"):
        Reopening.objects.filter(pk=asked.pk).update(agreed_by=organiser, agreed_at=timezone.now())
    Reopening.objects.filter(pk=asked.pk).update(agreed_by=second, agreed_at=timezone.now())
    with refused_by("closed_stays_closed"):
        Exhibition.objects.filter(pk=over.pk).update(closes_at=until + HOUR)
    leaving = make_leaving(make_exhibit(exhibition=over))
    with refused_by("closed_stays_closed"):
        Exhibition.objects.filter(pk=over.pk).update(closes_at=until)
    closing.still_here(leaving, by=organiser)
    assert Exhibition.objects.filter(pk=over.pk).update(closes_at=until) == 1


def test_the_database_changes_no_reopening_and_deletes_none(over, organiser, second):
    asked = closing.ask_to_reopen(over, until_at=timezone.now() + HOUR, reason="Кезек", by=organiser)

    with refused_by("reopening_has_reason"):
        Reopening(
            exhibition=over, until_at=asked.until_at, reason="", asked_by=second, asked_at=asked.asked_at
        ).save()
    with refused_by("reopening_guard"):
        write("UPDATE sales_reopening SET until_at = until_at + interval '1 hour'")
    with refused_by("reopening_guard"):
        write("DELETE FROM sales_reopening")
    closing.reopen(asked, by=second)
    with refused_by("reopening_guard"):
        write("UPDATE sales_reopening SET agreed_at = NULL, agreed_by_id = NULL")


def bare(exhibit, **fields):
    by = make_user(role="organiser")
    ordinary = {"kind": "returned", "note": "Асанов", "by": by, "at": timezone.now()}
    return Leaving(exhibit=exhibit, **ordinary | fields)


@pytest.mark.parametrize(
    ("guard", "fields"),
    [
        ("leaving_kind_is_known", {"kind": "lost"}),
        ("leaving_has_a_note", {"note": ""}),
        ("leaving_guard", {"ended_at": timezone.now()}),
    ],
)
def test_the_database_keeps_whole_leavings_only(over, guard, fields):
    with refused_by(guard):
        bare(make_exhibit(exhibition=over), **fields).save()


def test_the_database_lets_a_work_leave_once_and_only_unsold_after_closing(over, show, cashier):
    exhibit, sold, open_one = (make_exhibit(exhibition=each) for each in (over, over, show))
    make_sale(sold, by=cashier)
    make_leaving(exhibit)

    for guard, wrong in (
        ("one_leaving_per_exhibit", exhibit),
        ("leaving_guard", sold),
        ("leaving_guard", open_one),
    ):
        with refused_by(guard):
            bare(wrong).save()


def test_the_database_sells_nothing_that_has_left(over):
    exhibit = make_exhibit(exhibition=over)
    make_leaving(exhibit)

    with refused_by("claim_of_a_work_that_hangs"):
        Claim.objects.create(artwork=exhibit.artwork, exhibit=exhibit, kind="sale", from_at=timezone.now())


def test_the_database_deletes_no_leaving_and_rewrites_none(over, organiser):
    leaving = make_leaving(make_exhibit(exhibition=over))

    with refused_by("leaving_end_has_a_person"):
        write("UPDATE sales_leaving SET ended_at = at")
    for wrong in ("DELETE FROM sales_leaving", "UPDATE sales_leaving SET note = 'башка'"):
        with refused_by("leaving_guard"):
            write(wrong)
    closing.still_here(leaving, by=organiser)
    with refused_by("leaving_guard"):
        write("UPDATE sales_leaving SET ended_at = NULL, ended_by_id = NULL")


# --- The account ------------------------------------------------------------------------------------------------


def test_what_hung_is_sold_returned_or_explained(over, cashier, organiser):
    sold, returned, explained, missing = (
        make_exhibit(exhibition=over, catalogue_number=n) for n in (1, 2, 3, 4)
    )
    make_exhibit(exhibition=over, catalogue_number=5, price=None, withdrawn_at=timezone.now())
    make_handover(make_sale(sold, by=cashier))
    make_leaving(returned)
    make_leaving(explained, kind="explained", note="Бузулду")

    it = account(over, organiser)

    def numbers(works):
        return [work.row.number for work in works]

    assert [numbers(each) for each in (it.works, it.sold, it.returned, it.explained, it.open, it.uncollected)] == [
        [1, 2, 3, 4, 5], [1], [2], [3], [4, 5], [],
    ]  # fmt: skip
    assert not it.works_come_out
    closing.write_off(
        over, [missing.pk, *over.exhibits.filter(price_tyiyn=None).values_list("pk", flat=True)],
        kind="returned", note="Асанов", by=organiser,
    )  # fmt: skip
    assert account(over, organiser).works_come_out


def test_money_is_receipts_payments_and_drawers(over, cashier, organiser):
    parts = [Paid("cash", 5000 * SOM), Paid("qr", 3500 * SOM)]
    selling.sell(make_exhibit(exhibition=over, price=PRICE), parts, by=cashier)
    undone = make_sale(make_exhibit(exhibition=over, price=PRICE), by=cashier)
    selling.undo(undone, by=cashier)
    make_sale(make_exhibit(exhibition=over, price=PRICE))
    other = make_sale(make_exhibit(price=PRICE), by=cashier)

    it = account(over, organiser)

    assert (it.receipts, it.undone, it.receipts_tyiyn) == (3, 1, 2 * PRICE)
    assert dict(it.kinds)[str(Payment.Kind.QR.label)] == 3500 * SOM
    assert (it.payments_tyiyn, it.drawers_tyiyn, it.money_comes_out) == (2 * PRICE, 2 * PRICE, True)
    mine = next(drawer for drawer in it.drawers if drawer.session.cashier == cashier)
    assert (mine.taken_tyiyn, mine.cash_tyiyn, mine.elsewhere_tyiyn) == (PRICE, 5000 * SOM, other.price_tyiyn)
    assert not mine.is_done


def test_cash_that_has_to_be_paid_back_is_no_receipt_and_lies_in_a_drawer(over, cashier, organiser):
    refund = make_owed(make_exhibit(exhibition=over, price=PRICE), by=cashier)

    it = account(over, organiser)

    assert (it.receipts_tyiyn, it.owed_tyiyn, it.payments_tyiyn) == (PRICE, PRICE, 2 * PRICE)
    assert it.money_comes_out
    mine = next(drawer for drawer in it.drawers if drawer.session.cashier == cashier)
    assert (mine.taken_tyiyn, mine.elsewhere_tyiyn) == (PRICE, 0)
    assert not step(over, it, "тармаксыз").done

    afterwards.pay_back(refund, by=cashier)

    it = account(over, organiser)
    assert (it.owed_tyiyn, it.payments_tyiyn, it.money_comes_out) == (0, PRICE, True)
    assert step(over, it, "тармаксыз").done


def step(exhibition, it, word):
    """The line of the evening that speaks of this."""
    lines = closing.steps(exhibition, it, at=timezone.now())
    return next(line for line in lines if word in str(line.text).lower())


def test_money_that_no_drawer_recorded_is_seen(over, cashier, organiser):
    make_sale(make_exhibit(exhibition=over, price=PRICE), by=cashier)
    write("SET CONSTRAINTS ALL IMMEDIATE")
    write("ALTER TABLE sales_payment DISABLE TRIGGER payments_only_added")
    write("UPDATE sales_payment SET till_id = NULL")
    write("ALTER TABLE sales_payment ENABLE TRIGGER payments_only_added")

    it = account(over, organiser)

    assert (it.receipts_tyiyn, it.drawers_tyiyn, it.money_comes_out) == (PRICE, 0, False)


def test_the_last_step_is_done_when_everything_is(over, cashier, organiser):
    sale = make_sale(make_exhibit(exhibition=over, price=PRICE), by=cashier)
    make_exhibit(exhibition=over)

    def undone():
        it = account(over, organiser)
        return [n for n, step in enumerate(closing.steps(over, it, at=timezone.now())) if not step.done]

    assert undone() == [4, 5, 6]
    make_handover(sale)
    make_leaving(over.exhibits.latest("pk"))
    till = tills.till_of(cashier)
    tills.close_till(till, counted=tills.in_notes(PRICE), by=cashier)
    assert undone() == []


work, which = st.integers(0, 3), st.integers(0, 9)
STEPS = st.one_of(
    *(st.tuples(st.just(name), which) for name in ("undo", "void", "hand_over", "take_back", "still_here")),
    *(st.tuples(st.just(name), work) for name in ("sell", "returned", "explained")),
)


class Evening:
    """Four works after closing, one cashier, one organiser."""

    def __init__(self):
        now = timezone.now()
        self.show = make_exhibition(opens_at=now - 9 * HOUR, closes_at=now - HOUR)
        self.works = [make_exhibit(exhibition=self.show, price=PRICE + n) for n in range(4)]
        self.cashier, self.organiser = make_user(role="cashier"), make_user(role="organiser")

    def sell(self, n):
        exhibit = self.works[n]
        selling.sell(
            exhibit, [Paid("cash", 5000 * SOM), Paid("card", PRICE + n - 5000 * SOM)], by=self.cashier
        )

    def returned(self, n):
        make_leaving(self.works[n], by=self.organiser)

    def explained(self, n):
        make_leaving(self.works[n], by=self.organiser, kind="explained", note="Бузулду")

    def sale(self, which):
        sales = list(Sale.objects.order_by("sold_at"))
        if not sales:
            raise Nothing
        return sales[which % len(sales)]

    def undo(self, which):
        selling.undo(self.sale(which), by=self.cashier)

    def void(self, which):
        asked = selling.ask_void(self.sale(which), reason="ката", by=self.cashier)
        selling.approve_void(asked, by=self.organiser)

    def hand_over(self, which):
        make_handover(self.sale(which), by=self.cashier)

    def take_back(self, which):
        handover = self.sale(which).handovers.filter(ended_at=None).first()
        if handover:
            collecting.take_back(handover, by=self.cashier)

    def still_here(self, which):
        left = list(Leaving.objects.standing().order_by("pk"))
        if left:
            closing.still_here(left[which % len(left)], by=self.organiser)

    def comes_out(self):
        it = account(self.show, self.organiser)
        parts = [it.sold, it.returned, it.explained, it.open]
        assert sum(map(len, parts)) == len(it.works) == 4
        assert it.works_come_out == (not it.open)
        assert it.money_comes_out
        assert it.receipts_tyiyn == sum(work.row.sale.price_tyiyn for work in it.sold)
        assert it.payments_tyiyn == (Payment.objects.aggregate(sum=Sum("amount_tyiyn"))["sum"] or 0)
        assert it.drawers_tyiyn == tills.report(tills.till_of(self.cashier)).total_tyiyn
        assert {work.row.number for work in it.uncollected} <= {work.row.number for work in it.sold}


class Nothing(Refused):
    pass


@settings(
    max_examples=20,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=5, max_size=25))
def test_whatever_an_evening_brings_works_and_money_come_out_even(db, steps):
    with transaction.atomic():
        evening = Evening()
        for name, value in steps:
            try:
                with transaction.atomic():
                    getattr(evening, name)(value)
            except Refused:
                pass
            evening.comes_out()
        transaction.set_rollback(True)


# --- The pages --------------------------------------------------------------------------------------------------


def page_of(show, name="closing"):
    return reverse(f"admin:{name}", args=[show.pk])


def test_closing_early_shows_what_it_means_and_leaves_a_trace(office, organiser, show):
    shut = page_of(show, "close_the_day")
    assert f'href="{shut}"' in office.get(page_of(show)).content.decode()
    assert office.get(shut).status_code == 200
    assert closes_at(show) > timezone.now()

    assert office.post(shut).status_code == 302

    assert closes_at(show) <= timezone.now()
    assert LogEntry.objects.get().user == organiser
    assert f'href="{shut}"' not in office.get(page_of(show)).content.decode()


def test_a_cashier_sees_the_page_and_closes_nothing(cashier, show, over):
    desk = door(cashier)
    make_exhibit(exhibition=over)

    seen = desk.get(page_of(over)).content.decode()

    assert ('name="exhibit"' in seen, page_of(over, "reopen") in seen) == (False, False)
    for name in ("close_the_day", "left", "reopen"):
        assert desk.post(page_of(show, name)).status_code == 403


def test_works_are_ticked_off_on_the_page(office, over):
    exhibits = [make_exhibit(exhibition=over, catalogue_number=n) for n in (1, 2)]

    refused = office.post(
        page_of(over, "left"), {"exhibit": [exhibits[0].pk], "kind": "explained", "note": ""}
    )
    seen = refused.content.decode()
    assert (refused.status_code, Leaving.objects.count()) == (409, 0)
    assert f'value="{exhibits[0].pk}" checked' in seen
    assert f'value="{exhibits[1].pk}" checked' not in seen
    keys = [exhibit.pk for exhibit in exhibits]
    office.post(page_of(over, "left"), {"exhibit": [*keys, "x"], "kind": "returned", "note": "Асанов"})

    assert Leaving.objects.standing().count() == 2
    leaving = Leaving.objects.earliest("pk")
    office.post(reverse("admin:still_here", args=[leaving.pk]))
    assert Leaving.objects.standing().count() == 1


def test_two_people_open_it_again_on_the_page(office, over, second):
    until = timezone.localtime(timezone.now() + HOUR).replace(second=0, microsecond=0)
    form = {"until_at": until.strftime("%Y-%m-%dT%H:%M"), "reason": "Кезек узун"}

    assert office.post(page_of(over, "reopen"), {"reason": "x"}).status_code == 422
    assert office.post(page_of(over, "reopen"), form).status_code == 302
    agree = reverse("admin:agree_to_reopen", args=[Reopening.objects.get().pk])
    assert agree not in office.get(page_of(over)).content.decode()
    office.post(agree)
    assert closes_at(over) < timezone.now()
    assert agree in door(second).get(page_of(over)).content.decode()
    door(second).post(agree)

    assert closes_at(over) == until


def test_the_list_to_sign_holds_what_was_not_sold(office, over, cashier):
    sold, left = (make_exhibit(exhibition=over, catalogue_number=n) for n in (1, 2))
    make_sale(sold, by=cashier)

    seen = office.get(page_of(over, "unsold")).content.decode()

    assert (left.artwork.title_ky in seen, sold.artwork.title_ky in seen) == (True, False)


def test_the_hour_of_what_has_closed_is_not_typed_in_the_form(office, over, show):
    def form(exhibition):
        return office.get(
            reverse("admin:exhibitions_exhibition_change", args=[exhibition.pk])
        ).content.decode()

    assert ('name="closes_at' in form(show), 'name="closes_at' in form(over)) == (True, False)


def test_a_closing_page_costs_as_many_queries_for_one_work_as_for_thirty(office, over, cashier):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert office.get(page_of(over)).status_code == 200
        return len(queries)

    def fill(first, many):
        for n in range(first, first + many):
            exhibit = make_exhibit(exhibition=over, catalogue_number=n)
            if n % 4 == 0:
                make_handover(make_sale(exhibit, by=cashier), by=cashier)
            elif n % 4 == 1:
                make_sale(exhibit, by=cashier)
            elif n % 4 == 2:
                make_leaving(exhibit)

    fill(1, 4)
    few = asked()
    fill(5, 30)
    for _ in range(3):
        make_sale(make_exhibit(exhibition=over))

    assert asked() == few
