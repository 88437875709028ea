import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from config import environment
from config.environment import CannotStart

BASE = Path(__file__).resolve().parents[2]
COMPLETE = {
    "SECRET_KEY": "k" * 32,
    "DATABASE_URL": "postgresql://web:secret@127.0.0.1:5432/kylkalem",
    "DATABASE_OWNER_URL": "postgres://owner:secret@%2Fvar%2Frun%2Fpostgresql/kylkalem",
    "DEBUG": "0",
    "PORT": "8000",
    "PUBLIC_URL": "https://kylkalem.example",
    "ALLOWED_HOSTS": "localhost,.kylkalem.example",
    "EMAIL_URL": "smtp+tls://us:secret@mail.example:587",
    "MEDIA_ROOT": "/tmp/not/yet/made",
}
WRONG = [
    ({"SECRET_KEY": ""}, "SECRET_KEY is missing."),
    ({"SECRET_KEY": "short"}, "SECRET_KEY is too short."),
    ({"DATABASE_URL": ""}, "DATABASE_URL is missing. `make run` brings a PostgreSQL of its own;"),
    ({"DATABASE_URL": "sqlite:///secret"}, "DATABASE_URL is not the address of a PostgreSQL database."),
    ({"DATABASE_URL": "postgresql://host"}, "DATABASE_URL is not the address of a PostgreSQL database."),
    (
        {"DATABASE_OWNER_URL": "postgresql://h:port/x"},
        "DATABASE_OWNER_URL is not the address of a PostgreSQL",
    ),
    ({"DEBUG": "ture"}, "DEBUG is 'ture'. Set it to 1 or 0."),
    ({"PORT": "eighty"}, "PORT is 'eighty'. Set it to a number from 1 to 65535."),
    ({"PORT": "65536"}, "PORT is '65536'. Set it to a number from 1 to 65535."),
    ({"WORKERS": "0"}, "WORKERS is '0'. Set it to a number from 1 to 64."),
    ({"PUBLIC_URL": "kylkalem.example"}, "PUBLIC_URL is 'kylkalem.example'. Write it as https://"),
    (
        {"PUBLIC_URL": "https://kylkalem.example/ky/"},
        "PUBLIC_URL is 'https://kylkalem.example/ky/'. Write it as",
    ),
    (
        {"PUBLIC_URL": "http://kylkalem.example"},
        "PUBLIC_URL is 'http://kylkalem.example'. Outside the house it",
    ),
    ({"DEBUG": "1"}, "DEBUG is on while PUBLIC_URL is public."),
    ({"ALLOWED_HOSTS": "localhost"}, "ALLOWED_HOSTS does not hold kylkalem.example, the host of PUBLIC_URL."),
    ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is missing. Set it to kylkalem.example"),
    ({"EMAIL_URL": "mail.example"}, "EMAIL_URL is not understood."),
    ({"MEDIA_ROOT": "media"}, "MEDIA_ROOT is 'media'. Set it to a full path"),
    ({"MEDIA_ROOT": "/dev/null"}, "MEDIA_ROOT is '/dev/null'. Set it to a full path"),
]


def test_a_complete_environment_is_accepted() -> None:
    environment.check(COMPLETE)


def test_a_setting_left_empty_was_not_set() -> None:
    env = COMPLETE | {"DATABASE_OWNER_URL": "", "PATH": ""}

    environment.drop_empty(env)

    assert env == {name: value for name, value in COMPLETE.items() if name != "DATABASE_OWNER_URL"} | {
        "PATH": ""
    }


@pytest.mark.parametrize(
    ("change", "words"), WRONG, ids=lambda value: value if isinstance(value, str) else None
)
def test_a_wrong_setting_is_named_with_what_to_do(change: dict[str, str], words: str) -> None:
    with pytest.raises(CannotStart) as refusal:
        environment.check(COMPLETE | change)

    sentence = str(refusal.value)
    assert sentence.startswith(words)
    assert "secret" not in sentence.replace("keep them secret", "")


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "192.168.1.20:8000", "laptop.local"])
def test_a_phone_in_the_house_may_look_without_a_certificate(host: str) -> None:
    name = host.split(":")[0]

    environment.check(COMPLETE | {"PUBLIC_URL": f"http://{host}", "ALLOWED_HOSTS": name, "DEBUG": "1"})


def test_another_address_beside_the_embedded_database_is_refused() -> None:
    with pytest.raises(CannotStart, match="DATABASE_OWNER_URL is set but DATABASE_URL is not"):
        environment.check(COMPLETE | {"DATABASE_URL": ""}, brings_database=True)


@pytest.mark.parametrize(
    "command", [["manage.py", "check"], ["-c", "import config.wsgi"], ["-m", "config.run"]]
)
def test_no_door_opens_with_a_wrong_setting_and_none_shows_a_traceback(command: list[str]) -> None:
    env = {**os.environ, **COMPLETE, "DEBUG": "perhaps", "PYTEST_VERSION": ""}

    start = subprocess.run(
        [sys.executable, *command], cwd=BASE, env=env, capture_output=True, text=True, timeout=30
    )

    assert (start.returncode, start.stdout, start.stderr) == (
        2,
        "",
        "Kylkalem cannot start: DEBUG is 'perhaps'. Set it to 1 or 0.\n",
    )


def test_every_setting_stands_in_the_example_with_a_sentence() -> None:
    read = set(re.findall(r'env\.\w+\("([A-Z_]+)"', (BASE / "config" / "settings.py").read_text()))
    blocks = (BASE / ".env.example").read_text().split("\n\n")[1:]

    assert read - {"KYLKALEM_AS_OWNER"} <= set(environment.SETTINGS)
    assert re.findall(r"^#([A-Z_]+)=", "\n".join(blocks), re.M) == list(environment.SETTINGS)
    assert [
        block for block in blocks if not re.match(r"# [A-Z0-9].+\.\n(# .+\n)*(#[A-Z_]+=.*\n?)+$", block)
    ] == []
