"""The first page of those who watch the money: what was taken, what is left, and what needs a person now."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from exhibitions.models import Exhibition
from sales import afterwards, board, charts, money
from sales.board import Row
from sales.models import Payment
from staff.scope import rows
from staff.tasks import Task

SOON = datetime.timedelta(minutes=10)
LAST_SALES = 6


@dataclass(frozen=True, slots=True)
class Figures:
    taken_tyiyn: int
    sold: int
    offered: int
    held: int
    held_tyiyn: int
    free: int
    free_tyiyn: int


def first_page(user: Any, at: datetime.datetime | None = None) -> dict[str, Any]:
    """What the admin's first page shows of the sales; nothing for those who may not see them.

    Seven queries, however many works hang."""
    if not user.has_perm("sales.see_board"):
        return {}
    at = at or timezone.now()
    exhibition = board.current(rows(Exhibition, user).select_related("venue"), at)
    if exhibition is None:
        return {"money": {"exhibition": None, "may_plan": user.has_perm("exhibitions.add_exhibition")}}
    language = (get_language() or "ky")[:2]
    found = board.read(exhibition, language, user=user)
    phase = "before" if at < exhibition.opens_at else "open" if at < exhibition.closes_at else "after"
    sold = [row.sale for row in found if row.sale]
    return {
        "tasks": tasks(found, exhibition, user, at) if phase != "before" else [],
        "money": {
            "exhibition": exhibition,
            "phase": phase,
            "at": at,
            "figures": figures(found),
            "chart": charts.over_time(
                [sale.sold_at for sale in sold], exhibition.opens_at, min(at, exhibition.closes_at)
            ),
            "kinds": kinds(found),
            "coming": sorted((row for row in found if row.hold), key=_until),
            "left": [row for row in found if row.state == "free"],
            "last": sorted((row for row in found if row.sale), key=_sold_at, reverse=True)[:LAST_SALES],
            "checklist": checklist(found, exhibition) if phase == "before" else (),
        },
    }


def _until(row: Row) -> datetime.datetime:
    assert row.hold is not None
    return row.hold.until_at


def _sold_at(row: Row) -> datetime.datetime:
    assert row.sale is not None
    return row.sale.sold_at


def figures(found: Iterable[Row]) -> Figures:
    """Of the works as they are now: a sale that was undone is nowhere in it."""
    by_state: dict[str, list[Row]] = {state: [] for state in board.STATES}
    for row in found:
        by_state[row.state].append(row)

    def worth(state: str) -> int:
        return sum(row.price_tyiyn or 0 for row in by_state[state])

    free, held, sold = (len(by_state[state]) for state in ("free", "held", "sold"))
    return Figures(
        taken_tyiyn=sum(row.sale.price_tyiyn for row in by_state["sold"] if row.sale),
        sold=sold,
        offered=free + held + sold,
        held=held,
        held_tyiyn=worth("held"),
        free=free,
        free_tyiyn=worth("free"),
    )


def kinds(found: Iterable[Row]) -> list[tuple[str, int]]:
    """How people paid: each kind's name and sum, in the order of the desk's buttons."""
    sums: Counter[str] = Counter()
    for row in found:
        for kind, amount in row.sale.paid if row.sale else ():
            sums[kind] += amount
    return [(str(kind.label), sums[kind]) for kind in Payment.Kind if sums[kind]]


def tasks(found: Iterable[Row], exhibition: Exhibition, user: Any, at: datetime.datetime) -> list[Task]:
    """The most pressing first."""
    found = list(found)
    waiting = [*_ending_holds(found, user, at), *_without_the_network(exhibition, user), *_voids(found, user)]
    show = f"{reverse('admin:board')}?show={exhibition.slug}"
    if unshown := [row.number for row in found if row.state == "not_shown"]:
        text = ngettext(
            "%(count)s work hangs but is not shown to the public",
            "%(count)s works hang but are not shown to the public",
            len(unshown),
        ) % {"count": len(unshown)}
        detail = _("A consent, a publication or the announcement is missing: %(numbers)s") % {
            "numbers": numbers(unshown)
        }
        waiting.append(Task("wrong", text, detail, f"{show}&state=not_shown", _("See which")))
    if bare := [row.number for row in found if row.image is None and row.state != "not_shown"]:
        text = ngettext("%(count)s work has no photo", "%(count)s works have no photo", len(bare)) % {
            "count": len(bare)
        }
        waiting.append(Task("later", text, numbers(bare), show, _("See which")))
    return waiting


def numbers(catalogue_numbers: Iterable[int]) -> str:
    return ", ".join(f"№\u00a0{number}" for number in catalogue_numbers)


def _ending_holds(found: Iterable[Row], user: Any, at: datetime.datetime) -> list[Task]:
    ending = [row for row in found if row.hold and row.hold.until_at <= at + SOON]
    may_sell = user.has_perm("sales.sell")
    return [
        Task(
            "now",
            _("No. %(number)s: the reservation ends in %(minutes)s min")
            % {"number": row.number, "minutes": row.hold.minutes_left(at)},
            ", ".join(filter(None, (row.title, row.hold.name))),
            reverse("admin:sell", args=[row.exhibit_id]) if may_sell else reverse("admin:board"),
            _("Open at the desk") if may_sell else _("Open the board"),
        )
        for row in sorted(ending, key=lambda row: row.hold.until_at if row.hold else at)
        if row.hold
    ]


def _without_the_network(exhibition: Exhibition, user: Any) -> list[Task]:
    loose = afterwards.loose_ends(exhibition, user=user)
    may = user.has_perm("sales.type_in")
    url = reverse("admin:offline", args=[exhibition.pk]) if may else reverse("admin:till")
    word = _("Read and decide") if may else _("To the drawers")
    owed = [(_("No. %(number)s: %(sum)s have to be paid back"), refund.counterfoil) for refund in loose.owed]
    waits = [(_("No. %(number)s: %(sum)s wait for a decision"), counterfoil) for counterfoil in loose.waiting]
    return [
        Task(
            "now",
            text % {"number": it.exhibit.catalogue_number, "sum": money.som(it.amount_tyiyn)},
            _("Sold without the network, receipt %(receipt)s") % {"receipt": it},
            url,
            word,
        )
        for text, it in (*owed, *waits)
    ]


def _voids(found: Iterable[Row], user: Any) -> list[Task]:
    return [
        Task(
            "wrong",
            _("No. %(number)s: undoing the sale waits for a second person") % {"number": row.number},
            row.sale.void_reason,
            reverse("admin:sold", args=[row.sale.sale_id]),
            _("Read it") if user.pk == row.sale.void_asked_by_id else _("Read and decide"),
        )
        for row in found
        if row.sale and row.sale.void_asked
    ]


def checklist(found: Iterable[Row], exhibition: Exhibition) -> list[tuple[bool, str]]:
    """What has to be so before the doors open, and whether it is."""
    found = list(found)
    return [
        (bool(found), _("Works are on the list: %(count)s") % {"count": len(found)}),
        (exhibition.announced_at is not None, _("The exhibition is announced")),
        (
            bool(found) and not any(row.state == "not_shown" for row in found),
            _("Every work has its consent and its publication"),
        ),
        (bool(found) and all(row.image for row in found), _("Every work has a photo")),
        (any(row.state == "free" for row in found), _("There are works for sale")),
        (bool(exhibition.phone), _("Visitors have a telephone number to call")),
    ]
