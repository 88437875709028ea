"""Frozen values as the public pages get them, for what needs no database."""

import datetime
from typing import Any

from django.utils import timezone

from exhibitions.showing import ShownExhibit, ShownExhibition, ShownImage
from sales.availability import Hanging

HOUR = datetime.timedelta(hours=1)
_EXHIBIT = {
    "id": 6, "exhibition_id": 1, "artwork_id": 6, "slug": "ak-jol", "code": "ak", "catalogue_number": 6,
    "title": "Терезедеги жарык", "title_lang": "ky", "shown_as": "Гүлзат М.", "made": "2025",
    "technique": "Кенеп, майлуу боёк", "technique_lang": "ky", "kind": "painting", "terms": ("canvas", "oil-paint"),
    "height_mm": 700, "width_mm": 500, "depth_mm": None, "alt": "Күңүрт бөлмө", "story_lang": "ky", "hall": "Чоң зал",
    "wall": "Б", "for_sale": True, "price_tyiyn": 950_000, "mean_colour": "#806040", "indexable": True,
    "images": (ShownImage("a" * 32, 240, 336, "webp"), ShownImage("b" * 32, 720, 1008, "webp")),
    "fallback": ShownImage("c" * 32, 720, 1008, "jpeg"),
}  # fmt: skip
_EXHIBITION = {
    "id": 1, "slug": "ak-jol", "code": "ak", "title": "Ак жол", "venue": "Галерея", "address": "Пушкин, 78",
    "city": "Бишкек", "hold_minutes": 30, "version": 1,
}  # fmt: skip


def _whole(kind: type, fields: dict[str, Any]) -> Any:
    """What is not said is an empty text."""
    return kind(**{name: fields.get(name, "") for name in kind.__dataclass_fields__})


def show(*, opens_in: datetime.timedelta = -HOUR) -> ShownExhibition:
    opens_at = timezone.now() + opens_in
    return _whole(ShownExhibition, _EXHIBITION | {"opens_at": opens_at, "closes_at": opens_at + 8 * HOUR})


def exhibit(**fields: Any) -> ShownExhibit:
    return _whole(ShownExhibit, _EXHIBIT | fields)


def hanging(number: int = 6, state: Any = "free", **fields: Any) -> Hanging:
    return Hanging(exhibit(id=number, catalogue_number=number, **fields), state, None)


def sized(number: int, height_cm: int, width_cm: int, **fields: Any) -> Hanging:
    return hanging(number, height_mm=height_cm * 10, width_mm=width_cm * 10, **fields)
