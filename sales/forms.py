"""Forms of the desk, and the one field in which sums are typed."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from exhibitions.models import Exhibit
from sales import afterwards, money, paying, tills
from sales.claims import Refused
from sales.models import CashSession, Counterfoil, Desk, FiscalReceipt, Handover, Payee, Payment, ReceiptRange
from sales.paying import PaymentProvider, payees
from sales.selling import Paid
from staff.forms import TypedLine
from staff.scope import rows
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


# What one press takes: a guarantee letter has a number to write down, a code is shown and its payment looked for, and
# cash is rounded by the rule. All that is done at the desk's own screen.
IN_HAND = (Payment.Kind.CASH, Payment.Kind.CARD, Payment.Kind.TRANSFER)


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
    Sent as it comes, it is exact cash. What is paid by a code is first shown and then looked for: `shown` and `seen`
    hold its sums, so that what was seen is what is sold for."""

    PARTS = 3
    once = forms.UUIDField(widget=forms.HiddenInput)
    shown = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False)
    note = SomField(required=False)
    given = SomField(label=_("Another sum"), required=False)

    def __init__(self, *args: Any, price_tyiyn: int, ways: Sequence[PaymentProvider], **kwargs: Any) -> None:
        super().__init__(*args, initial={"once": uuid.uuid4(), "kind_1": Payment.Kind.CASH}, **kwargs)
        self.price_tyiyn = price_tyiyn
        self.paid: list[Paid] = []
        choices = [(way.kind, Payment.Kind(way.kind).label) for way in ways]
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
                label=_("Number of the letter, the transfer or the payment"), max_length=60, required=False
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
        if self.sums and self.cleaned_data.get("shown") == self.sums and not self.is_seen:
            self.add_error("seen", _("Tick it once you have seen the payment, or choose another way."))
        return self.cleaned_data

    @property
    def by_code(self) -> list[Paid]:
        """The parts that a person has to see arrive."""
        return [part for part in self.paid if paying.of(part.kind).arrives == "seen"]

    @property
    def sums(self) -> str:
        return " ".join(str(part.amount_tyiyn) for part in self.by_code)

    @property
    def is_seen(self) -> bool:
        return not self.sums or self.cleaned_data.get("seen") == self.sums

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
        written = paying.of(kind).written
        if written == "must" and not reference:
            self.add_error(f"reference_{n}", _("Write the number of the guarantee letter."))
        return Paid(kind, amount_tyiyn, reference=reference if written != "no" else "")

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


class PriceForm(forms.Form):
    """A price, or none: not for sale. Where it is fixed, with the reason that the second person reads."""

    amount = SomField(
        label=_("Price, som"),
        required=False,
        help_text=_("For example 8 500. Empty, with the tick below: not for sale."),
    )
    not_for_sale = forms.BooleanField(label=_("Not for sale"), required=False)
    reason = TypedLine(label=_("Reason"), max_length=300, help_text=_("It stays beside the price."))

    def __init__(self, *args: Any, exhibit: Exhibit, fixed: bool, **kwargs: Any) -> None:
        initial = {"amount": exhibit.price_tyiyn, "not_for_sale": False}
        super().__init__(*args, initial={} if fixed else initial, **kwargs)
        if not fixed:
            del self.fields["reason"]

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not self.errors and bool(data.get("amount")) == data["not_for_sale"]:
            self.add_error("amount", _("Either a price, or not for sale: leave one of them."))
        return data


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


class FiscalForm(forms.Form):
    number = TypedLine(label=_("Number of the fiscal receipt"), max_length=40)
    issued_at = forms.DateTimeField(label=_("When it was printed"), widget=MomentInput)
    code = TypedLine(
        label=_("Text of its QR code"),
        max_length=500,
        required=False,
        help_text=_("Scan the code on the paper with a reader."),
    )

    def __init__(self, *args: Any, last: FiscalReceipt | None, **kwargs: Any) -> None:
        known = {name: getattr(last, name) for name in self.base_fields} if last else {}
        super().__init__(*args, initial={"issued_at": timezone.now()} | known, **kwargs)


class PayeeForm(forms.ModelForm):
    """An organisation and its bank's code, looked at before the database does."""

    inn = forms.CharField(
        label=_("Tax number (INN)"),
        max_length=24,
        help_text=_("Of the organisation: 14 digits, the first is 0. A person's number is not accepted."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    class Meta:
        model = Payee
        fields = ("name", "inn", "bank", "account_kind", "code", "writes_sum")
        widgets = {"code": forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocomplete": "off"})}

    def clean_inn(self) -> str:
        try:
            return payees.number(self.cleaned_data["inn"])
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None

    def clean_code(self) -> str:
        text = self.cleaned_data["code"].strip()
        try:
            payees.code(text)
        except Refused as refused:
            raise forms.ValidationError(refused.sentence) from None
        return text


class PayeeChoiceForm(forms.Form):
    payee = forms.ModelChoiceField(None, label=_("Payee"), empty_label=None)
    reason = TypedLine(
        label=_("Reason"), max_length=300, help_text=_("For example the number of the contract.")
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payee: Any = self.fields["payee"]
        payee.queryset = rows(Payee, user)


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


class WrittenForm(forms.Form):
    """What the desk's browser wrote down without the network. Sums in tyiyn; the moment by the browser's clock."""

    once = forms.UUIDField()
    range = forms.UUIDField()
    token = forms.CharField(max_length=100)
    receipt = forms.IntegerField(min_value=1)
    exhibit = forms.IntegerField(min_value=1)
    amount = forms.IntegerField(min_value=1, max_value=10**11)
    given = forms.IntegerField(min_value=1, max_value=10**11, required=False)
    written_at = forms.IntegerField(min_value=0, max_value=10**14, help_text="Milliseconds since 1970.")
    hand_over = forms.BooleanField(required=False)

    def clean_written_at(self) -> datetime.datetime:
        return datetime.datetime.fromtimestamp(self.cleaned_data["written_at"] / 1000, tz=datetime.UTC)


class PaperForm(forms.Form):
    """How many numbered slips, and of which desk."""

    desk = forms.ModelChoiceField(
        None, label=_("Desk"), widget=forms.RadioSelect, empty_label=None, required=True
    )
    many = forms.TypedChoiceField(
        label=_("How many slips?"),
        coerce=int,
        choices=[(many, many) for many in (8, 16, 24, 32)],
        widget=forms.RadioSelect,
        initial=24,
        help_text=_("Eight to a sheet. Twice as many as you expect to sell in an hour."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        desk: Any = self.fields["desk"]
        desk.queryset = Desk.objects.all()
        desk.initial = desk.queryset.first()


class SlipForm(forms.Form):
    """One slip of paper. The next number is filled in; the sum only where it is not the price."""

    once = forms.UUIDField(widget=forms.HiddenInput)
    receipt = forms.TypedChoiceField(label=_("Number of the slip"), coerce=int)
    exhibit = forms.TypedChoiceField(label=_("Work"), coerce=int)
    time = forms.TimeField(
        label=_("Time on the slip"),
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H %M"],
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("For example 11:40. Empty: now."),
    )
    amount = SomField(
        label=_("Taken in cash, som"), required=False, help_text=_("Empty: the price of the list.")
    )
    given = SomField(label=_("Handed over, som"), required=False, help_text=_("Empty: exact."))

    def __init__(
        self,
        *args: Any,
        slips: ReceiptRange,
        exhibits: Sequence[Exhibit],
        after: Sequence[Counterfoil],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial={"once": uuid.uuid4()}, **kwargs)
        self.slips = slips
        self.exhibits = {exhibit.pk: exhibit for exhibit in exhibits}
        written = {counterfoil.receipt for counterfoil in after}
        free = [n for n in range(slips.first, slips.last + 1) if n not in written]
        if self.is_bound and (again := self["receipt"].data or "").isdigit():
            free = sorted({*free, int(again)})  # sent twice, it is refused by its own words
        fields: dict[str, Any] = self.fields
        fields["receipt"].choices = [(n, slips.number(n)) for n in free]
        fields["receipt"].initial = next((n for n in free if n > max(written, default=0)), None)
        fields["exhibit"].choices = [("", "—")] + [
            (
                exhibit.pk,
                f"№\u00a0{exhibit.catalogue_number} · {exhibit.artwork.title} · {self._price(exhibit)}",
            )
            for exhibit in exhibits
        ]

    def _price(self, exhibit: Exhibit) -> str:
        return money.som(self._due(exhibit))

    def _due(self, exhibit: Exhibit) -> int:
        price = self.slips.prices[str(exhibit.pk)]
        return price - tills.rounding(price)

    def written(self) -> afterwards.Written:
        clean = self.cleaned_data
        exhibit = self.exhibits[clean["exhibit"]]
        return afterwards.Written(
            key=clean["once"],
            receipt=clean["receipt"],
            exhibit=exhibit,
            amount_tyiyn=clean["amount"] or self._due(exhibit),
            given_tyiyn=clean["given"],
            written_at=self._moment(),
        )

    def _moment(self) -> datetime.datetime:
        """The slip says the hour; the day is the exhibition's."""
        time = self.cleaned_data["time"]
        if time is None:
            return timezone.now()
        now = timezone.localtime()
        day = min(timezone.localtime(self.slips.exhibition.closes_at), now).date()
        return timezone.make_aware(datetime.datetime.combine(day, time))
