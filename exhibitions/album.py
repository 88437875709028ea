"""What becomes of a photo once it is here: turned, cut, looked at, chosen for the public, taken away.

Nothing here changes a picture. What was turned or cut is made anew from the upload and stands beside what it was made
from, because an approved publication names its pictures, and shows no others until it is approved again."""

import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from exhibitions import photos
from exhibitions.hatch import WHOLE, Cut
from exhibitions.models import Artwork, Photo, Publication, Rendition
from staff import once


class CannotChoose(Exception):
    """This photo is never public: a back, a label and a note on the condition tell names and places."""

    def __str__(self) -> str:
        return _("Only a front or a detail may be public: on the others a name or a place may be read.")


class CannotRemove(Exception):
    """A publication names it: what two people decided on stays as they saw it."""

    def __str__(self) -> str:
        return _(
            "This photo was before a second reader and stays with that decision. If it must not be seen, take the "
            "publication out of the public eye."
        )


def turned_further(photo: Photo, by: int) -> tuple[int, Cut]:
    """What a further turn clockwise comes to, seen from the upload. What was cut off stays cut off."""
    left, top, right, bottom = photo.cut
    sides = {0: photo.cut, 90: (bottom, left, top, right), 180: (right, bottom, left, top)}
    return (photo.turned + by) % 360, sides.get(by, (top, right, bottom, left))


def cut_further(photo: Photo, cut: Cut) -> Cut:
    """What a cut of this picture comes to, seen from the upload: thousandths of what is left become those of the whole.
    Raises PhotoRefused where no more than nine tenths of a side would go."""
    left, top, right, bottom = photo.cut
    across, down = 1000 - left - right, 1000 - top - bottom
    whole = (
        left + round(cut[0] * across / 1000),
        top + round(cut[1] * down / 1000),
        right + round(cut[2] * across / 1000),
        bottom + round(cut[3] * down / 1000),
    )
    if max(whole[0] + whole[2], whole[1] + whole[3]) > 900:
        raise photos.PhotoRefused("too_small")
    return whole


def turn(photo: Photo, by: int, *, who: Any, key: uuid.UUID) -> Photo:
    """The picture turned clockwise; by 0, as it was taken: whole, and held as the telephone was."""
    turned, cut = turned_further(photo, by) if by else (0, WHOLE)
    return remake(photo, turned=turned, cut=cut, by=who, key=key)


def crop(photo: Photo, cut: Cut, *, by: Any, key: uuid.UUID) -> Photo:
    return remake(photo, turned=photo.turned, cut=cut_further(photo, cut), by=by, key=key)


def remake(photo: Photo, *, turned: int, cut: Cut, by: Any, key: uuid.UUID) -> Photo:
    """Another picture from the upload of this one, with the same purpose. Nobody has looked at it yet; if the old one
    was chosen for the public, the new one is from now on. The same form sent twice makes one. Raises PhotoRefused."""
    if (turned, cut) == (photo.turned, photo.cut):
        return photo
    try:
        developed = photos.develop(settings.MEDIA_ROOT / photo.original, turned=turned, cut=cut)
    except FileNotFoundError:
        raise photos.PhotoRefused("gone") from None
    with transaction.atomic():
        artwork = _lock(photo)
        key = uuid.uuid5(key, f"{by.pk} {photo.pk} {turned} {cut}")
        if outcome := once.claim_key(key, "remake"):
            return artwork.photos.filter(pk=int(outcome)).first() or photo
        names = photos.store(developed, media_root=settings.MEDIA_ROOT, with_original=False)
        chosen = artwork.photos.filter(pk=photo.pk, is_chosen=True).update(is_chosen=False)
        new = photos.record(
            developed,
            names,
            artwork=artwork,
            role=photo.role,
            original=photo.original,
            uploaded_by=by,
            remade_from=photo,
            is_chosen=bool(chosen),
        )
        once.keep_outcome(key, str(new.pk))
    return new


def choose(photo: Photo) -> None:
    """From the next proposal on, the public sees this one and not the newest front. Raises CannotChoose."""
    if not photo.may_be_public:
        raise CannotChoose
    with transaction.atomic():
        artwork = _lock(photo)
        artwork.photos.filter(is_chosen=True).exclude(pk=photo.pk).update(is_chosen=False)
        artwork.photos.filter(pk=photo.pk, is_chosen=False).update(is_chosen=True)


def choose_none(photo: Photo) -> None:
    """From the next proposal on, the public sees the newest front again."""
    with transaction.atomic():
        _lock(photo).photos.filter(is_chosen=True).update(is_chosen=False)


def look_for_writing(photo: Photo, seen: str, *, by: Any) -> None:
    """Whether a signature or a name can be read in it: what somebody says who has looked."""
    looked = {"writing_seen_by": by, "writing_seen_at": Now()} if seen else {}
    nobody = {"writing_seen_by": None, "writing_seen_at": None}
    Photo.objects.filter(pk=photo.pk).update(writing_seen=seen, **nobody | looked)


def is_on_record(photo: Photo) -> bool:
    """Whether a publication names it, waiting, public or ended."""
    return Publication.objects.filter(photo=photo).exists()


def remove(photo: Photo) -> None:
    """Take away a photo that no publication names, and its files; who did it, the trace keeps. The upload stays as long
    as another picture was made from it. Raises CannotRemove."""
    with transaction.atomic():
        artwork = _lock(photo)
        if is_on_record(photo):
            raise CannotRemove
        names = [
            f"public/{name[:2]}/{name}.{photos.ENDINGS[form]}"
            for name, form in Rendition.objects.filter(photo=photo).values_list("name", "format")
        ]
        photo.delete()
        if not artwork.photos.filter(original=photo.original).exists():
            names.append(photo.original)
        transaction.on_commit(lambda: photos.discard(names, media_root=settings.MEDIA_ROOT))


def _lock(photo: Photo) -> Artwork:
    """The work it belongs to now. Raises PhotoRefused if it was taken away meanwhile."""
    artwork = Artwork.objects.select_for_update(no_key=True, of=("self",)).filter(photos=photo).first()
    if artwork is None:
        raise photos.PhotoRefused("gone")
    return artwork
