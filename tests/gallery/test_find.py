import pytest

from tests.factories import make_exhibit, make_exhibition
from tests.gallery.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def show():
    show = make_exhibition(code="ak")
    for number in (1, 6, 17, 30):
        make_exhibit(exhibition=show, catalogue_number=number)
    return show


@pytest.mark.parametrize(
    "asked", ["17", " 17 ", "№ 17", "№17", "No. 17", "no 17", "#17", "ak17", "AK17", "17–428", "17 - 428"]
)
def test_a_number_leads_to_its_work(show, visitor, asked):
    answer = visitor.get("/ru/find/", {"q": asked})

    assert (answer.status_code, answer["Location"]) == (302, f"/ru/e/{show.slug}/17/")


def test_a_number_that_is_not_there_shows_its_neighbours(show, visitor):
    answer = visitor.get("/en/find/", {"q": "18"})

    assert answer.status_code == 200
    said = words(answer)
    assert "There is no number 18 here" in said
    assert said.index("No. 6,") < said.index("No. 17,") < said.index("No. 30,")


def test_words_lead_to_the_wall(show, visitor):
    answer = visitor.get("/en/find/", {"q": "white yurt"})

    assert answer["Location"] == f"/en/e/{show.slug}/?q=white+yurt"


def test_a_code_of_another_exhibition_leads_there(show, visitor):
    other = make_exhibition(code="jz")
    make_exhibit(exhibition=other, catalogue_number=17)

    assert visitor.get("/en/find/", {"q": "jz17"})["Location"] == f"/en/e/{other.slug}/17/"


@pytest.mark.parametrize("asked", ["", "   ", "\x00", "9" * 500, "<b>", "²", "'; --"])
def test_nothing_typed_breaks_it(show, visitor, asked):
    assert visitor.get("/en/find/", {"q": asked}).status_code in (200, 302)


def test_without_any_exhibition_the_box_is_still_there(visitor):
    for query in ({}, {"q": "17"}):
        answer = visitor.get("/en/find/", query)
        assert answer.status_code == 200
        assert 'name="q"' in answer.content.decode()
