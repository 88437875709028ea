"""The list of one's works: how far each has come, in words."""

import datetime
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from exhibitions import catalogue
from exhibitions.desk import with_progress
from exhibitions.models import Artwork, Exhibit, Exhibition, Photo, Rendition
from inmates.consent import NEEDED_TO_SHOW
from staff.scope import rows
from staff.text import one_line
from staff.words import columns


def lacks(artwork: Any) -> str:
    """What a work still lacks, the first thing first, in one phrase; "" when it can be proposed. For rows of
    `with_progress`."""
    if not artwork.has_photo:
        return _("no photo")
    if artwork.is_draft:
        return _("the artist is not chosen") if artwork.title else _("no label")
    if not artwork.title_ky:
        return _("no Kyrgyz title")
    if not (artwork.may_show and artwork.may_photograph and artwork.may_web):
        return _("a consent is missing")
    if not artwork.height_mm:
        return _("no size")
    if not artwork.technique:
        return _("no technique")
    return "" if artwork.story else _("no story")


def progress(artwork: Any) -> tuple[str, str]:
    """How far it is, as a word for the page's colours and a phrase for the person."""
    if artwork.is_waiting:
        return "waits", _("waiting for a second reader")
    if artwork.is_sent_back:
        return "lacks", _("sent back")
    if artwork.is_published:
        return "shown", _("published")
    missing = lacks(artwork)
    return ("lacks", missing) if missing else ("ready", _("ready to be proposed"))


def on_the_list(artworks: QuerySet[Artwork]) -> QuerySet[Artwork]:
    """With all that a row of the list says, asked in one query."""
    front = Photo.objects.filter(artwork=OuterRef(OuterRef("pk")), role=Photo.Role.FRONT)
    pictures = Rendition.objects.filter(photo__in=front.values("pk"), format="webp").order_by(
        "-photo_id", "width"
    )
    found = with_progress(artworks).select_related("artist")
    return found.annotate(thumbnail=Subquery(pictures.values("name")[:1]))


_AGREED = {f"may_{purpose.value}": True for purpose in NEEDED_TO_SHOW}
_ON_ITS_WAY = Q(is_waiting=True) | Q(is_published=True)
_COMPLETE = (
    Q(has_photo=True, is_draft=False, height_mm__isnull=False, **_AGREED)
    & ~Q(title_ky="")
    & ~Q(technique_ky="", technique_ru="", technique_en="")
    & ~Q(story_ky="", story_ru="", story_en="")
)


_DONE = _ON_ITS_WAY | (Q(is_sent_back=False) & _COMPLETE)


def tabs() -> list[tuple[str, str]]:
    return [
        ("", _("All")),
        ("lacking", _("Still lacking")),
        ("ready", _("Ready")),
        ("sent", _("Sent on")),
    ]


def shown(artworks: QuerySet[Artwork], tab: str) -> QuerySet[Artwork]:
    back = Q(is_sent_back=True)
    wanted = {
        "lacking": ~_ON_ITS_WAY & (back | ~_COMPLETE),
        "ready": ~_ON_ITS_WAY & ~back & _COMPLETE,
        "sent": _ON_ITS_WAY,
    }
    return artworks.filter(wanted[tab]) if tab in wanted else artworks


def searched(artworks: QuerySet[Artwork], words: str) -> QuerySet[Artwork]:
    """Every word in a title, or a number of the work or the artist."""
    for word in one_line(words).split()[:8]:
        titles = [Q(**{f"{name}__icontains": word}) for name in columns("title")]
        numbers = (
            Q(inventory_number__startswith=word) | Q(artist__number__startswith=word) | Q(reference=word)
        )
        # By the numbers of a second record that became part of it, too.
        dropped = Artwork.objects.exclude(merged_into=None).filter(
            Q(inventory_number__startswith=word) | Q(reference=word)
        )
        numbers |= Q(pk__in=dropped.values("merged_into"))
        artworks = artworks.filter(reduce(or_, titles, numbers))
    return artworks


@dataclass(frozen=True, slots=True)
class Target:
    """How far those who catalogue are towards the next day that asks for works."""

    ready: int
    wanted: int
    weeks: int
    days: int
    """Whole weeks, where there are two or more; else days."""

    @property
    def filled(self) -> int:
        return min(self.ready, self.wanted)


def target(user: Any, show: Exhibition | None, *, at: datetime.datetime) -> Target | None:
    """Counted is what is chosen for this show, and what is ready or sent on and has hung nowhere else: a work of last
    year's is none for this year until it is chosen again. Wanted is so much from each institution."""
    institutions = catalogue.institutions_of(user).count() if show and show.works_wanted else 0
    if not (show and show.works_wanted and institutions):
        return None
    chosen = Exists(show.exhibits.filter(artwork=OuterRef("pk")))
    elsewhere = Exists(Exhibit.objects.exclude(exhibition=show).filter(artwork=OuterRef("pk")))
    own = rows(Artwork, user).filter(artist__in=catalogue.artists_of(user))
    found = with_progress(own).annotate(chosen=chosen, elsewhere=elsewhere)
    ready = found.filter(Q(chosen=True) | Q(elsewhere=False) & _DONE).count()
    days = (localdate(show.opens_at) - localdate(at)).days
    weeks = days // 7 if days >= 14 else 0
    return Target(ready, show.works_wanted * institutions, weeks, 0 if weeks else days)


def next_draft(user: Any) -> Artwork | None:
    """The oldest photo of one's own whose label is not written yet."""
    drafts = rows(Artwork, user).filter(is_draft=True, added_by=user, artist__in=catalogue.artists_of(user))
    return drafts.order_by("pk").first()


def counts(artworks: QuerySet[Artwork]) -> dict[str, int]:
    return artworks.order_by().aggregate(all=Count("pk"), done=Count("pk", filter=_DONE))
