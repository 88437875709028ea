"""A load, and what it costs whoever carries it."""

import http.client
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import psutil


@dataclass(frozen=True)
class Cost:
    """Of one request on average: CPU milliseconds of the server and of PostgreSQL; and how it felt."""

    server_ms: float
    postgres_ms: float
    p50_ms: float
    p95_ms: float
    per_second: float
    status: int
    length: int

    @property
    def cpu_ms(self) -> float:
        return self.server_ms + self.postgres_ms


def cpu_seconds(processes: Iterable[psutil.Process]) -> float:
    total = 0.0
    for process in processes:
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def family(pid: int) -> list[psutil.Process]:
    head = psutil.Process(pid)
    return [head, *head.children(recursive=True)]


def measure(
    port: int,
    path: str,
    *,
    server: Callable[[], list[psutil.Process]],
    postgres: Callable[[], list[psutil.Process]],
    seconds: float = 3.0,
    clients: int = 4,
    headers: dict[str, str] | None = None,
) -> Cost:
    """Ask for one path over kept connections for some seconds, after a short warm-up that does not count."""
    _ask(port, path, 0.5, clients, headers or {})
    before = cpu_seconds(server()), cpu_seconds(postgres())
    start = time.perf_counter()
    times, status, length = _ask(port, path, seconds, clients, headers or {})
    elapsed = time.perf_counter() - start
    after = cpu_seconds(server()), cpu_seconds(postgres())
    times.sort()
    count = len(times)
    return Cost(
        server_ms=(after[0] - before[0]) / count * 1000,
        postgres_ms=(after[1] - before[1]) / count * 1000,
        p50_ms=times[count // 2] * 1000,
        p95_ms=times[int(count * 0.95)] * 1000,
        per_second=count / elapsed,
        status=status,
        length=length,
    )


def _ask(
    port: int, path: str, seconds: float, clients: int, headers: dict[str, str]
) -> tuple[list[float], int, int]:
    times: list[float] = []
    seen: dict[str, int] = {}
    end = time.perf_counter() + seconds

    def client() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        mine = []
        while time.perf_counter() < end:
            start = time.perf_counter()
            line.request("GET", path, headers={"Accept-Encoding": "gzip", **headers})
            answer = line.getresponse()
            body = answer.read()
            mine.append(time.perf_counter() - start)
            if answer.status >= 400:
                raise AssertionError(f"{path} answered {answer.status}")
            seen.update(status=answer.status, length=len(body))
        times.extend(mine)

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return times, seen["status"], seen["length"]
