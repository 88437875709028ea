"""What leaves the house as a spreadsheet: sums, states and who sold, never who bought."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from sales.board import Row, Sold, sold
from sales.models import Payment, Sale
from staff import spreadsheets
from staff.spreadsheets import Cell

STATE_WORDS = {
    "free": lambda: _("Available"),
    "held": lambda: _("Reserved"),
    "sold": lambda: _("Sold"),
    "not_for_sale": lambda: _("Not for sale"),
    "not_shown": lambda: _("Not shown"),
}


def _header() -> list[str]:
    kinds = [str(kind.label) for kind in Payment.Kind]
    return ["№", _("Title"), _("Price, som"), _("State"), *kinds, _("Sold at"), _("Sold by")]


def _sum(tyiyn: int | None) -> int | float | None:
    if tyiyn is None:
        return None
    return tyiyn // 100 if tyiyn % 100 == 0 else tyiyn / 100


def _money(sale: Sold | None) -> list[Cell]:
    if sale is None:
        return [None] * (len(Payment.Kind) + 2)
    by_kind = {kind: sum(amount for part, amount in sale.paid if part == kind) for kind in Payment.Kind}
    return [*(_sum(by_kind[kind] or None) for kind in Payment.Kind), sale.sold_at, sale.sold_by]


def board(rows: Iterable[Row]) -> bytes:
    lines = (
        [row.number, row.title, _sum(row.price_tyiyn), STATE_WORDS[row.state](), *_money(row.sale)]
        for row in rows
    )
    return spreadsheets.workbook(_("Sales board"), _header(), lines)


def sales(found: QuerySet[Sale]) -> bytes:
    """The list of sales, those that were undone included."""
    wanted = found.select_related("claim", "exhibit__artwork", "sold_by", "void", "desk")
    wanted = wanted.prefetch_related("payments")
    lines = (
        [
            sale.exhibit.catalogue_number,
            _title(sale),
            _sum(sale.price_tyiyn),
            _("Sold") if sale.claim.ended_at is None else _("Undone"),
            *_money(sold(sale)),
        ]
        for sale in wanted
    )
    return spreadsheets.workbook(_("Sales"), _header(), lines)


def _title(sale: Sale) -> str:
    return sale.exhibit.artwork.title
