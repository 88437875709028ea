"""Choosing what hangs: which works may be chosen for an exhibition, why the others may not yet, and their numbers."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions import worklist
from exhibitions.models import Artwork, Exhibit, Exhibition
from sales.claims import Refused
from sales.models import Claim
from staff.scope import rows
from staff.words import columns

MOST = 300  # listed at a time; a search finds the others


class CannotChoose(Refused):
    def __init__(self, inventory_number: str, reason: str) -> None:
        self.inventory_number, self.reason = inventory_number, reason

    @property
    def sentence(self) -> str:
        said = {"number": self.inventory_number, "reason": self.reason}
        return _("No. %(number)s cannot be chosen: %(reason)s. The others are still ticked.") % said


class NumbersAreFixed(Refused):
    @property
    def sentence(self) -> str:
        return _("The exhibition has opened: its numbers stand on walls, in reservations and on receipts.")


class NumbersHaveChanged(Refused):
    @property
    def sentence(self) -> str:
        return _("The works or their places have changed meanwhile. Please look at the numbers again.")


@dataclass(frozen=True, slots=True)
class Choice:
    """A work that does not hang in the exhibition. `reason`: why it cannot be chosen yet; empty where it can."""

    artwork: Any
    reason: str


@dataclass(frozen=True, slots=True)
class Renumbered:
    exhibit: Exhibit
    number: int

    @property
    def changes(self) -> bool:
        return self.exhibit.catalogue_number != self.number


def choices(exhibition: Exhibition, *, user: Any, search: str = "") -> list[Choice]:
    """Works that do not hang here, the newest first. One query, however many there are."""
    found = _with_reasons(rows(Artwork, user), exhibition).exclude(exhibits__exhibition=exhibition)
    found = worklist.searched(found, search).select_related("artist__institution")
    return [Choice(artwork, reason(artwork)) for artwork in found.order_by("-pk")[:MOST]]


def _with_reasons(artworks: QuerySet[Artwork], exhibition: Exhibition) -> QuerySet[Artwork]:
    sold = Claim.objects.live().filter(artwork=OuterRef("pk"), kind=Claim.Kind.SALE)
    same_time = Exhibit.objects.exclude(exhibition=exhibition).filter(
        artwork=OuterRef("pk"),
        withdrawn_at=None,
        exhibition__opens_at__lt=exhibition.closes_at,
        exhibition__closes_at__gt=exhibition.opens_at,
    )
    return worklist.on_the_list(artworks).annotate(
        is_sold=Exists(sold), elsewhere=Subquery(same_time.values("exhibition__title_ky")[:1])
    )


def reason(artwork: Any) -> str:
    """Why a work cannot be chosen yet, the nearest step first. For rows of `choices`."""
    if artwork.is_sold:
        return _("sold already")
    if artwork.elsewhere:
        return _("hangs at the same time in “%(title)s”") % {"title": artwork.elsewhere}
    if artwork.is_published:
        agreed = artwork.may_show and artwork.may_photograph and artwork.may_web
        return "" if agreed else _("a consent is missing")
    return worklist.progress(artwork)[1]


def choose(exhibition: Exhibition, artwork_ids: Iterable[int], *, user: Any) -> int:
    """Hang these works, in this order, under the next free numbers; not for sale until they have a price. What hangs
    already stays as it is. Returns how many are new. Raises CannotChoose, and then none is."""
    wanted = list(dict.fromkeys(artwork_ids))
    with transaction.atomic():
        Exhibition.objects.select_for_update(no_key=True).get(pk=exhibition.pk)
        found = _with_reasons(rows(Artwork, user), exhibition).exclude(exhibits__exhibition=exhibition)
        new = found.in_bulk(wanted)
        for artwork in new.values():
            if why := reason(artwork):
                raise CannotChoose(artwork.inventory_number, why)
        last = exhibition.exhibits.aggregate(last=Max("catalogue_number"))["last"] or 0
        order = [pk for pk in wanted if pk in new]
        Exhibit.objects.bulk_create(
            Exhibit(exhibition=exhibition, artwork_id=pk, catalogue_number=number)
            for number, pk in enumerate(order, last + 1)
        )
        return len(order)


# --- Numbers --------------------------------------------------------------------------------------------------


def by_wall(exhibition: Exhibition, *, user: Any) -> list[Renumbered]:
    """Numbers from one in the order in which one walks along the walls; what was taken down comes last, since its old
    address has to say so. Works without a place follow those with one."""
    hanging = list(
        rows(Exhibit, user)
        .filter(exhibition=exhibition)
        .select_related("artwork", "hall", "exhibition")
        .only(
            "catalogue_number", "wall", "position", "withdrawn_at", "hall__position", "exhibition__code",
            *(f"artwork__{name}" for name in columns("title")),
        )
    )  # fmt: skip

    def along(exhibit: Exhibit) -> tuple:
        hall = exhibit.hall.position if exhibit.hall else 0
        here = (hall, exhibit.wall, exhibit.position, exhibit.catalogue_number)
        return (exhibit.withdrawn_at is not None, not exhibit.wall, *here)

    return [Renumbered(exhibit, number) for number, exhibit in enumerate(sorted(hanging, key=along), 1)]


def seal(renumbered: Iterable[Renumbered]) -> str:
    """Stands for exactly the numbers that a page showed."""
    shown = ",".join(
        f"{each.exhibit.pk}:{each.exhibit.catalogue_number}:{each.number}" for each in renumbered
    )
    return hashlib.sha256(shown.encode()).hexdigest()[:32]


def renumber(exhibition: Exhibition, *, user: Any, seen: str) -> int:
    """Give the numbers that were shown. Returns how many changed. Raises NumbersAreFixed or NumbersHaveChanged."""
    with transaction.atomic():
        locked = Exhibition.objects.select_for_update(no_key=True).get(pk=exhibition.pk)
        if are_fixed(locked):
            raise NumbersAreFixed
        Exhibit.objects.select_for_update(no_key=True).filter(exhibition=exhibition).count()
        planned = by_wall(exhibition, user=user)
        if seal(planned) != seen:
            raise NumbersHaveChanged
        changed = [each for each in planned if each.changes]
        if changed:
            _give(changed)
        return len(changed)


def are_fixed(exhibition: Exhibition) -> bool:
    """From the opening on, or once something was reserved or sold under its number."""
    begun = exhibition.opens_at <= timezone.now()
    return begun or Claim.objects.filter(exhibit__exhibition=exhibition).exists()


def _give(changed: list[Renumbered]) -> None:
    """In two steps: while numbers change places, one would stand twice for a moment."""
    aside = 16_384
    ids, numbers = ([each.exhibit.pk for each in changed], [each.number for each in changed])
    with connection.cursor() as cursor:
        for beyond in (aside, 0):
            cursor.execute(
                "UPDATE exhibitions_exhibit e SET catalogue_number = new.number + %s"
                " FROM unnest(%s::bigint[], %s::int[]) AS new (id, number) WHERE e.id = new.id",
                [beyond, ids, numbers],
            )
