from sales.models.claims import Claim
from sales.models.line import Place
from sales.models.offline import Counterfoil, ReceiptRange, Refund
from sales.models.reservations import Reservation
from sales.models.sales import Payment, Sale, Void
from sales.models.tills import CashSession, Desk

__all__ = [
    "CashSession",
    "Claim",
    "Counterfoil",
    "Desk",
    "Payment",
    "Place",
    "ReceiptRange",
    "Refund",
    "Reservation",
    "Sale",
    "Void",
]
