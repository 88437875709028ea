"""Wall labels: what a visitor reads on the paper, what a telephone reads, and what nobody may read there."""

import json

import pytest
from django.test import Client
from django.utils import timezone

from exhibitions import publishing, recall
from exhibitions.models import Artwork, Exhibit, Print
from exhibitions.papers import labels, paper
from inmates import consent
from inmates.levels import Level
from inmates.models import Purpose
from staff.models import Membership
from tests.canary.detector import hits
from tests.canary.planting import WORDS, plant
from tests.exhibitions.papers.reading import Sheets, cell, inside, touch
from tests.factories import (
    HOUR,
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_institution,
    make_policy,
    make_user,
    publish,
)
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

DOT = (85.0, 6.0, 98.0, 19.0)  # mm, from the label's corner
LETTERS = "Өзөндүн боюнда жаңы үйлөр: ЁёҢңӨөҮү № "


@pytest.fixture
def show():
    return make_exhibition(code="ak", opens_at=timezone.now() + HOUR)


def hang(show, artist=None, *, price=850_000, number=None, **words):
    artwork = make_artwork(artist=artist or make_artist(), photo=False, **words)
    return make_exhibit(exhibition=show, artwork=artwork, price=price, catalogue_number=number)


def printed(show, by) -> Sheets:
    return Sheets(labels.give_out(labels.of(show, by), title="Ак жол", by=by))


def shown(label) -> dict:
    """What stands on a label, beside its number and address."""
    return {name: getattr(label, name) for name in ("title", "maker", "technique", "size", "made", "price")}


def test_a_label_says_what_the_public_may_read_and_the_price_of_tomorrow(show, organiser):
    artist = make_artist(level=Level.FIRST_NAME_INITIAL, name="Нурлан К.")
    hang(
        show,
        artist,
        title_ky="Ак жол",
        title_ru="Белая дорога",
        title_en="White road",
        made="2025",
        height_mm=505,
    )

    (label,) = labels.of(show, organiser)

    assert label.shown == "name"
    assert label.address.endswith("/ak1")
    assert shown(label) == {
        "title": {"ky": "Ак жол", "ru": "Белая дорога", "en": "White road"},
        "maker": {"ky": "Нурлан К.", "ru": "", "en": ""},
        "technique": {"ky": "Кенеп, майлуу боёк", "ru": "", "en": ""},
        "size": "50,5\xa0×\xa070\xa0см",
        "made": "2025",
        "price": "8\xa0500\xa0сом",
    }


def test_whoever_is_not_named_is_spoken_of_in_three_languages(show, organiser):
    hang(show)

    (label,) = labels.of(show, organiser)

    assert (label.shown, label.maker) == (
        "nobody",
        {
            "ky": "Автор атын атабоону суранган",
            "ru": "Автор попросил не называть имени",
            "en": "The artist asked not to be named",
        },
    )


def test_without_the_artists_yes_to_selling_a_label_has_no_price(show, organiser):
    exhibit = hang(show)
    answer = exhibit.artwork.artist.consents.get(purpose=Purpose.SELL)
    consent.withdraw(answer, by=organiser, reason="каалабады")

    sheets = printed(show, organiser)

    assert "сатылбайт" in sheets.text
    assert "сом" not in sheets.text


def test_eight_stand_on_a_sheet_of_a4_within_half_a_millimetre(show, organiser):
    for _number in range(9):
        hang(show)

    sheets = printed(show, organiser)

    assert len(sheets.pages) == 2
    assert sheets.size() == pytest.approx((210, 297), abs=0.5)
    middle = lambda one, way: (one[way] + one[way + 2]) / 2  # noqa: E731
    down = sorted(middle(one, 0) for one in sheets.lines() if one[3] - one[1] > 200)
    across = sorted(middle(one, 1) for one in sheets.lines() if one[2] - one[0] > 200)
    assert down == pytest.approx([0, 105, 210], abs=0.5)
    assert across == pytest.approx([0, 74, 148, 222, 296], abs=0.55)
    assert [len(sheets.symbols(number)) for number in (0, 1)] == [8, 1]


def test_a_sheet_that_was_begun_is_used_up_from_its_first_free_place(show, organiser):
    for _number in range(4):
        hang(show)
    found = labels.of(show, organiser)

    sheets = Sheets(labels.give_out(found, title="Ак жол", by=organiser, first=6))

    assert [len(sheets.symbols(number)) for number in (0, 1)] == [3, 1]
    # In the second row of two, on the right; then the two of the last row; then the top of the next sheet.
    rows = [sorted(round(code.bottom) // 74 for code in sheets.symbols(number)) for number in (0, 1)]
    assert rows == [[2, 3, 3], [0]]
    drawn = [one for one in sheets.lines() if one[1] < 140 and one[3] < 147]
    assert drawn == []  # nothing is drawn where the labels are gone


@pytest.mark.parametrize("per_inch", [300, 150, 75])
def test_a_telephone_reads_each_symbol_and_finds_the_short_address(show, organiser, settings, per_inch):
    settings.PUBLIC_URL = "https://kylkalem.example"
    for number in (17, 18, 299):
        hang(show, number=number)

    sheets = printed(show, organiser)
    found = sheets.symbols(per_inch=per_inch)

    assert {code.text for code in found} == {f"https://kylkalem.example/ak{n}" for n in (17, 18, 299)}
    assert all(code.right - code.left > 25 and code.bottom - code.top > 25 for code in found)
    assert "kylkalem.example/ak299" in sheets.text


def test_the_address_under_the_symbol_leads_to_the_work(show, organiser, client):
    hang(show, number=17)

    (label,) = labels.of(show, organiser)
    answer = client.get("/" + label.address.rpartition("/")[2], headers={"accept-language": "ky"})

    assert (answer.status_code, answer.url) == (302, f"/ky/e/{show.slug}/17/")


def test_the_kyrgyz_title_stands_first_and_largest(show, organiser):
    hang(show, title_ky="Ак жол", title_ru="Белая дорога", title_en="White road")
    hang(show, title_ky="Жайлоодогу түш убагы, атам айткан жомок", title_ru="Полдень", title_en="Noon")

    sheets = printed(show, organiser)

    for place, (title, second) in enumerate((("Ак", "Белая"), ("Жайлоодогу", "Полдень"))):
        here = [letter for letter in sheets.letters() if inside(letter, cell(place))]
        said = "".join(letter.text for letter in here)
        first, other = here[said.index(title)], here[said.index(second)]
        assert first.points >= 18
        assert first.points > other.points
        assert first.top < other.top


def counted(words: str, length: int) -> str:
    """No two lines alike: what stands twice, a reader of PDF may take for one."""
    return " ".join(f"{words} {number}" for number in range(100, 200))[:length].strip()


def longest() -> dict[str, str]:
    return {
        "title_ky": counted("Өзөндүн боюнда жаңы үйлөр", 300),
        "title_ru": counted("Дома у реки, щедрое солнце", 300),
        "title_en": counted("Wide windows, warm walls", 300),
        "technique_ky": counted("Кенеп, майлуу боёк", 200),
        "technique_ru": counted("Холст, масло", 200),
        "technique_en": counted("Oil on canvas", 200),
        "made": counted("2025 кыш", 40),
    }


UNBROKEN = {name: text.replace(" ", "") for name, text in longest().items()}


@pytest.mark.parametrize("words", [longest(), UNBROKEN], ids=["sentences", "one word"])
@pytest.mark.parametrize("price", [98_765_400, None])
def test_the_longest_words_shrink_and_none_leaves_its_label_or_lies_on_another(
    show, organiser, settings, words, price
):
    settings.PUBLIC_URL = "https://korgozmo.kylkalem.penitentiary.gov.example"
    for _place in range(8):
        hang(show, price=price, **words)

    sheets = printed(show, organiser)

    assert len(sheets.pages) == 1
    assert len(sheets.symbols()) == 8
    letters = sheets.letters()
    for place in range(8):
        box = cell(place)
        here = [letter for letter in letters if touch(letter, box)]
        assert all(inside(letter, box, margin=4) for letter in here)
        said = "".join(letter.text for letter in here)
        for text in words.values():
            assert text.replace(" ", "") in said  # nothing is cut
        overlapping = [(one, other) for one, other in neighbours(here) if lie_on_each_other(one, other)]
        assert overlapping == []


def neighbours(letters):
    """Pairs whose lines are near enough to meet."""
    for index, one in enumerate(letters):
        for other in letters[index + 1 :]:
            if one.top < other.bottom and one.bottom > other.top:
                yield one, other


def lie_on_each_other(one, other) -> bool:
    wide = min(one.right, other.right) - max(one.left, other.left)
    high = min(one.bottom, other.bottom) - max(one.top, other.top)
    smaller = min((each.right - each.left) * (each.bottom - each.top) for each in (one, other))
    return wide > 0 and high > 0 and wide * high > 0.3 * smaller


@pytest.mark.parametrize("words", [{}, longest(), UNBROKEN], ids=["ordinary", "long", "one word"])
def test_a_dot_covers_no_word_and_no_word_lies_on_the_symbol(show, organiser, words):
    for place in range(8):
        hang(show, price=850_000 if place % 2 else None, **words)

    sheets = printed(show, organiser)

    circles = [one for one in sheets.lines() if 11 < one[2] - one[0] < 14 and 11 < one[3] - one[1] < 14]
    assert len(circles) == 8
    for place in range(8):
        left, top, _right, _bottom = cell(place)
        dot = (left + DOT[0], top + DOT[1], left + DOT[2], top + DOT[3])
        assert any(dot[0] <= one[0] and one[2] <= dot[2] for one in circles)
        code = next(code for code in sheets.symbols() if inside(code, cell(place)))
        quiet = (code.left - 2.5, code.top - 2.5, code.right + 2.5, code.bottom + 0.8)
        for letter in sheets.letters():
            assert not touch(letter, dot), letter
            assert not touch(letter, quiet), letter


def test_every_letter_of_kyrgyz_can_be_read_and_copied(show, organiser):
    hang(show, title_ky=LETTERS.strip(), title_ru="Ёлка № 5", title_en="A “tree”")

    said = " ".join(printed(show, organiser).text.split())

    assert LETTERS.strip() in said
    assert "Ёлка № 5" in said


def test_the_same_labels_are_the_same_bytes(show, organiser):
    hang(show)
    found = labels.of(show, organiser)

    first, second = (labels.give_out(found, title="Ак жол", by=organiser) for _time in range(2))

    assert first == second


def test_a_sheet_is_tagged_for_those_who_listen_to_it(show, organiser):
    hang(show)

    sheets = printed(show, organiser)

    assert sheets.is_tagged()
    assert sheets.document.get_metadata_dict()["Title"] == "Ак жол"
    assert b'pdfuaid="http://www.aiim.org/pdfua/ns/id/"' in sheets.content
    assert b"/Lang(ky)" in sheets.content.replace(b"/Lang (", b"/Lang(")


def test_words_of_a_title_are_never_commands(show, organiser):
    title = '#read("labels.typ") $x$ *a* @b <c> \\ [d] {e} "f"'
    hang(show, title_ky=title, title_ru="", title_en="")

    said = " ".join(printed(show, organiser).text.split())

    assert title in said


def test_no_private_word_reaches_a_label_or_the_row_that_remembers_it(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.PUBLIC_MEDIA, settings.PRIVATE_MEDIA = tmp_path / "public", tmp_path / "private"
    house = plant()
    organiser = make_user(role="organiser")

    sheets = printed(house.exhibition, organiser)

    assert "Аталган тоо" in sheets.text
    assert "Айбек Т." in sheets.text
    assert hits(WORDS, sheets.text.encode()) == set()
    assert hits(WORDS, sheets.content) == set()
    rows = json.dumps(list(Print.objects.values("seals", "shown", "kind")), ensure_ascii=False)
    assert hits(WORDS | {"a name": ["Айбек"]}, rows.encode()) == set()


def test_a_label_is_told_apart_from_what_was_printed(show, organiser):
    artist = make_artist(level=Level.FIRST_NAME_INITIAL, name="Нурлан К.")
    lowered, dearer, retitled, same = hang(show, artist), hang(show), hang(show), hang(show)
    labels.give_out(labels.of(show, organiser), title="Ак жол", by=organiser)
    assert [one.is_wanted for one in labels.standing(labels.of(show, organiser))] == [False] * 4

    make_policy(Level.ANONYMOUS, artist=artist)
    Exhibit.objects.filter(pk=dearer.pk).update(price_tyiyn=900_000)
    Artwork.objects.filter(pk=retitled.artwork_id).update(title_en="New words")
    publish(Artwork.objects.get(pk=retitled.artwork_id))
    new = hang(show)

    found = {one.label.exhibit_id: one for one in labels.standing(labels.of(show, organiser))}
    assert {key: one.changed for key, one in found.items()} == {
        lowered.pk: ("maker",),
        dearer.pk: ("price",),
        retitled.pk: ("title",),
        same.pk: (),
        new.pk: (),
    }
    assert {key for key, one in found.items() if one.is_wanted} == {
        lowered.pk,
        dearer.pk,
        retitled.pk,
        new.pk,
    }
    assert found[new.pk].printed_at is None


def test_a_work_that_may_not_be_public_has_no_label_and_is_listed(show, organiser):
    there, gone, down = hang(show), hang(show), hang(show)
    publishing.withdraw(gone.artwork.publications.get(), by=organiser, reason="ката")
    Exhibit.objects.filter(pk=down.pk).update(withdrawn_at=timezone.now())

    assert [label.exhibit_id for label in labels.of(show, organiser)] == [there.pk]
    assert labels.without_words(show, organiser) == [gone]


def test_an_organiser_of_one_institution_prints_its_labels_alone(show):
    mine, theirs = make_institution(), make_institution()
    own = hang(show, make_artist(institution=mine))
    hang(show, make_artist(institution=theirs))
    person = make_user(role="organiser", institution=mine)
    Membership.objects.create(user=person, role="cataloguer", institution=theirs)

    found = labels.of(show, person)

    assert [label.exhibit_id for label in found] == [own.pk]


def test_thirty_labels_cost_as_many_questions_as_one(show, organiser, django_assert_num_queries):
    hang(show)
    with django_assert_num_queries(4):
        labels.standing(labels.of(show, organiser))
    for _number in range(29):
        hang(show)
    with django_assert_num_queries(3):
        assert len(labels.standing(labels.of(show, organiser))) == 30


def test_the_list_of_labels_to_take_down_says_when_one_was_printed(show, organiser):
    artist = make_artist(level=Level.FIRST_NAME_INITIAL, name="Нурлан К.")
    hang(show, artist)
    by_hand = hang(show, artist)
    found = [label for label in labels.of(show, organiser) if label.exhibit_id != by_hand.pk]
    labels.give_out(found, title="Ак жол", by=organiser)
    make_policy(Level.ANONYMOUS, artist=artist)

    listed = recall.labels(organiser)

    assert [label.printed_at for label in listed] == [Print.objects.get().printed_at, None]
    browser = Client()
    browser.force_login(organiser)
    page = browser.get("/admin/exhibitions/recall/", headers={"accept-language": "en"}).content.decode()
    assert page.count("The label was printed last on") == 1


# The page


@pytest.fixture
def browser(organiser):
    browser = Client()
    browser.force_login(organiser)
    return browser


def address(show) -> str:
    return f"/admin/exhibitions/exhibition/{show.pk}/labels/"


def pdf(answer) -> Sheets:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return Sheets(answer.content)


def test_organisers_print_all_then_only_what_changed_then_what_they_tick(show, browser):
    first, second, third = (hang(show, title_en=f"Work {n}") for n in (1, 2, 3))

    everything = browser.post(address(show), {"which": "changed"})
    assert len(pdf(everything).symbols()) == 3
    assert everything["Content-Disposition"] == 'attachment; filename="labels-ak.pdf"'
    assert Print.objects.count() == 3

    Exhibit.objects.filter(pk=second.pk).update(price_tyiyn=900_000)
    page = browser.get(address(show), headers={"accept-language": "en"}).content.decode()
    assert "Print what changed (1)" in page
    assert "Print all (3)" in page
    assert page.count("checked") == 1
    changed = pdf(browser.post(address(show), {"which": "changed"}))
    assert [code.text.rpartition("/")[2] for code in changed.symbols()] == ["ak2"]
    assert "9 000 сом" in changed.text

    ticked = pdf(browser.post(address(show), {"which": "ticked", "label": [first.pk, third.pk]}))
    assert {code.text.rpartition("/")[2] for code in ticked.symbols()} == {"ak1", "ak3"}
    assert len(pdf(browser.post(address(show), {"which": "all"})).symbols()) == 3
    assert Print.objects.filter(exhibit=first).count() == 3


def test_the_first_free_place_is_asked_for_on_the_page(show, browser):
    for _number in range(2):
        hang(show)

    begun = pdf(browser.post(address(show), {"which": "all", "first": "8"}))
    assert [len(begun.symbols(number)) for number in (0, 1)] == [1, 1]

    for odd in ("9", "0", "x"):
        assert len(pdf(browser.post(address(show), {"which": "all", "first": odd})).symbols()) == 2
    refused = browser.post(address(show), {"which": "ticked", "first": "3"}).content.decode()
    assert "<option selected>3</option>" in refused


def test_no_label_is_a_sentence_and_not_an_empty_sheet(show, browser):
    exhibit = hang(show)
    other = hang(make_exhibition())

    for sent in ({}, {"which": "ticked"}, {"which": "ticked", "label": [other.pk, "x"]}):
        answer = browser.post(address(show), sent, headers={"accept-language": "en"})
        assert answer.status_code == 422
        assert "Tick at least one label." in answer.content.decode()

    pdf(browser.post(address(show), {"which": "changed"}))
    assert browser.post(address(show), {"which": "changed"}).status_code == 422
    assert list(Print.objects.values_list("exhibit", flat=True)) == [exhibit.pk]


def test_before_the_announcement_the_page_says_why_there_are_no_labels(browser):
    show = make_exhibition(announced_at=None)
    hang(show)

    answer = browser.get(address(show), headers={"accept-language": "en"})

    assert "as soon as the exhibition is announced" in answer.content.decode()
    assert browser.post(address(show), {"which": "all"}).status_code == 422


def test_a_work_without_public_words_is_named_on_the_page(show, browser):
    exhibit = hang(show)
    publishing.withdraw(exhibit.artwork.publications.get(), by=make_user(role="organiser"), reason="ката")

    said = browser.get(address(show), headers={"accept-language": "en"}).content.decode()

    assert "Without a label" in said
    assert f"/admin/exhibitions/artwork/{exhibit.artwork_id}/change/" in said


def test_when_the_press_stands_still_nothing_is_noted_as_printed(show, browser, monkeypatch):
    hang(show)
    monkeypatch.setattr(paper, "WALL_SECONDS", 0.001)

    answer = browser.post(address(show), {"which": "all"}, headers={"accept-language": "en"})

    assert answer.status_code == 503
    assert "please try again" in answer.content.decode()
    assert not Print.objects.exists()


def test_what_was_printed_is_only_ever_added_and_of_a_known_kind(show, organiser):
    exhibit = hang(show)
    labels.give_out(labels.of(show, organiser), title="Ак жол", by=organiser)

    for change in ("UPDATE exhibitions_print SET printed_at = now()", "DELETE FROM exhibitions_print"):
        with refused_by("only_added"):
            write(change)
    add = "INSERT INTO exhibitions_print (exhibit_id, kind, shown, seals, printed_by_id) VALUES (%s, %s, %s, '{}', %s)"
    with refused_by("print_kind_is_known"):
        write(add, exhibit.pk, "poster", "name", organiser.pk)
    with refused_by("print_names_someone_known"):
        write(add, exhibit.pk, "label", "surname", organiser.pk)
