"""What is sent about an artwork besides its record: a photo, a decision, a reason."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from exhibitions.models import Photo, Term
from staff.forms import TypedLine


class PhotoForm(forms.Form):
    photo = forms.FileField(
        label=_("Photo"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"}),
        help_text=_("The whole work, straight from the front, in daylight. Up to 20 MB."),
    )
    role = forms.ChoiceField(label=_("It shows"), choices=Photo.Role.choices, initial=Photo.Role.FRONT)


class PaperForm(forms.Form):
    photo = forms.FileField(
        label=_("Photo of the signed paper"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/heic,image/heif"}),
        help_text=_("The whole sheet, straight from above, every line readable. Up to 20 MB."),
    )


class ReasonForm(forms.Form):
    reason = TypedLine(
        label=_("Reason"), max_length=300, help_text=_("The author reads it. Say what should be different.")
    )


class ArtworkForm(forms.ModelForm):
    terms = forms.ModelMultipleChoiceField(
        Term.objects.all(), label=_("terms"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "terms" in self.fields:
            self.fields["terms"].choices = _by_facet()  # type: ignore[attr-defined]


def _by_facet() -> list[tuple[str, list[tuple[int, str]]]]:
    facets: dict[str, list[tuple[int, str]]] = {}
    for term in Term.objects.all():
        facets.setdefault(term.get_facet_display(), []).append((term.pk, term.label))
    return list(facets.items())
