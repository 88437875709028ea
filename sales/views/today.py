"""Today, on a page of its own, and its parts for whoever keeps it open."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sales import today
from staff.pages import behind_the_house, needs, page


def asked(request: HttpRequest) -> today.Day:
    day = today.look(request.user, request.GET.get("show", ""))
    if day is None:
        raise Http404
    return day


@behind_the_house
@require_safe
@needs("sales.see_board")
def whole(request: HttpRequest) -> HttpResponse:
    return page(request, "admin/sales/today.html", title=_("Today"), **today.read(asked(request)))


@behind_the_house
@require_safe
@needs("sales.see_board")
def parts(request: HttpRequest) -> HttpResponse:
    """What may have changed meanwhile; 304 where nothing has."""
    day = asked(request)
    answer = get_conditional_response(request, etag=day.etag)
    if answer is None:
        answer = render(request, "admin/sales/_today.html", today.read(day))
    answer.headers["ETag"] = day.etag
    return answer
