from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import now
from django.views.decorators.http import require_safe

from exhibitions import showing
from exhibitions.showing import ShownExhibition
from gallery import doorway
from gallery.forms import DoorForm
from gallery.kept_wall import hung
from gallery.private import private
from gallery.rendering import language, render
from sales import door as doors


@require_safe
@private(referrer="same-origin")
def door(request: HttpRequest, slug: str, proof: str = "") -> HttpResponse:
    """Where the code at the door leads: from here on the visitor can show that they are in the room. The code in the
    address gives way to a proof that lasts, so that the page can be come back to."""
    show = showing.exhibition(slug, language())
    if show is None:
        raise Http404
    proof = proof or doorway.shown(request)
    lasting = doors.welcome(slug, proof, now())
    if lasting and "/" + lasting + "/" not in request.path:
        return HttpResponseRedirect(reverse("gallery:door-with", args=[slug, lasting]))
    form = DoorForm(request.GET if lasting and "number" in request.GET else None)
    if lasting and form.is_valid():
        number = form.cleaned_data["number"]
        if any(hanging.exhibit.catalogue_number == number for hanging in hung(show, language())):
            address = reverse("gallery:reserve", args=[slug, number])
            return HttpResponseRedirect(address + doorway.carried(lasting))
        form.add_error("number", DoorForm.NOT_HERE)
    return _page(request, show, form, proof, lasting)


def _page(
    request: HttpRequest, show: ShownExhibition, form: DoorForm, typed: str, lasting: str
) -> HttpResponse:
    context = {
        "form": form,
        "typed": typed,
        "proof": lasting,
        "refusal": doors.WrongCode().sentence if typed and not lasting else "",
    }
    status = 422 if context["refusal"] or form.errors else 200
    return HttpResponse(render(request, "gallery/door.html", show=show, **context), status=status)
