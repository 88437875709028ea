"""How a work is spoken of: its number, its title in running text, its size, who made it."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext

from exhibitions.showing import ShownExhibit

# Beyond this many letters a title is set smaller, or it would push the price off the first screen.
LONG_TITLE = 60


def number(catalogue_number: int) -> str:
    return _together(gettext("No. %(number)s") % {"number": catalogue_number})


def title(exhibit: ShownExhibit) -> str | SafeString:
    return in_tongue(exhibit.title, exhibit.title_lang)


def quoted(exhibit: ShownExhibit) -> SafeString:
    """The title in running text: in «guillemets» in Kyrgyz and Russian, in italics in English."""
    if get_language() == "en":
        return format_html("<cite>{}</cite>", title(exhibit))
    return format_html("«{}»", title(exhibit))


def plain(exhibit: ShownExhibit) -> str:
    """For a page's title or a preview, where no markup can be."""
    return exhibit.title if get_language() == "en" else f"«{exhibit.title}»"


def maker(exhibit: ShownExhibit) -> str:
    """As openly as the artist agrees to; a respectful sentence where there is no name."""
    return exhibit.shown_as or exhibit.institution or gettext("The artist asked not to be named")


def medium(exhibit: ShownExhibit) -> SafeString:
    """Technique and size, as on a label."""
    technique = in_tongue(exhibit.technique, exhibit.technique_lang)
    return format_html_join(", ", "{}", ((part,) for part in (technique, size(exhibit)) if part))


def in_tongue(text: str, code: str) -> str | SafeString:
    """Marked with its language when that is not the page's."""
    return (
        text if code == get_language() or not text else format_html('<span lang="{}">{}</span>', code, text)
    )


def size(exhibit: ShownExhibit) -> str:
    """Height × width (× depth), in centimetres, as the field writes it."""
    if not (exhibit.height_mm and exhibit.width_mm):
        return ""
    sides = [exhibit.height_mm, exhibit.width_mm, *([exhibit.depth_mm] if exhibit.depth_mm else [])]
    return _together(gettext("%(sides)s cm") % {"sides": " × ".join(map(centimetres, sides))})


def _together(text: str) -> str:
    return text.replace(" ", "\u00a0")


def centimetres(mm: int) -> str:
    whole, rest = divmod(mm, 10)
    return f"{whole}{'.' if get_language() == 'en' else ','}{rest}" if rest else str(whole)


def display(text: str) -> str:
    """How large an exhibition's title may stand: as large as its longest word allows, so that no word is broken."""
    longest = max(map(len, text.split()), default=0)
    if len(text) > LONG_TITLE:
        return "long"
    if longest > 10 or len(text) > 30:
        return "wider"
    return "wide" if longest > 7 else "short"


def is_long(text: str) -> bool:
    return len(text) > LONG_TITLE
