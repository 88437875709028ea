"""Column names in three languages, and what an institution said of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibitions.imports.columns import FIELDS, Column, key, name, recognise, suggest


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_template_of_each_language_is_understood_whole(language):
    assert [recognise(name(field, language)).field for field in FIELDS] == list(FIELDS)


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("Инв. №", Column("reference")),
        ("№ п/п", Column("reference")),
        ("  УЧЕТНЫЙ   НОМЕР ", Column("reference")),
        ("Height, mm", Column("height", "mm")),
        ("Высота (см)", Column("height", "cm")),
        ("Бийиктиги, см", Column("height", "cm")),
        ("Size (in)", Column("size", "in")),
        ("Размеры, см.", Column("size", "cm")),
        ("Год создания", Column("made")),
        ("Материал, техника", Column("technique_ru")),
        ("Title (Kyrgyz)", Column("title_ky")),
        ("Приговор", Column()),
        ("", Column()),
    ],
)
def test_headers_are_known_with_their_units(header, column):
    assert recognise(header) == column


def test_a_field_is_taken_once_and_what_was_said_before_goes_first():
    assert [c.field for c in suggest(["Title", "Name", "Примечание"], {})] == ["title_en", "", ""]
    assert [c.field for c in suggest(["Title", "Name"], {key("Title"): "title_ky"})] == [
        "title_ky",
        "title_en",
    ]
    assert [c.field for c in suggest(["Title"], {key("Title"): ""})] == [""]
    assert [c.field for c in suggest(["Title"], {key("Title"): "password"})] == [""]


@given(st.lists(st.text(), max_size=10))
def test_no_headers_break_it(headers):
    columns = suggest(headers, {})

    used = [column.field for column in columns if column.field]
    assert len(columns) == len(headers)
    assert len(used) == len(set(used))
