"""What is made from sources before the server starts: catalogues, fonts and stylesheets.

Nothing here is committed, and nothing is made twice: each result has a stamp with the hash of what it was made from.
"""

import hashlib
import importlib.util
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
ASSETS = BASE / "var" / "assets"
STAMPS = BASE / "var" / "stamps"

LATIN = "".join(chr(code) for code in range(0x20, 0x7F)) + "ÄÖÜäöüßÀàÈèÉéÇçÑñ"
RUSSIAN = "".join(chr(code) for code in range(0x410, 0x450)) + "Ёё"
KYRGYZ = "ҢңӨөҮү"
SIGNS = "\u00a0\u2011\u202f·—–…«»“”„‘’№×°→←↑↓−©"
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum", "pnum"]


@dataclass(frozen=True)
class Cut:
    """A font under its new name. "Source" is a reserved name: what we change may not bear it (SIL OFL, 3)."""

    package: str
    file: str
    family: str
    style: str
    letters: str = LATIN + RUSSIAN + KYRGYZ + SIGNS

    @property
    def folder(self) -> Path:
        package = importlib.util.find_spec(self.package)
        assert package and package.submodule_search_locations, f"{self.package} is in requirements/run.txt"
        return Path(package.submodule_search_locations[0]) / "files"

    @property
    def name(self) -> str:
        return f"{self.family.replace(' ', '')}-{self.style}"


CUTS = [
    Cut("font_source_serif_pro", "SourceSerifPro-Regular.ttf", "Kylkalem Serif", "Regular"),
    # Its makers drew no Cyrillic italic; in Kyrgyz and Russian a title stands in «guillemets» instead.
    Cut("font_source_serif_pro", "SourceSerifPro-It.ttf", "Kylkalem Serif", "Italic", LATIN + SIGNS),
    Cut("font_source_sans_pro", "SourceSansPro-Regular.ttf", "Kylkalem Sans", "Regular"),
    Cut("font_source_sans_pro", "SourceSansPro-Semibold.ttf", "Kylkalem Sans", "Semibold"),
]


def build() -> None:
    catalogues()
    fonts()
    stylesheets()


def catalogues() -> None:
    """Every .po becomes a .mo, without gettext. A fuzzy entry is a guess, and stays out."""
    import polib

    sources = sorted(BASE.glob("locale/*/LC_MESSAGES/*.po"))
    results = [source.with_suffix(".mo") for source in sources]

    def compile_all() -> None:
        for source, result in zip(sources, results, strict=True):
            polib.pofile(str(source)).save_as_mofile(str(result))

    once("catalogues", sources, results, compile_all)


def fonts() -> None:
    """The letters of our three languages as WOFF2, each family with its licence beside it."""
    folder = ASSETS / "fonts"
    sources = [cut.folder / cut.file for cut in CUTS]
    results = [folder / f"{cut.name}.woff2" for cut in CUTS]

    def cut_all() -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for cut, result in zip(CUTS, results, strict=True):
            _cut(cut, result)
            shutil.copyfile(cut.folder / "LICENSE.txt", folder / f"{cut.family.replace(' ', '')}-OFL.txt")

    once("fonts", sources, results, cut_all)


def _cut(cut: Cut, result: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=FEATURES, notdef_outline=True, glyph_names=False,
        name_IDs=[0, 5, 13, 14], name_languages=[0x409],
    )  # fmt: skip
    font = TTFont(cut.folder / cut.file)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=cut.letters)
    subsetter.subset(font)
    is_plain = cut.style in ("Regular", "Italic")
    names = {
        1: cut.family if is_plain else f"{cut.family} {cut.style}",
        2: cut.style if is_plain else "Regular",
        3: cut.name,
        4: f"{cut.family} {cut.style}",
        6: cut.name,
        16: cut.family,
        17: cut.style,
    }
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    subset.save_font(font, result, options)


def stylesheets() -> None:
    """static/css/site.txt names the files of css/site.css in their order, admin.txt those of css/admin.css."""
    source = BASE / "static" / "css"
    for order in sorted(source.glob("*.txt")):
        parts = [source / name for name in order.read_text().split()]
        result = ASSETS / "css" / f"{order.stem}.css"

        def join(parts: list[Path] = parts, result: Path = result) -> None:
            result.parent.mkdir(parents=True, exist_ok=True)
            result.write_text("\n".join(_squeeze(part.read_text()) for part in parts) + "\n")

        once(f"{order.stem}.css", [order, *parts], [result], join)


def _squeeze(css: str) -> str:
    """Comments are for us; a phone pays for them. Nothing cleverer: every rule stays as it was written."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "\n".join(line.strip() for line in without_comments.splitlines() if line.strip())


def once(name: str, sources: Iterable[Path], results: Iterable[Path], make: Callable[[], None]) -> bool:
    """Make the results unless they are there and were made from exactly these sources. Say whether it was needed."""
    stamp = STAMPS / name
    print_of_sources = fingerprint([Path(__file__), *sources])
    if all(result.exists() for result in results) and stamp.exists() and stamp.read_text() == print_of_sources:
        return False
    make()
    STAMPS.mkdir(parents=True, exist_ok=True)
    stamp.write_text(print_of_sources)
    return True


def fingerprint(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
