"""What lists and bundles of photos have in common while they are carried: steps, signs of life, and an end."""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any

from django.utils import timezone

from exhibitions.imports.tables import TableRefused
from exhibitions.models import Import

BATCH = 500

Told = Callable[[int, int | None], None]


def batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(islice(rows, size)):
        yield batch


def is_still(work: Import, state: str) -> bool:
    """A sign of life; False once somebody has stopped it."""
    return bool(Import.objects.filter(pk=work.pk, state=state).update(beat_at=timezone.now()))


def refuse(work: Import, why: Exception) -> None:
    """The file turned out to be one that cannot be read: no row of it stays."""
    code = why.code if isinstance(why, TableRefused) else "damaged"
    work.rows.filter(written_at__isnull=True).delete()
    under_way = [Import.State.PLANNING, Import.State.WRITING]
    Import.objects.filter(pk=work.pk, state__in=under_way).update(state=Import.State.REFUSED, refusal=code)
