import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models import Artwork, Exhibit
from sales.models.claims import Claim, ClaimQuerySet
from staff.text import LineField
from staff.words import LANGUAGES


class PlaceQuerySet(ClaimQuerySet):
    seen_by = frozenset({"organiser", "cashier"})

    def waiting(self) -> "PlaceQuerySet":
        """In the order in which they came."""
        return self.filter(ended_at=None).order_by("joined_at", "pk")


class Place(models.Model):
    """A visitor's place in the line for a work that someone else holds. It ends when their turn comes, as an offer (a
    hold of some minutes), or when they leave; whoever lets the offer pass is out of the line for good. A place is ended
    once, never deleted (trigger place_guard); telephone and name are erased when their time is over."""

    class End(models.TextChoices):
        OFFERED = "offered", _("The work was offered")
        LEFT = "left", _("Left the line")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    artwork = models.ForeignKey(Artwork, models.PROTECT, related_name="line", verbose_name=_("artwork"))
    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="line", verbose_name=_("exhibit"))
    contact = models.BinaryField(_("whose"), help_text=_("Keyed hash of the telephone, not the telephone."))
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    name = LineField(_("first name"), max_length=60, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=[(c, c) for c in LANGUAGES], default="ky"
    )
    else_like = models.BooleanField(_("or one like it"), default=False)
    secret_sha256 = models.BinaryField(unique=True)
    joined_at = models.DateTimeField(_("joined"))
    ended_at = models.DateTimeField(_("ended"), null=True)
    end_reason = models.CharField(_("ended because"), max_length=8, choices=End.choices, blank=True)
    offer = models.OneToOneField(
        Claim, models.PROTECT, null=True, related_name="offer_of", verbose_name=_("offer")
    )
    erase_on = models.DateField(_("erased on"))
    erased_at = models.DateTimeField(_("erased"), null=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("place in line")
        verbose_name_plural = _("places in line")
        ordering = ("joined_at", "pk")
        indexes = [models.Index(fields=["artwork", "joined_at"], condition=Q(ended_at=None), name="the_line")]
        constraints = [
            models.UniqueConstraint(
                name="one_place_per_artwork_and_contact",
                fields=["artwork", "contact"],
                condition=Q(ended_at=None),
            ),
            models.CheckConstraint(
                name="place_end_is_whole",
                condition=Q(ended_at__isnull=True, end_reason="", offer__isnull=True)
                | Q(ended_at__isnull=False, end_reason="left", offer__isnull=True)
                | Q(ended_at__isnull=False, end_reason="offered", offer__isnull=False),
            ),
            models.CheckConstraint(
                name="place_has_phone_until_erased",
                condition=Q(erased_at__isnull=True) & ~Q(phone="")
                | Q(erased_at__isnull=False, phone="", name=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{str(self.pk)[:8]}"
