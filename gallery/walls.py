"""The hang: which works stand beside which, row by row, as in the room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from exhibitions.showing import ShownExhibit
from sales.availability import Hanging

ROW_CM = 342  # of wall that a row shows on a wide screen; hang.css counts with the same figure
GAP_CM = 9  # at least so much between two works
LEAST_CM = 38  # a caption needs the width of such a work
UNMEASURED_CM = 60
PANORAMA = 1.9  # wider than that, a work takes both columns of a phone


@dataclass(frozen=True)
class Place:
    """A work in its row. `lone`: on a phone nothing hangs beside it, so its caption does."""

    hanging: Hanging
    panorama: bool
    lone: bool


@dataclass(frozen=True)
class Row:
    places: tuple[Place, ...]
    tall: int  # centimetres of the tallest work


@dataclass(frozen=True)
class Wall:
    hall: str
    name: str
    rows: tuple[Row, ...]


def walls(hangings: Iterable[Hanging]) -> list[Wall]:
    return [
        Wall(hall, name, rows(list(on_it)))
        for (hall, name), on_it in groupby(hangings, key=lambda hanging: (hanging.exhibit.hall, hanging.exhibit.wall))
    ]


def rows(hangings: Sequence[Hanging]) -> tuple[Row, ...]:
    """As few rows as the wall allows, and about as much in each."""
    if not hangings:
        return ()
    needed = [max(width_cm(hanging.exhibit), LEAST_CM) + GAP_CM for hanging in hangings]
    count = ceil((sum(needed) - GAP_CM) / ROW_CM)
    fair_share = sum(needed) / count
    made: list[list[Hanging]] = [[]]
    used = 0.0
    for hanging, width in zip(hangings, needed, strict=True):
        is_full = used + width - GAP_CM > ROW_CM
        is_fair = len(made) < count and used + width / 2 > fair_share
        if made[-1] and (is_full or is_fair):
            made.append([])
            used = 0.0
        made[-1].append(hanging)
        used += width
    return tuple(row(each) for each in made)


def stretch(hangings: Sequence[Hanging]) -> Row | None:
    """As many of them, from the first on, as one row holds."""
    used, fitting = -GAP_CM, 0
    for hanging in hangings:
        used += max(width_cm(hanging.exhibit), LEAST_CM) + GAP_CM
        if fitting and used > ROW_CM:
            break
        fitting += 1
    return row(hangings[:fitting]) if fitting else None


def row(hangings: Sequence[Hanging]) -> Row:
    return Row(tuple(_places(hangings)), max(height_cm(hanging.exhibit) for hanging in hangings))


def _places(hangings: Sequence[Hanging]) -> list[Place]:
    places: list[Place] = []
    waiting = False  # a work in the left column with none beside it yet
    for hanging in hangings:
        panorama = width_cm(hanging.exhibit) > PANORAMA * height_cm(hanging.exhibit)
        if panorama and waiting:
            places[-1] = Place(places[-1].hanging, False, True)
        waiting = not panorama and not waiting
        places.append(Place(hanging, panorama, False))
    if waiting:
        places[-1] = Place(places[-1].hanging, False, True)
    return places


def width_cm(exhibit: ShownExhibit) -> int:
    return _sides_cm(exhibit)[0]


def height_cm(exhibit: ShownExhibit) -> int:
    return _sides_cm(exhibit)[1]


def _sides_cm(exhibit: ShownExhibit) -> tuple[int, int]:
    """Width and height. A work that nobody has measured hangs as if it were of a middle size, in its photo's ratio."""
    if exhibit.width_mm and exhibit.height_mm:
        return max(1, round(exhibit.width_mm / 10)), max(1, round(exhibit.height_mm / 10))
    if not exhibit.images:
        return UNMEASURED_CM, UNMEASURED_CM
    ratio = exhibit.images[-1].width / exhibit.images[-1].height
    return max(1, round(UNMEASURED_CM * ratio**0.5)), max(1, round(UNMEASURED_CM / ratio**0.5))


def hero(hangings: Sequence[Hanging]) -> Hanging | None:
    """The work that greets: with a photo, neither a sliver nor a panorama, one that can still be taken home
    before one that cannot, and the largest of those."""
    with_photo = [hanging for hanging in hangings if hanging.exhibit.images]

    def welcome(hanging: Hanging) -> tuple[bool, bool, int]:
        wide, tall = _sides_cm(hanging.exhibit)
        return 0.7 <= wide / tall <= 1.4, hanging.state == "free", wide * tall

    return max(with_photo, key=welcome, default=None)
