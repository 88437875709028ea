import gettext
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from config import assets

WORDS = "Kyl kalem Ёлка өмүр ҮҢҮЛ № 17 · «Тоо» — “hill” … 12\u00a0500 × 30° → ← '"
PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : "
"n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

msgid "work"
msgid_plural "works"
msgstr[0] "работа"
msgstr[1] "работы"
msgstr[2] "работ"

#, fuzzy
msgid "free"
msgstr "бесплатно"

msgid "sold"
msgstr "продано"
"""


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty project of its own, so that nothing here touches the real one's results."""
    monkeypatch.setattr(assets, "BASE", tmp_path)
    monkeypatch.setattr(assets, "VAR", tmp_path / "var")
    monkeypatch.setattr(assets, "ASSETS", tmp_path / "var" / "assets")
    return tmp_path


@pytest.fixture(scope="module")
def fonts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Cut once; cutting is the slow part."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("fonts")
        patch.setattr(assets, "VAR", folder)
        patch.setattr(assets, "ASSETS", folder)
        assets.fonts().follow()
        yield folder / "fonts"


def write(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)
    return file


def follow(recipes: Iterable[assets.Recipe]) -> None:
    for recipe in recipes:
        recipe.follow()


def is_done() -> bool:
    return all(recipe.is_done() for recipe in assets.stylesheets())


def test_a_catalogue_is_compiled_without_gettext_and_without_guesses(workshop: Path) -> None:
    source = write(workshop / "locale/ru/LC_MESSAGES/django.po", PO)

    assets.catalogues().follow()

    with source.with_suffix(".mo").open("rb") as file:
        russian = gettext.GNUTranslations(file)
    assert [russian.ngettext("work", "works", n) for n in (1, 3, 11, 21)] == [
        "работа",
        "работы",
        "работ",
        "работа",
    ]
    assert [russian.gettext(word) for word in ("sold", "free")] == ["продано", "free"]


@pytest.mark.usefixtures("fonts")
def test_the_fonts_hold_our_letters_and_weigh_little() -> None:
    sizes = {}
    for cut in assets.CUTS:
        font = TTFont(cut.result)
        sizes[cut.name] = cut.result.stat().st_size
        missing = {letter for letter in WORDS if ord(letter) not in font.getBestCmap()}
        cyrillic = set(re.findall("[А-яЁёҢңӨөҮү№→←]", WORDS)) if cut.style == "Italic" else set()
        assert (cut.name, missing, font.flavor) == (cut.name, cyrillic, "woff2")
    assert sum(sizes.values()) < 60 * 1024, sizes


def test_a_cut_font_bears_our_name_and_its_licence(fonts: Path) -> None:
    for cut in assets.CUTS:
        names = TTFont(cut.result)["name"]
        ours = {number: names.getDebugName(number) for number in (1, 2, 3, 4, 6, 16, 17)}
        assert ours == cut.names()
        assert not re.search("source|adobe", " ".join(ours.values()), re.I)
        assert {record.nameID for record in names.names} == {0, 5, 13, 14, *ours}
        assert "SIL Open Font License" in names.getDebugName(13)
    for family in ("KylkalemSerif", "KylkalemSans"):
        assert "SIL OPEN FONT LICENSE" in (fonts / f"{family}-OFL.txt").read_text()


@pytest.mark.usefixtures("fonts")
def test_figures_of_prices_may_stand_in_columns() -> None:
    for cut in assets.CUTS:
        font = TTFont(cut.result)
        features = {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
        widths = {font["hmtx"][font.getBestCmap()[ord(figure)]][0] for figure in "0123456789"}
        assert len(widths) == 1 or {"tnum", "lnum"} <= features


def test_stylesheets_are_joined_in_their_order_without_comments(workshop: Path) -> None:
    css = workshop / "static" / "css"
    write(css / "site.txt", "tokens.css\nbutton.css\n")
    write(css / "tokens.css", "/* the ink\n   of the wall */\n:root {\n    --ink: #222;\n}\n")
    write(css / "button.css", '.dot::before { content: "·"; }\n')

    follow(assets.stylesheets())

    joined = (assets.ASSETS / "css" / "site.css").read_text()
    assert joined == ':root {\n--ink: #222;\n}\n.dot::before { content: "·"; }\n'


def test_nothing_is_made_twice_and_nothing_stays_stale(workshop: Path) -> None:
    css = workshop / "static" / "css"
    write(css / "site.txt", "a.css")
    part = write(css / "a.css", "a { color: red; }")
    follow(assets.stylesheets())
    result = assets.ASSETS / "css" / "site.css"
    made = result.stat().st_mtime_ns

    follow(assets.stylesheets())
    assert (is_done(), result.stat().st_mtime_ns) == (True, made)

    part.write_text("a { color: blue; }")
    assert not is_done()
    follow(assets.stylesheets())
    assert result.read_text() == "a { color: blue; }\n"

    result.unlink()
    assert not is_done()


def test_the_locks_agree_so_that_each_set_only_adds() -> None:
    def pins(name: str) -> set[str]:
        text = (Path(__file__).resolve().parents[2] / "requirements" / f"{name}.txt").read_text()
        return set(re.findall(r"^[\w.-]+==\S+", text, re.M))

    assert pins("run") < pins("test") < pins("lint")
