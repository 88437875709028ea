import datetime

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inmates.levels import NAMED, Level
from inmates.models.artists import Artist
from staff.scope import ScopedQuerySet
from staff.text import LineField
from staff.words import LANGUAGES, Trilingual


class Purpose(models.TextChoices):
    SHOW = "show", _("Exhibit the work")
    SELL = "sell", _("Sell the work")
    PHOTOGRAPH = "photograph", _("Photograph the work")
    WEB = "web", _("Show it on the web")
    PRESS = "press", _("Press and social media")
    STORY = "story", _("Publish the story")
    ATTRIBUTION = "attribution", _("How to be named")
    LETTERS = "letters", _("Receive visitors' letters")


class ConsentQuerySet(ScopedQuerySet):
    institution_path = "artist__institution"
    seen_by = frozenset({"cataloguer", "reviewer", "organiser", "auditor"})

    def in_force(self, at: datetime.datetime | None = None) -> "ConsentQuerySet":
        """Given, in effect, not refused, not withdrawn, not expired. Its twin in SQL is the view consent_in_force."""
        at = at or timezone.now()
        return self.filter(
            Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate(at)),
            Q(effective_at__isnull=True) | Q(effective_at__lte=at),
            granted=True,
            withdrawn_at__isnull=True,
            given_at__lte=at,
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Consent(models.Model):
    """What an artist agreed to, or refused, for one purpose: when, in which language, read by whom, before which
    witness. Withdrawn, never deleted. Resolution 759 (2017) sets the procedure."""

    artist = models.ForeignKey(Artist, models.PROTECT, related_name="consents", verbose_name=_("artist"))
    purpose = models.CharField(_("purpose"), max_length=20, choices=Purpose.choices)
    granted = models.BooleanField(
        _("agreed"), default=False, help_text=_("Unticked, this records a refusal.")
    )
    level = models.CharField(_("how to be named"), max_length=20, choices=Level.choices, blank=True)
    name_as_agreed = Trilingual(LineField, _("name as agreed"), required=False, max_length=120)
    read_in = models.CharField(
        _("read aloud in"), max_length=2, choices=[(code, code) for code in LANGUAGES], default="ky"
    )
    given_at = models.DateTimeField(_("given"), default=timezone.now)
    effective_at = models.DateTimeField(
        _("counts from"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Empty: from when it was given. A name shown more openly than before waits a day."),
    )
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    after_release = models.BooleanField(
        _("also after release"), default=False, help_text=_("Unticked, it ends on the day of release.")
    )
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents_read", verbose_name=_("read by")
    )
    witness = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="consents_witnessed", verbose_name=_("witness")
    )
    paper = models.CharField(_("signed paper"), max_length=120, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True, editable=False)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="consents_withdrawn",
        verbose_name=_("withdrawn by"),
    )
    withdrawal_reason = LineField(_("reason for withdrawal"), max_length=300, blank=True, editable=False)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ("-given_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                name="one_standing_consent_per_purpose",
                fields=["artist", "purpose"],
                # A more open name waits beside the one that counts meanwhile.
                condition=Q(withdrawn_at__isnull=True) & ~Q(purpose=Purpose.ATTRIBUTION),
                violation_error_message=_(
                    "This is already recorded. Withdraw it first, then record the new answer."
                ),
            ),
            models.CheckConstraint(name="consent_purpose_is_known", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(
                name="consent_reader_is_not_witness",
                condition=~Q(read_by=F("witness")),
                violation_error_message=_("The reader cannot be the witness. Choose a second person."),
            ),
            models.CheckConstraint(
                name="consent_counts_after_given",
                condition=Q(effective_at__isnull=True) | Q(effective_at__gte=F("given_at")),
            ),
            models.CheckConstraint(
                name="consent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            ),
            models.CheckConstraint(
                name="consent_withdrawal_has_a_person",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
            models.CheckConstraint(
                name="consent_level_only_for_attribution",
                condition=Q(purpose=Purpose.ATTRIBUTION, granted=True, level__in=Level.values)
                | Q(purpose=Purpose.ATTRIBUTION, granted=False, level="")
                | (~Q(purpose=Purpose.ATTRIBUTION) & Q(level="")),
                violation_error_message=_(
                    "Say how the artist wishes to be named; for other purposes leave it empty."
                ),
            ),
            models.CheckConstraint(
                name="consent_name_only_where_named",
                condition=Q(level__in=sorted(NAMED)) & ~Q(name_as_agreed_ky="")
                | ~Q(level__in=sorted(NAMED))
                & Q(name_as_agreed_ky="", name_as_agreed_ru="", name_as_agreed_en=""),
                violation_error_message=_(
                    "Write the name exactly as agreed, or leave it empty where none is shown."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artist_id} · {self.get_purpose_display()}"

    @property
    def is_waiting(self) -> bool:
        """A more open name, on the day before it counts."""
        return bool(self.effective_at and self.effective_at > timezone.now() and not self.withdrawn_at)

    @property
    def is_over(self) -> bool:
        """Withdrawn, or past the last day that was agreed."""
        expired = self.valid_until is not None and self.valid_until < timezone.localdate()
        return self.withdrawn_at is not None or expired
