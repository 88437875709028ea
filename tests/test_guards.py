"""Every guard of the database has a test that ran into it, and every new guard asks for one."""

import ast
import re
from pathlib import Path

import pytest

from tests import sabotage
from tests.guards import ask

TESTS = Path(__file__).parent
ROOMS = "staff|inmates|exhibitions|sales|letters"

# What refuses nothing but acts: the trace of changes, and the versions, which tests/exhibitions/test_versions.py tries.
ACTING = r"^(pgtrigger_|raises_version_|a_exhibition_has_version$)"
# Made for the foreign key that stands on it, which has its own test.
STOOD_ON = {"exhibit_with_its_artwork", "photo_with_its_artwork"}


def named_in_tests() -> set[str]:
    """The guards that some test says it was refused by, whether in the call or in its table of cases."""
    names = set()
    for file in TESTS.rglob("test_*.py"):
        tree = ast.parse(file.read_text())
        if any(isinstance(node, ast.Name) and node.id == "refused_by" for node in ast.walk(tree)):
            names |= {
                node.value
                for node in ast.walk(tree)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
    return names


def guards() -> set[str]:
    """Our named checks, unique indexes and exclusions, and the functions behind our triggers."""
    constraints = ask(
        r"""
        SELECT conname FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
        WHERE relname ~ %s AND contype IN ('c', 'u', 'x', 'f')
          AND conname !~ '_(check\d*|key|uniq|fk_[a-z0-9_]+)$' AND conname !~ '_[0-9a-f]{8}_(fk|uniq|like)'
        """,
        f"^({ROOMS})_",
    )
    indexes = ask(
        r"""
        SELECT i.relname FROM pg_index JOIN pg_class i ON i.oid = indexrelid JOIN pg_class t ON t.oid = indrelid
        WHERE t.relname ~ %s AND indisunique AND i.relname !~ '_(pkey|key|uniq)$' AND i.relname !~ '_[0-9a-f]{8}_'
        """,
        f"^({ROOMS})_",
    )
    triggers = ask(
        "SELECT proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal AND tgname !~ %s",
        ACTING,
    )
    return {name for (name,) in (*constraints, *indexes, *triggers)} - STOOD_ON


@pytest.mark.django_db
def test_every_guard_has_refused_someone_in_a_test():
    every = guards()

    assert {"one_live_claim_per_artwork", "claims_of_one_artwork_never_overlap", "claim_guard"} <= every
    assert every - named_in_tests() == set()


@pytest.mark.django_db
def test_every_guard_is_taken_away_once_by_the_sabotage():
    triggers = ask(
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname !~ '^(pgtrigger_|a_exhibition_)'"
    )
    functions = ask("SELECT DISTINCT proname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid")
    standing = (guards() - {name for (name,) in functions}) | {name for (name,) in triggers}
    taken = {word for guard in sabotage.GUARDS for word in re.findall(r"\w+", guard.sql)}

    assert standing - taken == set()


def test_the_sabotage_knows_the_code_it_takes_guards_from():
    """A guard that was written anew has to be written anew in that list too, or it is tried no more."""
    lost = [
        guard.name
        for guard in sabotage.GUARDS
        if guard.file and guard.old not in (sabotage.BASE / guard.file).read_text()
    ]

    assert lost == []
    assert all(
        (sabotage.BASE / guard.tests.partition(" ")[0].partition("::")[0]).exists()
        for guard in sabotage.GUARDS
    )
