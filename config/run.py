"""What `make run` does once everything is installed: from a folder to an exhibition that answers.

The steps are said one by one. Whatever is started here is stopped here, and whatever an earlier run left
behind, because it was killed, is ended first.
"""

import argparse
import contextlib
import fcntl
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import environ
import psutil

from config import assets, database, environment
from config.environment import CannotStart
from config.postgres import Cluster

BASE = Path(__file__).resolve().parent.parent
VAR = BASE / "var"
MARK = "KYLKALEM_RUN"  # every process started here carries it in its environment


class Stopped(BaseException):
    """Someone asked us to stop, by Ctrl-C or by a signal."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m config.run", description="Start Kylkalem")
    parser.add_argument("--dev", action="store_true", help="reload when a file changes, show errors in full")
    dev = parser.parse_args().dev
    hear_signals(_stop)
    try:
        with contextlib.ExitStack() as house:
            run(house, dev=dev)
    except Stopped:
        say("Everything is stopped.")
        return 0
    except CannotStart as refusal:
        print(f"Kylkalem cannot start: {refusal}", file=sys.stderr)
        return 2
    except PermissionError as refusal:
        words = f"{refusal.filename} belongs to another user. Start as that user, or remove it."
        print(f"Kylkalem cannot start: {words}", file=sys.stderr)
        return 2
    print("The server ended by itself; the reason is above.", file=sys.stderr)
    return 1


def run(house: contextlib.ExitStack, *, dev: bool) -> None:
    """`house` remembers what is to be stopped, the last thing first, however we leave."""
    env = settle(dev=dev)
    address = f"http://127.0.0.1:{env['PORT']}"
    house.enter_context(only_run(address))
    end_leftovers()
    claim_port(int(env["PORT"]))

    cluster = None
    if "DATABASE_URL" not in env:
        cluster = Cluster(VAR / "postgres")
        house.callback(cluster.stop)
        env |= cluster.start()
    say("PostgreSQL is ready, in var/postgres." if cluster else "PostgreSQL is the one at DATABASE_URL.")
    database.check(env)

    house.callback(end_leftovers)
    sign_ins = prepare(env, collect=not dev)
    server = serve(env, dev=dev)
    house.callback(finish, server)
    wait_until_it_answers(server, env)
    say(f"\n  The exhibition   {address}/\n  The admin        {address}/admin/\n")
    say(f"{sign_ins}\nCtrl-C stops everything.")
    watch(server, cluster, dev=dev)


def settle(*, dev: bool) -> dict[str, str]:
    """The environment of every process we start: what is set, what `.env` adds, what a first run may leave out."""
    VAR.mkdir(exist_ok=True)
    environ.Env.read_env(BASE / ".env")
    environment.drop_empty(os.environ)
    env = dict(os.environ)
    env |= {MARK: str(BASE), "PYTHONUNBUFFERED": "1"} | ({"DEBUG": "1"} if dev else {})
    env.setdefault("PORT", "8000")
    env.setdefault("WORKERS", "2")
    env.setdefault("THREADS", "4")
    env.setdefault("DATABASE_POOL_SIZE", "0" if dev else env["THREADS"])
    env.setdefault("PUBLIC_URL", f"http://127.0.0.1:{env['PORT']}")
    if "SECRET_KEY" not in env:
        env["SECRET_KEY"] = kept_secret(VAR / "secret-key")
    environment.check(env, brings_database="DATABASE_URL" not in env)
    return env


def kept_secret(file: Path) -> str:
    """Written apart and linked when it is whole, so that of two first starts both read the same."""
    with tempfile.NamedTemporaryFile("w", dir=file.parent) as new, contextlib.suppress(FileExistsError):
        new.write(secrets.token_urlsafe(48))
        new.flush()
        os.link(new.name, file)
    return file.read_text()


@contextlib.contextmanager
def only_run(address: str) -> Iterator[None]:
    """One house, one run. The lock goes with the process, so a killed run never bars the door."""
    with open(VAR / "run.lock", "a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise CannotStart(
                f"it already runs from this folder: {lock.read()}. Stop that one first."
            ) from None
        lock.truncate(0)
        lock.write(f"{address} as process {os.getpid()}")
        lock.flush()
        yield


def claim_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            raise CannotStart(f"port {port} is taken. Choose another: PORT={port + 1} make run.") from None


def end_leftovers() -> None:
    """End every process that carries our mark: kindly, then surely."""
    for force in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + 10
        left = marked()
        for process in left:
            with contextlib.suppress(psutil.Error):
                process.send_signal(force)
        while left and time.monotonic() < deadline:
            time.sleep(0.05)
            left = [process for process in left if is_marked(process)]


def marked() -> list[psutil.Process]:
    return [process for process in psutil.process_iter() if is_marked(process)]


def is_marked(process: psutil.Process) -> bool:
    """A zombie has no environment left, so it does not count."""
    with contextlib.suppress(psutil.Error, OSError):
        return process.environ().get(MARK) == str(BASE)
    return False


def prepare(env: dict[str, str], *, collect: bool) -> str:
    """Tables and demonstration in one process, pictures of letters in another; answer with the sign-ins."""
    assets.catalogues().follow()
    manage = [sys.executable, BASE / "manage.py"]
    sign_ins = VAR / "sign-ins"
    sign_ins.touch(0o600)
    tables = start([*manage, "prepare", "--sign-ins", sign_ins], env | {"KYLKALEM_AS_OWNER": "1"})
    if not assets.is_built(collect=collect):
        files = start([*manage, "build", *(["--collect"] if collect else [])], env)
        if files.wait():
            raise CannotStart("fonts and stylesheets could not be made; the reason is above.")
    say("Fonts, stylesheets and catalogues are in order.")
    if tables.wait():
        raise CannotStart("the tables could not be made; the reason is above.")
    words = sign_ins.read_text()
    sign_ins.unlink()
    return words


def start(command: list, env: dict[str, str]) -> subprocess.Popen:
    """In a group of its own: a Ctrl-C is for us to hear, and for us to pass on in order."""
    return subprocess.Popen(command, cwd=BASE, env=env, stdin=subprocess.DEVNULL, process_group=0)


def serve(env: dict[str, str], *, dev: bool) -> subprocess.Popen:
    if dev:
        return start([sys.executable, BASE / "manage.py", "runserver", f"127.0.0.1:{env['PORT']}"], env)
    return start(
        [
            sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi", "--no-ws",
            "--host", "127.0.0.1", "--port", env["PORT"], "--workers", env["WORKERS"],
            "--blocking-threads", env["THREADS"], "--respawn-failed-workers", "--workers-kill-timeout", "5",
            "--log-level", "warning",
        ],
        env,
    )  # fmt: skip


def wait_until_it_answers(server: subprocess.Popen, env: dict[str, str]) -> None:
    address = f"http://127.0.0.1:{env['PORT']}/healthz"
    question = urllib.request.Request(address, headers={"Host": urlsplit(env["PUBLIC_URL"]).netloc})
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise CannotStart("the server ended before it answered; the reason is above.")
        try:
            urllib.request.urlopen(question, timeout=5).close()  # noqa: S310  our own address
            return
        except urllib.error.HTTPError as answer:
            if answer.code != 503:  # what it says while the database is not there yet
                raise CannotStart(f"{address} answers {answer.code}; the reason is above.") from None
        except OSError:
            pass
        time.sleep(0.1)
    raise CannotStart(f"{address} did not answer well within a minute.")


def watch(server: subprocess.Popen, cluster: Cluster | None, *, dev: bool) -> None:
    """Until someone stops us. A PostgreSQL that was killed is started again, and has lost nothing."""
    while server.poll() is None:
        time.sleep(1)
        if cluster and not cluster.alive():
            say("PostgreSQL was ended from outside. Starting it again.")
            cluster.start()
        if dev:
            assets.build()


def finish(server: subprocess.Popen) -> None:
    """The server's head first, or it would replace the workers we end. A worker that is still loading misses its
    word and hears ours three seconds later, with everything else."""
    server.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(3)


def say(sentence: str) -> None:
    print(sentence, flush=True)


def hear_signals(handler: Callable[..., None] | signal.Handlers) -> None:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, handler)


def _stop(*_: object) -> None:
    hear_signals(signal.SIG_IGN)  # a second Ctrl-C must not leave half of it running
    raise Stopped


if __name__ == "__main__":
    sys.exit(main())
