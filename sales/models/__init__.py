from sales.models.claims import Claim
from sales.models.closing import Leaving, Reopening
from sales.models.handovers import Handover
from sales.models.line import Place
from sales.models.reservations import Reservation
from sales.models.sales import Payment, Sale, Void
from sales.models.tills import CashSession, Desk

__all__ = [
    "CashSession",
    "Claim",
    "Desk",
    "Handover",
    "Leaving",
    "Payment",
    "Place",
    "Reopening",
    "Reservation",
    "Sale",
    "Void",
]
