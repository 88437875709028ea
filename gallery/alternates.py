"""The same page in the three languages, and its one canonical address."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest


@dataclass(frozen=True)
class Tongue:
    code: str
    name: str
    path: str
    current: bool

    @property
    def address(self) -> str:
        return settings.PUBLIC_URL + self.path.partition("?")[0]


def tongues(request: HttpRequest, query: str = "") -> list[Tongue]:
    """The language switch stays on the page. Outside the languages (an error at /nowhere) it leads home."""
    head, _, rest = request.path.lstrip("/").partition("/")
    codes = [code for code, _name in settings.LANGUAGES]
    here = head if head in codes else None
    tail = (f"{rest}?{query}" if query else rest) if here else ""
    return [Tongue(code, name, f"/{code}/{tail}", code == here) for code, name in settings.LANGUAGES]
