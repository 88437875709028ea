import datetime
import re

import pytest
import segno
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from gallery import board
from gallery.views import board as view
from sales import line, qr, reservations, selling
from sales.models import Claim, Place
from tests.factories import (
    SOM,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_place,
    make_sale,
    make_user,
)
from tests.gallery.pages import LANGUAGES, words
from tests.gallery.sample import exhibit as sample_exhibit
from tests.gallery.sample import hanging

pytestmark = pytest.mark.django_db
HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)
ALMOST_OVER = datetime.timedelta(minutes=29, seconds=59)


@pytest.fixture
def show():
    return make_exhibition(slug="show", title_ky="Ак жол", title_en="White road")


def hang(show, count=3, **fields):
    return [make_exhibit(exhibition=show, **fields) for _ in range(count)]


def marks(response):
    """What each work's place says, by its number."""
    places = re.findall(
        r'<li class="board-work.*?data-live="w(\d+)">(.*?)</li>', response.content.decode(), re.DOTALL
    )
    return {
        int(number): " ".join(re.sub(r"<[^>]+>", " ", place).replace("\u00a0", " ").split())
        for number, place in places
    }  # fmt: skip


def test_every_work_has_its_mark_and_only_free_ones_a_price(show, visitor):
    sold, held, _free = hang(show, price=12500 * SOM)
    hang(show, 1, price=None)
    make_sale(sold)
    make_hold(held)

    seen = visitor.get("/en/board/show/")

    assert marks(seen) == {1: "1 Sold", 2: "2 Reserved", 3: "3 Available 12 500", 4: "4 Not for sale"}
    assert [mark in words(seen) for mark in ("1 Sold", "1 Reserved", "1 Available")] == [True] * 3


def test_it_is_whole_without_a_script_and_asks_for_itself(show, visitor):
    hang(show)

    page = visitor.get("/ky/board/show/").content.decode()

    assert page.count('<li class="board-work') == 3
    assert '<noscript><meta http-equiv="refresh" content="15;url=?part=1"></noscript>' in page


def test_it_speaks_two_languages_the_page_s_own_first(show, visitor):
    hang(show)

    seen = {language: words(visitor.get(f"/{language}/board/show/")) for language in LANGUAGES}

    assert "Сатылды Продано" in seen["ky"]
    assert "Продано Сатылды" in seen["ru"]
    assert "Sold Сатылды" in seen["en"]


def test_the_address_typed_at_the_projector_leads_to_the_kyrgyz_board(show, visitor):
    answer = visitor.get("/board/show/", headers={"accept-language": "ru"})

    assert (answer.status_code, answer["Location"]) == (302, "/ky/board/show/")


def test_the_last_sale_is_told_by_number_title_and_minute_and_never_by_buyer(show, visitor):
    first, second, _ = hang(show, artwork=None)
    held = make_hold(second, phone="+996700765432", name="Айгүл")
    make_sale(first)
    make_sale(second)
    sold_at = Claim.objects.get(exhibit=second, kind="sale").from_at

    page = visitor.get("/en/board/show/")

    last = f"No. 2 {second.artwork.title_en}, {timezone.localtime(sold_at):%H:%M} found a home"
    assert last in words(page)
    assert re.findall(r'board-work--last" data-live="w(\d+)"', page.content.decode()) == ["2"]
    for private in ("765432", "76 54 32", "Айгүл", held.secret, held.spoken_code):
        assert private not in page.content.decode()


def test_a_long_title_is_told_in_part(show, visitor):
    make_sale(make_exhibit(exhibition=show, artwork=make_artwork(title_ky="Тоо " * 60)))

    assert "Тоо Тоо…" in words(visitor.get("/ky/board/show/"))


def test_an_undone_sale_leaves_the_board(show, visitor):
    [exhibit] = hang(show, 1)
    cashier = make_user(role="cashier")
    sale = make_sale(exhibit, by=cashier)
    assert "found a home" in words(visitor.get("/en/board/show/"))

    selling.undo(sale, by=cashier)

    seen = visitor.get("/en/board/show/")
    assert "found a home" not in words(seen)
    assert "Available" in marks(seen)[1]


def test_before_the_opening_it_says_name_and_hour_and_no_price(visitor):
    soon = make_exhibition(slug="soon", title_ky="Жүздөр", opens_at=timezone.now() + HOUR)
    hang(soon, price=12500 * SOM)

    seen = visitor.get("/en/board/soon/")

    assert marks(seen) == {}
    assert f"{timezone.localtime(soon.opens_at):%H:%M}" in words(seen)
    assert "Жүздөр" in words(seen)
    assert "12 500" not in words(seen)


def test_after_the_closing_it_shows_what_found_a_home(visitor):
    over = make_exhibition(slug="over")
    sold, held, _free = hang(over, price=12500 * SOM)
    make_sale(sold)
    make_hold(held)
    over.opens_at, over.closes_at = timezone.now() - 5 * HOUR, timezone.now() - MINUTE
    over.save()

    assert marks(visitor.get("/en/board/over/")) == {1: "1 Sold", 2: "2", 3: "3"}


def test_bare_walls_are_one_sentence(show, visitor):
    assert "The walls are still bare" in words(visitor.get("/en/board/show/"))


def test_an_exhibition_nobody_announced_has_no_board(visitor):
    make_exhibition(slug="secret", announced_at=None)

    assert visitor.get("/ky/board/secret/").status_code == 404


# --- Freshness --------------------------------------------------------------------------------------------------


def asked(visitor, path, tag=""):
    with CaptureQueriesContext(connection) as queries:
        answer = visitor.get(path, headers={"if-none-match": tag} if tag else {})
    return answer, len(queries)


def test_unchanged_it_costs_one_small_question_and_no_body(show, visitor):
    hang(show)
    first, cold = asked(visitor, "/ky/board/show/")

    again, warm = asked(visitor, "/ky/board/show/", first["ETag"])

    assert (again.status_code, again.content, cold, warm) == (304, b"", 3, 1)
    assert "Set-Cookie" not in first
    assert first["X-Robots-Tag"] == "noindex"


def test_a_sale_is_on_the_board_at_its_next_question(show, visitor):
    exhibit, *_ = hang(show)
    first = visitor.get("/en/board/show/")

    make_sale(exhibit)

    changed = visitor.get("/en/board/show/", headers={"if-none-match": first["ETag"]})
    assert (changed.status_code, marks(changed)[1]) == (200, "1 Sold")


def test_forty_eight_works_ask_no_more_than_one(show, visitor):
    hang(show, 1)
    _, few = asked(visitor, "/ky/board/show/")
    hang(show, 47)
    board.forget()

    _, many = asked(visitor, "/ky/board/show/")

    assert (few, many) == (3, 3)


def test_a_board_alone_offers_a_lapsed_work_to_the_next_in_line(show, visitor, monkeypatch):
    monkeypatch.setattr(board, "SOON", 0.0)
    [exhibit] = hang(show, 1)
    lapsing = make_hold(exhibit, at=timezone.now() - ALMOST_OVER)
    make_place(exhibit)
    visitor.get("/ky/board/show/")
    assert reservations.find(lapsing.secret).state == "held"

    deadline = timezone.now() + datetime.timedelta(seconds=5)
    while Place.objects.get().offer is None and timezone.now() < deadline:
        visitor.get("/ky/board/show/")

    offer = Place.objects.get().offer
    assert offer is not None
    assert marks(visitor.get("/en/board/show/"))[1] == "1 Reserved"
    assert reservations.find(lapsing.secret).state == "lapsed"


def test_a_thousand_boards_do_not_each_look_after_the_line(show, visitor, monkeypatch):
    hang(show)
    looks = []
    monkeypatch.setattr(board, "SOON", 60.0)
    monkeypatch.setattr(line, "catch_up", looks.append)

    for number in range(30):
        make_hold(make_exhibit(exhibition=show))  # so that the kept page is of no use
        visitor.get(f"/{LANGUAGES[number % 3]}/board/show/")

    assert len(looks) == 1


def test_a_board_that_came_too_early_to_look_comes_again_soon(show, visitor, monkeypatch):
    hang(show, 1)
    kept = []
    monkeypatch.setattr(
        view.freshness, "page", lambda request, mark, build, **_: kept.append(build()) or view.HttpResponse()
    )

    visitor.get("/ky/board/show/")
    visitor.get("/ky/board/show/")

    first, second = [built.until - timezone.now() for built in kept]
    assert first > MINUTE
    assert second <= datetime.timedelta(seconds=board.SOON)


# --- The screen -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "wide", "square"),
    [
        (0, 1, 1),
        (1, 1, 1),
        (2, 2, 2),
        (3, 3, 3),
        (4, 4, 2),
        (12, 6, 4),
        (24, 8, 6),
        (30, 10, 8),
        (48, 12, 10),
    ],
)
def test_a_wide_window_has_more_columns_than_a_square_one(count, wide, square):
    assert (board.columns(count, board.WIDE), board.columns(count, board.SQUARE)) == (wide, square)


def test_the_stylesheet_knows_every_number_of_columns(settings):
    css = (settings.BASE_DIR / "static" / "css" / "board.css").read_text()

    for count in range(1, board.ON_ONE_SCREEN + 1):
        seen = board.screen([hanging(number=n) for n in range(count)], 1)
        assert f'[data-wide="{seen.wide}"] {{' in css
        assert f'[data-square="{seen.square}"] {{' in css


def on_walls(**walls):
    return [
        hanging(number=n, wall=wall) for wall, count in walls.items() for n in range(1, count + 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("walls", "screens"),
    [
        ({"A": 30}, [30]),
        ({"A": 24, "B": 24}, [48]),
        ({"A": 24, "B": 25}, [24, 25]),
        ({"A": 60}, [30, 30]),
        ({"A": 10, "B": 40, "C": 5}, [10, 45]),
        ({}, []),
    ],
)
def test_walls_in_turn_when_they_are_too_many_for_one_screen(walls, screens):
    assert [len(part) for part in board.parts(on_walls(**walls))] == screens


def test_parts_are_pages_by_link(show, visitor):
    hang(show, 49)

    first, second, beyond = (visitor.get(f"/en/board/show/?part={part}") for part in (1, 2, 9))

    assert (len(marks(first)), len(marks(second)), len(marks(beyond))) == (25, 24, 25)
    assert 'href="?part=2"' in first.content.decode()
    assert 'data-next="?part=1"' in second.content.decode()


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        ("", "part=1"),
        ("part=3&theme=dark", "part=3&theme=dark"),
        ("part=0", "part=1"),
        ("part=99999", "part=1"),
        ("part=x&theme=pink&utm=1", "part=1"),
    ],
)
def test_nobody_can_invent_pages_without_end(query, understood):
    assert board.Asked.read(view.HttpRequest().GET.__class__(query)).query == understood


def test_light_or_dark_at_wish(show, visitor):
    assert 'data-theme="dark"' in visitor.get("/ky/board/show/?theme=dark").content.decode()
    assert "data-theme" not in visitor.get("/ky/board/show/").content.decode()


def test_a_picture_has_as_many_pixels_as_its_place_needs():
    few, many = (board.screen([hanging(number=n) for n in range(1, count + 1)], 1) for count in (3, 30))

    assert {place.image.width for place in (*few.places, *many.places)} == {720}
    assert board.screen([hanging(images=())], 1).places[0].image is None
    assert sample_exhibit().images[0].width < board.SHARP


def test_the_code_is_the_one_of_the_exhibition_s_address(show, visitor, settings):
    address = f"{settings.PUBLIC_URL}/ky/e/show/"
    dark = {
        (x + 4, y + 4)
        for y, row in enumerate(segno.make(address, error="m", micro=False).matrix)
        for x, module in enumerate(row)
        if module
    }

    page = visitor.get("/ky/board/show/").content.decode()

    runs = re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", page)
    drawn = {(int(x) + n, int(y)) for x, y, long in runs for n in range(int(long))}
    assert drawn == dark
    assert f'<span lang="zxx">{address.partition("://")[2]}</span>' in page
    assert qr.drawn(address) in page
