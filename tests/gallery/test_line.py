import re
from uuid import uuid4

import pytest
from django.test import Client

from sales import reservations
from sales.models import Claim, Place
from tests.factories import make_exhibit, make_hold, make_place
from tests.gallery.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibit():
    return make_exhibit()


@pytest.fixture
def held(exhibit):
    return make_hold(exhibit)


def form_of(exhibit, language="en"):
    return f"/{language}/e/{exhibit.exhibition.slug}/{exhibit.catalogue_number}/wait/"


def send(visitor, exhibit, *, phone="0700 123 456", once=None, **fields):
    return visitor.post(form_of(exhibit), {"phone": phone, "once": once or uuid4()} | fields)


def place(secret, then=""):
    return f"/en/l/{secret}/{then}"


def test_a_held_work_can_be_waited_for_and_the_place_has_a_page_of_its_own(exhibit, held, visitor):
    artwork = visitor.get(form_of(exhibit).removesuffix("wait/"))
    assert form_of(exhibit) in artwork.content.decode()

    answer = send(visitor, exhibit, name="Айгүл", else_like="on")

    assert answer.status_code == 303
    assert re.fullmatch(r"/en/l/[\w-]{32}/", answer["Location"])
    waiting = Place.objects.get()
    assert (waiting.phone, waiting.name, waiting.else_like) == ("+996700123456", "Айгүл", True)
    assert "Before you in the line 0" in words(visitor.get(answer["Location"]))


def test_sent_twice_it_is_one_place(exhibit, held, visitor):
    key = uuid4()

    first, second = send(visitor, exhibit, once=key), send(visitor, exhibit, once=key)

    assert first["Location"] == second["Location"]
    assert Place.objects.count() == 1


def test_a_number_nobody_can_call_is_asked_for_again(exhibit, held, visitor):
    answer = send(visitor, exhibit, phone="12", name="Айгүл")

    assert (answer.status_code, Place.objects.count()) == (422, 0)
    assert 'value="Айгүл"' in answer.content.decode()


def test_a_refusal_is_said_and_what_was_typed_is_kept(exhibit, held, visitor):
    make_place(exhibit, phone="+996700123456")

    answer = send(visitor, exhibit, name="Айгүл")

    assert answer.status_code == 409
    assert "This number is in the line for this work already." in words(answer)
    assert 'value="Айгүл"' in answer.content.decode()


def test_a_free_work_is_reserved_instead(exhibit, visitor):
    answer = visitor.get(form_of(exhibit))

    assert (answer.status_code, answer["Location"]) == (302, form_of(exhibit).replace("wait", "reserve"))
    assert send(visitor, exhibit).status_code == 409


def test_what_is_not_there_is_not_found(exhibit, visitor):
    assert visitor.get(form_of(exhibit).replace("/1/", "/99/")).status_code == 404
    assert visitor.get(place("a" * 32)).status_code == 404
    assert visitor.post(place("a" * 32, "leave/")).status_code == 303  # says nothing either way
    assert visitor.post(place("a" * 32, "accept/")).status_code == 404


def test_the_offer_shows_its_code_and_a_yes_leads_to_the_reservation(exhibit, held, visitor):
    secret = make_place(exhibit)
    reservations.cancel(held.secret)
    offer = Claim.objects.live().get()

    page = visitor.get(place(secret))
    said = words(page)
    assert "It is your turn" in said
    assert offer.reservation.spoken_code in said

    answer = visitor.post(place(secret, "accept/"))
    assert answer.status_code == 303
    assert "is waiting for you" in words(visitor.get(answer["Location"]))
    assert "You said yes" in words(visitor.get(place(secret)))


def test_a_no_gives_it_to_the_next(exhibit, held, visitor):
    first, second = make_place(exhibit), make_place(exhibit)
    reservations.cancel(held.secret)

    visitor.post(place(first, "leave/"))

    assert "You declined the offer" in words(visitor.get(place(first)))
    assert "It is your turn" in words(visitor.get(place(second)))


def test_an_offer_that_is_over_says_so(exhibit, held, visitor):
    secret = make_place(exhibit)

    answer = visitor.post(place(secret, "accept/"))

    assert answer.status_code == 409
    assert "The time of this offer is over." in words(answer)


def test_the_page_is_kept_nowhere_and_told_to_no_one(exhibit, held, visitor):
    page = visitor.get(place(make_place(exhibit)))

    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex, noarchive"
    assert not page.cookies


@pytest.mark.parametrize("then", ["accept/", "leave/"])
def test_another_site_cannot_press_the_buttons(exhibit, held, then):
    secret = make_place(exhibit)
    stranger = Client(headers={"sec-fetch-site": "cross-site"})

    assert stranger.post(place(secret, then)).status_code == 403
    assert stranger.get(place(secret, then)).status_code == 405
    assert Place.objects.get().ended_at is None


def test_while_it_is_offered_on_the_work_is_nobody_elses(exhibit, held, visitor):
    make_place(exhibit)
    Claim.objects.live().update(ended_at=held.until_at, end_reason="lapsed")

    page = words(visitor.get(form_of(exhibit).removesuffix("wait/")))

    assert "It is being offered to the next in line." in page
