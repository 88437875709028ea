"""Promises 1 and 8 through the real server: many workers, many clients, and a worker killed among them."""

import itertools
import re
import threading
import uuid
from collections import Counter

import psutil
import pytest
from django.db import connections
from django.test import Client

from exhibitions.models import ExhibitionVersion
from sales import reservations
from sales.models import Claim, Payment, Reservation, Sale
from tests.factories import make_artist, make_artwork, make_exhibit, make_exhibition, make_phone, make_user
from tests.race.server import Form, send_all, serving

pytestmark = pytest.mark.django_db(transaction=True)

WORKS, CLIENTS = 23, 200
PRICE = 8500


@pytest.fixture(scope="module", params=[2, 8], ids=["2 workers", "8 workers"])
def server(request, django_db_setup, django_db_blocker, tmp_path_factory):
    with django_db_blocker.unblock(), serving(request.param, tmp_path_factory.mktemp("media")) as server:
        yield server


@pytest.fixture
def works():
    exhibition, artist = make_exhibition(), make_artist()
    return [
        make_exhibit(
            exhibition=exhibition, artwork=make_artwork(artist=artist, photo=False, terms=()), price=PRICE
        )
        for _ in range(WORKS)
    ]


def visitor(exhibit):
    return Form(
        f"/ky/e/{exhibit.exhibition.slug}/{exhibit.catalogue_number}/reserve/",
        {"phone": make_phone(), "name": "Айгүл", "once": str(uuid.uuid4())},
    )


def cashiers(how_many):
    """Signed in at the desk."""
    for _ in range(how_many):
        browser = Client()
        browser.force_login(make_user(role="cashier", is_staff=True))
        session = browser.cookies["sessionid"].value
        token = "a" * 32
        yield {"sessionid": session, "csrftoken": token}


def desk(exhibit, cookies):
    fields = {"once": str(uuid.uuid4()), "kind_1": "cash", "amount_1": str(PRICE // 100)}
    return Form(
        f"/admin/sales/sell/{exhibit.pk}/", fields | {"csrfmiddlewaretoken": cookies["csrftoken"]}, cookies
    )


def secret_of(form):
    return re.fullmatch(r"/ky/r/([^/]+)/", form.location)[1]


def assert_what_was_promised_is_kept(forms):
    """Every yes is in the database, and nothing is there that nobody was told."""
    held = [form for form in forms if form.status == 303]
    sold = [form for form in forms if form.status == 302]
    told = Counter(reservations.find(secret_of(form)).state for form in held)
    assert set(told) <= {"held", "sold"}
    assert {f"/admin/sales/sold/{pk}/" for pk in Sale.objects.values_list("pk", flat=True)} == {
        form.location for form in sold
    }
    assert Reservation.objects.count() == len(held)
    assert Payment.objects.count() == len(sold)
    assert told["sold"] + told["held"] == len(held)


def test_two_hundred_at_once_through_the_server_take_every_work_exactly_once(server, works):
    desks = list(cashiers(4))
    turns = itertools.islice(itertools.cycle(works), CLIENTS)
    forms = [desk(work, desks[n % 4]) if n % 7 == 3 else visitor(work) for n, work in enumerate(turns)]

    send_all(server.address, forms)

    assert set(Counter(form.status for form in forms)) == {302, 303, 409}
    assert Counter(Claim.objects.live().values_list("artwork_id", flat=True)) == dict.fromkeys(
        (work.artwork_id for work in works), 1
    )
    assert_what_was_promised_is_kept(forms)
    refused = [form for form in forms if form.status == 409]
    assert len(refused) >= CLIENTS - 2 * WORKS
    assert all('role="alert"' in form.text or "errornote" in form.text for form in refused)


def test_a_form_sent_two_hundred_times_through_the_server_acts_once(server, works):
    form = visitor(works[0])
    copies = [Form(form.path, form.fields) for _ in range(CLIENTS)]

    send_all(server.address, copies)

    assert {(copy.status, copy.location) for copy in copies} == {(303, copies[0].location)}
    assert Claim.objects.count() == 1


def test_a_worker_killed_in_mid_rush_loses_nothing_it_acknowledged(server, works):
    """kill -9 while forms are being answered. Whoever got no answer sends the same form again; the server has
    replaced the worker meanwhile."""
    forms = [visitor(work) for work in itertools.islice(itertools.cycle(works), CLIENTS)]
    victim, over = server.workers()[0], threading.Event()

    def killer():
        try:
            while Claim.objects.count() < WORKS // 4 and not over.wait(0.002):
                pass
            victim.kill()
        finally:
            connections.close_all()

    thread = threading.Thread(target=killer)
    thread.start()
    send_all(server.address, forms, patience=60)
    over.set()
    thread.join()

    assert not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE
    assert any(form.sent > 1 for form in forms)
    assert set(Counter(form.status for form in forms)) <= {303, 409}
    assert Counter(Claim.objects.live().values_list("artwork_id", flat=True)) == dict.fromkeys(
        (work.artwork_id for work in works), 1
    )
    assert_what_was_promised_is_kept(forms)
    assert ExhibitionVersion.objects.get().version > WORKS
