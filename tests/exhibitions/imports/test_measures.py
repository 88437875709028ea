"""Sizes as they were met in real lists: understood exactly, or said not to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibitions.imports.measures import LARGEST_MM, Size, read, side

UNDERSTOOD = {
    "60×40 см": (600, 400, None),
    "60 x 40 cm": (600, 400, None),
    "60х40см": (600, 400, None),  # a Cyrillic letter
    "60Х40 СМ": (600, 400, None),
    "60*40 см": (600, 400, None),
    "60 на 40 см": (600, 400, None),
    "60 by 40 cm": (600, 400, None),
    "60 cm x 40 cm": (600, 400, None),
    "60см х 40см": (600, 400, None),
    "600 × 400 мм": (600, 400, None),
    "0,6 × 0,4 м": (600, 400, None),
    "0.6 x 0.4 m": (600, 400, None),
    "1,250 × 2 м": (1250, 2000, None),
    "39,4 × 41,9 см": (394, 419, None),
    "39.4 x 41.9 cm.": (394, 419, None),
    "60 × 40 × 3 см": (600, 400, 30),
    "60 × 40 cm × 5 mm": (600, 400, 5),
    "60 cm × 400 mm": (600, 400, None),
    "support: 394 x 419 mm": (394, 419, None),
    "support: 394 x 419 mm; frame: 500 x 520 x 40 mm": (394, 419, None),
    "Холст: 60×40 см": (600, 400, None),
    "60×40 см (без рамы)": (600, 400, None),
    "60×40 см без рамы": (600, 400, None),
    "60 × 40 см, в раме 70 × 50 см": (600, 400, None),
    "60 × 40 cm (framed: 70 × 50 × 4 cm)": (600, 400, None),
    "unframed 60 × 40 cm, framed 70 × 50 cm": (600, 400, None),
    "60x40 см\nс рамой: 70x50 см": (600, 400, None),
    "60 × 40 см, рамка менен 70 × 50 см": (600, 400, None),
    "24 x 16 in": (610, 406, None),
    "24 x 16 in.": (610, 406, None),
    '24" x 16"': (610, 406, None),
    "24″ × 16″": (610, 406, None),
    "24 1/2 × 16 in.": (622, 406, None),
    "24½ × 16¼ in": (622, 413, None),
    "24-1/2 x 16 inches": (622, 406, None),
    "23 5/8 × 15 3/4 in.": (600, 400, None),
    "24.125 x 16 in": (613, 406, None),
    "2 x 3 ft": (610, 914, None),
    "12 x 10 дюймов": (305, 254, None),
    "60 × 40 cm (23 5/8 × 15 3/4 in.)": (600, 400, None),
    "23 5/8 × 15 3/4 in. (60 × 40 cm)": (600, 400, None),
    "24 × 16 in / 61 × 40.6 cm": (610, 406, None),
    "H 60 x W 40 cm": (600, 400, None),
    "W 40 x H 60 cm": (600, 400, None),
    "H: 60 cm W: 40 cm D: 5 cm": (600, 400, 50),
    "60 (h) x 40 (w) cm": (600, 400, None),
    "60 cm (h) x 40 cm (w) x 5 cm (d)": (600, 400, 50),
    "60h x 40w cm": (600, 400, None),
    "высота 60 см, ширина 40 см": (600, 400, None),
    "ширина 40 см, высота 60 см": (600, 400, None),
    "выс. 60 см, шир. 40 см, глуб. 5 см": (600, 400, 50),
    "в. 60, ш. 40 см": None,  # the first has no unit of its own
    "Бийиктиги 60 см, туурасы 40 см": (600, 400, None),
    "ШxВ: 40x60 см": (600, 400, None),
    "40×60 см (Ш×В)": (600, 400, None),
    "ВхШхГ 60х40х5 см": (600, 400, 50),
    "H x W: 60 x 40 cm": (600, 400, None),
    "высота 20 см, диаметр 10 см": (200, 100, 100),
    "h 20 cm, Ø 10 cm": (200, 100, 100),
    "60 × 40 см, 2 кг": (600, 400, None),
    "60 × 40 см; вес 1,5 кг": (600, 400, None),
    "60 × 40 cm, weight: 500 g": (600, 400, None),
    "Размер: 60×40 см": (600, 400, None),
    "Өлчөмү 60×40 см": (600, 400, None),
    "60 × 40 см": (600, 400, None),
    "６０ × ４０ cm": (600, 400, None),
    "  60  ×  40   cm  ": (600, 400, None),
}

NOT_UNDERSTOOD = {
    "variable": "variable",
    "Dimensions variable": "variable",
    "размеры варьируются": "variable",
    "Өлчөмү ар кандай": "variable",
    "unknown": "unknown",
    "—": "unknown",
    "неизвестно": "unknown",
    "Ø 30 см": "diameter",
    "диаметр 30 см": "diameter",
    "30 см Ø": "diameter",
    "60×40": "no_unit",
    "60": "no_unit",
    "60 см × 40": "no_unit",
    "60 см": "one_side",
    "высота 60 см": "one_side",
    "длина 60 см, ширина 40 см": "length",
    "L 60 x W 40 cm": "length",
    "ок. 60 × 40 см": "about",
    "c. 60 x 40 cm": "about",
    "~60×40 см": "about",
    "60–70 × 40 см": "range",
    "60-70 × 40 см": "range",
    "-60 × 40 см": "range",
    "1,250 × 800 мм": "thousands",
    "1.250 x 800 mm": "thousands",
    "60×40/70×50 см": "number",
    "60 1/2 × 40 см": "number",
    "2,5 кг": "weight",
    "в раме 70 × 50 см": "framed",
    "image: 20 x 30 cm; sheet: 40 x 50 cm": "several",
    "60 × 40 см; 50 × 30 см": "several",
    "each 20 x 30 cm": "words",
    "3 части по 20×30 см": "words",
    "60 × 40 × 3 × 2 см": "words",
    "А4": "words",
    "большая": "words",
    "60 × 40 см холст, масло": "words",
    "60 40 см": "words",
    "× 40 см": "words",
    "60 × см": "words",
    "0 × 40 см": "out_of_range",
    "60 × 40 м": "out_of_range",
    "999999 × 40 см": "out_of_range",
    "9999999 × 40 см": "number",
    "60 × 40 cm (30 × 20 in)": "several",
    "H 60 × 40 cm": "words",
    "5' x 3'": "words",
}


@pytest.mark.parametrize("text", [text for text, said in UNDERSTOOD.items() if said])
def test_a_size_is_read_exactly(text):
    size = read(text)

    assert (size.height_mm, size.width_mm, size.depth_mm) == UNDERSTOOD[text]
    assert size.why == ""


@pytest.mark.parametrize("text", [text for text, said in UNDERSTOOD.items() if not said])
def test_a_number_never_borrows_a_unit_from_another_side(text):
    assert read(text) == Size(why="no_unit")


@pytest.mark.parametrize("text", NOT_UNDERSTOOD)
def test_what_is_not_understood_gives_its_reason_and_no_size(text):
    assert read(text) == Size(why=NOT_UNDERSTOOD[text])


def test_the_unit_of_the_column_is_for_bare_numbers_only():
    assert read("60×40", unit="cm") == Size(600, 400)
    assert read("600×400 mm", unit="cm") == Size(600, 400)
    assert read("60 cm × 40", unit="cm") == Size(why="no_unit")
    assert side("60", unit="mm") == (60, "")
    assert side("60,5", unit="cm") == (605, "")
    assert side("60 см", unit="mm") == (600, "")
    assert side("60×40 см") == (None, "words")
    assert side("60") == (None, "no_unit")
    assert side("") == (None, "")


@given(st.text(alphabet='0123456789,./ ×xх*смmcinhwdØ()"½;:-~вшгкрамa\n', max_size=40))
def test_no_text_breaks_it_and_no_size_is_outside_of_what_can_be(text):
    size = read(text)

    sides = [size.height_mm, size.width_mm]
    assert (sides == [None, None] and size.depth_mm is None) or all(1 <= s <= LARGEST_MM for s in sides)
    if size.why:
        assert size == Size(why=size.why)


@given(st.text())
def test_any_text_whatever_is_answered(text):
    assert isinstance(read(text), Size)
    assert isinstance(side(text), tuple)


@given(
    st.integers(1, 2000), st.integers(1, 2000), st.sampled_from(["см", "cm", "CM", "см."]),
    st.sampled_from("x×хХX*"), st.sampled_from(["", " "]),
)  # fmt: skip
def test_two_whole_numbers_and_a_unit_are_height_and_width(height, width, unit, times, space):
    assert read(f"{height}{space}{times}{space}{width} {unit}") == Size(height * 10, width * 10)
