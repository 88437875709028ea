"""Sums in tyiyn, read and typed in som."""

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from sales import money

SUMS = st.integers(min_value=0, max_value=10**11 - 1)


@pytest.mark.parametrize(
    ("tyiyn", "text"),
    [
        (0, "0"),
        (1, "0,01"),
        (100, "1"),
        (850_000, "8\u00a0500"),
        (1_250_050, "12\u00a0500,50"),
        (123_456_789_00, "123\u00a0456\u00a0789"),
        (-850_000, "−8\u00a0500"),
        (-1, "−0,01"),
    ],
)
def test_a_sum_is_grouped_by_spaces_that_do_not_break(tyiyn, text):
    assert money.figure(tyiyn) == text


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_a_sum_and_its_currency_stay_on_one_line(language):
    with translation.override(language):
        text = money.som(1_250_000)

    assert text.startswith("12\u00a0500\u00a0")
    assert " " not in text


def test_a_work_without_a_price_reads_as_nothing():
    template = Template("{% load money %}[{{ none|som }}{{ none|figure }}][{{ price|figure }}]")

    assert template.render(Context({"none": None, "price": 850_000})) == "[][8\u00a0500]"


@given(SUMS)
def test_what_is_read_can_be_typed(tyiyn):
    assert money.from_som(money.figure(tyiyn)) == tyiyn


@given(SUMS)
def test_grouping_changes_no_digit(tyiyn):
    digits = money.figure(tyiyn).replace("\u00a0", "").replace(",", ".")

    assert round(float(digits) * 100) == tyiyn


@pytest.mark.parametrize(
    ("typed", "tyiyn"),
    [
        ("12500", 1_250_000),
        ("12 500", 1_250_000),
        ("12 500,5", 1_250_050),
        ("12500.50", 1_250_050),
        ("0,01", 1),
        ("7,", 700),
        ("007", 700),
    ],
)
def test_a_cashier_types_a_sum_in_several_ways(typed, tyiyn):
    assert money.from_som(typed) == tyiyn


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-5",
        "+5",
        "1e3",
        "1,234",
        "1.234,5",
        "1,2,3",
        "0x10",
        "½",
        "١٢",
        "１２",
        "nan",
        "5 сом",
        "=1+1",
        "9" * 10,
        "1,²",
        "1\n2",
        "\x00",
    ],
)
def test_what_is_not_surely_a_sum_is_refused(typed):
    with pytest.raises(ValueError):
        money.from_som(typed)


@given(st.text(max_size=20))
def test_any_text_is_a_sum_or_a_refusal(typed):
    try:
        tyiyn = money.from_som(typed)
    except ValueError:
        return
    assert 0 <= tyiyn < 10**11
    assert money.from_som(money.figure(tyiyn)) == tyiyn
