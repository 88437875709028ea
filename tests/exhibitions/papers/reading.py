"""A printed paper, read back from its bytes as a printer and a telephone would: words, where they stand, codes."""

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium
import zxingcpp

POINT = 25.4 / 72  # mm


@dataclass(frozen=True)
class Letter:
    """In mm from the left and the upper edge of the page; `points` as set."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    points: float


@dataclass(frozen=True)
class Symbol:
    text: str
    left: float
    top: float
    right: float
    bottom: float


class Sheets:
    def __init__(self, content: bytes) -> None:
        self.content = content
        self.document = pypdfium2.PdfDocument(content)
        self.pages = list(self.document)

    @property
    def text(self) -> str:
        said = "\n".join(page.get_textpage().get_text_range() for page in self.pages)
        return said.replace("\u200b", "").replace("\xa0", " ").replace("\r\n", "\n")

    def is_tagged(self) -> bool:
        return bool(pdfium.FPDFCatalog_IsTagged(self.document))

    def size(self, number: int = 0) -> tuple[float, float]:
        return tuple(side * POINT for side in self.pages[number].get_size())

    def letters(self, number: int = 0) -> list[Letter]:
        page = self.pages[number]
        words, height = page.get_textpage(), page.get_height()
        found = []
        for index in range(words.count_chars()):
            text = words.get_text_range(index, 1)
            if not text.strip("\u200b\xa0 \r\n"):
                continue
            left, bottom, right, top = words.get_charbox(index)
            matrix = pdfium.FS_MATRIX()
            pdfium.FPDFText_GetMatrix(words, index, ctypes.byref(matrix))
            points = pdfium.FPDFText_GetFontSize(words, index) * abs(matrix.d)
            found.append(
                Letter(
                    text,
                    left * POINT,
                    (height - top) * POINT,
                    right * POINT,
                    (height - bottom) * POINT,
                    points,
                )
            )
        return found

    def lines(self, number: int = 0) -> list[tuple[float, float, float, float]]:
        """Everything drawn that is no letter: left, top, right, bottom."""
        page = self.pages[number]
        height = page.get_height()
        found = []
        for drawn in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = drawn.get_bounds()
            found.append((left * POINT, (height - top) * POINT, right * POINT, (height - bottom) * POINT))
        return found

    def symbols(self, number: int = 0, *, per_inch: int = 150) -> list[Symbol]:
        """The QR codes that a camera finds on the page's picture."""
        picture = self.pages[number].render(scale=per_inch / 72).to_pil().convert("L")
        mm = 25.4 / per_inch
        found = []
        for code in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode):
            at = code.position
            corners = (at.top_left, at.top_right, at.bottom_left, at.bottom_right)
            across, down = [corner.x * mm for corner in corners], [corner.y * mm for corner in corners]
            found.append(Symbol(code.text, min(across), min(down), max(across), max(down)))
        return found


WIDE, TALL, ABOVE = 105.0, 74.0, 0.5


def cell(place: int) -> tuple[float, float, float, float]:
    """Of the label at this place on its sheet, from 0 to 7: left, top, right, bottom in mm."""
    left, top = place % 2 * WIDE, ABOVE + place // 2 * TALL
    return left, top, left + WIDE, top + TALL


def inside(thing: Letter | Symbol, box: tuple[float, float, float, float], margin: float = 0) -> bool:
    left, top, right, bottom = box
    return (
        thing.left >= left + margin
        and thing.right <= right - margin
        and thing.top >= top + margin
        and thing.bottom <= bottom - margin
    )


def touch(one: Letter | Symbol, box: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = box
    return one.left < right and one.right > left and one.top < bottom and one.bottom > top
