"""The drawer: opened with a float, counted by note at the close, reported as X while open and as Z when closed."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Max, Sum
from django.utils.translation import gettext as _

from sales.claims import Refused
from sales.models import CashSession, Desk, Payment, ReceiptRange
from staff.text import one_line

# Notes and coins in use, in tyiyn, the largest first.
NOTES = (500_000, 200_000, 100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 300, 100, 50)
SMALLEST = 50  # tyiyn: what is paid in cash is rounded to it
# SQL: the tyiyn that should be in the drawer of `sales_cashsession t`.
IN_DRAWER = """(t.float_tyiyn + coalesce(
    (SELECT sum(p.amount_tyiyn) FROM sales_payment p WHERE p.till_id = t.id AND p.kind = 'cash'), 0
))::bigint"""


class NoTill(Refused):
    @property
    def sentence(self) -> str:
        return _("Open your cash session first: money is recorded only in an open drawer.")


class DeskTaken(Refused):
    def __init__(self, who: Any) -> None:
        self.who = who

    @property
    def sentence(self) -> str:
        return _("At this desk sits %(who)s. Their cash session has to be closed first.") % {"who": self.who}


class TillOpen(Refused):
    @property
    def sentence(self) -> str:
        return _("You have an open cash session at another desk. Close it first.")


class ClosedAlready(Refused):
    @property
    def sentence(self) -> str:
        return _("This cash session is closed already.")


class NoReason(Refused):
    @property
    def sentence(self) -> str:
        return _("The drawer does not hold what it should. Write one sentence why.")


class SamePerson(Refused):
    @property
    def sentence(self) -> str:
        return _("You counted this drawer. A second person has to sign.")


@dataclass(frozen=True, slots=True)
class Report:
    """X while the drawer is open, Z when it is closed. Sums in tyiyn, what was given back already taken off.

    `kinds`: for each kind of payment how many were received, how many given back, and what remains."""

    session: CashSession
    kinds: tuple[tuple[str, int, int, int], ...]
    sales: int
    undone: int
    expected_tyiyn: int

    def by_kind(self) -> list[tuple[str, int]]:
        return [(str(Payment.Kind(kind).label), amount) for kind, _in, _out, amount in self.kinds]

    @property
    def total_tyiyn(self) -> int:
        return sum(amount for _kind, _in, _out, amount in self.kinds)


def open_till(
    desk: Desk, *, by: Any, float_tyiyn: int = 0, at: datetime.datetime | None = None
) -> CashSession:
    """Sit down at a desk. Pressed twice, it is one session. Raises DeskTaken or TillOpen."""
    try:
        with transaction.atomic():
            Desk.objects.select_for_update().get(pk=desk.pk)
            standing = CashSession.objects.filter(desk=desk, closed_at=None).select_related("cashier").first()
            if standing and standing.cashier == by:
                return standing
            if standing:
                raise DeskTaken(standing.cashier)
            number = CashSession.objects.filter(desk=desk).aggregate(last=Max("number"))["last"] or 0
            return CashSession.objects.create(
                desk=desk, number=number + 1, cashier=by, opened_at=at or clock(), float_tyiyn=float_tyiyn
            )
    except IntegrityError as error:
        raise TillOpen from error


def till_of(user: Any) -> CashSession | None:
    return CashSession.objects.filter(cashier=user, closed_at=None).select_related("desk", "cashier").first()


def next_receipt(session: CashSession) -> int:
    """The desk's next number. The desk is locked until the sale is committed or undone, so no number is lost."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE sales_desk SET next_receipt = next_receipt + 1 WHERE id = %s RETURNING next_receipt - 1",
            [session.desk_id],
        )
        return cursor.fetchone()[0]


def report(session: CashSession) -> Report:
    received, given_back = {"negates": None}, {"negates__isnull": False}
    payments = Payment.objects.filter(till=session).order_by()
    of_sales = payments.filter(refund=None)
    sums = {row["kind"]: row for row in payments.values("kind").annotate(sum=Sum("amount_tyiyn"))}
    many_in = dict(payments.filter(**received).values_list("kind").annotate(Count("pk")))
    many_out = dict(payments.filter(**given_back).values_list("kind").annotate(Count("pk")))
    return Report(
        session=session,
        kinds=tuple(
            (kind, many_in.get(kind, 0), many_out.get(kind, 0), sums[kind]["sum"])
            for kind in Payment.Kind.values
            if kind in sums
        ),
        sales=of_sales.filter(**received).values("sale").distinct().count(),
        undone=of_sales.filter(**given_back).values("sale").distinct().count(),
        expected_tyiyn=_expected(session),
    )


def close_till(
    session: CashSession,
    *,
    counted: Mapping[int, int],
    by: Any,
    reason: str = "",
    at: datetime.datetime | None = None,
) -> CashSession:
    """Count and close. `counted`: how many of each note or coin, by its tyiyn. A difference asks for a sentence, but
    does not keep anyone from closing. Raises ClosedAlready, NoReason; ValueError for a note there is not."""
    if not set(counted) <= set(NOTES) or any(many < 0 for many in counted.values()):
        raise ValueError(counted)
    reason = one_line(reason)
    with transaction.atomic():
        session = CashSession.objects.select_for_update().get(pk=session.pk)
        if session.closed_at or session.cashier != by:
            raise ClosedAlready
        expected = _expected(session)
        total = sum(note * many for note, many in counted.items())
        if total != expected and not reason:
            raise NoReason
        session.counted = {str(note): many for note, many in counted.items() if many}
        session.counted_tyiyn, session.expected_tyiyn = total, expected
        session.reason = reason if total != expected else ""
        session.closed_at = at or clock()
        session.save()
        ReceiptRange.objects.filter(till=session, ended_at=None).update(ended_at=session.closed_at)
        return session


def sign(session: CashSession, *, by: Any) -> None:
    """The second signature under a drawer that did not come out. Raises SamePerson or ClosedAlready."""
    if session.cashier_id == by.pk:
        raise SamePerson
    unsigned = CashSession.objects.filter(pk=session.pk, closed_at__isnull=False, signed_at=None)
    if not unsigned.exclude(counted_tyiyn=F("expected_tyiyn")).update(signed_by=by, signed_at=clock()):
        raise ClosedAlready


def in_notes(amount_tyiyn: int) -> dict[int, int]:
    """A sum in as few notes and coins as possible. ValueError if the coins do not reach that far down."""
    counted = {}
    for note in NOTES:
        counted[note], amount_tyiyn = divmod(amount_tyiyn, note)
    if amount_tyiyn:
        raise ValueError(amount_tyiyn)
    return {note: many for note, many in counted.items() if many}


def rounding(price_tyiyn: int) -> int:
    """What is lost (+) or won (−) by taking this much in cash, in tyiyn: there is no coin below fifty."""
    return price_tyiyn - (price_tyiyn + SMALLEST // 2) // SMALLEST * SMALLEST


def _expected(session: CashSession) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {IN_DRAWER} FROM sales_cashsession t WHERE t.id = %s", [session.pk])  # noqa: S608
        return cursor.fetchone()[0]


def clock() -> datetime.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
