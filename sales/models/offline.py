import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import IntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from exhibitions.models import Exhibit, Exhibition
from sales.models.claims import ClaimQuerySet
from sales.models.sales import Sale
from sales.models.tills import CashSession, Desk
from staff.text import LineField


class ReceiptRange(models.Model):
    """Receipt numbers of a desk that were given away beforehand, with the prices of that moment: to the one browser
    that may go on without the network, or to numbered slips of paper. The desk itself never uses them (triggers
    receipt_range_guard, desk_guard); numbers that stay unused are explained by the end of their range."""

    class Kind(models.TextChoices):
        DEVICE = "device", _("this desk's browser")
        PAPER = "paper", _("printed slips")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("kind"), max_length=6, choices=Kind.choices)
    desk = models.ForeignKey(Desk, models.PROTECT, related_name="ranges", verbose_name=_("desk"))
    exhibition = models.ForeignKey(
        Exhibition, models.PROTECT, related_name="receipt_ranges", verbose_name=_("exhibition")
    )
    first = models.PositiveIntegerField(_("first"))
    last = models.PositiveIntegerField(_("last"))
    prices = models.JSONField(
        _("prices"), default=dict, help_text=_("Of each exhibit, in tyiyn, as the list said.")
    )
    till = models.ForeignKey(
        CashSession, models.PROTECT, null=True, related_name="ranges", verbose_name=_("cash session")
    )
    token_sha256 = models.BinaryField(null=True)
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("given to")
    )
    given_at = models.DateTimeField(_("given"))
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("range of receipts")
        verbose_name_plural = _("ranges of receipts")
        ordering = ("given_at",)
        constraints = [
            models.CheckConstraint(
                name="receipt_range_is_sensible",
                condition=Q(first__gte=1, last__gte=F("first"), last__lt=F("first") + 200),
            ),
            ExclusionConstraint(
                name="receipt_ranges_never_overlap",
                expressions=[
                    (Func(F("desk"), F("desk"), Value("[]"), function="int8range"), RangeOperators.OVERLAPS),
                    (
                        Func(
                            F("first"),
                            F("last"),
                            Value("[]"),
                            function="int4range",
                            output_field=IntegerRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.UniqueConstraint(
                name="one_browser_goes_on_per_desk",
                fields=["desk"],
                condition=Q(kind="device", ended_at=None),
            ),
            models.CheckConstraint(
                name="receipt_range_of_a_browser_has_its_token",
                condition=Q(kind="device", till__isnull=False, token_sha256__isnull=False)
                | Q(kind="paper", till__isnull=True, token_sha256__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number(self.first)}–{self.last:03}"

    def number(self, receipt: int) -> str:
        return f"{self.desk.number}-{receipt:03}"


class Counterfoil(models.Model):
    """A cash sale that was made without the network, as the desk wrote it down. It ends as a sale, or, where the work
    could not be sold any more, as a refund; or it waits for a person, or was set aside by one with a reason. The same
    number is never two (trigger counterfoil_guard)."""

    class Wait(models.TextChoices):
        TILL_CLOSED = "till_closed", _("The drawer was counted before this arrived.")
        HANDED_OVER = "handed_over", _("The desk handed it to an organiser.")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    range = models.ForeignKey(
        ReceiptRange, models.PROTECT, related_name="counterfoils", verbose_name=_("range of receipts")
    )
    receipt = models.PositiveIntegerField(_("receipt"))
    exhibit = models.ForeignKey(
        Exhibit, models.PROTECT, related_name="counterfoils", verbose_name=_("exhibit")
    )
    price_tyiyn = models.PositiveBigIntegerField(_("price, tyiyn"))
    amount_tyiyn = models.PositiveBigIntegerField(_("cash taken, tyiyn"))
    given_tyiyn = models.PositiveBigIntegerField(_("given, tyiyn"), null=True)
    written_at = models.DateTimeField(_("written"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"))
    waits = models.CharField(_("waits because"), max_length=11, choices=Wait.choices, blank=True)
    till = models.ForeignKey(
        CashSession, models.PROTECT, null=True, related_name="counterfoils", verbose_name=_("cash session")
    )
    sale = models.OneToOneField(
        Sale, models.PROTECT, null=True, related_name="counterfoil", verbose_name=_("sale")
    )
    set_aside_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("set aside by"),
    )
    set_aside_at = models.DateTimeField(_("set aside"), null=True)
    set_aside_reason = LineField(_("why it was set aside"), max_length=300, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("sale without the network")
        verbose_name_plural = _("sales without the network")
        ordering = ("range", "receipt")
        constraints = [
            models.UniqueConstraint(name="one_counterfoil_per_receipt", fields=["range", "receipt"]),
            models.CheckConstraint(
                name="counterfoil_cash_is_of_its_price",
                condition=Q(amount_tyiyn__gt=0)
                & Q(amount_tyiyn__gte=F("price_tyiyn") - 25, amount_tyiyn__lte=F("price_tyiyn") + 25)
                & (Q(given_tyiyn__isnull=True) | Q(given_tyiyn__gte=F("amount_tyiyn"))),
            ),
            models.CheckConstraint(
                name="counterfoil_wait_is_known", condition=Q(waits__in=["", "till_closed", "handed_over"])
            ),
            models.CheckConstraint(
                name="counterfoil_end_is_whole",
                condition=Q(till__isnull=False, set_aside_at=None, set_aside_by=None, set_aside_reason="")
                | Q(till=None, sale=None, set_aside_at=None, set_aside_by=None, set_aside_reason="")
                & ~Q(waits="")
                | Q(till=None, sale=None, set_aside_at__isnull=False, set_aside_by__isnull=False)
                & ~Q(set_aside_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return self.range.number(self.receipt)


class Refund(models.Model):
    """Cash that was taken for a work that could not be sold any more. Its payments are that cash and, once somebody has
    paid it back, the exact negation (trigger refund_balances)."""

    class Why(models.TextChoices):
        SOLD = "sold", _("It was sold already.")
        NOT_FOR_SALE = "not_for_sale", _("It may not be sold any more.")

    counterfoil = models.OneToOneField(
        Counterfoil,
        models.PROTECT,
        primary_key=True,
        related_name="refund",
        verbose_name=_("sale without the network"),
    )
    why = models.CharField(_("why"), max_length=12, choices=Why.choices)
    opened_at = models.DateTimeField(_("opened"))
    paid_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("paid back by")
    )
    paid_at = models.DateTimeField(_("paid back"), null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        ordering = ("opened_at",)
        constraints = [
            models.CheckConstraint(name="refund_why_is_known", condition=Q(why__in=["sold", "not_for_sale"])),
            models.CheckConstraint(
                name="refund_is_paid_by_someone",
                condition=Q(paid_at=None, paid_by=None) | Q(paid_at__isnull=False, paid_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counterfoil}"
