"""What a phone sends becomes clean pictures, or a kind sentence and nothing stored.

Decoding happens in `exhibitions/darkroom.py`, a process of its own, reached through `exhibitions/hatch.py`. This side
reads no more than the limit, looks at the first bytes, hands the photo over and believes nothing it has not checked."""

import hashlib
import logging
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from exhibitions import bare, hatch
from exhibitions.models import Artwork, Photo
from exhibitions.models import Rendition as StoredRendition
from exhibitions.models.photos import CUTS

logger = logging.getLogger(__name__)

HEAVIEST = 20 * 2**20
ENDINGS = {"jpeg": "jpg", "png": "png", "webp": "webp", "heic": "heic"}

SENTENCES: dict[str, Promise] = {
    "not_a_photo": _("This file is not a photo. Please choose a JPEG, PNG, WebP or HEIC picture."),
    "empty": _("This file is empty. Please choose the photo again."),
    "too_heavy": _("This photo is larger than 20 MB. Please send a smaller copy of it."),
    "too_many_pixels": _("This photo has more than 60 megapixels. Please take it again at a smaller size."),
    "too_small": _("This picture is too small to show. Please send a larger one."),
    "too_narrow": _("This picture is too long and narrow. Please photograph the whole work."),
    "animated": _("This picture moves. Please choose a still photo."),
    "cmyk": _(
        "The colours of this picture are meant for a printing press. Please take the photo with a phone."
    ),
    "damaged": _("This photo did not arrive whole. Please send it again, or take it again."),
    "again": _("This photo could not be read. Please take the photo again."),
    "gone": _("The photo is not here any more as it was taken. Please take it again."),
    "busy": _("Many photos are arriving at this moment. Please send this one again in a minute."),
}


class PhotoRefused(Exception):
    """The photo is not taken, nothing is stored, and the sentence says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
        self.sentence = SENTENCES[code]

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Rendition:
    """A clean picture, not stored yet. Its name is random: it says nothing and cannot be guessed."""

    name: str
    format: str
    width: int
    height: int
    content: bytes = field(repr=False)

    @property
    def path(self) -> str:
        """Under the media folder; two letters of the name make a folder, so that none of them grows without end."""
        return f"public/{self.name[:2]}/{self.name}.{ENDINGS[self.format]}"


@dataclass(frozen=True, slots=True)
class Developed:
    """What became of one photo. Width and height are the original's, held upright; of one that was turned or cut, of
    what is left."""

    kind: str
    width: int
    height: int
    renditions: tuple[Rendition, ...]
    mean_colour: str
    is_dark: bool
    is_blurred: bool
    likeness: int
    sha256: bytes
    turned: int
    cut: hatch.Cut
    original: bytes = field(repr=False)


def read(upload: BinaryIO | bytes | Path) -> bytes:
    """The upload, of which never more is read than the limit and one byte."""
    if isinstance(upload, Path):
        with upload.open("rb") as file:
            return read(file)
    if isinstance(upload, bytes):
        content = upload[: HEAVIEST + 1]
    else:
        if upload.seekable():
            upload.seek(0)  # a form may have read it
        parts, length = [], 0
        while length <= HEAVIEST and (part := upload.read(min(2**20, HEAVIEST + 1 - length))):
            parts.append(part)
            length += len(part)
        content = b"".join(parts)
    if not content:
        raise PhotoRefused("empty")
    if len(content) > HEAVIEST:
        raise PhotoRefused("too_heavy")
    return content


HEVC_BRANDS = {b"heic", b"heix", b"heim", b"heis"}


def kind_of(content: bytes) -> str:
    """By the first bytes alone. A name and a declared type are what the sender wishes."""
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    if content[4:8] == b"ftyp":
        length = min(int.from_bytes(content[:4]), 256)
        brands = {content[8:12], *(content[at : at + 4] for at in range(16, length - 3, 4))}
        if brands & HEVC_BRANDS:
            return "heic"
    raise PhotoRefused("not_a_photo")


ABOUT = re.compile(r"ok ([1-9]\d{0,4}) ([1-9]\d{0,4}) (#[0-9a-f]{6}) ([01]) ([01]) (-?\d{1,19})")
PICTURE = re.compile(r"(webp|jpeg) (\d{1,8})")


def develop(upload: BinaryIO | bytes | Path, *, turned: int = 0, cut: hatch.Cut = hatch.WHOLE) -> Developed:
    """Clean pictures from whatever came, or PhotoRefused. Stores nothing."""
    content = read(upload)
    kind = kind_of(content)
    try:
        answer = hatch.hand_in(content, kind=kind, turned=turned, cut=cut)
        about, renditions = believed(answer)
    except hatch.Busy:
        raise PhotoRefused("busy") from None
    except (hatch.NoAnswer, OSError, ValueError) as failure:
        logger.warning("The darkroom failed on a %s of %d bytes: %s", kind, len(content), failure)
        raise PhotoRefused("again") from None
    width, height, mean_colour, dark, blurred, likeness = about
    return Developed(
        kind=kind,
        width=int(width),
        height=int(height),
        renditions=renditions,
        mean_colour=mean_colour,
        is_dark=dark == "1",
        is_blurred=blurred == "1",
        likeness=int(likeness),
        sha256=hashlib.sha256(content).digest(),
        turned=turned,
        cut=cut,
        original=content,
    )


def believed(answer: bytes) -> tuple[tuple[str, ...], tuple[Rendition, ...]]:
    """The answer, as far as it can be checked without decoding: its grammar, its lengths, that every picture is bare.
    Sizes are read from the pictures themselves. ValueError for anything else."""
    if refusal := re.fullmatch(rb"refused ([a-z_]+) ([\w-]+)\n", answer):
        code, reason = (part.decode() for part in refusal.groups())
        logger.info("A photo was refused: %s %s", code, reason)
        if code in SENTENCES:
            raise PhotoRefused(code)
    head, _blank, rest = answer.partition(b"\n\n")
    first, *lines = head.decode("ascii").split("\n")
    about = ABOUT.fullmatch(first)
    if not about or not 2 <= len(lines) <= 7 or not -(2**63) <= int(about[6]) < 2**63:
        raise ValueError("an answer that is none")
    renditions = []
    for line in lines:
        picture = PICTURE.fullmatch(line)
        if not picture:
            raise ValueError("an answer that is none")
        form, length = picture[1], int(picture[2])
        content, rest = rest[:length], rest[length:]
        width, height = bare.LOOK[form](content)
        renditions.append(Rendition(secrets.token_hex(16), form, width, height, content))
    if rest:
        raise ValueError("more than the pictures announced")
    return about.groups(), tuple(renditions)


def store(developed: Developed, *, media_root: Path, with_original: bool = True) -> list[str]:
    """Write the renditions and, in private, the original; all of them or none. Returns their paths under `media_root`,
    the original's last. They are on the disk by then, not on their way to it: rows that name them may be committed."""
    files = [(rendition.path, rendition.content) for rendition in developed.renditions]
    if with_original:
        original = f"private/originals/{secrets.token_hex(16)}.{ENDINGS[developed.kind]}"
        files.append((original, developed.original))
    names = [name for name, _content in files]
    try:
        for name, content in files:
            write(media_root / name, content)
        for folder in {folder for name in names for folder in list((media_root / name).parents)[:2]}:
            settle(folder)
    except BaseException:
        discard(names, media_root=media_root)
        raise
    return names


def write(path: Path, content: bytes) -> None:
    """Whole under its name, or not at all. For the server's eyes only, whatever the umask: views ask who may look."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(path.name + ".part")
    try:
        with open(part, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.rename(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def settle(folder: Path) -> None:
    """A new name in a folder is durable only when the folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def discard(names: Iterable[str], *, media_root: Path) -> None:
    """Remove files that no row will name."""
    for name in names:
        (media_root / name).unlink(missing_ok=True)


def take_in(
    artwork: Artwork, upload: BinaryIO | bytes | Path, *, by: Any, role: str = Photo.Role.FRONT
) -> Photo:
    """Take a person's upload into the artwork's record. Raises PhotoRefused."""
    return keep(artwork, develop(upload), by=by, role=role)


def keep(artwork: Artwork, developed: Developed, *, by: Any, role: str = Photo.Role.FRONT) -> Photo:
    """Keep a developed photo. The same file sent twice for the same purpose is one photo.

    The files are on the disk before the rows that name them are committed. If a transaction around this one fails,
    files stay that no row names: they cost space and nobody sees them; a row without its file would be a loss."""
    with transaction.atomic():
        Artwork.objects.select_for_update(no_key=True).get(pk=artwork.pk)
        # What was made from the same file by turning or cutting it is another picture.
        known = artwork.photos.filter(sha256=developed.sha256, role=role).as_taken().first()
        if known:
            return known
        *_public, original = names = store(developed, media_root=settings.MEDIA_ROOT)
        return record(developed, names, artwork=artwork, role=role, original=original, uploaded_by=by)


def record(developed: Developed, names: list[str], **about: Any) -> Photo:
    """The rows of files that are on the disk. Without their rows, the files go again."""
    try:
        with transaction.atomic():
            photo = Photo.objects.create(
                sha256=developed.sha256,
                width=developed.width,
                height=developed.height,
                mean_colour=developed.mean_colour,
                likeness=developed.likeness,
                turned=developed.turned,
                **dict(zip(CUTS, developed.cut, strict=True)),
                **about,
            )
            StoredRendition.objects.bulk_create(
                StoredRendition(
                    photo=photo,
                    name=rendition.name,
                    format=rendition.format,
                    width=rendition.width,
                    height=rendition.height,
                    size=len(rendition.content),
                )
                for rendition in developed.renditions
            )
    except BaseException:
        discard(names, media_root=settings.MEDIA_ROOT)
        raise
    return photo
