"""The cast, the same everywhere, and the seams that every test shares."""

import pytest

from inmates.models import Institution
from staff.models import User
from tests.factories import make_institution, make_user


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that touches the database may use both doors; the public one mirrors the other, except in the tests
    of that wall, which open the real one."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            options = dict(marker.kwargs) if marker else {}
            item.add_marker(pytest.mark.django_db(**options, databases=["default", "public"]), append=False)

@pytest.fixture
def institution(db) -> Institution:
    return make_institution()


@pytest.fixture
def other_institution(db) -> Institution:
    return make_institution()


@pytest.fixture
def cataloguer(institution) -> User:
    return make_user("cataloguer", role="cataloguer", institution=institution)


@pytest.fixture
def other_cataloguer(other_institution) -> User:
    return make_user("other-cataloguer", role="cataloguer", institution=other_institution)


@pytest.fixture
def reviewer(db) -> User:
    return make_user("reviewer", role="reviewer")


@pytest.fixture
def organiser(db) -> User:
    return make_user("organiser", role="organiser")


@pytest.fixture
def cashier(db) -> User:
    return make_user("cashier", role="cashier")


@pytest.fixture
def treasurer(db) -> User:
    return make_user("treasurer", role="treasurer")


@pytest.fixture
def auditor(db) -> User:
    return make_user("auditor", role="auditor")
