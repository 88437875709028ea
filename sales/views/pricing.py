"""Prices of an exhibition, the minutes of its committee, and the price of one work."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exhibitions.models import Exhibit, Exhibition, Meeting, Price
from sales import money, pricing
from sales.claims import Refused
from sales.forms import PriceForm
from sales.pricing import Asked, Entry, Said
from staff.pages import needs, page, posted
from staff.scope import rows

form_page = require_http_methods(["GET", "HEAD", "POST"])
SEES, SETS = "sales.see_prices", "sales.set_prices"


def _may_set(request: HttpRequest) -> None:
    if not request.user.has_perm(SETS):
        raise PermissionDenied


@form_page
@needs(SEES)
def prices(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    """All prices of an exhibition, and where each comes from. Its button begins minutes."""
    exhibition = get_object_or_404(rows(Exhibition, request.user), pk=exhibition_id)
    refusal = ""
    if request.method == "POST":
        _may_set(request)
        try:
            meeting = pricing.begin(exhibition, by=request.user)
        except Refused as refused:
            refusal = refused.sentence
        else:
            return redirect("admin:minutes", meeting.pk)
    hung = rows(Exhibit, request.user).filter(exhibition=exhibition, withdrawn_at=None)
    context = {
        "exhibition": exhibition,
        "refusal": refusal,
        "fixed": pricing.are_fixed(exhibition, at=timezone.now()),
        "meetings": exhibition.meetings.select_related("closed_by", "confirmed_by", "begun_by"),
        "open_meeting": exhibition.meetings.filter(confirmed_at=None).first(),
        "works": pricing.told(hung.select_related("artwork").order_by("catalogue_number")),
        "may_set": request.user.has_perm(SETS),
    }
    title = _("Prices")
    return page(request, "admin/sales/prices.html", title=title, status=409 if refusal else 200, **context)


# --- Minutes --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the minutes as it stands in the form: what was typed stays, whatever is wrong with it."""

    entry: Entry
    first: str
    second: str
    price: str
    not_for_sale: bool
    dissent: str
    wrong: str = ""

    @classmethod
    def of(cls, entry: Entry) -> "Line":
        said = entry.said
        asked = said.approved
        return cls(
            entry,
            *(money.figure(sum_) if sum_ else "" for sum_ in (said.first_tyiyn, said.second_tyiyn)),
            money.figure(asked.amount_tyiyn) if asked and asked.amount_tyiyn else "",
            asked is not None and asked.amount_tyiyn is None,
            said.dissent,
        )

    @classmethod
    def typed(cls, entry: Entry, post: Any, wrong: str = "") -> "Line":
        key = entry.exhibit.pk
        first, second, price, dissent = (
            post.get(f"{name}_{key}", "").strip()[:300] for name in ("first", "second", "price", "dissent")
        )
        return cls(entry, first, second, price, f"not_{key}" in post, dissent, wrong)

    def said(self) -> Said:
        """Raises ValueError whose words say what to mend."""
        sums = []
        for text in (self.first, self.second, self.price):
            try:
                sums.append(money.from_som(text) or None if text else None)
            except ValueError:
                raise ValueError(_("Write the sum in som, for example 8 500.")) from None
        first, second, price = sums
        if self.not_for_sale and price:
            raise ValueError(_("Either a price, or not for sale: leave one of them."))
        approved = Asked(None) if self.not_for_sale else Asked(price) if price else None
        if self.dissent and not approved:
            raise ValueError(_("Dissent is noted beside a decision: write the price, or tick not for sale."))
        return Said(first, second, approved, self.dissent)


@form_page
@needs(SEES)
def minutes(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The committee goes down the list; one closes it, another agrees; then it is a paper."""
    found = rows(Meeting, request.user).select_related("exhibition__venue", "closed_by", "confirmed_by")
    meeting = get_object_or_404(found, pk=meeting_id)
    if request.method == "POST":
        _may_set(request)
        if meeting.closed_at is None:
            return _written(request, meeting)
        return _decided(request, meeting)
    return _minutes(request, meeting)


def _written(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    if "discard" in request.POST:
        return _discarded(request, meeting)
    wrong: dict[int, str] = {}
    typed: dict[int, Said] = {}
    entries = pricing.entries(meeting)
    for entry in entries:
        if f"price_{entry.exhibit.pk}" not in request.POST:
            continue  # hung since the page was shown
        try:
            typed[entry.exhibit.pk] = Line.typed(entry, request.POST).said()
        except ValueError as error:
            wrong[entry.exhibit.pk] = str(error)
    held_on = parse_date(request.POST.get("held_on", "")) if _is_day(request) else None
    members = request.POST.get("members", meeting.members)[:2000]
    try:
        met = pricing.write(
            meeting, typed, seen=_seen(request), by=request.user, held_on=held_on, members=members
        )
        said = _(
            "Somebody has written here meanwhile: compare, and save once more to put yours in its place."
        )
        wrong |= dict.fromkeys(met, said)
        if not wrong and "close" in request.POST:
            pricing.close(meeting, by=request.user)
            messages.success(request, _("The minutes are closed. Now a second person has to agree."))
            return redirect("admin:minutes", meeting.pk)
    except Refused as refused:
        meeting.refresh_from_db()
        return _minutes(request, meeting, refusal=refused.sentence, status=409)
    if not wrong:
        messages.success(request, _("Saved."))
        return redirect("admin:minutes", meeting.pk)
    lines = [
        Line.typed(entry, request.POST, wrong[entry.exhibit.pk])
        if entry.exhibit.pk in wrong
        else Line.of(entry)
        for entry in pricing.entries(meeting)
    ]
    refusal = _("Some lines are not saved yet: look at the marked ones. The others are.")
    return _minutes(request, meeting, lines=lines, refusal=refusal, status=422)


def _is_day(request: HttpRequest) -> bool:
    try:
        return parse_date(request.POST.get("held_on", "")) is not None
    except ValueError:  # the thirty-first of a month that has thirty
        return False


def _seen(request: HttpRequest) -> int:
    seen = request.POST.get("seen", "")
    return int(seen) if re.fullmatch(r"[0-9]{1,18}", seen) else 0


def _discarded(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    try:
        pricing.discard(meeting)
    except Refused as refused:
        return _minutes(request, meeting, refusal=refused.sentence, status=409)
    messages.success(request, _("The empty minutes are gone."))
    return redirect("admin:prices", meeting.exhibition_id)


def _decided(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    try:
        if "back" in request.POST:
            pricing.send_back(meeting)
            messages.success(request, _("The minutes are open again."))
        else:
            count = pricing.confirm(meeting, by=request.user)
            messages.success(
                request, _("These prices count now. Prices that changed: %(count)s") % {"count": count}
            )
    except Refused as refused:
        return _minutes(request, meeting, refusal=refused.sentence, status=409)
    return redirect("admin:minutes", meeting.pk)


def _minutes(
    request: HttpRequest,
    meeting: Meeting,
    *,
    lines: list[Line] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    may_set = request.user.has_perm(SETS)
    context = {
        "meeting": meeting,
        "exhibition": meeting.exhibition,
        "lines": lines or [Line.of(entry) for entry in pricing.entries(meeting)],
        "seen": pricing.newest(meeting),
        "refusal": refusal,
        "may_write": may_set and meeting.closed_at is None,
        "may_decide": may_set and meeting.closed_at and not meeting.confirmed_at,
        "is_own": meeting.closed_by_id == request.user.pk,
        "members": [line for line in meeting.members.splitlines() if line.strip()],
    }
    title = _("Minutes on prices")
    return page(request, "admin/sales/minutes.html", title=title, status=status, **context)


# --- One price ------------------------------------------------------------------------------------------------


@form_page
@needs(SEES)
def price(request: HttpRequest, exhibit_id: int) -> HttpResponse:
    """How the price of one work came to be, and the way to another one."""
    found = rows(Exhibit, request.user).select_related("exhibition", "artwork")
    exhibit = get_object_or_404(found, pk=exhibit_id)
    fixed = pricing.is_fixed(exhibit, at=timezone.now())
    form = PriceForm(None if "proposal" in request.POST else posted(request), exhibit=exhibit, fixed=fixed)
    refusal = ""
    if request.method == "POST":
        _may_set(request)
        if not form.is_bound or form.is_valid():
            try:
                messages.success(request, _acted(request, exhibit, form, fixed=fixed))
            except Refused as refused:
                refusal = refused.sentence
                exhibit = found.get(pk=exhibit.pk)
            else:
                return redirect("admin:price", exhibit.pk)
    history = exhibit.prices.select_related("by", "decided_by", "meeting__closed_by", "meeting__confirmed_by")
    waiting = pricing.waiting(exhibit)
    context = {
        "exhibit": exhibit,
        "form": form,
        "refusal": refusal,
        "fixed": fixed,
        "waiting": waiting,
        "asked_it": waiting is not None and waiting.by_id == request.user.pk,
        "history": history.order_by("-pk"),
        "is_sold": pricing.is_sold(exhibit),
        "may_set": request.user.has_perm(SETS),
    }
    status = 409 if refusal else 422 if form.errors else 200
    return page(request, "admin/sales/price.html", title=_("Price"), status=status, **context)


def _acted(request: HttpRequest, exhibit: Exhibit, form: PriceForm, *, fixed: bool) -> str:
    """What was done, in a sentence. Raises Refused."""
    if not form.is_bound:
        key = request.POST.get("proposal", "")
        asked = Price.objects.filter(exhibit=exhibit, kind=Price.Kind.CHANGED).select_related("exhibit")
        proposal = get_object_or_404(asked, pk=key if re.fullmatch(r"[0-9]{1,18}", key) else 0)
        if "decline" in request.POST:
            pricing.decline(proposal, by=request.user)
            return _("The price stays as it is.")
        pricing.agree(proposal, by=request.user)
        return _("The new price counts, on every page. Print its label anew.")
    asked_for = Asked(form.cleaned_data["amount"])
    if fixed:
        pricing.propose(exhibit, asked_for, reason=form.cleaned_data["reason"], by=request.user)
        return _("Proposed. The price changes when a second person agrees.")
    pricing.set_alone(exhibit, asked_for, by=request.user)
    return _("The price is written.")
