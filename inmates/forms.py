"""The paper on which an artist's answers stand, as a form."""

import datetime
import uuid
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from inmates import consent, lives
from inmates.levels import NAMED, Level
from inmates.models import Artist, Consent, Institution, LifeEvent, Purpose
from inmates.namesakes import TELLING, namesakes
from staff.forms import TypedLine
from staff.once import OnceConflict, claim_key, keep_outcome
from staff.scope import colleagues, rows
from staff.widgets import DayInput, MomentInput
from staff.words import LANGUAGES


def another_person() -> forms.BooleanField:
    return forms.BooleanField(
        label=_("This is another person"),
        required=False,
        help_text=_("Tick it only if you were shown an artist of the same name and they are not the same."),
    )


def refuse_namesakes(form: Any, field: str, found: list[Artist]) -> None:
    """Show the ones who bear the name already, with the way to them."""
    links = format_html_join(
        ", ",
        '<a href="{}">{}</a>',
        ((reverse("admin:inmates_artist_change", args=[it.pk]), it.number) for it in found),
    )
    sentence = _(
        "There is an artist of this name here already: {}. Open that one, or say that this is another person."
    )
    form.add_error(field, ValidationError(format_html(str(sentence), links), code="namesake"))


class NewArtistForm(forms.ModelForm):
    """A new number, and before that a look whether the person has one. The name is compared and not kept."""

    user: Any = None
    name_to_compare = TypedLine(
        label=_("Name, only to compare"),
        max_length=120,
        required=False,
        help_text=_("It is not kept. If an artist of this name is here already, you are shown which one."),
    )
    is_another = another_person()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        name, institution = data.get("name_to_compare"), data.get("institution")
        asked = name and institution and not data.get("is_another")
        if asked and (found := namesakes(institution, name, by=self.user)):
            refuse_namesakes(self, "name_to_compare", found)
        return data


class NewIdentityForm(forms.ModelForm):
    user: Any = None
    is_another = another_person()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        artist, surname = data.get("artist"), data.get("surname")
        if artist and surname and not data.get("is_another"):
            first, patronymic = data.get("first_name") or "", data.get("patronymic") or ""
            names = (f"{first} {surname}", f"{first} {surname} {patronymic}")
            register = data.get("register_number") or ""
            found = namesakes(artist.institution, *names, by=self.user, besides=artist, register=register)
            if found:
                refuse_namesakes(self, "surname", found)
        return data


class AnswersForm(forms.Form):
    """One reading, one witness, an answer for each purpose read out. What was not asked stays as it was."""

    YES, NO = "yes", "no"
    ANSWERS = [(YES, _("Agrees")), (NO, _("Refuses")), ("", _("Not asked"))]

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)
    read_by = forms.ModelChoiceField(
        None, label=_("Read aloud by"), error_messages={"required": _("Choose who read it aloud.")}
    )
    witness = forms.ModelChoiceField(
        None,
        label=_("Witness"),
        help_text=_("A second person who was there. Not the one who read."),
        error_messages={"required": _("Choose the witness.")},
    )
    read_in = forms.ChoiceField(label=_("Read aloud in"), choices=settings.LANGUAGES)
    given_at = forms.DateTimeField(
        label=_("When"),
        widget=MomentInput,
        error_messages={"required": _("Say when it was read aloud.")},
    )
    valid_until = forms.DateField(
        label=_("Valid until"),
        required=False,
        widget=DayInput,
        help_text=_("Leave empty if no end was agreed."),
    )
    after_release = forms.BooleanField(
        label=_("Also after release"),
        required=False,
        help_text=_("Unticked, these answers end on the day the artist is released."),
    )
    level = forms.ChoiceField(
        label=_("How the artist wishes to be named"),
        required=False,
        choices=[("", "—"), *Level.choices],
        help_text=_("Only where they agree to be named, or wish to stay anonymous."),
    )
    name_ky = TypedLine(label=_("Name as agreed (Kyrgyz)"), max_length=120, required=False)
    name_ru = TypedLine(label=_("Name as agreed (Russian)"), max_length=120, required=False)
    name_en = TypedLine(label=_("Name as agreed (English)"), max_length=120, required=False)
    is_another = another_person()

    def __init__(self, *args: Any, user: Any, artist: Artist | None = None, **kwargs: Any) -> None:
        self.user, self.artist = user, artist
        initial = {"once": uuid.uuid4(), "read_by": user.pk, "given_at": timezone.now(), "read_in": "ky"}
        super().__init__(*args, initial=initial, **kwargs)
        here = colleagues(user).filter(is_active=True)
        for name in ("read_by", "witness"):
            self.fields[name].queryset = here  # type: ignore[attr-defined]
        if not here.exclude(pk=user.pk).exists():
            self.fields["witness"].help_text = _(
                "A reading needs a second person, and nobody else of your institution is signed up here yet. "
                "Ask an organiser to add a colleague."
            )
        for purpose in Purpose:
            self.fields[f"answer_{purpose.value}"] = forms.ChoiceField(
                label=purpose.label, choices=self.ANSWERS, required=False, widget=forms.RadioSelect
            )

    def answers(self) -> list[Any]:
        """The answer fields, for the template."""
        return [self[f"answer_{purpose.value}"] for purpose in Purpose]

    def given(self) -> dict[Purpose, bool]:
        answered = ((purpose, self.cleaned_data.get(f"answer_{purpose.value}")) for purpose in Purpose)
        return {purpose: answer == self.YES for purpose, answer in answered if answer}

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("read_by") and data.get("read_by") == data.get("witness"):
            self.add_error("witness", _("The reader cannot be the witness. Choose a second person."))
        given = self.given()
        if not given and not self.errors:
            raise ValidationError(_("Mark at least one answer."))
        if given.get(Purpose.ATTRIBUTION) and not data.get("level"):
            self.add_error("level", _("Choose how the artist wishes to be named."))
        if data.get("level") in NAMED and not data.get("name_ky"):
            self.add_error("name_ky", _("Write the name exactly as agreed."))
        if self.artist and given.get(Purpose.ATTRIBUTION) and data.get("level") in TELLING:
            names = [data[f"name_{code}"] for code in LANGUAGES if data.get(f"name_{code}")]
            institution = self.artist.institution
            if not data.get("is_another"):
                found = namesakes(institution, *names, by=self.user, besides=self.artist)
                if found:
                    refuse_namesakes(self, "name_ky", found)
        return data

    def record(self, artist: Artist) -> list[Consent]:
        """All answers of the paper or none, and of one form once. Raises ValidationError."""
        data = self.cleaned_data
        names = ("read_by", "witness", "read_in", "given_at", "valid_until", "after_release")
        common = {name: data[name] for name in names}
        with transaction.atomic():
            once = data.get("once")
            if once and (first := self._recorded_before(artist, once)):
                return first
            given = [
                consent.give(artist, purpose, granted=granted, **common, **self._named(purpose, granted))
                for purpose, granted in self.given().items()
            ]
            if once:
                keep_outcome(once, ",".join(str(answer.pk) for answer in given))
            return given

    def _recorded_before(self, artist: Artist, once: uuid.UUID) -> list[Consent]:
        wish = sorted((name, str(value)) for name, value in self.cleaned_data.items() if name != "once")
        try:
            outcome = claim_key(once, artist.pk, wish)
        except OnceConflict:
            sentence = _("This form was sent before with other answers. Look at the artist's page.")
            raise ValidationError(sentence) from None
        return list(Consent.objects.filter(pk__in=outcome.split(","))) if outcome else []

    def _named(self, purpose: Purpose, granted: bool) -> dict[str, str]:
        if purpose != Purpose.ATTRIBUTION or not granted:
            return {}
        level = self.cleaned_data["level"]
        names = {}
        if level in NAMED:
            names = {f"name_as_agreed_{code}": self.cleaned_data[f"name_{code}"] for code in LANGUAGES}
        return {"level": level, **names}


class PolicyForm(forms.Form):
    """A level. `shown` is the one whose consequences were shown; only that one is decided, and with a reason."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    level = forms.ChoiceField(label=_("At the most"), choices=Level.choices, widget=forms.RadioSelect)
    reason = TypedLine(label=_("Reason"), max_length=300, required=False)

    @property
    def is_shown(self) -> bool:
        return self.cleaned_data["shown"] == self.cleaned_data["level"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("level") and data.get("shown") == data["level"] and not data.get("reason"):
            self.add_error("reason", _("Say why. Your name and the reason are kept with the decision."))
        return data


class ReasonForm(forms.Form):
    reason = TypedLine(label=_("Reason"), max_length=300, required=False)


class LifeForm(forms.Form):
    """A transfer, a release or a death. `once` makes a form sent twice act once; `shown` is what the consequences were
    shown for, and another wish has to be shown again."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    happened_on = forms.DateField(
        label=_("On which day"), widget=DayInput, error_messages={"required": _("Say on which day.")}
    )
    entered = forms.ModelChoiceField(
        None, label=_("To which institution"), error_messages={"required": _("Choose the institution.")}
    )
    note = TypedLine(
        label=_("Note"),
        max_length=300,
        required=False,
        help_text=_("Number of the order, who brought the news."),
    )

    def __init__(self, *args: Any, artist: Artist, kind: str, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, initial={"once": uuid.uuid4(), "happened_on": timezone.localdate()}, **kwargs)
        self.kind = kind
        if kind == LifeEvent.Kind.TRANSFER:
            choices = rows(Institution, user).exclude(pk=artist.institution_id)
            self.fields["entered"].queryset = choices  # type: ignore[attr-defined]
        else:
            del self.fields["entered"]

    def clean_happened_on(self) -> datetime.date:
        if self.cleaned_data["happened_on"] > timezone.localdate():
            raise ValidationError(_("This day has not come yet. Record it when it has happened."))
        return self.cleaned_data["happened_on"]

    def happened(self, *, by: Any) -> lives.Happened:
        data = self.cleaned_data
        return lives.Happened(
            self.kind, data["happened_on"], by=by, note=data["note"], entered=data.get("entered")
        )

    def wish(self) -> str:
        """What the consequences hang on."""
        entered = self.cleaned_data.get("entered")
        return f"{self.kind} {entered.pk if entered else ''}".strip()


class ReadingForm(forms.Form):
    reason = TypedLine(
        label=_("Why do you need to see it?"),
        max_length=300,
        help_text=_("The reason, your name and the time are kept for ever and are read by the auditor."),
        error_messages={"required": _("Write the reason.")},
    )
