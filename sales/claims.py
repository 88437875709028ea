"""Promise 1: a work is never promised to two people, nor sold twice.

Everything that takes a work comes through `take`. The order of its steps was measured; another order deadlocks: lock
the artwork, read the clock after the lock, end what has lapsed, look, then insert. Locking and looking are two
statements, because a look inside the locking statement would not see what the lock waited for. Should a mistake slip
in here one day, the partial unique index one_live_claim_per_artwork still refuses the second claim."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import Q
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from psycopg import errors

from exhibitions.models import Exhibit
from sales.models import Claim


class Refused(Exception):
    """Said kindly; `sentence` is for the person, in their language."""

    @property
    def sentence(self) -> str:
        raise NotImplementedError


class Sold(Refused):
    @property
    def sentence(self) -> str:
        return _("Sorry, this work has just been sold.")


class HeldBySomeone(Refused):
    def __init__(self, until: datetime.datetime) -> None:
        self.until = until

    @property
    def sentence(self) -> str:
        return _("Sorry, someone else is holding this work. Held until: %(time)s.") % {
            "time": time_format(localtime(self.until).time())
        }


class TooMany(Refused):
    def __init__(self, limit: int = 2) -> None:
        self.limit = limit

    @property
    def sentence(self) -> str:
        if self.limit == 1:
            return _("This number already holds a work. Pay for it or let it go, and then reserve this one.")
        return _("This number already holds two works. Pay for one or let one go, and then reserve this one.")


class Busy(Refused):
    @property
    def sentence(self) -> str:
        return _("So many people are reserving at this moment. Please press the button once more.")


def lock(exhibit: Exhibit) -> datetime.datetime:
    """Lock the work that is about to become scarcer; returns the database's clock, read after the lock was had."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM exhibitions_artwork WHERE id = %s FOR NO KEY UPDATE", [exhibit.artwork_id]
        )
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]


def end(claim: Claim, reason: str, *, at: datetime.datetime) -> bool:
    """End a live claim. False if it had ended already: whoever came first decided."""
    return bool(Claim.objects.live().filter(pk=claim.pk).update(ended_at=at, end_reason=reason))


def live(exhibit: Exhibit, *, at: datetime.datetime) -> Claim | None:
    """The claim that stands on the locked work; one that has lapsed is ended on the way."""
    return _unless_lapsed(Claim.objects.live().filter(artwork_id=exhibit.artwork_id).first(), at)


def _unless_lapsed(claim: Claim | None, at: datetime.datetime) -> Claim | None:
    if claim and claim.until_at and claim.until_at <= at:
        end(claim, Claim.End.LAPSED, at=claim.until_at)
        return None
    return claim


def hold(exhibit: Exhibit, *, contact: bytes, until: datetime.datetime, at: datetime.datetime) -> Claim:
    """Hold the locked work for a phone. Raises Sold, HeldBySomeone or TooMany."""
    of_work, of_phone = Q(artwork=exhibit.artwork_id), Q(kind=Claim.Kind.HOLD, contact=contact)
    found = list(Claim.objects.live().filter(of_work | of_phone).order_by())  # in one look, while others wait
    on_it = next((claim for claim in found if claim.artwork_id == exhibit.artwork_id), None)
    standing = _unless_lapsed(on_it, at)
    if standing:
        raise Sold if standing.until_at is None else HeldBySomeone(standing.until_at)
    mine = [(claim.slot, claim.until_at) for claim in found if claim is not on_it and claim.until_at]
    taken = {slot for slot, until_at in mine if until_at > at}
    if len(taken) < len(mine):
        _end_lapsed_elsewhere(contact, at)
    limit = exhibit.exhibition.holds_per_phone
    if len(taken) >= limit:
        raise TooMany(limit)
    for slot in range(1, limit + 1):
        if slot in taken:
            continue
        try:
            with transaction.atomic():
                return Claim.objects.create(
                    artwork_id=exhibit.artwork_id,
                    exhibit=exhibit,
                    kind=Claim.Kind.HOLD,
                    contact=contact,
                    slot=slot,
                    from_at=at,
                    until_at=until,
                )
        except DatabaseError as error:
            # Two works reserved by one phone in the same instant: the other took this slot, so try the next.
            if _violated(error) != "two_live_holds_per_contact":
                raise
    raise TooMany(limit)


def sell(exhibit: Exhibit, *, at: datetime.datetime) -> Claim:
    """Take the locked work for good. A live hold ends as this sale: the desk sells a held work to its holder only,
    and releases it first for anyone else. Raises Sold."""
    standing = live(exhibit, at=at)
    if standing:
        if standing.until_at is None:
            raise Sold
        end(standing, Claim.End.BECAME_SALE, at=at)
    return Claim.objects.create(
        artwork_id=exhibit.artwork_id, exhibit=exhibit, kind=Claim.Kind.SALE, from_at=at
    )


def _end_lapsed_elsewhere(contact: bytes, at: datetime.datetime) -> None:
    """Free this phone's slots. SKIP LOCKED never waits for a work someone else is taking; the outer condition is
    repeated because the row may have been ended between the look and the lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE sales_claim SET ended_at = until_at, end_reason = 'lapsed'
            WHERE ended_at IS NULL AND id IN (
                SELECT id FROM sales_claim
                WHERE contact = %s AND kind = 'hold' AND ended_at IS NULL AND until_at <= %s
                FOR UPDATE SKIP LOCKED
            )
            """,
            [contact, at],
        )


def _violated(error: DatabaseError) -> str | None:
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)


@contextmanager
def refusing() -> Iterator[None]:
    """Turns what the database refuses into what a person can read. The guards are the last word, so they speak too."""
    try:
        yield
    except ValidationError:
        raise
    except DatabaseError as error:
        if _violated(error) in ("one_live_claim_per_artwork", "claims_of_one_artwork_never_overlap"):
            raise Sold from error
        if isinstance(
            error.__cause__, (errors.LockNotAvailable, errors.DeadlockDetected, errors.QueryCanceled)
        ):
            raise Busy from error
        raise
