from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models.venues import OpenToStaff
from inmates.models import Artist, Institution
from staff.numbers import NumberField
from staff.scope import ScopedQuerySet
from staff.text import LineField, ProseField
from staff.words import LANGUAGES, Trilingual


class Term(models.Model):
    """A word of the field: a type of work, a medium, a support or a technique, with its number in the Getty's Art &
    Architecture Thesaurus where that has been verified."""

    class Facet(models.TextChoices):
        KIND = "kind", _("Type of work")
        MEDIUM = "medium", _("Medium")
        SUPPORT = "support", _("Support")
        TECHNIQUE = "technique", _("Technique")

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    facet = models.CharField(_("facet"), max_length=10, choices=Facet.choices)
    label = Trilingual(LineField, _("label"), max_length=80)
    aat = models.PositiveBigIntegerField(_("AAT number"), null=True, blank=True, unique=True)

    objects = OpenToStaff.as_manager()

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        ordering = ("facet", "slug")
        constraints = [
            models.CheckConstraint(
                name="term_facet_is_known", condition=Q(facet__in=["kind", "medium", "support", "technique"])
            ),
        ]

    def __str__(self) -> str:
        return self.label


class ArtworkQuerySet(ScopedQuerySet):
    institution_path = "artist__institution"
    seen_by = frozenset({"cataloguer", "reviewer", "organiser", "auditor"})

    def visible_to(self, user: Any) -> Self:
        """Without the second records of works that were recorded twice: whatever they held is in the first."""
        return super().visible_to(user).filter(merged_into=None)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Artwork(models.Model):
    """The thing itself. What stands here is the record; the public sees only its publication.

    Display and index are kept apart (CCO): `technique` and `made` are words for people; `terms`, `made_from` and
    `made_to` are for searching."""

    inventory_number = NumberField(_("inventory number"), max_length=7, unique=True, editable=False)
    reference = LineField(
        _("reference"),
        max_length=60,
        blank=True,
        editable=False,
        help_text=_("The number of this work in the institution's own register."),
    )
    registered_in = models.ForeignKey(  # the register's owner, wherever the artist goes
        Institution,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("register of"),
    )
    artist = models.ForeignKey(Artist, models.PROTECT, related_name="artworks", verbose_name=_("artist"))
    title = Trilingual(LineField, _("title"), max_length=300)
    technique = Trilingual(LineField, _("technique"), required=False, max_length=200)
    terms = models.ManyToManyField(Term, blank=True, related_name="artworks", verbose_name=_("terms"))
    made = LineField(
        _("year"), max_length=40, blank=True, help_text=_("As it should read: 2024, or 2023–2024.")
    )
    made_from = models.PositiveSmallIntegerField(_("earliest year"), null=True, blank=True)
    made_to = models.PositiveSmallIntegerField(_("latest year"), null=True, blank=True)
    height_mm = models.PositiveIntegerField(_("height, mm"), null=True, blank=True)
    width_mm = models.PositiveIntegerField(_("width, mm"), null=True, blank=True)
    depth_mm = models.PositiveIntegerField(_("depth, mm"), null=True, blank=True)
    story = Trilingual(ProseField, _("story"), required=False, max_length=4000)
    told_in = models.CharField(
        _("story told in"), max_length=2, choices=[(code, code) for code in LANGUAGES], blank=True
    )
    alt = Trilingual(
        LineField,
        _("description for those who cannot see it"),
        required=False,
        max_length=400,
        help_text=_("One sentence: what is seen, left to right, largest first. No title, no meaning."),
    )
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        editable=False,
        related_name="merged",
        verbose_name=_("recorded twice: now part of"),
    )
    price_wish_tyiyn = models.PositiveBigIntegerField(
        _("price the artist wishes, tyiyn"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("For staff only."),
    )
    is_draft = models.BooleanField(
        _("draft"), default=False, editable=False, help_text=_("A photo whose label is not written yet.")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="artworks_added",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = ArtworkQuerySet.as_manager()

    class Meta:
        verbose_name = _("artwork")
        verbose_name_plural = _("artworks")
        ordering = ("-added_at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="artwork_number_has_check_digit",
                condition=Q(inventory_number__regex=r"^[0-9]{5}-[0-9]$"),
            ),
            models.CheckConstraint(
                name="artwork_sides_come_in_pairs",
                condition=Q(height_mm__isnull=True, width_mm__isnull=True)
                | Q(
                    height_mm__isnull=False,
                    width_mm__isnull=False,  # a check that comes to NULL would pass
                    height_mm__range=(1, 20_000),
                    width_mm__range=(1, 20_000),
                ),
                violation_error_message=_("Give both height and width, in millimetres, up to 20 metres."),
            ),
            models.CheckConstraint(
                name="artwork_depth_is_sensible",
                condition=Q(depth_mm__isnull=True) | Q(depth_mm__range=(1, 20_000)),
            ),
            models.CheckConstraint(
                name="artwork_years_in_order",
                condition=Q(made_from__isnull=True)
                | Q(made_to__isnull=True)
                | Q(made_from__lte=F("made_to")),
                violation_error_message=_("The earliest year cannot come after the latest."),
            ),
            models.CheckConstraint(
                name="artwork_is_not_merged_into_itself", condition=~Q(merged_into=F("pk"))
            ),
            # The Kyrgyz title is asked for at publishing: a work may be met in any language.
            models.CheckConstraint(
                name="artwork_has_title_unless_draft",
                condition=Q(is_draft=True) | ~Q(title_ky="", title_ru="", title_en=""),
                violation_error_message=_("Write the title in at least one language."),
            ),
            models.CheckConstraint(
                name="artwork_price_wish_is_a_price",
                condition=Q(price_wish_tyiyn__isnull=True) | Q(price_wish_tyiyn__gt=0),
            ),
            models.UniqueConstraint(
                name="one_artwork_per_reference",
                fields=["registered_in", "reference"],
                condition=~Q(reference=""),
            ),
            models.CheckConstraint(
                name="artwork_reference_has_its_register",
                condition=Q(reference="", registered_in__isnull=True)
                | ~Q(reference="") & Q(registered_in__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inventory_number} {self.title}".rstrip()
