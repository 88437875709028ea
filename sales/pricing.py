"""Prices: what a committee writes into its minutes, and how a price changes once it is fixed. Both take two people.

The price that counts stands on the exhibit; how it came to be are rows that are only added."""

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from exhibitions.models import Artwork, Exhibit, Exhibition, Meeting, Price, Publication
from exhibitions.worklist import on_the_list
from inmates.levels import NAMED
from sales import claims
from sales.claims import Refused, Sold
from sales.models import Claim
from staff.tasks import Task
from staff.text import clean, one_line

IN_MINUTES = (Price.Kind.FIRST, Price.Kind.SECOND, Price.Kind.APPROVED)


class SamePerson(Refused):
    @property
    def sentence(self) -> str:
        return _("This is your own. A second person has to agree.")


class Fixed(Refused):
    @property
    def sentence(self) -> str:
        return _("This price is fixed. Propose another one with a reason, and a second person will agree.")


class TooLateForMinutes(Refused):
    @property
    def sentence(self) -> str:
        return _("Prices are fixed now. Each changes by itself: one person proposes, another agrees.")


class MeetingGoesOn(Refused):
    @property
    def sentence(self) -> str:
        return _("Other minutes of this exhibition are still open. Finish them first.")


class MinutesAreClosed(Refused):
    @property
    def sentence(self) -> str:
        return _("These minutes are closed by now. Nothing was written.")


class NothingDecided(Refused):
    @property
    def sentence(self) -> str:
        return _("No price is approved yet. There is nothing to close.")


class NobodyPresent(Refused):
    @property
    def sentence(self) -> str:
        return _("Write down who is present, and then close the minutes.")


class NoReason(Refused):
    @property
    def sentence(self) -> str:
        return _("Please write the reason: it stays beside the price.")


class SamePrice(Refused):
    @property
    def sentence(self) -> str:
        return _("That is its price already.")


class AlreadyAsked(Refused):
    @property
    def sentence(self) -> str:
        return _("Another price is proposed already. Decide on that one first.")


class AlreadyDecided(Refused):
    @property
    def sentence(self) -> str:
        return _("This has been decided already.")


class Promised(Refused):
    def __init__(self, until: datetime.datetime) -> None:
        self.until = until

    @property
    def sentence(self) -> str:
        return _("Somebody holds this work for its price, until %(time)s. It can change after that.") % {
            "time": time_format(localtime(self.until).time())
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """A price in tyiyn, or, where it is None, not for sale."""

    amount_tyiyn: int | None

    @classmethod
    def of(cls, exhibit: Exhibit) -> "Asked":
        return cls(exhibit.price_tyiyn)

    @property
    def columns(self) -> dict[str, Any]:
        return {"for_sale": self.amount_tyiyn is not None, "amount_tyiyn": self.amount_tyiyn}


@dataclass(frozen=True, slots=True)
class Said:
    """What the minutes say of one exhibit. `approved` is None as long as nothing is decided."""

    first_tyiyn: int | None = None
    second_tyiyn: int | None = None
    approved: Asked | None = None
    dissent: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the minutes. `cleared` is "named", "anonymous" or, where two people had not agreed by then that it
    is shown, empty."""

    exhibit: Exhibit
    artwork: Any  # with its thumbnail
    wish_tyiyn: int | None
    said: Said
    cleared: str


@dataclass(frozen=True, slots=True)
class Told:
    """A price, and the row that says where it comes from: None where it stood before there were such rows."""

    exhibit: Exhibit
    came_from: Price | None
    waiting: Price | None

    @property
    def is_decided(self) -> bool:
        return self.came_from is not None and self.came_from.kind != Price.Kind.WRITTEN


def told(exhibits: Iterable[Exhibit]) -> list[Told]:
    """For a list, in two queries."""
    exhibits = list(exhibits)
    found = Price.objects.filter(exhibit__in=exhibits).select_related("by", "decided_by", "meeting")
    of: dict[int, list[Price]] = {}
    for row in found.order_by("pk"):
        of.setdefault(row.exhibit_id, []).append(row)
    return [_told(exhibit, of.get(exhibit.pk, [])) for exhibit in exhibits]


def _told(exhibit: Exhibit, written: list[Price]) -> Told:
    counted = [(since, row.pk, row) for row in written if (since := _counts_since(row))]
    return Told(
        exhibit,
        came_from=max(counted)[2] if counted else None,
        waiting=next((row for row in written if _waits(row)), None),
    )


def _waits(row: Price) -> bool:
    return row.kind == Price.Kind.CHANGED and row.decided_at is None


def _counts_since(row: Price) -> datetime.datetime | None:
    """When this row became the price; None where it never did."""
    if row.kind == Price.Kind.WRITTEN:
        return row.at
    if row.kind == Price.Kind.CHANGED:
        return row.decided_at if row.is_agreed else None
    if row.kind == Price.Kind.APPROVED and row.meeting and row.for_sale is not None:
        return row.meeting.confirmed_at
    return None


def is_sold(exhibit: Exhibit) -> bool:
    return Claim.objects.live().filter(exhibit=exhibit, kind=Claim.Kind.SALE).exists()


# --- When -----------------------------------------------------------------------------------------------------


def are_fixed(exhibition: Exhibition, *, at: datetime.datetime) -> bool:
    """From the chosen moment on, from the opening at the latest."""
    frozen = exhibition.prices_frozen_at
    return exhibition.opens_at <= at or bool(frozen and frozen <= at)


def is_fixed(exhibit: Exhibit, *, at: datetime.datetime) -> bool:
    """Whether nobody may change this price alone any more."""
    return are_fixed(exhibit.exhibition, at=at) or exhibit.pk in in_minutes(exhibit.exhibition)


def in_minutes(exhibition: Exhibition) -> set[int]:
    """The exhibits whose price stands in closed minutes."""
    closed = Price.objects.filter(
        meeting__exhibition=exhibition, meeting__closed_at__isnull=False, kind=Price.Kind.APPROVED
    )
    newest = {(row.meeting_id, row.exhibit_id): row for row in closed.order_by("pk")}
    return {exhibit for (_meeting, exhibit), row in newest.items() if row.for_sale is not None}


# --- Minutes --------------------------------------------------------------------------------------------------


def begin(exhibition: Exhibition, *, by: Any, at: datetime.datetime | None = None) -> Meeting:
    """Open minutes for the works of an exhibition. Raises TooLateForMinutes, MeetingGoesOn."""
    at = at or timezone.now()
    with transaction.atomic():
        locked = Exhibition.objects.select_for_update(no_key=True).get(pk=exhibition.pk)
        if are_fixed(locked, at=at):
            raise TooLateForMinutes
        if exhibition.meetings.filter(confirmed_at=None).exists():
            raise MeetingGoesOn
        return Meeting.objects.create(
            exhibition=exhibition, held_on=localtime(at).date(), begun_by=by, begun_at=at
        )


def discard(meeting: Meeting) -> None:
    """Throw away minutes in which nothing was written. Raises MinutesAreClosed."""
    with transaction.atomic():
        locked = _open(meeting)
        if locked.prices.exists():
            raise MinutesAreClosed
        locked.delete()


def entries(meeting: Meeting, *, upto: int | None = None) -> list[Entry]:
    """The lines of the minutes by catalogue number: all that hangs while they are open, what is in them when they are
    closed. `upto`: as a page showed it whose newest row was this one."""
    written = list(meeting.prices.filter(**({} if upto is None else {"pk__lte": upto})).order_by("pk"))
    said = _folded(written)
    wishes = {row.exhibit_id: row.amount_tyiyn for row in written if row.kind == Price.Kind.WISH}
    hung = Exhibit.objects.filter(exhibition=meeting.exhibition_id).select_related("exhibition")
    if meeting.closed_at:
        hung = hung.filter(pk__in=[key for key, each in said.items() if each.approved])
    else:
        hung = hung.filter(Q(withdrawn_at=None) | Q(pk__in=list(said)))
    exhibits = list(hung.order_by("catalogue_number"))
    known = Artwork.objects.filter(pk__in=[exhibit.artwork_id for exhibit in exhibits])
    artworks = on_the_list(known).in_bulk()
    cleared = _cleared(known, meeting.closed_at or timezone.now())
    return [
        Entry(
            exhibit,
            artwork := artworks[exhibit.artwork_id],
            wishes.get(exhibit.pk) if meeting.closed_at else artwork.price_wish_tyiyn,
            said.get(exhibit.pk, Said()),
            cleared.get(exhibit.artwork_id, ""),
        )
        for exhibit in exhibits
    ]


def _folded(written: Iterable[Price]) -> dict[int, Said]:
    said: dict[int, Said] = {}
    for row in written:
        before = said.get(row.exhibit_id, Said())
        if row.kind == Price.Kind.FIRST:
            now = replace(before, first_tyiyn=row.amount_tyiyn)
        elif row.kind == Price.Kind.SECOND:
            now = replace(before, second_tyiyn=row.amount_tyiyn)
        elif row.kind == Price.Kind.APPROVED:
            approved = None if row.for_sale is None else Asked(row.amount_tyiyn)
            now = replace(before, approved=approved, dissent=row.words)
        else:
            continue
        said[row.exhibit_id] = now
    return said


def _cleared(artworks: Any, at: datetime.datetime) -> dict[int, str]:
    """Whether two people had agreed by then that it is shown, and whether with a name."""
    stood = Publication.objects.filter(Q(ended_at=None) | Q(ended_at__gt=at), artwork__in=artworks)
    stood = stood.filter(approved_at__lte=at).only("artwork", "level")
    return {each.artwork_id: "named" if each.level in NAMED else "anonymous" for each in stood}


def newest(meeting: Meeting) -> int:
    """The key of the newest row of the minutes: what a page that is shown now has seen."""
    return meeting.prices.order_by("-pk").values_list("pk", flat=True).first() or 0


def write(
    meeting: Meeting,
    typed: Mapping[int, Said],
    *,
    seen: int,
    by: Any,
    held_on: datetime.date | None = None,
    members: str = "",
    at: datetime.datetime | None = None,
) -> list[int]:
    """Write what was typed for each exhibit, where it differs from what the page had shown. Returns the exhibits of
    which somebody else had written meanwhile: nothing was written over theirs. Raises MinutesAreClosed."""
    at = at or timezone.now()
    with transaction.atomic():
        locked = _open(meeting)
        locked.members, locked.held_on = clean(members), held_on or locked.held_on
        locked.save(update_fields=["members", "held_on"])
        shown = {entry.exhibit.pk: entry.said for entry in entries(locked, upto=seen)}
        now = {entry.exhibit.pk: entry.said for entry in entries(locked)}
        changed = {key: said for key, said in typed.items() if key in now and said != shown.get(key, Said())}
        met = [key for key in changed if now[key] not in (shown.get(key, Said()), changed[key])]
        new = [
            row
            for key, said in changed.items()
            if key not in met
            for row in _rows(locked, key, now[key], said, by, at)
        ]
        Price.objects.bulk_create(new)
        meeting.members, meeting.held_on = locked.members, locked.held_on
        return met


def _rows(
    meeting: Meeting, exhibit: int, before: Said, now: Said, by: Any, at: datetime.datetime
) -> list[Price]:
    about: dict[str, Any] = {"meeting": meeting, "exhibit_id": exhibit, "by": by, "at": at}
    new = [
        Price(kind=kind, for_sale=True if amount else None, amount_tyiyn=amount, **about)
        for kind, amount, was in (
            (Price.Kind.FIRST, now.first_tyiyn, before.first_tyiyn),
            (Price.Kind.SECOND, now.second_tyiyn, before.second_tyiyn),
        )
        if amount != was
    ]
    if (now.approved, now.dissent) != (before.approved, before.dissent):
        columns = now.approved.columns if now.approved else {"for_sale": None}
        new.append(Price(kind=Price.Kind.APPROVED, words=one_line(now.dissent), **columns, **about))
    return new


def close(meeting: Meeting, *, by: Any, at: datetime.datetime | None = None) -> None:
    """Close the minutes with the wishes of that moment. Raises MinutesAreClosed, NobodyPresent, NothingDecided,
    TooLateForMinutes."""
    at = at or timezone.now()
    with transaction.atomic():
        locked = _open(meeting)
        if locked.exhibition.opens_at <= at:
            raise TooLateForMinutes
        if not locked.members:
            raise NobodyPresent
        decided = [entry for entry in entries(locked) if entry.said.approved]
        if not decided:
            raise NothingDecided
        wish: dict[str, Any] = {"meeting": locked, "kind": Price.Kind.WISH, "by": by, "at": at}
        Price.objects.bulk_create(
            Price(exhibit=entry.exhibit, for_sale=True, amount_tyiyn=entry.wish_tyiyn, **wish)
            for entry in decided
            if entry.wish_tyiyn
        )
        Meeting.objects.filter(pk=locked.pk).update(closed_by=by, closed_at=at)
    meeting.refresh_from_db()


def send_back(meeting: Meeting) -> None:
    """Open closed minutes again, before anyone has agreed to them. Raises AlreadyDecided."""
    waiting = Meeting.objects.filter(pk=meeting.pk, closed_at__isnull=False, confirmed_at=None)
    if not waiting.update(closed_by=None, closed_at=None):
        raise AlreadyDecided
    meeting.refresh_from_db()


def confirm(meeting: Meeting, *, by: Any, at: datetime.datetime | None = None) -> int:
    """Agree to closed minutes: their prices count from now on. Returns how many changed. Raises SamePerson,
    AlreadyDecided, TooLateForMinutes."""
    at = at or timezone.now()
    with claims.refusing(), transaction.atomic():
        locked = (
            Meeting.objects.select_for_update(no_key=True).select_related("exhibition").get(pk=meeting.pk)
        )
        if locked.closed_at is None or locked.confirmed_at:
            raise AlreadyDecided
        if locked.closed_by_id == by.pk:
            raise SamePerson
        if locked.exhibition.opens_at <= at:
            raise TooLateForMinutes
        Meeting.objects.filter(pk=locked.pk).update(confirmed_by=by, confirmed_at=at)
        changed = []
        for entry in entries(locked):
            assert entry.said.approved
            if Asked.of(entry.exhibit) != entry.said.approved:
                _put(entry.exhibit, entry.said.approved)
                changed.append(entry.exhibit)
        Exhibit.objects.bulk_update(changed, ["for_sale", "price_tyiyn"])
    meeting.refresh_from_db()
    return len(changed)


def _open(meeting: Meeting) -> Meeting:
    locked = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("exhibition")
    found = locked.filter(pk=meeting.pk, closed_at=None).first()
    if found is None:
        raise MinutesAreClosed
    return found


def _put(exhibit: Exhibit, asked: Asked) -> None:
    exhibit.for_sale, exhibit.price_tyiyn = asked.amount_tyiyn is not None, asked.amount_tyiyn


# --- One price ------------------------------------------------------------------------------------------------


def set_alone(exhibit: Exhibit, asked: Asked, *, by: Any) -> None:
    """Write a price that is not fixed yet. Raises Fixed, Promised, Sold."""
    with claims.refusing(), transaction.atomic():
        at = claims.lock(exhibit)
        exhibit.refresh_from_db()
        if Asked.of(exhibit) == asked:
            return
        if is_fixed(exhibit, at=at):
            raise Fixed
        _standing(exhibit, at)
        _put(exhibit, asked)
        exhibit.save(update_fields=["for_sale", "price_tyiyn"])
        remember(exhibit, by=by)


def remember(exhibit: Exhibit, *, by: Any) -> Price:
    """That this person wrote the price as it is now."""
    asked = Asked.of(exhibit)
    return Price.objects.create(exhibit=exhibit, kind=Price.Kind.WRITTEN, by=by, **asked.columns)


def propose(exhibit: Exhibit, asked: Asked, *, reason: str, by: Any) -> Price:
    """Ask for another price. Nothing changes until someone else agrees. Raises NoReason, SamePrice, AlreadyAsked,
    Sold."""
    reason = one_line(reason)
    if not reason:
        raise NoReason
    with claims.refusing(), transaction.atomic():
        at = claims.lock(exhibit)
        exhibit.refresh_from_db()
        if is_sold(exhibit):
            raise Sold
        if Asked.of(exhibit) == asked:
            raise SamePrice
        if waiting(exhibit):
            raise AlreadyAsked
        return Price.objects.create(
            exhibit=exhibit, kind=Price.Kind.CHANGED, words=reason, by=by, at=at, **asked.columns
        )


def waiting(exhibit: Exhibit) -> Price | None:
    """The change that waits for a second person."""
    return exhibit.prices.filter(kind=Price.Kind.CHANGED, decided_at=None).select_related("by").first()


def agree(price: Price, *, by: Any) -> None:
    """Agree to another person's change: the price counts at once, on every page and for every label printed from now.
    Raises SamePerson, AlreadyDecided, Promised, Sold."""
    if price.by_id == by.pk:
        raise SamePerson
    with claims.refusing(), transaction.atomic():
        at = claims.lock(price.exhibit)
        _standing(price.exhibit, at)
        _decide(price, by=by, at=at, is_agreed=True)
        _put(price.exhibit, Asked(price.amount_tyiyn))
        price.exhibit.save(update_fields=["for_sale", "price_tyiyn"])


def decline(price: Price, *, by: Any) -> None:
    """Leave the price as it is; whoever proposed it may take it back. Raises AlreadyDecided."""
    _decide(price, by=by, at=timezone.now(), is_agreed=False)


def _decide(price: Price, *, by: Any, at: datetime.datetime, is_agreed: bool) -> None:
    asked = Price.objects.filter(pk=price.pk, decided_at=None)
    if not asked.update(decided_by=by, decided_at=at, is_agreed=is_agreed):
        raise AlreadyDecided
    price.refresh_from_db(fields=["decided_by", "decided_at", "is_agreed"])


def _standing(exhibit: Exhibit, at: datetime.datetime) -> None:
    """Whoever holds or has bought the locked work keeps its price."""
    claim = Claim.objects.live().filter(exhibit=exhibit).filter(Q(until_at=None) | Q(until_at__gt=at)).first()
    if claim and claim.until_at:
        raise Promised(claim.until_at)
    if claim:
        raise Sold


# --- What waits -----------------------------------------------------------------------------------------------


def tasks(user: Any) -> list[Task]:
    """What another person wrote and this one may agree to, for the first page of the admin."""
    if not user.has_perm("sales.set_prices"):
        return []
    closed = Meeting.objects.filter(closed_at__isnull=False, confirmed_at=None).exclude(closed_by=user)
    asked = Price.objects.filter(kind=Price.Kind.CHANGED, decided_at=None).exclude(by=user)
    return [
        *(
            Task(
                "wrong",
                _("The minutes on prices wait for a second person."),
                str(meeting.exhibition),
                reverse("admin:minutes", args=[meeting.pk]),
                _("Read and decide"),
            )
            for meeting in closed.select_related("exhibition")
        ),
        *(
            Task(
                "wrong",
                _("No. %(number)s: another price waits for a second person")
                % {"number": price.exhibit.catalogue_number},
                price.words,
                reverse("admin:price", args=[price.exhibit_id]),
                _("Read and decide"),
            )
            for price in asked.select_related("exhibit")
        ),
    ]
