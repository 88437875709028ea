from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from sales import demo


class Command(BaseCommand):
    help = "Hangs the demonstration: three exhibitions of invented people. Only into an empty database."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing where the database holds data already"
        )
        parser.add_argument(
            "--sign-ins", action="store_true", help="only print who may sign in, and with what"
        )
        parser.add_argument(
            "--force", action="store_true", help="also where ALLOWED_HOSTS names a public host"
        )

    def handle(self, *, if_empty: bool, sign_ins: bool, force: bool, **options: Any) -> None:
        if sign_ins:
            self.stdout.write(table(demo.sign_ins()))
            return
        if if_empty and not demo.is_empty():
            return
        try:
            demo.check(force=force)
            self.stdout.write("Hanging the demonstration. Everybody in it is invented.")
            demo.build(self.say, force=force)
        except demo.CannotDemonstrate as reason:
            raise CommandError(str(reason)) from None

    def say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def table(rows: list[tuple[str, str]]) -> str:
    """Who may sign in, in columns; a sentence where the demonstration's people are not here."""
    if not rows:
        return "  Sign in with the account an organiser gave you."
    wide = max(len(name) for name, _ in rows)
    return "\n".join(
        [
            f"  {'Sign in as':<{wide}}   with the password",
            *(f"  {name:<{wide}}   {secret}" for name, secret in rows),
        ]
    )
