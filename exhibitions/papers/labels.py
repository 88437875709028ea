"""Wall labels: what stands on them, and which of them hang there with words that are no longer true.

Words and names come from the public view, asked by the public role, in the moment of printing: a label cannot say what
the page of the work may not say. Only the price is the exhibit's own, because before the opening it is no public word
yet; that a work may be sold at all is again the public view's word."""

import datetime
import hashlib
import hmac
import io
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from exhibitions.models import Exhibit, Exhibition, Print
from exhibitions.papers import paper
from exhibitions.showing import rows as public_rows
from staff.scope import rows
from staff.words import LANGUAGES, columns

NO_BREAK_SPACE = "\u00a0"
MAY_BREAK = "\u200b"
PER_SHEET = 8
LONGEST_WORD = 24  # letters; beyond it a word may be broken anywhere, or it would leave its label
PARTS = {
    "title": _("the title"),
    "maker": _("who made it"),
    "technique": _("the technique"),
    "measures": _("the size or the year"),
    "price": _("the price"),
    "address": _("the address or the number"),
}

Words = dict[str, str]


@dataclass(frozen=True, slots=True)
class Label:
    """As it would be printed now. Each text by language, empty where there is none."""

    exhibit_id: int
    number: int
    title: Words
    maker: Words
    shown: Print.Shown
    technique: Words
    size: str
    made: str
    price: str
    address: str

    def seals(self) -> dict[str, str]:
        """One for each part, keyed: a name or a price could be found by trying all of them against a bare hash."""
        parts: dict[str, Any] = {
            "title": self.title,
            "maker": self.maker,
            "technique": self.technique,
            "measures": [self.size, self.made],
            "price": self.price,
            "address": [self.number, self.address],
        }
        return {name: _seal(f"{self.exhibit_id}:{name}", part) for name, part in parts.items()}


@dataclass(frozen=True, slots=True)
class Standing:
    """A label, when it was last printed, and the parts (keys of PARTS) that read otherwise now."""

    label: Label
    printed_at: datetime.datetime | None
    changed: tuple[str, ...]

    @property
    def is_wanted(self) -> bool:
        return self.printed_at is None or bool(self.changed)

    @property
    def reasons(self) -> list[str]:
        return [str(PARTS[part]) for part in self.changed]


def of(exhibition: Exhibition, user: Any) -> list[Label]:
    """All that can be printed now, of what this person may print, by number. None before it is announced: until then
    the addresses may change, and there are no public words."""
    prices = {exhibit.pk: exhibit.price_tyiyn for exhibit in _printable(exhibition, user)}
    names = ", ".join(columns("title", "technique", "shown_as", "institution"))
    found = public_rows(
        "SELECT id, code, catalogue_number, made, height_mm, width_mm, depth_mm, for_sale,"  # noqa: S608
        f" {names} FROM public_exhibit WHERE exhibition_id = %s ORDER BY catalogue_number",
        [exhibition.pk],
    )
    return [_label(row, prices[row["id"]]) for row in found if row["id"] in prices]


def without_words(exhibition: Exhibition, user: Any) -> list[Exhibit]:
    """Works on the walls whose label cannot be printed: the public may not see them."""
    there = {label.exhibit_id for label in of(exhibition, user)}
    return [exhibit for exhibit in _printable(exhibition, user) if exhibit.pk not in there]


def standing(labels: Iterable[Label]) -> list[Standing]:
    labels = list(labels)
    printed = (
        Print.objects.filter(kind=Print.Kind.LABEL, exhibit__in=[label.exhibit_id for label in labels])
        .order_by("exhibit_id", "-pk")
        .distinct("exhibit_id")
    )
    last = {one.exhibit_id: one for one in printed}
    return [_compared(label, last.get(label.exhibit_id)) for label in labels]


def give_out(labels: list[Label], *, title: str, by: Any, first: int = 1) -> bytes:
    """The sheets as PDF, and a row for each label on them. `first`: the first free place of a sheet that was begun,
    counted along its rows. Raises paper.NotPrinted."""
    content = paper.compile("labels.typ", sheet(labels, title=title, first=first))
    note(labels, by=by)
    return content


def note(labels: Iterable[Label], *, by: Any) -> None:
    """These labels are on paper now."""
    with transaction.atomic():
        Print.objects.bulk_create(
            Print(exhibit_id=label.exhibit_id, shown=label.shown, seals=label.seals(), printed_by=by)
            for label in labels
        )


def sheet(labels: Iterable[Label], *, title: str, first: int = 1) -> dict[str, Any]:
    """What labels.typ reads."""
    return {
        "used": first - 1,
        "labels": [_drawn(label) for label in labels],
        "words": {"title": title, "not_for_sale": _in_each("not for sale")},
    }


def _printable(exhibition: Exhibition, user: Any) -> list[Exhibit]:
    hung = rows(Exhibit, user).filter(exhibition=exhibition, withdrawn_at=None).order_by("catalogue_number")
    hung = hung.select_related("artwork__artist__institution")
    return [exhibit for exhibit in hung if user.has_perm("exhibitions.add_print", exhibit)]


def _label(row: dict[str, Any], price_tyiyn: int | None) -> Label:
    maker, shown = _maker(row)
    return Label(
        exhibit_id=row["id"],
        number=row["catalogue_number"],
        title=_words(row, "title"),
        maker=maker,
        shown=shown,
        technique=_words(row, "technique"),
        size=_size(row),
        made=row["made"],
        price=_som(price_tyiyn) if row["for_sale"] and price_tyiyn else "",
        address=f"{settings.PUBLIC_URL.rstrip('/')}/{row['code']}{row['catalogue_number']}",
    )


def _words(row: dict[str, Any], name: str) -> Words:
    """What is the same in two languages stands once."""
    said: Words = {}
    for language in LANGUAGES:
        text = row[f"{name}_{language}"]
        said[language] = "" if text in said.values() else text
    return said


def _maker(row: dict[str, Any]) -> tuple[Words, Print.Shown]:
    for name, shown in (("shown_as", Print.Shown.NAME), ("institution", Print.Shown.INSTITUTION)):
        words = _words(row, name)
        if any(words.values()):
            return words, shown
    return _in_each("The artist asked not to be named"), Print.Shown.NOBODY


def _in_each(sentence: str) -> Words:
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = gettext(sentence)
    return said


def _size(row: dict[str, Any]) -> str:
    """Height × width (× depth), in centimetres, as the field writes it."""
    sides = [row["height_mm"], row["width_mm"], row["depth_mm"]]
    if not (sides[0] and sides[1]):
        return ""
    return " × ".join(_centimetres(side) for side in sides if side).replace(" ", NO_BREAK_SPACE) + (
        f"{NO_BREAK_SPACE}см"
    )


def _centimetres(mm: int) -> str:
    whole, rest = divmod(mm, 10)
    return f"{whole},{rest}" if rest else str(whole)


def _som(tyiyn: int) -> str:
    som, rest = divmod(tyiyn, 100)
    figure = f"{som:,}".replace(",", NO_BREAK_SPACE) + (f",{rest:02}" if rest else "")
    return f"{figure}{NO_BREAK_SPACE}сом"


def _seal(name: str, part: Any) -> str:
    said = f"label:{name}:{json.dumps(part, ensure_ascii=False, sort_keys=True)}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()[:24]


def _compared(label: Label, last: Print | None) -> Standing:
    if last is None:
        return Standing(label, None, ())
    now = label.seals()
    return Standing(
        label, last.printed_at, tuple(part for part in PARTS if now[part] != last.seals.get(part))
    )


def _drawn(label: Label) -> dict[str, Any]:
    split = urlsplit(label.address)
    return {
        "number": str(label.number),
        "title": {language: _breakable(text) for language, text in label.title.items()},
        "maker": {language: _breakable(text) for language, text in label.maker.items()},
        "named": label.shown == Print.Shown.NAME,
        "technique": {language: _breakable(text) for language, text in label.technique.items()},
        "size": label.size,
        "made": _breakable(label.made),
        "price": label.price,
        "address": label.address,
        "typed": re.sub(r"([./])", rf"\1{MAY_BREAK}", split.netloc + split.path),
        "qr": _symbol(label.address),
    }


def _breakable(text: str) -> str:
    return re.sub(rf"\S{{{LONGEST_WORD + 1},}}", lambda word: MAY_BREAK.join(word[0]), text)


def _symbol(address: str) -> str:
    """A quarter of it may be scuffed (level Q). Its quiet zone is the white around it on the label."""
    file = io.BytesIO()
    segno.make(address, error="q", micro=False).save(file, kind="svg", border=0, xmldecl=False, nl=False)
    return file.getvalue().decode()
