"""What is still missing before the doors open: a sentence each, with its next step. Asked in a few queries, however
many works hang."""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from exhibitions.desk import with_progress
from exhibitions.models import Artwork, Exhibit, Exhibition
from exhibitions.papers import labels
from inmates.models import Consent, Institution, Purpose
from sales import pricing
from sales.models import Desk
from staff.scope import rows

LONGEST_DAY = datetime.timedelta(hours=16)  # longer is more likely a slip of the pen


@dataclass(frozen=True, slots=True)
class Line:
    """`which`: the works it is about, as a label and an address each; `url` and `action`: the next step."""

    done: bool
    text: str
    url: str = ""
    action: str = ""
    which: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Hung:
    exhibit: Exhibit
    artwork: Any  # with its progress


def checklist(exhibition: Exhibition, *, user: Any) -> list[Line]:
    hanging = _hanging(exhibition, user)
    return [
        _chosen(exhibition, hanging),
        *_wanted(exhibition, user),
        *_works(hanging),
        *_prices(exhibition, hanging, user),
        _numbers(exhibition, hanging),
        *_labels(exhibition, user),
        _hours(exhibition),
        _telephone(exhibition),
        *_desks(user),
        _announced(exhibition),
    ]


def _hanging(exhibition: Exhibition, user: Any) -> list[Hung]:
    exhibits = list(
        rows(Exhibit, user)
        .filter(exhibition=exhibition, withdrawn_at=None)
        .select_related("hall", "exhibition")
        .order_by("catalogue_number")
    )
    sells = Consent.objects.in_force().filter(artist=OuterRef("artist"), purpose=Purpose.SELL)
    known = Artwork.objects.filter(pk__in=[exhibit.artwork_id for exhibit in exhibits])
    artworks = with_progress(known).annotate(may_sell=Exists(sells)).in_bulk()
    return [Hung(exhibit, artworks[exhibit.artwork_id]) for exhibit in exhibits]


def _change(exhibition: Exhibition) -> str:
    return reverse("admin:exhibitions_exhibition_change", args=[exhibition.pk])


def _chosen(exhibition: Exhibition, hanging: list[Hung]) -> Line:
    add = reverse("admin:choose", args=[exhibition.pk])
    if not hanging:
        return Line(False, _("No work is chosen yet."), add, _("Choose works"))
    return Line(True, _("Works are on the list: %(count)s") % {"count": len(hanging)}, add, _("Choose works"))


def _wanted(exhibition: Exhibition, user: Any) -> list[Line]:
    wanted = exhibition.works_wanted
    if not wanted:
        return []
    here = Q(
        artists__artworks__exhibits__exhibition=exhibition, artists__artworks__exhibits__withdrawn_at=None
    )
    counted = rows(Institution, user).annotate(chosen=Count("artists__artworks__exhibits", filter=here))
    fewer = [(f"{each}: {each.chosen}", "") for each in counted.order_by("code") if each.chosen < wanted]
    said = {"wanted": wanted}
    if not fewer:
        return [Line(True, _("Every institution brings as many works as are wanted: %(wanted)s") % said)]
    text = _("Wanted from each institution: %(wanted)s. Fewer so far:") % said
    return [Line(False, text, _change(exhibition), _("Change what is wanted"), tuple(fewer))]


def _works(hanging: list[Hung]) -> Iterable[Line]:
    """What each work needs. Where nothing is missing, one sentence says so."""

    def record(hung: Hung) -> str:
        return reverse("admin:exhibitions_artwork_change", args=[hung.artwork.pk])

    def place(hung: Hung) -> str:
        return reverse("admin:exhibitions_exhibit_change", args=[hung.exhibit.pk])

    def artist(hung: Hung) -> str:
        return reverse("admin:inmates_artist_change", args=[hung.artwork.artist_id])

    def agreed(hung: Hung) -> bool:
        return hung.artwork.may_show and hung.artwork.may_photograph and hung.artwork.may_web

    wants: list[tuple[str, str, Callable[[Hung], bool], Callable[[Hung], str]]] = [
        (
            _("Every work has a photo"),
            _("Without a photo. Take one on the work's page:"),
            lambda hung: hung.artwork.has_photo,
            record,
        ),
        (
            _("Every artist has agreed that the work is shown"),
            _("A consent to show is missing. Record it on the artist's page:"),
            agreed,
            artist,
        ),
        (
            _("Every work is published"),
            _("Not approved by two people yet. Propose it, or ask the second reader:"),
            lambda hung: hung.artwork.is_published,
            record,
        ),
        (
            _("Every work has its size"),
            _("Without a size. Measure it and write it down:"),
            lambda hung: bool(hung.artwork.height_mm),
            record,
        ),
        (
            _("Every work has a place on a wall"),
            _("Without a place on a wall. Say where it hangs:"),
            lambda hung: bool(hung.exhibit.wall),
            place,
        ),
        (
            _("Every artist has agreed that what has a price is sold"),
            _("For sale, but the artist has not agreed to sell. Record it, or take the price away:"),
            lambda hung: not hung.exhibit.for_sale or hung.artwork.may_sell,
            artist,
        ),
        (
            _("Every work that may be sold has a price"),
            _("The artist agrees to sell, but there is no price. Set one, unless it is only to be seen:"),
            lambda hung: hung.exhibit.for_sale or not hung.artwork.may_sell,
            place,
        ),
    ]
    for so, not_so, holds, where in wants:
        if which := tuple(
            (f"№\u00a0{h.exhibit.catalogue_number}", where(h)) for h in hanging if not holds(h)
        ):
            yield Line(False, not_so, which=which)
        elif hanging:
            yield Line(True, so)


def _prices(exhibition: Exhibition, hanging: list[Hung], user: Any) -> list[Line]:
    """Not once it has opened: no committee can decide on them any more, and they are fixed."""
    if exhibition.opens_at <= timezone.now() or not hanging or not user.has_perm("sales.see_prices"):
        return []
    where = reverse("admin:prices", args=[exhibition.pk])

    def numbers(found: Iterable[pricing.Told]) -> tuple[tuple[str, str], ...]:
        return tuple(
            (f"№\u00a0{each.exhibit.catalogue_number}", reverse("admin:price", args=[each.exhibit.pk]))
            for each in found
        )

    lines = []
    if meeting := exhibition.meetings.filter(confirmed_at=None).first():
        text = _("The minutes on prices are not closed yet.")
        if meeting.closed_at:
            text = _("The minutes on prices wait for a second person.")
        lines.append(Line(False, text, reverse("admin:minutes", args=[meeting.pk]), _("Open the minutes")))
    told = pricing.told(hung.exhibit for hung in hanging)
    undecided = [each for each in told if each.exhibit.for_sale and not each.is_decided]
    if undecided:
        text = _("Prices that no committee has decided on:")
        lines.append(Line(False, text, where, _("See the prices"), numbers(undecided)))
    else:
        lines.append(Line(True, _("Two people answer for every price"), where, _("See the prices")))
    if asked := [each for each in told if each.waiting]:
        text = _("Other prices that wait for a second person:")
        lines.append(Line(False, text, where, _("See the prices"), numbers(asked)))
    fixed = localtime(exhibition.prices_frozen_at or exhibition.opens_at)
    text = _("Prices are fixed from: %(moment)s") % {"moment": date_format(fixed, "DATETIME_FORMAT")}
    return [*lines, Line(True, text, _change(exhibition), _("Choose another moment"))]


def _numbers(exhibition: Exhibition, hanging: list[Hung]) -> Line:
    """One number never stands twice: the database sees to that."""
    there = {hung.exhibit.catalogue_number for hung in hanging}
    gaps = [number for number in range(1, max(there, default=0)) if number not in there]
    if not gaps:
        where, step = reverse("admin:numbers", args=[exhibition.pk]), _("Number along the walls")
        return Line(bool(there), _("Catalogue numbers run from one without a gap"), where, step)
    text = _("Catalogue numbers that no work has: %(numbers)s") % {"numbers": spans(gaps)}
    return Line(False, text, reverse("admin:numbers", args=[exhibition.pk]), _("Number along the walls"))


def spans(numbers: list[int]) -> str:
    """[3, 4, 5, 9] -> "3–5, 9"."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1] = [parts[-1][0], number]
        else:
            parts.append([number])
    return ", ".join("–".join(map(str, part)) for part in parts)


def _labels(exhibition: Exhibition, user: Any) -> list[Line]:
    """Not before it is announced: until then there are no public words to print."""
    if exhibition.announced_at is None or not user.has_perm("exhibitions.add_print"):
        return []
    found = labels.standing(labels.of(exhibition, user))
    where, step = reverse("admin:labels", args=[exhibition.pk]), _("Print labels")
    if which := tuple((f"№\u00a0{one.label.number}", "") for one in found if one.is_wanted):
        return [Line(False, _("Labels that are new, or that say something else by now:"), where, step, which)]
    return [Line(True, _("Every label on the walls is as it was printed."), where, step)] if found else []


def _hours(exhibition: Exhibition) -> Line:
    opens, closes = localtime(exhibition.opens_at), localtime(exhibition.closes_at)
    said = {
        "day": date_format(opens, "DATE_FORMAT"),
        "opens": time_format(opens.time(), "TIME_FORMAT"),
        "closes": time_format(closes.time(), "TIME_FORMAT"),
    }
    text = _("Hours: %(day)s, %(opens)s–%(closes)s") % said
    if closes - opens > LONGEST_DAY:
        days = {
            "opens": date_format(opens, "DATETIME_FORMAT"),
            "closes": date_format(closes, "DATETIME_FORMAT"),
        }
        text = _("Longer than a day: from %(opens)s to %(closes)s. Is that meant?") % days
        return Line(False, text, _change(exhibition), _("Change the hours"))
    return Line(True, text, _change(exhibition), _("Change the hours"))


def _telephone(exhibition: Exhibition) -> Line:
    if exhibition.phone:
        return Line(True, _("Visitors have a telephone number to call"))
    return Line(
        False, _("Visitors have no telephone number to call."), _change(exhibition), _("Write it down")
    )


def _desks(user: Any) -> list[Line]:
    found = rows(Desk, user).aggregate(
        desks=Count("pk", distinct=True),
        open=Count("sessions", filter=Q(sessions__closed_at=None, sessions__isnull=False), distinct=True),
    )
    if not found["desks"]:
        add = reverse("admin:sales_desk_add")
        return [Line(False, _("There is no desk to sell at."), add, _("Add a desk"))]
    listed = reverse("admin:sales_desk_changelist")
    desks = Line(True, _("Desks: %(count)s") % {"count": found["desks"]}, listed, _("See the desks"))
    till = reverse("admin:till")
    if found["open"]:
        return [
            desks,
            Line(True, _("Drawers open: %(count)s") % {"count": found["open"]}, till, _("See the drawers")),
        ]
    text = _("No drawer is open yet. Each cashier opens theirs before the doors open.")
    return [desks, Line(False, text, till, _("See the drawers"))]


def _announced(exhibition: Exhibition) -> Line:
    if exhibition.announced_at is None:
        text = _("Not announced: the public does not see the exhibition.")
        return Line(False, text, _change(exhibition), _("Announce it"))
    public = reverse("gallery:exhibition", args=[exhibition.slug])
    return Line(True, _("The exhibition is announced"), public, _("What visitors see"))
