"""Django's admin, made to look only at rows the person may see, and the people who work here."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm, SetPasswordForm
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _

from staff import scope
from staff.models import Membership, User
from staff.widgets import DayInput, MomentInput
from staff.words import LANGUAGES

# What a filter's address may ask. Anything longer would walk into other tables.
PLAIN_LOOKUPS = {
    "", "exact", "id__exact", "pk__exact", "isnull", "gte", "lt", "year", "month", "day",
}  # fmt: skip


class Scoped:
    """What lists, forms and inlines share: rows, and choices among rows, only as far as `visible_to` reaches."""

    formfield_overrides = {
        models.DateField: {"widget": DayInput},
        models.DateTimeField: {"form_class": forms.DateTimeField, "widget": MomentInput},
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 5})},
    }

    long_lines: Sequence[str] = ()
    """Fields of one line that could not be seen whole in an input."""

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        queryset = super().get_queryset(request)  # type: ignore[misc]
        return queryset & scope.rows(self.model, request.user)  # type: ignore[attr-defined]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", scope.rows(db_field.related_model, request.user))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Languages by their own names; the columns keep codes."""
        if {value for value, _label in db_field.flatchoices} == set(LANGUAGES):
            kwargs["choices"] = [*([("", "—")] if db_field.blank else []), *settings.LANGUAGES]
        return super().formfield_for_choice_field(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs.setdefault("queryset", scope.rows(db_field.related_model, request.user))
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without Django's windows for related rows: they need a script, and a telephone loses them."""
        if db_field.name in self.long_lines:
            kwargs["widget"] = forms.Textarea(attrs={"rows": 2})
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    @property
    def media(self) -> forms.Media:
        return forms.Media()


class ScopedAdmin(Scoped, admin.ModelAdmin):
    """The admin of one model. What is not visible to the person is not there: not in lists, searches, filters and
    choices, and by its address it answers like a row that never existed.

    Nothing can be deleted unless `deletable` says so: here rows are ended."""

    deletable = False
    actions = None
    empty_value_display = "—"
    show_full_result_count = False
    list_per_page = 50
    save_as_continue = False

    # --- Rights ---

    def _may(self, action: str, request: HttpRequest, row: models.Model | None = None) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.{action}_{self.opts.model_name}", row)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # Which rows: the queryset has already said.
        return self._may("view", request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._may("add", request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may("change", request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.deletable and self._may("delete", request, obj)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    # --- Rows ---

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        if not self.has_view_permission(request):
            raise PermissionDenied  # before looking: the answer is the same for every number
        found = super().get_object(request, object_id, from_field)
        if found is None:
            raise Http404
        return found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """The rights are asked again of the row as it is about to be: it is not carried to where they do not reach."""
        if not self._may("change" if change else "add", request, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    # --- Lists ---

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Only what the list's own filters ask. Django allows more, and by more one can guess what one may not read."""
        asked = [entry[0] if isinstance(entry, tuple) else entry for entry in self.list_filter]
        if self.date_hierarchy:
            asked.append(self.date_hierarchy)
        for name in asked:
            if getattr(name, "parameter_name", None) == lookup:
                return True  # a filter of ours, which knows its own answers
            if isinstance(name, str) and (lookup == name or lookup.startswith(f"{name}__")):
                return lookup.removeprefix(name).removeprefix("__") in PLAIN_LOOKUPS
        return False


class ScopedInline(Scoped):
    extra = 0
    can_delete = False
    show_change_link = False


class ScopedTabular(ScopedInline, admin.TabularInline):
    pass


class ReadOnly:
    """Rows that rules add and end; here they are read."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class Among(admin.RelatedFieldListFilter):
    """A filter by a related row that offers only rows the person may see."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        rows = scope.rows(field.remote_field.model, request.user)
        return [
            (row.pk, str(row)) for row in rows.order_by(*(field.remote_field.model._meta.ordering or ("pk",)))
        ]

    def has_output(self) -> bool:
        return len(self.lookup_choices) > 1


# --- The people who work here ----------------------------------------------------------------------------------


class NewUserForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "language")


class NewPasswordForm(SetPasswordForm):
    def clean(self) -> dict[str, Any]:
        return super().clean() | {"set_usable_password": True}


class MembershipInline(ScopedTabular):
    model = Membership
    extra = 1
    fields = ("role", "institution")
    show_change_link = True
    verbose_name_plural = _("What this person may do")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("staff.view_membership")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("staff.add_membership") and obj != request.user

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(ScopedAdmin, DjangoUserAdmin):
    """Accounts are given by an organiser. What someone may do stands in their memberships alone."""

    add_form = NewUserForm
    add_form_template = None
    change_password_form = NewPasswordForm
    change_user_password_template = "admin/staff/user/change_password.html"
    add_fieldsets = (
        (None, {"fields": ("username", ("first_name", "last_name"), "language", "password1", "password2")}),
    )
    fieldsets = (
        (None, {"fields": ("username", ("first_name", "last_name"), "language", "is_active")}),
        (_("Times"), {"fields": (("last_login", "date_joined"),)}),
    )
    readonly_fields = ("last_login", "date_joined")
    inlines = (MembershipInline,)
    list_display = ("username", "full_name", "roles", "is_working", "last_login")
    list_filter = ("is_active", "memberships__role")
    search_fields = ("username", "first_name", "last_name")
    search_help_text = _("Name or sign-in name")
    filter_horizontal = ()

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        return super().get_queryset(request).prefetch_related("memberships__institution")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody's account is changed by someone with fewer rights than its owner."""
        if obj is not None and obj.is_superuser and not request.user.is_superuser:
            return False
        return request.user.has_perm("staff.change_user") and self._everyone(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self._everyone(request)

    @staticmethod
    def _everyone(request: HttpRequest) -> bool:
        user = request.user
        return user.is_superuser or scope.reach(user, frozenset({"organiser"})) is None

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.inlines if obj else ()

    @admin.display(description=_("full name"), ordering="last_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description=_("roles"))
    def roles(self, user: User) -> str:
        return ", ".join(
            f"{held.get_role_display()} ({held.institution})" if held.institution else held.get_role_display()
            for held in user.memberships.all()
        )

    @admin.display(description=_("works here"), ordering="is_active")
    def is_working(self, user: User) -> str:
        return _("yes") if user.is_active else _("no")


@admin.register(Membership)
class MembershipAdmin(ScopedAdmin):
    deletable = True
    list_display = ("user", "role", "institution_or_all", "identities")
    list_filter = ("role", ("institution", Among), "reads_identities")
    list_select_related = ("user", "institution")
    search_fields = ("user__username", "user__first_name", "user__last_name")
    search_help_text = _("Name or sign-in name")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Who may read identities is not an organiser's to say."""
        return (
            "user",
            "role",
            "institution",
            "reads_identities" if request.user.is_superuser else "identities",
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("user", "identities") if obj else ("identities",)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not self._own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not self._own(request, obj)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if self._own(request, obj):
            raise PermissionDenied
        super().save_model(request, obj, form, change)

    @staticmethod
    def _own(request: HttpRequest, membership: Membership | None) -> bool:
        """Nobody gives rights to themselves."""
        return (
            membership is not None and membership.user_id == request.user.pk and not request.user.is_superuser
        )

    @admin.display(description=_("institution"), ordering="institution")
    def institution_or_all(self, membership: Membership) -> str:
        return str(membership.institution) if membership.institution else str(_("every institution"))

    @admin.display(description=_("may read identities"), ordering="reads_identities")
    def identities(self, membership: Membership) -> str:
        return _("yes") if membership.reads_identities else "—"
