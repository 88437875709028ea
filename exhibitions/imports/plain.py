"""The rows of a CSV file, in whichever alphabet and with whichever mark between its cells."""

import codecs
import csv
import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exhibitions.imports.cells import CELL, COLUMNS, Row, stripped
from exhibitions.imports.refusals import TableRefused

FIRST_ROWS = 20  # by which the mark is known


def read(path: Path) -> Generator[Row, None, None]:
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
            cells = [stripped(cell) for cell in record[:COLUMNS]]
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
