"""Years as they were met in real lists."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exhibitions.imports.years import EARLIEST, Years, read

NOW = 2026

UNDERSTOOD = {
    "2024": (2024, 2024),
    "2024-жыл": (2024, 2024),
    "2024 жыл": (2024, 2024),
    "2024-ж.": (2024, 2024),
    "2024 г.": (2024, 2024),
    "2024г": (2024, 2024),
    "2024 год": (2024, 2024),
    "c.1990–2": (1990, 1992),
    "c. 1990": (1990, 1990),
    "ca. 1990": (1990, 1990),
    "circa 1990": (1990, 1990),
    "ок. 2019": (2019, 2019),
    "около 2019 года": (2019, 2019),
    "болжол менен 2019": (2019, 2019),
    "2019-жыл чамасы": (2019, 2019),
    "2019?": (2019, 2019),
    "2019 (?)": (2019, 2019),
    "~2019": (2019, 2019),
    "1990–92": (1990, 1992),
    "1990-92": (1990, 1992),
    "1998/99": (1998, 1999),
    "1998-9": (1998, 1999),
    "2003–05": (2003, 2005),
    "2023–2024": (2023, 2024),
    "2023-2024 гг.": (2023, 2024),
    "2023-2024-жылдар": (2023, 2024),
    "2023 - 2024": (2023, 2024),
    "2023/2024": (2023, 2024),
    "2019, 2021": (2019, 2021),
    "2019 и 2021": (2019, 2021),
    "2019 or 2020": (2019, 2020),
    "1990-е": (1990, 1999),
    "1990-е гг.": (1990, 1999),
    "1990-е годы": (1990, 1999),
    "1990s": (1990, 1999),
    "late 1990s": (1990, 1999),
    "начало 1990-х": (1990, 1999),
    "1990-жылдар": (1990, 1999),
    "1990-ж.ж.": (1990, 1999),
    "2020s": (2020, 2026),
    "XX век": (1901, 2000),
    "XX в.": (1901, 2000),
    "ХХ век": (1901, 2000),  # Cyrillic letters
    "XIX кылым": (1801, 1900),
    "20th century": (1901, 2000),
    "21st century": (2001, 2026),
    "до 2010": (None, 2010),
    "before 2010": (None, 2010),
    "2010-жылга чейин": (None, 2010),
    "после 2010 г.": (2010, None),
    "after 2010": (2010, None),
    "2010-жылдан кийин": (2010, None),
    "12.05.2021": (2021, 2021),
    "2021-05-12": (2021, 2021),
    "05/12/2021": (2021, 2021),
    "май 2021": (2021, 2021),
    "12 мая 2021 г.": (2021, 2021),
    "May 2021": (2021, 2021),
    "May 12, 2021": (2021, 2021),
    "05.2021": (2021, 2021),
    "2021-жылдын май айы": (2021, 2021),
}

SILENT = {
    "date not known": "unknown",
    "unknown": "unknown",
    "undated": "unknown",
    "n.d.": "unknown",
    "б/г": "unknown",
    "б.г.": "unknown",
    "без даты": "unknown",
    "неизвестно": "unknown",
    "дата неизвестна": "unknown",
    "белгисиз": "unknown",
    "жылы белгисиз": "unknown",
    "?": "unknown",
    "—": "unknown",
    "2010-12": "ambiguous_month",
    "2003-05": "ambiguous_month",
    "90-е": "words",
    "24": "words",
    "2024 (переписана)": "words",
    "2024-2019": "words",
    "весна": "words",
    "3 месяца": "words",
    "20224": "words",
    "1990–1": None,
    "0999": "out_of_range",
    "2099": "future",
    "2020–2099": "future",
}


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_years_are_read_exactly(text):
    assert read(text, this_year=NOW) == Years(*UNDERSTOOD[text])


@pytest.mark.parametrize("text", [text for text, why in SILENT.items() if why])
def test_what_says_no_year_gives_its_reason(text):
    assert read(text, this_year=NOW) == Years(why=SILENT[text])


def test_a_range_of_one_figure_stays_in_its_decade():
    assert read("1990–1", this_year=NOW) == Years(1990, 1991)
    assert read("1998–2", this_year=NOW) == Years(why="words")
    assert read("", this_year=NOW) == Years()


@given(st.text(alphabet="0123456789 -–/.,csгжылеXIV?~", max_size=20) | st.text())
def test_no_text_breaks_it_and_years_stand_in_order(text):
    years = read(text, this_year=NOW)

    found = [year for year in (years.made_from, years.made_to) if year is not None]
    assert found == sorted(found)
    assert all(EARLIEST <= year <= NOW for year in found)
    if years.why:
        assert found == []


@given(st.integers(EARLIEST, NOW), st.sampled_from(["{}", "{} г.", "{}-жыл", "c. {}", "ок. {}", "{}?"]))
def test_a_year_is_itself_in_every_dress(year, dress):
    assert read(dress.format(year), this_year=NOW) == Years(year, year)
