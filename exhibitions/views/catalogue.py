"""Cataloguing on a telephone: the photo, the label, the person, and the list of what is still to do."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exhibitions import catalogue, differences, history, photos, worklist
from exhibitions.forms import ArtistForm, CameraForm, LabelForm, RoleForm, StoryForm, called, size
from exhibitions.meanwhile import ChangedMeanwhile
from exhibitions.models import Artwork, Exhibition, Photo, Rendition
from inmates.forms import AnswersForm
from inmates.models import Artist, Consent, Purpose
from staff.pages import behind_the_house, needs, page, posted
from staff.scope import rows

form_page = require_http_methods(["GET", "HEAD", "POST"])
SHOWN = 30


def _work(request: HttpRequest, pk: int, *, to_write: bool = True) -> Artwork:
    artwork = get_object_or_404(rows(Artwork, request.user).select_related("artist__institution"), pk=pk)
    if to_write and not request.user.has_perm("exhibitions.change_artwork", artwork):
        raise PermissionDenied
    return artwork


def _front(artwork: Artwork) -> Photo | None:
    small = Prefetch("renditions", Rendition.objects.filter(format="webp").order_by("width"))
    return artwork.photos.filter(role=Photo.Role.FRONT).order_by("-pk").prefetch_related(small).first()


@behind_the_house
@require_safe
@needs("exhibitions.view_artwork")
def works(request: HttpRequest) -> HttpResponse:
    """What is on record, and what each work still lacks, in words."""
    seen = worklist.on_the_list(rows(Artwork, request.user))
    asked = {"q": request.GET.get("q", "").strip()[:100], "show": request.GET.get("show", "")}
    found = worklist.searched(worklist.shown(seen, asked["show"]), asked["q"])
    after = request.GET.get("after", "")
    if after.isascii() and after.isdigit():
        found = found.filter(pk__lt=int(after[:18]))
    listed = list(found.order_by("-pk")[: SHOWN + 1])
    more = len(listed) > SHOWN
    listed = listed[:SHOWN]
    kept = {name: value for name, value in asked.items() if value}
    now = timezone.now()
    coming = Exhibition.objects.filter(opens_at__gt=now).order_by("opens_at").first()
    return page(
        request,
        "staff/works.html",
        title=_("My works"),
        rows=[(artwork, worklist.progress(artwork)) for artwork in listed],
        counts=worklist.counts(seen),
        coming=coming,
        target=worklist.target(request.user, coming, at=now),
        draft=worklist.next_draft(request.user),
        asked=asked,
        tabs=[
            (label, f"?{query}" if query else "?", value == asked["show"])
            for value, label in worklist.tabs()
            for query in [
                urlencode({name: text for name, text in (("show", value), ("q", asked["q"])) if text})
            ]
        ],
        older=f"?{urlencode(kept | {'after': listed[-1].pk})}" if more else "",
        may_add=request.user.has_perm("exhibitions.add_artwork"),
    )


@behind_the_house
@form_page
@needs("exhibitions.add_artwork")
def new_work(request: HttpRequest) -> HttpResponse:
    """The photo first. It is sent as soon as it is taken: a cheap telephone may close this page while it takes it."""
    form = CameraForm(posted(request), request.FILES or None)
    if not catalogue.artists_of(request.user).exists():
        return redirect("backstage:new_artist")
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            begun = catalogue.begin(
                form.cleaned_data["photo"], by=request.user, key=form.cleaned_data["once"]
            )
        except photos.PhotoRefused as refused:
            refusal = str(refused)
        else:
            for remark in begun.remarks:
                messages.warning(request, remark)
            return redirect("backstage:label", begun.artwork.pk)
    status = 422 if refusal or form.errors else 200
    if status == 422:
        form = _anew(form)
    title = _("Photograph the work")
    return page(request, "staff/new_work.html", title=title, status=status, form=form, refusal=refusal)


def _anew(form: CameraForm) -> CameraForm:
    """The same form with its own key, or a new one where it came without; a browser never sends a file twice."""
    if "once" in form.errors:
        form.data = form.data.copy() | {"once": str(uuid.uuid4())}
    return form


@behind_the_house
@form_page
@needs("exhibitions.change_artwork")
def label(request: HttpRequest, artwork_id: int) -> HttpResponse:
    return _label(request, _work(request, artwork_id))


@behind_the_house
@form_page
@needs("exhibitions.change_artwork")
def late_label(request: HttpRequest, photo: uuid.UUID) -> HttpResponse:
    """A label written before its photo was sent: it knows the key of the photo's form, and not the work."""
    begun = catalogue.begun_with(photo, by=request.user)
    if begun is None:
        raise Http404
    return _label(request, _work(request, begun))


def _label(request: HttpRequest, artwork: Artwork) -> HttpResponse:
    front = _front(artwork)
    upright = front is not None and front.height > front.width
    form = LabelForm(posted(request), user=request.user, artwork=artwork, upright=upright)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(by=request.user)
        except ChangedMeanwhile as changed:
            return _changed(request, changed, differences.of_labels(changed), front=front)
        if "next" in request.POST:
            said = _("Saved. Write number %(number)s on the back of the work.")
            messages.success(request, said % {"number": artwork.inventory_number})
            return redirect("backstage:new_work")
        return redirect("backstage:work", artwork.pk)
    status = 422 if form.errors else 200
    title = _("Fill in the label")
    may_add = request.user.has_perm("exhibitions.add_artwork")
    context = {"artwork": artwork, "front": front, "form": form, "may_add": may_add}
    return page(request, "staff/label.html", title=title, status=status, **context)


def _changed(
    request: HttpRequest, changed: ChangedMeanwhile, found: differences.Differences, *, front: Photo | None
) -> HttpResponse:
    """What stands beside what was typed, and nothing written: a person decides."""
    own = {"csrfmiddlewaretoken", "seen"}
    typed = [(name, value) for name, values in request.POST.lists() for value in values if name not in own]
    return page(
        request,
        "staff/changed.html",
        title=_("Changed meanwhile"),
        status=409,
        artwork=changed.now,
        front=front,
        found=found,
        typed=typed,
        seen=changed.seen,
        refusal=True,
    )


@behind_the_house
@require_safe
@needs("exhibitions.view_artwork")
def work(request: HttpRequest, artwork_id: int) -> HttpResponse:
    """Saved: the number for the back of the work, what was answered, and the next one."""
    artwork = _work(request, artwork_id, to_write=False)
    states = worklist.on_the_list(rows(Artwork, request.user)).get(pk=artwork.pk)
    artist = catalogue.with_agreed_names(Artist.objects.filter(pk=artwork.artist_id)).get()
    shots = artwork.photos.exclude(role=Photo.Role.FRONT).prefetch_related(
        Prefetch("renditions", Rendition.objects.filter(format="webp").order_by("width"))
    )
    return page(
        request,
        "staff/work.html",
        title=_("Number %(number)s") % {"number": artwork.inventory_number},
        artwork=artwork,
        artist=called(artist),
        front=_front(artwork),
        shots=shots,
        back_shows_name=shots.filter(role=Photo.Role.BACK, writing_seen=Photo.Writing.YES).exists(),
        progress=worklist.progress(states),
        size=size(artwork),
        trace=history.steps(artwork)[:20],
        change=history.last_of(artwork, request.user),
        draft=worklist.next_draft(request.user),
        may_change=request.user.has_perm("exhibitions.change_artwork", artwork),
        may_add=request.user.has_perm("exhibitions.add_artwork"),
    )


@behind_the_house
@require_POST
@needs("exhibitions.change_artwork")
def undo(request: HttpRequest, artwork_id: int) -> HttpResponse:
    artwork = _work(request, artwork_id)
    asked = request.POST.get("change", "")
    change = int(asked) if asked.isascii() and asked.isdigit() else 0
    try:
        history.undo(artwork, change=change, by=request.user)
    except history.CannotUndo as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("The last change is undone."))
    return redirect("backstage:work", artwork.pk)


@behind_the_house
@form_page
@needs("exhibitions.add_photo")
def photo(request: HttpRequest, artwork_id: int) -> HttpResponse:
    """Another photo: the newest of the front stands before the older ones, the others are for those who work here."""
    artwork = _work(request, artwork_id)
    form = RoleForm(posted(request), request.FILES or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            developed = photos.develop(form.cleaned_data["photo"])
        except photos.PhotoRefused as refused:
            refusal = str(refused)
        else:
            photos.keep(artwork, developed, by=request.user, role=form.cleaned_data["role"])
            for remark in catalogue.remarks(developed):
                messages.warning(request, remark)
            messages.success(request, _("The photo is here."))
            return redirect("backstage:work", artwork.pk)
    status = 422 if refusal or form.errors else 200
    if status == 422:
        _anew(form)
    context = {"artwork": artwork, "form": form, "refusal": refusal}
    return page(request, "staff/photo.html", title=_("Another photo"), status=status, **context)


@behind_the_house
@form_page
@needs("exhibitions.change_artwork")
def person(request: HttpRequest, artwork_id: int) -> HttpResponse:
    """The story of the work, and what its artist agreed to. Whatever is left empty stays as it was."""
    artwork = _work(request, artwork_id)
    artist = artwork.artist
    data = posted(request)
    story = StoryForm(data, user=request.user, artwork=artwork)
    read_out = data is not None and any(data.get(f"answer_{purpose.value}") for purpose in Purpose)
    answers = AnswersForm(data if read_out else None, user=request.user, artist=artist)
    if data is not None and all([story.is_valid(), not read_out or answers.is_valid()]):
        try:
            story.save(answers if read_out else None, by=request.user)
        except ChangedMeanwhile as changed:
            given, answered = answers.given() if read_out else {}, story.cleaned_data.get("artist")
            found = differences.of_persons(changed, given, answered=answered)
            return _changed(request, changed, found, front=_front(artwork))
        except ValidationError as refused:
            answers.add_error(None, refused.messages)
        else:
            messages.success(request, _("Saved."))
            return redirect("backstage:work", artwork.pk)
    standing = Consent.objects.filter(artist=artist, withdrawn_at=None)
    by_purpose = {consent.purpose: consent for consent in standing}
    context: dict[str, Any] = {
        "artwork": artwork,
        "artist": artist,
        "story": story,
        "answers": answers,
        "standing": [(purpose, by_purpose.get(purpose.value)) for purpose in Purpose],
        "at": timezone.now(),
    }
    status = 422 if story.errors or answers.errors else 200
    return page(request, "staff/person.html", title=_("What the artist wishes"), status=status, **context)


@behind_the_house
@form_page
@needs("inmates.add_artist")
def new_artist(request: HttpRequest) -> HttpResponse:
    first = not catalogue.artists_of(request.user).exists()
    form = ArtistForm(posted(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        artist = form.save_once(by=request.user)
        said = _("The artist is number %(number)s. Write it beside the name in your list on paper.")
        messages.success(request, said % {"number": artist.number})
        return redirect("backstage:new_work")
    status = 422 if form.errors else 200
    return page(
        request, "staff/new_artist.html", title=_("Add an artist"), status=status, form=form, first=first
    )
