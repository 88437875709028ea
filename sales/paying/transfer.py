"""A transfer that the buyer makes from their own bank, another day or another way."""

from django.utils.translation import gettext as _

from sales.models import Payment
from sales.paying.in_hand import InHand
from sales.paying.provider import Arrives, Written


class Transfer(InHand):
    kind: str = Payment.Kind.TRANSFER
    written: Written = "may"
    arrives: Arrives = "later"

    def give_back(self) -> str:
        return _("Transfer: the accountant sends it back to the account it came from.")
