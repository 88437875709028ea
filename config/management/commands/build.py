from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from config import assets


class Command(BaseCommand):
    help = (
        "Compiles the catalogues, cuts the fonts and joins the stylesheets, where their sources have changed."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--collect",
            action="store_true",
            help="then collect and compress all static files",
        )

    def handle(self, **options: Any) -> None:
        assets.build(collect=options["collect"])
        if options["verbosity"] > 1:
            for cut in assets.CUTS:
                self.stdout.write(f"{cut.result.name}: {cut.result.stat().st_size / 1024:.1f} KB")
