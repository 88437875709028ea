import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from sales.models.claims import ClaimQuerySet
from staff.text import LineField


class Desk(models.Model):
    """A table with a drawer. Its receipts are numbered without a gap, whoever sits there."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True)
    name = LineField(_("name"), max_length=60, blank=True)
    next_receipt = models.PositiveIntegerField(_("next receipt"), default=1, editable=False)
    may_go_on_offline = models.BooleanField(
        _("goes on without the network"),
        default=False,
        help_text=_("One desk at most: it sells for cash from receipts of its own until the line is back."),
    )

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("desk")
        verbose_name_plural = _("desks")
        ordering = ("number",)
        constraints = [
            models.UniqueConstraint(
                name="one_desk_goes_on_offline",
                fields=["may_go_on_offline"],
                condition=Q(may_go_on_offline=True),
                violation_error_message=_("Another desk goes on without the network already."),
            ),
            models.CheckConstraint(name="desk_number_from_one", condition=Q(number__gte=1)),
        ]

    def __str__(self) -> str:
        return self.name or f"№ {self.number}"


class CashSession(models.Model):
    """One cashier's drawer from the opening float to the counted close. Only whoever has one open records money
    (trigger payment_needs_a_till). What was counted stands; a difference has a sentence, and waits for a second name
    (trigger till_guard)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="sessions", verbose_name=_("desk"))
    number = models.PositiveIntegerField(_("number of the report"), editable=False)
    cashier = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="tills", verbose_name=_("cashier")
    )
    opened_at = models.DateTimeField(_("opened"))
    float_tyiyn = models.PositiveBigIntegerField(_("opening float, tyiyn"), default=0)
    closed_at = models.DateTimeField(_("closed"), null=True)
    counted = models.JSONField(
        _("counted, by note"), default=dict, help_text=_("Tyiyn of a note or coin to how many.")
    )
    counted_tyiyn = models.PositiveBigIntegerField(_("counted, tyiyn"), null=True)
    expected_tyiyn = models.BigIntegerField(_("expected, tyiyn"), null=True)
    reason = LineField(_("why it differs"), max_length=300, blank=True)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="tills_signed",
        verbose_name=_("second signature"),
    )
    signed_at = models.DateTimeField(_("signed"), null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("cash session")
        verbose_name_plural = _("cash sessions")
        ordering = ("-opened_at",)
        constraints = [
            models.UniqueConstraint(
                name="one_open_till_per_desk", fields=["desk"], condition=Q(closed_at=None)
            ),
            models.UniqueConstraint(
                name="one_open_till_per_cashier", fields=["cashier"], condition=Q(closed_at=None)
            ),
            models.UniqueConstraint(name="one_report_per_number", fields=["desk", "number"]),
            models.CheckConstraint(
                name="till_is_closed_with_a_count",
                condition=Q(closed_at=None, counted_tyiyn=None, expected_tyiyn=None, reason="")
                | Q(closed_at__isnull=False, counted_tyiyn__isnull=False, expected_tyiyn__isnull=False),
            ),
            models.CheckConstraint(
                name="till_difference_has_a_sentence",
                condition=Q(closed_at=None) | Q(counted_tyiyn=F("expected_tyiyn")) | ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="till_is_signed_by_someone_else",
                condition=Q(signed_at=None, signed_by=None)
                | Q(closed_at__isnull=False, signed_at__isnull=False, signed_by__isnull=False)
                & ~Q(signed_by=F("cashier")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.desk} · {self.number}"

    @property
    def difference_tyiyn(self) -> int:
        return (self.counted_tyiyn or 0) - (self.expected_tyiyn or 0)

    @property
    def needs_a_signature(self) -> bool:
        return self.closed_at is not None and self.signed_at is None and self.difference_tyiyn != 0
