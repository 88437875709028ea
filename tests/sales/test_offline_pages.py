"""What the desk's browser asks and sends, slips typed in, and what waits for a person, as pages."""

import time
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from sales import afterwards, receipts, tills
from sales.models import Counterfoil, Desk, ReceiptRange, Sale
from tests.factories import SOM, make_exhibit, make_exhibition, make_sale

pytestmark = pytest.mark.django_db

PRICE = 8500 * SOM
TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def works(db):
    show = make_exhibition()
    return [make_exhibit(exhibition=show, price=PRICE) for _ in range(3)]


@pytest.fixture
def desk(client, cashier, works):
    """The cashier's desk, which may go on; they are signed in."""
    desk = tills.till_of(cashier).desk
    Desk.objects.filter(pk=desk.pk).update(may_go_on_offline=True)
    client.force_login(cashier)
    return desk


def ask(client, works, **fields):
    return client.post(reverse("desk:numbers"), {"show": works[0].exhibition.slug, "token": TOKEN} | fields)


def line(exhibit, numbers, **fields) -> dict:
    return {
        "once": uuid.uuid4(),
        "range": numbers["range"],
        "token": TOKEN,
        "receipt": numbers["first"],
        "exhibit": exhibit.pk,
        "amount": PRICE,
        "written_at": int(time.time() * 1000),
    } | fields


def test_the_browser_gets_the_list_of_the_day_and_its_numbers_and_nobody_in_it(client, desk, works, cashier):
    make_sale(works[1])

    answer = ask(client, works)

    kept = answer.json()
    assert [(work["number"], work["price"], work["state"]) for work in kept["works"]] == [
        (works[0].catalogue_number, PRICE, "free"),
        (works[1].catalogue_number, PRICE, "sold"),
        (works[2].catalogue_number, PRICE, "free"),
    ]
    assert (kept["first"], kept["last"], kept["used"]) == (1, 20, [])
    assert set(kept["works"][0]) == {
        *("exhibit", "number", "title", "lang", "state"),
        *("price", "due", "due_text", "notes"),
    }
    assert works[0].artwork.artist.number not in answer.content.decode()


def test_a_second_browser_and_a_desk_that_stays_online_get_none(client, desk, works):
    ask(client, works)
    other = ask(client, works, token="f" * 32)
    Desk.objects.update(may_go_on_offline=False)
    online = ask(client, works)

    assert (other.status_code, online.status_code) == (409, 409)
    assert other.json()["said"] == receipts.AnotherBrowser().sentence
    assert online.json()["said"] == receipts.StaysOnline().sentence
    assert ask(client, works, token="short").status_code == 409


def test_a_line_is_recorded_once_and_answers_in_a_sentence(client, desk, works):
    numbers = ask(client, works).json()
    sent = line(works[0], numbers)

    first, again = (client.post(reverse("desk:record"), sent) for _ in range(2))
    refused = client.post(reverse("desk:record"), line(works[1], numbers))

    assert (first.status_code, first.json()) == (200, again.json())
    assert "1-001"[1:] in first.json()["said"]
    assert (refused.status_code, Sale.objects.count()) == (409, 1)
    assert refused.json()["said"] == afterwards.ReceiptUsed(f"{desk.number}-001").sentence
    assert client.post(reverse("desk:record"), {}).status_code == 422


def test_what_was_refused_can_be_handed_to_an_organiser_who_sets_it_aside(client, desk, works, organiser):
    numbers = ask(client, works).json()
    wrong = line(works[0], numbers, amount=100)

    assert client.post(reverse("desk:record"), wrong).status_code == 409
    assert client.post(reverse("desk:record"), wrong | {"hand_over": "1"}).status_code == 200
    counterfoil = Counterfoil.objects.get()
    page = client.get(reverse("desk:desk")).content.decode()
    assert str(counterfoil) in page

    client.force_login(organiser)
    home = client.get(reverse("admin:index")).content.decode()
    assert str(counterfoil) in home
    client.post(reverse("admin:set_aside", args=[counterfoil.pk]), {"reason": "Typed twice"})
    counterfoil.refresh_from_db()
    assert counterfoil.set_aside_reason == "Typed twice"


def test_a_refund_stands_on_the_desk_and_in_the_report_until_it_is_paid_back(client, desk, works, cashier):
    numbers = ask(client, works).json()
    make_sale(works[0])
    client.post(reverse("desk:record"), line(works[0], numbers))
    refund = Counterfoil.objects.get().refund
    report = reverse("admin:till_report", args=[tills.till_of(cashier).pk])
    offline = reverse("admin:offline", args=[works[0].exhibition_id])

    def stands() -> list[bool]:
        way = reverse("admin:pay_back", args=[refund.pk])
        told = [
            f"№&nbsp;{refund}" in client.get(page).content.decode() for page in (reverse("desk:desk"), report)
        ]
        return [*told, way in client.get(offline).content.decode()]

    assert stands() == [True, True, True]

    client.post(reverse("admin:pay_back", args=[refund.pk]))

    refund.refresh_from_db()
    assert refund.paid_by == cashier
    assert stands() == [False, False, False]
    client.post(reverse("admin:pay_back", args=[refund.pk]))
    assert tills.report(tills.till_of(cashier)).expected_tyiyn == 0


def test_cash_that_came_after_the_count_is_settled_by_whoever_has_it(client, desk, works, cashier):
    numbers = ask(client, works).json()
    tills.close_till(tills.till_of(cashier), counted={}, by=cashier)
    client.post(reverse("desk:record"), line(works[0], numbers))
    waiting = Counterfoil.objects.get()

    settle = reverse("admin:settle", args=[waiting.pk])
    assert client.post(settle, follow=True).status_code == 200
    assert Sale.objects.count() == 0
    tills.open_till(desk, by=cashier)
    client.post(settle)

    assert Sale.objects.get().receipt_number == waiting.number


def test_slips_are_made_by_an_organiser_typed_in_by_the_desk_and_ended(client, desk, works, organiser):
    client.force_login(organiser)
    offline = reverse("admin:offline", args=[works[0].exhibition_id])
    assert client.post(offline, {"desk": desk.pk, "many": 7}).status_code == 422
    client.post(offline, {"desk": desk.pk, "many": 8})
    slips = ReceiptRange.objects.get()
    cashier = tills.CashSession.objects.get(desk=desk).cashier
    client.force_login(cashier)
    assert client.post(offline, {"desk": desk.pk, "many": 8}).status_code == 403
    address = reverse("admin:type_in", args=[slips.pk])
    form = client.get(address).context["form"]
    assert form["receipt"].initial == slips.first
    typed = {"once": uuid.uuid4(), "receipt": slips.first, "exhibit": works[0].pk, "time": "00:05"}

    client.post(address, typed)
    again = client.post(address, typed)
    clash = client.post(address, typed | {"once": uuid.uuid4(), "exhibit": works[1].pk})
    wrong = client.post(address, typed | {"time": "moon"})

    counterfoil = Counterfoil.objects.get()
    assert timezone.localtime(counterfoil.written_at).strftime("%H:%M") == "00:05"
    assert counterfoil.sale.payments.get().amount_tyiyn == PRICE
    assert (again.status_code, clash.status_code, wrong.status_code) == (302, 409, 422)
    assert client.get(address).context["form"]["receipt"].initial == slips.first + 1
    client.force_login(organiser)
    client.post(reverse("admin:take_back_range", args=[slips.pk]))
    slips.refresh_from_db()
    assert slips.ended_at is not None


def test_whoever_has_no_drawer_is_told_so_before_typing(client, works, organiser):
    slips = receipts.for_paper(Desk.objects.create(number=1), works[0].exhibition, many=8, by=organiser)
    client.force_login(organiser)

    page = client.get(reverse("admin:type_in", args=[slips.pk]))

    assert tills.NoTill().sentence in page.content.decode()
    assert "slip-form" not in page.content.decode()
