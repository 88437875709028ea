"""The bank's merchant QR: the code of an organisation that two people chose, with the sum and the number written in
where its bank lets us. Nobody here can see whether money arrived: a person at the desk looks, and says so."""

from django.utils.translation import gettext as _

from sales.models import Payee, Payment
from sales.paying import elqr, payees
from sales.paying.provider import Arrives, Due, Shown, Written


class BankQR:
    kind: str = Payment.Kind.QR
    written: Written = "may"
    arrives: Arrives = "seen"

    def is_offered(self, exhibition_id: int) -> bool:
        return payees.standing(exhibition_id) is not None

    def shows(self, due: Due) -> Shown | None:
        """The code for this sum; None while nobody may be paid by QR."""
        payee = payees.standing(due.exhibition_id)
        return shown(payee, due.amount_tyiyn, due.reference) if payee else None

    def give_back(self) -> str:
        return _("QR: the organisation's bank sends it back. Give the buyer the number of the payment.")


def shown(payee: Payee, amount_tyiyn: int, reference: str) -> Shown:
    text = payee.code
    if payee.writes_sum:
        text = elqr.encode(elqr.locked(elqr.decode(payee.code), amount_tyiyn, reference))
    return Shown(text, amount_tyiyn, reference, payee.name, payee.inn, payee.bank, payee.writes_sum)
