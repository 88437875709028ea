import datetime
import uuid

import pytest
from django.utils import timezone

from exhibitions import showing
from sales import availability, reservations
from sales.claims import HeldBySomeone, Sold, TooMany
from sales.models import Claim
from tests.factories import HOUR, make_exhibit, make_exhibition, make_hold, make_sale

pytestmark = pytest.mark.django_db


def state(exhibit):
    return availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, "ky").state


def test_a_free_work_is_held_for_the_exhibitions_minutes():
    exhibit = make_exhibit(exhibition=make_exhibition(hold_minutes=30))
    before = timezone.now()

    held = make_hold(exhibit)

    assert (
        before + datetime.timedelta(minutes=30)
        <= held.until_at
        <= timezone.now() + datetime.timedelta(minutes=30)
    )
    assert state(exhibit) == "held"


def test_a_hold_never_outlives_the_exhibition():
    exhibit = make_exhibit(
        exhibition=make_exhibition(closes_at=timezone.now() + datetime.timedelta(minutes=10))
    )

    held = make_hold(exhibit)

    assert held.until_at == exhibit.exhibition.closes_at


def test_a_held_work_is_refused_to_the_next_visitor():
    exhibit = make_exhibit()
    make_hold(exhibit)

    with pytest.raises(HeldBySomeone):
        make_hold(exhibit)


def test_a_lapsed_hold_frees_the_work_without_anyone_doing_anything():
    exhibit = make_exhibit()
    make_hold(exhibit, at=timezone.now() - HOUR / 1.5)

    assert state(exhibit) == "free"
    make_hold(exhibit)

    assert list(Claim.objects.order_by("from_at").values_list("end_reason", flat=True)) == ["lapsed", ""]


def test_a_sold_work_is_refused():
    exhibit = make_exhibit()
    make_sale(exhibit)

    with pytest.raises(Sold):
        make_hold(exhibit)


def test_one_phone_holds_two_works_and_no_third():
    exhibition = make_exhibition()
    first, second, third = (make_exhibit(exhibition=exhibition) for _ in range(3))
    make_hold(first, phone="+996700123456")
    make_hold(second, phone="0700 123 456")

    with pytest.raises(TooMany):
        make_hold(third, phone="+996 (700) 12-34-56")


def test_the_same_form_sent_twice_acts_once():
    exhibit = make_exhibit()
    key = uuid.uuid4()

    first = reservations.reserve(exhibit.pk, phone="+996700123456", once=key)
    second = reservations.reserve(exhibit.pk, phone="+996700123456", once=key)

    assert first == second
    assert Claim.objects.count() == 1


def test_a_cancelled_hold_frees_the_work_at_once():
    exhibit = make_exhibit()
    held = make_hold(exhibit)

    reservations.cancel(held.secret)

    assert state(exhibit) == "free"
    assert reservations.find(held.secret).state == "cancelled"


def test_a_secret_address_is_kept_only_as_a_hash():
    held = make_hold(make_exhibit())

    assert len(held.secret) >= 32
    assert reservations.find(held.secret).spoken_code == held.spoken_code
    assert reservations.find(held.secret[1:]) is None
    assert reservations.find(held.secret.swapcase()) is None


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        (
            {"opens_at": timezone.now() + HOUR, "closes_at": timezone.now() + 3 * HOUR},
            reservations.NotOpenYet,
        ),
        ({"opens_at": timezone.now() - 3 * HOUR, "closes_at": timezone.now() - HOUR}, reservations.Closed),
        ({"announced_at": None}, reservations.Withdrawn),
    ],
)
def test_outside_its_hours_nothing_is_reserved(fields, refusal):
    exhibit = make_exhibit(exhibition=make_exhibition(**fields))

    with pytest.raises(refusal):
        make_hold(exhibit)


def test_a_work_that_is_not_for_sale_is_not_reserved():
    with pytest.raises(reservations.NotForSale):
        make_hold(make_exhibit(price=None))


def test_every_hold_and_its_end_raise_the_exhibitions_version():
    exhibit = make_exhibit()
    versions = [showing.exhibition(exhibit.exhibition.slug, "ky").version]

    held = make_hold(exhibit)
    versions.append(showing.exhibition(exhibit.exhibition.slug, "ky").version)
    reservations.cancel(held.secret)
    versions.append(showing.exhibition(exhibit.exhibition.slug, "ky").version)

    assert versions == sorted(set(versions))
