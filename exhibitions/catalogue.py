"""Cataloguing on a telephone: a work begins as a photo, and five answers make its label."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext as _

from exhibitions import meanwhile, photos
from exhibitions.meanwhile import ChangedMeanwhile
from exhibitions.models import Artwork, Term
from inmates.models import Artist, Consent, Institution, Purpose
from staff import once
from staff.scope import reach, rows
from staff.text import clean
from staff.words import LANGUAGES, in_language

WRITERS = frozenset({"cataloguer"})  # as in rules.py
RECENT = 4


@dataclass(frozen=True, slots=True)
class Technique:
    """As a label says it, in three languages, and the words of the field it stands for."""

    ky: str
    ru: str = ""
    en: str = ""
    terms: tuple[str, ...] = ()

    @property
    def value(self) -> str:
        return self.ky or self.ru or self.en

    def __str__(self) -> str:
        words = {"technique_ky": self.ky, "technique_ru": self.ru, "technique_en": self.en}
        return in_language(_Words(words), "technique")


class _Words:
    def __init__(self, words: dict[str, str]) -> None:
        self.__dict__ |= words


COMMON = (
    Technique("Кенеп, майлуу боёк", "Холст, масло", "Oil on canvas", ("painting", "oil", "canvas")),
    Technique("Картон, майлуу боёк", "Картон, масло", "Oil on board", ("painting", "oil", "cardboard")),
    Technique("Кенеп, акрил", "Холст, акрил", "Acrylic on canvas", ("painting", "acrylic", "canvas")),
    Technique("Кагаз, акварель", "Бумага, акварель", "Watercolour on paper", ("painting", "watercolour", "paper")),
    Technique("Кагаз, карандаш", "Бумага, карандаш", "Pencil on paper", ("drawing", "pencil", "paper")),
)  # fmt: skip

# The short side and the long one, in millimetres: stretchers as they are sold. The photo says which way up.
SIZES = ((300, 400), (400, 500), (500, 600), (500, 700), (600, 800))


def artists_of(user: Any) -> QuerySet[Artist]:
    """The artists whose works this person may catalogue: not all that a reviewer of every institution may see."""
    found = rows(Artist, user)
    ids = None if user.is_superuser else reach(user, WRITERS)
    return found if ids is None else found.filter(institution__in=ids)


def institutions_of(user: Any) -> QuerySet[Institution]:
    found = rows(Institution, user)
    ids = None if user.is_superuser else reach(user, WRITERS)
    return found if ids is None else found.filter(pk__in=ids)


def with_agreed_names(artists: QuerySet[Artist]) -> QuerySet[Artist]:
    """Each with the name they agreed to, if any, so that a number is not all there is to choose by."""
    agreed = Consent.objects.in_force().filter(artist=OuterRef("pk"), purpose=Purpose.ATTRIBUTION)
    names = {f"agreed_{code}": Subquery(agreed.values(f"name_as_agreed_{code}")[:1]) for code in LANGUAGES}
    return artists.annotate(**names)


def last_work(user: Any) -> Artwork | None:
    """The work whose label this person wrote last: its artist and technique are carried over to the next."""
    own = Artwork.objects.filter(added_by=user, is_draft=False, artist__in=artists_of(user))
    return own.select_related("artist").order_by("-pk").first()


def recent_artists(user: Any) -> list[int]:
    """The artists this person catalogued last, then the newest ones; as many as fit under a thumb."""
    works = Artwork.objects.filter(added_by=user, is_draft=False, artist__in=artists_of(user))
    mine = works.order_by("-pk").values_list("artist", flat=True)[:40]
    newest = artists_of(user).order_by("-pk").values_list("pk", flat=True)[:RECENT]
    return list(dict.fromkeys([*mine, *newest]))[:RECENT]


def techniques(user: Any, artwork: Artwork) -> list[Technique]:
    """The last ones of this person first, then the common ones."""
    own = Artwork.objects.filter(added_by=user, is_draft=False, artist__in=artists_of(user)).order_by("-pk")
    columns = ("technique_ky", "technique_ru", "technique_en")
    used = [*own.values_list(*columns)[:20]]
    there = tuple(getattr(artwork, name) for name in columns)
    known = {technique.value: technique for technique in COMMON}
    listed = [
        Technique(*words) for words in dict.fromkeys([*([there] if any(there) else []), *used]) if any(words)
    ]
    mine = [known.get(technique.value, technique) for technique in listed]
    return list({technique.value: technique for technique in [*mine[:3], *COMMON]}.values())


class NoArtist(Exception):
    """There is nobody yet whose work it could be."""


@dataclass(frozen=True, slots=True)
class Begun:
    artwork: Artwork
    remarks: tuple[str, ...]
    """What is said about the photo, which is kept all the same."""


def begin(upload: BinaryIO | bytes, *, by: Any, key: uuid.UUID) -> Begun:
    """A draft with its front photo, safe before a word is typed. The same photo sent twice with one form is one draft.

    An artwork always has an artist, because its artist says whose eyes may see it: until the label is written, that is
    the one before. Raises PhotoRefused and NoArtist."""
    last = last_work(by)
    artist = last.artist if last else artists_of(by).order_by("-pk").first()
    if artist is None:
        raise NoArtist
    developed = photos.develop(upload)
    with transaction.atomic():
        # A form that comes back with another photo, by the browser's back button, is another work.
        own = uuid.uuid5(key, f"{by.pk} {developed.sha256.hex()}")
        if outcome := once.claim_key(own, "begin"):
            return Begun(Artwork.objects.get(pk=int(outcome)), remarks(developed))
        artwork = Artwork.objects.create(artist=artist, is_draft=True, added_by=by)
        photos.keep(artwork, developed, by=by)
        once.keep_outcome(own, str(artwork.pk))
        # A label that was written before its photo was sent knows no more than the form of that photo.
        once.claim_key(_of_photo(key, by), "photo")
        once.keep_outcome(_of_photo(key, by), str(artwork.pk))
    return Begun(artwork, remarks(developed))


def _of_photo(key: uuid.UUID, by: Any) -> uuid.UUID:
    return uuid.uuid5(key, f"photo {by.pk}")


def begun_with(key: uuid.UUID, *, by: Any) -> int | None:
    """The work that this person's photo form began."""
    outcome = once.outcome(_of_photo(key, by))
    return int(outcome) if outcome else None


def remarks(developed: photos.Developed) -> tuple[str, ...]:
    said = []
    if developed.is_dark:
        said.append(_("The photo is dark. It is kept; take it again in daylight if you can."))
    if developed.is_blurred:
        said.append(_("The photo is blurred. It is kept; take it again with a steady hand if you can."))
    return tuple(said)


def label_values(artwork: Artwork) -> dict[str, str]:
    """What a label's form writes. A draft's artist is only the one before: nobody has said it."""
    size = artwork.height_mm and f"{artwork.height_mm}x{artwork.width_mm}"
    return {
        "artist": "" if artwork.is_draft else str(artwork.artist_id),
        **{f"title_{code}": getattr(artwork, f"title_{code}") for code in LANGUAGES},
        "size": size or "",
        "technique": "\n".join(getattr(artwork, f"technique_{code}") for code in LANGUAGES).strip("\n"),
        "price": str(artwork.price_wish_tyiyn or ""),
    }


def person_values(artwork: Artwork) -> dict[str, str]:
    """What the form of story and consents writes. An answer is one artist's: another artist's is another answer."""
    standing = Consent.objects.filter(artist=artwork.artist_id, withdrawn_at=None).order_by("pk")
    by_purpose = {consent.purpose: consent.pk for consent in standing}
    return {
        **{f"story_{code}": getattr(artwork, f"story_{code}") for code in LANGUAGES},
        "told_in": artwork.told_in,
        **{
            purpose.value: f"{artwork.artist_id} {by_purpose.get(purpose.value, '')}".strip()
            for purpose in Purpose
        },
    }


def write_label(
    artwork: Artwork,
    *,
    by: Any,
    key: uuid.UUID,
    seen: str,
    artist: Artist | None,
    title: str,
    language: str,
    height_mm: int | None,
    width_mm: int | None,
    technique: Technique,
    price_wish_tyiyn: int | None,
) -> Artwork:
    """The five answers. From here on it is a draft no more, unless its artist is still to be chosen. Raises
    ChangedMeanwhile, with nothing written."""
    asked = (artist and artist.pk, title, language, height_mm, width_mm, technique.value, price_wish_tyiyn)
    with transaction.atomic():
        artwork = Artwork.objects.select_for_update(no_key=True).get(pk=artwork.pk)
        form = _Form.of(key, "label", by, artwork, asked)
        if form.is_done:
            return artwork
        before = label_values(artwork)
        for code in LANGUAGES:
            # The same words under another language were under the wrong one before.
            if code != language and getattr(artwork, f"title_{code}") == title:
                setattr(artwork, f"title_{code}", "")
        setattr(artwork, f"title_{language}", title)
        spoken = {code: getattr(technique, code) for code in LANGUAGES}
        technique_before = next(
            filter(None, (getattr(artwork, f"technique_{code}") for code in LANGUAGES)), ""
        )
        if technique.value != technique_before:
            for code, words in spoken.items():
                setattr(artwork, f"technique_{code}", words)
        if artist:
            artwork.artist, artwork.is_draft = artist, False
        artwork.height_mm, artwork.width_mm = height_mm, width_mm
        artwork.price_wish_tyiyn = price_wish_tyiyn
        if meanwhile.unseen(form.wrote or seen, before, label_values(artwork)):
            raise ChangedMeanwhile(Artwork.objects.get(pk=artwork.pk), artwork, meanwhile.seal(before))
        artwork.save()
        if technique.terms and technique.value != technique_before:
            artwork.terms.set(Term.objects.filter(slug__in=technique.terms))
        form.keep(meanwhile.seal(label_values(artwork)))
    return artwork


def write_person(
    artwork: Artwork,
    *,
    by: Any,
    key: uuid.UUID,
    seen: str,
    story: str,
    language: str,
    given: Mapping[Purpose, bool],
    paper: Mapping[str, object],
    record: Callable[[], object],
) -> None:
    """The story, and with `record` what the artist answered, if anything was `given`; `paper` is all that was said
    about it. Raises ChangedMeanwhile, with nothing written."""
    asked = (story, language, sorted((name, str(value)) for name, value in paper.items()))
    with transaction.atomic():
        artwork = Artwork.objects.select_for_update(no_key=True).get(pk=artwork.pk)
        form = _Form.of(key, "person", by, artwork, asked)
        if form.is_done:
            return
        if given:
            # As consent.give does: no answer comes between this look and ours.
            Artist.objects.select_for_update(no_key=True).get(pk=artwork.artist_id)
        before = person_values(artwork)
        setattr(artwork, f"story_{language}", clean(story))
        artwork.told_in = language if story or artwork.story else ""
        after = person_values(artwork) | {purpose.value: "new" for purpose in given}
        if meanwhile.unseen(form.wrote or seen, before, after):
            raise ChangedMeanwhile(Artwork.objects.get(pk=artwork.pk), artwork, meanwhile.seal(before))
        artwork.save()
        if given:
            record()
        form.keep(meanwhile.seal(person_values(artwork)))


@dataclass(frozen=True, slots=True)
class _Form:
    """One form of one person about one work. Sent again as it was, it is done. Sent again with other words, because its
    page stayed open, it has seen what it wrote itself."""

    key: uuid.UUID
    asked: str
    is_done: bool
    wrote: str

    @classmethod
    def of(cls, key: uuid.UUID, name: str, by: Any, artwork: Artwork, answers: object) -> "_Form":
        """Under the lock of the work."""
        key = uuid.uuid5(key, f"{name} {by.pk} {artwork.pk}")
        asked = meanwhile.seal({"asked": repr(answers)})
        before, _blank, wrote = (once.claim_key(key, name) or "").partition(" ")
        return cls(key, asked, before == asked, wrote)

    def keep(self, wrote: str) -> None:
        once.keep_outcome(self.key, f"{self.asked} {wrote}")


def once_only(key: uuid.UUID, what: tuple[object, ...], add: Callable[[], Artist]) -> Artist:
    """The artist that `add` makes; asked again with the same key and answers, the one it made before."""
    with transaction.atomic():
        if outcome := once.claim_key(uuid.uuid5(key, repr(what)), "artist"):
            return Artist.objects.get(pk=int(outcome))
        artist = add()
        once.keep_outcome(uuid.uuid5(key, repr(what)), str(artist.pk))
    return artist
