"""Where photos are developed: a process of its own, so that no web worker ever decodes what a stranger sent.

`exhibitions/photos.py` starts it. It imports Pillow, pi_heif and the standard library, never Django, and waits at a
socket. For each photo it forks: the child inherits a loaded Pillow (starting Python and importing Pillow anew costs
as much as decoding 12 megapixels), takes limits upon itself that it cannot lift, develops that one photo and ends.
Nothing of one photo reaches the next, and whatever a crafted file makes of such a child, it finds no database, no
setting and no secret.

An order says what kind of file it is, how much memory and how many seconds it may cost, by how much the picture is to
be turned, and how many thousandths are to be cut off its left, top, right and lower side, once it is turned:

    <kind> <bytes> <seconds> <0|90|180|270> <left> <top> <right> <bottom>

With it come two open files: the photo, and a pipe for the answer:

    taken                                                       at once, and then
    refused <code> <what went wrong, for the log>               or
    ok <width> <height> <mean colour> <dark> <blurred> <likeness>
    <webp|jpeg> <bytes>                                         for each picture, the widest first
    (an empty line, then the pictures, one after the other)

Any other answer, or none, means that the child died.
"""

import gc
import io
import os
import re
import resource
import signal
import socket
import warnings
from typing import Any, BinaryIO

from PIL import Image, ImageCms, ImageFile, ImageFilter
from PIL import TiffImagePlugin as _reads_exif  # noqa: F401  Pillow would load it once per photo
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

WIDTHS = (1800, 1200, 720, 360, 240)
FALLBACK_WIDTH = 1200  # the one JPEG, for old browsers and social previews
TALLEST = 4000
PIXELS = 60_000_000
LONGEST_SIDE = 20_000
SHORTEST_SIDE = 16
NARROWEST = 12  # one side may be twelve times the other: a panorama, a scroll

# A scaled JPEG decode halves or quarters the sides and knows nothing between. Where it misses the widest picture by no
# more than a fifth, the photo is not decoded whole for it: 12 megapixels held upright (3000 × 4000) end at 1200 × 1600,
# about what a large screen shows of their height, at half the cost. docs/decisions/0007 has the figures.
NEAR_ENOUGH = 0.8
WORTH_IT = 1.3  # a width between two of the list is made when it is so much wider than the next

# What is left of a picture that was cut has to be worth looking at.
SMALLEST_LEFT = 120

ORDER_LENGTH = 64
ORDER = re.compile(r"(jpeg|png|webp|heic) (\d{1,12}) (\d{1,4}) (0|90|180|270)((?: \d{1,3}){4})", re.ASCII)
MOST_CUT = 900


class Refused(Exception):
    """With the code of a sentence in `photos.SENTENCES`."""


def limit(memory: int, seconds: int) -> None:
    """Take from this process what a decoder does not need. Hard limits: it cannot give them back to itself."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 32),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def opened(kind: str, file: BinaryIO) -> Image.Image:
    """Read the header. Each kind has its own class and no other is tried, so that no default can widen the list."""
    if kind == "jpeg":
        return JpegImageFile(file)  # of a phone's multi-picture file, the first picture
    if kind == "png":
        return PngImageFile(file)
    if kind == "webp":
        return WebPImageFile(file)
    import pi_heif

    options = pi_heif.options
    options.THUMBNAILS = options.DEPTH_IMAGES = options.AUX_IMAGES = False
    options.DECODE_THREADS = 2
    return pi_heif.HeifImageFile(file)


def judge(image: Image.Image, kind: str) -> None:
    """By the header alone, before a single pixel is decoded."""
    width, height = image.size
    if width * height > PIXELS:
        raise Refused("too_many_pixels")
    if min(width, height) < SHORTEST_SIDE:
        raise Refused("too_small")
    if max(width, height) > min(LONGEST_SIDE, NARROWEST * min(width, height)):
        raise Refused("too_narrow")
    if kind in ("png", "webp") and getattr(image, "n_frames", 1) > 1:
        raise Refused("animated")
    if image.mode == "CMYK":
        raise Refused("cmyk")


def judge_what_is_left(width: int, height: int) -> None:
    if min(width, height) < SMALLEST_LEFT:
        raise Refused("too_small")
    if max(width, height) > NARROWEST * min(width, height):
        raise Refused("too_narrow")


def orientation(image: Image.Image, kind: str) -> int:
    """How the phone was held, in EXIF's words: 1 to 8. libheif has turned its pictures already."""
    if (
        kind == "heic"
        or not {"exif", "xmp", "Raw profile type exif", "XML:com.adobe.xmp"} & image.info.keys()
    ):
        return 1
    turned = image.getexif().get(0x0112, 1)
    return turned if turned in range(1, 9) else 1


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


QUARTERS = {0: 1, 90: 6, 180: 3, 270: 8}  # clockwise, as orientations

# Which side of the picture before a turn each side after it was: left, top, right, bottom are 0 to 3.
SIDES = {
    1: (0, 1, 2, 3),
    2: (2, 1, 0, 3),
    3: (2, 3, 0, 1),
    4: (0, 3, 2, 1),
    5: (1, 0, 3, 2),
    6: (1, 2, 3, 0),
    7: (3, 2, 1, 0),
    8: (3, 0, 1, 2),
}

Cut = tuple[int, ...]


def before_the_turn(cut: Cut, turn: int) -> Cut:
    """The same cut, named by the sides of the picture that is not turned yet."""
    return tuple(cut[side] for side in SIDES[turn])


def inside(cut: Cut, width: int, height: int) -> tuple[int, int, int, int]:
    """What is left, in pixels."""
    left, top, right, bottom = cut
    return (
        round(width * left / 1000),
        round(height * top / 1000),
        width - round(width * right / 1000),
        height - round(height * bottom / 1000),
    )


def ladder(width: int, height: int) -> list[int]:
    """The widths to make, the widest first, none wider than the photo: of 1300 px 1200 and below; of 500 px its own
    500, then 360 and 240."""
    widest = min(width, WIDTHS[0], TALLEST * width // height)
    rungs = [rung for rung in WIDTHS if rung <= widest]
    return rungs if rungs and widest < WORTH_IT * rungs[0] else [widest, *rungs]


def eight_bits(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shows through, whatever the file held."""
    if image.mode.startswith("I"):
        # 16-bit grey. Pillow's own conversion would make white of all that is above 255.
        return image.convert("I").point(lambda value: value * (1 / 257) + 0).convert("L").convert("RGB")
    wanted = "RGBA" if "transparency" in image.info or image.mode in ("RGBA", "LA", "PA") else "RGB"
    return image if image.mode == wanted else image.convert(wanted)


def scaled(image: Image.Image, width: int, height: int) -> Image.Image:
    """Whole boxes first, which is nearly free, then Hamming's window: bicubic's edges at half its price."""
    boxes = min(image.width // width, image.height // height)
    if boxes > 1:
        image = image.reduce(boxes)
    return image if image.size == (width, height) else image.resize((width, height), Image.Resampling.HAMMING)


def on_white(image: Image.Image) -> Image.Image:
    if image.mode == "RGB":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white


def in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A phone's wide colours, as every screen shows them. A profile that cannot be used is left aside: the photo is
    then a little dull or bright, as in any viewer that knows no profiles."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        # Never on a mode other than the profile's own: that mismatch has been a way in (CVE-2026-59205).
        if source.profile.xcolor_space.strip() != "RGB" or "sRGB" in (
            source.profile.profile_description or ""
        ):
            return image
        return (
            ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            or image
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


def from_bare_pixels(image: Image.Image) -> Image.Image:
    """A new picture into which only the pixels of the old are laid: nothing else of the upload can come along."""
    bare = Image.new("RGB", image.size, None)  # not filled: every pixel is about to be laid
    bare.paste(image)
    return bare


def share(histogram: list[int], part: float) -> int:
    """The value that so large a part of the pixels does not exceed."""
    wanted, seen = sum(histogram) * part, 0
    for value, count in enumerate(histogram):
        seen += count
        if seen >= wanted:
            return value
    return len(histogram) - 1


def looks(image: Image.Image) -> tuple[bool, bool]:
    """Too dark? Blurred? Two plain measures on at most 360 px, to say so kindly and never to refuse.

    Dark: 19 of 20 pixels lie in the lowest quarter of the scale; the darkest of thirty paintings reaches the half.
    Blurred: not even the sharpest two hundredth of the pixels stands out from its neighbours by a fifth of the
    picture's own contrast. Sharp photos of thirty paintings measure 0.34 and more; blurred by 1.5 px, 0.15 and less."""
    grey = image.convert("L")
    tones = grey.histogram()
    edges = grey.filter(ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128))
    steps = [0] * 129
    for value, count in enumerate(edges.crop((1, 1, grey.width - 1, grey.height - 1)).histogram()):
        steps[abs(value - 128)] += count
    contrast = max(32, share(tones, 0.99) - share(tones, 0.01))
    return share(tones, 0.95) < 64, share(steps, 0.995) < contrast / 5


def likeness(image: Image.Image) -> int:
    """dHash: is each of 8 × 8 fields brighter than its left neighbour? Signed, as PostgreSQL's bigint wants it. Photos
    of one work differ in a few bits, of two works in about half of the 64."""
    fields = image.convert("L").resize((9, 8), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(8):
        for column in range(8):
            bits = bits << 1 | (fields[row * 9 + column + 1] > fields[row * 9 + column])
    return bits - (1 << 64) if bits >> 63 else bits


class Sheet(io.BytesIO):
    """Paper to print on. Its name tells Pillow the format; a bare `format=` would load five more plug-ins."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.name = f"sheet.{kind}"


def printed(image: Image.Image, kind: str, **how: Any) -> bytes:
    sheet = Sheet(kind)
    image.save(sheet, **how)
    return sheet.getvalue()


def develop(kind: str, file: BinaryIO, quarter: int = 0, cut: Cut = (0, 0, 0, 0)) -> tuple[str, list[bytes]]:
    """One photo's answer: the lines about it, and its pictures."""
    image = opened(kind, file)
    judge(image, kind)
    held, wished = orientation(image, kind), QUARTERS[quarter]
    cut = before_the_turn(before_the_turn(cut, wished), held)
    left, top, right, bottom = inside(cut, *image.size)
    lies = (held < 5) == (wished < 5)  # as in the file, whose width is then the picture's
    width, height = (right - left, bottom - top) if lies else (bottom - top, right - left)
    if any(cut):
        judge_what_is_left(width, height)
    rungs = ladder(width, height)
    if kind == "jpeg":
        for part in (8, 4, 2):
            if width // part >= NEAR_ENOUGH * rungs[0]:
                image.draft("RGB", (image.width // part, image.height // part))
                rungs = ladder(min(rungs[0], width // part), height * min(rungs[0], width // part) // width)
                break
    image.load()
    profile = image.info.get("icc_profile")
    if any(cut):
        image = image.crop(inside(cut, *image.size))

    widest = rungs[0], max(1, round(height * rungs[0] / width))
    image = scaled(eight_bits(image), *(widest if lies else widest[::-1]))
    for turn in (held, wished):
        if turn > 1:
            image = image.transpose(TURNS[turn])
    image = from_bare_pixels(in_srgb(on_white(image), profile))

    pictures: list[tuple[str, bytes]] = []
    dark = blurred = None
    for rung in rungs:
        image = scaled(image, rung, max(1, round(height * rung / width)))
        # Method 2 costs half as much again and saves a fifth of the bytes: worth it for those that phones fetch.
        pictures.append(("webp", printed(image, "webp", quality=62, method=2 if rung <= 720 else 0)))
        if rung <= FALLBACK_WIDTH and "jpeg" not in dict(pictures):
            pictures.append(("jpeg", printed(image, "jpeg", quality=80)))
        if rung <= 360 and dark is None:
            dark, blurred = looks(image)

    mean = image.resize((1, 1), Image.Resampling.BOX).tobytes().hex()
    about = f"ok {width} {height} #{mean} {dark:d} {blurred:d} {likeness(image)}"
    lines = [f"{kind} {len(picture)}" for kind, picture in pictures]
    return "\n".join([about, *lines, "", ""]), [picture for _, picture in pictures]


def understood(order: str) -> tuple[str, int, int, int, Cut]:
    """ValueError for an order that is none: nobody's photo is turned or cut by a guess."""
    words = ORDER.fullmatch(order.rstrip())
    if not words:
        raise ValueError(order)
    left, top, right, bottom = cut = tuple(map(int, words[5].split()))
    if max(left + right, top + bottom) > MOST_CUT:
        raise ValueError(order)
    return words[1], int(words[2]), int(words[3]), int(words[4]), cut


def attend(order: str, photo: int, answer: int) -> None:
    """One order, in the child that will end with it."""
    os.write(answer, b"taken\n")
    kind, memory, seconds, quarter, cut = understood(order)
    limit(memory, seconds)
    try:
        with open(photo, "rb") as file:
            about, pictures = develop(kind, file, quarter, cut)
    except Refused as refusal:
        about, pictures = f"refused {refusal} -\n", []
    except MemoryError:
        raise  # whether the photo is whole, nobody knows: the child ends without an answer
    except Exception as error:
        # Crafted and broken files surprise decoders in any way; to the person it is one and the same.
        about, pictures = f"refused damaged {type(error).__name__}\n", []
    with open(answer, "wb") as pipe:
        pipe.write(about.encode())
        pipe.writelines(pictures)


def bury(*_signal: object) -> None:
    """Take note of every child that ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def main() -> None:
    Image.MAX_IMAGE_PIXELS = PIXELS
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    door = socket.socket(fileno=0)
    signal.signal(signal.SIGCHLD, bury)
    gc.disable()  # each child lives for one photo: nothing it drops is worth looking for
    gc.freeze()
    while True:
        order, files, *_ = socket.recv_fds(door, ORDER_LENGTH, 2)
        if not order:
            return  # the web process has gone
        if os.fork() == 0:
            try:
                door.close()
                attend(order.decode(), *files)
                os._exit(0)
            finally:
                os._exit(1)
        for file in files:
            os.close(file)
