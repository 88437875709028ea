"""An artist's life: transfer, release, death. Each is recorded once, with who and when, after what follows was shown.

Who may see an artist follows the artist: nothing but `Artist.institution` says where they are."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from inmates import consent
from inmates.models import Artist, Consent, Institution, LifeEvent
from staff.once import claim_key, keep_outcome

Kind = LifeEvent.Kind


class NotPossible(Exception):
    """With a sentence that says why."""

    def __init__(self, sentence: str | Promise) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Happened:
    """What is recorded. `entered` is the institution that a transfer leads to."""

    kind: str
    on: datetime.date
    by: Any
    note: str = ""
    entered: Institution | None = None


AFTER_DEATH = gettext_lazy("The artist has died. Nothing more is recorded of their life.")
RELEASED_ALREADY = gettext_lazy("This artist has been released already.")


def record(artist: Artist, happened: Happened, *, once: UUID | None = None) -> LifeEvent:
    """Record what happened and do what follows from it: a transfer moves the artist with all that is theirs, a release
    ends each consent that was not given for the time after, a death leaves them as they were given.

    Raises NotPossible."""
    with transaction.atomic():
        artist = Artist.objects.select_for_update(no_key=True).get(pk=artist.pk)
        if once and (
            first := claim_key(once, artist.pk, happened.kind, happened.on, happened.entered, happened.note)
        ):
            return LifeEvent.objects.get(pk=first)
        _check(artist, happened)
        event = LifeEvent.objects.create(
            artist=artist,
            kind=happened.kind,
            happened_on=happened.on,
            left=artist.institution,
            entered=happened.entered,
            note=happened.note,
            by=happened.by,
        )
        if happened.kind == Kind.TRANSFER:
            artist.institution = happened.entered  # type: ignore[assignment]
            artist.save(update_fields=["institution"])
        if happened.kind == Kind.RELEASE:
            for standing in ends_with_release(artist):
                consent.withdraw(standing, by=happened.by, reason=_("Released"))
        if once:
            keep_outcome(once, str(event.pk))
        return event


def ends_with_release(artist: Artist) -> list[Consent]:
    return list(Consent.objects.filter(artist=artist, withdrawn_at=None, granted=True, after_release=False))


def possible(artist: Artist) -> list[str]:
    """What may still happen to this artist. A workshop is neither transferred nor released, and does not die."""
    if artist.kind != Artist.Kind.INMATE:
        return []
    recorded = list(artist.life.values_list("kind", flat=True))
    if Kind.DEATH in recorded:
        return []
    released = next((kind for kind in recorded if kind in (Kind.RELEASE, Kind.TRANSFER)), "") == Kind.RELEASE
    return [Kind.DEATH] if released else [Kind.TRANSFER, Kind.RELEASE, Kind.DEATH]


def _check(artist: Artist, happened: Happened) -> None:
    if happened.kind in possible(artist) and happened.entered != artist.institution:
        return
    if artist.kind != Artist.Kind.INMATE:
        raise NotPossible(_("This is a workshop, not a person."))
    if happened.entered == artist.institution:
        raise NotPossible(_("The artist is in this institution already."))
    died = artist.life.filter(kind=Kind.DEATH).exists()
    raise NotPossible(AFTER_DEATH if died else RELEASED_ALREADY)
