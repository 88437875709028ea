"""Writing down an organisation, choosing it by two people, and copying a fiscal receipt: by their pages."""

import datetime
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sales import fiscal
from sales.models import FiscalReceipt, Payee, PayeeChoice
from sales.paying import payees
from tests import codes
from tests.factories import bank_code, make_exhibit, make_exhibition, make_payee, make_sale, pay_by_qr

pytestmark = pytest.mark.django_db
ADD = "/admin/sales/payee/add/"


@pytest.fixture
def exhibition():
    return make_exhibition()


def signed_in(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def typed(**fields):
    ordinary = {"name": "Жаза аткаруу кызматы", "inn": "0123 4567 890 123", "bank": "Мисал Банк"}
    return ordinary | {"account_kind": "merchant", "code": bank_code("M-77"), "writes_sum": "on"} | fields


def of(exhibition):
    return reverse("admin:payee", args=[exhibition.pk])


# --- An organisation ----------------------------------------------------------------------------------------------


def test_an_organisation_is_written_down_and_never_changed(organiser):
    client = signed_in(organiser)

    answer = client.post(ADD, typed())

    payee = Payee.objects.get()
    assert (answer.status_code, payee.inn, payee.account, payee.added_by) == (
        302, "01234567890123", "M-77", organiser,
    )  # fmt: skip
    change = reverse("admin:sales_payee_change", args=[payee.pk])
    assert "<textarea" not in client.get(change).content.decode()
    assert client.post(change, typed(name="Башка")).status_code == 403
    assert payees.standing(make_exhibition().pk) is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"inn": "21504199000123"},
        {"inn": "+996700123456"},
        {"code": bank_code("996700123456")},
        {"code": bank_code("21504199000123")},
        {"code": bank_code()[:-1]},
        {"account_kind": "wallet"},
        {"name": ""},
    ],
)
def test_a_person_or_a_wallet_is_refused_beside_its_field_and_what_was_typed_stays(organiser, wrong):
    answer = signed_in(organiser).post(ADD, typed(**wrong))

    assert (answer.status_code, Payee.objects.count()) == (200, 0)
    page = answer.content.decode()
    assert "errorlist" in page
    assert "Мисал Банк" in page


# --- Two people ---------------------------------------------------------------------------------------------------


def test_one_asks_and_another_agrees_after_they_have_read_what_it_says(exhibition, organiser, treasurer):
    payee = make_payee(by=organiser)
    asking, agreeing = signed_in(organiser), signed_in(treasurer)
    assert "Nobody is paid by QR" in asking.get(of(exhibition)).content.decode()

    asked = asking.post(of(exhibition), {"to": "ask", "payee": payee.pk, "reason": "Contract 7"}, follow=True)
    own, other = (client.get(of(exhibition)).content.decode() for client in (asking, agreeing))
    choice = PayeeChoice.objects.get()
    assert ('value="agree"' in own, 'value="agree"' in other) == (False, True)
    assert codes.on(other) == [payee.code]
    assert all(word in other for word in (payee.name, payee.inn, payee.bank, payee.account, "Contract 7"))
    assert payees.standing(exhibition.pk) is None
    assert "until then nothing changes" in asked.content.decode()

    refused = asking.post(of(exhibition), {"to": "agree", "choice": choice.pk})
    assert (refused.status_code, payees.standing(exhibition.pk)) == (409, None)
    agreeing.post(of(exhibition), {"to": "agree", "choice": choice.pk})
    assert payees.standing(exhibition.pk) == payee


def test_what_was_read_is_what_is_agreed_to(exhibition, organiser, treasurer):
    read = payees.ask(exhibition, make_payee(), reason="Бир", by=organiser)
    payees.end(read, by=organiser)
    payees.ask(exhibition, make_payee(code_text=bank_code("M-99")), reason="Эки", by=organiser)

    answer = signed_in(treasurer).post(of(exhibition), {"to": "agree", "choice": read.pk})

    assert (answer.status_code, payees.standing(exhibition.pk)) == (409, None)


def test_one_person_stops_it_and_what_was_stays_to_be_read(exhibition, treasurer):
    choice = pay_by_qr(exhibition)
    client = signed_in(treasurer)

    page = client.post(of(exhibition), {"to": "end", "choice": choice.pk}, follow=True).content.decode()

    assert payees.standing(exhibition.pk) is None
    assert ("Nobody is paid by QR" in page, str(choice.payee) in page, codes.on(page)) == (True, True, [])


@pytest.mark.parametrize("choice", ["", "x", "-1", "9" * 30, "987654321"])
def test_a_choice_that_is_not_of_this_exhibition_is_not_there(exhibition, treasurer, choice):
    other = pay_by_qr(make_exhibition())
    client = signed_in(treasurer)

    for pk in (choice, other.pk):
        assert client.post(of(exhibition), {"to": "end", "choice": pk}).status_code == 404
    assert payees.standing(other.exhibition_id) == other.payee


@pytest.mark.parametrize("fields", [{"reason": ""}, {"reason": "\u200b"}, {"payee": "987654321"}])
def test_a_reason_and_a_payee_are_asked_for(exhibition, organiser, fields):
    form = {"to": "ask", "payee": make_payee().pk, "reason": "Contract"} | fields

    answer = signed_in(organiser).post(of(exhibition), form)

    assert (answer.status_code, PayeeChoice.objects.count()) == (422, 0)


def test_the_desk_and_the_auditor_read_it_and_change_nothing(exhibition, cashier):
    choice = pay_by_qr(exhibition)
    client = signed_in(cashier)

    page = client.get(of(exhibition)).content.decode()

    assert (choice.payee.inn in page, 'name="to"' in page) == (True, False)
    assert client.post(of(exhibition), {"to": "end", "choice": choice.pk}).status_code == 403
    assert payees.standing(exhibition.pk) == choice.payee


# --- What the cash register printed -------------------------------------------------------------------------------


@pytest.fixture
def sale(cashier):
    return make_sale(make_exhibit(), by=cashier)


def fiscal_of(sale):
    return reverse("admin:record_fiscal", args=[sale.pk])


def local(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def test_a_sold_page_says_it_is_no_fiscal_receipt_until_its_number_is_written_down(sale, cashier):
    client = signed_in(cashier)
    sold = reverse("admin:sold", args=[sale.pk])
    assert "This is not a fiscal receipt." in client.get(sold).content.decode()

    form = {"number": "ФЧ 12", "issued_at": local(timezone.now()), "code": "https://tax.example/t?12"}
    page = client.post(fiscal_of(sale), form, follow=True).content.decode()

    assert "This is not a fiscal receipt." not in page
    assert "Fiscal receipt No. ФЧ 12" in page
    assert codes.on(page) == ["https://tax.example/t?12"]
    assert FiscalReceipt.objects.get().recorded_by == cashier


def test_a_correction_begins_with_what_stands_there_and_both_can_be_read(sale, cashier, treasurer):
    fiscal.record(sale, number="12", issued_at=timezone.now().replace(second=0, microsecond=0), by=cashier)
    client = signed_in(treasurer)
    assert 'value="12"' in client.get(fiscal_of(sale)).content.decode()

    form = {"number": "21", "issued_at": local(timezone.now()), "code": ""}
    page = client.post(fiscal_of(sale), form, follow=True).content.decode()

    assert ("Fiscal receipt No. 21" in page, "<bdi>12</bdi>" in page, "<bdi>21</bdi>" in page) == (
        True,
        True,
        True,
    )


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"number": ""}, 422),
        ({"issued_at": "yesterday"}, 422),
        ({"issued_at": local(timezone.now() - datetime.timedelta(days=1))}, 409),
    ],
)
def test_what_cannot_be_is_asked_again_and_nothing_is_written(sale, cashier, fields, status):
    form = {"number": "12", "issued_at": local(timezone.now()), "code": ""} | fields

    answer = signed_in(cashier).post(fiscal_of(sale), form)

    assert (answer.status_code, FiscalReceipt.objects.count()) == (status, 0)
    assert 'role="alert"' in answer.content.decode()


def test_a_sale_that_is_not_there_has_no_receipt(cashier):
    assert signed_in(cashier).get(reverse("admin:record_fiscal", args=[uuid.uuid4()])).status_code == 404
