"""What works without a line: one page with the camera, and the small worker that brings it up."""

import uuid

from django.contrib.staticfiles import finders
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exhibitions.forms import CameraForm, LateLabelForm
from staff.pages import behind_the_house, needs, page


@behind_the_house
@require_safe
@needs("exhibitions.add_artwork")
def shell(request: HttpRequest) -> HttpResponse:
    """Kept on the telephone, so it names nobody and holds nothing that was recorded."""
    context = {"form": CameraForm(), "label": LateLabelForm(), "nothing": uuid.UUID(int=0)}
    return page(request, "staff/offline.html", title=_("No connection"), **context)


@behind_the_house
@require_safe
@needs("exhibitions.add_artwork")
def worker(request: HttpRequest) -> FileResponse:
    """Under /staff/, because a worker reaches no further than the folder it comes from."""
    return FileResponse(open(finders.find("js/worker.js"), "rb"), content_type="text/javascript")
