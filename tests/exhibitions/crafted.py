"""Files that nobody's phone makes, written byte by byte for the tests of photos. All of them are our own work."""

import io
import struct
import zlib
from typing import Any

from PIL import Image

CANARY = "CANARY-кайсы-бир-сыр"


def picture(width: int = 320, height: int = 240) -> Image.Image:
    """Four fields of different colours, so that no turn of it looks like another."""
    image = Image.new("RGB", (width, height))
    for n, colour in enumerate(("#c03020", "#20a040", "#2040c0", "#e0c020")):
        field = (n % 2 * width // 2, n // 2 * height // 2)
        image.paste(colour, (*field, field[0] + width // 2, field[1] + height // 2))
    return image


def saved(image: Image.Image, form: str, **how: Any) -> bytes:
    sheet = io.BytesIO()
    image.save(sheet, form, **how)
    return sheet.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_header(width: int, height: int, *chunks: bytes) -> bytes:
    """A PNG that claims a size and holds next to nothing."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(b"\0" * 64))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + body + chunk(b"IEND", b"")


def png_with(image: Image.Image, *chunks: bytes) -> bytes:
    """A whole PNG with more chunks after its header."""
    data = saved(image, "PNG")
    return data[:33] + b"".join(chunks) + data[33:]


def scan_bomb(scans: int, side: int = 7000) -> bytes:
    """A progressive JPEG of 49 megapixels in a few kilobytes that repeats its last scan: each costs a pass over all."""
    data = saved(Image.new("L", (side, side), 128), "JPEG", progressive=True, quality=10)
    last = data.rindex(b"\xff\xda")
    return data[:-2] + data[last:-2] * scans + data[-2:]


def segment(marker: int, body: bytes) -> bytes:
    return bytes((0xFF, marker)) + struct.pack(">H", len(body) + 2) + body


def jpeg_with(image: Image.Image, *segments: bytes, **how: Any) -> bytes:
    data = saved(image, "JPEG", **how)
    return data[:2] + b"".join(segments) + data[2:]


def profile(space: bytes = b"RGB ", description: str = "Wide") -> bytes:
    """A small colour profile: Display P3's colours (D50), a gamma of 2.2, as ICC.1:2001 lays it out."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(value * 65536)) for value in values)

    text = description.encode("ascii") + b"\0"
    name = b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + b"\0" * 78
    gamma = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256))
    tags = {
        b"desc": name,
        b"cprt": b"text\0\0\0\0" + CANARY.encode() + b"\0",
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.51512, 0.24120, -0.00105),
        b"gXYZ": xyz(0.29198, 0.69225, 0.04189),
        b"bXYZ": xyz(0.15710, 0.06657, 0.78407),
        b"rTRC": gamma,
        b"gTRC": gamma,
        b"bTRC": gamma,
        b"kTRC": gamma,
    }
    table, body, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for tag, content in tags.items():
        content += b"\0" * (-len(content) % 4)
        table += tag + struct.pack(">II", at + len(body), len(content))
        body += content
    whole = 128 + len(table) + len(body)
    head = struct.pack(
        ">I4sI4s4s4s12s4s", whole, b"\0" * 4, 0x02400000, b"mntr", space, b"XYZ ", b"\0" * 12, b"acsp"
    )
    head += b"\0" * (68 - len(head)) + struct.pack(">iii", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + body
