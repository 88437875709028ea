"""The hatch to the darkroom: a photo is handed in, an answer comes out, or after a while nothing does.

The darkroom (`exhibitions/darkroom.py`) is one process beside each web process, started at the first photo and started
again whenever it is gone. On this side nothing is decoded and nothing is believed."""

import atexit
import contextlib
import importlib.util
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

MEMORY = 1536 * 2**20
CPU_SECONDS = 10
WALL_SECONDS = 15
LONGEST_ANSWER = 16 * 2**20
AT_ONCE = 2  # in one web process: a box of photos must not take the machine from the visitors
PATIENCE_SECONDS = 20

# Where glibc is: huge pages, and memory once fetched is kept. Fetching it 4 KB at a time costs a tenth of the CPU.
TUNING = {"hugetlb": 1, "mmap_threshold": 2**30, "trim_threshold": 2**30}
ENVIRONMENT = {"GLIBC_TUNABLES": ":".join(f"glibc.malloc.{name}={value}" for name, value in TUNING.items())}
TAKEN = b"taken\n"
START = "import sys; sys.path += sys.argv[1:]; import darkroom; darkroom.main()"


class NoAnswer(Exception):
    """The child died, was stopped, or took too long."""


class Busy(Exception):
    """Others were still in line before this photo when patience ended."""


class Darkroom:
    def __init__(self) -> None:
        """Start it, isolated from the environment and from all that an installation may add to Python's start, and in a
        session of its own: Ctrl-C in a terminal reaches it only through the end of its web process."""
        self.owner = os.getpid()
        self.door, their_end = socket.socketpair()
        with their_end:
            self.process = subprocess.Popen(
                [sys.executable, "-I", "-S", "-c", START, *self.places()],
                stdin=their_end.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd="/",
                start_new_session=True,
            )

    @staticmethod
    def places() -> list[str]:
        """Where Pillow and pi_heif are installed, and last our own folder, of which it imports one module."""
        specs = [importlib.util.find_spec(name) for name in ("PIL", "pi_heif")]
        installed = {str(Path(spec.origin).parent.parent) for spec in specs if spec and spec.origin}
        return [*sorted(installed), str(Path(__file__).resolve().parent)]

    def order(self, line: str, *files: int) -> None:
        socket.send_fds(self.door, [line.encode().ljust(64)], list(files))

    def close(self) -> None:
        """End it and its children at once."""
        self.door.close()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


_lock = threading.Lock()
_slots = threading.BoundedSemaphore(AT_ONCE)
_darkroom: Darkroom | None = None


Cut = tuple[int, int, int, int]
WHOLE: Cut = (0, 0, 0, 0)
QUARTERS = (0, 90, 180, 270)
MOST_CUT = 900  # of a thousand: a tenth of each side stays


def line(kind: str, turned: int, cut: Cut) -> str:
    """The order. ValueError for a turn or a cut that there is not."""
    if turned not in QUARTERS or len(cut) != 4 or not all(type(side) is int and side >= 0 for side in cut):
        raise ValueError("a turn or a cut that there is not")
    if max(cut[0] + cut[2], cut[1] + cut[3]) > MOST_CUT:
        raise ValueError("nothing would be left")
    return " ".join(map(str, (kind, MEMORY, CPU_SECONDS, turned, *cut)))


def hand_in(content: bytes, *, kind: str, turned: int = 0, cut: Cut = WHOLE) -> bytes:
    """Have a photo developed: turned clockwise by so many degrees, and then so many thousandths cut off its left, top,
    right and lower side. What comes back is the word of a process that a stranger's file may have taken over."""
    order = line(kind, turned, cut)
    if not _slots.acquire(timeout=PATIENCE_SECONDS):
        raise Busy
    try:
        # An order that a dying darkroom did not take is given again, to the next. One that was taken is not: it may
        # be what killed the child.
        answer = ask(content, order) or ask(content, order)
    finally:
        _slots.release()
    if not answer.startswith(TAKEN):
        raise NoAnswer("nobody took the order")
    return answer.removeprefix(TAKEN)


def ask(content: bytes, order: str) -> bytes:
    with tempfile.TemporaryFile() as photo:  # it has no name, so that no crash can leave it behind
        photo.write(content)
        photo.seek(0)
        ours, theirs = os.pipe()
        with open(ours, "rb", buffering=0):
            try:
                darkroom = send(order, photo.fileno(), theirs)
            finally:
                os.close(theirs)  # the child's is now the only one: when it ends, the answer ends
            try:
                return wait(ours, until=time.monotonic() + WALL_SECONDS)
            except TimeoutError:
                close(darkroom)
                raise NoAnswer("took too long") from None


def send(line: str, *files: int) -> Darkroom:
    """Through the hatch of this process: a web worker that was forked from another has its own."""
    global _darkroom
    with _lock:
        if _darkroom and _darkroom.owner == os.getpid():
            with contextlib.suppress(OSError):
                _darkroom.order(line, *files)
                return _darkroom
            _darkroom.close()  # it was gone
        _darkroom = Darkroom()
        _darkroom.order(line, *files)
        return _darkroom


def wait(pipe: int, *, until: float) -> bytes:
    """All that is written into the pipe until nobody holds its other end."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    answer = bytearray()
    while poll.poll(max(0, until - time.monotonic()) * 1000):
        part = os.read(pipe, 2**20)
        if not part:
            return bytes(answer)
        answer += part
        if len(answer) > LONGEST_ANSWER:
            raise NoAnswer("talked too much")
    raise TimeoutError


def close(darkroom: Darkroom | None = None) -> None:
    """End this process's darkroom, or the one named if it still is this one's. The next photo starts another."""
    global _darkroom
    with _lock:
        if _darkroom and _darkroom.owner == os.getpid() and darkroom in (None, _darkroom):
            _darkroom.close()
            _darkroom = None


atexit.register(close)
