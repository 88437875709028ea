import datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from gallery import dates

BISHKEK = ZoneInfo("Asia/Bishkek")
MORNING = datetime.datetime(2026, 11, 14, 10, 0, tzinfo=BISHKEK)


@pytest.mark.parametrize(
    ("language", "day", "full_day"),
    [
        ("ky", "2026‑жыл, 14‑ноябрь", "2026‑жыл, 14‑ноябрь, ишемби"),
        ("ru", "14\u00a0ноября 2026", "Суббота, 14\u00a0ноября 2026"),
        ("en", "14\u00a0November 2026", "Saturday, 14\u00a0November 2026"),
    ],
)
def test_a_day_is_written_as_its_readers_write_it(language, day, full_day):
    with override(language):
        assert (dates.day(MORNING), dates.full_day(MORNING)) == (day, full_day)


def test_every_month_and_weekday_has_its_word_in_every_language():
    for language in ("ky", "ru", "en"):
        with override(language):
            year = {dates.full_day(MORNING + datetime.timedelta(days=offset)) for offset in range(365)}
        assert len(year) == 365


def test_the_clock_is_bishkeks():
    assert dates.clock(datetime.datetime(2026, 11, 14, 3, 5, tzinfo=datetime.UTC)) == "09:05"


def test_an_evening_hour_abroad_is_the_next_day_here():
    late = datetime.datetime(2026, 11, 14, 19, 0, tzinfo=datetime.UTC)

    with override("en"):
        assert dates.day(late) == "15\u00a0November 2026"


def test_a_one_day_exhibition_takes_one_line():
    with override("ru"):
        one_day = dates.span(MORNING, MORNING + datetime.timedelta(hours=8))
        three_days = dates.span(MORNING, MORNING + datetime.timedelta(days=2, hours=8))

    assert one_day == "Суббота, 14\u00a0ноября 2026, 10:00–18:00"
    assert three_days == "14\u00a0ноября 2026, 10:00 — 16\u00a0ноября 2026, 18:00"
