"""The sales board and its spreadsheet."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibitions.models import Exhibition
from sales import board, exports
from sales.models import Sale
from staff import spreadsheets
from staff.pages import needs, page
from staff.scope import rows


def language() -> str:
    return (get_language() or "ky")[:2]


def wanted(request: HttpRequest) -> tuple[Exhibition | None, list[Exhibition]]:
    """The exhibition the address asks for, else the current one; and all there are, the latest first."""
    shows = list(rows(Exhibition, request.user).select_related("venue"))
    if slug := request.GET.get("show"):
        return get_object_or_404(rows(Exhibition, request.user), slug=slug), shows
    return board.current(shows, timezone.now()), shows


def asked(request: HttpRequest, exhibition: Exhibition) -> tuple[list[board.Row], list[board.Row]]:
    """All rows of the board, and those that the address asks for."""
    everything = board.read(exhibition, language(), user=request.user)
    found = board.search(exhibition, everything, request.GET.get("q", ""), language())
    return everything, board.in_state(found, request.GET.get("state", ""))


@require_safe
@needs("sales.see_board")
def show(request: HttpRequest) -> HttpResponse:
    exhibition, shows = wanted(request)
    context: dict[str, Any] = {"exhibition": exhibition, "shows": shows, "at": timezone.now()}
    if exhibition:
        everything, found = asked(request, exhibition)
        context |= {
            "rows": found,
            "all": len(everything),
            "counts": board.tally(everything),
            "query": request.GET.get("q", ""),
            "state": request.GET.get("state", ""),
        }
    return page(request, "admin/sales/board.html", title=_("Sales board"), **context)


@require_safe
@needs("sales.see_board")
def export(request: HttpRequest) -> HttpResponse:
    """The rows of the board as they were asked for, as a spreadsheet. Nothing in it says who bought."""
    exhibition, _shows = wanted(request)
    found = asked(request, exhibition)[1] if exhibition else []
    name = f"{exhibition.slug}-sales" if exhibition else "sales"
    return spreadsheets.answer(name, exports.board(found))


@require_safe
@needs("sales.view_sale")
def export_sales(request: HttpRequest) -> HttpResponse:
    """The list of sales with the filters and the search of its address, as a spreadsheet."""
    found = admin.site.get_model_admin(Sale).get_changelist_instance(request).get_queryset(request)
    return spreadsheets.answer("sales", exports.sales(found))
