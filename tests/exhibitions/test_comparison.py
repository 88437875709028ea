"""What the public will see stands beside what is on record, and the difference can be read."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from exhibitions import linter, publishing
from exhibitions.comparison import Piece, differences
from exhibitions.models import Artwork, Publication
from exhibitions.models.publications import QUEUE
from inmates.models import Identity
from tests.factories import make_artist, make_artwork, make_exhibit, make_exhibition, publish

DAY = datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("Ак ат", "Ак ат", [Piece("Ак ат")]),
        ("Ак ат", "Ак боз ат", [Piece("Ак "), Piece("боз ", "ins"), Piece("ат")]),
        ("Ак боз ат", "Ак ат", [Piece("Ак "), Piece("боз ", "del"), Piece("ат")]),
        ("Түнкү көл", "Кийин өзгөргөн", [Piece("Түнкү көл", "del"), Piece("Кийин өзгөргөн", "ins")]),
        ("", "Ат", [Piece("Ат", "ins")]),
        ("Ат", "", [Piece("Ат", "del")]),
        ("", "", []),
    ],
)
def test_differences_are_told_by_whole_words(before, after, pieces):
    assert differences(before, after) == pieces


@pytest.mark.parametrize("text", ["Ак  ат\n\nжана көл", " а б в ", "б"])
@pytest.mark.parametrize("other", ["Ак боз ат\nжана көл", "в б а", ""])
def test_no_word_is_lost_in_the_telling(text, other):
    pieces = differences(text, other)

    assert "".join(piece.text for piece in pieces if piece.mark != "ins") == text
    assert "".join(piece.text for piece in pieces if piece.mark != "del") == other


def behind(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(client, publication):
    return client.get(reverse("admin:exhibitions_publication_change", args=[publication.pk])).content.decode()


@pytest.fixture
def artwork(institution):
    return make_artwork(artist=make_artist(institution=institution), title_ky="Түнкү көл")


def test_what_has_changed_on_record_is_marked_beside_what_was_proposed(artwork, cataloguer, reviewer):
    proposal = publishing.propose(artwork, by=cataloguer)
    untouched = page_of(behind(reviewer), proposal)
    Artwork.objects.filter(pk=artwork.pk).update(title_ky="Түнкү чоң көл", made="<b>2023</b>")

    page = page_of(behind(reviewer), proposal)

    assert "<ins>" not in untouched
    assert "Түнкү <ins>чоң </ins>көл" in page
    assert "<ins>&lt;b&gt;2023&lt;/b&gt;</ins>" in page


def test_a_warning_is_ticked_on_the_page_before_it_is_approved(artwork, cataloguer, reviewer):
    Artwork.objects.filter(pk=artwork.pk).update(title_ru="По мотивам И. Иванова")
    proposal = publishing.propose(artwork, by=cataloguer)
    [warning] = linter.lint(proposal).warnings
    client, address = behind(reviewer), reverse("admin:approve", args=[proposal.pk])
    seal = bytes(proposal.content_sha).hex()

    page = page_of(client, proposal)
    client.post(address, {"seal": seal})
    unheard = Publication.objects.get(pk=proposal.pk).approved_by
    client.post(address, {"seal": seal, "heard": [warning.key]})

    assert f'value="{warning.key}"' in page
    assert "<mark>И. Иванова</mark>" in page
    assert (unheard, Publication.objects.get(pk=proposal.pk).approved_by) == (None, reviewer)


def test_what_blocks_takes_the_button_away_and_sending_back_stays(artwork, cataloguer, reviewer):
    Artwork.objects.filter(pk=artwork.pk).update(title_ru="Гора Асанова")
    proposal = publishing.propose(artwork, by=cataloguer)
    Identity.objects.create(
        artist=artwork.artist, surname="Асанов", first_name="Нурлан", register_number="РН-77413"
    )

    page = page_of(behind(reviewer), proposal)

    assert "<mark>Асанова</mark>" in page
    assert reverse("admin:approve", args=[proposal.pk]) not in page
    assert reverse("admin:send_back", args=[proposal.pk]) in page
    assert not any(secret in page for secret in ("Нурлан", "77413"))


def test_one_button_withdraws_at_once(artwork, reviewer):
    publication = publish(artwork)
    address = reverse("admin:withdraw_publication", args=[publication.pk])

    page = page_of(behind(reviewer), publication)
    behind(reviewer).post(address)

    publication.refresh_from_db()
    assert f'<form method="post" action="{address}"' in page
    assert publication.ended_as == "withdrawn"


@pytest.mark.django_db
def test_the_queue_begins_with_the_nearest_opening(cataloguer):
    def opening(days):
        return make_exhibition(
            opens_at=timezone.now() + days * DAY, closes_at=timezone.now() + (days + 1) * DAY
        )

    def waiting(*exhibitions):
        artwork = make_artwork()
        for exhibition in exhibitions:
            make_exhibit(exhibition=exhibition, artwork=artwork, published=False)
        return publishing.propose(artwork, by=cataloguer)

    past, soon, later = opening(-9), opening(2), opening(20)
    done = publish(make_artwork())
    nowhere, gone, late, early = waiting(), waiting(past), waiting(later), waiting(later, soon)

    queue = list(Publication.objects.with_need().order_by(*QUEUE))

    assert queue == [early, late, nowhere, gone, done]
