"""Where the files of imports wait: out of everybody's sight, and not for ever."""

import datetime
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from exhibitions.imports.tables import TableRefused
from exhibitions.models import Import

WAITS = datetime.timedelta(days=30)  # for somebody to go on
NOBODYS = datetime.timedelta(days=1)  # for a file to be named by a row
ENDED = [Import.State.WRITTEN, Import.State.REFUSED]


def folder() -> Path:
    return Path(settings.PRIVATE_MEDIA) / "imports"


def file_of(work: Import) -> Path:
    return folder() / work.stored


@contextmanager
def place() -> Iterator[Path]:
    """Where a new file may be kept; what was begun there is gone if the block fails."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder() / secrets.token_hex(16)
    try:
        yield path
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def keep(upload: BinaryIO, path: Path, *, heaviest: int, too_heavy: str = "too_heavy") -> None:
    left = heaviest
    with path.open("xb") as file:
        while chunk := upload.read(2**16):
            left -= len(chunk)
            if left < 0:
                raise TableRefused(too_heavy)
            file.write(chunk)


def sweep(at: datetime.datetime | None = None) -> int:
    """End the imports that nobody has gone on with for a month, and remove every file that no living import needs.
    What was written stays written. Returns how many files went."""
    at = at or timezone.now()
    quiet = Q(beat_at__lt=at - WAITS) | Q(beat_at__isnull=True)
    old = Import.objects.exclude(state__in=ENDED).filter(quiet, added_at__lt=at - WAITS)
    old.update(state=Import.State.REFUSED, refusal="expired")
    if not folder().is_dir():
        return 0
    # First the files, then the rows that need them: a file whose row comes in between is too young to go.
    files = [file for file in folder().iterdir() if file.is_file() and not file.is_symlink()]
    needed = set(Import.objects.exclude(state__in=ENDED).values_list("stored", flat=True))
    young = (at - NOBODYS).timestamp()
    gone = [file for file in files if file.name not in needed and file.stat().st_mtime < young]
    for file in gone:
        file.unlink(missing_ok=True)
    return len(gone)
