import pytest
from django.test import Client

from gallery import board, freshness, kept_wall


@pytest.fixture(autouse=True)
def empty_shelf() -> None:
    """A test's rows are rolled back, kept pages are not: no test may see another's."""
    freshness.shelf.clear()
    kept_wall.forget()
    board.forget()


@pytest.fixture
def visitor() -> Client:
    """A stranger's browser on our own pages."""
    return Client(headers={"sec-fetch-site": "same-origin", "accept-language": "ky"})
