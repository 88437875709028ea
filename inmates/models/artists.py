import pghistory
from django.db import models
from django.utils.translation import gettext_lazy as _

from inmates.models.institutions import Institution
from staff.numbers import NumberField
from staff.scope import ScopedQuerySet


class ArtistQuerySet(ScopedQuerySet):
    institution_path = "institution"
    seen_by = frozenset({"cataloguer", "reviewer", "organiser", "auditor"})


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Artist(models.Model):
    """An inmate, or an institution's workshop working together. Nothing here identifies a person."""

    class Kind(models.TextChoices):
        INMATE = "inmate", _("Inmate")
        WORKSHOP = "workshop", _("Workshop")

    number = NumberField(_("number"), max_length=7, unique=True, editable=False)
    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="artists", verbose_name=_("institution")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.INMATE)
    at_risk = models.BooleanField(
        _("in danger if recognised"),
        default=False,
        help_text=_("Shown as anonymous everywhere from the next request, whatever was agreed."),
    )
    created_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = ArtistQuerySet.as_manager()

    class Meta:
        verbose_name = _("artist")
        verbose_name_plural = _("artists")
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number  # logs keep this for ever
