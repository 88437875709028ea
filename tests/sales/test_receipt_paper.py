"""The buyer's receipt: what was paid and how, and no artist named more openly than in public."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from exhibitions import publishing
from exhibitions.models import Publication
from inmates.models import Identity
from sales import board, collecting, receipt_paper, selling
from sales.selling import Paid
from tests.factories import (
    SOM,
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_handover,
    make_sale,
    make_user,
    reprice,
)

pytestmark = pytest.mark.django_db

PRICE = 8500 * SOM
NOT_FISCAL = "Бул фискалдык чек эмес."


@pytest.fixture
def show():
    return make_exhibition(code="ak", slug="ak-jol")


@pytest.fixture
def exhibit(show):
    return make_exhibit(exhibition=show, catalogue_number=17, price=PRICE)


@pytest.fixture
def desk(cashier):
    client = Client(headers={"accept-language": "ky"})
    client.force_login(cashier)
    return client


def printed(desk, sale, **asked):
    page = desk.get(reverse("admin:receipt", args=[sale.pk]), asked).content.decode()
    article = page.partition('<article class="receipt"')[2].partition("</article>")[0]
    assert article
    return re.sub(r"\s+", " ", article.replace("&nbsp;", " ").replace("\u00a0", " "))


def test_it_says_what_was_bought_for_how_much_and_how_it_was_paid(desk, exhibit, cashier):
    price = PRICE + 20
    reprice(exhibit, price)
    exhibit.refresh_from_db()
    parts = [Paid("cash", 5000 * SOM, given_tyiyn=6000 * SOM), Paid("transfer", 3500 * SOM, reference="П-7")]
    sale = selling.sell(exhibit, parts, by=cashier)

    paper = printed(desk, sale)

    for said in (
        f"№ {sale.receipt_number}", "№ 17.", exhibit.artwork.title_ky, exhibit.artwork.technique_ky, "50 × 70 см",
        "8 500,20 сом", "5 000 сом", "П-7", "3 500 сом", "0,20 сом", "6 000 сом", "1 000 сом", NOT_FISCAL,
        str(exhibit.exhibition.venue), exhibit.exhibition.phone,
    ):  # fmt: skip
        assert said in paper, said


def test_nobody_is_named_more_openly_than_in_public(desk, show, cashier):
    anonymous, named = make_artist(), make_artist(level="first_name", name="Нурлан")
    for artist in (anonymous, named):
        Identity.objects.create(
            artist=artist, surname="Жашырынова", first_name="Айсулуу", register_number="Р-77"
        )
    sales = [
        make_sale(make_exhibit(exhibition=show, artwork=make_artwork(artist=artist)), by=cashier)
        for artist in (anonymous, named)
    ]

    papers = [printed(desk, sale) for sale in sales]

    assert ["Нурлан" in paper for paper in papers] == [False, True]
    assert not any(word in paper for paper in papers for word in ("Жашырынова", "Айсулуу", "Р-77"))


def test_what_is_shown_no_longer_has_its_number_and_no_word(desk, exhibit, cashier):
    sale = make_sale(exhibit, by=cashier)
    publication = Publication.objects.standing().get(artwork=exhibit.artwork)
    publishing.withdraw(publication, by=make_user(role="reviewer"), reason="сурады")

    paper = printed(desk, sale)

    assert ("№ 17" in paper, exhibit.artwork.title_ky in paper) == (True, False)


def test_it_speaks_the_buyer_s_language(desk, exhibit, cashier):
    sale = make_sale(exhibit, by=cashier)

    assert [NOT_FISCAL in printed(desk, sale, **{"in": code}) for code in ("ky", "ru", "xx")] == [
        True,
        False,
        True,
    ]
    assert exhibit.artwork.title_ru in printed(desk, sale, **{"in": "ru"})


def test_the_code_on_it_opens_its_hand_over(desk, show, exhibit, cashier):
    sale = make_sale(exhibit, by=cashier)
    address = receipt_paper.of(sale, "ky").address
    sold = collecting.bought(show, board.read(show, "ky", user=cashier), user=cashier)

    assert '<svg class="qr"' in printed(desk, sale)
    assert [one.row.number for one in collecting.find(show, sold, address, "ky", user=cashier)] == [17]
    assert (
        f'action="{reverse("desk:hand_over", args=[sale.pk])}"'
        in desk.get("/" + address.partition("://")[2].partition("/")[2]).content.decode()
    )


def test_afterwards_it_says_that_the_work_is_gone_or_the_sale_undone(desk, exhibit, cashier):
    sale = make_sale(exhibit, by=cashier)
    handover = make_handover(sale, by=cashier, back="covered")

    gone = printed(desk, sale)
    collecting.take_back(handover, by=cashier)
    selling.undo(sale, by=cashier)
    undone = printed(desk, sale)

    assert (handover.get_back_display().lower() in gone, '<svg class="qr"' in gone) == (True, False)
    assert ('class="undone"' in undone, '<svg class="qr"' in undone) == (True, False)
