"""Answers, withdrawals and identities, by the pages."""

import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inmates import consent
from inmates.models import Artist, Consent, Identity, IdentityReading, Level, Purpose
from staff.models import Membership
from tests.factories import HOUR, make_artist, make_consent, make_user

pytestmark = pytest.mark.django_db
SURNAME = "Жашырынова"


def behind(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def witness(institution):
    return make_user("witness-of-all", role="cataloguer", institution=institution)


@pytest.fixture
def artist(institution):
    return make_artist(institution=institution, consents=False)


def paper(cataloguer, seen_by, **answers):
    moment = timezone.localtime(timezone.now() - HOUR)
    return {
        "read_by": cataloguer.pk, "witness": seen_by.pk, "read_in": "ky", "given_at": f"{moment:%Y-%m-%dT%H:%M}",
        "valid_until": "", "level": "", "name_ky": "", "name_ru": "", "name_en": "", **answers,
    }  # fmt: skip


def send(client, artist, data):
    return client.post(reverse("admin:record_consents", args=[artist.pk]), data)


def test_the_answers_of_one_paper_are_recorded_together(artist, cataloguer, witness):
    answers = {
        "answer_show": "yes",
        "answer_press": "no",
        "answer_attribution": "yes",
        "level": "first_name",
        "name_ky": "Айгүл",
    }

    answer = send(behind(cataloguer), artist, paper(cataloguer, witness, **answers))

    assert answer.status_code == 302
    recorded = Consent.objects.filter(artist=artist).order_by("purpose")
    assert list(
        recorded.values_list("purpose", "granted", "level", "name_as_agreed_ky", "read_by", "witness")
    ) == [
        ("attribution", True, "first_name", "Айгүл", cataloguer.pk, witness.pk),
        ("press", False, "", "", cataloguer.pk, witness.pk),
        ("show", True, "", "", cataloguer.pk, witness.pk),
    ]


def test_a_new_answer_replaces_the_one_before_and_keeps_it_on_record(artist, cataloguer, witness):
    old = make_consent(artist, Purpose.SHOW)

    send(behind(cataloguer), artist, paper(cataloguer, witness, answer_show="no"))

    old.refresh_from_db()
    assert old.withdrawn_by == cataloguer
    assert consent.in_force(artist, Purpose.SHOW) is None
    assert Consent.objects.filter(artist=artist, purpose=Purpose.SHOW).count() == 2


def test_a_paper_sent_twice_is_recorded_once_and_its_key_serves_no_other(artist, cataloguer, witness):
    client = behind(cataloguer)
    page = client.get(reverse("admin:record_consents", args=[artist.pk])).content.decode()
    [once] = re.findall(r'name="once" value="([^"]+)"', page)
    data = paper(cataloguer, witness, once=once, answer_show="yes", answer_web="yes")

    first, second = (send(client, artist, data) for _ in range(2))
    other = send(client, artist, data | {"answer_show": "no"})

    assert (first.status_code, second.status_code, other.status_code) == (302, 302, 422)
    assert Consent.objects.filter(withdrawn_at=None, granted=True).count() == Consent.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {},  # nothing was answered
        {"answer_show": "yes", "witness": "reader"},
        {"answer_attribution": "yes"},
        {"answer_attribution": "yes", "level": "first_name"},
        {"answer_show": "perhaps"},
        {"answer_show": "yes", "given_at": ""},
    ],
)
def test_what_is_not_whole_is_asked_again_and_nothing_is_recorded(artist, cataloguer, witness, wrong):
    data = paper(cataloguer, witness, **wrong)
    if data["witness"] == "reader":
        data["witness"] = cataloguer.pk

    answer = send(behind(cataloguer), artist, data)

    assert answer.status_code == 422
    assert Consent.objects.count() == 0


def test_an_anonymous_artist_leaves_no_name(artist, cataloguer, witness):
    answers = {"answer_attribution": "yes", "level": "anonymous", "name_ky": "Айгүл"}

    send(behind(cataloguer), artist, paper(cataloguer, witness, **answers))

    assert consent.attribution(artist)[0] == Level.ANONYMOUS
    assert Consent.objects.get().name_as_agreed_ky == ""


def test_a_witness_is_somebody_from_the_same_institution(artist, cataloguer, other_cataloguer, witness):
    client = behind(cataloguer)

    page = client.get(reverse("admin:record_consents", args=[artist.pk])).content.decode()
    answer = send(client, artist, paper(cataloguer, other_cataloguer, answer_show="yes"))

    offered = set(re.findall(r'<option value="(\d+)"', page))
    assert {str(cataloguer.pk), str(witness.pk)} <= offered
    assert str(other_cataloguer.pk) not in offered
    assert answer.status_code == 422


def test_who_works_alone_is_told_where_a_witness_comes_from(
    artist, cataloguer, other_cataloguer, institution
):
    address = reverse("admin:record_consents", args=[artist.pk])
    client = behind(cataloguer)

    alone = client.get(address).content.decode()
    Membership.objects.create(user=make_user(), role="cashier", institution=institution)
    together = client.get(address).content.decode()

    told = "Кесиптешиңизди кошууну уюштуруучудан сураңыз."
    assert [told in page for page in (alone, together)] == [True, False]


def test_a_consent_is_withdrawn_after_a_second_look(artist, reviewer):
    standing = make_consent(artist, Purpose.SHOW)
    client = behind(reviewer)
    url = reverse("admin:withdraw_consent", args=[standing.pk])

    assert client.get(url).status_code == 200
    standing.refresh_from_db()
    assert standing.withdrawn_at is None
    client.post(url, {"reason": "Сүрөтчүнүн каалоосу"})

    standing.refresh_from_db()
    assert (standing.withdrawn_by, standing.withdrawal_reason) == (reviewer, "Сүрөтчүнүн каалоосу")


def test_a_withdrawn_consent_is_not_withdrawn_again(artist, reviewer, organiser):
    standing = make_consent(artist, Purpose.SHOW)
    consent.withdraw(standing, by=organiser, reason="биринчи")

    behind(reviewer).post(reverse("admin:withdraw_consent", args=[standing.pk]), {"reason": "экинчи"})

    standing.refresh_from_db()
    assert (standing.withdrawn_by, standing.withdrawal_reason) == (organiser, "биринчи")


# --- Identities ---


@pytest.fixture
def identity(artist):
    return Identity.objects.create(
        artist=artist, surname=SURNAME, first_name="Айсулуу", register_number="Р-77"
    )


@pytest.fixture
def reader(institution):
    reader = make_user("reader-of-names", role="cataloguer", institution=institution)
    Membership.objects.filter(user=reader).update(reads_identities=True)
    return reader


def test_an_identity_opens_for_a_reason_that_stays(identity, reader):
    client = behind(reader)
    page = reverse("admin:inmates_identity_change", args=[identity.pk])

    assert client.get(page).url == reverse("admin:read_identity", args=[identity.pk])
    assert SURNAME not in client.get(page, follow=True).content.decode()
    client.post(reverse("admin:read_identity", args=[identity.pk]), {"reason": "Кепилдик кат"})

    assert SURNAME in client.get(page).content.decode()
    assert list(IdentityReading.objects.values_list("identity", "read_by", "reason")) == [
        (identity.pk, reader.pk, "Кепилдик кат")
    ]


@pytest.mark.parametrize("reason", ["", "   ", "\u200b"])
def test_an_identity_stays_closed_without_a_reason(identity, reader, reason):
    client = behind(reader)

    client.post(reverse("admin:read_identity", args=[identity.pk]), {"reason": reason})

    assert IdentityReading.objects.count() == 0
    assert client.get(reverse("admin:inmates_identity_change", args=[identity.pk])).status_code == 302


def test_an_opened_identity_closes_after_ten_minutes_and_opens_no_other(identity, reader, institution):
    other = Identity.objects.create(
        artist=make_artist(institution=institution), surname="Башка", first_name="А"
    )
    client = behind(reader)

    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.post(reverse("admin:read_identity", args=[identity.pk]), {"reason": "сот"})
        assert client.get(reverse("admin:inmates_identity_change", args=[identity.pk])).status_code == 200
        assert client.get(reverse("admin:inmates_identity_change", args=[other.pk])).status_code == 302
        clock.shift(11 * 60)
        assert client.get(reverse("admin:inmates_identity_change", args=[identity.pk])).status_code == 302


def test_a_name_stands_in_no_list_search_or_history(identity, reader):
    client = behind(reader)
    client.post(reverse("admin:read_identity", args=[identity.pk]), {"reason": "сот"})
    addresses = [
        reverse("admin:inmates_identity_changelist"),
        reverse("admin:inmates_identity_changelist") + f"?q={SURNAME[:-1]}",
        reverse("admin:inmates_identity_history", args=[identity.pk]),
        reverse("admin:inmates_artist_change", args=[identity.pk]),
        reverse("admin:inmates_artist_changelist"),
        reverse("admin:index"),
    ]

    for url in addresses:
        page = client.get(url)
        assert page.status_code == 200
        assert SURNAME not in page.content.decode(), url


@pytest.mark.parametrize("role", ["organiser", "reviewer", "auditor", "superuser"])
def test_no_role_alone_opens_an_identity(identity, role):
    person = (
        make_user("someone", is_superuser=True) if role == "superuser" else make_user("someone", role=role)
    )
    client = behind(person)

    for name in ("inmates_identity_change", "read_identity"):
        url = reverse(f"admin:{name}", args=[identity.pk])
        assert client.get(url).status_code == 403
        assert client.post(url, {"reason": "сот"}).status_code == 403
    assert IdentityReading.objects.count() == 0


def test_the_auditor_reads_who_read_and_not_what(identity, reader, auditor):
    behind(reader).post(reverse("admin:read_identity", args=[identity.pk]), {"reason": "Кепилдик кат"})

    page = behind(auditor).get(reverse("admin:inmates_identityreading_changelist")).content.decode()

    assert "Кепилдик кат" in page
    assert "reader-of-names" in page
    assert SURNAME not in page


def test_an_identity_is_added_for_an_artist_of_ones_own_institution(reader, institution):
    own, foreign = make_artist(institution=institution), make_artist()
    names = {
        "surname": SURNAME,
        "first_name": "Айсулуу",
        "patronymic": "",
        "register_number": "",
        "born_on": "1990-05-01",
    }
    client = behind(reader)

    for artist in (own, foreign):
        client.post(reverse("admin:inmates_identity_add"), {"artist": artist.pk, **names})

    assert list(Identity.objects.values_list("artist", flat=True)) == [own.pk]


def test_a_new_artist_is_a_number(cataloguer, institution):
    behind(cataloguer).post(
        reverse("admin:inmates_artist_add"), {"institution": institution.pk, "kind": "inmate"}
    )

    artist = Artist.objects.get()
    assert (str(artist), artist.institution) == (artist.number, institution)
