"""What is paid in the hand: notes, a card at the bank's terminal, and a letter that promises."""

from django.utils.translation import gettext as _

from sales.models import Payment
from sales.paying.provider import Arrives, Due, Written


class InHand:
    """Nothing has to be shown to the buyer, and it is offered everywhere."""

    def is_offered(self, exhibition_id: int) -> bool:
        return True

    def shows(self, due: Due) -> None:
        return None


class Cash(InHand):
    kind: str = Payment.Kind.CASH
    written: Written = "no"
    arrives: Arrives = "at once"

    def give_back(self) -> str:
        return _("Cash: count it out of the drawer.")


class Card(InHand):
    kind: str = Payment.Kind.CARD
    written: Written = "no"
    arrives: Arrives = "at once"

    def give_back(self) -> str:
        return _("Card: make the return on the bank's terminal, with the same card.")


class Letter(InHand):
    kind: str = Payment.Kind.LETTER
    written: Written = "must"
    arrives: Arrives = "later"

    def give_back(self) -> str:
        return _("Guarantee letter: write on it that it no longer counts, and return it.")
