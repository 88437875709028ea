"""A list of works: every row planned, and after a person has agreed, written in steps."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from exhibitions.imports import columns as naming
from exhibitions.imports import planning, tables
from exhibitions.imports.keeping import file_of
from exhibitions.imports.steps import BATCH, Told, batches, is_still, refuse
from exhibitions.models import Artwork, Import, ImportRow
from inmates.models import Artist, Institution
from staff.numbers import new_number

NUMBERS = 90_000  # as many as there are: staff/numbers.py
State = Import.State


def plan(work: Import, told: Told) -> None:
    ground = planning.Ground(
        columns=[naming.Column(*column) for column in work.columns],
        artists=dict(Artist.objects.filter(institution=work.institution).values_list("number", "pk")),
        default_artist=work.artist_id,
        this_year=timezone.localdate().year,
    )
    work.rows.all().delete()
    seen: dict[str, int] = {}
    twice: dict[str, list[int]] = {}
    count = 0
    try:
        with tables.opened(file_of(work)) as table:
            for rows in batches(table.rows, BATCH):
                planned = [(row, planning.read(row, ground)) for row in rows]
                for row, plan in planned:
                    if plan.reference:
                        first = seen.setdefault(plan.reference, row.line)
                        if first != row.line:
                            twice.setdefault(plan.reference, [first]).append(row.line)
                if not is_still(work, State.PLANNING):
                    return
                _store(work, planned, ground)
                count += len(rows)
                told(count, None)
    except (tables.TableRefused, OSError) as refused:
        refuse(work, refused)
        return
    with transaction.atomic():
        for some in batches(iter(twice), BATCH):
            rows = list(work.rows.filter(reference__in=some).only("pk", "reference", "reasons"))
            for row in rows:
                row.verdict, row.plan, row.before = "wrong", {}, {}
                row.reasons = [["twice", twice[row.reference][:5]]]
            ImportRow.objects.bulk_update(rows, ["verdict", "plan", "before", "reasons"], batch_size=BATCH)
        Import.objects.filter(pk=work.pk, state=State.PLANNING).update(state=State.PLANNED)


def _store(work: Import, planned: list[tuple[tables.Row, planning.Plan]], ground: planning.Ground) -> None:
    there = _recorded(work.institution_id, [plan.reference for _row, plan in planned if plan.reference])
    ImportRow.objects.bulk_create(
        ImportRow(
            parent=work,
            line=row.line,
            original=row.cells,
            reference=plan.reference,
            plan=plan.values,
            before=plan.before,
            verdict=plan.verdict,
            reasons=plan.reasons,
            notes=plan.notes,
        )
        for row, plan in (
            (row, planning.against(plan, there.get(plan.reference), ground)) for row, plan in planned
        )
    )


def _recorded(institution_id: int, references: list[str]) -> dict[str, dict[str, Any]]:
    found = Artwork.objects.filter(registered_in=institution_id, reference__in=references)
    values = found.values("pk", "reference", "artist", "artist__institution", *planning.COMPARED)
    return {
        row["reference"]: row | {"elsewhere": row["artist__institution"] != institution_id} for row in values
    }


# --- Writing ---------------------------------------------------------------------------------------------------


def write(work: Import, told: Told) -> None:
    waiting = work.rows.filter(verdict__in=["new", "changed"])
    whole = waiting.count()
    done = waiting.filter(written_at__isnull=False).count()
    while (step := _step(work.pk)) is not None:
        done += step
        told(done, whole)


def _step(pk: int) -> int | None:
    """Write the next rows and mark them, in one transaction. None when there is nothing more to do."""
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=pk)
        if work.state != State.WRITING:
            return None
        # Imports of one institution go one after another: two lists may hold the same reference.
        Institution.objects.select_for_update(no_key=True).get(pk=work.institution_id)
        rows = list(
            work.rows.filter(verdict__in=["new", "changed"], written_at__isnull=True).order_by("line")[:BATCH]
        )
        work.beat_at = timezone.now()
        if not rows:
            work.state = State.WRITTEN
        elif any(row.verdict == "new" for row in rows) and Artwork.objects.count() + len(rows) > NUMBERS:
            work.state, work.refusal, rows = State.CANCELLED, "numbers", []
        work.save(update_fields=["state", "beat_at", "refusal"])
        if not rows:
            return None
        _write_rows(work, rows)
        return len(rows)


def _write_rows(work: Import, rows: list[ImportRow]) -> None:
    references = [row.reference for row in rows]
    locked = Artwork.objects.filter(registered_in=work.institution_id, reference__in=references).order_by(
        "pk"
    )
    list(locked.select_for_update(no_key=True).values_list("pk"))
    there = _recorded(work.institution_id, references)
    artists = {row.plan["artist"] for row in rows if row.verdict == "new"}
    here = set(
        Artist.objects.filter(institution=work.institution_id, pk__in=artists).values_list("pk", flat=True)
    )
    now = timezone.now()
    new: list[ImportRow] = []
    changed: list[ImportRow] = []
    for row in rows:
        if _has_moved(row, there.get(row.reference), here):
            row.verdict, row.reasons, row.plan = "wrong", [["meanwhile", "reference"]], {}
            continue
        row.written_at = now
        (new if row.verdict == "new" else changed).append(row)
    _add(work, new)
    _change(changed, there)
    ImportRow.objects.bulk_update(
        rows, ["verdict", "reasons", "plan", "artwork", "written_at"], batch_size=BATCH
    )


def _has_moved(row: ImportRow, there: dict[str, Any] | None, artists: set[int]) -> bool:
    """Whether somebody has touched the work since the preview, or its artist has left: then what was agreed to no
    longer stands."""
    if row.verdict == "new":
        return there is not None or row.plan["artist"] not in artists
    return (
        there is None or there["elsewhere"] or any(there[name] != value for name, value in row.before.items())
    )


def _add(work: Import, rows: list[ImportRow]) -> None:
    numbers = _free_numbers(len(rows))
    artworks = [
        Artwork(
            inventory_number=number,
            reference=row.reference,
            registered_in_id=work.institution_id,
            added_by_id=work.added_by_id,
            artist_id=row.plan["artist"],
            **{name: value for name, value in row.plan.items() if name in planning.COMPARED},
        )
        for number, row in zip(numbers, rows, strict=True)
    ]
    for row, artwork in zip(rows, Artwork.objects.bulk_create(artworks), strict=True):
        row.artwork_id = artwork.pk


def _free_numbers(count: int) -> list[str]:
    free: set[str] = set()
    while len(free) < count:
        drawn = {new_number() for _ in range(count)}
        free |= drawn - set(
            Artwork.objects.filter(inventory_number__in=drawn).values_list("inventory_number", flat=True)
        )
    return list(free)[:count]


def _change(rows: list[ImportRow], there: dict[str, dict[str, Any]]) -> None:
    by_fields: dict[tuple[str, ...], list[Artwork]] = {}
    for row in rows:
        row.artwork_id = there[row.reference]["pk"]
        by_fields.setdefault(tuple(sorted(row.plan)), []).append(Artwork(pk=row.artwork_id, **row.plan))
    for fields, artworks in by_fields.items():
        Artwork.objects.bulk_update(artworks, fields, batch_size=100)
