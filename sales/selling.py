"""Selling at the desk: one work, one sale, payments that sum to its price, in an open drawer. Undone by two people, or
by the cashier alone while it is only a slip of the hand."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from exhibitions import publishing
from exhibitions.models import Exhibit
from sales import claims, line, money, tills
from sales.claims import Refused
from sales.models import CashSession, Claim, Desk, Handover, Leaving, Payment, Sale, Void
from sales.tills import NoTill
from staff import once as once_only
from staff.text import one_line


class WrongSum(Refused):
    def __init__(self, price: int, paid: int) -> None:
        self.price, self.paid = price, paid

    @property
    def sentence(self) -> str:
        return _("The payments come to %(paid)s, the price is %(price)s. They have to be equal.") % {
            "paid": money.som(self.paid),
            "price": money.som(self.price),
        }


class CannotBeSold(Refused):
    @property
    def sentence(self) -> str:
        return _("This work is not for sale.")


class HasLeft(Refused):
    @property
    def sentence(self) -> str:
        return _("This work has left the wall already: see the closing page.")


class NoReason(Refused):
    @property
    def sentence(self) -> str:
        return _("Please write the reason: it stays beside the sale.")


class SamePerson(Refused):
    @property
    def sentence(self) -> str:
        return _("You asked for this. A second person has to agree.")


class NotYours(Refused):
    @property
    def sentence(self) -> str:
        return _("A colleague sold this. Say why it should be undone, and a second person will agree.")


class AlreadyDone(Refused):
    @property
    def sentence(self) -> str:
        return _("This has been done already.")


class TooLate(Refused):
    @property
    def sentence(self) -> str:
        return _("More than five minutes have passed. Say why, and ask a second person to agree.")


class Gone(Refused):
    @property
    def sentence(self) -> str:
        return _(
            "The work is handed over. Once it is back here, and that is written down, the sale can be undone."
        )


SLIP = datetime.timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Paid:
    """One part of what was paid: Payment.Kind and an amount in tyiyn. `given_tyiyn`: the notes handed over, before
    change; `reference`: the number of a guarantee letter or a transfer."""

    kind: str
    amount_tyiyn: int
    given_tyiyn: int | None = None
    reference: str = ""


def sell(
    exhibit: Exhibit,
    paid: Sequence[Paid],
    *,
    by: Any,
    once: UUID | None = None,
    at: datetime.datetime | None = None,
) -> Sale:
    """Sell a work for its price, held or not: a hold ends as this sale. Cash that is rounded to the coins there are
    makes a line of its own. Raises NoTill, Sold, CannotBeSold, WrongSum, Busy."""
    with claims.refusing(), transaction.atomic():
        if once:
            what = (exhibit.pk, by.pk, *((part.kind, part.amount_tyiyn) for part in paid))
            try:
                outcome = once_only.claim_key(once, *what)
            except once_only.OnceConflict:
                raise AlreadyDone from None
            if outcome:
                return Sale.objects.get(pk=UUID(outcome))
        clock = claims.lock(exhibit)
        at = at or clock
        till = tills.till_of(by)
        if till is None:
            raise NoTill
        exhibit = Exhibit.objects.select_related("exhibition").get(
            pk=exhibit.pk
        )  # the price as it is under the lock
        if not publishing.may_be_sold(exhibit):
            raise CannotBeSold
        if Leaving.objects.standing().filter(exhibit=exhibit).exists():
            raise HasLeft
        price = exhibit.price_tyiyn or 0
        sale = write(
            exhibit,
            paid,
            price_tyiyn=price,
            till=till,
            by=by,
            at=at,
        )
        if once:
            once_only.keep_outcome(once, str(sale.pk))
        return sale


def write(
    exhibit: Exhibit,
    paid: Sequence[Paid],
    *,
    price_tyiyn: int,
    till: CashSession,
    by: Any,
    at: datetime.datetime,
    under: tuple[Desk, int] | None = None,
) -> Sale:
    """The sale of the locked work, and its money in the drawer: under the drawer's next receipt, or one that was given
    away. Raises Sold, WrongSum."""
    paid = _rounded(paid, price_tyiyn)
    claim = claims.sell(exhibit, at=at)
    desk, receipt = under or (till.desk, tills.next_receipt(till))
    sale = Sale.objects.create(
        claim=claim,
        exhibit=exhibit,
        price_tyiyn=price_tyiyn,
        sold_by=by,
        sold_at=at,
        desk=desk,
        receipt=receipt,
    )
    Payment.objects.bulk_create(
        Payment(
            sale=sale,
            kind=part.kind,
            amount_tyiyn=part.amount_tyiyn,
            given_tyiyn=part.given_tyiyn,
            reference=part.reference,
            till=till,
            recorded_by=by,
            at=at,
        )
        for part in paid
    )
    return sale


def _rounded(paid: Sequence[Paid], price: int) -> list[Paid]:
    """The parts, and where the cash among them is what the coins allow, the line that makes up the price."""
    total, cash = (
        sum(part.amount_tyiyn for part in parts)
        for parts in (paid, [part for part in paid if part.kind == Payment.Kind.CASH])
    )
    allowed = tills.rounding(price - (total - cash)) if cash else 0
    if any(
        part.amount_tyiyn <= 0 or part.kind == Payment.Kind.ROUNDING for part in paid
    ) or price - total not in {
        0,
        allowed,
    }:
        raise WrongSum(price, total)
    return [*paid, *([Paid(Payment.Kind.ROUNDING, price - total)] if price != total else [])]


def ask_void(sale: Sale, *, reason: str, by: Any) -> Void:
    """Ask for a sale to be undone. Nothing happens to the work until someone else agrees."""
    reason = one_line(reason)
    if not reason:
        raise NoReason
    with claims.refusing(), transaction.atomic():
        at = claims.lock(sale.exhibit)
        if Void.objects.filter(sale=sale).exists():
            raise AlreadyDone
        _still_here(sale)
        return Void.objects.create(sale=sale, reason=reason, asked_by=by, asked_at=at)


def approve_void(void: Void, *, by: Any) -> None:
    """Agree to undo a sale: the money goes back, kind by kind, as exact negations, from the drawer of whoever asked, or
    else of whoever agrees; and the work is free again, or the next one's. Raises SamePerson, AlreadyDone, NoTill."""
    if void.asked_by_id == by.pk:
        raise SamePerson
    with claims.refusing(), transaction.atomic():
        at = claims.lock(void.sale.exhibit)
        _still_here(void.sale)
        till = tills.till_of(void.asked_by) or tills.till_of(by)
        if till is None:
            raise NoTill
        if not Void.objects.filter(pk=void.pk, approved_at=None).update(approved_by=by, approved_at=at):
            raise AlreadyDone
        _give_back(void.sale, till, at=at)
    void.refresh_from_db()


def is_slip(sale: Sale, *, by: Any, at: datetime.datetime) -> bool:
    """Whether this person may still take this sale back alone."""
    return sale.sold_by_id == by.pk and at <= sale.sold_at + SLIP


def undo(sale: Sale, *, by: Any) -> None:
    """Take back one's own sale of the last five minutes, without a reason and alone. Pressed twice, it is once.

    Raises NotYours, TooLate, AlreadyDone, NoTill."""
    if sale.sold_by_id != by.pk:
        raise NotYours
    with claims.refusing(), transaction.atomic():
        at = claims.lock(sale.exhibit)
        if Void.objects.filter(sale=sale, is_slip=True).exists():
            return
        if Void.objects.filter(sale=sale).exists():
            raise AlreadyDone
        if not is_slip(sale, by=by, at=at):
            raise TooLate
        _still_here(sale)
        till = tills.till_of(by)
        if till is None:
            raise NoTill
        Void.objects.create(sale=sale, is_slip=True, asked_by=by, asked_at=at, approved_by=by, approved_at=at)
        _give_back(sale, till, at=at)


def _still_here(sale: Sale) -> None:
    if Handover.objects.standing().filter(sale=sale).exists():
        raise Gone


def _give_back(sale: Sale, till: CashSession, *, at: datetime.datetime) -> None:
    Payment.objects.bulk_create(
        Payment(
            sale=sale,
            kind=payment.kind,
            amount_tyiyn=-payment.amount_tyiyn,
            reference=payment.reference,
            negates=payment,
            till=till,
            recorded_by=till.cashier,
            at=at,
        )
        for payment in sale.payments.filter(negates=None)
    )
    if not claims.end(sale.claim, Claim.End.REVERSED, at=at):
        raise AlreadyDone
    line.advance(sale.exhibit, at=at)
