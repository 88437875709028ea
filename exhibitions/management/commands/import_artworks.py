from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exhibitions.imports import carrying, tables
from exhibitions.models import Import
from inmates.models import Artist, Institution


class Command(BaseCommand):
    help = "Imports a list of artworks (CSV or XLSX), as the pages under /admin/exhibitions/import/ do."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", type=Path)
        parser.add_argument("--institution", metavar="CODE", help="whose register the list is")
        parser.add_argument("--artist", metavar="NUMBER", help="for rows that name no artist")
        parser.add_argument("--dry-run", action="store_true", help="plan and count; write no artwork")
        parser.add_argument(
            "--resume", type=int, metavar="ID", help="carry an import that waits or was stopped"
        )

    def handle(self, *, file: Path | None, institution: str | None, artist: str | None, dry_run: bool,
               resume: int | None, **options: Any) -> None:  # fmt: skip
        if resume is not None:
            self._end(carrying.carry(resume, told=self._tell))
            return
        if file is None or institution is None:
            raise CommandError("Say which file, and --institution with its code.")
        work = self._begin(file, institution, artist)
        work = carrying.carry(work.pk, told=self._tell)
        if work.state == Import.State.PLANNED and not dry_run:
            self._report(work)
            carrying.confirm(work, by=None, sent=False)
            work = carrying.carry(work.pk, told=self._tell)
        self._end(work)

    def _begin(self, file: Path, code: str, number: str | None) -> Import:
        house = Institution.objects.filter(code=code).first()
        if house is None:
            raise CommandError(f"There is no institution with the code {code}.")
        artist = Artist.objects.filter(institution=house, number=number).first() if number else None
        if number and artist is None:
            raise CommandError(f"This institution has no artist with the number {number}.")
        try:
            with file.open("rb") as upload:
                work = carrying.take_in(upload, name=file.name, institution=house, by=None)
        except (OSError, tables.TableRefused) as refused:
            raise CommandError(str(refused)) from None
        if not carrying.knows_its_columns(work):
            work.delete()
            raise CommandError("No column holds the register's own numbers; say the columns in the pages.")
        work.artist, work.state = artist, Import.State.PLANNING
        work.save(update_fields=["artist", "state"])
        return work

    def _tell(self, done: int, whole: int | None) -> None:
        said = f"written {done} of {whole}" if whole is not None else f"read {done}"
        self.stdout.write(f"\r{said}", ending="")
        self.stdout.flush()

    def _report(self, work: Import) -> None:
        said = ", ".join(f"{count} {verdict}" for verdict, count in carrying.counts(work).items())
        self.stdout.write(f"\nimport {work.pk}: {said}")

    def _end(self, work: Import) -> None:
        self._report(work)
        if work.refusal in tables.SENTENCES:
            raise CommandError(str(tables.SENTENCES[work.refusal]))
        if work.state == Import.State.CANCELLED:
            raise CommandError("Stopped. What is written stays written; --resume goes on.")
        self.stdout.write(f"{work.get_state_display()}")
