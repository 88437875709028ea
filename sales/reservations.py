"""Reserving: a visitor holds a work for some minutes, without an account."""

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from exhibitions import publishing
from exhibitions.models import Exhibit
from sales import claims, door, line, phones, slips
from sales.claims import Refused
from sales.models import Claim, Place, Reservation
from sales.slips import Held
from staff import once as once_only
from staff.text import one_line


class NotForSale(Refused):
    @property
    def sentence(self) -> str:
        return _("This work is not for sale. It is here to be seen.")


class NotOpenYet(Refused):
    @property
    def sentence(self) -> str:
        return _("The exhibition has not opened yet. Works can be reserved from the opening on.")


class Closed(Refused):
    @property
    def sentence(self) -> str:
        return _("The exhibition has closed, so nothing can be reserved any more.")


class Withdrawn(Refused):
    @property
    def sentence(self) -> str:
        return _("This work is no longer shown.")


class FormUsedBefore(Refused):
    @property
    def sentence(self) -> str:
        return _("This form was already sent once. Please check it and press the button again.")


class HoldOver(Refused):
    @property
    def sentence(self) -> str:
        return _("This reservation has already ended.")


class NoLonger(Refused):
    @property
    def sentence(self) -> str:
        return _("It is held until closing already, and no longer than that.")


EXTRA = datetime.timedelta(minutes=10)  # what the desk gives to someone who is nearly there


@dataclass(frozen=True, slots=True)
class Seen:
    """A reservation as its holder sees it. `reference`: its number at the bank. `state`: held, lapsed, cancelled,
    released, sold or reversed."""

    state: str
    exhibit_id: int
    exhibition_id: int
    slug: str
    catalogue_number: int
    spoken_code: str
    reference: str
    until_at: datetime.datetime
    ended_at: datetime.datetime | None
    name: str
    language: str
    erase_on: datetime.date
    withdrawn: bool


def reserve(
    exhibit_id: int,
    *,
    phone: str,
    name: str = "",
    once: UUID,
    language: str = "ky",
    proof: str = "",
    at: datetime.datetime | None = None,
) -> Held:
    """Hold a work for the exhibition's minutes, never past closing. Sent twice with the same key, it acts once and
    gives the same answer. `proof` of being in the room is the code at the door, or what the door gave for it.

    Raises phones.BadPhone, or a Refused whose sentence says why: Sold, HeldBySomeone, TooMany, NotForSale, NotOpenYet,
    Closed, Withdrawn, door.DeskOnly, door.InTheRoomOnly, FormUsedBefore, Busy."""
    phone = phones.normalise(phone)
    name = one_line(name)[:60]
    with claims.refusing(), transaction.atomic():
        try:
            outcome = once_only.claim_key(once, exhibit_id, phone, name)
        except once_only.OnceConflict:
            raise FormUsedBefore from None
        if outcome:
            return slips.of(Claim.objects.select_related("reservation").get(pk=outcome))

        exhibit = Exhibit.objects.select_related("exhibition").filter(pk=exhibit_id).first()
        if exhibit is None:
            raise Withdrawn
        clock = claims.lock(exhibit)
        at = at or clock
        _check(exhibit, at, proof)
        until = min(
            at + datetime.timedelta(minutes=exhibit.exhibition.hold_minutes), exhibit.exhibition.closes_at
        )
        contact = phones.contact(phone)
        claim = line.accepted(exhibit, contact=contact, until=until, at=at)
        claim = claim or claims.hold(exhibit, contact=contact, until=until, at=at)
        held = slips.write(claim, phone=phone, name=name, language=language)
        once_only.keep_outcome(once, str(claim.pk))
        return held


def _check(exhibit: Exhibit, at: datetime.datetime, proof: str) -> None:
    exhibition = exhibit.exhibition
    # Asked before the hour: a work nobody may see answers the same whether the doors are open or not.
    offered = publishing.offered(exhibit)
    if offered is None:
        raise Withdrawn
    if at < exhibition.opens_at:
        raise NotOpenYet
    if at >= exhibition.closes_at:
        raise Closed
    if not offered:
        raise NotForSale
    door.check(exhibition, proof=proof, at=at)


def find(secret: str) -> Seen | None:
    """The reservation behind a secret address; None for an address that opens nothing."""
    reservation = _reservation(secret)
    if reservation is None:
        return None
    claim = reservation.claim
    state = "held" if claim.ended_at is None else claim.end_reason
    until = slips.until(claim)
    if state == "held" and until <= timezone.now():
        state = Claim.End.LAPSED.value
    return Seen(
        state="sold" if state == Claim.End.BECAME_SALE else state,
        exhibit_id=claim.exhibit_id,
        exhibition_id=claim.exhibit.exhibition_id,
        slug=claim.exhibit.exhibition.slug,
        catalogue_number=claim.exhibit.catalogue_number,
        spoken_code=reservation.spoken_code,
        reference=slips.reference(claim.exhibit, reservation.spoken_code),
        until_at=until,
        ended_at=claim.ended_at,
        name=reservation.name,
        language=reservation.language,
        erase_on=reservation.erase_on,
        withdrawn=not publishing.is_on_show(claim.exhibit),
    )


def cancel(secret: str) -> None:
    """End the hold at the visitor's wish; the work is free at once. Twice is once; what has ended stays ended."""
    reservation = _reservation(secret)
    if reservation:
        end_hold(reservation.claim, Claim.End.CANCELLED)


def end_hold(claim: Claim, reason: str) -> bool:
    """End a live hold before its time. False if it had ended by itself or become a sale meanwhile."""
    with claims.refusing(), transaction.atomic():
        at = claims.lock(claim.exhibit)
        standing = claims.live(claim.exhibit, at=at)
        if standing is None or standing.pk != claim.pk or standing.kind != Claim.Kind.HOLD:
            return False
        ended = claims.end(standing, reason, at=at)
        line.advance(claim.exhibit, at=at)
        return ended


def extend(claim: Claim) -> Claim:
    """Hold on for someone who is nearly there: a claim never changes, so this hold ends and another begins in the same
    moment, with the same code and the same page. Pressed twice, it is once. Raises HoldOver, NoLonger, Busy."""
    with claims.refusing(), transaction.atomic():
        exhibit = claim.exhibit
        at = claims.lock(exhibit)
        if follower := _follower(claim):
            return follower
        standing = claims.live(exhibit, at=at)
        if standing is None or standing.pk != claim.pk or standing.kind != Claim.Kind.HOLD:
            raise HoldOver
        until = min(slips.until(standing) + EXTRA, exhibit.exhibition.closes_at)
        if until <= slips.until(standing):
            raise NoLonger
        slip = standing.reservation
        at = max(at, standing.from_at + datetime.timedelta(microseconds=1))
        claims.end(standing, Claim.End.ACCEPTED, at=at)
        longer = claims.hold(exhibit, contact=bytes(standing.contact or b""), until=until, at=at)
        slips.write(
            longer, phone=slip.phone, name=slip.name, language=slip.language, spoken_code=slip.spoken_code
        )
        return longer


def _follower(claim: Claim) -> Claim | None:
    """The hold that this one goes on as: neighbours in time, of the same work and the same phone."""
    ended = Claim.objects.filter(pk=claim.pk, end_reason=Claim.End.ACCEPTED).values("ended_at")
    after = Claim.objects.filter(artwork=claim.artwork_id, contact=claim.contact, from_at__in=ended)
    return after.exclude(pk=claim.pk).select_related("reservation", "exhibit__exhibition").first()


def erase_due(on: datetime.date) -> int:
    """Erase the telephones and names whose time is over; returns how many. The claims keep their hash only."""
    return sum(
        rows.filter(erase_on__lte=on, erased_at=None).update(phone="", name="", erased_at=timezone.now())
        for rows in (Reservation.objects, Place.objects)
    )


def _reservation(secret: str) -> Reservation | None:
    """The reservation of this address, or the one that it goes on as."""
    known = Reservation.objects.select_related("claim__exhibit__exhibition")
    reservation = known.filter(secret_sha256=slips.sha(secret)).first()
    while reservation and reservation.claim.end_reason == Claim.End.ACCEPTED:
        if (follower := _follower(reservation.claim)) is None:
            break
        reservation = known.get(claim=follower)
    return reservation
