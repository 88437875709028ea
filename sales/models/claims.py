import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from exhibitions.models import Artwork, Exhibit
from staff.scope import ScopedQuerySet


class ClaimQuerySet(ScopedQuerySet):
    institution_path = None  # the desk sees the whole room
    seen_by = frozenset({"organiser", "cashier", "treasurer", "auditor"})

    def live(self) -> "ClaimQuerySet":
        """Not ended. A hold may have lapsed without being ended yet: ask availability, which also asks the clock."""
        return self.filter(ended_at__isnull=True)


class Claim(models.Model):
    """The one live hold or sale of one artwork; the scarce row itself. It is ended, never changed or deleted
    (trigger claim_guard). No column on the artwork says whether it is free: that is derived from these rows."""

    class Kind(models.TextChoices):
        HOLD = "hold", _("Reservation")
        SALE = "sale", _("Sale")

    class End(models.TextChoices):
        LAPSED = "lapsed", _("Lapsed")
        CANCELLED = "cancelled", _("Cancelled by the visitor")
        RELEASED = "released", _("Released at the desk")
        ACCEPTED = "accepted", _("Accepted: held on")
        BECAME_SALE = "became_sale", _("Became a sale")
        REVERSED = "reversed", _("Reversed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    artwork = models.ForeignKey(Artwork, models.PROTECT, related_name="claims", verbose_name=_("artwork"))
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="claims", verbose_name=_("exhibit"))
    kind = models.CharField(_("kind"), max_length=4, choices=Kind.choices)
    contact = models.BinaryField(
        _("whose"), null=True, help_text=_("Keyed hash of the telephone, not the telephone.")
    )
    slot = models.PositiveSmallIntegerField(_("which of the phone's holds"), null=True)
    from_at = models.DateTimeField(_("from"))
    until_at = models.DateTimeField(_("until"), null=True)
    ended_at = models.DateTimeField(_("ended"), null=True)
    end_reason = models.CharField(_("ended because"), max_length=12, choices=End.choices, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("-from_at",)
        constraints = [
            models.UniqueConstraint(
                name="one_live_claim_per_artwork", fields=["artwork"], condition=Q(ended_at__isnull=True)
            ),
            models.UniqueConstraint(
                name="two_live_holds_per_contact",
                fields=["contact", "slot"],
                condition=Q(ended_at__isnull=True, kind="hold"),
            ),
            ExclusionConstraint(
                name="claims_of_one_artwork_never_overlap",
                expressions=[
                    (
                        Func(F("artwork"), F("artwork"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(
                            F("from_at"),
                            F("ended_at"),
                            function="tstzrange",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="claim_hold_has_end_and_slot",
                condition=Q(
                    kind="hold",
                    until_at__isnull=False,
                    slot__isnull=False,  # or else the check comes to NULL, and passes
                    slot__range=(1, 2),
                    contact__isnull=False,
                )
                | Q(kind="sale", until_at__isnull=True, slot__isnull=True),
            ),
            models.CheckConstraint(
                name="claim_end_has_reason",
                condition=Q(ended_at__isnull=True, end_reason="")
                | Q(
                    ended_at__isnull=False,
                    kind="hold",
                    end_reason__in=["lapsed", "cancelled", "released", "accepted", "became_sale"],
                )
                | Q(ended_at__isnull=False, kind="sale", end_reason="reversed"),
            ),
            # An empty range overlaps nothing, so it would slip past the exclusion above.
            models.CheckConstraint(
                name="claim_until_after_from",
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")),
            ),
            models.CheckConstraint(
                name="claim_ended_after_from",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gt=F("from_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {str(self.pk)[:8]}"
