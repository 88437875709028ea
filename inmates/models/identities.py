from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from inmates.models.artists import Artist
from staff.scope import ScopedQuerySet, memberships
from staff.text import LineField


class IdentityQuerySet(ScopedQuerySet):
    institution_path = "artist__institution"

    def visible_to(self, user):  # type: ignore[no-untyped-def]
        """Not a matter of roles: only of a membership that carries the right to read identities."""
        allowed = [membership for membership in memberships(user) if membership.reads_identities]
        if any(membership.institution_id is None for membership in allowed):
            return self
        return self.filter(artist__institution__in=[membership.institution_id for membership in allowed])


class Identity(models.Model):
    """The legal name, register number and birth date of an inmate. Reading it needs a right and leaves a trace.
    The whole product works with this table empty: the institution may keep the list on paper."""

    artist = models.OneToOneField(Artist, models.PROTECT, primary_key=True, verbose_name=_("artist"))
    surname = LineField(_("surname"), max_length=120)
    first_name = LineField(_("first name"), max_length=120)
    patronymic = LineField(_("patronymic"), max_length=120, blank=True)
    register_number = LineField(_("register number"), max_length=60, blank=True)
    born_on = models.DateField(_("date of birth"), null=True, blank=True)

    objects = IdentityQuerySet.as_manager()

    class Meta:
        verbose_name = _("identity")
        verbose_name_plural = _("identities")

    def __str__(self) -> str:
        return f"{self.artist_id}"


class IdentityReadingQuerySet(ScopedQuerySet):
    institution_path = "identity__artist__institution"
    seen_by = frozenset({"auditor"})


class IdentityReading(models.Model):
    """One opening of an identity: who, when, why. Only ever added."""

    identity = models.ForeignKey(
        Identity, models.PROTECT, related_name="readings", verbose_name=_("identity")
    )
    read_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name=_("read by"))
    reason = LineField(_("reason"), max_length=300)
    at = models.DateTimeField(_("at"), auto_now_add=True)

    objects = IdentityReadingQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading of an identity")
        verbose_name_plural = _("readings of identities")
        constraints = [
            models.CheckConstraint(name="identity_reading_has_reason", condition=~models.Q(reason=""))
        ]

    def __str__(self) -> str:
        return f"{self.identity_id} · {self.at:%Y-%m-%d}"
