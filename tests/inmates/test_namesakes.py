"""Whoever is here already is shown before a second one is made; nobody learns of another institution's people."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inmates.models import Artist, Consent, Identity, IdentityReading, Level
from inmates.namesakes import folded, namesakes
from staff.models import Membership
from tests.factories import HOUR, make_artist, make_user

pytestmark = pytest.mark.django_db
NAME = "Темирлан К."


def behind(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def known(institution):
    return make_artist(institution=institution, level=Level.FIRST_NAME_INITIAL, name=NAME)


@pytest.fixture
def reader(institution):
    reader = make_user("reader-of-names", role="cataloguer", institution=institution)
    Membership.objects.filter(user=reader).update(reads_identities=True)
    return reader


@pytest.mark.parametrize("typed", ["Темирлан К.", "темирлан к", "К. ТЕМИРЛАН", "  Темирлан   К "])
def test_a_name_is_known_however_it_is_written(typed, known, institution, cataloguer):
    assert namesakes(institution, typed, by=cataloguer) == [known]


def test_what_says_nothing_finds_nobody(known, institution, cataloguer):
    Identity.objects.create(artist=known, surname="Ё", first_name="Ё")

    for typed in ("", " . ", "Темирлан", "Ёе"):
        assert namesakes(institution, typed, by=cataloguer) == []
    assert folded("Ёлкин П.") == folded("п елкин")


def add(client, institution, **answers):
    data = {"institution": institution.pk, "kind": "inmate", "name_to_compare": NAME, **answers}
    return client.post(reverse("admin:inmates_artist_add"), data)


def test_a_second_number_is_not_made_before_the_first_was_shown(known, institution, cataloguer):
    client = behind(cataloguer)

    asked = add(client, institution)

    page = asked.content.decode()
    assert (asked.status_code, Artist.objects.count()) == (200, 1)
    assert reverse("admin:inmates_artist_change", args=[known.pk]) in page
    assert f'value="{NAME}"' in page  # what was typed is still there
    assert add(client, institution, is_another="on").status_code == 302
    assert Artist.objects.count() == 2


def test_another_institution_s_namesake_is_not_there(known, other_institution, other_cataloguer):
    Identity.objects.create(artist=known, surname="Кадыров", first_name="Темирлан")
    Membership.objects.filter(user=other_cataloguer).update(reads_identities=True)
    client = behind(other_cataloguer)

    assert add(client, other_institution).status_code == 302
    assert add(client, other_institution, name_to_compare="Темирлан Кадыров").status_code == 302
    client.get(reverse("admin:inmates_artist_changelist"))  # the messages are read
    # Nor by asking for the other institution itself, about a name that is there and one that is not.
    there, not_there = (
        add(client, known.institution, name_to_compare=name).content.decode().replace(name, "")
        for name in (NAME, "Айбек Ж.")
    )
    token = r'name="csrfmiddlewaretoken" value="[^"]*"'
    assert re.sub(token, "", there) == re.sub(token, "", not_there)
    assert not IdentityReading.objects.exists()


def test_identities_are_compared_only_for_those_who_may_read_them_and_leave_a_trace(
    known, institution, cataloguer, reader
):
    Identity.objects.create(artist=known, surname="Кадыров", first_name="Темирлан", patronymic="Асанович")
    typed = {"name_to_compare": "Кадыров Темирлан"}

    assert add(behind(cataloguer), institution, **typed).status_code == 302
    assert add(behind(reader), institution, **typed).status_code == 200

    assert list(IdentityReading.objects.values_list("identity", "read_by")) == [(known.pk, reader.pk)]


@pytest.mark.parametrize(
    "names",
    [
        {"surname": "Кадыров", "first_name": "Темирлан", "register_number": ""},
        {"surname": "Башка", "first_name": "Киши", "register_number": "р-77"},
    ],
    ids=["name", "register number"],
)
def test_a_second_identity_is_not_written_before_the_first_was_shown(known, institution, reader, names):
    Identity.objects.create(artist=known, surname="Кадыров", first_name="Темирлан", register_number="Р-77")
    artist = make_artist(institution=institution, consents=False)
    data = {"artist": artist.pk, "patronymic": "", "born_on": "", **names}
    client = behind(reader)

    asked = client.post(reverse("admin:inmates_identity_add"), data)
    assert (asked.status_code, Identity.objects.count()) == (200, 1)
    assert known.number in asked.content.decode()
    assert client.post(reverse("admin:inmates_identity_add"), {**data, "is_another": "on"}).status_code == 302
    assert Identity.objects.count() == 2


def test_a_name_agreed_by_one_is_not_recorded_for_another_unseen(known, institution, cataloguer):
    witness = make_user(role="cataloguer", institution=institution)
    artist = make_artist(institution=institution, consents=False)
    moment = timezone.localtime(timezone.now() - HOUR)
    data = {
        "read_by": cataloguer.pk, "witness": witness.pk, "read_in": "ky", "given_at": f"{moment:%Y-%m-%dT%H:%M}",
        "answer_attribution": "yes", "level": "first_name_initial", "name_ky": NAME,
    }  # fmt: skip
    client, url = behind(cataloguer), reverse("admin:record_consents", args=[artist.pk])

    asked = client.post(url, data)
    assert (asked.status_code, Consent.objects.filter(artist=artist).count()) == (422, 0)
    assert known.number in asked.content.decode()
    assert client.post(url, {**data, "is_another": "on"}).status_code == 302
    assert client.post(url, data | {"level": "pseudonym"}).status_code == 422
    # An artist's own name is nobody else's.
    own = reverse("admin:record_consents", args=[known.pk])
    Consent.objects.filter(artist=artist).update(withdrawn_at=timezone.now(), withdrawn_by=cataloguer)
    assert client.post(own, data).status_code == 302
