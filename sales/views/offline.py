"""Without the network: what the desk's browser keeps and sends, slips of paper typed in, and what needs a person."""

import logging
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exhibitions.models import Exhibit, Exhibition
from exhibitions.papers import paper
from sales import afterwards, board, counter, money, paper_day, receipts, tills
from sales.claims import Refused
from sales.forms import PaperForm, ReasonForm, SlipForm, WrittenForm
from sales.models import Counterfoil, ReceiptRange, Refund
from sales.views.board import language
from sales.views.desk import exhibit_of
from staff.pages import behind_the_house, needs, page, posted
from staff.scope import rows

log = logging.getLogger(__name__)
form_page = require_http_methods(["GET", "HEAD", "POST"])


# --- The browser ------------------------------------------------------------------------------------------------


@behind_the_house
@require_safe
@needs("sales.sell")
def shell(request: HttpRequest) -> HttpResponse:
    """Kept in the browser, so it names nobody and holds nothing of any sale."""
    return page(request, "admin/sales/offline_desk.html", title=_("Desk"))


@behind_the_house
@require_safe
@needs("sales.sell")
def worker(request: HttpRequest) -> FileResponse:
    """Under /desk/, because a worker reaches no further than the folder it comes from."""
    return FileResponse(open(finders.find("js/worker.js"), "rb"), content_type="text/javascript")


@behind_the_house
@require_POST
@needs("sales.sell")
def numbers(request: HttpRequest) -> HttpResponse:
    """The day's list and a range of receipts, for the browser whose token comes with the question. About works only."""
    token = request.POST.get("token", "")
    exhibition = rows(Exhibition, request.user).filter(slug=request.POST.get("show", "")).first()
    till = tills.till_of(request.user)
    if exhibition is None or till is None or not 32 <= len(token) <= 100:
        return JsonResponse({"said": tills.NoTill().sentence}, status=409)
    try:
        given = receipts.for_browser(till, exhibition, token=token)
    except Refused as refused:
        return JsonResponse({"said": refused.sentence}, status=409)
    found = board.read(exhibition, language(), user=request.user)
    works = [_listed(row, given.prices) for row in found if row.state != "not_shown"]
    return JsonResponse(
        {
            "range": str(given.pk),
            "desk": given.desk.number,
            "first": given.first,
            "last": given.last,
            "used": sorted(receipts.used(given)),
            "works": works,
        }
    )


def _listed(row: board.Row, prices: dict[str, int]) -> dict[str, Any]:
    """A work as the browser keeps it: nothing of its artist, nothing of whoever holds it."""
    price = prices.get(str(row.exhibit_id), 0)
    due = price - tills.rounding(price)
    return {
        "exhibit": row.exhibit_id,
        "number": row.number,
        "title": row.title,
        "lang": row.title_lang,
        "state": row.state,
        "price": price,
        "due": due,
        "due_text": money.som(due),
        "notes": [money.figure(sum_) for sum_ in counter.notes(due)] if due else [],
    }


@behind_the_house
@require_POST
@needs("sales.sell")
def record(request: HttpRequest) -> HttpResponse:
    """One line of the browser's list. 200: it is recorded, and `said` is what a person has to know about it."""
    form = WrittenForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"said": _("This cannot be read. Hand it to an organiser.")}, status=422)
    clean = form.cleaned_data
    given = get_object_or_404(rows(ReceiptRange, request.user).select_related("desk"), pk=clean["range"])
    written = afterwards.Written(
        key=clean["once"],
        receipt=clean["receipt"],
        exhibit=exhibit_of(request, clean["exhibit"]),
        amount_tyiyn=clean["amount"],
        given_tyiyn=clean["given"],
        written_at=clean["written_at"],
    )
    try:
        counterfoil = afterwards.record(
            given, written, by=request.user, token=clean["token"], hand_over=clean["hand_over"]
        )
    except Refused as refused:
        return JsonResponse({"said": refused.sentence}, status=409)
    return JsonResponse({"said": said(counterfoil)})


def said(counterfoil: Counterfoil) -> str:
    about = {
        "receipt": counterfoil.number,
        "number": counterfoil.exhibit.catalogue_number,
        "sum": money.som(counterfoil.amount_tyiyn),
    }
    if counterfoil.sale_id:
        return _("Receipt %(receipt)s: No. %(number)s is sold.") % about
    if counterfoil.till_id:
        return _("Receipt %(receipt)s: No. %(number)s could not be sold. Pay back %(sum)s.") % about
    return _("Receipt %(receipt)s: No. %(number)s waits for an organiser, with %(sum)s.") % about


# --- What needs a person ------------------------------------------------------------------------------------------


@form_page
@needs("sales.type_in")
def offline(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """Everything of this exhibition that was or will be sold without the network; and numbers for slips of paper."""
    exhibition = _exhibition(request, exhibition_id)
    may_mend = request.user.has_perm("sales.mend_offline")
    form = PaperForm(posted(request)) if may_mend else None
    if request.method == "POST":
        if form is None:
            return HttpResponse(status=403)
        if form.is_valid():
            clean = form.cleaned_data
            receipts.for_paper(clean["desk"], exhibition, many=clean["many"], by=request.user)
            messages.success(request, _("The slips are ready. Print them together with the price list."))
            return redirect("admin:offline", exhibition.pk)
    given = rows(ReceiptRange, request.user).filter(exhibition=exhibition)
    context = {
        "exhibition": exhibition,
        "loose": afterwards.loose_ends(exhibition, user=request.user),
        "ranges": [
            (each, len(each.counterfoils.all()), each.last - each.first + 1)
            for each in given.select_related("desk", "given_to").prefetch_related("counterfoils")
        ],
        "form": form,
        "reason": ReasonForm(),
        "may_mend": may_mend,
        "till": tills.till_of(request.user),
    }
    status = 422 if form is not None and form.errors else 200
    title = _("Without the network")
    return page(request, "admin/sales/offline.html", title=title, status=status, **context)


@require_POST
@needs("sales.mend_offline")
def take_back(request: HttpRequest, range_id: UUID) -> HttpResponse:
    """The browser is lost, or the slips are all typed in: nothing more is written under these numbers."""
    given = _range(request, range_id)
    if receipts.end(given):
        messages.success(
            request,
            _("Receipts %(range)s are ended. Those that were not used stay unused.") % {"range": given},
        )
    return redirect("admin:offline", given.exhibition_id)


@require_POST
@needs("sales.type_in")
def pay_back(request: HttpRequest, refund_id: UUID) -> HttpResponse:
    refund = get_object_or_404(
        rows(Refund, request.user).select_related("counterfoil__range__desk", "counterfoil__exhibit"),
        pk=refund_id,
    )
    try:
        afterwards.pay_back(refund, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        about = {"sum": money.som(refund.counterfoil.amount_tyiyn), "receipt": refund.counterfoil}
        messages.success(request, _("%(sum)s of receipt %(receipt)s are paid back.") % about)
    return redirect("admin:offline", refund.counterfoil.exhibit.exhibition_id)


@require_POST
@needs("sales.type_in")
def settle(request: HttpRequest, counterfoil_id: UUID) -> HttpResponse:
    counterfoil = _counterfoil(request, counterfoil_id)
    try:
        counterfoil = afterwards.settle(counterfoil, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.info(request, said(counterfoil))
    return redirect("admin:offline", counterfoil.exhibit.exhibition_id)


@require_POST
@needs("sales.mend_offline")
def set_aside(request: HttpRequest, counterfoil_id: UUID) -> HttpResponse:
    counterfoil = _counterfoil(request, counterfoil_id)
    try:
        afterwards.set_aside(counterfoil, reason=request.POST.get("reason", "")[:300], by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Receipt %(receipt)s is set aside.") % {"receipt": counterfoil})
    return redirect("admin:offline", counterfoil.exhibit.exhibition_id)


# --- Slips of paper -----------------------------------------------------------------------------------------------


@form_page
@needs("sales.type_in")
def type_in(request: HttpRequest, range_id: UUID) -> HttpResponse:
    """Slips of paper, typed in one after the other in their order."""
    given = _range(request, range_id)
    offered = rows(Exhibit, request.user).filter(
        exhibition=given.exhibition_id, pk__in=[int(key) for key in given.prices]
    )
    exhibits = list(offered.select_related("artwork", "exhibition").order_by("catalogue_number"))
    recorded = list(given.counterfoils.select_related("exhibit__artwork", "refund").order_by("receipt"))
    for counterfoil in recorded:
        counterfoil.range = given
    form = SlipForm(posted(request), slips=given, exhibits=exhibits, after=recorded)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            counterfoil = afterwards.record(given, form.written(), by=request.user)
        except Refused as refused:
            refusal = refused.sentence
        else:
            counterfoil.range = given
            tell = messages.success if counterfoil.sale_id else messages.warning
            tell(request, said(counterfoil))
            return redirect("admin:type_in", given.pk)
    context = {
        "given": given,
        "exhibition": given.exhibition,
        "form": form,
        "refusal": refusal,
        "recorded": recorded,
        "left": given.last - given.first + 1 - len(recorded),
        "till": tills.till_of(request.user),
    }
    status = 409 if refusal else 422 if form.errors else 200
    title = _("Slips %(range)s") % {"range": given}
    return page(request, "admin/sales/type_in.html", title=title, status=status, **context)


@require_safe
@needs("sales.type_in")
def print_slips(request: HttpRequest, range_id: UUID) -> HttpResponse:
    """The price list and the slips of this range, as often as they are wanted."""
    given = _range(request, range_id)
    if given.kind != ReceiptRange.Kind.PAPER:
        raise Http404
    try:
        content = paper_day.printed(given)
    except paper.NotPrinted:
        log.exception("slips %s", given.pk)
        messages.error(request, _("The sheets could not be made just now; please try again."))
        return redirect("admin:offline", given.exhibition_id)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="slips-{given.desk.number}-{given.first}.pdf"'
    return response


def _exhibition(request: HttpRequest, pk: int) -> Exhibition:
    return get_object_or_404(rows(Exhibition, request.user), pk=pk)


def _range(request: HttpRequest, pk: UUID) -> ReceiptRange:
    return get_object_or_404(rows(ReceiptRange, request.user).select_related("desk", "exhibition"), pk=pk)


def _counterfoil(request: HttpRequest, pk: UUID) -> Counterfoil:
    known = rows(Counterfoil, request.user).select_related("range__desk", "exhibit__artwork")
    return get_object_or_404(known, pk=pk)
