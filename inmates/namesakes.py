"""The same person met twice: shown before a second entry is made.

An artist is a number and holds no name. What a name can be compared with is what artists of the same institution agreed
to be called, and their identities for those who may read them; that comparison is a reading of each identity it finds,
and leaves its trace. Nothing of another institution is ever compared."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from inmates.levels import NAMED, Level
from inmates.models import Artist, Consent, Identity, IdentityReading, Institution, Purpose
from staff.scope import rows
from staff.words import LANGUAGES

# A first name alone is shared by many and says nothing.
TELLING = sorted(NAMED - {Level.FIRST_NAME})


def namesakes(
    institution: Institution, *names: str, by: Any, besides: Artist | None = None, register: str = ""
) -> list[Artist]:
    """Artists of the institution who bear one of these names already, as far as this person may know them."""
    wanted = {folded(name) for name in names} - {""}
    found: dict[int, Artist] = {}
    if not wanted and not register:
        return []
    for artist in (
        *_agreed(institution, wanted, by),
        *_identified(institution, wanted, folded(register), by),
    ):
        if besides is None or artist.pk != besides.pk:
            found[artist.pk] = artist
    return [found[key] for key in sorted(found)]


def folded(name: str) -> str:
    """Without what is written now so and now otherwise: capitals, ё, full stops, the order of the parts."""
    plain = "".join(sign if sign.isalnum() else " " for sign in name.casefold().replace("ё", "е"))
    return " ".join(sorted(plain.split()))


def _agreed(institution: Institution, wanted: set[str], by: Any) -> Iterator[Artist]:
    answers = rows(Consent, by).filter(
        artist__institution=institution, purpose=Purpose.ATTRIBUTION, level__in=TELLING, withdrawn_at=None
    )
    for answer in answers.select_related("artist"):
        names = {folded(getattr(answer, f"name_as_agreed_{code}")) for code in LANGUAGES}
        if names & wanted:
            yield answer.artist


def _identified(institution: Institution, wanted: set[str], register: str, by: Any) -> Iterator[Artist]:
    for identity in rows(Identity, by).filter(artist__institution=institution).select_related("artist"):
        short, whole = (identity.first_name, identity.surname), (identity.patronymic,)
        names = {folded(" ".join(short)), folded(" ".join((*short, *whole)))}
        if names & wanted or (register and folded(identity.register_number) == register):
            IdentityReading.objects.create(
                identity=identity, read_by=by, reason=_("Compared with a name before a new entry")
            )
            yield identity.artist
