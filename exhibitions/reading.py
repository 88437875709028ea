"""The second reader's work: the texts that wait for them, one after the other, and what each page shows to judge by."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Now

from exhibitions import comparison, linter, publishing
from exhibitions.models import Exhibition, Publication
from exhibitions.models.publications import QUEUE
from inmates.levels import NAMED
from staff.scope import reach

READERS = frozenset({"reviewer"})  # as in rules.py


def to_read(user: Any) -> QuerySet[Publication]:
    """The proposals that this person may decide, in the order of the queue: their own are for someone else."""
    found = Publication.objects.waiting().visible_to(user).exclude(proposed_by=user)
    ids = None if user.is_superuser else reach(user, READERS)
    mine = found if ids is None else found.filter(artwork__artist__institution__in=ids)
    return mine.with_need().order_by(*QUEUE)


@dataclass(frozen=True, slots=True)
class Onwards:
    """`following` is the id of the text to read after this one, if any; `left` how many wait besides it."""

    following: int | None
    left: int


def onwards(publication: Publication, *, by: Any) -> Onwards:
    """To be asked before a decision: afterwards the text stands in the queue no more. After the last one comes the
    first, which was passed over."""
    queue = list(to_read(by).values_list("pk", flat=True))
    here = queue.index(publication.pk) if publication.pk in queue else -1
    others = queue[here + 1 :] + queue[: max(here, 0)]
    return Onwards(others[0] if others else None, len(others))


def to_judge(publication: Publication, *, by: Any) -> dict[str, Any]:
    """What the public will see beside what is on record, what the linter says of it, and what this person may do."""
    waiting = publication.approved_at is None and publication.ended_at is None
    reads = by.has_perm("exhibitions.change_publication", publication)
    own = publication.proposed_by_id == by.pk
    report = linter.lint(publication, by=by) if publication.ended_at is None else None
    record = publishing.as_recorded(publication.artwork)
    sections = comparison.compare(publication, record, report.findings if report else ())
    nearest = Exhibition.objects.filter(exhibits__artwork=publication.artwork_id, closes_at__gt=Now())
    images = (image for image in publication.images if image["format"] == "webp")
    return {
        "title": publication.title,
        "publication": publication,
        "report": report,
        "compared_fields": sections,
        "differs": any(section.differs for section in sections),
        "exhibition": nearest.order_by("opens_at").first(),
        "images": sorted(images, key=lambda image: image["width"]),
        "seal": bytes(publication.content_sha).hex(),
        "waiting": waiting,
        "named": publication.level in NAMED,
        "onwards": onwards(publication, by=by) if reads else None,
        "may_open": by.has_perm("exhibitions.view_artwork"),
        "may_decide": waiting and reads and not own,
        "may_approve": waiting and reads and not own and not (report and report.blocking),
        "own": waiting and reads and own,
        "may_withdraw": publication.ended_at is None
        and by.has_perm("exhibitions.withdraw_publication", publication),
    }
