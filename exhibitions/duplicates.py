"""The same work met twice: found by its picture or by its maker and size, and merged or kept apart by a person."""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Count, Prefetch
from django.utils.translation import gettext as _

from exhibitions.models import Artwork, KeptApart, Photo, Rendition
from staff.scope import rows
from staff.words import columns

# Of the 64 bits of two photos' likeness. The same picture in other light, cropped or turned a little differs in up to
# six; the nearest of our thirty demonstration paintings differ in twelve. Two numbers that differ in at most seven of
# 64 bits have at least one of their eight bytes in common: that is what the search hangs on.
ALIKE = 7
SHOWN = 30
WIDE = 720  # px of the pictures to compare

_PAIRS = f"""
WITH mine (id) AS ({{mine}}),
front AS (
    SELECT DISTINCT ON (p.artwork_id) p.artwork_id, p.likeness, artist.institution_id
    FROM exhibitions_photo p
    JOIN mine ON mine.id = p.artwork_id
    JOIN exhibitions_artwork a ON a.id = p.artwork_id
    JOIN inmates_artist artist ON artist.id = a.artist_id
    WHERE p.role = 'front'
    ORDER BY p.artwork_id, p.id DESC
),
bytes AS (
    SELECT artwork_id, likeness, institution_id, k, (likeness >> (8 * k)) & 255 AS byte
    FROM front CROSS JOIN generate_series(0, 7) AS k
),
pairs AS (
    SELECT one.artwork_id AS first, other.artwork_id AS second, TRUE AS by_picture
    FROM bytes one JOIN bytes other USING (institution_id, k, byte)
    WHERE one.artwork_id < other.artwork_id
      AND bit_count((one.likeness # other.likeness)::bit(64)) <= {ALIKE}
    UNION
    SELECT one.id, other.id, FALSE
    FROM exhibitions_artwork one
    JOIN exhibitions_artwork other USING (artist_id, height_mm, width_mm)
    JOIN mine m1 ON m1.id = one.id
    JOIN mine m2 ON m2.id = other.id
    WHERE one.id < other.id
      AND (lower(one.title_ky) = lower(other.title_ky)
           OR NOT EXISTS (SELECT FROM front WHERE artwork_id = one.id)
           OR NOT EXISTS (SELECT FROM front WHERE artwork_id = other.id))
)
SELECT first, second, bool_or(by_picture) FROM pairs
WHERE NOT EXISTS (
    SELECT FROM exhibitions_keptapart k WHERE k.first_id = pairs.first AND k.second_id = pairs.second
)
GROUP BY first, second ORDER BY bool_or(by_picture) DESC, second DESC, first LIMIT {SHOWN}
"""  # noqa: S608  our own words


@dataclass(frozen=True)
class Pair:
    first: Artwork
    second: Artwork
    by_picture: bool


class CannotMerge(Exception):
    """`sentence` says why, and what to do instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def find(user: Any) -> list[Pair]:
    """Works of one institution that may be the same, as far as this person sees works; the likeliest first."""
    try:
        sql, params = rows(Artwork, user).order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS.format(mine=sql), params)
        found = cursor.fetchall()
    pictures = Rendition.objects.filter(format="webp", width__lte=WIDE).order_by("-width")
    fronts = Photo.objects.filter(role=Photo.Role.FRONT).order_by("-pk")
    wanted = (
        rows(Artwork, user)
        .select_related("artist")
        .annotate(photo_count=Count("photos"))
        .prefetch_related(
            Prefetch("photos", fronts.prefetch_related(Prefetch("renditions", pictures)), "fronts")
        )
    )
    works = wanted.in_bulk({pk for first, second, _by in found for pk in (first, second)})
    return [Pair(works[first], works[second], by_picture) for first, second, by_picture in found]


def keep_apart(one: Artwork, other: Artwork, *, by: Any) -> None:
    """They are two. Saying so twice changes nothing."""
    first, second = sorted((one.pk, other.pk))
    KeptApart.objects.get_or_create(first_id=first, second_id=second, defaults={"by": by})


def merge(keep: Artwork, drop: Artwork) -> Artwork:
    """They are one: `keep` takes over the photos of `drop` and the words it lacks itself, and `drop` is only a number
    that leads to it. Raises CannotMerge."""
    with transaction.atomic():
        both = Artwork.objects.select_for_update(no_key=True).order_by("pk").filter(pk__in=[keep.pk, drop.pk])
        locked = {artwork.pk: artwork for artwork in both}
        keep, drop = locked[keep.pk], locked[drop.pk]
        _check(keep, drop)
        _take_over_words(keep, drop)
        _take_over_photos(keep, drop)
        keep.terms.add(*drop.terms.all())
        if not keep.reference:
            keep.reference, keep.registered_in_id = drop.reference, drop.registered_in_id
            drop.reference, drop.registered_in_id = "", None
        drop.merged.update(merged_into=keep)
        drop.merged_into = keep
        drop.save()
        keep.save()
        return keep


def _check(keep: Artwork, drop: Artwork) -> None:
    number = {"number": drop.inventory_number}
    if keep.pk == drop.pk or keep.merged_into_id or drop.merged_into_id:
        raise CannotMerge(_("One of the two has been merged meanwhile. Look at the list again."))
    if keep.artist_id != drop.artist_id:
        raise CannotMerge(_("The two have different artists. Correct the artist of one of them first."))
    if drop.exhibits.exists():
        raise CannotMerge(_("%(number)s hangs or has hung in an exhibition. Keep that one.") % number)
    if drop.publications.standing().exists() or drop.publications.waiting().exists():
        raise CannotMerge(
            _("%(number)s is public or waits for a second reader. Keep that one, or withdraw it first.")
            % number
        )


def _take_over_words(keep: Artwork, drop: Artwork) -> None:
    """What belongs together is taken together or not at all."""
    singles = [(name,) for name in (*columns("title", "technique", "alt"), "price_wish_tyiyn")]
    groups = (
        ("height_mm", "width_mm", "depth_mm"),
        ("made", "made_from", "made_to"),
        (*columns("story"), "told_in"),
    )
    keep.is_draft = keep.is_draft and drop.is_draft
    for group in (*singles, *groups):
        if not any(getattr(keep, name) for name in group):
            for name in group:
                setattr(keep, name, getattr(drop, name))


def _take_over_photos(keep: Artwork, drop: Artwork) -> None:
    """The front that two people may have seen stays the front; the other one is a detail beside it."""
    fronts = drop.photos.filter(role=Photo.Role.FRONT)
    if keep.photos.filter(role=Photo.Role.FRONT).exists():
        fronts.update(role=Photo.Role.DETAIL)
    if keep.photos.for_public().exists():
        drop.photos.filter(is_chosen=True).update(is_chosen=False)
    drop.photos.update(artwork=keep)
