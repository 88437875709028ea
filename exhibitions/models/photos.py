from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models.artworks import Artwork
from staff.scope import ScopedQuerySet


class PhotoQuerySet(ScopedQuerySet):
    institution_path = "artwork__artist__institution"
    seen_by = frozenset({"cataloguer", "reviewer", "organiser", "auditor"})


class Photo(models.Model):
    """An upload. The original is private and never served in public; what may be seen are its renditions."""

    class Role(models.TextChoices):
        FRONT = "front", _("Front")
        BACK = "back", _("Back")
        DETAIL = "detail", _("Detail")
        LABEL = "label", _("Label")
        CONDITION = "condition", _("Condition")

    artwork = models.ForeignKey(Artwork, models.CASCADE, related_name="photos", verbose_name=_("artwork"))
    role = models.CharField(_("shows"), max_length=10, choices=Role.choices, default=Role.FRONT)
    original = models.CharField(_("original"), max_length=120, editable=False)
    sha256 = models.BinaryField(editable=False)
    width = models.PositiveIntegerField(_("width"), editable=False)
    height = models.PositiveIntegerField(_("height"), editable=False)
    mean_colour = models.CharField(_("mean colour"), max_length=7, editable=False)
    likeness = models.BigIntegerField(_("likeness"), editable=False, help_text=_("Perceptual hash, 64 bits."))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, verbose_name=_("uploaded by")
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = PhotoQuerySet.as_manager()

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="photo_role_is_known",
                condition=Q(role__in=["front", "back", "detail", "label", "condition"]),
            ),
            models.CheckConstraint(name="photo_has_size", condition=Q(width__gte=1, height__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.artwork_id} · {self.get_role_display()}"


class RenditionQuerySet(ScopedQuerySet):
    institution_path = "photo__artwork__artist__institution"
    seen_by = PhotoQuerySet.seen_by


class Rendition(models.Model):
    """A clean image made from a photo, under a random name that says nothing."""

    photo = models.ForeignKey(Photo, models.CASCADE, related_name="renditions", verbose_name=_("photo"))
    name = models.CharField(_("name"), max_length=64, unique=True)
    format = models.CharField(_("format"), max_length=4, choices=[("webp", "WebP"), ("jpeg", "JPEG")])
    width = models.PositiveIntegerField(_("width"))
    height = models.PositiveIntegerField(_("height"))
    size = models.PositiveIntegerField(_("bytes"))

    objects = RenditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ("format", "width")
        constraints = [
            models.UniqueConstraint(
                fields=["photo", "format", "width"], name="one_rendition_per_format_and_width"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.photo_id} · {self.format} {self.width}"
