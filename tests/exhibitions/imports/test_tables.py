"""Lists as they come: every encoding and separator, and books that mean harm."""

import codecs
import csv
import datetime
import io
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from exhibitions.imports import cells, tables, workbooks
from exhibitions.imports.tables import SENTENCES, TableRefused, opened
from staff import spreadsheets

ROWS = [["№", "Аталышы"], ["1", "Ак жол; тоо, «көл»"], ["2", "Ысык-Көл"]]


def read(path: Path) -> tuple[list[str], list[list[str]]]:
    with opened(path) as table:
        return table.header, [row.cells for row in table.rows]


def refusal(path: Path) -> str:
    with pytest.raises(TableRefused) as refused, opened(path) as table:
        list(table.rows)
    assert str(refused.value) == str(SENTENCES[refused.value.code])
    return refused.value.code


def put(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def as_csv(rows: list[list[str]], delimiter: str = ",") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue()


def book(path: Path, rows: list[list[object]], **more: object) -> Path:
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    for merged in more.get("merge", ()):
        workbook.active.merge_cells(merged)
    workbook.save(path)
    return path


def repacked(path: Path, change) -> Path:
    """The same book with other parts: `change` is given and gives back {name: content}."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in change(parts).items():
            new.writestr(name, content)
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_is_read_in_every_encoding_and_with_every_separator(tmp_path, encoding, delimiter):
    path = put(tmp_path / "a.csv", as_csv(ROWS, delimiter).encode(encoding))

    assert read(path) == (ROWS[0], ROWS[1:])


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_windows_1251_is_read(tmp_path, delimiter):
    rows = [["№", "Название"], ["1", "Белый путь; гора, «озеро»"]]

    assert read(put(tmp_path / "a.csv", as_csv(rows, delimiter).encode("cp1251"))) == (rows[0], rows[1:])


def test_the_separator_may_be_said_and_lines_may_lie_in_cells(tmp_path):
    path = put(tmp_path / "a.csv", b'sep=;\r\nNo;Title\r\n1;"two\r\nlines ""said"""\r\n\r\n;\r\n2')

    assert read(path) == (["No", "Title"], [["1", 'two\r\nlines "said"'], ["2", ""]])


def test_a_title_above_the_header_is_passed_over(tmp_path):
    path = book(tmp_path / "a.xlsx", [["Тизме 2026"], [], ["№", "Аталышы"], [1, "Тоо"]])

    with opened(path) as table:
        assert (table.header, [(row.line, row.cells) for row in table.rows]) == (
            ["№", "Аталышы"],
            [(4, ["1", "Тоо"])],
        )


def test_xlsx_gives_values_as_they_are_seen(tmp_path):
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["a", "b", "c", "d", "e", "f"])
    sheet.append([7, 2024.0, 0.1 + 0.2, datetime.datetime(2021, 5, 12), True, " тоо "])
    sheet["A2"].number_format = "000"
    workbook.save(tmp_path / "a.xlsx")

    assert read(tmp_path / "a.xlsx")[1] == [["007", "2024", "0.3", "2021-05-12", "TRUE", "тоо"]]


def test_what_we_write_ourselves_is_read_back_letter_for_letter(tmp_path):
    rows = [["=1+1", "+996", "'quoted", "@a"], ["-5", "Ак жол", "тоо", "x"]]
    path = put(tmp_path / "a", spreadsheets.workbook("Works", ["a", "b", "c", "d"], rows))

    assert read(path) == (["a", "b", "c", "d"], rows)


def test_a_merged_cell_holds_for_every_row_beside_it(tmp_path):
    rows = [["№", "Автор"], [1, "48213-1"], [2, None], [3, None], [4, None]]
    path = book(tmp_path / "a.xlsx", rows, merge=["B2:B4"])

    assert read(path)[1] == [["1", "48213-1"], ["2", "48213-1"], ["3", "48213-1"], ["4", ""]]


def test_formulas_give_their_values_and_say_when_they_have_none(tmp_path):
    path = book(tmp_path / "a.xlsx", [["a", "b"], ["x", "=1+1"], ["y", "=2+2"]])

    def calculated(parts):
        name = "xl/worksheets/sheet1.xml"
        parts[name] = (
            parts[name]
            .replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")
            .replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
        )
        return parts

    with opened(repacked(path, calculated)) as table:
        assert [(row.cells, row.broken) for row in table.rows] == [(["x", "2"], []), (["y", ""], [1])]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "old_excel"),
        (b"%PDF-1.7 ...", "not_a_table"),
        (b"\x00\x01\x02\x03" * 100, "not_a_table"),
        (b"PK\x03\x04 and no more", "damaged"),
        (b"\xff\xfe\x00", "encoding"),
        (codecs.BOM_UTF8 + b"a,b\n\xff", "encoding"),
        (b"a,b\n\x98,c", "encoding"),
        (b"only one column\nand nothing else", "no_header"),
        (b'a,b\n"never closed,1\n2,3', "quotes"),
        (b'a,b\n"x"y,1\n', "quotes"),
        (b"a,b\n" + b"x" * 40_000 + b",1", "long_cell"),
        (b"a,b\n" + b"x" * (cells.COLUMNS * cells.CELL + 1), "long_cell"),
        (b"a,b\n" + b"1," * 101 + b"1", "too_many_columns"),
    ],
)  # fmt: skip
def test_what_is_no_list_is_refused_with_a_sentence(tmp_path, content, code):
    assert refusal(put(tmp_path / "a.csv", content)) == code


def test_limits_on_rows_and_bytes(tmp_path, monkeypatch):
    monkeypatch.setattr(tables, "ROWS", 3)

    assert len(read(put(tmp_path / "a.csv", b"a,b\n" + b"1,2\n" * 3))[1]) == 3
    assert refusal(put(tmp_path / "a.csv", b"a,b\n" + b"1,2\n" * 4)) == "too_many_rows"
    monkeypatch.setattr(tables, "HEAVIEST", 10)
    assert refusal(put(tmp_path / "a.csv", b"a,b\n1,2\n3,4\n")) == "too_heavy"


def _with(name: str, content: bytes):
    return lambda parts: parts | {name: content}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (_with("../../etc/passwd", b"x"), "unsafe"),
        (_with("/etc/passwd", b"x"), "unsafe"),
        (_with("xl\\..\\x", b"x"), "unsafe"),
        (_with("C:/x", b"x"), "unsafe"),
        (_with("xl/vbaProject.bin", b"x"), "macros"),
        (_with("xl/sharedStrings.xml", b"0" * (workbooks.STRINGS + 1)), "too_large"),
        (_with("xl/bomb.bin", b"0" * (workbooks.UNPACKED + 1)), "too_large"),
        (_with("xl/a.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "entities"),
        (_with("xl/a.xml", b"<!--" + b"-" * 600_000 + b'--><!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'), "entities"),
        (_with("xl/a.xml", b" " * (2**18 - 4) + b"<!DOCTYPE a><a/>"), "entities"),
        (_with("xl/a.xml", '<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16")), "unsafe"),
        (_with("xl/a.xml", b'<?xml version="1.0" encoding="cp037"?><a/>'), "unsafe"),
        (lambda parts: {f"xl/{n}.bin": b"" for n in range(1_001)} | parts, "too_large"),
        (lambda parts: {"a.txt": b"x"}, "not_a_table"),
        (lambda parts: {name: content for name, content in parts.items() if "sheet1" not in name}, "empty"),
        (_with("xl/worksheets/sheet1.xml", b"<worksheet><sheetData><row>"), "damaged"),
    ],
)  # fmt: skip
def test_a_book_that_means_harm_is_refused_before_it_is_opened(tmp_path, change, code):
    path = repacked(book(tmp_path / "a.xlsx", [["a", "b"], [1, 2]]), change)

    assert refusal(path) == code


def test_links_to_other_books_and_commands_stay_words_or_nothing(tmp_path):
    """A formula is never worked out here: its last value counts, and what a link points to is not asked for."""
    path = book(tmp_path / "a.xlsx", [["a", "b"], ["x", "=cmd|'/C calc'!A0"], ["y", "=[1]Sheet1!A1"]])
    target = b'<Relationship Id="r1" Type="x" Target="http://127.0.0.1:9/book.xlsx" TargetMode="External"/>'
    links = {
        "xl/externalLinks/externalLink1.xml": b"<externalLink/>",
        "xl/externalLinks/_rels/externalLink1.xml.rels": b"<Relationships>" + target + b"</Relationships>",
    }

    with opened(repacked(path, lambda parts: parts | links)) as table:
        assert [(row.cells, row.broken) for row in table.rows] == [(["x", ""], [1]), (["y", ""], [1])]


def test_a_book_cut_short_or_scratched_is_refused_or_read_but_never_breaks(tmp_path):
    whole = book(tmp_path / "a.xlsx", [["a", "b"], *([n, "тоо"] for n in range(50))]).read_bytes()

    for place in range(0, len(whole), 97):
        for content in (whole[:place], whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :]):
            with suppress(TableRefused):
                read(put(tmp_path / "b.xlsx", content))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(content=st.binary(max_size=400))
def test_no_bytes_break_it(tmp_path, content):
    with suppress(TableRefused):
        read(put(tmp_path / "a", content))


_cell = st.text(st.characters(blacklist_categories=["Cs", "Cc"]), max_size=12).map(str.strip)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(rows=st.lists(st.tuples(_cell, _cell), min_size=1, max_size=8), delimiter=st.sampled_from(",;\t"))
def test_whatever_stands_in_the_cells_comes_out_of_them(tmp_path, rows, delimiter):
    path = put(tmp_path / "a.csv", as_csv([["No", "Title"], *map(list, rows)], delimiter).encode())

    assert read(path)[1] == [list(row) for row in rows if any(row)]
