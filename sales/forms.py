"""Forms of the desk, and the one field in which sums are typed."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sales import money, tills
from sales.models import CashSession, Desk, Handover, Payment
from sales.selling import Paid
from staff.forms import TypedLine
from staff.widgets import MomentInput


class SomField(forms.CharField):
    """Typed in som, as people write it ("8 500"), kept as tyiyn (850000)."""

    default_error_messages = {"invalid": _("Write the sum in som, for example 8 500.")}
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        if value in self.empty_values or isinstance(value, int):
            return value or None
        try:
            return money.from_som(str(value).strip())
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value: Any) -> Any:
        return money.figure(value) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(initial) != self.to_python(data)
        except forms.ValidationError:
            return True


# What one press takes: a guarantee letter has a number to write down, and cash is rounded by the rule.
IN_HAND = (Payment.Kind.CASH, Payment.Kind.CARD, Payment.Kind.QR, Payment.Kind.TRANSFER)


class SaleForm(forms.Form):
    """One payment of the whole price is the ordinary case and is filled in; more parts are there for who needs them."""

    PARTS = 4
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, price_tyiyn: int, **kwargs: Any) -> None:
        initial = {"once": uuid.uuid4(), "kind_1": Payment.Kind.CASH, "amount_1": price_tyiyn}
        super().__init__(*args, initial=initial, **kwargs)
        for n in range(1, self.PARTS + 1):
            first = n == 1
            self.fields[f"kind_{n}"] = forms.ChoiceField(
                label=_("How is it paid?") if first else _("How"),
                choices=[(kind.value, kind.label) for kind in IN_HAND],
                widget=forms.RadioSelect if first else forms.Select,
                required=first,
            )
            self.fields[f"amount_{n}"] = SomField(label=_("Sum, som"), required=False)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.paid():
            self.add_error("amount_1", _("Write the sum that was paid."))
        return self.cleaned_data

    def paid(self) -> list[Paid]:
        parts = (
            (self.cleaned_data[f"kind_{n}"], self.cleaned_data[f"amount_{n}"])
            for n in range(1, self.PARTS + 1)
        )
        return [Paid(kind, amount) for kind, amount in parts if amount]

    def further_parts(self) -> list[tuple[Any, Any]]:
        return [(self[f"kind_{n}"], self[f"amount_{n}"]) for n in range(2, self.PARTS + 1)]

    def has_further_parts(self) -> bool:
        return any(self[f"amount_{n}"].value() for n in range(2, self.PARTS + 1))


class CounterForm(forms.Form):
    """The sale at the desk: one way to pay, and whatever is paid another way besides; the first way takes the rest.
    Sent as it comes, it is exact cash."""

    PARTS = 3
    KINDS = (*IN_HAND, Payment.Kind.LETTER)
    once = forms.UUIDField(widget=forms.HiddenInput)
    note = SomField(required=False)
    given = SomField(label=_("Another sum"), required=False)

    def __init__(self, *args: Any, price_tyiyn: int, **kwargs: Any) -> None:
        super().__init__(*args, initial={"once": uuid.uuid4(), "kind_1": Payment.Kind.CASH}, **kwargs)
        self.price_tyiyn = price_tyiyn
        self.paid: list[Paid] = []
        choices = [(kind.value, kind.label) for kind in self.KINDS]
        for n in range(1, self.PARTS + 1):
            self.fields[f"kind_{n}"] = forms.ChoiceField(
                label=_("How is it paid?") if n == 1 else _("How"),
                choices=choices,
                widget=forms.RadioSelect if n == 1 else forms.Select,
                required=n == 1,
                initial=Payment.Kind.CASH if n == 1 else Payment.Kind.CARD,
            )
            if n > 1:
                self.fields[f"amount_{n}"] = SomField(label=_("Sum, som"), required=False)
            self.fields[f"reference_{n}"] = TypedLine(
                label=_("Number of the letter or the transfer"), max_length=60, required=False
            )

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            others = [
                self._part(n, self.cleaned_data[f"amount_{n}"])
                for n in range(2, self.PARTS + 1)
                if self.cleaned_data[f"amount_{n}"]
            ]
            rest = self.price_tyiyn - sum(part.amount_tyiyn for part in others)
            if rest <= 0 and others:
                self.add_error(
                    "amount_2", _("Leave something to be paid the first way, or write nothing here.")
                )
            else:
                self.paid = [self._first(rest), *others]
        return self.cleaned_data

    def _first(self, rest: int) -> Paid:
        if self.cleaned_data["kind_1"] != Payment.Kind.CASH:
            return self._part(1, rest)
        due = rest - tills.rounding(rest)
        given = self.cleaned_data["given"] or self.cleaned_data["note"]
        if given is not None and given < due:
            self.add_error("given", _("This is less than what is to be paid."))
            given = None
        return Paid(Payment.Kind.CASH, due, given_tyiyn=given)

    def _part(self, n: int, amount_tyiyn: int) -> Paid:
        kind, reference = self.cleaned_data[f"kind_{n}"], self.cleaned_data[f"reference_{n}"]
        if kind == Payment.Kind.LETTER and not reference:
            self.add_error(f"reference_{n}", _("Write the number of the guarantee letter."))
        named = kind in (Payment.Kind.LETTER, Payment.Kind.TRANSFER)
        return Paid(kind, amount_tyiyn, reference=reference if named else "")

    @property
    def change_tyiyn(self) -> int | None:
        """To be given back, once it was said what was handed over."""
        return next(
            (part.given_tyiyn - part.amount_tyiyn for part in self.paid if part.given_tyiyn is not None), None
        )

    @property
    def rest_tyiyn(self) -> int | None:
        """Paid the first way, beside the others."""
        return self.paid[0].amount_tyiyn if len(self.paid) > 1 else None

    def further_parts(self) -> list[tuple[Any, Any, Any]]:
        return [
            (self[f"kind_{n}"], self[f"amount_{n}"], self[f"reference_{n}"]) for n in range(2, self.PARTS + 1)
        ]

    def has_further_parts(self) -> bool:
        return any(self[f"amount_{n}"].value() for n in range(2, self.PARTS + 1))


class ReasonForm(forms.Form):
    reason = TypedLine(
        label=_("Reason"),
        max_length=300,
        help_text=_("It stays beside the sale and is read by the second person."),
    )


class HandoverForm(forms.Form):
    """What was found on the back has to be said: no answer is filled in."""

    back = forms.ChoiceField(
        label=_("Turn it round. Can a name, a number or a stamp be read?"),
        choices=[
            (Handover.Back.NOTHING, _("Nothing can be read")),
            (Handover.Back.COVERED, _("I have covered it")),
            (Handover.Back.REMOVED, _("I have removed it")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Look at the back first, and say what is there.")},
    )
    collector = forms.ChoiceField(
        label=_("Who takes it?"),
        choices=Handover.Collector.choices,
        initial=Handover.Collector.BUYER,
        widget=forms.RadioSelect,
    )
    mandate = TypedLine(
        label=_("What do they show?"),
        max_length=60,
        required=False,
        help_text=_("The receipt, or the number of a letter. No names."),
    )

    def __init__(self, *args: Any, shows_name: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        back: Any = self.fields["back"]
        back.choices = [choice for choice in back.choices if not (shows_name and choice[0] == "nothing")]
        self.shows_name = shows_name


class ReopenForm(forms.Form):
    until_at = forms.DateTimeField(
        label=_("Open until"),
        widget=MomentInput,
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    reason = TypedLine(
        label=_("Reason"), max_length=300, help_text=_("The second person reads it before they agree.")
    )


class OpenTillForm(forms.Form):
    desk = forms.ModelChoiceField(None, label=_("Desk"), widget=forms.RadioSelect, empty_label=None)
    float_som = SomField(
        label=_("Money in the drawer now, som"),
        required=False,
        help_text=_("The change you begin with. Empty: none."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk: Any = self.fields["desk"]
        desk.queryset = Desk.objects.exclude(pk__in=CashSession.objects.filter(closed_at=None).values("desk"))
        desk.initial = desk.queryset.first()


class CountForm(forms.Form):
    """How many of each note and coin. What is left empty is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for note in tills.NOTES:
            self.fields[f"note_{note}"] = forms.IntegerField(
                label=money.som(note),
                required=False,
                min_value=0,
                max_value=9999,
                widget=forms.TextInput(
                    attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4, "class": "count"}
                ),
            )
        self.fields["reason"] = TypedLine(
            label=_("If the sum is not what it should be: why?"), max_length=300, required=False
        )

    def notes(self) -> list[Any]:
        return [self[f"note_{note}"] for note in tills.NOTES]

    def counted(self) -> dict[int, int]:
        return {note: self.cleaned_data[f"note_{note}"] or 0 for note in tills.NOTES}
