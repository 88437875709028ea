"""A signed paper may bear a name: it lies in private, comes in clean, and opens by a right, for a reason that stays."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from inmates import papers
from inmates.models import Consent, PaperReading, Purpose
from staff.models import Membership
from tests.exhibitions.test_photos import PHONE
from tests.factories import make_artist, make_consent, make_user
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db


def behind(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PRIVATE_MEDIA = tmp_path, tmp_path / "private"
    return tmp_path


@pytest.fixture
def artist(institution):
    return make_artist(institution=institution)


@pytest.fixture
def answer(artist):
    return artist.consents.get(purpose=Purpose.SHOW)


@pytest.fixture
def reader(institution):
    reader = make_user("reader-of-names", role="cataloguer", institution=institution)
    Membership.objects.filter(user=reader).update(reads_identities=True)
    return reader


def send(user, answer, content=None):
    photo = SimpleUploadedFile(
        "../Кадыров.jpg", PHONE.read_bytes() if content is None else content, "image/jpeg"
    )
    return behind(user).post(reverse("admin:add_paper", args=[answer.pk]), {"photo": photo})


def files(media):
    return [path for path in media.rglob("*") if path.is_file()]


def test_a_paper_comes_in_clean_and_stands_on_every_answer_of_its_reading(artist, answer, cataloguer, media):
    other = make_consent(make_artist(institution=artist.institution, consents=False), Purpose.SHOW)

    assert send(cataloguer, answer).status_code == 302

    answer.refresh_from_db()
    other.refresh_from_db()
    same = artist.consents.filter(given_at=answer.given_at)
    assert set(same.values_list("paper", flat=True)) == {answer.paper}
    assert other.paper == ""
    [kept] = files(media)
    assert kept == media / "private" / answer.paper
    assert kept.stat().st_mode & 0o077 == 0
    with Image.open(kept) as picture:
        assert (picture.format, picture.getexif(), "icc_profile" in picture.info) == ("WEBP", {}, False)


def test_what_is_no_photo_is_asked_again_and_nothing_is_kept(answer, cataloguer, media):
    for content in (b"%PDF-1.7 a scan", b""):
        assert send(cataloguer, answer, content).status_code == 422

    answer.refresh_from_db()
    assert (answer.paper, files(media)) == ("", [])


def test_a_paper_is_never_exchanged(answer, cataloguer, media):
    send(cataloguer, answer)
    answer.refresh_from_db()
    first = answer.paper

    send(cataloguer, answer)

    answer.refresh_from_db()
    assert answer.paper == first
    assert len(files(media)) == 1
    assert papers.attach(answer, "papers/other.webp") == 0
    with refused_by("consent_guard"):
        write("UPDATE inmates_consent SET paper = 'papers/other.webp'")


def test_a_paper_opens_for_a_reason_that_stays(answer, cataloguer, reader, media):
    send(cataloguer, answer)
    answer.refresh_from_db()
    client, url = behind(reader), reverse("admin:read_paper", args=[answer.pk])

    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": " "}).status_code == 422
    assert not PaperReading.objects.exists()
    opened = client.post(url, {"reason": "Кепилдик кат"})

    content = b"".join(opened.streaming_content)
    assert content == (media / "private" / answer.paper).read_bytes()
    assert Image.open(io.BytesIO(content)).format == "WEBP"
    assert opened.headers["Cache-Control"].count("no-store")
    assert opened.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert list(PaperReading.objects.values_list("consent", "read_by", "reason")) == [
        (answer.pk, reader.pk, "Кепилдик кат")
    ]
    assert "Кепилдик кат" in client.get(url).content.decode()


@pytest.mark.parametrize("role", ["cataloguer", "organiser", "reviewer", "auditor", "superuser"])
def test_no_role_alone_opens_a_paper(role, answer, institution):
    Consent.objects.update(paper="papers/x.webp")
    here = institution if role == "cataloguer" else None
    person = (
        make_user("boss", is_superuser=True)
        if role == "superuser"
        else make_user(role=role, institution=here)
    )

    for ask in (behind(person).get, behind(person).post):
        assert ask(reverse("admin:read_paper", args=[answer.pk])).status_code == 403


def test_another_institution_s_paper_is_not_there(answer, other_cataloguer, media):
    Consent.objects.update(paper="papers/x.webp")
    Membership.objects.filter(user=other_cataloguer).update(reads_identities=True)
    client = behind(other_cataloguer)

    for name in ("read_paper", "add_paper"):
        foreign, missing = (reverse(f"admin:{name}", args=[pk]) for pk in (answer.pk, 987_654_321))
        for ask in (client.get, client.post):
            assert (ask(foreign).status_code, ask(foreign).content) == (404, ask(missing).content)


def test_the_artist_s_page_says_which_paper_is_missing(artist, answer, cataloguer, reader, media):
    url = reverse("admin:inmates_artist_change", args=[artist.pk])
    add, read = (reverse(f"admin:{name}", args=[answer.pk]) for name in ("add_paper", "read_paper"))

    assert "/paper/add/" in behind(cataloguer).get(url).content.decode()
    send(cataloguer, answer)

    assert add not in behind(cataloguer).get(url).content.decode()
    assert read not in behind(cataloguer).get(url).content.decode()
    assert read in behind(reader).get(url).content.decode()


def test_a_reading_of_a_paper_has_a_reason_and_is_never_taken_back(answer, reader):
    with refused_by("paper_reading_has_reason"):
        PaperReading.objects.bulk_create([PaperReading(consent=answer, read_by=reader, reason="")])
    PaperReading.objects.create(consent=answer, read_by=reader, reason="сот")
    with refused_by("only_added"):
        write("DELETE FROM inmates_paperreading")
