"""An address as a QR code, drawn into the page: black on white whatever the theme, because telephones expect it. Only
for eyes: the address stands beside it in letters."""

from functools import lru_cache
from itertools import groupby

import segno
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

QUIET = 4  # modules of white around, as ISO/IEC 18004 asks


@lru_cache(maxsize=64)
def drawn(address: str) -> SafeString:
    code = segno.make(address, error="m", micro=False)
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
