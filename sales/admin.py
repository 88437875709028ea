"""Exhibits with their prices, and what became of them: claims, reservations, sales, payments, voids. Money is read here
and made at the desk."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from exhibitions.models import Artwork, Exhibit, Hall
from sales import money, phones, pricing
from sales.forms import PayeeForm, SomField
from sales.models import Claim, Desk, FiscalReceipt, Payee, PayeeChoice, Payment, Reservation, Sale, Void
from sales.paying import payees
from staff.admin import Among, ReadOnly, ScopedAdmin, ScopedTabular
from staff.words import columns

WORK = tuple(f"artwork__{name}" for name in columns("title"))
EXHIBIT_WORK = tuple(f"exhibit__artwork__{name}" for name in columns("title"))


class ExhibitForm(forms.ModelForm):
    price_tyiyn = SomField(
        label=_("Price, som"),
        required=False,
        help_text=_("For example 8 500. Only for works that are for sale."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        exhibition = data.get("exhibition")  # asked only when a work is hung
        if exhibition and data.get("price_tyiyn") and pricing.are_fixed(exhibition, at=timezone.now()):
            said = _(
                "Prices of this exhibition are fixed. Hang the work as not for sale, and then propose its price."
            )
            self.add_error("price_tyiyn", said)
        return data


@admin.register(Exhibit)
class ExhibitAdmin(ScopedAdmin):
    form = ExhibitForm
    change_form_template = "admin/sales/exhibit.html"
    list_display = ("number", "title", "exhibition", "hall", "wall", "price", "taken_down")
    list_display_links = ("number", "title")
    list_filter = (
        ("exhibition", Among),
        "for_sale",
        ("hall", Among),
        ("artwork__artist__institution", Among),
    )
    list_select_related = ("exhibition", "artwork", "hall__venue")
    search_fields = ("=catalogue_number", "artwork__inventory_number", *WORK)
    search_help_text = _("Catalogue number, inventory number or words of the title")
    fieldsets = (
        (None, {"fields": ("exhibition", "artwork", "catalogue_number")}),
        (_("Sale"), {"fields": ("for_sale", "price_tyiyn")}),
        (_("On the wall"), {"fields": (("hall", "wall", "position"), "withdrawn_at")}),
        (_("On the exhibition's page"), {"fields": columns("quote")}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What reservations and sales refer to stays. Once it is fixed no one changes a price alone."""
        if obj is None:
            return ()
        fixed = pricing.is_fixed(obj, at=timezone.now())
        return ("exhibition", "artwork", *(("offered", "price") if fixed else ()))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if "price" not in self.get_readonly_fields(request, obj):
            return self.fieldsets
        said = _("The price is fixed: one person proposes another with a reason, and a second one agrees.")
        sale = (_("Sale"), {"fields": ("offered", "price"), "description": said})
        return (self.fieldsets[0], sale, *self.fieldsets[2:])

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if {"for_sale", "price_tyiyn"} & set(form.changed_data):
            pricing.remember(obj, by=request.user)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "hall":
            kwargs["queryset"] = Hall.objects.visible_to(request.user).select_related("venue")
        if db_field.name == "artwork":
            kwargs["queryset"] = Artwork.objects.visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description="№", ordering="catalogue_number")
    def number(self, exhibit: Exhibit) -> str:
        return str(exhibit)

    @admin.display(description=_("title"), ordering="artwork__title_ky")
    def title(self, exhibit: Exhibit) -> str:
        return exhibit.artwork.title

    @admin.display(description=_("for sale"))
    def offered(self, exhibit: Exhibit) -> str:
        return _("yes") if exhibit.for_sale else _("no")

    @admin.display(description=_("price"), ordering="price_tyiyn")
    def price(self, exhibit: Exhibit) -> str:
        return money.som(exhibit.price_tyiyn) if exhibit.price_tyiyn else _("not for sale")

    @admin.display(description=_("taken off the wall"), ordering="withdrawn_at")
    def taken_down(self, exhibit: Exhibit) -> str:
        return _("yes") if exhibit.withdrawn_at else "—"


@admin.register(Claim)
class ClaimAdmin(ReadOnly, ScopedAdmin):
    list_display = ("exhibit", "kind", "from_at", "until_at", "ended_at", "end_reason")
    list_filter = ("kind", "end_reason", ("exhibit__exhibition", Among))
    list_select_related = ("exhibit__exhibition",)
    date_hierarchy = "from_at"
    search_fields = ("=exhibit__catalogue_number", *EXHIBIT_WORK)
    search_help_text = _("Catalogue number or words of the title")
    fields = ("exhibit", "kind", "from_at", "until_at", "ended_at", "end_reason")


@admin.register(Reservation)
class ReservationAdmin(ReadOnly, ScopedAdmin):
    list_display = ("spoken_code", "exhibit", "name", "telephone", "until", "ended", "why")
    list_filter = ("claim__end_reason", ("claim__exhibit__exhibition", Among))
    list_select_related = ("claim__exhibit__exhibition",)
    date_hierarchy = "claim__from_at"
    search_fields = ("spoken_code", "phone", "name", "=claim__exhibit__catalogue_number")
    search_help_text = _("Code, telephone, first name or catalogue number")
    fields = (
        "spoken_code",
        "exhibit",
        "name",
        "telephone",
        "language",
        "until",
        "ended",
        "why",
        "erase_on",
        "erased_at",
    )

    @admin.display(description=_("exhibit"), ordering="claim__exhibit")
    def exhibit(self, reservation: Reservation) -> str:
        return str(reservation.claim.exhibit)

    @admin.display(description=_("telephone"))
    def telephone(self, reservation: Reservation) -> str:
        return phones.readable(reservation.phone) or "—"

    @admin.display(description=_("until"), ordering="claim__until_at")
    def until(self, reservation: Reservation) -> Any:
        return reservation.claim.until_at

    @admin.display(description=_("ended"), ordering="claim__ended_at")
    def ended(self, reservation: Reservation) -> Any:
        return reservation.claim.ended_at

    @admin.display(description=_("ended because"), ordering="claim__end_reason")
    def why(self, reservation: Reservation) -> str:
        return reservation.claim.get_end_reason_display()


class PaymentInline(ReadOnly, ScopedTabular):
    model = Payment
    fields = readonly_fields = ("kind", "amount", "recorded_by", "at")

    @admin.display(description=_("amount"))
    def amount(self, payment: Payment) -> str:
        return money.som(payment.amount_tyiyn)


class FiscalInline(ReadOnly, ScopedTabular):
    model = FiscalReceipt
    fields = readonly_fields = ("number", "issued_at", "code", "recorded_by", "recorded_at")


class ByUndone(admin.SimpleListFilter):
    title = _("undone")
    parameter_name = "undone"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("no", _("standing")), ("asked", _("waiting for a second person")), ("yes", _("undone"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        conditions = {
            "no": {"claim__ended_at__isnull": True},
            "asked": {"void__isnull": False, "void__approved_at__isnull": True},
            "yes": {"claim__ended_at__isnull": False},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


@admin.register(Sale)
class SaleAdmin(ReadOnly, ScopedAdmin):
    change_list_template = "admin/sales/sales.html"
    inlines = (PaymentInline, FiscalInline)
    list_display = ("exhibit", "title", "price", "sold_at", "sold_by", "state", "page")
    list_filter = (ByUndone, ("exhibit__exhibition", Among), ("sold_by", Among), "payments__kind")
    list_select_related = ("exhibit__exhibition", "exhibit__artwork", "sold_by", "claim", "void")
    date_hierarchy = "sold_at"
    search_fields = ("=exhibit__catalogue_number", *EXHIBIT_WORK)
    search_help_text = _("Catalogue number or words of the title")
    fields = ("exhibit", "title", "price", "sold_at", "sold_by", "state", "page")

    @admin.display(description=_("title"), ordering="exhibit__artwork__title_ky")
    def title(self, sale: Sale) -> str:
        return sale.exhibit.artwork.title

    @admin.display(description=_("price"), ordering="price_tyiyn")
    def price(self, sale: Sale) -> str:
        return money.som(sale.price_tyiyn)

    @admin.display(description=_("state"))
    def state(self, sale: Sale) -> str:
        if sale.claim.ended_at:
            return _("undone")
        return _("waiting for a second person") if hasattr(sale, "void") else _("standing")

    @admin.display(description=_("at the desk"))
    def page(self, sale: Sale) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:sold", args=[sale.pk]), _("Open"))


@admin.register(Payment)
class PaymentAdmin(ReadOnly, ScopedAdmin):
    list_display = ("at", "exhibit", "kind", "amount", "recorded_by")
    list_filter = ("kind", ("sale__exhibit__exhibition", Among), ("recorded_by", Among))
    list_select_related = (
        "sale__exhibit__exhibition",
        "refund__counterfoil__exhibit__exhibition",
        "recorded_by",
    )
    date_hierarchy = "at"
    search_fields = ("=sale__exhibit__catalogue_number",)
    search_help_text = _("Catalogue number")
    fields = ("at", "exhibit", "kind", "amount", "recorded_by", "gives_back")

    @admin.display(description=_("exhibit"), ordering="sale__exhibit")
    def exhibit(self, payment: Payment) -> str:
        return str((payment.sale or payment.refund.counterfoil).exhibit)

    @admin.display(description=_("amount"), ordering="amount_tyiyn")
    def amount(self, payment: Payment) -> str:
        return money.som(payment.amount_tyiyn)

    @admin.display(description=_("gives back"))
    def gives_back(self, payment: Payment) -> str:
        return _("yes") if payment.negates_id else "—"


class ByAgreed(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("waiting", _("waiting for a second person")), ("done", _("undone"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        if self.value() in ("waiting", "done"):
            return queryset.filter(approved_at__isnull=self.value() == "waiting")
        return queryset


@admin.register(Void)
class VoidAdmin(ReadOnly, ScopedAdmin):
    list_display = ("exhibit", "reason", "asked_by", "asked_at", "approved_by", "approved_at", "page")
    list_filter = (ByAgreed, ("sale__exhibit__exhibition", Among), ("asked_by", Among))
    list_select_related = ("sale__exhibit__exhibition", "asked_by", "approved_by")
    date_hierarchy = "asked_at"
    search_fields = ("reason", "=sale__exhibit__catalogue_number")
    search_help_text = _("Words of the reason, or a catalogue number")
    fields = ("exhibit", "reason", "asked_by", "asked_at", "approved_by", "approved_at", "page")

    @admin.display(description=_("exhibit"), ordering="sale__exhibit")
    def exhibit(self, void: Void) -> str:
        return str(void.sale.exhibit)

    @admin.display(description=_("at the desk"))
    def page(self, void: Void) -> str:
        return format_html('<a href="{}">{}</a>', reverse("admin:sold", args=[void.pk]), _("Open"))


@admin.register(Desk)
class DeskAdmin(ScopedAdmin):
    list_display = ("number", "name", "next_receipt", "may_go_on_offline")
    fields = ("number", "name", "may_go_on_offline")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # its receipts stay


@admin.register(Payee)
class PayeeAdmin(ScopedAdmin):
    """Written down once and never changed. Nobody is paid before an exhibition has chosen it."""

    form = PayeeForm
    list_display = ("name", "inn", "bank", "account", "writes_sum", "added_by", "added_at")
    list_select_related = ("added_by",)
    search_fields = ("name", "inn", "bank")
    search_help_text = _("Organisation, tax number or bank")
    fields = ("name", "inn", "bank", "account_kind", "code", "writes_sum")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        written = (
            "name",
            "inn",
            "bank",
            "account_kind",
            "text_of_code",
            "writes_sum",
            "added_by",
            "added_at",
        )
        return written if obj else self.fields

    @admin.display(description=_("text of the bank's QR code"))
    def text_of_code(self, payee: Payee) -> str:
        return format_html('<bdi lang="" class="long-code">{}</bdi>', payee.code)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        typed = form.cleaned_data
        added = payees.add(
            **{name: typed[name] for name in ("name", "inn", "bank", "account_kind", "writes_sum")},
            code_text=typed["code"],
            by=request.user,
        )
        obj.pk = added.pk


@admin.register(PayeeChoice)
class PayeeChoiceAdmin(ReadOnly, ScopedAdmin):
    list_display = ("organisation", "exhibition", "asked_by", "agreed_by", "agreed_at", "ended_at", "page")
    list_filter = (("exhibition", Among),)
    list_select_related = ("exhibition", "payee", "asked_by", "agreed_by")
    date_hierarchy = "asked_at"
    fields = (
        "exhibition",
        "payee",
        "reason",
        "asked_by",
        "asked_at",
        "agreed_by",
        "agreed_at",
        "ended_by",
        "ended_at",
        "page",
    )

    @admin.display(description=_("payee"), ordering="payee__name")
    def organisation(self, choice: PayeeChoice) -> str:
        return str(choice.payee)

    @admin.display(description=_("paying by QR"))
    def page(self, choice: PayeeChoice) -> str:
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:payee", args=[choice.exhibition_id]), _("Open")
        )
