"""The same form sent twice acts once."""

import hashlib
import hmac
from uuid import UUID

from django.conf import settings
from django.db import connection

from staff.models import Once


class OnceConflict(Exception):
    """The key was used before, for something else."""


def claim_key(key: UUID, *what: object) -> str | None:
    """Take the form's key inside the running transaction; `what` is everything the form asked for.

    Returns None for a first submission, or the outcome stored by the first one. A twin that is still running is
    waited for, because the insert blocks on its row. Raises OnceConflict if the key served another request.
    """
    # Keyed, because `what` may hold a telephone, and all telephones can be tried against a bare hash.
    sha = hmac.new(
        settings.SECRET_KEY.encode(), "\x1f".join(map(str, what)).encode(), hashlib.sha256
    ).digest()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO staff_once (key, request_sha, outcome) VALUES (%s, %s, '') ON CONFLICT DO NOTHING",
            [key, sha],
        )
        if cursor.rowcount:
            return None
    first = Once.objects.get(key=key)
    if bytes(first.request_sha) != sha:
        raise OnceConflict
    return first.outcome


def keep_outcome(key: UUID, outcome: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE staff_once SET outcome = %s WHERE key = %s", [outcome, key])


def outcome(key: UUID) -> str:
    """What came of the form with this key; nothing, if it never came."""
    return Once.objects.filter(key=key).values_list("outcome", flat=True).first() or ""
