from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exhibitions import photos
from exhibitions.imports import pictures, tables
from exhibitions.models import Artwork
from inmates.models import Institution


def numbers_of(institution: Institution) -> dict[str, int]:
    """Every number by which a photo may name a work of this institution; one that two works answer to is none."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    works = Artwork.objects.filter(artist__institution=institution)
    own = works.filter(registered_in=institution).exclude(reference="")
    for pk, number in (*own.values_list("pk", "reference"), *works.values_list("pk", "inventory_number")):
        name = pictures.key(number)
        if found.setdefault(name, pk) != pk:
            twice.add(name)
    return {name: pk for name, pk in found.items() if name not in twice}


class Command(BaseCommand):
    help = "Takes in the photos of a ZIP or a folder, each with the number of its work in its name."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--institution", metavar="CODE", required=True)
        parser.add_argument(
            "--dry-run", action="store_true", help="say what belongs to what; take nothing in"
        )

    def handle(self, *, path: Path, institution: str, dry_run: bool, **options: Any) -> None:
        house = Institution.objects.filter(code=institution).first()
        if house is None:
            raise CommandError(f"There is no institution with the code {institution}.")
        numbers = numbers_of(house)
        tally: Counter[str] = Counter()
        try:
            with pictures.opened(path) as bundle:
                for picture in bundle.pictures():
                    tally[self._one(bundle, picture, numbers, dry_run)] += 1
        except tables.TableRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(", ".join(f"{tally[name]} {name}" for name in ("taken", "unmatched", "refused")))

    def _one(
        self, bundle: pictures.Bundle, picture: pictures.Picture, numbers: dict[str, int], dry_run: bool
    ) -> str:
        """Twice the same file for the same work is one photo, so a run that was killed is simply run again."""
        found = pictures.match(picture, numbers)
        if found is None:
            self.stdout.write(f"{picture.spellings[-1]}: no work has this number")
            return "unmatched"
        if dry_run:
            return "taken"
        try:
            if picture.size > photos.HEAVIEST:
                raise photos.PhotoRefused("too_heavy")
            with bundle.open(picture) as upload:
                content = upload.read(photos.HEAVIEST + 1)
            photos.take_in(Artwork.objects.get(pk=found.artwork), content, by=None, role=found.role)
        except (
            photos.PhotoRefused,
            OSError,
            EOFError,
            NotImplementedError,
            pictures.zipfile.BadZipFile,
        ) as refused:
            said = refused if isinstance(refused, photos.PhotoRefused) else tables.SENTENCES["damaged"]
            self.stdout.write(f"{picture.spellings[-1]}: {said}")
            return "refused"
        return "taken"
