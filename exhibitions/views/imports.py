"""A list of works sent, looked through, agreed to, and followed until it is written."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from exhibitions.imports import carrying, columns, reasons, tables
from exhibitions.imports.forms import ColumnsForm, PhotosForm, UploadForm
from exhibitions.models import Import, ImportRow, Photo
from staff import spreadsheets
from staff.pages import needs, page, posted
from staff.scope import rows

form_page = require_http_methods(["GET", "HEAD", "POST"])
AT_ONCE = 50
EVERY = "2"  # seconds between two looks at something that moves


def _import(request: HttpRequest, pk: int) -> Import:
    work = get_object_or_404(rows(Import, request.user).select_related("institution", "artist"), pk=pk)
    if not request.user.has_perm("exhibitions.change_import", work):
        raise PermissionDenied
    return work


@require_safe
@needs("exhibitions.view_import")
def index(request: HttpRequest) -> HttpResponse:
    found = rows(Import, request.user).select_related("institution", "added_by")
    part = Paginator(found, AT_ONCE).get_page(request.GET.get("p"))
    return page(request, "admin/exhibitions/imports.html", title=_("Lists of works"), part=part)


@form_page
@needs("exhibitions.add_import")
def add(request: HttpRequest) -> HttpResponse:
    form = UploadForm(posted(request), request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        upload, institution = form.cleaned_data["file"], form.cleaned_data["institution"]
        try:
            work = carrying.take_in(upload, name=upload.name, institution=institution, by=request.user)
        except tables.TableRefused as refused:
            form.add_error("file", str(refused))
        else:
            return redirect("admin:import_columns", work.pk)
    status = 422 if form.errors else 200
    return page(
        request, "admin/exhibitions/import_new.html", title=_("Send a list"), status=status, form=form
    )


@form_page
@needs("exhibitions.add_import")
def add_photos(request: HttpRequest) -> HttpResponse:
    """A ZIP or many photos, whose names say their works; nothing is taken in before the preview is agreed to."""
    form = PhotosForm(posted(request), request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        uploads, institution = form.cleaned_data["photos"], form.cleaned_data["institution"]
        try:
            work = carrying.take_in_photos(uploads, institution=institution, by=request.user)
        except tables.TableRefused as refused:
            form.add_error("photos", str(refused))
        else:
            return redirect("admin:import", work.pk)
    status = 422 if form.errors else 200
    title = _("Send photos")
    return page(request, "admin/exhibitions/import_photos.html", title=title, status=status, form=form)


@form_page
@needs("exhibitions.change_import")
def say_columns(request: HttpRequest, import_id: int) -> HttpResponse:
    work = _import(request, import_id)
    if work.kind == Import.Kind.PHOTOS:
        return redirect("admin:import", work.pk)
    form = ColumnsForm(posted(request), work=work)
    if request.method == "POST" and form.is_valid():
        try:
            carrying.say_columns(work, form.fields_said(), artist=form.cleaned_data["artist"])
        except carrying.CannotImport as refused:
            form.add_error(None, str(refused))
        else:
            return redirect("admin:import", work.pk)
    status = 422 if form.errors else 200
    title = _("What each column holds")
    context = {"work": work, "form": form}
    return page(request, "admin/exhibitions/import_columns.html", title=title, status=status, **context)


@require_safe
@needs("exhibitions.view_import")
def show(request: HttpRequest, import_id: int) -> HttpResponse:
    work = _import(request, import_id)
    counts = carrying.counts(work)
    verdict = request.GET.get("verdict", "")
    chosen = verdict if verdict in counts else ""
    found = work.rows.filter(**{"verdict": chosen} if chosen else {})
    part = Paginator(found, AT_ONCE).get_page(request.GET.get("p"))
    done = work.rows.filter(written_at__isnull=False).count()
    whole = counts["new"] + counts["changed"]
    moves = work.state in (Import.State.PLANNING, Import.State.WRITING)
    context = {
        "work": work,
        "counts": [(value, label, counts[value]) for value, label in ImportRow.Verdict.choices],
        "all": sum(counts.values()),
        "wrong": counts["wrong"],
        "verdict": chosen,
        "part": part,
        "lines": [_Line(row, get_language() or "ky") for row in part],
        "done": done,
        "whole": whole,
        "stands_still": carrying.stands_still(work),
        "moves": moves,
        "is_photos": work.kind == Import.Kind.PHOTOS,
        "refusal": reasons.refusal(work.refusal),
    }
    response = page(request, "admin/exhibitions/import.html", title=work.file_name, **context)
    if moves and not context["stands_still"]:
        response["Refresh"] = EVERY  # so the page follows without a script, and a reload loses nothing
    return response


def _shown(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


class _Line:
    """A row of the list, for the template: its words, and what would become of it."""

    def __init__(self, row: ImportRow, language: str) -> None:
        self.row = row
        self.title = next((row.plan[name] for name in reasons.TITLES if row.plan.get(name)), "")
        self.reasons = [reasons.reason(*reason, language=language) for reason in row.reasons]
        self.notes = [reasons.note(*note, language=language) for note in row.notes]
        self.changes = [
            (columns.label(name, language), _shown(row.before[name]), _shown(row.plan.get(name)))
            for name in row.before
        ]
        self.role = Photo.Role(row.plan["role"]).label if "role" in row.plan else ""
        self.original = " · ".join(cell[:80] for cell in row.original if cell)[:240]


def _act(request: HttpRequest, import_id: int, act: Any, **more: Any) -> HttpResponse:
    work = _import(request, import_id)
    try:
        act(work, **more)
    except carrying.CannotImport as refused:
        messages.error(request, str(refused))
    return redirect("admin:import", work.pk)


@require_POST
@needs("exhibitions.change_import")
def confirm(request: HttpRequest, import_id: int) -> HttpResponse:
    return _act(request, import_id, carrying.confirm, by=request.user)


@require_POST
@needs("exhibitions.change_import")
def cancel(request: HttpRequest, import_id: int) -> HttpResponse:
    return _act(request, import_id, carrying.cancel)


@require_POST
@needs("exhibitions.change_import")
def resume(request: HttpRequest, import_id: int) -> HttpResponse:
    return _act(request, import_id, carrying.resume)


@require_safe
@needs("exhibitions.view_import")
def wrong(request: HttpRequest, import_id: int) -> HttpResponse:
    """The wrong rows as they came, with the reason beside them: to be mended and sent again."""
    work = _import(request, import_id)
    language = get_language() or "ky"
    lines = (
        [
            *row.original[: len(work.header)],
            "; ".join(reasons.reason(*why, language=language) for why in row.reasons),
        ]
        for row in work.rows.filter(verdict="wrong").iterator()
    )
    content = spreadsheets.workbook(_("Wrong rows"), [*work.header, _("What is wrong")], lines)
    return spreadsheets.answer("wrong-rows", content)


@require_safe
@needs("exhibitions.add_import")
def template(request: HttpRequest) -> HttpResponse:
    """An empty list with the column names of one language, which are all known again when it comes back."""
    wanted = request.GET.get("in", "")
    language = wanted if wanted in ("ky", "ru", "en") else (get_language() or "ky")
    header = [columns.name(field, language) for field in columns.TEMPLATE]
    return spreadsheets.answer(f"works-{language}", spreadsheets.workbook(_("Works"), header, []))
