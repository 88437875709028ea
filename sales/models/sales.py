import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models import Exhibit
from sales.models.claims import Claim, ClaimQuerySet
from sales.models.tills import CashSession, Desk
from staff.text import LineField

if TYPE_CHECKING:
    from sales.models.fiscal import FiscalReceipt


class Sale(models.Model):
    """What the desk sold: the price of that moment, frozen. Its payments sum to it (deferred trigger
    payments_sum_to_price); rows are only ever added, and a void is its exact negation."""

    claim = models.OneToOneField(Claim, models.PROTECT, primary_key=True, related_name="sale")
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="sales", verbose_name=_("exhibit"))
    price_tyiyn = models.PositiveBigIntegerField(_("price, tyiyn"))
    sold_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="sales", verbose_name=_("sold by")
    )
    sold_at = models.DateTimeField(_("sold"))
    desk = models.ForeignKey(Desk, models.PROTECT, null=True, related_name="sales", verbose_name=_("desk"))
    receipt = models.PositiveIntegerField(_("receipt"), null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("sale")
        verbose_name_plural = _("sales")
        ordering = ("-sold_at",)
        constraints = [
            models.CheckConstraint(name="sale_price_is_positive", condition=Q(price_tyiyn__gt=0)),
            models.UniqueConstraint(name="one_sale_per_receipt", fields=["desk", "receipt"]),
        ]

    def __str__(self) -> str:
        return self.receipt_number or f"{str(self.pk)[:8]}"

    @property
    def receipt_number(self) -> str:
        """Of the desk, then of the sale: "1-016". Sales recorded before there were desks have none."""
        return f"{self.desk.number}-{self.receipt:03}" if self.desk and self.receipt else ""

    @property
    def fiscal(self) -> "FiscalReceipt | None":
        """What the cash register printed, as it was written down last."""
        return max(self.fiscal_receipts.all(), key=lambda row: (row.recorded_at, row.pk), default=None)


class Payment(models.Model):
    """Money received, or, with a minus, given back. In tyiyn; only ever added. Of a sale; or of a refund, where cash
    was taken without the network for what could not be sold any more."""

    class Kind(models.TextChoices):
        CASH = "cash", _("Cash")
        CARD = "card", _("Card")
        QR = "qr", _("QR")
        TRANSFER = "transfer", _("Transfer")
        LETTER = "letter", _("Guarantee letter")
        ROUNDING = "rounding", _("Rounding of cash")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sale = models.ForeignKey(Sale, models.PROTECT, null=True, related_name="payments", verbose_name=_("sale"))
    refund = models.ForeignKey(
        "sales.Refund", models.PROTECT, null=True, related_name="payments", verbose_name=_("refund")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    amount_tyiyn = models.BigIntegerField(_("amount, tyiyn"))
    given_tyiyn = models.PositiveBigIntegerField(
        _("given, tyiyn"), null=True, help_text=_("The notes that were handed over, before change.")
    )
    reference = LineField(
        _("reference"), max_length=60, blank=True, help_text=_("Number of the letter or the transfer.")
    )
    till = models.ForeignKey(
        CashSession, models.PROTECT, null=True, related_name="payments", verbose_name=_("cash session")
    )
    negates = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="negated_by", verbose_name=_("gives back")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    at = models.DateTimeField(_("at"))

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(
                name="payment_sign_says_which_way",
                condition=Q(kind="rounding", amount_tyiyn__range=(-25, 25)) & ~Q(amount_tyiyn=0)
                | ~Q(kind="rounding")
                & (
                    Q(negates__isnull=True, amount_tyiyn__gt=0) | Q(negates__isnull=False, amount_tyiyn__lt=0)
                ),
            ),
            models.CheckConstraint(
                name="payment_kind_is_known",
                condition=Q(kind__in=["cash", "card", "qr", "transfer", "letter", "rounding"]),
            ),
            models.CheckConstraint(
                name="payment_change_is_of_cash",
                condition=Q(given_tyiyn__isnull=True)
                | Q(kind="cash", negates__isnull=True, given_tyiyn__gte=F("amount_tyiyn")),
            ),
            models.CheckConstraint(
                name="payment_by_letter_names_it",
                condition=~Q(kind="letter") | ~Q(reference="") | Q(negates__isnull=False),
            ),
            models.CheckConstraint(
                name="payment_is_of_a_sale_or_a_refund",
                condition=Q(sale__isnull=False, refund__isnull=True)
                | Q(sale__isnull=True, refund__isnull=False, kind="cash"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.amount_tyiyn}"


class Void(models.Model):
    """One person asks for a sale to be undone and says why; another agrees, and only then is it undone. A slip of the
    hand the cashier takes back alone, within five minutes (trigger void_of_a_slip)."""

    sale = models.OneToOneField(
        Sale, models.PROTECT, primary_key=True, related_name="void", verbose_name=_("sale")
    )
    reason = LineField(_("reason"), max_length=300, blank=True)
    is_slip = models.BooleanField(_("a slip of the hand"), default=False)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="voids_asked", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="voids_approved",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("void")
        verbose_name_plural = _("voids")
        ordering = ("-asked_at",)
        constraints = [
            models.CheckConstraint(
                name="void_approver_is_not_asker",
                condition=Q(approved_by__isnull=True) | Q(is_slip=True) | ~Q(approved_by=F("asked_by")),
                violation_error_message=_("You asked for this. A second person has to agree."),
            ),
            models.CheckConstraint(
                name="void_approval_has_a_person",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(name="void_has_reason", condition=Q(is_slip=True) | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
