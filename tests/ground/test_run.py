"""`make run` as a person meets it: in a copy of the project, in a folder with a space, with everything it starts."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from config import environment
from config.postgres import Cluster
from tests.ground.conftest import made_place

BASE = Path(__file__).resolve().parents[2]
OURS = {*environment.SETTINGS, "KYLKALEM_AS_OWNER", "DJANGO_SETTINGS_MODULE", "PYTEST_VERSION"}
LAST_LINE = "Ctrl-C stops everything."


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class House:
    """One copy of the project, and the run in it."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.cluster = Cluster(folder / "var" / "postgres")
        self.run: subprocess.Popen[str] | None = None

    def open(self, **env: str) -> str:
        """Start, and answer with what it said once it is there, or when it gave up."""
        clean = {name: value for name, value in os.environ.items() if name not in OURS}
        self.run = subprocess.Popen(
            [sys.executable, "-m", "config.run"], cwd=self.folder, env=clean | {"PORT": str(self.port)} | env,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        said = ""
        for line in self.run.stdout:
            said += line
            if line.startswith(LAST_LINE):
                return said
        self.run.wait(30)
        return said

    def close(self, number: int = signal.SIGINT) -> tuple[int, str]:
        self.run.send_signal(number)
        rest = self.run.stdout.read()
        return self.run.wait(30), rest

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"http://127.0.0.1:{self.port}{path}", timeout=20, follow_redirects=True)

    def processes(self) -> list[psutil.Process]:
        """Whatever lives in this folder: the run, the server and its workers, PostgreSQL and its backends."""
        alive = []
        for process in psutil.process_iter():
            try:
                if Path(process.cwd()).is_relative_to(self.folder):
                    alive.append(process)
            except (psutil.Error, OSError):
                continue
        return alive


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with made_place() as place:
        unneeded = shutil.ignore_patterns(".venv", "var", ".git", "__pycache__", ".*_cache", ".env")
        house = House(shutil.copytree(BASE, place / "kyl kalem", ignore=unneeded))
        yield house
        if house.run and house.run.poll() is None:
            house.close()
        for process in house.processes():
            process.kill()


@pytest.fixture(autouse=True)
def closed(house: House) -> Iterator[None]:
    yield
    if house.run and house.run.poll() is None:
        house.close()


def test_it_says_where_the_exhibition_is_and_who_may_sign_in(house: House) -> None:
    said = house.open()

    assert f"  The exhibition   http://127.0.0.1:{house.port}/\n" in said
    assert f"  The admin        http://127.0.0.1:{house.port}/admin/\n" in said
    assert "organiser" in said
    assert house.get("/").status_code == 200
    assert [word for word in ("Traceback", "Warning", "WARNING") if word in said] == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_stops_everything_it_started(house: House, number: int) -> None:
    house.open()
    commands = {process.name() for process in house.processes()}
    assert {"postgres"} < commands

    ended = house.close(number)

    assert ended == (0, "Everything is stopped.\n")
    assert house.processes() == []


def test_a_second_start_at_once_is_refused_kindly_and_harms_nothing(house: House) -> None:
    house.open()
    second = House(house.folder)

    said = second.open()

    assert (second.run.returncode, said) == (
        2,
        f"Kylkalem cannot start: it already runs from this folder, at http://127.0.0.1:{house.port}. "
        "Stop that one with Ctrl-C first.\n",
    )
    assert house.get("/healthz").status_code == 200


def test_a_taken_port_is_named_before_anything_is_started(house: House) -> None:
    with socket.create_server(("127.0.0.1", house.port)):
        said = house.open()

    assert (house.run.returncode, said) == (
        2,
        f"Kylkalem cannot start: port {house.port} is taken. Choose another: PORT={house.port + 1} make run.\n",
    )
    assert house.processes() == []


def test_the_secret_key_is_made_once_and_is_nobody_elses(house: House) -> None:
    house.open()
    house.close()
    file = house.folder / "var" / "secret-key"
    key = file.read_text()

    house.open()

    assert (file.read_text(), file.stat().st_mode & 0o777, len(key) >= 50) == (key, 0o600, True)
