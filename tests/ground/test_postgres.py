import itertools
import os
import pickle
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from config import postgres
from config.environment import CannotStart
from config.lend import lend
from config.postgres import Cluster

MakeCluster = Callable[..., Cluster]


def ask(url: str, question: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(question).fetchone()
    return row and row[0]


class Writers:
    """Several clients that write until the server is gone, and remember what it acknowledged."""

    def __init__(self, url: str, count: int = 4):
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE IF NOT EXISTS note (id integer PRIMARY KEY)")
        self.url, self.acknowledged, self.numbers = url, [], itertools.count(1)
        self.threads = [threading.Thread(target=self._write) for _ in range(count)]

    def _write(self) -> None:
        try:
            with psycopg.connect(self.url, autocommit=True) as connection:
                for number in self.numbers:
                    connection.execute("INSERT INTO note VALUES (%s)", [number])
                    self.acknowledged.append(number)
        except psycopg.OperationalError:
            return

    def __enter__(self) -> "Writers":
        for thread in self.threads:
            thread.start()
        while len(self.acknowledged) < 200:
            time.sleep(0.005)
        return self

    def __exit__(self, *_: object) -> None:
        for thread in self.threads:
            thread.join(timeout=20)

    def lost(self) -> set[int]:
        with psycopg.connect(self.url) as connection:
            there = {number for (number,) in connection.execute("SELECT id FROM note")}
        return set(self.acknowledged) - there


def test_a_folder_with_a_space_and_a_quote_holds_a_cluster(make_cluster: MakeCluster) -> None:
    url = make_cluster().start()["DATABASE_URL"]

    assert ask(url, "SELECT current_user || ' in ' || current_database()") == "kylkalem_web in kylkalem"


@pytest.mark.parametrize("language", ["C", "ru_RU.UTF-8"])
def test_kyrgyz_is_lower_cased_whatever_the_caller_speaks(
    make_cluster: MakeCluster, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    for name in ("LANG", "LC_ALL", "LC_CTYPE", "PGCLIENTENCODING"):
        monkeypatch.setenv(name, "UTF8" if name.startswith("PG") else language)

    url = make_cluster().start()["DATABASE_URL"]

    assert ask(url, "SELECT lower('ӨМҮР ЁЛКА ҢЫ')") == "өмүр ёлка ңы"


def test_only_the_three_roles_come_in_and_only_with_their_passwords(make_cluster: MakeCluster) -> None:
    urls = make_cluster().start()
    host = urls["DATABASE_URL"].split("@")[1]

    assert [ask(url, "SELECT current_user") for url in urls.values()] == [
        "kylkalem_web", "kylkalem_owner", "kylkalem_public",
    ]  # fmt: skip
    assert ask(
        urls["DATABASE_OWNER_URL"],
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'kylkalem'",
    ) == ("kylkalem_owner")
    for stranger in ("kylkalem_web", "kylkalem_web:guess", "postgres"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(f"postgresql://{stranger}@{host}")
    for name in ("DATABASE_URL", "DATABASE_PUBLIC_URL"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            ask(urls[name], "CREATE TABLE mine (id integer)")


def test_nobody_else_reads_the_passwords_or_the_data(make_cluster: MakeCluster) -> None:
    cluster = make_cluster()
    cluster.start()

    modes = [
        stat.S_IMODE(path.stat().st_mode)
        for path in (cluster.home, cluster.data, cluster.home / "access.json")
    ]

    assert modes == [0o700, 0o700, 0o600]


def test_only_a_throwaway_cluster_is_careless(make_cluster: MakeCluster) -> None:
    settings = "SELECT string_agg(name || '=' || setting, ' ' ORDER BY name) FROM pg_settings WHERE name IN {}".format(
        ("data_checksums", "fsync", "full_page_writes", "synchronous_commit")
    )

    kept = ask(make_cluster("kept", durable=True).start()["DATABASE_URL"], settings)
    thrown = ask(make_cluster("thrown").start()["DATABASE_URL"], settings)

    assert kept == "data_checksums=on fsync=on full_page_writes=on synchronous_commit=on"
    assert thrown == "data_checksums=on fsync=off full_page_writes=off synchronous_commit=off"


def test_a_second_start_finds_the_same_server_and_a_restart_keeps_the_address(
    make_cluster: MakeCluster,
) -> None:
    cluster = make_cluster()
    urls, pid = cluster.start(), cluster.postmaster()

    assert (make_cluster().start(), make_cluster().postmaster()) == (urls, pid)

    make_cluster().stop()
    assert make_cluster().postmaster() is None
    assert make_cluster().start() == urls


def test_an_old_pid_that_belongs_to_a_stranger_does_not_stop_the_start(make_cluster: MakeCluster) -> None:
    cluster = make_cluster()
    url = cluster.start()["DATABASE_URL"]
    pid_file = cluster.data / "postmaster.pid"
    words = pid_file.read_text().splitlines()
    cluster.stop()
    with subprocess.Popen(["sleep", "60"]) as stranger:
        pid_file.write_text("\n".join([str(stranger.pid), *words[1:], ""]))

        make_cluster().start()

        assert ask(url, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_orphans_of_a_killed_postmaster_are_ended_and_nothing_acknowledged_is_lost(
    make_cluster: MakeCluster,
) -> None:
    cluster = make_cluster(durable=True)
    owner = cluster.start()["DATABASE_OWNER_URL"]
    postmaster = psutil.Process(cluster.postmaster())
    with Writers(owner) as writers:
        backends = [
            process for process in postmaster.children() if "kylkalem_owner" in " ".join(process.cmdline())
        ]
        # A backend stuck in the middle of a commit does not notice that its postmaster is gone.
        for backend in backends:
            backend.suspend()
        postmaster.kill()
        postmaster.wait(10)

        # The control: PostgreSQL itself refuses while they hold its shared memory.
        prefix, identity = cluster._step_down()
        refused = subprocess.run(
            [*prefix, postgres.binaries() / "postgres", "-D", cluster.data],
            env={"LC_ALL": "C"}, cwd=cluster.home, capture_output=True, text=True, timeout=20, **identity,
        )  # fmt: skip
        assert refused.returncode != 0
        assert "shared memory" in refused.stderr

        make_cluster(durable=True).start()

    assert not [
        backend for backend in backends if backend.is_running() and backend.status() != psutil.STATUS_ZOMBIE
    ]
    assert writers.lost() == set()


def test_a_cluster_killed_as_a_whole_in_mid_write_comes_back_whole(make_cluster: MakeCluster) -> None:
    cluster = make_cluster(durable=True)
    owner = cluster.start()["DATABASE_OWNER_URL"]
    for _ in range(3):
        with Writers(owner) as writers:
            for process in cluster._processes():
                process.kill()

        make_cluster(durable=True).start()

        assert writers.lost() == set()
        with psycopg.connect(owner) as connection:
            connection.execute("DROP TABLE note")


def test_a_start_cut_short_is_finished_by_the_next(
    make_cluster: MakeCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    cluster = make_cluster()
    with monkeypatch.context() as patch:
        patch.setattr(Cluster, "_furnish", lambda _: os.kill(cluster.postmaster(), signal.SIGKILL))
        cluster.start()
    (cluster.home / "data.unfinished").mkdir()

    url = make_cluster().start()["DATABASE_URL"]

    assert ask(url, "SELECT 1") == 1


def test_two_starts_at_once_end_on_one_server(make_cluster: MakeCluster) -> None:
    home = make_cluster().home
    command = [sys.executable, "-m", "config.postgres", "start", "--throwaway", "--data", home]
    starts = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]

    words = {start.communicate(timeout=60)[0] for start in starts}

    assert [start.returncode for start in starts] == [0, 0, 0]
    assert words == {f"PostgreSQL runs as process {make_cluster().postmaster()}.\n"}


def test_stop_ends_its_own_cluster_and_no_other(make_cluster: MakeCluster) -> None:
    ours, other = make_cluster("ours"), make_cluster("other")
    ours.start()
    url = other.start()["DATABASE_URL"]

    ours.stop()

    assert ours._processes() == []
    assert ask(url, "SELECT 1") == 1


def test_a_port_taken_since_last_time_is_exchanged(make_cluster: MakeCluster) -> None:
    cluster = make_cluster()
    old = cluster.start()["DATABASE_URL"]
    cluster.stop()
    with socket.create_server(("127.0.0.1", cluster._access()["port"])):
        new = cluster.start()["DATABASE_URL"]

        assert ask(new, "SELECT 1") == 1
        assert new != old


def as_user(uid: int, act: Callable[[], object]) -> object:
    """What `act` answers when somebody else does it: in a fork, because they may not reach this Python."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            answer = act()
        except BaseException as error:
            answer = repr(error)
        os.write(writing, pickle.dumps(answer))
        os._exit(0)
    os.close(writing)
    os.waitpid(child, 0)
    with open(reading, "rb") as pipe:
        return pickle.load(pipe)


@pytest.mark.usefixtures("root")
def test_an_ordinary_user_needs_nothing_special(make_cluster: MakeCluster, place: Path) -> None:
    os.chown(place, 65534, 65534)

    def start() -> object:
        cluster = make_cluster("theirs")
        return ask(cluster.start()["DATABASE_URL"], "SELECT current_user"), psutil.Process(
            cluster.postmaster()
        ).uids()

    assert as_user(65534, start) == ("kylkalem_web", (65534, 65534, 65534))


@pytest.mark.usefixtures("root")
def test_root_adds_no_user_and_opens_no_folder(make_cluster: MakeCluster, place: Path) -> None:
    users, mode = Path("/etc/passwd").read_bytes(), place.stat().st_mode

    url = make_cluster().start()["DATABASE_URL"]

    assert ask(url, "SELECT 1") == 1
    assert (Path("/etc/passwd").read_bytes(), place.stat().st_mode) == (users, mode)


@pytest.mark.usefixtures("root")
def test_root_without_namespaces_becomes_nobody(
    make_cluster: MakeCluster, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forbidden = place / "bin" / "unshare"
    forbidden.parent.mkdir()
    forbidden.write_text("#!/bin/sh\necho 'unshare failed: Operation not permitted' >&2\nexit 1\n")
    forbidden.chmod(0o755)
    monkeypatch.setenv("PATH", f"{forbidden.parent}:{os.environ['PATH']}")
    cluster = make_cluster()

    url = cluster.start()["DATABASE_URL"]

    assert ask(url, "SELECT 1") == 1
    assert psutil.Process(cluster.postmaster()).username() == "nobody"

    place.chmod(0o700)
    with pytest.raises(CannotStart, match="Start as an ordinary user, or set DATABASE_URL"):
        make_cluster("locked away").start()


@pytest.mark.usefixtures("root")
def test_a_folder_of_somebody_else_is_named_plainly(make_cluster: MakeCluster, place: Path) -> None:
    cluster = make_cluster()
    cluster.start()

    words = as_user(65534, lambda: Cluster(cluster.home).start())

    assert words == repr(
        CannotStart(
            f"{cluster.home} belongs to another user. Start as that user, or remove it and begin anew."
        )
    )


def test_a_loan_gives_back_the_exit_code_and_leaves_nothing(place: Path) -> None:
    script = (
        "import os, psycopg; psycopg.connect(os.environ['DATABASE_OWNER_URL']).execute('SELECT 1'); exit(7)"
    )

    assert lend([sys.executable, "-c", script], place) == 7
    assert list(place.iterdir()) == []


def test_a_loan_ended_by_ctrl_c_or_by_a_kill_leaves_nothing(place: Path) -> None:
    script = f"""if True:
        import pathlib, sys
        from config.lend import lend
        sleeper = [sys.executable, "-c", "import time; print('borrowed', flush=True); time.sleep(60)"]
        sys.exit(lend(sleeper, pathlib.Path({str(place)!r})))
    """

    def borrow() -> subprocess.Popen:
        borrower = subprocess.Popen(
            [sys.executable, "-c", script],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        assert borrower.stdout.readline() == b"borrowed\n"
        return borrower

    with borrow() as interrupted:
        os.killpg(interrupted.pid, signal.SIGINT)
    assert interrupted.returncode != 0
    assert list(place.iterdir()) == []

    with borrow() as killed:
        os.killpg(killed.pid, signal.SIGKILL)
    (left,) = place.iterdir()
    assert Cluster(left / "pg").postmaster()

    assert lend(["true"], place) == 0
    assert list(place.iterdir()) == []
