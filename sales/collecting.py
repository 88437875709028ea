"""Handing over what was bought: found by its receipt, turned round once more, and gone. A painting carries on its back
who made it, so nothing leaves before somebody has looked."""

import datetime
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.db import transaction
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from exhibitions.models import Exhibition, Photo
from sales import claims, counter
from sales.board import Row
from sales.claims import Refused
from sales.models import Claim, Handover, Reservation, Sale
from staff.scope import rows
from staff.text import one_line

SLIP = datetime.timedelta(minutes=5)
RECEIPT = re.compile(r"0*(?P<desk>\d{1,5})\s*[-–/]\s*0*(?P<receipt>\d{1,9})")


class NotSold(Refused):
    @property
    def sentence(self) -> str:
        return _("This sale was undone: the work is not handed over.")


class HandedOver(Refused):
    def __init__(self, handover: Handover | None = None) -> None:
        self.handover = handover

    @property
    def sentence(self) -> str:
        if self.handover is None:
            return _("This work is handed over already.")
        return _("This work is handed over already: %(time)s, %(who)s.") % {
            "time": time_format(localtime(self.handover.at).time()),
            "who": self.handover.by,
        }


class NameOnTheBack(Refused):
    @property
    def sentence(self) -> str:
        return _("A name was seen on the back when it was photographed. Cover it or remove it first.")


class NoReason(Refused):
    @property
    def sentence(self) -> str:
        return _("Please write why the work is here again.")


class SecondPerson(Refused):
    @property
    def sentence(self) -> str:
        return _("More than five minutes have passed. Ask a second person to take the hand-over back.")


def hand_over(
    sale: Sale,
    *,
    back: str,
    by: Any,
    collector: str = Handover.Collector.BUYER,
    mandate: str = "",
    at: datetime.datetime | None = None,
) -> Handover:
    """Give a sold work away, its back looked at: `back` says what was found and done. Pressed twice, it is once.

    Raises NotSold, HandedOver, NameOnTheBack, Busy; ValueError for an answer there is not."""
    back, collector = Handover.Back(back), Handover.Collector(collector)
    with claims.refusing(), transaction.atomic():
        clock = claims.lock(sale.exhibit)
        standing = Handover.objects.standing().filter(sale=sale).select_related("by").first()
        if standing and standing.by_id == by.pk and standing.back == back:
            return standing
        if standing:
            raise HandedOver(standing)
        if not Claim.objects.live().filter(pk=sale.pk, kind=Claim.Kind.SALE).exists():
            raise NotSold
        if back == Handover.Back.NOTHING and has_name_on_back(sale.exhibit_id):
            raise NameOnTheBack
        return Handover.objects.create(
            sale=sale,
            back=back,
            collector=collector,
            mandate=one_line(mandate)[:60] if collector == Handover.Collector.OTHER else "",
            by=by,
            at=at or clock,
        )


def is_slip(handover: Handover, *, by: Any, at: datetime.datetime) -> bool:
    """Whether this person may still take this hand-over back alone."""
    return handover.by_id == by.pk and at <= handover.at + SLIP


def take_back(handover: Handover, *, by: Any, reason: str = "") -> None:
    """The work is here after all. Within five minutes whoever handed it over says so alone, later somebody else does
    and writes why. Pressed twice, it is once. Raises SecondPerson, NoReason, Busy."""
    reason = one_line(reason)[:300]
    with claims.refusing(), transaction.atomic():
        at = claims.lock(handover.sale.exhibit)
        if handover.by_id == by.pk and not is_slip(handover, by=by, at=at):
            raise SecondPerson
        if handover.by_id != by.pk and not reason:
            raise NoReason
        standing = Handover.objects.standing().filter(pk=handover.pk)
        standing.update(ended_by=by, ended_at=at, end_reason=reason)


def has_name_on_back(exhibit_id: int) -> bool:
    """What somebody saw when the back was photographed."""
    backs = Photo.objects.filter(artwork__exhibits=exhibit_id, role=Photo.Role.BACK)
    return backs.filter(writing_seen=Photo.Writing.YES).exists()


# --- The table by the door -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bought:
    """A sold work, and where it is."""

    row: Row
    handover: Handover | None

    @property
    def is_here(self) -> bool:
        return self.handover is None


def bought(exhibition: Exhibition, found: Sequence[Row], *, user: Any) -> list[Bought]:
    """All that was sold, by number."""
    standing = rows(Handover, user).standing().filter(sale__exhibit__exhibition=exhibition)
    gone = {handover.sale_id: handover for handover in standing.select_related("by")}
    return [Bought(row, gone.get(row.sale.sale_id)) for row in found if row.sale]


def find(
    exhibition: Exhibition, sold: Sequence[Bought], text: str, language: str, *, user: Any
) -> list[Bought]:
    """What was meant by a receipt's number, the code a visitor reserved with, or whatever the desk understands. A
    receipt and a code may read alike: then both are meant, and a person chooses."""
    text = _scanned(one_line(text)[: counter.LONGEST])
    meant = {one.row.exhibit_id for one in _of_receipt(sold, text)} | _of_code(exhibition, text, user)
    if not meant:
        meant = {
            row.exhibit_id for row in counter.find(exhibition, [one.row for one in sold], text, language)
        }
    return [one for one in sold if one.row.exhibit_id in meant]


def _scanned(text: str) -> str:
    """The code on a receipt is the address of its hand-over."""
    asked = parse_qs(urlsplit(text).query).get("q") if "?" in text else None
    return asked[0] if asked else text


def _of_receipt(sold: Collection[Bought], text: str) -> list[Bought]:
    said = RECEIPT.fullmatch(text.removeprefix("№").strip())
    if not said:
        return []
    number = (int(said["desk"]), int(said["receipt"]))
    return [one for one in sold if one.row.sale and _parts(one.row.sale.receipt) == number]


def _parts(receipt: str) -> tuple[int, int] | None:
    desk, dash, number = receipt.partition("-")
    return (int(desk), int(number)) if dash else None


def _of_code(exhibition: Exhibition, text: str, user: Any) -> set[int]:
    digits = re.sub(r"\D", "", text)
    if not 4 <= len(digits) <= 8 or re.search(r"[^\W\d_]", text):
        return set()
    held = rows(Reservation, user).filter(
        claim__exhibit__exhibition=exhibition,
        claim__end_reason=Claim.End.BECAME_SALE,
        spoken_code=f"{digits[:-3]}–{digits[-3:]}",
    )
    return set(held.values_list("claim__exhibit_id", flat=True))
