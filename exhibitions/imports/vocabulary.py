"""The words of the field as a list writes them: a term by its label in any of three languages or by its short name,
and a language by its name."""

import re
from collections.abc import Iterable
from typing import Any

from exhibitions.imports.columns import key

_LANGUAGES = {
    "ky": ("ky", "кыргызча", "кыргыз", "кыргыз тили", "кыргызский", "на кыргызском", "киргизский", "Kyrgyz"),
    "ru": ("ru", "орусча", "орус", "орус тили", "русский", "на русском", "Russian"),
    "en": ("en", "англисче", "англис", "англис тили", "английский", "на английском", "English"),
}  # fmt: skip
_LANGUAGE = {key(word): code for code, words in _LANGUAGES.items() for word in words}


def language(text: str) -> str:
    """Its code, or "" for a language we do not know."""
    return _LANGUAGE.get(key(text), "")


class Vocabulary:
    """What a word means within its facet. One that two terms answer to is no term's."""

    def __init__(self, terms: Iterable[Any]) -> None:
        self._known: dict[tuple[str, str], str] = {}
        terms = list(terms)
        labels = [(term, label) for term in terms for label in (term.label_ky, term.label_ru, term.label_en)]
        for term, label in labels:
            if word := key(label):
                place = (term.facet, word)
                self._known[place] = term.slug if self._known.get(place, term.slug) == term.slug else ""
        self._known |= {(term.facet, key(term.slug)): term.slug for term in terms}

    def read(self, facet: str, text: str) -> tuple[list[str], list[str]]:
        """The terms that a cell names, and its words that name none."""
        found, unknown = set(), []
        for part in filter(None, map(str.strip, re.split(r"[;\n]", text))):
            whole = self._known.get((facet, key(part)))
            for word in [part] if whole else filter(None, map(str.strip, part.split(","))):
                if slug := self._known.get((facet, key(word))):
                    found.add(slug)
                else:
                    unknown.append(word)
        return sorted(found), unknown

    def write(self, terms: Iterable[Any], language: str) -> str:
        """A cell that `read` understands: labels in `language` where they are clear, else short names."""
        words = []
        for term in sorted(terms, key=lambda term: term.slug):
            label = getattr(term, f"label_{language}", "")
            is_clear = self.read(term.facet, label) == ([term.slug], [])
            words.append(label if is_clear else term.slug)
        return "; ".join(words)
