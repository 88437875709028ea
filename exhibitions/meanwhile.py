"""Two people write one record, or a telephone sends what it kept for a day: nobody's words are replaced by someone who
has not seen them.

A form carries what its page showed (`seen`): a seal over each field that the form writes. A save may replace only what
was seen. Otherwise nothing at all is written, and a person decides (docs/decisions/0013)."""

import base64
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

Values = Mapping[str, str]


class ChangedMeanwhile(Exception):
    """`now` is what stands, `mine` what would stand if this had been saved; `seen` seals what stands."""

    def __init__(self, now: Any, mine: Any, seen: str) -> None:
        super().__init__()
        self.now, self.mine, self.seen = now, mine, seen


def seal(values: Values) -> str:
    """What was shown, field by field, without saying it: keyed, because it lies about on telephones, and all prices can
    be tried against a bare hash."""
    return ".".join(_seal(name, value) for name, value in values.items())


def unseen(seen: str, before: Values, after: Values) -> list[str]:
    """The fields in which something would be replaced that was never shown. Who saw nothing saw an empty form."""
    shown = dict(zip(before, seen.split("."), strict=False)) if seen else {}
    return [
        name
        for name, value in before.items()
        if after[name] != value
        and not constant_time_compare(shown.get(name, _seal(name, "")), _seal(name, value))
    ]


class SeenForm(forms.ModelForm):
    """The form of a record in the office. Where somebody else was faster, each field that would be lost says what
    stands there now, everything typed stays, and saving once more replaces knowingly."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seal(self._standing())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.instance.pk:
            return data
        now = type(self)(
            instance=type(self.instance)._default_manager.select_for_update().get(pk=self.instance.pk)
        )
        before = now._standing()
        after = {
            name: f"not {said}" if now._would_change(name, self[name].data) else said
            for name, said in before.items()
        }
        for name in unseen(data.get("seen", ""), before, after):
            said = before[name] or _("nothing")
            self.add_error(
                name,
                _("Somebody has changed this meanwhile. It says now: %(now)s. Save again to replace it.")
                % {"now": said},
            )
        if self.errors:
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = seal(before)
        return data

    def _standing(self) -> dict[str, str]:
        """What stands in each field, as one would read it."""
        return {name: self._said(name) for name in self.fields if name in self.initial and name != "seen"}

    def _said(self, name: str) -> str:
        value = self.initial[name]
        several = value if isinstance(value, list) else [value]
        return ", ".join(sorted(str(each) for each in several if each is not None))

    def _would_change(self, name: str, sent: Any) -> bool:
        return self.fields[name].has_changed(self.initial[name], sent)


def _seal(name: str, value: str) -> str:
    digest = salted_hmac("exhibitions.meanwhile", f"{name}\x1f{value}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()
