from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    help = "Everything between an empty database and a hung exhibition, in one process. Needs the owner's rights."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sign-ins",
            type=Path,
            help="a file to write the demonstration's sign-ins to",
        )

    def handle(self, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        call_command("grants", verbosity=0)
        self.stdout.write("The tables are in order.")
        try:
            call_command("demo", if_empty=True, stdout=self.stdout)
        except CommandError as reason:  # such as an address that strangers can reach: the house opens empty
            self.stdout.write(f"Nothing is demonstrated. {reason}")
        if options["sign_ins"]:
            with options["sign_ins"].open("w") as file:
                call_command("demo", sign_ins=True, stdout=file)
