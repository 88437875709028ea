"""What the environment must say before anything can start. The settings and `make run` ask the same questions."""

import ipaddress
import os
import sys
from collections.abc import Iterator, Mapping, MutableMapping
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from django.http.request import validate_host

SETTINGS = (
    "SECRET_KEY", "PUBLIC_URL", "ALLOWED_HOSTS", "PORT", "WORKERS", "THREADS", "DEBUG", "DATABASE_URL",
    "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL", "DATABASE_POOL_SIZE", "MEDIA_ROOT", "EMAIL_URL",
)  # fmt: skip
ON, OFF = {"1", "true", "yes", "on", "y"}, {"0", "false", "no", "off", "n"}
MAIL = {"smtp", "smtps", "smtp+tls", "smtp+ssl", "consolemail", "filemail", "memorymail", "dummymail"}
NUMBERS = {"PORT": (1, 65535), "WORKERS": (1, 64), "THREADS": (1, 64), "DATABASE_POOL_SIZE": (0, 100)}
ADDRESS = "postgresql://user:password@host:5432/name"


class CannotStart(Exception):
    """Why nothing can start, in a sentence that says what to do."""


def insist(env: MutableMapping[str, str] = os.environ) -> None:
    """End this process with one sentence when a setting is missing or wrong."""
    drop_empty(env)
    try:
        check(env)
    except CannotStart as refusal:
        print(f"Kylkalem cannot start: {refusal}", file=sys.stderr)
        raise SystemExit(2) from None


def drop_empty(env: MutableMapping[str, str]) -> None:
    """A setting left empty is one that was not set."""
    for name in SETTINGS:
        if env.get(name) == "":
            del env[name]


def check(env: Mapping[str, str], *, brings_database: bool = False) -> None:
    """Raise CannotStart for the first setting that cannot work. No value that may be secret is repeated."""
    for sentence in _complaints(env, brings_database):
        raise CannotStart(sentence)


def _complaints(env: Mapping[str, str], brings_database: bool) -> Iterator[str]:
    if not env.get("SECRET_KEY"):
        yield (
            "SECRET_KEY is missing. `make run` makes one by itself; anywhere else, set it to at least 32 random "
            "characters and keep them secret."
        )
    if len(env.get("SECRET_KEY", "")) < 32:
        yield "SECRET_KEY is too short. Set it to at least 32 random characters."

    if not env.get("DATABASE_URL") and not brings_database:
        yield (
            "DATABASE_URL is missing. `make run` brings a PostgreSQL of its own; anything else needs an address "
            f"such as {ADDRESS}."
        )
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_PUBLIC_URL"):
        if not env.get(name):
            continue
        if brings_database:
            yield f"{name} is set but DATABASE_URL is not. Set DATABASE_URL as well, or take {name} away."
        if not _names_a_database(env[name]):
            yield f"{name} is not the address of a PostgreSQL database. Write it as {ADDRESS}."

    for name in ("DEBUG", "KYLKALEM_AS_OWNER"):
        if env.get(name, "0").lower() not in ON | OFF:
            yield f"{name} is {env[name]!r}. Set it to 1 or 0."
    for name, (least, most) in NUMBERS.items():
        if env.get(name) and not _is_between(env[name], least, most):
            yield f"{name} is {env[name]!r}. Set it to a number from {least} to {most}."

    if env.get("PUBLIC_URL"):
        yield from _complaints_about_the_address(env)
    if env.get("EMAIL_URL") and urlsplit(env["EMAIL_URL"]).scheme not in MAIL:
        yield "EMAIL_URL is not understood. Write it as smtp+tls://user:password@host:587, or consolemail:// to print."
    if env.get("MEDIA_ROOT") and not _can_hold_files(Path(env["MEDIA_ROOT"])):
        yield f"MEDIA_ROOT is {env['MEDIA_ROOT']!r}. Set it to a full path of a folder that this user may write in."


def _complaints_about_the_address(env: Mapping[str, str]) -> Iterator[str]:
    url = _split(env["PUBLIC_URL"])
    if url is None or url.scheme not in ("http", "https") or not url.hostname or url.path.strip("/"):
        yield f"PUBLIC_URL is {env['PUBLIC_URL']!r}. Write it as https://exhibition.example, without a path."
    elif url.scheme == "http" and not _is_near(url.hostname):
        yield f"PUBLIC_URL is {env['PUBLIC_URL']!r}. Outside the house it must begin with https://."
    elif url.scheme == "https" and env.get("DEBUG", "").lower() in ON:
        yield "DEBUG is on while PUBLIC_URL is public. Take DEBUG away: its pages show the inside of the house."
    elif (hosts := env.get("ALLOWED_HOSTS")) and not validate_host(url.hostname, hosts.split(",")):
        yield f"ALLOWED_HOSTS does not hold {url.hostname}, the host of PUBLIC_URL. Add it, with commas and no spaces."
    elif not hosts and url.hostname not in ("127.0.0.1", "localhost", "::1"):
        yield f"ALLOWED_HOSTS is missing. Set it to {url.hostname}, the host of PUBLIC_URL."


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  reading it is what checks it
    except ValueError:
        return None
    return parts


def _names_a_database(url: str) -> bool:
    parts = _split(url)
    return bool(parts and parts.scheme in ("postgres", "postgresql") and parts.path.strip("/"))


def _is_between(text: str, least: int, most: int) -> bool:
    return text.isdecimal() and least <= int(text) <= most


def _is_near(host: str) -> bool:
    """This machine or the network of the house: a phone may look at a developer's laptop."""
    if host == "localhost" or host.endswith(".local"):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


def _can_hold_files(folder: Path) -> bool:
    if not folder.is_absolute() or (folder.exists() and not folder.is_dir()):
        return False
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK)
