from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models import Exhibit, Exhibition
from sales.models.claims import ClaimQuerySet
from staff.text import LineField


class Reopening(models.Model):
    """An exhibition that has closed opens again when two people want it (trigger closed_stays_closed)."""

    exhibition = models.ForeignKey(
        Exhibition, models.PROTECT, related_name="reopenings", verbose_name=_("exhibition")
    )
    until_at = models.DateTimeField(_("open until"))
    reason = LineField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("agreed by")
    )
    agreed_at = models.DateTimeField(_("agreed"), null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("reopening")
        verbose_name_plural = _("reopenings")
        ordering = ("-asked_at",)
        constraints = [
            models.CheckConstraint(
                name="reopening_is_agreed_by_another",
                condition=Q(agreed_by__isnull=True, agreed_at__isnull=True)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by=F("asked_by")),
            ),
            models.CheckConstraint(name="reopening_has_reason", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class LeavingQuerySet(ClaimQuerySet):
    def standing(self) -> "LeavingQuerySet":
        return self.filter(ended_at__isnull=True)


class Leaving(models.Model):
    """How a work that nobody bought left the wall: back to whoever lent it, or in a way that a person explains. Ended
    once where it was a mistake, never deleted (trigger leaving_guard)."""

    class Kind(models.TextChoices):
        RETURNED = "returned", _("Returned")
        EXPLAINED = "explained", _("Explained")

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="leavings", verbose_name=_("exhibit"))
    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    note = LineField(
        _("to whom, or why"), max_length=300, help_text=_("Whoever took it along, or what became of it.")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written down by")
    )
    at = models.DateTimeField(_("written down"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("taken back by")
    )
    ended_at = models.DateTimeField(_("taken back"), null=True)

    objects = LeavingQuerySet.as_manager()

    class Meta:
        verbose_name = _("leaving")
        verbose_name_plural = _("leavings")
        ordering = ("-at", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="one_leaving_per_exhibit", fields=["exhibit"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="leaving_kind_is_known", condition=Q(kind__in=["returned", "explained"])
            ),
            models.CheckConstraint(name="leaving_has_a_note", condition=~Q(note="")),
            models.CheckConstraint(
                name="leaving_end_has_a_person",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
