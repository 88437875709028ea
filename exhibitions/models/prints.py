from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from exhibitions.models.exhibits import Exhibit
from staff.scope import ScopedQuerySet


class PrintQuerySet(ScopedQuerySet):
    institution_path = "exhibit__artwork__artist__institution"
    seen_by = frozenset({"organiser"})


class Print(models.Model):
    """A paper about one exhibit that was given out, to know later what hangs there. It keeps no word of it: `seals` are
    keyed, one for each part of the paper, and tell only whether the part reads otherwise today."""

    class Kind(models.TextChoices):
        LABEL = "label", _("Label")

    class Shown(models.TextChoices):
        NAME = "name", _("a name")
        INSTITUTION = "institution", _("an institution")
        NOBODY = "nobody", _("nobody")

    exhibit = models.ForeignKey(
        Exhibit, models.PROTECT, related_name="prints", verbose_name=_("exhibit"), db_index=False
    )
    kind = models.CharField(_("paper"), max_length=12, choices=Kind.choices, default=Kind.LABEL)
    shown = models.CharField(_("whom it names"), max_length=12, choices=Shown.choices)
    seals = models.JSONField(_("seals"))
    printed_at = models.DateTimeField(_("printed"), db_default=Now())
    printed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("printed by")
    )

    objects = PrintQuerySet.as_manager()

    class Meta:
        verbose_name = _("print")
        verbose_name_plural = _("prints")
        indexes = [models.Index(fields=["exhibit", "kind", "-id"], name="latest_print_of_an_exhibit")]
        constraints = [
            models.CheckConstraint(name="print_kind_is_known", condition=Q(kind__in=["label"])),
            models.CheckConstraint(
                name="print_names_someone_known", condition=Q(shown__in=["name", "institution", "nobody"])
            ),
        ]

    def __str__(self) -> str:
        return f"{self.exhibit_id} · {self.printed_at:%Y-%m-%d %H:%M}"
