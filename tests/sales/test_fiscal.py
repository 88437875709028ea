"""What the cash register printed, written beside the sale: what every paper says before and after."""

import datetime

import pytest
from django.utils import timezone, translation

from sales import fiscal
from sales.models import FiscalReceipt
from tests.factories import make_exhibit, make_sale
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db
SENTENCES = {
    "en": "This is not a fiscal receipt.",
    "ru": "Это не фискальный чек.",
    "ky": "Бул фискалдык чек эмес.",
}


@pytest.fixture
def sale(cashier):
    return make_sale(make_exhibit(), by=cashier)


@pytest.fixture
def at():
    return timezone.now().replace(microsecond=0)


@pytest.mark.parametrize("language", SENTENCES)
def test_a_slip_says_that_it_is_no_fiscal_receipt_until_there_is_one(language, sale, cashier, at):
    with translation.override(language):
        assert fiscal.said(sale) == SENTENCES[language]
        fiscal.record(sale, number="ФЧ 0001234", issued_at=at, by=cashier)
        said = fiscal.said(sale)

    assert SENTENCES[language] != said
    assert ("ФЧ 0001234" in said, f"{timezone.localtime(at):%H:%M}" in said) == (True, True)


def test_a_correction_is_one_more_row_and_the_newest_counts(sale, cashier, organiser, at):
    first = fiscal.record(sale, number="123", issued_at=at, code="https://tax.example/1", by=cashier)
    second = fiscal.record(sale, number="124", issued_at=at, code="https://tax.example/1", by=organiser)

    assert (sale.fiscal, list(sale.fiscal_receipts.all())) == (second, [first, second])
    assert [row.recorded_by for row in sale.fiscal_receipts.all()] == [cashier, organiser]
    with pytest.raises(fiscal.SameAgain):
        fiscal.record(sale, number=" 124 ", issued_at=at, code="https://tax.example/1", by=cashier)


@pytest.mark.parametrize(
    ("minutes", "kind"), [(-31, fiscal.NotYet), (31, fiscal.NotYet), (-29, None), (29, None)]
)
def test_the_register_prints_between_the_sale_and_now_give_or_take_its_clock(
    sale, cashier, at, minutes, kind
):
    moment = at + datetime.timedelta(minutes=minutes)

    if kind is None:
        assert fiscal.record(sale, number="1", issued_at=moment, by=cashier) == sale.fiscal
    else:
        with pytest.raises(kind):
            fiscal.record(sale, number="1", issued_at=moment, by=cashier)


def test_a_number_is_asked_for(sale, cashier, at):
    with pytest.raises(fiscal.NoNumber):
        fiscal.record(sale, number=" ", issued_at=at, by=cashier)

    with refused_by("fiscal_receipt_has_number"):
        FiscalReceipt.objects.create(sale=sale, number="", issued_at=at, recorded_by=cashier, recorded_at=at)


def test_what_was_written_down_is_never_lost(sale, cashier, at):
    row = fiscal.record(sale, number="123", issued_at=at, by=cashier)

    with refused_by("only_added"):
        FiscalReceipt.objects.filter(pk=row.pk).update(number="124")
    with refused_by("only_added"):
        write("DELETE FROM sales_fiscalreceipt WHERE id = %s", row.pk)
