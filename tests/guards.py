"""What the database itself refuses, whoever asks, told apart by the name of the guard that refuses it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction


@contextmanager
def refused_by(guard: str) -> Iterator[None]:
    """The writes inside go straight to the database, and the constraint or trigger function `guard` refuses them."""
    _let_deferred_guards_speak()  # about what was written before: that has to stand by itself
    with pytest.raises(DatabaseError) as caught, transaction.atomic():  # noqa: PT012  they speak at the end
        yield
        _let_deferred_guards_speak()
    said = caught.value.__cause__.diag
    refusing = {said.constraint_name, *re.findall(r"function (\w+)\(", said.context or "")}
    assert guard in refusing, said.message_primary


def _let_deferred_guards_speak() -> None:
    write("SET CONSTRAINTS ALL IMMEDIATE")
    write("SET CONSTRAINTS ALL DEFERRED")


def write(sql: str, *params: Any) -> int:
    """Run one statement behind the back of every rule; returns how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def ask(sql: str, *params: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
