"""The house as strangers meet it: granian with two workers, the three database roles, compressed static files, and the
demonstration on its walls. It stands in a database of its own, so that no other test sees what visitors do here."""

import contextlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.test import override_settings
from psycopg import sql
from pytest_django import DjangoDbBlocker

from config import run
from tests.doors import elsewhere

BASE = Path(run.__file__).resolve().parent.parent


@dataclass(frozen=True)
class Site:
    """A running house. `address` has no slash at its end."""

    address: str
    database: str
    media: Path
    blocker: DjangoDbBlocker

    @property
    def host(self) -> str:
        return urlsplit(self.address).netloc

    @contextlib.contextmanager
    def rows(self) -> Iterator[None]:
        """Inside, factories and rules write to the house's own database, and what they write is committed."""
        with (
            # Playwright's event loop lives in this thread, and Django takes that for a mistake.
            patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="1"),
            elsewhere(self.blocker, NAME=self.database),
            override_settings(MEDIA_ROOT=self.media),
        ):
            yield


@contextlib.contextmanager
def opened(media: Path, blocker: DjangoDbBlocker) -> Iterator[Site]:
    """Prepare everything as `make run` does, serve it, and leave nothing behind."""
    env = environment(media)
    with database(env):
        files = manage("build", "--collect", env=env)
        tables = manage("prepare", env=env | {"KYLKALEM_AS_OWNER": "1"})
        for step in (files, tables):
            said, _ = step.communicate()
            assert step.returncode == 0, said
        with served(env) as address:
            yield Site(address, urlsplit(env["DATABASE_URL"]).path[1:], media, blocker)


def environment(media: Path) -> dict[str, str]:
    """Nothing of the tests' own settings: the server is to behave as one in service."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "KYLKALEM"))}
    name = f"{urlsplit(settings.WEB_URL).path}_browser_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    addresses = {
        "DATABASE_URL": settings.WEB_URL,
        "DATABASE_OWNER_URL": env.get("DATABASE_OWNER_URL", settings.WEB_URL),
        "DATABASE_PUBLIC_URL": settings.PUBLIC_DATABASE_URL,
    }
    env |= {door: urlsplit(url)._replace(path=name).geturl() for door, url in addresses.items()}
    return env | {
        "SECRET_KEY": settings.SECRET_KEY, "MEDIA_ROOT": str(media), "ALLOWED_HOSTS": "127.0.0.1,localhost",
        "DEBUG": "0", "PUBLIC_URL": "", "WORKERS": "2", "THREADS": "4", "DATABASE_POOL_SIZE": "4",
    }  # fmt: skip


@contextlib.contextmanager
def database(env: dict[str, str]) -> Iterator[None]:
    name = sql.Identifier(urlsplit(env["DATABASE_URL"]).path[1:])
    owner = urlsplit(env["DATABASE_OWNER_URL"])._replace(path="/postgres").geturl()
    with psycopg.connect(owner, autocommit=True) as door:
        door.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        door.execute(sql.SQL("CREATE DATABASE {}").format(name))
        try:
            yield
        finally:
            door.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def manage(*words: str, env: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *words],
        cwd=BASE, env=env, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


@contextlib.contextmanager
def served(env: dict[str, str]) -> Iterator[str]:
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    env = env | {"PORT": str(port), "PUBLIC_URL": address}
    server = run.serve(env, dev=False)
    try:
        run.wait_until_it_answers(server, env)
        yield address
    finally:
        run.finish(server)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
