"""Charts drawn by the server: plain SVG geometry, no script, no inline style, and a table that says the same."""

import datetime
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

MINUTE = datetime.timedelta(minutes=1)
STEPS = (10 * MINUTE, 30 * MINUTE, 60 * MINUTE, 24 * 60 * MINUTE)
MOST_BARS = 48
MOST_LABELS = 8
HEIGHT = 150
"""Pixels from the highest bar's top to the ground line."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One span of time. Across, everything is in percent of the drawing, so it fits any screen; down, in pixels."""

    since: datetime.datetime
    count: int
    x: str
    width: str
    middle: str
    y: int
    height: int
    labelled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    bars: tuple[Bar, ...]
    minutes: int
    highest: int
    total: int

    HEIGHT = HEIGHT


def over_time(
    moments: Sequence[datetime.datetime], since: datetime.datetime, until: datetime.datetime
) -> Chart | None:
    """How many of `moments` fell into each span between the two ends; None while there is nothing to draw.

    Spans are of ten minutes, and wider where a longer time would make too many bars."""
    if not moments:
        return None
    since, until = min(since, *moments), max(until, *moments)
    step = next((step for step in STEPS if (until - since) / step <= MOST_BARS), STEPS[-1])
    since = _floor(since, step)
    count = int((until - since) / step) + 1
    tally = Counter(int((moment - since) / step) for moment in moments)
    highest = max(tally.values())
    every = -(-count // MOST_LABELS)
    return Chart(
        bars=tuple(_bar(n, count, since + n * step, tally[n], highest, n % every == 0) for n in range(count)),
        minutes=int(step / MINUTE),
        highest=highest,
        total=len(moments),
    )


def _floor(moment: datetime.datetime, step: datetime.timedelta) -> datetime.datetime:
    """The full ten minutes, hour or day on the wall clock."""
    local = timezone.localtime(moment)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (local - midnight) // step * step


def _bar(n: int, count: int, since: datetime.datetime, value: int, highest: int, labelled: bool) -> Bar:
    room = 100 / count
    height = round(HEIGHT * value / highest)
    return Bar(
        since=since,
        count=value,
        x=f"{n * room + room * 0.14:.2f}%",
        width=f"{room * 0.72:.2f}%",
        middle=f"{(n + 0.5) * room:.2f}%",
        y=HEIGHT - height,
        height=height,
        labelled=labelled,
    )
