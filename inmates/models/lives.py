from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from inmates.models.artists import Artist
from inmates.models.institutions import Institution
from staff.scope import ScopedQuerySet
from staff.text import LineField


class LifeEventQuerySet(ScopedQuerySet):
    institution_path = "artist__institution"
    seen_by = frozenset({"cataloguer", "reviewer", "organiser", "auditor"})


class LifeEvent(models.Model):
    """A transfer to another institution, a release, a death: what happened, on which day, who recorded it. Only ever
    added; who may see it follows the artist."""

    class Kind(models.TextChoices):
        TRANSFER = "transfer", _("Transfer to another institution")
        RELEASE = "release", _("Release from custody")
        DEATH = "death", _("Death")

    artist = models.ForeignKey(Artist, models.PROTECT, related_name="life", verbose_name=_("artist"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    happened_on = models.DateField(_("day"))
    left = models.ForeignKey(Institution, models.PROTECT, related_name="+", verbose_name=_("left"))
    entered = models.ForeignKey(
        Institution, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("entered")
    )
    note = LineField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = LifeEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event of a life")
        verbose_name_plural = _("events of lives")
        ordering = ("-at", "-pk")
        constraints = [
            models.CheckConstraint(
                name="life_event_transfer_has_two_institutions",
                condition=Q(kind="transfer", entered__isnull=False) & ~Q(entered=F("left"))
                | Q(kind__in=["release", "death"], entered__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_death_per_artist", fields=["artist"], condition=Q(kind="death")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artist_id} · {self.kind}"
