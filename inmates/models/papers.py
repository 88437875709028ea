from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from inmates.models.consents import Consent
from staff.scope import ScopedQuerySet
from staff.text import LineField


class PaperReadingQuerySet(ScopedQuerySet):
    institution_path = "consent__artist__institution"
    seen_by = frozenset({"auditor"})


class PaperReading(models.Model):
    """One opening of a signed paper, which may bear the artist's name: who, when, why. Only ever added."""

    consent = models.ForeignKey(
        Consent, models.PROTECT, related_name="paper_readings", verbose_name=_("consent")
    )
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("read by")
    )
    reason = LineField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = PaperReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of a signed paper")
        verbose_name_plural = _("readings of signed papers")
        constraints = [
            models.CheckConstraint(name="paper_reading_has_reason", condition=~models.Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.consent_id} · {self.at:%Y-%m-%d}"
