"""What a visitor takes away from a hold: a code to say at the desk, and the secret address of a page of their own."""

import base64
import datetime
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from exhibitions.models import Exhibit, Exhibition
from sales.models import Claim, Reservation

KEPT_FOR = datetime.timedelta(days=7)  # after closing; printed beside the field that asks for the number


@dataclass(frozen=True, slots=True)
class Held:
    """`secret` opens the visitor's page; only its hash is kept."""

    secret: str
    until_at: datetime.datetime
    spoken_code: str


def write(claim: Claim, *, phone: str, name: str, language: str, spoken_code: str = "") -> Held:
    """Note whose hold it is. A hold that goes on keeps the code its visitor knows."""
    exhibit = claim.exhibit
    Reservation.objects.create(
        claim=claim,
        phone=phone,
        name=name,
        language=language,
        spoken_code=spoken_code or f"{exhibit.catalogue_number}–{secrets.randbelow(900) + 100}",
        secret_sha256=sha(secret(claim.pk)),
        erase_on=erase_on(exhibit.exhibition),
    )
    return of(claim)


def reference(exhibit: Exhibit, spoken_code: str = "") -> str:
    """What a payment for this work is known by at its bank, in plain capital letters so that it can be typed anywhere:
    "AK17-402" of a reservation, "AK17" of a work that is bought at the desk."""
    digits = spoken_code.rpartition("–")[2]
    short = f"{exhibit.exhibition.code}{exhibit.catalogue_number}".upper()
    return f"{short}-{digits}" if digits else short


def of(claim: Claim) -> Held:
    return Held(secret(claim.pk), until(claim), claim.reservation.spoken_code)


def erase_on(exhibition: Exhibition) -> datetime.date:
    """The day on which telephones and names left at this exhibition are erased."""
    return (timezone.localtime(exhibition.closes_at) + KEPT_FOR).date()


def secret(key: UUID) -> str:
    """192 bits that only this server can make again from a row's key, so a repeated form finds its page."""
    digest = hmac.new(settings.SECRET_KEY.encode(), b"reservation:" + key.bytes, hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest[:24]).decode()


def sha(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()


def until(claim: Claim) -> datetime.datetime:
    assert claim.until_at is not None  # a hold has an end: claim_hold_has_end_and_slot
    return claim.until_at
