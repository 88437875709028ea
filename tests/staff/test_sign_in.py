import re
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.factories import make_user

pytestmark = pytest.mark.django_db
PASSWORD = "a long enough password"


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


@pytest.fixture
def person():
    return make_user("gulnara", role="organiser", language="ru")


def sign_in(client, username="gulnara", password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": username, "password": password, **more})


def test_signing_in_leads_to_the_first_page_in_the_persons_language(client, person):
    answer = sign_in(client)

    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert client.cookies["django_language"].value == "ru"
    assert 'lang="ru"' in client.get("/admin/").content.decode()


def test_who_asked_for_a_page_gets_it_after_signing_in(client, person):
    door = client.get("/admin/sales/board/?state=held")
    assert door.url == "/accounts/login/?next=/admin/sales/board/%3Fstate%3Dheld"

    page = client.get(door.url).content.decode()
    answer = sign_in(client, next=re.findall(r'name="next" value="([^"]+)"', page)[-1])

    assert answer.url == "/admin/sales/board/?state=held"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/", "//evil.example", "///evil.example", "\\\\evil.example", "/\\evil.example",
        "http:evil.example", "javascript:alert(1)", "https:///evil.example", " https://evil.example",
        "http://testserver@evil.example/", "http://testserver.evil.example/", "\thttps://evil.example",
        "%2F%2Fevil.example",
    ],
)  # fmt: skip
def test_signing_in_leads_nowhere_else(client, person, elsewhere):
    answer = sign_in(client, next=elsewhere)

    assert answer.status_code == 302
    assert urlsplit(urljoin("http://testserver/accounts/login/", answer.url))[:2] == ("http", "testserver")
    assert "\\" not in answer.url


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client, person):
    def told(username):
        page = sign_in(client, username, "not the password at all").content.decode()
        return re.search(r'<div class="summary".*?</div>', page, re.DOTALL)[0]

    assert told("gulnara") == told("nobody")
    assert client.get("/admin/").status_code == 302


def test_guessing_is_slowed_down(client, person):
    for n in range(12):
        sign_in(client, password=f"wrong {n}")

    sign_in(client)  # now with the right one

    assert client.get("/admin/").status_code == 302


def test_a_closed_account_does_not_come_in(client, person):
    person.is_active = False
    person.save()

    answer = sign_in(client)

    assert "_auth_user_id" not in client.session
    assert answer.status_code == 302


def test_signing_out_takes_a_button_and_ends_the_session(client, person):
    client.force_login(person)

    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/admin/").status_code == 200
    client.post("/accounts/logout/")

    assert client.get("/admin/").status_code == 302


def test_the_password_is_changed_by_who_knows_the_old_one_and_other_sessions_end(client, person):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(person)
    new = {"password1": "a completely new password", "password2": "a completely new password"}

    assert client.post("/accounts/password/change/", {"oldpassword": "wrong", **new}).status_code == 200
    answer = client.post("/accounts/password/change/", {"oldpassword": PASSWORD, **new})

    assert (answer.status_code, answer.url) == (302, "/admin/")
    assert client.get("/admin/").status_code == 200
    assert elsewhere.get("/admin/").status_code == 302


@pytest.mark.parametrize("password", ["short", "fourteen marks"])
def test_a_password_is_long(client, person, password):
    client.force_login(person)

    answer = client.post(
        "/accounts/password/change/", {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )

    person.refresh_from_db()
    assert answer.status_code == 200
    assert person.check_password(PASSWORD)


@pytest.mark.parametrize(
    "address",
    [
        "signup/",
        "password/reset/",
        "email/",
        "confirm-email/",
        "password/set/",
        "login/code/",
        "3rdparty/",
        "",
    ],
)
def test_nobody_signs_up_and_no_mail_leaves(client, address):
    assert client.get(f"/accounts/{address}").status_code == 404
    assert client.post(f"/accounts/{address}", {"email": "someone@example.org"}).status_code == 404


def test_groups_and_flags_of_djangos_give_no_rights(person):
    from django.contrib.auth.models import Group, Permission

    stranger = make_user("someone", is_staff=True)
    group = Group.objects.create(name="everything")
    group.permissions.set(Permission.objects.all())
    stranger.groups.add(group)
    stranger.user_permissions.set(Permission.objects.all())
    client = Client()
    client.force_login(stranger)

    assert not stranger.has_perm("inmates.view_artist")
    assert client.get("/admin/").status_code == 403
    assert client.get(reverse("admin:inmates_artist_changelist")).status_code == 403
