from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from exhibitions.models.exhibits import Exhibit
from exhibitions.models.shows import Exhibition
from staff.scope import ScopedQuerySet
from staff.text import LineField, ProseField


class PriceQuerySet(ScopedQuerySet):
    institution_path = None  # a committee looks at the whole wall
    seen_by = frozenset({"organiser", "reviewer", "treasurer", "auditor"})


class Meeting(models.Model):
    """The minutes of a committee on prices. Nothing is added once they are closed, and the prices in them count when a
    second person has agreed (trigger meeting_guard)."""

    exhibition = models.ForeignKey(
        Exhibition, models.PROTECT, related_name="meetings", verbose_name=_("exhibition")
    )
    held_on = models.DateField(_("day of the meeting"))
    members = ProseField(
        _("who is present"), max_length=2000, blank=True, help_text=_("A line for each: name and office.")
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("begun by")
    )
    begun_at = models.DateTimeField(_("begun"), db_default=Now())
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("closed by")
    )
    closed_at = models.DateTimeField(_("closed"), null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("agreed to by")
    )
    confirmed_at = models.DateTimeField(_("agreed"), null=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("minutes on prices")
        verbose_name_plural = _("minutes on prices")
        ordering = ("-begun_at",)
        constraints = [
            models.UniqueConstraint(
                name="one_open_meeting_per_exhibition", fields=["exhibition"], condition=Q(confirmed_at=None)
            ),
            models.CheckConstraint(
                name="meeting_is_closed_by_someone_with_members",
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False) & ~Q(members=""),
            ),
            models.CheckConstraint(
                name="meeting_is_confirmed_by_another",
                condition=Q(confirmed_at=None, confirmed_by=None)
                | Q(closed_at__isnull=False, confirmed_at__isnull=False, confirmed_by__isnull=False)
                & ~Q(confirmed_by=F("closed_by")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exhibition_id} · {self.held_on:%Y-%m-%d}"


class Price(models.Model):
    """How the price of an exhibit came to be: only ever added (trigger price_guard). What counts stands on the exhibit
    itself. Of what one meeting says of one exhibit, the newest row of a kind is meant."""

    class Kind(models.TextChoices):
        WRITTEN = "written", _("Written by one person")
        WISH = "wish", _("The artist's wish")
        FIRST = "first", _("First estimate")
        SECOND = "second", _("Second estimate")
        APPROVED = "approved", _("Approved by the committee")
        CHANGED = "changed", _("Change of price")

    exhibit = models.ForeignKey(Exhibit, models.PROTECT, related_name="prices", verbose_name=_("exhibit"))
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, related_name="prices", verbose_name=_("minutes")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    for_sale = models.BooleanField(
        _("for sale"), null=True, help_text=_("Empty: taken back while the meeting lasted.")
    )
    amount_tyiyn = models.PositiveBigIntegerField(_("price, tyiyn"), null=True)
    words = LineField(
        _("reason or dissent"),
        max_length=300,
        blank=True,
        help_text=_("Why it is changed; or who of the committee disagreed, and why."),
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    at = models.DateTimeField(_("at"), db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    is_agreed = models.BooleanField(_("agreed"), null=True)

    objects = PriceQuerySet.as_manager()

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="price_is_an_amount_or_not_for_sale",
                # Said without a NULL to compare with: a check that comes to NULL passes.
                condition=Q(
                    for_sale__isnull=False, for_sale=True, amount_tyiyn__isnull=False, amount_tyiyn__gt=0
                )
                | Q(
                    for_sale__isnull=False,
                    for_sale=False,
                    amount_tyiyn=None,
                    kind__in=["written", "approved", "changed"],
                )
                | Q(for_sale=None, amount_tyiyn=None, kind__in=["first", "second", "approved"]),
            ),
            models.CheckConstraint(
                name="price_in_minutes_or_by_itself",
                condition=Q(meeting=None, kind__in=["written", "changed"])
                | Q(meeting__isnull=False, kind__in=["wish", "first", "second", "approved"]),
            ),
            models.CheckConstraint(
                name="price_change_has_reason", condition=~Q(kind="changed") | ~Q(words="")
            ),
            models.CheckConstraint(
                name="price_change_is_agreed_by_another",
                condition=Q(decided_by=None, decided_at=None, is_agreed=None)
                | Q(
                    kind="changed",
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                    is_agreed__isnull=False,
                )
                & (Q(is_agreed=False) | ~Q(decided_by=F("by"))),
            ),
            models.UniqueConstraint(
                name="one_waiting_price_per_exhibit",
                fields=["exhibit"],
                condition=Q(kind="changed", decided_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exhibit_id} · {self.kind}"
