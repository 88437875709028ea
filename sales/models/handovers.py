import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sales.models.claims import ClaimQuerySet
from sales.models.sales import Sale
from staff.text import LineField


class HandoverQuerySet(ClaimQuerySet):
    def standing(self) -> "HandoverQuerySet":
        return self.filter(ended_at__isnull=True)


class Handover(models.Model):
    """A work that was bought has left the house. Before it did, somebody turned it round: a name or a number on the
    back tells who made it to whoever hangs it (trigger handover_guard). A mistake is ended once, never deleted: by
    whoever made it within five minutes, later by a second person with a reason."""

    class Back(models.TextChoices):
        NOTHING = "nothing", _("Nothing can be read there")
        COVERED = "covered", _("Covered")
        REMOVED = "removed", _("Removed")

    class Collector(models.TextChoices):
        BUYER = "buyer", _("The buyer")
        OTHER = "other", _("Somebody for the buyer")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sale = models.ForeignKey(Sale, models.PROTECT, related_name="handovers", verbose_name=_("sale"))
    back = models.CharField(_("reverse side"), max_length=8, choices=Back.choices)
    collector = models.CharField(
        _("collected by"), max_length=6, choices=Collector.choices, default=Collector.BUYER
    )
    mandate = LineField(_("what they showed"), max_length=60, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="handovers", verbose_name=_("handed over by")
    )
    at = models.DateTimeField(_("handed over"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken back by")
    )
    ended_at = models.DateTimeField(_("taken back"), null=True)
    end_reason = LineField(_("why it was taken back"), max_length=300, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("hand-over")
        verbose_name_plural = _("hand-overs")
        ordering = ("-at",)
        constraints = [
            models.UniqueConstraint(
                name="one_handover_per_sale", fields=["sale"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="handover_back_was_looked_at", condition=Q(back__in=["nothing", "covered", "removed"])
            ),
            models.CheckConstraint(
                name="handover_mandate_is_of_another",
                condition=Q(collector="buyer", mandate="") | Q(collector="other"),
            ),
            models.CheckConstraint(
                name="handover_end_is_whole",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, end_reason="")
                | Q(ended_at__isnull=False, ended_by=F("by"))
                | Q(ended_at__isnull=False, ended_by__isnull=False) & ~Q(end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
