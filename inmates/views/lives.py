"""Transfer, release, death: first what follows, then the act."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from inmates import lives
from inmates.consequences import foresee
from inmates.forms import LifeForm
from inmates.models import Artist, LifeEvent
from staff.once import OnceConflict
from staff.pages import needs, page, posted
from staff.scope import rows

Kind = LifeEvent.Kind
form_page = require_http_methods(["GET", "HEAD", "POST"])
TITLES: dict[str, Promise] = {
    Kind.TRANSFER: gettext_lazy("Transfer of artist %(number)s"),
    Kind.RELEASE: gettext_lazy("Release of artist %(number)s"),
    Kind.DEATH: gettext_lazy("Death of artist %(number)s"),
}
DONE: dict[str, Promise] = {
    Kind.TRANSFER: gettext_lazy("Transferred. From now on the other institution looks after this artist."),
    Kind.RELEASE: gettext_lazy("Recorded. The consents that were not given for the time after have ended."),
    Kind.DEATH: gettext_lazy(
        "Recorded. What the artist agreed to stays as it was given. Please ask the family."
    ),
}


@form_page
@needs("inmates.transfer_artist")
def transfer(request: HttpRequest, artist_id: int) -> HttpResponse:
    return _life(request, artist_id, Kind.TRANSFER, "inmates.transfer_artist")


@form_page
@needs("inmates.leave_artist")
def release(request: HttpRequest, artist_id: int) -> HttpResponse:
    return _life(request, artist_id, Kind.RELEASE, "inmates.leave_artist")


@form_page
@needs("inmates.leave_artist")
def death(request: HttpRequest, artist_id: int) -> HttpResponse:
    return _life(request, artist_id, Kind.DEATH, "inmates.leave_artist")


def _life(request: HttpRequest, artist_id: int, kind: str, right: str) -> HttpResponse:
    artist = get_object_or_404(rows(Artist, request.user).select_related("institution"), pk=artist_id)
    if not request.user.has_perm(right, artist):
        raise PermissionDenied
    form = LifeForm(posted(request), artist=artist, kind=kind, user=request.user)
    context: dict[str, object] = {"artist": artist, "form": form, "kind": kind, "wish": ""}
    status = 200
    if form.is_bound and form.is_valid():
        happened = form.happened(by=request.user)
        try:
            if form.cleaned_data["shown"] == form.wish():
                lives.record(artist, happened, once=form.cleaned_data["once"])
                messages.success(request, DONE[kind])
                return _back(request, artist)
            context |= {
                "wish": form.wish(),
                "consequences": foresee(artist, lambda: lives.record(artist, happened)),
                "entered": happened.entered,
                "ending": lives.ends_with_release(artist) if kind == Kind.RELEASE else [],
            }
        except lives.NotPossible as refused:
            context["refusal"] = refused.sentence
            status = 409
        except OnceConflict:
            context["refusal"] = _("This form was sent before with other answers. Look at the artist's page.")
            status = 409
    elif form.is_bound:
        status = 422
    elif kind not in lives.possible(artist):
        context["over"] = True
    title = TITLES[kind] % {"number": artist.number}
    return page(request, "admin/inmates/life.html", title=title, status=status, **context)


def _back(request: HttpRequest, artist: Artist) -> HttpResponse:
    """To the artist's page, unless the artist is now in another house than this person."""
    if rows(Artist, request.user).filter(pk=artist.pk).exists():
        return redirect("admin:inmates_artist_change", artist.pk)
    return redirect("admin:inmates_artist_changelist")
