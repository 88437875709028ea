import datetime
import re
import time

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from exhibitions import publishing
from exhibitions.models import Publication
from sales import afterwards, line, reservations, selling, tills, today
from sales.models import Claim, Payment
from sales.selling import Paid
from staff.models import User
from tests.factories import (
    HOUR,
    SOM,
    make_artwork,
    make_desk,
    make_exhibit,
    make_exhibition,
    make_hall,
    make_hold,
    make_owed,
    make_place,
    make_sale,
    make_till,
    make_user,
)
from tests.test_query_counts import multiply

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def exhibition():
    return make_exhibition()


def look(user, show="", at=None):
    """As a request of its own: its person was read anew."""
    return today.look(User.objects.get(pk=user.pk), show, at)


def read(user, show="", at=None):
    return today.read(look(user, show, at))


def ending(exhibit, minutes):
    """A hold that has so many minutes left."""
    return make_hold(exhibit, at=timezone.now() - (exhibit.exhibition.hold_minutes - minutes) * MINUTE)


# --- Numbers ----------------------------------------------------------------------------------------------------


def test_the_figures_are_those_of_the_works_as_they_are_now(exhibition, organiser):
    make_sale(make_exhibit(exhibition=exhibition, price=9000 * SOM))
    held, also_held = (make_exhibit(exhibition=exhibition, price=4000 * SOM) for _ in range(2))
    make_exhibit(exhibition=exhibition, price=2000 * SOM)
    make_exhibit(exhibition=exhibition, price=None)
    for exhibit in (held, also_held):
        make_hold(exhibit)
    make_place(held)
    both = "+996700111222"
    make_place(held, phone=both)
    make_place(also_held, phone=both)

    assert read(organiser)["figures"] == today.Figures(
        taken_tyiyn=9000 * SOM,
        sold=1,
        offered=4,
        held=2,
        held_tyiyn=8000 * SOM,
        free=1,
        free_tyiyn=2000 * SOM,
        waiting=2,
        waited_for=2,
    )


def test_a_sale_that_was_undone_is_in_no_figure(exhibition, organiser, cashier):
    sale = make_sale(make_exhibit(exhibition=exhibition, price=9000 * SOM), by=cashier)
    selling.approve_void(selling.ask_void(sale, reason="ката", by=cashier), by=organiser)

    page = read(organiser)

    assert (page["figures"].taken_tyiyn, page["figures"].free) == (0, 1)
    assert (page["kinds"], page["last"], page["chart"], page["desks"][0].sales) == ([], [], None, 0)


def test_a_work_taken_from_the_public_stays_sold_and_held(exhibition, organiser, cashier):
    sold, held = (make_exhibit(exhibition=exhibition, price=7000 * SOM) for _ in range(2))
    make_sale(sold)
    make_hold(held)
    Publication.objects.standing().update(ended_at=timezone.now(), ended_as="withdrawn", ended_by=organiser)

    page = read(organiser)

    assert (page["figures"].sold, page["figures"].held, page["figures"].taken_tyiyn) == (1, 1, 7000 * SOM)
    assert [hold.number for hold in page["holds"]] == [held.catalogue_number]


def test_how_people_paid_sums_each_kind(exhibition, organiser, cashier):
    parts = [Paid(Payment.Kind.CASH, 3000 * SOM), Paid(Payment.Kind.QR, 2000 * SOM)]
    selling.sell(make_exhibit(exhibition=exhibition, price=5000 * SOM), parts, by=cashier)
    make_sale(make_exhibit(exhibition=exhibition, price=1000 * SOM))

    assert [sum for _label, sum in read(organiser)["kinds"]] == [4000 * SOM, 2000 * SOM]


def test_sales_are_drawn_in_spans_of_ten_minutes(exhibition, organiser):
    for _ in range(3):
        make_sale(make_exhibit(exhibition=exhibition))

    chart = read(organiser)["chart"]

    assert (chart.minutes, chart.total) == (10, 3)


# --- Desks and drawers ------------------------------------------------------------------------------------------


def test_a_desk_shows_its_hour_its_pace_and_its_drawer(exhibition, organiser):
    someone = make_user(first_name="Айгүл", last_name="Асанова", role="organiser")
    till = make_till(someone, desk=make_desk(name="Кире бериш"), float_tyiyn=500 * SOM)
    now = timezone.now()
    moments = [now - 70 * MINUTE, now - 40 * MINUTE, now - 38 * MINUTE, now - 30 * MINUTE]
    for moment in moments:
        make_sale(make_exhibit(exhibition=exhibition, price=1000 * SOM), by=someone, at=moment)

    (desk,) = read(organiser)["desks"]

    assert desk == today.Desk(
        name="Кире бериш",
        cashier="Айгүл Асанова",
        is_own=False,
        till_id=str(till.pk),
        cash_tyiyn=4500 * SOM,
        sales=4,
        last_hour=3,
        last_at=moments[-1],
        between=8 * 60,  # of 30, 2 and 8 minutes the one in the middle
    )
    assert desk.cash_tyiyn == tills.report(till).expected_tyiyn


def test_of_two_sales_no_pace_is_told(exhibition, organiser, cashier):
    for ago in (20, 10):
        make_sale(make_exhibit(exhibition=exhibition), by=cashier, at=timezone.now() - ago * MINUTE)

    assert read(organiser)["desks"][0].between is None


def test_a_cashier_sees_no_sum_of_the_day_and_no_drawer(exhibition, cashier):
    make_sale(make_exhibit(exhibition=exhibition, price=9000 * SOM), by=cashier)

    page = read(cashier)

    assert (page["figures"].taken_tyiyn, page["kinds"]) == (None, [])
    assert [desk.cash_tyiyn for desk in page["desks"]] == [None]
    assert (page["own"].sales, page["own"].is_own) == (1, True)


@pytest.mark.parametrize("role", ["treasurer", "auditor"])
def test_who_does_not_serve_visitors_does_not_learn_who_they_are(exhibition, role):
    make_hold(make_exhibit(exhibition=exhibition), name="Бурул")

    (hold,) = read(make_user(role=role))["holds"]

    assert (hold.name, hold.phone, hold.code) == ("", "", "")


# --- Walls ------------------------------------------------------------------------------------------------------


def test_walls_are_counted_as_one_walks_along_them(exhibition, organiser):
    hall = make_hall(exhibition.venue, name_ky="Чоң зал")
    for wall, price in (("А", SOM), ("А", SOM), ("Б", SOM), ("В", None)):
        make_exhibit(exhibition=exhibition, hall=hall, wall=wall, price=price)
    first, second, third, _seen_only = exhibition.exhibits.order_by("wall", "pk")
    make_sale(first)
    make_hold(second)
    make_sale(third)

    assert read(organiser)["walls"] == [
        today.Wall("Чоң зал, А", free=0, held=1, sold=1),
        today.Wall("Чоң зал, Б", free=0, held=0, sold=1),
    ]


# --- What needs a person ----------------------------------------------------------------------------------------


def test_a_hold_about_to_lapse_needs_a_person(exhibition, cashier):
    soon = make_exhibit(exhibition=exhibition)
    ending(soon, 3)
    ending(make_exhibit(exhibition=exhibition), 9)

    (task,) = read(cashier)["tasks"]

    assert (task.press, task.url) == ("now", f"/desk/{soon.pk}/")


def test_of_many_that_lapse_together_the_rest_are_counted(exhibition, cashier):
    for _ in range(today.MOST_OF_A_KIND + 3):
        ending(make_exhibit(exhibition=exhibition), 3)

    tasks = read(cashier)["tasks"]

    assert len(tasks) == today.MOST_OF_A_KIND + 1
    assert tasks[-1].text.startswith("3 ") or " 3 " in tasks[-1].text


def test_whoever_is_next_in_line_is_to_be_called(exhibition, cashier):
    exhibit = make_exhibit(exhibition=exhibition)
    hold = ending(exhibit, 1)
    make_place(exhibit, name="Гүлнара", phone="+996700123456")
    reservations.cancel(hold.secret)

    (task,) = read(cashier)["tasks"]

    assert (task.press, task.url) == ("now", f"/desk/{exhibit.pk}/")
    assert "Гүлнара" in task.detail
    assert "123 456" in task.detail


def test_a_sale_to_be_undone_waits_for_a_second_person(exhibition, organiser, cashier):
    sale = make_sale(make_exhibit(exhibition=exhibition), by=cashier)
    selling.ask_void(sale, reason="Эки жолу төлөндү", by=cashier)

    (theirs,), (own,) = read(organiser)["tasks"], read(cashier)["tasks"]

    assert read(make_user(role="treasurer"))["tasks"] == []  # may not agree
    assert (theirs.press, theirs.detail, theirs.url) == (
        "wrong",
        "Эки жолу төлөндү",
        f"/admin/sales/sold/{sale.pk}/",
    )
    assert theirs.action != own.action


def test_a_drawer_that_is_out_waits_for_a_signature(exhibition, organiser, cashier):
    make_till(organiser)
    till = tills.close_till(tills.till_of(cashier), counted={100: 3}, reason="Майда жетпей калды", by=cashier)

    (task,) = read(organiser)["tasks"]

    assert (task.press, task.detail, task.url) == (
        "wrong",
        "Майда жетпей калды",
        f"/admin/sales/till/{till.pk}/",
    )
    assert "3\u00a0" in task.text
    assert read(cashier)["tasks"] == []


def test_once_signed_the_drawer_waits_no_more(exhibition, organiser, cashier):
    make_till(organiser)
    till = tills.close_till(tills.till_of(cashier), counted={100: 3}, reason="Майда", by=cashier)
    tills.sign(till, by=organiser)

    assert read(organiser)["tasks"] == []


def test_without_an_open_drawer_nothing_can_be_sold(exhibition, organiser):
    (task,) = read(organiser)["tasks"]

    assert (task.press, task.url) == ("now", "/admin/sales/till/")


def test_after_closing_every_drawer_is_to_be_counted(exhibition, organiser, cashier):
    exhibition.closes_at = timezone.now() - MINUTE
    exhibition.save()

    (theirs,), (own,) = read(organiser)["tasks"], read(cashier)["tasks"]

    assert (theirs.url, own.url) == ("/admin/sales/till/", "/admin/sales/till/count/")


def test_works_that_hang_unseen_are_named_and_their_texts_counted(exhibition, organiser, cashier):
    exhibit = make_exhibit(exhibition=exhibition, published=False)
    make_exhibit(exhibition=exhibition, published=False, withdrawn_at=timezone.now())
    publishing.propose(exhibit.artwork, by=make_user())
    publishing.propose(make_artwork(), by=make_user())  # hangs nowhere

    unseen, texts = read(organiser)["tasks"]

    assert (unseen.press, "№\u00a01" in unseen.detail, "№\u00a02" in unseen.detail) == ("wrong", True, False)
    assert (texts.press, texts.url) == ("later", "/admin/exhibitions/publication/?state=waiting")
    assert "1 " in texts.text or " 1" in texts.text
    assert read(cashier)["tasks"] == []


def test_reserving_switched_off_is_said(exhibition, organiser, cashier):
    exhibition.desk_only_at, exhibition.desk_only_by = timezone.now(), organiser
    exhibition.save()

    (task,) = read(organiser)["tasks"]

    assert (task.press, task.url) == ("later", f"/admin/sales/reserving/{exhibition.pk}/")


# --- Which day --------------------------------------------------------------------------------------------------


def test_before_the_doors_open_there_is_a_checklist(organiser):
    exhibition = make_exhibition(
        opens_at=timezone.now() + HOUR, closes_at=timezone.now() + 3 * HOUR, announced_at=None
    )
    make_exhibit(exhibition=exhibition)

    page = read(organiser)

    assert (page["phase"], [done for done, _text in page["checklist"]]) == (
        "before",
        [True, False, False, False, False, True],
    )
    assert page["tasks"] == []


def test_the_evening_belongs_to_what_closed_today(exhibition, organiser):
    make_exhibition(opens_at=exhibition.opens_at + 48 * HOUR, closes_at=exhibition.closes_at + 48 * HOUR)
    midday = timezone.localtime().replace(hour=12)
    exhibition.opens_at, exhibition.closes_at = midday - 3 * HOUR, midday
    exhibition.save()

    day = look(organiser, at=midday + 2 * HOUR)

    assert (day.exhibition, day.phase) == (exhibition, "after")
    assert look(organiser, at=midday + 13 * HOUR).exhibition != exhibition


def test_of_several_at_once_one_chooses(exhibition, organiser):
    second = make_exhibition(opens_at=exhibition.opens_at + MINUTE)

    assert look(organiser).beside == (exhibition, second)
    assert (look(organiser).exhibition, look(organiser, exhibition.slug).exhibition) == (second, exhibition)
    assert look(organiser, "no-such-show") is None


@pytest.mark.parametrize("address", ["/admin/", "/staff/today/", "/staff/today/parts/"])
def test_a_house_without_exhibitions_has_a_day_and_offers_to_plan_one(organiser, cashier, address):
    theirs, own = (signed_in(user).get(address).content.decode() for user in (cashier, organiser))

    plan = "/admin/exhibitions/exhibition/add/"
    assert (plan in own, "data-every" in own) == (True, False)
    assert plan not in theirs


# --- Asked again and again --------------------------------------------------------------------------------------


def test_a_full_page_takes_three_queries_and_a_repetition_one_however_many_works(
    exhibition, organiser, cashier, django_assert_num_queries
):
    exhibit = make_exhibit(exhibition=exhibition)
    user = User.objects.get(pk=organiser.pk)
    user.has_perm("sales.see_board")  # the memberships, read once for each request

    for works in (30, 3_000):
        multiply(exhibit, works)
        taken = Claim.objects.live().values("artwork")
        free = exhibition.exhibits.exclude(pk=exhibit.pk).exclude(artwork__in=taken)
        for n, each in enumerate(free[:20]):
            make_sale(each, by=cashier) if n % 2 else make_hold(each)
        with django_assert_num_queries(3):
            page = today.read(today.look(user))
        with django_assert_num_queries(1):
            today.look(user)
        assert page["figures"].offered == works


def changes(exhibition, organiser, cashier):
    """What a page that is kept open has to learn of, one after the other."""
    exhibit, held = (make_exhibit(exhibition=exhibition) for _ in range(2))
    yield "works were hung"
    sale = make_sale(exhibit, by=cashier)
    yield "a sale"
    hold = make_hold(held)
    yield "a hold"
    place = make_place(held)
    yield "somebody waits"
    line.leave(place)
    yield "and waits no more"
    reservations.cancel(hold.secret)
    yield "let go"
    void = selling.ask_void(sale, reason="ката", by=cashier)
    yield "asked to undo"
    selling.approve_void(void, by=organiser)
    yield "undone"
    till = tills.close_till(tills.till_of(cashier), counted={100: 1}, reason="ката", by=cashier)
    yield "a drawer was counted"
    tills.sign(till, by=organiser)
    yield "and signed for"
    make_till(cashier)
    yield "another was opened"
    publishing.propose(make_exhibit(exhibition=exhibition, published=False).artwork, by=cashier)
    yield "a text waits"
    exhibition.desk_only_at, exhibition.desk_only_by = timezone.now(), organiser
    exhibition.save()
    yield "desk only"


def test_whatever_changes_is_told_at_once(exhibition, organiser, cashier):
    at = timezone.now()
    seen = {look(organiser, at=at).etag: "nothing"}

    for what in changes(exhibition, organiser, cashier):
        etag = look(organiser, at=at).etag
        assert etag not in seen, (what, seen.get(etag))
        seen[etag] = what
        assert look(organiser, at=at).etag == etag


def test_a_hold_that_lapses_is_told_although_no_row_changed(exhibition, organiser):
    exhibit, at = make_exhibit(exhibition=exhibition), timezone.now()
    ends = timezone.now() + datetime.timedelta(seconds=3)
    make_hold(exhibit, at=ends - exhibition.hold_minutes * MINUTE)
    before = look(organiser, at=at).etag

    time.sleep((ends - timezone.now()).total_seconds() + 0.1)

    assert look(organiser, at=at).etag != before


def test_each_minute_is_a_page_of_its_own_and_a_second_is_not(exhibition, organiser):
    at = timezone.now().replace(second=10)

    one, same, next_minute = (look(organiser, at=at + ago * MINUTE).etag for ago in (0, 0.5, 1))

    assert one == same != next_minute


def test_what_one_person_sees_is_not_another_ones_page(exhibition, organiser, cashier):
    at = timezone.now()

    assert look(organiser, at=at).etag != look(cashier, at=at).etag


# --- The pages --------------------------------------------------------------------------------------------------


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def test_parts_that_have_not_changed_are_a_304_and_one_question(exhibition, organiser):
    make_sale(make_exhibit(exhibition=exhibition))
    client, at = signed_in(organiser), timezone.now()
    with time_machine.travel(at, tick=False):
        first = client.get("/staff/today/parts/")
        with CaptureQueriesContext(connection) as asked:
            again = client.get("/staff/today/parts/", headers={"if-none-match": first["ETag"]})
        with CaptureQueriesContext(connection) as signing_in:
            client.get("/accounts/password/change/")

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again["ETag"] == first["ETag"]
    tables = [query["sql"] for query in asked if "exhibitions_exhibitionversion" in query["sql"]]
    # Whoever is there, with which memberships, is asked at every page.
    assert (len(tables), len(asked)) == (1, 4)
    assert len(signing_in) >= 2


def test_the_page_names_its_parts_and_their_mark(exhibition, organiser):
    with time_machine.travel(timezone.now(), tick=False):
        client = signed_in(organiser)
        parts = client.get(f"/staff/today/parts/?show={exhibition.slug}")
        for address in ("/admin/", "/staff/today/"):
            page = client.get(address).content.decode()

            assert f'data-from="/staff/today/parts/?show={exhibition.slug}"' in page
            assert f'data-tag="{escape(parts["ETag"])}"' in page
            assert 'data-every="10000"' in page


def test_every_part_of_the_page_is_there_before_it_has_anything_to_say(organiser):
    def parts(page):
        return set(re.findall(r'data-live="(\w+)"', page.content.decode()))

    client = signed_in(organiser)
    show = make_exhibition(opens_at=timezone.now() + HOUR)
    empty = parts(client.get("/staff/today/parts/"))
    show.opens_at = timezone.now() - HOUR
    show.save()
    sold, held = make_exhibit(exhibition=show), make_exhibit(exhibition=show)
    make_sale(sold)
    make_hold(held)

    assert parts(client.get("/staff/today/parts/")) == empty


@pytest.mark.parametrize("address", ["/admin/", "/staff/today/", "/staff/today/parts/"])
def test_no_sum_is_on_the_page_of_a_cashier(exhibition, cashier, organiser, address):
    for _ in range(3):
        make_sale(make_exhibit(exhibition=exhibition, price=4_111 * SOM), by=cashier)

    theirs, all_of_it = (signed_in(user).get(address).content.decode() for user in (cashier, organiser))

    assert "12\u00a0333" in all_of_it
    assert "12\u00a0333" not in theirs


def test_another_exhibition_than_there_is_is_not_found(exhibition, organiser):
    assert signed_in(organiser).get("/staff/today/?show=nowhere").status_code == 404


@pytest.mark.parametrize("role", ["cataloguer", "reviewer"])
def test_who_does_not_watch_the_day_has_the_first_page_as_it_was(exhibition, role):
    client = signed_in(make_user(role=role))

    assert "data-live" not in client.get("/admin/").content.decode()
    assert client.get("/staff/today/").status_code == 403


def test_an_organiser_of_one_institution_does_not_watch_the_whole_house(exhibition, institution):
    client = signed_in(make_user(role="organiser", institution=institution))

    assert "data-live" not in client.get("/admin/").content.decode()
    assert client.get("/staff/today/").status_code == 403


# --- Without the network ----------------------------------------------------------------------------------------


def test_cash_for_a_work_that_was_sold_elsewhere_is_owed_until_it_is_paid_back(organiser, exhibition):
    seller = make_user(role="cashier")
    exhibit = make_exhibit(exhibition=exhibition, price=8500 * SOM)
    make_sale(exhibit)
    before = look(organiser).mark

    refund = make_owed(exhibit, by=seller)

    [task] = [task for task in read(organiser)["tasks"] if task.press == "now"]
    assert refund.counterfoil.number in task.detail
    assert task.url == reverse("admin:offline", args=[exhibition.pk])
    assert look(organiser).mark != before

    before = look(organiser).mark
    afterwards.pay_back(refund, by=seller)

    assert [task for task in read(organiser)["tasks"] if task.press == "now"] == []
    assert look(organiser).mark != before
