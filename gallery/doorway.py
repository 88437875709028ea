"""The proof of standing in the room, carried from page to page in addresses and forms: pages carry no cookie."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils.http import urlencode

from exhibitions.showing import ShownExhibition
from sales import door

LONGEST = 60


def shown(request: HttpRequest) -> str:
    """What the visitor shows: typed into the form, or brought along in the address."""
    said = request.POST.get("door") or request.GET.get("door", "")
    return said.strip()[:LONGEST]


def facts(request: HttpRequest, show: ShownExhibition, at: datetime) -> dict[str, Any]:
    """`door_is_asked`: only who is in the room may reserve now. `proof`: what proves it, from now on."""
    asked = show.room_until is not None and at < show.room_until
    return {"door_is_asked": asked, "proof": door.welcome(show.slug, shown(request), at) if asked else ""}


def carried(proof: str) -> str:
    return "?" + urlencode({"door": proof}) if proof else ""
