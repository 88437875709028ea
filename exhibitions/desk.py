"""The first page of those who catalogue and read: their works, and what waits for whom."""

from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from exhibitions.models import Artwork, Photo, Publication
from exhibitions.models.publications import QUEUE
from inmates import policy
from inmates.consent import NEEDED_TO_SHOW
from inmates.models import Consent
from staff.scope import rows
from staff.tasks import Task

SHOWN = 8


def with_progress(artworks: QuerySet[Artwork]) -> QuerySet[Artwork]:
    """Each artwork with what it has on its way to the public, asked in the same query."""
    own = Publication.objects.filter(artwork=OuterRef("pk"))
    newer = Publication.objects.filter(artwork=OuterRef("artwork"), pk__gt=OuterRef("pk"))
    agreed = {
        f"may_{purpose.value}": Exists(
            Consent.objects.in_force().filter(artist=OuterRef("artist"), purpose=purpose)
        )
        for purpose in NEEDED_TO_SHOW
    }
    return artworks.annotate(
        has_photo=Exists(Photo.objects.filter(artwork=OuterRef("pk"), role=Photo.Role.FRONT)),
        is_waiting=Exists(own.waiting()),
        is_published=Exists(own.standing()),
        is_sent_back=Exists(own.filter(ended_as=Publication.End.SENT_BACK).filter(~Exists(newer))),
        **agreed,
    )


def _agreed() -> Q:
    return Q(**{f"may_{purpose.value}": True for purpose in NEEDED_TO_SHOW})


def first_page(user: Any, *, watches_the_day: bool = False) -> dict[str, Any]:
    """What the admin's first page shows of the works; nothing for those who may not see them. Those who neither write
    nor read only hear how many texts wait, and not even that where the day tells them."""
    if not user.has_perm("exhibitions.view_artwork"):
        return {}
    reads, writes = (user.has_perm(f"exhibitions.{act}") for act in ("change_publication", "add_publication"))
    tasks = _proposed(user) if user.has_perm("inmates.lift_policy") else []
    if not (reads or writes):
        waiting = [] if watches_the_day else _waiting(_publications(user).waiting().count())
        return {"work_tasks": [*tasks, *waiting]}
    artworks = with_progress(rows(Artwork, user))
    figures = artworks.aggregate(
        all=Count("pk"),
        published=Count("pk", filter=Q(is_published=True)),
        waiting=Count("pk", filter=Q(is_waiting=True)),
        sent_back=Count("pk", filter=Q(is_sent_back=True)),
        no_photo=Count("pk", filter=Q(has_photo=False)),
        no_consent=Count("pk", filter=~_agreed()),
    )
    return {
        "works": {
            "figures": figures,
            "waiting": _publications(user).waiting().with_need().order_by(*QUEUE)[:SHOWN] if reads else (),
            "sent_back": _sent_back(user) if writes else (),
            "to_do": _to_do(artworks) if writes else (),
            "writes": writes,
        },
        "work_tasks": tasks,
    }


def _publications(user: Any) -> QuerySet[Publication]:
    return rows(Publication, user).select_related("proposed_by", "ended_by", "artwork")


def _sent_back(user: Any) -> QuerySet[Publication]:
    newer = Publication.objects.filter(artwork=OuterRef("artwork"), pk__gt=OuterRef("pk"))
    back = _publications(user).filter(ended_as=Publication.End.SENT_BACK)
    return back.filter(~Exists(newer)).order_by("-ended_at")[:SHOWN]


def _to_do(artworks: QuerySet[Artwork]) -> QuerySet[Artwork]:
    """Works that are not on their way to the public yet, the oldest first."""
    todo = artworks.filter(is_waiting=False, is_published=False, is_sent_back=False)
    return todo.select_related("artist").order_by("added_at")[:SHOWN]


def _proposed(user: Any) -> list[Task]:
    """Names that are to be shown more openly: they wait for a second person."""
    tasks = []
    for proposal in policy.proposals(for_whom=user):
        url = reverse("admin:policy")
        if proposal.institution_id:
            url = reverse("admin:ceiling", args=[proposal.institution_id])
        elif proposal.artist_id:
            url = reverse("admin:artist_level", args=[proposal.artist_id])
        whose = str(proposal.institution or proposal.artist or _("all artists"))
        text = _("Names are to be shown more openly: %(whose)s, %(level)s") % {
            "whose": whose, "level": proposal.get_level_display(),
        }  # fmt: skip
        tasks.append(Task("later", text, proposal.reason, url, _("Decide")))
    return tasks


def _waiting(count: int) -> list[Task]:
    if not count:
        return []
    text = ngettext(
        "%(count)s text waits for a second reader", "%(count)s texts wait for a second reader", count
    ) % {"count": count}
    url = reverse("admin:exhibitions_publication_changelist") + "?state=waiting"
    return [Task("later", text, "", url, ngettext("See it", "See them", count))]
