from sales.models.claims import Claim
from sales.models.closing import Leaving, Reopening
from sales.models.fiscal import FiscalReceipt
from sales.models.handovers import Handover
from sales.models.line import Place
from sales.models.offline import Counterfoil, ReceiptRange, Refund
from sales.models.payees import Payee, PayeeChoice
from sales.models.reservations import Reservation
from sales.models.sales import Payment, Sale, Void
from sales.models.tills import CashSession, Desk

__all__ = [
    "CashSession",
    "Claim",
    "Counterfoil",
    "Desk",
    "FiscalReceipt",
    "Handover",
    "Leaving",
    "Payee",
    "PayeeChoice",
    "Payment",
    "Place",
    "ReceiptRange",
    "Refund",
    "Reopening",
    "Reservation",
    "Sale",
    "Void",
]
