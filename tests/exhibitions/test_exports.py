"""The list of works as a spreadsheet: no cell of it is a formula, and sent back as it is, it changes nothing."""

import io

import pytest
from django.utils.translation import override
from openpyxl import load_workbook

from exhibitions import exports
from exhibitions.imports import carrying
from exhibitions.models import Artwork, Import
from tests.factories import make_artist, make_artwork, make_term

pytestmark = pytest.mark.django_db

HOSTILE = (
    "=1+1", "+1", "-1", "@SUM(1)", "=HYPERLINK(\"http://example.com\";\"x\")", "=cmd|' /C calc'!A0", "\t=1", "'=1",
    "«“\"'”»", "a;b,c\td", "#N/A", "TRUE", "007", "1e5", "2024-01-02", "+996 555", "＝1", "Ж" * 300, "а\u0306",
)  # fmt: skip


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.PRIVATE_MEDIA = tmp_path / "private"


@pytest.fixture
def works(institution) -> list[Artwork]:
    artist = make_artist(institution=institution, consents=False)
    known = (
        make_term("oil", "medium", label_ky="=Майлуу, боёк", label_ru="Масло", label_en="Oil; paint"),
        make_term("pencil", "medium", label_ky="Карандаш", label_ru="Масло"),
        make_term("canvas", "support", label_ky="Кенеп"),
    )
    terms = tuple(term.slug for term in known)
    made = [
        make_artwork(
            artist=artist, photo=False, terms=terms[: place % 4], title_ky=text, title_ru=text, title_en=text,
            technique_ky=text[:200], made=text[:40], made_from=1990, made_to=1999, alt_ru=text, told_in="ru",
            story_ky=f"{text}\n\n=1+1\n\t{text}", height_mm=600, width_mm=400, depth_mm=place or None,
            reference=text[:60] if place % 2 else "", registered_in=institution if place % 2 else None,
        )
        for place, text in enumerate(HOSTILE)
    ]  # fmt: skip
    bare = make_artwork(
        artist=artist, photo=False, terms=(), is_draft=True, title_ky="", title_ru="", title_en=""
    )
    return [*made, bare]


def everything() -> list[tuple]:
    rows = Artwork.objects.order_by("pk")
    return [(values, sorted(work.terms.values_list("slug", flat=True)))
            for values, work in zip(rows.values(), rows, strict=True)]  # fmt: skip


def sent_back(institution, content: bytes) -> Import:
    work = carrying.take_in(io.BytesIO(content), name="artworks.xlsx", institution=institution, by=None)
    carrying.say_columns(work, [field for field, _unit in work.columns], artist=None)
    carrying.carry(work.pk)
    if Import.objects.get(pk=work.pk).state == Import.State.PLANNED:
        carrying.confirm(work, by=None, sent=False)
    return carrying.carry(work.pk)


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_sent_back_as_it_is_it_changes_nothing(institution, works, language):
    before = everything()
    with override(language):
        content = exports.artworks(Artwork.objects.order_by("pk"))

    work = sent_back(institution, content)

    assert carrying.counts(work) == {"new": 0, "changed": 0, "unchanged": len(works), "wrong": 0}
    assert {name for row in work.rows.all() for name, *_why in row.notes} == {
        "made"
    }  # words that are no year
    assert everything() == before


def test_what_was_mended_in_it_changes_and_nothing_else(institution, works):
    with override("ky"):
        book = load_workbook(io.BytesIO(exports.artworks(Artwork.objects.order_by("pk"))))
    names = [cell.value for cell in book.active[1]]
    book.active.cell(row=3, column=names.index("Аталышы (орусча)") + 1).value = "Гора"
    mended = io.BytesIO()
    book.save(mended)

    work = sent_back(institution, mended.getvalue())

    assert [(row.line, row.plan) for row in work.rows.filter(verdict="changed")] == [
        (3, {"title_ru": "Гора"})
    ]
    assert carrying.counts(work)["unchanged"] == len(works) - 1


def test_no_cell_is_a_formula(works):
    for sheet in load_workbook(io.BytesIO(exports.artworks(Artwork.objects.all()))):
        assert {cell.data_type for row in sheet.rows for cell in row} <= {"s", "inlineStr", "n", "d"}
        assert {cell.value for row in sheet.rows for cell in row} >= {"=1+1", "@SUM(1)"}


def test_the_number_of_another_institutions_register_stays_there(works, other_institution):
    artist = works[1].artist
    artist.institution = other_institution
    artist.save()

    sheet = load_workbook(io.BytesIO(exports.artworks(Artwork.objects.filter(pk=works[1].pk)))).active

    assert sheet["A2"].value == works[1].inventory_number
    assert sheet["B2"].value is None


def test_it_asks_the_same_for_one_work_and_for_twenty(works, django_assert_num_queries):
    for count in (1, len(works)):
        with django_assert_num_queries(3):
            exports.artworks(Artwork.objects.filter(pk__in=[work.pk for work in works[:count]]))
