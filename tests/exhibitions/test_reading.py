"""The second reader's way from one waiting text to the next."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from exhibitions import publishing, reading
from exhibitions.models import Publication
from exhibitions.reading import Onwards
from tests.factories import make_artist, make_artwork, make_institution, make_user

pytestmark = pytest.mark.django_db

QUEUE = "/admin/exhibitions/publication/"


@pytest.fixture
def waiting(institution, cataloguer) -> list[Publication]:
    """Three texts, in the order of the queue."""
    artist = make_artist(institution=institution)
    works = [make_artwork(artist=artist, title_ky=title) for title in ("Көл", "<b>Тоо</b>", "Жол")]
    return [publishing.propose(work, by=cataloguer) for work in works]


def test_after_each_text_comes_the_next_and_after_the_last_the_one_passed_over(waiting, reviewer):
    first, second, third = waiting

    found = [reading.onwards(text, by=reviewer) for text in waiting]

    assert found == [Onwards(second.pk, 2), Onwards(third.pk, 2), Onwards(first.pk, 2)]


def test_the_next_is_one_that_this_person_may_decide(waiting, institution):
    person = make_user(role="reviewer", institution=institution)
    publishing.propose(make_artwork(artist=make_artist(institution=institution)), by=person)
    elsewhere = make_artwork(artist=make_artist(institution=make_institution()))
    publishing.propose(elsewhere, by=make_user(role="cataloguer"))

    queue = list(reading.to_read(person))

    assert queue == waiting


@pytest.mark.parametrize("role", ["cataloguer", "organiser", "auditor"])
def test_who_decides_nothing_is_led_nowhere(waiting, institution, role):
    person = make_user(role=role, institution=institution)

    pages = [behind(person).get(address).content.decode() for address in (_page(waiting[0]), QUEUE)]

    assert list(reading.to_read(person)) == []
    assert not any('rel="next"' in page or "button--main" in page for page in pages)


def test_the_queue_opens_at_the_first_text(waiting, reviewer):
    page = behind(reviewer).get(QUEUE).content.decode()

    assert f'<a class="button button--main" href="{_page(waiting[0])}">' in page


def test_an_approval_leads_to_the_next_text_and_says_what_was_approved(waiting, reviewer):
    first, second, _third = waiting
    client = behind(reviewer)

    page = client.get(_page(second)).content.decode()
    answer = _approve(client, second)

    assert f'href="{_page(waiting[2])}" rel="next"' in page
    assert answer.url == _page(waiting[2]) + "#main"
    [said] = [str(message) for message in get_messages(answer.wsgi_request)]
    assert f'<a href="{_page(second)}"><bdi>&lt;b&gt;Тоо&lt;/b&gt;</bdi></a>' in said
    assert _approve(client, first).url.startswith(_page(waiting[2]))


def test_the_last_text_stays_open_when_it_is_decided(waiting, reviewer):
    client = behind(reviewer)
    for text in waiting[:2]:
        _approve(client, text)

    answer = _send_back(client, waiting[2])

    assert answer.url == _page(waiting[2])
    assert client.get(answer.url).content.decode().count('rel="next"') == 0


def test_sending_back_leads_to_the_next_text(waiting, reviewer):
    answer = _send_back(behind(reviewer), waiting[0])

    assert answer.url == _page(waiting[1]) + "#main"


def test_what_was_decided_meanwhile_is_not_sent_back(waiting, reviewer):
    [text, *_rest] = waiting
    publishing.approve(text, by=make_user(role="reviewer"), seal=text.content_sha)

    answer = _send_back(behind(reviewer), text)

    assert Publication.objects.get(pk=text.pk).end_reason == ""
    assert [message.level_tag for message in get_messages(answer.wsgi_request)] == ["error"]
    assert answer.url == _page(text)


def test_the_officer_reads_on_the_works_own_page_why_it_came_back(waiting, cataloguer, reviewer):
    [text, other, _third] = waiting
    publishing.send_back(text, by=reviewer, reason="Сүрөттөөсү <жок>")

    page = behind(cataloguer).get(_work(text)).content.decode()
    elsewhere = behind(cataloguer).get(_work(other)).content.decode()

    assert "Сүрөттөөсү &lt;жок&gt;" in page
    assert "Сүрөттөөсү" not in elsewhere


def test_what_is_ready_is_proposed_on_the_works_own_page(institution, cataloguer, auditor):
    ready = make_artwork(artist=make_artist(institution=institution), story_ky="Көлдү эстедим.")
    bare = make_artwork(artist=make_artist(institution=institution))
    button = reverse("admin:propose", args=[ready.pk])

    pages = {
        (user.username, work.pk): behind(user).get(reverse("backstage:work", args=[work.pk])).content.decode()
        for user, work in ((cataloguer, ready), (auditor, ready), (cataloguer, bare))
    }

    assert [f'action="{button}"' in page for page in pages.values()] == [True, False, False]
    assert reverse("admin:propose", args=[bare.pk]) not in pages[cataloguer.username, bare.pk]


def behind(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def _page(publication: Publication) -> str:
    return reverse("admin:exhibitions_publication_change", args=[publication.pk])


def _work(publication: Publication) -> str:
    return reverse("backstage:work", args=[publication.artwork_id])


def _approve(client: Client, publication: Publication):
    seal = bytes(publication.content_sha).hex()
    return client.post(reverse("admin:approve", args=[publication.pk]), {"seal": seal})


def _send_back(client: Client, publication: Publication):
    address = reverse("admin:send_back", args=[publication.pk])
    return client.post(address, {"reason": "Сүрөттөөсү жок"})
