"""From a file to the record: take in, plan, confirm, write, stop, go on; the same for a list and for photos.

Whoever carries an import may be killed at any moment: a plan is begun again, and what is written is marked in the same
transaction, so each row is written once."""

import datetime
import subprocess
import sys
from collections.abc import Sequence
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import pghistory
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exhibitions.imports import bundles, keeping, lists, pictures, tables
from exhibitions.imports import columns as naming
from exhibitions.imports.keeping import file_of
from exhibitions.imports.steps import Told
from exhibitions.models import Import
from inmates.models import Artist, Institution
from staff.text import one_line

STILL = datetime.timedelta(seconds=30)  # without a sign of life, someone may take it up again
State = Import.State
Kind = Import.Kind
KEYS = {"reference", "number"}  # columns by which a work is known again


class CannotImport(Exception):
    """With a sentence for the person."""


def take_in(upload: BinaryIO, *, name: str, institution: Institution, by: Any) -> Import:
    """Keep the file out of everybody's sight and look at its header. Raises tables.TableRefused, and keeps nothing."""
    with keeping.place() as path:
        keeping.keep(upload, path, heaviest=tables.HEAVIEST)
        with tables.opened(path) as table:
            sample = [row.cells for row in islice(table.rows, 3)]
            header = table.header
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


def take_in_photos(uploads: Sequence[UploadedFile], *, institution: Institution, by: Any) -> Import:
    """Keep a ZIP, or many photos as one, and begin to look which work each belongs to. Raises tables.TableRefused,
    and keeps nothing."""
    with keeping.place() as path:
        packed = bundles.pack(uploads, path)
        with pictures.opened(path) as bundle:
            if not any(True for _picture in bundle.pictures()):
                raise tables.TableRefused("no_photos")
        name = str(uploads[0].name) if packed else gettext("Photos: %(n)s") % {"n": len(uploads)}
        with transaction.atomic():
            work = Import.objects.create(
                kind=Kind.PHOTOS,
                institution=institution,
                file_name=one_line(name)[-200:] or "zip",
                stored=path.name,
                state=State.PLANNING,
                header=[gettext("File")],
                beat_at=timezone.now(),
                added_by=by,
            )
            transaction.on_commit(lambda: send(work.pk))
    return work


def remembered(institution: Institution) -> dict[str, str]:
    """What the people of this institution said of column names, the newest word last."""
    said: dict[str, str] = {}
    earlier = Import.objects.filter(institution=institution, kind=Kind.LIST).exclude(state=State.ASKING)
    for header, columns in reversed(earlier.order_by("-pk").values_list("header", "columns")[:20]):
        said |= {naming.key(name): column[0] for name, column in zip(header, columns, strict=False)}
    return said


def say_columns(work: Import, fields: list[str], *, artist: Artist | None) -> None:
    """Begin to plan with these fields, one for each column, "" for those left aside."""
    used = [name for name in fields if name]
    if not KEYS & set(used):
        raise CannotImport(_("Say which column holds your own numbers: by them a work is known again."))
    if len(used) != len(set(used)):
        raise CannotImport(_("Each kind of content can stand in one column only."))
    with transaction.atomic():
        work = Import.objects.select_for_update().get(pk=work.pk)
        waits = work.state in (State.ASKING, State.PLANNED, State.CANCELLED)
        if not waits or work.confirmed_at or work.kind != Kind.LIST:
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
        if not knows_its_columns(work):
            work.state = State.ASKING
        else:
            work.state = State.WRITING if work.confirmed_at else State.PLANNING
            transaction.on_commit(lambda: send(work.pk))
        work.beat_at, work.refusal = timezone.now(), ""
        work.save(update_fields=["state", "beat_at", "refusal"])


def knows_its_columns(work: Import) -> bool:
    return work.kind == Kind.PHOTOS or any(field in KEYS for field, _unit in work.columns)


def stands_still(work: Import) -> bool:
    if work.state not in (State.PLANNING, State.WRITING):
        return False
    return work.beat_at is None or work.beat_at < timezone.now() - STILL


def send(pk: int) -> None:
    """Carried by a process of its own, so that no page waits and no worker is held."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_artworks", "--resume", str(pk)]
    no = subprocess.DEVNULL
    subprocess.Popen(command, cwd=settings.BASE_DIR, start_new_session=True, stdin=no, stdout=no, stderr=no)


CARRIERS: dict[str, Any] = {Kind.LIST: lists, Kind.PHOTOS: bundles}


def carry(pk: int, *, told: Told = lambda done, whole: None) -> Import:
    """Do what waits to be done with it: plan, or write. `told` hears how far it is."""
    work = Import.objects.select_related("institution", "added_by").get(pk=pk)
    with pghistory.context(user=work.added_by_id, url=f"import {work.pk}"):
        if work.state == State.PLANNING:
            CARRIERS[work.kind].plan(work, told)
        elif work.state == State.WRITING:
            CARRIERS[work.kind].write(work, told)
    work.refresh_from_db()
    if work.state in (State.WRITTEN, State.REFUSED):
        file_of(work).unlink(missing_ok=True)  # its texts stand in the rows; nothing asks for it again
    return work


def counts(work: Import) -> dict[str, int]:
    found = dict(work.rows.order_by().values_list("verdict").annotate(Count("pk")))
    return {verdict: found.get(verdict, 0) for verdict in ("new", "changed", "unchanged", "wrong")}
