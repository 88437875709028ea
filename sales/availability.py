"""Free, held, sold or not for sale: asked of the rows and the clock at each request, never stored.

A hold that lapses frees its work that second, because nothing has to happen for it."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from exhibitions.showing import (
    WALL_ORDER,
    ShownExhibit,
    ShownExhibition,
    brief_columns,
    exhibit_columns,
    exhibit_from,
    fold,
    rows,
)
from staff.text import one_line

BISHKEK = ZoneInfo("Asia/Bishkek")
CLOCKS_APART = datetime.timedelta(
    seconds=5
)  # the most by which the server's clock may differ from the database's

State = Literal["free", "held", "sold", "not_for_sale"]

SEARCH_LENGTH = 100  # characters; what is longer is not searched for
_ANY_LANGUAGE = "(websearch_to_tsquery('russian', %s) || websearch_to_tsquery('english', %s) || %s::tsquery)"

# A work that was sold in spring and is lent by its buyer today was never offered today: it is not for sale here.
_STATE = """
    CASE WHEN c.kind = 'sale' AND (c.exhibit_id = e.id OR e.for_sale) THEN 'sold'
         WHEN NOT e.for_sale THEN 'not_for_sale'
         WHEN c.kind = 'hold' THEN 'held' ELSE 'free' END AS state, c.until_at,
    CASE WHEN c.kind = 'sale' THEN c.from_at END AS sold_at
"""
# What was not sold at an exhibition stays unsold there, whatever becomes of the work after it closed.
_FROM = """
    FROM public_exhibit e LEFT JOIN public_claim c ON c.artwork_id = e.artwork_id AND (c.exhibit_id = e.id OR EXISTS (
        SELECT FROM public_exhibition x WHERE x.id = e.exhibition_id AND x.closes_at > c.from_at
    ))
"""


@dataclass(frozen=True, slots=True)
class Hanging:
    """A work on the wall and its state at this moment. `until_at` is set while it is held, unless it waits to be
    offered to the next in line; `sold_at` once it is sold."""

    exhibit: ShownExhibit
    state: State
    until_at: datetime.datetime | None
    sold_at: datetime.datetime | None = None


@dataclass(frozen=True, slots=True)
class Brief:
    """The same in few words, for those who count: of a large wall thousands are read at once."""

    id: int
    catalogue_number: int
    title: str
    title_lang: str
    hall: str
    wall: str
    price_tyiyn: int | None
    has_image: bool
    state: State
    until_at: datetime.datetime | None
    sold_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Counts:
    all: int
    free: int
    held: int
    sold: int
    not_for_sale: int


def _hanging(row: dict) -> Hanging:
    return Hanging(exhibit_from(row), row["state"], row["until_at"], row["sold_at"])


def hang(exhibition: ShownExhibition, language: str, *, search: str = "") -> list[Hanging]:
    """The works of an exhibition in wall order; with `search`, those whose public words in any language match."""
    where = "e.exhibition_id = %s"
    params: list[int | str] = [exhibition.id]
    if text := fold(one_line(search)[:SEARCH_LENGTH]):
        where += f" AND e.search @@ {_ANY_LANGUAGE}"
        params += [text, text, _beginnings(text)]
    sql = f"SELECT {exhibit_columns(language)}, {_STATE} {_FROM} WHERE {where} ORDER BY {WALL_ORDER}"
    return [_hanging(row) for row in rows(sql, params)]


def brief(exhibition_id: int, language: str) -> list[Brief]:
    """The works of an exhibition in wall order, in few words."""
    found = rows(
        f"SELECT {brief_columns(language)}, {_STATE} {_FROM} WHERE e.exhibition_id = %s ORDER BY {WALL_ORDER}",
        [exhibition_id],
    )
    return [Brief(**row) for row in found]


def _beginnings(text: str) -> str:
    """A tsquery that finds words by their beginning: PostgreSQL has no Kyrgyz stemmer, and Kyrgyz puts endings last."""
    words = re.findall(r"\w+", text)[:8]
    return " & ".join(f"'{word}':*" for word in words)


def one(slug: str, catalogue_number: int, language: str) -> Hanging | None:
    found = rows(
        f"SELECT {exhibit_columns(language)}, {_STATE} {_FROM} WHERE e.slug = %s AND e.catalogue_number = %s",
        [slug, catalogue_number],
    )
    return _hanging(found[0]) if found else None


def counts(hangings: Iterable[Hanging]) -> Counts:
    tally = Counter(hanging.state for hanging in hangings)
    return Counts(tally.total(), tally["free"], tally["held"], tally["sold"], tally["not_for_sale"])


def nearest(wanted: ShownExhibit, hangings: Iterable[Hanging], how_many: int = 2) -> list[Hanging]:
    """The free works most like the wanted one in size and price; a doubling of either counts the same."""

    def distance(hanging: Hanging) -> float:
        other = hanging.exhibit
        return _ratio(_area(wanted), _area(other)) + _ratio(wanted.price_tyiyn, other.price_tyiyn)

    free = [hanging for hanging in hangings if hanging.state == "free" and hanging.exhibit.id != wanted.id]
    return sorted(free, key=distance)[:how_many]


def _area(exhibit: ShownExhibit) -> int | None:
    return exhibit.height_mm * exhibit.width_mm if exhibit.height_mm and exhibit.width_mm else None


def _ratio(one: int | None, other: int | None) -> float:
    if not one or not other:
        return 1.0
    return max(one, other) / min(one, other) - 1


def fresh_until(
    exhibition: ShownExhibition, hangings: Sequence[Hanging], at: datetime.datetime
) -> datetime.datetime | None:
    """The next moment at which a page of this exhibition changes by itself: a hold lapses, the doors open or close, the
    room no longer reserves alone, or the day ends (a consent may end with it). Everything else raises the version.

    The answer may lie in the past: then the page is not to be kept at all. A state is told by the database's clock, and
    a page is kept by the server's; near such a moment the two may disagree about whether it has come."""
    midnight = (at.astimezone(BISHKEK) + datetime.timedelta(days=1)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    fixed = [exhibition.opens_at, exhibition.room_until, exhibition.closes_at]
    fixed += [midnight - datetime.timedelta(days=1), midnight]
    moments = [moment for moment in fixed if moment and moment > at - CLOCKS_APART]
    return min([*moments, *(h.until_at for h in hangings if h.until_at)], default=None)
