"""Turning a template into a page. No request context and no processors: a public page knows nobody."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language

from exhibitions.showing import ShownExhibition
from gallery.alternates import tongues
from sales import availability

UNNAMED = "noindex, noarchive, noimageindex"  # for robots: a work whose maker is not named, and its pictures


def language() -> str:
    """Of the page: one of ours, because the address or the browser's wish has been matched against them."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def current(shows: list[ShownExhibition]) -> ShownExhibition | None:
    """The exhibition one would want to see: the one that is on, else the next."""
    at = now()
    is_on = [show for show in shows if show.phase(at) == "open"]
    coming = [show for show in shows if show.phase(at) == "before"]
    return (is_on or coming[-1:] or [None])[0]


def render(
    request: HttpRequest,
    template: str,
    *,
    show: ShownExhibition | None = None,
    query: str = "",
    **context: Any,
) -> str:
    """`show` is the exhibition in whose frame the page stands: its menu, its telephone."""
    spoken = tongues(request, query)
    here = next((tongue for tongue in spoken if tongue.current), None)
    return render_to_string(
        template,
        {
            "language": language(),
            "tongues": spoken,
            "canonical": here.address if here else "",
            "public_url": settings.PUBLIC_URL,
            "show": show,
            "phase": show.phase(now()) if show else "",
            "wall_url": reverse("gallery:exhibition", args=[show.slug]) if show else "",
            **context,
        },
    )


def next_turn(shows: list[ShownExhibition]) -> datetime | None:
    """The next moment at which an exhibition opens or closes, or one that came while the page was being made."""
    at = now() - availability.CLOCKS_APART
    return min(
        (moment for show in shows for moment in (show.opens_at, show.closes_at) if moment > at), default=None
    )
