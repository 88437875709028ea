"""Photos that come in a ZIP or a folder, each with the work's number in its name: "КП-101.jpg", "48213-1 back.heic".

A name says a number whole or not at all; what follows it may only be a count or a word for what the photo shows."""

import re
import unicodedata
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from exhibitions.imports import zips

ENTRIES = 5_000
UNPACKED = 4 * 2**30
_ROLES = {
    "front": "front face лицо перед бети алды",
    "back": "back verso оборот арты аркасы",
    "detail": "detail деталь фрагмент бөлүгү",
    "label": "label этикетка бирка",
    "condition": "condition состояние абалы",
}
_ROLE = {word: role for role, words in _ROLES.items() for word in words.split()}
_AFTER = re.compile(r"(?P<number>.+?)[\s_(]+(?P<rest>\d{1,2}|[^\W\d_]+)(?:[\s_(]+(?P<count>\d{1,2}))?\)?")
_NOBODYS = {"thumbs.db", "desktop.ini"}


@dataclass(frozen=True, slots=True)
class Picture:
    name: str
    spellings: tuple[str, ...]  # a ZIP does not say in which alphabet its names are
    size: int


@dataclass(frozen=True, slots=True)
class Match:
    """`said`: the name says what is shown; without a word and with a count it is one photo more of the work."""

    artwork: int
    role: str
    said: bool = False
    count: int = 0


def key(number: str) -> str:
    return " ".join(unicodedata.normalize("NFC", number).casefold().split())


def match(picture: Picture, numbers: Mapping[str, int]) -> Match | None:
    """The one work that the name says, among `numbers` (by `key`), or None."""
    for name in picture.spellings:
        stem = key(PurePosixPath(name).stem)
        if stem in numbers:
            return Match(numbers[stem], "front")
        if found := _AFTER.fullmatch(stem):
            rest, number = found["rest"], found["number"]
            if number in numbers and rest.isdigit() and not found["count"]:
                return Match(numbers[number], "front", count=int(rest))
            if number in numbers and rest in _ROLE:
                return Match(numbers[number], _ROLE[rest], said=True, count=int(found["count"] or 0))
    return None


class Bundle:
    """The photos of a ZIP or a folder, opened one after another; nothing of it is ever unpacked to the disk."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None) -> None:
        self.path, self.archive = path, archive

    def pictures(self) -> Iterator[Picture]:
        if self.archive is None:
            for file in sorted(self.path.iterdir()):
                if file.is_file() and not file.is_symlink() and not _is_nobodys(file.name):
                    yield Picture(file.name, (file.name,), file.stat().st_size)
            return
        for part in self.archive.infolist():
            if not part.is_dir() and not _is_nobodys(part.filename):
                yield Picture(part.filename, _spellings(part), part.file_size)

    def open(self, picture: Picture) -> IO[bytes]:
        return self.archive.open(picture.name) if self.archive else (self.path / picture.name).open("rb")


@contextmanager
def opened(path: Path) -> Iterator[Bundle]:
    """Raises TableRefused for what is no ZIP, or one that plays tricks."""
    if path.is_dir():
        yield Bundle(path, None)
        return
    rules = {"too_many": "too_many_photos", "unsafe": "unsafe_zip", "locked": "locked_zip"}
    with zips.opened(path, entries=ENTRIES, unpacked=UNPACKED, **rules) as archive:
        yield Bundle(path, archive)


def _is_nobodys(name: str) -> bool:
    path = PurePosixPath(name)
    return path.parts[:1] == ("__MACOSX",) or path.name.startswith(".") or path.name.lower() in _NOBODYS


def _spellings(part: zipfile.ZipInfo) -> tuple[str, ...]:
    """Without a flag the name came as cp437; in these parts it was UTF-8 or the cp866 of Windows."""
    spelt = [part.filename]
    if not part.flag_bits & 0x800:
        for encoding in ("utf-8", "cp866"):
            try:
                spelt.append(part.filename.encode("cp437").decode(encoding))
            except UnicodeError:
                continue
    return tuple(dict.fromkeys(spelt))
