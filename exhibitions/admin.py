"""Works, their photos and publications, and where and when they are shown. Exhibits stand in the room of sales, which
knows their prices and states."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from exhibitions import publishing, reading
from exhibitions.desk import with_progress
from exhibitions.forms import ArtworkForm, PhotoForm
from exhibitions.models import Artwork, Exhibition, Hall, Photo, Publication, Rendition, Term, Venue, Wall
from exhibitions.models.publications import QUEUE
from inmates import consent
from staff.admin import Among, ReadOnly, ScopedAdmin, ScopedTabular
from staff.scope import rows
from staff.words import columns


def smallest_rendition(photos: Any) -> Subquery:
    """The name of the narrowest picture of the newest of `photos`."""
    pictures = Rendition.objects.filter(photo__in=photos, format="webp").order_by("-photo_id", "width")
    return Subquery(pictures.values("name")[:1])


def thumbnail(name: str | None) -> str:
    if not name:
        return "—"
    return format_html(
        '<img class="thumbnail" src="{}" alt="" loading="lazy">', reverse("backstage:photo", args=[name])
    )


class ByProgress(admin.SimpleListFilter):
    title = _("progress")
    parameter_name = "progress"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("none", _("not proposed yet")),
            ("waiting", _("waiting for a second reader")),
            ("back", _("sent back")),
            ("published", _("published")),
            ("no_photo", _("without a photo")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        conditions = {
            "none": {"is_waiting": False, "is_published": False, "is_sent_back": False},
            "waiting": {"is_waiting": True},
            "back": {"is_sent_back": True},
            "published": {"is_published": True},
            "no_photo": {"has_photo": False},
        }
        return queryset.filter(**conditions.get(self.value(), {}))


def progress(artwork: Any) -> str:
    if artwork.is_waiting:
        return _("waiting for a second reader")
    if artwork.is_sent_back:
        return _("sent back")
    return _("published") if artwork.is_published else _("not proposed yet")


@admin.register(Artwork)
class ArtworkAdmin(ScopedAdmin):
    form = ArtworkForm
    change_form_template = "admin/exhibitions/artwork.html"
    change_list_template = "admin/exhibitions/artworks.html"
    long_lines = columns("alt")
    list_display = (
        "picture",
        "inventory_number",
        "title_now",
        "artist_number",
        "institution",
        "progress",
        "added_at",
    )
    list_display_links = ("inventory_number", "title_now")
    list_filter = (ByProgress, ("artist__institution", Among), ("terms", Among))
    list_select_related = ("artist__institution",)
    date_hierarchy = "added_at"
    search_fields = (
        "inventory_number",
        "merged__inventory_number",
        "reference",
        "merged__reference",
        "artist__number",
        *columns("title"),
    )
    search_help_text = _("Inventory number, artist's number or words of the title")
    readonly_fields = ("inventory_number", "reference", "added_by", "added_at")
    fieldsets = (
        (None, {"fields": ("inventory_number", "artist", *columns("title"))}),
        (
            _("The thing"),
            {
                "fields": (
                    ("height_mm", "width_mm", "depth_mm"),
                    *columns("technique"),
                    ("made", "made_from", "made_to"),
                    "terms",
                )
            },
        ),
        (_("The story, in the artist's words"), {"fields": ("told_in", *columns("story"))}),
        (_("For those who cannot see it"), {"fields": columns("alt")}),
        (_("Record"), {"fields": ("reference", ("added_by", "added_at"))}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Artwork]:
        photos = Photo.objects.filter(artwork=OuterRef(OuterRef("pk")), role=Photo.Role.FRONT)
        found = with_progress(super().get_queryset(request))
        return found.annotate(thumbnail=smallest_rendition(photos.values("pk")))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fieldsets if obj else self.fieldsets[:-1]

    def save_model(self, request: HttpRequest, obj: Artwork, form: Any, change: bool) -> None:
        if not change:
            obj.added_by = request.user
        super().save_model(request, obj, form, change)

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if artwork := kwargs.get("obj"):
            user = request.user
            found = rows(Publication, user).filter(artwork=artwork)
            shots = rows(Photo, user).filter(artwork=artwork)
            context |= {
                "photos": shots.prefetch_related(
                    Prefetch("renditions", Rendition.objects.filter(format="webp"))
                ),
                "photo_form": PhotoForm() if user.has_perm("exhibitions.add_photo", artwork) else None,
                "publications": found.select_related("proposed_by", "approved_by", "ended_by")[:5],
                "hindrances": publishing.hindrances(artwork, by=user),
                "consent_is_missing": bool(consent.missing_to_show(artwork.artist)),
                "may_propose": user.has_perm("exhibitions.add_publication", artwork),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("photo"))
    def picture(self, artwork: Any) -> str:
        return thumbnail(artwork.thumbnail)

    @admin.display(description=_("title"), ordering="title_ky")
    def title_now(self, artwork: Artwork) -> str:
        return artwork.title or "—"

    @admin.display(description=_("artist"), ordering="artist__number")
    def artist_number(self, artwork: Artwork) -> str:
        return artwork.artist.number

    @admin.display(description=_("institution"), ordering="artist__institution")
    def institution(self, artwork: Artwork) -> str:
        return str(artwork.artist.institution)

    @admin.display(description=_("progress"))
    def progress(self, artwork: Any) -> str:
        return progress(artwork)


class RenditionInline(ReadOnly, ScopedTabular):
    model = Rendition
    fields = ("format", "width", "height", "size")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("exhibitions.view_photo")


@admin.register(Photo)
class PhotoAdmin(ReadOnly, ScopedAdmin):
    """Photos come in on the artwork's page; originals never leave."""

    inlines = (RenditionInline,)
    list_display = ("picture", "artwork_number", "role", "pixels", "uploaded_by", "uploaded_at")
    list_display_links = ("artwork_number",)
    list_filter = ("role", ("artwork__artist__institution", Among))
    list_select_related = ("artwork", "uploaded_by")
    date_hierarchy = "uploaded_at"
    search_fields = ("artwork__inventory_number", *(f"artwork__{name}" for name in columns("title")))
    search_help_text = _("Inventory number or words of the title")
    fields = ("picture", "artwork", "role", "pixels", "mean_colour", "uploaded_by", "uploaded_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Photo]:
        pictures = Rendition.objects.filter(photo=OuterRef("pk"), format="webp").order_by("width")
        return super().get_queryset(request).annotate(thumbnail=Subquery(pictures.values("name")[:1]))

    @admin.display(description=_("photo"))
    def picture(self, photo: Any) -> str:
        return thumbnail(photo.thumbnail)

    @admin.display(description=_("artwork"), ordering="artwork__inventory_number")
    def artwork_number(self, photo: Photo) -> str:
        return str(photo.artwork)

    @admin.display(description=_("pixels"))
    def pixels(self, photo: Photo) -> str:
        return f"{photo.width} × {photo.height}"


class ByPublicationState(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        ends = [(end.value, end.label) for end in Publication.End]
        return [("waiting", _("waiting for a second reader")), ("standing", _("approved")), *ends]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        value = self.value()
        if value == "waiting":
            return queryset.waiting()
        if value == "standing":
            return queryset.standing()
        return queryset.filter(ended_as=value) if value else queryset


@admin.register(Publication)
class PublicationAdmin(ScopedAdmin):
    """What the public sees, or will see: exactly these words and this picture. Written once; approved, sent back or
    withdrawn, never changed."""

    change_form_template = "admin/exhibitions/publication.html"
    change_list_template = "admin/exhibitions/publications.html"
    list_display = (
        "picture",
        "number",
        "title_now",
        "state",
        "needed",
        "proposed_by",
        "proposed_at",
        "approved_by",
    )
    list_display_links = ("number", "title_now")
    list_filter = (ByPublicationState, ("artwork__artist__institution", Among))
    list_select_related = ("artwork", "proposed_by", "approved_by")
    date_hierarchy = "proposed_at"
    search_fields = ("artwork__inventory_number", *columns("title"))
    search_help_text = _("Inventory number or words of the title")
    fields = ("artwork",)
    readonly_fields = ("artwork",)

    def get_ordering(self, request: HttpRequest) -> Any:
        return QUEUE

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        first = reading.to_read(request.user).first()
        return super().changelist_view(request, {**(extra_context or {}), "first": first})

    def get_queryset(self, request: HttpRequest) -> QuerySet[Publication]:
        pictures = Rendition.objects.filter(photo=OuterRef("photo"), format="webp").order_by("width")
        found = super().get_queryset(request).with_need()
        return found.annotate(thumbnail=Subquery(pictures.values("name")[:1]))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # proposed on the artwork's page

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # decided by the buttons on its page

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context |= reading.to_judge(kwargs["obj"], by=request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("photo"))
    def picture(self, publication: Any) -> str:
        return thumbnail(publication.thumbnail)

    @admin.display(description=_("inventory number"), ordering="artwork__inventory_number")
    def number(self, publication: Publication) -> str:
        return publication.artwork.inventory_number

    @admin.display(description=_("title"), ordering="title_ky")
    def title_now(self, publication: Publication) -> str:
        return publication.title

    @admin.display(description=_("needed for"))
    def needed(self, publication: Any) -> str:
        return date_format(localtime(publication.needed_at), "DATE_FORMAT") if publication.needed_at else "—"

    @admin.display(description=_("state"))
    def state(self, publication: Publication) -> str:
        if publication.ended_at:
            return publication.get_ended_as_display()
        return _("approved") if publication.approved_at else _("waiting for a second reader")


@admin.register(Term)
class TermAdmin(ScopedAdmin):
    list_display = ("label_now", "facet", "slug", "aat")
    list_filter = ("facet",)
    search_fields = ("slug", *columns("label"))
    search_help_text = _("The word, or its short name")
    fields = ("facet", "slug", *columns("label"), "aat")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()  # publications keep it

    @admin.display(description=_("label"), ordering="label_ky")
    def label_now(self, term: Term) -> str:
        return term.label


class HallInline(ScopedTabular):
    model = Hall
    extra = 1
    fields = ("position", *columns("name"))


@admin.register(Venue)
class VenueAdmin(ScopedAdmin):
    inlines = (HallInline,)
    long_lines = columns("directions")
    list_display = ("name_now", "city_now", "address_now", "halls")
    ordering = ("name_ky", "pk")
    search_fields = columns("name", "city", "address")
    search_help_text = _("Name, town or street")
    fieldsets = (
        (None, {"fields": columns("name")}),
        (_("Where"), {"fields": columns("city", "address", "directions")}),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Venue]:
        return super().get_queryset(request).annotate(how_many=Count("halls"))

    @admin.display(description=_("name"), ordering="name_ky")
    def name_now(self, venue: Venue) -> str:
        return venue.name

    @admin.display(description=_("town"), ordering="city_ky")
    def city_now(self, venue: Venue) -> str:
        return venue.city

    @admin.display(description=_("address"))
    def address_now(self, venue: Venue) -> str:
        return venue.address

    @admin.display(description=_("halls"), ordering="how_many")
    def halls(self, venue: Any) -> int:
        return venue.how_many


class WallInline(ScopedTabular):
    model = Wall
    extra = 1
    fields = ("position", "name", "width_mm")


@admin.register(Hall)
class HallAdmin(ScopedAdmin):
    inlines = (WallInline,)
    list_display = ("name_now", "venue", "position")
    list_filter = (("venue", Among),)
    list_select_related = ("venue",)
    search_fields = (*columns("name"), *(f"venue__{name}" for name in columns("name")))
    search_help_text = _("The hall's or the venue's name")
    fields = ("venue", "position", *columns("name"))

    @admin.display(description=_("name"), ordering="name_ky")
    def name_now(self, hall: Hall) -> str:
        return hall.name


@admin.register(Exhibition)
class ExhibitionAdmin(ScopedAdmin):
    change_form_template = "admin/exhibitions/exhibition.html"
    list_display = ("title_now", "opens_at", "closes_at", "venue", "is_announced", "works")
    ordering = ("-opens_at", "-pk")
    list_filter = (("venue", Among),)
    list_select_related = ("venue",)
    date_hierarchy = "opens_at"
    search_fields = ("slug", "code", *columns("title"))
    search_help_text = _("Title, address or short code")
    fieldsets = (
        (None, {"fields": (*columns("title"), ("slug", "code"))}),
        (
            _("When and where"),
            {"fields": ("venue", ("opens_at", "closes_at"), "announced_at", "works_wanted")},
        ),
        (_("For visitors"), {"fields": ("phone", *columns("lede"))}),
        (_("Prices"), {"fields": ("prices_frozen_at",)}),
        (
            _("Reserving"),
            {"fields": (("reserving", "room_minutes"), ("hold_minutes", "holds_per_phone"))},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Exhibition]:
        return super().get_queryset(request).annotate(how_many=Count("exhibits"))

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Exhibition:
        """Remembers what was so before: the form writes into the row before it is checked."""
        exhibition = super().get_object(request, *args, **kwargs)
        exhibition.was_announced = exhibition.announced_at is not None
        frozen, now = exhibition.prices_frozen_at, timezone.now()
        exhibition.was_frozen = frozen is not None and frozen <= now
        exhibition.was_over = exhibition.closes_at <= now
        return exhibition

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Once it is announced, labels and messages carry its addresses; prices that are fixed stay so. What has closed
        two people open again."""
        announced = ("slug", "code") if getattr(obj, "was_announced", False) else ()
        frozen = ("prices_frozen_at",) if getattr(obj, "was_frozen", False) else ()
        return (*announced, *frozen, *(("closes_at",) if getattr(obj, "was_over", False) else ()))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        if not getattr(obj, "was_over", False):
            return self.fieldsets
        words, (name, when), *rest = self.fieldsets
        said = _("It has closed. It is opened again on the page “Closing”, by two people.")
        return (words, (name, {**when, "description": said}), *rest)

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> type[forms.ModelForm]:
        if getattr(obj, "was_announced", False):
            said = _("Fixed since the exhibition was announced: it is printed on labels.")
            kwargs["help_texts"] = {"slug": said, "code": said}
        return super().get_form(request, obj, **kwargs)

    @admin.display(description=_("title"), ordering="title_ky")
    def title_now(self, exhibition: Exhibition) -> str:
        return exhibition.title

    @admin.display(description=_("announced"), ordering="announced_at")
    def is_announced(self, exhibition: Exhibition) -> str:
        return _("yes") if exhibition.announced_at else _("not yet")

    @admin.display(description=_("works"), ordering="how_many")
    def works(self, exhibition: Any) -> int:
        return exhibition.how_many
