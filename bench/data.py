"""Rows for the bench beside the demonstration: the floor's plain tables, and walls of free works for the rush."""

WORKS = 23


def make() -> None:
    from django.db import transaction

    from bench import floor

    with transaction.atomic():
        floor.make_tables()
        for code in ("rusha", "rushb"):
            wall(code, WORKS)


def wall(code: str, works: int) -> None:
    """So many free works, in an exhibition that is open."""
    from tests.factories import make_artist, make_artwork, make_exhibit, make_exhibition

    exhibition = make_exhibition(slug=code, code=code)
    artist = make_artist()
    for number in range(1, works + 1):
        make_exhibit(exhibition=exhibition, artwork=make_artwork(artist=artist), catalogue_number=number)
