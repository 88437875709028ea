"""The desk, by its pages: what is typed, what is answered, and what has happened afterwards."""

import re
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from sales import availability
from sales.models import Claim, Payment, Sale, Void
from tests.factories import SOM, live_claims, make_exhibit, make_exhibition, make_hold, make_sale

pytestmark = pytest.mark.django_db
PRICE = 8500 * SOM


@pytest.fixture
def exhibit():
    return make_exhibit(price=PRICE)


def desk(user):
    client = Client()
    client.force_login(user)
    return client


def typed(once=None, **parts):
    ordinary = {"once": str(once or uuid.uuid4()), "kind_1": "cash", "amount_1": "8 500"}
    empty = {f"{name}_{n}": value for n in (2, 3, 4) for name, value in (("kind", "cash"), ("amount", ""))}
    return empty | ordinary | parts


def state(exhibit):
    return availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, "ky").state


def test_the_ordinary_case_is_filled_in(exhibit, cashier):
    page = desk(cashier).get(reverse("admin:sell", args=[exhibit.pk])).content.decode()

    assert re.search(r'name="amount_1" value="8\u00a0500"', page)
    assert re.search(r'name="kind_1" value="cash"[^>]* checked', page)


def test_a_work_is_sold_with_what_the_form_holds(exhibit, cashier):
    client = desk(cashier)
    page = client.get(reverse("admin:sell", args=[exhibit.pk])).content.decode()
    once = re.search(r'name="once" value="([^"]+)"', page)[1]

    answer = client.post(reverse("admin:sell", args=[exhibit.pk]), typed(once, amount_1="8\u00a0500"))

    sale = Sale.objects.get()
    assert answer.url == reverse("admin:sold", args=[sale.pk])
    assert (sale.price_tyiyn, sale.sold_by, state(exhibit)) == (PRICE, cashier, "sold")
    assert list(sale.payments.values_list("kind", "amount_tyiyn")) == [("cash", PRICE)]
    assert "8\u00a0500" in client.get(answer.url).content.decode()


def test_several_payments_sum_to_the_price(exhibit, cashier):
    parts = typed(amount_1="5000", kind_2="card", amount_2="3 000", kind_3="transfer", amount_3="500,00")

    desk(cashier).post(reverse("admin:sell", args=[exhibit.pk]), parts)

    assert set(Payment.objects.values_list("kind", "amount_tyiyn")) == {
        ("cash", 5000 * SOM), ("card", 3000 * SOM), ("transfer", 500 * SOM),
    }  # fmt: skip


def test_payments_that_do_not_sum_are_refused_and_what_was_typed_stays(exhibit, cashier):
    parts = typed(amount_1="5 000", kind_2="card", amount_2="3 000")

    answer = desk(cashier).post(reverse("admin:sell", args=[exhibit.pk]), parts)

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "8\u00a0000" in page
    assert 'name="amount_2" value="3 000"' in page
    assert parts["once"] in page
    assert (Sale.objects.count(), live_claims(exhibit)) == (0, 0)


@pytest.mark.parametrize("sum_typed", ["abc", "-8500", "8.500.00", "", "8500,123", "１２", "9" * 12])
def test_what_is_no_sum_is_asked_again(exhibit, cashier, sum_typed):
    answer = desk(cashier).post(reverse("admin:sell", args=[exhibit.pk]), typed(amount_1=sum_typed))

    assert answer.status_code == 422
    assert Sale.objects.count() == 0


def test_the_same_form_sent_twice_sells_once(exhibit, cashier):
    client, form = desk(cashier), typed()

    first, second = (client.post(reverse("admin:sell", args=[exhibit.pk]), form) for _ in range(2))

    assert first.url == second.url
    assert Sale.objects.count() == 1


def test_a_work_sold_meanwhile_is_refused_kindly(exhibit, cashier):
    make_sale(exhibit)

    answer = desk(cashier).post(reverse("admin:sell", args=[exhibit.pk]), typed())

    assert answer.status_code == 409
    assert 'role="alert"' in answer.content.decode()
    assert Sale.objects.count() == 1


@pytest.mark.parametrize("fields", [{"price": None}, {"price": PRICE, "published": False}])
def test_what_is_not_for_sale_has_no_form(cashier, fields):
    exhibit = make_exhibit(**fields)
    client = desk(cashier)

    page = client.get(reverse("admin:sell", args=[exhibit.pk])).content.decode()
    answer = client.post(reverse("admin:sell", args=[exhibit.pk]), typed())

    assert 'name="once"' not in page
    assert (answer.status_code, Sale.objects.count()) == (409, 0)


def test_a_held_work_is_sold_to_its_holder_with_the_code_in_sight(exhibit, cashier):
    held = make_hold(exhibit, phone="+996 700 123 456", name="Айгүл")
    client = desk(cashier)

    page = client.get(reverse("admin:sell", args=[exhibit.pk])).content.decode()
    client.post(reverse("admin:sell", args=[exhibit.pk]), typed())

    assert held.spoken_code in page
    assert "34 56" in page
    assert "Айгүл" in page
    assert list(Claim.objects.order_by("from_at").values_list("kind", "end_reason")) == [
        ("hold", "became_sale"), ("sale", ""),
    ]  # fmt: skip


def test_a_hold_is_released_after_a_second_look_and_the_line_says_who(exhibit, cashier):
    make_hold(exhibit)
    claim = Claim.objects.get()
    client = desk(cashier)

    assert client.get(reverse("admin:release", args=[claim.pk])).status_code == 200
    assert state(exhibit) == "held"
    client.post(reverse("admin:release", args=[claim.pk]))

    claim.refresh_from_db()
    assert (claim.end_reason, state(exhibit)) == ("released", "free")
    entry = cashier.logentry_set.get()
    assert entry.object_id == str(claim.pk)


def test_a_hold_that_ended_by_itself_is_not_released_again(exhibit, cashier):
    make_hold(exhibit)
    claim = Claim.objects.get()
    client = desk(cashier)
    client.post(reverse("admin:release", args=[claim.pk]))

    answer = client.post(reverse("admin:release", args=[claim.pk]), follow=True)

    assert cashier.logentry_set.count() == 1
    assert "note--warning" in answer.content.decode()


def test_a_sale_is_undone_by_a_second_person_only(exhibit, cashier, organiser):
    sale = make_sale(exhibit, by=cashier)

    desk(cashier).post(reverse("admin:ask_void", args=[sale.pk]), {"reason": "Сатып алуучу баш тартты"})
    assert (Void.objects.get().asked_by, state(exhibit)) == (cashier, "sold")
    assert desk(cashier).post(reverse("admin:approve_void", args=[sale.pk])).status_code == 403
    desk(organiser).post(reverse("admin:approve_void", args=[sale.pk]))

    assert (Void.objects.get().approved_by, state(exhibit)) == (organiser, "free")
    assert sum(Payment.objects.values_list("amount_tyiyn", flat=True)) == 0


def test_an_organiser_does_not_agree_to_what_they_asked_for(exhibit, organiser):
    sale = make_sale(exhibit)
    client = desk(organiser)
    client.post(reverse("admin:ask_void", args=[sale.pk]), {"reason": "ката"})

    page = client.get(reverse("admin:sold", args=[sale.pk])).content.decode()
    client.post(reverse("admin:approve_void", args=[sale.pk]))

    assert reverse("admin:approve_void", args=[sale.pk]) not in page
    assert (Void.objects.get().approved_by, state(exhibit)) == (None, "sold")


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_a_sale_is_not_undone_without_a_reason(exhibit, cashier, reason):
    sale = make_sale(exhibit)

    answer = desk(cashier).post(reverse("admin:ask_void", args=[sale.pk]), {"reason": reason})

    assert answer.status_code in (409, 422)
    assert Void.objects.count() == 0


def test_the_board_offers_everyone_what_they_may_do(exhibit, cashier, organiser, auditor):
    sell, show = reverse("admin:sell", args=[exhibit.pk]), reverse("admin:board")

    offered = {
        user.username: sell in desk(user).get(show).content.decode() for user in (cashier, organiser, auditor)
    }

    assert offered == {"cashier": True, "organiser": True, "auditor": False}


def test_the_board_filters_by_state_and_keeps_the_search(cashier):
    exhibition = make_exhibition()
    make_sale(make_exhibit(exhibition=exhibition))
    make_exhibit(exhibition=exhibition)
    client = desk(cashier)

    def numbers(query):
        return re.findall(r'<tr id="n(\d+)"', client.get(reverse("admin:board") + query).content.decode())

    assert numbers("") == ["1", "2"]
    assert numbers("?state=sold") == ["1"]
    assert numbers("?state=sold&q=2") == []
    assert numbers("?state=nonsense") == ["1", "2"]
    assert client.get(reverse("admin:board") + "?show=no-such-show").status_code == 404


def test_the_board_of_a_house_without_exhibitions_says_so(cashier):
    assert desk(cashier).get(reverse("admin:board")).status_code == 200
    assert desk(cashier).get(reverse("admin:board_export")).status_code == 200
