"""Photos of many works: which belongs to which is said before one is taken in, and each is taken in once."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from exhibitions import duplicates, photos
from exhibitions.imports import bundles, carrying, keeping, pictures, zips
from exhibitions.imports.refusals import TableRefused
from exhibitions.models import Import, Photo
from tests.exhibitions.crafted import picture, saved
from tests.factories import make_artist, make_artwork, make_import, make_institution
from tests.guards import refused_by

pytestmark = pytest.mark.django_db
ROOT = "/admin/exhibitions/import/"
State = Import.State


@pytest.fixture(autouse=True)
def carried(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_MEDIA = tmp_path / "media" / "private"
    sent: list[int] = []
    monkeypatch.setattr(carrying, "send", sent.append)
    return sent


@pytest.fixture(scope="module")
def shots() -> list[bytes]:
    """Four different photos."""
    return [saved(picture(400 + 10 * n, 300), "JPEG") for n in range(4)]


@pytest.fixture
def artist(institution):
    return make_artist(institution=institution, consents=False)


@pytest.fixture
def work(institution, artist):
    return make_artwork(artist=artist, photo=False, terms=(), reference="КП-12", registered_in=institution)


def a_zip(*parts: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return file.getvalue()


def sent(institution, *files: tuple[str, bytes]) -> Import:
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return carrying.take_in_photos(uploads, institution=institution, by=None)


def planned(institution, *files: tuple[str, bytes]) -> Import:
    return carrying.carry(sent(institution, *files).pk)


def written(institution, *files: tuple[str, bytes]) -> Import:
    work = planned(institution, *files)
    carrying.confirm(work, by=None, sent=False)
    return carrying.carry(work.pk)


def said(bundle: Import) -> list[tuple]:
    return [(row.verdict, row.plan.get("role"), row.reasons, row.notes) for row in bundle.rows.all()]


def test_a_preview_says_what_belongs_to_what_and_takes_nothing_in(institution, work, shots):
    bundle = planned(
        institution,
        ("КП-12.JPG", shots[0]),
        (f"{work.inventory_number} back.jpg", shots[1]),
        ("кп-12 (2).jpg", shots[2]),
        ("IMG_2034.jpg", shots[3]),
    )

    assert bundle.state == State.PLANNED
    assert said(bundle) == [
        ("new", "front", [], []),
        ("new", "back", [], []),
        ("new", "detail", [], [["beside", ""]]),
        ("wrong", None, [["no_work", ""]], []),
    ]
    assert [row.artwork for row in bundle.rows.all()] == [work, work, work, None]
    assert not Photo.objects.exists()


def test_what_is_confirmed_is_taken_in_once_and_the_same_again_changes_nothing(institution, work, shots):
    packed = (
        "photos.zip",
        a_zip(("a/КП-12.jpg", shots[0]), ("a/КП-12 back.jpg", shots[1]), ("a/КП-12 2.jpg", shots[2])),
    )

    bundle = written(institution, packed)
    again = written(institution, packed)

    assert (bundle.state, again.state, bundle.file_name) == (State.WRITTEN, State.WRITTEN, "photos.zip")
    assert sorted(Photo.objects.values_list("artwork", "role")) == [
        (work.pk, "back"), (work.pk, "detail"), (work.pk, "front"),
    ]  # fmt: skip
    assert said(again) == [("unchanged", role, [], [["there", ""]]) for role in ("front", "back", "front")]
    assert list(keeping.folder().iterdir()) == []


def test_one_photo_more_of_a_work_without_a_front_is_its_front(institution, work, shots):
    bundle = planned(institution, ("КП-12 (3).jpg", shots[0]), ("КП-12 (2).jpg", shots[1]))

    assert said(bundle) == [("new", "front", [], []), ("new", "detail", [], [["beside", ""]])]


def test_two_different_fronts_of_one_work_are_both_asked_about(institution, work, shots):
    bundle = planned(institution, ("КП-12.jpg", shots[0]), (f"{work.inventory_number}.jpg", shots[1]))

    assert said(bundle) == [("wrong", None, [["two_fronts", [1, 2]]], [])] * 2


def test_the_same_photo_twice_is_one(institution, work, shots):
    bundle = planned(institution, ("КП-12.jpg", shots[0]), ("КП-12 (2).jpg", shots[0]))

    assert said(bundle) == [("new", "front", [], []), ("unchanged", "front", [], [["same", 1]])]


def test_a_new_front_of_a_work_that_has_one_is_said(institution, work, shots):
    written(institution, ("КП-12.jpg", shots[0]))

    assert said(planned(institution, ("КП-12.jpg", shots[1]))) == [("new", "front", [], [["instead", ""]])]


def test_a_number_of_another_institution_is_as_unknown_as_none(institution, other_institution, work, shots):
    stranger = make_artist(institution=other_institution, consents=False)
    foreign = make_artwork(
        artist=stranger, photo=False, terms=(), reference="Б-1", registered_in=other_institution
    )

    names = (f"{foreign.inventory_number}.jpg", "Б-1.jpg", "10000-0.jpg")
    bundle = planned(institution, *((name, shots[0]) for name in names))

    assert said(bundle) == [("wrong", None, [["no_work", ""]], [])] * 3
    assert not Photo.objects.exists()


def test_a_number_that_two_works_answer_to_is_neithers(institution, artist, work, shots):
    make_artwork(
        artist=artist, photo=False, terms=(), reference=work.inventory_number, registered_in=institution
    )

    bundle = planned(institution, (f"{work.inventory_number}.jpg", shots[0]), ("КП-12.jpg", shots[1]))

    assert said(bundle) == [("wrong", None, [["two_works", ""]], []), ("new", "front", [], [])]


def test_every_number_of_a_work_recorded_twice_leads_to_it(institution, artist, work, shots):
    second = make_artwork(artist=artist, photo=False, terms=(), reference="КП-99", registered_in=institution)
    duplicates.merge(work, second)

    bundle = planned(institution, ("КП-99.jpg", shots[0]), (f"{second.inventory_number} back.jpg", shots[1]))

    assert [row.artwork for row in bundle.rows.all()] == [work, work]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("КП-12.jpg", b"not a photo", ["photo", "not_a_photo"]),
        ("КП-12.jpg", b"", ["photo", "empty"]),
        ("КП-12.jpg", b"\xff\xd8\xff" + b"0" * photos.HEAVIEST, ["photo", "too_heavy"]),
        ("КП-12.zip", b"PK\x03\x04", ["packed", ""]),
    ],
)
def test_what_cannot_be_taken_in_says_why(institution, work, shots, name, content, reason):
    bundle = planned(institution, ("photos.zip", a_zip((name, content), ("КП-12 back.jpg", shots[0]))))

    assert said(bundle) == [("wrong", None, [reason], []), ("new", "back", [], [])]


def test_what_only_looks_like_a_photo_is_found_out_when_it_is_developed(institution, work, shots):
    bundle = written(institution, ("КП-12.jpg", shots[0][:400]), ("КП-12 back.jpg", shots[1]))

    assert bundle.state == State.WRITTEN
    assert [row.verdict for row in bundle.rows.all()] == ["wrong", "new"]
    assert [row.reasons[0][0] for row in bundle.rows.filter(verdict="wrong")] == ["photo"]
    assert Photo.objects.get().role == "back"


def locked(name: str) -> bytes:
    """The flag of a password, in the entry and in the table of contents."""
    content = bytearray(a_zip((name, b"x")))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def link(name: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(name)
    part.create_system, part.external_attr = 3, 0o120777 << 16
    return part


def endless() -> bytes:
    """A table of contents said to be far larger than one that names photos."""
    content = bytearray(a_zip(*((f"{n}.jpg", b"") for n in range(zips.DIRECTORY // 46 + 1))))
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (lambda: a_zip(("../КП-12.jpg", b"x")), "unsafe_zip"),
        (lambda: a_zip(("/КП-12.jpg", b"x")), "unsafe_zip"),
        (lambda: a_zip(("C:/КП-12.jpg", b"x")), "unsafe_zip"),
        (lambda: a_zip((link("КП-12.jpg"), b"/etc/passwd")), "unsafe_zip"),
        (lambda: locked("КП-12.jpg"), "locked_zip"),
        (lambda: a_zip(*((f"{n}.jpg", b"") for n in range(10_000))), "too_many_photos"),
        (endless, "too_many_photos"),
        (lambda: a_zip(("КП-12.jpg", b"x"))[:-10], "damaged"),
        (lambda: a_zip(), "no_photos"),
        (lambda: b"%PDF-1.7", "not_photos"),
        (lambda: b"", "empty"),
    ],
)
def test_a_zip_that_means_harm_is_refused_with_a_sentence_and_leaves_nothing(institution, content, code):
    with pytest.raises(TableRefused) as refused:
        sent(institution, ("photos.zip", content()))

    assert refused.value.code == code
    assert str(refused.value)
    assert list(keeping.folder().iterdir()) == []
    assert not Import.objects.exists()


def test_a_table_of_contents_that_never_ends_is_not_read(tmp_path, monkeypatch):
    path = tmp_path / "photos.zip"
    path.write_bytes(endless())
    read: list[int] = []
    whole = zips._InPieces.read
    monkeypatch.setattr(zips._InPieces, "read", lambda self, size=-1: read.append(size) or whole(self, size))
    listed: list[object] = []
    monkeypatch.setattr(zips.zipfile.ZipInfo, "__init__", lambda self, *a: listed.append(self))

    with pytest.raises(TableRefused), pictures.opened(path):
        pass

    assert max(read) > zips.DIRECTORY
    assert listed == []


def test_what_says_it_unpacks_into_far_too_much_is_refused_unopened(institution, monkeypatch):
    monkeypatch.setattr(pictures, "UNPACKED", 1_000)

    with pytest.raises(TableRefused, match="ZIP"):
        sent(institution, ("photos.zip", a_zip(("1.jpg", b"0" * 600), ("2.jpg", b"0" * 600))))


def test_a_part_that_lies_about_its_size_gives_no_more_than_it_said(institution, work):
    """The size in the table of contents is the one that is believed, and no byte beyond it is unpacked."""
    content = bytearray(a_zip(("КП-12.jpg", b"\xff\xd8\xff" + b"0" * 5_000)))
    at = content.index(b"PK\x01\x02")
    content[at + 24 : at + 28] = struct.pack("<I", 100)

    bundle = planned(institution, ("photos.zip", bytes(content)))

    assert said(bundle) == [("wrong", None, [["photo", "damaged"]], [])]


@pytest.mark.parametrize("as_zip", [True, False])
def test_more_than_the_limit_is_not_kept(institution, monkeypatch, shots, as_zip):
    monkeypatch.setattr(bundles, "HEAVIEST", 1_000)
    files = [("a.zip", a_zip(("1.jpg", shots[0])))] if as_zip else [("1.jpg", shots[0]), ("2.jpg", shots[1])]

    with pytest.raises(TableRefused, match="1 ГБ"):
        sent(institution, *files)
    assert list(keeping.folder().iterdir()) == []


def test_it_can_be_stopped_between_photos_and_taken_up_again(institution, work, shots, carried):
    bundle = planned(institution, *((f"КП-12 detail {n}.jpg", shots[n]) for n in range(3)))
    carrying.confirm(bundle, by=None, sent=False)

    bundle = carrying.carry(bundle.pk, told=lambda done, whole: carrying.cancel(bundle))
    assert (bundle.state, Photo.objects.count()) == (State.CANCELLED, 1)
    carrying.resume(bundle)
    bundle = carrying.carry(bundle.pk)

    assert (bundle.state, Photo.objects.count()) == (State.WRITTEN, 3)


def test_killed_in_the_middle_it_goes_on_and_takes_each_photo_in_once(institution, work, shots, monkeypatch):
    bundle = planned(institution, *((f"КП-12 detail {n}.jpg", shots[n]) for n in range(3)))
    carrying.confirm(bundle, by=None, sent=False)
    keeps, calls = photos.keep, []

    def killed(*arguments, **more):
        kept = keeps(*arguments, **more)
        calls.append(kept)
        if len(calls) == 2:  # after the photo, before its row is marked
            raise KeyboardInterrupt
        return kept

    monkeypatch.setattr(photos, "keep", killed)
    with pytest.raises(KeyboardInterrupt):
        carrying.carry(bundle.pk)
    assert (Photo.objects.count(), bundle.rows.filter(written_at__isnull=False).count()) == (1, 1)

    assert carrying.carry(bundle.pk).state == State.WRITTEN
    assert Photo.objects.count() == 3


def test_a_work_that_left_since_the_preview_gets_no_photo(
    institution, other_institution, artist, work, shots
):
    bundle = planned(institution, ("КП-12.jpg", shots[0]))
    artist.institution = other_institution
    artist.save()
    carrying.confirm(bundle, by=None, sent=False)

    carrying.carry(bundle.pk)

    assert said(bundle) == [("wrong", None, [["meanwhile", "reference"]], [])]
    assert not Photo.objects.exists()


def test_a_file_that_is_gone_ends_it_with_a_sentence(institution, work, shots):
    bundle = planned(institution, ("КП-12.jpg", shots[0]))
    carrying.confirm(bundle, by=None, sent=False)
    keeping.file_of(bundle).unlink()

    bundle = carrying.carry(bundle.pk)

    assert (bundle.state, bundle.refusal) == (State.REFUSED, "damaged")


@pytest.mark.parametrize(
    ("guard", "change"),
    [
        ("import_kind_is_known", {"kind": "songs"}),
        ("photos_have_no_columns", {"kind": "photos"}),
        ("photos_have_no_columns", {"kind": "photos", "columns": [], "state": "asking"}),
    ],
)
def test_an_import_of_photos_that_cannot_be_is_refused(guard, change):
    make_import()

    with refused_by(guard):
        Import.objects.update(**change)


# --- The pages ---------------------------------------------------------------------------------------------------


@pytest.fixture
def page(client, cataloguer):
    client.force_login(cataloguer)
    client.cookies["django_language"] = "en"
    return client


def text(response) -> str:
    return response.content.decode()


def upload(page, institution, *files: tuple[str, bytes]):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return page.post(f"{ROOT}photos/", {"institution": institution.pk, "photos": uploads})


def test_from_the_files_to_the_record(
    page, institution, work, shots, carried, django_capture_on_commit_callbacks
):
    files = [("КП-12.jpg", shots[0]), ("КП-12 арты.jpg", shots[1]), ("IMG_1.jpg", shots[2])]
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload(page, institution, *files)
    bundle = Import.objects.get()
    address = f"{ROOT}{bundle.pk}/"
    assert (answer.url, carried) == (address, [bundle.pk])
    assert page.get(address).headers["Refresh"] == "2"
    assert page.get(f"{address}columns/").url == address

    carrying.carry(carried.pop())
    preview = text(page.get(address))
    assert "Take in 2 photos" in preview
    assert "No work of yours has the number" in preview
    assert work.inventory_number in preview
    assert "КП-12" not in text(page.get(f"{address}?verdict=wrong"))
    assert not Photo.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        page.post(f"{address}confirm/")
    assert "Taken in: 0 of 2" in text(page.get(address))
    carrying.carry(carried.pop())
    assert "Taken in: 2 of 2" in text(page.get(address))
    assert sorted(Photo.objects.values_list("artwork", "role", "uploaded_by__username")) == [
        (work.pk, "back", "cataloguer"),
        (work.pk, "front", "cataloguer"),
    ]


def test_nobody_sends_photos_into_another_institution(page, institution, other_institution, shots):
    assert upload(page, other_institution, ("1.jpg", shots[0])).status_code == 422
    assert not Import.objects.exists()


def test_nothing_chosen_and_what_is_refused_is_said_on_the_page(page, institution):
    nothing = page.post(f"{ROOT}photos/", {"institution": institution.pk})
    refused = upload(page, institution, ("a.zip", a_zip(("../a.jpg", b"x"))))

    assert (nothing.status_code, refused.status_code) == (422, 422)
    assert "Choose the photos first." in text(nothing)
    assert "This ZIP is not packed as photos are." in text(refused)


def test_what_a_file_is_called_stays_words(page, institution, work, shots):
    hostile = "<img src=x onerror=alert(1)>"

    bundle = planned(institution, (f"{hostile}.jpg", shots[0]))

    assert hostile not in text(page.get(f"{ROOT}{bundle.pk}/"))


def test_a_folder_costs_the_same_questions_for_one_photo_and_for_thirty(
    institution, artist, shots, django_assert_max_num_queries, tmp_path
):
    works = [make_artwork(artist=artist, photo=False, terms=()) for _ in range(30)]
    path = Path(tmp_path / "photos.zip")
    path.write_bytes(a_zip(*((f"{work.inventory_number}.jpg", shots[0]) for work in works)))

    with pictures.opened(path) as bundle, django_assert_max_num_queries(3):
        sights = list(bundles.look(bundle, institution))
        bundles.settle(sights)

    assert {sight.verdict for sight in sights} == {"new"}


def test_another_institution_learns_nothing_of_an_import_of_photos(page, shots):
    foreign = planned(make_institution(), ("1.jpg", shots[0]))

    assert page.get(f"{ROOT}{foreign.pk}/").status_code == 404


def test_too_many_files_at_once_are_answered_with_a_sentence(page, institution, settings, shots):
    settings.DATA_UPLOAD_MAX_NUMBER_FILES = 2

    answer = upload(page, institution, *((f"{n}.jpg", shots[0]) for n in range(3)))

    assert answer.status_code == 400
    assert "too many files at once" in text(answer)
