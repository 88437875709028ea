"""For a day without power: a price list and numbered slips, printed the evening before and typed in afterwards.

Titles are the public view's, asked by the public role, as on every paper; prices are those the range was given with."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext, override
from django.utils.translation import gettext_noop as _

from exhibitions.papers import paper
from exhibitions.showing import rows as public_rows
from sales import money
from sales.models import ReceiptRange
from staff.words import LANGUAGES

WORDS = {
    "prices": _("Price list"),
    "work": _("Work"),
    "price": _("Price"),
    "slip": _("Slip No."),
    "not_for_sale": _("not for sale"),
    "number": _("Work No."),
    "given": _("Handed over"),
    "change": _("Change given"),
    "time": _("Time"),
    "cashier": _("Cashier"),
    "keep": _("Paid in cash. Not a fiscal receipt. Keep it: the work is handed over against it."),
}


def printed(slips: ReceiptRange) -> bytes:
    """The same bytes however often it is printed. Raises paper.NotPrinted."""
    return paper.compile("paper_day.typ", sheets(slips))


def sheets(slips: ReceiptRange) -> dict[str, Any]:
    """What paper_day.typ reads."""
    found = public_rows(
        "SELECT id, catalogue_number, title_ky, title_ru FROM public_exhibit WHERE exhibition_id = %s"
        " ORDER BY catalogue_number",
        [slips.exhibition_id],
    )
    with override("ky"):
        made = date_format(localtime(slips.given_at), "DATE_FORMAT")
        show = slips.exhibition.title
    return {
        "title": f"{show}: {slips}",
        "show": show,
        "made": made,
        "words": {name: _each(text) for name, text in WORDS.items()},
        "works": [
            {
                "number": row["catalogue_number"],
                "ky": row["title_ky"],
                "ru": row["title_ru"] if row["title_ru"] != row["title_ky"] else "",
                "price": _price(slips, row["id"]),
            }
            for row in found
        ],
        "slips": [slips.number(receipt) for receipt in range(slips.first, slips.last + 1)],
    }


def _price(slips: ReceiptRange, exhibit_id: int) -> str:
    with override("ky"):
        price = slips.prices.get(str(exhibit_id))
        return money.som(price) if price else ""


def _each(sentence: str) -> dict[str, str]:
    said = {}
    for language in LANGUAGES:
        with override(language):
            said[language] = gettext(sentence)
    return said
