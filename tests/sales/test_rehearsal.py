import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from sales import rehearsal
from sales.models import Claim
from tests.factories import HOUR, make_artwork, make_exhibit, make_exhibition, make_sale


@pytest.fixture
def opened(transactional_db):
    """Four works on the wall, of which one is sold."""
    show = make_exhibition(code="ak")
    exhibits = [make_exhibit(exhibition=show, artwork=make_artwork(photo=False)) for _ in range(4)]
    make_sale(exhibits[0])
    return show


def rehearse(live_server, **options):
    stage = rehearsal.stage(live_server.url)
    return rehearsal.rehearse(
        stage, **{"visitors": 12, "seconds": 0.2, "seed": 7, "labels": rehearsal.labels()} | options
    )


# --- The rehearsal itself --------------------------------------------------------------------------------------


def test_visitors_look_reserve_and_let_go_and_nothing_goes_wrong(opened, live_server):
    lines = []

    tally = rehearse(live_server)

    assert (tally.visitors, tally.errors, tally.reserved) == (12, {}, set())
    assert {"home", "label", "wall", "artwork", "form", "reserve", "own page", "cancel"} == set(
        tally.milliseconds
    )
    assert Claim.objects.filter(kind=Claim.Kind.HOLD).count() == tally.let_go > 0
    assert not Claim.objects.live().filter(kind=Claim.Kind.HOLD).exists()
    assert rehearsal.report(tally, rehearsal.broken_promises(), 1.0, lines.append)
    assert lines[0].startswith("12 visitors, ")


def test_with_keep_what_was_reserved_stays_so(opened, live_server):
    tally = rehearse(live_server, keep=True)

    assert Claim.objects.live().filter(kind=Claim.Kind.HOLD).count() == len(tally.reserved) > 0


def test_an_address_that_leads_nowhere_is_counted_as_an_error(opened, live_server):
    tally = rehearse(live_server, visitors=4, labels=["/ak99"])

    assert tally.errors["label: 404"] > 0
    assert not rehearsal.report(tally, {}, 1.0, lambda line: None)


def test_a_server_that_does_not_answer_is_counted_as_an_error(opened):
    tally = rehearsal.rehearse(("127.0.0.1", 9), visitors=2, seconds=0, seed=1, labels=["/ak1"])

    assert tally.errors == {"no answer: ConnectionRefusedError": 2}


# --- Its promises ----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_it_would_notice_a_work_promised_twice():
    exhibit = make_exhibit()
    now = timezone.now()
    with connection.cursor() as cursor:  # without the guards, such a thing can happen
        cursor.execute("DROP INDEX one_live_claim_per_artwork")
        cursor.execute("ALTER TABLE sales_claim DROP CONSTRAINT claims_of_one_artwork_never_overlap")
        cursor.execute("DROP INDEX two_live_holds_per_contact")
        cursor.execute("DROP TRIGGER holds_per_phone_guard ON sales_claim")
    for minutes in (1, 2, 3):
        at = now - datetime.timedelta(minutes=minutes)
        hold = {"kind": Claim.Kind.HOLD, "contact": b"one telephone", "slot": 1, "until_at": now + HOUR}
        Claim.objects.create(artwork=exhibit.artwork, exhibit=exhibit, from_at=at, **hold)

    assert list(rehearsal.broken_promises().values()) == [1, 1]


@pytest.mark.django_db
def test_without_a_fault_it_notices_none():
    make_sale(make_exhibit())

    assert list(rehearsal.broken_promises().values()) == [0, 0]


# --- Where it refuses ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "https://exhibition.example",
        "http://192.168.1.20:8000",
        "http://8.8.8.8",
        "https://127.0.0.1",
        "http://",
    ],
)
def test_it_speaks_to_this_machine_only(settings, address):
    settings.PUBLIC_URL = address

    with pytest.raises(CommandError, match="this machine only"):
        call_command("rehearse")


@pytest.mark.parametrize("address", ["http://127.0.0.1:8000", "http://localhost:8000", "http://[::1]:8000"])
def test_this_machine_has_several_names(address):
    assert rehearsal.stage(address)[1] == 8000


@pytest.mark.django_db
def test_before_the_doors_open_there_is_nothing_to_rehearse(settings):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    make_exhibit(exhibition=make_exhibition(opens_at=timezone.now() + HOUR))

    with pytest.raises(CommandError, match="No exhibition is open"):
        call_command("rehearse")


def test_shares_of_what_was_measured():
    assert rehearsal.share([5.0, 1.0, 3.0], 0.5) == 3.0
    assert rehearsal.share([float(n) for n in range(100)], 0.95) == 95.0
    assert rehearsal.share([4.0], 0.95) == 4.0
