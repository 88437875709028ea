"""The ways to pay, each in a file of its own, behind one interface (`provider.py`)."""

from sales.paying.bank_qr import BankQR
from sales.paying.in_hand import Card, Cash, Letter
from sales.paying.provider import Due, PaymentProvider, Shown
from sales.paying.transfer import Transfer

WAYS: tuple[PaymentProvider, ...] = (Cash(), Card(), BankQR(), Transfer(), Letter())


def of(kind: str) -> PaymentProvider:
    return next(way for way in WAYS if way.kind == kind)


def offered(exhibition_id: int) -> list[PaymentProvider]:
    """How one can pay at this exhibition now, in the order of the desk's keys."""
    return [way for way in WAYS if way.is_offered(exhibition_id)]


__all__ = ["WAYS", "BankQR", "Due", "PaymentProvider", "Shown", "of", "offered"]
