"""The walls of an exhibition: typed, looked at to scale, hung."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exhibitions import hanging
from exhibitions.models import Exhibition
from staff.pages import needs, page
from staff.scope import rows


@require_http_methods(["GET", "HEAD", "POST"])
@needs("exhibitions.change_exhibit")
def hang(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """Every button but one only shows how it would look; one hangs it."""
    exhibition = get_object_or_404(rows(Exhibition, request.user).select_related("venue"), pk=exhibition_id)
    room = hanging.read(exhibition, user=request.user)
    texts = {wall.pk: request.POST.get(f"wall_{wall.pk}", "")[:2000] for wall in room.walls}
    wrong: hanging.CannotHang | None = None
    planned = room.now()
    if request.method == "POST":
        try:
            planned = hanging.typed(room, texts)
            if "hang" in request.POST:
                count = hanging.hang(exhibition, texts, user=request.user, seen=request.POST.get("seen", ""))
                messages.success(request, _("Hung. Works that moved: %(count)s") % {"count": count})
                return redirect("admin:hang", exhibition.pk)
            _moved(planned, request.POST.get("move", ""))
            texts = {}
        except hanging.CannotHang as refused:
            wrong = refused
    drawn = hanging.draw(room, planned)
    typed_rows = texts if wrong else {}
    context: dict[str, Any] = {
        "exhibition": exhibition,
        "wrong": wrong,
        "walls": [(hung, typed_rows.get(hung.wall.pk, hung.row)) for hung in drawn],
        "widest": max((max(h.wide_cm, h.wide_cm + h.too_wide_cm) for h in drawn), default=0),
        "high": hanging.ROOM_CM,
        "left_over": room.without_place(planned),
        "is_hung": planned == room.now(),
        "seal": room.seal(),
    }
    title, status = _("Hanging"), 409 if wrong and wrong.wall is None else 422 if wrong else 200
    return page(request, "admin/exhibitions/hang.html", title=title, status=status, **context)


def _moved(planned: hanging.Rows, said: str) -> None:
    if found := re.fullmatch(r"([0-9]{1,5}):(-?1)", said):
        hanging.move(planned, int(found[1]), int(found[2]))
