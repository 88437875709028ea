"""Real connections: to the test's database as the roles that a running house signs in with, and to a house's own."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections
from psycopg.conninfo import conninfo_to_dict
from pytest_django import DjangoDbBlocker

URLS = {"web": "WEB_URL", "public": "PUBLIC_DATABASE_URL"}


def role(door: str) -> str:
    return str(conninfo_to_dict(getattr(settings, URLS[door]))["user"])


def has_its_own_role(door: str) -> bool:
    return role(door) != connection.settings_dict["USER"]


@contextmanager
def opened(door: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection outside Django, for statements that are to be refused."""
    if not has_its_own_role(door):
        pytest.skip("one address serves every door here, so there is no wall to try")
    address = conninfo_to_dict(getattr(settings, URLS[door])) | {"dbname": connection.settings_dict["NAME"]}
    with psycopg.connect(**address, autocommit=True) as outside:
        yield outside


@contextmanager
def new_threads_are_the_web(patience: str = "3s") -> Iterator[None]:
    """Connections that begin inside, in other threads, sign in as a server's do: the web role and its time limits."""
    doors = connections.settings["default"]
    kept = dict(doors)
    door = conninfo_to_dict(settings.WEB_URL)
    limits = f"-c lock_timeout={patience} -c statement_timeout=30s -c idle_in_transaction_session_timeout=10s"
    doors |= {"USER": door["user"], "PASSWORD": door.get("password") or ""}
    doors["OPTIONS"] = kept["OPTIONS"] | {"options": limits}
    try:
        yield
    finally:
        doors.update(kept)


@contextmanager
def real_public_door() -> Iterator[None]:
    """Inside, Django itself reads the public views as the public role, as a server does: committed rows only."""
    mirror = connections["public"]
    connections["public"] = connections.create_connection("public")
    try:
        yield
    finally:
        connections["public"].close()
        connections["public"] = mirror


@contextmanager
def elsewhere(blocker: DjangoDbBlocker, **address: Any) -> Iterator[None]:
    """Inside, factories and rules write to another database than the test's, as its owner, and it is committed."""
    kept = {alias: connections[alias] for alias in ("default", "public")}
    door = type(kept["default"])(kept["default"].settings_dict | address, "default")
    connections["default"] = connections["public"] = door
    try:
        with closing(door), blocker.unblock():
            yield
    finally:
        for alias, standing in kept.items():
            connections[alias] = standing
