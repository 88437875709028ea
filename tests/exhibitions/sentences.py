"""What people might write about a work, in three languages: words that give the artist away, and words that look
like it and do not. Names are declined and transliterated here, by tables that the linter does not share."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Who:
    surname: str
    first: str
    patronymic: str
    register: str
    born: str  # ISO


PEOPLE = [
    Who("Асанов", "Нурлан", "Бакирович", "РН-77413", "1987-03-19"),
    Who("Жумабаева", "Гүлнара", "Токтогуловна", "К-20815/4", "1979-11-02"),
    Who("Өмүрбеков", "Чыңгыз", "Эркинович", "310 447", "1991-07-30"),
    Who("Шевченко", "Сергей", "Юрьевич", "Щ-5512", "1968-01-09"),
    Who("Ыбраимова", "Айжан", "Жолдошевна", "99-1204", "1995-05-21"),
    Who("Достоевский", "Фёдор", "Михайлович", "0078123", "1975-10-11"),
    Who("Токтогул уулу", "Эрмек", "", "Т/41-77", "1983-12-25"),
    Who("Хусаинов", "Рустам", "Ильясович", "ХР 6006", "1972-08-14"),
]
HIM = PEOPLE[0]


def _pairs(text: str) -> dict[str, str]:
    return dict((pair[0], pair[1:]) for pair in text.split())


_RUSSIAN_TO_LATIN = _pairs(
    "аa бb вv гg дd еe ёyo жzh зz иi йy кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъ ыy"
    " ь эe юyu яya ңng өo үu"
)
SCHEMES = {
    "BGN": _RUSSIAN_TO_LATIN,
    "passport": _RUSSIAN_TO_LATIN | {"ж": "j", "й": "i", "ё": "e", "ю": "iu", "я": "ia", "ө": "o", "ң": "n"},
    "ISO 9": _RUSSIAN_TO_LATIN
    | {"ж": "ž", "й": "j", "ё": "ë", "х": "h", "ц": "c", "ч": "č", "ш": "š", "щ": "ŝ", "ю": "û", "я": "â", "ө": "ô",
       "ү": "ù", "ң": "ņ", "э": "è"},
    "Turkic": _RUSSIAN_TO_LATIN
    | {"ж": "c", "ч": "ç", "ш": "ş", "ы": "ı", "ө": "ö", "ү": "ü", "ң": "ñ", "х": "h", "й": "y"},
    "chat": _RUSSIAN_TO_LATIN | {"ж": "dj", "ы": "i", "х": "h", "й": "i", "ч": "4", "ё": "e"},
}  # fmt: skip


def latin(name: str, scheme: str) -> str:
    return "".join(SCHEMES[scheme].get(letter, letter) for letter in name.lower()).title()


def russian_letters(name: str) -> str:
    """As typed on a keyboard without the Kyrgyz letters."""
    return name.translate(str.maketrans("ңөүҢӨҮ", "ноуНОУ"))


def russian_cases(name: str) -> list[str]:
    if name.endswith("ский"):
        return [name[:-2] + ending for ending in ("ого", "ому", "им", "ом", "ая", "ие", "их")]
    if name.endswith(("ова", "ева")):
        return [name[:-1] + ending for ending in ("ой", "у", "ых", "", "ым")]
    if name.endswith(("ов", "ев")):
        return [name + ending for ending in ("а", "у", "ым", "е", "ы", "ых", "ыми", "ой")]
    if name.endswith("а"):
        return [name[:-1] + ending for ending in ("ы", "е", "у", "ой", "ин")]
    if name.endswith("й"):
        return [name[:-1] + ending for ending in ("я", "ю", "ем", "е")]
    if name[-1] in "оу":
        return [name]
    return [name + ending for ending in ("а", "у", "ом", "е")]


def kyrgyz_cases(name: str) -> list[str]:
    """Genitive, dative, accusative, locative, ablative, plural, likeness, after the rules of harmony."""
    vowel = next(letter for letter in reversed(name.lower()) if letter in "аяыоуюэеиөүё")
    a, i = {"а": "аы", "я": "аы", "ы": "аы", "о": "оу", "у": "ау", "ю": "ау", "э": "еи", "е": "еи", "и": "еи",
            "ө": "өү", "ү": "өү", "ё": "оу"}[vowel]  # fmt: skip
    last = name[-1].lower()
    voiced = last in "бвгджзйлмнрң"
    d = "н" if last in "аяыоуюэеиөүё" else "д" if voiced else "т"
    g = "г" if voiced or last in "аяыоуюэеиөүё" else "к"
    t = "т" if d == "т" else "д"
    plural = f"{'л' if last in 'аяыоуюэеиөүёрй' else t}{a}р"
    endings = [f"{d}{i}н", f"{g}{a}", f"{d}{i}", f"{t}{a}", f"{t}{a}н", plural, f"{plural}д{i}н", f"{t}{a}й"]
    return [name + ending for ending in endings]


def disguises(name: str) -> list[str]:
    look_alike = str.maketrans("аеорсухАЕОРСХВНКМТ", "aeopcyxAEOPCXBHKMT")
    middle = len(name) // 2
    return [
        name.translate(look_alike),
        name[:middle] + "\u00ad" + name[middle:],
        name[:middle] + "\u200b" + name[middle:],
        name[:middle] + "-" + name[middle:],
        name[:middle] + "-\n" + name[middle:],
        " ".join(name),
        ".".join(name.upper()),
        name[:1] + "\u0301".join(name[1:3]) + name[3:],
        name.lower(),
        name.upper(),
    ]


_KY = [
    "Бул сүрөттү {} тарткан.", "Эмгек {} тууралуу айтат.", "Көргөзмөдө {} деген жазуу турат.",
    "Апам мени {} деп чакырчу.", "Боёкту {} берген.", "Бул тоону көргөндө {} эсиме түшөт.",
    "Сүрөттүн артында {} деп жазылган.",
]  # fmt: skip
_RU = [
    "Картина написана, когда {} вернулся домой.", "На обороте стоит: {}.", "Эту работу помнят как работу {}.",
    "Рядом с {} висит пейзаж.", "Друзья говорят о {} только хорошее.", "«{}» — так звали меня в школе.",
    "Резьба по дереву: {}, 2024 год.",
]  # fmt: skip
_EN = [
    "Painted by {} in the winter.", "They call me {}.", "The frame was made for {} by a friend.",
    "{} learned to carve from his father.", "A gift from {} to the museum.",
]  # fmt: skip


def _frames(frames: list[str]) -> Iterator[str]:
    return itertools.cycle(frames)


def names() -> list[tuple[Who, str]]:
    """Sentences in which a name stands, declined, transliterated, shortened or disguised."""
    ky, ru, en = _frames(_KY), _frames(_RU), _frames(_EN)
    found: list[tuple[Who, str]] = []
    for who in PEOPLE:
        kin = " " in who.surname
        parts = [part for part in (who.surname, who.first, who.patronymic) if part]
        for part in parts:
            found += [(who, next(ky).format(form)) for form in (part, *kyrgyz_cases(part))]
            found += [(who, next(ky).format(russian_letters(form))) for form in kyrgyz_cases(part)[:3]]
            if not kin or part != who.surname:
                found += [(who, next(ru).format(form)) for form in russian_cases(part)]
                found += [(who, next(ru).format(form)) for form in disguises(part)]
            found += [(who, next(en).format(latin(part, scheme))) for scheme in SCHEMES]
            found += [(who, next(en).format(latin(part, scheme) + "'s")) for scheme in ("BGN", "passport")]
            found += [(who, next(ky).format(latin(form, "passport"))) for form in kyrgyz_cases(part)[:2]]
        initial = who.first[0]
        found += [
            (who, next(ru).format(words))
            for words in (
                f"{initial}. {who.surname}", f"{who.surname} {initial}.", f"{initial}.{who.surname}",
                f"{who.surname} {who.first}", f"{who.first}{who.surname}", f"#{who.first.lower()}{who.surname.lower()}",
                f"{who.first}_{who.surname}", f"{who.surname},{who.first}",
            )
        ]  # fmt: skip
    return found + [(HIM, sentence) for sentence in NAMES_BY_HAND]


# About Нурлан Бакирович Асанов, register number РН-77413, born on 19 March 1987.
NAMES_BY_HAND = [
    "Асановдун колунан жаралган кайык.", "Бул — Асановго белек.", "Асан уулу Нурлан жасаган шакек.",
    "Нурландын апасы тоону жакшы көрчү.", "Н. Асанов, «Күз».", "Асанов Н. Б., кагаз, карандаш.",
    "Нурланга карата жазылган кат.", "Нурлан Бакир уулу тарткан.", "Бакировичтин мектебинде үйрөнгөн.",
    "Асановдор үй-бүлөсүнүн сүрөтү.", "Нурландай болгум келет.", "Асанов – кол тамга оң жакта, ылдыйда.",
    "Семья Асановых у юрты.", "Портрет брата, Асанова-младшего.", "Асановская печь, какой её помню.",
    "Подарок Нурлану от бабушки.", "С Нурланом мы росли на одной улице.", "Работы Асанова Н.Б. висят слева.",
    "Нурланово детство.", "Автор — Бакирович, как его тут зовут.", "Подпись: Acaнoв.", "Подпись: А.Н.Б. и дата.",
    "Bakirovich taught me to draw.", "Asanov's mountains.", "The Asanovs at home.", "By N. Asanov, 2024.",
    "Asanoff is what the teacher wrote.", "Nurlan Asanovdun süröttörü.", "A letter to Nurlan.", "nurlan_asanov 2024",
    "РН-77413 деген эн белги бар.", "На раме номер РН 77413.", "Number RN77413 on the back.", "РН № 77413",
]  # fmt: skip

CLUES = {
    "law": [
        "Статья 122 эч качан унутулбайт.", "Мен 122-берене менен келгем.", "122-беренеси боюнча.", "Берене 97.",
        "Сидел по статье 122.", "Осуждён по ст. 122 УК КР.", "ч. 2 ст. 205", "По 166-й статье.",
        "Статья сто двадцать два.",
        "Уголовный кодекс лежит на столе.", "Кылмыш-жаза кодекси китеби.", "Article 122 is on the wall.", "art. 205",
        "The Criminal Code on the shelf.", "§ 12 на стене.", "statya 122", "статьи 130 и 131", "Статьёй № 247",
    ],
    "birth": [
        "19.03.1987", "1987-жылдын 19-мартында жарык дүйнөгө келгем.", "Родился 19 марта 1987 года.", "19 марта 1987",
        "Born on March 19, 1987.", "19th of March 1987", "1987-03-19", "19-март, 1987", "Дата рождения: 02.11.1990.",
        "Туулган күнүм 05.06.1985.", "01/02/1980 г.р.", "My birthday is 7 May 1991.", "19/3/1987",
        "Март айы: 19 03 1987.",
    ],
    "phone": [
        "Телефонум: 0555 123 456.", "+996 700 12-34-56 номерине чалгыла.", "Звоните 0312 62 38 41.", "тел. 62-38-41",
        "Мой номер 0700123456.", "WhatsApp +996555123456", "Call 996 555 123 456.", "8 (916) 123-45-67",
        "+7 916 123 45 67",
        "0 (555) 12 34 56", "тел: 54321", "0555-12-34-56",
    ],
    "address": [
        "Сайт: suroot.kg", "Пишите на master@mail.ru.", "https://example.org/me", "www.painter.com",
        "Инстаграм @tooloru",
        "t.me/suroetchu", "telegram: suroetchu", "master (собака) mail.ru", "instagram.com/tooloru", "vk.com/id12345",
    ],
    "place": [
        "ИК-27де тартылган.", "Бул 27-колонияда болгон.", "Учреждение № 8.", "В колонии № 2 холодно.",
        "СИЗО-1, зима.",
        "Камера 12нин терезеси.", "Отряд № 4", "Prison no. 3 in winter.", "Cell 14", "Түрмө № 5",
        "Мекеме № 91дин короосу.",
        "Жашыруундагы кыш.", "Из Тайной колонии № 91.", "zx-kolonna-9", "Hidden Colony 91, the yard.",
        "Учреждение-16", "47-мекемеде",
    ],
}  # fmt: skip

# Nothing here gives anybody away.
INNOCENT = [
    # Kyrgyz
    "Ак боз үй, жанында кара ат.", "Асан чалдын жомогу.", "Асан кайгы бабанын айткандары.", "Нур жааган таң.",
    "Нурлуу күн.", "Бул тоонун бийиктиги 4500 метр.", "Сүрөт 2024-жылы тартылган.", "Баасы 12 500 сом.",
    "Өлчөмү 500 × 700 мм.", "Кат 122 сөздөн турат.", "122-үйдүн терезесинен көрүнүш.", "Мен 27 жаштамын.",
    "27-автобуска отуруп келчүбүз.", "Апам 1950-жылдары мугалим болгон.", "Өмүр бою тоону эстедим.",
    "Өмүрдүн суусу токтобойт.", "Айдын жарыгы көлдө.", "Айжаркын түн.", "Эрмекке тарткан жокмун.",
    "Эрмектеп жасадым.", "Чыгыш тарапта чыңалган аба.", "Гүлдөр ачылган жаз.", "Жума күнү базар болот.",
    "Жумабай деген кошунабыз бар эле.", "Бакыр кумган.", "Бакырдан жасалган идиш.", "Токтогулдун комузу.",
    "Ибрагим пайгамбар жөнүндө жомок.", "Кагаз, карандаш, 30 × 40 см.", "Түрмөнүн терезесинен көл көрүнөт.",
    "Абактагы кыш узак.", "Колония деген сөздү унуткум келет.", "Камерада 12 адам болчубуз.", "Баланын беренеси жок.",
    "Берен кыялдар.", "Достор үчүн жасалган.", "Достукка белек.", "Шевченконун ыры эмес, элдик ыр деп ойлогом.",
    "Рух менен иш.", "Хусейин деген сөз жок.", "Сергек бала.", "Сергекти ойготкон таң.", "Федерация деген чоң сөз.",
    "1-сентябрда мектепке барчубуз.", "2024-жылдын 14-ноябры, көргөзмө күнү.", "Ысык-Көлдүн жээги.",
    "Бишкектин көчөсү.",
    "Нарындагы жайлоо.", "Талас, 2023.", "Күн 7де чыгат.", "Сарайда 3 ат бар.", "Ат 8 жашта.", "100 000 гүл.",
    "Айыл өкмөтү.", "Нурданган көз.", "Асанчык — кичинекей кыл.", "Ал башканын асаны эмес.", "Кызы атасын күтөт.",
    "Уулу кайтты.", "Чынгызхан жөнүндө китеп окудум.", "Калемди колго алдым.", "Мекеме жабык.",
    "Статьянын аталышы жок.",
    # Russian
    "Зимний вечер, горы и озеро.", "Цена 12 500 сомов.", "Размер 40 × 60 см.", "Написано в 2024 году.",
    "Статья о выставке вышла в газете.", "Статья 2024 года в журнале.", "Ст. Рыбачье, железная дорога.",
    "Дом 122 по улице.",
    "Окно на улицу, дом 27, квартира 8.", "Прожил там 27 лет.", "В колонии 12 лет.", "Колония птиц на озере.",
    "В тюрьме нет зеркал.", "Камера пишет кино.", "Отряд птиц улетел на юг.", "Сто двадцать красок.",
    "Нурек, плотина.",
    "Асаны йоги на рассвете.", "Асана дерева.", "Нурлат — город в Татарстане.", "Баки с водой.", "Бакинский бульвар.",
    "Сергиев Посад, башня.", "Серёжки из серебра.", "Серый день.", "Сергий Радонежский.", "Юрьев день.",
    "Юрта у реки.",
    "Фёдоров — чужая фамилия.", "Достойный человек.", "Достоевщина какая-то, сказал друг.",
    "Русский сам по себе лес.",
    "Рустикальная рама.", "Русло реки.", "Михайловское, осень.", "Илья-пророк на колеснице.",
    "Эрмитаж видел только в книге.",
    "Токарный станок.", "Жумагуль вязала.", "Хуторок в степи.", "Хус — снег, по-древнему.", "Айва на окне.",
    "Ибраим — имя из песни.", "Холст, масло, 50 × 70, 2023.", "Тираж 1 200 000 экземпляров.", "9 мая — парад.",
    "Рождение реки.", "Тогда мне было 14.", "Автобус № 122.", "Высота 3 200 м.", "Скидка 10 %.", "Рама 3 × 4.",
    "Шевелится трава.", "Шевиот, шерсть.", "ул. Киевская, 77", "Набор из 310 деталей.", "0,5 литра краски.",
    "30.07 на часах.", "Год 1991 в календаре на стене.", "Первая часть, вторая часть.", "Гульнуться в саду.",
    "Выставка 14.11.2026.", "По мотивам Чингиза Айтматова — нет, по мотивам сказки.",
    # English
    "A white horse by the lake.", "Oil on canvas, 50 × 70 cm.", "Made in 2024.", "The price is 12 500 som.",
    "An article about the show.", "Works of art 122 years old.", "State of the art.", "The first of March.",
    "Room 12, hall 2.",
    "House 27.", "A prison window.", "Cells of a honeycomb.", "Born to paint.", "A colony of birds.",
    "Nearly a sand dune.",
    "Asana means a seat.", "The nurse and the child.", "Nirvana.", "Sergeant at the gate.", "Serge cloth.",
    "Rust and dust.",
    "Rustle of leaves.", "A mighty river.", "Fedora hat.", "The dost of old.", "Change of weather.", "Ermine fur.",
    "Ermita chapel.", "Jumble of roofs.", "Jumanji.", "Michael the archangel.", "Bakery at dawn.", "Baker street.",
    "Height 4500 m.", "Call of the wild.", "Phone box, red.", "Born in the year of the horse.",
    "About 310 447 stitches? No, 447.",
    "Two birds, 3 eggs.", "A number on the door: 7.", "Genghis Khan on a horse.", "Ibrahim and the lamb.",
    "Yuri the cat.",
]  # fmt: skip
