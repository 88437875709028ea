from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models.artworks import Artwork
from staff.scope import ScopedQuerySet


class KeptApartQuerySet(ScopedQuerySet):
    institution_path = "first__artist__institution"
    seen_by = frozenset({"cataloguer", "reviewer", "organiser", "auditor"})


class KeptApart(models.Model):
    """Two works that look like one, and a person who looked and said that they are two."""

    first = models.ForeignKey(Artwork, models.CASCADE, related_name="+", verbose_name=_("artwork"))
    second = models.ForeignKey(Artwork, models.CASCADE, related_name="+", verbose_name=_("artwork"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("decided by"))
    at = models.DateTimeField(_("decided"), auto_now_add=True)

    objects = KeptApartQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about two works")
        verbose_name_plural = _("decisions about two works")
        constraints = [
            models.UniqueConstraint(name="two_works_are_decided_once", fields=["first", "second"]),
            models.CheckConstraint(name="kept_apart_lower_first", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} · {self.second_id}"
