"""What is made from sources before the server starts: catalogues, fonts, stylesheets, and the static files in all.

Nothing here is committed, and nothing is made twice: each recipe leaves a stamp with the hash of what it was made from.
"""

import hashlib
import importlib.resources
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

BASE = Path(__file__).resolve().parent.parent
VAR = BASE / "var"
ASSETS = VAR / "assets"

LATIN = "".join(chr(code) for code in range(0x20, 0x7F)) + "ÄÖÜäöüßÀàÈèÉéÇçÑñ"
RUSSIAN = "".join(chr(code) for code in range(0x410, 0x450)) + "Ёё"
KYRGYZ = "ҢңӨөҮү"
SIGNS = "\u00a0\u2011\u202f·—–…«»“”„‘’№×°→←↑↓−©"
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "liga", "tnum", "lnum", "pnum"]


@dataclass(frozen=True)
class Recipe:
    name: str
    sources: list[Path]
    results: list[Path]
    make: Callable[[], None]

    def is_done(self) -> bool:
        there = all(result.exists() for result in self.results)
        return there and self.stamp.exists() and self.stamp.read_text() == self.fingerprint()

    def follow(self) -> None:
        if not self.is_done():
            for result in self.results:
                result.parent.mkdir(parents=True, exist_ok=True)
            self.make()
            self.stamp.parent.mkdir(parents=True, exist_ok=True)
            self.stamp.write_text(self.fingerprint())

    @property
    def stamp(self) -> Path:
        return VAR / "stamps" / self.name

    def fingerprint(self) -> str:
        digest = hashlib.sha256()
        for source in [Path(__file__), *self.sources]:
            digest.update(f"{source.name}\0{source.stat().st_size}\0".encode())
            digest.update(source.read_bytes())
        return digest.hexdigest()


def recipes(*, collect: bool) -> Iterator[Recipe]:
    """In their order: a later recipe may use what an earlier one has made."""
    yield catalogues()
    yield fonts()
    yield from stylesheets()
    if collect:
        yield collected()


def build(*, collect: bool = False) -> None:
    for recipe in recipes(collect=collect):
        recipe.follow()


def is_built(*, collect: bool = False) -> bool:
    return all(recipe.is_done() for recipe in recipes(collect=collect))


def catalogues() -> Recipe:
    """Every .po becomes a .mo, without gettext. A fuzzy entry is a guess, and stays out."""
    sources = sorted(BASE.glob("locale/*/LC_MESSAGES/*.po"))

    def make() -> None:
        import polib

        for source in sources:
            polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))

    return Recipe("catalogues", sources, [source.with_suffix(".mo") for source in sources], make)


@dataclass(frozen=True)
class Cut:
    """A font under its new name. "Source" is a reserved name: what we change may not bear it (SIL OFL, 3)."""

    package: str
    file: str
    family: str
    style: str
    letters: str = LATIN + RUSSIAN + KYRGYZ + SIGNS

    @property
    def source(self) -> Path:
        return Path(str(importlib.resources.files(self.package))) / "files" / self.file

    @property
    def name(self) -> str:
        return f"{self.family.replace(' ', '')}-{self.style}"

    @property
    def result(self) -> Path:
        return ASSETS / "fonts" / f"{self.name}.woff2"

    def names(self) -> dict[int, str]:
        """By their numbers in OpenType's name table. Windows knows only plain, bold and italic in 1 and 2."""
        known = self.style in ("Regular", "Italic")
        return {
            1: self.family if known else f"{self.family} {self.style}",
            2: self.style if known else "Regular",
            3: self.name,
            4: f"{self.family} {self.style}",
            6: self.name,
            16: self.family,
            17: self.style,
        }


CUTS = [
    Cut(
        "font_source_serif_pro",
        "SourceSerifPro-Regular.ttf",
        "Kylkalem Serif",
        "Regular",
    ),
    # Its makers drew no Cyrillic italic; in Kyrgyz and Russian a title stands in «guillemets» instead.
    Cut(
        "font_source_serif_pro",
        "SourceSerifPro-It.ttf",
        "Kylkalem Serif",
        "Italic",
        LATIN + SIGNS,
    ),
    Cut("font_source_sans_pro", "SourceSansPro-Regular.ttf", "Kylkalem Sans", "Regular"),
    Cut(
        "font_source_sans_pro",
        "SourceSansPro-Semibold.ttf",
        "Kylkalem Sans",
        "Semibold",
    ),
]


def fonts() -> Recipe:
    """The letters of our three languages as WOFF2, each family with its licence beside it."""

    def make() -> None:
        for cut in CUTS:
            _cut(cut)
            licence = cut.result.with_name(f"{cut.family.replace(' ', '')}-OFL.txt")
            shutil.copyfile(cut.source.with_name("LICENSE.txt"), licence)

    return Recipe("fonts", [cut.source for cut in CUTS], [cut.result for cut in CUTS], make)


def _cut(cut: Cut) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTFont

    # Of the old names the version, the copyright and the licence stay (0, 5, 13, 14): the licence asks for them.
    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=FEATURES, notdef_outline=True, glyph_names=False,
        name_IDs=[0, 5, 13, 14], name_languages=[0x409],
    )  # fmt: skip
    font = TTFont(cut.source)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=cut.letters)
    subsetter.subset(font)
    for number, text in cut.names().items():
        font["name"].setName(text, number, 3, 1, 0x409)
    subset.save_font(font, cut.result, options)


def stylesheets() -> list[Recipe]:
    """static/css/site.txt names the files of css/site.css in their order, admin.txt those of css/admin.css."""
    return [_stylesheet(order) for order in sorted((BASE / "static" / "css").glob("*.txt"))]


def _stylesheet(order: Path) -> Recipe:
    parts = [order.with_name(name) for name in order.read_text().split()]
    result = ASSETS / "css" / f"{order.stem}.css"

    def make() -> None:
        result.write_text("\n".join(_squeeze(part.read_text()) for part in parts) + "\n")

    return Recipe(result.name, [order, *parts], [result], make)


def _squeeze(css: str) -> str:
    """Comments are for us, and a phone would pay for them. Every rule stays as it was written."""
    without_comments = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    return "\n".join(line.strip() for line in without_comments.splitlines() if line.strip())


def collected() -> Recipe:
    """Ours and the packages' static files under hashed names, compressed."""
    ours = [
        path for folder in (BASE / "static", ASSETS) for path in sorted(folder.rglob("*")) if path.is_file()
    ]
    lock = BASE / "requirements" / "run.txt"

    def make() -> None:
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)

    return Recipe(
        "collected",
        [*ours, lock, BASE / "config" / "settings.py"],
        [VAR / "static" / "staticfiles.json"],
        make,
    )
