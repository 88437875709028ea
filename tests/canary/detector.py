"""Finds a private word in anything that was answered, however it was written down on its way out."""

import base64
import gzip
import html
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote, unquote_plus

ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", "cp1251")


def readings(content: bytes) -> Iterator[str]:
    """Everything the bytes may say to someone who tries a little."""
    if content[:2] == b"\x1f\x8b":
        content = gzip.decompress(content)
    for encoding in ENCODINGS:
        for shift in (0, 1) if encoding.startswith("utf-16") else (0,):
            yield content[shift:].decode(encoding, "ignore")
    text = content.decode("utf-8", "ignore")
    yield unquote(text)
    yield unquote_plus(text)
    yield html.unescape(text)
    yield html.unescape(unquote_plus(text))
    yield re.sub(r"\\u([0-9a-fA-F]{4})", lambda code: chr(int(code[1], 16)), text)
    for packed in re.findall(r"[A-Za-z0-9+/_-]{16,}={0,2}", text):
        try:
            yield base64.b64decode(packed.replace("-", "+").replace("_", "/") + "==").decode(
                "utf-8", "ignore"
            )
        except ValueError:
            continue
    for start in re.finditer(rb"\x78[\x01\x5e\x9c\xda]", content):  # a deflated chunk, as PNG keeps its texts
        unpacked = zlib.decompressobj()
        try:
            yield unpacked.decompress(content[start.start() :], 2**20).decode("utf-8", "ignore")
        except zlib.error:
            continue


def plain(text: str) -> str:
    """Folded: letter case, kinds of space and of hyphen make no difference to whoever recognises a name."""
    text = re.sub(r"[\u2010-\u2015\u2212]", "-", text.casefold().replace("ё", "е"))
    return re.sub(r"[\s\u00ad\u200b-\u200d\u2060]+", " ", text)


def hits(
    words: Mapping[str, Iterable[str]], content: bytes, headers: Mapping[str, str] | None = None
) -> set[str]:
    """The names of the private words that the answer gives away. `words`: a name for each, and its ways of writing."""
    said = json.dumps(dict(headers or {}), ensure_ascii=False).encode()
    read = plain("\n".join(reading for part in (content, said) for reading in readings(part)))
    return {name for name, ways in words.items() if any(plain(way) in read for way in ways)}
