import re
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from sales import door
from sales.models import Claim, Place
from tests.factories import HOUR, make_exhibit, make_exhibition, make_hold, make_user
from tests.gallery.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibit():
    return make_exhibit(exhibition=make_exhibition(reserving="room"))


def page_of(exhibit, part=""):
    return f"/en/e/{exhibit.exhibition.slug}/{exhibit.catalogue_number}/{part}"


def door_of(exhibit, code=""):
    return f"/en/door/{exhibit.exhibition.slug}/{code}"


def code(exhibit):
    return door.code(exhibit.exhibition.slug, timezone.now())


def test_the_address_at_the_door_leads_to_a_page_that_one_can_come_back_to(exhibit, visitor):
    answer = visitor.get(door_of(exhibit, f"{code(exhibit)}/"))

    assert answer.status_code == 302
    said = visitor.get(answer["Location"])
    assert "You are in the room" in words(said)
    assert (said["Cache-Control"], said.cookies) == ("no-store", {})
    with time_machine.travel(timezone.now() + 3 * HOUR):
        assert "You are in the room" in words(visitor.get(answer["Location"]))


def test_from_the_door_one_reserves_without_script_and_without_a_cookie(exhibit, visitor):
    at_the_door = visitor.get(door_of(exhibit, f"{code(exhibit)}/"))["Location"]

    form = visitor.get(f"{at_the_door}?number={exhibit.catalogue_number}")["Location"]
    [proof] = re.findall(r'name="door" value="([^"]+)"', visitor.get(form).content.decode())
    answer = visitor.post(
        page_of(exhibit, "reserve/"), {"phone": "0700123456", "once": uuid4(), "door": proof}
    )

    assert answer.status_code == 303
    assert Claim.objects.count() == 1


def test_a_number_that_does_not_hang_here_is_asked_for_again(exhibit, visitor):
    at_the_door = visitor.get(door_of(exhibit, f"{code(exhibit)}/"))["Location"]

    answer = visitor.get(f"{at_the_door}?number=999")

    assert answer.status_code == 422
    assert "No work here has this number" in words(answer)
    assert 'value="999"' in answer.content.decode()


def test_a_code_that_is_over_is_asked_for_again(exhibit, visitor):
    answer = visitor.get(door_of(exhibit, "?door=00000000"))

    assert answer.status_code == 422
    assert "Type the one that is shown now" in words(answer)
    assert 'value="00000000"' in answer.content.decode()


def test_the_form_asks_for_the_code_and_takes_it_typed(exhibit, visitor):
    form = page_of(exhibit, "reserve/")
    assert "Code at the door" in words(visitor.get(form))

    without = visitor.post(form, {"phone": "0700123456", "once": uuid4()})
    typed = visitor.post(form, {"phone": "0700123456", "once": uuid4(), "door": code(exhibit)})

    assert without.status_code == 409
    assert "scan the code at the door" in words(without)
    assert 'value="0700123456"' in without.content.decode()
    assert typed.status_code == 303


def test_a_code_that_was_read_is_not_asked_for_again_when_something_else_is_wrong(exhibit, visitor):
    answer = visitor.post(
        page_of(exhibit, "reserve/"), {"phone": "07", "once": uuid4(), "door": code(exhibit)}
    )

    [proof] = re.findall(r'type="hidden" name="door" value="([^"]+)"', answer.content.decode())
    assert door.admits(exhibit.exhibition.slug, proof, timezone.now() + 3 * HOUR)


def test_whoever_waits_shows_the_code_too(exhibit, visitor):
    make_hold(exhibit, proof=code(exhibit))
    form = page_of(exhibit, "wait/")

    without = visitor.post(form, {"phone": "0700123456", "once": uuid4()})
    typed = visitor.post(form, {"phone": "0700123456", "once": uuid4(), "door": code(exhibit)})

    assert (without.status_code, typed.status_code) == (409, 303)
    assert Place.objects.count() == 1


def test_where_everyone_may_reserve_no_code_is_asked_for(visitor):
    assert "Code at the door" not in words(visitor.get(page_of(make_exhibit(), "reserve/")))


def test_the_page_of_a_work_says_where_it_is_reserved_until_the_room_is_no_longer_first(visitor):
    now = timezone.now()
    exhibition = make_exhibition(
        reserving="room_first", opens_at=now, closes_at=now + 5 * HOUR, room_minutes=20
    )
    exhibit = make_exhibit(exhibition=exhibition)

    assert "works are reserved in the room" in words(visitor.get(page_of(exhibit)))
    with time_machine.travel(now + HOUR / 2):
        assert "works are reserved in the room" not in words(visitor.get(page_of(exhibit)))


def test_the_switch_reaches_pages_that_were_kept_and_browsing_goes_on(visitor):
    exhibit = make_exhibit()
    wall = f"/en/e/{exhibit.exhibition.slug}/"
    kept = visitor.get(page_of(exhibit))
    assert "/reserve/" in kept.content.decode()

    door.leave_it_to_the_desk(exhibit.exhibition, by=make_user("organiser"))
    now = visitor.get(page_of(exhibit), headers={"if-none-match": kept["ETag"]})

    assert now.status_code == 200
    assert "Today works are reserved at the desk only." in words(now)
    assert "/reserve/" not in now.content.decode()
    assert "say the number of the work" in words(visitor.get(wall))
    assert "Today works are reserved at the desk only." in words(visitor.get(page_of(exhibit, "reserve/")))
    refused = visitor.post(page_of(exhibit, "reserve/"), {"phone": "0700123456", "once": uuid4()})
    assert refused.status_code == 409
    assert "Today works are reserved at the desk only." in words(refused)


def test_a_held_work_offers_no_line_while_the_desk_alone_reserves(visitor):
    exhibit = make_exhibit()
    make_hold(exhibit)
    door.leave_it_to_the_desk(exhibit.exhibition, by=make_user("organiser"))

    assert "/wait/" not in visitor.get(page_of(exhibit)).content.decode()
    assert "Take a place in the line" not in words(visitor.get(page_of(exhibit, "wait/")))


def test_the_door_of_an_exhibition_that_is_not_announced_is_not_there(visitor):
    hidden = make_exhibition(announced_at=None)

    assert visitor.get(f"/en/door/{hidden.slug}/").status_code == 404
