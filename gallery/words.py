"""How a work is spoken of: its number, its title in running text, its size, who made it."""

from collections.abc import Sequence

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from exhibitions.showing import ShownExhibit, ShownImage

SUFFIX = {"webp": "webp", "jpeg": "jpg"}

# Beyond this many letters a title is set smaller, or it would push the price off the first screen.
LONG_TITLE = 60


def number(catalogue_number: int) -> str:
    return gettext("No.\u00a0%(number)s") % {"number": catalogue_number}


def title(exhibit: ShownExhibit) -> str | SafeString:
    """The title by itself, marked when it is in another language than the page."""
    if exhibit.title_lang == get_language():
        return exhibit.title
    return format_html('<span lang="{}">{}</span>', exhibit.title_lang, exhibit.title)


def quoted(exhibit: ShownExhibit) -> SafeString:
    """The title in running text: in «guillemets» in Kyrgyz and Russian, in italics in English."""
    if get_language() == "en":
        return format_html("<cite>{}</cite>", title(exhibit))
    return format_html("«{}»", title(exhibit))


def plain(exhibit: ShownExhibit) -> str:
    """For a page's title or a preview, where no markup can be."""
    return exhibit.title if get_language() == "en" else f"«{exhibit.title}»"


def size(exhibit: ShownExhibit) -> str:
    """Height × width (× depth), in centimetres, as the field writes it."""
    if not (exhibit.height_mm and exhibit.width_mm):
        return ""
    sides = [exhibit.height_mm, exhibit.width_mm, *([exhibit.depth_mm] if exhibit.depth_mm else [])]
    return gettext("%(sides)s\u00a0cm") % {"sides": "\u00a0×\u00a0".join(map(centimetres, sides))}


def centimetres(mm: int) -> str:
    whole, rest = divmod(mm, 10)
    return f"{whole}{'.' if get_language() == 'en' else ','}{rest}" if rest else str(whole)


def is_long(text: str) -> bool:
    return len(text) > LONG_TITLE


def address(image: ShownImage) -> str:
    return f"/i/{image.name}.{SUFFIX[image.format]}"


def candidates(images: Sequence[ShownImage]) -> str:
    """The `srcset` of a work's renditions."""
    return ", ".join(f"{address(image)} {image.width}w" for image in images)
