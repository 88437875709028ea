"""Telephone numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sales import phones


@pytest.mark.parametrize(
    "typed",
    [
        "+996700123456",
        "0700123456",
        "0700 123 456",
        "0700-12-34-56",
        "0 (700) 12 34 56",
        "+996 (0) 700 123 456",
        "996700123456",
        "00996 700 123 456",
        " +996\u00a0700\u202f123\u2011456 ",
        "０７００１２３４５６",
        "\u202a+996 700 123 456\u202c",
        "tel: 0700 123 456",
    ],
)
def test_one_number_typed_in_many_ways_is_one_number(typed):
    assert phones.normalise(typed) == "+996700123456"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("+7 701 234 56 78", "+77012345678"),
        ("+998 90 123 45 67", "+998901234567"),
        ("+49 30 901820", "+4930901820"),
        ("0312 66 12 34", "+996312661234"),
    ],
)
def test_a_guests_number_and_a_landline_are_numbers(typed, kept):
    assert phones.normalise(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "+",
        "123",
        "0700 12 34",
        "0700 123 456 7890",
        "+996",
        "abc",
        "+999 123 456 789",
        "\x00",
        "0" * 500,
        "<script>",
        "'; --",
        "\ud800",
    ],
)
def test_what_nobody_could_call_is_refused_with_a_sentence(typed):
    with pytest.raises(phones.BadPhone) as refusal:
        phones.normalise(typed)

    assert "+996" in str(refusal.value)


@given(st.text(max_size=60))
def test_any_text_is_a_number_to_call_or_a_kind_refusal(typed):
    try:
        kept = phones.normalise(typed)
    except phones.BadPhone:
        return
    assert kept.startswith("+")
    assert kept[1:].isascii()
    assert kept[1:].isdigit()
    assert len(kept) <= 16
    assert phones.normalise(kept) == kept


@given(st.integers(min_value=0, max_value=9_999_999))
def test_a_number_survives_being_read_aloud_and_typed_again(digits):
    try:
        kept = phones.normalise(f"+99670{digits:07}")
    except phones.BadPhone:
        return
    assert phones.normalise(phones.readable(kept)) == kept


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("+996700123456", "+996 700 123 456"),
        ("0312 66 12 34", "+996 312 661 234"),
        ("ask at the door", "ask at the door"),
        ("112", "112"),
        ("", ""),
    ],
)
def test_a_telephone_for_visitors_is_read_as_it_was_written_or_better(written, read):
    """An organiser types it, and it stands on every page."""
    assert phones.readable(written) == read


def test_what_stands_for_a_number_cannot_be_called_or_guessed_without_the_key(settings):
    here = phones.contact("+996700123456")

    assert len(here) == 32
    assert here == phones.contact("+996700123456")
    assert here != phones.contact("+996700123457")
    settings.SECRET_KEY = "another house"
    assert phones.contact("+996700123456") != here
