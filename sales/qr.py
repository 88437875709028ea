"""A QR code, of an address or of a payment, drawn into the page: black on white whatever the theme, because telephones
expect it. Only for eyes: what it says stands beside it in letters."""

import io
from functools import lru_cache
from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

QUIET = 4  # modules of white around, as ISO/IEC 18004 asks


@lru_cache(maxsize=64)
def drawn(text: str) -> SafeString:
    code = segno.make(text, error="m", micro=False)
    runs = []
    for y, row in enumerate(code.matrix, start=QUIET):
        x = QUIET
        for dark, modules in groupby(row):
            long = len(list(modules))
            if dark:
                runs.append(f"M{x} {y}h{long}v1h-{long}z")
            x += long
    side = len(code.matrix) + 2 * QUIET
    return format_html(
        '<svg class="qr" aria-hidden="true" viewBox="0 0 {} {}" shape-rendering="crispEdges">'
        '<path fill="#fff" d="M0 0h{}v{}H0z"/><path fill="#000" d="{}"/></svg>',
        *(side, side, side, side, mark_safe("".join(runs))),  # noqa: S308 - letters and numbers of our own
    )


def picture(text: str) -> bytes:
    """The same as a PNG, to be kept on a telephone and opened in a bank's application."""
    file = io.BytesIO()
    segno.make(text, error="m", micro=False).save(file, kind="png", scale=10, border=QUIET)
    return file.getvalue()
