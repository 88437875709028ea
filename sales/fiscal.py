"""What a paper of ours says about the cash register. A slip is not a fiscal receipt; once the register has printed one,
its number is written beside the sale, and every paper names it."""

import datetime
from typing import Any

from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from sales.claims import Refused
from sales.models import FiscalReceipt, Sale
from staff.text import one_line


class NoNumber(Refused):
    @property
    def sentence(self) -> str:
        return _("Write the number that the cash register printed.")


class NotYet(Refused):
    @property
    def sentence(self) -> str:
        return _("This moment is not between the sale and now. Look at the receipt once more.")


class SameAgain(Refused):
    @property
    def sentence(self) -> str:
        return _("This is what stands there already.")


def said(sale: Sale) -> str:
    """The one sentence about it, for screens and papers alike, in the reader's language."""
    receipt = sale.fiscal
    if receipt is None:
        return _("This is not a fiscal receipt.")
    return _("Fiscal receipt No. %(number)s, %(moment)s") % {
        "number": receipt.number,
        "moment": date_format(timezone.localtime(receipt.issued_at), "DATETIME_FORMAT"),
    }


def record(
    sale: Sale, *, number: str, issued_at: datetime.datetime, code: str = "", by: Any
) -> FiscalReceipt:
    """Write down what the register printed; once more is a correction, and what was written before stays.

    The register may run a few minutes before or after our clock. Raises NoNumber, NotYet, SameAgain."""
    number, code = one_line(number), one_line(code)
    if not number:
        raise NoNumber
    if not sale.sold_at - CLOCKS_APART <= issued_at <= timezone.now() + CLOCKS_APART:
        raise NotYet
    before = sale.fiscal
    if before and (before.number, before.issued_at, before.code) == (number, issued_at, code):
        raise SameAgain
    return FiscalReceipt.objects.create(
        sale=sale, number=number, issued_at=issued_at, code=code, recorded_by=by, recorded_at=Now()
    )


CLOCKS_APART = datetime.timedelta(minutes=30)
