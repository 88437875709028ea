"""The opening minute: two hundred phones, twenty-three works, all at once."""

import http.client
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import uuid4

FORM = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Rush:
    answers: Counter[int]
    seconds: float
    p50_ms: float
    p99_ms: float


def rush(port: int, paths: list[str], *, clients: int = 200) -> Rush:
    """Every client has its page open and presses the button at the same moment; each presses once."""
    answers: Counter[int] = Counter()
    times: list[float] = []
    gate = threading.Barrier(clients + 1)

    def client(number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        body = urlencode({"phone": f"+99670{number:07}", "name": "", "once": str(uuid4())})
        line.connect()
        gate.wait()
        start = time.perf_counter()
        line.request("POST", paths[number % len(paths)], body=body, headers=FORM)
        answer = line.getresponse()
        answer.read()
        times.append(time.perf_counter() - start)
        answers[answer.status] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    gate.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    times.sort()
    return Rush(
        answers,
        time.perf_counter() - start,
        times[len(times) // 2] * 1000,
        times[int(len(times) * 0.99)] * 1000,
    )


def numbers_on(html: str) -> list[int]:
    """The catalogue numbers a page links to."""
    return sorted({int(number) for number in re.findall(r"/e/[\w-]+/(\d+)/", html)})
