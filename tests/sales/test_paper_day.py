"""The evening before a day without power: a price list and numbered slips on paper."""

import json

import pytest
from django.urls import reverse

from exhibitions.models import Exhibit
from exhibitions.papers import paper
from inmates.levels import Level
from sales import paper_day, receipts, tills
from tests.canary.detector import hits
from tests.canary.planting import WORDS, plant
from tests.exhibitions.papers.reading import Sheets
from tests.factories import SOM, make_artist, make_artwork, make_exhibit, make_exhibition, make_till, reprice

pytestmark = pytest.mark.django_db


@pytest.fixture
def show(db):
    return make_exhibition()


@pytest.fixture
def slips(show, cashier):
    named = make_artist(level=Level.FULL_NAME, name="Нурлан Калыков")
    artwork = make_artwork(artist=named, photo=False, title_ky="Ысык көл", title_ru="Озеро")
    make_exhibit(exhibition=show, artwork=artwork, catalogue_number=7, price=8500 * SOM)
    make_exhibit(exhibition=show, catalogue_number=9, price=None)
    return receipts.for_paper(tills.till_of(cashier).desk, show, many=16, by=cashier)


def test_the_list_has_every_work_with_its_price_of_that_evening_and_nobody(slips):
    reprice(Exhibit.objects.get(catalogue_number=7), 9000 * SOM)

    listed = paper_day.sheets(slips)["works"]

    assert listed[0] == {"number": 7, "ky": "Ысык көл", "ru": "Озеро", "price": "8\u00a0500\u00a0сом"}
    assert (listed[1]["number"], listed[1]["price"]) == (9, "")


def test_each_number_stands_on_one_slip_eight_to_a_sheet(slips):
    pages = paper.pictures("paper_day.typ", paper_day.sheets(slips))
    text = Sheets(paper_day.printed(slips)).text

    assert len(pages) == 1 + 2
    for receipt in range(slips.first, slips.last + 1):
        assert slips.number(receipt) in text
    assert "Калыков" not in text


def test_the_same_slips_are_the_same_bytes(slips):
    assert paper_day.printed(slips) == paper_day.printed(slips)


def test_thirty_works_and_the_longest_title_are_not_cut(show, slips):
    long = " ".join(["Жердин үстүндөгү эң узун аталыш"] * 9)
    for number in range(20, 50):
        work = make_artwork(photo=False, title_ky=long[:300] if number == 20 else "Тоо")
        make_exhibit(exhibition=show, artwork=work, catalogue_number=number)

    text = Sheets(paper_day.printed(slips)).text

    assert "".join(long[:300].split()) in "".join(text.split())
    assert "49" in text


def test_whoever_works_at_the_desk_prints_them_and_a_press_that_fails_says_so(
    client, cashier, slips, monkeypatch
):
    client.force_login(cashier)
    address = reverse("admin:print_slips", args=[slips.pk])

    answer = client.get(address)
    assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-")

    def broken(_slips):
        raise paper.NotPrinted("out of ink")

    monkeypatch.setattr(paper_day, "printed", broken)
    assert client.get(address, follow=True).status_code == 200
    till = tills.till_of(cashier)
    type(till.desk).objects.filter(pk=till.desk_id).update(may_go_on_offline=True)
    of_a_browser = receipts.for_browser(till, slips.exhibition, token="x" * 32)
    assert client.get(reverse("admin:print_slips", args=[of_a_browser.pk])).status_code == 404


def test_nothing_private_stands_on_them(settings, tmp_path, organiser):
    settings.MEDIA_ROOT = tmp_path
    settings.PUBLIC_MEDIA, settings.PRIVATE_MEDIA = tmp_path / "public", tmp_path / "private"
    plant()
    exhibit = Exhibit.objects.filter(for_sale=True).first()
    desk = make_till(organiser).desk

    said = paper_day.sheets(receipts.for_paper(desk, exhibit.exhibition, many=8, by=organiser))

    known_at_the_desk = {"an exhibition not announced", "a price before the opening"}
    private = {name: ways for name, ways in WORDS.items() if name not in known_at_the_desk}
    assert hits(private, json.dumps(said, ensure_ascii=False).encode()) == set()
