from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from exhibitions import exports
from exhibitions.models import Artwork
from staff import spreadsheets
from staff.pages import needs


@require_safe
@needs("exhibitions.view_artwork")
def export(request: HttpRequest) -> HttpResponse:
    """The list of artworks with the filters and the search of its address, as a spreadsheet."""
    found = admin.site.get_model_admin(Artwork).get_changelist_instance(request).get_queryset(request)
    return spreadsheets.answer("artworks", exports.artworks(found))
