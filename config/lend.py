"""Lend a throw-away PostgreSQL to a command: `python -m config.lend pytest`.

With DATABASE_URL set there is nothing to lend, and the command simply runs.
"""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from config.environment import CannotStart
from config.postgres import HOME, Cluster


def lend(command: list[str], scratch: Path = HOME.parent) -> int:
    """Answer with the command's own exit code. The cluster is gone afterwards, also after Ctrl-C."""
    scratch.mkdir(parents=True, exist_ok=True)
    sweep(scratch)
    folder = Path(tempfile.mkdtemp(prefix="lent-", dir=scratch))
    cluster = Cluster(folder / "pg", throwaway=True)
    with open(folder / "in-use", "w") as mark:
        fcntl.flock(mark, fcntl.LOCK_EX)
        try:
            return run(command, os.environ | cluster.start())
        finally:
            cluster.stop()
            shutil.rmtree(folder)


def sweep(scratch: Path) -> None:
    """End and remove what a killed borrower left. The lock on `in-use` went with its process."""
    for folder in scratch.glob("lent-*"):
        with contextlib.suppress(OSError), open(folder / "in-use") as mark:
            fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
            Cluster(folder / "pg").stop()
            shutil.rmtree(folder)


def run(command: list[str], env: dict[str, str]) -> int:
    borrower = subprocess.Popen(command, env=env)
    signal.signal(signal.SIGINT, lambda *_: None)  # a Ctrl-C reaches the borrower too; its last word counts
    signal.signal(signal.SIGTERM, lambda *_: borrower.terminate())
    code = borrower.wait()
    return code if code >= 0 else 128 - code


def main() -> int:
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda number, _: sys.exit(128 + number))
    try:
        return run(sys.argv[1:], dict(os.environ)) if os.environ.get("DATABASE_URL") else lend(sys.argv[1:])
    except CannotStart as refusal:
        print(refusal, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
