"""The wall of an exhibition as the process last read it, and how we know that it still hangs so.

Every page of an exhibition looks at the whole wall: for neighbours, for what is nearest in size and price. It is read
again when the exhibition's version has moved, or when the moment has come at which a hold lapses."""

from datetime import datetime
from typing import NamedTuple

from django.utils.timezone import now

from exhibitions.showing import ShownExhibition
from sales import availability
from sales.availability import Hanging


class _Read(NamedTuple):
    version: int
    until: datetime | None
    hangings: list[Hanging]


MOST = 24  # walls kept: some eight exhibitions in three languages
_walls: dict[tuple[int, str], _Read] = {}


def hung(show: ShownExhibition, language: str) -> list[Hanging]:
    """All works of the exhibition, in wall order, as true as if they had just been read. Not to be changed."""
    key = (show.id, language)
    read = _walls.get(key)
    if read and read.version == show.version and (read.until is None or now() < read.until):
        return read.hangings
    hangings = availability.hang(show, language)
    if len(_walls) >= MOST:
        _walls.clear()
    _walls[key] = _Read(show.version, availability.fresh_until(show, hangings, now()), hangings)
    return hangings


def forget() -> None:
    _walls.clear()
