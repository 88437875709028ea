"""The line: who waits for a work that someone else holds, and to whom it is offered when it is let go.

An offer is a hold like any other, only shorter, so no work has two holders and no phone holds more than it may. It is
made in the transaction that ended what stood before. A hold that lapses ends by itself, without anybody's doing: then
the first page that asks (the one of whoever waits, the desk, the board) makes the offer through `catch_up`, and until
it has, the work is nobody else's (view public_claim)."""

import datetime
import uuid
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from exhibitions import publishing, showing
from exhibitions.models import Exhibit, Exhibition
from sales import availability, claims, door, phones, slips
from sales.claims import Refused, TooMany
from sales.models import Claim, Place
from sales.slips import Held
from staff import once as once_only
from staff.text import one_line

LONGEST, SHORTEST = datetime.timedelta(minutes=15), datetime.timedelta(minutes=5)
FROM = datetime.timedelta(hours=2)  # before closing the offers begin to shrink
MOST_PLACES = 3  # of one phone at a time


class NobodyHoldsIt(Refused):
    @property
    def sentence(self) -> str:
        return _("This work is available again. Reserve it now.")


class WaitsAlready(Refused):
    @property
    def sentence(self) -> str:
        return _("This number is in the line for this work already.")


class HoldsIt(Refused):
    @property
    def sentence(self) -> str:
        return _("This number holds this work already. Come to the desk with your code.")


class WaitsForMany(Refused):
    @property
    def sentence(self) -> str:
        return _("This number waits for three works already. Leave one line, and then join this one.")


class NoLine(Refused):
    @property
    def sentence(self) -> str:
        return _("One cannot wait for this work now.")


class OfferOver(Refused):
    @property
    def sentence(self) -> str:
        return _("The time of this offer is over.")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A place in line as the visitor sees it.

    `state`: waiting, offered, accepted, missed, declined, released, sold (to this visitor), left or closed. `ahead`:
    how many stand before. `sold_meanwhile`: someone bought the work, and it only comes back if that is undone.
    `offered_number`: of what is offered, which may be a work like the one they waited for."""

    place_id: UUID
    state: str
    exhibit_id: int
    slug: str
    catalogue_number: int
    ahead: int
    sold_meanwhile: bool
    else_like: bool
    name: str
    language: str
    offered_number: int | None
    until_at: datetime.datetime | None
    spoken_code: str
    reservation: str
    erase_on: datetime.date


def window(at: datetime.datetime, closes_at: datetime.datetime) -> datetime.timedelta:
    """How long an offer lasts: fifteen minutes, from two hours before closing less and less, down to five; and never
    past closing."""
    left = max(closes_at - at, datetime.timedelta())
    return min(SHORTEST + (LONGEST - SHORTEST) * min(left / FROM, 1.0), left)


# --- The visitor ------------------------------------------------------------------------------------------------


def join(
    exhibit_id: int,
    *,
    phone: str,
    name: str = "",
    else_like: bool = False,
    once: UUID,
    language: str = "ky",
    proof: str = "",
    at: datetime.datetime | None = None,
) -> str:
    """Take a place in the line; returns the secret of its page. Sent twice, it acts once.

    Raises phones.BadPhone or a Refused: NoLine, NobodyHoldsIt, HoldsIt, WaitsAlready, WaitsForMany, door.DeskOnly,
    door.InTheRoomOnly, door.WrongCode, Busy."""
    phone, name = phones.normalise(phone), one_line(name)[:60]
    with claims.refusing(), transaction.atomic():
        try:
            outcome = once_only.claim_key(once, "line", exhibit_id, phone, name, else_like)
        except once_only.OnceConflict:
            raise WaitsAlready from None
        if outcome:
            return slips.secret(UUID(outcome))
        exhibit = Exhibit.objects.select_related("exhibition").filter(pk=exhibit_id).first()
        if exhibit is None:
            raise NoLine
        clock = claims.lock(exhibit)
        place = _join(exhibit, phone, name, else_like, language, proof, at or clock)
        once_only.keep_outcome(once, str(place.pk))
        return slips.secret(place.pk)


def _join(
    exhibit: Exhibit,
    phone: str,
    name: str,
    else_like: bool,
    language: str,
    proof: str,
    at: datetime.datetime,
) -> Place:
    exhibition, contact = exhibit.exhibition, phones.contact(phone)
    if not exhibition.opens_at <= at < exhibition.closes_at or not publishing.may_be_sold(exhibit):
        raise NoLine
    door.check(exhibition, proof=proof, at=at)
    standing = advance(exhibit, at=at)
    if standing is None and not Place.objects.waiting().filter(artwork=exhibit.artwork_id).exists():
        raise NobodyHoldsIt
    if standing and standing.kind == Claim.Kind.SALE:
        raise claims.Sold
    if standing and bytes(standing.contact or b"") == contact:
        raise HoldsIt
    mine = Place.objects.waiting().filter(contact=contact, exhibit__exhibition__closes_at__gt=at)
    if mine.filter(artwork=exhibit.artwork_id).exists():
        raise WaitsAlready
    if mine.count() >= MOST_PLACES:
        raise WaitsForMany
    key = uuid.uuid4()
    return Place.objects.create(
        id=key,
        artwork_id=exhibit.artwork_id,
        exhibit=exhibit,
        contact=contact,
        phone=phone,
        name=name,
        language=language,
        else_like=else_like,
        secret_sha256=slips.sha(slips.secret(key)),
        joined_at=at,
        erase_on=slips.erase_on(exhibition),
    )


def leave(secret: str) -> None:
    """Go out of the line; an offer that stands is declined, and the work is the next one's at once. Twice is once."""
    place = _place(secret)
    if place is None:
        return
    with claims.refusing(), transaction.atomic():
        exhibit = place.offer.exhibit if place.offer else place.exhibit
        at = claims.lock(exhibit)
        Place.objects.waiting().filter(pk=place.pk).update(ended_at=at, end_reason=Place.End.LEFT)
        standing = claims.live(exhibit, at=at)
        if standing and standing.pk == place.offer_id:
            claims.end(standing, Claim.End.CANCELLED, at=at)
        advance(exhibit, at=at)


def accept(secret: str, *, at: datetime.datetime | None = None) -> Held:
    """Say yes to the offer: it becomes a reservation of the exhibition's minutes. Twice is once.

    Raises OfferOver or Busy."""
    place = _place(secret)
    if place is None or place.offer is None:
        raise OfferOver
    with claims.refusing(), transaction.atomic():
        exhibit = place.offer.exhibit
        clock = claims.lock(exhibit)
        at = at or clock
        if kept := _held_on(place):
            return slips.of(kept)
        hold = datetime.timedelta(minutes=exhibit.exhibition.hold_minutes)
        until = min(at + hold, exhibit.exhibition.closes_at)
        claim = accepted(exhibit, contact=bytes(place.contact), until=until, at=at)
        if claim is None:
            raise OfferOver
        return slips.write(claim, phone=place.phone, name=place.name, language=place.language)


def find(secret: str) -> Waiting | None:
    """The place behind a secret address, after whatever has lapsed meanwhile gave way."""
    place = _place(secret)
    if place is None:
        return None
    if place.ended_at is None:
        catch_up(place.exhibit.exhibition)
        place = _place(secret)
        assert place is not None  # places are never deleted
    exhibition, offer = place.exhibit.exhibition, place.offer
    standing = Claim.objects.live().filter(artwork=place.artwork_id).first()
    kept = _held_on(place)
    return Waiting(
        place_id=place.pk,
        state=_state(place, exhibition),
        exhibit_id=place.exhibit_id,
        slug=exhibition.slug,
        catalogue_number=place.exhibit.catalogue_number,
        ahead=_ahead(place),
        sold_meanwhile=standing is not None and standing.kind == Claim.Kind.SALE,
        else_like=place.else_like,
        name=place.name,
        language=place.language,
        offered_number=offer.exhibit.catalogue_number if offer else None,
        until_at=offer.until_at if offer else None,
        spoken_code=offer.reservation.spoken_code if offer else "",
        reservation=slips.secret(kept.pk) if kept else "",
        erase_on=place.erase_on,
    )


def _state(place: Place, exhibition: Exhibition) -> str:
    now = _clock()
    if place.end_reason == Place.End.LEFT:
        return "left"
    if place.offer is None:
        return "waiting" if now < exhibition.closes_at else "closed"
    offer = place.offer
    if offer.ended_at is None:
        return "offered" if slips.until(offer) > now else "missed"
    return {
        Claim.End.LAPSED: "missed",
        Claim.End.CANCELLED: "declined",
        Claim.End.RELEASED: "released",
        Claim.End.ACCEPTED: "accepted",
        Claim.End.BECAME_SALE: "sold",
    }[Claim.End(offer.end_reason)]


def _ahead(place: Place) -> int:
    if place.ended_at is not None:
        return 0
    line = Place.objects.waiting().filter(artwork=place.artwork_id).values_list("pk", flat=True)
    return list(line).index(place.pk)


def _place(secret: str) -> Place | None:
    found = Place.objects.filter(secret_sha256=slips.sha(secret))
    return found.select_related(
        "exhibit__exhibition", "offer__exhibit__exhibition", "offer__reservation"
    ).first()


def _held_on(place: Place) -> Claim | None:
    """The reservation that an accepted offer became."""
    offer = place.offer
    if offer is None:
        return None
    ended = Claim.objects.filter(pk=offer.pk, end_reason=Claim.End.ACCEPTED).values_list(
        "ended_at", flat=True
    )
    kept = Claim.objects.filter(artwork=offer.artwork_id, contact=place.contact, from_at__in=ended)
    return kept.exclude(pk=offer.pk).select_related("reservation", "exhibit").first()


# --- The work ---------------------------------------------------------------------------------------------------


def advance(exhibit: Exhibit, *, at: datetime.datetime) -> Claim | None:
    """Offer the locked work, if nobody holds it, to the first in line who may hold one more. Returns what stands on it
    afterwards."""
    standing = claims.live(exhibit, at=at)
    if standing:
        return standing
    closes_at = exhibit.exhibition.closes_at
    line = Place.objects.waiting().filter(artwork=exhibit.artwork_id, exhibit__exhibition=exhibit.exhibition)
    if at >= closes_at or not (places := list(line)) or not publishing.may_be_sold(exhibit):
        return None
    for place in places:
        if offer := _offer(place, exhibit, at=at):
            return offer
    return None


def _offer(place: Place, exhibit: Exhibit, *, at: datetime.datetime) -> Claim | None:
    """None where this phone's hands are full: it keeps its place for when they are not."""
    until = at + window(at, exhibit.exhibition.closes_at)
    try:
        with transaction.atomic():
            claim = claims.hold(exhibit, contact=bytes(place.contact), until=until, at=at)
    except TooMany:
        return None
    slips.write(claim, phone=place.phone, name=place.name, language=place.language)
    # It may have left meanwhile, or been offered another work: whoever came first decided.
    ended = Place.objects.waiting().filter(pk=place.pk)
    if not ended.update(ended_at=at, end_reason=Place.End.OFFERED, offer=claim):
        raise _Gone
    return claim


class _Gone(Exception):
    """Takes the transaction with it."""


def accepted(
    exhibit: Exhibit, *, contact: bytes, until: datetime.datetime, at: datetime.datetime
) -> Claim | None:
    """The hold that the offer standing on the locked work becomes, if it was made to this phone. Whoever waits comes
    before whoever asks: the offer is made now if nobody has made it yet."""
    standing = advance(exhibit, at=at)
    if standing is None or standing.contact is None or bytes(standing.contact) != contact:
        return None
    if not Place.objects.filter(offer=standing).exists():
        return None
    # The two holds are neighbours: one ends in the moment in which the other begins.
    at = max(at, standing.from_at + datetime.timedelta(microseconds=1))
    claims.end(standing, Claim.End.ACCEPTED, at=at)
    return claims.hold(exhibit, contact=contact, until=max(until, slips.until(standing)), at=at)


def catch_up(exhibition: Exhibition | showing.ShownExhibition) -> int:
    """Offer what has lapsed to whoever is next, and one like it where a work was sold to another; returns how many
    offers were made. Costs one small SELECT where there is nothing to do."""
    offers = 0
    for place_id, standing in _unserved(exhibition):
        try:
            with claims.refusing(), transaction.atomic():
                place = Place.objects.select_related("exhibit__exhibition").get(pk=place_id)
                offers += bool(_one_like_it(place) if standing == Claim.Kind.SALE else _next(place.exhibit))
        except (Refused, _Gone):
            continue  # someone else is at this work; the next page asks again
    return offers


def _unserved(exhibition: Exhibition | showing.ShownExhibition) -> list[tuple[UUID, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT p.id, c.kind FROM sales_place p
            JOIN exhibitions_exhibit e ON e.id = p.exhibit_id
            JOIN exhibitions_exhibition x ON x.id = e.exhibition_id
            LEFT JOIN sales_claim c ON c.artwork_id = p.artwork_id AND c.ended_at IS NULL
                AND (c.until_at IS NULL OR c.until_at > clock_timestamp())
            WHERE p.ended_at IS NULL AND e.exhibition_id = %s AND x.closes_at > clock_timestamp()
                AND (c.id IS NULL OR c.kind = 'sale' AND p.else_like)
            ORDER BY p.joined_at, p.id
            """,
            [exhibition.id],
        )
        return cursor.fetchall()


def _next(exhibit: Exhibit) -> bool:
    at = claims.lock(exhibit)
    before = claims.live(exhibit, at=at)
    return before is None and advance(exhibit, at=at) is not None


def _one_like_it(place: Place) -> bool:
    """Offer the nearest free work that nobody waits for. One lock at a time: two would wait for each other one day."""
    hang = availability.hang(_shown(place.exhibit.exhibition), place.language)
    wanted = next((hanging.exhibit for hanging in hang if hanging.exhibit.id == place.exhibit_id), None)
    if wanted is None:
        return False
    for hanging in availability.nearest(wanted, hang, how_many=1):
        exhibit = Exhibit.objects.select_related("exhibition").get(pk=hanging.exhibit.id)
        at = claims.lock(exhibit)
        if at < exhibit.exhibition.closes_at and advance(exhibit, at=at) is None:
            return _offer(place, exhibit, at=at) is not None
    return False


def _shown(exhibition: Exhibition) -> showing.ShownExhibition:
    found = showing.exhibition(exhibition.slug, "ky")
    if found is None:
        raise NoLine
    return found


def _clock() -> datetime.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
