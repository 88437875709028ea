"""`make bench`: prints where we stand, each figure beside its floor and its target, and keeps it in var/bench.json."""

import gzip
import json
import sys
from dataclasses import dataclass

from bench import backstage, imports, load, phone, photo, taking, today, watching
from bench.data import WORKS
from bench.house import BASE, House, Server
from bench.rush import rush

RESULT = BASE / "var" / "bench.json"


@dataclass(frozen=True)
class Line:
    what: str
    ours: float
    unit: str
    floor: float | None = None
    at_most: float | None = None  # of the ratio where there is a floor, else of the figure itself
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return self.ours / self.floor if self.floor else None

    @property
    def holds(self) -> bool | None:
        if self.at_most is None:
            return None
        figure = self.ratio if self.ratio is not None else self.ours
        return figure <= self.at_most

    def __str__(self) -> str:
        ratio = f"{self.ratio:6.2f} ×" if self.ratio is not None else " " * 8
        floor = f"{self.floor:9.2f}" if self.floor is not None else " " * 9
        target = f"≤ {self.at_most:g}" if self.at_most is not None else ""
        verdict = {True: "holds", False: "FAILS", None: ""}[self.holds]
        return f"{self.what:<46}{self.ours:9.2f} {self.unit:<5}{floor} {ratio}  {target:<8} {verdict:<6} {self.note}"


def pages(house: House, ours: Server, anew: Server, floor: Server) -> list[Line]:
    def cost(server: Server, path: str, **headers: str) -> load.Cost:
        return load.measure(
            server.port, path, server=server.processes, postgres=house.postgres, headers=headers or None
        )

    kept_floor = cost(floor, "/kept")
    tag_ours, tag_floor = _etag(ours, "/ru/e/ak-jol/"), _etag(floor, "/kept")
    rows = [
        ("exhibition, rendered anew", cost(anew, "/ru/e/ak-jol/"), cost(floor, "/list"), 2.0),
        ("exhibition, kept page", cost(ours, "/ru/e/ak-jol/"), kept_floor, 2.0),
        (
            "exhibition, not modified",
            cost(ours, "/ru/e/ak-jol/", **{"If-None-Match": tag_ours}),
            cost(floor, "/kept", **{"If-None-Match": tag_floor}),
            2.0,
        ),
        ("artwork, rendered anew", cost(anew, "/ru/e/ak-jol/6/"), cost(floor, "/item"), 2.0),
        ("artwork, kept page", cost(ours, "/ru/e/ak-jol/6/"), kept_floor, 2.0),
        (
            "search",
            cost(ours, "/ru/e/ak-jol/?q=%D0%BE%D0%B7%D0%B5%D1%80%D0%BE"),
            cost(floor, "/search?q=%D0%BE%D0%B7%D0%B5%D1%80%D0%BE"),
            None,
        ),
    ]
    return [
        Line(
            f"{what}: CPU a request",
            mine.cpu_ms,
            "ms",
            bare.cpu_ms,
            most,
            f"{mine.per_second:.0f}/s, p95 {mine.p95_ms:.1f} ms",
        )
        for what, mine, bare, most in rows
    ]


def _etag(server: Server, path: str) -> str:
    import urllib.request

    with urllib.request.urlopen(f"http://127.0.0.1:{server.port}{path}", timeout=30) as answer:
        return answer.headers["ETag"]


def sizes(ours: Server) -> list[Line]:
    import urllib.request

    def fetch(path: str) -> bytes:
        with urllib.request.urlopen(f"http://127.0.0.1:{ours.port}{path}", timeout=30) as answer:
            return answer.read()

    html = fetch("/ru/e/ak-jol/")
    css = (BASE / "var" / "assets" / "css" / "site.css").read_bytes()
    lines = [
        Line("exhibition's HTML, gzipped, 30 works", len(gzip.compress(html)) / 1024, "KB", at_most=12),
        Line("the stylesheet, gzipped", len(gzip.compress(css)) / 1024, "KB", at_most=12),
    ]
    weight = phone.weight(f"http://127.0.0.1:{ours.port}/ru/e/ak-jol/")
    if weight is None:
        print("Chromium is not here, so the whole page on a phone is not weighed.", file=sys.stderr)
    else:
        lines.append(Line("the whole page on a phone, scrolled to its end", weight / 1024, "KB", at_most=350))
    return lines


def rushes(house: House) -> list[Line]:
    lines = []
    for workers, code in ((2, "rusha"), (8, "rushb")):
        paths = [f"/ru/e/{code}/{number}/reserve/" for number in range(1, WORKS + 1)]
        with house.server("config.wsgi:application", workers=workers) as server:
            result = rush(server.port, paths)
        yes, no = result.answers[303], result.answers[409]
        doubles = int(
            house.python(
                "from sales.models import Claim; from django.db.models import Count; "
                f"print(Claim.objects.live().filter(exhibit__exhibition__slug='{code}')"
                ".values('artwork').annotate(n=Count('pk')).filter(n__gt=1).count())"
            )
        )
        note = f"{yes} said yes, {no} told kindly, {sum(result.answers.values()) - yes - no} errors, {doubles} double"
        lines.append(
            Line(
                f"rush, {workers} workers: 200 clients, 23 works, all answered",
                result.seconds,
                "s",
                note=note,
            )
        )
        lines.append(
            Line(
                f"rush, {workers} workers: works not held exactly once",
                abs(WORKS - yes) + doubles,
                "",
                at_most=0,
            )
        )
    return lines


def main() -> int:
    house = House()
    print("Opening a house for the bench: a database of its own, and the demonstration in it.", flush=True)
    try:
        house.open()
        with (
            house.server("config.wsgi:application") as ours,
            house.server("bench.anew:application") as anew,
            house.server("bench.floor:application", settings="bench.floor_settings", ask="/kept") as floor,
        ):
            lines = [
                Line("start-up: until it answers", ours.seconds, "s", floor.seconds),
                Line("start-up: CPU", ours.cpu_seconds, "s", floor.cpu_seconds),
                *pages(house, ours, anew, floor),
                *sizes(ours),
                *(Line(**figure) for figure in backstage.figures(house, ours, floor)),
                *(Line(**figure) for figure in today.figures(house, ours)),
                Line("memory of a worker after that", max(ours.workers_mb()), "MB", max(floor.workers_mb())),
                Line("memory of a worker after that, by itself", max(ours.workers_mb()), "MB", at_most=120),
            ]
        lines += rushes(house)
        lines += [Line(**figure) for figure in photo.figures()]
        lines += [Line(**figure) for figure in imports.figures(house.env)]
        lines += [Line(**figure) for figure in taking.figures(house)]
        lines += [Line(**figure) for figure in watching.figures(house)]
    finally:
        house.close()
    print("\nours beside the floor, one run; ratios are what counts\n")
    print("\n".join(map(str, lines)))
    RESULT.write_text(
        json.dumps([vars(line) | {"ratio": line.ratio, "holds": line.holds} for line in lines], indent=1)
    )
    return int(any(line.holds is False for line in lines))


if __name__ == "__main__":
    sys.exit(main())
