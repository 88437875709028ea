"""The sales board: every work of an exhibition with its state, who holds it, and what can be done about it."""

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone

from exhibitions.models import Exhibit, Exhibition
from exhibitions.showing import ShownImage, fold
from sales import availability, phones
from sales.models import Payment, Reservation, Sale
from staff.scope import rows
from staff.text import one_line

# A work without consent or publication hangs, but is shown to nobody and sold to nobody.
STATES = ("free", "held", "sold", "not_for_sale", "not_shown")

LARGE = 700  # pixels wide, at least
EVENING = datetime.timedelta(
    hours=6
)  # after closing there are last payments, hand-overs and drawers to count


@dataclass(frozen=True, slots=True)
class Hold:
    """Who is on the way to the desk. Code, telephone and name only for those who may see them."""

    claim_id: Any
    until_at: datetime.datetime
    code: str = ""
    phone: str = ""
    name: str = ""

    @property
    def phone_end(self) -> str:
        """The last four digits, in pairs: what the cashier asks for."""
        digits = re.sub(r"\D", "", self.phone)
        return f"{digits[-4:-2]} {digits[-2:]}"

    @property
    def readable_phone(self) -> str:
        return phones.readable(self.phone)

    def minutes_left(self, at: datetime.datetime) -> int:
        return max(0, int((self.until_at - at).total_seconds() // 60))


@dataclass(frozen=True, slots=True)
class Sold:
    sale_id: Any
    price_tyiyn: int
    sold_at: datetime.datetime
    sold_by: str
    paid: tuple[tuple[str, int], ...]
    """Kind of payment and tyiyn, as received."""
    void_asked: bool = False
    void_reason: str = ""
    void_asked_by_id: int | None = None
    sold_by_id: int | None = None
    receipt: str = ""
    change_tyiyn: int = 0

    @property
    def kinds(self) -> str:
        return ", ".join(str(Payment.Kind(kind).label) for kind, _amount in self.paid)


@dataclass(frozen=True, slots=True)
class Row:
    exhibit_id: int
    number: int
    title: str
    title_lang: str
    maker: str
    place: str
    size: str
    alt: str
    image: ShownImage | None
    price_tyiyn: int | None
    state: str
    hold: Hold | None = None
    sale: Sold | None = None
    large: ShownImage | None = None

    @property
    def picture(self) -> str:
        """Where the public picture is; the desk needs no other."""
        return _address(self.image)

    @property
    def large_picture(self) -> str:
        """The one to be turned to a buyer."""
        return _address(self.large)

    @property
    def can_be_sold(self) -> bool:
        return self.state in ("free", "held")


def _address(image: ShownImage | None) -> str:
    if image is None:
        return ""
    suffix = {"jpeg": "jpg"}.get(image.format, image.format)
    return reverse("front:picture", args=[image.name, suffix])


def current(exhibitions: Iterable[Exhibition], at: datetime.datetime) -> Exhibition | None:
    """The exhibition one works on: the one that is on, else the one of this evening, else the next, else the last."""
    shows = sorted(exhibitions, key=lambda show: show.opens_at)
    on = [show for show in shows if show.opens_at <= at < show.closes_at]
    over = [show for show in shows if show.closes_at <= at < show.closes_at + EVENING]
    coming = [show for show in shows if show.opens_at > at]
    return (on[-1:] or over[-1:] or coming[:1] or shows[-1:] or [None])[0]


def read(exhibition: Exhibition, language: str, *, user: Any) -> list[Row]:
    """The board as this person may see it, by catalogue number. The state is availability's word, as in public."""
    hanging = {
        place.exhibit.id: place
        for place in availability.hang(exhibition, language)  # type: ignore[arg-type]
    }
    exhibits = (
        rows(Exhibit, user)
        .filter(exhibition=exhibition)
        .select_related("artwork")
        .order_by("catalogue_number")
    )
    sales = _sales(exhibition, user)
    holds = _holds(exhibition, user)
    found = []
    for exhibit in exhibits:
        place = hanging.get(exhibit.pk)
        sale, hold = sales.get(exhibit.pk), holds.get(exhibit.pk)
        if place is None:
            # Off the wall for the public, but a sale stays a sale and a hold holds until it is released.
            state = "sold" if sale else "held" if hold else "not_shown"
            found.append(_unshown(exhibit, state, hold, sale))
            continue
        shown = place.exhibit
        if place.state == "held" and hold is None and place.until_at:
            hold = Hold(None, place.until_at)
        found.append(
            Row(
                exhibit_id=exhibit.pk,
                number=exhibit.catalogue_number,
                title=shown.title,
                title_lang=shown.title_lang,
                maker=shown.shown_as or shown.institution,
                place=", ".join(filter(None, (shown.hall, shown.wall))),
                size=_size(shown.height_mm, shown.width_mm),
                alt=shown.alt,
                image=shown.images[0] if shown.images else shown.fallback,
                price_tyiyn=exhibit.price_tyiyn,
                state=place.state,
                hold=hold if place.state == "held" else None,
                sale=sale if place.state == "sold" else None,
                large=next((image for image in shown.images if image.width >= LARGE), shown.fallback),
            )
        )
    return found


def _unshown(exhibit: Exhibit, state: str, hold: Hold | None, sale: Sold | None) -> Row:
    """In the words of the record, because there is no publication to read."""
    artwork = exhibit.artwork
    return Row(
        exhibit_id=exhibit.pk,
        number=exhibit.catalogue_number,
        title=artwork.title,
        title_lang="",
        maker="",
        place=exhibit.wall,
        size=_size(artwork.height_mm, artwork.width_mm),
        alt="",
        image=None,
        price_tyiyn=exhibit.price_tyiyn,
        state=state,
        hold=hold,
        sale=sale,
    )


def _size(height_mm: int | None, width_mm: int | None) -> str:
    return f"{round(height_mm / 10)} × {round(width_mm / 10)}" if height_mm and width_mm else ""


def _holds(exhibition: Exhibition, user: Any) -> dict[int, Hold]:
    live = (
        rows(Reservation, user)
        .filter(
            claim__exhibit__exhibition=exhibition, claim__ended_at=None, claim__until_at__gt=timezone.now()
        )
        .select_related("claim")
    )
    return {
        seen.claim.exhibit_id: Hold(
            seen.claim_id, seen.claim.until_at, seen.spoken_code, seen.phone, seen.name
        )
        for seen in live
    }


def _sales(exhibition: Exhibition, user: Any) -> dict[int, Sold]:
    standing = (
        rows(Sale, user)
        .filter(exhibit__exhibition=exhibition, claim__ended_at=None)
        .select_related("sold_by", "void", "desk")
        .prefetch_related("payments")
    )
    return {sale.exhibit_id: sold(sale) for sale in standing}


def sold(sale: Sale) -> Sold:
    void = getattr(sale, "void", None)
    received = [part for part in sale.payments.all() if part.negates_id is None]
    return Sold(
        sale_id=sale.pk,
        price_tyiyn=sale.price_tyiyn,
        sold_at=sale.sold_at,
        sold_by=str(sale.sold_by),
        sold_by_id=sale.sold_by_id,
        receipt=sale.receipt_number,
        paid=tuple((part.kind, part.amount_tyiyn) for part in received),
        change_tyiyn=sum(part.given_tyiyn - part.amount_tyiyn for part in received if part.given_tyiyn),
        void_asked=void is not None and void.approved_at is None,
        void_reason=void.reason if void else "",
        void_asked_by_id=void.asked_by_id if void else None,
    )


# --- Finding ---------------------------------------------------------------------------------------------------


def search(exhibition: Exhibition, found: Sequence[Row], text: str, language: str) -> list[Row]:
    """By catalogue number, spoken code, the end of a telephone number, or words of the label in any language."""
    text = one_line(text)
    if not text:
        return list(found)
    digits = re.sub(r"\D", "", text)
    if digits and not re.search(r"[^\W\d_]", text):
        return [row for row in found if _answers_to(row, digits)]
    words = fold(text).split()
    public = {place.exhibit.id for place in availability.hang(exhibition, language, search=text)}  # type: ignore[arg-type]
    return [
        row
        for row in found
        if row.exhibit_id in public or all(word in fold(f"{row.title} {row.maker}") for word in words)
    ]


def _answers_to(row: Row, digits: str) -> bool:
    if digits == str(row.number):
        return True
    if row.hold is None:
        return False
    code, phone = (re.sub(r"\D", "", said) for said in (row.hold.code, row.hold.phone))
    # Three digits are the end of a code, from four on a telephone's; "24–317" is said as 24317 too.
    return (
        digits == code
        or (len(digits) == 3 and code.endswith(digits))
        or (len(digits) >= 4 and phone.endswith(digits))
    )


def in_state(found: Iterable[Row], state: str) -> list[Row]:
    return [row for row in found if row.state == state] if state in STATES else list(found)


def tally(found: Iterable[Row]) -> dict[str, int]:
    counts = Counter(row.state for row in found)
    return {state: counts[state] for state in STATES}


def one(exhibit: Exhibit, language: str, *, user: Any) -> Row | None:
    """This exhibit's row of the board."""
    return next(
        (row for row in read(exhibit.exhibition, language, user=user) if row.exhibit_id == exhibit.pk), None
    )
