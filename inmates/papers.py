"""The photographed sheet that an artist signed. It may bear their name, so it opens like an identity: by a right, for a
reason that stays. It lies in private; a row knows its random name and nothing else does."""

from pathlib import Path
from typing import Any

from django.conf import settings

from inmates.models import Consent, PaperReading
from staff.scope import memberships, rows

FOLDER = "papers"


def attach(consent: Consent, name: str) -> int:
    """Say on every answer of the same reading which file shows its paper. Once: a paper is never exchanged (trigger
    consent_guard). Returns on how many answers."""
    together = Consent.objects.filter(
        artist=consent.artist_id,
        given_at=consent.given_at,
        read_by=consent.read_by_id,
        witness=consent.witness_id,
    )
    return together.filter(paper="", withdrawn_at=None).update(paper=name)


def missing(artist: Any, user: Any) -> list[Consent]:
    """One answer of each reading whose paper nobody has photographed yet."""
    found = rows(Consent, user).filter(artist=artist, paper="", withdrawn_at=None)
    readings = {(it.given_at, it.read_by_id, it.witness_id): it for it in found}
    return sorted(readings.values(), key=lambda it: it.given_at)


def may_read_any(user: Any) -> bool:
    return any(membership.reads_identities for membership in memberships(user))


def readable(user: Any) -> Any:
    """Answers whose paper this person may open: where they may read identities. Being a superuser is not that right."""
    allowed = {held.institution_id for held in memberships(user) if held.reads_identities}
    found = Consent.objects.exclude(paper="")
    return found if None in allowed else found.filter(artist__institution__in=allowed)


def opened(consent: Consent, *, by: Any, reason: str) -> Path:
    """Where the picture lies, after the opening is recorded."""
    PaperReading.objects.create(consent=consent, read_by=by, reason=reason)
    return settings.PRIVATE_MEDIA / consent.paper
