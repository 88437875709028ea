from exhibitions.models.artworks import Artwork, Term
from exhibitions.models.duplicates import KeptApart
from exhibitions.models.exhibits import Exhibit
from exhibitions.models.imports import Import, ImportRow
from exhibitions.models.photos import Photo, Rendition
from exhibitions.models.prices import Meeting, Price
from exhibitions.models.prints import Print
from exhibitions.models.publications import Publication
from exhibitions.models.shows import Exhibition, ExhibitionVersion
from exhibitions.models.venues import Hall, Venue, Wall

__all__ = [
    "Artwork",
    "Exhibit",
    "Exhibition",
    "ExhibitionVersion",
    "Hall",
    "Import",
    "ImportRow",
    "KeptApart",
    "Meeting",
    "Photo",
    "Price",
    "Print",
    "Publication",
    "Rendition",
    "Term",
    "Venue",
    "Wall",
]
