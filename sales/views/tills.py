"""The drawer of whoever sits at a desk: open it, see what should be in it, count it, sign for a difference."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sales import afterwards, tills
from sales.claims import Refused
from sales.forms import CountForm, OpenTillForm
from sales.models import CashSession
from staff.pages import needs, page, posted
from staff.scope import rows

form_page = require_http_methods(["GET", "HEAD", "POST"])
KEPT_IN_SIGHT = 12


@form_page
@needs("sales.see_board")
def till(request: HttpRequest) -> HttpResponse:
    """One's own drawer, open or to be opened; and those of the others, for who may look."""
    may_open = request.user.has_perm("sales.open_till")
    if request.method == "POST" and not may_open:
        raise PermissionDenied
    own = tills.till_of(request.user)
    form = OpenTillForm(posted(request)) if may_open and own is None else None
    refusal = ""
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            opened = tills.open_till(
                form.cleaned_data["desk"],
                by=request.user,
                float_tyiyn=form.cleaned_data["float_som"] or 0,
            )
        except Refused as refused:
            refusal = refused.sentence
        else:
            messages.success(request, _("Your cash session is open. Desk: %(desk)s.") % {"desk": opened.desk})
            return redirect("desk:desk")
    known = rows(CashSession, request.user).select_related("desk", "cashier", "signed_by")
    context: dict[str, Any] = {
        "form": form,
        "refusal": refusal,
        "own": tills.report(own) if own else None,
        "others": known.exclude(pk=own.pk if own else None)[:KEPT_IN_SIGHT],
    }
    status = 409 if refusal else 422 if form is not None and form.errors else 200
    return page(request, "admin/sales/till.html", title=_("Cash"), status=status, **context)


@form_page
@needs("sales.open_till")
def count_till(request: HttpRequest) -> HttpResponse:
    """Count by note. The sum that should be there is not shown before: counting is looking, not agreeing."""
    session = tills.till_of(request.user)
    if session is None:
        return till(request) if request.method != "POST" else redirect("admin:till")
    form = CountForm(posted(request))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            tills.close_till(
                session, counted=form.counted(), by=request.user, reason=form.cleaned_data["reason"]
            )
        except tills.NoReason as refused:
            form.add_error("reason", refused.sentence)
        except Refused as refused:
            refusal = refused.sentence
        else:
            return redirect("admin:till_report", session.pk)
    status = 409 if refusal else 422 if form.errors else 200
    context = {"session": session, "form": form, "refusal": refusal}
    return page(request, "admin/sales/count_till.html", title=_("Count the drawer"), status=status, **context)


@require_safe
@needs("sales.see_board")
def till_report(request: HttpRequest, till_id: UUID) -> HttpResponse:
    """X while the drawer is open, Z when it is closed; to be printed."""
    known = rows(CashSession, request.user).select_related("desk", "cashier", "signed_by")
    session = get_object_or_404(known, pk=till_id)
    letter = "Z" if session.closed_at else "X"
    may_sign = (
        session.needs_a_signature
        and session.cashier != request.user
        and request.user.has_perm("sales.sign_till")
    )
    title = _("Report %(letter)s of desk %(desk)s, number %(number)s") % {
        "letter": letter,
        "desk": session.desk.number,
        "number": session.number,
    }
    return page(
        request,
        "admin/sales/till_report.html",
        title=title,
        report=tills.report(session),
        loose=afterwards.loose_ends_of(session),
        session=session,
        counted=[(int(note), many, int(note) * many) for note, many in session.counted.items()],
        may_sign=may_sign,
        at=timezone.now(),
    )


@require_POST
@needs("sales.sign_till")
def sign_till(request: HttpRequest, till_id: UUID) -> HttpResponse:
    session = get_object_or_404(rows(CashSession, request.user), pk=till_id)
    try:
        tills.sign(session, by=request.user)
    except Refused as refused:
        messages.error(request, refused.sentence)
    else:
        messages.success(request, _("Signed."))
    return redirect("admin:till_report", session.pk)
