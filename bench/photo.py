"""What a 12-megapixel photo with all its renditions costs, beside Pillow's draft decode of the same file.

Everything counts: the web process's part, the darkroom's, its children's, and its start, spread over ROUNDS photos."""

import io
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

BASE = Path(__file__).resolve().parent.parent
PHOTOS = BASE / "tests" / "data" / "photos"
ROUNDS = 20
AT_MOST = 6.0  # times the draft decode
ANSWER_MS = 1500.0


def figures() -> list[dict[str, Any]]:
    """The lines of `make bench`, measured in a process of their own: all that it burns is the photos'."""
    settings = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SECRET_KEY": "measured here and used for nothing else",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1/nothing",
    }
    command = [sys.executable, "-m", "bench.photo", "--json"]
    ended = subprocess.run(command, cwd=BASE, env=os.environ | settings, stdout=subprocess.PIPE, check=True)
    return json.loads(ended.stdout)


def measure() -> list[dict[str, Any]]:
    """One line for each photo, and two that are to hold for all of them together."""
    lines = [cost(what, content) for what, content in uploads()]
    slowest = max(line.pop("slowest") for line in lines)
    ours, floor = (statistics.mean(line[part] for line in lines) for part in ("ours", "floor"))
    together = {"what": "a photo, all four together: CPU", "ours": ours, "unit": "ms", "floor": floor}
    answer = {"what": "a photo's answer, typical or first", "ours": slowest, "unit": "ms"}
    return [*lines, together | {"at_most": AT_MOST}, answer | {"at_most": ANSWER_MS}]


def uploads() -> Iterator[tuple[str, bytes]]:
    """Both ways to hold a phone, as the demonstration's camera makes them; and with the grain of a small sensor,
    without which a JPEG is half as large as a phone's, and cheaper to decode."""
    upright, turned = (PHOTOS / name for name in ("plain-12mp.jpg", "upright-by-exif-6-gps.jpg"))
    for way, path in (("upright", upright), ("turned by EXIF", turned)):
        yield f"photo {way}: CPU", path.read_bytes()
        yield f"photo {way}, grainy: CPU", grainy(path)


def grainy(path: Path) -> bytes:
    from PIL import Image, ImageChops, ImageFilter

    image = Image.open(path)
    noise = [Image.effect_noise(image.size, sigma) for sigma in (14, 10, 16)]
    grain = Image.merge("RGB", noise).filter(ImageFilter.GaussianBlur(0.7))
    sheet = io.BytesIO()
    how = {"quality": 92, "subsampling": 2, "exif": image.getexif()}
    ImageChops.add(image.convert("RGB"), grain, 1, -128).save(sheet, "JPEG", **how)
    return sheet.getvalue()


def cost(what: str, content: bytes) -> dict[str, Any]:
    from exhibitions import hatch, photos

    hatch.close()
    floor, ours, answers = [], 0.0, []
    children = spent(resource.RUSAGE_CHILDREN)
    for _ in range(ROUNDS):
        before = spent(resource.RUSAGE_SELF)
        draft(content)
        between, started = spent(resource.RUSAGE_SELF), time.perf_counter()
        developed = photos.develop(content)
        answers.append((time.perf_counter() - started) * 1000)
        floor.append(between - before)
        ours += spent(resource.RUSAGE_SELF) - between
    time.sleep(0.2)  # until the last child is buried and counted
    hatch.close()
    ours += spent(resource.RUSAGE_CHILDREN) - children
    kilobytes = sum(len(rendition.content) for rendition in developed.renditions) / 1024
    return {
        "what": what,
        "ours": ours / ROUNDS * 1000,
        "unit": "ms",
        "floor": statistics.median(floor) * 1000,
        "note": (
            f"{developed.width} × {developed.height}, {len(content) / 2**20:.1f} MB in, {kilobytes:.0f} KB out in "
            f"{len(developed.renditions)} files, answer {statistics.median(answers):.0f} ms, cold {answers[0]:.0f} ms"
        ),
        "slowest": max(
            answers[0], statistics.median(answers)
        ),  # single ones tell of the machine's other work
    }


def draft(content: bytes) -> None:
    """The floor: decode at half the size, make nothing of it."""
    from PIL import Image

    image = Image.open(io.BytesIO(content))
    image.draft("RGB", (image.width // 2, image.height // 2))
    image.load()


def spent(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


if __name__ == "__main__":
    import django

    django.setup()
    if "--json" in sys.argv:
        print(json.dumps(measure()))
    else:
        from bench.__main__ import Line

        print("\n".join(str(Line(**line)) for line in measure()))
