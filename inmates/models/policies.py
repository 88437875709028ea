from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inmates.levels import Level
from inmates.models.artists import Artist
from inmates.models.institutions import Institution
from staff.text import LineField


class AttributionPolicy(models.Model):
    """How openly artists are shown at the most: in the whole house, of one institution, or one artist. Only ever
    added; of each of these the newest that counts is meant. A level that lowers counts at once; one that raises counts
    a day after a second person agreed. The database sets both moments itself, see attribution_policy_guard."""

    institution = models.ForeignKey(
        Institution,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="policies",
        verbose_name=_("institution"),
    )
    artist = models.ForeignKey(
        Artist, models.PROTECT, null=True, blank=True, related_name="policies", verbose_name=_("artist")
    )
    level = models.CharField(_("level"), max_length=20, choices=Level.choices)
    reason = LineField(_("reason"), max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("decided by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("agreed to by"),
    )
    confirmed_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    effective_at = models.DateTimeField(_("counts from"), null=True, blank=True)

    class Meta:
        verbose_name = _("attribution policy")
        verbose_name_plural = _("attribution policies")
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="attribution_policy_level_is_known", condition=Q(level__in=Level.values)
            ),
            models.CheckConstraint(name="attribution_policy_has_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="attribution_policy_has_one_subject",
                condition=Q(institution__isnull=True) | Q(artist__isnull=True),
            ),
            models.CheckConstraint(
                name="attribution_policy_confirmer_is_not_author", condition=~Q(confirmed_by=F("by"))
            ),
            models.CheckConstraint(
                name="attribution_policy_confirmed_by_someone",
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} · {self.at:%Y-%m-%d}"
