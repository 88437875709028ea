"""Who may reserve now: the switch that leaves it to the desk, and the code that hangs at the door."""

from math import ceil
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exhibitions import showing
from exhibitions.models import Exhibition
from sales import door as doors
from staff.pages import needs, page
from staff.scope import rows
from staff.words import LANGUAGES


def _exhibition(request: HttpRequest, pk: int) -> Exhibition:
    return get_object_or_404(rows(Exhibition, request.user).select_related("desk_only_by"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("sales.mind_the_door")
def reserving(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """What holds now, and the switch."""
    exhibition = _exhibition(request, exhibition_id)
    if request.method == "POST":
        if request.POST.get("to") == "visitors":
            doors.let_visitors_reserve(exhibition)
            messages.success(request, _("Visitors can reserve again."))
        elif request.POST.get("to") == "desk":
            doors.leave_it_to_the_desk(exhibition, by=request.user)
            messages.success(request, _("Works are reserved at the desk only. What is held stays held."))
        return redirect("admin:reserving", exhibition.pk)
    context: dict[str, Any] = {
        "exhibition": exhibition,
        "room_until": showing.room_until(
            exhibition.reserving, exhibition.opens_at, exhibition.closes_at, exhibition.room_minutes
        ),
        "may_change": request.user.has_perm("exhibitions.change_exhibition"),
    }
    return page(request, "admin/sales/reserving.html", title=_("Reserving and the door"), **context)


@require_safe
@needs("sales.mind_the_door")
def door(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """For a screen at the entrance. It asks for itself anew whenever the code changes."""
    exhibition = _exhibition(request, exhibition_id)
    at = timezone.now()
    digits = doors.code(exhibition.slug, at)
    with translation.override("ky"):  # a visitor's own language is one touch away
        address = reverse("gallery:door", args=[exhibition.slug])
    context = {
        "exhibition": exhibition,
        "digits": f"{digits[:4]} {digits[4:]}",
        "address": f"{settings.PUBLIC_URL}{address}",
        "changes_at": doors.changes_at(at),
        "tongues": LANGUAGES,
    }
    response = page(request, "admin/sales/door.html", title=_("At the door"), **context)
    response.headers["Refresh"] = str(ceil((doors.changes_at(at) - at).total_seconds()) + 1)
    response.headers["Cache-Control"] = "no-store"
    return response
