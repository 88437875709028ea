"""When a work was made: the words as they stand, and the earliest and latest year for searching (CCO).

Nothing is added to what is said: "about 2019" is found under 2019, and its words say "about"."""

import re
import unicodedata
from dataclasses import dataclass

EARLIEST = 1000


@dataclass(frozen=True, slots=True)
class Years:
    """`why` names the reason where a text says no year that can be searched for."""

    made_from: int | None = None
    made_to: int | None = None
    why: str = ""


_UNKNOWN = re.compile(
    r"[-–—?.\s]+|n\.?\s?d\.?|s\.?\s?d\.?|n/?a|(?:date|year)?\s*(?:is\s+)?(?:not known|unknown)|undated|no date|"
    r"б\.?\s?/?\s?[дг]\.?|без (?:даты|года)|(?:дата|год)?\s*(?:создания\s+)?не\s?известн[аоы]?|не датирован[ао]?|нет|"
    r"(?:жылы|датасы|күнү)?\s*(?:белгисиз|жок)"
)
_ABOUT = re.compile(
    r"^(?:circa|about|around|approximately|approx\.?|ca\.?|c\.?|ок\.?|около|примерно|приблизительно|прим\.?|"
    r"болжол менен|болжолдуу|~|≈)\s*(?=\d)|^(?:early|mid|late|начало|середина|конец)[\s-]+(?=\d)"
)
_AFTER = re.compile(r"\s*(?:\(\?\)|\?|чамасында|чамасы|\(approx\.?\)|\(ок\.?\))$")
_YEAR_WORD = (
    r"(?:\s*-?\s*(?:годы|года|годов|году|год|гг\.?|г\.?\s?г\.?|г\.?|жылдары|жылдар|жылы|жыл|ж\.?\s?ж\.?|ж\.?)|"
    r"\s+years?)"
)
_Y = r"(\d{4})"
_DASH = r"\s*[-–—−]\s*"
_MONTHS = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"январ[ья]|феврал[ья]|марта?|апрел[ья]|ма[йя]|июн[ья]|июл[ья]|августа?|сентябр[ья]|октябр[ья]|ноябр[ья]|"
    r"декабр[ья]|үчтүн айы|бирдин айы|жалган куран|чын куран|бугу|кулжа|теке|баш оона|аяк оона|тогуздун айы|"
    r"жетинин айы|бештин айы)"
)
_BEFORE_YEAR = re.compile(rf"(?:before|until|till|by|до|не позднее|не позже)\s+{_Y}{_YEAR_WORD}?")
_BEFORE_KY = re.compile(rf"{_Y}\s*-?\s*(?:жылга|ж\.?)\s*(?:чейин)")
_AFTER_YEAR = re.compile(rf"(?:after|since|from|после|не ранее|не раньше)\s+{_Y}{_YEAR_WORD}?")
_AFTER_KY = re.compile(rf"{_Y}\s*-?\s*жылдан\s*(?:кийин|баштап)")
_ROMAN = {"i": 1, "v": 5, "x": 10}


def read(text: str, *, this_year: int) -> Years:
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    if not plain:
        return Years()
    if _UNKNOWN.fullmatch(plain):
        return Years(why="unknown")
    found = _span(plain)
    if found is None:
        return Years(why="ambiguous_month" if re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", plain) else "words")
    low, high = found
    if any(year is not None and not year >= EARLIEST for year in found):
        return Years(why="out_of_range")
    if (low or 0) > this_year or (high is not None and high > this_year and not _is_wide(found)):
        return Years(why="future")
    return Years(low, min(high, this_year) if high is not None else None)


def _is_wide(span: tuple[int | None, int | None]) -> bool:
    """A decade or a century that is not over yet."""
    low, high = span
    return low is not None and high is not None and high - low in (9, 99)


def _span(plain: str) -> tuple[int | None, int | None] | None:
    if match := _BEFORE_YEAR.fullmatch(plain) or _BEFORE_KY.fullmatch(plain):
        return None, int(match[1])
    if match := _AFTER_YEAR.fullmatch(plain) or _AFTER_KY.fullmatch(plain):
        return int(match[1]), None
    core = _AFTER.sub("", _ABOUT.sub("", plain, count=1), count=1).strip()
    if match := re.fullmatch(
        r"(\d{3}0)(?:s|['’]s|-?(?:е|ые|х|ых)(?:\s*(?:годы|годов|гг\.?|г\.г\.))?|\s*-?\s*(?:жылдар\w{0,4}|ж\.?\s?ж\.?))",
        core,
    ):
        return int(match[1]), int(match[1]) + 9
    if match := re.fullmatch(rf"{_Y}{_YEAR_WORD}?", core):
        return int(match[1]), int(match[1])
    if (century := _century(core)) is not None:
        return century * 100 - 99, century * 100
    if match := re.fullmatch(rf"{_Y}{_YEAR_WORD}?{_DASH}{_Y}{_YEAR_WORD}?", core):
        return _in_order(int(match[1]), int(match[2]))
    if match := re.fullmatch(
        rf"{_Y}{_YEAR_WORD}?(?:\s*[,/&]\s*|\s+(?:and|or|и|или|же|жана)\s+){_Y}{_YEAR_WORD}?", core
    ):
        return _in_order(int(match[1]), int(match[2]))
    if match := re.fullmatch(rf"{_Y}(\s*[-–—−/]\s*)(\d{{1,2}}){_YEAR_WORD}?", core):
        return _short(match, core)
    for shape in (
        rf"\d{{1,2}}[./-]\d{{1,2}}[./-]{_Y}{_YEAR_WORD}?",
        rf"{_Y}-(?:0[1-9]|1[0-2])-(?:[0-2]\d|3[01])",
        rf"(?:\d{{1,2}}\s+)?{_MONTHS}\.?,?\s+(?:\d{{1,2}},\s*)?{_Y}{_YEAR_WORD}?",
        rf"(?:0?[1-9]|1[0-2])[./]{_Y}{_YEAR_WORD}?",
        rf"{_Y}\s*-?\s*жыл(?:ы|дын)?,?\s+(?:\d{{1,2}}\s*-?\s*)?{_MONTHS}(?:\s*айы)?",
    ):
        if match := re.fullmatch(shape, core):
            return int(match[1]), int(match[1])
    return None


def _in_order(low: int, high: int) -> tuple[int, int] | None:
    return (low, high) if low <= high else None


def _short(match: re.Match[str], core: str) -> tuple[int, int] | None:
    """1990–2 and 1990–92. With a plain hyphen 2003-05 may be a month, and two digits after a slash may be too."""
    low, mark, end = int(match[1]), match[2].strip(), match[3]
    if mark in "-/" and len(end) == 2 and 1 <= int(end) <= 12 and core[-1].isdigit():
        return None
    high = low - low % 10 ** len(end) + int(end)
    return (low, high) if high > low else None


def _century(core: str) -> int | None:
    match = re.fullmatch(
        r"([ivxхі]+|\d{1,2})(?:st|nd|rd|th|-?й|-)?\s*(?:century|c\.|век\w{0,2}|в\.|кылым\w{0,4})", core
    )
    if not match:
        return None
    number = match[1].replace("х", "x").replace("і", "i")
    value = int(number) if number.isdigit() else _roman(number)
    return value if value and 11 <= value <= 21 else None


def _roman(text: str) -> int | None:
    if not re.fullmatch(r"x{0,2}(?:ix|iv|v?i{0,3})", text):
        return None
    values = [_ROMAN[letter] for letter in text]
    return sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
