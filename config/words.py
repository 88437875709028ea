"""Which words the interface uses, and which of them a language does not know yet."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import trans_real
from django.utils.translation.template import templatize

ROOMS = ("config", "staff", "inmates", "exhibitions", "sales", "letters", "gallery")
_CALLS = {
    "_": (0,), "gettext": (0,), "gettext_lazy": (0,), "gettext_noop": (0,),
    "ngettext": (0, 1), "ngettext_lazy": (0, 1),
    "pgettext": (1,), "pgettext_lazy": (1,), "npgettext": (1, 2),
}  # fmt: skip
_CALL = re.compile(r"\b(_|n?p?gettext(?:_lazy|_noop)?)\(")


class Word(NamedTuple):
    context: str
    text: str
    plural: str
    file: str


def used() -> list[Word]:
    """Every string marked for translation in our Python and our templates."""
    words: list[Word] = []
    for room in ROOMS:
        for file in sorted((settings.BASE_DIR / room).rglob("*.py")):
            if "migrations" not in file.parts:
                words += _in_python(file.read_text(), _name(file))
    for file in sorted((settings.BASE_DIR / "templates").rglob("*.html")):
        words += _in_template(file.read_text(), _name(file))
    return words


def missing(language: str) -> list[Word]:
    """The words that neither our catalogue nor that of an installed package has in `language`."""
    catalogue = trans_real.DjangoTranslation(language)._catalog
    return [word for word in used() if word.text and _key(word) not in catalogue]


def _key(word: Word) -> str | tuple[str, int]:
    text = f"{word.context}\x04{word.text}" if word.context else word.text
    return (text, 0) if word.plural else text


def _name(file: Path) -> str:
    return str(file.relative_to(settings.BASE_DIR))


def _in_python(source: str, file: str) -> Iterator[Word]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in _CALLS:
                yield from _word(name, node, file)


def _word(name: str, call: ast.Call, file: str) -> Iterator[Word]:
    texts = [argument.value if isinstance(argument, ast.Constant) else None for argument in call.args]
    wanted = _CALLS[name]
    if len(texts) > max(wanted) and all(isinstance(texts[place], str) for place in wanted):
        plural = texts[wanted[1]] if len(wanted) > 1 else ""
        yield Word(texts[0] if "pgettext" in name else "", texts[wanted[0]], plural, file)  # type: ignore[arg-type]


def _in_template(source: str, file: str) -> Iterator[Word]:
    """`templatize` leaves the calls and turns everything else into noise, so each call is read on its own."""
    text = templatize(source)
    for match in _CALL.finditer(text):
        rest = text[match.start() :]
        for end in (i for i, letter in enumerate(rest) if letter == ")"):
            try:
                call = ast.parse(rest[: end + 1], mode="eval").body
            except SyntaxError:
                continue
            yield from _word(match[1], call, file)  # type: ignore[arg-type]
            break
