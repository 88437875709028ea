"""Attribution: how the public sees the artist, from the most open to the most guarded."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    FULL_NAME = "full_name", _("Full name")
    FIRST_NAME_INITIAL = "first_name_initial", _("First name and initial")
    FIRST_NAME = "first_name", _("First name")
    PSEUDONYM = "pseudonym", _("Pseudonym")
    INSTITUTION = "institution", _("Institution only")
    ANONYMOUS = "anonymous", _("Anonymous")

    @property
    def openness(self) -> int:
        """0 for anonymous, rising; the same numbers stand in the database function attribution_openness()."""
        return len(Level) - 1 - list(Level).index(self)


NAMED = frozenset({Level.FULL_NAME, Level.FIRST_NAME_INITIAL, Level.FIRST_NAME, Level.PSEUDONYM})


def lowest(*levels: str) -> Level:
    """What policy, consent and risk all allow."""
    return min(map(Level, levels), key=lambda level: level.openness)
