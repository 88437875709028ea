"""Planning the day: what is still missing before the doors open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibitions.models import Exhibition
from sales import opening
from staff.pages import needs, page
from staff.scope import rows


@require_safe
@needs("exhibitions.change_exhibition")
def checklist(request: HttpRequest, exhibition_id: int) -> HttpResponse:
    exhibition = get_object_or_404(rows(Exhibition, request.user).select_related("venue"), pk=exhibition_id)
    lines = opening.checklist(exhibition, user=request.user)
    context = {
        "exhibition": exhibition,
        "open_lines": [line for line in lines if not line.done],
        "done_lines": [line for line in lines if line.done],
    }
    return page(request, "admin/sales/checklist.html", title=_("Before the doors open"), **context)
