"""The way of a list through the pages, as a cataloguer walks it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from exhibitions.imports import carrying, columns
from exhibitions.imports.tables import opened
from exhibitions.models import Artwork, Import
from tests.factories import make_artist, make_import

pytestmark = pytest.mark.django_db
ROOT = "/admin/exhibitions/import/"


@pytest.fixture(autouse=True)
def carried(settings, tmp_path, monkeypatch, django_capture_on_commit_callbacks):
    """What a process of its own would do is kept in a list, and done when a test asks for it."""
    settings.PRIVATE_MEDIA = tmp_path / "private"
    sent: list[int] = []
    monkeypatch.setattr(carrying, "send", sent.append)
    return sent


@pytest.fixture
def artist(institution):
    return make_artist(institution=institution, consents=False)


@pytest.fixture
def page(client, cataloguer):
    client.force_login(cataloguer)
    client.cookies["django_language"] = "en"
    return client


def text(response) -> str:
    return response.content.decode()


def upload(page, institution, content: bytes, name: str = "list.csv"):
    return page.post(
        f"{ROOT}new/", {"institution": institution.pk, "file": SimpleUploadedFile(name, content)}
    )


def mapped(page, work: Import, *fields: str, artist: str = ""):
    answers = {f"column_{place}": field for place, field in enumerate(fields)}
    return page.post(f"{ROOT}{work.pk}/columns/", answers | {"artist": artist})


def test_from_the_file_to_the_record(page, institution, artist, carried, django_capture_on_commit_callbacks):
    content = (
        f"No;Artist number;Title (Kyrgyz);Size\n1;{artist.number};Тоо;60×40 см\n2;;Көл;Ø 30 см\n".encode()
    )

    sent = upload(page, institution, content)
    work = Import.objects.get()
    assert sent.url == f"{ROOT}{work.pk}/columns/"
    assert "60×40 см · Ø 30 см" in text(page.get(f"{ROOT}{work.pk}/columns/"))
    with django_capture_on_commit_callbacks(execute=True):
        assert mapped(page, work, "reference", "artist", "title_ky", "size").url == f"{ROOT}{work.pk}/"
    waits = page.get(f"{ROOT}{work.pk}/")
    assert (waits.headers["Refresh"], carried) == ("2", [work.pk])

    carrying.carry(carried.pop())
    preview = page.get(f"{ROOT}{work.pk}/")
    assert "Refresh" not in preview.headers
    assert "Write 1 rows" in text(preview)
    assert "No artist is named." in text(preview)
    assert "only a diameter is given" in text(preview)
    assert "Тоо" not in text(page.get(f"{ROOT}{work.pk}/?verdict=wrong"))
    assert not Artwork.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        page.post(f"{ROOT}{work.pk}/confirm/")
    assert "Written: 0 of 1" in text(page.get(f"{ROOT}{work.pk}/"))
    carrying.carry(carried.pop())
    assert "Written: 1 of 1" in text(page.get(f"{ROOT}{work.pk}/"))
    assert (Artwork.objects.get().title_ky, Import.objects.get().confirmed_by.username) == (
        "Тоо",
        "cataloguer",
    )


def test_it_is_stopped_and_taken_up_again(
    page, institution, artist, carried, django_capture_on_commit_callbacks
):
    work = make_import(institution=institution)

    page.post(f"{ROOT}{work.pk}/cancel/")
    assert "Go on" in text(page.get(f"{ROOT}{work.pk}/"))
    with django_capture_on_commit_callbacks(execute=True):
        page.post(f"{ROOT}{work.pk}/resume/")

    work.refresh_from_db()
    assert (work.state, carried) == ("planning", [work.pk])


def test_what_stands_still_can_be_taken_up_and_what_moves_is_followed(page, institution):
    work = make_import(institution=institution, state="planning")

    response = page.get(f"{ROOT}{work.pk}/")

    assert "Nothing has moved" in text(response)
    assert "Go on" in text(response)
    assert "Refresh" not in response.headers


def test_wrong_rows_come_back_as_they_were_and_are_read_again_once_mended(
    page, institution, artist, tmp_path
):
    content = b"No;Title (Kyrgyz)\n=1+1;\xd0\xa2\xd0\xbe\xd0\xbe\n"
    upload(page, institution, content)
    work = Import.objects.get()
    mapped(page, work, "reference", "title_ky")
    carrying.carry(work.pk)

    answer = page.get(f"{ROOT}{work.pk}/wrong/").content
    sheet = load_workbook(io.BytesIO(answer)).active
    assert [[cell.value for cell in row] for row in sheet.rows] == [
        ["No", "Title (Kyrgyz)", "What is wrong"],
        ["=1+1", "Тоо", "No artist is named."],
    ]
    assert {cell.data_type for row in sheet.rows for cell in row} == {"s"}
    upload(page, institution, answer, "wrong-rows.xlsx")
    again = Import.objects.first()
    mapped(page, again, "reference", "title_ky", "", artist=artist.number)
    assert carrying.counts(carrying.carry(again.pk))["new"] == 1


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_the_template_of_each_language_comes_back_understood(page, language, tmp_path):
    path = tmp_path / "template.xlsx"
    path.write_bytes(page.get(f"{ROOT}template/?in={language}").content)

    with opened(path) as table:
        assert [column.field for column in columns.suggest(table.header, {})] == list(columns.TEMPLATE)


def test_a_file_that_is_no_list_is_refused_with_its_sentence(page, institution):
    response = upload(page, institution, b"%PDF-1.7 not a list", "list.pdf")

    assert response.status_code == 422
    assert "This file is not a list." in text(response)
    assert not Import.objects.exists()


def test_columns_and_artist_are_checked(page, institution, other_institution):
    work = make_import(institution=institution, state="asking")
    foreign = make_artist(institution=other_institution, consents=False)

    assert "Say which column holds your own numbers" in text(mapped(page, work, "", "title_ky"))
    answers = [mapped(page, work, "reference", "title_ky", artist=n) for n in (foreign.number, "99999-9")]
    assert all("This institution has no artist with this number." in text(answer) for answer in answers)
    assert {answer.status_code for answer in answers} == {422}


def test_nobody_sends_a_list_into_another_institution(page, institution, other_institution):
    response = upload(page, other_institution, b"No,Title\n1,a\n")

    assert response.status_code == 422
    assert not Import.objects.exists()


def test_what_a_list_says_stays_words(page, institution):
    hostile = '<script>alert("x")</script>'
    work = make_import(institution=institution, file_name=f"{hostile}.csv", header=[hostile, "b"])
    work.rows.update(original=[hostile, "b"], reference=hostile)

    for address in (ROOT, f"{ROOT}{work.pk}/", f"{ROOT}{work.pk}/columns/"):
        assert hostile not in text(page.get(address)), address


def test_a_page_of_rows_costs_the_same_for_one_and_for_fifty(
    page, institution, django_assert_max_num_queries
):
    work = make_import(institution=institution)
    row = work.rows.get()
    for line in range(3, 90):
        row.pk, row.line = None, line
        row.save(force_insert=True)

    with django_assert_max_num_queries(12):
        assert 'rel="next"' in text(page.get(f"{ROOT}{work.pk}/?verdict=wrong"))
