"""Consent: what an artist agreed to. Given before a reader and a witness, withdrawn at any moment by anyone's hand."""

import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from inmates.levels import Level, lowest
from inmates.models import Artist, Consent, Purpose

# Nothing is public without these three.
NEEDED_TO_SHOW = (Purpose.SHOW, Purpose.PHOTOGRAPH, Purpose.WEB)


def in_force(artist: Artist, purpose: str, *, at: datetime.datetime | None = None) -> Consent | None:
    return Consent.objects.in_force(at).filter(artist=artist, purpose=purpose).first()


def missing_to_show(artist: Artist, *, at: datetime.datetime | None = None) -> list[Purpose]:
    """The purposes still to be agreed before a work of this artist may be public."""
    given = set(
        Consent.objects.in_force(at)
        .filter(artist=artist, purpose__in=NEEDED_TO_SHOW)
        .values_list("purpose", flat=True)
    )
    return [purpose for purpose in NEEDED_TO_SHOW if purpose not in given]


def attribution(artist: Artist, *, at: datetime.datetime | None = None) -> tuple[Level, Consent | None]:
    """The lowest level that the institution's ceiling, the artist's consent and their safety all allow."""
    consent = in_force(artist, Purpose.ATTRIBUTION, at=at)
    agreed = Level(consent.level) if consent else Level.ANONYMOUS
    safe = Level.ANONYMOUS if artist.at_risk else Level.FULL_NAME
    level = lowest(artist.institution.attribution_ceiling, agreed, safe)
    # A name agreed at a higher level cannot be shortened here: what the artist did not word is not shown.
    if level != agreed and level.openness > Level.INSTITUTION.openness:
        level = Level.INSTITUTION
    return level, consent


def give(artist: Artist, purpose: str, *, read_by: Any, witness: Any, **answer: Any) -> Consent:
    """Record an answer, after withdrawing the standing one for the same purpose: an artist may change their mind."""
    with transaction.atomic():
        standing = (
            Consent.objects.select_for_update()
            .filter(artist=artist, purpose=purpose, withdrawn_at=None)
            .first()
        )
        if standing:
            withdraw(standing, by=read_by, reason="")
        consent = Consent(artist=artist, purpose=purpose, read_by=read_by, witness=witness, **answer)
        consent.full_clean()
        consent.save()
        return consent


def withdraw(consent: Consent, *, by: Any, reason: str = "", at: datetime.datetime | None = None) -> None:
    """Take a consent back. What hung on it is gone at the next request; one person is enough to protect another."""
    # A paper dated ahead by mistake must not keep anyone from taking it back.
    at = max(at or timezone.now(), consent.given_at)
    Consent.objects.filter(pk=consent.pk, withdrawn_at=None).update(
        withdrawn_at=at, withdrawn_by=by, withdrawal_reason=reason
    )
    consent.refresh_from_db()
