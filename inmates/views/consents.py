"""Recording an artist's answers, and taking one back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from inmates import consent
from inmates.consequences import foresee
from inmates.forms import AnswersForm, ReasonForm
from inmates.models import Artist, Consent
from staff.pages import needs, page, posted
from staff.scope import rows

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@needs("inmates.add_consent")
def record(request: HttpRequest, artist_id: int) -> HttpResponse:
    artist = get_object_or_404(rows(Artist, request.user).select_related("institution"), pk=artist_id)
    if not request.user.has_perm("inmates.add_consent", artist):
        raise PermissionDenied
    form = AnswersForm(posted(request), user=request.user, artist=artist)
    if request.method == "POST" and form.is_valid():
        try:
            given = form.record(artist)
        except ValidationError as refused:
            form.add_error(None, refused.messages)
        else:
            said = ngettext("%(count)s answer is recorded.", "%(count)s answers are recorded.", len(given))
            messages.success(request, said % {"count": len(given)})
            return redirect("admin:inmates_artist_change", artist.pk)
    title = _("Answers of artist %(number)s") % {"number": artist.number}
    status = 422 if form.errors else 200
    return page(request, "admin/inmates/answers.html", title=title, status=status, artist=artist, form=form)


@form_page
@needs("inmates.withdraw_consent")
def withdraw(request: HttpRequest, consent_id: int) -> HttpResponse:
    standing = get_object_or_404(rows(Consent, request.user).select_related("artist"), pk=consent_id)
    if not request.user.has_perm("inmates.withdraw_consent", standing):
        raise PermissionDenied
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        if standing.withdrawn_at is None:
            consent.withdraw(standing, by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, _("Withdrawn. Whatever hung on it is no longer shown."))
        return redirect("admin:inmates_artist_change", standing.artist_id)
    title = _("Withdraw: %(purpose)s") % {"purpose": standing.get_purpose_display()}
    context = {"consent": standing, "form": form, "status": 422 if form.errors else 200}
    if standing.withdrawn_at is None:
        same = Consent.objects.get(pk=standing.pk)  # the one on the page stays as it is
        context["consequences"] = foresee(standing.artist, lambda: consent.withdraw(same, by=request.user))
    return page(request, "admin/inmates/withdraw.html", title=title, **context)
