"""A spreadsheet's rows, one by one, from CSV or XLSX; or a refusal that says what to do.

Nothing here trusts the file: it is looked through before a library opens it, and no more of it is in memory than a row
and, for XLSX, its table of shared strings, whose size has a limit."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from exhibitions.imports import plain, workbooks
from exhibitions.imports.cells import Row
from exhibitions.imports.refusals import SENTENCES, TableRefused

HEAVIEST = 50 * 2**20
ROWS = 100_000
FIRST_ROWS = 20  # among which the header stands

__all__ = ["SENTENCES", "Row", "Table", "TableRefused", "opened"]


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
        rows: Any = workbooks.read(path)
    elif first.startswith(b"\xd0\xcf\x11\xe0"):
        raise TableRefused("old_excel")
    elif first.startswith((b"%PDF", b"\xff\xd8", b"\x89PNG", b"{\\rtf", b"Rar!", b"\x1f\x8b", b"7z\xbc")):
        raise TableRefused("not_a_table")
    else:
        rows = plain.read(path)
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
