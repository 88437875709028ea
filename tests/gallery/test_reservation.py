import datetime

import pytest
from django.utils import timezone

from inmates import consent
from inmates.models import Purpose
from tests.factories import live_claims, make_exhibit, make_exhibition, make_hold, make_sale, make_user
from tests.gallery.pages import words

pytestmark = pytest.mark.django_db
LONG_AGO = datetime.timedelta(minutes=45)


@pytest.fixture
def exhibit():
    return make_exhibit(exhibition=make_exhibition())


def page(held, language="en"):
    return f"/{language}/r/{held.secret}/"


def test_the_page_says_the_code_the_minutes_and_where_to_pay(exhibit, visitor):
    held = make_hold(exhibit)

    said = words(visitor.get(page(held)))

    assert held.spoken_code in said
    assert "30 min left" in said
    assert f"Held until: {timezone.localtime(held.until_at):%H:%M}" in said
    assert "Көркөм галерея, Пушкин көчөсү, 78" in said


def test_the_page_is_kept_nowhere_and_told_to_no_one(exhibit, visitor):
    held = make_hold(exhibit)

    for answer in (
        visitor.get(page(held)),
        visitor.get(page(held) + "cancel/"),
        visitor.post(page(held) + "cancel/"),
    ):
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer.cookies == {}


def test_cancelling_is_asked_for_once_more_and_frees_the_work(exhibit, visitor):
    held = make_hold(exhibit)

    asked = visitor.get(page(held) + "cancel/")
    assert live_claims(exhibit) == 1
    answer = visitor.post(page(held) + "cancel/", follow=True)

    assert '<form method="post"' in asked.content.decode()
    assert live_claims(exhibit) == 0
    assert "Your reservation is cancelled" in words(answer)
    assert f"/{exhibit.catalogue_number}/reserve/" in answer.content.decode()


def test_cancelling_twice_is_cancelling_once(exhibit, visitor):
    held = make_hold(exhibit)

    for _ in range(2):
        answer = visitor.post(page(held) + "cancel/", follow=True)

    assert "Your reservation is cancelled" in words(answer)


def test_after_its_time_the_work_can_be_reserved_once_more(exhibit, visitor):
    held = make_hold(exhibit, at=timezone.now() - LONG_AGO)

    answer = visitor.get(page(held))

    assert "The time is over" in words(answer)
    assert f"/{exhibit.catalogue_number}/reserve/" in answer.content.decode()
    assert held.spoken_code not in words(answer)


def test_after_its_time_someone_else_may_hold_it(exhibit, visitor):
    held = make_hold(exhibit, at=timezone.now() - LONG_AGO)
    make_hold(exhibit)

    assert "Someone else is holding" in words(visitor.get(page(held)))


def test_a_work_that_was_bought_is_theirs(exhibit, visitor):
    held = make_hold(exhibit)
    make_sale(exhibit)

    assert f"{exhibit.artwork.title_en} is yours" in words(visitor.get(page(held)))


def test_a_work_withdrawn_meanwhile_says_nothing_of_itself(exhibit, visitor):
    held = make_hold(exhibit)
    consent.withdraw(exhibit.artwork.artist.consents.get(purpose=Purpose.SHOW), by=make_user())

    answer = visitor.get(page(held))

    assert "This work is no longer shown" in words(answer)
    assert exhibit.artwork.title_en not in answer.content.decode()


def test_an_address_that_opens_nothing_is_not_found(exhibit, visitor):
    make_hold(exhibit)

    for secret in ("x" * 32, "0"):
        assert visitor.get(f"/en/r/{secret}/").status_code == 404
        assert visitor.get(f"/en/r/{secret}/cancel/").status_code == 404


def test_the_page_speaks_the_language_it_is_opened_in(exhibit, visitor):
    held = make_hold(exhibit, language="ky")

    for language in ("ky", "ru", "en"):
        assert f'<html lang="{language}">' in visitor.get(page(held, language)).content.decode()
