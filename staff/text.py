"""Text as people send it, made safe to keep: one form of each letter, nothing invisible, nothing that reorders."""

import re
import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

# Controls but tab and line feed, bidirectional overrides, tags, the byte-order mark, lone surrogates.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]"
)
_INVISIBLE = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\uffa0]+"
)


def clean(text: str) -> str:
    """The text in composed form (NFC) without the characters nobody can see; empty if nothing visible is left."""
    text = unicodedata.normalize("NFC", _UNWANTED.sub("", text.replace("\r\n", "\n"))).strip()
    return text if _INVISIBLE.sub("", text) else ""


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


class _Clean:
    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)  # type: ignore[misc]
        return self.tidy(value) if isinstance(value, str) else value  # type: ignore[attr-defined]

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = self.to_python(getattr(instance, self.attname))  # type: ignore[attr-defined]
        setattr(instance, self.attname, value)  # type: ignore[attr-defined]
        return value


class LineField(_Clean, models.CharField):
    """A line of text people typed."""

    tidy = staticmethod(one_line)


class ProseField(_Clean, models.TextField):
    """Several lines of plain text people typed; never markup."""

    tidy = staticmethod(clean)


def validate_visible(text: str) -> None:
    if not clean(text):
        raise ValidationError(_("Please write something that can be read."), code="invisible")
