import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models.artworks import Artwork
from exhibitions.models.shows import Exhibition
from exhibitions.models.venues import Hall
from staff.roles import ALL
from staff.scope import ScopedQuerySet
from staff.text import ProseField
from staff.words import Trilingual


class ExhibitQuerySet(ScopedQuerySet):
    institution_path = "artwork__artist__institution"
    seen_by = ALL


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Exhibit(models.Model):
    """An artwork in an exhibition: its catalogue number, its place on the wall, its price or none."""

    exhibition = models.ForeignKey(
        Exhibition, models.PROTECT, related_name="exhibits", verbose_name=_("exhibition")
    )
    artwork = models.ForeignKey(Artwork, models.PROTECT, related_name="exhibits", verbose_name=_("artwork"))
    catalogue_number = models.PositiveSmallIntegerField(_("catalogue number"))
    hall = models.ForeignKey(
        Hall, models.PROTECT, null=True, blank=True, related_name="exhibits", verbose_name=_("hall")
    )
    wall = models.CharField(_("wall"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(_("place on the wall"), default=0)
    for_sale = models.BooleanField(_("for sale"), default=False)
    price_tyiyn = models.PositiveBigIntegerField(
        _("price, tyiyn"),
        null=True,
        blank=True,
        help_text=_("1 som is 100 tyiyn. Only for works that are for sale."),
    )
    quote = Trilingual(
        ProseField,
        _("quotation"),
        required=False,
        max_length=400,
        help_text=_(
            "Words from this work's story, large on the exhibition's page. Only words that are approved show."
        ),
    )
    withdrawn_at = models.DateTimeField(_("taken off the wall"), null=True, blank=True)

    objects = ExhibitQuerySet.as_manager()

    class Meta:
        verbose_name = _("exhibit")
        verbose_name_plural = _("exhibits")
        ordering = ("exhibition", "catalogue_number")
        constraints = [
            models.UniqueConstraint(
                fields=["exhibition", "catalogue_number"],
                name="one_exhibit_per_catalogue_number",
                violation_error_message=_("This catalogue number is taken in this exhibition."),
            ),
            models.UniqueConstraint(
                fields=["exhibition", "artwork"],
                name="one_exhibit_per_artwork",
                violation_error_message=_("This artwork already hangs in this exhibition."),
            ),
            models.CheckConstraint(
                name="exhibit_price_if_and_only_if_for_sale",
                # Without the word NOT NULL the first half would come to NULL, and a check that comes to NULL passes.
                condition=Q(for_sale=True, price_tyiyn__isnull=False, price_tyiyn__gt=0)
                | Q(for_sale=False, price_tyiyn__isnull=True),
                violation_error_message=_(
                    "A work for sale needs a price; a work that is not for sale has none."
                ),
            ),
            models.CheckConstraint(name="exhibit_number_from_one", condition=Q(catalogue_number__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.exhibition.code}{self.catalogue_number}"
