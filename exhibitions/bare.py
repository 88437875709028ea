"""Is an image file bare: pixels, and what a decoder needs to read them? Told from its outline; nothing is decoded here.

In their margins photos carry the place, the hour, the phone and its owner's name. The darkroom writes none of that;
this reads what it wrote before anything is kept, and knows only the two plain shapes the darkroom makes."""

import struct

JPEG_START = bytes.fromhex("ffd8 ffe0 0010") + b"JFIF\0" + bytes.fromhex("0101 00 0001 0001 0000")
QUANTISATION, FRAME, HUFFMAN, SCAN = 0xDB, 0xC0, 0xC4, 0xDA


class NotBare(ValueError):
    """The file holds, or may hold, more than pixels."""


def jpeg(data: bytes) -> tuple[int, int]:
    """Width and height of a baseline JPEG: a fixed JFIF header, tables, one frame, one scan, and then the end."""
    if not data.startswith(JPEG_START) or not data.endswith(b"\xff\xd9"):
        raise NotBare("not a JPEG as we write it")
    size = None
    at = len(JPEG_START)
    segment = None
    while segment != SCAN:
        marker, segment, length = data[at], data[at + 1], int.from_bytes(data[at + 2 : at + 4])
        if (
            marker != 0xFF
            or segment not in (QUANTISATION, FRAME, HUFFMAN, SCAN)
            or at + 2 + length > len(data) - 2
        ):
            raise NotBare(f"JPEG segment {marker:02x}{segment:02x}")
        if segment == FRAME:
            size = int.from_bytes(data[at + 7 : at + 9]), int.from_bytes(data[at + 5 : at + 7])
        at += 2 + length
    scan = data[at:-2]
    # Within a scan FF is always followed by 00. Any other would start something after it.
    if size is None or scan.count(b"\xff") != scan.count(b"\xff\0"):
        raise NotBare("JPEG with more than one scan")
    return size


def webp(data: bytes) -> tuple[int, int]:
    """Width and height of a lossy WebP of one chunk: no room for a profile, EXIF, XMP, alpha or a second frame."""
    if len(data) < 30 or data[:4] != b"RIFF" or data[8:16] != b"WEBPVP8 ":
        raise NotBare("not a WebP as we write it")
    whole, chunk = struct.unpack_from("<I8xI", data, 4)
    if whole != len(data) - 8 or chunk + chunk % 2 != len(data) - 20 or (chunk % 2 and data[-1]):
        raise NotBare("WebP with something after its picture")
    if data[20] & 1 or data[23:26] != b"\x9d\x01\x2a":
        raise NotBare("WebP without a key frame")
    width, height = struct.unpack_from("<HH", data, 26)
    return width & 0x3FFF, height & 0x3FFF


LOOK = {"jpeg": jpeg, "webp": webp}
