from collections.abc import Iterator

import psycopg
import pytest

from config import database
from config.environment import CannotStart
from config.postgres import Cluster
from tests.ground.conftest import made_place


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with made_place() as folder:
        cluster = Cluster(folder / "pg")
        cluster.start()
        yield cluster
        cluster.stop()


def as_keeper(cluster: Cluster, *statements: str) -> None:
    with cluster._connect() as connection:
        for statement in statements:
            connection.execute(statement)


def renamed(url: str, database_name: str) -> str:
    return url.removesuffix("kylkalem") + database_name


def refusal_of(env: dict[str, str]) -> str:
    with pytest.raises(CannotStart) as refusal:
        database.check(env)
    return str(refusal.value)


def test_the_embedded_server_is_fit(cluster: Cluster) -> None:
    database.check(cluster.urls())


def test_a_server_that_does_not_answer_is_named_without_its_password(cluster: Cluster) -> None:
    url = "postgresql://web:secret@127.0.0.1:1/kylkalem"

    sentence = refusal_of(cluster.urls() | {"DATABASE_PUBLIC_URL": url})

    assert sentence.startswith("The database at DATABASE_PUBLIC_URL does not answer (")
    assert sentence.endswith(". Start it or mend the address.")
    assert "secret" not in sentence


def test_a_role_that_may_not_create_tables_cannot_migrate(cluster: Cluster) -> None:
    assert refusal_of({"DATABASE_URL": cluster.urls()["DATABASE_URL"]}) == (
        "DATABASE_URL signs in as kylkalem_web, who may not create tables. Make that role the database's owner, "
        "or set DATABASE_OWNER_URL to one who is."
    )


@pytest.mark.parametrize("setting", ["fsync", "full_page_writes", "synchronous_commit"])
def test_a_server_that_may_lose_a_sale_is_refused(cluster: Cluster, setting: str) -> None:
    as_keeper(cluster, f"ALTER SYSTEM SET {setting} = off", "SELECT pg_reload_conf()")
    try:
        for _ in range(100):
            with psycopg.connect(cluster.urls()["DATABASE_URL"]) as connection:
                if connection.execute(f"SHOW {setting}").fetchone() == ("off",):
                    break
        sentence = refusal_of(cluster.urls())
    finally:
        as_keeper(cluster, "ALTER SYSTEM RESET ALL", "SELECT pg_reload_conf()")

    assert sentence == f"The server at DATABASE_URL runs with {setting} off and may lose a sale. Turn it on."


@pytest.mark.parametrize(
    ("name", "made_with", "words"),
    [
        ("deaf", "LOCALE_PROVIDER libc LOCALE 'C'", "cannot lower-case Кыргызча"),
        ("bytes", "LOCALE_PROVIDER libc LOCALE 'C' ENCODING 'SQL_ASCII'", "is not in UTF8"),
    ],
)
def test_a_database_that_does_not_know_our_letters_is_refused(
    cluster: Cluster, name: str, made_with: str, words: str
) -> None:
    as_keeper(cluster, f"CREATE DATABASE {name} TEMPLATE template0 OWNER kylkalem_owner {made_with}")

    sentence = refusal_of({role: renamed(url, name) for role, url in cluster.urls().items()})

    assert sentence.startswith(f"The database at DATABASE_URL {words}")
