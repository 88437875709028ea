"""Two people write one record, or a telephone sends what it kept for a day: nobody's words are replaced by someone who
has not seen them.

A form carries what its page showed (`seen`): a seal over each field that the form writes. A save may replace only what
was seen. Otherwise nothing at all is written, and a person decides (docs/decisions/0013)."""

import base64
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac

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


def _seal(name: str, value: str) -> str:
    digest = salted_hmac("exhibitions.meanwhile", f"{name}\x1f{value}", algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:12]).decode()
