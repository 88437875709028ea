from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sales.models.claims import Claim, ClaimQuerySet
from staff.text import LineField
from staff.words import LANGUAGES


class ReservationQuerySet(ClaimQuerySet):
    seen_by = frozenset({"organiser", "cashier"})


class Reservation(models.Model):
    """A visitor's hold: whom to call, what to say at the desk, and the secret address (only its hash is kept).
    Telephone and name are erased when their time is over; the claim stays."""

    claim = models.OneToOneField(Claim, models.PROTECT, primary_key=True, related_name="reservation")
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    name = LineField(_("first name"), max_length=60, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[(c, c) for c in LANGUAGES], default="ky"
    )
    spoken_code = models.CharField(_("code said at the desk"), max_length=12)
    secret_sha256 = models.BinaryField(unique=True)
    erase_on = models.DateField(_("erased on"))
    erased_at = models.DateTimeField(_("erased"), null=True)

    objects = ReservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.CheckConstraint(
                name="reservation_has_phone_until_erased",
                condition=Q(erased_at__isnull=True) & ~Q(phone="")
                | Q(erased_at__isnull=False, phone="", name=""),
            ),
        ]

    def __str__(self) -> str:
        return self.spoken_code
