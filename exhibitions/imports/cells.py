"""A row of a spreadsheet, whichever kind it came from, and how large one may be."""

from dataclasses import dataclass, field

from exhibitions.imports.refusals import TableRefused

COLUMNS = 100
CELL = 32_767  # as many characters as a spreadsheet keeps in a cell


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file: its number as a spreadsheet counts, its texts, and the columns whose cell has no value that
    could be read (a formula never calculated, or an error)."""

    line: int
    cells: list[str]
    broken: list[int] = field(default_factory=list)


def stripped(cell: str) -> str:
    if len(cell) > CELL:
        raise TableRefused("long_cell")
    return cell.strip()
