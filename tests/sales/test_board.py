import pytest
from django.utils import timezone

from inmates import consent
from inmates.models import Purpose
from sales import board
from sales.models import Payment, Reservation
from tests.factories import (
    HOUR,
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_sale,
    make_user,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibition():
    return make_exhibition()


def states(exhibition, user):
    return {row.number: row.state for row in board.read(exhibition, "ky", user=user)}


def found(exhibition, user, text):
    everything = board.read(exhibition, "ky", user=user)
    return [row.number for row in board.search(exhibition, everything, text, "ky")]


def test_every_work_of_the_exhibition_stands_on_the_board_with_its_state(exhibition, cashier):
    make_exhibit(exhibition=exhibition)
    make_hold(make_exhibit(exhibition=exhibition))
    make_sale(make_exhibit(exhibition=exhibition))
    make_exhibit(exhibition=exhibition, price=None)
    make_exhibit(exhibition=exhibition, published=False)

    assert states(exhibition, cashier) == {1: "free", 2: "held", 3: "sold", 4: "not_for_sale", 5: "not_shown"}


def test_a_hold_shows_the_desk_whom_to_expect(exhibition, cashier):
    exhibit = make_exhibit(exhibition=exhibition)
    held = make_hold(exhibit, phone="+996 700 123 456", name="Айгүл")

    hold = board.one(exhibit, "ky", user=cashier).hold

    assert (hold.until_at, hold.code, hold.phone_end, hold.name) == (
        held.until_at,
        held.spoken_code,
        "34 56",
        "Айгүл",
    )


@pytest.mark.parametrize("role", ["treasurer", "auditor"])
def test_who_does_not_sell_sees_until_when_but_not_who(exhibition, role):
    exhibit = make_exhibit(exhibition=exhibition)
    held = make_hold(exhibit, phone="+996 700 123 456", name="Айгүл")

    hold = board.one(exhibit, "ky", user=make_user(role=role)).hold

    assert hold == board.Hold(None, held.until_at)


def test_a_sale_shows_how_it_was_paid_and_by_whom_it_was_sold(exhibition, cashier):
    exhibit = make_exhibit(exhibition=exhibition, price=850_000)
    sale = make_sale(exhibit, by=cashier)

    assert board.one(exhibit, "ky", user=cashier).sale == board.Sold(
        sale.pk,
        850_000,
        sale.sold_at,
        "cashier",
        ((Payment.Kind.CASH, 850_000),),
        sold_by_id=cashier.pk,
        receipt=sale.receipt_number,
    )


def test_a_lapsed_hold_is_free_on_the_board_too(exhibition, cashier):
    exhibit = make_exhibit(exhibition=exhibition)
    make_hold(exhibit, at=timezone.now() - HOUR / 1.5)

    row = board.one(exhibit, "ky", user=cashier)

    assert (row.state, row.hold) == ("free", None)


def test_a_sale_stays_on_the_board_when_the_work_may_no_longer_be_shown(exhibition, cashier):
    artist = make_artist()
    exhibit = make_exhibit(exhibition=exhibition, artwork=make_artwork(artist=artist))
    make_sale(exhibit)

    consent.withdraw(consent.in_force(artist, Purpose.WEB), by=cashier)

    row = board.one(exhibit, "ky", user=cashier)
    assert (row.state, row.picture) == ("sold", "")


def test_a_work_is_found_by_number_code_telephone_and_words(exhibition, cashier):
    for n in range(23):
        make_exhibit(exhibition=exhibition, artwork=make_artwork(title_ky=f"Тоо {n}", title_ru=f"Гора {n}"))
    kept = make_exhibit(
        exhibition=exhibition, artwork=make_artwork(title_ky="Түнкү көл", title_ru="Ночное озеро")
    )
    make_hold(kept, phone="+996 700 123 456")
    Reservation.objects.update(spoken_code="24–317")

    assert found(exhibition, cashier, "24") == [24]
    assert found(exhibition, cashier, "24–317") == found(exhibition, cashier, "24-317") == [24]
    assert found(exhibition, cashier, "317") == [24]
    assert found(exhibition, cashier, "3456") == found(exhibition, cashier, "34 56") == [24]
    assert found(exhibition, cashier, "түнкү") == found(exhibition, cashier, "озеро") == [24]
    assert found(exhibition, cashier, "5") == [5]
    assert found(exhibition, cashier, "999") == []
    assert len(found(exhibition, cashier, " ")) == 24


def test_the_end_of_a_telephone_is_no_key_for_who_may_not_see_it(exhibition, auditor):
    make_hold(make_exhibit(exhibition=exhibition), phone="+996 700 123 456")

    assert found(exhibition, auditor, "3456") == []


def test_one_works_on_the_exhibition_that_is_on_else_the_evening_s_else_the_next_else_the_last():
    now = timezone.now()
    last, over, on, coming, later = (
        make_exhibition(opens_at=now + start * HOUR, closes_at=now + (start + 2) * HOUR)
        for start in (-9, -7, -1, 5, 20)
    )

    assert board.current([last, over, on, coming], now) == on
    assert board.current([last, over, coming], now) == over
    assert board.current([last, later, on, coming], now) == on
    assert board.current([last, later, coming], now) == coming
    assert board.current([last], now) == last
    assert board.current([], now) is None
