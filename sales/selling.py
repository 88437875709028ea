"""Selling at the desk: one work, one sale, payments that sum to its price; undone only by two people."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from exhibitions import publishing
from exhibitions.models import Exhibit
from sales import claims, line, money
from sales.claims import Refused
from sales.models import Claim, Payment, Sale, Void
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


class NoReason(Refused):
    @property
    def sentence(self) -> str:
        return _("Please write the reason: it stays beside the sale.")


class SamePerson(Refused):
    @property
    def sentence(self) -> str:
        return _("You asked for this. A second person has to agree.")


class AlreadyDone(Refused):
    @property
    def sentence(self) -> str:
        return _("This has been done already.")


@dataclass(frozen=True, slots=True)
class Paid:
    """One part of what was paid: Payment.Kind and an amount in tyiyn."""

    kind: str
    amount_tyiyn: int


def sell(
    exhibit: Exhibit,
    paid: Sequence[Paid],
    *,
    by: Any,
    once: UUID | None = None,
    at: datetime.datetime | None = None,
) -> Sale:
    """Sell a work for its price, held or not: a hold ends as this sale. Raises Sold, CannotBeSold, WrongSum, Busy."""
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
        exhibit = Exhibit.objects.select_related("exhibition").get(
            pk=exhibit.pk
        )  # the price as it is under the lock
        if not publishing.may_be_sold(exhibit):
            raise CannotBeSold
        price = exhibit.price_tyiyn or 0
        if sum(part.amount_tyiyn for part in paid) != price or any(part.amount_tyiyn <= 0 for part in paid):
            raise WrongSum(price, sum(part.amount_tyiyn for part in paid))

        claim = claims.sell(exhibit, at=at)
        sale = Sale.objects.create(claim=claim, exhibit=exhibit, price_tyiyn=price, sold_by=by, sold_at=at)
        Payment.objects.bulk_create(
            Payment(sale=sale, kind=part.kind, amount_tyiyn=part.amount_tyiyn, recorded_by=by, at=at)
            for part in paid
        )
        if once:
            once_only.keep_outcome(once, str(sale.pk))
        return sale


def ask_void(sale: Sale, *, reason: str, by: Any) -> Void:
    """Ask for a sale to be undone. Nothing happens to the work until someone else agrees."""
    reason = one_line(reason)
    if not reason:
        raise NoReason
    with claims.refusing(), transaction.atomic():
        at = claims.lock(sale.exhibit)
        if Void.objects.filter(sale=sale).exists():
            raise AlreadyDone
        return Void.objects.create(sale=sale, reason=reason, asked_by=by, asked_at=at)


def approve_void(void: Void, *, by: Any) -> None:
    """Agree to undo a sale: the money goes back, kind by kind, as exact negations, and the work is free again."""
    if void.asked_by_id == by.pk:
        raise SamePerson
    with claims.refusing(), transaction.atomic():
        at = claims.lock(void.sale.exhibit)
        if not Void.objects.filter(pk=void.pk, approved_at=None).update(approved_by=by, approved_at=at):
            raise AlreadyDone
        Payment.objects.bulk_create(
            Payment(
                sale=void.sale,
                kind=payment.kind,
                amount_tyiyn=-payment.amount_tyiyn,
                negates=payment,
                recorded_by=by,
                at=at,
            )
            for payment in void.sale.payments.filter(negates=None)
        )
        if not claims.end(void.sale.claim, Claim.End.REVERSED, at=at):
            raise AlreadyDone
        line.advance(void.sale.exhibit, at=at)
    void.refresh_from_db()
