"""The second pair of eyes that never tires: what must not stand in an artwork's public words.

It reads a publication, waiting or not yet proposed, and says what it found: words that point to the artist, articles of
law, dates of birth, telephone numbers, addresses, places; and what is missing. What blocks has to be mended; what warns
has to be read by the person who approves. A finding shows words of the public text and nothing else: an identity is
compared here, never shown, and not even which part of it was met, so that nobody learns a name by trying."""

import datetime
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from exhibitions import clues, spellings
from exhibitions.models import Photo, Publication
from inmates.levels import Level
from inmates.models import Artist, Consent, Identity, Institution
from staff.scope import rows
from staff.words import columns

READ = (*columns("title", "technique", "story", "alt", "shown_as"), "made")
_WORDED_BY_THE_ARTIST = frozenset(columns("shown_as"))
_LONGEST_QUOTE = 80


class Kind(models.TextChoices):
    NAME = (
        "name",
        gettext_lazy("This points to the artist. Take it out of the record and propose the work again."),
    )
    PERHAPS_NAME = (
        "perhaps_name",
        gettext_lazy("An everyday word that may also point to the artist. Make sure it names nobody."),
    )
    SHOWN_NAME = (
        "shown_name",
        gettext_lazy(
            "The name may be shown, but here it stays even if the artist takes it back. Better without it."
        ),
    )
    PERSON = (
        "person",
        gettext_lazy(
            "This looks like somebody's full name. Make sure that it may stand here, or take it out."
        ),
    )
    LAW = (
        "law",
        gettext_lazy("An article of law. What somebody was convicted of is never told. Take it out."),
    )
    BIRTH = "birth", gettext_lazy("A date of birth. Take it out.")
    PERHAPS_BIRTH = "perhaps_birth", gettext_lazy("This may tell when somebody was born. If so, take it out.")
    PHONE = "phone", gettext_lazy("A telephone number. Take it out; letters reach the artist through us.")
    ADDRESS = (
        "address",
        gettext_lazy("An address on the internet. Take it out; letters reach the artist through us."),
    )
    PLACE = "place", gettext_lazy("This tells where the artist is held. Take it out.")
    PERHAPS_PLACE = (
        "perhaps_place",
        gettext_lazy("This may tell where the artist is held. If so, take it out."),
    )
    TITLE = "title", gettext_lazy("The Kyrgyz title is missing. Write it on the artwork's page.")
    ALT = (
        "alt",
        gettext_lazy(
            "The description for those who cannot see it is missing. Write it on the artwork's page."
        ),
    )
    PHOTO = (
        "photo",
        gettext_lazy("This photo is not of the front: a name may be on it. Choose a photo of the front."),
    )
    WRITING = (
        "writing",
        gettext_lazy(
            "A signature or a name can be read in the picture. Cut it off on the photo's page, photograph the work "
            "again without it, or choose another photo, and propose the work again."
        ),
    )
    SHOWN_WRITING = (
        "shown_writing",
        gettext_lazy(
            "A signature or a name can be read in the picture. It stays there even if the artist takes the name back."
        ),
    )
    UNSEEN_WRITING = (
        "unseen_writing",
        gettext_lazy(
            "Nobody has said yet whether a signature or a name can be read in the picture. Look at it closely."
        ),
    )
    BACK = (
        "back",
        gettext_lazy(
            "A name stands on the back of the work. It has to be covered before the work is handed over."
        ),
    )


WARNS = frozenset(
    {
        Kind.PERHAPS_NAME,
        Kind.SHOWN_NAME,
        Kind.PERSON,
        Kind.PERHAPS_BIRTH,
        Kind.PERHAPS_PLACE,
        Kind.SHOWN_WRITING,
        Kind.UNSEEN_WRITING,
        Kind.BACK,
    }
)


@dataclass(frozen=True)
class Finding:
    """`words` are quoted from the public text, from `start` to `end` of `field`; empty where something is missing."""

    kind: Kind
    field: str
    words: str = ""
    start: int = 0
    end: int = 0

    @property
    def blocks(self) -> bool:
        return self.kind not in WARNS

    @property
    def where(self) -> str:
        return str(capfirst(Publication._meta.get_field(self.field).verbose_name))  # type: ignore[union-attr]

    @property
    def sentence(self) -> str:
        """The whole of it in one line, with the next step."""
        if not self.words:
            return str(self.kind.label)
        return _("%(where)s, “%(words)s”: %(what)s") % {
            "where": self.where,
            "words": self.words,
            "what": self.kind.label,
        }

    @property
    def key(self) -> str:
        """Names this finding in a form: the same words in the same place, and nothing else."""
        said = "\0".join((self.kind, self.field, str(self.start), self.words))
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Report:
    """`compared`: whether a name was on record to compare with; if not, a person has to, with the list on paper."""

    findings: tuple[Finding, ...]
    compared: bool

    @property
    def blocking(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.blocks]

    @property
    def warnings(self) -> list[Finding]:
        return [finding for finding in self.findings if not finding.blocks]


def lint(publication: Publication, *, by: Any = None) -> Report:
    """Read all public words of a publication, which need not be saved yet, for the person who answers for them: nobody
    learns by trying what institutions are called that they may not see."""
    words = {name: text for name in READ if (text := getattr(publication, name))}
    person = _known(publication)
    places = _places(publication.artwork.artist, by)
    found = [*_missing(publication), *_written(publication)]
    for name, text in words.items():
        found += _read(name, text, person, places)
    return Report(tuple(found), person.compared)


# --- What is missing ------------------------------------------------------------------------------------------


def _missing(publication: Publication) -> Iterator[Finding]:
    if not publication.title_ky:  # type: ignore[attr-defined]  # a column of Trilingual
        yield Finding(Kind.TITLE, "title_ky")
    if publication.photo:
        if publication.photo.role != Photo.Role.FRONT and not publication.photo.is_chosen:
            yield Finding(Kind.PHOTO, "photo")
        if not any(getattr(publication, name) for name in columns("alt")):
            yield Finding(Kind.ALT, "alt_ky")


# --- What is written on the work itself -------------------------------------------------------------------------


def _written(publication: Publication) -> Iterator[Finding]:
    """By what people said who looked. A picture goes on saying a name when the attribution is lowered."""
    is_named = publication.level == Level.FULL_NAME
    if publication.photo and publication.photo.writing_seen == Photo.Writing.YES:
        yield Finding(Kind.SHOWN_WRITING if is_named else Kind.WRITING, "photo")
    elif publication.photo and publication.photo.writing_seen == Photo.Writing.UNSEEN:
        yield Finding(Kind.UNSEEN_WRITING, "photo")
    backs = Photo.objects.filter(artwork=publication.artwork_id, role=Photo.Role.BACK)
    if not is_named and backs.filter(writing_seen=Photo.Writing.YES).exists():
        yield Finding(Kind.BACK, "photo")


# --- The artist -----------------------------------------------------------------------------------------------


@dataclass
class _Person:
    """What is known of the artist, as patterns. `shown` are those that the attribution shows."""

    compared: bool = False
    names: list[spellings.Name] = field(default_factory=list)
    shown: list[spellings.Name] = field(default_factory=list)
    glued: list[re.Pattern[str]] = field(default_factory=list)
    initials: re.Pattern[str] | None = None
    number: re.Pattern[str] | None = None
    born_on: datetime.date | None = None


_SHOWS = {
    Level.FULL_NAME: {"surname", "first", "patronymic"},
    Level.FIRST_NAME_INITIAL: {"first"},
    Level.FIRST_NAME: {"first"},
}
_REAL_NAMES = tuple(_SHOWS)


def _known(publication: Publication) -> _Person:
    """The identity, if it is on record, and every real name the artist ever agreed to be shown by.

    This is no opening of an identity: nobody is shown it."""
    artist, level = publication.artwork.artist, Level(publication.level)
    agreed = [getattr(publication, name) for name in columns("shown_as")]
    shown_as = [spellings.flat(text, camel=True).text for text in agreed if text]
    person = _Person()
    identity = Identity.objects.filter(pk=artist.pk).first()
    parts: dict[str, list[spellings.Name]] = {"surname": [], "first": [], "patronymic": []}
    if identity:
        person.compared = True
        parts = {
            "surname": list(spellings.surname(identity.surname)),
            "first": list(spellings.first_name(identity.first_name)),
            "patronymic": list(spellings.patronymic(identity.patronymic)),
        }
        person.glued = [
            spellings.glued(one, other) for one in parts["surname"][:1] for other in parts["first"][:1]
        ]
        if level not in (Level.FULL_NAME, Level.FIRST_NAME_INITIAL):
            person.initials = spellings.initials(identity.first_name, identity.surname, identity.patronymic)
        person.number = spellings.number(identity.register_number)
        person.born_on = identity.born_on
    if level == Level.FULL_NAME:
        person.glued = []
    parts["agreed"] = list(_once_agreed(artist))
    for part, names in parts.items():
        may = part == "agreed" or part in _SHOWS.get(level, ())
        for name in names:
            is_shown = may and any(name.pattern.search(text) for text in shown_as)
            (person.shown if is_shown else person.names).append(name)
    return person


def _once_agreed(artist: Artist) -> Iterator[spellings.Name]:
    """A name agreed to and taken back must not live on in a story."""
    agreed = Consent.objects.filter(artist=artist, level__in=_REAL_NAMES)
    seen = set()
    for names in agreed.values_list(*columns("name_as_agreed")):
        for piece in " ".join(names).replace(".", ". ").split():
            plain = spellings.word(piece)
            if len(re.sub(r"\W", "", plain)) >= 3 and not plain.endswith(".") and plain not in seen:
                seen.add(plain)
                yield from spellings.surname(plain)


def _names(name: str, text: str, person: _Person) -> Iterator[Finding]:
    seamed = spellings.flat(text, camel=True)
    for known, kind in ((person.names, Kind.NAME), (person.shown, Kind.SHOWN_NAME)):
        for one in known:
            for match in one.pattern.finditer(seamed.text):
                start, end = seamed.span(match)
                if kind == Kind.SHOWN_NAME and name in _WORDED_BY_THE_ARTIST:
                    continue
                if one.short and not text[start].isupper():
                    continue
                everyday = kind == Kind.NAME and one.plain in clues.EVERYDAY and _is_ordinary(text, start)
                yield _quote(Kind.PERHAPS_NAME if everyday else kind, name, text, start, end)
    for pattern in filter(None, (*person.glued, person.initials)):
        for match in pattern.finditer(seamed.text):
            yield _quote(Kind.NAME, name, text, *seamed.span(match))
    plain = spellings.flat(text)
    if person.number:
        for match in person.number.finditer(plain.text):
            yield _quote(Kind.NAME, name, text, *plain.span(match))


def _is_ordinary(text: str, start: int) -> bool:
    """Whether a word is written as any other word would be here: small, or large because a sentence begins."""
    before = text[:start].rstrip(" \t«»\"“”„'(—–-")
    return text[start].islower() or not before or before[-1] in ".!?…\n:"


def _patterns(name: str, text: str, person: _Person) -> Iterator[Finding]:
    plain = spellings.flat(text)
    if name not in _WORDED_BY_THE_ARTIST:
        for match in clues.PERSON.finditer(text):
            yield _quote(Kind.PERSON, name, text, *match.span())
    if name != "made":
        yield from _births(name, plain, person)
    for kind, pattern in clues.PATTERNS:
        for match in pattern.finditer(plain.text):
            yield _quote(Kind(kind), name, text, *plain.span(match))


_NEAR = 24  # letters between a date and the word for being born


def _births(name: str, plain: spellings.Flat, person: _Person) -> Iterator[Finding]:
    births = [match.span() for match in clues.BORN.finditer(plain.text)]

    def is_near(start: int, end: int) -> bool:
        return any(begin - _NEAR <= end and start <= finish + _NEAR for begin, finish in births)

    full = []
    for pattern in clues.DATES:
        for match in pattern.finditer(plain.text):
            full.append(match.span())
            if clues.day(match) == person.born_on or is_near(*match.span()):
                yield _quote(Kind.BIRTH, name, plain.original, *plain.span(match))
    for match in clues.A_YEAR.finditer(plain.text):
        start, end = match.span()
        inside = any(begin <= start and end <= finish for begin, finish in full)
        if not inside and is_near(start, end) and int(match[0]) <= timezone.now().year - 14:
            yield _quote(Kind.PERHAPS_BIRTH, name, plain.original, *plain.span(match))


# --- Places ---------------------------------------------------------------------------------------------------


def _places(artist: Artist, by: Any) -> list[tuple[Kind, re.Pattern[str]]]:
    """What the institutions are called among ourselves; a public name only where it may not be used. A workshop signs
    with its own name."""
    found: dict[tuple[Kind, str], None] = {}
    known = rows(Institution, by).values("pk") if by else ()
    institutions = Institution.objects.filter(Q(pk__in=known) | Q(pk=artist.institution_id))
    if artist.kind == Artist.Kind.WORKSHOP:
        institutions = institutions.exclude(pk=artist.institution_id)
    for institution in institutions:
        public = {spellings.word(getattr(institution, name)) for name in columns("public_name")} - {""}
        own = {spellings.word(getattr(institution, name)) for name in columns("name")} - {""}
        hidden = own - public if institution.may_be_named else own | public
        for called in hidden:
            found[Kind.PLACE, called] = None
            for piece in re.findall(r"[^\W\d_]{5,}", called):
                if not clues.GENERAL.match(piece):
                    found[Kind.PERHAPS_PLACE, piece] = None
        if re.search(r"[\d\-_]", institution.code):
            found[Kind.PLACE, spellings.word(institution.code)] = None
    return [(kind, _place(called)) for kind, called in found]


@lru_cache(maxsize=1024)
def _place(called: str) -> re.Pattern[str]:
    return spellings.phrase(called)


def _met_places(name: str, text: str, places: Iterable[tuple[Kind, re.Pattern[str]]]) -> Iterator[Finding]:
    plain = spellings.flat(text)
    for kind, pattern in places:
        for match in pattern.finditer(plain.text):
            start, end = plain.span(match)
            if kind == Kind.PLACE or text[start].isupper():
                yield _quote(kind, name, text, start, end)


# --- Together -------------------------------------------------------------------------------------------------


def _read(name: str, text: str, person: _Person, places: Any) -> list[Finding]:
    found = [*_names(name, text, person), *_patterns(name, text, person), *_met_places(name, text, places)]
    return _without_echoes(found)


def _quote(kind: Kind, name: str, text: str, start: int, end: int) -> Finding:
    words = " ".join(text[start:end].split())
    return Finding(kind, name, words[:_LONGEST_QUOTE], start, end)


def _without_echoes(found: list[Finding]) -> list[Finding]:
    """Each place in the text once, by what weighs most there: what blocks, then what is longer."""
    kept: list[Finding] = []
    for finding in sorted(found, key=lambda one: (not one.blocks, one.start - one.end, one.start)):
        if not any(finding.start < other.end and other.start < finding.end for other in kept):
            kept.append(finding)
    return sorted(kept, key=lambda one: one.start)
