"""A spreadsheet's rows, one by one, from CSV or XLSX; or a refusal that says what to do.

Nothing here trusts the file: it is looked through before a library opens it, and no more of it is in memory than a row
and, for XLSX, its table of shared strings, whose size has a limit."""

import codecs
import csv
import datetime
import re
import warnings
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

HEAVIEST = 50 * 2**20
ROWS = 100_000
COLUMNS = 100
CELL = 32_767  # as many characters as a spreadsheet keeps in a cell
UNPACKED = 300 * 2**20
STRINGS = 64 * 2**20
PARTS = 1_000
MERGES = 50_000
FIRST_ROWS = 20  # among which the header stands

SENTENCES: dict[str, Promise] = {
    "empty": _("This file is empty. Please choose the list again."),
    "too_heavy": _("This file is larger than 50 MB. Please split the list and send it in parts."),
    "not_a_table": _("This file is not a list. Please save it as XLSX or CSV and send it again."),
    "old_excel": _(
        "This is an old Excel file, or one with a password. Please save it as XLSX without a password."
    ),
    "macros": _("This file carries macros. Please save it as XLSX without macros."),
    "unsafe": _("This file is not packed as a spreadsheet is. Please save it again as XLSX."),
    "unsafe_zip": _("This ZIP is not packed as photos are. Please pack the photos again."),
    "too_large": _("Unpacked, this file is far too large. Please split the list and send it in parts."),
    "entities": _("This file has instructions of its own inside. Please save it again as XLSX."),
    "damaged": _("This file did not arrive whole. Please send it again."),
    "encoding": _("The letters of this file cannot be read. Please save it as CSV in UTF-8, or as XLSX."),
    "quotes": _("The quotation marks of this file do not come in pairs. Please save it as XLSX."),
    "no_header": _("No row of column names was found. The first row has to say what each column holds."),
    "too_many_rows": _("This list has more than 100,000 rows. Please send it in parts."),
    "too_many_columns": _("This list has more than 100 columns. Please leave out those that are not needed."),
    "long_cell": _("A cell of this list holds more text than a spreadsheet allows."),
}


class TableRefused(Exception):
    """The file is not read, and the sentence says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(SENTENCES[self.code])


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its number as a spreadsheet counts, its texts, and the columns whose cell has no value that
    could be read (a formula never calculated, or an error)."""

    line: int
    cells: list[str]
    broken: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Table:
    header: list[str]
    rows: Iterator[Row]


@contextmanager
def opened(path: Path) -> Iterator[Table]:
    """The list in the file. Raises TableRefused here, or while its rows are read."""
    size = path.stat().st_size
    if not size:
        raise TableRefused("empty")
    if size > HEAVIEST:
        raise TableRefused("too_heavy")
    with path.open("rb") as file:
        first = file.read(8)
    if first.startswith(b"PK"):
        rows = _xlsx(path)
    elif first.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused("old_excel")
    elif first.startswith((b"%PDF", b"\xff\xd8", b"\x89PNG", b"{\\rtf", b"Rar!", b"\x1f\x8b", b"7z\xbc")):
        raise TableRefused("not_a_table")
    else:
        rows = _csv(path)
    with closing(rows):
        yield _table(rows)


def _table(rows: Any) -> Table:
    """The first row with two names in it is the header; a title may stand above."""
    for row in islice(rows, FIRST_ROWS):
        names = [" ".join(cell.split()) for cell in row.cells]
        if sum(map(bool, names)) > 1:
            while not names[-1]:
                names.pop()
            return Table(names, _body(rows, len(names)))
    raise TableRefused("no_header")


def _body(rows: Iterator[Row], width: int) -> Iterator[Row]:
    count = 0
    for row in rows:
        if not any(row.cells) and not row.broken:
            continue
        count += 1
        if count > ROWS:
            raise TableRefused("too_many_rows")
        cells = row.cells + [""] * (width - len(row.cells))
        yield Row(row.line, cells, row.broken)


# --- CSV -------------------------------------------------------------------------------------------------------


def _csv(path: Path) -> Generator[Row, None, None]:
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as file:
        start = _start(file)
        file.seek(0)
        if start.said:
            file.readline()
        yield from _records(file, start.delimiter, offset=int(start.said))


def _records(file: Any, delimiter: str, *, offset: int) -> Iterator[Row]:
    reader = csv.reader(_limited(file), delimiter=delimiter, strict=True)
    line = offset
    try:
        for record in reader:
            line += 1
            if len(record) > COLUMNS and any(record[COLUMNS:]):
                raise TableRefused("too_many_columns")
            cells = [_text(cell) for cell in record[:COLUMNS]]
            yield Row(line, cells)
    except csv.Error as error:
        raise TableRefused("long_cell" if "field larger" in str(error) else "quotes") from None
    except UnicodeError:
        raise TableRefused("encoding") from None


def _limited(file: Any) -> Iterator[str]:
    """Lines, none of them endless: a file of one line never comes into memory whole."""
    while line := file.readline(COLUMNS * CELL):
        if len(line) == COLUMNS * CELL:
            raise TableRefused("long_cell")
        yield line


def _text(cell: str) -> str:
    if len(cell) > CELL:
        raise TableRefused("long_cell")
    return cell.strip()


def _encoding(path: Path) -> str:
    """UTF-8 or UTF-16 by mark or by sense, else windows-1251: the one in which lists of these parts are kept."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig" if _decodes(path, "utf-8") else _refuse("encoding")
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16" if _decodes(path, "utf-16") else _refuse("encoding")
    if b"\0" in start:
        ends = [start[place::2].count(0) for place in (0, 1)]
        guess = "utf-16-le" if ends[1] > ends[0] else "utf-16-be"
        if min(ends) * 10 > max(ends) or not _decodes(path, guess):
            return _refuse("not_a_table")
        return guess
    if _decodes(path, "utf-8"):
        return "utf-8"
    return "cp1251" if _decodes(path, "cp1251") else _refuse("encoding")


def _refuse(code: str) -> str:
    raise TableRefused(code)


_CONTROL = re.compile("[\x00-\x08\x0e-\x1f]")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(2**16):
                if _CONTROL.search(decoder.decode(chunk)):
                    raise TableRefused("not_a_table")
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


@dataclass(frozen=True)
class _Start:
    delimiter: str
    said: bool  # in a first line such as "sep=;"


def _start(file: Any) -> _Start:
    lines = [line for line in (file.readline(CELL) for _ in range(FIRST_ROWS)) if line.strip()]
    if not lines:
        raise TableRefused("empty")
    if said := re.fullmatch(r"\ufeff?sep=([,;\t|])\s*", lines[0], re.IGNORECASE):
        return _Start(said[1], True)
    counts = {mark: max(_outside_quotes(line, mark) for line in lines) for mark in "\t;,"}
    header = next((line for line in lines if any(_outside_quotes(line, mark) for mark in "\t;,")), "")
    for mark in "\t;":  # a comma also stands inside words and numbers
        if _outside_quotes(header, mark) and counts[mark]:
            return _Start(mark, False)
    return _Start(",", False)


def _outside_quotes(line: str, mark: str) -> int:
    return re.sub(r'"(?:[^"]|"")*"', "", line).count(mark)


# --- XLSX ------------------------------------------------------------------------------------------------------


def _xlsx(path: Path) -> Generator[Row, None, None]:
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
    with zipfile.ZipFile(path) as book:
        parts = book.infolist()
        names = [part.filename for part in parts]
        if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
            raise TableRefused("too_large")
        if len(set(names)) != len(names) or any(map(_is_a_trick, parts)):
            raise TableRefused("unsafe")
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


def _is_a_trick(part: zipfile.ZipInfo) -> bool:
    name = part.filename
    return (
        name.startswith("/")
        or "\\" in name
        or ":" in name
        or ".." in name.split("/")
        or bool(part.flag_bits & 0x1)  # encrypted
        or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        or (part.external_attr >> 16) & 0o170000 == 0o120000  # a link to elsewhere
    )


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
        return _text(value)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int):
        shape = str(cell.number_format)
        return str(value).zfill(len(shape)) if set(shape) == {"0"} and value >= 0 else str(value)
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return value.isoformat() if hasattr(value, "isoformat") else _text(str(value))


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
