"""The hang: which works stand beside which, row by row, as in the room."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil

from exhibitions.showing import ShownExhibit
from sales.availability import Hanging

ROW_CM = 342  # of wall that a row shows on a wide screen
STRETCHED_CM = (
    400  # rather than break a wall that is a little longer, the whole exhibition is hung a little smaller
)
GAP_CM = 9  # at least so much between two works
LEAST_CM = 38  # a caption needs the width of such a work
AIRY = 0.62  # of a row
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
    airy: bool = False  # much wall and few works


@dataclass(frozen=True)
class Wall:
    hall: str
    name: str
    rows: tuple[Row, ...]


def walls(hangings: Sequence[Hanging]) -> list[Wall]:
    long = row_cm(hangings)
    return [Wall(hall, name, rows(on_it, long)) for (hall, name), on_it in _by_wall(hangings)]


def row_cm(hangings: Sequence[Hanging]) -> int:
    """How much wall one row shows: the one scale of an exhibition."""
    longest = max((_needed_cm(on_it) for _, on_it in _by_wall(hangings)), default=0)
    return longest if ROW_CM < longest <= STRETCHED_CM else ROW_CM


def _by_wall(hangings: Iterable[Hanging]) -> list[tuple[tuple[str, str], list[Hanging]]]:
    grouped = groupby(hangings, key=lambda hanging: (hanging.exhibit.hall, hanging.exhibit.wall))
    return [(place, list(on_it)) for place, on_it in grouped]


def rows(hangings: Sequence[Hanging], long: int = ROW_CM) -> tuple[Row, ...]:
    """As few rows as the wall allows, and about as much in each."""
    if not hangings:
        return ()
    count = ceil(_needed_cm(hangings) / long)
    fair_share = (_needed_cm(hangings) + GAP_CM) / count
    made: list[list[Hanging]] = [[]]
    for hanging in hangings:
        last = made[-1]
        is_full = _needed_cm([*last, hanging]) > long
        is_fair = len(made) < count and _needed_cm(last) + _place_cm(hanging) / 2 > fair_share
        if last and (is_full or is_fair):
            made.append([hanging])
        else:
            last.append(hanging)
    return tuple(row(each, long) for each in made)


def _needed_cm(hangings: Sequence[Hanging]) -> int:
    return sum(map(_place_cm, hangings)) + GAP_CM * (len(hangings) - 1)


def _place_cm(hanging: Hanging) -> int:
    return max(width_cm(hanging.exhibit), LEAST_CM)


def stretch(hangings: Sequence[Hanging]) -> Row | None:
    """As many of them, from the first on, as one row holds."""
    fitting = [count for count in range(1, len(hangings) + 1) if _needed_cm(hangings[:count]) <= ROW_CM]
    return row(hangings[: max(fitting, default=1)]) if hangings else None


def row(hangings: Sequence[Hanging], long: int = ROW_CM) -> Row:
    return Row(
        places=tuple(_places(hangings)),
        tall=max(height_cm(hanging.exhibit) for hanging in hangings),
        airy=_needed_cm(hangings) < AIRY * long,
    )


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
