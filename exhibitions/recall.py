"""What a lowered name changes, work by work, and which labels, lists and cards on paper say more than may be said now.

Of a label printed here it is known when (`exhibitions.Print`), but somebody may have written one by hand, and an old
one may still hang beside the new. So a label counts as saying whatever two people ever approved for its work, until its
exhibition is over or the work is taken off the wall."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import get_language

from exhibitions.models import Artwork
from exhibitions.showing import known
from inmates.levels import Level
from staff.scope import rows
from staff.words import LANGUAGES

_ASKED = """
    e.id, e.artwork_id, e.catalogue_number AS number, a.artist_id, maker.number AS artist,
    coalesce(nullif(x.title_{l}, ''), x.title_ky) AS show, x.slug, x.opens_at,
    coalesce(nullif(h.name_{l}, ''), h.name_ky, '') AS hall, e.wall
"""
_JOINED = """
    FROM exhibitions_exhibit e
    JOIN exhibitions_exhibition x ON x.id = e.exhibition_id
    JOIN exhibitions_artwork a ON a.id = e.artwork_id
    JOIN inmates_artist maker ON maker.id = a.artist_id
    LEFT JOIN exhibitions_hall h ON h.id = e.hall_id
"""
_WALK = "ORDER BY x.opens_at, x.id, coalesce(h.position, 0), e.wall, e.position, e.catalogue_number"

_FACES = f"""
SELECT {_ASKED}, coalesce(nullif(o.title_{{l}}, ''), o.title_ky) AS title, o.level_now AS level, o.tells_story,
    CASE WHEN o.level_now = o.level THEN coalesce(nullif(o.shown_as_{{l}}, ''), o.shown_as_ky) ELSE '' END AS name,
    (SELECT i ->> 'name' FROM jsonb_array_elements(o.images) i WHERE i ->> 'format' = 'webp'
        ORDER BY (i ->> 'width')::int LIMIT 1) AS picture
{_JOINED} JOIN on_show o ON o.artwork_id = e.artwork_id
WHERE e.withdrawn_at IS NULL AND maker.institution_id = ANY(%(institutions)s)
{_WALK}
"""  # noqa: S608
_LABELS = f"""
SELECT {_ASKED}, paper.title, paper.names, paper.names_place, o.level_now AS level,
    (SELECT max(r.printed_at) FROM exhibitions_print r WHERE r.exhibit_id = e.id AND r.kind = 'label') AS printed_at
{_JOINED} JOIN inmates_institution i ON i.id = maker.institution_id
LEFT JOIN on_show o ON o.artwork_id = e.artwork_id
CROSS JOIN LATERAL (
    SELECT array_agg(DISTINCT coalesce(nullif(p.shown_as_{{l}}, ''), p.shown_as_ky))
            FILTER (WHERE p.shown_as_ky <> '' AND more.open) AS names,
        coalesce(bool_or(p.level = 'institution' AND more.open AND i.may_be_named), false) AS names_place,
        (array_agg(coalesce(nullif(p.title_{{l}}, ''), p.title_ky) ORDER BY p.approved_at DESC))[1] AS title
    FROM exhibitions_publication p
    CROSS JOIN LATERAL (
        SELECT o.id IS NULL OR attribution_openness(p.level) > attribution_openness(o.level_now) AS open
    ) more
    WHERE p.artwork_id = e.artwork_id AND p.approved_at IS NOT NULL
) paper
WHERE e.withdrawn_at IS NULL AND x.closes_at > statement_timestamp()
  AND maker.institution_id = ANY(%(institutions)s)
  AND paper.title IS NOT NULL AND (o.id IS NULL OR paper.names IS NOT NULL OR paper.names_place)
{_WALK}
"""  # noqa: S608
# Names that were approved and are hidden now, and might show again if everything else allows it.
_HIDDEN = """
SELECT count(DISTINCT o.artwork_id) FROM on_show o
WHERE attribution_openness(o.level) > attribution_openness(o.level_now)
  AND attribution_openness(o.level) <= attribution_openness(%(level)s) AND o.institution_id = ANY(%(institutions)s)
  AND (%(institution)s::bigint IS NULL OR o.institution_id = %(institution)s)
  AND (%(artist)s::bigint IS NULL OR o.artist_id = %(artist)s)
"""


@dataclass(frozen=True, slots=True)
class Place:
    """A work in an exhibition and where it hangs there."""

    id: int
    artwork_id: int
    number: int
    artist_id: int
    artist: str
    show: str
    slug: str
    opens_at: datetime.datetime
    hall: str
    wall: str
    title: str


@dataclass(frozen=True, slots=True)
class Face(Place):
    """As the public sees it, or will when the exhibition is announced. `name` is empty where no name is shown."""

    level: Level
    name: str
    tells_story: bool
    picture: str


@dataclass(frozen=True, slots=True)
class Label(Place):
    """A label that has to come down. `names` are those that may stand on it; `gone`: the whole work may not hang."""

    names: tuple[str, ...]
    names_place: bool
    gone: bool
    printed_at: datetime.datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """One work, before and after; `after` is None where the whole work goes."""

    before: Face
    after: Face | None


def faces(user: Any) -> dict[int, Face]:
    found = {}
    for row in _ask(_FACES, user):
        level = Level(row.pop("level"))
        found[row["id"]] = Face(**row | {"picture": row["picture"] or ""}, level=level)
    return found


def labels(user: Any) -> list[Label]:
    """Those to take down, hall by hall in the order of the walls. Of what the person may see."""
    found = []
    for row in _ask(_LABELS, user):
        gone, names = row.pop("level") is None, tuple(row.pop("names") or ())
        found.append(Label(**row, names=names, gone=gone))
    return found


def changes(before: dict[int, Face], after: dict[int, Face]) -> list[Change]:
    """Each work once, however many exhibitions it hangs in."""
    told: dict[int, Change] = {}
    for key, was in before.items():
        now = after.get(key)
        if now is None or (was.level, was.name, was.tells_story) != (now.level, now.name, now.tells_story):
            told.setdefault(was.artwork_id, Change(was, now))
    return list(told.values())


def steps(told: Iterable[Change]) -> list[tuple[str, str, int]]:
    """From which level to which, and how many works; "" where works go altogether."""
    ways = Counter((it.before.level, it.after.level if it.after else "") for it in told)
    return [
        (str(was.label), str(Level(now).label) if now else "", count)
        for (was, now), count in sorted(ways.items(), key=lambda way: -way[0][0].openness)
    ]


def may_return(user: Any, level: str, *, institution: int | None, artist: int | None) -> int:
    """How many works at most would bear their name again at this level."""
    wanted = {"level": level, "institution": institution, "artist": artist}
    with connection.cursor() as cursor:
        cursor.execute(_HIDDEN, wanted | {"institutions": _institutions(user)})
        return cursor.fetchone()[0]


def _institutions(user: Any) -> list[int]:
    """Those whose works this person may see."""
    return list(rows(Artwork, user).order_by().values_list("artist__institution", flat=True).distinct())


def _ask(sql: str, user: Any) -> list[dict[str, Any]]:
    language = get_language()
    # A column's name: nothing but one of ours.
    sql = sql.format(l=known(language if language in LANGUAGES else LANGUAGES[0]))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"institutions": _institutions(user)})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
