"""From a record to its public face, by the pages: one person writes, another decides."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from exhibitions import publishing, showing
from exhibitions.models import Artwork, Photo, Publication
from inmates import consent
from inmates.models import Purpose
from tests.factories import (
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_term,
    make_user,
    make_venue,
    publish,
)

pytestmark = pytest.mark.django_db


def behind(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def artwork(institution):
    return make_artwork(
        artist=make_artist(institution=institution), title_ky="Түнкү көл", story_ky="Көлдү эстедим."
    )


@pytest.fixture
def proposed(artwork, cataloguer):
    return publishing.propose(artwork, by=cataloguer)


def page_of(client, publication):
    return client.get(reverse("admin:exhibitions_publication_change", args=[publication.pk])).content.decode()


def decide(client, act, publication, **data):
    answer = client.post(reverse(f"admin:{act}", args=[publication.pk]), data)
    publication.refresh_from_db()
    return answer.status_code


def seal(publication):
    return bytes(publication.content_sha).hex()


def test_a_cataloguer_proposes_what_has_been_saved(artwork, cataloguer):
    answer = behind(cataloguer).post(reverse("admin:propose", args=[artwork.pk]))

    publication = Publication.objects.get()
    assert answer.url == reverse("admin:exhibitions_publication_change", args=[publication.pk])
    assert (publication.title_ky, publication.proposed_by, publication.approved_at) == (
        "Түнкү көл",
        cataloguer,
        None,
    )


def test_the_artworks_page_says_what_is_missing_before_it_can_be_proposed(institution, cataloguer):
    bare = make_artwork(artist=make_artist(institution=institution, consents=False))
    client = behind(cataloguer)

    page = client.get(reverse("admin:exhibitions_artwork_change", args=[bare.pk])).content.decode()
    client.post(reverse("admin:propose", args=[bare.pk]))

    assert all(str(reason) in page for reason in publishing.hindrances(bare))
    assert reverse("admin:propose", args=[bare.pk]) not in page
    assert Publication.objects.count() == 0


def test_a_reviewer_reads_exactly_what_would_be_public_and_approves_it(proposed, artwork, reviewer):
    Artwork.objects.filter(pk=artwork.pk).update(title_ky="Кийин өзгөргөн")
    client = behind(reviewer)

    page = page_of(client, proposed)
    decide(client, "approve", proposed, seal=seal(proposed))

    assert "Түнкү көл" in page
    assert "Көлдү эстедим." in page
    assert "<del>Түнкү көл</del><ins>Кийин өзгөргөн</ins>" in page  # what is on record now stands beside it
    assert (proposed.approved_by, proposed.title_ky) == (reviewer, "Түнкү көл")


def test_nobody_approves_their_own_text_and_the_page_says_why(artwork):
    person = make_user(role="reviewer")
    own = publishing.propose(artwork, by=person)
    client = behind(person)

    page = page_of(client, own)
    decide(client, "approve", own, seal=seal(own))

    assert reverse("admin:approve", args=[own.pk]) not in page
    assert 'class="note"' in page
    assert own.approved_at is None


@pytest.mark.parametrize("wrong", ["", "00" * 32, "zz", "Түнкү"])
def test_an_approval_names_the_seal_that_was_read(proposed, reviewer, wrong):
    decide(behind(reviewer), "approve", proposed, seal=wrong)

    assert proposed.approved_at is None


def test_what_was_replaced_meanwhile_is_not_approved(proposed, artwork, cataloguer, reviewer):
    publishing.propose(artwork, by=cataloguer)

    decide(behind(reviewer), "approve", proposed, seal=seal(proposed))

    assert (proposed.approved_at, proposed.ended_as) == (None, "superseded")


def test_a_text_is_sent_back_with_a_reason_that_its_author_reads(proposed, cataloguer, reviewer):
    client = behind(reviewer)

    without = decide(client, "send_back", proposed, reason="")
    assert (without, proposed.ended_at) == (200, None)
    decide(client, "send_back", proposed, reason="Фамилиясы жазылып калган")

    assert (proposed.ended_as, proposed.ended_by) == ("sent_back", reviewer)
    assert "Фамилиясы жазылып калган" in behind(cataloguer).get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("role", ["cataloguer", "reviewer", "organiser"])
def test_one_person_is_enough_to_take_a_work_out_of_the_public_eye(institution, role):
    exhibit = make_exhibit(artwork=make_artwork(artist=make_artist(institution=institution)))
    person = make_user(role=role, institution=institution if role == "cataloguer" else None)
    publication = exhibit.artwork.publications.get()
    slug = exhibit.exhibition.slug
    assert not showing.gone(slug, exhibit.catalogue_number)

    decide(behind(person), "withdraw_publication", publication)

    assert (publication.ended_as, publication.ended_by) == ("withdrawn", person)
    assert showing.gone(slug, exhibit.catalogue_number)


def test_a_publication_is_changed_by_nobody(proposed):
    root = make_user(is_superuser=True)
    url = reverse("admin:exhibitions_publication_change", args=[proposed.pk])

    assert behind(root).post(url, {"title_ky": "Башка"}).status_code == 403
    proposed.refresh_from_db()
    assert proposed.title_ky == "Түнкү көл"


def a_photo():
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "#7a5").save(file, "JPEG")
    file.name = "Нурлан.jpg"
    file.seek(0)
    return file


def test_a_photo_comes_in_on_the_artworks_page_and_is_seen_by_those_who_may(
    institution, cataloguer, other_cataloguer, settings, tmp_path
):
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA = tmp_path, tmp_path / "public"
    artwork = make_artwork(artist=make_artist(institution=institution), photo=False)
    client = behind(cataloguer)

    client.post(reverse("admin:add_photo", args=[artwork.pk]), {"photo": a_photo(), "role": "back"})

    photo = Photo.objects.get(artwork=artwork)
    assert (photo.role, photo.uploaded_by, photo.width) == ("back", cataloguer, 900)
    smallest = photo.renditions.filter(format="webp").first()
    url = reverse("backstage:photo", args=[smallest.name])
    assert url in client.get(reverse("admin:exhibitions_artwork_change", args=[artwork.pk])).content.decode()
    picture = client.get(url)
    assert picture.headers["Content-Type"] == "image/webp"
    assert picture.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert Image.open(io.BytesIO(b"".join(picture.streaming_content))).width == smallest.width
    stranger = behind(other_cataloguer)
    answers = [stranger.get(reverse("backstage:photo", args=[name])) for name in (smallest.name, "0" * 32)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_what_is_no_photo_is_refused_with_a_sentence(artwork, cataloguer):
    before = Photo.objects.count()

    for data in ({"photo": io.BytesIO(b"<svg onload=alert(1)>"), "role": "front"}, {"role": "front"}):
        page = behind(cataloguer).post(reverse("admin:add_photo", args=[artwork.pk]), data, follow=True)
        assert "note--error" in page.content.decode()

    assert Photo.objects.count() == before


def test_a_new_artwork_remembers_who_added_it(institution, cataloguer):
    artist, felt = make_artist(institution=institution), make_term("felt", "medium")

    behind(cataloguer).post(
        reverse("admin:exhibitions_artwork_add"),
        {
            "artist": artist.pk,
            "title_ky": "Шырдак",
            "height_mm": "1200",
            "width_mm": "800",
            "terms": [felt.pk],
        },
    )

    artwork = Artwork.objects.get()
    assert (artwork.added_by, artwork.title_ky, list(artwork.terms.all())) == (cataloguer, "Шырдак", [felt])


def test_the_price_is_typed_in_som_and_kept_in_tyiyn(organiser):
    exhibition = make_exhibition(opens_at="2031-01-01T00:00Z", closes_at="2031-01-02T00:00Z")
    data = {
        "exhibition": exhibition.pk,
        "artwork": make_artwork().pk,
        "catalogue_number": 1,
        "position": 0,
        "wall": "",
    }
    client = behind(organiser)

    client.post(reverse("admin:exhibitions_exhibit_add"), data | {"for_sale": "on", "price_tyiyn": "8 500"})

    exhibit = exhibition.exhibits.get()
    assert exhibit.price_tyiyn == 850_000
    page = client.get(reverse("admin:exhibitions_exhibit_change", args=[exhibit.pk])).content.decode()
    assert 'value="8\u00a0500"' in page


@pytest.mark.parametrize("price", ["8.500.000", "-1", "сегиз миң", "0"])
def test_what_is_no_price_is_asked_again(organiser, price):
    exhibition = make_exhibition(opens_at="2031-01-01T00:00Z", closes_at="2031-01-02T00:00Z")
    data = {"exhibition": exhibition.pk, "artwork": make_artwork().pk, "catalogue_number": 1, "position": 0}

    behind(organiser).post(
        reverse("admin:exhibitions_exhibit_add"), data | {"for_sale": "on", "price_tyiyn": price}
    )

    assert not exhibition.exhibits.exists()


def test_nobody_hangs_a_work_with_a_price_alone_after_the_opening(organiser):
    exhibition = make_exhibition()
    data = {"exhibition": exhibition.pk, "artwork": make_artwork().pk, "catalogue_number": 1, "position": 0}
    client = behind(organiser)

    client.post(reverse("admin:exhibitions_exhibit_add"), data | {"for_sale": "on", "price_tyiyn": "1"})
    assert not exhibition.exhibits.exists()
    client.post(reverse("admin:exhibitions_exhibit_add"), data)
    assert exhibition.exhibits.get().for_sale is False


def test_who_writes_a_price_into_the_exhibit_stands_in_its_history(organiser):
    exhibition = make_exhibition(opens_at="2031-01-01T00:00Z", closes_at="2031-01-02T00:00Z")
    exhibit = make_exhibit(exhibition=exhibition, price=None)
    data = {"catalogue_number": 1, "position": 0, "for_sale": "on", "price_tyiyn": "8 500"}

    for _twice in range(2):
        behind(organiser).post(reverse("admin:exhibitions_exhibit_change", args=[exhibit.pk]), data)

    assert [(row.kind, row.amount_tyiyn, row.by) for row in exhibit.prices.all()] == [
        ("written", 850_000, organiser)
    ]


def test_nobody_changes_a_price_alone_after_the_opening(organiser):
    exhibit = make_exhibit(price=850_000)
    data = {"catalogue_number": 7, "position": 0, "for_sale": "on", "price_tyiyn": "1"}

    behind(organiser).post(reverse("admin:exhibitions_exhibit_change", args=[exhibit.pk]), data)

    exhibit.refresh_from_db()
    assert (exhibit.catalogue_number, exhibit.price_tyiyn) == (7, 850_000)


def test_the_addresses_of_an_announced_exhibition_stay(organiser):
    exhibition = make_exhibition()
    old = (exhibition.slug, exhibition.code)
    data = {
        "title_ky": "Жаңы аталыш", "slug": "other", "code": "other", "venue": make_venue().pk, "hold_minutes": 30,
        "reserving": "everyone", "room_minutes": 30, "holds_per_phone": 2,
        "opens_at": "2026-11-14T10:00", "closes_at": "2026-11-14T18:00", "announced_at": "2026-11-01T10:00",
    }  # fmt: skip

    behind(organiser).post(reverse("admin:exhibitions_exhibition_change", args=[exhibition.pk]), data)

    exhibition.refresh_from_db()
    assert (exhibition.title_ky, exhibition.slug, exhibition.code) == ("Жаңы аталыш", *old)


def test_a_reviewer_sees_the_texts_that_wait_and_which_are_their_own(artwork, proposed):
    person = make_user(role="reviewer")
    publishing.propose(make_artwork(title_ky="Менин тексттим"), by=person)

    page = behind(person).get(reverse("admin:index")).content.decode()

    assert "Түнкү көл" in page
    assert "Менин тексттим" in page


def test_the_public_face_follows_the_consent_not_the_page(artwork, reviewer):
    publication = publish(artwork)
    consent.withdraw(consent.in_force(artwork.artist, Purpose.WEB), by=reviewer)

    page = (
        behind(reviewer).get(reverse("admin:exhibitions_artwork_change", args=[artwork.pk])).content.decode()
    )

    assert str(Purpose.WEB.label) in page
    publication.refresh_from_db()
    assert publication.ended_at is None
