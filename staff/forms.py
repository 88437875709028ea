from typing import Any

from django import forms

from staff.text import one_line


class TypedLine(forms.CharField):
    """A line of text as people type it, cleaned before it is asked whether anything is there."""

    def to_python(self, value: Any) -> str:
        return one_line(super().to_python(value) or "")
