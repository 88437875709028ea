from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from exhibitions.imports import keeping
from sales import reservations


class Command(BaseCommand):
    help = (
        "Erases visitors' telephones and names whose time is over, and files of imports that nobody went on with. "
        "Run it every day, from cron or a timer."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        erased = reservations.erase_due(timezone.localdate())
        self.stdout.write(f"Erased the telephone and name of {erased} reservations.")
        self.stdout.write(f"Removed {keeping.sweep()} files of imports that nobody went on with.")
