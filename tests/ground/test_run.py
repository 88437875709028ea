"""`make run` as a person meets it: in a copy of the project, in a folder with a space, with everything it starts."""

import contextlib
import itertools
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psutil
import psycopg
import pytest
from django.db import connection
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from config import environment, postgres
from config.postgres import Cluster
from exhibitions.models import Exhibition
from tests.doors import elsewhere
from tests.ground.conftest import made_place
from tests.patience import beside_others
from tests.race.opening import Opening, hang
from tests.race.server import act_all

pytestmark = pytest.mark.slow

BASE = Path(__file__).resolve().parents[2]
OURS = {*environment.SETTINGS, "KYLKALEM_AS_OWNER", "DJANGO_SETTINGS_MODULE", "PYTEST_VERSION"}
POSTGRESQL_15 = Path("/usr/lib/postgresql/15/bin")
LAST_LINE = "Ctrl-C stops everything."
CLIENTS = 60


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
        self.rest: list[str] = []
        self.ear: threading.Thread | None = None

    def open(self, **env: str) -> str:
        """Start, and answer with all it said until it stood or gave up."""
        clean = {name: value for name, value in os.environ.items() if name not in OURS}
        self.run = subprocess.Popen(
            [sys.executable, "-m", "config.run"], cwd=self.folder, env=clean | {"PORT": str(self.port)} | env,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        said = ""
        for line in self.run.stdout:
            said += line
            if line.startswith(LAST_LINE):
                self.rest = []
                self.ear = threading.Thread(target=self._listen, args=(self.run, self.rest))
                self.ear.start()
                return said
        self.run.wait(30)
        return said

    @staticmethod
    def _listen(run: subprocess.Popen[str], rest: list[str]) -> None:
        """A house to which nobody listens would stand still once its pipe is full."""
        rest.extend(run.stdout)

    def close(self, number: int = signal.SIGINT) -> tuple[int, str]:
        """Answer with how it ended, and all it said since it stood."""
        self.run.send_signal(number)
        self.ear.join()
        return self.run.wait(30), "".join(self.rest)

    def is_open(self) -> None:
        if not self.runs():
            assert LAST_LINE in self.open()

    def is_closed(self) -> None:
        if self.runs():
            self.close()

    def runs(self) -> bool:
        return self.run is not None and self.run.poll() is None

    def answers_again(self) -> bool:
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            with contextlib.suppress(httpx.TransportError):
                if self.get("/healthz").status_code == 200:
                    return True
            time.sleep(0.1)
        return False

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", timeout=20, follow_redirects=True)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @contextlib.contextmanager
    def rows(self, blocker: DjangoDbBlocker) -> Iterator[None]:
        """Inside, factories and rules write to this house's database, with its key."""
        owner = urlsplit(self.cluster.urls()["DATABASE_OWNER_URL"])
        door = {
            "HOST": owner.hostname,
            "PORT": owner.port,
            "USER": owner.username,
            "PASSWORD": owner.password,
        }
        key = (self.folder / "var" / "secret-key").read_text()
        with elsewhere(blocker, **door, NAME=owner.path[1:]), override_settings(SECRET_KEY=key):
            yield

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
        house.is_closed()
        for process in house.processes():
            process.kill()


class Visitors:
    """People who reserve and cancel over HTTP until the server is gone, and remember what it acknowledged."""

    def __init__(self, house: House, count: int = 4):
        self.house = house
        show = re.search(r'href="(/en/e/[\w-]+/)"', house.get("/en/").text)[1]
        self.free = sorted(set(re.findall(rf'href="({show}\d+/)', house.get(f"{show}?state=free").text)))
        self.held: set[str] = set()
        self.cancelled: set[str] = set()
        self.threads = [threading.Thread(target=self._visit, args=(number,)) for number in range(count)]

    def _visit(self, person: int) -> None:
        browser = httpx.Client(
            base_url=f"http://127.0.0.1:{self.house.port}",
            headers={"Sec-Fetch-Site": "same-origin"},
            timeout=10,
        )
        keeps = person < 2  # one work each; the rest goes back, so that the others have something to reserve
        with browser, contextlib.suppress(httpx.TransportError):
            for turn in itertools.count():
                work = f"{self.free[(person + turn) % len(self.free)]}reserve/"
                wish = {"phone": f"+99670{person}{turn % 1000000:06}", "once": str(uuid.uuid4())}
                if page := browser.post(work, data=wish).headers.get("Location"):
                    self.held.add(page)
                    if keeps:
                        keeps = False
                    elif browser.post(f"{page}cancel/").status_code == 303:
                        self.cancelled.add(page)

    def __enter__(self) -> "Visitors":
        for thread in self.threads:
            thread.start()
        deadline = time.monotonic() + 20
        while len(self.cancelled) < 20 and time.monotonic() < deadline:
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self.threads:
            thread.join(timeout=20)


def test_it_says_where_the_exhibition_is_and_who_may_sign_in(house: House) -> None:
    said = house.open()

    assert f"  The exhibition   http://127.0.0.1:{house.port}/\n" in said
    assert f"  The admin        http://127.0.0.1:{house.port}/admin/\n" in said
    assert "organiser" in said
    assert house.get("/").status_code == 200
    assert [word for word in ("Traceback", "Warning", "WARNING") if word in said] == []


def test_a_second_start_at_once_is_refused_kindly_and_harms_nothing(house: House) -> None:
    house.is_open()
    second = House(house.folder)

    said = second.open()

    assert (second.run.returncode, said) == (
        2,
        f"Kylkalem cannot start: it already runs from this folder: http://127.0.0.1:{house.port} as process "
        f"{house.run.pid}. Stop that one first.\n",
    )
    assert house.get("/healthz").status_code == 200


def test_a_worker_killed_alone_is_replaced(house: House) -> None:
    house.is_open()
    granian = next(process for process in house.processes() if "granian" in process.cmdline())
    before = granian.children()
    for worker in before:
        worker.kill()

    assert house.answers_again()
    assert {worker.pid for worker in before}.isdisjoint({worker.pid for worker in granian.children()})


def test_postgresql_killed_in_mid_rush_is_back_within_ten_seconds_and_every_promise_is_kept(
    house: House, django_db_blocker: DjangoDbBlocker
) -> None:
    """In the house's own cluster, which commits to the disk as one in service does (fsync and synchronous_commit on).
    The throw-away one of the other tests may lose what it acknowledged, and with it this test would fail."""
    house.is_open()
    with house.rows(django_db_blocker):
        opening = Opening(hang(), gives_up=5)
        minutes = opening.minutes(CLIENTS)
        rush = threading.Thread(target=act_all, args=(house.address, next(minutes)), kwargs={"patience": 60})
        rush.start()
        while sum(act.done for act in opening.acts) < CLIENTS // 8:
            time.sleep(0.005)
        killed_at = time.monotonic()
        for process in house.cluster._processes():
            with contextlib.suppress(
                psutil.NoSuchProcess, ProcessLookupError
            ):  # the first takes others with it
                process.kill()
        rush.join()
        connection.close()

        answers = [act.form for act in opening.acts if act.form.sent_at > killed_at and not act.unanswered]
        assert min(form.told_at for form in answers) - killed_at < 10 * beside_others()
        for minute in minutes:
            act_all(house.address, minute)
        opening.every_promise_is_kept()
        assert all(act.form.sent == 1 for act in opening.acts if act.unanswered)
        # The visitors of other tests come to the house's own exhibition.
        Exhibition.objects.filter(pk=opening.works[0].exhibition_id).update(announced_at=None)
    code, said = house.close()
    assert code == 0
    assert "PostgreSQL was ended from outside. Starting it again.\n" in said


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_stops_everything_it_started(house: House, number: int) -> None:
    house.is_open()
    assert "postgres" in {process.name() for process in house.processes()}

    ended = house.close(number)

    assert ended == (0, "Everything is stopped.\n")
    assert house.processes() == []


def test_what_a_killed_run_left_is_ended_by_the_next(house: House) -> None:
    house.is_open()
    servers = {process.pid for process in house.processes() if process.name() != "postgres"}
    house.run.kill()
    house.run.wait(10)
    assert house.get("/healthz").status_code == 200  # the control: they do live on

    house.open()

    assert house.get("/healthz").status_code == 200
    assert servers & {process.pid for process in house.processes()} == set()


def test_whatever_is_killed_in_mid_rush_nothing_acknowledged_is_lost(house: House) -> None:
    house.is_open()
    with Visitors(house) as visitors:
        for process in house.processes():
            process.kill()
    house.run.wait(10)
    assert len(visitors.cancelled) >= 20

    house.open()

    pages = {address: house.get(address) for address in visitors.held}
    assert {page.status_code for page in pages.values()} == {200}
    assert {address for address in visitors.cancelled if f"{address}cancel/" in pages[address].text} == set()


def test_a_taken_port_is_named_before_anything_is_started(house: House) -> None:
    house.is_closed()
    with socket.create_server(("127.0.0.1", house.port)):
        said = house.open()

    assert (house.run.returncode, said) == (
        2,
        f"Kylkalem cannot start: port {house.port} is taken. Choose another: PORT={house.port + 1} make run.\n",
    )
    assert house.processes() == []


def test_the_secret_key_is_made_once_and_is_nobody_elses(house: House) -> None:
    house.is_closed()
    file = house.folder / "var" / "secret-key"
    key = file.read_text()

    house.open()

    assert (file.read_text(), file.stat().st_mode & 0o777, len(key) >= 50) == (key, 0o600, True)


def test_with_database_url_on_postgresql_15_everything_else_is_the_same(
    house: House, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.is_closed()
    if not POSTGRESQL_15.exists():
        reason = f"Debian's package postgresql-15 is not installed: {POSTGRESQL_15} is missing"
        assert not os.environ.get("KYLKALEM_REQUIRE_POSTGRESQL_15"), reason
        pytest.skip(reason)
    monkeypatch.setattr(postgres, "binaries", lambda: POSTGRESQL_15)
    monkeypatch.setattr(postgres, "INITDB", ["--encoding=UTF8", "--locale=C.UTF-8"])
    theirs = Cluster(place / "theirs")
    urls = theirs.start()
    try:
        said = house.open(**urls)

        assert said.startswith("PostgreSQL is the one at DATABASE_URL.\n")
        assert f"  The exhibition   http://127.0.0.1:{house.port}/\n" in said
        assert house.get("/").status_code == 200
        with psycopg.connect(urls["DATABASE_URL"]) as connection:
            assert connection.info.server_version // 10000 == 15
            assert connection.execute("SELECT count(*) > 0 FROM exhibitions_artwork").fetchone() == (True,)
        assert house.cluster.postmaster() is None
        house.is_closed()
        assert theirs.postmaster()
    finally:
        theirs.stop()
