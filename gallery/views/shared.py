"""What pages of all languages share: pictures, and the exhibition's little stylesheet."""

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.views.decorators.http import require_safe

from exhibitions import showing
from gallery import freshness, hanging_css
from gallery.kept_wall import hung
from gallery.pictures import SUFFIX
from gallery.rendering import UNNAMED

TYPES = {"webp": "image/webp", "jpeg": "image/jpeg"}
# Consent can be withdrawn: nobody keeps a picture longer than this without asking again.
KEPT_SECONDS = 300


@require_safe
def picture(request: HttpRequest, name: str, suffix: str) -> HttpResponse | FileResponse:
    """A rendition, if the public may see it at this moment. Its name is random and its bytes never change, so the
    name itself is the tag by which a browser asks again."""
    found = showing.image(name)
    if found is None or SUFFIX[found[0].format] != suffix:
        raise Http404
    image, indexable = found
    tag = f'"{name}"'
    response: HttpResponse | FileResponse
    if request.headers.get("If-None-Match") == tag:
        response = HttpResponseNotModified()
    else:
        try:
            file = (settings.PUBLIC_MEDIA / name[:2] / f"{name}.{suffix}").open("rb")
        except FileNotFoundError:
            raise Http404 from None
        response = FileResponse(file, content_type=TYPES[image.format])
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    response.headers["X-Robots-Tag"] = "noarchive" if indexable else UNNAMED
    return response


@require_safe
def hang_css(request: HttpRequest, slug: str) -> HttpResponse:
    show = showing.exhibition(slug, settings.LANGUAGE_CODE)
    if show is None:
        raise Http404

    def build() -> freshness.Built:
        return freshness.Built(hanging_css.stylesheet(hung(show, settings.LANGUAGE_CODE)), None)

    response = freshness.page(request, show.version, build, content_type="text/css; charset=utf-8")
    if request.GET.get("v"):
        response.headers["Cache-Control"] = f"public, max-age={KEPT_SECONDS}"
    return response
