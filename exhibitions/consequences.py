"""What of an artist's works the public sees, for whoever is about to change something about the artist."""

from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from exhibitions.showing import known
from inmates.consequences import Consequence, Line, watched_by
from inmates.models import Artist
from staff.words import LANGUAGES

# The artist's own exhibits, and those beside them, whose institution may lose or gain its name.
_PUBLIC = """
SELECT e.id, e.slug, e.catalogue_number, e.title_{language} AS title, e.title_ky, e.shown_as_ky AS name,
    e.institution_ky AS institution, e.story_ky || e.story_ru || e.story_en <> '' AS story, e.for_sale,
    a.artist_id = %(artist)s AS own
FROM public_exhibit e JOIN exhibitions_artwork a ON a.id = e.artwork_id
WHERE e.exhibition_id IN (
    SELECT x.exhibition_id FROM exhibitions_exhibit x JOIN exhibitions_artwork w ON w.id = x.artwork_id
    WHERE w.artist_id = %(artist)s
)
ORDER BY e.slug, e.catalogue_number
"""
_PICTURES = """
SELECT p.name FROM public_rendition p
JOIN exhibitions_rendition r ON r.name = p.name JOIN exhibitions_photo f ON f.id = r.photo_id
JOIN exhibitions_artwork a ON a.id = f.artwork_id WHERE a.artist_id = %(artist)s
"""
# What may be on paper already, also of shows that are not announced yet.
_PAPERS = """
SELECT e.id, e.catalogue_number, x.title_{language} AS show, x.title_ky AS show_ky, x.slug,
    o.level_now, o.tells_story, CASE WHEN o.level_now = 'institution' THEN o.institution_id END AS institution_id
FROM on_show o JOIN exhibitions_exhibit e ON e.artwork_id = o.artwork_id
JOIN exhibitions_exhibition x ON x.id = e.exhibition_id
WHERE o.artist_id = %(artist)s AND e.withdrawn_at IS NULL ORDER BY x.opens_at, e.catalogue_number
"""


@dataclass(frozen=True, slots=True)
class Seen:
    public: dict[int, dict[str, Any]]
    pictures: frozenset[str]
    papers: dict[int, dict[str, Any]]


class PublicFace:
    def look(self, artist: Artist) -> Seen:
        return Seen(
            public={row["id"]: row for row in _ask(_PUBLIC, artist)},
            pictures=frozenset(row["name"] for row in _ask(_PICTURES, artist)),
            papers={row["id"]: row for row in _ask(_PAPERS, artist)},
        )

    def tell(self, before: Seen, after: Seen) -> list[Consequence]:
        told = [*_gone(before, after), *_shorter(before, after), *_recalled(before, after)]
        if come := [row for key, row in after.public.items() if key not in before.public and row["own"]]:
            told.append(Consequence("comes", _("These works become public again"), tuple(map(_work, come))))
        named = [
            now
            for key, now in after.public.items()
            if now["own"]
            and (was := before.public.get(key))
            and any(now[part] and now[part] != was[part] for part in ("name", "institution"))
        ]
        if named:
            told.append(
                Consequence("comes", _("Another name stands beside these works"), tuple(map(_work, named)))
            )
        return told


def _gone(before: Seen, after: Seen) -> list[Consequence]:
    told = []
    if gone := [row for key, row in before.public.items() if key not in after.public]:
        text = ngettext(
            "%(count)s work disappears from the public at once, with its page",
            "%(count)s works disappear from the public at once, with their pages",
            len(gone),
        ) % {"count": len(gone)}
        told.append(Consequence("goes", text, tuple(map(_work, gone))))
    if pictures := len(before.pictures - after.pictures):
        text = ngettext(
            "%(count)s picture can no longer be opened",
            "%(count)s pictures can no longer be opened",
            pictures,
        )
        told.append(Consequence("goes", text % {"count": pictures}))
    return told


def _shorter(before: Seen, after: Seen) -> list[Consequence]:
    """Works that stay public, with less said about them."""
    told = []
    stays = [(was, after.public[key]) for key, was in before.public.items() if key in after.public]
    for part, text in (
        ("name", _("These works stay, without the artist's name")),
        ("story", _("These works stay, without their story")),
        ("institution", _("These works stay, without the institution's name")),
        ("for_sale", _("These works stay on the wall and are no longer for sale")),
    ):
        lost = [was for was, now in stays if was["own"] and was[part] and not now[part]]
        if lost:
            told.append(Consequence("goes", text, tuple(map(_work, lost))))
    others = [was for was, now in stays if not was["own"] and was["institution"] and not now["institution"]]
    if others:
        text = ngettext(
            "The institution is no longer named beside %(count)s work of another artist: fewer than five are left",
            "The institution is no longer named beside %(count)s works of other artists: fewer than five are left",
            len(others),
        )
        told.append(Consequence("goes", text % {"count": len(others)}))
    return told


def _recalled(before: Seen, after: Seen) -> list[Consequence]:
    """Exhibits of which a label, a list or a card may say what may no longer be said."""
    recalled = []
    for key, was in before.papers.items():
        then, now = (seen.public.get(key, {}) for seen in (before, after))
        same = all(then.get(part) == now.get(part) for part in ("name", "institution", "story", "for_sale"))
        if not same or after.papers.get(key) != was:
            recalled.append(was)
    if not recalled:
        return []
    lines = tuple(Line(f"№ {row['catalogue_number']} · {row['show'] or row['show_ky']}") for row in recalled)
    return [Consequence("recall", _("Take back what is printed of these: labels, lists, cards"), lines)]


def _work(row: dict[str, Any]) -> Line:
    url = reverse("gallery:artwork", args=[row["slug"], row["catalogue_number"]])
    return Line(f"№ {row['catalogue_number']} · {row['title'] or row['title_ky']}", url)


def _ask(sql: str, artist: Artist) -> list[dict[str, Any]]:
    language = get_language()
    # A column's name: nothing but one of ours.
    sql = sql.format(language=known(language if language in LANGUAGES else LANGUAGES[0]))
    with connection.cursor() as cursor:
        cursor.execute(sql, {"artist": artist.pk})
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


watched_by(PublicFace())
