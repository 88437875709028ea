import pytest

from gallery import filters
from gallery.filters import Filter
from tests.gallery.sample import hanging

WALL = [
    hanging(1, "free", price_tyiyn=800_000),
    hanging(2, "sold", price_tyiyn=1_200_000, terms=("wool",), technique="Жүн"),
    hanging(3, "free", price_tyiyn=2_200_000),
    hanging(4, "not_for_sale", price_tyiyn=None, terms=("wool",), technique="Жүн"),
]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"state": "stolen"}, {"technique": "<script>"}, {"up_to": "12"}, {"up_to": "²"}, {"up_to": "9" * 40},
        {"q": " \x00 "}, {"page": "2"},
    ],
)  # fmt: skip
def test_what_is_not_understood_counts_as_not_said(nonsense):
    assert Filter.read(nonsense) == Filter()


def test_a_wish_has_one_spelling():
    wish = Filter.read({"q": "  боз\tүй ", "up_to": "10000", "state": "free", "junk": "1"})

    assert wish.query == "state=free&up_to=10000&q=%D0%B1%D0%BE%D0%B7+%D2%AF%D0%B9"
    assert Filter.read({"state": "free"}).query == "state=free"


def test_state_technique_and_price_narrow_together():
    def picked(**wish):
        asked = Filter(**wish)
        return [each.exhibit.catalogue_number for each in asked.pick(asked.narrow(WALL))]

    assert picked(state="free") == [1, 3]
    assert picked(technique="wool") == [2, 4]
    assert picked(up_to=15_000) == [1, 2]
    assert picked(up_to=15_000, state="free") == [1]
    assert picked(technique="wool", state="free") == []


def test_tabs_count_what_the_other_wishes_leave():
    asked = Filter(technique="wool")

    tabs = filters.tabs(asked, asked.narrow(WALL))

    assert [(tab.state, tab.count, tab.query) for tab in tabs] == [
        ("", 2, "technique=wool"),
        ("sold", 1, "state=sold&technique=wool"),
        ("not_for_sale", 1, "state=not_for_sale&technique=wool"),
    ]


def test_prices_are_offered_only_where_they_tell_works_apart():
    assert filters.prices(WALL) == [10_000, 15_000, 20_000]
    assert filters.prices(WALL[:1]) == []
    assert filters.prices([WALL[3]]) == []


def test_techniques_bear_the_words_of_their_labels():
    assert filters.techniques(WALL) == [("wool", "Жүн"), ("canvas+oil-paint", "Кенеп, майлуу боёк")]
