"""Two people save one label at the same instant: one is written, the other is asked."""

import time
import uuid

import pytest

from exhibitions import catalogue, meanwhile
from exhibitions.meanwhile import ChangedMeanwhile
from exhibitions.models import Artwork
from tests.factories import make_artist, make_artwork, make_institution, make_user
from tests.race.rush import rush

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 12


@pytest.fixture
def works():
    artist = make_artist(institution=make_institution())
    return [make_artwork(artist=artist, photo=False, terms=(), title_ky="Тоо") for _ in range(ROUNDS)]


@pytest.fixture
def writers():
    institution = make_institution()
    return [make_user(role="cataloguer", institution=institution) for _ in range(2)]


def write(work, by, title, key):
    seen = meanwhile.seal(catalogue.label_values(work))

    def act():
        return catalogue.write_label(
            work,
            by=by,
            key=key,
            seen=seen,
            artist=work.artist,
            title=title,
            language="ky",
            height_mm=work.height_mm,
            width_mm=work.width_mm,
            technique=catalogue.Technique(work.technique_ky),
            price_wish_tyiyn=None,
        )

    return act


def both_write(works, writers):
    """For each work how many were told that they have written."""
    told = []
    for work in works:
        acts = [
            write(work, by, title, uuid.uuid4()) for by, title in zip(writers, ("Көл", "Талаа"), strict=True)
        ]
        told.append(rush(acts, clients=2))
    return told


def test_of_two_who_save_one_label_at_once_one_has_written_and_the_other_is_asked(works, writers):
    told = both_write(works, writers)

    kinds = {tuple(sorted(type(answer).__name__ for answer in answers)) for answers in told}
    assert kinds == {("Artwork", "ChangedMeanwhile")}
    for answers, work in zip(told, works, strict=True):
        written = next(answer for answer in answers if isinstance(answer, Artwork))
        asked = next(answer for answer in answers if isinstance(answer, ChangedMeanwhile))
        assert Artwork.objects.get(pk=work.pk).title_ky == written.title_ky == asked.now.title_ky
        assert asked.mine.title_ky != written.title_ky


def test_without_a_look_at_what_was_seen_the_first_ones_words_are_lost(works, writers, monkeypatch):
    """The control: both are told that they have written, and one of them has not."""
    monkeypatch.setattr(meanwhile, "unseen", lambda *values: [])

    told = both_write(works, writers)

    assert {tuple(type(answer).__name__ for answer in answers) for answers in told} == {
        ("Artwork", "Artwork")
    }


def test_without_the_lock_the_look_comes_too_early(works, writers, monkeypatch):
    """The other control: in at least one of the rounds both have looked before either had written."""
    look = meanwhile.unseen

    def look_and_wait(*values):
        found = look(*values)
        time.sleep(0.05)
        return found

    monkeypatch.setattr(meanwhile, "unseen", look_and_wait)
    locked = type(Artwork.objects.all()).select_for_update
    monkeypatch.setattr(
        type(Artwork.objects.all()),
        "select_for_update",
        lambda rows, **options: rows.all() if rows.model is Artwork else locked(rows, **options),
    )

    told = both_write(works, writers)

    lost = [answers for answers in told if all(isinstance(answer, Artwork) for answer in answers)]
    assert lost


def test_one_form_sent_twice_at_once_is_written_once(works, writers):
    work, key = works[0], uuid.uuid4()

    answers = rush([write(work, writers[0], "Көл", key) for _ in range(6)])

    assert {type(answer).__name__ for answer in answers} == {"Artwork"}
    assert work.events.filter(pgh_label="update").count() == 1
