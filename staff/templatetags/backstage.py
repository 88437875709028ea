import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def with_labels(cells: Iterable[str], headers: Sequence[dict[str, Any]]) -> list[SafeString]:
    """Each cell of a list's row with its column's heading, which a telephone shows instead of the table's head."""
    return [
        # Django made the cells and has escaped what is in them; only the first tag is touched.
        mark_safe(re.sub(r"^<td", f'<td data-label="{escape(capfirst(str(header["text"])))}"', cell))  # noqa: S308
        for cell, header in zip(cells, headers, strict=True)
    ]


@register.filter
def in_words(contents: str) -> str:
    """A read-only value; Django's pictures for true and false as words, because their names are English."""
    said = re.fullmatch(r'<img [^>]*alt="(True|False|None)">', contents)
    return {"True": _("yes"), "False": _("no"), "None": "—"}[said[1]] if said else contents
