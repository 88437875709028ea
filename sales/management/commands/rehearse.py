import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from sales import rehearsal


class Command(BaseCommand):
    help = "Rehearses the opening: visitors browse and reserve over HTTP on the server that runs on this machine."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--visitors", type=int, default=200, help="how many come (200)")
        parser.add_argument(
            "--seconds", type=float, default=10, help="within how many seconds they arrive (10)"
        )
        parser.add_argument("--seed", type=int, default=1, help="another number, another crowd (1)")
        parser.add_argument(
            "--keep", action="store_true", help="do not let go at the end of what was reserved"
        )

    def handle(self, *, visitors: int, seconds: float, seed: int, keep: bool, **options: Any) -> None:
        try:
            stage = rehearsal.stage(settings.PUBLIC_URL)
            labels = rehearsal.labels()
        except rehearsal.CannotRehearse as reason:
            raise CommandError(str(reason)) from None
        self.stdout.write(f"{visitors} visitors come to {settings.PUBLIC_URL} …")
        start = time.monotonic()
        tally = rehearsal.rehearse(
            stage, visitors=visitors, seconds=seconds, seed=seed, labels=labels, keep=keep
        )
        took = time.monotonic() - start
        if not rehearsal.report(tally, rehearsal.broken_promises(), took, self.stdout.write):
            raise CommandError("Something went wrong; it is counted above.")
