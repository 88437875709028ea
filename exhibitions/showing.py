"""What the public may see, as plain frozen values read from the public views by the public role.

No value here leads to an artist, an institution's row or an identity: a template cannot walk from a work to a
person."""

import datetime
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from staff.words import LANGUAGES


@dataclass(frozen=True, slots=True)
class ShownImage:
    """One clean image, served at /i/<name>. Sizes in pixels."""

    name: str
    width: int
    height: int
    format: str


def room_until(
    reserving: str, opens_at: datetime.datetime, closes_at: datetime.datetime, minutes: int
) -> datetime.datetime | None:
    if reserving == "everyone":
        return None
    return (
        closes_at if reserving == "room" else min(opens_at + datetime.timedelta(minutes=minutes), closes_at)
    )


@dataclass(frozen=True, slots=True)
class ShownExhibition:
    id: int
    slug: str
    code: str
    title: str
    lede: str
    venue: str
    address: str
    city: str
    directions: str
    opens_at: datetime.datetime
    closes_at: datetime.datetime
    hold_minutes: int
    phone: str
    version: int
    reserving: str
    room_minutes: int
    desk_only: bool

    def phase(self, at: datetime.datetime) -> str:
        """ "before", "open" or "after"."""
        if at < self.opens_at:
            return "before"
        return "open" if at < self.closes_at else "after"

    @property
    def room_until(self) -> datetime.datetime | None:
        """Until when only who is in the room may reserve; None where everyone may from the beginning."""
        return room_until(self.reserving, self.opens_at, self.closes_at, self.room_minutes)


@dataclass(frozen=True, slots=True)
class ShownExhibit:
    """A hung work as two people approved it, named as openly as its artist agrees to at this moment.

    `shown_as` and `institution` are empty for an anonymous artist. `price_tyiyn` is None before the opening and for
    works that are not for sale. `images` are WebP from narrow to wide, empty while a photo is missing."""

    id: int
    exhibition_id: int
    artwork_id: int
    slug: str
    code: str
    catalogue_number: int
    title: str
    title_lang: str
    shown_as: str
    institution: str
    made: str
    technique: str
    technique_lang: str
    kind: str
    terms: tuple[str, ...]
    height_mm: int | None
    width_mm: int | None
    depth_mm: int | None
    alt: str
    story: str
    story_lang: str
    told_in: str
    quote: str
    quote_lang: str
    hall: str
    wall: str
    for_sale: bool
    price_tyiyn: int | None
    images: tuple[ShownImage, ...]
    fallback: ShownImage | None
    mean_colour: str
    indexable: bool


_EXHIBITION = (
    "id, slug, code, opens_at, closes_at, hold_minutes, phone, version, reserving, room_minutes, desk_only"
)
_EXHIBITION_WORDS = ("title", "lede", "venue", "address", "city", "directions")
_EXHIBIT = (
    "e.id, e.exhibition_id, e.artwork_id, e.slug, e.code, e.catalogue_number, e.wall, e.told_in, e.made, e.height_mm,"
    " e.width_mm, e.depth_mm, e.kind, e.terms, e.images, e.mean_colour, e.indexable, e.for_sale, e.price_tyiyn"
)
_TAGGED = ("title", "technique", "story", "quote")
_EXHIBIT_WORDS = ("title", "technique", "alt", "story", "quote", "shown_as", "institution", "hall")
WALL_ORDER = "e.hall_position, e.wall, e.position, e.catalogue_number"


def _spoken(names: Iterable[str], language: str, table: str = "", tagged: Iterable[str] = ()) -> str:
    """SQL for each text in the language, else in Kyrgyz, Russian, English; for the tagged ones also the language it is
    then in."""
    order = [language, *(code for code in LANGUAGES if code != language)]
    parts = []
    for name in names:
        texts = ", ".join(f"nullif({table}{name}_{code}, '')" for code in order)
        which = " ".join(f"WHEN {table}{name}_{code} <> '' THEN '{code}'" for code in order)
        parts.append(f"coalesce({texts}, '') AS {name}")
        if name in tagged:
            parts.append(f"CASE {which} ELSE '{language}' END AS {name}_lang")
    return ", ".join(parts)


def known(language: str) -> str:
    """The language if it is one of ours: it becomes part of a column's name, so nothing else may pass."""
    if language not in LANGUAGES:
        raise ValueError(language)
    return language


ATTEMPTS = 6  # one more than a pool may hold dead connections after the database was restarted


def rows(sql: str, params: Iterable[Any] = ()) -> list[dict[str, Any]]:
    """One SELECT as the public role. A connection that died meanwhile is put away and the question asked again."""
    door = connections["public"]
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with door.cursor() as cursor:
                cursor.execute(sql, list(params))
                names = [column.name for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except OperationalError:
            if attempt == ATTEMPTS or door.in_atomic_block or not _is_dead(door):
                raise
            door.close()
    raise AssertionError


def _is_dead(door: BaseDatabaseWrapper) -> bool:
    return door.connection is not None and door.connection.closed


def _exhibition(row: dict[str, Any]) -> ShownExhibition:
    return ShownExhibition(**{name: row[name] for name in ShownExhibition.__dataclass_fields__})


def _exhibition_select(language: str) -> str:
    return f"SELECT {_EXHIBITION}, {_spoken(_EXHIBITION_WORDS, known(language))} FROM public_exhibition"  # noqa: S608


def exhibitions(language: str) -> list[ShownExhibition]:
    """Every announced exhibition, the latest first."""
    return [
        _exhibition(row) for row in rows(f"{_exhibition_select(language)} ORDER BY opens_at DESC, id DESC")
    ]


def exhibition(slug: str, language: str) -> ShownExhibition | None:
    found = rows(f"{_exhibition_select(language)} WHERE slug = %s", [slug])
    return _exhibition(found[0]) if found else None


def by_code(code: str, language: str) -> ShownExhibition | None:
    """The exhibition behind a short address such as /ak17."""
    found = rows(f"{_exhibition_select(language)} WHERE code = %s", [code])
    return _exhibition(found[0]) if found else None


def exhibit_columns(language: str) -> str:
    """The columns of `public_exhibit e` that `exhibit_from` reads."""
    return f"{_EXHIBIT}, {_spoken(_EXHIBIT_WORDS, known(language), 'e.', _TAGGED)}"


def brief_columns(language: str) -> str:
    """Of `public_exhibit e`, what is enough to count by and to name a work."""
    words = _spoken(("title", "hall"), known(language), "e.", ("title",))
    return f"e.id, e.catalogue_number, e.wall, e.price_tyiyn, e.images <> '[]' AS has_image, {words}"


def exhibit_from(row: dict[str, Any]) -> ShownExhibit:
    images = [ShownImage(i["name"], i["width"], i["height"], i["format"]) for i in json.loads(row["images"])]
    webp = sorted((i for i in images if i.format == "webp"), key=lambda i: i.width)
    return ShownExhibit(
        images=tuple(webp),
        fallback=next((i for i in images if i.format == "jpeg"), None),
        terms=tuple(row["terms"]),
        **{
            name: row[name]
            for name in ShownExhibit.__dataclass_fields__
            if name not in ("images", "fallback", "terms")
        },
    )


def terms(language: str) -> dict[str, str]:
    """The words of the field, by their short name, in the reader's language."""
    label = _spoken(("label",), known(language))
    return {row["slug"]: row["label"] for row in rows(f"SELECT slug, {label} FROM public_term")}  # noqa: S608


def image(name: str) -> tuple[ShownImage, bool] | None:
    """A rendition the public may see at this moment, and whether search engines may keep it; None once consent or
    publication is gone."""
    found = rows(
        "SELECT name, width, height, format, indexable FROM public_rendition WHERE name = %s", [name]
    )
    if not found:
        return None
    indexable = found[0].pop("indexable")
    return ShownImage(**found[0]), indexable


def gone(slug: str, catalogue_number: int) -> bool:
    """Whether this number hung in public once and no longer does."""
    return bool(
        rows(
            "SELECT 1 AS one FROM public_gone WHERE slug = %s AND catalogue_number = %s",
            [slug, catalogue_number],
        )
    )


def fold(text: str) -> str:
    """Letter case and ё folded, as the search vector folds them."""
    return text.lower().replace("ё", "е")
