"""The close of the day: when no more is promised, what is left on the walls, and whether works and money come out even.

Every number is counted from rows, in as many queries for one work as for thirty. On the wall is what is sold, returned
or explained; the money is what the receipts say and what the drawers recorded."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from exhibitions.models import Exhibit, Exhibition
from sales import afterwards, board, claims, collecting
from sales.board import Row
from sales.claims import Refused
from sales.models import CashSession, Claim, Leaving, Payment, Place, Reopening, Sale
from sales.opening import Line
from staff.scope import rows
from staff.text import one_line

BEFORE = datetime.timedelta(hours=12)  # a drawer opened so long before the doors belongs to the day


class NotOpenYet(Refused):
    @property
    def sentence(self) -> str:
        return _("The exhibition has not opened yet.")


class StillOpen(Refused):
    @property
    def sentence(self) -> str:
        return _("The exhibition is still open. Works leave the walls after closing.")


class NoReason(Refused):
    @property
    def sentence(self) -> str:
        return _("Please write why: whoever has to agree reads it.")


class InThePast(Refused):
    @property
    def sentence(self) -> str:
        return _("Choose an hour that is still to come.")


class SamePerson(Refused):
    @property
    def sentence(self) -> str:
        return _("You asked for this. A second person has to agree.")


class HaveLeft(Refused):
    @property
    def sentence(self) -> str:
        return _("Works are written down as returned. While they are, the exhibition stays closed.")


class NobodyNamed(Refused):
    @property
    def sentence(self) -> str:
        return _("Write who took them along, or what became of them.")


class NothingTicked(Refused):
    @property
    def sentence(self) -> str:
        return _("Tick the works that have left.")


class NotLeft(Refused):
    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = numbers

    @property
    def sentence(self) -> str:
        return _("Sold, held or written down meanwhile: %(numbers)s. Nothing was changed.") % {
            "numbers": ", ".join(f"№\u00a0{number}" for number in self.numbers)
        }


# --- Acts -------------------------------------------------------------------------------------------------------


def close_now(exhibition: Exhibition) -> bool:
    """Close before the hour: nothing more is reserved or offered, and what is held stays held to its minute. False if
    it had closed already. Raises NotOpenYet."""
    with transaction.atomic():
        shut = _locked(exhibition)
        at = _clock()
        if at < shut.opens_at:
            raise NotOpenYet
        if shut.closes_at <= at:
            return False
        shut.closes_at = at
        shut.save(update_fields=["closes_at"])
        return True


def ask_to_reopen(exhibition: Exhibition, *, until_at: datetime.datetime, reason: str, by: Any) -> Reopening:
    """Ask for more time. Nothing opens until somebody else agrees. Raises NoReason, InThePast, HaveLeft."""
    reason = one_line(reason)[:300]
    if not reason:
        raise NoReason
    with transaction.atomic():
        shut = _locked(exhibition)
        at = _clock()
        _may_reopen(shut, until_at, at)
        return Reopening.objects.create(
            exhibition=shut, until_at=until_at, reason=reason, asked_by=by, asked_at=at
        )


def reopen(reopening: Reopening, *, by: Any) -> None:
    """Agree: the doors are open again until the hour that was asked for. Raises SamePerson, InThePast, HaveLeft."""
    if reopening.asked_by_id == by.pk:
        raise SamePerson
    with transaction.atomic():
        shut = _locked(reopening.exhibition)
        at = _clock()
        _may_reopen(shut, reopening.until_at, at)
        if Reopening.objects.filter(pk=reopening.pk, agreed_at=None).update(agreed_by=by, agreed_at=at):
            shut.closes_at = reopening.until_at
            shut.save(update_fields=["closes_at"])


def _may_reopen(exhibition: Exhibition, until_at: datetime.datetime, at: datetime.datetime) -> None:
    if until_at <= at:
        raise InThePast
    if Leaving.objects.standing().filter(exhibit__exhibition=exhibition).exists():
        raise HaveLeft


def waiting_reopening(exhibition: Exhibition, *, user: Any, at: datetime.datetime) -> Reopening | None:
    """What was asked since it closed and can still be agreed to: the latest."""
    asked = rows(Reopening, user).filter(exhibition=exhibition, agreed_at=None, until_at__gt=at)
    return asked.filter(asked_at__gte=exhibition.closes_at).select_related("asked_by").first()


def write_off(exhibition: Exhibition, exhibit_ids: Collection[int], *, kind: str, note: str, by: Any) -> int:
    """Works that nobody bought have left: returned to somebody, or in a way that `note` explains. All of them or none.

    Raises StillOpen, NothingTicked, NobodyNamed, NotLeft, Busy; ValueError for a kind there is not."""
    kind, note = Leaving.Kind(kind), one_line(note)[:300]
    if not exhibit_ids:
        raise NothingTicked
    if not note:
        raise NobodyNamed
    with claims.refusing(), transaction.atomic():
        at = _clock()
        if at < _locked(exhibition).closes_at:
            raise StillOpen
        wanted = Exhibit.objects.filter(exhibition=exhibition, pk__in=exhibit_ids).order_by("artwork_id")
        leaving = list(wanted)
        for exhibit in leaving:  # in one order, or two people ticking the same works wait for each other
            at = claims.lock(exhibit)
        keys = [exhibit.pk for exhibit in leaving]
        taken = Claim.objects.live().filter(exhibit__in=keys).filter(Q(until_at=None) | Q(until_at__gt=at))
        not_free = {
            *taken.values_list("exhibit_id", flat=True),
            *Leaving.objects.standing().filter(exhibit__in=keys).values_list("exhibit_id", flat=True),
        }
        if not_free:
            raise NotLeft(sorted(e.catalogue_number for e in leaving if e.pk in not_free))
        Leaving.objects.bulk_create(
            Leaving(exhibit=exhibit, kind=kind, note=note, by=by, at=at) for exhibit in leaving
        )
        return len(leaving)


def still_here(leaving: Leaving, *, by: Any) -> None:
    """It was a mistake: the work is here. Twice is once."""
    Leaving.objects.standing().filter(pk=leaving.pk).update(ended_by=by, ended_at=_clock())


def _locked(exhibition: Exhibition) -> Exhibition:
    return Exhibition.objects.select_for_update().get(pk=exhibition.pk)


def _clock() -> datetime.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


# --- The account ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Work:
    """A work that hung, and where it is: with its buyer, waiting for them, gone in a way that is written down, or not
    accounted for yet."""

    row: Row
    bought: collecting.Bought | None
    leaving: Leaving | None

    @property
    def is_sold(self) -> bool:
        return self.bought is not None

    @property
    def is_open(self) -> bool:
        return self.bought is None and self.leaving is None

    def left_as(self, kind: str) -> bool:
        return self.bought is None and self.leaving is not None and self.leaving.kind == kind


@dataclass(frozen=True, slots=True)
class Drawer:
    """A cash session and what it recorded of this exhibition, in tyiyn."""

    session: CashSession
    taken_tyiyn: int
    cash_tyiyn: int
    elsewhere_tyiyn: int

    @property
    def is_done(self) -> bool:
        return self.session.closed_at is not None and not self.session.needs_a_signature


@dataclass(frozen=True, slots=True)
class Account:
    works: tuple[Work, ...]
    drawers: tuple[Drawer, ...]
    kinds: tuple[tuple[str, int], ...]
    """Each kind of payment and what remains of it, in tyiyn, what was given back already taken off."""
    receipts: int
    undone: int
    undoing: int
    receipts_tyiyn: int
    """Of the sales that stand."""
    offers: frozenset[Any]
    """The holds that are offers of the line."""
    loose: afterwards.LooseEnds
    """Of what was sold without the network: cash that has to be paid back, and slips that wait for a decision."""

    @property
    def sold(self) -> list[Work]:
        return [work for work in self.works if work.is_sold]

    @property
    def returned(self) -> list[Work]:
        return [work for work in self.works if work.left_as(Leaving.Kind.RETURNED)]

    @property
    def explained(self) -> list[Work]:
        return [work for work in self.works if work.left_as(Leaving.Kind.EXPLAINED)]

    @property
    def open(self) -> list[Work]:
        return [work for work in self.works if work.is_open]

    @property
    def held(self) -> list[Work]:
        return [work for work in self.open if work.row.hold]

    @property
    def uncollected(self) -> list[Work]:
        return [work for work in self.works if work.bought and work.bought.is_here]

    @property
    def payments_tyiyn(self) -> int:
        return sum(amount for _kind, amount in self.kinds)

    @property
    def owed_tyiyn(self) -> int:
        return sum(refund.counterfoil.amount_tyiyn for refund in self.loose.owed)

    @property
    def drawers_tyiyn(self) -> int:
        return sum(drawer.taken_tyiyn for drawer in self.drawers)

    @property
    def works_come_out(self) -> bool:
        return len(self.works) == len(self.sold) + len(self.returned) + len(self.explained)

    @property
    def money_comes_out(self) -> bool:
        return self.receipts_tyiyn + self.owed_tyiyn == self.payments_tyiyn == self.drawers_tyiyn


def account(exhibition: Exhibition, language: str, *, user: Any) -> Account:
    found = board.read(exhibition, language, user=user)
    bought = {one.row.exhibit_id: one for one in collecting.bought(exhibition, found, user=user)}
    standing = rows(Leaving, user).standing().filter(exhibit__exhibition=exhibition).select_related("by")
    left = {leaving.exhibit_id: leaving for leaving in standing}
    here = Q(exhibit__exhibition=exhibition)
    undone, asked = Q(void__approved_at__isnull=False), Q(void__isnull=False, void__approved_at=None)
    receipts = (
        rows(Sale, user)
        .filter(here)
        .aggregate(
            all=Count("pk"),
            undone=Count("pk", filter=undone),
            undoing=Count("pk", filter=asked),
            sum=Sum("price_tyiyn", filter=~undone | Q(void=None)),
        )
    )
    sums = _sums(exhibition, user)
    holds = [row.hold.claim_id for row in found if row.hold and row.hold.claim_id]
    offers = rows(Place, user).filter(offer__in=holds).values_list("offer_id", flat=True)
    return Account(
        works=tuple(Work(row, bought.get(row.exhibit_id), left.get(row.exhibit_id)) for row in found),
        drawers=_drawers(exhibition, sums, user),
        kinds=tuple(
            (str(kind.label), total)
            for kind in Payment.Kind
            if (total := sum(amount for (of, _till), amount in sums.items() if of == kind))
        ),
        receipts=receipts["all"],
        undone=receipts["undone"],
        undoing=receipts["undoing"],
        receipts_tyiyn=receipts["sum"] or 0,
        offers=frozenset(offers),
        loose=afterwards.loose_ends(exhibition, user=user),
    )


def _sums(exhibition: Exhibition, user: Any) -> dict[tuple[str, Any], int]:
    """What remains of each kind of payment in each drawer."""
    here = Q(sale__exhibit__exhibition=exhibition) | Q(refund__counterfoil__exhibit__exhibition=exhibition)
    paid = rows(Payment, user).filter(here).order_by()
    summed = paid.values("kind", "till").annotate(sum=Sum("amount_tyiyn"))
    return {(row["kind"], row["till"]): row["sum"] for row in summed}


def _drawers(exhibition: Exhibition, sums: dict[tuple[str, Any], int], user: Any) -> tuple[Drawer, ...]:
    """Those that recorded a payment of this exhibition, and those that stood open on its day without one."""
    that_day = Q(opened_at__gte=exhibition.opens_at - BEFORE, opened_at__lt=exhibition.closes_at)
    found = rows(CashSession, user).filter(that_day | Q(pk__in={till for _kind, till in sums if till}))
    found = found.annotate(everything=Sum("payments__amount_tyiyn")).select_related("desk", "cashier")
    return tuple(
        Drawer(
            session=session,
            taken_tyiyn=(
                taken := sum(amount for (_kind, till), amount in sums.items() if till == session.pk)
            ),
            cash_tyiyn=sums.get((Payment.Kind.CASH, session.pk), 0),
            elsewhere_tyiyn=(session.everything or 0) - taken,
        )
        for session in found.order_by("desk__number", "opened_at")
    )


# --- What is still to do ----------------------------------------------------------------------------------------


def steps(exhibition: Exhibition, it: Account, *, at: datetime.datetime) -> list[Line]:
    """In the order of an evening; what is missing with its next step."""
    closed = exhibition.closes_at <= at
    return [
        _closed(exhibition, at),
        _holds(exhibition, it),
        _undoing(it),
        _without_the_network(exhibition, it),
        _collected(exhibition, it),
        _left(exhibition, it, closed),
        _counted(it),
        _money(it),
    ]


def minutes_left(exhibition: Exhibition, at: datetime.datetime) -> int:
    return max(0, -int((at - exhibition.closes_at).total_seconds() // 60))


def _closed(exhibition: Exhibition, at: datetime.datetime) -> Line:
    when = {"time": date_format(localtime(exhibition.closes_at), "DATETIME_FORMAT")}
    if exhibition.closes_at <= at:
        return Line(True, _("Closed: %(time)s. Nothing more is reserved or offered.") % when)
    return Line(False, _("Open until %(time)s. Until then works are reserved and offered.") % when)


def _which(works: Sequence[Work], name: str = "desk:work") -> tuple[tuple[str, str], ...]:
    return tuple((f"№\u00a0{work.row.number}", reverse(name, args=[work.row.exhibit_id])) for work in works)


def _holds(exhibition: Exhibition, it: Account) -> Line:
    if not it.held:
        return Line(True, _("Nobody holds a work any more"))
    text = _(
        "Still held: %(count)s, among them offers of the line: %(offers)s. Sell or release them at the desk:"
    )
    offered = sum(bool(work.row.hold and work.row.hold.claim_id in it.offers) for work in it.held)
    return Line(False, text % {"count": len(it.held), "offers": offered}, which=_which(it.held))


def _undoing(it: Account) -> Line:
    if not it.undoing:
        return Line(True, _("No sale waits to be undone"))
    asked = [
        (f"№\u00a0{work.row.number}", reverse("admin:sold", args=[work.row.sale.sale_id]))
        for work in it.sold
        if work.row.sale and work.row.sale.void_asked
    ]
    return Line(False, _("A second person has to agree that these are undone:"), which=tuple(asked))


def _without_the_network(exhibition: Exhibition, it: Account) -> Line:
    if not it.loose:
        return Line(True, _("Nothing sold without the network is left open"))
    text = _("Sold without the network: %(owed)s to be paid back, %(waiting)s to decide about.")
    counts = {"owed": len(it.loose.owed), "waiting": len(it.loose.waiting)}
    url = reverse("admin:offline", args=[exhibition.pk])
    return Line(False, text % counts, url=url, action=_("Read and decide"))


def _collected(exhibition: Exhibition, it: Account) -> Line:
    table = f"{reverse('desk:collect')}?show={exhibition.slug}"
    if not it.sold:
        return Line(True, _("Nothing was sold, so nothing waits for a buyer"))
    if not it.uncollected:
        return Line(True, _("All that was sold is with its buyers."), table, _("See the hand-overs"))
    which = tuple(
        (f"№\u00a0{work.row.number}", reverse("desk:hand_over", args=[work.row.sale.sale_id]))
        for work in it.uncollected
        if work.row.sale
    )
    return Line(False, _("Sold and not collected yet:"), table, _("Hand over"), which)


def _left(exhibition: Exhibition, it: Account, closed: bool) -> Line:
    if it.works_come_out:
        return Line(True, _("Every work that hung is accounted for: %(count)s") % {"count": len(it.works)})
    which = tuple((f"№\u00a0{work.row.number}", "") for work in it.open)
    if not closed:
        return Line(False, _("Not sold so far:"), which=which)
    return Line(
        False, _("Where are these? Write down below who took them along:"), "#open", _("Write down"), which
    )


def _counted(it: Account) -> Line:
    till = reverse("admin:till")
    waiting = [drawer for drawer in it.drawers if not drawer.is_done]
    if not it.drawers:
        return Line(True, _("No drawer was open on this day"))
    if not waiting:
        done = _("Drawers counted, and signed where they differ: %(count)s") % {"count": len(it.drawers)}
        return Line(True, done, till, _("See the drawers"))
    which = tuple(
        (f"{drawer.session.desk}, {drawer.session.cashier}", _report(drawer.session)) for drawer in waiting
    )
    text = _("Drawers that are not counted, or wait for a second signature:")
    return Line(False, text, till, _("See the drawers"), which)


def _report(session: CashSession) -> str:
    return reverse("admin:till_report", args=[session.pk])


def _money(it: Account) -> Line:
    if it.money_comes_out:
        return Line(True, _("Receipts, payments and drawers come to the same sum"))
    return Line(False, _("Receipts, payments and drawers do not come to the same sum: see below."))
