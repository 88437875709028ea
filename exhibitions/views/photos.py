"""Photos for those who work here: seen by a permission, never by knowing a name."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exhibitions import album, photos
from exhibitions.forms import CropForm, PhotoForm, TurnForm, WritingForm
from exhibitions.hatch import Cut
from exhibitions.models import Artwork, Photo, Publication, Rendition
from staff.pages import behind_the_house, needs, page, posted
from staff.scope import rows

form_page = require_http_methods(["GET", "HEAD", "POST"])
WIDE = 720  # px of a picture that is looked at on a telephone


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


# --- One photo: turned, cut, looked at, chosen, taken away ---


def _photo(request: HttpRequest, pk: int, act: str) -> Photo:
    pictures = Prefetch(
        "renditions", Rendition.objects.filter(format="webp", width__lte=WIDE).order_by("-width")
    )
    wanted = rows(Photo, request.user).select_related("artwork__artist__institution", "writing_seen_by")
    photo = get_object_or_404(wanted.prefetch_related(pictures), pk=pk)
    if not request.user.has_perm(f"exhibitions.{act}_photo", photo):
        raise PermissionDenied
    return photo


def _page(request: HttpRequest, photo: Photo, *, refusal: str = "", **forms: Any) -> HttpResponse:
    """The photo, what may be done with it, and the other photos of the work."""
    artwork = photo.artwork
    small = Prefetch("renditions", Rendition.objects.filter(format="webp").order_by("width"))
    publications = rows(Publication, request.user).filter(photo=photo, ended_at=None)

    def may(act: str) -> bool:
        return request.user.has_perm(f"exhibitions.{act}_photo", photo)

    asked = photo.may_be_public or photo.role == Photo.Role.BACK
    context = {
        "photo": photo,
        "artwork": artwork,
        "refusal": refusal,
        "turn": TurnForm(),
        "writing": WritingForm(initial={"seen": photo.writing_seen}) if asked else None,
        "is_next": artwork.photos.for_public().first() == photo,
        "standing": publications.standing().first(),
        "waiting": publications.waiting().first(),
        "others": artwork.photos.exclude(pk=photo.pk).order_by("-pk").prefetch_related(small),
        "is_changed": photo.turned or any(photo.cut),
        "may_turn": may("add"),
        "may_look": may("look_at"),
        "may_choose": may("change") and photo.may_be_public,
        "may_remove": may("delete") and not album.is_on_record(photo),
    }
    status = 422 if refusal or any(form.errors for form in forms.values()) else 200
    title = photo.get_role_display()
    return page(request, "staff/one_photo.html", title=title, status=status, **context | forms)


@behind_the_house
@require_safe
@needs("exhibitions.view_photo")
def one(request: HttpRequest, photo_id: int) -> HttpResponse:
    return _page(request, _photo(request, photo_id, "view"))


@behind_the_house
@form_page
@needs("exhibitions.add_photo")
def turn(request: HttpRequest, photo_id: int) -> HttpResponse:
    photo = _photo(request, photo_id, "add")
    form = TurnForm(posted(request))
    if not form.is_bound:
        return redirect("backstage:one_photo", photo.pk)
    if not form.is_valid():
        return _page(request, photo, refusal=form.errors.get("by", [_("Please press the button again.")])[0])
    asked = form.cleaned_data
    try:
        new = album.turn(photo, asked["by"], who=request.user, key=asked["once"])
    except photos.PhotoRefused as refused:
        return _page(request, photo, refusal=str(refused))
    return _made_anew(request, photo, new)


@behind_the_house
@form_page
@needs("exhibitions.add_photo")
def crop(request: HttpRequest, photo_id: int) -> HttpResponse:
    """The frame is drawn by the server; where a script runs, it is dragged on the picture."""
    photo = _photo(request, photo_id, "add")
    seen = {side: request.GET.get(side, "")[:4] for side in CropForm.SIDES}
    form = CropForm(posted(request), seen=seen)
    if request.method == "POST" and form.is_valid():
        if "look" in request.POST:
            typed = {side: form[side].value() for side in CropForm.SIDES}
            return redirect(f"{request.path}?{urlencode(typed)}")
        sides: Any = tuple(form.cleaned_data[side] for side in CropForm.SIDES)
        try:
            new = album.crop(photo, sides, by=request.user, key=form.cleaned_data["once"])
        except photos.PhotoRefused as refused:
            little = refused.code in ("too_small", "too_narrow")
            said = _("Too little of the picture would be left. Cut off less.") if little else str(refused)
            form.add_error(None, said)
        else:
            return _made_anew(request, photo, new)
    picture = photo.renditions.all()[0]
    context = {"photo": photo, "picture": picture, "form": form, "frame": _frame(picture, form.cut())}
    status = 422 if form.errors else 200
    return page(request, "staff/crop.html", title=_("Cut the edges"), status=status, **context)


def _frame(picture: Rendition, cut: Cut) -> dict[str, str]:
    """As a drawing over the picture: what goes, and the edge of what stays."""
    wide, high = picture.width, picture.height
    left, top = wide * cut[0] // 1000, high * cut[1] // 1000
    right, bottom = wide - wide * cut[2] // 1000, high - high * cut[3] // 1000
    stays = f"M{left} {top}V{bottom}H{right}V{top}Z"
    return {"box": f"0 0 {wide} {high}", "goes": f"M0 0H{wide}V{high}H0Z{stays}", "stays": stays}


def _made_anew(request: HttpRequest, old: Photo, new: Photo) -> HttpResponse:
    if new != old:
        messages.success(
            request,
            _("The picture was made anew. What is public stays as it is until it is approved again."),
        )
    return redirect("backstage:one_photo", new.pk)


@behind_the_house
@form_page
@needs("exhibitions.look_at_photo")
def writing(request: HttpRequest, photo_id: int) -> HttpResponse:
    photo = _photo(request, photo_id, "look_at")
    form = WritingForm(posted(request))
    if form.is_bound and not form.is_valid():
        return _page(request, photo, writing=form)
    if form.is_bound:
        album.look_for_writing(photo, form.cleaned_data["seen"], by=request.user)
        messages.success(request, _("Saved."))
    return redirect("backstage:one_photo", photo.pk)


@behind_the_house
@form_page
@needs("exhibitions.change_photo")
def public(request: HttpRequest, photo_id: int) -> HttpResponse:
    photo = _photo(request, photo_id, "change")
    chosen = request.POST.get("chosen")
    if request.method == "POST" and chosen not in ("yes", "no"):
        return _page(request, photo, refusal=_("Please press the button again."))
    try:
        if chosen == "yes":
            album.choose(photo)
            messages.success(request, _("Chosen. The public sees it once it is proposed and approved."))
        elif chosen == "no":
            album.choose_none(photo)
            messages.success(request, _("The newest front is the one for the public again."))
    except album.CannotChoose as refused:
        return _page(request, photo, refusal=str(refused))
    return redirect("backstage:one_photo", photo.pk)


@behind_the_house
@form_page
@needs("exhibitions.delete_photo")
def remove(request: HttpRequest, photo_id: int) -> HttpResponse:
    photo = _photo(request, photo_id, "delete")
    artwork = photo.artwork
    if request.method == "POST":
        try:
            album.remove(photo)
        except album.CannotRemove as refused:
            return _page(request, photo, refusal=str(refused))
        messages.success(request, _("The photo is gone."))
        return redirect("backstage:work", artwork.pk)
    if album.is_on_record(photo):
        return _page(request, photo, refusal=str(album.CannotRemove()))
    fronts = artwork.photos.filter(role=Photo.Role.FRONT).exclude(pk=photo.pk)
    is_last = photo.role == Photo.Role.FRONT and not fronts.exists()
    context = {"photo": photo, "artwork": artwork, "is_last": is_last}
    return page(request, "staff/remove_photo.html", title=_("Remove this photo"), **context)
