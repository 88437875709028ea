"""Why a row is wrong and what was not understood, as sentences for the person who mends it."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exhibitions import photos
from exhibitions.imports import columns, refusals

TITLES = ("title_ky", "title_ru", "title_en")

WRONG = {
    "no_reference": gettext_lazy("Your own number is missing."),
    "no_title": gettext_lazy("The Kyrgyz title is missing."),
    "no_artist": gettext_lazy("No artist is named."),
    "unknown_number": gettext_lazy("No work of yours has this Kyl kalem number."),
    "two_numbers": gettext_lazy("The two numbers of this row do not belong to one work."),
    "unknown_artist": gettext_lazy("This institution has no artist with this number."),
    "other_artist": gettext_lazy("This work is recorded under another artist. Change that on its own page."),
    "elsewhere": gettext_lazy("This work is no longer with this institution."),
    "no_work": gettext_lazy("No work of yours has the number that this name begins with."),
    "two_works": gettext_lazy("Two works answer to this number. Name the file by the inventory number."),
    "packed": gettext_lazy("A ZIP inside a ZIP is not opened. Send it by itself."),
    "meanwhile": gettext_lazy("Someone changed this work after the preview. Send the row again."),
}
NOT_UNDERSTOOD = {
    "no_unit": gettext_lazy("no unit is given"),
    "one_side": gettext_lazy("height and width are needed"),
    "diameter": gettext_lazy("only a diameter is given; write height × width"),
    "length": gettext_lazy("a length may be height or width"),
    "about": gettext_lazy("only about this size"),
    "range": gettext_lazy("from one size to another"),
    "thousands": gettext_lazy("a comma or point before three digits can mean two things"),
    "weight": gettext_lazy("a weight, but no size"),
    "framed": gettext_lazy("only the size with its frame"),
    "several": gettext_lazy("several sizes in one cell"),
    "disagree": gettext_lazy("two columns give different sizes"),
    "out_of_range": gettext_lazy("this cannot be"),
    "future": gettext_lazy("in the future"),
    "ambiguous_month": gettext_lazy("the last two digits may be a year or a month"),
}


def reason(code: str, about: Any, *, language: str) -> str:
    if code == "too_long":
        return _("Too long: %(column)s.") % {"column": columns.label(about, language)}
    if code == "formula":
        return _("A formula without a value: %(column)s.") % {"column": columns.label(about, language)}
    if code == "twice":
        return _("This number stands in several rows: %(rows)s.") % {"rows": ", ".join(map(str, about))}
    if code == "one_work":
        return _("These rows are one work that was recorded twice: %(rows)s.") % {
            "rows": ", ".join(map(str, about))
        }
    if code == "two_fronts":
        return _(
            "Several files are named as the front of this work: rows %(rows)s. Say in each name what it shows, "
            "for example “back”."
        ) % {"rows": ", ".join(map(str, about))}
    if code == "photo":
        return str(photos.SENTENCES[about])
    return str(WRONG[code])


OF_PHOTOS = {
    "there": gettext_lazy("This photo is there already."),
    "beside": gettext_lazy("The work has a front: this one is kept as a detail."),
    "instead": gettext_lazy("The work has a front: this one is shown in its place from now on."),
}


def note(field: str, why: Any, word: str = "", *, language: str) -> str:
    """What is left empty, and why; the words themselves are kept. Of a photo: what else there is to know."""
    if field in OF_PHOTOS:
        return str(OF_PHOTOS[field])
    if field == "same":
        return _("The same photo as in row %(row)s.") % {"row": why}
    name = columns.label(field, language)
    if why == "unknown_word":
        return _("Not a word of ours: %(column)s, “%(word)s”.") % {"column": name, "word": word}
    said = NOT_UNDERSTOOD.get(why)
    if said is None:
        return _("Not understood: %(column)s.") % {"column": name}
    return _("Not understood: %(column)s (%(why)s).") % {"column": name, "why": said}


def refusal(code: str) -> str:
    if code == "numbers":
        return _("There are not enough free inventory numbers left for this list.")
    return str(refusals.SENTENCES[code]) if code else ""
