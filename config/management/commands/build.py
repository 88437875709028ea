from typing import Any

from django.core.management.base import BaseCommand

from config import assets


class Command(BaseCommand):
    help = "Compiles the catalogues, cuts the fonts and joins the stylesheets, where their sources have changed."
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        assets.build()
        for font in sorted((assets.ASSETS / "fonts").glob("*.woff2")):
            self.stdout.write(f"{font.name}: {font.stat().st_size / 1024:.1f} KB")
