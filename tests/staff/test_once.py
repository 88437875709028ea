"""The same form sent twice acts once."""

import hashlib
import uuid

import pytest
from django.db import transaction

from staff import once
from staff.models import Once

pytestmark = pytest.mark.django_db


def test_a_key_is_taken_once_and_then_answers_with_the_first_outcome():
    key = uuid.uuid4()

    assert once.claim_key(key, "work 7", "+996700123456") is None
    once.keep_outcome(key, "claim 1")

    assert once.claim_key(key, "work 7", "+996700123456") == "claim 1"
    assert Once.objects.count() == 1


@pytest.mark.parametrize(
    "what",
    [("work 8", "+996700123456"), ("work 7",), ("work 7+", "996700123456"), ("work 7", "+996700123456", "")],
)
def test_a_key_does_not_serve_another_request(what):
    key = uuid.uuid4()
    once.claim_key(key, "work 7", "+996700123456")

    with pytest.raises(once.OnceConflict):
        once.claim_key(key, *what)


def test_an_act_that_failed_leaves_its_key_unspent():
    key = uuid.uuid4()
    undo = transaction.savepoint()
    once.claim_key(key, "work 7")
    transaction.savepoint_rollback(undo)

    assert once.claim_key(key, "work 7") is None


def test_what_was_asked_for_cannot_be_guessed_from_its_hash():
    """All telephones can be tried against a bare hash in a night, and this row outlives the telephone."""
    once.claim_key(uuid.uuid4(), 7, "+996700123456", "")

    kept = bytes(Once.objects.get().request_sha)

    assert kept != hashlib.sha256(b"7\x1f+996700123456\x1f").digest()
    assert len(kept) == 32
