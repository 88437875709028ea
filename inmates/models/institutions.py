import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inmates.levels import Level
from staff.roles import ALL
from staff.scope import ScopedQuerySet
from staff.text import LineField
from staff.words import Trilingual


class InstitutionQuerySet(ScopedQuerySet):
    institution_path = "pk"
    seen_by = ALL


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Institution(models.Model):
    """Where works come from: a correctional institution, a detention centre, a workshop, a partner organisation."""

    class Kind(models.TextChoices):
        COLONY = "colony", _("Correctional institution")
        DETENTION = "detention", _("Detention centre")
        WORKSHOP = "workshop", _("Workshop")
        PARTNER = "partner", _("Partner organisation")

    code = models.SlugField(_("code"), max_length=20, unique=True, help_text=_("For staff only."))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.COLONY)
    name = Trilingual(LineField, _("name"), max_length=200)
    public_name = Trilingual(LineField, _("public name"), required=False, max_length=200)
    may_be_named = models.BooleanField(
        _("may be named in public"),
        default=False,
        help_text=_("Even then it is named only where at least five of its artists exhibit together."),
    )
    attribution_ceiling = models.CharField(
        _("highest attribution allowed"),
        max_length=20,
        choices=Level.choices,
        default=Level.FIRST_NAME_INITIAL,
        help_text=_("No artist of this institution is shown more openly, whatever they agreed to."),
    )

    objects = InstitutionQuerySet.as_manager()

    class Meta:
        verbose_name = _("institution")
        verbose_name_plural = _("institutions")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                name="institution_named_has_public_name", condition=~Q(may_be_named=True, public_name_ky="")
            ),
            models.CheckConstraint(
                name="institution_ceiling_is_known", condition=Q(attribution_ceiling__in=Level.values)
            ),
        ]

    def __str__(self) -> str:
        return self.name
