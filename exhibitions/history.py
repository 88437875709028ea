"""Who changed a work's record, and what: read from the trace that the database itself keeps. And taking it back."""

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from exhibitions.catalogue import artists_of
from exhibitions.models import Artwork
from staff import once

LONGEST = 200
UNDONE = uuid.UUID("7f1c2a52-90f4-4f0c-9a2e-3d1b6a0c5e11")  # of no meaning; names the keys below


class CannotUndo(Exception):
    """There is nothing of one's own to take back, or somebody has changed the work since."""

    def __str__(self) -> str:
        return _("The work has been changed since. Look at it again; nothing was undone.")


@dataclass(frozen=True, slots=True)
class Step:
    id: int
    at: datetime.datetime
    who: str
    what: str


def steps(artwork: Artwork) -> list[Step]:
    """The newest first."""
    events = list(artwork.events.select_related("pgh_context").order_by("-pgh_id")[:LONGEST])  # type: ignore[attr-defined]
    ids = {user for event in events if (user := _user(event))}
    names = {user.pk: str(user) for user in get_user_model()._default_manager.filter(pk__in=ids)}
    found = []
    for event, before in pairwise([*events, None]):
        if before is None and event.pgh_label != "insert":
            continue  # what it was before is further back than we look
        what = _("Added") if before is None else ", ".join(_changed(before, event))
        found.append(Step(event.pgh_id, event.pgh_created_at, names.get(_user(event), ""), what))
    return found


def last_to_change(artwork: Artwork, names: Iterable[str]) -> Step | None:
    """Who changed any of these columns last."""
    names = list(names)
    events = artwork.events.select_related("pgh_context").order_by("-pgh_id")[:LONGEST]  # type: ignore[attr-defined]
    for event, before in pairwise([*events, None]):
        if before is None or any(getattr(event, name) != getattr(before, name) for name in names):
            who = get_user_model()._default_manager.filter(pk=_user(event)).first()
            return Step(event.pgh_id, event.pgh_created_at, str(who or ""), "")
    return None


def last_of(artwork: Artwork, user: Any) -> int | None:
    """The last change, if it is this person's own."""
    last = artwork.events.select_related("pgh_context").order_by("-pgh_id").first()  # type: ignore[attr-defined]
    return last.pgh_id if last and last.pgh_label == "update" and _user(last) == user.pk else None


def undo(artwork: Artwork, *, change: int, by: Any) -> None:
    """The record as it was before `change`, which has to be the last one and one's own. An undoing is a change like any
    other and can be undone; the same one asked for twice is done once. Raises CannotUndo."""
    with transaction.atomic():
        artwork = Artwork.objects.select_for_update(no_key=True).get(pk=artwork.pk)
        if once.claim_key(uuid.uuid5(UNDONE, f"{artwork.pk} {change} {by.pk}"), "undo") is not None:
            return
        if last_of(artwork, by) != change:
            raise CannotUndo
        before = artwork.events.filter(pgh_id__lt=change).order_by("-pgh_id").first()  # type: ignore[attr-defined]
        # Whose work it was may be nobody's business of this person's any more.
        if before is None or not artists_of(by).filter(pk=before.artist_id).exists():
            raise CannotUndo
        for field in Artwork._meta.fields:
            if not field.primary_key:
                setattr(artwork, field.attname, getattr(before, field.attname))
        artwork.save()


def _user(event: Any) -> Any:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _changed(before: Any, after: Any) -> list[str]:
    return [
        capfirst(str(field.verbose_name))
        for field in Artwork._meta.fields
        if getattr(before, field.attname) != getattr(after, field.attname)
    ]
