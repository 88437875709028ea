"""Why a whole file is not read, as a sentence that says what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "empty": _("This file is empty. Please choose the list again."),
    "too_heavy": _("This file is larger than 50 MB. Please split the list and send it in parts."),
    "not_a_table": _("This file is not a list. Please save it as XLSX or CSV and send it again."),
    "old_excel": _(
        "This is an old Excel file, or one with a password. Please save it as XLSX without a password."
    ),
    "macros": _("This file carries macros. Please save it as XLSX without macros."),
    "unsafe": _("This file is not packed as a spreadsheet is. Please save it again as XLSX."),
    "unsafe_zip": _("This ZIP is not packed as photos are. Please pack the photos again."),
    "locked_zip": _("This ZIP has a password. Please pack the photos without one."),
    "not_photos": _(
        "This file is neither a photo nor a ZIP. Please choose the photos, or pack them as a ZIP."
    ),
    "no_photos": _("There is no photo in this ZIP."),
    "too_many_photos": _("There are more than 5,000 files in this ZIP. Please send the photos in parts."),
    "too_heavy_photos": _("Together these photos are larger than 1 GB. Please send them in parts."),
    "expired": _("Nobody went on with this for a month, and its file is gone. Please send it again."),
    "too_large": _("Unpacked, this file is far too large. Please split the list and send it in parts."),
    "entities": _("This file has instructions of its own inside. Please save it again as XLSX."),
    "damaged": _("This file did not arrive whole. Please send it again."),
    "encoding": _("The letters of this file cannot be read. Please save it as CSV in UTF-8, or as XLSX."),
    "quotes": _("The quotation marks of this file do not come in pairs. Please save it as XLSX."),
    "no_header": _("No row of column names was found. The first row has to say what each column holds."),
    "too_many_rows": _("This list has more than 100,000 rows. Please send it in parts."),
    "too_many_columns": _("This list has more than 100 columns. Please leave out those that are not needed."),
    "long_cell": _("A cell of this list holds more text than a spreadsheet allows."),
}


class TableRefused(Exception):
    """The file is not read, and the sentence says what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(SENTENCES[self.code])
