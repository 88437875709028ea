"""Hanging: which works stand on which wall, from left to right. A wall is typed as a row of catalogue numbers, looked
at to scale, and only then hung."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exhibitions.models import Exhibit, Exhibition, Wall
from staff.scope import rows

BETWEEN_CM = 15  # at least, from frame to frame
UNMEASURED_CM = 60  # a work without a size is drawn so wide and so high
EYE_CM, ROOM_CM = 152, 260  # the middle of a work, and the top of the drawing, over the floor

Rows = dict[int, list[int]]  # wall's key -> catalogue numbers, from left to right


class CannotHang(Exception):
    """`wall` is the one whose row has to be mended, or None; `sentence` says how."""

    def __init__(self, wall: int | None, sentence: str) -> None:
        super().__init__(sentence)
        self.wall, self.sentence = wall, sentence


@dataclass(frozen=True, slots=True)
class Drawn:
    """A work on the drawing, in whole centimetres from the left and from the top."""

    exhibit: Exhibit
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Hung:
    """`too_wide_cm`: by how much the works and the least space between them exceed the wall."""

    wall: Wall
    works: tuple[Drawn, ...]
    wide_cm: int
    too_wide_cm: int

    @property
    def row(self) -> str:
        return " ".join(str(work.exhibit.catalogue_number) for work in self.works)


@dataclass(frozen=True, slots=True)
class Room:
    """All there is to hang and where. `numbers`: the exhibits by catalogue number."""

    exhibition: Exhibition
    walls: list[Wall]
    numbers: dict[int, Exhibit]

    def now(self) -> Rows:
        """As it hangs at this moment."""
        by_name = {(wall.hall_id, wall.name): wall.pk for wall in self.walls}
        found: Rows = {wall.pk: [] for wall in self.walls}
        for exhibit in sorted(self.numbers.values(), key=lambda each: (each.position, each.catalogue_number)):
            if key := by_name.get((exhibit.hall_id or 0, exhibit.wall)):
                found[key].append(exhibit.catalogue_number)
        return found

    def without_place(self, hang: Rows) -> list[Exhibit]:
        """What hangs on none of these walls, in the order of the catalogue."""
        placed = {number for row in hang.values() for number in row}
        return [exhibit for number, exhibit in sorted(self.numbers.items()) if number not in placed]

    def seal(self) -> str:
        """Stands for exactly what hung where when a page was shown."""
        places = (
            f"{each.pk}:{each.hall_id}:{each.wall}:{each.position}"
            for _number, each in sorted(self.numbers.items())
        )
        return hashlib.sha256(",".join(places).encode()).hexdigest()[:32]


def read(exhibition: Exhibition, *, user: Any) -> Room:
    """Two queries, however many works hang."""
    walls = rows(Wall, user).filter(hall__venue=exhibition.venue_id).select_related("hall")
    hanging = rows(Exhibit, user).filter(exhibition=exhibition, withdrawn_at=None).select_related("artwork")
    return Room(
        exhibition,
        list(walls.order_by("hall__position", "position", "pk")),
        {exhibit.catalogue_number: exhibit for exhibit in hanging},
    )


def typed(room: Room, texts: Mapping[int, str]) -> Rows:
    """Rows of numbers as people type them: "1 4 7, 12". Raises CannotHang."""
    found: Rows = {}
    seen: set[int] = set()
    for wall in room.walls:
        found[wall.pk] = []
        for word in re.split(r"[\s,;]+", texts.get(wall.pk, "").strip()):
            if not word:
                continue
            number = int(word) if re.fullmatch(r"[0-9]{1,5}", word) else 0
            if number not in room.numbers:
                said = _("No work here has the number “%(word)s”.") % {"word": word[:20]}
                raise CannotHang(wall.pk, said)
            if number in seen:
                raise CannotHang(
                    wall.pk, _("No. %(number)s stands twice. Leave it once.") % {"number": number}
                )
            seen.add(number)
            found[wall.pk].append(number)
    return found


def move(hang: Rows, number: int, by: int) -> None:
    """One place to the left (-1) or to the right (1); at the end of its wall it stays."""
    for row in hang.values():
        if number in row:
            here = row.index(number)
            there = here + by
            if 0 <= there < len(row):
                row[here], row[there] = row[there], row[here]


def draw(room: Room, hang: Rows) -> list[Hung]:
    return [_drawn(wall, [room.numbers[number] for number in hang[wall.pk]]) for wall in room.walls]


def _drawn(wall: Wall, exhibits: Iterable[Exhibit]) -> Hung:
    sizes = [(each, *_size(each)) for each in exhibits]
    wide = wall.width_mm // 10
    works = sum(width for _each, width, _height in sizes)
    needed = works + BETWEEN_CM * max(len(sizes) - 1, 0)
    # Where there is room, the same space is left everywhere, at the corners too.
    space = max((wide - works) // (len(sizes) + 1), 0) if needed <= wide else BETWEEN_CM
    x = space if needed <= wide else 0
    drawn = []
    for exhibit, width, height in sizes:
        drawn.append(Drawn(exhibit, x, max(ROOM_CM - EYE_CM - height // 2, 0), width, height))
        x += width + space
    return Hung(wall, tuple(drawn), wide, max(needed - wide, 0))


def _size(exhibit: Exhibit) -> tuple[int, int]:
    """In centimetres, rounded up, so that what is said to fit does fit."""
    artwork = exhibit.artwork
    if not (artwork.width_mm and artwork.height_mm):
        return UNMEASURED_CM, UNMEASURED_CM
    return -(-artwork.width_mm // 10), -(-artwork.height_mm // 10)


def hang(exhibition: Exhibition, texts: Mapping[int, str], *, user: Any, seen: str) -> int:
    """Hang the rows as they were typed. What is taken from these walls has no place; what hangs elsewhere stays.
    Returns how many works moved. Raises CannotHang."""
    with transaction.atomic():
        Exhibition.objects.select_for_update(no_key=True).get(pk=exhibition.pk)
        room = read(exhibition, user=user)
        if room.seal() != seen:
            said = _("Someone has moved works meanwhile. What you typed is kept: look once more and hang it.")
            raise CannotHang(None, said)
        wanted = typed(room, texts)
        places: dict[int, tuple[int | None, str, int]] = {}
        for numbers in room.now().values():
            places |= {number: (None, "", 0) for number in numbers}
        for wall in room.walls:
            for place, number in enumerate(wanted[wall.pk], 1):
                places[number] = (wall.hall_id, wall.name, place)
        moved = []
        for number, there in places.items():
            exhibit = room.numbers[number]
            if (exhibit.hall_id, exhibit.wall, exhibit.position) != there:
                exhibit.hall_id, exhibit.wall, exhibit.position = there
                moved.append(exhibit)
        Exhibit.objects.bulk_update(moved, ["hall", "wall", "position"])
        return len(moved)
