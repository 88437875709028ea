"""Reserving and selling through the rules, beside raw psycopg that sends the very same statements.

The statements are written down while the rules work, with their values, transaction by transaction; then what was
written is taken away, and a bare connection says them again and reads what it is answered. So the floor never differs
from the rules by a statement, and what lies between is Python's own work. One client; commits reach the disk."""

import json
import os
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from typing import Any

from bench.house import House

WORKS = 120
ROUNDS = 5
CODE = "taking"
AT_MOST = 2.0  # at least half as many a second
# What taking writes; it is taken back between the rounds, by the owner, in a database that lives for the bench alone.
WRITTEN = "sales_payment, sales_sale, sales_reservation, sales_place, sales_claim, sales_void, staff_once"

Statement = tuple[str, Any]


def furnish() -> None:
    """Run once, by the owner: a wall of free works, and a cashier with an open drawer."""
    from bench import data
    from tests.factories import make_user

    data.wall(CODE, WORKS)
    make_user(CODE, role="cashier")


def measure(act: str) -> None:
    """As the web role. Says how many milliseconds one takes, ours and raw in turn, and of how many statements."""
    acts = _acts(act)
    bare, written = _Bare(), _written_down(acts())
    _forget()
    bare.say(written)  # it, too, has planned by now what is planned once
    _forget()
    again = [[each for each in said if not each[0].startswith("PREPARE")] for said in written]
    ours, raw = [], []
    for _ in range(ROUNDS):
        ours.append(_timed(acts()))
        _forget()
        raw.append(bare.say(again))
        _forget()
    print(json.dumps({"ours": ours, "raw": raw, "statements": len(again[-1])}))


def _acts(act: str) -> Callable[[], list[Callable[[], Any]]]:
    from exhibitions.models import Exhibit
    from sales import reservations, selling
    from staff.models import User

    works = list(Exhibit.objects.filter(exhibition__slug=CODE).select_related("exhibition", "artwork"))
    cashier = User.objects.get(username=CODE)

    def reserving() -> list[Callable[[], Any]]:
        return [
            lambda work=work, n=n: reservations.reserve(
                work.pk, phone=f"+99670{n:07}", name="Айгүл", once=uuid.uuid4()
            )
            for n, work in enumerate(works)
        ]

    def selling_() -> list[Callable[[], Any]]:
        return [
            lambda work=work: selling.sell(
                work, [selling.Paid("cash", work.price_tyiyn or 0)], by=cashier, once=uuid.uuid4()
            )
            for work in works
        ]

    return {"reserve": reserving, "sell": selling_}[act]


def _timed(acts: list[Callable[[], Any]]) -> float:
    start = time.perf_counter()
    for act in acts:
        act()
    return (time.perf_counter() - start) / len(acts) * 1000


def _written_down(acts: list[Callable[[], Any]]) -> list[list[Statement]]:
    """What each act says to the database, from BEGIN to COMMIT."""
    from django.db import connection

    written: list[list[Statement]] = []

    def listen(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        assert not many
        written[-1].append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        for act in acts:
            written.append([])
            act()
    return written


class _Bare:
    """A connection of psycopg and nothing else, signed in as the same role."""

    def __init__(self) -> None:
        import psycopg
        from django.conf import settings

        self.line = psycopg.connect(settings.WEB_URL, cursor_factory=psycopg.ClientCursor)
        self.line.execute("SET TIME ZONE 'UTC'")
        self.line.commit()

    def say(self, transactions: list[list[Statement]]) -> float:
        """Milliseconds for each transaction."""
        start = time.perf_counter()
        for statements in transactions:
            with self.line.cursor() as cursor:
                for sql, params in statements:
                    cursor.execute(sql, params)
                    if cursor.description:
                        cursor.fetchall()
            self.line.commit()
        return (time.perf_counter() - start) / len(transactions) * 1000


def _forget() -> None:
    """Every work is free again. The web role may not empty a table: this is the owner's hand."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute(f"TRUNCATE {WRITTEN} CASCADE")


def figures(house: House) -> Iterator[dict[str, Any]]:
    house.python("from bench import taking; taking.furnish()")
    for what, act in (("a reservation", "reserve"), ("a sale", "sell")):
        said = house.python(f"from bench import taking; taking.measure({act!r})", owner=False)
        found = json.loads(said.splitlines()[-1])
        ours, raw = statistics.median(found["ours"]), statistics.median(found["raw"])
        yield {
            "what": f"{what}, beside the same {found['statements']} statements raw",
            "ours": ours,
            "unit": "ms",
            "floor": raw,
            "at_most": AT_MOST,
            "note": f"{1000 / ours:.0f} a second, {1000 / raw:.0f} raw",
        }
