"""A command beside a running `make run` works in the same house: the same database, the same key, the same address.

Only what is not set is taken over, and only while the PostgreSQL in `var/` runs, so that no command starts one."""

import os
from collections.abc import MutableMapping
from pathlib import Path

import environ

from config.postgres import Cluster

BASE = Path(__file__).resolve().parent.parent


def join(env: MutableMapping[str, str] = os.environ, *, base: Path = BASE) -> None:
    """Complete `env` from `.env`, and from the house that runs in this folder; changes nothing where none runs."""
    environ.Env.read_env(base / ".env")
    cluster = Cluster(base / "var" / "postgres")
    if env.get("DATABASE_URL") or not cluster.postmaster():
        return
    env.update(cluster.urls())
    for name, file in {"SECRET_KEY": "secret-key", "PUBLIC_URL": "run.lock"}.items():
        kept = base / "var" / file
        if not env.get(name) and kept.exists() and (words := kept.read_text().split()):
            env[name] = words[0]
