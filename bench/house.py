"""A house of its own for the bench: a real, durable PostgreSQL, the demonstration in it, and servers on free ports."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from bench.load import cpu_seconds, family
from config.postgres import Cluster

BASE = Path(__file__).resolve().parent.parent
HOME = BASE / "var" / "bench"


@dataclass(frozen=True)
class Server:
    """A running server; what it took to come up, and what each of its workers weighs."""

    process: subprocess.Popen[bytes]
    port: int
    seconds: float
    cpu_seconds: float

    def processes(self) -> list[psutil.Process]:
        return family(self.process.pid)

    def workers_mb(self) -> list[float]:
        """Unique set size of each worker: what it alone keeps in memory."""
        workers = [process for process in self.processes()[1:] if process.children() == []]
        return sorted(process.memory_full_info().uss / 2**20 for process in workers)


class House:
    def __init__(self) -> None:
        shutil.rmtree(HOME, ignore_errors=True)
        self.cluster = Cluster(HOME / "postgres")
        self.env: dict[str, str] = {}
        self.runs = 0

    def open(self) -> None:
        self.env = os.environ | self.cluster.start()
        self.env |= {
            "SECRET_KEY": "only-for-the-bench-and-for-nothing-else",
            "MEDIA_ROOT": str(HOME / "media"),
            "PUBLIC_URL": "http://127.0.0.1",
            "DATABASE_POOL_SIZE": "4",
        }
        self.manage("prepare", "--sign-ins", str(HOME / "sign-ins"))
        self.manage("build", "--collect")
        self.python("from bench import data; data.make()")

    def close(self) -> None:
        self.cluster.stop()
        shutil.rmtree(HOME, ignore_errors=True)

    def manage(self, *command: str) -> None:
        subprocess.run(
            [sys.executable, BASE / "manage.py", *command],
            check=True,
            cwd=BASE,
            env=self.env | {"KYLKALEM_AS_OWNER": "1"},
            stdout=subprocess.DEVNULL,
        )

    def python(self, code: str, *, owner: bool = True, settings: str = "config.settings") -> str:
        """Run code in a process of its own, with Django set up; answers with what it printed."""
        start = (
            f"import os; os.environ['DJANGO_SETTINGS_MODULE'] = '{settings}'; import django; django.setup(); "
        )
        self.runs += 1
        own_numbers = {"FACTORIES_START_AT": str(1000 * self.runs)}
        done = subprocess.run(
            [sys.executable, "-c", start + code],
            check=True,
            cwd=BASE,
            env=self.env | own_numbers | ({"KYLKALEM_AS_OWNER": "1"} if owner else {}),
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    def postgres(self) -> list[psutil.Process]:
        pid = self.cluster.postmaster()
        return family(pid) if pid else []

    @contextlib.contextmanager
    def server(
        self, application: str, *, workers: int = 2, settings: str = "config.settings", ask: str = "/healthz"
    ) -> Iterator[Server]:
        port = _free_port()
        start = time.perf_counter()
        process = subprocess.Popen(
            [
                sys.executable, "-m", "granian", application, "--interface", "wsgi", "--no-ws",
                "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
                "--blocking-threads", "4", "--log-level", "warning",
            ],
            cwd=BASE,
            env=self.env | {"DJANGO_SETTINGS_MODULE": settings},
            process_group=0,
        )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}{ask}", process)
            seconds = time.perf_counter() - start
            yield Server(process, port, seconds, cpu_seconds(family(process.pid)))
        finally:
            process.terminate()
            process.wait(20)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(address, timeout=5).close()
            return
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError(f"{address} does not answer")
