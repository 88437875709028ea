"""Numbers that say nothing about place, person or order, with a check digit that catches slips of the pen."""

import re
import secrets
from typing import Any

from django.db import models

# Damm (2004): a totally anti-symmetric quasigroup of order 10. It catches every wrong digit and every swap of two
# neighbours.
_DAMM = (
    (0, 3, 1, 7, 5, 9, 8, 6, 4, 2),
    (7, 0, 9, 2, 1, 5, 4, 8, 6, 3),
    (4, 2, 0, 6, 8, 7, 1, 3, 5, 9),
    (1, 7, 5, 0, 9, 8, 3, 4, 2, 6),
    (6, 1, 2, 3, 0, 4, 5, 9, 7, 8),
    (3, 6, 7, 4, 2, 0, 9, 5, 8, 1),
    (5, 8, 6, 9, 7, 2, 0, 1, 3, 4),
    (8, 9, 4, 5, 3, 6, 2, 0, 1, 7),
    (9, 4, 3, 8, 6, 1, 7, 2, 0, 5),
    (2, 5, 8, 1, 4, 3, 6, 7, 9, 0),
)
NUMBER = re.compile(r"\d{5}-\d")


def check_digit(digits: str) -> str:
    interim = 0
    for digit in digits:
        interim = _DAMM[interim][int(digit)]
    return str(interim)


def is_valid(number: str) -> bool:
    """Whether `number` is five digits, a hyphen and the right check digit."""
    return bool(NUMBER.fullmatch(number)) and check_digit(number[:5]) == number[-1]


def new_number() -> str:
    """A number nobody can guess an order from, such as "48213-1"."""
    digits = f"{secrets.randbelow(90_000) + 10_000}"
    return f"{digits}-{check_digit(digits)}"


class NumberField(models.CharField):
    """Draws its number when the row is first saved, and again if another row has it: there are only 90,000."""

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        number: str = getattr(model_instance, self.attname)
        others = type(model_instance)._base_manager
        if add and not number:
            number = new_number()
            while others.filter(**{self.attname: number}).exists():
                number = new_number()
            setattr(model_instance, self.attname, number)
        return number

    def deconstruct(self) -> Any:
        """To a migration it is a column of text like any other."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs
