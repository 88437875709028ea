"""A stranger's ZIP, looked at before anything of it is unpacked."""

import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from exhibitions.imports.refusals import TableRefused

DIRECTORY = 2 * 2**20  # a table of contents is read whole: this much is tens of thousands of entries


class _InPieces(io.FileIO):
    """A file of which no large piece is read at once, so that a table of contents cannot fill the memory."""

    def __init__(self, path: Path, too_many: str) -> None:
        super().__init__(path)
        self.too_many = too_many

    def read(self, size: int | None = -1, /) -> bytes:
        rest = os.fstat(self.fileno()).st_size - self.tell()
        piece = rest if size is None or size < 0 else min(size, rest)
        if piece > DIRECTORY:
            raise TableRefused(self.too_many)
        return super().read(piece) or b""


@contextmanager
def opened(
    path: Path, *, entries: int, unpacked: int, too_many: str, unsafe: str, locked: str = ""
) -> Iterator[zipfile.ZipFile]:
    """Raises TableRefused for what is no ZIP, is too large, or plays tricks; the codes are the caller's."""
    with _InPieces(path, too_many) as file:
        try:
            archive = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            raise TableRefused("damaged") from None
        with archive:
            parts = archive.infolist()
            if len(parts) > entries or sum(part.file_size for part in parts) > unpacked:
                raise TableRefused(too_many)
            if locked and any(map(is_locked, parts)):
                raise TableRefused(locked)
            if len({part.filename for part in parts}) != len(parts) or any(map(is_a_trick, parts)):
                raise TableRefused(unsafe)
            yield archive


def is_a_trick(part: zipfile.ZipInfo) -> bool:
    name = part.filename
    return (
        not name
        or name.startswith("/")
        or "\\" in name
        or ":" in name
        or ".." in name.split("/")
        or is_locked(part)
        or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        or (part.external_attr >> 16) & 0o170000 == 0o120000  # a link to elsewhere
    )


def is_locked(part: zipfile.ZipInfo) -> bool:
    return bool(part.flag_bits & 0x1)
