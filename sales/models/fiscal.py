from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sales.models.claims import ClaimQuerySet
from sales.models.sales import Sale
from staff.text import LineField


class FiscalReceipt(models.Model):
    """What the cash register printed for a sale. Written down afterwards; a correction is one more row, and the newest
    counts (trigger fiscal_receipts_only_added)."""

    sale = models.ForeignKey(Sale, models.PROTECT, related_name="fiscal_receipts", verbose_name=_("sale"))
    number = LineField(_("number of the fiscal receipt"), max_length=40)
    issued_at = models.DateTimeField(_("printed at"))
    code = LineField(_("text of its QR code"), max_length=500, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded"))

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("fiscal receipt")
        verbose_name_plural = _("fiscal receipts")
        ordering = ("recorded_at", "pk")
        constraints = [
            models.CheckConstraint(name="fiscal_receipt_has_number", condition=~Q(number="")),
        ]

    def __str__(self) -> str:
        return self.number
