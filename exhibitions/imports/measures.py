"""Sizes as people write them, in millimetres, height first; or the reason why a text says none.

A text is understood whole or not at all: one word that is not known here, and nothing is taken from it."""

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction

LARGEST_MM = 20_000
MM = {
    "mm": Fraction(1),
    "cm": Fraction(10),
    "m": Fraction(1000),
    "in": Fraction(254, 10),
    "ft": Fraction(3048, 10),
}


@dataclass(frozen=True, slots=True)
class Size:
    """`why` names the reason where the text gave no size: it stays empty where there was no text."""

    height_mm: int | None = None
    width_mm: int | None = None
    depth_mm: int | None = None
    why: str = ""


class _NotUnderstood(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Side:
    mm: Fraction
    axis: str  # "h", "w", "d", "o" for a diameter, "" for the order height × width × depth
    metric: bool


@dataclass
class _Part:
    sides: list[_Side]
    label: str = ""  # "own": the work itself, "other": its frame or base
    weight: bool = False


_WORDS = {
    "unit:mm": "mm мм millimetre millimetres millimeter millimeters миллиметр миллиметра миллиметров",
    "unit:cm": "cm см cms centimetre centimetres centimeter centimeters сантиметр сантиметра сантиметров",
    "unit:m": "m м metre metres meter meters метр метра метров",
    "unit:in": 'in inch inches ″ " дюйм дюйма дюймов',
    "unit:ft": "ft foot feet фут фута футов",
    "times": "× x х * ✕ ✖ ╳ by на",
    "axis:h": "h height high выс высота высотой в бийиктиги бийиктик",
    "axis:w": "w width wide шир ширина шириной ш туурасы эни кеңдиги",
    "axis:d": "d depth deep thickness глуб глубина глубиной толщина толщ тереңдиги калыңдыгы",
    "axis:o": "ø ⌀ diam dia diameter диаметр диаметром диам диаметри",
    "length": "l length long длина дл длиной узундугу",
    "weight": "kg кг g г gr гр килограмм килограмма граммов грамм lb lbs oz",
    "weighs": "weight вес масса салмагы",
    "own": "support canvas image sheet object painting unframed overall work холст лист изображение работа картина "
    "полотно кенеп алкаксыз рамкасыз сүрөт барак",
    "other": "frame framed mount mat base рама рамка паспарту основание подставка алкак алкагы алкагында рамкада",
    "noise": "size sizes dimensions размер размеры өлчөмү өлчөм өлчөмдөрү : = .",
    "split": "; , | / ( ) [ ]",
    "about": "c ca circa about approx approximately ок около примерно прим ~ ≈ болжол чамасы",
}  # fmt: skip
_KIND = {word: kind for kind, words in _WORDS.items() for word in words.split()}
_PHRASES = [
    (r"без\s+рам\w+|without\s+(?:the\s+)?frame|not\s+framed", " unframed "),
    (
        r"[вс]\s+рам\w+|with\s+(?:the\s+)?frame|in\s+(?:a\s+|the\s+)?frame|(?:рамка|алкак)\w*\s+менен",
        " framed ",
    ),
    (r"\(\s*(h|w|d|в|ш|г)\s*\)", r" \1 "),
    (r"(?<![\w])г(?=\.?\s*:?\s*\d)", " depth "),
    (r"(?<=[\d\s])г(?=\s*[×xх*]|\s+(?:см|мм|cm|mm)\b)", " depth "),
]
_LEGEND = re.compile(r"\(?\s*(?<!\w)(?P<order>[hwdвшг](?:\s*[×xх*]\s*[hwdвшг]){1,2})(?!\w)\s*\)?\s*[:,=]?")
_LETTERS = {"в": "h", "ш": "w", "г": "d"}
_VARIABLE = re.compile(
    r"(?:dimensions?\s+|sizes?\s+|размеры?\s+|өлчөмү\s+|өлчөмдөрү\s+)?"
    r"(?:variable|vary|varies|various|варьиру\w+|переменн\w+|разн\w+|ар\s+кандай|ар\s+түрдүү|өзгөрмө)"
    r"(?:\s+(?:dimensions?|sizes?|размер\w*|өлчөм\w*))?"
)
_UNKNOWN = re.compile(r"[-–—?.]+|n/?a|unknown|not known|неизвестн\w+|нет|жок|белгисиз|не измерен\w*")
_TOKEN = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?(?:(?:\s+|-)\d{1,2}/\d{1,2})?(?!\d))(?P<rest>/\d{1,2}(?![\d]))?"
    r"|(?P<word>[^\W\d_]+)|(?P<sign>[^\w\s])"
)
_VULGAR = {sign: " {}/{}".format(*unicodedata.numeric(sign).as_integer_ratio()) for sign in "½¼¾⅛⅜⅝⅞"}


def read(text: str, *, unit: str = "") -> Size:
    """The size that `text` states. `unit` is the column's own ("mm", "cm", "m", "in", "ft"), for bare numbers."""
    plain = _plain(text)
    if not plain:
        return Size()
    if _VARIABLE.fullmatch(plain.strip(" .")):
        return Size(why="variable")
    if _UNKNOWN.fullmatch(plain):
        return Size(why="unknown")
    try:
        plain, order = _legend(plain)
        return _decide(_parts(_tokens(plain), unit), order)
    except _NotUnderstood as reason:
        return Size(why=str(reason))


def side(text: str, *, unit: str = "") -> tuple[int | None, str]:
    """One length alone in its cell, and the reason where there is none."""
    plain = _plain(text)
    if not plain:
        return None, ""
    if _UNKNOWN.fullmatch(plain):
        return None, "unknown"
    try:
        parts = _parts(_tokens(plain), unit)
        if len(parts) != 1 or len(parts[0].sides) != 1 or parts[0].weight or parts[0].label == "other":
            raise _NotUnderstood("words")
        return _whole(parts[0].sides[0]), ""
    except _NotUnderstood as reason:
        return None, str(reason)


def _plain(text: str) -> str:
    for character, spelt in _VULGAR.items():
        text = text.replace(character, spelt)
    text = unicodedata.normalize("NFKC", text).casefold().replace("⁄", "/").replace("∅", "ø")
    text = re.sub("[“”„‟″]|''|’’|′′", '"', text)
    return " ".join(re.sub(r"[\n\r]+", " ; ", text.strip()).split())


def _legend(plain: str) -> tuple[str, list[str]]:
    """ "ШxВ: 40x60 см" says in which order the sides stand."""
    if not (found := _LEGEND.search(plain)):
        return plain, []
    order = [_LETTERS.get(letter, letter) for letter in re.findall(r"[hwdвшг]", found["order"])]
    if len(set(order)) != len(order) or not {"h", "w"} <= set(order):
        raise _NotUnderstood("words")
    return f"{plain[: found.start()]} {plain[found.end() :]}", order


def _tokens(plain: str) -> list[tuple[str, str]]:
    for pattern, instead in _PHRASES:
        plain = re.sub(pattern, instead, plain)
    # "60x40" and "60h" are written together; letters of a word are not.
    plain = re.sub(r"(?<=\d)(?=[^\W\d_])|(?<=[^\W\d_])(?=\d)", " ", plain)
    tokens, at = [], 0
    for match in _TOKEN.finditer(plain):
        if plain[at : match.start()].strip():
            raise _NotUnderstood("words")
        at = match.end()
        if match["number"]:
            tokens.append(("number", match["number"] + (match["rest"] or "")))
            continue
        word = match["word"] or match["sign"]
        if word in ("-", "–", "—", "−", "+", "±", "<", ">"):
            raise _NotUnderstood("range" if word != "+" else "words")
        if word not in _KIND:
            raise _NotUnderstood("words")
        kind = _KIND[word]
        if kind in ("about", "length"):
            raise _NotUnderstood(kind)
        tokens.append((kind, word))
    if plain[at:].strip():
        raise _NotUnderstood("words")
    return tokens


def _number(text: str, unit: str) -> Fraction:
    imperial = unit in ("in", "ft")
    mixed = re.fullmatch(r"(?:(\d+)(?:\s+|-))?(\d+)/(\d+)", text)
    if mixed:
        whole, above, below = (int(part or 0) for part in mixed.groups())
        if not imperial or below not in (2, 4, 8, 16, 32, 64) or not 0 < above < below:
            raise _NotUnderstood("number")
        return whole + Fraction(above, below)
    if "/" in text or " " in text:
        raise _NotUnderstood("number")
    whole_part, mark, decimals = re.fullmatch(r"(\d+)([.,]?)(\d*)", text).groups()  # type: ignore[union-attr]
    if len(whole_part) > 6 or len(decimals) > 6:
        raise _NotUnderstood("number")
    if len(decimals) == 3 and int(whole_part) and unit != "m" and not (imperial and mark == "."):
        raise _NotUnderstood("thousands")  # 1,250 mm: a thousand, or a little more than one
    return Fraction(f"{whole_part}.{decimals or 0}")


def _parts(tokens: list[tuple[str, str]], unit: str) -> list[_Part]:
    parts: list[_Part] = []
    waiting = ""
    for segment in _segments(tokens):
        labels = {kind for kind, _word in segment if kind in ("own", "other")}
        rest = [token for token in segment if token[0] not in ("own", "other", "noise")]
        if labels == {"own", "other"}:
            raise _NotUnderstood("several")
        label = next(iter(labels), "")
        if not rest:
            if label and parts and not parts[-1].label:
                parts[-1].label = label
            elif label:
                waiting = label
            continue
        part = _part(rest, unit)
        part.label, waiting = label or waiting, ""
        earlier = parts[-1] if parts else None
        if (
            earlier
            and not earlier.weight
            and not part.weight
            and not part.label
            and all(side.axis for side in (*earlier.sides, *part.sides))
            and not {side.axis for side in earlier.sides} & {side.axis for side in part.sides}
        ):
            earlier.sides += part.sides
        else:
            parts.append(part)
    return parts


def _segments(tokens: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Cut at separators, and before a label that follows a finished size."""
    segments: list[list[tuple[str, str]]] = [[]]
    for place, token in enumerate(tokens):
        if token[0] == "split":
            segments.append([])
            continue
        begins = token[0] in ("own", "other") and any(kind == "number" for kind, _word in segments[-1])
        more = any(kind == "number" for kind, _word in _until_split(tokens[place:]))
        if begins and more:
            segments.append([])
        segments[-1].append(token)
    return [segment for segment in segments if segment]


def _until_split(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    end = next((i for i, (kind, _word) in enumerate(tokens) if kind == "split"), len(tokens))
    return tokens[:end]


def _part(tokens: list[tuple[str, str]], unit: str) -> _Part:
    if any(kind in ("weight", "weighs") for kind, _word in tokens):
        shape = [kind for kind, _word in tokens if kind != "weighs"]
        if shape != ["number", "weight"]:
            raise _NotUnderstood("words")
        return _Part([], weight=True)
    units = [kind[5:] if kind.startswith("unit:") else "" for kind, _word in tokens]
    prefixed = tokens[0][0].startswith("axis:")
    sides: list[_Side] = []
    axis, after, joined = "", "start", True
    for place, (kind, word) in enumerate(tokens):
        if kind == "number":
            if not joined and not axis:
                raise _NotUnderstood("words")
            if after == "number":
                raise _NotUnderstood("words")
            own = next((name for name in units[place:] if name), "") or (unit if not any(units) else "")
            if not own:
                raise _NotUnderstood("no_unit")
            sides.append(_Side(_number(word, own) * MM[own], axis, own in ("mm", "cm", "m")))
            axis, joined, after = "", False, "number"
        elif kind.startswith("unit:"):
            if after not in ("number", "axis-after"):
                raise _NotUnderstood("words")
            after = "unit"
        elif kind == "times":
            if after not in ("number", "unit", "axis-after") or joined:
                raise _NotUnderstood("words")
            joined, after = True, "times"
        elif kind.startswith("axis:"):
            if prefixed or kind == "axis:o":
                if axis:
                    raise _NotUnderstood("words")
                if not prefixed and (not joined and kind != "axis:o"):
                    raise _NotUnderstood("words")
                trailing = kind == "axis:o" and not prefixed and not joined
                if trailing:
                    sides[-1] = _named(sides[-1], "o")
                    after = "axis-after"
                else:
                    axis, after = kind[5:], "axis"
            else:
                if not sides or after not in ("number", "unit"):
                    raise _NotUnderstood("words")
                sides[-1] = _named(sides[-1], kind[5:])
                joined, after = False, "axis-after"
        else:
            raise _NotUnderstood("words")
    if axis or after == "times" or not sides:
        raise _NotUnderstood("words")
    return _Part(sides)


def _named(side: _Side, axis: str) -> _Side:
    if side.axis:
        raise _NotUnderstood("words")
    return _Side(side.mm, axis, side.metric)


def _decide(parts: list[_Part], order: list[str]) -> Size:
    sized = [part for part in parts if not part.weight]
    if not sized:
        raise _NotUnderstood("weight" if parts else "words")
    own = [part for part in sized if part.label != "other"]
    if not own:
        raise _NotUnderstood("framed")
    found = [(_sizes(part, order), all(side.metric for side in part.sides)) for part in own]
    first = next((size for size, metric in found if metric), found[0][0])
    for (size, metric), part in zip(found, own, strict=True):
        if part.label != own[0].label and part.label and own[0].label:
            raise _NotUnderstood("several")
        if not _same(size, first, metric == found[0][1] and len({m for _s, m in found}) == 1):
            raise _NotUnderstood("several")
    return first


def _sizes(part: _Part, order: list[str]) -> Size:
    axes = [side.axis for side in part.sides]
    if not any(axes):
        if len(axes) == 1:
            raise _NotUnderstood("one_side")
        if len(axes) > 3 or (order and len(order) != len(axes)):
            raise _NotUnderstood("words")
        axes = order or ["h", "w", "d"][: len(axes)]
    elif order or not all(axes) or len(set(axes)) != len(axes):
        raise _NotUnderstood("words")
    by = {axis: _whole(side) for axis, side in zip(axes, part.sides, strict=True)}
    if "o" in by:
        if set(by) == {"o"}:
            raise _NotUnderstood("diameter")
        if set(by) != {"h", "o"}:
            raise _NotUnderstood("words")
        return Size(by["h"], by["o"], by["o"])
    if not {"h", "w"} <= set(by):
        raise _NotUnderstood("one_side")
    return Size(by["h"], by["w"], by.get("d"))


def _whole(side: _Side) -> int:
    mm = int(side.mm + Fraction(1, 2))
    if not 1 <= mm <= LARGEST_MM:
        raise _NotUnderstood("out_of_range")
    return mm


def _same(one: Size, other: Size, exactly: bool) -> bool:
    """The same size said twice, once in inches: those are rounded to what a ruler shows."""
    pairs = [
        (one.height_mm, other.height_mm),
        (one.width_mm, other.width_mm),
        (one.depth_mm, other.depth_mm),
    ]
    if exactly:
        return all(a == b for a, b in pairs)
    return all(
        (a is None) == (b is None) and abs((a or 0) - (b or 0)) <= max(3, (a or 0) // 60) for a, b in pairs
    )
