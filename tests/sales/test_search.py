"""Searching an exhibition in the words of three languages, whatever is typed."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exhibitions import showing
from sales import availability
from tests.factories import make_artist, make_artwork, make_exhibit, make_exhibition

pytestmark = pytest.mark.django_db


@pytest.fixture
def wall():
    """Three works; find("…") answers with their catalogue numbers."""
    exhibition = make_exhibition()
    works = [
        {"title_ky": "Тоолордун чети", "title_ru": "Край гор", "title_en": "The edge of mountains"},
        {"title_ky": "Өмүр дарагы", "title_ru": "Ёлка в снегу", "title_en": "Tree of life", "made": "2024"},
        {
            "title_ky": "Апам",
            "title_ru": "Мама",
            "title_en": "Mother",
            "story_ky": "Күздө жүн түштүк",
            "alt_en": "A woman in a red scarf",
            "technique_ky": "Кийиз",
        },
    ]
    for work in works:
        make_exhibit(exhibition=exhibition, artwork=make_artwork(photo=False, **{"technique_ky": ""} | work))

    def find(words):
        seen = showing.exhibition(exhibition.slug, "ky")
        return [hanging.exhibit.catalogue_number for hanging in availability.hang(seen, "ky", search=words)]

    return find


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("тоо", [1]),
        ("тоолор", [1]),
        ("ТООЛОРДУН", [1]),
        ("тоолордун чети", [1]),
        ("чети тоолордун", [1]),
        ("гора", [1]),
        ("горы", [1]),
        ("mountain", [1]),
        ("edges", [1]),
        ("өмүр", [2]),
        ("ӨМҮР", [2]),
        ("елка", [2]),
        ("Ёлка", [2]),
        ("е\u0308лка", [2]),
        ("елки", [2]),
        ("2024", [2]),
        ("күз", [3]),
        ("жүн", [3]),
        ("кийиз", [3]),
        ("scarf", [3]),
        ("women", []),
        ("мама снег", []),
        ("дарак", []),
        ("", [1, 2, 3]),
        (" \u200b ", [1, 2, 3]),
    ],
)
def test_a_word_finds_its_work_in_any_language_and_case_and_by_its_beginning(wall, words, numbers):
    assert wall(words) == numbers


@pytest.mark.parametrize(
    "words",
    [
        "'",
        '"',
        "''';--",
        "&",
        "|",
        "!",
        ":*",
        "<->",
        "(",
        ")",
        "\\",
        "a & | b",
        "тоо:*",
        "'тоо':*A",
        "%",
        "%s",
        "%(x)s",
        "{}",
        "\x00",
        "тоо\x00",
        "\ud800",
        "\u202e",
        "😀",
        "<script>alert(1)</script>",
        "-",
        "--",
        '-"',
        "or",
        "OR OR",
        "and not",
        "и",
        "the",
        "x" * 10_000,
        "ө" * 10_000,
        "x " * 5_000,
        "'" * 10_000,
        "\u0301" * 500,
        "²",
        "_",
        "\n\t",
    ],
)
def test_nothing_that_can_be_typed_breaks_the_search(wall, words):
    assert set(wall(words)) <= {1, 2, 3}


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    database=None,
)
@given(
    words=st.text(max_size=150)
    | st.lists(st.sampled_from("тоо'\"&|!:*()<->\\ -%\x00Ё"), max_size=40).map("".join)
)
def test_nothing_that_can_be_thought_up_breaks_the_search(wall, words):
    assert set(wall(words)) <= {1, 2, 3}


def test_the_words_are_searched_and_never_run(wall):
    assert wall("') ; DROP TABLE sales_claim ; --") == []
    assert wall("тоо") == [1]


def test_a_search_stays_in_its_exhibition(wall):
    make_exhibit(artwork=make_artwork(title_ky="Тоолордун башы", photo=False))

    assert wall("тоо") == [1]


def test_a_name_that_is_shown_is_found_and_one_that_is_not_is_not():
    exhibition = make_exhibition()
    for level in ("first_name", "anonymous"):
        make_exhibit(
            exhibition=exhibition,
            artwork=make_artwork(artist=make_artist(level=level, name="Темирлан"), photo=False),
        )
    seen = showing.exhibition(exhibition.slug, "ky")

    found = availability.hang(seen, "ky", search="темирлан")

    assert [hanging.exhibit.catalogue_number for hanging in found] == [1]
