"""What a PostgreSQL must be before anything is entrusted to it: ours or one named by DATABASE_URL."""

from collections.abc import Mapping

import psycopg

from config.environment import CannotStart

ADDRESSES = ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL")


def check(env: Mapping[str, str]) -> None:
    """Raise CannotStart when an address does not answer, or its server would lose or mistake what we write."""
    for name in ADDRESSES:
        if not env.get(name):
            continue
        try:
            with psycopg.connect(env[name], connect_timeout=10) as connection:
                _check_server(name, connection)
                if name == ("DATABASE_OWNER_URL" if env.get("DATABASE_OWNER_URL") else "DATABASE_URL"):
                    _check_owner(name, connection)
        except psycopg.OperationalError as error:
            reason = str(error).strip().splitlines()[0]
            raise CannotStart(
                f"The database at {name} does not answer ({reason}). Start it or mend the address."
            ) from None


def _check_server(name: str, connection: psycopg.Connection) -> None:
    if connection.info.server_version < 150000:
        raise CannotStart(f"The server at {name} is older than PostgreSQL 15. Upgrade it.")
    if connection.info.parameter_status("server_encoding") != "UTF8":
        raise CannotStart(f"The database at {name} is not in UTF8. Create it with ENCODING 'UTF8'.")
    if _ask(connection, "SELECT lower('ӨМҮР')") != "өмүр":
        raise CannotStart(
            f"The database at {name} cannot lower-case Кыргызча, so nobody would find anything. "
            "Create it with LC_CTYPE 'C.UTF-8'."
        )
    for setting in ("fsync", "full_page_writes", "synchronous_commit"):
        if _ask(connection, "SELECT current_setting(%s)", setting) == "off":
            raise CannotStart(
                f"The server at {name} runs with {setting} off and may lose a sale. Turn it on."
            )


def _check_owner(name: str, connection: psycopg.Connection) -> None:
    if not _ask(connection, "SELECT has_schema_privilege('public', 'CREATE')"):
        raise CannotStart(
            f"{name} signs in as {connection.info.user}, who may not create tables. Make that role the database's "
            "owner, or set DATABASE_OWNER_URL to one who is."
        )


def _ask(connection: psycopg.Connection, question: str, *values: str) -> object:
    row = connection.execute(question, values).fetchone()
    return row[0] if row else None
