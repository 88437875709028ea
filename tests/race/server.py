"""The real server over the test's database, and visitors who all press the button at once."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

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
    """What one client sends, and what they were told. Who does not press `again` gives up when the line breaks."""

    path: str
    fields: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    again: bool = True
    status: int = 0
    location: str = ""
    text: str = field(default="", repr=False)
    sent: int = 0
    sent_at: float = 0.0  # the last time
    told_at: float = 0.0


Press = Callable[[Form], Form]
Story = Callable[[Press], object]


def send_all(address: str, forms: Sequence[Form], *, patience: float = 30) -> None:
    """Every form from a client of its own, all at once."""
    act_all(address, [one_press(form) for form in forms], patience=patience)


def one_press(form: Form) -> Story:
    return lambda press: press(form)


def act_all(address: str, stories: Sequence[Story], *, patience: float = 30) -> None:
    """Every story by a client of its own, all beginning at once. Whose line breaks, or who hears that the server is out
    of order, sends the same form again, as people do."""
    gate = threading.Barrier(len(stories))

    def live(story: Story) -> None:
        client = Client(address, patience)
        gate.wait(30)
        story(client.press)
        client.line.close()

    with ThreadPoolExecutor(len(stories)) as room:
        for lived in [room.submit(live, story) for story in stories]:
            lived.result()


class Client:
    """One telephone, or the screen of one desk, with a connection that is kept as long as it holds."""

    def __init__(self, address: str, patience: float) -> None:
        self.address, self.patience = address, patience
        self.line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=patience)

    def press(self, form: Form) -> Form:
        deadline = time.monotonic() + self.patience
        while time.monotonic() < deadline and (form.again or not form.sent):
            form.sent, form.sent_at = form.sent + 1, time.monotonic()
            try:
                answer, text = self._post(form)
            except (OSError, http.client.HTTPException):
                self.line.close()
            else:
                form.status, form.text, form.told_at = answer.status, text, time.monotonic()
                form.location = answer.headers["Location"] or ""
                if form.status < 500:
                    break
            time.sleep(0.1)
        return form

    def _post(self, form: Form) -> tuple[http.client.HTTPResponse, str]:
        headers = {
            "Sec-Fetch-Site": "same-origin",
            "Origin": self.address,
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": "; ".join(f"{name}={value}" for name, value in form.cookies.items()),
        }
        self.line.request("POST", form.path, urlencode(form.fields), headers)
        answer = self.line.getresponse()
        return answer, answer.read().decode()
