"""Nothing of another institution shows: not in lists, searches, counts, filters, dates, choices, histories, exports or
the words kept in logs. The other institution's rows carry words that would be seen."""

import datetime
import io
import itertools
import json
import re

import pytest
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from exhibitions import publishing
from exhibitions.models import Artwork
from inmates.models import Artist, Consent, Identity, Purpose
from staff.models import Membership, User
from staff.numbers import check_digit
from tests.backstage import furnish
from tests.factories import make_artist, make_artwork, make_institution, make_photo, make_user

pytestmark = pytest.mark.django_db

WORD = "Жашыруунсөз"
LONG_AGO = datetime.datetime(2011, 3, 7, tzinfo=datetime.UTC)
YEAR = str(LONG_AGO.year)


@pytest.fixture
def house():
    """The other institution's rows bear words and a year that stand nowhere else."""
    house = furnish()
    other = house.foreign
    Artist.objects.filter(pk=other.artist.pk).update(created_at=LONG_AGO)
    Artwork.objects.filter(pk=other.artwork.pk).update(added_at=LONG_AGO)
    User.objects.filter(pk=house.people["other_cataloguer"].pk).update(first_name=WORD)
    for title in ("title_ky", "title_ru", "title_en"):
        Artwork.objects.filter(artist=other.artist).update(**{title: WORD})
    publishing.propose(
        Artwork.objects.filter(artist=other.artist).first(), by=house.people["other_cataloguer"]
    )
    type(other.institution).objects.filter(pk=other.institution.pk).update(
        name_ky=WORD, name_ru=WORD, name_en=WORD
    )
    return house


@pytest.fixture
def traces(house):
    """What would give the other institution away."""
    return [
        WORD,
        house.foreign.artist.number,
        house.foreign.artwork.inventory_number,
        YEAR,
        house.foreign.rendition.name,
    ]


@pytest.fixture
def client(house):
    client = Client()
    client.force_login(house.people["cataloguer"])
    return client


def seen(answer, traces):
    """The year counts where it is read: in an address the same digits may be a row's own number."""
    assert answer.status_code == 200
    page = answer.content.decode()
    text = re.sub(r"<[^>]*>", " ", page)
    return [trace for trace in traces if trace in (text if trace == YEAR else page)]


def lists(client):
    for model in admin.site._registry:
        url = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        if client.get(url).status_code == 200:
            yield model, url


def test_the_words_would_be_seen(house, traces):
    other = Client()
    other.force_login(house.people["other_cataloguer"])

    found = {trace for _model, url in lists(other) for trace in seen(other.get(url), traces)}

    assert found == set(traces)


def test_lists_show_no_row_count_filter_or_date_of_another_institution(client, traces):
    for _model, url in lists(client):
        assert seen(client.get(url), traces) == [], url


def test_searches_and_filters_find_nothing_of_another_institution(client, house, traces):
    other = house.foreign
    questions = [
        *(
            f"q={trace}"[:-1] for trace in traces[:3]
        ),  # without the last letter: the page repeats the question
        f"artist__institution__id__exact={other.institution.pk}",
        f"institution__id__exact={other.institution.pk}",
        f"artwork__artist__institution__id__exact={other.institution.pk}",
        "added_at__year=2011",
        "created_at__year=2011",
    ]

    answered = 0
    for _model, url in lists(client):
        for question in questions:
            answer = client.get(f"{url}?{question}")
            if answer.status_code != 200:  # this list has no such filter
                continue
            page = answer.content.decode().replace("year=2011", "").replace(">2011<", "")
            assert not [trace for trace in (*traces[:3], traces[4]) if trace in page], (url, question)
            answered += 1
    assert answered > 20


def test_the_first_page_counts_only_ones_own(client, house, traces):
    page = client.get(reverse("admin:index"))

    assert seen(page, traces) == []
    assert page.context["works"]["figures"]["all"] == Artwork.objects.filter(artist=house.own.artist).count()


def test_forms_offer_no_choice_of_another_institution(client, house, traces):
    pages = [
        reverse("admin:inmates_artist_add"),
        reverse("admin:exhibitions_artwork_add"),
        reverse("admin:exhibitions_artwork_change", args=[house.own.artwork.pk]),
        reverse("admin:record_consents", args=[house.own.artist.pk]),
    ]

    for url in pages:
        assert seen(client.get(url), traces) == [], url


def test_a_foreign_row_is_refused_in_a_form_exactly_like_none(client, house):
    def errors(artist_pk):
        page = client.post(reverse("admin:exhibitions_artwork_add"), {"artist": artist_pk, "title_ky": "Тоо"})
        return re.findall(r'<ul class="errorlist"[^>]*>.*?</ul>', page.content.decode(), re.DOTALL)

    before = Artwork.objects.count()

    assert errors(house.foreign.artist.pk) == errors(987_654_321) != []
    assert Artwork.objects.count() == before


def test_autocomplete_finds_only_ones_own(client, house):
    def found(term, **source):
        answer = client.get(reverse("admin:autocomplete"), {"term": term, **source})
        return answer.status_code, json.loads(answer.content)[
            "results"
        ] if answer.status_code == 200 else None

    artists = {"app_label": "exhibitions", "model_name": "artwork", "field_name": "artist"}
    own = {"id": str(house.own.artist.pk), "text": house.own.artist.number}

    assert found("", **artists) == (200, [own])
    assert found(house.foreign.artist.number, **artists) == (200, [])


def test_identities_are_in_no_autocomplete(house):
    reader = Client()
    reader.force_login(house.people["reader"])
    source = {"app_label": "inmates", "model_name": "identityreading", "field_name": "identity"}

    assert reader.get(reverse("admin:autocomplete"), {"term": "Жаш", **source}).status_code == 404


def test_exports_hold_only_ones_own(client, traces):
    answer = client.get(reverse("admin:artworks_export"))

    values = [
        str(cell.value)
        for row in load_workbook(io.BytesIO(answer.content)).active.iter_rows()
        for cell in row
    ]
    assert len(values) > 20
    assert [trace for trace in traces if any(trace in value for value in values)] == []


def test_the_exhibits_of_an_exhibition_are_ones_own(client, house):
    page = client.get(reverse("admin:exhibitions_exhibit_changelist")).content.decode()

    own, foreign = (
        set(re.findall(r'<a href="/admin/exhibitions/exhibit/(\d+)/change/', page)),
        house.foreign.exhibit.pk,
    )
    assert str(house.own.exhibit.pk) in own
    assert str(foreign) not in own


@pytest.mark.parametrize(
    ("model", "question"),
    [
        ("inmates_artist", "identity__surname__startswith=Ж"),
        ("inmates_artist", "identity__isnull=False"),
        ("inmates_artist", "artworks__title_ky__startswith=Ж"),
        ("inmates_artist", "institution__code__startswith=i"),
        ("exhibitions_artwork", "artist__identity__surname__startswith=Ж"),
        ("exhibitions_artwork", "added_by__password__startswith=md5"),
        ("inmates_consent", "read_by__password__startswith=md5"),
    ],
)
def test_an_address_asks_no_more_than_the_lists_own_filters(client, model, question):
    """Row by row, yes or no, one could read what no page shows."""
    assert client.get(reverse(f"admin:{model}_changelist") + f"?{question}").status_code == 400


def test_passwords_cannot_be_guessed_through_the_list_of_people(house):
    client = Client()
    client.force_login(house.people["organiser"])

    for question in ("password__startswith=m", "memberships__user__password__startswith=m"):
        assert client.get(reverse("admin:staff_user_changelist") + f"?{question}").status_code == 400


def test_two_roles_do_not_add_up_to_a_right_that_neither_gives(house):
    """A cataloguer of one institution who is an auditor of all sees every artist, and still writes only in the one."""
    person = house.people["cataloguer"]
    Membership.objects.create(user=person, role="auditor")
    client = Client()
    client.force_login(person)
    own, foreign = house.own, house.foreign

    def add(artist):
        return client.post(
            reverse("admin:exhibitions_artwork_add"), {"artist": artist.pk, "title_ky": "Тоо"}
        ).status_code

    def propose(artwork):
        return client.post(reverse("admin:propose", args=[artwork.pk])).status_code

    def record(artist):
        return client.get(reverse("admin:record_consents", args=[artist.pk])).status_code

    change = client.get(reverse("admin:exhibitions_artwork_change", args=[foreign.artwork.pk]))
    assert (add(own.artist), add(foreign.artist)) == (302, 403)
    assert (propose(own.artwork), propose(foreign.artwork)) == (302, 403)
    assert (record(own.artist), record(foreign.artist)) == (200, 403)
    assert (change.status_code, b'name="_save"' in change.content) == (200, False)


def test_a_work_is_not_carried_to_an_artist_of_another_institution(client, house):
    data = {"artist": house.foreign.artist.pk, "title_ky": "Тоо"}

    client.post(reverse("admin:exhibitions_artwork_change", args=[house.own.artwork.pk]), data)

    house.own.artwork.refresh_from_db()
    assert house.own.artwork.artist == house.own.artist


def test_logs_keep_numbers_of_people_and_never_their_names(house):
    reader = Client()
    reader.force_login(house.people["reader"])
    institution = house.own.institution
    reader.post(reverse("admin:inmates_artist_add"), {"institution": institution.pk, "kind": "inmate"})
    artist = Artist.objects.latest("pk")
    names = {"surname": WORD, "first_name": WORD, "patronymic": "", "register_number": WORD, "born_on": ""}

    reader.post(reverse("admin:inmates_identity_add"), {"artist": artist.pk, **names})
    reader.post(reverse("admin:read_identity", args=[artist.pk]), {"reason": "сот"})
    reader.post(reverse("admin:inmates_identity_change", args=[artist.pk]), {**names, "first_name": WORD * 2})

    assert Identity.objects.get(pk=artist.pk).first_name == WORD * 2
    entries = list(LogEntry.objects.values_list("object_repr", "change_message"))
    assert {entry[0] for entry in entries} == {artist.number, str(artist.pk)}
    assert WORD not in str(entries)


def test_the_history_of_a_row_is_as_near_as_the_row(client, house):
    for model, row in (
        ("inmates_artist", "artist"),
        ("exhibitions_artwork", "artwork"),
        ("inmates_consent", "consent"),
    ):
        addresses = [
            reverse(f"admin:{model}_history", args=[getattr(side, row).pk])
            for side in (house.own, house.foreign)
        ]
        assert [client.get(url).status_code for url in addresses] == [200, 404]


def test_an_unsigned_number_too_large_for_any_row_is_simply_not_there(client):
    for number in ("99999999999999999999", "0", "-1", "abc", "%00", "1'--"):
        assert client.get(f"/admin/inmates/artist/{number}/change/").status_code == 404, number


def test_every_list_costs_the_same_for_three_rows_and_for_many(house):
    clients = {who: Client() for who in ("superuser", "organiser", "reader")}
    for who, client in clients.items():
        client.force_login(house.people[who])
    pages = [(who, url) for who, client in clients.items() for url in addresses(client)]

    def costs():
        found = {}
        for who, url in pages:
            with CaptureQueriesContext(connection) as queries:
                clients[who].get(url)
            found[who, url] = len(queries)
        return found

    costs()  # what is asked once in a process's life
    before = costs()
    grow(house)

    assert costs() == before


def addresses(client):
    """The first page, every list, the day, the board, the drawers and the spreadsheets that this person may open."""
    names = ("board", "till", "board_export", "sales_export", "artworks_export")
    more = (reverse("today:whole"), *(reverse(f"admin:{name}") for name in names))
    opened = (url for url in more if client.get(url).status_code == 200)
    return [reverse("admin:index"), *(url for _model, url in lists(client)), *opened]


def grow(house, many=30):
    """As many rows again, ten times over, in every list."""
    from inmates.models import IdentityReading
    from sales import selling
    from tests.factories import (
        make_exhibit,
        make_exhibition,
        make_hold,
        make_place,
        make_sale,
        make_term,
        make_venue,
    )

    own = house.own
    digits = itertools.count(10_001)  # numbers drawn by lot may meet among so many

    def number():
        drawn = str(next(digits))
        return f"{drawn}-{check_digit(drawn)}"

    artists = [make_artist(institution=own.institution, number=number()) for _ in range(many)]
    for n, artist in enumerate(artists):
        institution = make_institution()
        make_user(role="cataloguer", institution=institution)
        identity = Identity.objects.create(artist=artist, surname="А", first_name="Б")
        IdentityReading.objects.create(identity=identity, read_by=house.people["organiser"], reason="сот")
        held, sold, free = (
            make_artwork(artist=artist, inventory_number=number(), terms=(f"term{n}", "painting"))
            for _ in range(3)
        )
        make_photo(free)
        exhibits = [
            make_exhibit(exhibition=house.common.exhibition, artwork=work) for work in (held, sold, free)
        ]
        make_hold(exhibits[0])
        make_place(exhibits[0])
        selling.ask_void(make_sale(exhibits[1]), reason="ката", by=house.people["organiser"])
        make_exhibition(
            venue=make_venue(), opens_at=LONG_AGO, closes_at=LONG_AGO + datetime.timedelta(days=1)
        )
        make_term(f"other{n}")


def test_consents_are_scoped_by_their_artist(client, house):
    own = Consent.objects.filter(artist=house.own.artist).count()

    page = client.get(reverse("admin:inmates_consent_changelist"))

    assert page.context["cl"].result_count == own == len(Purpose)


def test_a_membership_that_ends_closes_the_door_at_the_next_request(client, house):
    assert client.get(reverse("admin:index")).status_code == 200

    Membership.objects.filter(user=house.people["cataloguer"]).delete()

    assert client.get(reverse("admin:index")).status_code == 403


def test_who_left_is_out_at_the_next_request(client, house):
    User.objects.filter(pk=house.people["cataloguer"].pk).update(is_active=False)

    assert client.get(reverse("admin:index")).status_code == 302


def test_times_are_those_of_bishkek(client, house):
    moment = timezone.localtime(house.own.artwork.added_at)

    assert (
        f"{moment:%H:%M}".lstrip("0")
        in client.get(reverse("admin:exhibitions_artwork_changelist")).content.decode()
    )
