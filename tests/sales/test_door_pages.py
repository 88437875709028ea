import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sales import door
from tests.factories import make_exhibition, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def cashier():
    client = Client(headers={"accept-language": "en"})
    client.force_login(make_user(role="cashier"))
    return client


def test_the_switch_is_one_press_there_and_one_back(cashier):
    exhibition = make_exhibition()
    page = reverse("admin:reserving", args=[exhibition.pk])

    cashier.post(page, {"to": "desk"})
    exhibition.refresh_from_db()
    assert exhibition.desk_only_at is not None
    assert "Let visitors reserve again" in cashier.get(page).content.decode()

    cashier.post(page, {"to": "visitors"})
    exhibition.refresh_from_db()
    assert exhibition.desk_only_at is None


def test_a_form_that_says_nothing_known_switches_nothing(cashier):
    exhibition = make_exhibition()

    cashier.post(reverse("admin:reserving", args=[exhibition.pk]))

    exhibition.refresh_from_db()
    assert exhibition.desk_only_at is None


def test_the_screen_at_the_door_shows_the_code_and_comes_back_when_it_changes(cashier):
    exhibition = make_exhibition()

    answer = cashier.get(reverse("admin:door", args=[exhibition.pk]))

    [first, second] = re.findall(r"\b(\d{4}) (\d{4})\b", answer.content.decode())[0]
    assert door.admits(exhibition.slug, first + second, timezone.now())
    assert 1 <= int(answer["Refresh"]) <= 302
    assert answer["Cache-Control"] == "no-store"
    assert f"/ky/door/{exhibition.slug}/" in answer.content.decode()
