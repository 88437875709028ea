import re
from uuid import uuid4

import pytest
from django.test import Client

from sales.models import Claim, Reservation
from tests.factories import live_claims, make_exhibit, make_exhibition, make_hold, make_phone, make_sale
from tests.gallery.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def exhibit():
    return make_exhibit(exhibition=make_exhibition())


def form_of(exhibit):
    return f"/en/e/{exhibit.exhibition.slug}/{exhibit.catalogue_number}/reserve/"


def send(visitor, exhibit, *, phone="0700 123 456", once=None, **fields):
    return visitor.post(form_of(exhibit), {"phone": phone, "once": once or uuid4()} | fields)


def test_a_visitor_reserves_with_a_number_and_lands_on_a_page_of_their_own(exhibit, visitor):
    form = visitor.get(form_of(exhibit)).content.decode()
    [key] = re.findall(r'name="once" value="([0-9a-f-]{36})"', form)

    answer = send(visitor, exhibit, once=key, name="Айгүл")

    assert answer.status_code == 303
    assert re.fullmatch(r"/en/r/[\w-]{32}/", answer["Location"])
    reservation = Reservation.objects.get()
    assert (reservation.phone, reservation.name, reservation.language) == ("+996700123456", "Айгүл", "en")
    said = words(visitor.get(answer["Location"]))
    assert reservation.spoken_code in said
    assert "Айгүл" in said


def test_the_button_says_until_when(exhibit, visitor):
    assert re.search(r"Reserve until \d\d:\d\d", words(visitor.get(form_of(exhibit))))


def test_each_form_has_a_key_of_its_own(exhibit, visitor):
    keys = {
        re.search(r'name="once" value="(.{36})"', visitor.get(form_of(exhibit)).content.decode())[1]
        for _ in "ab"
    }

    assert len(keys) == 2


def test_the_same_form_sent_twice_acts_once(exhibit, visitor):
    key = uuid4()

    first, second = send(visitor, exhibit, once=key), send(visitor, exhibit, once=key)

    assert first["Location"] == second["Location"]
    assert Reservation.objects.count() == 1


@pytest.mark.parametrize("phone", ["", "+996 ", "12", "hello", "+996 700 12"])
def test_a_number_nobody_can_call_is_asked_for_again_and_what_was_typed_is_kept(exhibit, visitor, phone):
    answer = send(visitor, exhibit, phone=phone, name="Айгүл")
    text = answer.content.decode()

    assert answer.status_code == 422
    assert live_claims(exhibit) == 0
    assert "<title>Please check: " in text
    assert 'href="#id_phone"' in text
    assert 'aria-invalid="true"' in text
    assert "+996 700 123 456" in words(answer)
    assert 'value="Айгүл"' in text


def test_a_form_without_its_key_is_shown_again_with_one(exhibit, visitor):
    answer = visitor.post(form_of(exhibit), {"phone": "0700 123 456", "once": "junk"})

    assert answer.status_code == 422
    assert live_claims(exhibit) == 0
    assert re.search(r'name="once" value="[0-9a-f-]{36}"', answer.content.decode())


def test_whoever_was_faster_leaves_the_nearest_works(exhibit, visitor):
    like = make_exhibit(exhibition=exhibit.exhibition)
    make_hold(exhibit)

    answer = send(visitor, exhibit, name="Айгүл")

    assert answer.status_code == 409
    assert "someone else is holding this work" in words(answer)
    assert like.artwork.title_en in words(answer)
    assert Claim.objects.count() == 1


def test_a_work_sold_meanwhile_is_said_to_be_sold(exhibit, visitor):
    make_sale(exhibit)

    answer = send(visitor, exhibit)

    assert answer.status_code == 409
    assert "sold" in words(answer)


def test_a_third_work_for_one_number_is_refused_with_the_form_still_there(visitor):
    show = make_exhibition()
    phone = make_phone()
    for _ in range(2):
        make_hold(make_exhibit(exhibition=show), phone=phone)

    answer = send(visitor, make_exhibit(exhibition=show), phone=phone)

    assert answer.status_code == 409
    assert "already holds two works" in words(answer)
    assert f'value="{phone}"' in answer.content.decode()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"sec-fetch-site": "none"}, {},
        {"origin": "https://elsewhere.example"}, {"origin": "null"}, {"origin": "http://testserver.elsewhere.example"},
        {"origin": "ftp://testserver"}, {"sec-fetch-site": "cross-site", "origin": "http://testserver"},
    ],
)  # fmt: skip
def test_a_form_from_anywhere_else_does_nothing(exhibit, headers):
    stranger = Client(headers=headers)

    answer = send(stranger, exhibit)
    cancelled = stranger.post(f"/en/r/{make_hold(exhibit).secret}/cancel/")

    assert (answer.status_code, cancelled.status_code) == (403, 403)
    assert live_claims(exhibit) == 1


def test_an_older_browser_vouches_with_its_origin(exhibit):
    assert send(Client(headers={"origin": "http://testserver"}), exhibit).status_code == 303


def test_the_form_is_kept_nowhere(exhibit, visitor):
    for answer in (visitor.get(form_of(exhibit)), send(visitor, exhibit, phone="12"), send(visitor, exhibit)):
        assert answer["Cache-Control"] == "no-store"
        assert "noindex" in answer["X-Robots-Tag"]
        assert answer.cookies == {}


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(exhibit, visitor, method):
    assert getattr(visitor, method)(form_of(exhibit)).status_code == 405
