"""What was sold for cash without the network, recorded afterwards: each receipt once, in whatever order it comes.

The money was taken, so it is recorded wherever it can be. A work that was sold elsewhere meanwhile makes a refund; cash
whose drawer was counted before it came waits for a person. What the browser sends and what is typed in from paper take
the same way."""

import datetime
import hashlib
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from exhibitions import publishing
from exhibitions.models import Exhibit, Exhibition
from sales import claims, line, money, receipts, selling, tills
from sales.claims import Refused
from sales.models import CashSession, Claim, Counterfoil, Payment, ReceiptRange, Refund, Sale
from sales.tills import NoTill
from staff import once as once_only
from staff.scope import rows
from staff.text import one_line

Wait = Counterfoil.Wait
MOMENT = datetime.timedelta(microseconds=1)


class NotThisBrowser(Refused):
    @property
    def sentence(self) -> str:
        return _("These receipt numbers belong to another browser.")


class NotYours(Refused):
    def __init__(self, who: Any) -> None:
        self.who = who

    @property
    def sentence(self) -> str:
        return _("%(who)s sold this. It goes when they sign in here.") % {"who": self.who}


class OtherDesk(Refused):
    def __init__(self, desk: Any) -> None:
        self.desk = desk

    @property
    def sentence(self) -> str:
        return _("These slips are of the desk %(desk)s. Open a cash session there first.") % {
            "desk": self.desk
        }


class NoSuchReceipt(Refused):
    @property
    def sentence(self) -> str:
        return _("This receipt number is not one of these slips.")


class ReceiptUsed(Refused):
    def __init__(self, number: str) -> None:
        self.number = number

    @property
    def sentence(self) -> str:
        return _("Receipt %(number)s is recorded already, for another sale.") % {"number": self.number}


class NotOnTheList(Refused):
    @property
    def sentence(self) -> str:
        return _("This work was not on the price list.")


class WrongCash(Refused):
    def __init__(self, due: int) -> None:
        self.due = due

    @property
    def sentence(self) -> str:
        return _("By the price list it costs %(price)s in cash.") % {"price": money.som(self.due)}


class SettledAlready(Refused):
    @property
    def sentence(self) -> str:
        return _("Somebody has settled this already.")


class PaidBack(Refused):
    @property
    def sentence(self) -> str:
        return _("This money has been paid back already.")


@dataclass(frozen=True, slots=True)
class Written:
    """One line of the browser's list, or one slip of paper. `key` makes it act once."""

    key: UUID
    receipt: int
    exhibit: Exhibit
    amount_tyiyn: int
    written_at: datetime.datetime
    given_tyiyn: int | None = None


def record(
    given: ReceiptRange, written: Written, *, by: Any, token: str = "", hand_over: bool = False
) -> Counterfoil:
    """Record one cash sale that was made without the network. Sent again, it gives the same answer. With `hand_over`
    it waits for an organiser instead, whatever the price list says.

    Raises NotThisBrowser, NotYours, NoTill, OtherDesk, NoSuchReceipt, ReceiptUsed, NotOnTheList, WrongCash, Busy."""
    with claims.refusing(), transaction.atomic():
        what = (given.pk, written.receipt, written.exhibit.pk, written.amount_tyiyn)
        pressed = None
        try:
            outcome = once_only.claim_key(written.key, *what)
        except once_only.OnceConflict:
            if (pressed := _pressed(written, by)) is None:
                raise ReceiptUsed(given.number(written.receipt)) from None
            outcome = ""
        if outcome:
            return Counterfoil.objects.get(pk=UUID(outcome))
        clock = claims.lock(written.exhibit)
        till = _drawer(given, by, token)
        price = _check(given, written, hand_over)
        if known := Counterfoil.objects.filter(range=given, receipt=written.receipt).first():
            if pressed and known.sale_id == pressed.pk:
                return known
            raise ReceiptUsed(known.number)
        counterfoil = Counterfoil(
            id=written.key,
            range=given,
            receipt=written.receipt,
            exhibit=written.exhibit,
            price_tyiyn=price,
            amount_tyiyn=written.amount_tyiyn,
            given_tyiyn=written.given_tyiyn,
            written_at=written.written_at,
            recorded_by=by,
            recorded_at=clock,
        )
        if pressed:
            counterfoil.sale, counterfoil.till = pressed, pressed.payments.earliest("at").till
            counterfoil.save(force_insert=True)
        elif hand_over or till is None:
            counterfoil.waits = Wait.HANDED_OVER if hand_over else Wait.TILL_CLOSED
            counterfoil.save(force_insert=True)
            _keep(counterfoil, clock)
        else:
            _put(counterfoil, till, clock, by)
        if not pressed:
            once_only.keep_outcome(written.key, str(counterfoil.pk))
        return counterfoil


def settle(counterfoil: Counterfoil, *, by: Any) -> Counterfoil:
    """Put cash that waited into the drawer of whoever settles it: they have the notes in their hand. It becomes a sale,
    or a refund. Raises NoTill, SettledAlready."""
    with claims.refusing(), transaction.atomic():
        clock = claims.lock(counterfoil.exhibit)
        counterfoil = _waiting(counterfoil)
        till = tills.till_of(by)
        if till is None:
            raise NoTill
        _put(counterfoil, till, clock, by)
        return counterfoil


def set_aside(counterfoil: Counterfoil, *, reason: str, by: Any) -> None:
    """Nothing was sold here: the line was a mistake, and somebody says why. Raises NoReason, SettledAlready."""
    reason = one_line(reason)
    if not reason:
        raise selling.NoReason
    with claims.refusing(), transaction.atomic():
        clock = claims.lock(counterfoil.exhibit)
        counterfoil = _waiting(counterfoil)
        counterfoil.set_aside_by, counterfoil.set_aside_at, counterfoil.set_aside_reason = by, clock, reason
        counterfoil.save()
        kept = Claim.objects.live().filter(
            artwork=counterfoil.exhibit.artwork_id, contact=_whose(counterfoil)
        )
        if hold := kept.first():
            claims.end(hold, Claim.End.RELEASED, at=clock)
            line.advance(counterfoil.exhibit, at=clock)


def pay_back(refund: Refund, *, by: Any) -> None:
    """Give back the cash that was taken for a work that could not be sold, from one's own drawer. Raises NoTill,
    PaidBack."""
    with transaction.atomic():
        refund = Refund.objects.select_for_update().get(pk=refund.pk)
        if refund.paid_at:
            raise PaidBack
        till = tills.till_of(by)
        if till is None:
            raise NoTill
        refund.paid_by, refund.paid_at = by, tills.clock()
        refund.save()
        taken = refund.payments.get(negates=None)
        Payment.objects.create(
            refund=refund,
            kind=taken.kind,
            amount_tyiyn=-taken.amount_tyiyn,
            negates=taken,
            till=till,
            recorded_by=by,
            at=refund.paid_at,
        )


@dataclass(frozen=True, slots=True)
class LooseEnds:
    """What still needs a person, and receipts that were given to a drawer's browser and never written: not counted as
    such before the range has ended."""

    owed: tuple[Refund, ...]
    waiting: tuple[Counterfoil, ...]
    unused: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.owed or self.waiting)


def loose_ends(exhibition: Exhibition, *, user: Any) -> LooseEnds:
    """Of all desks, the oldest first."""
    return _loose(rows(Counterfoil, user).filter(exhibit__exhibition=exhibition))


def loose_ends_of(till: CashSession) -> LooseEnds:
    """Of one drawer, for its report."""
    ended = ReceiptRange.objects.filter(till=till, ended_at__isnull=False).select_related("desk")
    return replace(
        _loose(Counterfoil.objects.filter(Q(till=till) | Q(till=None, range__till=till))),
        unused=tuple(given.number(n) for given in ended for n in receipts.unused(given)),
    )


def _loose(counterfoils: QuerySet[Counterfoil]) -> LooseEnds:
    """One query, because the desk asks it with every press."""
    open_ones = counterfoils.filter(
        Q(refund__isnull=False, refund__paid_at=None) | Q(till=None, set_aside_at=None)
    ).select_related("refund", "range__desk", "range__given_to", "exhibit__artwork")
    found = list(open_ones.order_by("written_at"))
    owed = []
    for counterfoil in found:
        if counterfoil.till_id:
            counterfoil.refund.counterfoil = counterfoil
            owed.append(counterfoil.refund)
    return LooseEnds(tuple(owed), tuple(one for one in found if not one.till_id))


def _drawer(given: ReceiptRange, by: Any, token: str) -> CashSession | None:
    """The drawer the cash lies in; None if that was counted meanwhile."""
    if given.kind == ReceiptRange.Kind.DEVICE:
        if not receipts.is_of(given, token):
            raise NotThisBrowser
        if given.given_to_id != by.pk:
            raise NotYours(given.given_to)
        return CashSession.objects.select_for_update().filter(ranges=given, closed_at=None).first()
    till = tills.till_of(by)
    if till is None:
        raise NoTill
    if till.desk_id != given.desk_id:
        raise OtherDesk(given.desk)
    return till


def _check(given: ReceiptRange, written: Written, hand_over: bool) -> int:
    """The price that was asked: the list's, because the buyer paid it."""
    if not given.first <= written.receipt <= given.last:
        raise NoSuchReceipt
    if hand_over:
        return written.amount_tyiyn
    price = given.prices.get(str(written.exhibit.pk))
    if price is None:
        raise NotOnTheList
    due = price - tills.rounding(price)
    if written.amount_tyiyn != due or (written.given_tyiyn is not None and written.given_tyiyn < due):
        raise WrongCash(due)
    return price


def _pressed(written: Written, by: Any) -> Sale | None:
    """The line went between a press and its answer, and the browser noted the sale under the key of that press."""
    try:
        key = UUID(once_only.outcome(written.key))
    except ValueError:
        return None
    return Sale.objects.filter(pk=key, exhibit=written.exhibit, sold_by=by).first()


def _put(counterfoil: Counterfoil, till: CashSession, clock: datetime.datetime, by: Any) -> None:
    """Into the drawer, as a sale or as a refund. The work is locked."""
    exhibit = counterfoil.exhibit
    standing = claims.live(exhibit, at=clock)
    counterfoil.till = till
    if standing and standing.kind == Claim.Kind.SALE:
        _owe(counterfoil, Refund.Why.SOLD, clock, by)
    elif not publishing.may_be_sold(exhibit):
        if standing and bytes(standing.contact or b"") == _whose(counterfoil):
            claims.end(standing, Claim.End.RELEASED, at=clock)
        _owe(counterfoil, Refund.Why.NOT_FOR_SALE, clock, by)
    else:
        at = _sold_at(counterfoil, till, standing, clock)
        if standing:  # somebody on their way; but here was paid
            claims.end(standing, Claim.End.RELEASED, at=at)
        parts = [selling.Paid(Payment.Kind.CASH, counterfoil.amount_tyiyn, counterfoil.given_tyiyn)]
        counterfoil.sale = selling.write(
            exhibit,
            parts,
            price_tyiyn=counterfoil.price_tyiyn,
            till=till,
            by=by,
            at=at,
            under=(counterfoil.range.desk, counterfoil.receipt),
        )
        counterfoil.save()


def _owe(counterfoil: Counterfoil, why: str, clock: datetime.datetime, by: Any) -> None:
    counterfoil.save()
    refund = Refund.objects.create(counterfoil=counterfoil, why=why, opened_at=clock)
    Payment.objects.create(
        refund=refund,
        kind=Payment.Kind.CASH,
        amount_tyiyn=counterfoil.amount_tyiyn,
        given_tyiyn=counterfoil.given_tyiyn,
        till=counterfoil.till,
        recorded_by=by,
        at=clock,
    )


def _sold_at(
    counterfoil: Counterfoil, till: CashSession, standing: Claim | None, clock: datetime.datetime
) -> datetime.datetime:
    """When the device says, but never after now, nor before its numbers were given, its drawer opened, or whatever is
    known of the work happened."""
    before = Claim.objects.filter(artwork=counterfoil.exhibit.artwork_id, ended_at__isnull=False)
    known = [counterfoil.range.given_at]
    if last := before.order_by("-ended_at").first():
        known.append(last.ended_at or clock)
    if counterfoil.range.till_id == till.pk:
        known.append(till.opened_at)
    if standing:
        known.append(standing.from_at + MOMENT)
    return max(min(counterfoil.written_at, clock), *known)


def _keep(counterfoil: Counterfoil, clock: datetime.datetime) -> None:
    """Somebody has paid for the work, so nobody else takes it while a person looks at the money."""
    exhibit = Exhibit.objects.select_related("exhibition").get(pk=counterfoil.exhibit_id)
    standing = claims.live(exhibit, at=clock)
    if clock >= exhibit.exhibition.closes_at or (standing and standing.kind == Claim.Kind.SALE):
        return
    if standing:
        claims.end(standing, Claim.End.RELEASED, at=max(clock, standing.from_at + MOMENT))
    claims.hold(exhibit, contact=_whose(counterfoil), until=exhibit.exhibition.closes_at, at=clock)


def _whose(counterfoil: Counterfoil) -> bytes:
    return hashlib.sha256(counterfoil.pk.bytes).digest()


def _waiting(counterfoil: Counterfoil) -> Counterfoil:
    known = Counterfoil.objects.select_for_update(of=("self",)).select_related("range__desk", "exhibit")
    counterfoil = known.get(pk=counterfoil.pk)
    if counterfoil.till_id or counterfoil.set_aside_at:
        raise SettledAlready
    return counterfoil
