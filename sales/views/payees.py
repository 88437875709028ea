"""Whom the visitors of an exhibition pay by QR: what holds, what waits for a second person, what was before."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exhibitions.models import Exhibition
from sales.claims import Refused
from sales.forms import PayeeChoiceForm
from sales.models import PayeeChoice
from sales.paying import elqr, payees
from staff.pages import needs, page, posted
from staff.scope import rows


@require_http_methods(["GET", "HEAD", "POST"])
@needs("sales.see_board")
def payee(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    may_choose = request.user.has_perm("sales.choose_payee")
    if request.method == "POST" and not may_choose:
        raise PermissionDenied
    exhibition = get_object_or_404(rows(Exhibition, request.user), pk=exhibition_id)
    choices = rows(PayeeChoice, request.user).filter(exhibition=exhibition)
    act = request.POST.get("to", "")
    form = PayeeChoiceForm(posted(request) if act == "ask" else None, user=request.user)
    refusal = ""
    try:
        if act == "ask" and form.is_valid():
            payees.ask(exhibition, **form.cleaned_data, by=request.user)
            messages.success(request, _("Asked. A second person has to agree; until then nothing changes."))
            return redirect("admin:payee", exhibition.pk)
        if act in ("agree", "end"):
            choice = get_object_or_404(choices, pk=_number(request.POST.get("choice", "")))
            said = _("Agreed. Visitors see the code from their next page on.")
            if act == "agree":
                payees.agree(choice, by=request.user)
            else:
                payees.end(choice, by=request.user)
                said = _("Ended. This code is shown nowhere any more.")
            messages.success(request, said)
            return redirect("admin:payee", exhibition.pk)
    except Refused as refused:
        refusal = refused.sentence
    status = 409 if refusal else 422 if form.errors else 200
    about = _about(choices, request.user)
    context = {"exhibition": exhibition, "form": form, "refusal": refusal, "may_choose": may_choose, **about}
    return page(request, "admin/sales/payee.html", title=_("Paying by QR"), status=status, **context)


def _about(choices: Any, user: Any) -> dict[str, Any]:
    known = list(choices.select_related("payee__added_by", "asked_by", "agreed_by", "ended_by"))
    standing = next((one for one in known if one.agreed_at and not one.ended_at), None)
    waiting = next((one for one in known if not one.agreed_at and not one.ended_at), None)
    return {
        "shown": [
            (one, elqr.decode(one.payee.code), one == waiting, one.asked_by == user)
            for one in (waiting, standing)
            if one
        ],
        "is_paid": standing is not None,
        "is_waiting": waiting is not None,
        "before": [one for one in known if one.ended_at],
    }


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
