"""How openly artists are named at the most: everyone, those of one institution, or one of them. First what follows,
then the act; and the labels to take down afterwards."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from exhibitions import recall
from inmates import policy
from inmates.consequences import rehearse
from inmates.forms import PolicyForm
from inmates.levels import Level
from inmates.models import Artist, Institution
from staff.pages import needs, page, posted
from staff.scope import rows

form_page = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 120  # works of which the page shows a picture


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose names the page is about, and what this person may decide there."""

    kind: str
    subject: policy.Subject
    title: str
    back: str
    may_lift: bool


@form_page
@needs("inmates.lower_policy")
def house(request: HttpRequest) -> HttpResponse:
    return _decide(
        request,
        Scope(
            kind="house",
            subject=policy.HOUSE,
            title=_("How openly artists are named"),
            back=reverse("admin:policy"),
            may_lift=request.user.has_perm("inmates.lift_policy"),
        ),
    )


@form_page
@needs("inmates.lower_institution")
def institution(request: HttpRequest, institution_id: int) -> HttpResponse:
    here = _visible(request, Institution, institution_id)
    return _decide(
        request,
        Scope(
            kind="institution",
            subject=policy.Subject(institution=here),
            title=_("How openly artists of “%(institution)s” are named") % {"institution": here},
            back=reverse("admin:ceiling", args=[here.pk]),
            may_lift=request.user.has_perm("inmates.lift_institution", here),
        ),
    )


@form_page
@needs("inmates.lower_artist")
def artist(request: HttpRequest, artist_id: int) -> HttpResponse:
    who = _visible(request, Artist, artist_id)
    return _decide(
        request,
        Scope(
            kind="artist",
            subject=policy.Subject(artist=who),
            title=_("How openly artist %(number)s is named") % {"number": who.number},
            back=reverse("admin:artist_level", args=[who.pk]),
            may_lift=request.user.has_perm("inmates.lift_artist", who),
        ),
    )


def _visible(request: HttpRequest, model: type[Model], pk: int) -> Any:
    found = get_object_or_404(rows(model, request.user), pk=pk)
    if not request.user.has_perm(f"inmates.lower_{model._meta.model_name}", found):
        raise PermissionDenied
    return found


def _decide(request: HttpRequest, scope: Scope) -> HttpResponse:
    waiting = policy.waiting(scope.subject)
    if request.method == "POST" and "agree" in request.POST:
        return _agree(request, scope, waiting)
    form = PolicyForm(posted(request), initial={"level": policy.counting(scope.subject)})
    context: dict[str, Any] = {"form": form, "scope": scope, "waiting": waiting}
    status = 200
    if form.is_bound and form.is_valid():
        level = form.cleaned_data["level"]
        if policy.raises(scope.subject, level) and not scope.may_lift:
            context["refusal"] = _(
                "You may lower names. Showing them more openly is for reviewers and organisers."
            )
            status = 409
        elif form.is_shown:
            return _decided(request, scope, level, form.cleaned_data["reason"])
        else:
            context |= _follows(request.user, scope.subject, level)
    elif form.is_bound:
        status = 422
        level = form.cleaned_data.get("level", "")
        if level and form.cleaned_data.get("shown") == level:
            context |= _follows(request.user, scope.subject, level)
    form.fields["reason"].required = True  # where it is asked for, after what follows was shown
    context |= {
        "counts": policy.counting(scope.subject),
        "no_limit": scope.kind != "institution" and policy.counting(scope.subject) == policy.NO_LIMIT,
        "decisions": scope.subject.decisions().select_related("by", "confirmed_by")[:12],
        "may_agree": waiting and not waiting.confirmed_at and scope.may_lift and waiting.by != request.user,
    }
    return page(request, "admin/exhibitions/policy.html", title=scope.title, status=status, **context)


def _agree(request: HttpRequest, scope: Scope, waiting: Any) -> HttpResponse:
    if not scope.may_lift:
        raise PermissionDenied
    try:
        if waiting is None or str(waiting.pk) != request.POST["agree"]:
            raise policy.NotPossible(policy.MEANWHILE)
        policy.agree(waiting, by=request.user)
    except policy.NotPossible as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("Agreed. It counts in a day, unless someone lowers it before."))
    return redirect(scope.back)


def _decided(request: HttpRequest, scope: Scope, level: str, reason: str) -> HttpResponse:
    decided = policy.decide(scope.subject, level, by=request.user, reason=reason)
    if decided.effective_at is None:
        messages.success(request, _("Proposed. It counts a day after a second person agreed."))
        return redirect(scope.back)
    messages.success(
        request, _("Decided. It counts from now on, on every page. These labels have to come down.")
    )
    return redirect("admin:recall")


def _follows(user: Any, subject: policy.Subject, level: str) -> dict[str, Any]:
    """What the page tells before the act."""
    if policy.raises(subject, level):
        institution, artist = (getattr(row, "pk", None) for row in (subject.institution, subject.artist))
        count = recall.may_return(user, level, institution=institution, artist=artist)
        return {"wish": Level(level), "raises": True, "returning": count}
    before, after = rehearse(
        lambda: (recall.faces(user), recall.labels(user)),
        lambda: policy.decide(subject, level, by=user, reason="—"),
    )
    told = recall.changes(before[0], after[0])
    known = {label.id for label in before[1]}
    return {
        "wish": Level(level),
        "told": told[:SHOWN],
        "more": max(0, len(told) - SHOWN),
        "works": len(told),
        "artists": len({change.before.artist_id for change in told}),
        "steps": recall.steps(told),
        "labels": [label for label in after[1] if label.id not in known],
    }


@require_safe
@needs("exhibitions.view_publication")
def labels(request: HttpRequest) -> HttpResponse:
    """On paper this is the list with which somebody walks through the halls."""
    found = recall.labels(request.user)
    return page(request, "admin/exhibitions/recall.html", title=_("Labels to take down"), labels=found)
