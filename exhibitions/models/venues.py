from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.roles import ALL
from staff.scope import ScopedQuerySet
from staff.text import LineField
from staff.words import Trilingual


class OpenToStaff(ScopedQuerySet):
    """Rows of the house itself: they belong to no institution, and everybody who works here may see them."""

    seen_by = ALL

    def visible_to(self, user):  # type: ignore[no-untyped-def]
        from staff.scope import memberships

        works_here = user.is_active and (user.is_superuser or memberships(user))
        return self if works_here else self.none()


class Venue(models.Model):
    """Where an exhibition takes place."""

    name = Trilingual(LineField, _("name"), max_length=200)
    address = Trilingual(LineField, _("address"), max_length=300)
    city = Trilingual(LineField, _("city"), max_length=80)
    directions = Trilingual(LineField, _("how to find it"), required=False, max_length=300)

    objects = OpenToStaff.as_manager()

    class Meta:
        verbose_name = _("venue")
        verbose_name_plural = _("venues")

    def __str__(self) -> str:
        return self.name


class Hall(models.Model):
    """A room of a venue."""

    venue = models.ForeignKey(Venue, models.CASCADE, related_name="halls", verbose_name=_("venue"))
    name = Trilingual(LineField, _("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = OpenToStaff.as_manager()

    class Meta:
        verbose_name = _("hall")
        verbose_name_plural = _("halls")
        ordering = ("venue", "position", "pk")
        constraints = [models.UniqueConstraint(fields=["venue", "position"], name="one_hall_per_position")]

    def __str__(self) -> str:
        return f"{self.venue}, {self.name}"


class Wall(models.Model):
    """A wall of a hall, as wide as it is between its corners. Exhibits hang by its name."""

    hall = models.ForeignKey(Hall, models.CASCADE, related_name="walls", verbose_name=_("hall"))
    name = LineField(_("name"), max_length=20, help_text=_("One letter, as on the plan: A."))
    width_mm = models.PositiveIntegerField(_("width, mm"))
    position = models.PositiveSmallIntegerField(_("order"), default=1)

    objects = OpenToStaff.as_manager()

    class Meta:
        verbose_name = _("wall")
        verbose_name_plural = _("walls")
        ordering = ("hall", "position", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "name"],
                name="one_wall_per_name",
                violation_error_message=_("This hall has a wall of this name already."),
            ),
            models.CheckConstraint(
                name="wall_width_is_sensible",
                condition=models.Q(width_mm__range=(100, 100_000)),
                violation_error_message=_("A wall is between ten centimetres and a hundred metres wide."),
            ),
        ]

    def __str__(self) -> str:
        return self.name
