import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Case, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from exhibitions.models.artworks import Artwork
from exhibitions.models.exhibits import Exhibit
from exhibitions.models.photos import Photo
from inmates.models import NAMED, Consent, Level
from staff.scope import ScopedQuerySet
from staff.text import LineField, ProseField
from staff.words import LANGUAGES, Trilingual

_WAITS = Q(approved_at=None, ended_at=None)
# Those that wait, the nearest opening first, then the longest waiting; after them the rest, the newest first.
QUEUE = (
    F("settled").asc(),
    F("needed_at").asc(nulls_last=True),
    Case(When(_WAITS, then=F("proposed_at"))).asc(nulls_last=True),
    "-proposed_at",
    "-pk",
)


class PublicationQuerySet(ScopedQuerySet):
    institution_path = "artwork__artist__institution"
    seen_by = frozenset({"cataloguer", "reviewer", "organiser", "auditor"})

    def waiting(self) -> "PublicationQuerySet":
        return self.filter(approved_at__isnull=True, ended_at__isnull=True)

    def standing(self) -> "PublicationQuerySet":
        """Approved and not ended; whether the public sees it now also depends on the consents it is bound to."""
        return self.filter(approved_at__isnull=False, ended_at__isnull=True)

    def with_need(self) -> "PublicationQuerySet":
        """Each that waits with the nearest opening it is needed for; to be ordered by QUEUE."""
        coming = Exhibit.objects.filter(artwork=OuterRef("artwork"), withdrawn_at=None)
        coming = coming.filter(exhibition__closes_at__gt=Now()).order_by("exhibition__opens_at")
        return self.annotate(
            settled=Case(When(_WAITS, then=0), default=1),
            needed_at=Case(When(_WAITS, then=Subquery(coming.values("exhibition__opens_at")[:1]))),
        )


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent())
class Publication(models.Model):
    """The approved public face of an artwork: exactly the words and images that two people approved.

    The content columns are written once (trigger publication_guard); `content_sha` is computed by the database from
    them (publication_seal). Approval names the hash that was read, so nothing else can be approved by mistake."""

    class End(models.TextChoices):
        SUPERSEDED = "superseded", _("Replaced by a newer one")
        SENT_BACK = "sent_back", _("Sent back")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    artwork = models.ForeignKey(
        Artwork, models.PROTECT, related_name="publications", verbose_name=_("artwork")
    )
    photo = models.ForeignKey(Photo, models.PROTECT, null=True, blank=True, verbose_name=_("photo"))
    title = Trilingual(LineField, _("title"), max_length=300)
    technique = Trilingual(LineField, _("technique"), required=False, max_length=200)
    story = Trilingual(ProseField, _("story"), required=False, max_length=4000)
    told_in = models.CharField(
        _("story told in"), max_length=2, choices=[(c, c) for c in LANGUAGES], blank=True
    )
    alt = Trilingual(LineField, _("alternative text"), required=False, max_length=400)
    made = LineField(_("year"), max_length=40, blank=True)
    height_mm = models.PositiveIntegerField(_("height, mm"), null=True)
    width_mm = models.PositiveIntegerField(_("width, mm"), null=True)
    depth_mm = models.PositiveIntegerField(_("depth, mm"), null=True)
    kind = models.CharField(_("type of work"), max_length=40, blank=True)
    terms = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("terms"))
    images = models.JSONField(_("images"), default=list, blank=True)
    mean_colour = models.CharField(_("mean colour"), max_length=7, blank=True)
    level = models.CharField(_("attribution"), max_length=20, choices=Level.choices, default=Level.ANONYMOUS)
    shown_as = Trilingual(LineField, _("shown as"), required=False, max_length=120)
    show_consent = models.ForeignKey(
        Consent, models.PROTECT, related_name="+", verbose_name=_("consent to show")
    )
    attribution_consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, related_name="+", verbose_name=_("consent to the name")
    )
    story_consent = models.ForeignKey(
        Consent, models.PROTECT, null=True, related_name="+", verbose_name=_("consent to the story")
    )
    content_sha = models.BinaryField(_("seal"), editable=False, db_default=b"")
    search = SearchVectorField(editable=False, null=True)

    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="publications_proposed",
        verbose_name=_("proposed by"),
    )
    proposed_at = models.DateTimeField(_("proposed"), db_default=Now())
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="publications_approved",
        verbose_name=_("approved by"),
    )
    approved_at = models.DateTimeField(_("approved"), null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="publications_ended",
        verbose_name=_("ended by"),
    )
    ended_at = models.DateTimeField(_("ended"), null=True)
    ended_as = models.CharField(_("ended as"), max_length=12, choices=End.choices, blank=True)
    end_reason = LineField(_("reason"), max_length=300, blank=True)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ("-proposed_at", "-pk")
        indexes = [GinIndex(fields=["search"], name="publication_search")]
        constraints = [
            models.CheckConstraint(
                name="publication_approver_is_not_author",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("proposed_by")),
                violation_error_message=_("You proposed this text. Someone else has to approve it."),
            ),
            models.CheckConstraint(
                name="publication_approval_has_a_person",
                condition=Q(approved_at__isnull=True, approved_by__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="publication_end_is_whole",
                condition=Q(ended_at__isnull=True, ended_by__isnull=True, ended_as="")
                | Q(
                    ended_at__isnull=False,
                    ended_by__isnull=False,
                    ended_as__in=["superseded", "sent_back", "withdrawn"],
                ),
            ),
            models.UniqueConstraint(
                name="one_standing_publication_per_artwork",
                fields=["artwork"],
                condition=Q(approved_at__isnull=False, ended_at__isnull=True),
            ),
            models.UniqueConstraint(
                name="one_waiting_publication_per_artwork",
                fields=["artwork"],
                condition=Q(approved_at__isnull=True, ended_at__isnull=True),
            ),
            models.CheckConstraint(name="publication_has_kyrgyz_title", condition=~Q(title_ky="")),
            models.CheckConstraint(
                name="publication_name_only_where_named",
                condition=Q(level__in=sorted(NAMED), attribution_consent__isnull=False) & ~Q(shown_as_ky="")
                | ~Q(level__in=sorted(NAMED)) & Q(shown_as_ky="", shown_as_ru="", shown_as_en=""),
            ),
            models.CheckConstraint(
                name="publication_story_has_consent",
                condition=Q(story_consent__isnull=False) | Q(story_ky="", story_ru="", story_en=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.artwork_id} · {self.title}"
