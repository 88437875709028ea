"""Promise 1 at its last line: claims written past every rule, and refused by the database itself."""

import datetime
import uuid

import pytest
from django.db import IntegrityError
from django.utils import timezone

from sales import claims, phones
from sales.claims import Sold
from sales.models import Claim, Reservation, Sale
from tests.factories import HOUR, make_exhibit, make_exhibition, make_hold, make_sale, make_user
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

SOMEONE, SOMEONE_ELSE = phones.contact("+996700123456"), phones.contact("+996700123457")
NOW = datetime.datetime(2026, 11, 14, 5, 0, tzinfo=datetime.UTC)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def exhibit():
    return make_exhibit()


def hold(exhibit, **fields):
    values = {"kind": "hold", "contact": SOMEONE, "slot": 1, "from_at": NOW, "until_at": NOW + 30 * MINUTE}
    return Claim.objects.create(exhibit=exhibit, artwork=exhibit.artwork, **values | fields)


def sale(exhibit, **fields):
    values = {"kind": "sale", "from_at": NOW, "artwork": exhibit.artwork}
    return Claim.objects.create(exhibit=exhibit, **values | fields)


def ended(minutes, reason="lapsed"):
    return {"ended_at": NOW + minutes * MINUTE, "end_reason": reason}


@pytest.mark.parametrize("first", [hold, sale])
@pytest.mark.parametrize("second", [hold, sale])
def test_a_work_has_one_live_claim(exhibit, first, second):
    another = {"contact": SOMEONE_ELSE, "until_at": NOW + 2 * HOUR}
    first(exhibit)

    with refused_by("one_live_claim_per_artwork"):
        second(exhibit, from_at=NOW + HOUR, **(another if second is hold else {}))


def test_a_live_claim_in_one_exhibition_bars_the_work_in_another(exhibit):
    elsewhere = make_exhibit(artwork=exhibit.artwork)
    hold(exhibit)

    with refused_by("one_live_claim_per_artwork"):
        sale(elsewhere)


def test_claims_that_have_ended_never_overlapped(exhibit):
    hold(exhibit, **ended(10))

    with refused_by("claims_of_one_artwork_never_overlap"):
        hold(exhibit, from_at=NOW + 9 * MINUTE, **ended(20))
    with refused_by("claims_of_one_artwork_never_overlap"):
        hold(exhibit, from_at=NOW - MINUTE)
    hold(exhibit, from_at=NOW + 10 * MINUTE)


def test_one_phone_has_two_live_holds_and_no_third_slot(exhibit):
    hold(exhibit)

    with refused_by("two_live_holds_per_contact"):
        hold(make_exhibit())
    hold(make_exhibit(), slot=2)
    with refused_by("claim_hold_has_end_and_slot"):
        hold(make_exhibit(), slot=3)
    hold(make_exhibit(), contact=SOMEONE_ELSE)


def test_one_phone_holds_no_more_than_the_exhibition_allows():
    strict, usual = make_exhibition(holds_per_phone=1), make_exhibition()

    with refused_by("holds_per_phone_guard"):
        hold(make_exhibit(exhibition=strict), slot=2)
    first = hold(make_exhibit(exhibition=usual), slot=2)
    with refused_by("holds_per_phone_guard"):
        hold(make_exhibit(exhibition=strict))
    hold(make_exhibit(exhibition=strict), contact=SOMEONE_ELSE)
    Claim.objects.filter(pk=first.pk).update(**ended(1, "cancelled"))
    hold(make_exhibit(exhibition=strict))
    hold(make_exhibit(exhibition=usual), slot=2)


@pytest.mark.parametrize(
    "fields",
    [
        {"slot": None},
        {"slot": 0},
        {"contact": None},
        {"until_at": None},
        {"kind": "sale"},
        {"kind": "loan"},
    ],
)
def test_a_hold_has_a_phone_a_slot_and_an_end(exhibit, fields):
    with refused_by("claim_hold_has_end_and_slot"):
        hold(exhibit, **fields)


@pytest.mark.parametrize("until", [NOW, NOW - MINUTE])
def test_a_hold_for_no_time_at_all_is_none(exhibit, until):
    with refused_by("claim_until_after_from"):
        hold(exhibit, until_at=until)


@pytest.mark.parametrize("minutes", [0, -1])
def test_a_claim_ends_after_it_began(exhibit, minutes):
    with refused_by("claim_ended_after_from"):
        hold(exhibit, **ended(minutes))


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (hold, {"ended_at": NOW + MINUTE}),
        (hold, {"end_reason": "lapsed"}),
        (hold, ended(1, "reversed")),
        (hold, ended(1, "forgotten")),
        (sale, ended(1, "lapsed")),
        (sale, ended(1, "cancelled")),
        (sale, ended(1, "became_sale")),
    ],
)
def test_a_claim_ends_for_a_reason_of_its_kind(exhibit, kind, fields):
    with refused_by("claim_end_has_reason"):
        kind(exhibit, **fields)


def test_a_claim_takes_the_artwork_of_its_exhibit(exhibit):
    with refused_by("claim_takes_the_artwork_of_its_exhibit"):
        sale(exhibit, artwork=make_exhibit().artwork)


def test_a_claim_is_never_deleted(exhibit):
    hold(exhibit)

    with refused_by("claim_guard"):
        write("DELETE FROM sales_claim")


@pytest.mark.parametrize(
    "change",
    [
        "until_at = until_at + interval '1 hour'",
        "from_at = from_at - interval '1 hour'",
        "kind = 'sale', until_at = NULL, slot = NULL",
        "contact = NULL",
        "slot = 2",
    ],
)
def test_a_live_claim_is_never_changed(exhibit, change):
    hold(exhibit)

    with refused_by("claim_guard"):
        write(f"UPDATE sales_claim SET {change}")


@pytest.mark.parametrize(
    "change", ["ended_at = NULL, end_reason = ''", "end_reason = 'cancelled'", "ended_at = now()"]
)
def test_what_has_ended_stays_ended(exhibit, change):
    hold(exhibit, **ended(10))

    with refused_by("claim_guard"):
        write(f"UPDATE sales_claim SET {change}")


def test_a_sale_does_not_end_because_someone_says_so(exhibit):
    make_sale(exhibit)

    for reason in ("lapsed", "cancelled", "released", "reversed"):
        with refused_by("claim_guard"):
            Claim.objects.update(ended_at=timezone.now(), end_reason=reason)


def test_a_reservation_has_a_phone_until_it_is_erased(exhibit):
    make_hold(exhibit)

    with refused_by("reservation_has_phone_until_erased"):
        Reservation.objects.update(phone="")
    with refused_by("reservation_has_phone_until_erased"):
        Reservation.objects.update(erased_at=timezone.now(), phone="")
        Reservation.objects.update(name="Айгүл")
    with refused_by("reservation_has_phone_until_erased"):
        Reservation.objects.update(erased_at=timezone.now())


def test_a_sale_stands_on_the_claim_that_sold_its_exhibit(exhibit):
    fields = {"exhibit": exhibit, "price_tyiyn": 1, "sold_by": make_user(), "sold_at": NOW}

    with refused_by("sale_guard"):
        Sale.objects.create(claim=hold(exhibit), **fields)
    with refused_by("sale_guard"):
        Sale.objects.create(claim=sale(make_exhibit()), **fields)
    with refused_by("sale_guard"):
        Sale.objects.create(claim_id=uuid.uuid4(), **fields)


def test_what_the_guard_refuses_is_said_kindly(exhibit):
    """Should the rule fail one day, the constraint's refusal still reaches the person as a sentence."""
    make_sale(exhibit)

    with pytest.raises(Sold) as refusal, claims.refusing():
        sale(exhibit, from_at=timezone.now() + HOUR)

    assert refusal.value.sentence


def test_every_other_failure_of_the_database_stays_one(exhibit):
    with pytest.raises(IntegrityError), claims.refusing():
        hold(exhibit, until_at=NOW)


def test_two_exhibitions_count_as_one_room_for_a_phone():
    first, second = make_exhibition(), make_exhibition()
    phone = "+996700123456"
    make_hold(make_exhibit(exhibition=first), phone=phone)
    make_hold(make_exhibit(exhibition=second), phone=phone)

    with pytest.raises(claims.TooMany):
        make_hold(make_exhibit(exhibition=second), phone=phone)
