"""Promises 1 and 8 through the real server: many workers, many clients, and a worker killed among them."""

import threading
import uuid

import psutil
import pytest
from django.db import connections

from exhibitions.models import ExhibitionVersion
from sales.models import Claim
from tests.factories import make_phone
from tests.race.opening import WORKS, Opening, hang
from tests.race.server import Form, act_all, send_all, serving

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 200


@pytest.fixture(scope="module", params=[2, 8], ids=["2 workers", "8 workers"])
def server(request, django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), serving(request.param, tmp_path_factory.mktemp("media")) as server:
        yield server


@pytest.fixture
def works():
    return hang()


def visitor(exhibit):
    return Form(
        f"/ky/e/{exhibit.exhibition.slug}/{exhibit.catalogue_number}/reserve/",
        {"phone": make_phone(), "name": "Айгүл", "once": str(uuid.uuid4())},
    )


def test_two_hundred_at_once_and_the_line_keep_every_promise(server, works):
    opening = Opening(works)

    for minute in opening.minutes(CLIENTS):
        act_all(server.address, minute)

    opening.every_promise_is_kept()
    assert not any(act.unanswered for act in opening.acts)
    assert {act.what for act in opening.acts if act.done} == {
        "reserve", "wait", "cancel", "accept", "leave", "sell", "release", "undo",
    }  # fmt: skip
    assert set(opening.refusals()) >= {
        "Sold", "HeldBySomeone", "TooMany", "WaitsAlready", "WaitsForMany", "HoldsIt",
    }  # fmt: skip
    holds = Claim.objects.live().filter(reservation__phone=opening.greedy)
    assert set(holds.values_list("exhibit_id", flat=True)) <= {work.pk for work in works}


def test_a_form_sent_two_hundred_times_through_the_server_acts_once(server, works):
    form = visitor(works[0])
    copies = [Form(form.path, form.fields) for _ in range(CLIENTS)]

    send_all(server.address, copies)

    assert {(copy.status, copy.location) for copy in copies} == {(303, copies[0].location)}
    assert Claim.objects.count() == 1


def test_a_worker_killed_in_mid_rush_loses_nothing_it_acknowledged(server, works):
    """kill -9 while forms are being answered. Whoever got no answer sends the same form again, or gives up; the server
    has replaced the worker meanwhile."""
    opening = Opening(works, gives_up=5)
    victim, over = server.workers()[0], threading.Event()

    def killer():
        try:
            while Claim.objects.count() < WORKS // 2 and not over.wait(0.002):
                pass
            victim.kill()
        finally:
            connections.close_all()

    thread = threading.Thread(target=killer)
    thread.start()
    for minute in opening.minutes(CLIENTS):
        act_all(server.address, minute, patience=60)
    over.set()
    thread.join()

    assert not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE
    assert any(act.form.sent > 1 for act in opening.acts)
    opening.every_promise_is_kept()
    assert ExhibitionVersion.objects.get().version > WORKS
