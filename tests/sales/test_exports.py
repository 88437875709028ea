import io
import zipfile

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from sales import selling
from sales.models import Payment
from sales.selling import Paid
from staff import spreadsheets
from tests.factories import (
    SOM,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_sale,
    make_till,
    make_user,
)

pytestmark = pytest.mark.django_db

BEGINNINGS = ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＋", "－", "＠"]
PAYLOADS = [f'{begin}HYPERLINK("http://evil.example";"x")' for begin in BEGINNINGS] + [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "#N/A",
]


def cells(content):
    sheet = load_workbook(io.BytesIO(content)).active
    return [list(row) for row in sheet.iter_rows()]


def lines(content):
    return [[cell.value for cell in row] for row in cells(content)]


def test_text_stays_text_whatever_it_begins_with():
    content = spreadsheets.workbook("=cmd|' /C calc'!A0", ["=1+1"], [[payload] for payload in PAYLOADS])

    found = [cell for row in cells(content) for cell in row]

    assert {cell.data_type for cell in found} == {"s"}
    assert [cell.value for cell in found[1:]] == [payload.strip().replace("\r", "") for payload in PAYLOADS]


def test_no_formula_stands_in_the_file_itself():
    content = spreadsheets.workbook("x", ["x"], [[payload, 12, None] for payload in PAYLOADS])

    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")

    assert b"<f>" not in sheet
    assert b"<f " not in sheet


@pytest.fixture
def exhibition():
    return make_exhibition()


@pytest.fixture
def client(cashier):
    client = Client()
    client.force_login(cashier)
    client.cookies["django_language"] = "en"
    return client


def test_the_board_leaves_as_it_is_filtered_and_says_who_sold_but_not_who_bought(exhibition, client, cashier):
    artwork = make_artwork(title_ky="=2+2", title_ru="=2+2", title_en="=2+2")
    parts = [Paid(Payment.Kind.CASH, 5000 * SOM), Paid(Payment.Kind.CARD, 350_050)]
    sale = selling.sell(
        make_exhibit(exhibition=exhibition, artwork=artwork, price=850_050), parts, by=cashier
    )
    make_hold(make_exhibit(exhibition=exhibition), phone="+996 700 123 456", name="Айгүл")

    answer = client.get(reverse("admin:board_export") + "?state=sold")

    header, *rows = lines(answer.content)
    moment = header.index("Sold at")
    assert header == [
        "№",
        "Title",
        "Price, som",
        "State",
        "Cash",
        "Card",
        "QR",
        "Transfer",
        "Guarantee letter",
        "Rounding of cash",
        "Sold at",
        "Sold by",
    ]
    assert [row[:moment] + row[moment + 1 :] for row in rows] == [
        [1, "=2+2", 8500.5, "Sold", 5000, 3500.5, None, None, None, None, "cashier"]
    ]
    assert rows[0][moment].minute == sale.sold_at.minute
    everything = lines(client.get(reverse("admin:board_export")).content)
    assert len(everything) == 3
    assert not any("Айгүл" in str(value) or "123" in str(value) for row in everything for value in row)


def test_the_list_of_sales_leaves_as_it_is_filtered(exhibition, client, cashier, organiser):
    make_till(organiser)
    make_sale(make_exhibit(exhibition=exhibition, price=1000 * SOM), by=cashier)
    undone = make_sale(make_exhibit(exhibition=exhibition, price=2000 * SOM), by=organiser)
    selling.approve_void(selling.ask_void(undone, reason="ката", by=cashier), by=organiser)

    everything = lines(client.get(reverse("admin:sales_export")).content)
    by_cashier = lines(
        client.get(reverse("admin:sales_export") + f"?sold_by__id__exact={cashier.pk}").content
    )

    assert [(row[2], row[3]) for row in everything[1:]] == [(2000, "Undone"), (1000, "Sold")]
    assert [(row[2], row[3]) for row in by_cashier[1:]] == [(1000, "Sold")]


def test_the_list_of_artworks_leaves_for_ones_own_institution_only(cataloguer, other_cataloguer):
    from tests.factories import make_artist

    mine = make_artwork(artist=make_artist(institution=cataloguer.memberships.get().institution))
    make_artwork(artist=make_artist(institution=other_cataloguer.memberships.get().institution))
    client = Client()
    client.force_login(cataloguer)

    rows = lines(client.get(reverse("admin:artworks_export")).content)[1:]

    assert [row[0] for row in rows] == [mine.inventory_number]


def test_an_export_is_a_file_to_keep_with_a_name_of_ours(exhibition):
    client = Client()
    client.force_login(make_user(role="organiser"))

    answer = client.get(reverse("admin:board_export"))

    assert answer.headers["Content-Disposition"] == f'attachment; filename="{exhibition.slug}-sales.xlsx"'
    assert answer.headers["Content-Type"] == spreadsheets.XLSX
