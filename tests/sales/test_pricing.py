"""How prices come to be and change: minutes that two people answer for, and nothing alone once a price is fixed."""

import datetime

import pytest
from django.utils import timezone

from exhibitions.models import Artwork, Exhibit, Exhibition, Meeting, Price
from exhibitions.papers import labels
from sales import availability, claims, pricing, reservations, selling
from sales.models import Payment
from sales.pricing import Asked, Said
from tests.factories import (
    HOUR,
    SOM,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hold,
    make_place,
    make_sale,
    make_user,
    reprice,
)
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def secretary():
    return make_user(role="organiser")


@pytest.fixture
def second():
    return make_user(role="reviewer")


@pytest.fixture
def coming():
    return make_exhibition(opens_at=timezone.now() + 2 * DAY, closes_at=timezone.now() + 3 * DAY)


def hang(show, *, price=None, wish=None):
    artwork = make_artwork(price_wish_tyiyn=wish)
    return make_exhibit(exhibition=show, artwork=artwork, price=price)


def price_of(exhibit):
    exhibit = Exhibit.objects.get(pk=exhibit.pk)
    return (exhibit.for_sale, exhibit.price_tyiyn)


def minutes(show, by, said, *, members="А. Асанова, төрайым"):
    """Written, not closed."""
    meeting = pricing.begin(show, by=by)
    typed = {exhibit.pk: each for exhibit, each in said.items()}
    assert pricing.write(meeting, typed, seen=0, by=by, members=members) == []
    return meeting


# Minutes


def test_approved_prices_count_when_a_second_person_agrees(coming, secretary, second):
    dear, kept, undecided = hang(coming, wish=900_000), hang(coming, price=100), hang(coming, price=200)
    said = {
        dear: Said(800_000, 1_000_000, Asked(850_000), "Б. Осмонов: 700 000"),
        kept: Said(approved=Asked(None)),
        undecided: Said(first_tyiyn=5),
    }
    meeting = minutes(coming, secretary, said)
    assert price_of(dear) == (False, None)

    pricing.close(meeting, by=secretary)
    assert price_of(dear) == (False, None)
    assert pricing.confirm(meeting, by=second) == 2

    assert [price_of(each) for each in (dear, kept, undecided)] == [
        (True, 850_000),
        (False, None),
        (True, 200),
    ]
    assert [
        (entry.exhibit, entry.wish_tyiyn, entry.said, entry.cleared) for entry in pricing.entries(meeting)
    ] == [
        (dear, 900_000, said[dear], "anonymous"),
        (kept, None, said[kept], "anonymous"),
    ]


def test_the_minutes_keep_the_wish_and_the_clearance_of_their_hour(coming, secretary, second):
    exhibit = hang(coming, wish=900_000)
    bare = make_exhibit(exhibition=coming, published=False, price=None)
    meeting = minutes(coming, secretary, {each: Said(approved=Asked(1)) for each in (exhibit, bare)})
    pricing.close(meeting, by=secretary)

    Artwork.objects.update(price_wish_tyiyn=5)
    exhibit.artwork.publications.update(ended_at=timezone.now(), ended_as="withdrawn", ended_by=second)

    assert [(each.wish_tyiyn, each.cleared) for each in pricing.entries(meeting)] == [
        (900_000, "anonymous"),
        (None, ""),
    ]


def test_who_closes_the_minutes_is_not_the_only_one(coming, secretary):
    exhibit = hang(coming)
    meeting = minutes(coming, secretary, {exhibit: Said(approved=Asked(1))})
    pricing.close(meeting, by=secretary)

    with pytest.raises(pricing.SamePerson):
        pricing.confirm(meeting, by=secretary)
    with refused_by("meeting_is_confirmed_by_another"):
        Meeting.objects.update(confirmed_by=secretary, confirmed_at=timezone.now())

    assert price_of(exhibit) == (False, None)


def test_minutes_name_who_is_present_and_decide_on_something(coming, secretary):
    exhibit = hang(coming)
    meeting = minutes(coming, secretary, {exhibit: Said(first_tyiyn=1)}, members="")
    with pytest.raises(pricing.NobodyPresent):
        pricing.close(meeting, by=secretary)
    pricing.write(meeting, {}, seen=pricing.newest(meeting), by=secretary, members="А. Асанова")
    with pytest.raises(pricing.NothingDecided):
        pricing.close(meeting, by=secretary)

    with refused_by("meeting_is_closed_by_someone_with_members"):
        Meeting.objects.update(members="", closed_by=secretary, closed_at=timezone.now())
    with refused_by("meeting_is_closed_by_someone_with_members"):
        Meeting.objects.update(closed_at=timezone.now())


def test_closed_minutes_stand(coming, secretary, second):
    exhibit = hang(coming)
    meeting = minutes(coming, secretary, {exhibit: Said(approved=Asked(1))})
    with refused_by("meeting_guard"):
        Meeting.objects.update(
            closed_by=secretary, closed_at=timezone.now(), confirmed_by=second, confirmed_at=timezone.now()
        )
    pricing.close(meeting, by=secretary)

    with pytest.raises(pricing.MinutesAreClosed):
        pricing.write(meeting, {exhibit.pk: Said(approved=Asked(2))}, seen=99, by=secretary)
    with refused_by("price_guard"):
        Price.objects.create(
            exhibit=exhibit, meeting=meeting, kind="approved", for_sale=True, amount_tyiyn=2, by=secretary
        )
    for change in ("members = 'x'", "held_on = held_on + 1", "closed_at = now()", "begun_at = now()"):
        with refused_by("meeting_guard"):
            write(f"UPDATE exhibitions_meeting SET {change}")
    with refused_by("meeting_guard"):
        write("DELETE FROM exhibitions_meeting")
    pricing.confirm(meeting, by=second)
    for change in ("confirmed_at = now()", "confirmed_at = NULL, confirmed_by_id = NULL", "closed_at = NULL"):
        with refused_by("meeting_guard"):
            write(f"UPDATE exhibitions_meeting SET {change}")


def test_the_second_person_may_send_the_minutes_back(coming, secretary, second):
    exhibit = hang(coming)
    meeting = minutes(coming, secretary, {exhibit: Said(approved=Asked(1))})
    pricing.close(meeting, by=secretary)

    pricing.send_back(meeting)
    pricing.write(
        meeting,
        {exhibit.pk: Said(approved=Asked(2))},
        seen=pricing.newest(meeting),
        by=secretary,
        members="А",
    )
    pricing.close(meeting, by=secretary)
    pricing.confirm(meeting, by=second)

    assert price_of(exhibit) == (True, 2)
    with pytest.raises(pricing.AlreadyDecided):
        pricing.send_back(meeting)
    with pytest.raises(pricing.AlreadyDecided):
        pricing.confirm(meeting, by=second)


def test_one_meeting_at_a_time_and_an_empty_one_is_thrown_away(coming, secretary):
    meeting = pricing.begin(coming, by=secretary)
    with pytest.raises(pricing.MeetingGoesOn):
        pricing.begin(coming, by=secretary)
    with refused_by("one_open_meeting_per_exhibition"):
        Meeting.objects.create(exhibition=coming, held_on=timezone.localdate(), begun_by=secretary)
    pricing.discard(meeting)

    meeting = minutes(coming, secretary, {hang(coming): Said(first_tyiyn=1)})
    with pytest.raises(pricing.MinutesAreClosed):
        pricing.discard(meeting)


def test_what_two_people_type_at_once_is_not_written_over(coming, secretary, second):
    mine, both = hang(coming), hang(coming)
    meeting = minutes(coming, secretary, {})
    pricing.write(meeting, {both.pk: Said(approved=Asked(100))}, seen=0, by=second, members="А")

    met = pricing.write(
        meeting,
        {mine.pk: Said(approved=Asked(5)), both.pk: Said(approved=Asked(200))},
        seen=0,
        by=secretary,
        members="А",
    )

    said = {entry.exhibit: entry.said.approved for entry in pricing.entries(meeting)}
    assert (met, said) == ([both.pk], {mine: Asked(5), both: Asked(100)})
    # What the page showed and nobody touched is no wish to take the other's line back.
    assert pricing.write(meeting, {both.pk: Said()}, seen=0, by=secretary, members="А") == []
    assert Price.objects.filter(meeting=meeting).count() == 2


def test_a_decision_is_taken_back_while_the_meeting_lasts(coming, secretary):
    exhibit = hang(coming, price=700)
    meeting = minutes(coming, secretary, {exhibit: Said(5, 6, Asked(100), "жок")})

    pricing.write(meeting, {exhibit.pk: Said()}, seen=pricing.newest(meeting), by=secretary, members="А")

    assert pricing.entries(meeting)[0].said == Said()
    with pytest.raises(pricing.NothingDecided):
        pricing.close(meeting, by=secretary)
    assert price_of(exhibit) == (True, 700)


def test_minutes_are_of_the_works_of_their_exhibition(coming, secretary):
    elsewhere = make_exhibit()
    meeting = minutes(coming, secretary, {})

    assert pricing.write(meeting, {elsewhere.pk: Said(approved=Asked(1))}, seen=0, by=secretary) == []
    assert not Price.objects.exists()
    with refused_by("price_guard"):
        Price.objects.create(
            exhibit=elsewhere, meeting=meeting, kind="approved", for_sale=True, amount_tyiyn=1, by=secretary
        )


@pytest.mark.parametrize("moment", ["opens_at", "prices_frozen_at"])
def test_no_committee_meets_once_prices_are_fixed(coming, secretary, moment):
    Exhibition.objects.filter(pk=coming.pk).update(**{moment: timezone.now() - HOUR})

    with pytest.raises(pricing.TooLateForMinutes):
        pricing.begin(coming, by=secretary)


def test_minutes_closed_before_the_freeze_are_agreed_to_until_the_opening(coming, secretary, second):
    exhibit = hang(coming)
    meeting = minutes(coming, secretary, {exhibit: Said(approved=Asked(1))})
    pricing.close(meeting, by=secretary)
    Exhibition.objects.filter(pk=coming.pk).update(prices_frozen_at=timezone.now() - HOUR)

    pricing.confirm(meeting, by=second)

    assert price_of(exhibit) == (True, 1)


# One price


def test_before_it_is_fixed_one_person_writes_a_price(coming, secretary):
    exhibit = hang(coming)

    pricing.set_alone(exhibit, Asked(850_000), by=secretary)
    pricing.set_alone(exhibit, Asked(850_000), by=secretary)

    assert price_of(exhibit) == (True, 850_000)
    assert [(row.kind, row.amount_tyiyn, row.by) for row in exhibit.prices.all()] == [
        ("written", 850_000, secretary)
    ]


def _opened(show, _exhibit, _by):
    Exhibition.objects.filter(pk=show.pk).update(opens_at=timezone.now() - HOUR)


def _frozen(show, _exhibit, _by):
    Exhibition.objects.filter(pk=show.pk).update(prices_frozen_at=timezone.now() - HOUR)


def _closed(show, exhibit, by):
    pricing.close(minutes(show, by, {exhibit: Said(approved=Asked(700))}), by=by)


@pytest.mark.parametrize("fix", [_opened, _frozen, _closed])
def test_a_fixed_price_is_changed_by_nobody_alone(coming, secretary, fix):
    exhibit = hang(coming, price=500)
    fix(coming, exhibit, secretary)

    exhibit = Exhibit.objects.select_related("exhibition").get(pk=exhibit.pk)
    with pytest.raises(pricing.Fixed):
        pricing.set_alone(exhibit, Asked(1), by=secretary)
    for change in ({"price_tyiyn": 1}, {"for_sale": False, "price_tyiyn": None}):
        with refused_by("exhibit_price_guard"):
            Exhibit.objects.filter(pk=exhibit.pk).update(**change)
    Exhibit.objects.filter(pk=exhibit.pk).update(wall="B", price_tyiyn=500)


def test_a_price_that_no_minutes_hold_and_that_is_not_fixed_is_free(coming, secretary, second):
    decided, other = hang(coming, price=500), hang(coming, price=500)
    meeting = minutes(coming, secretary, {decided: Said(approved=Asked(700))})
    pricing.close(meeting, by=secretary)
    pricing.confirm(meeting, by=second)

    pricing.set_alone(other, Asked(600), by=secretary)

    with pytest.raises(pricing.Fixed):
        pricing.set_alone(decided, Asked(600), by=secretary)
    assert (price_of(other), price_of(decided)) == ((True, 600), (True, 700))


def test_after_the_opening_one_proposes_and_another_agrees(secretary, second):
    exhibit = make_exhibit(price=850_000)

    proposal = pricing.propose(exhibit, Asked(700_000), reason=" Алкагы сынган ", by=secretary)
    assert price_of(exhibit) == (True, 850_000)
    with refused_by("exhibit_price_guard"):
        Exhibit.objects.update(price_tyiyn=700_000)
    with pytest.raises(pricing.SamePerson):
        pricing.agree(proposal, by=secretary)
    pricing.agree(proposal, by=second)

    row = exhibit.prices.get()
    assert (row.kind, row.words, row.by, row.decided_by) == ("changed", "Алкагы сынган", secretary, second)
    assert (
        availability.one(exhibit.exhibition.slug, exhibit.catalogue_number, "ky").exhibit.price_tyiyn
        == 700_000
    )
    sale = selling.sell(exhibit, [selling.Paid(Payment.Kind.CASH, 700_000)], by=make_user(role="cashier"))
    assert sale.price_tyiyn == 700_000


def test_the_database_lets_nobody_agree_to_their_own_change(secretary, second):
    pricing.propose(make_exhibit(), Asked(1), reason="чечим", by=secretary)

    with refused_by("price_change_is_agreed_by_another"):
        Price.objects.update(decided_by=secretary, decided_at=timezone.now(), is_agreed=True)
    with refused_by("price_change_is_agreed_by_another"):
        Price.objects.update(decided_by=second, decided_at=timezone.now())


def test_only_the_newest_decision_counts(secretary, second):
    exhibit = make_exhibit(price=500)
    reprice(exhibit, 600)
    reprice(exhibit, 700)

    with refused_by("exhibit_price_guard"):
        Exhibit.objects.update(price_tyiyn=600)
    assert price_of(exhibit) == (True, 700)


def test_a_change_that_is_declined_changes_nothing(secretary, second):
    exhibit = make_exhibit(price=500)
    for person in (second, secretary):  # whoever proposed it may take it back
        proposal = pricing.propose(exhibit, Asked(600), reason="чечим", by=secretary)
        pricing.decline(proposal, by=person)
        with pytest.raises(pricing.AlreadyDecided):
            pricing.agree(proposal, by=second)

    assert price_of(exhibit) == (True, 500)
    with refused_by("exhibit_price_guard"):
        Exhibit.objects.update(price_tyiyn=600)


def test_a_change_has_a_reason_and_is_one(secretary):
    exhibit = make_exhibit(price=500)
    with pytest.raises(pricing.NoReason):
        pricing.propose(exhibit, Asked(600), reason=" \u200b ", by=secretary)
    with pytest.raises(pricing.SamePrice):
        pricing.propose(exhibit, Asked(500), reason="чечим", by=secretary)
    pricing.propose(exhibit, Asked(600), reason="чечим", by=secretary)
    with pytest.raises(pricing.AlreadyAsked):
        pricing.propose(exhibit, Asked(700), reason="чечим", by=secretary)

    row = {"exhibit": exhibit, "kind": "changed", "for_sale": True, "amount_tyiyn": 1, "by": secretary}
    with refused_by("one_waiting_price_per_exhibit"):
        Price.objects.create(words="чечим", **row)
    with refused_by("price_change_has_reason"):
        Price.objects.create(words="", **row)


def test_whoever_holds_a_work_keeps_its_price(secretary, second):
    exhibit = make_exhibit(price=500)
    proposal = pricing.propose(exhibit, Asked(600), reason="чечим", by=secretary)
    held = make_hold(exhibit)

    with pytest.raises(pricing.Promised):
        pricing.agree(proposal, by=second)
    Price.objects.filter(pk=proposal.pk).update(decided_by=second, decided_at=timezone.now(), is_agreed=True)
    with refused_by("price_of_a_claim_guard"):
        Exhibit.objects.update(price_tyiyn=600)
    assert price_of(exhibit) == (True, 500)

    reservations.cancel(held.secret)
    Exhibit.objects.update(price_tyiyn=600)
    assert price_of(exhibit) == (True, 600)


def test_a_hold_that_lapsed_promises_no_price(secretary, second):
    exhibit = make_exhibit(price=500)
    proposal = pricing.propose(exhibit, Asked(600), reason="чечим", by=secretary)
    make_hold(exhibit, at=timezone.now() - HOUR / 1.5)

    pricing.agree(proposal, by=second)

    assert price_of(exhibit) == (True, 600)


def test_an_offer_of_the_line_keeps_its_price_too(secretary, second):
    exhibit = make_exhibit(price=500)
    held = make_hold(exhibit)
    make_place(exhibit)
    proposal = pricing.propose(exhibit, Asked(600), reason="чечим", by=secretary)
    reservations.cancel(held.secret)

    with pytest.raises(pricing.Promised):
        pricing.agree(proposal, by=second)


def test_what_is_sold_keeps_its_price(secretary, second):
    exhibit = make_exhibit(price=500)
    proposal = pricing.propose(exhibit, Asked(600), reason="чечим", by=secretary)
    make_sale(exhibit)

    with pytest.raises(claims.Sold):
        pricing.agree(proposal, by=second)
    with pytest.raises(claims.Sold):
        pricing.propose(exhibit, Asked(700), reason="чечим", by=second)
    assert Price.objects.get().decided_at is None


def test_a_label_with_the_old_price_is_printed_again(secretary):
    exhibit = make_exhibit(price=8500 * SOM)
    labels.note(labels.of(exhibit.exhibition, secretary), by=secretary)

    reprice(exhibit, 7000 * SOM)

    (one,) = labels.standing(labels.of(exhibit.exhibition, secretary))
    assert (one.changed, one.label.price) == (("price",), "7\xa0000\xa0сом")


# The database alone


def test_the_moment_from_which_prices_are_fixed_is_not_moved_once_it_has_come(coming):
    Exhibition.objects.update(prices_frozen_at=timezone.now() + DAY)
    Exhibition.objects.update(prices_frozen_at=timezone.now() - HOUR)

    for later in (None, timezone.now() + HOUR):
        with refused_by("prices_frozen_guard"):
            Exhibition.objects.update(prices_frozen_at=later)
    Exhibition.objects.update(phone="+996 312 000 001")


def test_rows_of_prices_are_only_added(secretary, second):
    exhibit = make_exhibit(price=500)
    pricing.propose(exhibit, Asked(600), reason="чечим", by=secretary)

    for change in ("amount_tyiyn = 1", "words = 'x'", "at = now()", f"by_id = {second.pk}"):
        with refused_by("price_guard"):
            write(f"UPDATE exhibitions_price SET {change}")
    with refused_by("price_guard"):
        write("DELETE FROM exhibitions_price")
    with refused_by("price_guard"):
        Price.objects.create(
            exhibit=make_exhibit(), kind="changed", for_sale=True, amount_tyiyn=1, words="чечим", by=secretary,
            decided_by=second, decided_at=timezone.now(), is_agreed=True,
        )  # fmt: skip
    pricing.agree(Price.objects.get(), by=second)
    with refused_by("price_guard"):
        write("UPDATE exhibitions_price SET is_agreed = false")


@pytest.mark.parametrize(
    ("guard", "fields"),
    [
        ("price_in_minutes_or_by_itself", {"kind": "guessed"}),
        ("price_is_an_amount_or_not_for_sale", {"amount_tyiyn": 0}),
        ("price_is_an_amount_or_not_for_sale", {"amount_tyiyn": None}),
        ("price_is_an_amount_or_not_for_sale", {"for_sale": False}),
        ("price_is_an_amount_or_not_for_sale", {"for_sale": None, "amount_tyiyn": None}),
        ("price_in_minutes_or_by_itself", {"kind": "approved"}),
    ],
)
def test_a_price_that_cannot_be_is_refused(secretary, guard, fields):
    row = {"exhibit": make_exhibit(), "kind": "written", "for_sale": True, "amount_tyiyn": 1, "by": secretary}

    with refused_by(guard):
        Price.objects.create(**row | fields)
