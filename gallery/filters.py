"""What a visitor asked of the wall: a state, a technique, a price, words. Links and a GET form, no script."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from exhibitions.showing import ShownExhibit
from sales.availability import Hanging

STATES = ("free", "held", "sold", "not_for_sale")
PRICES = (5_000, 10_000, 15_000, 20_000, 30_000, 50_000)  # som
LONGEST_SEARCH = 60


@dataclass(frozen=True)
class Filter:
    state: str = ""
    technique: str = ""
    up_to: int = 0
    search: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "Filter":
        """Whatever is not understood counts as not said."""
        state, technique, up_to = (query.get(name, "") for name in ("state", "technique", "up_to"))
        return cls(
            state=state if state in STATES else "",
            technique=technique if re.fullmatch(r"[a-z0-9+-]{1,200}", technique) else "",
            up_to=next((price for price in PRICES if str(price) == up_to), 0),
            search=" ".join(query.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH],
        )

    @property
    def query(self) -> str:
        """In one spelling: for links, and as the page's key."""
        asked = {"state": self.state, "technique": self.technique, "up_to": self.up_to, "q": self.search}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def asks(self) -> bool:
        return bool(self.query)

    @property
    def opens_sieve(self) -> bool:
        return bool(self.technique or self.up_to or self.search)

    @property
    def is_countable(self) -> bool:
        """There are few such pages. Techniques and words can be invented without end, and their pages are not kept."""
        return not (self.technique or self.search)

    def with_state(self, state: str) -> "Filter":
        return replace(self, state=state)

    def narrow(self, hangings: Iterable[Hanging]) -> list[Hanging]:
        """By technique and price; the words have been looked up by the database, the state comes last."""
        return [
            hanging
            for hanging in hangings
            if (not self.technique or technique_key(hanging.exhibit) == self.technique)
            and (not self.up_to or 0 < (hanging.exhibit.price_tyiyn or 0) <= self.up_to * 100)
        ]

    def pick(self, hangings: Iterable[Hanging]) -> list[Hanging]:
        return [hanging for hanging in hangings if not self.state or hanging.state == self.state]


@dataclass(frozen=True)
class Tab:
    state: str
    count: int
    query: str
    current: bool


def tabs(asked: Filter, narrowed: Sequence[Hanging]) -> list[Tab]:
    """All, then each state that something has, with how many there are under the other wishes."""
    tally = Counter(hanging.state for hanging in narrowed)
    shown = ["", *(state for state in STATES if tally[state] or state == asked.state)]
    return [
        Tab(
            state,
            tally[state] if state else len(narrowed),
            asked.with_state(state).query,
            state == asked.state,
        )
        for state in shown
    ]


def technique_key(exhibit: ShownExhibit) -> str:
    """The field's terms, the same in all languages, so that the language switch keeps the choice."""
    return "+".join(sorted(exhibit.terms))


def techniques(hangings: Iterable[Hanging]) -> list[tuple[str, str]]:
    """What hangs here, in the words that stand on the labels."""
    words = {
        technique_key(hanging.exhibit): hanging.exhibit.technique for hanging in reversed(list(hangings))
    }
    return sorted(((key, text) for key, text in words.items() if key and text), key=lambda choice: choice[1])


def prices(hangings: Iterable[Hanging]) -> list[int]:
    """The steps that tell works apart: from the first one under which something is, to the first that holds all."""
    asked = sorted(hanging.exhibit.price_tyiyn // 100 for hanging in hangings if hanging.exhibit.price_tyiyn)
    return [price for price in PRICES if asked and asked[0] <= price < asked[-1]]
