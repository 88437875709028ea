"""A list of works: every row planned, and after a person has agreed, written in steps."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from exhibitions.imports import columns as naming
from exhibitions.imports import planning, tables, vocabulary
from exhibitions.imports.cells import Row
from exhibitions.imports.keeping import file_of
from exhibitions.imports.steps import BATCH, Told, batches, is_still, refuse
from exhibitions.models import Artwork, Import, ImportRow, Term
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
        terms=vocabulary.Vocabulary(Term.objects.all()),
    )
    work.rows.all().delete()
    met = _Met()
    count = 0
    try:
        with tables.opened(file_of(work)) as table:
            for rows in batches(table.rows, BATCH):
                planned = [(row, planning.read(row, ground)) for row in rows]
                if not is_still(work, State.PLANNING):
                    return
                _store(work, planned, ground, met)
                count += len(rows)
                told(count, None)
    except (tables.TableRefused, OSError) as refused:
        refuse(work, refused)
        return
    with transaction.atomic():
        for some in batches(iter(met.twice), BATCH):
            reasons = {line: met.reason(key) for key in some for line in met.lines[key]}
            rows = list(work.rows.filter(line__in=reasons).only("pk", "line"))
            for row in rows:
                row.verdict, row.plan, row.before, row.reasons = "wrong", {}, {}, [reasons[row.line]]
            ImportRow.objects.bulk_update(rows, ["verdict", "plan", "before", "reasons"], batch_size=BATCH)
        Import.objects.filter(pk=work.pk, state=State.PLANNING).update(state=State.PLANNED)


class _Met:
    """In which rows each work was met: by its key if it is recorded, else by its reference."""

    def __init__(self) -> None:
        self.lines: dict[int | str, list[int]] = {}
        self.spelt: dict[int | str, str] = {}
        self.twice: dict[int | str, bool] = {}  # whether by different numbers

    def note(self, key: int | str, spelt: str, line: int) -> None:
        lines = self.lines.setdefault(key, [])
        lines.append(line)
        first = self.spelt.setdefault(key, spelt)
        if len(lines) > 1:
            self.twice[key] = self.twice.get(key, False) or first != spelt

    def reason(self, key: int | str) -> list[Any]:
        return ["one_work" if self.twice[key] else "twice", self.lines[key][:5]]


@dataclass
class _Known:
    """What is recorded of the works that some rows name. A number that was dropped when two records became one leads
    to the one that stays."""

    by_reference: dict[str, int]
    by_number: dict[str, int]
    works: dict[int, dict[str, Any]]

    def beside(self, plan: planning.Plan) -> dict[str, Any] | None:
        said = self.by_reference.get(plan.reference) if plan.reference else None
        if not plan.number:
            return self.works[said] if said else None
        found = self.by_number.get(plan.number)
        if found and plan.reference and said != found:
            plan.reasons.append(["two_numbers", "reference"])
        return self.works[found] if found else None


def _store(
    work: Import, planned: list[tuple[Row, planning.Plan]], ground: planning.Ground, met: _Met
) -> None:
    known = _known(work.institution_id, [plan for _row, plan in planned])
    rows = []
    for row, plan in planned:
        there = known.beside(plan)
        spelt = plan.reference or plan.number
        if there or plan.reference:
            met.note(there["pk"] if there else plan.reference, spelt, row.line)
        plan = planning.against(plan, there, ground)
        rows.append(
            ImportRow(
                parent=work,
                line=row.line,
                original=row.cells,
                reference=spelt[:60],
                plan=plan.values,
                before=plan.before,
                verdict=plan.verdict,
                reasons=plan.reasons,
                notes=plan.notes,
                artwork_id=there["pk"] if there and not there["elsewhere"] else None,
            )
        )
    ImportRow.objects.bulk_create(rows)


def _known(institution_id: int, plans: list[planning.Plan]) -> _Known:
    registered = Artwork.objects.filter(
        registered_in=institution_id, reference__in={plan.reference for plan in plans if plan.reference}
    )
    numbered = Artwork.objects.filter(
        artist__institution=institution_id,
        inventory_number__in={plan.number for plan in plans if plan.number},
    )
    survivor = Coalesce("merged_into", "pk")
    by_reference = dict(registered.values_list("reference", survivor))
    by_number = dict(numbered.values_list("inventory_number", survivor))
    works = _recorded(institution_id, {*by_reference.values(), *by_number.values()})
    return _Known(by_reference, by_number, works)


def _recorded(institution_id: int, keys: set[int]) -> dict[int, dict[str, Any]]:
    """The values of artworks by key, with those of their terms."""
    values = Artwork.objects.filter(pk__in=keys).values(
        "pk", "artist", "artist__institution", "merged_into", *planning.COMPARED
    )
    works = {
        row["pk"]: row
        | {"elsewhere": row["artist__institution"] != institution_id}
        | {name: [] for name in naming.TERMS}
        for row in values
    }
    said = Artwork.terms.through.objects.filter(artwork__in=keys).order_by("term__slug")
    for artwork, facet, slug in said.values_list("artwork", "term__facet", "term__slug"):
        works[artwork][f"term_{facet}"].append(slug)
    return works


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
    keys = {row.artwork_id for row in rows if row.artwork_id}
    locked = Artwork.objects.filter(pk__in=keys).order_by("pk")
    list(locked.select_for_update(no_key=True).values_list("pk"))
    there = _recorded(work.institution_id, keys)
    references = [row.reference for row in rows if row.verdict == "new"]
    registered = Artwork.objects.filter(registered_in=work.institution_id, reference__in=references)
    taken = set(registered.values_list("reference", flat=True))
    artists = {row.plan["artist"] for row in rows if row.verdict == "new"}
    here = set(
        Artist.objects.filter(institution=work.institution_id, pk__in=artists).values_list("pk", flat=True)
    )
    now = timezone.now()
    new: list[ImportRow] = []
    changed: list[ImportRow] = []
    for row in rows:
        if _has_moved(row, there.get(row.artwork_id or 0), here, taken):
            row.verdict, row.reasons, row.plan = "wrong", [["meanwhile", "reference"]], {}
            continue
        row.written_at = now
        (new if row.verdict == "new" else changed).append(row)
    _add(work, new)
    _change(changed)
    _say_terms([*new, *changed])
    ImportRow.objects.bulk_update(
        rows, ["verdict", "reasons", "plan", "artwork", "written_at"], batch_size=BATCH
    )


def _has_moved(row: ImportRow, there: dict[str, Any] | None, artists: set[int], references: set[str]) -> bool:
    """Whether somebody has touched the work since the preview, or its artist has left: then what was agreed to no
    longer stands."""
    if row.verdict == "new":
        return row.reference in references or row.plan["artist"] not in artists
    if there is None or there["elsewhere"] or there["merged_into"]:
        return True
    return any(there[name] != value for name, value in row.before.items())


def _add(work: Import, rows: list[ImportRow]) -> None:
    numbers = free_numbers(len(rows))
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


def free_numbers(count: int) -> list[str]:
    free: set[str] = set()
    while len(free) < count:
        drawn = {new_number() for _ in range(count)}
        free |= drawn - set(
            Artwork.objects.filter(inventory_number__in=drawn).values_list("inventory_number", flat=True)
        )
    return list(free)[:count]


def _change(rows: list[ImportRow]) -> None:
    by_fields: dict[tuple[str, ...], list[Artwork]] = {}
    for row in rows:
        values = {name: value for name, value in row.plan.items() if name in planning.COMPARED}
        if values:
            by_fields.setdefault(tuple(sorted(values)), []).append(Artwork(pk=row.artwork_id, **values))
    for fields, artworks in by_fields.items():
        Artwork.objects.bulk_update(artworks, fields, batch_size=100)


def _say_terms(rows: list[ImportRow]) -> None:
    """The terms of each facet that a row names are those it names."""
    said = [(row, name) for row in rows for name in naming.TERMS if row.plan.get(name)]
    if not said:
        return
    terms = Term.objects.in_bulk({slug for row, name in said for slug in row.plan[name]}, field_name="slug")
    links = Artwork.terms.through.objects
    for field, facet in naming.TERMS.items():
        works = [row.artwork_id for row, name in said if name == field]
        links.filter(artwork__in=works, term__facet=facet).delete()
    links.bulk_create(
        Artwork.terms.through(artwork_id=row.artwork_id, term_id=terms[slug].pk)
        for row, name in said
        for slug in row.plan[name]
        if slug in terms
    )
