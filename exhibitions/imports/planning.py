"""What one row of a list would change, decided without a database: new, changed, unchanged, or wrong with a reason."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from exhibitions.imports import measures, vocabulary, years
from exhibitions.imports.cells import Row
from exhibitions.imports.columns import TERMS, Column
from staff.text import clean, one_line

LONGEST = {
    "reference": 60, "title": 300, "technique": 200, "story": 4000, "made": 40, "alt": 400,
}  # fmt: skip
COMPARED = (
    *(f"{words}_{code}" for words in ("title", "technique", "story", "alt") for code in ("ky", "ru", "en")),
    "made", "made_from", "made_to", "height_mm", "width_mm", "depth_mm", "told_in",
)  # fmt: skip
# Said of a text that gives nothing to record: true, and no fault.
_SILENT = {"", "unknown", "variable"}


@dataclass(frozen=True, slots=True)
class Ground:
    """What a plan stands on: the columns, the artists of the institution by number, the default one, this year, and
    what the words of the field mean."""

    columns: Sequence[Column]
    artists: Mapping[str, int]
    default_artist: int | None
    this_year: int
    terms: vocabulary.Vocabulary = field(default_factory=lambda: vocabulary.Vocabulary([]))


@dataclass(slots=True)
class Plan:
    reference: str = ""
    number: str = ""
    verdict: str = "wrong"
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    reasons: list[list[Any]] = field(default_factory=list)
    notes: list[list[str]] = field(default_factory=list)


def read(row: Row, ground: Ground) -> Plan:
    """The row by itself; `against` then holds it beside the artwork that bears its reference. An empty cell says
    nothing: it never takes away what is recorded."""
    plan = Plan()
    cells = {
        column.field: (row.cells[place], column.unit)
        for place, column in enumerate(ground.columns)
        if column.field and place < len(row.cells)
    }
    for place in row.broken:
        if place < len(ground.columns) and ground.columns[place].field:
            plan.reasons.append(["formula", ground.columns[place].field])
    for name in cells:
        words = name.partition("_")[0]
        if words in LONGEST:
            text = (clean if words == "story" else one_line)(cells[name][0])
            if len(text) > LONGEST[words]:
                plan.reasons.append(["too_long", name])
            elif name == "reference":
                plan.reference = text
            elif text:
                plan.values[name] = text
    plan.number = _number(cells.get("number", ("", ""))[0])
    if not plan.reference and not plan.number and not plan.reasons:
        plan.reasons.append(["no_reference", "reference"])
    _artist(plan, cells.get("artist", ("", ""))[0], ground)
    _years(plan, ground.this_year)
    _size(plan, cells)
    _words(plan, cells, ground.terms)
    return plan


def _number(text: str) -> str:
    return re.sub(r"\s*[-–—−‐‑]\s*", "-", one_line(text))


def _artist(plan: Plan, text: str, ground: Ground) -> None:
    number = _number(text)
    if not number:
        return
    if number in ground.artists:
        plan.values["artist"] = ground.artists[number]
    else:
        plan.reasons.append(["unknown_artist", "artist"])


def _years(plan: Plan, this_year: int) -> None:
    if "made" in plan.values:
        made = years.read(plan.values["made"], this_year=this_year)
        plan.values |= {"made_from": made.made_from, "made_to": made.made_to}
        if made.why not in _SILENT:
            plan.notes.append(["made", made.why])


def _size(plan: Plan, cells: Mapping[str, tuple[str, str]]) -> None:
    said = []
    text, unit = cells.get("size", ("", ""))
    size = measures.read(text, unit=unit)
    if size.why not in _SILENT:
        plan.notes.append(["size", size.why])
    elif size.height_mm:
        said.append((size.height_mm, size.width_mm, size.depth_mm))
    sides: dict[str, int | None] = {}
    for name in ("height", "width", "depth"):
        text, unit = cells.get(name, ("", ""))
        sides[name], why = measures.side(text, unit=unit)
        if why not in _SILENT:
            plan.notes.append([name, why])
    if sides["height"] and sides["width"]:
        said.append((sides["height"], sides["width"], sides["depth"] or (said[0][2] if said else None)))
    elif any(sides.values()) and not said:
        plan.notes.append(["size", "one_side"])
    if len({(height, width) for height, width, _depth in said}) > 1:
        plan.notes.append(["size", "disagree"])
    elif said:
        height, width, depth = said[-1]
        plan.values |= {"height_mm": height, "width_mm": width} | ({"depth_mm": depth} if depth else {})


def _words(plan: Plan, cells: Mapping[str, tuple[str, str]], terms: vocabulary.Vocabulary) -> None:
    """Terms and the language of the story. A cell with one unknown word is left whole: its facet stays as it is."""
    if text := one_line(cells.get("told_in", ("", ""))[0]):
        if code := vocabulary.language(text):
            plan.values["told_in"] = code
        else:
            plan.notes.append(["told_in", "unknown_word", text[:80]])
    for name, facet in TERMS.items():
        found, unknown = terms.read(facet, cells.get(name, ("", ""))[0])
        if unknown:
            plan.notes.append([name, "unknown_word", ", ".join(map(one_line, unknown))[:200]])
        elif found:
            plan.values[name] = found


def against(plan: Plan, there: Mapping[str, Any] | None, ground: Ground) -> Plan:
    """The verdict, beside what is recorded: the artwork's values, "artist" and terms among them, or None if there is
    none. `there["elsewhere"]` says that the work is another institution's by now."""
    if there is None and plan.number:
        plan.reasons.append(["unknown_number", "number"])
    elif there is None:
        plan.values.setdefault("artist", ground.default_artist)
        if plan.values["artist"] is None and not any(code == "unknown_artist" for code, _at in plan.reasons):
            plan.reasons.append(["no_artist", "artist"])
        if not plan.values.get("title_ky") and ["too_long", "title_ky"] not in plan.reasons:
            plan.reasons.append(["no_title", "title_ky"])
    elif there["elsewhere"]:
        plan.reasons.append(["elsewhere", "reference"])
    elif plan.values.get("artist", there["artist"]) != there["artist"]:
        plan.reasons.append(["other_artist", "artist"])
    if plan.reasons:
        plan.verdict, plan.values = "wrong", {}
    elif there is None:
        plan.verdict = "new"
    else:
        changes = {
            name: value
            for name, value in plan.values.items()
            if name in {*COMPARED, *TERMS} and value != there[name]
        }
        if "made" not in changes:  # years that somebody set by hand stay as long as the words do
            changes = {name: value for name, value in changes.items() if name not in ("made_from", "made_to")}
        plan.before = {name: there[name] for name in changes}
        plan.values = changes
        plan.verdict = "changed" if changes else "unchanged"
    return plan
