from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from staff.words import LANGUAGES


class User(AbstractUser):
    """Someone who works here. What they may do stands in their memberships, not in groups or flags."""

    language = models.CharField(
        _("language"), max_length=2, choices=[(code, code) for code in LANGUAGES], default="ky"
    )

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.get_full_name() or self.username
