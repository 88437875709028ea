"""The codes on a visitor's own page: one for the desk, one for their bank."""

import datetime

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inmates import consent
from inmates.models import Purpose
from sales import reservations
from sales.paying import elqr, payees
from tests import codes
from tests.factories import (
    SOM,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_payee,
    make_sale,
    make_user,
    pay_by_qr,
)
from tests.gallery.pages import words

pytestmark = pytest.mark.django_db
PRICE = 8_500 * SOM + 53


@pytest.fixture
def exhibit():
    return make_exhibit(exhibition=make_exhibition(code="ak"), catalogue_number=17, price=PRICE)


def page(held, language="en", end=""):
    return f"/{language}/r/{held.secret}/{end}"


def number(held):
    return f"AK17-{held.spoken_code[-3:]}"


def test_the_code_for_the_desk_says_which_reservation_and_no_secret(exhibit, visitor):
    held = make_hold(exhibit, phone="+996 700 123 456", name="Айгүл")

    said = codes.on(visitor.get(page(held)).content.decode())

    assert said == [f"{settings.PUBLIC_URL}/desk/r/{number(held)}/"]
    assert held.secret not in said[0]


def test_nothing_is_to_be_paid_by_code_until_two_people_chose_a_payee(exhibit, visitor):
    held = make_hold(exhibit)
    payees.ask(exhibit.exhibition, make_payee(), reason="Келишим", by=make_user(role="organiser"))

    assert len(codes.on(visitor.get(page(held)).content.decode())) == 1
    assert visitor.get(page(held, end="pay.png")).status_code == 404


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_payment_is_the_price_to_the_tyiyn_under_the_number_of_the_reservation(
    exhibit, visitor, language
):
    held = make_hold(exhibit, phone="+996 700 123 456", name="Айгүл")
    payee = pay_by_qr(exhibit.exhibition).payee

    answer = visitor.get(page(held, language))

    _for_desk, text = codes.on(answer.content.decode())
    code = elqr.decode(text)
    assert (code.amount_tyiyn, code.reference, code.is_locked) == (PRICE, number(held), True)
    assert (code.account, code.name) == (payee.account, "GSIN EXPO")
    assert all(said in words(answer) for said in (payee.name, payee.inn, payee.bank, number(held)))
    private = (
        "700123456",
        "Айгүл",
        held.secret,
        str(exhibit.artwork.title),
        str(exhibit.artwork.inventory_number),
    )
    assert [word for word in private if word in text] == []


def test_the_page_says_what_comes_next_and_never_that_money_has_come(exhibit, visitor):
    held = make_hold(exhibit)
    pay_by_qr(exhibit.exhibition)

    said = words(visitor.get(page(held)))

    assert "Show the payment at the desk before your time is over" in said
    assert "This page cannot see whether money has arrived" in said
    assert f"Held until: {timezone.localtime(held.until_at):%H:%M}" in said


def test_the_picture_says_the_same_and_is_kept_nowhere(exhibit, visitor):
    held = make_hold(exhibit)
    pay_by_qr(exhibit.exhibition)
    (_for_desk, text) = codes.on(visitor.get(page(held)).content.decode())

    answer = visitor.get(page(held, end="pay.png"))

    assert codes.in_picture(answer.content) == text
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("image/png", "no-store")
    assert (answer["Referrer-Policy"], "noindex" in answer["X-Robots-Tag"]) == ("no-referrer", True)
    assert visitor.get("/en/r/not-a-secret/pay.png").status_code == 404


def test_a_bank_that_lets_nobody_write_into_its_code_leaves_the_sum_to_the_buyer(exhibit, visitor):
    held = make_hold(exhibit)
    payee = pay_by_qr(exhibit.exhibition, writes_sum=False).payee

    answer = visitor.get(page(held))

    assert codes.on(answer.content.decode())[1] == payee.code
    assert "Type the sum and the number of the payment" in words(answer)


@pytest.mark.parametrize("over", ["lapsed", "cancelled", "sold", "withdrawn"])
def test_when_the_reservation_is_over_nothing_is_to_be_paid(exhibit, visitor, over):
    early = timezone.now() - datetime.timedelta(minutes=45)
    held = make_hold(exhibit, **({"at": early} if over == "lapsed" else {}))
    pay_by_qr(exhibit.exhibition)
    if over == "cancelled":
        reservations.cancel(held.secret)
    elif over == "sold":
        make_sale(exhibit)
    elif over == "withdrawn":
        consent.withdraw(
            exhibit.artwork.artist.consents.get(purpose=Purpose.SHOW),
            by=make_user(role="organiser"),
            reason="x",
        )

    assert codes.on(visitor.get(page(held)).content.decode()) == []
    assert visitor.get(page(held, end="pay.png")).status_code == 404


def test_whom_to_pay_is_asked_once(exhibit, visitor):
    held = make_hold(exhibit)

    for _again in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert visitor.get(page(held)).status_code == 200
        assert sum("sales_payeechoice" in query["sql"] for query in queries) == 1
        pay_by_qr(exhibit.exhibition)
