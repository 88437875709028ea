"""Who may reserve from where: the code at the door, the proof that is given for it, and the switch."""

import datetime
import uuid

import pytest
from django.utils import timezone

from exhibitions.models import Exhibition
from sales import door, line, reservations
from sales.claims import TooMany
from sales.door import DeskOnly, InTheRoomOnly, WrongCode
from sales.models import Claim
from tests.factories import HOUR, make_exhibit, make_exhibition, make_hold, make_place, make_user

pytestmark = pytest.mark.django_db

MINUTE = datetime.timedelta(minutes=1)
MINE, YOURS = "+996700111111", "+996700222222"


@pytest.fixture
def room():
    """An exhibition whose works only those in the room may reserve."""
    return make_exhibition(reserving="room")


def reserve(exhibit, proof="", **about):
    about = {"phone": MINE, "once": uuid.uuid4()} | about
    return reservations.reserve(exhibit.pk, proof=proof, **about)


def test_the_code_changes_every_five_minutes_and_the_one_before_still_counts():
    at = datetime.datetime(2026, 11, 21, 11, 2, tzinfo=datetime.UTC)
    first = door.code("ak-jol", at)

    assert door.changes_at(at) == at + 3 * MINUTE
    assert door.code("ak-jol", at + 2 * MINUTE) == first
    assert door.code("ak-jol", at + 3 * MINUTE) != first
    assert [door.admits("ak-jol", first, at + n * MINUTE) for n in (0, 3, 7, 8)] == [True, True, True, False]


def test_the_code_of_one_exhibition_opens_no_other():
    at = timezone.now()

    assert not door.admits("other", door.code("ak-jol", at), at)
    assert not door.admits("other", door.welcome("ak-jol", door.code("ak-jol", at), at), at)


def test_the_code_is_read_as_people_type_it():
    at = timezone.now()
    code = door.code("ak-jol", at)

    assert [
        door.admits("ak-jol", text, at) for text in (f"{code[:4]} {code[4:]}", f" {code}", code[:7], "")
    ] == [
        True,
        True,
        False,
        False,
    ]


def test_the_proof_lasts_for_hours_and_cannot_be_made_longer():
    at = timezone.now()
    proof = door.welcome("ak-jol", door.code("ak-jol", at), at)
    until, _dash, mac = proof.partition("-")

    assert door.admits("ak-jol", proof, at + 3 * HOUR)
    assert door.welcome("ak-jol", proof, at + 3 * HOUR) == proof
    assert not door.admits("ak-jol", proof, at + 4 * HOUR)
    assert not door.admits("ak-jol", f"{int(until) + 60}-{mac}", at)


def test_in_the_room_only_the_code_at_the_door_lets_one_reserve(room):
    exhibit = make_exhibit(exhibition=room)
    now = timezone.now()
    old = door.code(room.slug, now - 20 * MINUTE)

    with pytest.raises(InTheRoomOnly):
        reserve(exhibit)
    with pytest.raises(WrongCode):
        reserve(exhibit, old)
    held = reserve(exhibit, door.code(room.slug, now))

    assert held.until_at > now


def test_a_form_that_was_refused_may_be_sent_again_with_the_code(room):
    exhibit = make_exhibit(exhibition=room)
    key = uuid.uuid4()
    with pytest.raises(InTheRoomOnly):
        reserve(exhibit, once=key)

    assert reserve(exhibit, door.code(room.slug, timezone.now()), once=key).spoken_code


def test_the_room_is_first_and_then_everyone_may():
    opens = timezone.now()
    exhibition = make_exhibition(
        reserving="room_first", room_minutes=20, opens_at=opens, closes_at=opens + 5 * HOUR
    )
    exhibit = make_exhibit(exhibition=exhibition)

    with pytest.raises(InTheRoomOnly) as refused:
        reserve(exhibit, at=opens + 19 * MINUTE)
    held = reserve(exhibit, at=opens + 20 * MINUTE)

    assert refused.value.until == opens + 20 * MINUTE
    assert held.spoken_code


def test_whoever_waits_in_line_stands_in_the_room_too(room):
    exhibit = make_exhibit(exhibition=room)
    reserve(exhibit, door.code(room.slug, timezone.now()))

    with pytest.raises(InTheRoomOnly):
        line.join(exhibit.pk, phone=YOURS, once=uuid.uuid4())
    place = line.join(exhibit.pk, phone=YOURS, once=uuid.uuid4(), proof=door.code(room.slug, timezone.now()))

    assert line.find(place).state == "waiting"


def test_the_switch_leaves_everything_to_the_desk_from_the_next_request_on():
    exhibition, by = make_exhibition(), make_user("organiser")
    free, held = make_exhibit(exhibition=exhibition), make_exhibit(exhibition=exhibition)
    make_hold(held, phone=YOURS)

    assert door.leave_it_to_the_desk(exhibition, by=by)

    with pytest.raises(DeskOnly):
        reserve(free)
    with pytest.raises(DeskOnly):
        line.join(held.pk, phone=MINE, once=uuid.uuid4())
    exhibition.refresh_from_db()
    assert exhibition.desk_only_by == by
    assert door.let_visitors_reserve(exhibition)
    assert reserve(free).spoken_code


def test_the_switch_thrown_twice_keeps_who_was_first():
    exhibition, first, second = make_exhibition(), make_user("organiser"), make_user("cashier")

    assert door.leave_it_to_the_desk(exhibition, by=first)
    assert not door.leave_it_to_the_desk(exhibition, by=second)

    assert Exhibition.objects.get(pk=exhibition.pk).desk_only_by == first


def test_the_switch_leaves_a_trace_and_raises_the_version():
    exhibition, by = make_exhibition(), make_user("organiser")
    version = Exhibition.objects.get(pk=exhibition.pk).version_row.version

    door.leave_it_to_the_desk(exhibition, by=by)
    door.let_visitors_reserve(exhibition)

    assert (
        Exhibition.objects.get(pk=exhibition.pk).version_row.version == version + 4
    )  # the row before and after
    history = Exhibition.pgh_event_model.objects.filter(pgh_obj_id=exhibition.pk).order_by("pgh_id")
    assert list(history.values_list("desk_only_by", flat=True)) == [None, by.pk, None]


def test_an_offer_that_stands_is_kept_though_the_switch_is_thrown():
    exhibit = make_exhibit()
    make_hold(exhibit, phone=YOURS, at=timezone.now() - HOUR / 2 + MINUTE)
    place = make_place(exhibit, phone=MINE)

    reservations.end_hold(Claim.objects.live().get(artwork=exhibit.artwork_id), Claim.End.RELEASED)
    door.leave_it_to_the_desk(exhibit.exhibition, by=make_user("organiser"))

    assert line.find(place).state == "offered"
    assert line.accept(place).spoken_code


def test_one_telephone_holds_one_work_where_that_is_the_limit():
    exhibition = make_exhibition(holds_per_phone=1)
    first, second = make_exhibit(exhibition=exhibition), make_exhibit(exhibition=exhibition)
    make_hold(first, phone=MINE)

    with pytest.raises(TooMany) as refused:
        make_hold(second, phone=MINE)

    assert refused.value.limit == 1


def test_a_limit_that_is_lowered_counts_what_is_held_already():
    exhibition = make_exhibition()
    first, second, third = (make_exhibit(exhibition=exhibition) for _ in range(3))
    freed = make_hold(first, phone=MINE)
    kept = make_hold(second, phone=MINE)
    reservations.cancel(freed.secret)
    Exhibition.objects.filter(pk=exhibition.pk).update(holds_per_phone=1)

    with pytest.raises(TooMany):  # though the first slot is free
        make_hold(third, phone=MINE)

    assert kept.spoken_code


def test_the_limit_counts_offers_of_the_line():
    exhibition = make_exhibition(holds_per_phone=1)
    mine, wanted = make_exhibit(exhibition=exhibition), make_exhibit(exhibition=exhibition)
    other = make_hold(wanted, phone=YOURS)
    make_hold(mine, phone=MINE)
    place = make_place(wanted, phone=MINE)

    reservations.cancel(other.secret)

    assert line.find(place).state == "waiting"
