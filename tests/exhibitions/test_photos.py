"""What a phone sends becomes clean pictures, or a sentence and nothing stored."""

import ast
import io
import os
import re
import stat
import struct
from pathlib import Path

import pytest
from django.utils import translation
from PIL import Image, ImageChops, ImageOps, ImageStat

from exhibitions import bare, darkroom, hatch, photos
from exhibitions.models import Photo, Rendition
from tests.exhibitions.crafted import (
    CANARY,
    chunk,
    jpeg_with,
    picture,
    png_header,
    png_with,
    profile,
    saved,
    segment,
)
from tests.factories import make_artwork

PHOTOS = Path(__file__).parent.parent / "data" / "photos"
PHONE = PHOTOS / "upright-by-exif-6-gps.jpg"


def code(upload: object) -> str:
    with pytest.raises(photos.PhotoRefused) as refusal:
        photos.develop(upload)
    return refusal.value.code


def seen(rendition: photos.Rendition) -> Image.Image:
    return Image.open(io.BytesIO(rendition.content)).convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two pictures are apart at postcard size, from 0 to 255."""
    one, other = (image.convert("RGB").resize((160, 120)) for image in (one, other))
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean)


def shapes(developed: photos.Developed) -> list[tuple[str, int, int]]:
    return [(rendition.format, rendition.width, rendition.height) for rendition in developed.renditions]


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def phone_photo() -> photos.Developed:
    return photos.develop(PHONE)


# What comes out.


def test_a_phone_photo_becomes_five_webp_and_one_jpeg(phone_photo):
    assert (phone_photo.kind, phone_photo.width, phone_photo.height) == ("jpeg", 4000, 3000)
    assert shapes(phone_photo) == [
        ("webp", 1800, 1350),
        ("webp", 1200, 900),
        ("jpeg", 1200, 900),
        ("webp", 720, 540),
        ("webp", 360, 270),
        ("webp", 240, 180),
    ]


def test_every_picture_is_what_its_row_will_say(phone_photo):
    for rendition in phone_photo.renditions:
        image = Image.open(io.BytesIO(rendition.content))

        assert (image.format.lower(), *image.size) == (rendition.format, rendition.width, rendition.height)
        assert image.mode == "RGB"


@pytest.mark.parametrize(
    ("name", "kind", "size", "widest"),
    [
        ("plain-12mp.jpg", "jpeg", (3000, 4000), (1200, 1600)),  # decoded at its half, 1500 px
        ("iphone-like.heic", "heic", (4000, 3000), (1800, 1350)),
        ("grey-16bit.png", "png", (800, 600), (720, 540)),
        ("blurred.jpg", "jpeg", (2400, 1800), (1800, 1350)),
    ],
)
def test_what_phones_send_is_accepted(name, kind, size, widest):
    developed = photos.develop(PHOTOS / name)

    assert (developed.kind, (developed.width, developed.height)) == (kind, size)
    assert shapes(developed)[0] == ("webp", *widest)
    assert difference(seen(developed.renditions[0]), seen(developed.renditions[-1])) < 4


def test_webp_is_accepted_too():
    assert photos.develop(saved(picture(), "WEBP")).kind == "webp"


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((500, 400), [500, 360, 240]),
        ((400, 300), [360, 240]),
        ((1300, 1000), [1200, 720, 360, 240]),
        ((100, 80), [100]),
        ((16, 16), [16]),
    ],
)
def test_nothing_is_enlarged(size, shown):
    developed = photos.develop(saved(picture(*size), "PNG"))

    assert [rendition.width for rendition in developed.renditions if rendition.format == "webp"] == shown


def test_a_scroll_stays_within_what_formats_and_screens_can_hold():
    developed = photos.develop(saved(Image.new("RGB", (1000, 12_000), "red"), "JPEG"))

    assert all(rendition.height <= 4000 for rendition in developed.renditions)
    assert (developed.width, developed.height) == (1000, 12_000)


def test_a_phone_photo_held_sideways_comes_out_upright(phone_photo):
    original = Image.open(PHONE)
    upright = ImageOps.exif_transpose(original.resize((300, 400)))

    assert all(difference(seen(rendition), upright) < 4 for rendition in phone_photo.renditions)
    assert difference(seen(phone_photo.renditions[0]), upright.transpose(Image.Transpose.ROTATE_180)) > 8


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_eight_ways_to_hold_a_phone_come_out_upright(orientation, form):
    exif = Image.Exif()
    exif[0x0112] = orientation
    upload = saved(picture(), form, exif=exif)

    developed = photos.develop(upload)

    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(upload)))
    assert (developed.width, developed.height) == upright.size
    assert difference(seen(developed.renditions[0]), upright) < 4


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_phones_wide_colours_become_srgb(form):
    upload = saved(Image.new("RGB", (300, 300), (200, 60, 60)), form, icc_profile=profile())

    shown = seen(photos.develop(upload).renditions[0]).getpixel((150, 150))

    assert all(abs(value - wanted) <= 3 for value, wanted in zip(shown, (219, 38, 49), strict=True))


@pytest.mark.parametrize("useless", [profile(b"GRAY"), profile(b"CMYK"), b"no profile at all" * 20])
def test_a_profile_that_does_not_fit_is_left_aside(useless):
    upload = saved(Image.new("RGB", (300, 300), (200, 60, 60)), "JPEG", icc_profile=useless)

    shown = seen(photos.develop(upload).renditions[0]).getpixel((150, 150))

    assert all(abs(value - wanted) <= 3 for value, wanted in zip(shown, (200, 60, 60), strict=True))


def test_a_profile_of_another_mode_never_meets_the_pixels(monkeypatch):
    """Today's Pillow would refuse the pair; yesterday's read beyond the picture."""

    def meet(*_args: object, **_how: object) -> None:
        raise AssertionError("they met")

    monkeypatch.setattr(darkroom.ImageCms, "profileToProfile", meet)

    for space in (b"GRAY", b"CMYK"):
        assert darkroom.in_srgb(picture(), profile(space)).mode == "RGB"
    with pytest.raises(AssertionError):
        darkroom.in_srgb(picture(), profile(b"RGB "))


@pytest.mark.parametrize(
    ("image", "wanted"),
    [
        (Image.new("RGBA", (300, 300), (255, 0, 0, 0)), (255, 255, 255)),
        (Image.new("RGBA", (300, 300), (255, 0, 0, 128)), (255, 127, 127)),
        (Image.new("LA", (300, 300), (0, 0)), (255, 255, 255)),
        (Image.new("L", (300, 300), 90), (90, 90, 90)),
        (Image.new("1", (300, 300), 1), (255, 255, 255)),
        (Image.new("RGB", (300, 300), (10, 200, 90)).quantize(8), (10, 200, 90)),
        (Image.frombytes("I;16", (300, 300), b"\x80\x40" * 90_000), (64, 64, 64)),
    ],
    ids=["clear", "half clear", "clear grey", "grey", "black and white", "palette", "16-bit grey"],
)
def test_every_kind_of_png_becomes_plain_colours_on_white(image, wanted):
    shown = seen(photos.develop(saved(image, "PNG")).renditions[0]).getpixel((150, 150))

    assert all(abs(value - want) <= 3 for value, want in zip(shown, wanted, strict=True))


def test_a_colour_that_a_png_calls_clear_is_white():
    upload = saved(Image.new("RGB", (300, 300), (10, 20, 30)), "PNG", transparency=(10, 20, 30))

    assert seen(photos.develop(upload).renditions[0]).getpixel((150, 150)) == (255, 255, 255)


def test_a_multi_picture_file_shows_its_first_picture():
    upload = saved(picture(), "MPO", save_all=True, append_images=[Image.new("RGB", (320, 240), "white")])

    developed = photos.develop(upload)

    assert difference(seen(developed.renditions[0]), picture()) < 4


# What is said about it.


def test_a_blurred_and_a_dark_photo_are_told_from_a_good_one(phone_photo):
    def said(developed: photos.Developed) -> tuple[bool, bool]:
        return developed.is_dark, developed.is_blurred

    assert said(phone_photo) == (False, False)
    assert said(photos.develop(PHOTOS / "blurred.jpg")) == (False, True)
    assert said(photos.develop(PHOTOS / "too-dark.jpg")) == (True, False)


def test_the_mean_colour_is_the_pictures():
    assert photos.develop(saved(Image.new("RGB", (300, 300), "#336699"), "PNG")).mean_colour in {
        "#336699",
        "#336698",
        "#32669a",
    }


def test_two_photos_of_one_work_are_alike_and_two_works_are_not():
    work = Image.open(PHOTOS / "plain-12mp.jpg")
    work.draft("RGB", (750, 1000))
    again = work.convert("RGB").crop((8, 8, work.width - 4, work.height - 6)).point(lambda value: value * 0.8)

    one, two, other = (
        photos.develop(upload).likeness for upload in (PHOTOS / "plain-12mp.jpg", saved(again, "JPEG"), PHONE)
    )

    def bits_apart(a: int, b: int) -> int:
        return ((a ^ b) & (2**64 - 1)).bit_count()

    assert bits_apart(one, two) <= 6
    assert bits_apart(one, other) >= 16
    assert all(-(2**63) <= value < 2**63 for value in (one, two, other))  # as a bigint holds it


# What does not come along.


def planted() -> dict[str, bytes]:
    """A canary in every margin that the accepted formats have, and behind their end."""
    secret = CANARY.encode()
    exif = Image.Exif()
    exif[0x010E], exif[0x013B], exif[0x8298] = CANARY, CANARY, CANARY
    exif.get_ifd(0x8825)[29] = CANARY
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + secret + b"</x:xmpmeta>"
    zipped = b"PK\x03\x04" + secret + b"<script>alert(1)</script>"
    everything = {"exif": exif, "icc_profile": profile(), "xmp": xmp}
    iptc = segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0" + secret)
    texts = (
        chunk(b"tEXt", b"Comment\0" + secret),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + xmp),
        chunk(b"eXIf", exif.tobytes()[6:]),
        chunk(b"prIv", secret),
    )
    return {
        "jpeg": jpeg_with(picture(), iptc, comment=secret, **everything) + zipped,
        "png": png_with(picture(), *texts) + zipped,
        "webp": saved(picture(), "WEBP", **everything) + zipped,
        "phone": PHONE.read_bytes(),
        "heic": (PHOTOS / "iphone-like.heic").read_bytes(),
    }


@pytest.mark.parametrize("where", planted())
def test_no_margin_of_the_upload_reaches_a_rendition(where):
    upload = planted()[where]
    assert b"CANARY" in upload

    developed = photos.develop(upload)

    for rendition in developed.renditions:
        for trace in (b"CANARY", b"Exif", b"GPS", b"ICC", b"xmp", b"PK\x03\x04", b"script", b"Demo", b"2026"):
            assert trace not in rendition.content


def test_a_rendition_must_be_bare():
    """Even if the darkroom were made to write more than pixels, it would not be kept."""
    webp, jpeg = saved(picture(), "WEBP"), saved(picture(), "JPEG")
    exif = Image.Exif()
    exif[0x010E] = CANARY
    dressed = {
        bare.webp: [
            saved(picture(), "WEBP", exif=exif),
            saved(picture(), "WEBP", icc_profile=profile()),
            saved(picture(), "WEBP", xmp=b"<x/>"),
            saved(picture(), "WEBP", lossless=True),
            saved(picture(), "WEBP", save_all=True, append_images=[Image.new("RGB", (320, 240))]),
            webp + b"behind",
            webp[:-2],
            b"RIFF\0\0\0\0WEBPVP8 ",
            jpeg,
        ],
        bare.jpeg: [
            saved(picture(), "JPEG", exif=exif),
            saved(picture(), "JPEG", icc_profile=profile()),
            saved(picture(), "JPEG", comment=CANARY),
            jpeg_with(picture(), segment(0xED, CANARY.encode())),
            jpeg[:20] + segment(0xFE, CANARY.encode()) + jpeg[20:],
            saved(picture(), "JPEG", progressive=True),
            jpeg + b"behind" + b"\xff\xd9",
            jpeg[:-2] + segment(0xFE, CANARY.encode()) + b"\xff\xd9",
            jpeg[:200],
            jpeg[:20],
            jpeg[:300] + b"\xff\xd9",
            webp,
        ],
    }

    assert bare.webp(webp) == bare.jpeg(jpeg) == (320, 240)
    for look, contents in dressed.items():
        for content in contents:
            with pytest.raises(bare.NotBare):
                look(content)


WEBP = saved(picture(), "WEBP")
DRESSED = saved(picture(), "WEBP", xmp=b"<x/>")
ABOUT = b"ok 320 240 #808080 0 0 1\n"


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"ok",
        b"refused something_else -\n",
        b"refused\n",
        ABOUT + b"\n",
        ABOUT + b"webp 10\nwebp 10\n\n" + b"0123456789" * 2,
        ABOUT + b"gif 10\nwebp 10\n\n" + b"0123456789" * 2,
        ABOUT + f"webp {len(WEBP)}\nwebp {len(WEBP)}\n\n".encode() + WEBP,
        ABOUT + f"webp {len(WEBP)}\nwebp {len(WEBP)}\n\n".encode() + WEBP * 2 + b"more",
        ABOUT.replace(b"320", b"0") + f"webp {len(WEBP)}\nwebp {len(WEBP)}\n\n".encode() + WEBP * 2,
        ABOUT.replace(b"1\n", b"9" * 19 + b"\n")
        + f"webp {len(WEBP)}\nwebp {len(WEBP)}\n\n".encode()
        + WEBP * 2,
        ABOUT.replace(b"#808080", b"#80808\xff") + b"webp 1\nwebp 1\n\n11",
        ABOUT + f"webp {len(WEBP)}\nwebp {len(DRESSED)}\n\n".encode() + WEBP + DRESSED,
        ABOUT.replace(b"320", b"-20") + f"webp {len(WEBP)}\nwebp {len(WEBP)}\n\n".encode() + WEBP * 2,
    ],
)
def test_an_answer_that_lies_is_no_photo(answer, monkeypatch):
    monkeypatch.setattr(hatch, "hand_in", lambda content, **order: answer)

    assert code(saved(picture(), "JPEG")) == "again"


# What is refused.


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("animated.webp", "animated"),
        ("cmyk.jpg", "cmyk"),
        ("truncated.jpg", "damaged"),
        ("not-an-image.jpg", "not_a_photo"),
    ],
)
def test_awkward_files_are_refused_with_a_reason(name, reason):
    assert code(PHOTOS / name) == reason


def swollen(kind: bytes, name: bytes) -> bytes:
    """A few kilobytes of text that unfold to 100 megabytes."""
    import zlib

    return png_with(picture(), chunk(kind, name + b"\0\0" + zlib.compress(b"x" * 100_000_000)))


@pytest.mark.parametrize(
    ("upload", "reason"),
    [
        (b"", "empty"),
        (b"\0" * 1000, "not_a_photo"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_photo"),
        (b"<html><script>alert(1)</script></html>", "not_a_photo"),
        (saved(picture(), "GIF"), "not_a_photo"),
        (saved(picture(), "TIFF"), "not_a_photo"),
        (saved(picture(), "BMP"), "not_a_photo"),
        (saved(picture(), "AVIF"), "not_a_photo"),
        (saved(picture(), "PDF"), "not_a_photo"),
        (b"\xff\xd8\xff" + b"\0" * 100, "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "damaged"),
        (b"RIFF\0\0\0\0WEBP" + b"\0" * 100, "damaged"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100, "damaged"),
        (saved(picture(), "PNG")[:-200], "damaged"),
        (saved(picture(), "WEBP")[:-200], "damaged"),
        ((PHOTOS / "iphone-like.heic").read_bytes()[:-200_000], "damaged"),
        (saved(picture(), "PNG", save_all=True, append_images=[picture().rotate(90)]), "animated"),
        (saved(Image.new("CMYK", (300, 300)), "JPEG"), "cmyk"),
        (saved(Image.new("RGB", (1, 1)), "PNG"), "too_small"),
        (saved(Image.new("RGB", (400, 15)), "PNG"), "too_small"),
        (saved(Image.new("RGB", (20_000, 10)), "PNG"), "too_small"),
        (saved(Image.new("RGB", (400, 20)), "PNG"), "too_narrow"),
        (png_header(2200, 25_000), "too_narrow"),
        (png_header(7800, 7800), "too_many_pixels"),
        (png_header(60_000, 60_000), "too_many_pixels"),
        (png_header(2**31 - 1, 2**31 - 1), "too_many_pixels"),
        (swollen(b"zTXt", b"Comment"), "damaged"),
        (swollen(b"iCCP", b"ICC"), "damaged"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value[:12]!r} {len(value)}",
)
def test_what_is_not_a_photo_we_can_show_is_refused(upload, reason):
    assert code(upload) == reason


PAGE = b"<!--\xff\xd9--><html><script>alert(1)</script></html>"


@pytest.mark.parametrize(
    "upload",
    [
        saved(picture(), "JPEG") + PAGE,
        jpeg_with(picture(), segment(0xFE, PAGE)),
        jpeg_with(picture(), segment(0xE1, b"*/=1;alert(1);/*")),
        saved(picture(), "PNG") + PAGE,
        png_with(picture(), chunk(b"tEXt", b"Comment\0" + PAGE)),
        saved(picture(), "WEBP") + PAGE,
        saved(picture(), "JPEG") + b"PK\x03\x04 and a whole archive",
    ],
    ids=lambda upload: f"{upload[:4]!r} {len(upload)}",
)
def test_a_photo_that_is_also_a_page_a_script_or_an_archive_is_a_photo_only(upload):
    developed = photos.develop(upload)

    for rendition in developed.renditions:
        assert not any(word in rendition.content for word in (b"script", b"alert", b"PK\x03\x04"))
        {"webp": bare.webp, "jpeg": bare.jpeg}[rendition.format](rendition.content)


@pytest.mark.parametrize("side", [16_000, 65_535, 2**31 - 1])
def test_an_iphones_photo_that_claims_any_number_of_tiles_is_refused(side):
    """The size stands in `ispe`, for the whole and for each tile; whichever the decoder believes, it is too much."""
    content = (PHOTOS / "iphone-like.heic").read_bytes()
    places = [match.end() + 4 for match in re.finditer(b"ispe", content)]
    assert places
    for place in places:
        content = content[:place] + struct.pack(">II", side, side) + content[place + 8 :]

    assert code(content) in {"too_many_pixels", "damaged"}


@pytest.mark.parametrize("name", ["a photo.jpg", "a photo.heic"])
def test_the_name_of_a_file_says_nothing(tmp_path, name):
    (tmp_path / name).write_bytes(saved(picture(), "GIF"))
    assert code(tmp_path / name) == "not_a_photo"

    (tmp_path / name).write_bytes(saved(picture(), "PNG"))
    assert photos.develop(tmp_path / name).kind == "png"


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp", "heic"])
def test_each_kind_is_opened_by_its_own_decoder_and_no_other(kind):
    others = [
        saved(picture(), form) for form in ("JPEG", "PNG", "WEBP", "GIF", "TIFF") if form.lower() != kind
    ]

    for upload in others:
        with pytest.raises((SyntaxError, OSError, ValueError)):
            darkroom.opened(kind, io.BytesIO(upload)).load()


class Endless(io.RawIOBase):
    """A sender who never stops, and counts what was taken."""

    taken = 0

    def read(self, size: int = -1) -> bytes:
        assert size >= 0, "asked for everything"
        self.taken += size
        return b"\xff" * size


def test_reading_stops_at_the_limit():
    upload = Endless()

    assert code(upload) == "too_heavy"
    assert upload.taken == 20 * 2**20 + 1


def test_twenty_megabytes_are_a_photo_and_a_byte_more_is_not():
    photo = saved(picture(), "JPEG")

    assert photos.develop(photo.ljust(20 * 2**20, b"\0")).kind == "jpeg"
    assert code(photo.ljust(20 * 2**20 + 1, b"\0")) == "too_heavy"


def test_a_form_that_has_read_the_upload_does_not_spoil_it():
    upload = io.BytesIO(saved(picture(), "JPEG"))
    upload.read()

    assert photos.develop(upload).kind == "jpeg"


def test_every_refusal_is_a_sentence_in_the_readers_language():
    for reason in photos.SENTENCES:
        sentence = str(photos.PhotoRefused(reason))

        assert sentence.endswith((".", "!"))
        assert len(sentence) < 120
    with translation.override("en"):
        assert str(photos.PhotoRefused("not_a_photo")) == (
            "This file is not a photo. Please choose a JPEG, PNG, WebP or HEIC picture."
        )


# Where it is kept.


def test_renditions_and_the_original_are_stored_under_names_that_say_nothing(phone_photo, tmp_path):
    os.umask(before := os.umask(0))
    os.umask(0)
    try:
        names = photos.store(phone_photo, media_root=tmp_path)
    finally:
        os.umask(before)

    assert sorted(str(path.relative_to(tmp_path)) for path in files(tmp_path)) == sorted(names)
    *public, original = names
    for name, rendition in zip(public, phone_photo.renditions, strict=True):
        folder, shelf, file = name.split("/")
        assert (folder, shelf, len(rendition.name)) == ("public", file[:2], 32)
        assert file == f"{rendition.name}.{'jpg' if rendition.format == 'jpeg' else 'webp'}"
        assert (tmp_path / name).read_bytes() == rendition.content
    assert original.startswith("private/originals/")
    assert original.endswith(".jpg")
    assert (tmp_path / original).read_bytes() == PHONE.read_bytes()
    assert {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in names} == {0o600}
    assert stat.S_IMODE((tmp_path / original).parent.stat().st_mode) == 0o700


def test_the_same_photo_gets_other_names_each_time(phone_photo):
    again = photos.develop(PHONE)

    names = {rendition.name for developed in (phone_photo, again) for rendition in developed.renditions}
    assert len(names) == 12
    assert again.sha256 == phone_photo.sha256


@pytest.mark.parametrize("fails_at", [1, 4, 7, 8])
def test_a_disk_that_fills_up_keeps_nothing(phone_photo, tmp_path, monkeypatch, fails_at):
    calls = iter(range(1, 99))
    fsync = os.fsync

    def full(handle: int) -> None:
        if next(calls) == fails_at:
            raise OSError(28, "No space left on device")
        fsync(handle)

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space"):
        photos.store(phone_photo, media_root=tmp_path)

    assert files(tmp_path) == []


@pytest.fixture
def media(tmp_path, settings) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PUBLIC_MEDIA, settings.PRIVATE_MEDIA = (
        tmp_path / "media" / part for part in ("public", "private")
    )
    return settings.MEDIA_ROOT


def test_an_upload_is_taken_into_the_record(media, cataloguer):
    artwork = make_artwork(photo=False)

    with PHONE.open("rb") as upload:
        photo = photos.take_in(artwork, upload, by=cataloguer, role=Photo.Role.DETAIL)

    photo.refresh_from_db()
    assert (photo.artwork, photo.role, photo.uploaded_by) == (artwork, "detail", cataloguer)
    assert (photo.width, photo.height, len(bytes(photo.sha256))) == (4000, 3000, 32)
    rows = photo.renditions.values_list("name", "format", "size")
    assert len(rows) == 6
    for name, form, size in rows:
        suffix = "jpg" if form == "jpeg" else form
        assert (media / "public" / name[:2] / f"{name}.{suffix}").stat().st_size == size
    assert (media / photo.original).read_bytes() == PHONE.read_bytes()


def test_the_same_file_sent_twice_is_one_photo(media, cataloguer):
    artwork = make_artwork(photo=False)
    upload = saved(picture(), "JPEG")

    first = photos.take_in(artwork, upload, by=cataloguer)
    before = files(media)

    assert photos.take_in(artwork, upload, by=cataloguer) == first
    assert files(media) == before
    assert photos.take_in(artwork, upload, by=cataloguer, role=Photo.Role.BACK) != first
    assert photos.take_in(make_artwork(photo=False), upload, by=cataloguer) != first


@pytest.mark.parametrize("name", ["animated.webp", "cmyk.jpg", "truncated.jpg", "not-an-image.jpg"])
def test_a_refused_photo_leaves_no_row_and_no_file(media, cataloguer, name):
    artwork = make_artwork(photo=False)

    with pytest.raises(photos.PhotoRefused):
        photos.take_in(artwork, PHOTOS / name, by=cataloguer)

    assert (Photo.objects.count(), Rendition.objects.count(), files(media)) == (0, 0, [])


def test_files_whose_rows_are_refused_go_again(media, cataloguer, phone_photo):
    artwork = make_artwork(photo=False)

    with pytest.raises(Exception, match="photo_role_is_known"):
        photos.keep(artwork, phone_photo, by=cataloguer, role="portrait")

    assert files(media) == []


# How the house is built.


def imports(module: str) -> set[str]:
    tree = ast.parse((Path(photos.__file__).parent / f"{module}.py").read_text())
    nodes = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {
        name.split(".")[0]
        for node in nodes
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names]
        )
    }


def test_the_web_process_cannot_decode_and_the_darkroom_knows_no_django():
    import sys

    for module in ("photos", "hatch", "bare"):
        assert not {"PIL", "pi_heif"} & imports(module)
    assert imports("darkroom") - sys.stdlib_module_names == {"PIL", "pi_heif"}
