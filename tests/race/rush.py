"""Many clients at the same instant, each with its own connection, signed in as the web role."""

import collections
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, connections

from tests.doors import new_threads_are_the_web
from tests.guards import ask, write

CLIENTS = 40  # PostgreSQL allows a hundred connections by default, and the house is not alone


def rush(acts: Sequence[Callable[[], Any]], clients: int = CLIENTS) -> list[Any]:
    """Do all acts as fast as the clients can, all beginning together. Answers with what each returned or raised."""
    waiting = collections.deque(enumerate(acts))
    answers: list[Any] = [None] * len(acts)
    clients = min(clients, len(acts))
    gate = threading.Barrier(clients)

    def client() -> None:
        try:
            connection.ensure_connection()
            gate.wait(30)
            while True:
                try:
                    number, act = waiting.popleft()
                except IndexError:
                    return
                try:
                    answers[number] = act()
                except Exception as refusal:
                    answers[number] = refusal
        finally:
            connections.close_all()

    with new_threads_are_the_web():
        threads = [threading.Thread(target=client) for _ in range(clients)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return answers


@contextmanager
def another_client(patience: str = "3s") -> Iterator[Callable[[Callable[[], Any]], Future[Any]]]:
    """`begin(act)` lets another client act while this thread goes on; ask the result for its answer."""

    def alone(act: Callable[[], Any]) -> Any:
        try:
            return act()
        finally:
            connections.close_all()

    with new_threads_are_the_web(patience), ThreadPoolExecutor(1) as pool:
        yield lambda act: pool.submit(alone, act)


def wait_until_someone_waits() -> None:
    """Until another client waits for a lock of this one."""
    for _ in range(2000):
        if ask(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )[0][0]:
            return
        write("SELECT pg_sleep(0.005)")
    raise AssertionError("nobody came to wait")


@contextmanager
def without(*guards: str) -> Iterator[None]:
    """Take constraints or unique indexes away, as a control: what does the code do when nothing stands behind it?

    They are put back afterwards, over emptied tables, because what happened meanwhile may well break them."""
    taken = []
    for guard in guards:
        constraint = ask(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s",
            guard,
        )
        if constraint:
            table, definition = constraint[0]
            write(f'ALTER TABLE {table} DROP CONSTRAINT "{guard}"')
            taken.append((table, f'ALTER TABLE {table} ADD CONSTRAINT "{guard}" {definition}'))
        else:
            table, definition = ask(
                "SELECT indrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
                " WHERE indexrelid = %s::regclass",
                guard,
            )[0]
            write(f'DROP INDEX "{guard}"')
            taken.append((table, definition))
    try:
        yield
    finally:
        for table, restore in taken:
            write(f"TRUNCATE {table} CASCADE")
            write(restore)
