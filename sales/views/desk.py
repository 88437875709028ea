"""The acts of the desk: sell, release a hold, undo a sale with a second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exhibitions.models import Exhibit
from sales import board, fiscal, paying, qr, receipt_paper, reservations, selling, tills
from sales.claims import Refused
from sales.forms import FiscalForm, ReasonForm, SaleForm
from sales.models import Claim, Handover, Sale, Void
from sales.views.board import language
from staff.pages import needs, page, posted
from staff.scope import rows
from staff.words import LANGUAGES

form_page = require_http_methods(["GET", "HEAD", "POST"])


def exhibit_of(request: HttpRequest, pk: int) -> Exhibit:
    return get_object_or_404(rows(Exhibit, request.user).select_related("exhibition", "artwork"), pk=pk)


def sale_of(request: HttpRequest, pk: UUID) -> Sale:
    wanted = rows(Sale, request.user).select_related(
        "claim", "sold_by", "exhibit__exhibition", "exhibit__artwork", "void__asked_by", "void__approved_by"
    )
    return get_object_or_404(wanted.prefetch_related("payments", "fiscal_receipts__recorded_by"), pk=pk)


def _row(request: HttpRequest, exhibit: Exhibit) -> board.Row | None:
    return board.one(exhibit, language(), user=request.user)


@form_page
@needs("sales.sell")
def sell(request: HttpRequest, exhibit_id: int) -> HttpResponse:
    exhibit = exhibit_of(request, exhibit_id)
    refusal = ""
    form = SaleForm(posted(request), price_tyiyn=exhibit.price_tyiyn or 0)
    if request.method == "POST" and form.is_valid():
        try:
            sale = selling.sell(exhibit, form.paid(), by=request.user, once=form.cleaned_data["once"])
        except Refused as refused:
            refusal = refused.sentence
        else:
            return redirect("admin:sold", sale.pk)
    context = {
        "exhibit": exhibit,
        "row": _row(request, exhibit),
        "form": form,
        "refusal": refusal,
        "till": tills.till_of(request.user),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return page(
        request, "admin/sales/sell.html", title=_("Sell"), at=timezone.now(), status=status, **context
    )


@require_safe
@needs("sales.see_board")
def sold(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    sale = sale_of(request, sale_id)
    return page(request, "admin/sales/sold.html", **_about(request, sale))


@require_safe
@needs("sales.see_board")
def receipt(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    """To be printed for the buyer, in the buyer's language."""
    sale = sale_of(request, sale_id)
    wanted = request.GET.get("in", "")
    tongue = wanted if wanted in LANGUAGES else language()
    with translation.override(tongue):
        paper = receipt_paper.of(sale, tongue)
        return page(
            request,
            "admin/sales/receipt.html",
            title=_("Receipt"),
            paper=paper,
            sale=sale,
            exhibit=sale.exhibit,
            code=qr.drawn(paper.address) if sale.receipt_number else "",
            undone=Void.objects.filter(sale=sale, approved_at__isnull=False).exists(),
            tongues=LANGUAGES,
            tongue=tongue,
            is_open=timezone.now() < sale.exhibit.exhibition.closes_at,
        )


def _about(request: HttpRequest, sale: Sale) -> dict[str, Any]:
    void = getattr(sale, "void", None)
    handover = Handover.objects.standing().filter(sale=sale).select_related("by").first()
    user = request.user
    undone = void is not None and void.approved_at is not None
    return {
        "title": _("Undone") if undone else _("Sold"),
        "sale": sale,
        "exhibit": sale.exhibit,
        "row": _row(request, sale.exhibit),
        "void": void,
        "undone": undone,
        "fiscals": list(sale.fiscal_receipts.all()),
        "may_record_fiscal": user.has_perm("sales.record_fiscal"),
        "give_back": _give_back(sale) if void else [],
        "handover": handover,
        "may_take_back": void is None
        and handover is None
        and selling.is_slip(sale, by=user, at=timezone.now()),
        "may_ask": void is None and handover is None and user.has_perm("sales.ask_void"),
        "may_approve": void is not None
        and not undone
        and handover is None
        and user.has_perm("sales.approve_void"),
        "asked_it": void is not None and void.asked_by_id == user.pk,
    }


def _give_back(sale: Sale) -> list[str]:
    """How the money of this sale goes back, way by way."""
    kinds = {part.kind for part in sale.payments.all()}
    return [way.give_back() for way in paying.WAYS if way.kind in kinds]


@form_page
@needs("sales.ask_void")
def ask_void(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    sale = sale_of(request, sale_id)
    form = ReasonForm(posted(request))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            selling.ask_void(sale, reason=form.cleaned_data["reason"], by=request.user)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(
                request, _("Asked. A second person has to agree; until then the work stays sold.")
            )
            return redirect("admin:sold", sale.pk)
    status = 409 if refusal else 422 if form.errors else 200
    about = _about(request, sale) | {"title": _("Undo the sale"), "form": form, "refusal": refusal}
    return page(request, "admin/sales/ask_void.html", status=status, **about)


@form_page
@needs("sales.record_fiscal")
def record_fiscal(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    """What the cash register printed, copied afterwards; once more is a correction."""
    sale = sale_of(request, sale_id)
    form = FiscalForm(posted(request), last=sale.fiscal)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            fiscal.record(sale, **form.cleaned_data, by=request.user)
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, _("Written down."))
            return redirect("admin:sold", sale.pk)
    status = 409 if refusal else 422 if form.errors else 200
    about = _about(request, sale) | {"title": _("Fiscal receipt"), "form": form, "refusal": refusal}
    return page(request, "admin/sales/record_fiscal.html", status=status, **about)


@require_POST
@needs("sales.sell")
def take_back(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    """A slip of the hand, within five minutes: one press, alone and without a reason."""
    sale = sale_of(request, sale_id)
    try:
        selling.undo(sale, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request, _("Undone. Give the money back the way it came; the work is available again.")
        )
    return redirect("admin:sold", sale.pk)


@require_POST
@needs("sales.approve_void")
def approve_void(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    sale = sale_of(request, sale_id)
    void = getattr(sale, "void", None)
    if void is None:
        messages.error(request, _("Nobody asked for this sale to be undone."))
        return redirect("admin:sold", sale.pk)
    try:
        selling.approve_void(void, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(
            request, _("Undone. Give the money back the way it came; the work is available again.")
        )
    return redirect("admin:sold", sale.pk)


def note_who(request: HttpRequest, claim: Claim, field: str) -> None:
    """The claim's row does not say who ended it or held on; this line does."""
    said = [{"changed": {"fields": [field]}}]
    LogEntry.objects.log_actions(request.user.pk, [claim], CHANGE, said, single_object=True)


@form_page
@needs("sales.release_hold")
def release(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    holds = rows(Claim, request.user).filter(kind=Claim.Kind.HOLD)
    claim = get_object_or_404(holds.select_related("exhibit__exhibition", "exhibit__artwork"), pk=claim_id)
    if request.method == "POST":
        number = claim.exhibit.catalogue_number
        try:
            released = reservations.end_hold(claim, Claim.End.RELEASED)
        except Refused as refused:
            messages.error(request, refused.sentence)
            return redirect("admin:release", claim.pk)
        if released:
            note_who(request, claim, "ended")
            messages.success(
                request, _("No. %(number)s is released and available again.") % {"number": number}
            )
        else:
            messages.warning(
                request, _("The reservation of No. %(number)s had already ended.") % {"number": number}
            )
        return redirect("admin:board")
    row = _row(request, claim.exhibit)
    return page(
        request,
        "admin/sales/release.html",
        title=_("Release the work"),
        claim=claim,
        row=row,
        at=timezone.now(),
    )
