"""Whom visitors pay by QR. Only an organisation; and where money goes is never changed by one hand."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from exhibitions.models import Exhibition
from sales.claims import Refused
from sales.models import Payee, PayeeChoice
from sales.paying import elqr
from sales.paying.elqr import Code
from staff.text import one_line

ORGANISATION = re.compile(r"0[0-9]{13}")
# A telephone, with or without the country, or a personal number: what a person's wallet is known by.
WALLET = re.compile(r"\+?996[0-9]{9}|0[0-9]{9}|[12][0-9]{13}")


class NotAnOrganisation(Refused):
    @property
    def sentence(self) -> str:
        return _("This is not an organisation's number: 14 digits, the first is 0. A person cannot be paid.")


class Wallet(Refused):
    @property
    def sentence(self) -> str:
        return _(
            "This code pays a person: its number is a telephone or a personal number. "
            "Ask the bank for the organisation's code."
        )


class OfOneSale(Refused):
    @property
    def sentence(self) -> str:
        return _(
            "This code was made for one payment. Ask the bank for the code that is valid for all of them."
        )


class NotACode(Refused):
    def __init__(self, wrong: elqr.Wrong) -> None:
        self.wrong = wrong

    @property
    def sentence(self) -> str:
        return self.wrong.sentence


class NoReason(Refused):
    @property
    def sentence(self) -> str:
        return _("Please write the reason: the second person reads it.")


class SamePerson(Refused):
    @property
    def sentence(self) -> str:
        return _("You asked for this. A second person has to agree.")


class Waiting(Refused):
    @property
    def sentence(self) -> str:
        return _("Another change waits for a second person already. It has to be agreed to or dropped first.")


class AlreadyDone(Refused):
    @property
    def sentence(self) -> str:
        return _("This has been done already.")


def number(text: str) -> str:
    """An organisation's tax number, without the spaces it is written with. Raises NotAnOrganisation."""
    digits = re.sub(r"\s", "", text)
    if not ORGANISATION.fullmatch(digits):
        raise NotAnOrganisation
    return digits


def code(text: str) -> Code:
    """The code a bank gave to an organisation, for all payments. Raises NotACode, OfOneSale, Wallet."""
    try:
        read = elqr.decode(text.strip())
    except elqr.Wrong as wrong:
        raise NotACode(wrong) from None
    if read.amount_tyiyn is not None or read.reference:
        raise OfOneSale
    if WALLET.fullmatch(read.account):
        raise Wallet
    return read


def add(
    *, name: str, inn: str, bank: str, account_kind: str, code_text: str, writes_sum: bool, by: Any
) -> Payee:
    """Write down an organisation and its code. Nobody is paid by that yet: an exhibition has to choose it."""
    return Payee.objects.create(
        name=name,
        inn=number(inn),
        bank=bank,
        account_kind=account_kind,
        code=code_text.strip(),
        account=code(code_text).account,
        writes_sum=writes_sum,
        added_by=by,
    )


def standing(exhibition_id: int) -> Payee | None:
    """Whom this exhibition's visitors pay by QR now, if anyone."""
    agreed = PayeeChoice.objects.filter(exhibition=exhibition_id, agreed_at__isnull=False, ended_at=None)
    choice = agreed.select_related("payee").first()
    return choice.payee if choice else None


def ask(exhibition: Exhibition, payee: Payee, *, reason: str, by: Any) -> PayeeChoice:
    """Ask that visitors pay this organisation. Nothing changes until someone else agrees. Raises NoReason, Waiting."""
    reason = one_line(reason)
    if not reason:
        raise NoReason
    try:
        with transaction.atomic():
            return PayeeChoice.objects.create(
                exhibition=exhibition, payee=payee, reason=reason, asked_by=by, asked_at=Now()
            )
    except IntegrityError as error:
        raise Waiting from error


def agree(choice: PayeeChoice, *, by: Any) -> None:
    """From the next page on, visitors pay this organisation and no other. Raises SamePerson, AlreadyDone."""
    if choice.asked_by_id == by.pk:
        raise SamePerson
    with transaction.atomic():
        Exhibition.objects.select_for_update(no_key=True).get(pk=choice.exhibition_id)
        before = PayeeChoice.objects.filter(
            exhibition=choice.exhibition_id, agreed_at__isnull=False, ended_at=None
        )
        before.exclude(pk=choice.pk).update(ended_by=by, ended_at=Now())
        waiting = PayeeChoice.objects.filter(pk=choice.pk, agreed_at=None, ended_at=None)
        if not waiting.update(agreed_by=by, agreed_at=Now()):
            raise AlreadyDone


def end(choice: PayeeChoice, *, by: Any) -> None:
    """Stop it, or drop what was asked: at once and by one person, because then nothing is shown. Raises AlreadyDone."""
    if not PayeeChoice.objects.filter(pk=choice.pk, ended_at=None).update(ended_by=by, ended_at=Now()):
        raise AlreadyDone
