"""The list of works as a spreadsheet: the record, and an artist's number, never a name."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from exhibitions.models import Artwork
from staff import spreadsheets


def artworks(found: QuerySet[Artwork]) -> bytes:
    header = [
        _("Inventory number"), _("Artist"), _("Institution"), _("Title (Kyrgyz)"), _("Title (Russian)"),
        _("Title (English)"), _("Technique"), _("Year"), _("Height, mm"), _("Width, mm"), _("Depth, mm"), _("Added"),
    ]  # fmt: skip
    lines = (
        [
            artwork.inventory_number, artwork.artist.number, artwork.artist.institution.name, artwork.title_ky,
            artwork.title_ru, artwork.title_en, artwork.technique, artwork.made, artwork.height_mm, artwork.width_mm,
            artwork.depth_mm, artwork.added_at,
        ]
        for artwork in found.select_related("artist__institution")
    )  # fmt: skip
    return spreadsheets.workbook(_("Artworks"), header, lines)
