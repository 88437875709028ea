"""Promise 1 under a rush: real threads, real connections, and controls that show that the race is real."""

import datetime
import itertools
import uuid
from collections import Counter

import pytest
from django.db import transaction
from django.db.models import Count

from sales import claims, phones, reservations, selling
from sales.claims import Busy, HeldBySomeone, TooMany
from sales.models import Claim, Reservation, Sale
from sales.reservations import Held
from tests.factories import make_artist, make_artwork, make_exhibit, make_exhibition, make_phone, make_user
from tests.guards import ask, write
from tests.race.rush import another_client, rush, wait_until_someone_waits, without

pytestmark = pytest.mark.django_db(transaction=True)

WORKS, CLIENTS = 23, 200
PRICE = 8500
BEHIND = ("one_live_claim_per_artwork", "claims_of_one_artwork_never_overlap")


def hung(how_many):
    exhibition, artist = make_exhibition(), make_artist()
    return [
        make_exhibit(
            exhibition=exhibition, artwork=make_artwork(artist=artist, photo=False, terms=()), price=PRICE
        )
        for _ in range(how_many)
    ]


@pytest.fixture
def works():
    return hung(WORKS)


@pytest.fixture
def few():
    return hung(4)


@pytest.fixture
def work():
    return hung(1)[0]


def reserve(exhibit, phone=None, key=None):
    phone, key = phone or make_phone(), key or uuid.uuid4()
    return lambda: reservations.reserve(exhibit.pk, phone=phone, once=key)


def sell(exhibit, by, key=None):
    key = key or uuid.uuid4()
    return lambda: selling.sell(exhibit, [selling.Paid("cash", PRICE)], by=by, once=key)


def kinds(answers):
    return Counter(type(answer).__name__ for answer in answers)


def doubled():
    """How many works have more than one live claim."""
    live = Claim.objects.live().order_by().values("artwork").annotate(claims=Count("pk"))
    return live.filter(claims__gt=1).count()


@pytest.fixture
def unlocked(monkeypatch):
    """The control's code: the same steps, with nothing locked."""

    def only_ask_the_clock(exhibit):
        return ask("SELECT clock_timestamp()")[0][0]

    monkeypatch.setattr(claims, "lock", only_ask_the_clock)


def two_hundred(works):
    """200 visitors and cashiers, one behind the other at each work."""
    cashier = make_user(role="cashier")
    turns = itertools.islice(itertools.cycle(works), CLIENTS)
    return [sell(work, cashier) if n % 7 == 3 else reserve(work) for n, work in enumerate(turns)]


def test_two_hundred_at_once_and_every_work_is_taken_exactly_once(works):
    answers = rush(two_hundred(works))

    assert set(kinds(answers)) <= {"Held", "Sale", "HeldBySomeone", "Sold"}
    assert Counter(Claim.objects.live().values_list("artwork_id", flat=True)) == dict.fromkeys(
        (work.artwork_id for work in works), 1
    )
    yes = [answer for answer in answers if isinstance(answer, Held | Sale)]
    assert len(yes) == Claim.objects.count() == Reservation.objects.count() + Sale.objects.count()
    for answer in yes:
        if isinstance(answer, Held):
            assert reservations.find(answer.secret).state in ("held", "sold")
        else:
            assert answer.claim.ended_at is None


def test_the_lock_alone_is_enough(works):
    with without(*BEHIND):
        answers = rush(two_hundred(works))

        assert set(kinds(answers)) <= {"Held", "Sale", "HeldBySomeone", "Sold"}
        assert (doubled(), Claim.objects.live().count()) == (0, WORKS)


def test_the_constraints_alone_are_enough(works, unlocked):
    answers = rush(two_hundred(works))

    assert set(kinds(answers)) <= {"Held", "Sale", "HeldBySomeone", "Sold", "Busy"}
    assert (doubled(), Claim.objects.live().count()) == (0, WORKS)


def test_control_with_neither_the_same_code_promises_works_twice(works, unlocked):
    with without(*BEHIND):
        rush(two_hundred(works))

        assert doubled() > 0


# --- One form, many times ---------------------------------------------------------------------------------------


def test_two_hundred_copies_of_one_form_act_once_and_get_the_same_answer(work):
    copy = reserve(work)

    answers = rush([copy] * CLIENTS)

    assert answers == [answers[0]] * CLIENTS
    assert isinstance(answers[0], Held)
    assert (Claim.objects.count(), Reservation.objects.count()) == (1, 1)


def test_two_hundred_copies_of_one_sale_sell_once(work):
    copy = sell(work, make_user(role="cashier"))

    answers = rush([copy] * CLIENTS)

    assert answers == [answers[0]] * CLIENTS
    assert isinstance(answers[0], Sale)
    assert ask("SELECT count(*), sum(amount_tyiyn) FROM sales_payment") == [(1, PRICE)]


def test_control_without_the_key_the_copies_contradict_each_other(work):
    copy = reserve(work)

    with without("staff_once_pkey"):
        answers = rush([copy] * 60)

    assert kinds(answers)["HeldBySomeone"] > 0


# --- One phone, many works --------------------------------------------------------------------------------------


def greedy(works):
    phone = make_phone()
    return [reserve(work, phone) for work in itertools.islice(itertools.cycle(works), CLIENTS)]


def test_one_phone_asking_for_everything_at_once_holds_exactly_two(works):
    answers = rush(greedy(works))

    assert set(kinds(answers)) <= {"Held", "TooMany", "HeldBySomeone", "Busy"}
    assert kinds(answers)["Held"] == Claim.objects.live().count() == 2


def test_control_without_numbered_slots_one_phone_takes_more(works):
    with without("two_live_holds_per_contact"):
        rush(greedy(works))

        assert Claim.objects.live().count() > 2


# --- The edge of a hold -----------------------------------------------------------------------------------------


SHORT = datetime.timedelta(milliseconds=150)


def hold_for_a_moment(exhibit, contact):
    with transaction.atomic():
        at = claims.lock(exhibit)
        return claims.hold(exhibit, contact=contact, until=at + SHORT, at=at)


def test_holds_that_lapse_under_a_crowd_follow_one_another_without_a_gap_or_an_overlap(few):
    """Nothing runs in the background: the next to ask ends what has lapsed, and finds the work free that moment."""
    crowd = few[:3]
    ends = ask("SELECT clock_timestamp()")[0][0] + 10 * SHORT

    def keep_asking(exhibit, contact):
        def client():
            taken = 0
            while ask("SELECT clock_timestamp()")[0][0] < ends:
                try:
                    hold_for_a_moment(exhibit, contact)
                    taken += 1
                except (HeldBySomeone, TooMany):
                    pass
            return taken

        return client

    contacts = [phones.contact(make_phone()) for _ in range(12)]
    answers = rush([keep_asking(crowd[n % 3], contact) for n, contact in enumerate(contacts)])

    assert all(isinstance(answer, int) for answer in answers), answers
    waits = []
    for exhibit in crowd:
        history = list(Claim.objects.filter(exhibit=exhibit).order_by("from_at"))
        assert len(history) >= 3
        for earlier, later in itertools.pairwise(history):
            assert (earlier.end_reason, earlier.ended_at) == ("lapsed", earlier.until_at)
            assert earlier.ended_at <= later.from_at
            waits.append(later.from_at - earlier.until_at)
    assert sorted(waits)[len(waits) // 2] < 2 * SHORT
    assert sum(answers) == Claim.objects.count()


def test_what_lapses_while_one_waits_for_the_lock_has_lapsed(work):
    """The clock is read after the lock. Read before it, the work would still seem held to whoever waited."""
    held = hold_for_a_moment(work, phones.contact(make_phone()))

    with another_client() as begin:
        with transaction.atomic():
            claims.lock(work)
            visitor = begin(reserve(work))
            wait_until_someone_waits()
            _wait_until(held.until_at)
        assert visitor.result()

    first, second = Claim.objects.order_by("from_at")
    assert (first.end_reason, first.ended_at <= second.from_at) == ("lapsed", True)


def test_what_was_taken_while_one_waited_for_the_lock_is_seen(work):
    """Locking and looking are two statements: a look inside the locking one would not see what it waited for."""
    with without(*BEHIND), another_client() as begin:
        with transaction.atomic():
            at = claims.lock(work)
            visitor = begin(reserve(work))
            wait_until_someone_waits()
            claims.hold(work, contact=phones.contact(make_phone()), until=at + 100 * SHORT, at=at)

        with pytest.raises(HeldBySomeone):
            visitor.result()
        assert Claim.objects.count() == 1


def test_at_the_moment_a_hold_lapses_a_sale_and_the_next_visitor_do_not_both_get_the_work(few):
    cashier = make_user(role="cashier")
    for exhibit in few:
        held = hold_for_a_moment(exhibit, phones.contact(make_phone()))

        def at_the_edge(act, until=held.until_at):
            def later():
                _wait_until(until)
                return act()

            return later

        answers = rush(
            [at_the_edge(act) for act in (sell(exhibit, cashier), *[reserve(exhibit) for _ in range(5)])]
        )

        assert set(kinds(answers)) <= {"Held", "Sale", "HeldBySomeone", "Sold"}
        live = Claim.objects.live().get(exhibit=exhibit)
        # A visitor who was a moment faster than the desk has their hold become the desk's sale: one work, one buyer.
        assert live.kind == "sale"
        assert kinds(answers)["Sale"] == 1


def test_whoever_waits_too_long_for_a_lock_is_told_kindly(work):
    with another_client(patience="300ms") as begin, transaction.atomic():
        claims.lock(work)
        visitor = begin(reserve(work))

        with pytest.raises(Busy) as refusal:
            visitor.result()

    assert refusal.value.sentence
    assert Claim.objects.count() == 0


def test_a_cancel_and_a_sale_at_once_leave_one_truth(few):
    cashier = make_user(role="cashier")
    for exhibit in few:
        held = reserve(exhibit)()

        answers = rush([sell(exhibit, cashier), lambda secret=held.secret: reservations.cancel(secret)])

        assert kinds(answers) == {"Sale": 1, "NoneType": 1}
        assert Claim.objects.live().get(exhibit=exhibit).kind == "sale"
        assert reservations.find(held.secret).state in ("sold", "cancelled")


def test_two_people_agreeing_to_one_void_give_the_money_back_once(work):
    cashier = make_user(role="cashier")
    sale = sell(work, cashier)()
    void = selling.ask_void(sale, reason="Mistake", by=cashier)
    others = [make_user(role="organiser") for _ in range(8)]

    answers = rush([lambda other=other: selling.approve_void(void, by=other) for other in others])

    assert kinds(answers) == {"NoneType": 1, "AlreadyDone": 7}
    assert ask("SELECT count(*), sum(amount_tyiyn) FROM sales_payment") == [(2, 0)]


def _wait_until(moment):
    write("SELECT pg_sleep(greatest(0, extract(epoch FROM %s - clock_timestamp())))", moment)
