"""From a file to the record: take in, plan, confirm, write, stop, go on.

Whoever carries an import may be killed at any moment: a plan is begun again, and what is written is marked in the same
transaction, so each row is written once."""

import datetime
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pghistory
from django.conf import settings
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibitions.imports import columns as naming
from exhibitions.imports import planning, tables
from exhibitions.models import Artwork, Import, ImportRow
from inmates.models import Artist, Institution
from staff.numbers import new_number
from staff.text import one_line

BATCH = 500
STILL = datetime.timedelta(seconds=30)  # without a sign of life, someone may take it up again
NUMBERS = 90_000  # as many as there are: staff/numbers.py
State = Import.State

Told = Callable[[int, int | None], None]


class CannotImport(Exception):
    """With a sentence for the person."""


def take_in(upload: BinaryIO, *, name: str, institution: Institution, by: Any) -> Import:
    """Keep the file out of everybody's sight and look at its header. Raises tables.TableRefused, and keeps nothing."""
    folder = settings.PRIVATE_MEDIA / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / secrets.token_hex(16)
    try:
        _keep(upload, path)
        with tables.opened(path) as table:
            sample = [row.cells for row in islice(table.rows, 3)]
            header = table.header
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    suggested = naming.suggest(header, remembered(institution))
    return Import.objects.create(
        institution=institution,
        file_name=one_line(Path(name).name)[-200:] or "list",
        stored=path.name,
        header=header,
        sample=[[cell[:200] for cell in cells] for cells in sample],
        columns=[[column.field, column.unit] for column in suggested],
        added_by=by,
    )


def _keep(upload: BinaryIO, path: Path) -> None:
    left = tables.HEAVIEST
    with path.open("xb") as file:
        while chunk := upload.read(2**16):
            left -= len(chunk)
            if left < 0:
                raise tables.TableRefused("too_heavy")
            file.write(chunk)


def file_of(work: Import) -> Path:
    return Path(settings.PRIVATE_MEDIA) / "imports" / work.stored


def remembered(institution: Institution) -> dict[str, str]:
    """What the people of this institution said of column names, the newest word last."""
    said: dict[str, str] = {}
    earlier = Import.objects.filter(institution=institution).exclude(state=State.ASKING)
    for header, columns in reversed(earlier.order_by("-pk").values_list("header", "columns")[:20]):
        said |= {naming.key(name): column[0] for name, column in zip(header, columns, strict=False)}
    return said


def say_columns(work: Import, fields: list[str], *, artist: Artist | None) -> None:
    """Begin to plan with these fields, one for each column, "" for those left aside."""
    used = [name for name in fields if name]
    if "reference" not in used:
        raise CannotImport(_("Say which column holds your own numbers: by them a work is known again."))
    if len(used) != len(set(used)):
        raise CannotImport(_("Each kind of content can stand in one column only."))
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=work.pk)
        if work.state not in (State.ASKING, State.PLANNED, State.CANCELLED) or work.confirmed_at:
            raise CannotImport(_("This import is under way already."))
        units = [naming.unit(name) for name in work.header]
        work.columns = [[name, said] for name, said in zip(fields, units, strict=True)]
        work.artist, work.state, work.beat_at = artist, State.PLANNING, timezone.now()
        work.save()
        transaction.on_commit(lambda: send(work.pk))


def confirm(work: Import, *, by: Any, sent: bool = True) -> None:
    """Someone has read the preview and agrees. `sent`: a process of its own writes; else the caller carries it."""
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=work.pk)
        if work.state != State.PLANNED:
            raise CannotImport(_("There is nothing to confirm: look at the preview first."))
        work.state, work.confirmed_by = State.WRITING, by
        work.confirmed_at = work.beat_at = timezone.now()
        work.save()
        if sent:
            transaction.on_commit(lambda: send(work.pk))


def cancel(work: Import) -> None:
    """What is written stays written; nothing further is."""
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=work.pk)
        if work.state in (State.WRITTEN, State.REFUSED):
            raise CannotImport(_("This import has ended already."))
        work.state = State.CANCELLED
        work.save(update_fields=["state"])


def resume(work: Import) -> None:
    """Go on where it stopped, or where whoever carried it was killed."""
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=work.pk)
        if not (work.state == State.CANCELLED or stands_still(work)):
            raise CannotImport(_("This import is under way already."))
        if "reference" not in [field for field, _unit in work.columns]:
            work.state = State.ASKING
        else:
            work.state = State.WRITING if work.confirmed_at else State.PLANNING
            transaction.on_commit(lambda: send(work.pk))
        work.beat_at, work.refusal = timezone.now(), ""
        work.save(update_fields=["state", "beat_at", "refusal"])


def stands_still(work: Import) -> bool:
    if work.state not in (State.PLANNING, State.WRITING):
        return False
    return work.beat_at is None or work.beat_at < timezone.now() - STILL


def send(pk: int) -> None:
    """Carried by a process of its own, so that no page waits and no worker is held."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_artworks", "--resume", str(pk)]
    no = subprocess.DEVNULL
    subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True, stdin=no, stdout=no, stderr=no)


def carry(pk: int, *, told: Told = lambda done, whole: None) -> Import:
    """Do what waits to be done with it: plan, or write. `told` hears how far it is."""
    work = Import.objects.select_related("institution").get(pk=pk)
    with pghistory.context(user=work.added_by_id, url=f"import {work.pk}"):
        if work.state == State.PLANNING:
            _plan(work, told)
        elif work.state == State.WRITING:
            _write(work, told)
    work.refresh_from_db()
    if work.state in (State.WRITTEN, State.REFUSED):
        file_of(work).unlink(missing_ok=True)  # its texts stand in the rows; nothing asks for it again
    return work


# --- Planning --------------------------------------------------------------------------------------------------


def _plan(work: Import, told: Told) -> None:
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
            for rows in _batches(table.rows, BATCH):
                planned = [(row, planning.read(row, ground)) for row in rows]
                for row, plan in planned:
                    if plan.reference:
                        first = seen.setdefault(plan.reference, row.line)
                        if first != row.line:
                            twice.setdefault(plan.reference, [first]).append(row.line)
                if not _still(work, State.PLANNING):
                    return
                _store(work, planned, ground)
                count += len(rows)
                told(count, None)
    except (tables.TableRefused, OSError) as refused:
        code = refused.code if isinstance(refused, tables.TableRefused) else "damaged"
        work.rows.all().delete()
        Import.objects.filter(pk=work.pk, state=State.PLANNING).update(state=State.REFUSED, refusal=code)
        return
    with transaction.atomic():
        for some in _batches(iter(twice), BATCH):
            rows = list(work.rows.filter(reference__in=some).only("pk", "reference", "reasons"))
            for row in rows:
                row.verdict, row.plan, row.before = "wrong", {}, {}
                row.reasons = [["twice", twice[row.reference][:5]]]
            ImportRow.objects.bulk_update(rows, ["verdict", "plan", "before", "reasons"], batch_size=BATCH)
        Import.objects.filter(pk=work.pk, state=State.PLANNING).update(state=State.PLANNED)


def _batches(rows: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while batch := list(islice(rows, size)):
        yield batch


def _still(work: Import, state: str) -> bool:
    """A sign of life; False once somebody has stopped it."""
    return bool(Import.objects.filter(pk=work.pk, state=state).update(beat_at=timezone.now()))


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


def _write(work: Import, told: Told) -> None:
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


def counts(work: Import) -> dict[str, int]:
    found = dict(work.rows.order_by().values_list("verdict").annotate(Count("pk")))
    return {verdict: found.get(verdict, 0) for verdict in ("new", "changed", "unchanged", "wrong")}
