"""Two desks sell while a thousand screens ask for the board, each every four to five seconds, over a line it keeps.

What a sale takes at the desk, from the press to the next screen, in quiet rounds and loud ones by turns. The screens
are one more process on the same machine: with few cores the desks also wait for the processor that the screens use,
which in a real room has another owner."""

import asyncio
import http.client
import json
import random
import re
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from bench import data
from bench.house import BASE, House, Server
from bench.taking import WRITTEN

CODE = "watched"
WORKS, DESKS, SCREENS, ROUNDS = 30, 2, 1000, 5
EVERY = 4.0, 5.0  # seconds
AT_MOST = 1.05
PAUSE = 0.5  # seconds between two sales of a desk; fifteen in an hour would be 240


def furnish() -> None:
    """Run once, by the owner. Says the works, and the key of each cashier."""
    from django.test import Client

    from exhibitions.models import Exhibit
    from tests.factories import make_user

    data.wall(CODE, WORKS)
    keys = []
    for n in range(DESKS):
        browser = Client()
        browser.force_login(make_user(f"{CODE}{n}", role="cashier"))
        keys.append(browser.session.session_key)
    works = Exhibit.objects.filter(exhibition__slug=CODE).order_by("catalogue_number")
    print(json.dumps({"works": list(works.values_list("pk", flat=True)), "keys": keys}))


def forget() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {WRITTEN} CASCADE")


def figures(house: House) -> Iterator[dict[str, Any]]:
    found = json.loads(house.python("from bench import watching; watching.furnish()").splitlines()[-1])
    quiet, loud, asked = [], [], Counter[str]()
    with house.server("config.wsgi:application") as server:
        _round(house, server, found)  # not counted: every page has been made once
        for _ in range(ROUNDS):
            quiet.append(_round(house, server, found))
            with _screens(server) as screens:
                loud.append(_round(house, server, found))
            asked += Counter(screens.answers)
    calm, busy = statistics.median(quiet), statistics.median(loud)
    spread = f"quiet {min(quiet):.0f} to {max(quiet):.0f}, loud {min(loud):.0f} to {max(loud):.0f} ms"
    heard = ", ".join(f"{count} times {status}" for status, count in sorted(asked.items()))
    yield {
        "what": f"a sale at the desk, p95, beside none: {SCREENS:,} screens",
        "ours": busy,
        "unit": "ms",
        "floor": calm,
        "at_most": AT_MOST,
        "note": f"medians of {ROUNDS} rounds; {spread}; heard {heard}",
    }


def _round(house: House, server: Server, found: dict[str, Any]) -> float:
    """All works are sold; the p95 of what a press took, in milliseconds."""
    house.python("from bench import watching; watching.forget()")
    times: list[float] = []
    threads = [
        threading.Thread(target=_sell, args=(server.port, key, found["works"][n::DESKS], times))
        for n, key in enumerate(found["keys"])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == WORKS, "a sale failed"
    return sorted(times)[int(len(times) * 0.95)]


def _sell(port: int, key: str, works: list[int], times: list[float]) -> None:
    desk = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    token = "a" * 32
    headers = {
        "Cookie": f"sessionid={key}; csrftoken={token}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{port}",
        "Accept-Encoding": "gzip",
    }

    def ask(method: str, path: str, body: str | None = None) -> http.client.HTTPResponse:
        desk.request(method, path, body, headers)
        answer = desk.getresponse()
        answer.read()
        return answer

    for work in works:
        ask("GET", f"/desk/{work}/")
        form = urlencode({"csrfmiddlewaretoken": token, "once": str(uuid4()), "kind_1": "cash"})
        start = time.perf_counter()
        sold = ask("POST", f"/desk/{work}/", form)
        assert sold.status == 303, sold.status
        assert ask("GET", sold.headers["Location"]).status == 200
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(PAUSE)


class _screens:
    """Inside, they ask; afterwards `answers` says what they heard."""

    def __init__(self, server: Server) -> None:
        self.command = [sys.executable, "-m", "bench.watching", str(server.port), f"/ky/board/{CODE}/"]
        self.answers: dict[str, int] = {}

    def __enter__(self) -> "_screens":
        self.process = subprocess.Popen(
            self.command, cwd=BASE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout
        assert self.process.stdout.readline() == "all are there\n"
        return self

    def __exit__(self, *_: object) -> None:
        said, _nothing = self.process.communicate()
        self.answers = json.loads(said)


# --- The screens -----------------------------------------------------------------------------------------------


async def _watch(port: int, path: str) -> Counter[str]:
    answers: Counter[str] = Counter()
    there = asyncio.Semaphore(50)
    arrived = asyncio.Barrier(SCREENS + 1)
    over = asyncio.Event()

    async def screen() -> None:
        tag = ""
        async with there:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            tag = await _ask(reader, writer, path, tag, Counter())
        await arrived.wait()
        await asyncio.sleep(random.uniform(0, EVERY[1]))
        while not over.is_set():
            try:
                tag = await _ask(reader, writer, path, tag, answers)
            except (OSError, asyncio.IncompleteReadError):
                answers["lost"] += 1
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            await asyncio.sleep(random.uniform(*EVERY))

    screens = [asyncio.create_task(screen()) for _ in range(SCREENS)]
    await arrived.wait()
    print("all are there", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    over.set()
    for each in screens:
        each.cancel()
    await asyncio.gather(*screens, return_exceptions=True)
    return answers


async def _ask(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, path: str, tag: str, answers: Counter[str]
) -> str:
    """Returns the tag to ask with the next time."""
    known = f"If-None-Match: {tag}\r\n" if tag else ""
    writer.write(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n{known}\r\n".encode())
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    answers[head.split(" ", 2)[1]] += 1
    if " 304 " not in head and (length := re.search(r"(?i)content-length: (\d+)", head)):
        await reader.readexactly(int(length[1]))
    found = re.search(r"(?i)etag: (\S+)", head)
    return found[1] if found else tag


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_watch(int(sys.argv[1]), sys.argv[2]))))
