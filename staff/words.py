"""Words in three languages: a model's text as three plain columns, read in the reader's language."""

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("ky", "ru", "en")
_NAMES = {"ky": _("Kyrgyz"), "ru": _("Russian"), "en": _("English")}


def in_language(row: Any, name: str, language: str | None = None) -> str:
    """The text in `language`, or in Kyrgyz, Russian, English: the first that is there."""
    wanted = (language or get_language() or "ky")[:2]
    for code in (wanted, *LANGUAGES):
        if text := getattr(row, f"{name}_{code}", ""):
            return text
    return ""


class _Spoken:
    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, row: Any, owner: type | None = None) -> Any:
        return self if row is None else in_language(row, self.name)


class Trilingual:
    """`title = Trilingual(models.CharField, _("title"), max_length=300)` makes title_ky, title_ru and title_en,
    and a read-only `title` in the reader's language. Kyrgyz is required unless `required` says otherwise."""

    def __init__(
        self, field: type[models.Field], verbose_name: Any, *, required: bool = True, **options: Any
    ) -> None:
        self.field, self.verbose_name, self.required, self.options = field, verbose_name, required, options

    def contribute_to_class(self, cls: type[models.Model], name: str) -> None:
        from django.utils.text import format_lazy

        for code in LANGUAGES:
            needed = self.required and code == "ky"
            label = format_lazy("{} ({})", self.verbose_name, _NAMES[code])
            field = self.field(label, blank=not needed, default="", **self.options)
            cls.add_to_class(f"{name}_{code}", field)  # type: ignore[attr-defined]
        setattr(cls, name, _Spoken(name))


def columns(*names: str) -> list[str]:
    """The columns behind trilingual names: columns("title") == ["title_ky", "title_ru", "title_en"]."""
    return [f"{name}_{code}" for name in names for code in LANGUAGES]
