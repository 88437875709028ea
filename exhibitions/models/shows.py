import datetime

import pghistory
from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models.venues import OpenToStaff, Venue
from staff.text import LineField, ProseField
from staff.words import Trilingual


class ExhibitionQuerySet(OpenToStaff):
    def on_at(self, at: datetime.datetime) -> "ExhibitionQuerySet":
        return self.filter(announced_at__lte=at, opens_at__lte=at, closes_at__gt=at)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Exhibition(models.Model):
    """A show, usually of one day. Until it is announced the public knows nothing of it."""

    class Reserving(models.TextChoices):
        EVERYONE = "everyone", _("Everyone")
        ROOM = "room", _("Who is in the room")
        ROOM_FIRST = "room_first", _("Who is in the room; later everyone")

    slug = models.SlugField(_("address"), max_length=60, unique=True, help_text=_("As in /e/ak-jol/"))
    code = models.CharField(
        _("short code"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^[a-z]{1,8}$", _("Small Latin letters only."))],
        help_text=_("Stands before the number in the address on a label: ak makes /ak17."),
    )
    title = Trilingual(LineField, _("title"), max_length=120)
    lede = Trilingual(ProseField, _("introduction"), required=False, max_length=600)
    venue = models.ForeignKey(Venue, models.PROTECT, related_name="exhibitions", verbose_name=_("venue"))
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    announced_at = models.DateTimeField(
        _("announced"), null=True, blank=True, help_text=_("Empty: the public does not see it yet.")
    )
    prices_frozen_at = models.DateTimeField(
        _("prices are fixed from"),
        null=True,
        blank=True,
        help_text=_("Then, and after the opening at the latest, a price changes only by two people."),
    )
    hold_minutes = models.PositiveSmallIntegerField(_("minutes a reservation lasts"), default=30)
    reserving = models.CharField(
        _("who may reserve"),
        max_length=10,
        choices=Reserving.choices,
        default=Reserving.EVERYONE,
        help_text=_("Who is in the room shows it with the code at the door."),
    )
    room_minutes = models.PositiveSmallIntegerField(
        _("minutes for the room alone"),
        default=30,
        help_text=_("From the opening on. Counts only where everyone may reserve later."),
    )
    holds_per_phone = models.PositiveSmallIntegerField(
        _("works one telephone may hold"),
        default=2,
        choices=[(1, "1"), (2, "2")],
        help_text=_("Offers of the line are counted as well."),
    )
    desk_only_at = models.DateTimeField(_("desk only since"), null=True, blank=True, editable=False)
    desk_only_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("desk only: switched by"),
    )
    works_wanted = models.PositiveSmallIntegerField(
        _("works wanted from each institution"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Officers see it beside the number of works that are ready. Empty: no target is shown."),
    )
    phone = LineField(_("telephone for visitors"), max_length=40, blank=True)

    objects = ExhibitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("exhibition")
        verbose_name_plural = _("exhibitions")
        ordering = ("-opens_at",)
        constraints = [
            models.CheckConstraint(
                name="exhibition_closes_after_it_opens",
                condition=Q(closes_at__gt=F("opens_at")),
                violation_error_message=_("An exhibition has to open before it closes."),
            ),
            models.CheckConstraint(
                name="exhibition_hold_is_sensible",
                condition=Q(hold_minutes__range=(1, 24 * 60)),
                violation_error_message=_("A reservation lasts between one minute and a day."),
            ),
            models.CheckConstraint(
                name="exhibition_reserving_is_known",
                condition=Q(reserving__in=["everyone", "room", "room_first"]),
            ),
            models.CheckConstraint(
                name="exhibition_room_minutes_are_sensible",
                condition=Q(room_minutes__range=(1, 24 * 60)),
                violation_error_message=_("The room has between one minute and a day for itself."),
            ),
            models.CheckConstraint(
                name="exhibition_holds_one_or_two", condition=Q(holds_per_phone__range=(1, 2))
            ),
            models.CheckConstraint(
                name="exhibition_desk_only_has_a_person",
                condition=Q(desk_only_at__isnull=True, desk_only_by__isnull=True)
                | Q(desk_only_at__isnull=False, desk_only_by__isnull=False),
            ),
            models.CheckConstraint(name="exhibition_code_is_plain", condition=Q(code__regex=r"^[a-z]{1,8}$")),
        ]

    def __str__(self) -> str:
        return self.title


class ExhibitionVersion(models.Model):
    """Raised by triggers, in the same transaction as whatever changes what the public sees, so that a kept page can
    be checked with one small SELECT. Apart from the exhibition, because it is written at every sale."""

    exhibition = models.OneToOneField(
        Exhibition, models.CASCADE, primary_key=True, related_name="version_row"
    )
    version = models.BigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.exhibition_id} · {self.version}"
