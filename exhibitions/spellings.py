"""How a name may be written: in Cyrillic or Latin letters by any of the schemes in use, with Russian letters for
Kyrgyz ones, with the case endings of both languages, hyphenated, spaced out, or with letters that only look alike.

A name is taken apart into sounds; each sound knows its spellings; a pattern is made of them. Names are compared with
text that has been made flat: small letters without accents and without what nobody can see."""

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from exhibitions import endearments

LETTER = r"[^\W\d_]"
_CAMEL = "\x1f"
_FILLERS = "\u115f\u1160\u3164\uffa0"

# Spellings of a sound. й and ё have lost their marks already, and so have ö, ü, ž, š, č, ş, ç and ğ.
_SOUNDS = {
    "а": "а a α",
    "б": "б b 6",
    "в": "в v w ff f b ν",
    "г": "г gh g ґ",
    "д": "д d",
    "е": "е э e ye ie je yo jo io є ө",
    "ж": "ж дж dzh zh dj dz j g z c",
    "з": "з z 3 s",
    "и": "и і i y j ы ı 1",
    "ии": "ии и iy ij ii yi yy i y",
    "к": "к k q ck c қ",
    "кс": "кс ks kc cs x",
    "л": "л l",
    "м": "м m",
    "н": "н ң нг ng n h ŋ",
    "о": "о ө o 0 oe ο ѳ",
    "ө": "ө о o 0 oe ο ѳ е e ye yo io",
    "п": "п p",
    "р": "р r er p",
    "с": "с s c",
    "т": "т t",
    "у": "у ү ю u ou oo ue yu iu y",
    "ф": "ф ph f",
    "х": "х kh ch h x",
    "ц": "ц ts tz cz c z",
    "ч": "ч tsch tch ch cz c 4",
    "ш": "ш щ sch sh s",
    "щ": "щ ш shch sch sc sh",
    "ь": "ь ъ ' ’ ʹ y i j",
    "ы": "ы и y i ı",
    "ю": "ю yu iu ju иу u у ү",
    "я": "я ya ia ja иа a",
}
_SAME = {"э": "е", "ү": "у", "ң": "н", "ъ": "ь", "і": "и", "қ": "к", "дж": "ж", "нг": "н"}
_LATIN = {
    "shch": "щ", "tsch": "ч", "sch": "щ", "dzh": "ж", "zh": "ж", "kh": "х", "ch": "ч", "sh": "ш", "ts": "ц", "ya": "я",
    "yu": "ю", "yo": "е", "ye": "е", "ng": "н", "a": "а", "b": "б", "c": "к", "d": "д", "e": "е", "f": "ф", "g": "г",
    "h": "х", "i": "и", "j": "ж", "k": "к", "l": "л", "m": "м", "n": "н", "o": "о", "p": "п", "q": "к", "r": "р",
    "s": "с", "t": "т", "u": "у", "v": "в", "w": "в", "x": "кс", "y": "ы", "z": "з", "ı": "ы",
}  # fmt: skip
_PIECES = re.compile("|".join(sorted([*_SOUNDS, *_SAME, *_LATIN], key=len, reverse=True)))

# What may stand inside a name: a hyphen, also at the end of a line, an apostrophe, an underscore, a full stop.
_GAP = rf"(?:{_CAMEL}|[\-‐‑‒–—]\s*|[_·•*~|/'’ʼ`´.])?"
_APART = r"[\s._\-‐–—*·]{1,3}"

# Kyrgyz endings, in both scripts and all harmonies; they come in chains.
_A, _U, _N, _D = "[аеэоөaeo]", "[ыиуүyiuı]", "(?:ң|нг|н|ng|n)", "[ндтndt]"
_KYRGYZ = "|".join(
    [
        f"[лдтldt]{_A}[рr]", f"{_D}{_U}[нn]?", f"{_D}{_A}[нn]?", f"[гкgk]{_A}", f"[гкgk]{_U}",
        f"{_U}?[мm]", f"{_U}?{_N}(?:{_U}[зz])?",
        f"[сs]?{_U}", f"{_U}?[бb]{_U}[зz]", f"[дтdt]{_A}[иyij]", f"(?:ч|ch){_A}", f"[лдтldt]{_U}[кгkg]{_U}?",
        f"{_D}{_U}[кk]{_U}", f"[бпbp]{_U}", f"[мm]{_U}[нn]", f"[сs]{_U}{_N}", f"(?:ч|ch){_U}",
    ]
)  # fmt: skip
_ENGLISH = r"['’ʼ]?s['’ʼ]?|es"
_ADJECTIVE = "ии ая ое ые ие ого его ому ему им ым ом ем ую юю ои еи их ых ими ыми"
_RUSSIAN = f"а я у ю ом ем ым им е ы и ов ев ам ам ям ами ями ах ях ои еи ою ею ых ыми ых о ово {_ADJECTIVE}"
_RUSSIAN_AFTER_VOWEL = "а я ы и е у ю ои еи ою ею ам ям ами ями ах ях ин ина ино ину инои иных ем ом ев"
_CHILD_OF = "уулу улуу улу кызы кизи тегин дин"

_SURNAME = re.compile(r"^(.{2,}(?:ов|ев|ин|ын))(?:а)?$")
_SKY = re.compile(r"^(.{2,}[сц]к)(?:ии|ая|ои|и)$")
_ROOT = re.compile(r"^(.{2,}?)(?:ов|ев)$")
_PATRONYMIC = re.compile(r"^(.{2,}?(?:ов|ев))(?:ич|на)$")
_CHILD = re.compile(r"^(.{2,}?)[\s\-]*(?:уулу|кызы|тегин|uulu|kyzy|tegin)$")
_SHORT = 3


@dataclass(frozen=True)
class Flat:
    """Text as names are compared with it, and where each of its characters stood."""

    text: str
    places: tuple[int, ...]
    original: str

    def span(self, match: re.Match[str]) -> tuple[int, int]:
        start, end = match.span()
        return self.places[start], self.places[end - 1] + 1


def flat(text: str, *, camel: bool = False) -> Flat:
    """Small letters without accents and invisible characters; with `camel`, a seam where a capital follows a small
    letter, so that «НурланАсанов» is two words."""
    letters: list[str] = []
    places: list[int] = []
    before = ""
    for place, sign in enumerate(text):
        for letter in sign if sign == "№" else unicodedata.normalize("NFKD", sign):
            if unicodedata.category(letter) in ("Mn", "Me", "Cf") or letter in _FILLERS:
                continue
            if camel and letter.isupper() and before.islower():
                letters.append(_CAMEL)
                places.append(place)
            before = letter
            for small in letter.casefold():
                letters.append(small)
                places.append(place)
    return Flat("".join(letters), tuple(places), text)


def word(text: str) -> str:
    return " ".join(flat(text).text.split())


def sounds(name: str) -> list[str]:
    """The sounds of a name recorded in either script; what has no sound falls out."""
    found: list[str] = []
    for piece in _PIECES.findall(word(name)):
        sound = _SAME.get(piece) or _LATIN.get(piece) or piece
        if not found or found[-1] != sound:
            found.append(sound)
    return found


def _spelled(name: str, between: str = _GAP) -> str:
    """A pattern of every spelling of the name, without its endings."""
    parts = []
    for sound in sounds(name):
        spellings = "|".join(map(re.escape, sorted(_SOUNDS[sound].split(), key=len, reverse=True)))
        once = f"(?:{spellings})"
        again = f"(?:{_APART}{once})?" if between == _APART else ""  # «о о» of «Ж о о м а р т» is one sound
        parts.append(once + ("?" if sound == "ь" else "{1,2}" + again))
    return between.join(parts)


def _endings(russian: str) -> str:
    return "|".join(sorted({_spelled(ending, "") for ending in russian.split()}, key=len, reverse=True))


_ANY_KYRGYZ = f"{_ENGLISH}|(?:{_KYRGYZ}){{1,4}}"
_AFTER_CONSONANT = f"(?:ь|'|’)?(?:{_GAP}(?:(?:{_spelled('ск', '')})?(?:{_endings(_RUSSIAN)})|{_ANY_KYRGYZ}))?"
_AFTER_DROPPED = f"{_GAP}(?:{_endings(_RUSSIAN_AFTER_VOWEL)})"
_AFTER_NAME = f"(?:{_GAP}(?:{_endings('а у ом ем е ы и')}|{_ANY_KYRGYZ}))?"
_KIN = f"(?:{_GAP}|\\s+)(?:{'|'.join(_spelled(kin, '') for kin in _CHILD_OF.split())})"

_FOND = f"{_GAP}(?:{'|'.join(_spelled(ending, '') for ending in ('жан', 'чик', 'ик', 'еньк', 'очк', 'ушк'))})"


def _whole(*patterns: str) -> str:
    return rf"(?<!{LETTER})(?:{'|'.join(patterns)})(?!{LETTER})"


@dataclass(frozen=True)
class Name:
    """One word of a name, ready to be looked for."""

    pattern: re.Pattern[str]
    short: bool
    plain: str
    stem: str  # the pattern of its bare forms, to be joined with another name's


def surname(recorded: str) -> Iterator[Name]:
    for part in _parts(recorded):
        if child := _CHILD.match(part):
            yield _child_of(child[1])
            continue
        male = _SURNAME.match(part)
        if male:
            forms = [
                _spelled(male[1]) + _AFTER_CONSONANT,
                _spelled(male[1]) + _spelled("а", "") + _AFTER_NAME,
            ]
            root = _ROOT.match(male[1])
            if root and len(root[1]) >= _SHORT:
                forms.append(_spelled(root[1]) + "(?:и|й|y|i|j)?" + _KIN + _AFTER_NAME)
            yield _name(part, forms, male[1], apart=(male[1], part))
        elif sky := _SKY.match(part):
            yield _name(part, [_spelled(sky[1]) + _AFTER_CONSONANT], sky[1], apart=(part,))
        else:
            yield _plain(part)


def first_name(recorded: str) -> Iterator[Name]:
    """With what the name becomes at home: «Азаматжан», «Азаматик», and «Саша» for «Александр»."""
    for part in _parts(recorded):
        fond = [_spelled(part) + _FOND + _AFTER_CONSONANT] if len(sounds(part)) > _SHORT else []
        yield _plain(part, *fond)
        yield from map(_plain, endearments.of(part))


def patronymic(recorded: str) -> Iterator[Name]:
    for part in _parts(recorded):
        if child := _CHILD.match(part):
            yield _child_of(child[1])
        elif found := _PATRONYMIC.match(part):
            his = _spelled("ич", "") + _AFTER_NAME
            hers = _spelled("н", "") + f"(?:{_AFTER_DROPPED}|{_spelled('а', '')}{_AFTER_NAME})"
            root = _ROOT.match(found[1])
            forms = [_spelled(found[1]) + f"{_GAP}(?:{his}|{hers})"]
            if root and len(root[1]) >= _SHORT:
                forms.append(_spelled(root[1]) + "(?:и|y|i|j)?" + _KIN + _AFTER_NAME)
                forms.append(_spelled(root[1]) + _spelled("ыч", "") + _AFTER_NAME)  # «Иваныч», «Николаич»
            yield _name(part, forms, part, apart=(part,))
        else:
            yield _plain(part)


def glued(one: Name, other: Name) -> re.Pattern[str]:
    """Two names written as one word, in either order."""
    orders = (one.stem + _GAP + other.stem, other.stem + _GAP + one.stem)
    return re.compile(_whole(*(order + _AFTER_CONSONANT for order in orders)))


def initials(*names: str) -> re.Pattern[str] | None:
    """«Н. А.» for Нурлан Асанов, in any order, also with a third; not before a name, which is found anyway."""
    first = [_spelled(sounds(name)[0]).replace("{1,2}", "") for name in names if sounds(name)]
    if len(first) < 2:
        return None
    dot = r"\s?\.\s?"
    orders = [dot.join(order) for count in (3, 2) for order in itertools.permutations(first, count)]
    return re.compile(rf"(?<!{LETTER})(?<!\.)(?:{'|'.join(orders)})\s?\.(?!\s?{LETTER}{{3}})")


def phrase(text: str) -> re.Pattern[str]:
    """Several words in order, the last with endings: the name of a place."""
    pieces = re.findall(r"\d+|[^\W\d_]+", word(text))
    if not pieces:
        return re.compile(r"(?!)")
    spelled = [piece if piece.isdigit() else _spelled(piece) for piece in pieces]
    return re.compile(_whole(r"[\s№\-_«»\"“”.,]*".join(filter(None, spelled)) + _AFTER_CONSONANT) + r"(?!\d)")


def number(recorded: str) -> re.Pattern[str] | None:
    """A register number in any spacing, its letters in either script."""
    signs = re.findall(r"[^\W_]", flat(recorded).text)
    if not signs:
        return None
    spelled = [sign if sign.isdigit() else f"(?:{_either(sign)})" for sign in signs]
    body = r"[\s\-‐‑–—/.№_]{0,3}".join(spelled)
    before = r"(?:№|\bno?\.?|номер\w*)\s*" if len(signs) < 4 else ""
    return re.compile(rf"(?<![^\W_])(?:{before}{body})(?![^\W_])")


def _either(sign: str) -> str:
    sound = _SAME.get(sign) or _LATIN.get(sign) or sign
    return "|".join(map(re.escape, {sign, *_SOUNDS.get(sound, sign).split()}))


def _parts(recorded: str) -> list[str]:
    """Double names are looked for part by part; «Асан уулу» is one."""
    name = re.sub(r"\s*[\-‐‑–—]\s*", "-", word(recorded))
    if _CHILD.match(name):
        return [name]
    return [part for part in re.split(r"[\s\-]+", name) if len(sounds(part)) >= 2]


def _child_of(parent: str) -> Name:
    forms = [_spelled(parent) + _KIN + _AFTER_NAME]
    if len(parent) > _SHORT:
        forms.append(_spelled(parent) + "(?:о|е|o|e)(?:в|v)" + _AFTER_CONSONANT)
    return Name(re.compile(_whole(*forms)), False, parent, _spelled(parent))


def _plain(part: str, *more: str) -> Name:
    forms = [_spelled(part) + _AFTER_CONSONANT, *more]
    if part[-1] in "аяьиео" and len(sounds(part)) > 2:
        forms.append(_spelled(part[:-1]) + _AFTER_DROPPED)
    return _name(part, forms, part, apart=(part,))


def _name(part: str, forms: list[str], stem: str, *, apart: tuple[str, ...]) -> Name:
    short = len(sounds(part)) <= _SHORT
    if not short:
        forms = [*forms, *(_spelled(bare, _APART) for bare in apart)]
    return Name(re.compile(_whole(*forms)), short, part, _spelled(stem) + "(?:а|a)?")
