from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from exhibitions import photos
from exhibitions.imports import bundles, pictures, reasons
from exhibitions.imports.refusals import TableRefused
from exhibitions.models import Artwork
from inmates.models import Institution


class Command(BaseCommand):
    help = (
        "Takes in the photos of a ZIP or a folder, as the pages under /admin/exhibitions/import/photos/ do."
    )

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
        tally: Counter[str] = Counter()
        try:
            with pictures.opened(path) as bundle:
                sights = list(bundles.look(bundle, house))
                bundles.settle(sights)
                for sight in sights:
                    tally[self._one(bundle, sight, dry_run)] += 1
        except TableRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(", ".join(f"{tally[name]} {name}" for name in ("taken", "unmatched", "refused")))

    def _one(self, bundle: pictures.Bundle, sight: bundles.Sight, dry_run: bool) -> str:
        """What is there already counts as taken, so a run that was killed is simply run again."""
        if sight.verdict == "wrong":
            self.stdout.write(f"{sight.name}: {reasons.reason(*sight.reasons[0], language='en')}")
            return "refused" if sight.match else "unmatched"
        if sight.verdict == "new" and sight.match and not dry_run:
            try:
                developed = bundles.develop(bundle, sight.picture)
            except photos.PhotoRefused as refused:
                self.stdout.write(f"{sight.name}: {refused}")
                return "refused"
            artwork = Artwork.objects.get(pk=sight.match.artwork)
            photos.keep(artwork, developed, by=None, role=sight.role)
        return "taken"
