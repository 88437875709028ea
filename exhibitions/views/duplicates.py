"""Works that may have been recorded twice, side by side, for a person who knows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from exhibitions import duplicates
from exhibitions.models import Artwork
from staff.pages import needs, page
from staff.scope import rows


@require_safe
@needs("exhibitions.change_artwork")
def show(request: HttpRequest) -> HttpResponse:
    pairs = duplicates.find(request.user)
    return page(
        request,
        "admin/exhibitions/duplicates.html",
        title=_("Recorded twice?"),
        pairs=pairs,
        more=len(pairs) == duplicates.SHOWN,
    )


def _both(request: HttpRequest, artwork_id: int) -> tuple[Artwork, Artwork | None]:
    """The work of the address, and the one of the form if it can be had."""
    works = rows(Artwork, request.user).select_related("artist__institution")
    artwork = get_object_or_404(works, pk=artwork_id)
    if not request.user.has_perm("exhibitions.change_artwork", artwork):
        raise PermissionDenied
    other = request.POST.get("other", "")
    found = works.filter(pk=int(other)).first() if other.isdecimal() and len(other) < 19 else None
    return artwork, found if found and request.user.has_perm("exhibitions.change_artwork", found) else None


@require_POST
@needs("exhibitions.change_artwork")
def merge(request: HttpRequest, artwork_id: int) -> HttpResponse:
    """Keep the work of the address; the other one becomes a number that leads to it."""
    keep, drop = _both(request, artwork_id)
    if drop is None:
        messages.error(request, _("One of the two has been merged meanwhile. Look at the list again."))
        return redirect("admin:duplicates")
    try:
        duplicates.merge(keep, drop)
    except duplicates.CannotMerge as refused:
        messages.error(request, refused.sentence)
        return redirect("admin:duplicates")
    numbers = {"kept": keep.inventory_number, "merged": drop.inventory_number}
    messages.success(
        request, _("One work now: %(kept)s. Its old number %(merged)s still finds it.") % numbers
    )
    return redirect("admin:exhibitions_artwork_change", keep.pk)


@require_POST
@needs("exhibitions.change_artwork")
def keep_apart(request: HttpRequest, artwork_id: int) -> HttpResponse:
    artwork, other = _both(request, artwork_id)
    if other and other != artwork:
        duplicates.keep_apart(artwork, other, by=request.user)
        messages.success(request, _("They are two works. We will not ask about them again."))
    return redirect("admin:duplicates")
