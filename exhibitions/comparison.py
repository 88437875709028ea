"""What the public will see beside what is on record now, word by word."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from exhibitions.linter import Finding
from exhibitions.models import Publication, Term
from staff.words import LANGUAGES

_TRILINGUAL = ("shown_as", "title", "technique", "story", "alt")
_ALWAYS = {"title", "alt"}


@dataclass(frozen=True)
class Piece:
    """Words that belong together; `mark` is the element that says so: ins, del, mark or none."""

    text: str
    mark: str = ""


@dataclass(frozen=True)
class Row:
    """`public` is the text as it will stand, with the linter's findings marked; `record` what has changed since: words
    that the record has lost are struck out, words that it has gained are underlined."""

    name: str
    label: str
    public: list[Piece]
    record: list[Piece]
    differs: bool


@dataclass(frozen=True)
class Section:
    """The words of one language, or what needs no language (`code` is empty)."""

    code: str
    heading: str
    rows: list[Row]

    @property
    def differs(self) -> bool:
        return any(row.differs for row in self.rows)


def compare(publication: Publication, record: Publication, findings: Iterable[Finding] = ()) -> list[Section]:
    findings = list(findings)
    sections = []
    for code in LANGUAGES:
        rows = []
        for name in _TRILINGUAL:
            column = f"{name}_{code}"
            seen, kept = getattr(publication, column), getattr(record, column)
            if seen or kept or name in _ALWAYS:
                label = _label(column)
                rows.append(_row(column, label, seen, kept, findings))
        sections.append(Section(code, get_language_info(code)["name_local"].capitalize(), rows))
    facts = [
        _row(name, label, seen, kept, findings) for name, label, seen, kept in _facts(publication, record)
    ]
    return [*sections, Section("", _("In every language"), facts)]


def _label(column: str) -> str:
    """What the field is called, without its language: that stands above."""
    field = Publication._meta.get_field(column)
    return str(field.verbose_name).rpartition(" (")[0]  # type: ignore[union-attr]


def _row(name: str, label: str, seen: str, kept: str, findings: list[Finding]) -> Row:
    mine = [finding for finding in findings if finding.field == name and finding.words]
    return Row(name, label, marked(seen, mine), differences(seen, kept), seen != kept)


def _facts(publication: Publication, record: Publication) -> list[tuple[str, str, str, str]]:
    labels = {term.slug: str(term.label) for term in Term.objects.all()}

    def size(row: Publication) -> str:
        sides = (row.height_mm, row.width_mm, row.depth_mm)
        return " × ".join(str(side) for side in sides if side)

    def terms(row: Publication) -> str:
        return ", ".join(labels.get(slug, slug) for slug in row.terms)

    def told(row: Publication) -> str:
        return get_language_info(row.told_in)["name_local"] if row.told_in else ""

    def photo(row: Any) -> str:
        return f"№ {row.photo_id}, {row.photo.get_role_display()}" if row.photo else ""

    facts = [
        ("level", _("Named"), lambda row: str(row.get_level_display())),
        ("made", _("Year"), lambda row: row.made),
        ("size", _("Size, mm"), size),
        ("terms", _("Terms"), terms),
        ("told_in", _("Story told in"), told),
        ("photo", _("Photo"), photo),
    ]
    pairs = [(name, label, tell(publication), tell(record)) for name, label, tell in facts]
    return [pair for pair in pairs if pair[2] or pair[3]]


def differences(before: str, after: str) -> list[Piece]:
    """`after` as it came from `before`: what is gone in del, what is new in ins, by whole words."""
    old, new = (re.findall(r"\s+|\S+", text) for text in (before, after))
    pieces: list[Piece] = []
    gone = come = ""
    for act, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        left, right = "".join(old[a:b]), "".join(new[c:d])
        # A space between two changed words changes with them, so that they read as one.
        if act != "equal" or (left.isspace() and (gone or come) and b < len(old) and d < len(new)):
            gone, come = gone + left, come + right
            continue
        pieces += [Piece(gone, "del"), Piece(come, "ins"), Piece(left)]
        gone = come = ""
    return [piece for piece in (*pieces, Piece(gone, "del"), Piece(come, "ins")) if piece.text]


def marked(text: str, findings: Iterable[Finding]) -> list[Piece]:
    pieces, place = [], 0
    for finding in sorted(findings, key=lambda one: one.start):
        pieces += [Piece(text[place : finding.start]), Piece(text[finding.start : finding.end], "mark")]
        place = finding.end
    return [piece for piece in (*pieces, Piece(text[place:])) if piece.text]
