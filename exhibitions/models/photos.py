from typing import Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models.artworks import Artwork
from staff.scope import ScopedQuerySet

CUTS = ("cut_left", "cut_top", "cut_right", "cut_bottom")
MAY_BE_PUBLIC = ("front", "detail")  # a back, a label or a note on the condition tells names and places


class PhotoQuerySet(ScopedQuerySet):
    institution_path = "artwork__artist__institution"
    seen_by = frozenset({"cataloguer", "reviewer", "organiser", "auditor"})

    def as_taken(self) -> Self:
        return self.filter(turned=0, **dict.fromkeys(CUTS, 0))

    def for_public(self) -> Self:
        """Of one artwork: the first is what its next proposal takes, the chosen one or else the newest front."""
        return self.filter(Q(is_chosen=True) | Q(role="front")).order_by("-is_chosen", "-pk")


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Photo(models.Model):
    """An upload, or what was made from one by turning and cutting it. The original is private and never served in
    public; what may be seen are its renditions.

    `turned` is clockwise from the upload held upright; after the turn, the four cuts are thousandths of each side."""

    class Role(models.TextChoices):
        FRONT = "front", _("Front")
        BACK = "back", _("Back")
        DETAIL = "detail", _("Detail")
        LABEL = "label", _("Label")
        CONDITION = "condition", _("Condition")

    class Writing(models.TextChoices):
        UNSEEN = "", _("Nobody has looked yet")
        NO = "no", _("No")
        YES = "yes", _("Yes")

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
    remade_from = models.ForeignKey(
        "self", models.SET_NULL, null=True, editable=False, related_name="remade", verbose_name=_("made from")
    )
    turned = models.PositiveSmallIntegerField(_("turned"), default=0, editable=False)
    cut_left = models.PositiveSmallIntegerField(_("cut off on the left"), default=0, editable=False)
    cut_top = models.PositiveSmallIntegerField(_("cut off at the top"), default=0, editable=False)
    cut_right = models.PositiveSmallIntegerField(_("cut off on the right"), default=0, editable=False)
    cut_bottom = models.PositiveSmallIntegerField(_("cut off at the bottom"), default=0, editable=False)
    is_chosen = models.BooleanField(_("chosen for the public"), default=False, editable=False)
    writing_seen = models.CharField(
        _("a signature or a name can be read"),
        max_length=3,
        choices=Writing.choices,
        blank=True,
        default=Writing.UNSEEN,
        editable=False,
    )
    writing_seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("looked at by"),
    )
    writing_seen_at = models.DateTimeField(_("looked at"), null=True, editable=False)

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
            models.CheckConstraint(
                name="photo_is_turned_by_quarters", condition=Q(turned__in=[0, 90, 180, 270])
            ),
            models.CheckConstraint(
                name="photo_cut_leaves_a_picture",
                condition=Q(cut_left__lte=900 - F("cut_right"), cut_top__lte=900 - F("cut_bottom")),
            ),
            models.CheckConstraint(
                name="photo_chosen_may_be_public",
                condition=Q(is_chosen=False) | Q(role__in=["front", "detail"]),
            ),
            models.UniqueConstraint(
                name="one_chosen_photo_per_artwork", fields=["artwork"], condition=Q(is_chosen=True)
            ),
            models.CheckConstraint(
                name="photo_look_for_writing_is_whole",
                condition=Q(writing_seen="", writing_seen_at__isnull=True, writing_seen_by__isnull=True)
                | Q(writing_seen__in=["no", "yes"], writing_seen_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artwork_id} · {self.get_role_display()}"

    @property
    def cut(self) -> tuple[int, int, int, int]:
        return self.cut_left, self.cut_top, self.cut_right, self.cut_bottom

    @property
    def may_be_public(self) -> bool:
        return self.role in MAY_BE_PUBLIC


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
