"""What gives somebody away without anyone knowing the name: articles of law, dates of birth, telephone numbers,
addresses, places. The patterns are held against text made flat by `spellings.flat`: small letters, й and ё
without their marks."""

import datetime
import re

from exhibitions.spellings import word

_DASH = "[-‐‑–]"
_BETWEEN_DIGITS = r"[\s().\-‐‑–]{0,2}"
_AFTER_NUMBER = rf"\s?{_DASH}?\s?(?:я|и|ю|ои|еи|ая|ую)?"
_COUNTED = r"\s?(?:жыл|ж\.|год|г\.|лет|мес|ай(?!\w)|years?|months?|сом|мм|см|кг|чел|адам|people|works)"


def _any(words: str) -> str:
    return "(?:" + "|".join(words.split()) + ")"


# --- Law ------------------------------------------------------------------------------------------------------

_ARTICLE = (
    r"(?:стат(?:ья|ьи|ье|ью|ьеи|еи|ьям|ьями|ьях|ьясы\w*|ьянын|ьяга)|stat(?:ya|ia|'ia|ija|'ya|ye|yu|yi|ei))"
)
_PENAL = r"(?:у\.?\s?к\.?(?:\s?к\.?\s?р\.?|\s?р\.?\s?ф\.?)?|у\.?п\.?к|кжк)"
_HUNDRED = "(?:сто|двести|триста|жүз|эки жүз)"
_SERVING = r"(?:сид\w+|сел[аи]?|осужд\w+|отбыв\w+|получил\w*|пош[её]?л\w*|отур\w+|соттол\w+)"
_LAW = [
    rf"(?<!\w){_ARTICLE}\s*(?:№|номер|no\.?|:|—|-)?\s*(?:\d{{1,3}}(?!\d|{_COUNTED})|{_HUNDRED}\w*)(?:[.,]\s?\d+)?",
    rf"(?<![\w.])(?:ч\.?\s?\d+\s?)?[сc][тt]\.?\s?№?\s?\d{{2,3}}(?!\d|{_COUNTED})(?:\s?{_PENAL})?",
    r"(?<![\w.])st\.?\s?№?\s?\d{2,3}(?!\d)\s?(?:uk|upk)?(?!\w)",
    rf"(?<!\d)\d{{1,3}}{_AFTER_NUMBER}\s*{_DASH}?\s*{_ARTICLE}(?!\w)",
    rf"(?<!\w)(?:{_HUNDRED}\s+\w+|сот\w+|двухсот\w+|трехсот\w+)\s+{_ARTICLE}(?!\w)",
    rf"(?<!\w)по\s\d{{2,3}}\s?{_DASH}\s?(?:ои|и)\s{_SERVING}(?!\w)",
    rf"(?<!\w){_SERVING}\sпо\s\d{{2,3}}\s?{_DASH}\s?(?:ои|и)(?!\w)",
    rf"(?<!\d)\d{{1,3}}\s?{_DASH}?\s?(?:берене|berene)\w*",
    r"(?<!\w)(?:берене|berene)\w*\s?№?:?\s?\d{1,3}(?!\d)",
    r"(?<!\w)(?:articles?|art\.)\s?(?:no\.?|№)?\s?\d{1,3}(?!\d)",
    r"§\s?\d{1,3}(?!\d)",
    r"(?<!\w)(?:criminal|penal)\s+code(?!\w)",
    r"(?<!\w)(?:уголовн\w+|кылмыш(?:[\s-]?жаза)?|жазык)\s+кодекс\w*",
    r"(?<!\w)(?:ук|кк)\s+(?:кр|рф)(?!\w)",
]

# --- Telephones and addresses ---------------------------------------------------------------------------------

_CALL = r"тел(?:ефон\w*)? tel phone whats\s?app ватсап\w* вотсап\w* моб"
_PHONE = [
    rf"(?<![\d.])(?:\+|00)\s?\d(?:{_BETWEEN_DIGITS}\d){{8,13}}(?!\d)",
    rf"(?<![\d.+])996(?:{_BETWEEN_DIGITS}\d){{9}}(?!\d)",
    rf"(?<![\d.+])[08]{_BETWEEN_DIGITS}[2-9](?:{_BETWEEN_DIGITS}\d){{8,9}}(?!\d)",
    rf"(?<![\d.+])\(?0\d{{3}}\)?(?:{_BETWEEN_DIGITS}\d){{5,6}}(?!\d)",
    rf"(?<!\w){_any(_CALL)}[.:\s№\-]{{1,4}}\+?\d(?:{_BETWEEN_DIGITS}\d){{4,}}",
    rf"(?<![\d.\-])[2-9]\d{_DASH}\d\d{_DASH}\d\d(?![\d\-])",
]
_SITES = _any("t\\.me wa\\.me vk\\.com fb\\.com instagram telegram facebook tiktok youtube")
_ENDS = _any("kg ru com org net kz uz info me io su рф")
_ADDRESS = [
    r"(?:https?|ftp)\s?:\s?//\S+|(?<!\w)www\.\S+",
    r"(?<![\w.+\-])[\w.+\-]{1,64}\s?(?:@|\(at\)|\[at\]|\(собака\))\s?[\w\-]+(?:\.[\w\-]+)+",
    r"(?<!\w)@[a-z0-9_.]{3,}",
    rf"(?<![\w@]){_SITES}\s?[:/@]\s?\S+",
    rf"(?<![\w@.])[a-z0-9][a-z0-9\-]{{0,62}}(?:\.[a-z0-9\-]{{1,63}}){{0,4}}\.{_ENDS}(?!\w)(?:/\S*)?",
]

# --- Places ---------------------------------------------------------------------------------------------------

_HELD = _any(
    r"колони\w* учреждени\w* мекеме\w* абак\w* түрмө\w* тюрьм\w* сизо изолятор\w* colony prison jail institution"
    r" kolonia\w* koloniya\w* лтп плс уин (?:detention|remand)\s(?:centre|center) penitentiary"
)
_TOWN = r"\s(?:города|гор\.|г\.|шаары\w*)\s?\w+"
_INSIDE = _any(r"камер[аеуы]\w* отряд\w* барак\w* cell cellblock")
_PLACE = [
    rf"(?<!\w){_any('ук вк исп фкү кп')}\s?(?:{_DASH}|№)\s?№?\s?\d{{1,3}}(?!\d)",
    rf"(?<!\w){_any('ик лиу')}\s?{_DASH}?\s?№?\s?\d{{1,3}}(?!\d|{_COUNTED})",
    rf"(?<!\w){_any('сизо изолятор колони[яиюе] тюрьм[аыуе]')}{_TOWN}",
    rf"(?<!\w){_HELD}(?:{_DASH}\w+)?\s?(?:{_DASH}|no\.?|номер)?\s?№?\s?\d{{1,3}}(?!\d|{_COUNTED})",
    rf"(?<!\d)\d{{1,3}}{_AFTER_NUMBER}\s?{_any('колони учреждени мекеме абак түрмө тюрьм сизо зон[аеуы]')}\w*",
    rf"(?<!\w){_INSIDE}\s?№?\s?\d{{1,3}}(?!\d|{_COUNTED})",
    rf"(?<!\d)\d{{1,3}}\s?{_DASH}\s?(?:и\s|я\s|ои\s|еи\s)?\s?{_any('камера отряд барак')}\w*",
]

PATTERNS = [
    (kind, re.compile(pattern))
    for kind, patterns in (("law", _LAW), ("phone", _PHONE), ("address", _ADDRESS), ("place", _PLACE))
    for pattern in patterns
]

# Words of an institution's name that tell nothing by themselves, and towns and regions too large to tell.
GENERAL = re.compile(
    "мекеме|учрежд|колони|исправ|түзөт|абак|тергөө|изолят|тюрьм|түрмө|prison|colon|instit|worksh|устакан|мастерск|correct"
    "|detent|cent|аялдар|женск|women|воспит|поселен|режим|кооперат|фонд|fund|resid|резиден|борбор|центр|галере|galler"
    "|искус|көркөм|бишкек|bishkek|кыргыз|kyrgyz|нарын|naryn|талас|talas|баткен|batken|токмок|tokmok|ысык|иссык|issyk"
    "|жалал|джалал|jalal|чуиск|шаар|город|region|област|облус|балдар|жаштар|детск|юнош|partner|союз"
)

# --- Birth ----------------------------------------------------------------------------------------------------

_MONTHS = {
    1: "январ[ья]?|янв|january|jan", 2: "феврал[ья]?|фев|february|feb", 3: "март|march|mar",
    4: "апрел[ья]?|апр|april|apr", 5: "ма[ия]|may", 6: "июн[ья]?|june|jun", 7: "июл[ья]?|july|jul",
    8: "август|авг|august|aug", 9: "сентябр[ья]?|сен|september|sept?", 10: "октябр[ья]?|окт|october|oct",
    11: "ноябр[ья]?|ноя|november|nov", 12: "декабр[ья]?|дек|december|dec",
}  # fmt: skip
_MONTH = rf"(?P<n>(?:{'|'.join(_MONTHS.values())})(?:\w{{0,6}}))"
_YEAR, _YY, _DAY = r"(?P<y>19\d\d|20\d\d)", r"['’]?(?P<y>\d\d)", r"(?P<d>0?[1-9]|[12]\d|3[01])"
DATES = [
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_DAY}\s?[./\-\s]\s?(?P<m>0?[1-9]|1[0-2])\s?[./\-\s]\s?{_YEAR}(?!\d)",
        rf"(?<![\d.]){_DAY}[./\-](?P<m>0?[1-9]|1[0-2])[./\-]{_YY}(?![\d.])",
        rf"(?<!\d){_DAY}(?:-го)?\s{_MONTH}\s{_YY}(?!\d)",
        rf"(?<!\d){_YEAR}[./\-](?P<m>0?[1-9]|1[0-2])[./\-]{_DAY}(?!\d)",
        rf"(?<!\d){_DAY}(?:st|nd|rd|th|-го)?(?:\s+of)?[\s\-‐‑–.]+{_MONTH}\.?,?\s*{_YEAR}(?!\d)",
        rf"(?<!\w){_MONTH}\.?\s+{_DAY}(?:st|nd|rd|th)?,?\s+{_YEAR}(?!\d)",
        rf"(?<!\d){_YEAR}[\s\-‐‑–]*(?:ж(?:ыл\w*)?\.?|год\w*|г\.?)?,?\s*{_DAY}[\s\-‐‑–]*{_MONTH}(?!\w)",
    )
]
BORN = re.compile(
    r"родил(?:ся|ась|ись)|рожден\w*|(?<!\w)г\.?\s?р(?:\.|(?!\w))|туул\w*|жарык дүино\w*|(?<!\w)born(?!\w)|birth\w*"
    r"|(?<!\w)d\.?o\.?b(?!\w)|(?<!\w)b\.(?=\s?\d)|rodil(?:sia|sya|as)"
)
A_YEAR = re.compile(r"(?<!\d)(?:19[3-9]\d|200\d|201\d)(?!\d)")


def day(match: re.Match[str]) -> datetime.date | None:
    """The day that a match of DATES names, if there is such a day."""
    groups = match.groupdict()
    month = int(groups.get("m") or 0)
    if said := groups.get("n"):
        month = next(number for number, names in _MONTHS.items() if re.match(names, said))
    year = int(groups["y"])
    if year < 100:  # as people write it
        year += 1900 if year > 25 else 2000
    try:
        return datetime.date(year, month, int(groups["d"]))
    except ValueError:
        return None


# --- People ---------------------------------------------------------------------------------------------------

# Read with its capitals: an initial and a surname, or a patronymic, or somebody's child.
_CAPITAL, _SMALL, _OV = "[A-ZА-ЯЁӨҮҢ]", "[a-zа-яёөүң]", "(?:ов|ев|ёв|ова|ева|ёва|ov|ev|ova|eva)"
PERSON = re.compile(
    rf"(?<!\w)(?:{_CAPITAL}\.\s?){{1,2}}{_CAPITAL}{_SMALL}{{2,40}}{_OV}(?!\w)"
    rf"|(?<!\w){_CAPITAL}{_SMALL}{{1,40}}{_OV}\s(?:{_CAPITAL}\.\s?){{1,2}}"
    rf"|(?<!\w){_CAPITAL}{_SMALL}{{1,40}}\s(?:уулу|кызы|uulu|kyzy)\s{_CAPITAL}{_SMALL}{{1,40}}"
    rf"|(?<!\w){_CAPITAL}{_SMALL}{{1,40}}(?:ович|евич|овна|евна|ovich|evich|ovna|evna)(?!\w)"
)


def _names(*lines: str) -> frozenset[str]:
    return frozenset(map(word, " ".join(lines).split()))


# Names that are also words of every day, in Kyrgyz, Russian or English.
EVERYDAY = _names(
    "айдай айым ак акыл алма алтын арман арстан асыл бакыт барс бек белек болот бөрү булут гүл дар жаз жакшылык жеңиш",
    "жибек жолдош жылдыз жыпар ким канат касиет керимет күмүш күн мөлмөл мээрим нур нурай өмүр пак перизат сагын",
    "салтанат сапар сая таалай табылды талант темир тен тилек турсун тынчтык үмүт чолпон чынар шайыр шумкар ынтымак",
    "ырыс эркин эрк",
    "вера волков воробьев злата зима заря кузнец лада лев ли лилия любовь май майя марк марта мельник мир мира мороз",
    "надежда орлов победа рада рой роза роман светлана слава сокол яна",
    "жора костик лена макс мила паша рома саня света стас тема тома шура",
    "art dean grace hope joy mark may rose star will",
)
