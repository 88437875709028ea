"""Institutions, artists, what they agreed to, and, apart, who they are."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from inmates import lives, papers, policy
from inmates.consent import NEEDED_TO_SHOW
from inmates.forms import NewArtistForm, NewIdentityForm
from inmates.levels import Level
from inmates.models import Artist, Consent, Identity, IdentityReading, Institution, LifeEvent, PaperReading
from inmates.views.identities import is_open
from staff.admin import Among, ReadOnly, ScopedAdmin
from staff.pages import page
from staff.scope import memberships, rows
from staff.words import columns


@admin.register(Institution)
class InstitutionAdmin(ScopedAdmin):
    change_form_template = "admin/inmates/institution.html"
    list_display = ("name_now", "code", "kind", "named", "ceiling")
    list_filter = ("kind", "may_be_named")
    search_fields = ("code", *columns("name"))
    search_help_text = _("Name or code")
    fieldsets = (
        (None, {"fields": ("code", "kind", *columns("name"))}),
        (
            _("In public"),
            {
                "fields": ("attribution_ceiling", "may_be_named", *columns("public_name")),
                "description": _(
                    "What the public may learn of this institution and its artists, at the most."
                ),
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Institution]:
        return super().get_queryset(request).annotate(counting=policy.of_institutions())

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Once it is there, its ceiling is decided on a page that shows what follows."""
        if obj is None:
            return self.fieldsets
        own, (heading, public) = self.fieldsets
        fields = ("ceiling", *(name for name in public["fields"] if name != "attribution_ceiling"))
        return own, (heading, public | {"fields": fields})

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("ceiling",) if obj else ()

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        here = kwargs.get("obj")
        context["may_lower"] = here and request.user.has_perm("inmates.lower_institution", here)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("highest attribution allowed"))
    def ceiling(self, institution: Any) -> str:
        return Level(institution.counting).label

    @admin.display(description=_("name"), ordering="name_ky")
    def name_now(self, institution: Institution) -> str:
        return institution.name

    @admin.display(description=_("may be named in public"), ordering="may_be_named")
    def named(self, institution: Institution) -> str:
        return _("yes") if institution.may_be_named else _("no")


def _agreed(purpose: str) -> Exists:
    return Exists(Consent.objects.in_force().filter(artist=OuterRef("pk"), purpose=purpose))


def _may_happen(artist: Artist, user: Any) -> list[tuple[str, str]]:
    """Where this person may record what happens to the artist: address and word of each."""
    doors = {
        LifeEvent.Kind.TRANSFER: ("admin:transfer_artist", "inmates.transfer_artist"),
        LifeEvent.Kind.RELEASE: ("admin:release_artist", "inmates.leave_artist"),
        LifeEvent.Kind.DEATH: ("admin:artist_died", "inmates.leave_artist"),
    }
    return [
        (reverse(name, args=[artist.pk]), LifeEvent.Kind(kind).label)
        for kind, (name, right) in doors.items()
        if kind in lives.possible(artist) and user.has_perm(right, artist)
    ]


@admin.register(Artist)
class ArtistAdmin(ScopedAdmin):
    """An artist is a number here. What they agreed to stands below; who they are stands elsewhere."""

    change_form_template = "admin/inmates/artist.html"
    change_list_template = "admin/inmates/artists.html"
    list_display = ("number", "institution", "kind", "in_danger", "may_be_shown", "works", "created_at")
    list_filter = (("institution", Among), "kind", "at_risk")
    list_select_related = ("institution",)
    ordering = ("number",)
    date_hierarchy = "created_at"
    search_fields = ("number",)
    search_help_text = _("The artist's number")
    fields = ("number", "institution", "kind", "at_risk", "created_at")
    readonly_fields = ("number", "created_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """An artist goes to another institution by a transfer, which says what follows."""
        return (*self.readonly_fields, "institution") if obj else self.readonly_fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Artist]:
        agreed = {f"may_{purpose.value}": _agreed(purpose) for purpose in NEEDED_TO_SHOW}
        return super().get_queryset(request).annotate(how_many=Count("artworks"), **agreed)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields if obj else ("institution", "kind", "at_risk", "name_to_compare", "is_another")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj:
            return super().get_form(request, obj, change, **kwargs)
        form = super().get_form(request, obj, change, **kwargs | {"form": NewArtistForm})
        form.user = request.user
        return form

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if artist := kwargs.get("obj"):
            found = rows(Consent, request.user).filter(artist=artist)
            user = request.user
            context |= {
                "consents": found.select_related("read_by", "witness", "withdrawn_by"),
                "may_record": user.has_perm("inmates.add_consent", artist),
                "may_withdraw": user.has_perm("inmates.withdraw_consent", artist),
                "may_lower": user.has_perm("inmates.lower_artist", artist),
                "identity": rows(Identity, user).filter(artist=artist).exists(),
                "life": rows(LifeEvent, user).filter(artist=artist).select_related("left", "entered", "by"),
                "may_happen": _may_happen(artist, user),
                "unpapered": papers.missing(artist, user),
                "papers": set(papers.readable(user).filter(artist=artist).values_list("pk", flat=True)),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("in danger"), ordering="at_risk")
    def in_danger(self, artist: Artist) -> str:
        return _("yes") if artist.at_risk else "—"

    @admin.display(description=_("may be shown"))
    def may_be_shown(self, artist: Any) -> str:
        return (
            _("yes")
            if all(getattr(artist, f"may_{purpose.value}") for purpose in NEEDED_TO_SHOW)
            else _("not yet")
        )

    @admin.display(description=_("works"), ordering="how_many")
    def works(self, artist: Any) -> int:
        return artist.how_many


@admin.register(Consent)
class ConsentAdmin(ReadOnly, ScopedAdmin):
    """Recorded on the artist's page, withdrawn there or here, never changed."""

    change_form_template = "admin/inmates/consent.html"
    list_display = ("artist", "purpose", "answer", "level", "given_at", "valid_until", "withdrawn_at")
    list_filter = ("purpose", "granted", "level", ("artist__institution", Among))
    list_select_related = ("artist",)
    date_hierarchy = "given_at"
    search_fields = ("artist__number",)
    search_help_text = _("The artist's number")
    fields = (
        "artist", "purpose", "answer", "level", *columns("name_as_agreed"), "read_in", "given_at", "effective_at",
        "valid_until", "after_release", "read_by", "witness", "withdrawn_at", "withdrawn_by", "withdrawal_reason",
    )  # fmt: skip

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        standing = kwargs["obj"]
        may = request.user.has_perm("inmates.withdraw_consent", standing)
        context |= {"may_withdraw": may and standing.withdrawn_at is None}
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("answer"), ordering="granted")
    def answer(self, consent: Consent) -> str:
        return _("agrees") if consent.granted else _("refuses")


@admin.register(Identity)
class IdentityAdmin(ScopedAdmin):
    """Opened one at a time, for a reason that stays. Nothing of it stands in lists, searches, choices or logs."""

    list_display = ("artist_number", "institution")
    list_select_related = ("artist__institution",)
    list_display_links = ("artist_number",)
    fields = ("artist", ("surname", "first_name", "patronymic"), "register_number", "born_on")

    def _may(self, action: str, request: HttpRequest, row: Any = None) -> bool:
        """A matter of one right, not of roles; being a superuser is not it."""
        if action == "delete":
            return False
        held = [membership for membership in memberships(request.user) if membership.reads_identities]
        if row is None:
            return bool(held)
        here = {None, row.artist.institution_id}
        return any(membership.institution_id in here for membership in held)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("artist",) if obj else ()

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else (*self.fields, "is_another")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        if obj:
            return super().get_form(request, obj, change, **kwargs)
        form = super().get_form(request, obj, change, **kwargs | {"form": NewIdentityForm})
        form.user = request.user
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "artist":
            kwargs["queryset"] = rows(Artist, request.user).filter(
                identity__isnull=True, kind=Artist.Kind.INMATE
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_open(request, self.get_object(request, object_id)):
            return redirect("admin:read_identity", object_id)
        return super().change_view(request, object_id, *args, **kwargs)

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Who opened it, when and why."""
        identity = self.get_object(request, object_id)
        title = _("Who opened the identity of artist %(number)s") % {"number": identity.artist.number}
        readings = identity.readings.select_related("read_by").order_by("-at")
        return page(request, "admin/inmates/readings.html", title=title, opts=self.opts, readings=readings)

    @admin.display(description=_("artist"), ordering="artist__number")
    def artist_number(self, identity: Identity) -> str:
        return identity.artist.number

    @admin.display(description=_("institution"), ordering="artist__institution")
    def institution(self, identity: Identity) -> str:
        return str(identity.artist.institution)


@admin.register(IdentityReading)
class IdentityReadingAdmin(ReadOnly, ScopedAdmin):
    list_display = ("at", "artist_number", "read_by", "reason")
    list_filter = (("read_by", Among), ("identity__artist__institution", Among))
    list_select_related = ("identity__artist", "read_by")
    date_hierarchy = "at"
    search_fields = ("identity__artist__number",)
    search_help_text = _("The artist's number")
    fields = ("artist_number", "read_by", "reason", "at")

    @admin.display(description=_("artist"), ordering="identity__artist__number")
    def artist_number(self, reading: IdentityReading) -> str:
        return reading.identity.artist.number


@admin.register(PaperReading)
class PaperReadingAdmin(ReadOnly, ScopedAdmin):
    list_display = ("at", "artist_number", "read_by", "reason")
    list_filter = (("read_by", Among), ("consent__artist__institution", Among))
    list_select_related = ("consent__artist", "read_by")
    date_hierarchy = "at"
    search_fields = ("consent__artist__number",)
    search_help_text = _("The artist's number")
    fields = ("artist_number", "read_by", "reason", "at")

    @admin.display(description=_("artist"), ordering="consent__artist__number")
    def artist_number(self, reading: PaperReading) -> str:
        return reading.consent.artist.number
