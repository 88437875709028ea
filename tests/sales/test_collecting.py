"""Handing over what was bought: once, paid for, and with nothing on its back that tells who made it."""

import datetime
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sales import board, claims, collecting, selling
from sales.collecting import HandedOver, NameOnTheBack, NoReason, NotSold, SecondPerson
from sales.models import Claim, Handover, Reservation, Sale, Void
from tests.factories import (
    SOM,
    make_exhibit,
    make_exhibition,
    make_handover,
    make_hold,
    make_photo,
    make_sale,
    make_user,
)
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

PRICE = 8500 * SOM
LATER = collecting.SLIP + datetime.timedelta(seconds=5)


@pytest.fixture
def show():
    return make_exhibition(code="ak", slug="ak-jol")


@pytest.fixture
def exhibit(show):
    return make_exhibit(exhibition=show, catalogue_number=17, price=PRICE)


@pytest.fixture
def sale(exhibit, cashier):
    return make_sale(exhibit, by=cashier)


@pytest.fixture
def desk(cashier):
    client = Client()
    client.force_login(cashier)
    return client


def name_on_back(exhibit):
    make_photo(exhibit.artwork, role="back", writing_seen="yes")


def long_ago(handover):
    """As if it had been handed over a while ago."""
    write("SET CONSTRAINTS ALL IMMEDIATE")
    write("ALTER TABLE sales_handover DISABLE TRIGGER handover_guard")
    write("UPDATE sales_handover SET at = at - %s WHERE id = %s", LATER, handover.pk)
    write("ALTER TABLE sales_handover ENABLE TRIGGER handover_guard")
    write("SET CONSTRAINTS ALL DEFERRED")
    handover.refresh_from_db()
    return handover


def test_a_sold_work_is_handed_over_once(sale, cashier):
    first, again = (make_handover(sale, by=cashier) for _ in range(2))

    assert first == again == Handover.objects.get()
    assert (first.by, first.back, first.collector) == (cashier, "nothing", "buyer")
    with pytest.raises(HandedOver) as refused:
        make_handover(sale)
    assert str(cashier) in refused.value.sentence


def test_where_a_name_was_seen_on_the_back_it_is_covered_or_removed_first(sale, exhibit, cashier):
    name_on_back(exhibit)

    with pytest.raises(NameOnTheBack):
        make_handover(sale, back="nothing", by=cashier)
    assert Handover.objects.count() == 0

    assert make_handover(sale, back="covered", by=cashier).back == "covered"


def test_only_a_back_that_was_answered_for_counts(sale):
    with pytest.raises(ValueError, match="unseen"):
        make_handover(sale, back="unseen")


def test_an_undone_sale_is_not_handed_over(sale, cashier):
    selling.undo(sale, by=cashier)

    with pytest.raises(NotSold):
        make_handover(sale)


def test_what_is_handed_over_is_not_undone_until_it_is_here_again(sale, cashier, organiser):
    handover = make_handover(sale, by=cashier)

    with pytest.raises(selling.Gone):
        selling.undo(sale, by=cashier)
    with pytest.raises(selling.Gone):
        selling.ask_void(sale, reason="ката", by=cashier)
    collecting.take_back(handover, by=cashier)
    selling.undo(sale, by=cashier)

    assert Void.objects.get().sale == sale


def test_a_second_person_does_not_agree_to_undo_what_is_gone(sale, cashier, organiser):
    void = selling.ask_void(sale, reason="ката", by=cashier)
    make_handover(sale)

    with pytest.raises(selling.Gone):
        selling.approve_void(void, by=organiser)
    assert Claim.objects.live().filter(pk=sale.pk).exists()


def test_a_slip_is_taken_back_alone_and_the_work_can_be_handed_over_again(sale, cashier):
    handover = make_handover(sale, by=cashier)

    for _press in range(2):
        collecting.take_back(handover, by=cashier)

    handover.refresh_from_db()
    assert (handover.ended_by, handover.end_reason) == (cashier, "")
    assert make_handover(sale, by=cashier) != handover
    assert Handover.objects.standing().count() == 1


def test_later_somebody_else_takes_it_back_and_says_why(sale, cashier, organiser):
    handover = long_ago(make_handover(sale, by=cashier))

    with pytest.raises(SecondPerson):
        collecting.take_back(handover, by=cashier, reason="ката")
    with pytest.raises(NoReason):
        collecting.take_back(handover, by=organiser)
    collecting.take_back(handover, by=organiser, reason="Сатып алуучу унутуп кетти")

    handover.refresh_from_db()
    assert (handover.ended_by, handover.end_reason) == (organiser, "Сатып алуучу унутуп кетти")


def test_what_the_buyer_showed_is_kept_of_another_only(sale, cashier):
    handover = make_handover(sale, by=cashier, mandate="№ 12")

    assert handover.mandate == ""
    collecting.take_back(handover, by=cashier)
    assert make_handover(sale, by=cashier, collector="other", mandate="№ 12").mandate == "№ 12"


# --- The guards -------------------------------------------------------------------------------------------------


def bare(sale, **fields):
    at = timezone.now()
    return Handover(**{"sale": sale, "back": "nothing", "by": sale.sold_by, "at": at} | fields)


def test_the_database_hands_nothing_over_twice(sale):
    bare(sale).save()

    with refused_by("one_handover_per_sale"):
        bare(sale).save()


@pytest.mark.parametrize(
    ("guard", "fields"),
    [
        ("handover_back_was_looked_at", {"back": ""}),
        ("handover_back_was_looked_at", {"back": "unseen"}),
        ("handover_mandate_is_of_another", {"mandate": "№ 12"}),
        ("handover_mandate_is_of_another", {"collector": "nobody"}),
        ("handover_guard", {"ended_at": timezone.now()}),
    ],
)
def test_the_database_keeps_whole_hand_overs_only(sale, guard, fields):
    with refused_by(guard):
        bare(sale, **fields).save()


def test_the_database_hands_over_only_what_is_sold(sale, exhibit, cashier):
    selling.undo(sale, by=cashier)

    with refused_by("handover_guard"):
        bare(sale).save()


def test_the_database_hands_over_only_what_is_paid(exhibit, cashier):
    at = claims.lock(exhibit)
    claim = claims.sell(exhibit, at=at)
    unpaid = Sale.objects.create(claim=claim, exhibit=exhibit, price_tyiyn=PRICE, sold_by=cashier, sold_at=at)

    with pytest.raises(Exception, match="only what is paid is handed over"):
        bare(unpaid).save()


def test_the_database_lets_no_name_out_on_a_back(sale, exhibit):
    name_on_back(exhibit)

    with refused_by("handover_guard"):
        bare(sale).save()
    bare(sale, back="removed").save()


def test_the_database_deletes_no_hand_over_and_rewrites_none(sale, organiser):
    handover = make_handover(sale)

    for wrong in (
        "DELETE FROM sales_handover WHERE id = %s",
        "UPDATE sales_handover SET back = 'covered' WHERE id = %s",
        "UPDATE sales_handover SET ended_by_id = by_id, ended_at = at + interval '6 minutes' WHERE id = %s",
    ):
        with refused_by("handover_guard"):
            write(wrong, handover.pk)
    with refused_by("handover_end_is_whole"):
        write(
            "UPDATE sales_handover SET ended_by_id = %s, ended_at = at WHERE id = %s",
            organiser.pk,
            handover.pk,
        )
    collecting.take_back(handover, by=handover.by)
    with refused_by("handover_guard"):
        write("UPDATE sales_handover SET ended_at = NULL, ended_by_id = NULL WHERE id = %s", handover.pk)


def test_the_database_gives_no_money_back_while_the_work_is_gone(sale, cashier):
    make_handover(sale)

    with refused_by("claim_of_a_work_in_the_house"):
        Void.objects.create(
            sale=sale, is_slip=True, asked_by=cashier, asked_at=sale.sold_at, approved_by=cashier,
            approved_at=sale.sold_at,
        )  # fmt: skip
        selling._give_back(sale, sale.payments.get().till, at=timezone.now())


# --- Finding ----------------------------------------------------------------------------------------------------


def found(show, text, user):
    sold = collecting.bought(show, board.read(show, "ky", user=user), user=user)
    return [one.row.number for one in collecting.find(show, sold, text, "ky", user=user)]


def test_it_is_found_by_receipt_code_number_and_what_is_scanned(show, exhibit, cashier):
    held = make_hold(exhibit)
    sale = make_sale(exhibit, by=cashier)
    make_sale(make_exhibit(exhibition=show, catalogue_number=18), by=cashier)
    number = sale.receipt_number
    plain = f"{sale.desk.number}-{sale.receipt}"

    said = [number, plain, f"№ {number}", held.spoken_code, "17", "ak17", "https://kylkalem.example/ak17",
            f"https://kylkalem.example/desk/collect/?q={number}"]  # fmt: skip

    assert {text: found(show, text, cashier) for text in said} == {text: [17] for text in said}
    assert [found(show, text, cashier) for text in ("19", f"{sale.desk.number}-999", "")] == [[], [], []]


def test_a_receipt_that_reads_like_a_code_means_both(show, exhibit, cashier):
    make_hold(exhibit)
    make_sale(exhibit, by=cashier)
    other = make_sale(make_exhibit(exhibition=show, catalogue_number=18), by=cashier)
    alike = f"{other.desk.number}–{other.receipt:03}"
    Reservation.objects.filter(claim__exhibit=exhibit).update(spoken_code=alike)

    assert found(show, alike, cashier) == found(show, other.receipt_number, cashier) == [17, 18]


# --- The pages --------------------------------------------------------------------------------------------------


def read(client, **parameters):
    return client.get("/desk/collect/", parameters).content.decode()


def panel(sale):
    return reverse("desk:hand_over", args=[sale.pk])


def test_the_box_has_the_focus_until_a_work_is_found(desk, sale):
    empty, opened = read(desk), read(desk, q="17")

    assert re.search(r'<input[^>]* id="q"[^>]* autofocus', empty)
    assert not re.search(r'<input[^>]* id="q"[^>]* autofocus', opened)
    assert re.search(r'<input type="radio" name="back" value="nothing"[^>]* autofocus', opened)
    assert f'action="{panel(sale)}"' in opened


def test_it_is_handed_over_and_the_table_says_so(desk, sale, cashier):
    answer = desk.post(panel(sale), {"back": "nothing", "collector": "buyer", "mandate": ""})

    handover = Handover.objects.get()
    assert (answer.status_code, answer.url) == (303, f"/desk/collect/?show=ak-jol&done={handover.pk}")
    told = desk.get(answer.url).content.decode()
    assert "just-sold" in told
    assert f'href="{reverse("desk:handed_back", args=[handover.pk])}"' in told
    assert f'href="{panel(sale)}"' not in told.partition('id="here"')[2].partition("</section>")[0]


def test_without_an_answer_about_the_back_nothing_leaves(desk, sale):
    answer = desk.post(panel(sale), {"collector": "buyer"})

    assert (answer.status_code, Handover.objects.count()) == (422, 0)
    assert 'role="alert"' in answer.content.decode()


def test_where_a_name_was_seen_nothing_found_is_no_answer(desk, sale, exhibit):
    name_on_back(exhibit)

    assert 'value="nothing"' not in read(desk, q="17")
    assert desk.post(panel(sale), {"back": "nothing", "collector": "buyer"}).status_code == 422
    assert Handover.objects.count() == 0
    assert desk.post(panel(sale), {"back": "covered", "collector": "buyer"}).status_code == 303


def test_an_undone_sale_says_so(desk, sale, cashier):
    selling.undo(sale, by=cashier)

    assert 'role="alert"' in desk.get(panel(sale)).content.decode()
    assert desk.post(panel(sale), {"back": "nothing", "collector": "buyer"}).status_code == 409


def test_what_is_collected_says_when_and_by_whom(desk, sale):
    make_handover(sale, by=make_user("Мээрим", role="cashier"))

    page = read(desk, q="17")

    assert ("Мээрим" in page, 'name="back"' in page) == (True, False)


def test_nothing_that_was_sold_answers(desk, exhibit):
    page = read(desk, q="<b>17</b>")

    assert "&lt;b&gt;17&lt;/b&gt;" in page
    assert re.search(r'<input[^>]* id="q"[^>]* autofocus', page)


def test_from_the_desk_one_press_leads_to_the_hand_over(desk, sale):
    page = desk.get("/desk/", {"show": "ak-jol", "sold": str(sale.pk)}).content.decode()

    assert f'href="{panel(sale)}"' in page.partition("just-sold")[2].partition("</div>")[0]


def test_the_page_of_the_sale_offers_no_undoing_while_it_is_gone(desk, sale):
    address = reverse("admin:sold", args=[sale.pk])
    ask, back = (reverse(f"admin:{name}", args=[sale.pk]) for name in ("ask_void", "take_back"))
    assert back in desk.get(address).content.decode()
    make_handover(sale)

    page = desk.get(address).content.decode()

    assert (ask in page, back in page, panel(sale) in page) == (False, False, False)


def test_it_is_taken_back_on_a_page_of_its_own(desk, sale, cashier):
    mine = make_handover(sale, by=cashier)
    page = reverse("desk:handed_back", args=[mine.pk])

    assert 'name="reason"' not in desk.get(page).content.decode()
    assert desk.post(page).status_code == 303
    theirs = make_handover(sale)
    page = reverse("desk:handed_back", args=[theirs.pk])
    assert 'name="reason"' in desk.get(page).content.decode()
    assert desk.post(page, {"reason": " "}).status_code == 422
    assert desk.post(page, {"reason": "Унутулду"}).status_code == 303
    assert Handover.objects.standing().count() == 0


def test_a_table_costs_as_many_queries_for_one_work_as_for_thirty(desk, sale, cashier, show):
    def asked(**parameters):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get("/desk/collect/", parameters).status_code == 200
        return len(queries)

    make_handover(make_sale(make_exhibit(exhibition=show, catalogue_number=200), by=cashier), by=cashier)
    few = asked(q="17"), asked()
    for n in range(30):
        another = make_sale(make_exhibit(exhibition=show, catalogue_number=50 + n), by=cashier)
        if n % 2:
            make_handover(another, by=cashier)

    assert (asked(q="17"), asked()) == few
