"""Opening a signed paper: a right, a reason, and a line that stays."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from inmates import papers
from inmates.forms import ReadingForm
from staff.pages import page, posted


@require_http_methods(["GET", "HEAD", "POST"])
def read(request: HttpRequest, consent_id: int) -> HttpResponseBase:
    if not papers.may_read_any(request.user):
        raise PermissionDenied
    consent = get_object_or_404(papers.readable(request.user).select_related("artist"), pk=consent_id)
    form = ReadingForm(posted(request))
    if request.method == "POST" and form.is_valid():
        picture = papers.opened(consent, by=request.user, reason=form.cleaned_data["reason"])
        if not picture.is_file():
            raise Http404
        response = FileResponse(picture.open("rb"), content_type="image/webp", filename="paper.webp")
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response
    title = _("Signed paper of artist %(number)s") % {"number": consent.artist.number}
    readings = consent.paper_readings.select_related("read_by").order_by("-at")
    context = {"artist": consent.artist, "form": form, "readings": readings}
    return page(
        request, "admin/inmates/read_paper.html", title=title, status=422 if form.errors else 200, **context
    )
