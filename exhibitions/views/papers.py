"""Photographing a signed paper: developed like any photo, because no file is trusted as it came; then kept private."""

import secrets

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from exhibitions import photos
from exhibitions.forms import PaperForm
from inmates import papers
from inmates.models import Consent
from staff.pages import needs, page
from staff.scope import rows


@require_http_methods(["GET", "HEAD", "POST"])
@needs("inmates.add_consent")
def add(request: HttpRequest, consent_id: int) -> HttpResponse:
    consent = get_object_or_404(rows(Consent, request.user).select_related("artist"), pk=consent_id)
    if not request.user.has_perm("inmates.add_consent", consent.artist):
        raise PermissionDenied
    form = PaperForm(request.POST, request.FILES) if request.method == "POST" else PaperForm()
    if consent.paper or consent.withdrawn_at:
        messages.warning(request, _("This answer has its paper already."))
        return redirect("admin:inmates_artist_change", consent.artist_id)
    if request.method == "POST" and form.is_valid():
        try:
            name = _kept(photos.develop(form.cleaned_data["photo"]))
        except photos.PhotoRefused as refused:
            form.add_error("photo", str(refused))
        else:
            if papers.attach(consent, name):
                messages.success(request, _("The photo of the paper is here."))
            else:  # somebody else was quicker
                photos.discard([name], media_root=settings.PRIVATE_MEDIA)
            return redirect("admin:inmates_artist_change", consent.artist_id)
    title = _("Photo of the signed paper")
    status = 422 if form.errors else 200
    return page(
        request, "admin/inmates/add_paper.html", title=title, status=status, artist=consent.artist, form=form
    )


def _kept(developed: photos.Developed) -> str:
    """The widest clean picture, on the disk. What came from the phone, with its place and time, is not kept."""
    pictures = [picture for picture in developed.renditions if picture.format == "webp"]
    widest = max(pictures, key=lambda picture: picture.width)
    name = f"{papers.FOLDER}/{secrets.token_hex(16)}.webp"
    path = settings.PRIVATE_MEDIA / name
    photos.write(path, widest.content)
    photos.settle(path.parent)
    return name
