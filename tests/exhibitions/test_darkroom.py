"""The darkroom dies, and the web process does not: limits, deaths and the end of both."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest
from PIL import Image

from exhibitions import hatch, photos
from tests.exhibitions.crafted import picture, png_header, saved, scan_bomb

SMALL = saved(picture(), "JPEG")
BOMB = scan_bomb(2000)  # minutes of work in 300 kilobytes


@pytest.fixture(autouse=True)
def darkroom() -> Iterator[Callable[[], psutil.Process]]:
    """A darkroom of the test's own."""
    hatch.close()
    photos.develop(SMALL)
    until(lambda: not running(psutil.Process(hatch._darkroom.process.pid)))
    yield lambda: psutil.Process(hatch._darkroom.process.pid)
    hatch.close()


def code(upload: bytes) -> str:
    with pytest.raises(photos.PhotoRefused) as refusal:
        photos.develop(upload)
    return refusal.value.code


def until(true: Callable[[], object], seconds: float = 10) -> object:
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it never came"
        time.sleep(0.01)
    return found


@contextlib.contextmanager
def during(upload: bytes) -> Iterator[list[str]]:
    """While that photo is being developed; afterwards, what became of it."""
    outcome: list[str] = []

    def work() -> None:
        try:
            photos.develop(upload)
            outcome.append("developed")
        except photos.PhotoRefused as refusal:
            outcome.append(refusal.code)

    thread = threading.Thread(target=work)
    thread.start()
    yield outcome
    thread.join(20)
    assert not thread.is_alive()


def running(process: psutil.Process) -> list[psutil.Process]:
    """Its children, without those that died and are not buried yet."""
    alive = []
    for child in process.children():
        with contextlib.suppress(psutil.NoSuchProcess):
            if child.status() != psutil.STATUS_ZOMBIE:
                alive.append(child)
    return alive


def child_of(process: psutil.Process) -> psutil.Process:
    return until(lambda: running(process))[0]


def test_one_darkroom_serves_many_photos(darkroom):
    before = darkroom().pid

    assert [photos.develop(SMALL).kind for _ in range(3)] == ["jpeg"] * 3

    assert darkroom().pid == before
    until(lambda: not darkroom().children())


def test_memory_is_limited(darkroom, monkeypatch):
    upload = saved(Image.new("RGB", (7000, 7000), "red"), "PNG")
    assert photos.develop(upload).width == 7000

    monkeypatch.setattr(hatch, "MEMORY", 256 * 2**20)

    before = darkroom().pid
    assert code(upload) == "again"
    assert photos.develop(SMALL).kind == "jpeg"
    assert darkroom().pid == before


def test_cpu_time_is_limited(darkroom, monkeypatch):
    monkeypatch.setattr(hatch, "CPU_SECONDS", 1)
    before, started = darkroom().pid, time.monotonic()

    assert code(BOMB) == "again"

    assert time.monotonic() - started < 8
    assert photos.develop(SMALL).kind == "jpeg"
    assert darkroom().pid == before


def test_waiting_is_limited_and_ends_what_was_waited_for(darkroom, monkeypatch):
    monkeypatch.setattr(hatch, "WALL_SECONDS", 0.4)
    old = darkroom()
    started = time.monotonic()

    with during(BOMB) as outcome:
        child = child_of(old)
        child.suspend()  # neither CPU limit nor alarm reaches a process that stands still

    assert outcome == ["again"]
    assert time.monotonic() - started < 3
    until(lambda: not old.is_running() and not child.is_running())
    monkeypatch.undo()
    assert photos.develop(SMALL).kind == "jpeg"


def test_a_child_cannot_write_open_or_dump(darkroom):
    with during(BOMB):
        child = child_of(darkroom())
        time.sleep(0.05)  # its first act is to limit itself
        limits = Path(f"/proc/{child.pid}/limits").read_text()
        child.kill()

    for line in ("Max file size 0 0", "Max core file size 0 0", "Max open files 32 32", "Max cpu time 10 10"):
        assert line in " ".join(limits.split())


def test_a_child_that_is_killed_costs_one_photo(darkroom):
    before = darkroom().pid

    with during(BOMB) as outcome:
        child_of(darkroom()).send_signal(signal.SIGSEGV)

    assert outcome == ["again"]
    assert photos.develop(SMALL).kind == "jpeg"
    assert darkroom().pid == before


def test_a_darkroom_that_is_killed_is_started_again(darkroom):
    old = darkroom()
    old.kill()
    until(lambda: old.status() == psutil.STATUS_ZOMBIE)

    assert photos.develop(SMALL).kind == "jpeg"

    assert darkroom().pid != old.pid


def test_a_darkroom_killed_in_the_middle_of_a_photo_costs_that_photo(darkroom):
    with during(BOMB) as outcome:
        child = child_of(darkroom())
        darkroom().kill()
        child.kill()

    assert outcome == ["again"]
    assert photos.develop(SMALL).kind == "jpeg"


def test_an_order_that_a_dying_darkroom_did_not_take_is_given_again(monkeypatch):
    order, orders = hatch.Darkroom.order, []

    def lose_the_first(self: hatch.Darkroom, *what: object) -> None:
        orders.append(what)
        if len(orders) > 1:
            order(self, *what)

    monkeypatch.setattr(hatch.Darkroom, "order", lose_the_first)

    assert photos.develop(SMALL).kind == "jpeg"
    assert len(orders) == 2


def test_an_order_that_was_taken_is_not_given_again(darkroom, monkeypatch):
    order, orders = hatch.Darkroom.order, []
    monkeypatch.setattr(
        hatch.Darkroom, "order", lambda self, *what: (orders.append(what), order(self, *what))
    )

    with during(BOMB) as outcome:
        child = child_of(darkroom())
        until(lambda: child.cpu_times().user > 0.1)  # it is at work, so it has said so
        child.kill()

    assert (outcome, len(orders)) == (["again"], 1)


def test_a_darkroom_that_cannot_be_started_costs_that_photo(monkeypatch):
    hatch.close()
    monkeypatch.setattr(sys, "executable", "/nowhere/python")

    assert code(SMALL) == "again"
    monkeypatch.undo()
    assert photos.develop(SMALL).kind == "jpeg"


def test_a_darkroom_that_dies_at_its_first_breath_costs_that_photo(monkeypatch):
    hatch.close()
    monkeypatch.setattr(hatch, "START", "raise SystemExit(1)")

    assert code(SMALL) == "again"
    monkeypatch.undo()
    assert photos.develop(SMALL).kind == "jpeg"


def test_a_child_that_talks_without_end_is_not_listened_to(monkeypatch):
    monkeypatch.setattr(hatch, "LONGEST_ANSWER", 1000)

    assert code(SMALL) == "again"


def test_the_darkroom_has_no_secrets(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "CANARY")
    hatch.close()
    photos.develop(SMALL)

    # glibc takes its one variable apart where it stands
    names = psutil.Process(hatch._darkroom.process.pid).environ()
    assert [name for name in names if not name.startswith(("GLIBC_TUNABLES", "glibc.malloc."))] == []
    open_files = os.listdir(f"/proc/{hatch._darkroom.process.pid}/fd") if sys.platform == "linux" else "012"
    assert set(open_files) == set("012")


SETTINGS = """
import io, sys
sys.path[:0] = sys.argv[1:]
from exhibitions import darkroom
darkroom.main()
from PIL import Image, ImageFile
print(Image.MAX_IMAGE_PIXELS, ImageFile.LOAD_TRUNCATED_IMAGES)
Image.open(io.BytesIO(bytes.fromhex(sys.argv[1])))
"""


def test_pillows_own_guard_against_bombs_is_set_too():
    """Our own look at the header comes first; this stands behind it."""
    ours, theirs = socket.socketpair()
    ours.close()
    bomb = png_header(7800, 7800).hex()
    with theirs:
        ended = subprocess.run(
            [sys.executable, "-c", SETTINGS, bomb, *sys.path],
            stdin=theirs.fileno(),
            capture_output=True,
            text=True,
        )

    assert ended.stdout.split() == ["60000000", "False"]
    assert "DecompressionBombWarning" in ended.stderr.splitlines()[-1]


def test_eight_photos_at_once_all_arrive():
    uploads = [saved(picture(600 + 10 * n, 400), "JPEG") for n in range(8)]

    with ThreadPoolExecutor(8) as pool:
        widths = [developed.width for developed in pool.map(photos.develop, uploads)]

    assert widths == [600 + 10 * n for n in range(8)]


def test_no_more_than_two_are_developed_at_once(darkroom):
    most = 0

    with ThreadPoolExecutor(6) as pool:
        jobs = [pool.submit(code, BOMB) for _ in range(6)]
        until(lambda: len(running(darkroom())) == 2)
        while not all(job.done() for job in jobs):
            most = max(most, len(alive := running(darkroom())))
            with contextlib.suppress(psutil.NoSuchProcess, IndexError):
                alive[0].kill()
            time.sleep(0.02)

    assert [job.result() for job in jobs] == ["again"] * 6

    assert most == 2


def test_when_too_many_wait_one_is_asked_to_come_back(monkeypatch):
    monkeypatch.setattr(hatch, "PATIENCE_SECONDS", 0.05)
    for _ in range(hatch.AT_ONCE):
        hatch._slots.acquire()
    try:
        assert code(SMALL) == "busy"
    finally:
        for _ in range(hatch.AT_ONCE):
            hatch._slots.release()

    assert photos.develop(SMALL).kind == "jpeg"


def test_no_temporary_file_is_ever_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with during(BOMB):
        child = child_of(psutil.Process(hatch._darkroom.process.pid))
        seen = os.listdir(tmp_path)
        child.kill()

    assert (seen, os.listdir(tmp_path)) == ([], [])


def test_no_handle_is_left_open(monkeypatch):
    def handles() -> int:
        return psutil.Process().num_fds()

    before = handles()
    for _ in range(3):
        photos.develop(SMALL)
        code(SMALL[:300])
    monkeypatch.setattr(hatch, "LONGEST_ANSWER", 1000)
    code(SMALL)

    assert handles() == before


def test_a_forked_web_worker_has_a_darkroom_of_its_own(darkroom):
    ours = darkroom().pid

    child = os.fork()
    if child == 0:
        try:
            photos.develop(SMALL)
            os._exit(0 if hatch._darkroom.process.pid != ours else 1)
        finally:
            os._exit(2)

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert photos.develop(SMALL).kind == "jpeg"
    assert darkroom().pid == ours


WORKER = """
import sys
sys.path[:0] = sys.argv[1:]
from exhibitions import hatch
answer = hatch.hand_in(sys.stdin.buffer.read(), kind="jpeg")
print(hatch._darkroom.process.pid, answer[:2].decode(), flush=True)
sys.stdin.buffer.close()
import time; time.sleep(60)
"""


def test_a_web_worker_that_is_killed_takes_its_darkroom_along():
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER, *sys.path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    worker.stdin.write(SMALL)
    worker.stdin.close()
    pid, said = worker.stdout.readline().split()
    orphan = psutil.Process(int(pid))

    worker.kill()
    worker.wait()
    worker.stdout.close()

    assert said == b"ok"
    until(lambda: not orphan.is_running() or orphan.status() == psutil.STATUS_ZOMBIE)
