"""Receipt numbers that are given away beforehand: to the one browser that goes on without the network, or to numbered
slips of paper. The desk passes over them for good, so every number of a desk is a sale, a refund, or one of a range."""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from exhibitions.models import Exhibit, Exhibition
from sales import tills
from sales.claims import Refused
from sales.models import CashSession, Desk, ReceiptRange, Sale

FOR_A_BROWSER = 20
LEFT_AT_LEAST = 10  # with fewer numbers it is given another range while there is a line
MOST_ON_PAPER = 200

Kind = ReceiptRange.Kind


class StaysOnline(Refused):
    @property
    def sentence(self) -> str:
        return _("This desk may not go on without the network.")


class AnotherBrowser(Refused):
    @property
    def sentence(self) -> str:
        return _(
            "Another browser goes on for this desk without the network. An organiser can take its numbers back."
        )


def price_list(exhibition: Exhibition) -> dict[str, int]:
    """What each work costs, by exhibit, of all that are for sale: frozen with every range, because what was taken
    without the network is held against it."""
    offered = Exhibit.objects.filter(exhibition=exhibition, for_sale=True, withdrawn_at=None)
    return {str(key): price for key, price in offered.values_list("pk", "price_tyiyn") if price}


def for_browser(till: CashSession, exhibition: Exhibition, *, token: str) -> ReceiptRange:
    """The range of the browser that made up this token, as long as it is good: of this drawer, with today's prices, and
    not nearly used up. Raises StaysOnline, AnotherBrowser."""
    with transaction.atomic():
        desk = Desk.objects.select_for_update().get(pk=till.desk_id)
        if not desk.may_go_on_offline:
            raise StaysOnline
        prices = price_list(exhibition)
        standing = ReceiptRange.objects.filter(desk=desk, kind=Kind.DEVICE, ended_at=None).first()
        if standing:
            if not is_of(standing, token):
                raise AnotherBrowser
            same = (standing.till_id, standing.exhibition_id, standing.prices) == (
                till.pk,
                exhibition.pk,
                prices,
            )
            if same and len(unused(standing)) >= LEFT_AT_LEAST:
                return standing
            end(standing)
        return _give(
            desk,
            exhibition,
            Kind.DEVICE,
            FOR_A_BROWSER,
            prices,
            given_to=till.cashier,
            till=till,
            token_sha256=_sha(token),
        )


def for_paper(desk: Desk, exhibition: Exhibition, *, many: int, by: Any) -> ReceiptRange:
    """Numbers for so many printed slips."""
    with transaction.atomic():
        desk = Desk.objects.select_for_update().get(pk=desk.pk)
        return _give(desk, exhibition, Kind.PAPER, many, price_list(exhibition), given_to=by)


def _give(
    desk: Desk, exhibition: Exhibition, kind: str, many: int, prices: Mapping[str, int], **fields: Any
) -> ReceiptRange:
    """The locked desk's next numbers. The range stands before the desk steps over it: the guards want that order."""
    first = desk.next_receipt
    given = ReceiptRange.objects.create(
        desk=desk,
        exhibition=exhibition,
        kind=kind,
        first=first,
        last=first + many - 1,
        prices=prices,
        given_at=tills.clock(),
        **fields,
    )
    Desk.objects.filter(pk=desk.pk).update(next_receipt=first + many)
    return given


def end(given: ReceiptRange) -> bool:
    """No more sales under its numbers. What was sold under them and still comes is taken all the same. False: it had
    ended already."""
    return bool(ReceiptRange.objects.filter(pk=given.pk, ended_at=None).update(ended_at=tills.clock()))


def is_of(given: ReceiptRange, token: str) -> bool:
    return bytes(given.token_sha256 or b"") == _sha(token)


def used(given: ReceiptRange) -> set[int]:
    return set(given.counterfoils.values_list("receipt", flat=True))


def unused(given: ReceiptRange) -> list[int]:
    return sorted(set(range(given.first, given.last + 1)) - used(given))


def unexplained(desk: Desk) -> list[int]:
    """Numbers the desk has passed that are no sale and were given to nobody. There are none."""
    desk.refresh_from_db()
    known = set(Sale.objects.filter(desk=desk).values_list("receipt", flat=True))
    for given in ReceiptRange.objects.filter(desk=desk):
        known |= set(range(given.first, given.last + 1))
    return sorted(set(range(1, desk.next_receipt)) - known)


def _sha(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
