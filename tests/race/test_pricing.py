"""A price that changes in the instant in which somebody takes the work: whoever took it keeps the price they saw."""

import datetime

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from exhibitions.models import Exhibit, Price
from sales import claims, phones, pricing
from sales.models import Claim
from sales.pricing import Asked, Promised
from tests.factories import make_exhibit, make_phone, make_user
from tests.guards import write
from tests.race.rush import another_client, wait_until_someone_waits

pytestmark = pytest.mark.django_db(transaction=True)

PRICE, OTHER = 850_000, 700_000
HALF_AN_HOUR = datetime.timedelta(minutes=30)


@pytest.fixture
def work():
    return make_exhibit(price=PRICE)


@pytest.fixture
def proposal(work):
    return pricing.propose(work, Asked(OTHER), reason="чечим", by=make_user())


def hold(work):
    at = claims.lock(work)
    return lambda: claims.hold(work, contact=phones.contact(make_phone()), until=at + HALF_AN_HOUR, at=at)


def price_of(work):
    return Exhibit.objects.get(pk=work.pk).price_tyiyn


def test_who_agrees_while_a_visitor_takes_the_work_comes_too_late(work, proposal):
    second = make_user()

    with another_client() as begin:
        with transaction.atomic():
            take = hold(work)
            agreed = begin(lambda: pricing.agree(proposal, by=second))
            wait_until_someone_waits()
            take()
        with pytest.raises(Promised):
            agreed.result()

    assert price_of(work) == PRICE


def test_a_price_written_past_the_rule_waits_for_the_visitor_too(work, proposal):
    """The decision was written, as if by the rule; only the look at who holds the work is left to the database."""
    decision = {"decided_by": make_user(), "decided_at": timezone.now(), "is_agreed": True}
    Price.objects.filter(pk=proposal.pk).update(**decision)
    change = "UPDATE exhibitions_exhibit SET price_tyiyn = %s"

    with another_client() as begin:
        with transaction.atomic():
            take = hold(work)
            written = begin(lambda: write(change, OTHER))
            wait_until_someone_waits()
            take()
        with pytest.raises(DatabaseError, match="keeps its price"):
            written.result()

    assert price_of(work) == PRICE


def test_control_without_the_lock_the_price_changes_under_the_visitor(work, proposal, monkeypatch):
    """It looks before the visitor is there to be seen."""
    second = make_user()
    write("ALTER TABLE exhibitions_exhibit DISABLE TRIGGER price_of_a_claim_guard")
    try:
        with another_client() as begin:
            with transaction.atomic():
                take = hold(work)
                monkeypatch.setattr(claims, "lock", lambda exhibit: timezone.now())
                take()
                agreed = begin(lambda: pricing.agree(proposal, by=second))
                wait_until_someone_waits()  # for the page's version, after it has looked
            agreed.result()
    finally:
        write("ALTER TABLE exhibitions_exhibit ENABLE TRIGGER price_of_a_claim_guard")

    assert price_of(work) == OTHER
    assert Claim.objects.live().filter(exhibit=work).exists()
