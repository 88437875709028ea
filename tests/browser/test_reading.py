"""Forty texts before lunch: from one to the next with the keyboard alone."""

import pytest
from django.urls import reverse

from exhibitions import publishing
from exhibitions.models import Publication
from inmates.models import Artist
from staff.models import User
from tests import factories
from tests.browser.conftest import DESK
from tests.browser.test_keyboard import tab_to

KEYS = 8


@pytest.fixture
def waiting(site, faces) -> list[Publication]:
    with site.rows():
        author = User.objects.get(username="cataloguer")
        artist = Artist.objects.filter(institution=author.memberships.get().institution).earliest("pk")
        works = [factories.make_artwork(artist=artist, photo=False) for _ in range(2)]
        return [publishing.propose(work, by=author) for work in works]


def test_a_text_is_read_and_approved_with_eight_keys_and_the_next_one_is_there(waiting, site, come_to_work):
    reviewer = come_to_work("reviewer", DESK)
    page, [first, second] = reviewer.page, waiting
    reviewer.goto(_address(first) + "#main")

    keys = tab_to(page, "a[href='#decide']") + 1
    page.keyboard.press("Enter")
    keys += tab_to(page, "#decide .button--main") + 1
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.url == site.address + _address(second) + "#main"
    assert keys <= KEYS
    with site.rows():
        first.refresh_from_db()
    assert first.approved_by_id is not None


def test_the_arrow_passes_a_text_over(waiting, site, come_to_work):
    reviewer = come_to_work("reviewer", DESK)
    first, second = waiting
    reviewer.goto(_address(first))

    with reviewer.page.expect_navigation():
        reviewer.page.keyboard.press("ArrowRight")

    assert reviewer.page.url == site.address + _address(second)


def _address(publication: Publication) -> str:
    return reverse("admin:exhibitions_publication_change", args=[publication.pk])
