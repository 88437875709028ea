from sales.models.claims import Claim
from sales.models.line import Place
from sales.models.reservations import Reservation
from sales.models.sales import Payment, Sale, Void

__all__ = ["Claim", "Payment", "Place", "Reservation", "Sale", "Void"]
