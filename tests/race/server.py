"""The real server over the test's database, and visitors who all press the button at once."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import httpx
import psutil
from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parent.parent.parent


@dataclass
class Server:
    address: str
    process: subprocess.Popen[bytes]

    def workers(self) -> list[psutil.Process]:
        """The processes that answer, the eldest first."""
        children = psutil.Process(self.process.pid).children()
        return sorted(
            (child for child in children if child.is_running()), key=lambda child: child.create_time()
        )


@contextmanager
def serving(workers: int, media: Path) -> Iterator[Server]:
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    env = os.environ | {
        "DATABASE_URL": _here(settings.WEB_URL),
        "DATABASE_PUBLIC_URL": _here(settings.PUBLIC_DATABASE_URL),
        "DATABASE_POOL_SIZE": "4",
        "KYLKALEM_AS_OWNER": "0",
        "MEDIA_ROOT": str(media),
        "PUBLIC_URL": address,
    }
    command = [
        sys.executable, "-m", "granian", "config.wsgi:application", "--interface", "wsgi", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers), "--blocking-threads", "4",
        "--respawn-failed-workers", "--workers-kill-timeout", "5", "--log-level", "warning",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, start_new_session=True)
    try:
        _wait_until_it_answers(address, process)
        yield Server(address, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _here(url: str) -> str:
    """The same door, into the test's database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{connection.settings_dict['NAME']}"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_it_answers(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            urllib.request.urlopen(f"{address}/healthz", timeout=5).close()
            return
        time.sleep(0.1)
    raise AssertionError("the server did not answer")


@dataclass
class Form:
    """What one client sends, and what they were told."""

    path: str
    fields: dict[str, str]
    cookies: dict[str, str] = field(default_factory=dict)
    status: int = 0
    location: str = ""
    text: str = ""
    sent: int = 0


def send_all(address: str, forms: Sequence[Form], *, patience: float = 30) -> None:
    """Every form from a client of its own, all at once. Whose line breaks sends the same form again, as people do."""
    asyncio.run(_send_all(address, forms, patience))


async def _send_all(address: str, forms: Sequence[Form], patience: float) -> None:
    gate = asyncio.Event()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(
        base_url=address, timeout=patience, limits=limits, trust_env=False
    ) as browser:

        async def client(form: Form) -> None:
            await gate.wait()
            cookies = "; ".join(f"{name}={value}" for name, value in form.cookies.items())
            headers = {"Sec-Fetch-Site": "same-origin", "Origin": address} | (
                {"Cookie": cookies} if cookies else {}
            )
            deadline = time.monotonic() + patience
            while time.monotonic() < deadline:
                form.sent += 1
                try:
                    answer = await browser.post(form.path, data=form.fields, headers=headers)
                except httpx.TransportError:
                    await asyncio.sleep(0.1)
                    continue
                form.status, form.text = answer.status_code, answer.text
                form.location = answer.headers.get("Location", "")
                return

        clients = [asyncio.create_task(client(form)) for form in forms]
        await asyncio.sleep(0.05)
        gate.set()
        await asyncio.gather(*clients)
