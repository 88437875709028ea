"""From a list to the record: planned, agreed to, written once, whatever happens in between."""

import datetime
import io
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from exhibitions import duplicates
from exhibitions.imports import carrying, keeping, lists
from exhibitions.imports.carrying import CannotImport
from exhibitions.models import Artwork, Import, ImportRow
from tests.factories import make_artist, make_artwork, make_import, make_institution, make_term
from tests.guards import refused_by

pytestmark = pytest.mark.django_db
State = Import.State

HEADER = "№;Номер автора;Аталышы;Название;Год;Размер;Техника"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.PRIVATE_MEDIA = tmp_path / "private"


@pytest.fixture
def artist(institution):
    return make_artist(institution=institution, consents=False)


def a_list(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join((header, *lines)).encode()


def planned(institution, content: bytes, *, artist=None, by=None) -> Import:
    work = carrying.take_in(io.BytesIO(content), name="тизме.csv", institution=institution, by=by)
    carrying.say_columns(work, [field for field, _unit in work.columns], artist=artist)
    return carrying.carry(work.pk)


def written(institution, content: bytes, **more) -> Import:
    work = planned(institution, content, **more)
    carrying.confirm(work, by=None, sent=False)
    return carrying.carry(work.pk)


def verdicts(work: Import) -> list[tuple]:
    return [(row.line, row.verdict, row.reasons) for row in work.rows.all()]


def test_a_preview_writes_nothing(institution, artist):
    work = planned(institution, a_list(f"1;{artist.number};Тоо;Гора;2024-жыл;60×40 см;холст"))

    assert work.state == State.PLANNED
    assert verdicts(work) == [(2, "new", [])]
    assert not Artwork.objects.exists()


def test_what_is_confirmed_is_written_with_its_words_and_its_index(institution, artist, cataloguer):
    line = f"А-17;{artist.number};Тоо;Гора;c.1990–2;24 1/2 × 16 in.;Холст, масло"
    work = written(institution, a_list(line), by=cataloguer)

    artwork = Artwork.objects.get()
    row = work.rows.get()
    assert work.state == State.WRITTEN
    assert (artwork.reference, artwork.registered_in, artwork.artist) == ("А-17", institution, artist)
    assert (artwork.title_ky, artwork.title_ru, artwork.technique_ru) == ("Тоо", "Гора", "Холст, масло")
    assert (artwork.made, artwork.made_from, artwork.made_to) == ("c.1990–2", 1990, 1992)
    assert (artwork.height_mm, artwork.width_mm, artwork.depth_mm) == (622, 406, None)
    assert artwork.added_by == cataloguer
    assert (row.original, row.artwork, row.notes) == (line.split(";"), artwork, [])
    assert not carrying.file_of(work).exists()


def test_what_is_not_understood_is_reported_kept_and_not_guessed(institution, artist):
    work = written(institution, a_list(f"1;{artist.number};Тоо;;90-е;Ø 30 см;"))

    artwork, row = Artwork.objects.get(), work.rows.get()
    assert (artwork.made, artwork.made_from, artwork.height_mm) == ("90-е", None, None)
    assert row.notes == [["made", "words"], ["size", "diameter"]]
    assert row.original[4:6] == ["90-е", "Ø 30 см"]


def test_the_same_file_again_changes_nothing(institution, artist):
    content = a_list(*(f"{n};{artist.number};Тоо {n};;2024;60×40 см;" for n in range(1, 6)))
    written(institution, content)
    before = list(Artwork.objects.order_by("pk").values())

    again = written(institution, content)

    assert carrying.counts(again) == {"new": 0, "changed": 0, "unchanged": 5, "wrong": 0}
    assert list(Artwork.objects.order_by("pk").values()) == before


def test_a_changed_cell_changes_its_field_and_an_empty_one_takes_nothing_away(institution, artist):
    written(institution, a_list(f"1;{artist.number};Тоо;Гора;2024;60×40 см;холст"))

    work = written(institution, a_list("1;;Ак тоо;;;;"))

    artwork = Artwork.objects.get()
    row = work.rows.get()
    assert (row.verdict, row.plan, row.before) == ("changed", {"title_ky": "Ак тоо"}, {"title_ky": "Тоо"})
    assert (artwork.title_ky, artwork.title_ru, artwork.made, artwork.height_mm) == (
        "Ак тоо",
        "Гора",
        "2024",
        600,
    )


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (";{artist};Тоо;;;;", ["no_reference", "reference"]),
        ("1;{artist};;Гора;;;", ["no_title", "title_ky"]),
        ("1;{artist};\u200b;Гора;;;", ["no_title", "title_ky"]),
        ("1;;Тоо;;;;", ["no_artist", "artist"]),
        ("1;10000-0;Тоо;;;;", ["unknown_artist", "artist"]),
        ("1;{artist};" + "т" * 5_000 + ";;;;", ["too_long", "title_ky"]),
        ("1;{artist};Тоо;;;;" + "x" * 201, ["too_long", "technique_ru"]),
        ("1;{artist};Тоо;;" + "2" * 41 + ";;", ["too_long", "made"]),
        ("x" * 61 + ";{artist};Тоо;;;;", ["too_long", "reference"]),
    ],
)
def test_a_wrong_row_has_its_reason_and_is_not_written(institution, artist, line, reason):
    work = written(institution, a_list(line.replace("{artist}", artist.number)))

    assert verdicts(work) == [(2, "wrong", [reason])]
    assert not Artwork.objects.exists()


def test_a_number_that_stands_twice_is_wrong_wherever_it_stands(institution, artist):
    work = written(institution, a_list(*(f"{n};{artist.number};Тоо;;;;" for n in (7, 8, 7))))

    twice = [["twice", [2, 4]]]
    assert verdicts(work) == [(2, "wrong", twice), (3, "new", []), (4, "wrong", twice)]
    assert [artwork.reference for artwork in Artwork.objects.all()] == ["8"]


def test_an_artist_of_another_institution_is_as_unknown_as_nobody(institution, other_institution):
    foreign = make_artist(institution=other_institution, consents=False)

    work = planned(institution, a_list(f"1;{foreign.number};Тоо;;;;", "2;99999-9;Тоо;;;;"))

    assert verdicts(work) == [(n, "wrong", [["unknown_artist", "artist"]]) for n in (2, 3)]


def test_the_same_reference_in_another_institution_says_nothing(institution, other_institution, artist):
    other = make_artist(institution=other_institution, consents=False)
    written(other_institution, a_list(f"1;{other.number};Башка;;;;"))

    work = written(institution, a_list(f"1;{artist.number};Тоо;;;;"))

    assert carrying.counts(work) == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}
    assert sorted(Artwork.objects.values_list("reference", "title_ky")) == [("1", "Башка"), ("1", "Тоо")]


def test_a_work_that_is_another_institutions_by_now_is_left_alone(institution, other_institution, artist):
    written(institution, a_list(f"1;{artist.number};Тоо;;;;"))
    artist.institution = other_institution
    artist.save()

    work = written(institution, a_list("1;;Ак тоо;;;;"))

    assert verdicts(work) == [(2, "wrong", [["elsewhere", "reference"]])]
    assert Artwork.objects.get().title_ky == "Тоо"


def test_a_list_never_gives_a_work_to_another_artist(institution, artist):
    second = make_artist(institution=institution, consents=False)
    written(institution, a_list(f"1;{artist.number};Тоо;;;;"))

    work = written(institution, a_list(f"1;{second.number};Тоо;;;;"))

    assert verdicts(work) == [(2, "wrong", [["other_artist", "artist"]])]


def test_the_chosen_artist_is_for_new_rows_that_name_none(institution, artist):
    chosen = make_artist(institution=institution, consents=False)

    written(institution, a_list(f"1;{artist.number};Тоо;;;;", "2;;Көл;;;;"), artist=chosen)

    assert dict(Artwork.objects.values_list("reference", "artist")) == {"1": artist.pk, "2": chosen.pk}


def test_what_changed_since_the_preview_is_not_overwritten(institution, artist):
    written(institution, a_list(f"1;{artist.number};Тоо;;;;", f"2;{artist.number};Көл;;;;"))
    work = planned(institution, a_list("1;;Ак тоо;;;;", "2;;Ак көл;;;;"))
    Artwork.objects.filter(reference="1").update(title_ky="Кызыл тоо")
    carrying.confirm(work, by=None, sent=False)

    carrying.carry(work.pk)

    assert verdicts(work) == [(2, "wrong", [["meanwhile", "reference"]]), (3, "changed", [])]
    assert dict(Artwork.objects.values_list("reference", "title_ky")) == {"1": "Кызыл тоо", "2": "Ак көл"}


def test_nothing_is_written_for_an_artist_who_left_since_the_preview(institution, other_institution, artist):
    work = planned(institution, a_list(f"1;{artist.number};Тоо;;;;"))
    artist.institution = other_institution
    artist.save()
    carrying.confirm(work, by=None, sent=False)

    carrying.carry(work.pk)

    assert verdicts(work) == [(2, "wrong", [["meanwhile", "reference"]])]
    assert not Artwork.objects.exists()


def test_killed_in_the_middle_it_goes_on_and_writes_each_row_once(institution, artist, monkeypatch):
    monkeypatch.setattr(lists, "BATCH", 10)
    work = planned(institution, a_list(*(f"{n};{artist.number};Тоо {n};;;;" for n in range(35))))
    carrying.confirm(work, by=None, sent=False)
    writes = lists._write_rows
    calls = []

    def killed(*arguments):
        writes(*arguments)
        calls.append(1)
        if len(calls) == 3:  # after the rows, before they are committed
            raise KeyboardInterrupt

    monkeypatch.setattr(lists, "_write_rows", killed)
    with pytest.raises(KeyboardInterrupt):
        carrying.carry(work.pk)
    assert (Artwork.objects.count(), work.rows.filter(written_at__isnull=False).count()) == (20, 20)

    work = carrying.carry(work.pk)

    assert work.state == State.WRITTEN
    assert sorted(Artwork.objects.values_list("reference", flat=True)) == sorted(map(str, range(35)))


def test_killed_while_planning_it_plans_again_from_the_start(institution, artist, monkeypatch):
    monkeypatch.setattr(lists, "BATCH", 2)
    work = carrying.take_in(
        io.BytesIO(a_list(*(f"{n};{artist.number};Тоо;;;;" for n in range(5)))),
        name="a.csv", institution=institution, by=None,
    )  # fmt: skip
    carrying.say_columns(work, [field for field, _unit in work.columns], artist=None)

    def killed(done, whole):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carrying.carry(work.pk, told=killed)
    assert work.rows.count() == 2

    assert carrying.counts(carrying.carry(work.pk))["new"] == 5


def test_it_can_be_stopped_between_steps_and_taken_up_again(institution, artist, monkeypatch):
    monkeypatch.setattr(lists, "BATCH", 2)
    work = planned(institution, a_list(*(f"{n};{artist.number};Тоо;;;;" for n in range(5))))
    carrying.confirm(work, by=None, sent=False)

    work = carrying.carry(work.pk, told=lambda done, whole: carrying.cancel(work))
    assert (work.state, Artwork.objects.count()) == (State.CANCELLED, 2)
    carrying.resume(work)
    work = carrying.carry(work.pk)

    assert (work.state, Artwork.objects.count()) == (State.WRITTEN, 5)


def test_what_ended_is_not_stopped_and_what_moves_is_not_taken_up(institution, artist):
    work = planned(institution, a_list(f"1;{artist.number};Тоо;;;;"))

    with pytest.raises(CannotImport):
        carrying.resume(work)
    carrying.confirm(work, by=None, sent=False)
    with pytest.raises(CannotImport):
        carrying.confirm(work, by=None, sent=False)
    with pytest.raises(CannotImport):
        carrying.resume(work)
    with pytest.raises(CannotImport):
        carrying.say_columns(work, ["reference"] + [""] * 6, artist=None)
    work = carrying.carry(work.pk)
    with pytest.raises(CannotImport):
        carrying.cancel(work)


def test_columns_need_a_reference_and_each_field_once_and_are_remembered(institution, artist):
    content = a_list(f"1;{artist.number};Тоо", header="Шыбага;Ким;Эмне")
    work = carrying.take_in(io.BytesIO(content), name="a.csv", institution=institution, by=None)

    for fields in (["", "artist", "title_ky"], ["reference", "title_ky", "title_ky"]):
        with pytest.raises(CannotImport):
            carrying.say_columns(work, fields, artist=None)
    carrying.say_columns(work, ["reference", "artist", "title_ky"], artist=None)
    again = carrying.take_in(io.BytesIO(content), name="a.csv", institution=institution, by=None)
    elsewhere = carrying.take_in(io.BytesIO(content), name="a.csv", institution=make_institution(), by=None)

    assert [field for field, _unit in again.columns] == ["reference", "artist", "title_ky"]
    assert [field for field, _unit in elsewhere.columns] == ["", "", ""]


def test_a_file_that_is_refused_leaves_nothing_behind(institution, settings):
    with pytest.raises(carrying.tables.TableRefused):
        carrying.take_in(io.BytesIO(b"%PDF-1.7"), name="a.pdf", institution=institution, by=None)

    assert list((settings.PRIVATE_MEDIA / "imports").iterdir()) == []
    assert not Import.objects.exists()


def test_a_file_that_breaks_off_below_is_refused_whole(institution, artist):
    broken = a_list(f"1;{artist.number};Тоо;;;;", *["2;;;;;;"] * 5, '"never closed')

    work = planned(institution, broken)

    assert (work.state, work.refusal, work.rows.count()) == (State.REFUSED, "quotes", 0)


def test_when_the_numbers_run_out_it_stops_and_says_so(institution, artist, monkeypatch):
    monkeypatch.setattr(lists, "NUMBERS", 1)

    work = written(institution, a_list(*(f"{n};{artist.number};Тоо;;;;" for n in range(2))))

    assert (work.state, work.refusal, Artwork.objects.count()) == (State.CANCELLED, "numbers", 0)


@pytest.mark.parametrize(
    ("guard", "change"),
    [
        ("import_state_is_known", {"state": "half"}),
        ("import_is_written_after_confirmation", {"state": "writing"}),
        ("import_is_written_after_confirmation", {"state": "written"}),
    ],
)
def test_an_import_that_cannot_be_is_refused(guard, change):
    make_import()

    with refused_by(guard):
        Import.objects.update(**change)


@pytest.mark.parametrize(
    ("guard", "change"),
    [
        ("import_verdict_is_known", {"verdict": "fine", "reasons": []}),
        ("import_row_is_wrong_for_a_reason", {"reasons": []}),
        ("import_row_is_wrong_for_a_reason", {"verdict": "new"}),
        ("import_row_is_written_where_it_changes", {"written_at": "2026-01-01T00:00Z"}),
    ],
)
def test_a_row_that_cannot_be_is_refused(guard, change):
    make_import()

    with refused_by(guard):
        ImportRow.objects.update(**change)


def test_a_line_is_planned_once():
    row = make_import().rows.get()

    with refused_by("one_row_per_line_of_an_import"):
        ImportRow.objects.create(parent=row.parent, line=row.line, original=[], verdict="new")


def test_a_reference_is_one_works_in_its_register(institution):
    first, second = (make_artwork(photo=False, terms=()) for _ in range(2))
    Artwork.objects.filter(pk=first.pk).update(reference="1", registered_in=institution)

    with refused_by("one_artwork_per_reference"):
        Artwork.objects.filter(pk=second.pk).update(reference="1", registered_in=institution)
    with refused_by("artwork_reference_has_its_register"):
        Artwork.objects.filter(pk=second.pk).update(reference="1")
    Artwork.objects.filter(pk=second.pk).update(reference="1", registered_in=make_institution())


# --- Terms, languages, descriptions -----------------------------------------------------------------------------


def test_words_of_the_field_come_in_as_terms_in_any_language_or_by_their_short_names(institution, artist):
    make_term("painting", "kind", label_ky="Сүрөт", label_ru="Живопись", label_en="Painting")
    make_term("oil", "medium", label_ky="Майлуу боёк", label_ru="Масло", label_en="Oil")
    make_term("canvas", "support", label_ky="Кенеп", label_ru="Холст", label_en="Canvas")
    header = "№;Номер автора;Аталышы;Вид работы;Medium (term);Негизи;Story told in;Alt text (English)"

    work = written(
        institution, a_list(f"1;{artist.number};Тоо;живопись;oil;КЕНЕП;по-немецки;A mountain.", header=header)
    )

    artwork, row = Artwork.objects.get(), work.rows.get()
    assert sorted(artwork.terms.values_list("slug", flat=True)) == ["canvas", "oil", "painting"]
    assert (artwork.told_in, artwork.alt_en) == ("", "A mountain.")
    assert row.notes == [["told_in", "unknown_word", "по-немецки"]]


def test_a_facet_with_an_unknown_word_is_left_as_it_is_and_the_others_change(institution, artist):
    oil = make_term("oil", "medium", label_ky="Майлуу боёк")
    pencil = make_term("pencil", "medium", label_ky="Карандаш")
    canvas = make_term("canvas", "support", label_ky="Кенеп")
    header = "№;Номер автора;Аталышы;Medium (term);Support"
    written(institution, a_list(f"1;{artist.number};Тоо;oil;", f"2;{artist.number};Көл;oil;", header=header))

    work = written(institution, a_list('1;;;"oil, ушул";canvas', "2;;;pencil;", header=header))

    assert [row.notes for row in work.rows.all()] == [[["term_medium", "unknown_word", "ушул"]], []]
    assert [row.before for row in work.rows.all()] == [{"term_support": []}, {"term_medium": ["oil"]}]
    kept = {work.reference: set(work.terms.all()) for work in Artwork.objects.all()}
    assert kept == {"1": {oil, canvas}, "2": {pencil}}


# --- One work, several numbers -----------------------------------------------------------------------------------


def merged(institution, artist) -> tuple[Artwork, Artwork]:
    written(institution, a_list(f"А;{artist.number};Тоо;;;;", f"Б;{artist.number};Тоо;;;;"))
    keep, drop = Artwork.objects.get(reference="А"), Artwork.objects.get(reference="Б")
    duplicates.merge(keep, drop)
    return keep, drop


def test_a_number_that_was_dropped_leads_to_the_work_that_stayed(institution, artist):
    keep, drop = merged(institution, artist)

    work = written(institution, a_list("Б;;Ак тоо;;;;"))

    assert verdicts(work) == [(2, "changed", [])]
    assert work.rows.get().artwork == keep
    assert dict(Artwork.objects.values_list("pk", "title_ky")) == {keep.pk: "Ак тоо", drop.pk: "Тоо"}


def test_both_numbers_of_one_work_in_one_list_are_asked_about(institution, artist):
    merged(institution, artist)

    work = written(institution, a_list("А;;Ак тоо;;;;", "Б;;Кара тоо;;;;"))

    assert verdicts(work) == [(n, "wrong", [["one_work", [2, 3]]]) for n in (2, 3)]


def test_works_merged_since_the_preview_are_left_alone(institution, artist):
    written(institution, a_list(f"А;{artist.number};Тоо;;;;", f"Б;{artist.number};Тоо;;;;"))
    work = planned(institution, a_list("Б;;Ак тоо;;;;"))
    duplicates.merge(Artwork.objects.get(reference="А"), Artwork.objects.get(reference="Б"))
    carrying.confirm(work, by=None, sent=False)

    carrying.carry(work.pk)

    assert verdicts(work) == [(2, "wrong", [["meanwhile", "reference"]])]
    assert set(Artwork.objects.values_list("title_ky", flat=True)) == {"Тоо"}


def test_a_work_is_known_by_our_number_too_if_both_numbers_are_its_own(
    institution, other_institution, artist
):
    written(institution, a_list(f"А;{artist.number};Тоо;;;;", f"Б;{artist.number};Көл;;;;"))
    first, second = (Artwork.objects.get(reference=name).inventory_number for name in "АБ")
    foreign = make_artwork(
        artist=make_artist(institution=other_institution, consents=False), photo=False, terms=()
    )

    lines = (
        f"{first};;Ак тоо",
        f"{second};А;Ак көл",
        f"{foreign.inventory_number};;x",
        "10000-0;;x",
        "10000-0;В;x",
    )
    work = written(institution, a_list(*lines, header="Kyl kalem number;Reference;Аталышы"))

    unknown = [["unknown_number", "number"]]
    assert verdicts(work) == [
        (2, "changed", []),
        (3, "wrong", [["two_numbers", "reference"]]),
        *((n, "wrong", unknown) for n in (4, 5, 6)),
    ]
    assert sorted(Artwork.objects.exclude(pk=foreign.pk).values_list("title_ky", flat=True)) == [
        "Ак тоо",
        "Көл",
    ]


def test_years_set_by_hand_stay_as_long_as_the_words_do(institution, artist):
    written(institution, a_list(f"1;{artist.number};Тоо;;ок. 2019;;"))
    Artwork.objects.update(made_from=2015, made_to=2020)

    work = written(institution, a_list("1;;;;ок. 2019;;"))

    assert carrying.counts(work)["unchanged"] == 1
    assert Artwork.objects.get().made_from == 2015


# --- What nobody went on with ------------------------------------------------------------------------------------


def aged(work: Import, days: int, **fields) -> Path:
    then = timezone.now() - datetime.timedelta(days=days)
    Import.objects.filter(pk=work.pk).update(added_at=then, beat_at=then, **fields)
    path = keeping.file_of(work)
    if path.exists():
        os.utime(path, (then.timestamp(), then.timestamp()))
    return path


@pytest.mark.parametrize("state", [State.ASKING, State.PLANNING, State.PLANNED, State.CANCELLED])
def test_a_file_nobody_went_on_with_for_a_month_goes_and_says_so(institution, artist, state):
    old, young = (planned(institution, a_list(f"1;{artist.number};Тоо;;;;")) for _ in range(2))
    gone, kept = aged(old, 31, state=state), aged(young, 29, state=state)

    assert keeping.sweep() == 1

    assert (gone.exists(), kept.exists()) == (False, True)
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.state, old.refusal, young.state) == (State.REFUSED, "expired", state)
    with pytest.raises(CannotImport):
        carrying.resume(old)


def test_an_import_that_is_old_but_moves_keeps_its_file(institution, artist):
    work = planned(institution, a_list(f"1;{artist.number};Тоо;;;;"))
    path = aged(work, 60, state=State.PLANNING)
    Import.objects.update(beat_at=timezone.now())

    assert keeping.sweep() == 0
    assert path.exists()


def test_a_file_that_no_import_names_goes_after_a_day(institution, artist):
    living = planned(institution, a_list(f"1;{artist.number};Тоо;;;;"))
    aged(living, 2)
    stray, fresh = keeping.folder() / "stray", keeping.folder() / "fresh"
    for path in (stray, fresh):
        path.write_bytes(b"x")
    then = (timezone.now() - datetime.timedelta(days=2)).timestamp()
    os.utime(stray, (then, then))

    call_command("forget", stdout=io.StringIO())

    assert sorted(keeping.folder().iterdir()) == sorted([fresh, keeping.file_of(living)])


def test_without_a_folder_there_is_nothing_to_sweep():
    assert keeping.sweep() == 0


# --- The command -------------------------------------------------------------------------------------------------


def command(path: Path, **options) -> str:
    said = io.StringIO()
    call_command("import_artworks", path, stdout=said, **options)
    return said.getvalue()


def test_the_command_counts_on_a_dry_run_and_writes_without(institution, artist, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(a_list(f"1;{artist.number};Тоо;;;;", "2;;Көл;;;;"))

    said = command(path, institution=institution.code, dry_run=True)
    assert "1 new, 0 changed, 0 unchanged, 1 wrong" in said
    assert not Artwork.objects.exists()

    assert "written 2 of 2" in command(path, institution=institution.code, artist=artist.number)
    assert Artwork.objects.count() == 2


def test_the_command_says_what_is_missing(institution, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes(b"a,b\n1,2\n")

    for options in ({}, {"institution": "nowhere"}, {"institution": institution.code},
                    {"institution": institution.code, "artist": "10000-0"}):  # fmt: skip
        with pytest.raises(CommandError):
            command(path, **options)
    with pytest.raises(CommandError):
        command(tmp_path / "none.csv", institution=institution.code)
    assert not Import.objects.exists()


def test_the_command_takes_up_what_was_stopped(institution, artist):
    work = planned(institution, a_list(f"1;{artist.number};Тоо;;;;"))
    carrying.confirm(work, by=None, sent=False)

    call_command("import_artworks", resume=work.pk, stdout=io.StringIO())

    assert Artwork.objects.get().reference == "1"
