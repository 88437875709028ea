"""Real folders, real processes, real clusters: what stands under the house is tried by pulling it away."""

import contextlib
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from config.postgres import Cluster


@contextlib.contextmanager
def made_place() -> Iterator[Path]:
    """A folder whose name has a space and a quote, and whose parents anybody may pass: PostgreSQL may be nobody."""
    folder = Path(tempfile.mkdtemp(prefix="kyl kalem's "))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place() -> Iterator[Path]:
    with made_place() as folder:
        yield folder


@pytest.fixture
def make_cluster(place: Path) -> Iterator[Callable[..., Cluster]]:
    homes = set()

    def make(name: str = "pg", *, durable: bool = False) -> Cluster:
        homes.add(place / name)
        return Cluster(place / name, throwaway=not durable)

    yield make
    for home in homes:
        Cluster(home).stop()


@pytest.fixture
def root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can become somebody else")
