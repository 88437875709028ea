"""Opening an identity: a right, a reason, and a line that stays."""

import datetime

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from inmates.forms import ReadingForm
from inmates.models import Identity, IdentityReading
from staff.pages import page, posted
from staff.scope import memberships, rows

OPEN_FOR = datetime.timedelta(minutes=10)
OPENINGS = "identities_opened"


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, artist_id: int) -> HttpResponse:
    if not any(membership.reads_identities for membership in memberships(request.user)):
        raise PermissionDenied
    identity = get_object_or_404(rows(Identity, request.user).select_related("artist"), pk=artist_id)
    form = ReadingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        IdentityReading.objects.create(
            identity=identity, read_by=request.user, reason=form.cleaned_data["reason"]
        )
        opened = request.session.get(OPENINGS, {})
        request.session[OPENINGS] = opened | {str(identity.pk): (timezone.now() + OPEN_FOR).isoformat()}
        return redirect("admin:inmates_identity_change", identity.pk)
    title = _("Identity of artist %(number)s") % {"number": identity.artist.number}
    status = 422 if form.errors else 200
    return page(
        request,
        "admin/inmates/read_identity.html",
        title=title,
        status=status,
        artist=identity.artist,
        form=form,
    )


def is_open(request: HttpRequest, identity: Identity) -> bool:
    """Whether this person gave a reason for this identity some minutes ago."""
    until = request.session.get(OPENINGS, {}).get(str(identity.pk))
    return until is not None and datetime.datetime.fromisoformat(until) > timezone.now()
