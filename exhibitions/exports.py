"""The list of works as a spreadsheet: the record, and an artist's number, never a name. Sent back as it is, it changes
nothing: its columns are those that a list is imported by."""

from django.db.models import QuerySet
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from exhibitions.imports import columns
from exhibitions.imports.vocabulary import Vocabulary
from exhibitions.models import Artwork, Term
from staff import spreadsheets
from staff.words import columns as spoken

WORDS = (
    "artist", *spoken("title", "technique"), *columns.TERMS, "made", "height_mm", "width_mm", "depth_mm",
    *spoken("story"), "told_in", *spoken("alt"),
)  # fmt: skip


def artworks(found: QuerySet[Artwork]) -> bytes:
    language = (get_language() or "ky")[:2]
    names = [columns.label(field, language) for field in ("number", "reference", *WORDS)]
    vocabulary = Vocabulary(Term.objects.all())
    works = found.select_related("artist__institution").prefetch_related("terms")
    lines = ([*_numbers(work), *_words(work, vocabulary, language), *_about(work)] for work in works)
    return spreadsheets.workbook(_("Artworks"), [*names, _("Institution"), _("Added")], lines)


def _numbers(artwork: Artwork) -> list[str]:
    """A number of another institution's register says nothing in this one's."""
    is_here = artwork.registered_in_id == artwork.artist.institution_id
    return [artwork.inventory_number, artwork.reference if is_here else ""]


def _words(artwork: Artwork, vocabulary: Vocabulary, language: str) -> list[spreadsheets.Cell]:
    facets: dict[str, list[Term]] = {}
    for term in artwork.terms.all():
        facets.setdefault(f"term_{term.facet}", []).append(term)
    said = {"artist": artwork.artist.number} | {
        name: vocabulary.write(facets.get(name, []), language) for name in columns.TERMS
    }
    return [said[name] if name in said else getattr(artwork, name) for name in WORDS]


def _about(artwork: Artwork) -> list[spreadsheets.Cell]:
    return [artwork.artist.institution.name, artwork.added_at]
