"""Who changed a work's record, and what: read from the trace that the database itself keeps."""

import datetime
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib.auth import get_user_model
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from exhibitions.models import Artwork

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Step:
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
        found.append(Step(event.pgh_created_at, names.get(_user(event), ""), what))
    return found


def _user(event: Any) -> Any:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _changed(before: Any, after: Any) -> list[str]:
    return [
        capfirst(str(field.verbose_name))
        for field in Artwork._meta.fields
        if getattr(before, field.attname) != getattr(after, field.attname)
    ]
