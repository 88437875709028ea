"""The exhibition's own little stylesheet: the centimetres of each work and of a row.

The security policy allows no style attribute, so what is different for each work, its size, its tone while the
photo loads, the name under which it grows from the wall into its page, stands here. It holds nothing but numbers.
"""

import hashlib
from collections.abc import Sequence

from gallery.walls import height_cm, row_cm, width_cm
from sales.availability import Hanging


def stylesheet(hangings: Sequence[Hanging]) -> str:
    rules = [f".row{{--row:{row_cm(hangings)}}}"]
    heights = set()
    for hanging in hangings:
        exhibit = hanging.exhibit
        wide, tall = width_cm(exhibit), height_cm(exhibit)
        heights.add(tall)
        tone = f";--tone:{exhibit.mean_colour}" if exhibit.mean_colour else ""
        number = exhibit.catalogue_number
        # #h is the same work greeting at the top of the page; only one of the two may bear the name.
        rules.append(f"#w{number},#h{number}{{--w:{wide};--h:{tall}{tone}}}#w{number}{{--name:w{number}}}")
    rules += [f".t{tall}{{--tall:{tall}}}" for tall in sorted(heights)]
    return "@layer components{\n" + "\n".join(rules) + "\n}\n"


def address(slug: str, hangings: Sequence[Hanging]) -> str:
    """With a mark of its content, so that it is fetched again when a size changes and not at every sale."""
    mark = hashlib.blake2b(stylesheet(hangings).encode(), digest_size=6).hexdigest()
    return f"/e/{slug}/hang.css?v={mark}"
