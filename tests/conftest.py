"""The cast, the same everywhere, and the seams that every test shares."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection, connections
from django.utils import translation
from django.utils.translation.reloader import translation_file_changed
from psycopg.conninfo import conninfo_to_dict

from config import assets
from config.management.commands import grants
from inmates.models import Institution
from staff.models import User
from tests.factories import make_institution, make_user

BROWSER = "tests/browser/"


def pytest_configure() -> None:
    """From nothing: the catalogues are compiled, and what Django read before there were any is read again."""
    catalogues = assets.catalogues()
    catalogues.follow()
    translation_file_changed(None, catalogues.results[0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test that touches the database may use both doors; the public one mirrors the other, except in the tests
    of that wall, which open the real one."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker or {"db", "transactional_db"} & set(getattr(item, "fixturenames", ())):
            options = dict(marker.kwargs) if marker else {}
            item.add_marker(pytest.mark.django_db(**options, databases=["default", "public"]), append=False)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """With several workers, what shares a costly seam stays with one: all of the browser's tests, else each file's."""
    from xdist.scheduler import LoadFileScheduling

    class Seams(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSER if nodeid.startswith(BROWSER) else super()._split_scope(nodeid)

    return Seams(config, log)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    """The test database gets the same grants as a real one: servers and the tests of the wall meet real roles."""
    web, public = (conninfo_to_dict(url)["user"] for url in (settings.WEB_URL, settings.PUBLIC_DATABASE_URL))
    owner = connection.settings_dict["USER"]
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        grants.apply(cursor, web if web != owner else None, public if public != owner else None)
    # In this thread the public door is the same connection: a test has to see its own rows, never committed.
    connections["public"] = connections["default"]


@pytest.fixture(autouse=True)
def mother_tongue() -> None:
    """What the test before spoke is forgotten: a request leaves its language behind in the thread."""
    translation.deactivate()


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
