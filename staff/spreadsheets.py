"""Spreadsheets (XLSX, ISO/IEC 29500) whose cells can never be formulas."""

import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from staff.text import clean

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | float | datetime.datetime | None


def workbook(title: str, header: Sequence[str], lines: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet. Text stays text whatever it begins with; moments become those of the wall clock in Bishkek."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(clean(title)[:31].translate(str.maketrans("", "", "[]:*?/\\")) or "1")
    sheet.freeze_panes = "A2"
    for position, name in enumerate(header, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = max(12, len(name) + 2)
    sheet.append([_cell(sheet, name, bold=True) for name in header])
    for line in lines:
        sheet.append([_cell(sheet, value) for value in line])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> WriteOnlyCell:
    if isinstance(value, datetime.datetime):
        cell = WriteOnlyCell(sheet, timezone.localtime(value).replace(tzinfo=None, microsecond=0))
        cell.number_format = "dd.mm.yyyy hh:mm"
    elif isinstance(value, str):
        # openpyxl makes a formula of whatever begins with "="; the type is said here, and the quote keeps it text
        # where someone edits the cell. Escaping the text itself would change what people wrote.
        cell = WriteOnlyCell(sheet, clean(value))
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@\t\r\n＝＋－＠"
    else:
        cell = WriteOnlyCell(sheet, value)
    if bold:
        cell.font = Font(bold=True)
    return cell


def answer(name: str, content: bytes) -> HttpResponse:
    """As a file to keep. `name` is ours, in plain letters."""
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    return response
