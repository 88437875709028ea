"""The pages of prices: the list, the minutes that a committee fills in, and one work's price with its history."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exhibitions.models import Exhibit, Exhibition, Meeting, Price
from sales import pricing
from sales.pricing import Asked, Said
from tests.factories import (
    HOUR,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_sale,
    make_user,
    reprice,
)

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)
PRICE = 850_000


@pytest.fixture
def coming():
    return make_exhibition(opens_at=timezone.now() + 2 * DAY, closes_at=timezone.now() + 3 * DAY)


@pytest.fixture
def organiser():
    return make_user(role="organiser")


@pytest.fixture
def reviewer():
    return make_user(role="reviewer")


def behind(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def hang(show, title, *, price=None, wish=None):
    artwork = make_artwork(title_ky=title, title_en=title, price_wish_tyiyn=wish)
    return make_exhibit(exhibition=show, artwork=artwork, price=price)


def address(name, row):
    return reverse(f"admin:{name}", args=[row.pk])


def begun(client, show):
    client.post(address("prices", show))
    return Meeting.objects.get(exhibition=show)


def price_of(exhibit):
    return Exhibit.objects.get(pk=exhibit.pk).price_tyiyn


def filled(meeting, lines, **more):
    """What the form sends: every line as the page shows it, but for `lines`."""
    sent = {"seen": pricing.newest(meeting), "held_on": "2026-11-20", "members": "А. Асанова"}
    for exhibit in Exhibit.objects.filter(exhibition=meeting.exhibition):
        sent |= {f"{name}_{exhibit.pk}": "" for name in ("first", "second", "price", "dissent")}
    for exhibit, typed in lines.items():
        sent |= {f"{name}_{exhibit.pk}": text for name, text in typed.items()}
    return sent | more


def test_a_committee_goes_down_the_list_and_two_people_make_it_count(coming, organiser, reviewer):
    dear, kept = hang(coming, "Ак жол", wish=900_000), hang(coming, "Шырдак", price=100)
    secretary, second = behind(organiser), behind(reviewer)
    meeting = begun(secretary, coming)
    page = secretary.get(address("minutes", meeting)).content.decode()
    assert "9\u00a0000\u00a0som" in page
    assert "Throw the empty minutes away" in page

    lines = {
        dear: {"first": "8 000", "second": "9\u00a0000", "price": "8500", "dissent": "Б. Осмонов: 7000"},
        kept: {"not": "on"},
    }
    assert secretary.post(address("minutes", meeting), filled(meeting, lines, save=1)).status_code == 302
    assert 'value="8\u00a0500"' in secretary.get(address("minutes", meeting)).content.decode()
    closing = filled(meeting, lines, close=1)
    assert secretary.post(address("minutes", meeting), closing, follow=True).status_code == 200
    own = secretary.post(address("minutes", meeting), {"agree": 1})
    assert (own.status_code, price_of(dear)) == (409, None)
    second.post(address("minutes", meeting), {"agree": 1})

    assert (price_of(dear), price_of(kept)) == (850_000, None)
    paper = second.get(address("minutes", meeting)).content.decode()
    for said in (
        "Ак жол",
        "9\u00a0000\u00a0som",
        "8\u00a0500\u00a0som",
        "Б. Осмонов: 7000",
        "not for sale",
        "А. Асанова",
    ):
        assert said in paper, said
    assert str(organiser) in paper
    assert str(reviewer) in paper
    assert "<form" not in paper.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"price": "сегиз"}, "Write the sum in som"),
        ({"first": "1.2.3"}, "Write the sum in som"),
        ({"price": "100", "not": "on"}, "leave one of them"),
        ({"dissent": "Каршы"}, "Dissent is noted beside a decision"),
    ],
)
def test_what_is_wrong_stays_as_typed_and_the_rest_is_saved(coming, organiser, typed, said):
    wrong, right = hang(coming, "Ак жол"), hang(coming, "Шырдак")
    client = behind(organiser)
    meeting = begun(client, coming)

    answer = client.post(
        address("minutes", meeting), filled(meeting, {wrong: typed, right: {"price": "700"}}, close=1)
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "<title>Error:" in page
    for text in typed.values():
        assert text == "on" or f'value="{text}"' in page
    assert {row.exhibit: row.amount_tyiyn for row in Price.objects.all()} == {right: 70_000}
    assert f'name="seen" value="{Price.objects.get().pk}"' in page
    meeting.refresh_from_db()
    assert meeting.closed_at is None


def test_a_line_somebody_else_has_written_meanwhile_is_said(coming, organiser, reviewer):
    exhibit = hang(coming, "Ак жол")
    client = behind(organiser)
    meeting = begun(client, coming)
    mine = filled(meeting, {exhibit: {"price": "700"}}, save=1)
    pricing.write(meeting, {exhibit.pk: Said(approved=Asked(5_000))}, seen=0, by=reviewer, members="А")

    answer = client.post(address("minutes", meeting), mine)

    assert answer.status_code == 422
    assert "Somebody has written here meanwhile" in answer.content.decode()
    again = mine | {"seen": Price.objects.get().pk}
    assert client.post(address("minutes", meeting), again).status_code == 302
    assert pricing.entries(meeting)[0].said.approved == Asked(70_000)


def test_what_the_minutes_still_need_is_asked_for_and_nothing_is_lost(coming, organiser):
    exhibit = hang(coming, "Ак жол")
    client = behind(organiser)
    meeting = begun(client, coming)

    answer = client.post(
        address("minutes", meeting),
        filled(meeting, {exhibit: {"price": "700"}}, close=1, members=" ", held_on="x"),
    )

    assert answer.status_code == 409
    assert "Write down who is present" in answer.content.decode()
    assert 'value="700"' in answer.content.decode()


def test_empty_minutes_are_thrown_away_and_others_are_opened_again(coming, organiser, reviewer):
    exhibit = hang(coming, "Ак жол")
    client = behind(organiser)
    client.post(address("minutes", begun(client, coming)), {"discard": 1})
    assert not Meeting.objects.exists()

    meeting = begun(client, coming)
    assert client.post(address("prices", coming)).status_code == 409
    client.post(address("minutes", meeting), filled(meeting, {exhibit: {"price": "700"}}, close=1))
    behind(reviewer).post(address("minutes", meeting), {"back": 1})
    assert Meeting.objects.get().closed_at is None


def test_before_it_is_fixed_a_price_is_written_at_once(coming, organiser):
    exhibit = hang(coming, "Ак жол")

    behind(organiser).post(address("price", exhibit), {"amount": "8 500"})

    assert price_of(exhibit) == PRICE
    said = behind(organiser).get(address("price", exhibit)).content.decode()
    assert "Written by one person" in said


def test_after_the_opening_a_price_changes_by_two_people_with_a_reason(organiser, reviewer):
    exhibit = make_exhibit(price=PRICE)
    one, two = behind(organiser), behind(reviewer)
    assert one.post(address("price", exhibit), {"amount": "7000"}).status_code == 422

    one.post(address("price", exhibit), {"amount": "7000", "reason": "Алкагы сынган"})
    proposal = Price.objects.get()
    assert one.post(address("price", exhibit), {"proposal": proposal.pk, "agree": 1}).status_code == 409
    assert price_of(exhibit) == PRICE
    assert "Алкагы сынган" in two.get(address("price", exhibit)).content.decode()
    two.post(address("price", exhibit), {"proposal": proposal.pk, "agree": 1})

    assert price_of(exhibit) == 700_000
    history = one.get(address("price", exhibit)).content.decode()
    assert str(organiser) in history
    assert f"Agreed by: <bdi>{reviewer}</bdi>" in history


def test_a_work_that_is_held_is_not_agreed_on(organiser, reviewer):
    exhibit = make_exhibit(price=PRICE)
    proposal = pricing.propose(exhibit, Asked(1), reason="чечим", by=organiser)
    make_hold(exhibit)

    answer = behind(reviewer).post(address("price", exhibit), {"proposal": proposal.pk, "agree": 1})

    assert answer.status_code == 409
    assert "Somebody holds this work for its price" in answer.content.decode()


def test_a_sold_work_has_no_form(organiser):
    exhibit = make_exhibit(price=PRICE)
    make_sale(exhibit)

    assert 'name="amount"' not in behind(organiser).get(address("price", exhibit)).content.decode()


@pytest.mark.parametrize("typed", [{"amount": ""}, {"amount": "5", "not_for_sale": "on"}, {"amount": "беш"}])
def test_a_price_is_a_sum_or_none(organiser, typed):
    exhibit = make_exhibit(price=PRICE)

    answer = behind(organiser).post(address("price", exhibit), typed | {"reason": "чечим"})

    assert answer.status_code == 422
    assert "чечим" in answer.content.decode()
    assert not Price.objects.exists()


def test_a_proposal_of_another_work_is_not_there(organiser, reviewer):
    proposal = pricing.propose(make_exhibit(), Asked(1), reason="чечим", by=organiser)

    for key in (proposal.pk, "x", ""):
        answer = behind(reviewer).post(address("price", make_exhibit()), {"proposal": key, "agree": 1})
        assert answer.status_code == 404


def test_who_may_only_look_changes_nothing(coming, organiser):
    exhibit = hang(coming, "Ак жол", price=PRICE)
    meeting = pricing.begin(coming, by=organiser)
    auditor = behind(make_user(role="auditor"))

    for name, row in (("prices", coming), ("minutes", meeting), ("price", exhibit)):
        page = auditor.get(address(name, row)).content.decode()
        assert "<form" not in page.partition("<main")[2].partition("</main>")[0], name
        assert auditor.post(address(name, row), {"amount": "1"}).status_code == 403


def test_the_list_says_where_each_price_comes_from(coming, organiser, reviewer):
    decided, written, bare = (hang(coming, title, price=PRICE) for title in ("А", "Б", "В"))
    meeting = pricing.begin(coming, by=organiser)
    pricing.write(meeting, {decided.pk: Said(approved=Asked(5_000))}, seen=0, by=organiser, members="А")
    pricing.close(meeting, by=organiser)
    pricing.confirm(meeting, by=reviewer)
    pricing.set_alone(written, Asked(6_000), by=organiser)
    reprice(decided, 7_000)
    pricing.propose(bare, Asked(1), reason="чечим", by=organiser)

    told = pricing.told(Exhibit.objects.filter(exhibition=coming).order_by("catalogue_number"))

    assert [each.came_from and each.came_from.kind for each in told] == ["changed", "written", None]
    page = behind(organiser).get(address("prices", coming)).content.decode()
    assert page.count("A change waits for a second person") == 1
    assert "without minutes" in page


def test_an_exhibition_without_works_says_what_comes_first(coming, organiser):
    page = behind(organiser).get(address("prices", coming)).content.decode()

    assert reverse("admin:choose", args=[coming.pk]) in page
    assert "Begin minutes" not in page


def test_the_list_asks_as_much_for_thirty_works_as_for_three(
    coming, organiser, django_assert_max_num_queries
):
    for _number in range(12):
        hang(coming, "Ак жол", price=PRICE)
    client = behind(organiser)
    meeting = begun(client, coming)

    with django_assert_max_num_queries(14):
        client.get(address("prices", coming))
    with django_assert_max_num_queries(14):
        client.get(address("minutes", meeting))


def test_the_moment_of_the_freeze_is_fixed_once_it_has_come(coming, organiser):
    Exhibition.objects.filter(pk=coming.pk).update(prices_frozen_at=timezone.now() - HOUR)

    page = behind(organiser).get(reverse("admin:exhibitions_exhibition_change", args=[coming.pk]))

    assert 'name="prices_frozen_at_0"' not in page.content.decode()
    assert "Begin minutes" not in behind(organiser).get(address("prices", coming)).content.decode()


def test_what_waits_stands_on_the_first_page_of_whoever_may_agree(coming, organiser, reviewer):
    exhibit = hang(coming, "Ак жол")
    meeting = pricing.begin(coming, by=organiser)
    pricing.write(meeting, {exhibit.pk: Said(approved=Asked(5_000))}, seen=0, by=organiser, members="А")
    pricing.close(meeting, by=organiser)
    other = make_exhibit(price=PRICE)
    pricing.propose(other, Asked(1), reason="Алкагы сынган", by=organiser)

    seen = {
        person: behind(person).get(reverse("admin:index")).content.decode()
        for person in (organiser, reviewer, make_user(role="auditor"))
    }

    leads = [address("minutes", meeting), address("price", other)]
    assert [[lead in page for lead in leads] for page in seen.values()] == [
        [False] * 2,
        [True] * 2,
        [False] * 2,
    ]
