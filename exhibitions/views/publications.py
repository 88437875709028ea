"""From an artwork's record to its public face: one person proposes, another reads and decides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from exhibitions import publishing, reading
from exhibitions.forms import ReasonForm
from exhibitions.models import Artwork, Publication
from staff.pages import needs, page, posted
from staff.scope import rows

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _publication(request: HttpRequest, pk: int, act: str) -> Publication:
    wanted = rows(Publication, request.user).select_related("artwork", "proposed_by")
    publication = get_object_or_404(wanted, pk=pk)
    if not request.user.has_perm(f"exhibitions.{act}_publication", publication):
        raise PermissionDenied
    return publication


@require_POST
@needs("exhibitions.add_publication")
def propose(request: HttpRequest, artwork_id: int) -> HttpResponse:
    artwork = get_object_or_404(
        rows(Artwork, request.user).select_related("artist__institution"), pk=artwork_id
    )
    if not request.user.has_perm("exhibitions.add_publication", artwork):
        raise PermissionDenied
    try:
        publication = publishing.propose(artwork, by=request.user)
    except publishing.CannotPublish as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect("admin:exhibitions_artwork_change", artwork.pk)
    messages.success(request, _("Proposed. A second person reads it exactly as it stands here."))
    return redirect("admin:exhibitions_publication_change", publication.pk)


@require_POST
@needs("exhibitions.change_publication")
def approve(request: HttpRequest, publication_id: int) -> HttpResponse:
    publication = _publication(request, publication_id, "change")
    onwards = reading.onwards(publication, by=request.user)
    try:
        seal = bytes.fromhex(request.POST.get("seal", ""))
    except ValueError:
        seal = b""
    try:
        publishing.approve(publication, by=request.user, seal=seal, heard=request.POST.getlist("heard"))
    except publishing.CannotPublish as refused:
        for reason in refused.reasons:
            messages.error(request, reason)
        return redirect("admin:exhibitions_publication_change", publication.pk)
    return _next(
        request, publication, onwards, _("Approved. The public sees it wherever the work is exhibited.")
    )


def _next(
    request: HttpRequest, publication: Publication, onwards: reading.Onwards, said: str
) -> HttpResponse:
    """To the next text that waits for this person; the message leads back to the one that was decided."""
    if onwards.following is None:
        messages.success(request, f"{said} {_('Nothing else waits for you.')}")
        return redirect("admin:exhibitions_publication_change", publication.pk)
    back = reverse("admin:exhibitions_publication_change", args=[publication.pk])
    messages.success(
        request, format_html('<a href="{}"><bdi>{}</bdi></a>: {}', back, publication.title, said)
    )
    # The anchor lets the keyboard begin at the text and not at the menu.
    return redirect(reverse("admin:exhibitions_publication_change", args=[onwards.following]) + "#main")


@form_page
@needs("exhibitions.change_publication")
def send_back(request: HttpRequest, publication_id: int) -> HttpResponse:
    publication = _publication(request, publication_id, "change")
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        onwards = reading.onwards(publication, by=request.user)
        try:
            publishing.send_back(publication, by=request.user, reason=form.cleaned_data["reason"])
        except publishing.CannotPublish as refused:
            messages.error(request, refused.reasons[0])
            return redirect("admin:exhibitions_publication_change", publication.pk)
        return _next(request, publication, onwards, _("Sent back to its author with your reason."))
    context = {"publication": publication, "form": form, "act": _("Send back")}
    return page(request, "admin/exhibitions/reason.html", title=_("Send back"), **context)


@form_page
@needs("exhibitions.withdraw_publication")
def withdraw(request: HttpRequest, publication_id: int) -> HttpResponse:
    """Taking a work out of the public eye needs no second person and no good style: the reason is for us."""
    publication = _publication(request, publication_id, "withdraw")
    form = ReasonForm(posted(request))
    form.fields["reason"].required = False
    form.fields["reason"].help_text = _("Kept with the publication, for those who work here.")
    if request.method == "POST" and form.is_valid():
        publishing.withdraw(publication, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Withdrawn. The public no longer sees it."))
        return redirect("admin:exhibitions_publication_change", publication.pk)
    context = {"publication": publication, "form": form, "act": _("Withdraw")}
    return page(request, "admin/exhibitions/reason.html", title=_("Take it out of the public eye"), **context)
