"""The line: whoever waits comes before whoever asks; an offer is a hold, and whoever lets it pass is out for good."""

import datetime
import uuid

import pytest
import time_machine
from django.db.models import F
from django.utils import timezone

from exhibitions import publishing, showing
from sales import availability, line, reservations, selling
from sales.claims import HeldBySomeone, Sold, TooMany
from sales.models import Claim, Place, Reservation
from tests.factories import (
    HOUR,
    SOM,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_place,
    make_sale,
    make_user,
)
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
MINE, YOURS, THEIRS = "+996700111111", "+996700222222", "+996700333333"


@pytest.fixture
def exhibit():
    return make_exhibit()


@pytest.fixture
def held(exhibit):
    return make_hold(exhibit, phone=MINE)


def state(exhibit):
    return availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, "ky").state


def seen(place):
    return line.find(place).state


def lapse(exhibit):
    """The hold that stands on the work is over. Claims cannot be changed, so the guard is off."""
    write("SET CONSTRAINTS ALL IMMEDIATE")
    write("ALTER TABLE sales_claim DISABLE TRIGGER claim_guard")
    blink = datetime.timedelta(milliseconds=1)
    Claim.objects.live().filter(artwork=exhibit.artwork_id).update(until_at=F("from_at") + blink)
    write("ALTER TABLE sales_claim ENABLE TRIGGER claim_guard")
    write("SET CONSTRAINTS ALL DEFERRED")


def test_whoever_waits_is_told_how_many_stand_before(exhibit, held):
    first, second = make_place(exhibit, phone=YOURS), make_place(exhibit, phone=THEIRS)

    assert [(line.find(place).state, line.find(place).ahead) for place in (first, second)] == [
        ("waiting", 0),
        ("waiting", 1),
    ]


def test_a_hold_let_go_is_offered_to_the_first_in_line(exhibit, held):
    first, second = make_place(exhibit, phone=YOURS), make_place(exhibit, phone=THEIRS)

    reservations.cancel(held.secret)

    assert (seen(first), seen(second), line.find(second).ahead) == ("offered", "waiting", 0)
    assert state(exhibit) == "held"
    assert Claim.objects.live().get().reservation.phone == YOURS


def test_a_hold_that_lapsed_is_offered_as_soon_as_whoever_waits_looks(exhibit, held):
    first = make_place(exhibit, phone=YOURS)

    lapse(exhibit)

    assert state(exhibit) == "held"  # nobody has looked yet, and still it is nobody else's
    assert seen(first) == "offered"
    lapsed = Claim.objects.get(end_reason="lapsed")
    assert lapsed.ended_at == lapsed.until_at


def test_a_passer_by_cannot_take_what_someone_waits_for(exhibit, held):
    first = make_place(exhibit, phone=YOURS)
    lapse(exhibit)

    with pytest.raises(HeldBySomeone):
        make_hold(exhibit, phone=THEIRS)

    line.leave(first)
    make_hold(exhibit, phone=THEIRS)


def test_the_first_in_line_who_just_reserves_has_taken_the_offer(exhibit, held):
    first = make_place(exhibit, phone=YOURS)
    lapse(exhibit)

    taken = make_hold(exhibit, phone=YOURS)

    assert (seen(first), line.find(first).reservation) == ("accepted", taken.secret)


def test_an_accepted_offer_becomes_a_reservation_of_the_full_time_once(exhibit, held):
    first = make_place(exhibit, phone=YOURS)
    reservations.cancel(held.secret)

    once, twice = line.accept(first), line.accept(first)

    assert once == twice
    assert once.until_at - timezone.now() > 29 * MINUTE
    assert seen(first) == "accepted"
    assert reservations.find(once.secret).state == "held"
    assert Claim.objects.live().count() == 1


def test_a_declined_offer_goes_to_the_next_and_does_not_come_back(exhibit, held):
    first, second = make_place(exhibit, phone=YOURS), make_place(exhibit, phone=THEIRS)
    reservations.cancel(held.secret)

    line.leave(first)
    line.leave(second)

    assert (seen(first), seen(second), state(exhibit)) == ("declined", "declined", "free")
    with pytest.raises(line.OfferOver):
        line.accept(first)


def test_a_missed_offer_goes_to_the_next_and_does_not_come_back(exhibit, held):
    first, second = make_place(exhibit, phone=YOURS), make_place(exhibit, phone=THEIRS)
    reservations.cancel(held.secret)

    lapse(exhibit)

    assert (seen(first), seen(second)) == ("missed", "offered")
    lapse(exhibit)
    assert (seen(first), seen(second), state(exhibit)) == ("missed", "missed", "free")


def test_whoever_leaves_is_passed_over(exhibit, held):
    first, second = make_place(exhibit, phone=YOURS), make_place(exhibit, phone=THEIRS)

    line.leave(first)
    reservations.cancel(held.secret)

    assert (seen(first), seen(second)) == ("left", "offered")


def test_an_offered_work_is_sold_to_whom_it_was_offered(exhibit, held, cashier):
    first = make_place(exhibit, phone=YOURS)
    reservations.cancel(held.secret)

    make_sale(exhibit, by=cashier)

    assert seen(first) == "sold"


def test_the_line_waits_on_while_the_work_is_sold_and_gets_it_if_that_is_undone(exhibit, held, cashier):
    first = make_place(exhibit, phone=YOURS)
    sale = make_sale(exhibit, by=cashier)
    assert (seen(first), line.find(first).sold_meanwhile) == ("waiting", True)

    void = selling.ask_void(sale, reason="Катасы бар", by=cashier)
    selling.approve_void(void, by=make_user(role="organiser"))

    assert (seen(first), line.find(first).sold_meanwhile) == ("offered", False)


def test_full_hands_are_passed_over_but_keep_their_place():
    show = make_exhibition()
    wanted, one, two = (make_exhibit(exhibition=show) for _ in range(3))
    held = make_hold(wanted, phone=MINE)
    full, after = make_place(wanted, phone=YOURS), make_place(wanted, phone=THEIRS)
    kept = [make_hold(other, phone=YOURS) for other in (one, two)]

    reservations.cancel(held.secret)
    assert (seen(full), seen(after)) == ("waiting", "offered")

    reservations.cancel(kept[0].secret)
    line.leave(after)
    assert seen(full) == "offered"
    with pytest.raises(TooMany):
        make_hold(one, phone=YOURS)


def test_or_one_like_it_is_offered_when_the_work_is_sold(cashier):
    show = make_exhibition()
    wanted, far, near = (make_exhibit(exhibition=show, price=som * SOM) for som in (9000, 90_000, 8500))
    make_hold(wanted, phone=MINE)
    either, only = make_place(wanted, phone=YOURS, else_like=True), make_place(wanted, phone=THEIRS)

    make_sale(wanted, by=cashier)

    assert (seen(either), line.find(either).offered_number) == ("offered", near.catalogue_number)
    assert seen(only) == "waiting"
    assert (state(near), state(far)) == ("held", "free")


def test_one_waits_once_and_not_for_what_one_holds(exhibit, held):
    make_place(exhibit, phone=YOURS)

    with pytest.raises(line.WaitsAlready):
        make_place(exhibit, phone="0700 22 22 22")
    with pytest.raises(line.HoldsIt):
        make_place(exhibit, phone=MINE)


def test_one_waits_for_three_works_and_no_fourth():
    show = make_exhibition()
    works = [make_exhibit(exhibition=show) for _ in range(4)]
    for work in works:
        make_hold(work)
    for work in works[:3]:
        make_place(work, phone=YOURS)

    with pytest.raises(line.WaitsForMany):
        make_place(works[3], phone=YOURS)


def test_the_same_form_sent_twice_takes_one_place(exhibit, held):
    key = uuid.uuid4()

    first, second = (line.join(exhibit.pk, phone=YOURS, once=key) for _ in range(2))

    assert first == second
    assert Place.objects.count() == 1


def test_what_is_free_is_reserved_and_what_is_sold_is_not_waited_for(exhibit):
    with pytest.raises(line.NobodyHoldsIt):
        make_place(exhibit)
    make_sale(exhibit)
    with pytest.raises(Sold):
        make_place(exhibit)


def test_one_does_not_wait_for_what_is_not_shown_or_not_for_sale_or_closed(exhibit, held, cashier):
    with pytest.raises(line.NoLine):
        make_place(make_exhibit(price=None))
    with pytest.raises(line.NoLine):
        make_place(exhibit, at=exhibit.exhibition.closes_at)
    publishing.withdraw(exhibit.artwork.publications.get(), by=cashier)
    with pytest.raises(line.NoLine):
        make_place(exhibit)


def test_after_closing_nothing_is_offered(held, exhibit):
    first = make_place(exhibit, phone=YOURS)
    exhibit.exhibition.closes_at = timezone.now() - MINUTE
    exhibit.exhibition.save()

    reservations.cancel(held.secret)

    assert (seen(first), Claim.objects.live().count()) == ("closed", 0)


def test_a_work_that_is_no_longer_shown_is_offered_to_nobody(held, exhibit, cashier):
    first = make_place(exhibit, phone=YOURS)
    publishing.withdraw(exhibit.artwork.publications.get(), by=cashier)

    reservations.cancel(held.secret)

    assert (seen(first), Claim.objects.live().count()) == ("waiting", 0)


@pytest.mark.parametrize(
    ("left", "minutes"), [(300, 15), (120, 15), (60, 10), (12, 6), (6, 5.5), (3, 3), (0, 0), (-5, 0)]
)
def test_an_offer_lasts_from_fifteen_minutes_down_to_five_and_never_past_closing(left, minutes):
    now = timezone.now()

    assert line.window(now, now + left * MINUTE) == minutes * MINUTE


def test_an_offer_near_closing_ends_with_the_day():
    exhibit = make_exhibit(exhibition=make_exhibition(closes_at=timezone.now() + 3 * MINUTE))
    held, first = make_hold(exhibit), None
    first = make_place(exhibit, phone=YOURS)

    reservations.cancel(held.secret)

    assert line.find(first).until_at == exhibit.exhibition.closes_at


def test_an_address_that_nobody_has_opens_nothing(exhibit, held):
    place = make_place(exhibit)

    assert line.find(place[1:]) is None
    line.leave(place[1:])
    assert seen(place) == "waiting"


def test_telephones_of_the_line_are_erased_with_the_others(exhibit, held):
    place = make_place(exhibit, phone=YOURS, name="Айнура")
    reservations.cancel(held.secret)

    with time_machine.travel(timezone.now() + 30 * 24 * HOUR):
        erased = reservations.erase_due(timezone.localdate())

    assert erased == 3
    assert list(Place.objects.values_list("phone", "name")) == [("", "")]
    assert set(Reservation.objects.values_list("phone", "name")) == {("", "")}
    assert line.find(place).name == ""


def test_whoever_leaves_last_sets_the_work_free_on_kept_pages_too(exhibit, held):
    place = make_place(exhibit, phone=YOURS)
    lapse(exhibit)
    before = showing.exhibition(exhibit.exhibition.slug, "ky").version

    Place.objects.update(ended_at=timezone.now(), end_reason="left")

    assert showing.exhibition(exhibit.exhibition.slug, "ky").version > before
    assert (state(exhibit), seen(place)) == ("free", "left")


def test_looking_at_the_line_costs_the_same_with_one_and_with_ten(django_assert_num_queries, exhibit, held):
    make_place(exhibit)
    with django_assert_num_queries(1):
        assert line.catch_up(exhibit.exhibition) == 0
    for _ in range(9):
        make_place(exhibit)
    with django_assert_num_queries(1):
        assert line.catch_up(exhibit.exhibition) == 0


# --- What the database refuses ------------------------------------------------------------------------------------


def test_a_place_is_ended_once_and_never_deleted(exhibit, held):
    place = make_place(exhibit)
    with refused_by("place_guard"):
        Place.objects.all().delete()
    with refused_by("place_guard"):
        Place.objects.update(joined_at=timezone.now() - HOUR)
    line.leave(place)
    with refused_by("place_guard"):
        Place.objects.update(ended_at=None, end_reason="")


def test_an_offer_to_someone_else_is_refused(exhibit, held):
    make_place(exhibit, phone=YOURS)

    with refused_by("place_guard"):
        Place.objects.update(offer=Claim.objects.get(), end_reason="offered", ended_at=timezone.now())


def test_a_phone_waits_once_for_a_work(exhibit, held):
    make_place(exhibit, phone=YOURS)
    twin = Place.objects.get()
    twin.pk, twin.secret_sha256 = uuid.uuid4(), b"another"

    with refused_by("one_place_per_artwork_and_contact"):
        twin.save(force_insert=True)


def test_one_waits_for_the_artwork_that_hangs_there(exhibit, held):
    other = make_exhibit()
    make_place(exhibit)
    stray = Place.objects.get()
    stray.pk, stray.secret_sha256, stray.artwork = uuid.uuid4(), b"another", other.artwork

    with refused_by("place_waits_for_the_artwork_of_its_exhibit"):
        stray.save(force_insert=True)


@pytest.mark.parametrize(
    "end",
    [
        {"ended_at": timezone.now()},
        {"end_reason": "left"},
        {"ended_at": timezone.now(), "end_reason": "offered"},
        {"ended_at": timezone.now(), "end_reason": "bored"},
    ],
)
def test_half_an_end_is_refused(exhibit, held, end):
    make_place(exhibit)

    with refused_by("place_end_is_whole"):
        Place.objects.update(**end)


@pytest.mark.parametrize("fields", [{"phone": ""}, {"erased_at": timezone.now()}])
def test_a_telephone_stays_until_it_is_erased_and_no_longer(exhibit, held, fields):
    make_place(exhibit)

    with refused_by("place_has_phone_until_erased"):
        Place.objects.update(**fields)
