"""What is asked about a list: the file, whose register it is, and what each column holds."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from exhibitions.forms import PICTURES
from exhibitions.imports import columns
from exhibitions.models import Import
from inmates.models import Artist, Institution
from staff.forms import TypedLine
from staff.scope import reach


class _OfInstitution(forms.Form):
    institution = forms.ModelChoiceField(Institution.objects.none(), label=_("Whose register is it?"))

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = None if user.is_superuser else reach(user, frozenset({"cataloguer"}))
        found = Institution.objects.all() if ids is None else Institution.objects.filter(pk__in=ids)
        field = self.fields["institution"]
        field.queryset = found  # type: ignore[attr-defined]
        if found.count() == 1:
            field.initial, field.widget = found.get().pk, forms.HiddenInput()


class UploadForm(_OfInstitution):
    file = forms.FileField(
        label=_("The list"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.tsv,.txt"}),
        help_text=_("XLSX or CSV, up to 50 MB and 100,000 rows. Of a workbook, its first sheet is read."),
    )


class _ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class _PhotosField(forms.FileField):
    """Every file that was chosen, in its order."""

    widget = _ManyFiles(attrs={"accept": f".zip,application/zip,{PICTURES}"})

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        files = data if isinstance(data, list) else [data]
        return [super(_PhotosField, self).clean(file, initial) for file in files or [None]]


class PhotosForm(_OfInstitution):
    photos = _PhotosField(
        label=_("The photos"),
        help_text=_("One ZIP, or up to 250 photos at once. Each up to 20 MB, together up to 1 GB."),
        error_messages={
            "required": _("Choose the photos first."),
            "empty": _("One of these files is empty."),
        },
    )


class ColumnsForm(forms.Form):
    artist = TypedLine(
        label=_("Artist of the rows that name none"),
        required=False,
        max_length=7,
        help_text=_("The number of an artist of this institution, such as 48213-1."),
    )

    def __init__(self, *args: Any, work: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.work = work
        self.fields["artist"].initial = work.artist.number if work.artist else ""
        language = get_language() or "ky"
        choices = [("", _("left aside")), *((name, columns.label(name, language)) for name in columns.FIELDS)]
        for place, name in enumerate(work.header):
            said = work.columns[place][0] if place < len(work.columns) else ""
            shown = name or str(_("Column without a name"))
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=shown, choices=choices, required=False, initial=said, help_text=self._sample(place)
            )

    def _sample(self, place: int) -> str:
        cells = [cells[place] for cells in self.work.sample if place < len(cells) and cells[place]]
        return " · ".join(cell[:40] for cell in cells)

    def of_columns(self) -> list[Any]:
        return [self[f"column_{place}"] for place in range(len(self.work.header))]

    def fields_said(self) -> list[str]:
        return [self.cleaned_data[f"column_{place}"] for place in range(len(self.work.header))]

    def clean_artist(self) -> Artist | None:
        """Of another institution is answered like none at all."""
        number = self.cleaned_data["artist"]
        if not number:
            return None
        artist = Artist.objects.filter(institution=self.work.institution_id, number=number).first()
        if artist is None:
            raise forms.ValidationError(_("This institution has no artist with this number."))
        return artist
