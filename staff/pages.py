"""Pages of the back of house that are not Django's own lists and forms."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string

View = Callable[..., HttpResponse]


def page(
    request: HttpRequest, template: str, *, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """A page in the frame of the admin: its menu, its messages, its language."""
    everywhere = admin.site.each_context(request)
    return render(request, template, {**everywhere, "title": title, **context}, status=status)


def needs(permission: str) -> Callable[[View], View]:
    """Refuse whoever may not do this anywhere. Which rows they may do it to, `visible_to` says."""

    def decorate(view: View) -> View:
        @wraps(view)
        def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(permission):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return asked

    return decorate


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: everything that was sent, even if it was nothing, or None before it was sent."""
    return request.POST if request.method == "POST" else None


def not_there(request: HttpRequest) -> HttpResponse:
    """One answer for what does not exist and for what is not yours, byte for byte: so it holds no form and no token,
    and says nothing of the address."""
    return HttpResponse(render_to_string("admin/404.html"), status=404)


def not_allowed(request: HttpRequest) -> HttpResponse:
    return HttpResponse(render_to_string("admin/403.html"), status=403)


def behind_the_house(view: View) -> View:
    """Staff pages outside /admin/ ask for the same sign-in and give the same answers as those inside it."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return admin.site.admin_view(view)(request, *args, **kwargs)

    return answer
