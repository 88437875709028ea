"""Photos of many works at once: looked through, each with the work that its name says, and taken in one by one."""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from exhibitions import photos
from exhibitions.imports import keeping, pictures
from exhibitions.imports.refusals import TableRefused
from exhibitions.imports.steps import Told, is_still, refuse
from exhibitions.models import Artwork, Import, ImportRow, Photo
from inmates.models import Institution

HEAVIEST = 2**30
SEVERAL = 0  # no artwork's key
STEP = 20  # files between two signs of life
_PACKED = (".zip", ".rar", ".7z", ".tar", ".gz")
_BROKEN = (OSError, EOFError, NotImplementedError, RuntimeError, ValueError, zipfile.BadZipFile, zlib.error,
           struct.error)  # fmt: skip
State = Import.State


def pack(uploads: Sequence[UploadedFile], path: Path) -> bool:
    """Keep what was sent as one ZIP: the one that came (True), or one of ours, in which nothing is compressed.
    Raises TableRefused."""
    if len(uploads) == 1 and (start := uploads[0].read(512)) is not None:
        uploads[0].seek(0)
        if start.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            keeping.keep(uploads[0], path, heaviest=HEAVIEST, too_heavy="too_heavy_photos")  # type: ignore[arg-type]
            return True
        try:
            photos.kind_of(start)
        except photos.PhotoRefused:
            raise TableRefused("not_photos" if start else "empty") from None
    if len(uploads) > pictures.ENTRIES:
        raise TableRefused("too_many_photos")
    if sum(upload.size or 0 for upload in uploads) > HEAVIEST:
        raise TableRefused("too_heavy_photos")
    with path.open("xb") as file, zipfile.ZipFile(file, "w") as archive:
        for place, upload in enumerate(uploads, start=1):
            # Two folders may hold files of one name; a folder of our own for each says nothing about its work.
            name = str(upload.name).replace(":", "_").replace("\\", "_")
            with archive.open(f"{place}/{PurePosixPath(name).name}", "w") as part:
                for chunk in upload.chunks():
                    part.write(chunk)
    return False


@dataclass(slots=True)
class Sight:
    """One file, and what would become of it. `artwork` is None where no work or several answer to its name."""

    line: int
    picture: pictures.Picture
    match: pictures.Match | None = None
    role: str = ""
    sha256: bytes = b""
    verdict: str = "new"
    reasons: list[list[Any]] = field(default_factory=list)
    notes: list[list[Any]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.picture.spellings[-1]

    @property
    def is_plain_front(self) -> bool:
        return self.match is not None and self.match.role == "front" and not self.match.count

    def wrong(self, *reason: Any) -> None:
        self.verdict, self.reasons, self.notes = "wrong", [list(reason)], []


def numbers_of(institution: Institution) -> dict[str, int]:
    """Every number by which a photo may name a work of this institution: SEVERAL where two works answer to it. A work
    that was recorded twice is known by all its numbers."""
    found: dict[str, int] = {}
    works = Artwork.objects.filter(artist__institution=institution)
    own = works.filter(registered_in=institution).exclude(reference="")
    named = (
        *own.values_list("pk", "merged_into", "reference"),
        *works.values_list("pk", "merged_into", "inventory_number"),
    )
    for pk, survivor, number in named:
        name, artwork = pictures.key(number), survivor or pk
        found[name] = artwork if found.get(name, artwork) == artwork else SEVERAL
    return found


def look(bundle: pictures.Bundle, institution: Institution) -> Iterator[Sight]:
    """Each file by itself, as it is read through; `settle` then holds them beside each other."""
    numbers = numbers_of(institution)
    for line, picture in enumerate(bundle.pictures(), start=1):
        sight = Sight(line, picture, pictures.match(picture, numbers))
        if picture.name.lower().endswith(_PACKED):
            sight.wrong("packed", "")
        elif sight.match is None:
            sight.wrong("no_work", "")
        elif sight.match.artwork == SEVERAL:
            sight.wrong("two_works", "")
        else:
            sight.role = sight.match.role
            try:
                sight.sha256 = _sha(bundle, picture)
            except photos.PhotoRefused as refused:
                sight.wrong("photo", refused.code)
            except _BROKEN:
                sight.wrong("photo", "damaged")
        yield sight


def _sha(bundle: pictures.Bundle, picture: pictures.Picture) -> bytes:
    """Read through a piece at a time; a file that is no photo is told by its first bytes."""
    if picture.size > photos.HEAVIEST:
        raise photos.PhotoRefused("too_heavy")
    seen = hashlib.sha256()
    with bundle.open(picture) as file:
        start = file.read(512)
        if not start:
            raise photos.PhotoRefused("empty")
        photos.kind_of(start)
        seen.update(start)
        while chunk := file.read(2**18):
            seen.update(chunk)
    return seen.digest()


def settle(sights: Sequence[Sight]) -> None:
    """What the files are to each other and to what is there: the same photo twice, two fronts of one work, a photo
    that is there already."""
    good = [sight for sight in sights if sight.match and sight.verdict == "new"]
    works = {sight.match.artwork for sight in good if sight.match}
    there: dict[int, set[tuple[str, bytes]]] = {}
    for artwork, role, sha in Photo.objects.filter(artwork__in=works).values_list(
        "artwork", "role", "sha256"
    ):
        there.setdefault(artwork, set()).add((role, bytes(sha)))
    plain: dict[int, list[Sight]] = {}
    for sight in good:
        if sight.is_plain_front and sight.match:
            plain.setdefault(sight.match.artwork, []).append(sight)
    for fronts in plain.values():
        if len({sight.sha256 for sight in fronts}) > 1:
            for sight in fronts:
                sight.wrong("two_fronts", [other.line for other in fronts][:5])
    taken: dict[tuple[int, bytes], list[Sight]] = {}
    has_front = {artwork for artwork, kept in there.items() if any(role == "front" for role, _sha in kept)}
    # Those whose name says the most first: what a mere count shows hangs on whether there is a front.
    for sight in sorted(good, key=lambda sight: (not sight.is_plain_front, sight.line)):
        if sight.match and sight.verdict == "new":
            _place(sight, sight.match, there.get(sight.match.artwork, set()), taken, has_front)


def _place(
    sight: Sight,
    match: pictures.Match,
    there: set[tuple[str, bytes]],
    taken: dict[tuple[int, bytes], list[Sight]],
    has_front: set[int],
) -> None:
    same = taken.setdefault((match.artwork, sight.sha256), [])
    is_there = any(sha == sight.sha256 and (role == match.role or not match.said) for role, sha in there)
    first = next((other for other in same if other.role == match.role or not match.said), None)
    if is_there or first:
        sight.verdict, sight.notes = "unchanged", [["same", first.line]] if first else [["there", ""]]
        return
    if match.role == "front" and match.artwork in has_front:
        if match.count and not match.said:
            sight.role, sight.notes = "detail", [["beside", ""]]
        else:
            sight.notes = [["instead", ""]]
    if sight.role == "front":
        has_front.add(match.artwork)
    same.append(sight)


# --- Carried as lists are ------------------------------------------------------------------------------------------


def plan(work: Import, told: Told) -> None:
    work.rows.all().delete()
    sights: list[Sight] = []
    try:
        with pictures.opened(keeping.file_of(work)) as bundle:
            for sight in look(bundle, work.institution):
                sights.append(sight)
                if len(sights) % STEP == 0:
                    if not is_still(work, State.PLANNING):
                        return
                    told(len(sights), None)
    except (TableRefused, *_BROKEN) as refused:
        refuse(work, refused)
        return
    settle(sights)
    told(len(sights), None)
    works = Artwork.objects.in_bulk({sight.match.artwork for sight in sights if sight.match})
    with transaction.atomic():
        ImportRow.objects.bulk_create((_row(work, sight, works) for sight in sights), batch_size=500)
        Import.objects.filter(pk=work.pk, state=State.PLANNING).update(state=State.PLANNED)


def _row(work: Import, sight: Sight, works: Mapping[int, Artwork]) -> ImportRow:
    artwork = works.get(sight.match.artwork) if sight.match and sight.verdict != "wrong" else None
    row = ImportRow(parent=work, line=sight.line, original=[sight.name[-300:]], artwork=artwork)
    row.verdict, row.reasons, row.notes = sight.verdict, sight.reasons, sight.notes
    if artwork:
        titles = {f"title_{code}": getattr(artwork, f"title_{code}") for code in ("ky", "ru", "en")}
        row.reference = artwork.inventory_number
        row.plan = titles | {"role": sight.role, "member": sight.picture.name}
    return row


def write(work: Import, told: Told) -> None:
    """One photo after another. What cannot be read as a photo becomes a wrong row with its sentence."""
    waiting = work.rows.filter(verdict="new")
    whole = waiting.count()
    done = waiting.filter(written_at__isnull=False).count()
    try:
        with pictures.opened(keeping.file_of(work)) as bundle:
            parts = {picture.name: picture for picture in bundle.pictures()}
            for pk in list(waiting.filter(written_at__isnull=True).values_list("pk", flat=True)):
                if not is_still(work, State.WRITING):
                    return
                row = work.rows.select_related("artwork").get(pk=pk)
                if not _write_row(work, row, bundle, parts[row.plan["member"]]):
                    return
                done += 1
                told(done, whole)
    except (TableRefused, KeyError, *_BROKEN) as refused:
        refuse(work, refused)
        return
    Import.objects.filter(pk=work.pk, state=State.WRITING).update(state=State.WRITTEN)


def _write_row(work: Import, row: ImportRow, bundle: pictures.Bundle, picture: pictures.Picture) -> bool:
    """Develop the photo, keep it and mark its row, in one transaction. False once somebody has stopped it."""
    try:
        developed = develop(bundle, picture)
    except photos.PhotoRefused as refused:
        _spoil(row, "photo", refused.code)
        return True
    with transaction.atomic():
        held = Import.objects.select_for_update().get(pk=work.pk)
        if held.state != State.WRITING:
            return False
        here = Artwork.objects.filter(artist__institution=work.institution_id, merged_into=None)
        artwork = here.select_for_update(no_key=True, of=("self",)).filter(pk=row.artwork_id or 0).first()
        if artwork is None:
            _spoil(row, "meanwhile", "reference")
            return True
        photos.keep(artwork, developed, by=work.added_by, role=row.plan["role"])
        row.written_at = timezone.now()
        row.save(update_fields=["written_at"])
    return True


def _spoil(row: ImportRow, code: str, about: str) -> None:
    row.verdict, row.reasons, row.notes, row.plan = "wrong", [[code, about]], [], {}
    row.save(update_fields=["verdict", "reasons", "notes", "plan"])


def develop(bundle: pictures.Bundle, picture: pictures.Picture) -> photos.Developed:
    """Raises PhotoRefused, also for a file that is damaged inside its ZIP."""
    try:
        with bundle.open(picture) as upload:
            content = photos.read(upload)  # type: ignore[arg-type]
    except _BROKEN:
        raise photos.PhotoRefused("damaged") from None
    return photos.develop(content)
