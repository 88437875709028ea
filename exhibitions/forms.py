"""What is sent about an artwork besides its record: a photo, a decision, a reason."""

import re
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from exhibitions import catalogue, meanwhile
from exhibitions.hatch import WHOLE, Cut
from exhibitions.models import Artwork, Photo, Term
from inmates.forms import AnswersForm
from inmates.models import Artist
from staff.forms import TypedLine
from staff.words import LANGUAGES, columns, in_language


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
        label=_("Reason"),
        max_length=300,
        help_text=_("The author reads it. Say what should be different."),
        error_messages={"required": _("Write the reason.")},
    )


class ArtworkForm(meanwhile.SeenForm):
    terms = forms.ModelMultipleChoiceField(
        Term.objects.all(), label=_("terms"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "terms" in self.fields:
            self.fields["terms"].choices = _by_facet()  # type: ignore[attr-defined]
        if "title_ky" in self.fields:
            self.fields["title_ky"].required = False  # in which language, the database does not mind

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        titles = columns("title")
        if "title_ky" in self.fields and not any(data.get(name) or name in self.errors for name in titles):
            self.add_error("title_ky", _("Write the title in at least one language."))
        elif "title_ky" in self.fields:
            self.instance.is_draft = False
        return data


def _by_facet() -> list[tuple[str, list[tuple[int, str]]]]:
    facets: dict[str, list[tuple[int, str]]] = {}
    for term in Term.objects.all():
        facets.setdefault(term.get_facet_display(), []).append((term.pk, term.label))
    return list(facets.items())


PICTURES = "image/jpeg,image/png,image/webp,image/heic,image/heif"


class CameraForm(forms.Form):
    """One photo, straight from the camera, sent by itself as soon as it is there."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    photo = forms.FileField(
        label=_("Photo"),
        widget=forms.FileInput(attrs={"accept": PICTURES, "capture": "environment"}),
        error_messages={
            "required": _("Take a photo first, or choose one."),
            "empty": _("Take a photo first, or choose one."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"once": uuid.uuid4()}, **kwargs)


class RoleForm(CameraForm):
    """Another photo of a work that has one."""

    role = forms.ChoiceField(
        label=_("It shows"),
        choices=Photo.Role.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the photo shows.")},
    )

    field_order = ("role", "photo")


class TurnForm(forms.Form):
    """Clockwise, or back to how it was taken."""

    QUARTERS = ((270, _("To the left")), (90, _("To the right")), (180, _("Upside down")))

    once = forms.UUIDField(widget=forms.HiddenInput)
    by = forms.TypedChoiceField(
        choices=((0, _("As it was taken")), *QUARTERS),
        coerce=int,
        error_messages={"required": _("Choose how the picture is to be turned.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"once": uuid.uuid4()}, auto_id="turn_%s", **kwargs)


class PercentField(forms.CharField):
    """Typed in percent ("12", "12,5"), kept as thousandths. Empty: nothing."""

    default_error_messages = {"invalid": _("Write a percentage from 0 to 90, for example 12 or 12,5.")}
    widget = forms.TextInput(
        attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 4, "placeholder": "0"}
    )

    def to_python(self, value: Any) -> int:  # type: ignore[override]
        text = str(value or "0").strip().replace(".", ",")
        if not re.fullmatch(r"[0-9]{1,2}(,[0-9])?", text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        whole, _comma, part = text.partition(",")
        thousandths = int(whole) * 10 + int(part or 0)
        if thousandths > 900:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return thousandths


class CropForm(forms.Form):
    """How much of each side goes, in percent of the picture as it is seen."""

    SIDES = ("left", "top", "right", "bottom")

    once = forms.UUIDField(widget=forms.HiddenInput)
    left = PercentField(label=_("On the left, %"), required=False)
    top = PercentField(label=_("At the top, %"), required=False)
    right = PercentField(label=_("On the right, %"), required=False)
    bottom = PercentField(label=_("At the bottom, %"), required=False)

    field_order = ("top", "left", "right", "bottom")

    def __init__(self, *args: Any, seen: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, initial={"once": uuid.uuid4(), **seen}, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        for one, other in (("left", "right"), ("top", "bottom")):
            if one in data and other in data and data[one] + data[other] > 900:
                self.add_error(other, _("Too little of the picture would be left. Cut off less."))
        return data

    def cut(self) -> Cut:
        """As far as it can be understood, for the picture of it."""
        sides = []
        for name in self.SIDES:
            try:
                sides.append(PercentField(required=False).clean(self[name].value()))
            except forms.ValidationError:
                sides.append(0)
        left, top, right, bottom = sides
        return (left, top, right, bottom) if max(left + right, top + bottom) <= 900 else WHOLE


class WritingForm(forms.Form):
    seen = forms.ChoiceField(
        label=_("Can a signature or a name be read in the picture?"),
        choices=[choice for choice in Photo.Writing.choices if choice[0]],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose yes or no.")},
    )


class KeyField(forms.UUIDField):
    """The form's own key, by which what is sent twice acts once. Whoever comes without one comes for the first time."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, initial=uuid.uuid4, **kwargs)

    def clean(self, value: Any) -> uuid.UUID:
        try:
            return super().clean(value) or uuid.uuid4()
        except forms.ValidationError:
            return uuid.uuid4()


class SeenForm(forms.Form):
    """Says what its page showed, so that nothing else is replaced."""

    once = KeyField()
    seen = forms.CharField(required=False, max_length=400, widget=forms.HiddenInput)


class CentimetreField(forms.CharField):
    """Typed in centimetres ("50", "40,5"), kept as millimetres."""

    default_error_messages = {"invalid": _("Write the centimetres, for example 50 or 40,5.")}
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 8})

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = str(value or "").strip().replace(".", ",")
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,4}(,[0-9])?", text):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        whole, _comma, part = text.partition(",")
        millimetres = int(whole) * 10 + int(part or 0)
        if not 1 <= millimetres <= 20_000:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return millimetres


class WishField(forms.CharField):
    """Whole som as people write them ("12 500"), kept as tyiyn. Empty: no wish, or not for sale."""

    default_error_messages = {"invalid": _("Write the price in whole som, for example 12 500.")}
    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "enterkeyhint": "done", "maxlength": 16}
    )

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        text = re.sub(r"\s", "", str(value or ""))
        if not text:
            return None
        if not re.fullmatch(r"[0-9]{1,8}", text) or int(text) == 0:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return int(text) * 100


def centimetres(millimetres: int | None) -> str:
    if millimetres is None:
        return ""
    whole, part = divmod(millimetres, 10)
    return f"{whole},{part}" if part else str(whole)


class AnswersOfLabel(SeenForm):
    """What is asked about every work, whoever writes it and wherever."""

    OTHER, LATER = "other", "later"

    title = TypedLine(
        label=_("Title"),
        max_length=300,
        widget=forms.TextInput(attrs={"enterkeyhint": "next", "autocomplete": "off"}),
        help_text=_("In any one language. A translator adds the others."),
        error_messages={"required": _("Write the title.")},
    )
    language = forms.ChoiceField(
        label=_("The title is in"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    size = forms.ChoiceField(
        label=_("Size, cm: height × width"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the size of the work.")},
    )
    height = CentimetreField(label=_("Height, cm"), required=False)
    width = CentimetreField(label=_("Width, cm"), required=False)
    technique = forms.ChoiceField(
        label=_("Technique"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the technique.")},
    )
    other_technique = TypedLine(
        label=_("Another technique, in the same language as the title"), max_length=200, required=False
    )
    price = WishField(
        label=_("Price the artist wishes, som"),
        required=False,
        help_text=_("Leave it empty if it is not for sale."),
    )

    # By hand, where no list of artists can be shown.
    artist_number = TypedLine(
        label=_("Number of the artist"),
        max_length=7,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_(
            "As it stands in your list on paper, for example 12345-6. Leave it empty to choose later."
        ),
    )

    def choose_among(
        self, sizes: dict[str, tuple[int, int]], techniques: Iterable[catalogue.Technique]
    ) -> None:
        size: Any = self.fields["size"]
        size.choices = [
            *((value, f"{centimetres(h)} × {centimetres(w)}") for value, (h, w) in sizes.items()),
            (self.OTHER, _("Another size")),
            (self.LATER, _("I will measure later")),
        ]
        technique: Any = self.fields["technique"]
        technique.choices = [
            *((technique.value, str(technique)) for technique in techniques),
            (self.OTHER, _("Another technique")),
        ]

    def sides(self) -> list[Any]:
        return [self["height"], self["width"]]


class LateLabelForm(AnswersOfLabel):
    """For a photo that waits on the telephone: it holds nothing that was recorded, and is answered as a LabelForm."""

    def __init__(self) -> None:
        super().__init__(auto_id="late_%s", initial={"language": (get_language() or "ky")[:2]})
        sizes = {f"{short}x{long}": (short, long) for short, long in catalogue.SIZES}
        self.choose_among(sizes, catalogue.COMMON)


class LabelForm(AnswersOfLabel):
    """Five answers. The artist and the technique of the work before are there already."""

    artist = forms.ModelChoiceField(None, label=_("Artist"), required=False, widget=forms.RadioSelect)
    other_artist = forms.ModelChoiceField(None, label=_("Another artist"), required=False)

    def __init__(self, *args: Any, user: Any, artwork: Artwork, upright: bool, **kwargs: Any) -> None:
        self.artwork, self.upright = artwork, upright
        self.techniques = catalogue.techniques(user, artwork)
        self.sizes = {
            self._value(*sides): sides for sides in (self._turned(pair, upright) for pair in catalogue.SIZES)
        }
        shown = {"seen": meanwhile.seal(catalogue.label_values(artwork))}
        super().__init__(*args, initial=shown | self._before(user), **kwargs)
        everyone = catalogue.with_agreed_names(catalogue.artists_of(user))
        recent = list(dict.fromkeys([*self._shown(artwork), *catalogue.recent_artists(user)]))
        near = {artist.pk: artist for artist in everyone.filter(pk__in=recent)}
        for name in ("artist", "other_artist"):
            field: Any = self.fields[name]
            field.queryset = everyone
            field.label_from_instance = called
        artist: Any = self.fields["artist"]
        artist.choices = [(pk, called(near[pk])) for pk in recent if pk in near]
        self.more_artists = everyone.exclude(pk__in=near).exists()
        self.choose_among(self.sizes, self.techniques)
        if self.is_bound and "artist_number" in self.data:
            # The telephone could not tell which way up the photo is.
            self.data = self.data.copy()
            self.data["size"] = self._upright(self.data.get("size", ""))

    def _upright(self, value: str) -> str:
        found = (pair for pair in catalogue.SIZES if self._value(*pair) == value)
        return next((self._value(*self._turned(pair, self.upright)) for pair in found), value)

    @staticmethod
    def _turned(pair: tuple[int, int], upright: bool) -> tuple[int, int]:
        short, long = pair
        return (long, short) if upright else (short, long)

    @staticmethod
    def _value(height: int, width: int) -> str:
        return f"{height}x{width}"

    @staticmethod
    def _shown(artwork: Artwork) -> list[int]:
        """A draft's artist is only the one before; a label's was chosen."""
        return [] if artwork.is_draft else [artwork.artist_id]

    def _before(self, user: Any) -> dict[str, Any]:
        work = self.artwork
        if work.is_draft:
            # Its artist may be all that was left for later.
            written = self._written() if work.title else {}  # type: ignore[attr-defined]
            last = catalogue.last_work(user)
            only = list(catalogue.artists_of(user).values_list("pk", flat=True)[:2])
            return {
                "artist": last.artist_id if last else only[0] if len(only) == 1 else None,
                "language": next(
                    (code for code in LANGUAGES if last and getattr(last, f"title_{code}")),
                    (get_language() or "ky")[:2],
                ),
                "technique": self._technique(last) if last else None,
            } | written
        return {"artist": work.artist_id} | self._written()

    def _written(self) -> dict[str, Any]:
        work = self.artwork
        here = (get_language() or "ky")[:2]
        language = next((code for code in (here, *LANGUAGES) if getattr(work, f"title_{code}")), here)
        size = self._value(work.height_mm or 0, work.width_mm or 0)
        known = size in self.sizes
        return {
            "title": getattr(work, f"title_{language}"),
            "language": language,
            "size": size if known else self.OTHER if work.height_mm else self.LATER,
            "height": "" if known else centimetres(work.height_mm),
            "width": "" if known else centimetres(work.width_mm),
            "technique": self._technique(work),
            "price": work.price_wish_tyiyn and f"{work.price_wish_tyiyn // 100:,}".replace(",", " "),
        }

    @staticmethod
    def _technique(work: Artwork) -> str:
        return work.technique_ky or work.technique_ru or work.technique_en  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        data["artist"] = data.get("other_artist") or data.get("artist") or self._by_number()
        later = self.artwork.is_draft and "artist_number" in self.data and not data.get("artist_number")
        if not data["artist"] and not later and not {"artist", "other_artist"} & set(self.errors):
            number = data.get("artist_number")
            unknown = _("No artist of yours has the number %(number)s. Choose the artist.")
            self.add_error("artist", unknown % {"number": number} if number else _("Choose the artist."))
        if data.get("size") == self.OTHER:
            for side in ("height", "width"):
                if data.get(side) is None and side not in self.errors:
                    self.add_error(side, _("Write both height and width."))
        if data.get("technique") == self.OTHER and not data.get("other_technique"):
            self.add_error("other_technique", _("Write the technique."))
        return data

    def _by_number(self) -> Artist | None:
        number = self.cleaned_data.get("artist_number")
        artists: Any = self.fields["artist"]
        return artists.queryset.filter(number=number).first() if number else None

    def save(self, *, by: Any) -> Artwork:
        """Raises ChangedMeanwhile."""
        data = self.cleaned_data
        height, width = self.sizes.get(data["size"], (None, None))
        if data["size"] == self.OTHER:
            height, width = data["height"], data["width"]
        known = {technique.value: technique for technique in self.techniques}
        technique = known.get(data["technique"]) or catalogue.Technique(
            **{"ky": "", data["language"]: data["other_technique"]}
        )
        return catalogue.write_label(
            self.artwork,
            by=by,
            key=data["once"],
            seen=data["seen"],
            artist=data["artist"],
            title=data["title"],
            language=data["language"],
            height_mm=height,
            width_mm=width,
            technique=technique,
            price_wish_tyiyn=data["price"],
        )


def called(artist: Any) -> str:
    """An artist is a number; the name they agreed to helps to find it."""
    name = in_language(artist, "agreed")
    return f"{name} · {artist.number}" if name else artist.number


def size(work: Artwork) -> str:
    sides = [work.height_mm, work.width_mm, *([work.depth_mm] if work.depth_mm else [])]
    return _("%(sides)s cm") % {"sides": " × ".join(map(centimetres, sides))} if work.height_mm else ""


class ArtistForm(forms.ModelForm):
    """Nothing here identifies a person: that stands in the institution's own list, on paper, beside the number."""

    once = forms.UUIDField(widget=forms.HiddenInput)

    class Meta:
        model = Artist
        fields = ("institution", "kind", "at_risk")
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"once": uuid.uuid4()}, **kwargs)
        institution: Any = self.fields["institution"]
        institution.queryset = catalogue.institutions_of(user)
        first = list(institution.queryset[:2])
        if len(first) == 1:
            self.instance.institution = first[0]
            del self.fields["institution"]

    def save_once(self, *, by: Any) -> Artist:
        """Sent twice, it is one artist."""
        data = self.cleaned_data
        what = (by.pk, self.instance.institution_id, data["kind"], data["at_risk"])
        return catalogue.once_only(data["once"], what, self.save)


class StoryForm(SeenForm):
    artist = forms.ModelChoiceField(None, required=False, widget=forms.HiddenInput)
    told_in = forms.ChoiceField(
        label=_("Told in"), choices=settings.LANGUAGES, widget=forms.RadioSelect, required=False
    )
    story = forms.CharField(
        label=_("The artist's story"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Word for word, as the artist tells it. No surname, no article of law, no place."),
    )

    def __init__(self, *args: Any, user: Any, artwork: Artwork, **kwargs: Any) -> None:
        self.artwork = artwork
        language = artwork.told_in or (get_language() or "ky")[:2]
        initial = {
            "told_in": language,
            "story": getattr(artwork, f"story_{language}"),
            "seen": meanwhile.seal(catalogue.person_values(artwork)),
            "artist": artwork.artist_id,
        }
        super().__init__(*args, initial=initial, **kwargs)
        artist: Any = self.fields["artist"]
        artist.queryset = catalogue.artists_of(user)

    def clean(self) -> dict[str, Any]:
        # Whose page it was only explains a refusal.
        self.errors.pop("artist", None)
        return self.cleaned_data

    def save(self, answers: AnswersForm | None, *, by: Any) -> None:
        """With what was read aloud, if it was. Raises ChangedMeanwhile, and ValidationError for the answers."""
        data = self.cleaned_data
        catalogue.write_person(
            self.artwork,
            by=by,
            key=data["once"],
            seen=data["seen"],
            story=data["story"],
            language=data["told_in"] or self.initial["told_in"],
            given=answers.given() if answers else {},
            paper=answers.cleaned_data if answers else {},
            record=lambda: answers.record(self.artwork.artist) if answers else [],
        )
