"""What every way to pay has to say of itself. The desk and the visitor's page ask this, and not for its name."""

from dataclasses import dataclass
from typing import Literal, Protocol

Written = Literal["no", "may", "must"]
Arrives = Literal["at once", "seen", "later"]


@dataclass(frozen=True, slots=True)
class Due:
    """One part of a price, to be paid one way. `reference`: what this payment is known by, as the desk can type it."""

    exhibition_id: int
    amount_tyiyn: int
    reference: str


@dataclass(frozen=True, slots=True)
class Shown:
    """What the buyer is shown: a code, and whom it pays. `is_locked`: the code says the sum and the number itself;
    otherwise the buyer types them."""

    text: str
    amount_tyiyn: int
    reference: str
    name: str
    inn: str
    bank: str
    is_locked: bool


class PaymentProvider(Protocol):
    """One way to pay. `written`: whether the desk writes a number down. `arrives`: whether the money is in hand at
    once, or a person has to say that they saw it, or it comes another day."""

    kind: str
    written: Written
    arrives: Arrives

    def is_offered(self, exhibition_id: int) -> bool: ...

    def shows(self, due: Due) -> Shown | None: ...

    def give_back(self) -> str:
        """How a cashier gives the money back, in words."""
