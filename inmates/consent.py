"""Consent: what an artist agreed to. Given before a reader and a witness, withdrawn at any moment by anyone's hand.

A name shown more openly than before counts a day after it was recorded; a name shown less openly counts at once."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext as _

from inmates import policy
from inmates.levels import Level, lowest
from inmates.models import Artist, Consent, LifeEvent, Purpose

# Nothing is public without these three.
NEEDED_TO_SHOW = (Purpose.SHOW, Purpose.PHOTOGRAPH, Purpose.WEB)

# Between recording a more open name and its first effect: time to notice a slip of the pen, or a push from behind.
A_DAY = datetime.timedelta(days=1)


def in_force(artist: Artist, purpose: str, *, at: datetime.datetime | None = None) -> Consent | None:
    found = Consent.objects.in_force(at).filter(artist=artist, purpose=purpose)
    # A raised answer stands beside the one before it: once it counts, the more open one is meant.
    return max(
        found, key=lambda answer: (Level(answer.level or Level.ANONYMOUS).openness, answer.pk), default=None
    )


def missing_to_show(artist: Artist, *, at: datetime.datetime | None = None) -> list[Purpose]:
    """The purposes still to be agreed before a work of this artist may be public."""
    given = set(
        Consent.objects.in_force(at)
        .filter(artist=artist, purpose__in=NEEDED_TO_SHOW)
        .values_list("purpose", flat=True)
    )
    return [purpose for purpose in NEEDED_TO_SHOW if purpose not in given]


def attribution(artist: Artist, *, at: datetime.datetime | None = None) -> tuple[Level, Consent | None]:
    """The lowest level that policy, the artist's consent and their safety all allow."""
    consent = in_force(artist, Purpose.ATTRIBUTION, at=at)
    agreed = Level(consent.level) if consent else Level.ANONYMOUS
    safe = Level.ANONYMOUS if artist.at_risk else Level.FULL_NAME
    level = lowest(policy.allowed(artist, at=at), agreed, safe)
    # A name agreed at a higher level cannot be shortened here: what the artist did not word is not shown.
    if level != agreed and level.openness > Level.INSTITUTION.openness:
        level = Level.INSTITUTION
    return level, consent


def give(artist: Artist, purpose: str, *, read_by: Any, witness: Any, **answer: Any) -> Consent:
    """Record an answer in the place of the one before it: an artist may change their mind. A more open name waits a
    day, and the one before it counts meanwhile. Raises ValidationError."""
    with transaction.atomic():
        Artist.objects.select_for_update(no_key=True).get(pk=artist.pk)
        if LifeEvent.objects.filter(artist=artist, kind=LifeEvent.Kind.DEATH).exists():
            raise ValidationError(_("The artist has died. What they agreed to stays as it was given."))
        before = Consent.objects.filter(artist=artist, purpose=purpose, withdrawn_at=None)
        consent = Consent(artist=artist, purpose=purpose, read_by=read_by, witness=witness, **answer)
        if purpose != Purpose.ATTRIBUTION:
            _end(before, by=read_by)
        consent.full_clean()
        if raised := _raises(consent):
            consent.effective_at = max(consent.given_at, _now()) + A_DAY
        consent.save()
        if purpose == Purpose.ATTRIBUTION:
            # Only now, because the database compares the new answer with what counted until this moment.
            kept = Consent.objects.in_force(_now()) if raised else Consent.objects.none()
            _end(before.exclude(pk=consent.pk).exclude(pk__in=kept.values_list("pk", flat=True)), by=read_by)
        return consent


def _raises(consent: Consent) -> bool:
    """Whether this shows the artist more openly than what counts now. The first answer of all raises nothing."""
    if consent.purpose != Purpose.ATTRIBUTION or not consent.granted:
        return False
    if not Consent.objects.filter(artist=consent.artist, purpose=consent.purpose).exists():
        return False
    now = in_force(consent.artist, consent.purpose, at=_now())
    return Level(consent.level).openness > (Level(now.level) if now else Level.ANONYMOUS).openness


def withdraw(consent: Consent, *, by: Any, reason: str = "", at: datetime.datetime | None = None) -> None:
    """Take a consent back. What hung on it is gone at the next request; one person is enough to protect another.

    With the name that counts go all others: nobody falls back to a name agreed to earlier. One that still waits for
    its day goes alone."""
    together = Consent.objects.filter(pk=consent.pk)
    if consent.purpose == Purpose.ATTRIBUTION and not consent.is_waiting:
        together = Consent.objects.filter(artist=consent.artist_id, purpose=consent.purpose)
    _end(together.filter(withdrawn_at=None), by=by, reason=reason, at=at)
    consent.refresh_from_db()


def _end(
    consents: QuerySet[Consent], *, by: Any, reason: str = "", at: datetime.datetime | None = None
) -> None:
    # A paper dated ahead by mistake must not keep anyone from taking it back.
    moment = Greatest(Value(at or timezone.now()), F("given_at"))
    consents.update(withdrawn_at=moment, withdrawn_by=by, withdrawal_reason=reason)


def _now() -> datetime.datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
