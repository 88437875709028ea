from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models import Exhibition
from sales.models.claims import ClaimQuerySet
from staff.text import LineField


class PayeeQuerySet(ClaimQuerySet):
    seen_by = frozenset({"organiser", "cashier", "treasurer", "auditor"})


class Payee(models.Model):
    """An organisation that money may be paid to by QR, with the code its bank gave it. A person's number or wallet is
    refused here and by the database. What is written is never changed: a new code is a new row, and a new choice."""

    class Account(models.TextChoices):
        MERCHANT = "merchant", _("Merchant's contract with the bank")
        SETTLEMENT = "settlement", _("Organisation's settlement account")

    name = LineField(_("organisation"), max_length=120, help_text=_("As buyers read it before they pay."))
    inn = models.CharField(
        _("tax number (INN)"),
        max_length=14,
        help_text=_("Of the organisation: 14 digits, the first is 0. A person's number is not accepted."),
    )
    bank = LineField(_("bank"), max_length=80)
    account_kind = models.CharField(_("account"), max_length=10, choices=Account.choices)
    code = models.CharField(
        _("text of the bank's QR code"),
        max_length=512,
        help_text=_("Scan the bank's code with any reader and copy its text here."),
    )
    account = models.CharField(_("number in the code"), max_length=99, editable=False)
    writes_sum = models.BooleanField(
        _("the bank lets us write the sum into its code"),
        default=False,
        help_text=_("Then the buyer cannot change it, and the number of the reservation stands beside it."),
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        verbose_name=_("added by"),
        editable=False,
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    objects = PayeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("payee")
        verbose_name_plural = _("payees")
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(
                name="payee_is_an_organisation",
                condition=Q(inn__regex=r"^0[0-9]{13}$"),
                violation_error_message=_(
                    "This is not an organisation's number: 14 digits, the first is 0. A person cannot be paid."
                ),
            ),
            # A wallet goes by its owner's telephone or personal number.
            models.CheckConstraint(
                name="payee_account_is_no_wallet",
                condition=~Q(account__regex=r"^(\+?996[0-9]{9}|0[0-9]{9}|[12][0-9]{13})$") & ~Q(account=""),
                violation_error_message=_(
                    "This code pays a person: its number is a telephone or a personal number. "
                    "Ask the bank for the organisation's code."
                ),
            ),
            models.CheckConstraint(
                name="payee_account_kind_is_known",
                condition=Q(account_kind__in=["merchant", "settlement"]),
            ),
            models.CheckConstraint(name="payee_is_named", condition=~Q(name="") & ~Q(bank="")),
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.bank}"


class PayeeChoice(models.Model):
    """Whom an exhibition's visitors pay by QR. Asked for by one person with a reason; it counts once another has
    agreed, and until it is ended. Where money goes is never changed by one hand (trigger payee_choice_guard)."""

    exhibition = models.ForeignKey(
        Exhibition, models.PROTECT, related_name="payee_choices", verbose_name=_("exhibition")
    )
    payee = models.ForeignKey(Payee, models.PROTECT, related_name="choices", verbose_name=_("payee"))
    reason = LineField(_("reason"), max_length=300)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by")
    )
    asked_at = models.DateTimeField(_("asked"))
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("agreed by")
    )
    agreed_at = models.DateTimeField(_("agreed at"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("ended by")
    )
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = PayeeQuerySet.as_manager()

    class Meta:
        verbose_name = _("choice of a payee")
        verbose_name_plural = _("choices of payees")
        ordering = ("-asked_at",)
        constraints = [
            models.CheckConstraint(
                name="payee_choice_is_agreed_by_someone_else",
                condition=Q(agreed_by=None, agreed_at=None)
                | Q(agreed_by__isnull=False, agreed_at__isnull=False) & ~Q(agreed_by=F("asked_by")),
                violation_error_message=_("You asked for this. A second person has to agree."),
            ),
            models.CheckConstraint(
                name="payee_choice_end_has_a_person",
                condition=Q(ended_by=None, ended_at=None) | Q(ended_by__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(name="payee_choice_has_reason", condition=~Q(reason="")),
            models.UniqueConstraint(
                name="one_standing_payee_per_exhibition",
                fields=["exhibition"],
                condition=Q(agreed_at__isnull=False, ended_at=None),
            ),
            models.UniqueConstraint(
                name="one_waiting_payee_per_exhibition",
                fields=["exhibition"],
                condition=Q(agreed_at=None, ended_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exhibition} · {self.payee}"
