import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.utils.translation import override

from exhibitions import showing
from gallery import errors
from tests.factories import make_exhibition
from tests.gallery.pages import LANGUAGES, words

pytestmark = pytest.mark.django_db
PAGES = {400: errors.bad_request, 403: errors.forbidden, 404: errors.not_found, 410: errors.gone}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", PAGES)
def test_no_error_is_a_dead_end(status, language):
    show = make_exhibition()

    with override(language):
        answer = PAGES[status](RequestFactory().get(f"/{language}/x/"))

    text = answer.content.decode()
    assert answer.status_code == status
    assert f'action="/{language}/find/"' in text
    assert f'href="/{language}/e/{show.slug}/"' in text
    assert "tel:+996" in text
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize("status", PAGES)
def test_an_error_page_needs_no_database(status, monkeypatch):
    def down(*_):
        raise OperationalError("the database is down")

    monkeypatch.setattr(showing, "exhibitions", down)

    with override("en"):
        answer = PAGES[status](RequestFactory().get("/en/x/"))

    assert answer.status_code == status
    assert 'action="/en/find/"' in answer.content.decode()


def test_a_broken_house_speaks_all_three_languages_and_asks_nobody(django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = errors.server_error(RequestFactory().get("/"))

    said = words(answer)
    assert answer.status_code == 500
    for part in ("Ката кетти", "Произошла ошибка", "Something went wrong"):
        assert part in said


def test_a_house_too_broken_for_its_own_page_still_says_something(monkeypatch):
    def broken(*_, **__):
        raise RuntimeError

    monkeypatch.setattr(errors, "render_to_string", broken)

    answer = errors.server_error(RequestFactory().get("/"))

    assert answer.status_code == 500
    assert "Something went wrong" in answer.content.decode()


def test_an_unknown_address_speaks_the_browsers_language(visitor):
    answer = visitor.get("/nowhere", headers={"accept-language": "en"})

    assert answer.status_code == 404
    assert "There is no such page" in words(answer)
