"""Numbers that say nothing, and whose check digit catches slips of the pen."""

import pytest

from staff import numbers
from tests.factories import make_artist, make_artwork

EVERY_HUNDREDTH = [f"{n:05}" for n in range(0, 100_000, 97)]


def numbered(digits):
    return f"{digits}-{numbers.check_digit(digits)}"


def test_the_published_example_of_the_method_comes_out():
    assert numbers.check_digit("572") == "4"  # Damm (2004)


@pytest.mark.parametrize("digits", EVERY_HUNDREDTH[::20])
def test_every_wrong_digit_is_caught(digits):
    number = numbered(digits)

    for place in (0, 1, 2, 3, 4, 6):
        for digit in set("0123456789") - {number[place]}:
            assert not numbers.is_valid(number[:place] + digit + number[place + 1 :])


def test_every_swap_of_neighbours_is_caught():
    for digits in EVERY_HUNDREDTH:
        whole = digits + numbers.check_digit(digits)
        for place in range(5):
            one, other = whole[place : place + 2]
            if one != other:
                swapped = whole[:place] + other + one + whole[place + 2 :]
                assert not numbers.is_valid(f"{swapped[:5]}-{swapped[5]}")


@pytest.mark.parametrize(
    "text", ["", "12345", "123456", "1234-56", " 48213-1", "48213-1\n", "４８２１３-1", "48213–1", "a8213-1"]
)
def test_what_is_no_number_is_refused(text):
    assert not numbers.is_valid(text)


def test_new_numbers_check_have_five_digits_and_no_order():
    made = [numbers.new_number() for _ in range(200)]

    assert all(map(numbers.is_valid, made))
    assert made != sorted(made)
    assert len(set(made)) > 190


@pytest.mark.django_db
@pytest.mark.parametrize(("make", "column"), [(make_artwork, "inventory_number"), (make_artist, "number")])
def test_a_number_that_is_taken_is_drawn_again(make, column, monkeypatch):
    drawn = iter(
        [
            numbered("48213"),
            numbered("48213"),
            numbered("48213"),
            numbered("50000"),
            *map(numbered, EVERY_HUNDREDTH),
        ]
    )
    first = make(**{column: numbered("48213")})
    monkeypatch.setattr(numbers, "new_number", lambda: next(drawn))

    second = make(**({"artist": first.artist} if make is make_artwork else {}))

    assert getattr(first, column) == numbered("48213")
    assert getattr(second, column) == numbered("50000")
