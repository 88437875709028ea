"""What a list of works costs from the file to the record: a plan, the writing, and the same list a second time.

A small list by default, so that a run stays cheap; `python -m bench.imports 70000` measures the whole promise, in the
database that the environment names. What must hold is said for 70,000 rows: 10 minutes, and 500 MB at any size."""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent
ROWS = 2_000
WHOLE, MINUTES, MEGABYTES = 70_000, 10.0, 500.0
SIZES = ("60×40 см", "support: 394 x 419 mm", "24 x 16 in", "Ø 30 см", "24 1/2 × 16 in.", "60 × 40 см, 2 кг")
YEARS = ("c.1990–2", "2024-жыл", "1990-е", "date not known", "ок. 2019")


def write(path: Path, rows: int, artist: str) -> None:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["№", "Номер автора", "Аталышы", "Название", "Год", "Размер", "Техника"])
    for n in range(rows):
        sheet.append([f"B-{n}", artist, f"Тоо {n}", f"Гора {n}", YEARS[n % 5], SIZES[n % 6], "Холст, масло"])
    book.save(path)


def figures(env: dict[str, str] | None = None, rows: int = ROWS) -> list[dict[str, Any]]:
    """The lines of `make bench`; `env` says which database."""
    env = {**(env or os.environ)}
    code, artist = _institution(env)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.xlsx"
        write(path, rows, artist)
        first, most = _run(env, path, code)
        again, most_again = _run(env, path, code)
    whole = f"a list of {rows:,} works"
    return [
        {
            "what": f"{whole}: to the record",
            "ours": first,
            "unit": "s",
            "note": f"{rows / first:.0f} rows a second",
        },
        {
            "what": f"at that pace, {WHOLE:,} works take",
            "ours": first * WHOLE / rows / 60,
            "unit": "min",
            "at_most": MINUTES,
        },
        {"what": f"{whole}: the same again", "ours": again, "unit": "s"},
        {"what": f"{whole}: memory", "ours": max(most, most_again), "unit": "MB", "at_most": MEGABYTES},
    ]


def _institution(env: dict[str, str]) -> tuple[str, str]:
    ask = (
        "from inmates.models import Artist, Institution; "
        "i = Institution.objects.get_or_create(code='bench-imports', defaults={'name_ky': 'Өлчөө'})[0]; "
        "a = Artist.objects.filter(institution=i).first() or Artist.objects.create(institution=i); "
        "print(i.code, a.number)"
    )
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", ask],
        cwd=BASE, env=env, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    code, artist = done.stdout.split()[-2:]
    return code, artist


def _run(env: dict[str, str], path: Path, code: str) -> tuple[float, float]:
    """Seconds, and the most megabytes it held."""
    command = [sys.executable, "manage.py", "import_artworks", str(path), "--institution", code]
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=BASE, env=env, stdout=subprocess.DEVNULL)
    _pid, status, usage = os.wait4(process.pid, 0)  # of this child alone
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - start, usage.ru_maxrss / 1024


if __name__ == "__main__":
    from bench.__main__ import Line

    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    print("\n".join(str(Line(**line)) for line in figures(rows=rows)))
