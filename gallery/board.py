"""The wall board: the whole wall on one screen for those who stand in the room."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import ceil, sqrt
from threading import Lock
from time import monotonic

from django.http import QueryDict
from django.utils.text import Truncator

from exhibitions.showing import ShownExhibit, ShownExhibition, ShownImage
from sales import line
from sales.availability import Hanging

ON_ONE_SCREEN = 48
WIDE, SQUARE = 3.2, 2.0
MOST_PARTS = 20
SECOND_LANGUAGE = {"ky": "ru", "ru": "ky", "en": "ky"}
SOON = 2.0  # seconds; the line is looked after no more often
FEW, SHARP_FOR_FEW, SHARP = 15, 900, 400  # works; pixels that a picture's width should have at least
LAST_TITLE = 60


@dataclass(frozen=True)
class Asked:
    """The understood part of the query: which screen of several, and whether it is to be light or dark. Without a wish
    the machine's own setting decides."""

    part: int = 1
    theme: str = ""

    @classmethod
    def read(cls, query: QueryDict) -> "Asked":
        part, theme = query.get("part", ""), query.get("theme", "")
        known = [str(number) for number in range(1, MOST_PARTS + 1)]
        return cls(int(part) if part in known else 1, theme if theme in ("light", "dark") else "")

    @property
    def query(self) -> str:
        return "&".join([f"part={self.part}", *([f"theme={self.theme}"] if self.theme else [])])


@dataclass(frozen=True)
class Place:
    """A work on the board, with a picture of few bytes."""

    hanging: Hanging
    image: ShownImage | None


@dataclass(frozen=True)
class Screen:
    places: tuple[Place, ...]
    wide: int  # columns on a wide window, and on one that is nearly square
    square: int
    part: int
    parts: int

    @property
    def next(self) -> int:
        return self.part % self.parts + 1


def screen(hangings: Sequence[Hanging], part: int) -> Screen:
    made = parts(hangings)
    part = part if part <= len(made) else 1
    shown = made[part - 1] if made else []
    wanted = SHARP_FOR_FEW if len(shown) <= FEW else SHARP
    places = tuple(Place(hanging, _image(hanging.exhibit, wanted)) for hanging in shown)
    return Screen(places, columns(len(shown), WIDE), columns(len(shown), SQUARE), part, max(1, len(made)))


def parts(hangings: Sequence[Hanging]) -> list[list[Hanging]]:
    """As many whole walls to a screen as there is room for; a wall too long for one is shared out evenly."""
    made: list[list[Hanging]] = []
    for _, each in groupby(hangings, key=lambda hanging: (hanging.exhibit.hall, hanging.exhibit.wall)):
        on_it = list(each)
        share = ceil(len(on_it) / ceil(len(on_it) / ON_ONE_SCREEN))
        for first in range(0, len(on_it), share):
            piece = on_it[first : first + share]
            if made and len(made[-1]) + len(piece) <= ON_ONE_SCREEN:
                made[-1] += piece
            else:
                made.append(piece)
    return made


def columns(count: int, to_a_row: float) -> int:
    """With `to_a_row` times as many columns as rows the pictures come out largest; the rows as even as may be."""
    if not count:
        return 1
    rows = ceil(count / min(count, ceil(sqrt(to_a_row * count))))
    return ceil(count / rows)


def _image(exhibit: ShownExhibit, wanted: int) -> ShownImage | None:
    sharp = (image for image in exhibit.images if image.width >= wanted)
    return next(sharp, exhibit.images[-1] if exhibit.images else None)


def last_sale(show: ShownExhibition, hangings: Sequence[Hanging]) -> Hanging | None:
    """Of what was sold here, with so much of its title as can be read in passing."""
    sold = [hanging for hanging in hangings if hanging.sold_at and hanging.sold_at >= show.opens_at]
    last = max(sold, key=lambda hanging: hanging.sold_at or show.opens_at, default=None)
    if last is None:
        return None
    return replace(last, exhibit=replace(last.exhibit, title=Truncator(last.exhibit.title).chars(LAST_TITLE)))


_next_look: dict[int, float] = {}
_looking = Lock()


def look_after_the_line(show: ShownExhibition) -> bool:
    """Offer what has lapsed to whoever is next. However many boards ask at once, each process looks once in a while:
    False when somebody has looked just now."""
    with _looking:
        if monotonic() < _next_look.get(show.id, 0.0):
            return False
        _next_look[show.id] = monotonic() + SOON
    line.catch_up(show)
    return True


def forget() -> None:
    _next_look.clear()
