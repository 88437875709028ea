import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from staff.scope import ScopedQuerySet


class Role(models.TextChoices):
    CATALOGUER = "cataloguer", _("Cataloguer")
    REVIEWER = "reviewer", _("Reviewer")
    ORGANISER = "organiser", _("Organiser")
    CASHIER = "cashier", _("Cashier")
    TREASURER = "treasurer", _("Treasurer")
    AUDITOR = "auditor", _("Auditor")


class MembershipQuerySet(ScopedQuerySet):
    institution_path = "institution"
    seen_by = frozenset({"organiser", "auditor"})


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Membership(models.Model):
    """A role someone holds, in one institution or, where none is named, in all of them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("user")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    institution = models.ForeignKey(
        "inmates.Institution",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name=_("institution"),
        help_text=_("Leave empty for every institution."),
    )
    reads_identities = models.BooleanField(
        _("may read identities"),
        default=False,
        help_text=_("Legal names and register numbers. Every reading is recorded."),
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "institution"],
                name="one_membership_per_role_and_institution",
                nulls_distinct=False,
            ),
            models.CheckConstraint(name="membership_role_is_known", condition=Q(role__in=Role.values)),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"
