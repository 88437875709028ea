"""Moments as people write them in Kyrgyz, Russian and English, on Bishkek's clock.

Django's own patterns give "14 Ноябрь 2026 ж." in Kyrgyz, which nobody writes. No form here ends a number in a
Kyrgyz suffix: the right one depends on how the number is spoken, so sentences are worded around it.
"""

from datetime import date, datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language

_MONTHS = {
    "ky": "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "en": "January February March April May June July August September October November December",
}
_WEEKDAYS = {
    "ky": "дүйшөмбү шейшемби шаршемби бейшемби жума ишемби жекшемби",
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье",
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
}
_DAY = {
    "ky": "{year}\u2011жыл, {day}\u2011{month}",
    "ru": "{day}\u00a0{month} {year}",
    "en": "{day}\u00a0{month} {year}",
}
_FULL_DAY = {
    "ky": "{year}\u2011жыл, {day}\u2011{month}, {weekday}",
    "ru": "{weekday}, {day}\u00a0{month} {year}",
    "en": "{weekday}, {day}\u00a0{month} {year}",
}


def day(at: date) -> str:
    return _written(_DAY, at)


def full_day(at: datetime) -> str:
    """With the weekday, beginning a line: "Суббота, 14 ноября 2026"."""
    text = _written(_FULL_DAY, at)
    return text[0].upper() + text[1:]


def clock(at: datetime) -> str:
    return f"{localtime(at):%H:%M}"


def span(opens_at: datetime, closes_at: datetime) -> str:
    """When an exhibition is open, on one line."""
    if localtime(opens_at).date() == localtime(closes_at).date():
        return f"{full_day(opens_at)}, {clock(opens_at)}–{clock(closes_at)}"
    return f"{day(opens_at)}, {clock(opens_at)} — {day(closes_at)}, {clock(closes_at)}"


def _written(patterns: dict[str, str], at: date) -> str:
    language = (get_language() or "ky")[:2]
    here = localtime(at) if isinstance(at, datetime) else at  # a plain day is the same in every clock
    return patterns[language].format(
        year=here.year,
        day=here.day,
        month=_MONTHS[language].split()[here.month - 1],
        weekday=_WEEKDAYS[language].split()[here.weekday()],
    )
