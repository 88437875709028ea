"""Photos that name their work: matched whole or not at all, and taken in once."""

import io
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from exhibitions.imports.pictures import Match, Picture, _spellings, key, match
from exhibitions.models import Artwork, Photo
from tests.exhibitions.crafted import picture, saved
from tests.factories import make_artist, make_artwork

NUMBERS = {key(number): pk for pk, number in enumerate(["КП-10", "КП-101", "48213-1", "A 7", "a_8 2"])}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("КП-101.jpg", Match(1, "front")),
        ("кп-101.JPG", Match(1, "front")),
        ("К\u0438\u0306.jpg", None),
        ("folder/48213-1.heic", Match(2, "front")),
        ("48213-1 back.jpg", Match(2, "back", said=True)),
        ("48213-1_оборот.jpg", Match(2, "back", said=True)),
        ("48213-1 (2).jpg", Match(2, "front", count=2)),
        ("48213-1_detail_2.jpg", Match(2, "detail", said=True, count=2)),
        ("A 7.png", Match(3, "front")),
        ("a_8 2.png", Match(4, "front")),
        ("КП-1012.jpg", None),
        ("КП-10-1.jpg", None),
        ("КП-101 копия.jpg", None),
        ("IMG_2034.jpg", None),
        ("48213.jpg", None),
        (".jpg", None),
    ],
)
def test_a_name_says_a_number_whole_or_not_at_all(name, found):
    assert match(Picture(name, (name,), 1), NUMBERS) == found


@given(st.text(min_size=1, max_size=30))
def test_no_name_breaks_it(name):
    found = match(Picture(name, (name,), 1), NUMBERS)

    assert found is None or found.artwork in NUMBERS.values()


@pytest.mark.parametrize("encoding", ["utf-8", "cp866"])
def test_names_of_old_zips_are_tried_in_the_alphabets_of_these_parts(encoding):
    part = zipfile.ZipInfo("КП-101.jpg".encode(encoding).decode("cp437"))

    assert "КП-101.jpg" in _spellings(part)


def packed(path: Path, **parts: bytes) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def run(path: Path, institution, **options) -> str:
    said = io.StringIO()
    call_command("import_photos", path, institution=institution.code, stdout=said, **options)
    return said.getvalue()


@pytest.fixture
def work(db, institution, settings, tmp_path) -> Artwork:
    settings.MEDIA_ROOT = tmp_path / "media"
    artist = make_artist(institution=institution, consents=False)
    return make_artwork(artist=artist, photo=False, terms=(), reference="КП-101", registered_in=institution)


@pytest.mark.django_db
def test_photos_find_their_works_once_and_say_what_they_are(work, institution, other_institution, tmp_path):
    foreign = make_artwork(
        artist=make_artist(institution=other_institution, consents=False), photo=False, terms=()
    )
    photo = saved(picture(), "JPEG")
    parts = {
        "КП-101.jpg": photo,
        f"{work.inventory_number} back.jpg": photo,
        f"{foreign.inventory_number}.jpg": photo,
        "КП-101 detail.jpg": b"not a photo",
        "IMG_1.jpg": photo,
        "__MACOSX/КП-101.jpg": b"x",
        ".DS_Store": b"x",
    }
    path = packed(tmp_path / "photos.zip", **parts)

    assert "2 taken, 2 unmatched, 1 refused" in run(path, institution, dry_run=True)
    assert not Photo.objects.exists()
    for _time in range(2):
        assert "2 taken, 2 unmatched, 1 refused" in run(path, institution)
        assert sorted(Photo.objects.values_list("artwork", "role")) == [(work.pk, "back"), (work.pk, "front")]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["../КП-101.jpg", "/КП-101.jpg", "a\\..\\КП-101.jpg", "C:/КП-101.jpg"])
def test_a_zip_that_plays_tricks_is_refused_whole(work, institution, tmp_path, name):
    path = packed(tmp_path / "photos.zip", **{"КП-101.jpg": b"x", name: b"x"})

    with pytest.raises(CommandError, match="ZIP"):
        run(path, institution)


@pytest.mark.django_db
def test_what_is_no_zip_and_what_is_too_heavy_is_said(work, institution, tmp_path):
    (tmp_path / "photos.zip").write_bytes(b"PK no")
    with pytest.raises(CommandError):
        run(tmp_path / "photos.zip", institution)

    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("КП-101.jpg", b"0" * (21 * 2**20))
    assert "0 taken, 0 unmatched, 1 refused" in run(bomb, institution)
