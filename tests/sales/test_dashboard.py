import datetime

import pytest
from django.utils import timezone

from sales import dashboard, selling
from sales.models import Payment
from sales.selling import Paid
from tests.factories import HOUR, SOM, make_exhibit, make_exhibition, make_hold, make_sale, make_user

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def exhibition():
    return make_exhibition()


def money(user, at=None):
    return dashboard.first_page(user, at)["money"]


def test_the_figures_are_those_of_the_works_as_they_are_now(exhibition, organiser):
    make_sale(make_exhibit(exhibition=exhibition, price=9000 * SOM))
    make_hold(make_exhibit(exhibition=exhibition, price=4000 * SOM))
    make_exhibit(exhibition=exhibition, price=2000 * SOM)
    make_exhibit(exhibition=exhibition, price=None)

    assert money(organiser)["figures"] == dashboard.Figures(
        taken_tyiyn=9000 * SOM,
        sold=1,
        offered=3,
        held=1,
        held_tyiyn=4000 * SOM,
        free=1,
        free_tyiyn=2000 * SOM,
    )


def test_a_sale_that_was_undone_is_in_no_figure(exhibition, organiser, cashier):
    sale = make_sale(make_exhibit(exhibition=exhibition, price=9000 * SOM))
    selling.approve_void(selling.ask_void(sale, reason="ката", by=cashier), by=organiser)

    page = money(organiser)

    assert (
        page["figures"].taken_tyiyn,
        page["figures"].free,
        page["kinds"],
        page["last"],
        page["chart"],
    ) == (0, 1, [], [], None)


def test_how_people_paid_sums_each_kind(exhibition, cashier):
    parts = [Paid(Payment.Kind.CASH, 3000 * SOM), Paid(Payment.Kind.QR, 2000 * SOM)]
    selling.sell(make_exhibit(exhibition=exhibition, price=5000 * SOM), parts, by=cashier)
    make_sale(make_exhibit(exhibition=exhibition, price=1000 * SOM))

    assert [sum for _label, sum in money(cashier)["kinds"]] == [4000 * SOM, 2000 * SOM]


def test_a_hold_about_to_lapse_needs_a_person(exhibition, cashier):
    ends_soon = make_exhibit(exhibition=exhibition)
    make_hold(ends_soon, at=timezone.now() - 21 * MINUTE)
    make_hold(make_exhibit(exhibition=exhibition))

    (task,) = dashboard.first_page(cashier)["tasks"]

    assert (task.press, task.url) == ("now", f"/admin/sales/sell/{ends_soon.pk}/")


def test_a_sale_to_be_undone_waits_for_a_person(exhibition, organiser, cashier):
    void = selling.ask_void(
        make_sale(make_exhibit(exhibition=exhibition)), reason="Эки жолу төлөндү", by=cashier
    )

    (task,) = dashboard.first_page(organiser)["tasks"]

    assert (task.press, task.detail, task.url) == (
        "wrong",
        "Эки жолу төлөндү",
        f"/admin/sales/sold/{void.pk}/",
    )


def test_works_that_hang_unseen_are_named(exhibition, organiser):
    make_exhibit(exhibition=exhibition, published=False)

    (task,) = dashboard.first_page(organiser)["tasks"]

    assert (task.press, "№\u00a01" in task.detail) == ("wrong", True)


def test_before_the_doors_open_there_is_a_checklist():
    exhibition = make_exhibition(
        opens_at=timezone.now() + HOUR, closes_at=timezone.now() + 3 * HOUR, announced_at=None
    )
    make_exhibit(exhibition=exhibition)

    page = money(make_user(role="organiser"))

    assert [done for done, _text in page["checklist"]] == [True, False, False, False, False, True]


def test_a_house_without_exhibitions_has_a_first_page(organiser):
    assert money(organiser) == {"exhibition": None, "may_plan": True}


@pytest.mark.parametrize("role", ["cataloguer", "reviewer", ""])
def test_who_does_not_watch_the_money_sees_none(exhibition, role):
    make_sale(make_exhibit(exhibition=exhibition))

    assert dashboard.first_page(make_user(role=role)) == {}


def test_an_organiser_of_one_institution_does_not_watch_the_whole_house(exhibition, institution):
    assert dashboard.first_page(make_user(role="organiser", institution=institution)) == {}


def test_the_first_page_costs_the_same_for_one_work_and_for_thirty(
    exhibition, organiser, django_assert_num_queries
):
    def busy(count):
        for _ in range(count):
            make_exhibit(exhibition=exhibition)
            make_hold(make_exhibit(exhibition=exhibition))
            make_sale(make_exhibit(exhibition=exhibition))

    busy(1)
    organiser.has_perm("sales.see_board")  # the memberships, read once for each request
    with django_assert_num_queries(7):
        dashboard.first_page(organiser)
    busy(10)
    with django_assert_num_queries(7):
        dashboard.first_page(organiser)
