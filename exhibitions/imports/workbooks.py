"""The rows of the first sheet of a workbook (XLSX), which is looked through before a library opens it."""

import codecs
import datetime
import re
import warnings
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from exhibitions.imports import zips
from exhibitions.imports.cells import COLUMNS, Row, stripped
from exhibitions.imports.refusals import TableRefused

UNPACKED = 300 * 2**20
STRINGS = 64 * 2**20
PARTS = 1_000
MERGES = 50_000


def read(path: Path) -> Generator[Row, None, None]:
    try:
        facts = _look_through(path)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about what a book holds besides its cells
            yield from _sheet(path, facts)
    except TableRefused:
        raise
    except zipfile.BadZipFile:
        raise TableRefused("damaged") from None
    except Exception as error:  # openpyxl promises no kinds of its own for broken books
        raise TableRefused("damaged") from error


@dataclass
class _Facts:
    """What the parts of the book hold, learned without unpacking one of them whole."""

    merges: dict[str, list[str]] = field(default_factory=dict)
    formulas: set[str] = field(default_factory=set)


_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ENCODED = re.compile(rb"^\s*<\?xml[^>]*\sencoding\s*=\s*[\"']([^\"']+)", re.IGNORECASE)


def _look_through(path: Path) -> _Facts:
    facts = _Facts()
    with zips.opened(path, entries=PARTS, unpacked=UNPACKED, too_many="too_large", unsafe="unsafe") as book:
        parts = book.infolist()
        names = [part.filename for part in parts]
        if any(name.lower().endswith("vbaproject.bin") for name in names):
            raise TableRefused("macros")
        if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
            raise TableRefused("not_a_table")
        for part in parts:
            if part.filename.lower().endswith("sharedstrings.xml") and part.file_size > STRINGS:
                raise TableRefused("too_large")
            if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                _read_through(book, part, facts)
    return facts


def _read_through(book: zipfile.ZipFile, part: zipfile.ZipInfo, facts: _Facts) -> None:
    """Refuses document types and entities, in whichever encoding, before a parser meets them."""
    merges: list[str] = []
    tail = b""
    with book.open(part) as file:
        while chunk := file.read(2**18):
            if not tail:
                said = _ENCODED.match(chunk.removeprefix(codecs.BOM_UTF8))
                if b"\0" in chunk[:64] or (said and said[1].lower() not in (b"utf-8", b"us-ascii", b"ascii")):
                    raise TableRefused("unsafe")
            text = tail + chunk
            if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
                raise TableRefused("entities")
            if part.filename.startswith("xl/worksheets/"):
                if _FORMULA.search(text):
                    facts.formulas.add(part.filename)
                merges += [match[1].decode() for match in _MERGE.finditer(text) if match.end() > len(tail)]
                if len(merges) > MERGES:
                    raise TableRefused("too_large")
            tail = text[-256:]
    facts.merges[part.filename] = merges


def _sheet(path: Path, facts: _Facts) -> Iterator[Row]:
    from openpyxl import load_workbook

    def book(file: Any, *, values: bool) -> Any:  # by its file: a kept one has a name without an ending
        return load_workbook(file, read_only=True, data_only=values, keep_links=False, keep_vba=False)

    with path.open("rb") as file, closing(book(file, values=True)) as shown:
        sheet = next((s for s in shown.worksheets if s.sheet_state == "visible"), None)
        if sheet is None:
            raise TableRefused("empty")
        inside = sheet._worksheet_path.lstrip("/")
        sheet.reset_dimensions()
        merged = _downwards(facts.merges.get(inside, []))
        rows = sheet.iter_rows()
        if inside not in facts.formulas:
            yield from _merged(_plain_rows(rows), merged)
            return
        with path.open("rb") as again, closing(book(again, values=False)) as written:
            twin = written[sheet.title]
            twin.reset_dimensions()
            both = zip(rows, twin.iter_rows(), strict=True)
            yield from _merged(_calculated_rows(both), merged)


def _plain_rows(rows: Any) -> Iterator[Row]:
    for line, row in enumerate(rows, start=1):
        yield _row(line, row, [cell.data_type == "e" for cell in row])


def _calculated_rows(both: Any) -> Iterator[Row]:
    """Values, never formulas; a formula that nobody has calculated has none, and that is said."""
    for line, (row, written) in enumerate(both, start=1):
        never = [
            cell.value is None and twin.data_type == "f" for cell, twin in zip(row, written, strict=True)
        ]
        yield _row(line, row, [cell.data_type == "e" or lost for cell, lost in zip(row, never, strict=True)])


def _row(line: int, row: Any, broken: list[bool]) -> Row:
    if len(row) > COLUMNS and any(cell.value is not None for cell in row[COLUMNS:]):
        raise TableRefused("too_many_columns")
    cells = [_shown(cell) for cell in row[:COLUMNS]]
    lost = [place for place, is_lost in enumerate(broken[:COLUMNS]) if is_lost]
    for place in lost:
        cells[place] = ""
    return Row(line, cells, lost)


def _shown(cell: Any) -> str:
    """A cell's value as its reader sees it, where that does not hang on a locale."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, str):
        return stripped(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        shape = str(cell.number_format)
        return str(value).zfill(len(shape)) if set(shape) == {"0"} and value >= 0 else str(value)
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else stripped(str(value))


def _downwards(ranges: list[str]) -> dict[int, dict[int, int]]:
    """Where a cell is merged with those below it: {first row: {column: last row}}."""
    down: dict[int, dict[int, int]] = {}
    for cells in ranges:
        left, top, bottom = re.fullmatch(r"([A-Z]+)(\d+):[A-Z]+(\d+)", cells).groups()  # type: ignore[union-attr]
        column = 0
        for letter in left:
            column = column * 26 + ord(letter) - 64
        if int(bottom) > int(top) and column <= COLUMNS:
            down.setdefault(int(top), {})[column - 1] = int(bottom)
    return down


def _merged(rows: Iterator[Row], down: dict[int, dict[int, int]]) -> Iterator[Row]:
    """What stands in a merged cell holds for every row beside it."""
    held: dict[int, tuple[str, int]] = {}
    for row in rows:
        held = {column: (text, last) for column, (text, last) in held.items() if last >= row.line}
        for column, (text, _last) in held.items():
            if len(row.cells) <= column:
                row.cells.extend([""] * (column + 1 - len(row.cells)))
            if not row.cells[column] and any(row.cells):
                row.cells[column] = text
        for column, last in down.get(row.line, {}).items():
            if column < len(row.cells):
                held[column] = (row.cells[column], last)
        yield row
