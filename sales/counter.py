"""The desk's one screen: what was typed or scanned, who is on the way, and which notes people will hand over."""

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from exhibitions.models import Exhibition
from sales import board, reservations
from sales.board import Row
from sales.models import Place, Reservation
from staff.scope import rows
from staff.text import one_line

LONGEST = 300  # characters; what is longer was not typed at a desk
CHEAPEST = 5  # to be offered when there is nothing else to show
NOTE_STEPS = (50_000, 100_000, 500_000)  # tyiyn; people round up to one of these
SHORT = re.compile(r"(?P<code>[a-z]{1,8})(?P<number>\d{1,5})", re.IGNORECASE)
PAGE = re.compile(r"/e/(?P<slug>[-\w]+)/(?P<number>\d{1,5})(?:/|$)")
REFERENCE = re.compile(r"(?P<code>[a-z]{1,8})(?P<number>\d{1,5})-(?P<digits>\d{3})", re.IGNORECASE)
SLIP = re.compile(r"/r/(?P<secret>[-\w]{20,60})(?:/|$)")


@dataclass(frozen=True, slots=True)
class Coming:
    """Someone on the way. `is_offer`: it is their turn in the line, and they may not know it yet: call them."""

    row: Row
    minutes: int
    is_offer: bool


def show_of(text: str, shows: Iterable[Exhibition]) -> Exhibition | None:
    """The exhibition that what was scanned speaks of, where it names one."""
    text = one_line(text)[:LONGEST]
    if page := PAGE.search(text):
        return next((show for show in shows if show.slug == page["slug"]), None)
    if label := SHORT.fullmatch(_last(text)) or REFERENCE.fullmatch(_last(text)):
        return next((show for show in shows if show.code == label["code"].lower()), None)
    return None


def find(exhibition: Exhibition, found: Sequence[Row], text: str, language: str) -> list[Row]:
    """The works that were meant: by the address under a QR code, of a label, a page or a visitor's slip, or else by
    what the board can be asked for: a number, a reservation's code, the end of a telephone number."""
    text = one_line(text)[:LONGEST]
    if slip := SLIP.search(text):
        seen = reservations.find(slip["secret"])
        return [row for row in found if seen and row.exhibit_id == seen.exhibit_id]
    label = PAGE.search(text) or SHORT.fullmatch(_last(text))
    if label and show_of(text, [exhibition]):
        return [row for row in found if row.number == int(label["number"])]
    said = _spoken(exhibition, text)
    return board.search(exhibition, found, said, language) if said else []


def _spoken(exhibition: Exhibition, text: str) -> str:
    """The code that is said at the desk, of the number that a payment or a visitor's page bears: AK17-402 is 17-402.
    Nothing, if it is of another exhibition."""
    known = REFERENCE.fullmatch(_last(text))
    if known is None:
        return text
    return f"{known['number']}-{known['digits']}" if known["code"].lower() == exhibition.code else ""


def _last(address: str) -> str:
    """ "https://…/ak17" is scanned where "ak17" is typed."""
    return urlsplit(address).path.strip("/").rpartition("/")[2] if "/" in address else address


def lapsed(exhibition: Exhibition, text: str, *, user: Any) -> Reservation | None:
    """The reservation whose code this was, when it holds nothing any more."""
    text = _spoken(exhibition, one_line(text)[:LONGEST])
    digits = re.sub(r"\D", "", text)
    if not 4 <= len(digits) <= 8 or re.search(r"[^\W\d_]", text):
        return None
    of_code = rows(Reservation, user).filter(
        claim__exhibit__exhibition=exhibition, spoken_code=f"{digits[:-3]}–{digits[-3:]}"
    )
    return of_code.select_related("claim").order_by("-claim__from_at").first()


def on_their_way(found: Iterable[Row], at: datetime.datetime, *, user: Any) -> list[Coming]:
    """Who holds a work, the least time left first."""
    held = [row for row in found if row.hold and row.hold.claim_id]
    offers = set(
        rows(Place, user)
        .filter(offer__in=[row.hold.claim_id for row in held if row.hold])
        .values_list("offer_id", flat=True)
    )
    coming = [Coming(row, row.hold.minutes_left(at), row.hold.claim_id in offers) for row in held if row.hold]
    return sorted(coming, key=lambda one: (one.minutes, one.row.number))


def last_sold(found: Iterable[Row], how_many: int) -> list[Row]:
    sold = [(row.sale.sold_at, row) for row in found if row.sale]
    return [row for _at, row in sorted(sold, key=lambda pair: pair[0], reverse=True)[:how_many]]


def cheapest(found: Iterable[Row]) -> list[Row]:
    free = [row for row in found if row.state == "free"]
    return sorted(free, key=lambda row: (row.price_tyiyn or 0, row.number))[:CHEAPEST]


def notes(amount_tyiyn: int) -> list[int]:
    """What people hand over who have no exact change: the next round sums, in tyiyn."""
    largest = NOTE_STEPS[-1]
    above = {sum_ for step in NOTE_STEPS if (sum_ := -(-amount_tyiyn // step) * step) > amount_tyiyn}
    beyond = (max(amount_tyiyn, *above, 0) // largest + 1) * largest
    return sorted({*above, beyond})[:3]
