"""Photos for those who work here: seen by a permission, never by knowing a name."""

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exhibitions import photos
from exhibitions.forms import PhotoForm
from exhibitions.models import Artwork, Rendition
from staff.pages import behind_the_house, needs
from staff.scope import rows


@behind_the_house
@require_safe
def rendition(request: HttpRequest, name: str) -> FileResponse:
    """A clean picture of a work, published or not."""
    wanted = get_object_or_404(rows(Rendition, request.user), name=name)
    path = settings.PUBLIC_MEDIA / wanted.name[:2] / f"{wanted.name}.{photos.ENDINGS[wanted.format]}"
    if not path.is_file():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=f"image/{wanted.format}")
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@require_POST
@needs("exhibitions.add_photo")
def add(request: HttpRequest, artwork_id: int) -> HttpResponse:
    artwork = get_object_or_404(rows(Artwork, request.user), pk=artwork_id)
    if not request.user.has_perm("exhibitions.add_photo", artwork):
        raise PermissionDenied
    form = PhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("Choose a photo first."))
        return redirect("admin:exhibitions_artwork_change", artwork.pk)
    try:
        photos.take_in(artwork, form.cleaned_data["photo"], role=form.cleaned_data["role"], by=request.user)
    except photos.PhotoRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The photo is here."))
    return redirect("admin:exhibitions_artwork_change", artwork.pk)
