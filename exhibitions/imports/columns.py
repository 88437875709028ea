"""Which column of a foreign list holds what: header words in Kyrgyz, Russian and English, and what was said before."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The header of our own template comes first in each language; a header is known by any of these words.
NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "reference": {
        "ky": ("Эсеп номери", "Каттоо номери", "Шифр", "№"),
        "ru": ("Учётный номер", "Инв. №", "Инвентарный номер", "Номер", "№ п/п", "Шифр"),
        "en": ("Reference", "Accession number", "Object number", "Inventory no", "No", "ID", "Number"),
    },
    "number": {
        "ky": ("Кыл калем номери",),
        "ru": ("Номер «Кыл калем»", "Номер Кыл калем"),
        "en": ("Kyl kalem number",),
    },
    "artist": {
        "ky": ("Автордун номери", "Автор"),
        "ru": ("Номер автора", "Автор", "Художник", "Номер художника"),
        "en": ("Artist number", "Artist", "Artist no"),
    },
    "title_ky": {
        "ky": ("Аталышы (кыргызча)", "Аталышы", "Аты"),
        "ru": ("Название (кыргызский)", "Название на кыргызском"),
        "en": ("Title (Kyrgyz)", "Kyrgyz title"),
    },
    "title_ru": {
        "ky": ("Аталышы (орусча)",),
        "ru": ("Название (русский)", "Название", "Наименование", "Название на русском"),
        "en": ("Title (Russian)", "Russian title"),
    },
    "title_en": {
        "ky": ("Аталышы (англисче)",),
        "ru": ("Название (английский)", "Название на английском"),
        "en": ("Title (English)", "Title", "English title", "Name"),
    },
    "technique_ky": {
        "ky": ("Техникасы (кыргызча)", "Техникасы", "Материалы"),
        "ru": ("Техника (кыргызский)",),
        "en": ("Technique (Kyrgyz)",),
    },
    "technique_ru": {
        "ky": ("Техникасы (орусча)",),
        "ru": ("Техника (русский)", "Техника", "Материал", "Материал, техника", "Техника, материал"),
        "en": ("Technique (Russian)",),
    },
    "technique_en": {
        "ky": ("Техникасы (англисче)",),
        "ru": ("Техника (английский)",),
        "en": ("Technique (English)", "Technique", "Medium", "Materials"),
    },
    "made": {
        "ky": ("Жылы", "Качан жасалган", "Датасы"),
        "ru": ("Год", "Год создания", "Дата создания", "Дата", "Датировка"),
        "en": ("Year", "Date", "Made", "Date text", "Year made"),
    },
    "size": {
        "ky": ("Өлчөмү", "Өлчөмдөрү"),
        "ru": ("Размер", "Размеры", "Габариты"),
        "en": ("Size", "Dimensions", "Measurements"),
    },
    "height": {"ky": ("Бийиктиги",), "ru": ("Высота",), "en": ("Height", "H")},
    "width": {"ky": ("Туурасы", "Эни"), "ru": ("Ширина",), "en": ("Width", "W")},
    "depth": {"ky": ("Тереңдиги", "Калыңдыгы"), "ru": ("Глубина", "Толщина"), "en": ("Depth", "D", "Thickness")},
    "story_ky": {"ky": ("Окуясы (кыргызча)", "Окуясы"), "ru": ("История (кыргызский)",), "en": ("Story (Kyrgyz)",)},
    "story_ru": {"ky": ("Окуясы (орусча)",), "ru": ("История (русский)", "История"), "en": ("Story (Russian)",)},
    "story_en": {"ky": ("Окуясы (англисче)",), "ru": ("История (английский)",), "en": ("Story (English)", "Story")},
    "told_in": {
        "ky": ("Окуя кайсы тилде айтылган", "Айтылган тили"),
        "ru": ("На каком языке рассказано", "Язык истории"),
        "en": ("Story told in", "Language of the story", "Told in"),
    },
    "alt_ky": {"ky": ("Сүрөттөмө (кыргызча)",), "ru": ("Описание (кыргызский)",), "en": ("Alt text (Kyrgyz)",)},
    "alt_ru": {
        "ky": ("Сүрөттөмө (орусча)",),
        "ru": ("Описание (русский)", "Описание для незрячих"),
        "en": ("Alt text (Russian)",),
    },
    "alt_en": {
        "ky": ("Сүрөттөмө (англисче)",),
        "ru": ("Описание (английский)",),
        "en": ("Alt text (English)", "Alt text"),
    },
    "term_kind": {
        "ky": ("Чыгарманын түрү", "Түрү"),
        "ru": ("Вид работы", "Вид"),
        "en": ("Type of work", "Object type"),
    },
    "term_medium": {
        "ky": ("Материалы (термин)",), "ru": ("Материал (термин)",), "en": ("Medium (term)",),
    },
    "term_support": {
        "ky": ("Негизи", "Негизи (термин)"), "ru": ("Основа", "Основа (термин)"), "en": ("Support", "Support (term)"),
    },
    "term_technique": {
        "ky": ("Техникасы (термин)",), "ru": ("Техника (термин)",), "en": ("Technique (term)",),
    },
}  # fmt: skip
FIELDS = tuple(NAMES)
TEMPLATE = tuple(field for field in FIELDS if field != "number")  # a new list knows no number of ours
TERMS = {
    field: field.removeprefix("term_") for field in FIELDS if field.startswith("term_")
}  # and their facets
UNITS = {"mm": "mm", "мм": "mm", "cm": "cm", "см": "cm", "m": "m", "м": "m", "in": "in", "дюйм": "in"}
MEASURED = {"size", "height", "width", "depth"}


@dataclass(frozen=True, slots=True)
class Column:
    """What a column of the file holds: one of FIELDS, or "" for what is left aside; and the unit in its header."""

    field: str = ""
    unit: str = ""


def name(field: str, language: str) -> str:
    return NAMES[field].get(language, NAMES[field]["ky"])[0]


_PARTS = {
    "made_from": {"ky": "Эң эрте жылы", "ru": "Самый ранний год", "en": "Earliest year"},
    "made_to": {"ky": "Эң кеч жылы", "ru": "Самый поздний год", "en": "Latest year"},
    "height_mm": {"ky": "Бийиктиги, мм", "ru": "Высота, мм", "en": "Height, mm"},
    "width_mm": {"ky": "Туурасы, мм", "ru": "Ширина, мм", "en": "Width, mm"},
    "depth_mm": {"ky": "Тереңдиги, мм", "ru": "Глубина, мм", "en": "Depth, mm"},
}


def label(field: str, language: str) -> str:
    """How a column, or a field of the record that comes from one, is called in `language`."""
    return _PARTS[field].get(language, _PARTS[field]["ky"]) if field in _PARTS else name(field, language)


def key(header: str) -> str:
    """The header as it is compared and remembered: without case, marks and double spaces; ё is е."""
    text = unicodedata.normalize("NFKC", header).casefold().replace("ё", "е").replace("№", "no")
    return " ".join(re.sub(r"[^\w]+", " ", text).split())[:200]


_KNOWN = {key(spelt): field for field, said in NAMES.items() for names in said.values() for spelt in names}


def unit(header: str) -> str:
    """ "Height, mm" and "Высота (см)" say their unit in the header."""
    last = re.search(
        r"[\s,(/\[]([^\W\d_]+)\.?\s*[)\]]?\s*$", unicodedata.normalize("NFKC", header).casefold()
    )
    return UNITS.get(last[1], "") if last else ""


def recognise(header: str) -> Column:
    said = unit(header)
    if said:
        field = _KNOWN.get(key(re.sub(r"[\s,(/\[]+[^\W\d_]+\.?\s*[)\]]?\s*$", "", header)), "")
        if field in MEASURED:
            return Column(field, said)
    return Column(_KNOWN.get(key(header), ""))


def suggest(headers: Sequence[str], remembered: Mapping[str, str]) -> list[Column]:
    """A column for each header: what this institution said of it last time, else what its words say. A field is
    taken once, by the first column that claims it."""
    taken: set[str] = set()
    columns = []
    for header in headers:
        column = recognise(header)
        if key(header) in remembered and key(header):
            column = Column(remembered[key(header)], unit(header))
        if column.field not in FIELDS or column.field in taken:
            column = Column()
        taken.add(column.field)
        columns.append(column)
    return columns
