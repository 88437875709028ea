"""Publishing: the public sees publications and nothing else; a publication is one person's words and another's yes."""

import datetime
from collections.abc import Collection
from typing import Any
from weakref import WeakSet

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from exhibitions import linter
from exhibitions.models import Artwork, Exhibit, Publication
from inmates import consent
from inmates.levels import NAMED
from inmates.models import Consent, Purpose
from staff.words import columns


class CannotPublish(Exception):
    """`reasons` say, in the person's language, what has to be done first."""

    def __init__(self, *reasons: str) -> None:
        super().__init__(*reasons)
        self.reasons = reasons


def hindrances(artwork: Artwork, *, by: Any = None) -> list[str]:
    """Why this artwork cannot be proposed yet, each reason with its next step. Empty: it can."""
    return _hindrances(as_recorded(artwork), by)


def as_recorded(artwork: Artwork) -> Publication:
    """The publication that this artwork would have if it were proposed now; not saved."""
    return Publication(artwork=artwork, **_snapshot(artwork))


def _hindrances(publication: Publication, by: Any) -> list[str]:
    missing = [
        _("No consent in force for “%(purpose)s”. Record it on the artist's page.")
        % {"purpose": purpose.label}
        for purpose in consent.missing_to_show(publication.artwork.artist)
    ]
    if publication.artwork.is_draft and publication.artwork.title:
        missing.append(_("The artist of this work is not chosen yet. Fill in its label."))
    report = linter.lint(publication, by=by)
    return missing + [finding.sentence for finding in report.blocking]


def propose(artwork: Artwork, *, by: Any) -> Publication:
    """Put the artwork's words and its photo, the chosen one or else the newest front, before a second person, exactly
    as they stand now.

    A proposal that was waiting is replaced. Raises CannotPublish."""
    with transaction.atomic():
        artwork = (
            Artwork.objects.select_for_update(no_key=True)
            .select_related("artist__institution")
            .get(pk=artwork.pk)
        )
        publication = as_recorded(artwork)
        if reasons := _hindrances(publication, by):
            raise CannotPublish(*reasons)
        artwork.publications.waiting().update(
            ended_by=by, ended_at=Now(), ended_as=Publication.End.SUPERSEDED
        )
        publication.proposed_by = by
        publication.save()
        publication.refresh_from_db()
        return publication


def _snapshot(artwork: Artwork) -> dict[str, Any]:
    photo = artwork.photos.for_public().prefetch_related("renditions").first()
    terms = list(artwork.terms.all())
    level, name_consent = consent.attribution(artwork.artist)
    story_consent = consent.in_force(artwork.artist, Purpose.STORY)
    words = {name: getattr(artwork, name) for name in columns("title", "technique", "alt")}
    if story_consent:
        words |= {name: getattr(artwork, name) for name in columns("story")} | {"told_in": artwork.told_in}
    if name_consent and level in NAMED:
        for language in ("ky", "ru", "en"):
            words[f"shown_as_{language}"] = getattr(name_consent, f"name_as_agreed_{language}")
    return words | {
        "photo": photo,
        "made": artwork.made,
        "height_mm": artwork.height_mm,
        "width_mm": artwork.width_mm,
        "depth_mm": artwork.depth_mm,
        "kind": next((term.slug for term in terms if term.facet == term.Facet.KIND), ""),
        "terms": sorted(term.slug for term in terms),
        "images": [
            {"name": image.name, "width": image.width, "height": image.height, "format": image.format}
            for image in (photo.renditions.all() if photo else ())
        ],
        "mean_colour": photo.mean_colour if photo else "",
        "level": level,
        "show_consent": consent.in_force(artwork.artist, Purpose.SHOW),
        "attribution_consent": name_consent,
        "story_consent": story_consent,
    }


def approve(
    publication: Publication,
    *,
    by: Any,
    seal: bytes,
    heard: Collection[str] = (),
    at: datetime.datetime | None = None,
) -> None:
    """Say yes to exactly what was read: `seal` is the content hash that the page showed, `heard` the keys of the
    linter's warnings that the person has read. The publication that stood before is replaced. Raises CannotPublish."""
    if publication.proposed_by_id == by.pk:
        raise CannotPublish(_("You proposed this text. Someone else has to approve it."))
    with transaction.atomic():
        Artwork.objects.select_for_update(no_key=True).get(pk=publication.artwork_id)
        waiting = (
            Publication.objects.waiting()
            .filter(pk=publication.pk)
            .select_related("artwork__artist", "photo")
            .first()
        )
        if waiting is None or bytes(waiting.content_sha) != bytes(seal):
            raise CannotPublish(_("This text has changed or was decided meanwhile. Please read it again."))
        if not Consent.objects.in_force().filter(pk=waiting.show_consent_id).exists():
            raise CannotPublish(
                _("The consent was withdrawn meanwhile. Propose the work again once there is a new one.")
            )
        # Asked again: what is known of the artist may have grown since the proposal.
        report = linter.lint(waiting, by=by)
        if report.blocking:
            raise CannotPublish(*(finding.sentence for finding in report.blocking))
        if any(finding.key not in heard for finding in report.warnings):
            raise CannotPublish(_("Read each warning and tick it, or send the text back."))
        standing = Publication.objects.standing().filter(artwork=publication.artwork_id)
        standing.update(ended_by=by, ended_at=Now(), ended_as=Publication.End.SUPERSEDED)
        Publication.objects.filter(pk=publication.pk).update(approved_by=by, approved_at=at or Now())
    publication.refresh_from_db()


def send_back(publication: Publication, *, by: Any, reason: str) -> None:
    """Return a proposal to its author, with a reason. Raises CannotPublish if it waits no more."""
    returned = (
        Publication.objects.waiting()
        .filter(pk=publication.pk)
        .update(ended_by=by, ended_at=Now(), ended_as=Publication.End.SENT_BACK, end_reason=reason)
    )
    if not returned:
        raise CannotPublish(_("This text has changed or was decided meanwhile. Please read it again."))
    publication.refresh_from_db()


def withdraw(publication: Publication, *, by: Any, reason: str = "") -> None:
    """Take a work out of the public eye at once. Protecting someone needs no second person."""
    Publication.objects.filter(pk=publication.pk, ended_at=None).update(
        ended_by=by, ended_at=Now(), ended_as=Publication.End.WITHDRAWN, end_reason=reason
    )
    publication.refresh_from_db()


def is_on_show(exhibit: Exhibit) -> bool:
    """Whether the public sees this exhibit at this moment; the same view answers that the public pages read."""
    return offered(exhibit) is not None


def may_be_sold(exhibit: Exhibit) -> bool:
    """Whether it is for sale and its artist agrees to that at this moment."""
    return bool(offered(exhibit))


_prepared: WeakSet[Any] = WeakSet()  # connections that know the question


def offered(exhibit: Exhibit) -> bool | None:
    """Whether the public sees it for sale; None if it does not see it at all.

    This is asked while a work is locked, and planning the view costs fifty times what answering does: so each
    connection plans it once. By PREPARE itself: the driver forgets what it prepared when a transaction is undone."""
    with connection.cursor() as cursor:
        if connection.connection not in _prepared:
            cursor.execute("PREPARE offered (bigint) AS SELECT for_sale FROM public_exhibit WHERE id = $1")
            _prepared.add(connection.connection)
        cursor.execute("EXECUTE offered (%s)", [exhibit.pk])
        row = cursor.fetchone()
    return None if row is None else row[0]
