"""The desk: one screen to sell from. Every press is answered by the next screen, ready for the next buyer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exhibitions.models import Exhibit, Exhibition
from sales import afterwards, board, closing, counter, line, paying, reservations, selling, slips, tills
from sales.claims import Refused
from sales.forms import CounterForm
from sales.models import Claim
from sales.views.board import language, wanted
from sales.views.desk import exhibit_of, form_page, note_who, sale_of
from staff.pages import behind_the_house, needs, page
from staff.scope import rows

LAST = 8


@behind_the_house
@require_safe
@needs("sales.sell")
def desk(request: HttpRequest) -> HttpResponse:
    """The screen between two buyers, or with the one work that was asked for."""
    exhibition, shows = wanted(request)
    query = request.GET.get("q", "")
    exhibition = counter.show_of(query, shows) or exhibition
    if exhibition is None:
        return page(request, "admin/sales/counter.html", title=_("Desk"), exhibition=None)
    found = _read(request, exhibition)
    meant = counter.find(exhibition, found, query, language())
    ended = None
    if query and not meant and (ended := counter.lapsed(exhibition, query, user=request.user)):
        meant = [row for row in found if row.exhibit_id == ended.claim.exhibit_id]
    sold = _just_sold(request, found)
    context: dict[str, Any] = {"query": query, "meant": meant, "ended": ended, "sold": sold}
    return _screen(request, exhibition, found, row=meant[0] if len(meant) == 1 else None, **context)


@behind_the_house
@form_page
@needs("sales.sell")
def work(request: HttpRequest, exhibit_id: int) -> HttpResponse:
    """The panel of one work, and its sale."""
    exhibit = exhibit_of(request, exhibit_id)
    form, refusal = None, ""
    if request.method == "POST":
        ways = paying.offered(exhibit.exhibition_id)
        form = CounterForm(request.POST, price_tyiyn=exhibit.price_tyiyn or 0, ways=ways)
        if form.is_valid() and form.is_seen and "look" not in request.POST:
            try:
                sale = selling.sell(exhibit, form.paid, by=request.user, once=form.cleaned_data["once"])
            except Refused as refused:
                refusal = refused.sentence
            else:
                return _on(exhibit.exhibition, sold=sale.pk)
    found = _read(request, exhibit.exhibition)
    row = next((row for row in found if row.exhibit_id == exhibit.pk), None)
    codes = _codes(exhibit, row, form) if form and not refusal else []
    return _screen(request, exhibit.exhibition, found, row=row, form=form, refusal=refusal, codes=codes)


@behind_the_house
@require_POST
@needs("sales.sell")
def undo(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    """A slip of the hand, taken back where it was made."""
    sale = sale_of(request, sale_id)
    try:
        selling.undo(sale, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request, _("Undone. Give the money back the way it came; the work is available again.")
        )
    return _on(sale.exhibit.exhibition)


@behind_the_house
@require_POST
@needs("sales.release_hold")
def extend(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    claim = _hold(request, claim_id)
    try:
        longer = reservations.extend(claim)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        note_who(request, claim, "until")
        until = time_format(localtime(longer.until_at).time())
        messages.success(
            request,
            _("No. %(number)s is held until %(time)s.")
            % {"number": claim.exhibit.catalogue_number, "time": until},
        )
    return _at_work(claim)


@behind_the_house
@require_POST
@needs("sales.release_hold")
def release(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    claim = _hold(request, claim_id)
    number = {"number": claim.exhibit.catalogue_number}
    try:
        released = reservations.end_hold(claim, Claim.End.RELEASED)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        if released:
            note_who(request, claim, "ended")
            messages.success(request, _("No. %(number)s is released and available again.") % number)
        else:
            messages.warning(request, _("The reservation of No. %(number)s had already ended.") % number)
    return _at_work(claim)


@behind_the_house
@require_safe
@needs("sales.sell")
def reserved(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the code on a visitor's page leads: the screen, with what they reserved. It opens nothing by itself."""
    query = urlencode({"q": reference[: counter.LONGEST]})
    return HttpResponseRedirect(f"{reverse('desk:desk')}?{query}")


# --- The screen -------------------------------------------------------------------------------------------------


def _read(request: HttpRequest, exhibition: Exhibition) -> list[board.Row]:
    """The board, after whatever has lapsed was offered to whoever is next."""
    line.catch_up(exhibition)
    return board.read(exhibition, language(), user=request.user)


def _screen(
    request: HttpRequest,
    exhibition: Exhibition,
    found: Sequence[board.Row],
    *,
    row: board.Row | None,
    form: CounterForm | None = None,
    refusal: str = "",
    **context: Any,
) -> HttpResponse:
    user, at = request.user, timezone.now()
    till = tills.till_of(user)
    price = (row.price_tyiyn if row else None) or 0
    sells = row is not None and row.can_be_sold and till is not None
    form = (form or CounterForm(price_tyiyn=price, ways=paying.offered(exhibition.pk))) if sells else None
    due = price - tills.rounding(price)
    context |= {
        "exhibition": exhibition,
        "row": row,
        "form": form,
        "refusal": refusal,
        "due_tyiyn": due,
        "rounded": due != price,
        "notes": counter.notes(due),
        "coming": counter.on_their_way(found, at, user=user),
        "cheapest": [] if row else counter.cheapest(found),
        "last": [
            (seen, seen.sale and seen.sale.sold_by_id == user.pk and at <= seen.sale.sold_at + selling.SLIP)
            for seen in counter.last_sold(found, LAST)
        ],
        "till": tills.report(till) if till else None,
        "tally": board.tally(found),
        "is_open": at < exhibition.closes_at,
        "loose": afterwards.loose_ends(exhibition, user=user),
        "minutes": closing.minutes_left(exhibition, at),
        "at": at,
    }
    status = 409 if refusal else 422 if form and form.errors else 200
    return page(request, "admin/sales/counter.html", title=_("Desk"), status=status, **context)


def _codes(exhibit: Exhibit, row: board.Row | None, form: CounterForm) -> list[paying.Shown]:
    """What the buyer is shown, part by part."""
    reference = slips.reference(exhibit, row.hold.code if row and row.hold else "")
    dues = [
        (part.kind, paying.Due(exhibit.exhibition_id, part.amount_tyiyn, reference)) for part in form.by_code
    ]
    return [shown for kind, due in dues if (shown := paying.of(kind).shows(due))]


def _just_sold(request: HttpRequest, found: Sequence[board.Row]) -> board.Row | None:
    wanted_sale = request.GET.get("sold", "")
    return next((row for row in found if row.sale and str(row.sale.sale_id) == wanted_sale), None)


def _hold(request: HttpRequest, claim_id: UUID) -> Claim:
    holds = rows(Claim, request.user).filter(kind=Claim.Kind.HOLD)
    return get_object_or_404(holds.select_related("exhibit__exhibition", "exhibit__artwork"), pk=claim_id)


def _on(exhibition: Exhibition, **more: Any) -> HttpResponse:
    query = urlencode({"show": exhibition.slug, **more})
    return HttpResponseRedirect(f"{reverse('desk:desk')}?{query}", status=303)


def _at_work(claim: Claim) -> HttpResponse:
    return HttpResponseRedirect(reverse("desk:work", args=[claim.exhibit_id]), status=303)
