"""The press for every paper: a template of ours and data in, a PDF out.

Data goes in as JSON and is never put together into a template's text, so a title cannot become a command. Type is set
in a child process: it holds 80 MB that a web process need not hold, and it can be stopped. The same data gives the same
bytes. The result is PDF/UA-1: tagged, with its language and title, and a picture without a description is refused."""

import importlib.resources
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

TEMPLATES = Path(__file__).resolve().parent
FONTS = ("font_source_serif_pro", "font_source_sans_pro")
MEMORY = 2 * 2**30  # addresses, most of them of the library's own file; about 120 MB are really held
CPU_SECONDS = 20
WALL_SECONDS = 30
PATIENCE_SECONDS = 20  # in the line before the press
AT_ONCE = 1  # in one web process: a paper must not take the machine from the visitors
PIXELS_PER_INCH = 144

_turn = threading.BoundedSemaphore(AT_ONCE)


class NotPrinted(Exception):
    """The press refused, was stopped, or took too long. What it said stands in the server's log, not on a page."""


def compile(template: str, data: Any) -> bytes:
    """The paper as PDF. `template` is the name of a file in this folder."""
    return _pages(template, data, "pdf")[0]


def pictures(template: str, data: Any) -> list[bytes]:
    """Its pages as PNG: to look at, and for the tests."""
    return _pages(template, data, "png")


def _pages(template: str, data: Any, format: str, *, root: Path = TEMPLATES) -> list[bytes]:
    order = {
        "template": str(root / template),
        "root": str(root),
        "nowhere": "/nonexistent",  # no packages: neither found nor fetched
        "fonts": [str(importlib.resources.files(name) / "files") for name in FONTS],
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True),
        "format": format,
        "ppi": PIXELS_PER_INCH,
        "memory": MEMORY,
        "cpu_seconds": CPU_SECONDS,
    }
    if not _turn.acquire(timeout=PATIENCE_SECONDS):
        raise NotPrinted(f"{template}: others were still printing")
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(TEMPLATES / "press.py")],
            input=json.dumps(order).encode(),
            capture_output=True,
            env={"RAYON_NUM_THREADS": "2"},
            cwd="/",
            timeout=WALL_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise NotPrinted(f"{template}: longer than {WALL_SECONDS} s") from late
    finally:
        _turn.release()
    if done.returncode or not done.stdout:
        raise NotPrinted(f"{template}: {done.stderr.decode(errors='replace')[-2000:]}")
    return list(_cut(done.stdout))


def _cut(answer: bytes) -> Any:
    while answer:
        end = 4 + int.from_bytes(answer[:4], "big")
        yield answer[4:end]
        answer = answer[end:]
