"""Random walks over a day: reserve, wait, say yes or no, let a time pass, sell, undo, hand over. Whatever comes, no
work is promised twice, no phone holds more than it may, whoever is next is offered, every tyiyn is accounted for, and
what has left the house is paid."""

import datetime
import uuid
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import F, Sum
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sales import availability, collecting, line, phones, reservations, selling, tills
from sales.claims import Refused
from sales.models import Claim, Handover, Payment, Place, Sale, Void
from tests.factories import SOM, make_artist, make_artwork, make_exhibit, make_exhibition, make_user
from tests.guards import write

pytestmark = pytest.mark.django_db

PRICE = 8500 * SOM
PHONES = [f"+99670000000{n}" for n in range(5)]
WORKS = range(3)


def step(name, *parts):
    return st.tuples(st.just(name), *parts)


work, phone, which = st.sampled_from(WORKS), st.sampled_from(PHONES), st.integers(0, 9)
STEPS = st.one_of(
    step("reserve", work, phone),
    step("wait", work, phone, st.booleans()),
    step("cancel", which),
    step("leave", which),
    step("accept", which),
    step("lapse", work),
    step("sell", work),
    step("undo", which),
    step("void", which),
    step("hand_over", which),
    step("take_back", which),
)


class Day:
    """Three works, five phones, one cashier; the secrets that were handed out since it began."""

    def __init__(self):
        self.show, artist = make_exhibition(), make_artist()
        works = [make_artwork(artist=artist, photo=False, terms=()) for _ in WORKS]
        self.works = [make_exhibit(exhibition=self.show, artwork=work, price=PRICE) for work in works]
        self.cashier, self.second = make_user(role="cashier"), make_user(role="organiser")

    def begin(self):
        self.holds, self.places, self.sales = [], [], []

    def reserve(self, work, phone):
        held = reservations.reserve(self.works[work].pk, phone=phone, once=uuid.uuid4())
        self.holds.append(held.secret)

    def wait(self, work, phone, else_like):
        self.places.append(
            line.join(self.works[work].pk, phone=phone, else_like=else_like, once=uuid.uuid4())
        )

    def cancel(self, which):
        if self.holds:
            reservations.cancel(self.holds[which % len(self.holds)])

    def leave(self, which):
        if self.places:
            line.leave(self.places[which % len(self.places)])

    def accept(self, which):
        if self.places:
            self.holds.append(line.accept(self.places[which % len(self.places)]).secret)

    def lapse(self, work):
        """The time of whatever holds the work is over that moment."""
        write("SET CONSTRAINTS ALL IMMEDIATE")
        write("ALTER TABLE sales_claim DISABLE TRIGGER claim_guard")
        Claim.objects.live().filter(artwork=self.works[work].artwork_id, kind="hold").update(
            until_at=F("from_at") + datetime.timedelta(microseconds=1)
        )
        write("ALTER TABLE sales_claim ENABLE TRIGGER claim_guard")
        write("SET CONSTRAINTS ALL DEFERRED")

    def sell(self, work):
        paid = [selling.Paid("cash", PRICE, given_tyiyn=PRICE + 500 * SOM)]
        self.sales.append(selling.sell(self.works[work], paid, by=self.cashier, once=uuid.uuid4()))

    def undo(self, which):
        if self.sales:
            selling.undo(self.sales[which % len(self.sales)], by=self.cashier)

    def void(self, which):
        if self.sales:
            void = selling.ask_void(self.sales[which % len(self.sales)], reason="Жазуу", by=self.cashier)
            selling.approve_void(void, by=self.second)

    def hand_over(self, which):
        if self.sales:
            collecting.hand_over(self.sales[which % len(self.sales)], back="nothing", by=self.cashier)

    def take_back(self, which):
        if gone := list(Handover.objects.order_by("at")):
            collecting.take_back(gone[which % len(gone)], by=self.cashier)

    def holds_together(self):
        """What is promised, after whoever looks has looked."""
        line.catch_up(self.show)
        line.catch_up(self.show)  # an offer of one work may have been what another waited for
        standing = [claim for claim in Claim.objects.live() if not _over(claim)]
        assert max(Counter(claim.artwork_id for claim in standing).values(), default=0) <= 1
        hands = Counter(bytes(claim.contact) for claim in standing if claim.kind == "hold")
        assert max(hands.values(), default=0) <= 2
        self.nobody_is_forgotten(standing, hands)
        self.money_is_all_there()
        self.what_is_gone_is_paid()

    def nobody_is_forgotten(self, standing, hands):
        taken = {claim.artwork_id for claim in standing}
        for place in Place.objects.waiting():
            if place.artwork_id not in taken:
                assert hands[bytes(place.contact)] == 2, "free, waited for, and not offered"
        waited_for = set(Place.objects.waiting().values_list("artwork_id", flat=True))
        for hanging in availability.hang(self.show, "ky"):
            artwork = hanging.exhibit.artwork_id
            assert (hanging.state == "free") == (artwork not in taken | waited_for)

    def money_is_all_there(self):
        for sale in Sale.objects.all():
            undone = Void.objects.filter(sale=sale, approved_at__isnull=False).exists()
            left = sale.payments.aggregate(sum=Sum("amount_tyiyn"))["sum"]
            assert left == (0 if undone else PRICE)
        cash = Payment.objects.aggregate(sum=Sum("amount_tyiyn"))["sum"] or 0
        assert tills.report(tills.till_of(self.cashier)).total_tyiyn == cash
        numbers = sorted(Sale.objects.values_list("receipt", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))

    def what_is_gone_is_paid(self):
        for handover in Handover.objects.standing().select_related("sale__claim"):
            assert handover.sale.claim.ended_at is None
            assert handover.sale.payments.aggregate(sum=Sum("amount_tyiyn"))["sum"] == PRICE


def _over(claim):
    with transaction.atomic():
        return bool(claim.until_at and claim.until_at <= line._clock())


@pytest.fixture
def day():
    """Prepared once: each walk is undone, and the next finds the morning again."""
    return Day()


@settings(
    max_examples=30,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(STEPS, min_size=5, max_size=30))
def test_whatever_a_day_brings_its_promises_hold(day, steps):
    with transaction.atomic():
        day.begin()
        for name, *values in steps:
            try:
                with transaction.atomic():
                    getattr(day, name)(*values)
            except Refused:
                pass  # kindly; and nothing was done
            day.holds_together()
        transaction.set_rollback(True)


def test_the_walk_knows_every_phone():
    assert all(phones.normalise(phone) == phone for phone in PHONES)
