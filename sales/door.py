"""Who may reserve from where: everyone, or whoever stands in the room; and the switch that leaves it to the desk.

At the door hangs a code that changes every few minutes. Whoever reads it is in the room and gets a proof for some
hours: a text that is carried from page to page, because public pages carry no cookie. Nothing is stored; code and
proof can be made again only by this server."""

import datetime
import hashlib
import hmac
import re
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.formats import time_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from exhibitions import showing
from exhibitions.models import Exhibition
from sales.claims import Refused

EVERY = datetime.timedelta(minutes=5)  # the code changes
LASTS = datetime.timedelta(hours=4)  # a proof, even if one comes early and leaves late
DIGITS = 8  # typed on a telephone; too many to be guessed in the ten minutes that one is good for


class DeskOnly(Refused):
    @property
    def sentence(self) -> str:
        return _("Today works are reserved at the desk only.")


class InTheRoomOnly(Refused):
    def __init__(self, until: datetime.datetime | None = None) -> None:
        self.until = until

    @property
    def sentence(self) -> str:
        if self.until is None:
            return _("Reserve in the room: scan the code at the door, or type it here.")
        return _(
            "Until %(time)s works are reserved in the room: scan the code at the door, or type it here."
        ) % {"time": time_format(localtime(self.until).time())}


class WrongCode(Refused):
    @property
    def sentence(self) -> str:
        return _("This code does not open the door any more. Type the one that is shown now.")


def check(exhibition: Exhibition, *, proof: str, at: datetime.datetime) -> None:
    """Raises DeskOnly, InTheRoomOnly or WrongCode."""
    if exhibition.desk_only_at is not None:
        raise DeskOnly
    until = showing.room_until(
        exhibition.reserving, exhibition.opens_at, exhibition.closes_at, exhibition.room_minutes
    )
    if until is None or at >= until or admits(exhibition.slug, proof, at):
        return
    if proof:
        raise WrongCode
    raise InTheRoomOnly(until if until < exhibition.closes_at else None)


def code(slug: str, at: datetime.datetime) -> str:
    """What stands at the door at this moment: eight digits."""
    return _code(slug, _window(at))


def changes_at(at: datetime.datetime) -> datetime.datetime:
    """When another code stands there."""
    return datetime.datetime.fromtimestamp((_window(at) + 1) * EVERY.total_seconds(), datetime.UTC)


def admits(slug: str, proof: str, at: datetime.datetime) -> bool:
    """Whether this is the code of the door, the present one or the one before, or the proof that was given for it."""
    return _is_code(slug, proof, at) or _is_proof(slug, proof, at)


def welcome(slug: str, proof: str, at: datetime.datetime) -> str:
    """The proof to carry on with; a proof stays the same. Empty for whoever shows nothing good."""
    if _is_proof(slug, proof, at):
        return proof
    if not _is_code(slug, proof, at):
        return ""
    until = str(int((at + LASTS).timestamp()))
    return f"{until}-{_mac(f'proof:{slug}:{until}').hex()[:32]}"


def leave_it_to_the_desk(exhibition: Exhibition, *, by: Any) -> bool:
    """Nobody reserves by telephone from the next request on; what is held stays held. False if it was so already."""
    return _switch(Q(desk_only_at=None), exhibition, desk_only_at=Now(), desk_only_by=by)


def let_visitors_reserve(exhibition: Exhibition) -> bool:
    """Take the switch back. Who had switched it stays in the exhibition's history."""
    return _switch(Q(desk_only_at__isnull=False), exhibition, desk_only_at=None, desk_only_by=None)


def _switch(where: Q, exhibition: Exhibition, **to: Any) -> bool:
    return bool(Exhibition.objects.filter(where, pk=exhibition.pk).update(**to))


def _window(at: datetime.datetime) -> int:
    return int(at.timestamp() // EVERY.total_seconds())


def _code(slug: str, window: int) -> str:
    number = int.from_bytes(_mac(f"code:{slug}:{window}")[:8]) % 10**DIGITS
    return f"{number:0{DIGITS}}"


def _is_code(slug: str, text: str, at: datetime.datetime) -> bool:
    typed = re.sub(r"[\s-]", "", text)
    if not re.fullmatch(rf"[0-9]{{{DIGITS}}}", typed):
        return False
    return any(hmac.compare_digest(typed, _code(slug, _window(at) - before)) for before in (0, 1))


def _is_proof(slug: str, text: str, at: datetime.datetime) -> bool:
    found = re.fullmatch(r"([0-9]{1,12})-([0-9a-f]{32})", text)
    if not found or int(found[1]) <= at.timestamp():
        return False
    return hmac.compare_digest(found[2], _mac(f"proof:{slug}:{found[1]}").hex()[:32])


def _mac(text: str) -> bytes:
    return hmac.new(settings.SECRET_KEY.encode(), b"door:" + text.encode(), hashlib.sha256).digest()
