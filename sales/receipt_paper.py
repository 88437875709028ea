"""The buyer's receipt, and on it how the work left the house: words as the public reads them at this moment, so that no
paper names an artist more openly than their page does."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from exhibitions.showing import ShownExhibit
from sales import availability
from sales.models import Handover, Payment, Sale


@dataclass(frozen=True, slots=True)
class Receipt:
    """`work`: None once the public may not see it; then the paper has its number only. Sums in tyiyn."""

    sale: Sale
    work: ShownExhibit | None
    paid: tuple[Payment, ...]
    rounding_tyiyn: int
    given_tyiyn: int
    change_tyiyn: int
    handover: Handover | None
    address: str
    """Of its hand-over: what the code on the paper says."""

    @property
    def size(self) -> str:
        if self.work is None:
            return ""
        sides = (self.work.height_mm, self.work.width_mm, self.work.depth_mm)
        return " × ".join(f"{side / 10:g}".replace(".", ",") for side in sides if side)

    @property
    def maker(self) -> str:
        return (self.work.shown_as or self.work.institution) if self.work else ""


def of(sale: Sale, language: str) -> Receipt:
    exhibit = sale.exhibit
    hanging = availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, language)
    received = [part for part in sale.payments.all() if part.negates_id is None]
    given = [part for part in received if part.given_tyiyn]
    with override(None):
        table = reverse("desk:collect")
    asked = urlencode({"show": exhibit.exhibition.slug, "q": sale.receipt_number})
    return Receipt(
        sale=sale,
        work=hanging.exhibit if hanging else None,
        paid=tuple(part for part in received if part.kind != Payment.Kind.ROUNDING),
        rounding_tyiyn=sum(part.amount_tyiyn for part in received if part.kind == Payment.Kind.ROUNDING),
        given_tyiyn=sum(part.given_tyiyn or 0 for part in given),
        change_tyiyn=sum((part.given_tyiyn or 0) - part.amount_tyiyn for part in given),
        handover=Handover.objects.standing().filter(sale=sale).first(),
        address=f"{settings.PUBLIC_URL.rstrip('/')}{table}?{asked}",
    )
