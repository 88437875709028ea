"""How openly artists are shown at the most, whatever they agreed to: everyone, those of one institution, or one artist.

Lowering counts at once and needs nobody else; raising needs a second person, and then a day. The database decides which
of the two a level is, and from when it counts: attribution_policy_guard."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import BooleanField, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inmates.levels import Level, lowest
from inmates.models import Artist, AttributionPolicy, Institution

# While nobody has decided anything, the ceilings of the institutions and what each artist agreed to say it all.
NO_LIMIT = Level.FULL_NAME


class NotPossible(Exception):
    """With a sentence that says why."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


ANOTHER = _("You proposed this level. Someone else has to agree to it.")
MEANWHILE = _("Something else was decided meanwhile. Please look at it again.")


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom a level is decided: neither means everyone."""

    institution: Institution | None = None
    artist: Artist | None = None

    def decisions(self) -> QuerySet[AttributionPolicy]:
        """The newest first."""
        return AttributionPolicy.objects.filter(institution=self.institution, artist=self.artist)

    @property
    def before(self) -> Level:
        """What counts while nothing was decided."""
        return Level(self.institution.attribution_ceiling) if self.institution else NO_LIMIT


HOUSE = Subject()


def counting(subject: Subject, *, at: datetime.datetime | None = None) -> Level:
    decided = subject.decisions().filter(effective_at__lte=at or Now()).first()
    return Level(decided.level) if decided else subject.before


def of_institutions() -> Coalesce:
    """What counts for each institution of a queryset, asked in the same query."""
    decided = AttributionPolicy.objects.filter(institution=OuterRef("pk"), effective_at__lte=Now())
    return Coalesce(Subquery(decided.values("level")[:1]), "attribution_ceiling")


def waiting(subject: Subject) -> AttributionPolicy | None:
    """A level that would raise and does not count yet, because of its day or because nobody agreed to it."""
    still = Q(effective_at=None) | Q(effective_at__gt=Now())
    newest = subject.decisions().annotate(waits=ExpressionWrapper(still, BooleanField()))
    first = newest.select_related("by", "confirmed_by").first()
    return first if first and first.waits else None


def proposals(*, for_whom: Any) -> list[AttributionPolicy]:
    """Those that wait for a second person's yes, and that nothing has overtaken; not one's own."""
    open_ = AttributionPolicy.objects.filter(effective_at=None).exclude(by=for_whom)
    found = open_.select_related("institution", "artist")
    return [row for row in found if waiting(Subject(row.institution, row.artist)) == row]


def allowed(artist: Artist, *, at: datetime.datetime | None = None) -> Level:
    """The most that the house, the artist's institution and the artist's own protection allow. Its twin in SQL stands
    in the view on_show."""
    mine = Q(institution=None, artist=None) | Q(institution=artist.institution_id) | Q(artist=artist.pk)
    decided = AttributionPolicy.objects.filter(mine, effective_at__lte=at or Now())
    newest: dict[tuple[int | None, int | None], str] = {(artist.institution_id, None): ""}
    for row in decided.order_by("at", "pk"):
        newest[row.institution_id, row.artist_id] = row.level
    here = newest.pop((artist.institution_id, None)) or artist.institution.attribution_ceiling
    return lowest(here, *newest.values())


def raises(subject: Subject, level: str) -> bool:
    return Level(level).openness > counting(subject).openness


def decide(subject: Subject, level: str, *, by: Any, reason: str) -> AttributionPolicy:
    """Lower the level from this moment, or propose a higher one. A level proposed before falls away with either."""
    decided = AttributionPolicy.objects.create(
        institution=subject.institution, artist=subject.artist, level=level, reason=reason, by=by
    )
    decided.refresh_from_db()  # the database set the moments
    return decided


def agree(proposed: AttributionPolicy, *, by: Any) -> None:
    """The second person's yes: a day from now the level counts. Raises NotPossible."""
    if proposed.by_id == by.pk:
        raise NotPossible(ANOTHER)
    try:
        with transaction.atomic():
            open_ = AttributionPolicy.objects.filter(pk=proposed.pk, confirmed_at=None, effective_at=None)
            done = open_.update(confirmed_by=by, confirmed_at=timezone.now())
    except DatabaseError:
        raise NotPossible(MEANWHILE) from None
    if not done:
        raise NotPossible(MEANWHILE)
    proposed.refresh_from_db()
