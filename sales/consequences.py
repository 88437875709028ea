"""What of an artist's works is sold or promised, for whoever is about to change something about the artist."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from inmates.consequences import Consequence, Line, watched_by
from inmates.models import Artist
from sales.models import Claim, Sale

_FOR_SALE = """
SELECT e.id FROM public_exhibit e JOIN exhibitions_artwork a ON a.id = e.artwork_id
WHERE a.artist_id = %s AND e.for_sale
"""


@dataclass(frozen=True, slots=True)
class Promised:
    sold: dict[str, str]
    held: dict[int, str]
    for_sale: frozenset[int]


class Promises:
    def look(self, artist: Artist) -> Promised:
        undone = Q(void__approved_at__isnull=False)
        sold = Sale.objects.filter(exhibit__artwork__artist=artist).exclude(undone)
        held = Claim.objects.live().filter(
            kind=Claim.Kind.HOLD, artwork__artist=artist, until_at__gt=timezone.now()
        )
        with connection.cursor() as cursor:
            cursor.execute(_FOR_SALE, [artist.pk])
            for_sale = frozenset(key for (key,) in cursor.fetchall())
        order = ("exhibit__exhibition", "exhibit__catalogue_number")
        about = ("exhibit", "exhibit__exhibition", "exhibit__artwork")
        return Promised(
            sold={str(sale.pk): _number(sale) for sale in sold.select_related(*about).order_by(*order)},
            held={claim.exhibit_id: _number(claim) for claim in held.select_related(*about).order_by(*order)},
            for_sale=for_sale,
        )

    def tell(self, before: Promised, after: Promised) -> list[Consequence]:
        told = []
        broken = [
            text for key, text in before.held.items() if key in before.for_sale and key not in after.for_sale
        ]
        if broken:
            text = _("Held by visitors and no longer for sale: tell them")
            told.append(Consequence("recall", text, tuple(map(Line, broken))))
        if after.sold:
            text = _("Sold works stay sold: they belong to their buyers")
            told.append(Consequence("stays", text, tuple(map(Line, after.sold.values()))))
        return told


def _number(row: Sale | Claim) -> str:
    return f"№ {row.exhibit.catalogue_number} · {row.exhibit.artwork.title}"


watched_by(Promises())
