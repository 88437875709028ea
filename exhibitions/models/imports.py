from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from exhibitions.models.artworks import Artwork
from inmates.models import Artist, Institution
from staff.scope import ScopedQuerySet
from staff.text import LineField


class ImportQuerySet(ScopedQuerySet):
    institution_path = "institution"
    seen_by = frozenset({"cataloguer"})


class Import(models.Model):
    """A list that somebody sent, on its way into the record: first its columns are said, then every row is planned,
    and after a person has agreed it is written in steps. Photos of many works take the same way, without columns; each
    of them is a row."""

    class Kind(models.TextChoices):
        LIST = "list"
        PHOTOS = "photos"

    class State(models.TextChoices):
        ASKING = "asking", _("columns to be said")
        PLANNING = "planning", _("being read")
        PLANNED = "planned", _("waiting for confirmation")
        WRITING = "writing", _("being written")
        WRITTEN = "written", _("written")
        CANCELLED = "cancelled", _("stopped")
        REFUSED = "refused", _("cannot be read")

    institution = models.ForeignKey(
        Institution, models.PROTECT, related_name="imports", verbose_name=_("institution")
    )
    kind = models.CharField(max_length=6, choices=Kind.choices, default=Kind.LIST, editable=False)
    file_name = LineField(_("file"), max_length=200)
    stored = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.ASKING)
    refusal = models.CharField(max_length=20, blank=True, editable=False)
    header = models.JSONField(default=list, editable=False)
    sample = models.JSONField(default=list, editable=False, help_text="The first rows, to choose columns by.")
    columns = models.JSONField(default=list, editable=False, help_text="For each column [field, unit].")
    artist = models.ForeignKey(
        Artist, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("artist")
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True, help_text="The last sign of life of whoever carries it.")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(name="import_kind_is_known", condition=Q(kind__in=["list", "photos"])),
            models.CheckConstraint(
                name="photos_have_no_columns", condition=~Q(kind="photos") | ~Q(state="asking") & Q(columns=[])
            ),
            models.CheckConstraint(
                name="import_state_is_known",
                condition=Q(
                    state__in=[
                        "asking", "planning", "planned", "writing", "written", "cancelled", "refused",
                    ]
                ),
            ),
            models.CheckConstraint(
                name="import_is_written_after_confirmation",
                condition=~Q(state__in=["writing", "written"]) | Q(confirmed_at__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.file_name


class ImportRowQuerySet(ScopedQuerySet):
    institution_path = "parent__institution"
    seen_by = ImportQuerySet.seen_by


class ImportRow(models.Model):
    """One row of the list: what stood there, what it would change, and the artwork once it is written."""

    class Verdict(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        UNCHANGED = "unchanged", _("Unchanged")
        WRONG = "wrong", _("Wrong")

    parent = models.ForeignKey(Import, models.CASCADE, related_name="rows", verbose_name=_("import"))
    line = models.PositiveIntegerField(_("row"))
    original = models.JSONField(help_text="The texts of its cells, as they came.")
    reference = models.CharField(_("reference"), max_length=60, blank=True)
    plan = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    before = models.JSONField(default=dict, help_text="What the plan would replace.")
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices)
    reasons = models.JSONField(default=list, help_text="Why it is wrong: [code, field or line].")
    notes = models.JSONField(default=list, help_text="What was not understood, but stops nothing.")
    artwork = models.ForeignKey(
        Artwork, models.SET_NULL, null=True, related_name="import_rows", verbose_name=_("artwork")
    )
    written_at = models.DateTimeField(null=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of imports")
        ordering = ("line",)
        indexes = [models.Index(fields=["parent", "verdict", "line"], name="import_rows_by_verdict")]
        constraints = [
            models.UniqueConstraint(name="one_row_per_line_of_an_import", fields=["parent", "line"]),
            models.CheckConstraint(
                name="import_verdict_is_known",
                condition=Q(verdict__in=["new", "changed", "unchanged", "wrong"]),
            ),
            models.CheckConstraint(
                name="import_row_is_wrong_for_a_reason",
                condition=Q(verdict="wrong") & ~Q(reasons=[]) | ~Q(verdict="wrong") & Q(reasons=[]),
            ),
            models.CheckConstraint(
                name="import_row_is_written_where_it_changes",
                condition=Q(written_at__isnull=True) | Q(verdict__in=["new", "changed"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parent_id} · {self.line}"
