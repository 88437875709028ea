"""Two people write one label or one story, and a form that comes twice acts once."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from exhibitions import history, meanwhile, publishing, worklist
from exhibitions.models import Artwork
from inmates import consent
from inmates.models import Consent, Purpose
from tests.exhibitions.crafted import picture, saved
from tests.factories import make_artist, make_artwork, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def artist(institution):
    return make_artist(institution=institution, consents=False)


@pytest.fixture
def artwork(artist):
    return make_artwork(artist=artist, title_ky="Тоо", title_ru="", title_en="", price_wish_tyiyn=12_500_00)


@pytest.fixture
def officer(cataloguer) -> Client:
    return behind(cataloguer)


@pytest.fixture
def colleague(institution) -> Client:
    return behind(make_user("айгүл", role="cataloguer", institution=institution))


@pytest.fixture
def witness(institution):
    return make_user("witness", role="cataloguer", institution=institution)


def behind(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


class Sheet:
    """A form that was opened at some moment, and is sent when its page says so."""

    def __init__(self, client, name, artwork, **answers):
        self.client, self.address = client, reverse(f"backstage:{name}", args=[artwork.pk])
        form = client.get(self.address).context["story" if name == "person" else "form"]
        self.data = {field.name: field.value() for field in form if field.value() is not None} | answers

    def send(self, **changed):
        return self.client.post(self.address, self.data | changed)


def label(client, artwork, **answers):
    return Sheet(client, "label", artwork, **answers)


def person(client, artwork, **answers):
    return Sheet(client, "person", artwork, **answers)


def record(artwork) -> dict:
    artwork = Artwork.objects.get(pk=artwork.pk)
    return {
        "title": (artwork.title_ky, artwork.title_ru),
        "size": (artwork.height_mm, artwork.width_mm),
        "wish": artwork.price_wish_tyiyn,
        "story": (artwork.story_ky, artwork.story_ru),
    }


def hidden(answer) -> dict:
    """What the page that was answered would send with its one form."""
    return dict(answer.context["typed"]) | {"seen": answer.context["seen"]}


# --- The label ---


def test_a_label_that_another_has_changed_meanwhile_is_not_written_and_both_are_shown(
    artwork, officer, colleague
):
    mine = label(officer, artwork, title="Көл", price="9 000")
    label(colleague, artwork, title="Боз тоо").send()
    before = record(artwork)

    answer = mine.send()

    assert (answer.status_code, record(artwork)) == (409, before)
    found = {row.label: (row.now, row.mine, row.differs) for row in answer.context["found"].rows}
    assert found["Аталышы (Кыргызча)"] == ("Боз тоо", "Көл", True)
    assert found["Техника"] == ("Кенеп, майлуу боёк", "Кенеп, майлуу боёк", False)
    content = answer.content.decode()
    assert "айгүл" in content
    assert content.count("<mark>") == sum(differs for *_both, differs in found.values())


def test_mine_is_saved_once_both_were_seen(artwork, officer, colleague):
    mine = label(officer, artwork, title="Көл", price="9 000")
    label(colleague, artwork, title="Боз тоо").send()
    both = mine.send()

    answer = officer.post(mine.address, hidden(both))

    assert (answer.status_code, record(artwork)["title"], record(artwork)["wish"]) == (
        302,
        ("Көл", ""),
        9000_00,
    )


def test_what_changes_while_one_chooses_is_shown_again(artwork, officer, colleague):
    mine = label(officer, artwork, title="Көл")
    label(colleague, artwork, title="Боз тоо").send()
    both = mine.send()
    label(colleague, artwork, title="Ак тоо").send()

    answer = officer.post(mine.address, hidden(both))

    assert (answer.status_code, record(artwork)["title"]) == (409, ("Ак тоо", ""))


def test_everything_typed_is_on_the_page_word_for_word(artwork, officer, colleague):
    typed = {"title": 'Көл "кечинде" <b>', "size": "other", "height": "41,5", "width": "7", "price": "9 000"}
    mine = label(officer, artwork, **typed)
    label(colleague, artwork, title="Боз тоо").send()

    answer = mine.send()

    assert typed.items() <= hidden(answer).items()
    assert 'value="Көл &quot;кечинде&quot; &lt;b&gt;"' in answer.content.decode()
    assert 'value="41,5"' in answer.content.decode()


def test_nobody_is_asked_who_writes_what_stands(artwork, officer, colleague):
    mine = label(officer, artwork, title="Көл")
    label(colleague, artwork, title="Көл").send()

    assert mine.send().status_code == 302


def test_words_this_form_does_not_touch_are_in_nobodys_way(artwork, officer, colleague):
    """A translator adds the Russian title, another writes the story, and the label is saved all the same."""
    mine = label(officer, artwork, title="Көл")
    person(colleague, artwork, story="Көлдү эстедим.", told_in="ky").send()
    Artwork.objects.filter(pk=artwork.pk).update(title_ru="Озеро")

    answer = mine.send()

    assert answer.status_code == 302
    assert record(artwork) == {
        "title": ("Көл", "Озеро"),
        "size": (500, 700),
        "wish": 12_500_00,
        "story": ("Көлдү эстедим.", ""),
    }


def test_an_answer_i_left_as_it_was_does_not_take_anothers_back(artwork, officer, colleague):
    """Both forms hold all five answers: the price that I did not touch would go back to what it was."""
    mine = label(officer, artwork, title="Көл")
    label(colleague, artwork, price="20 000").send()

    assert mine.send().status_code == 409
    assert record(artwork)["wish"] == 20_000_00


def test_two_first_labels_of_one_photo_do_not_meet(artist, officer, colleague):
    draft = make_artwork(
        artist=artist, is_draft=True, title_ky="", title_ru="", title_en="", technique_ky="",
        height_mm=None, width_mm=None,
    )  # fmt: skip
    given = {"language": "ky", "size": "500x700", "technique": "Кенеп, майлуу боёк", "artist": artist.pk}
    mine = label(officer, draft, title="Көл", **given)
    label(colleague, draft, title="Тоо", **given).send()

    assert mine.send().status_code == 409
    assert record(draft)["title"] == ("Тоо", "")


def test_a_form_that_says_nothing_of_what_it_saw_may_fill_and_not_replace(artwork, officer):
    answers = [
        label(officer, artwork, title="Көл", seen=seen).send() for seen in ("", "x", ".".join("abcdefgh"))
    ]

    assert [answer.status_code for answer in answers] == [409, 409, 409]
    assert record(artwork)["title"] == ("Тоо", "")


def test_what_was_seen_of_one_work_does_not_tell_a_price(artwork):
    assert meanwhile.seal({"price": "900000"}) != meanwhile.seal({"title": "900000"})
    assert "900000" not in meanwhile.seal({"price": "900000"})


# --- Sent twice ---


def test_a_label_sent_twice_acts_once(artwork, officer, colleague):
    mine = label(officer, artwork, title="Көл")
    first = mine.send()
    label(colleague, artwork, title="Боз тоо").send()

    second = mine.send()  # the answer was lost on the way, and the telephone sends it again

    assert (first.url, second.url) == (reverse("backstage:work", args=[artwork.pk]),) * 2
    assert record(artwork)["title"] == ("Боз тоо", "")


def test_a_page_that_stayed_open_has_seen_what_it_wrote_itself(artwork, officer, colleague):
    mine = label(officer, artwork, title="Көл")
    mine.send()

    again = mine.send(title="Кечки көл")
    label(colleague, artwork, title="Боз тоо").send()
    once_more = mine.send(title="Таңкы көл")

    assert (again.status_code, once_more.status_code) == (302, 409)
    assert record(artwork)["title"] == ("Боз тоо", "")


def test_one_key_of_two_people_is_two_forms(artwork, officer, colleague):
    mine = label(officer, artwork, title="Көл")
    mine.send()

    theirs = label(colleague, artwork, title="Боз тоо", once=mine.data["once"]).send()

    assert (theirs.status_code, record(artwork)["title"]) == (302, ("Боз тоо", ""))


@pytest.mark.parametrize("key", ["", "no key"])
def test_a_form_without_a_key_is_a_form_all_the_same(key, artwork, officer):
    assert label(officer, artwork, title="Көл", once=key).send().status_code == 302
    assert record(artwork)["title"] == ("Көл", "")


def test_an_undoing_asked_for_twice_is_done_once(artwork, officer):
    label(officer, artwork, title="Көл").send()
    change = officer.get(reverse("backstage:work", args=[artwork.pk])).context["change"]
    steps = len(history.steps(artwork))

    answers = [
        officer.post(reverse("backstage:undo", args=[artwork.pk]), {"change": change}, follow=True)
        for _ in range(2)
    ]

    assert record(artwork)["title"] == ("Тоо", "")
    assert len(history.steps(artwork)) == steps + 1
    assert [str(*answer.context["messages"]) for answer in answers] == [
        "Акыркы өзгөртүү жокко чыгарылды."
    ] * 2


# --- The story and the answers ---


def read_aloud(reader, witness, **answers) -> dict:
    about = {"read_by": reader.pk, "witness": witness.pk, "read_in": "ky", "given_at": "2026-01-02T10:00"}
    return about | {f"answer_{purpose}": answer for purpose, answer in answers.items()}


def standing(artist) -> dict:
    found = Consent.objects.filter(artist=artist, withdrawn_at=None)
    return dict(found.values_list("purpose", "granted"))


def test_a_story_that_another_has_told_meanwhile_stays(artwork, officer, colleague):
    mine = person(officer, artwork, story="Көлдү эстедим.\n\nАл тынч.", told_in="ky")
    person(colleague, artwork, story="Тоону эстедим.", told_in="ky").send()

    both = mine.send()
    kept = record(artwork)["story"]
    saved = officer.post(mine.address, hidden(both))

    assert (both.status_code, kept) == (409, ("Тоону эстедим.", ""))
    assert (saved.status_code, record(artwork)["story"]) == (302, ("Көлдү эстедим.\n\nАл тынч.", ""))


def test_answers_and_story_sent_twice_are_recorded_once(artwork, artist, cataloguer, witness, officer):
    paper = read_aloud(cataloguer, witness, show="yes", press="no")
    mine = person(officer, artwork, story="Көлдү эстедим.", told_in="ky", **paper)

    places = {mine.send().url for _ in range(2)}

    assert places == {reverse("backstage:work", args=[artwork.pk])}
    assert Consent.objects.filter(artist=artist).count() == 2


def test_a_withdrawal_is_not_undone_by_a_paper_that_waited(artwork, artist, cataloguer, witness, officer):
    person(officer, artwork, **read_aloud(cataloguer, witness, show="yes")).send()
    late = person(officer, artwork, story="Көл.", **read_aloud(cataloguer, witness, show="yes", press="yes"))
    consent.withdraw(Consent.objects.get(artist=artist), by=witness)

    answer = late.send()

    assert (answer.status_code, standing(artist), record(artwork)["story"]) == (409, {}, ("", ""))
    found = {row.label: row.now for row in answer.context["found"].rows}
    assert found[str(Purpose.SHOW.label)] == "азырынча сурала элек"


def test_answers_read_to_one_artist_are_never_another_ones(
    artwork, artist, institution, cataloguer, witness, officer
):
    other = make_artist(institution=institution, consents=False)
    mine = person(officer, artwork, story="Көл.", told_in="ky", **read_aloud(cataloguer, witness, show="yes"))
    Artwork.objects.filter(pk=artwork.pk).update(artist=other)

    answer = mine.send()

    assert (answer.status_code, Consent.objects.count()) == (409, 0)
    content = answer.content.decode()
    assert artist.number in content
    assert other.number in content
    assert "Меникин сактоо" not in content


# --- A label written before its photo was sent ---


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA = tmp_path, tmp_path / "public"


def photograph(client, key, size=(900, 600)) -> Artwork:
    photo = SimpleUploadedFile("IMG_1.jpg", saved(picture(*size), "JPEG"), "image/jpeg")
    client.post(reverse("backstage:new_work"), {"once": key, "photo": photo})
    return Artwork.objects.latest("pk")


def late(client, key, **answers):
    """As the page that is kept on the telephone sends it."""
    data = {
        "once": uuid.uuid4(),
        "artist_number": "",
        "title": "Көл",
        "language": "ky",
        "size": "300x400",
        "technique": "Кагаз, акварель",
        "price": "",
    }
    return client.post(reverse("backstage:late_label", args=[key]), data | answers)


def test_a_label_finds_its_photo_by_the_key_of_the_photos_form(media, artist, officer):
    key = uuid.uuid4()
    begun = photograph(officer, key, size=(600, 900))

    answer = late(officer, key, artist_number=artist.number)

    begun.refresh_from_db()
    assert answer.url == reverse("backstage:work", args=[begun.pk])
    # The photo stands upright, which the telephone could not tell.
    assert (begun.title_ky, begun.artist, begun.is_draft) == ("Көл", artist, False)
    assert (begun.height_mm, begun.width_mm) == (400, 300)


def test_its_artist_may_be_chosen_later_and_nothing_is_guessed_meanwhile(media, artist, cataloguer, officer):
    key = uuid.uuid4()
    begun = photograph(officer, key)

    late(officer, key)

    begun.refresh_from_db()
    assert (begun.title_ky, begun.is_draft) == ("Көл", True)
    listed = worklist.on_the_list(Artwork.objects.all()).get()
    assert worklist.lacks(listed) == "сүрөтчүсү тандалган жок"
    with pytest.raises(publishing.CannotPublish, match="сүрөтчүсү азырынча тандала элек"):
        publishing.propose(begun, by=cataloguer)
    assert label(officer, begun, artist=artist.pk).send().status_code == 302
    begun.refresh_from_db()
    assert (begun.title_ky, begun.technique_ky, begun.is_draft) == ("Көл", "Кагаз, акварель", False)


def test_an_unknown_number_is_said_and_everything_typed_stays(media, artist, officer):
    key = uuid.uuid4()
    begun = photograph(officer, key)

    answer = late(officer, key, artist_number="99999-9")

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["artist"])
    content = answer.content.decode()
    assert "99999-9" in content
    assert 'value="Көл"' in content
    begun.refresh_from_db()
    assert begun.title_ky == ""


def test_a_number_of_another_institution_is_an_unknown_one(media, artist, officer, other_institution):
    key, foreign = uuid.uuid4(), make_artist(institution=other_institution)
    photograph(officer, key)

    assert late(officer, key, artist_number=foreign.number).status_code == 422


def test_a_label_sent_late_and_twice_acts_once(media, artist, officer):
    key, once = uuid.uuid4(), uuid.uuid4()
    begun = photograph(officer, key)

    places = {late(officer, key, once=once, artist_number=artist.number).url for _ in range(2)}

    assert places == {reverse("backstage:work", args=[begun.pk])}
    assert begun.events.filter(pgh_label="update").count() == 1


def test_a_late_label_replaces_no_words_that_were_written_meanwhile(media, artist, officer, colleague):
    key = uuid.uuid4()
    begun = photograph(officer, key)
    given = {"artist": artist.pk, "title": "Тоо", "language": "ky", "size": "later"}
    assert label(colleague, begun, technique="Кенеп, майлуу боёк", **given).send().status_code == 302

    answer = late(officer, key, artist_number=artist.number)

    assert (answer.status_code, record(begun)["title"]) == (409, ("Тоо", ""))


def test_a_key_is_found_by_the_one_whose_photo_it_was_and_only_while_they_may(
    media, artist, cataloguer, officer, colleague
):
    key = uuid.uuid4()
    begun = photograph(officer, key)
    missing = late(officer, uuid.uuid4())

    answers = [late(colleague, key), late(officer, uuid.uuid4())]
    cataloguer.memberships.all().update(institution=make_artist().institution)
    answers.append(late(officer, key))

    assert [(answer.status_code, answer.content) for answer in answers] == [(404, missing.content)] * 3
    begun.refresh_from_db()
    assert begun.title_ky == ""


# --- The office's page of a work ---


def office(client, artwork):
    """The admin's page of the work: its address, and what its form would send unchanged."""
    address = reverse("admin:exhibitions_artwork_change", args=[artwork.pk])
    return address, sent(client.get(address))


def sent(answer) -> dict:
    form = answer.context["adminform"].form
    return {field.html_name: field.value() for field in form if field.value() is not None}


def test_the_office_does_not_replace_a_title_it_has_not_seen_and_keeps_what_was_typed(
    artwork, officer, colleague
):
    address, data = office(officer, artwork)
    label(colleague, artwork, title="Боз тоо").send()

    answer = officer.post(address, data | {"title_ky": "Көл"})

    form = answer.context["adminform"].form
    assert (answer.status_code, record(artwork)["title"]) == (200, ("Боз тоо", ""))
    assert list(form.errors) == ["title_ky"]
    assert "Боз тоо" in form.errors["title_ky"][0]
    assert form["title_ky"].value() == "Көл"

    again = officer.post(address, sent(answer))

    assert (again.status_code, record(artwork)["title"]) == (302, ("Көл", ""))


def test_the_office_saves_beside_a_colleague_who_wrote_the_same_word(artwork, officer, colleague):
    address, data = office(officer, artwork)
    label(colleague, artwork, title="Боз тоо").send()

    answer = officer.post(address, data | {"title_ky": "Боз тоо", "title_ru": "Серая гора"})

    assert (answer.status_code, record(artwork)["title"]) == (302, ("Боз тоо", "Серая гора"))


def test_the_office_may_not_bring_back_what_a_colleague_replaced(artwork, officer, colleague):
    address, data = office(officer, artwork)
    label(colleague, artwork, title="Боз тоо").send()

    answer = officer.post(address, data | {"title_ru": "Гора"})

    assert (answer.status_code, record(artwork)["title"]) == (200, ("Боз тоо", ""))


def test_a_form_without_what_was_seen_replaces_nothing(artwork, officer):
    address, data = office(officer, artwork)

    answer = officer.post(address, data | {"title_ky": "Көл", "seen": ""})

    assert (answer.status_code, record(artwork)["title"]) == (200, ("Тоо", ""))
