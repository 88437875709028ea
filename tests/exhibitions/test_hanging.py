"""Hanging: typed as rows of numbers, looked at to scale, and only then hung."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exhibitions import hanging
from exhibitions.hanging import CannotHang
from exhibitions.models import Exhibit
from tests.factories import make_artwork, make_exhibit, make_exhibition, make_hall, make_user, make_wall
from tests.test_query_counts import multiply

pytestmark = pytest.mark.django_db


@pytest.fixture
def organiser():
    return make_user(role="organiser")


@pytest.fixture
def show():
    return make_exhibition()


@pytest.fixture
def walls(show):
    hall = make_hall(show.venue)
    return [make_wall(hall, name=name, width_mm=2000, position=n) for n, name in enumerate("AB", 1)]


def works(show, *numbers, width=400):
    for number in numbers:
        artwork = make_artwork(height_mm=500, width_mm=width, photo=False)
        make_exhibit(exhibition=show, artwork=artwork, catalogue_number=number, published=False)


def places(show):
    found = Exhibit.objects.filter(exhibition=show).order_by("catalogue_number")
    return [(e.catalogue_number, e.wall, e.position) for e in found]


def put(show, user, walls, *texts):
    room = hanging.read(show, user=user)
    typed = {wall.pk: text for wall, text in zip(walls, texts, strict=True)}
    return hanging.hang(show, typed, user=user, seen=room.seal())


def test_rows_are_hung_from_left_to_right_as_they_were_typed(show, walls, organiser):
    works(show, 1, 2, 4, 7)

    assert put(show, organiser, walls, "4 1,7", "2") == 4

    assert places(show) == [(1, "A", 2), (2, "B", 1), (4, "A", 1), (7, "A", 3)]
    assert hanging.read(show, user=organiser).now() == {walls[0].pk: [4, 1, 7], walls[1].pk: [2]}


def test_what_is_taken_from_a_row_has_no_place_and_what_hangs_elsewhere_stays(show, walls, organiser):
    works(show, 1, 2)
    make_exhibit(exhibition=show, catalogue_number=3, wall="stairs", position=5)
    put(show, organiser, walls, "1 2", "")

    assert put(show, organiser, walls, "2", "") == 2

    assert places(show) == [(1, "", 0), (2, "A", 1), (3, "stairs", 5)]
    left = hanging.read(show, user=organiser).without_place({walls[0].pk: [2]})
    assert [exhibit.catalogue_number for exhibit in left] == [1, 3]


@pytest.mark.parametrize("texts", [("1 9", ""), ("1 1", ""), ("1", "1"), ("1 x", "")])
def test_a_row_that_cannot_be_says_which_and_hangs_nothing(show, walls, organiser, texts):
    works(show, 1)

    with pytest.raises(CannotHang) as refused:
        put(show, organiser, walls, *texts)

    assert refused.value.wall == (walls[1].pk if texts[1] else walls[0].pk)
    assert places(show) == [(1, "", 0)]


def test_what_someone_else_moved_meanwhile_is_not_hung_over(show, walls, organiser):
    works(show, 1, 2)
    seen = hanging.read(show, user=organiser).seal()
    put(show, organiser, walls, "2", "")

    with pytest.raises(CannotHang):
        hanging.hang(show, {walls[0].pk: "1"}, user=organiser, seen=seen)

    assert places(show) == [(1, "", 0), (2, "A", 1)]


def test_a_row_says_by_how_much_it_is_too_wide(show, walls, organiser):
    works(show, 1, 2, 3, width=700)
    room = hanging.read(show, user=organiser)

    full, empty = hanging.draw(room, {walls[0].pk: [1, 2, 3], walls[1].pk: []})

    # Three of 70 cm and twice 15 cm between them, on two metres.
    assert (full.wide_cm, full.too_wide_cm, empty.too_wide_cm) == (200, 40, 0)


def test_works_are_drawn_to_scale_with_the_same_space_everywhere(show, walls, organiser):
    works(show, 1, 2)
    room = hanging.read(show, user=organiser)

    [hung, _empty] = hanging.draw(room, {walls[0].pk: [2, 1], walls[1].pk: []})

    assert [(w.exhibit.catalogue_number, w.x, w.y, w.width, w.height) for w in hung.works] == [
        (2, 40, 83, 40, 50),
        (1, 120, 83, 40, 50),
    ]


def test_three_hundred_works_ask_no_more_than_three(show, walls, organiser):
    exhibit = make_exhibit(exhibition=show, catalogue_number=1)
    hanging.read(show, user=organiser)  # reads who they are
    asked = []
    for until in (3, 300):
        multiply(exhibit, until)
        with CaptureQueriesContext(connection) as queries:
            room = hanging.read(show, user=organiser)
            hanging.draw(room, room.now())
            room.seal()
        asked.append(len(queries))

    assert asked == [2, 2]


@pytest.fixture
def at_work(organiser):
    client = Client(headers={"accept-language": "en"})
    client.force_login(organiser)
    return client


def test_looking_hangs_nothing_and_arrows_move_one_place(show, walls, at_work):
    works(show, 1, 2, 3)
    page, row = reverse("admin:hang", args=[show.pk]), f"wall_{walls[0].pk}"

    looked = at_work.post(page, {row: "3 1 2", "look": "1"}).content.decode()
    moved = at_work.post(page, {row: "3 1 2", "move": "2:-1"}).content.decode()

    assert 'value="3 1 2"' in looked
    assert "Not hung yet" in looked
    assert 'value="3 2 1"' in moved
    assert [wall for _number, wall, _position in places(show)] == ["", "", ""]


def test_the_page_hangs_what_was_looked_at_and_keeps_what_was_wrong(show, walls, at_work):
    works(show, 1, 2)
    page, row = reverse("admin:hang", args=[show.pk]), f"wall_{walls[0].pk}"
    seal = at_work.get(page).context["seal"]

    wrong = at_work.post(page, {row: "1 99", "hang": "1", "seen": seal})
    right = at_work.post(page, {row: "2 1", "hang": "1", "seen": seal})
    stale = at_work.post(page, {row: "1 2", "hang": "1", "seen": seal})

    assert (wrong.status_code, right.status_code, stale.status_code) == (422, 302, 409)
    assert 'value="1 99"' in wrong.content.decode()
    assert "No work here has the number “99”." in wrong.content.decode()
    assert 'value="1 2"' in stale.content.decode()
    assert places(show) == [(1, "A", 2), (2, "A", 1)]


def test_a_wall_that_is_too_narrow_says_so_on_the_page(show, walls, at_work):
    works(show, 1, 2, 3, width=700)

    said = at_work.post(
        reverse("admin:hang", args=[show.pk]), {f"wall_{walls[0].pk}": "1 2 3", "look": "1"}
    ).content.decode()

    assert "Too wide by 40 cm." in said
