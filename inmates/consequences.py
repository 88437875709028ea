"""What an act about a person changes for others, told before it is done.

The rooms to the right know what hangs on a consent; this room may not ask them. So they register a watch here. To
foresee, the act is really done, every watch looks before and after, and all of it is rolled back: what is told is what
would happen, by the same rules and views, and not a second opinion about them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from django.db import transaction

from inmates.models import Artist


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Consequence:
    """`weight` is "goes" (from the public), "recall" (on paper), "comes" or "stays"."""

    weight: str
    text: str
    lines: tuple[Line, ...] = ()


class Watch(Protocol):
    def look(self, artist: Artist) -> Any: ...

    def tell(self, before: Any, after: Any) -> list[Consequence]: ...


_watches: list[Watch] = []
Seen = TypeVar("Seen")


def watched_by(watch: Watch) -> None:
    _watches.append(watch)


def rehearse(look: Callable[[], Seen], act: Callable[[], object]) -> tuple[Seen, Seen]:
    """What there is to see before and after `act`, of which nothing stays."""
    with transaction.atomic():
        before = look()
        act()
        after = look()
        transaction.set_rollback(True)
    return before, after


def foresee(artist: Artist, act: Callable[[], object]) -> list[Consequence]:
    """What `act` would change, of which nothing stays."""
    before, after = rehearse(lambda: [watch.look(artist) for watch in _watches], act)
    told = zip(_watches, before, after, strict=True)
    return [consequence for watch, was, now in told for consequence in watch.tell(was, now)]
