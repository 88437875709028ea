"""The back of house: Django's admin behind our own door, with our own first page."""

import logging
from collections.abc import Callable
from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

log = logging.getLogger(__name__)

ROOMS = {"staff", "inmates", "exhibitions", "sales", "letters"}


class KylkalemAdmin(admin.AdminSite):
    """Whoever has a membership may come in; what they find there, the memberships say."""

    site_title = site_header = _("Kyl kalem")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Packages bring pages for tables of their own, one-time codes among them. Only our rooms have any here."""
        models = model_or_iterable if isinstance(model_or_iterable, (list, tuple)) else [model_or_iterable]
        if ours := [model for model in models if model._meta.app_label in ROOMS]:
            super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        from staff.scope import memberships

        user = request.user
        return bool(user.is_active and (user.is_superuser or memberships(user)))

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Any:
        """Nobody learns from an answer whether a row exists: foreign and missing rows get the very same page."""
        from staff import pages

        inner = super().admin_view(view, cacheable)

        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not self.has_permission(request):
                return self.login(request)
            try:
                return inner(request, *args, **kwargs)
            except Http404:
                return pages.not_there(request)
            except PermissionDenied:
                log.warning("Refused: %s %s to user %s", request.method, request.path, request.user.pk)
                return pages.not_allowed(request)

        return update_wrapper(answer, view)

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        """There is one door, and it is not here."""
        from staff import pages

        if not request.user.is_authenticated:
            return redirect_to_login(request.GET.get("next") or self._wanted(request))
        if self.has_permission(request):
            return redirect("admin:index")
        return pages.page(request, "admin/no_membership.html", title=_("Welcome"), status=403)

    def _wanted(self, request: HttpRequest) -> str:
        index = reverse("admin:index")
        if request.method != "GET" or request.path == reverse("admin:login"):
            return index
        return request.get_full_path()

    def logout(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return redirect("account_logout")

    def password_change(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        return redirect("account_change_password")

    def index(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        from exhibitions import desk as works
        from sales import pricing, today

        user = request.user
        day = today.look(user) if user.has_perm("sales.see_board") else None
        parts = works.first_page(user, watches_the_day=day is not None) | (today.read(day) if day else {})
        work_tasks = [*parts.pop("work_tasks", ()), *pricing.tasks(user)]
        return super().index(request, {"title": _("Today"), "work_tasks": work_tasks, **parts})

    def get_urls(self) -> list[Any]:
        """The rooms' own pages first. Left out is what answers for rows that no one has been asked about."""
        from exhibitions.urls import admin_pages as exhibition_pages
        from inmates.urls import admin_pages as inmate_pages
        from sales.urls import admin_pages as sale_pages

        own = [
            path(str(page.pattern), self.admin_view(page.callback), name=page.name)
            for page in (*inmate_pages, *exhibition_pages, *sale_pages)
        ]
        left_out = {"password_change_done", "view_on_site", "jsi18n"}
        django_pages = [
            entry
            for entry in super().get_urls()
            if not (isinstance(entry, URLPattern) and entry.name in left_out)
        ]
        return [*own, *django_pages]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"sections": self.sections(request)}

    def sections(self, request: HttpRequest) -> list[dict[str, Any]]:
        """The menu: what this person comes here for, in the order of a day."""
        user = request.user
        wanted = [
            (_("Today"), "admin:index", None),
            (_("Sales board"), "admin:board", "sales.see_board"),
            (_("Desk"), "desk:desk", "sales.sell"),
            (_("Cash"), "admin:till", "sales.see_board"),
            (_("My works"), "backstage:works", "exhibitions.add_artwork"),
            (_("Works"), "admin:exhibitions_artwork_changelist", "exhibitions.view_artwork"),
            (_("Publications"), "admin:exhibitions_publication_changelist", "exhibitions.view_publication"),
            (_("Artists"), "admin:inmates_artist_changelist", "inmates.view_artist"),
            (_("Exhibitions"), "admin:exhibitions_exhibition_changelist", "exhibitions.view_exhibition"),
        ]
        if not self.has_permission(request):
            return []
        sections = []
        for label, name, permission in wanted:
            if permission is None or user.has_perm(permission):
                url = reverse(name)
                first = url == reverse("admin:index")
                here = (
                    request.path in (url, reverse("today:whole")) if first else request.path.startswith(url)
                )
                sections.append({"label": label, "url": url, "current": here})
        return sections
