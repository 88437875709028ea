"""schema.org data: the same facts as on the page, for machines. Nothing that the page does not say."""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localtime, now
from django.utils.translation import get_language

from exhibitions.showing import ShownExhibit, ShownExhibition
from gallery.pictures import address
from sales.availability import Hanging

_AVAILABILITY = {"free": "InStoreOnly", "held": "Reserved", "sold": "SoldOut"}
_ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}


def exhibition(show: ShownExhibition, hangings: Iterable[Hanging]) -> SafeString:
    return _script(
        {
            **_event(show),
            "description": show.lede,
            "inLanguage": get_language(),
            "isAccessibleForFree": True,
            "eventStatus": "https://schema.org/EventScheduled",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            "workFeatured": [
                {"@type": "VisualArtwork", "name": hanging.exhibit.title, "url": _address(hanging.exhibit)}
                for hanging in hangings
                if hanging.exhibit.indexable
            ],
        }
    )


def artwork(show: ShownExhibition, hanging: Hanging) -> SafeString:
    exhibit = hanging.exhibit
    return _script(
        {
            "@type": "VisualArtwork",
            "name": exhibit.title,
            "inLanguage": get_language(),
            "url": _address(exhibit),
            "image": settings.PUBLIC_URL + address(exhibit.fallback) if exhibit.fallback else None,
            "artform": exhibit.kind,
            "artMedium": exhibit.technique,
            "dateCreated": exhibit.made,
            "height": _length(exhibit.height_mm),
            "width": _length(exhibit.width_mm),
            "depth": _length(exhibit.depth_mm),
            # A chosen name is for those who stand before the work; machines get the name of those who give their own.
            "creator": {"@type": "Person", "name": exhibit.shown_as}
            if exhibit.shown_as and exhibit.indexable
            else None,
            "subjectOf": _event(show),
            "offers": _offer(show, hanging),
        }
    )


def _event(show: ShownExhibition) -> dict[str, Any]:
    return {
        "@type": "ExhibitionEvent",
        "name": show.title,
        "url": settings.PUBLIC_URL + reverse("gallery:exhibition", args=[show.slug]),
        "startDate": localtime(show.opens_at).isoformat(),
        "endDate": localtime(show.closes_at).isoformat(),
        "location": {
            "@type": "Place",
            "name": show.venue,
            "address": {
                "@type": "PostalAddress",
                "streetAddress": show.address,
                "addressLocality": show.city,
                "addressCountry": "KG",
            },
        },
    }


def _offer(show: ShownExhibition, hanging: Hanging) -> dict[str, Any] | None:
    """What stands beside the Reserve button, or nothing: a price is an offer only while the doors are open."""
    price, availability = hanging.exhibit.price_tyiyn, _AVAILABILITY.get(hanging.state)
    if not price or not availability or show.phase(now()) != "open":
        return None
    offer = {"@type": "Offer", "availability": f"https://schema.org/{availability}"}
    if hanging.state != "sold":  # what a buyer paid is not repeated
        offer |= {
            "price": str(Decimal(price) / 100),
            "priceCurrency": "KGS",
            "availabilityEnds": localtime(show.closes_at).isoformat(),
        }
    return offer


def _length(mm: int | None) -> dict[str, Any] | None:
    return {"@type": "QuantitativeValue", "value": mm / 10, "unitCode": "CMT"} if mm else None


def _address(exhibit: ShownExhibit) -> str:
    return settings.PUBLIC_URL + reverse("gallery:artwork", args=[exhibit.slug, exhibit.catalogue_number])


def _script(facts: Mapping[str, Any]) -> SafeString:
    """As a data block. A title may hold anything, so no letter that could end the block passes."""
    said = {name: value for name, value in facts.items() if value not in (None, "", [])}
    text = json.dumps({"@context": "https://schema.org"} | said, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{text.translate(_ESCAPES)}</script>')  # noqa: S308
