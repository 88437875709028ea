"""Who gives accounts and rights to whom."""

import pytest
from django.test import Client
from django.urls import reverse

from staff.models import Membership, User
from tests.factories import make_institution, make_user

pytestmark = pytest.mark.django_db
NEW = {"username": "meerim", "first_name": "Мээрим", "last_name": "", "language": "ky"}
PASSWORDS = {"password1": "ак жол көрмөсү 2026", "password2": "ак жол көрмөсү 2026"}


@pytest.fixture
def client(organiser):
    client = Client()
    client.force_login(organiser)
    return client


def test_an_organiser_gives_an_account_and_a_role(client):
    client.post(reverse("admin:staff_user_add"), NEW | PASSWORDS)
    meerim = User.objects.get(username="meerim")
    client.post(
        reverse("admin:staff_membership_add"), {"user": meerim.pk, "role": "cashier", "institution": ""}
    )

    assert meerim.check_password(PASSWORDS["password1"])
    assert list(meerim.memberships.values_list("role", "institution")) == [("cashier", None)]
    assert not meerim.is_staff
    assert not meerim.is_superuser


def test_a_role_is_given_on_the_persons_page_too(client):
    meerim = make_user("meerim")
    page = {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0"}
    role = {"memberships-0-role": "cashier", "memberships-0-institution": "", "memberships-0-user": meerim.pk}

    client.post(reverse("admin:staff_user_change", args=[meerim.pk]), NEW | {"is_active": "on"} | page | role)

    assert list(meerim.memberships.values_list("role", flat=True)) == ["cashier"]


def test_nobody_gives_rights_to_themselves(client, organiser):
    own = organiser.memberships.get()
    page = {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0"}
    role = {
        "memberships-0-role": "treasurer",
        "memberships-0-institution": "",
        "memberships-0-user": organiser.pk,
    }
    names = {"username": "organiser", "first_name": "", "last_name": "", "language": "ky", "is_active": "on"}

    answers = [
        client.post(
            reverse("admin:staff_membership_add"),
            {"user": organiser.pk, "role": "treasurer", "institution": ""},
        ),
        client.post(
            reverse("admin:staff_membership_change", args=[own.pk]), {"role": "treasurer", "institution": ""}
        ),
        client.post(reverse("admin:staff_membership_delete", args=[own.pk]), {"post": "yes"}),
        client.post(reverse("admin:staff_user_change", args=[organiser.pk]), names | page | role),
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 403, 302]
    assert list(organiser.memberships.values_list("role", flat=True)) == ["organiser"]


def test_the_right_to_read_identities_is_not_an_organisers_to_give(client):
    meerim = make_user("meerim")
    given = {
        "user": meerim.pk,
        "role": "cataloguer",
        "institution": make_institution().pk,
        "reads_identities": "on",
    }

    client.post(reverse("admin:staff_membership_add"), given)

    assert Membership.objects.get(user=meerim).reads_identities is False


@pytest.mark.parametrize("field", ["is_superuser", "is_staff", "groups", "user_permissions", "password"])
def test_no_form_of_an_account_carries_flags(client, field):
    meerim = make_user("meerim")
    before = User.objects.filter(pk=meerim.pk).values("is_superuser", "is_staff", "password").get()
    data = NEW | {
        "is_active": "on",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
        field: "1",
    }

    client.post(reverse("admin:staff_user_change", args=[meerim.pk]), data)

    meerim.refresh_from_db()
    assert meerim.first_name == "Мээрим"
    assert User.objects.filter(pk=meerim.pk).values("is_superuser", "is_staff", "password").get() == before


def test_a_superusers_account_is_not_an_organisers_to_change(client):
    root = User.objects.create_superuser("root", password="a long enough password")
    names = {"username": "root", "first_name": "", "last_name": "", "language": "ky"}
    password = {"new_password1": PASSWORDS["password1"], "new_password2": PASSWORDS["password1"]}

    answers = [
        client.post(reverse("admin:staff_user_change", args=[root.pk]), names),
        client.get(reverse("admin:auth_user_password_change", args=[root.pk])),
        client.post(reverse("admin:auth_user_password_change", args=[root.pk]), password),
    ]

    root.refresh_from_db()
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert root.is_active
    assert root.check_password("a long enough password")


def test_an_organiser_gives_a_new_password_and_the_old_sessions_end(client, cashier):
    elsewhere = Client()
    elsewhere.force_login(cashier)
    password = {"new_password1": PASSWORDS["password1"], "new_password2": PASSWORDS["password1"]}

    answer = client.post(reverse("admin:auth_user_password_change", args=[cashier.pk]), password)

    cashier.refresh_from_db()
    assert answer.status_code == 302
    assert cashier.check_password(PASSWORDS["password1"])
    assert elsewhere.get(reverse("admin:index")).status_code == 302


def test_an_organiser_of_one_institution_gives_no_accounts(institution):
    client = Client()
    client.force_login(make_user(role="organiser", institution=institution))

    assert client.post(reverse("admin:staff_user_add"), NEW | PASSWORDS).status_code == 403
    assert not User.objects.filter(username="meerim").exists()


def test_a_role_ends_by_deleting_its_membership(client, cashier):
    client.post(
        reverse("admin:staff_membership_delete", args=[cashier.memberships.get().pk]), {"post": "yes"}
    )

    assert not cashier.memberships.exists()


def test_who_has_no_role_yet_is_told_whom_to_ask():
    client = Client()
    client.force_login(make_user("new"))

    for address in (reverse("admin:index"), reverse("admin:board"), "/admin/no/such/page/"):
        answer = client.get(address)
        assert answer.status_code == 403
        assert reverse("account_logout") in answer.content.decode()
