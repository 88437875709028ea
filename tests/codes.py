"""Reading the QR codes of a page as a telephone does: drawn as a picture first."""

import io
import re

import zxingcpp
from PIL import Image, ImageDraw

SVG = re.compile(r'<svg class="qr"[^>]*viewBox="0 0 (\d+) \d+".*?</svg>', re.DOTALL)
RUN = re.compile(r"M(\d+) (\d+)h(\d+)v1h")
MODULE = 6  # pixels


def on(page: str) -> list[str]:
    """What the codes of a page say, in their order."""
    return [_said(_painted(svg[0], int(svg[1]))) for svg in SVG.finditer(page)]


def in_picture(content: bytes) -> str:
    return _said(Image.open(io.BytesIO(content)).convert("L"))


def _painted(svg: str, side: int) -> Image.Image:
    picture = Image.new("L", (side * MODULE, side * MODULE), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, length in (map(int, run) for run in RUN.findall(svg)):
        left, top = x * MODULE, y * MODULE
        pen.rectangle([left, top, left + length * MODULE - 1, top + MODULE - 1], fill=0)
    return picture


def _said(picture: Image.Image) -> str:
    (code,) = zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode)
    return code.text
