"""The table by the door: find what was bought, look at its back, hand it over. Keys alone are enough."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibitions.models import Exhibition
from sales import board, collecting, counter
from sales.claims import Refused
from sales.forms import HandoverForm, ReasonForm
from sales.models import Handover
from sales.views.board import language, wanted
from sales.views.desk import form_page, sale_of
from staff.pages import behind_the_house, needs, page, posted
from staff.scope import rows

LAST = 8


@behind_the_house
@require_safe
@needs("sales.hand_over")
def collect(request: HttpRequest) -> HttpResponse:
    """What is still to be collected, or the one work whose receipt was shown."""
    exhibition, shows = wanted(request)
    query = request.GET.get("q", "")
    exhibition = counter.show_of(query, shows) or exhibition
    if exhibition is None:
        return page(request, "admin/sales/collect.html", title=_("Hand-over"), exhibition=None)
    sold = _sold(request, exhibition)
    meant = collecting.find(exhibition, sold, query, language(), user=request.user) if query else []
    return _screen(request, exhibition, sold, query=query, meant=meant)


@behind_the_house
@form_page
@needs("sales.hand_over")
def hand_over(request: HttpRequest, sale_id: UUID) -> HttpResponse:
    """The panel of one work, and its leaving."""
    sale = sale_of(request, sale_id)
    exhibition = sale.exhibit.exhibition
    form = HandoverForm(posted(request), shows_name=collecting.has_name_on_back(sale.exhibit_id))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            done = collecting.hand_over(sale, by=request.user, **form.cleaned_data)
        except Refused as refused:
            refusal = refused.sentence
        else:
            return _at_the_table(exhibition, done=done.pk)
    sold = _sold(request, exhibition)
    meant = [one for one in sold if one.row.exhibit_id == sale.exhibit_id]
    return _screen(request, exhibition, sold, meant=meant, form=form, refusal=refusal, undone=not meant)


@behind_the_house
@form_page
@needs("sales.hand_over")
def take_back(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """The work is here after all: alone within five minutes, later by somebody else and with a reason."""
    handover = _handover(request, handover_id)
    exhibition = handover.sale.exhibit.exhibition
    alone = collecting.is_slip(handover, by=request.user, at=timezone.now())
    form, refusal = ReasonForm(posted(request)), ""
    form.fields["reason"].required = not alone
    if request.method == "POST" and form.is_valid():
        try:
            collecting.take_back(handover, by=request.user, reason=form.cleaned_data["reason"])
        except Refused as refused:
            refusal = refused.sentence
        else:
            number = {"number": handover.sale.exhibit.catalogue_number}
            messages.success(request, _("No. %(number)s is here again and waits for its buyer.") % number)
            return _at_the_table(exhibition)
    context: dict[str, Any] = {
        "handover": handover,
        "exhibit": handover.sale.exhibit,
        "sale": handover.sale,
        "row": board.one(handover.sale.exhibit, language(), user=request.user),
        "form": form,
        "alone": alone,
        "must_be_another": handover.by_id == request.user.pk and not alone,
        "refusal": refusal,
    }
    status = 409 if refusal else 422 if form.errors else 200
    title = _("Take the hand-over back")
    return page(request, "admin/sales/take_back.html", title=title, status=status, **context)


def _sold(request: HttpRequest, exhibition: Exhibition) -> list[collecting.Bought]:
    found = board.read(exhibition, language(), user=request.user)
    return collecting.bought(exhibition, found, user=request.user)


def _screen(
    request: HttpRequest,
    exhibition: Exhibition,
    sold: list[collecting.Bought],
    *,
    meant: list[collecting.Bought],
    form: HandoverForm | None = None,
    refusal: str = "",
    **context: Any,
) -> HttpResponse:
    at = timezone.now()
    one = meant[0] if len(meant) == 1 else None
    if one and one.is_here and form is None:
        form = HandoverForm(shows_name=collecting.has_name_on_back(one.row.exhibit_id))
    done = request.GET.get("done", "")
    gone = [each for each in sold if each.handover]
    gone.sort(key=lambda each: each.handover.at, reverse=True)  # type: ignore[union-attr]
    context |= {
        "exhibition": exhibition,
        "one": one,
        "meant": meant,
        "form": form if one and one.is_here else None,
        "refusal": refusal,
        "here": [each for each in sold if each.is_here],
        "gone": len(gone),
        "last": [
            (each, collecting.is_slip(each.handover, by=request.user, at=at))
            for each in gone[:LAST]
            if each.handover
        ],
        "done": next((each for each in gone if each.handover and str(each.handover.pk) == done), None),
        "is_open": at < exhibition.closes_at,
        "at": at,
    }
    status = 409 if refusal else 422 if form and form.errors else 200
    return page(request, "admin/sales/collect.html", title=_("Hand-over"), status=status, **context)


def _handover(request: HttpRequest, pk: UUID) -> Handover:
    standing = rows(Handover, request.user).standing().select_related("by", "sale__desk")
    return get_object_or_404(standing.select_related("sale__exhibit__exhibition"), pk=pk)


def _at_the_table(exhibition: Exhibition, **more: Any) -> HttpResponse:
    query = urlencode({"show": exhibition.slug, **more})
    return HttpResponseRedirect(f"{reverse('desk:collect')}?{query}", status=303)
