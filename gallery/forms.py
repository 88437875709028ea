from typing import Self
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from sales import phones
from sales.phones import BadPhone

ONCE_MORE = _("Please press the button once more.")


class ReserveForm(forms.Form):
    """One thing is needed to hold a work: a telephone. The rest helps the desk to say hello."""

    phone = forms.CharField(
        label=_("Your telephone"),
        max_length=40,
        error_messages={"required": _("Write your telephone number. It should look like +996 700 123 456.")},
        widget=forms.TextInput(
            attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel", "class": "input figures"}
        ),
    )
    name = forms.CharField(
        label=_("Your first name"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "given-name", "class": "input"}),
    )
    door = forms.CharField(
        label=_("Code at the door"),
        max_length=60,
        required=False,
        help_text=_("Eight digits, on a screen or a sheet at the entrance. They change every few minutes."),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input figures", "data-door": ""}
        ),
    )
    once = forms.UUIDField(
        widget=forms.HiddenInput, error_messages={"required": ONCE_MORE, "invalid": ONCE_MORE}
    )

    error_css_class = "field--wrong"

    @classmethod
    def fresh(cls) -> Self:
        """With a key of its own, so that sending it twice acts once."""
        return cls(initial={"phone": "+996 ", "once": uuid4()})

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"]
        if text.strip() in ("+996", "+"):
            raise forms.ValidationError(self.fields["phone"].error_messages["required"], code="required")
        try:
            return phones.normalise(text)
        except BadPhone as bad:
            raise forms.ValidationError(str(bad), code="phone") from bad

    @property
    def key(self) -> UUID:
        """To be sent with: the form's own, so that a correction is still the same form; a new one where it had none."""
        if not self.is_bound:
            return self.initial["once"]
        return self.cleaned_data.get("once") or uuid4()


class WaitForm(ReserveForm):
    """The telephone again: the desk calls it, and it says whose turn it is."""

    else_like = forms.BooleanField(
        label=_("If this one is sold, offer me one like it"), required=False, widget=forms.CheckboxInput
    )

    field_order = ("phone", "name", "else_like", "door")


class DoorForm(forms.Form):
    """From the door straight to a work: the number beside it."""

    NOT_HERE = _("No work here has this number. Look beside the work.")

    number = forms.IntegerField(
        label=_("Number beside the work"),
        min_value=1,
        max_value=99_999,
        error_messages={
            name: _("Write the number beside the work, for example 17.")
            for name in ("required", "invalid", "min_value", "max_value")
        },
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input figures"}
        ),
    )

    error_css_class = "field--wrong"
