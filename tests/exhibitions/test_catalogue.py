"""Cataloguing on a telephone: the photo first, five answers, the person, and the list of what is still to do."""

import datetime
import io
import uuid
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation
from PIL import Image

from exhibitions import catalogue, history, publishing, worklist
from exhibitions.models import Artwork, Photo
from inmates.models import Artist, Consent, Purpose
from staff import numbers
from staff.models import Membership
from tests.factories import (
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_institution,
    make_term,
    make_user,
    publish,
)

pytestmark = pytest.mark.django_db

PHOTOS = Path(__file__).parent.parent / "data" / "photos"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA = tmp_path, tmp_path / "public"
    return tmp_path


@pytest.fixture
def artist(institution):
    return make_artist(institution=institution)


@pytest.fixture
def officer(cataloguer) -> Client:
    return behind(cataloguer)


def behind(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shot(colour=(120, 90, 60), size=(900, 600)) -> io.BytesIO:
    """Sharp and bright enough to pass without a remark."""
    image = Image.new("RGB", size, colour)
    for x in range(0, size[0], 20):
        image.paste((240, 235, 220), (x, 0, x + 10, size[1]))
    file = io.BytesIO()
    image.save(file, "JPEG")
    file.seek(0)
    file.name = "IMG_0001.jpg"
    return file


def send(client, photo=None, *, once=None):
    data = {"once": once or uuid.uuid4(), "photo": shot() if photo is None else photo}
    return client.post(reverse("backstage:new_work"), data)


def begin(client, **options) -> Artwork:
    send(client, **options)
    return Artwork.objects.latest("pk")


def answers(chosen=None, /, **changed):
    return {
        "artist": getattr(chosen, "pk", ""),
        "title": "Талаа гүлдөрү",
        "language": "ky",
        "size": "500x600",
        "technique": "Кенеп, майлуу боёк",
        "price": "12 500",
    } | changed


def fill_in(client, artwork, chosen=None, /, **changed):
    """Open the page, answer, send."""
    address = reverse("backstage:label", args=[artwork.pk])
    return client.post(address, opened(client.get(address).context["form"]) | answers(chosen, **changed))


def opened(form):
    """What a page carries unseen."""
    return {name: form[name].value() for name in ("once", "seen")}


def page(client, name, *args, **query) -> str:
    return client.get(reverse(f"backstage:{name}", args=args), query).content.decode()


# --- The photo ---


def test_a_photo_is_a_draft_at_once_with_a_number_that_checks(artist, cataloguer, officer):
    answer = send(officer)

    artwork = Artwork.objects.get()
    assert answer.url == reverse("backstage:label", args=[artwork.pk])
    assert (artwork.is_draft, artwork.title, artwork.artist, artwork.added_by) == (
        True,
        "",
        artist,
        cataloguer,
    )
    assert numbers.is_valid(artwork.inventory_number)
    photo = artwork.photos.get()
    assert (photo.role, photo.uploaded_by, photo.width, photo.height) == ("front", cataloguer, 900, 600)
    assert photo.renditions.exists()


def test_a_draft_cannot_be_proposed(artist, cataloguer, officer):
    artwork = begin(officer)

    with pytest.raises(publishing.CannotPublish, match="Кыргызча аталышы жок"):
        publishing.propose(artwork, by=cataloguer)


def test_the_same_form_with_the_same_photo_is_one_work_and_with_another_photo_two(artist, officer):
    once = uuid.uuid4()

    places = {send(officer, once=once).url for _ in range(2)}
    other = send(officer, shot((20, 120, 160)), once=once).url

    assert len(places) == 1
    assert other not in places
    assert (Artwork.objects.count(), Photo.objects.count()) == (2, 2)


def test_two_people_cannot_meet_in_one_form(artist, cataloguer, officer, institution):
    colleague = behind(make_user(role="cataloguer", institution=institution))
    once = uuid.uuid4()

    assert send(officer, once=once).url != send(colleague, once=once).url


@pytest.mark.parametrize(("name", "said"), [("too-dark.jpg", "караңгы"), ("blurred.jpg", "бүдөмүк")])
def test_a_poor_photo_is_kept_and_what_is_wrong_is_said(name, said, artist, officer):
    answer = officer.post(
        reverse("backstage:new_work"),
        {"once": uuid.uuid4(), "photo": (PHOTOS / name).open("rb")},
        follow=True,
    )

    assert said in answer.content.decode()
    assert Artwork.objects.get().photos.exists()


@pytest.mark.parametrize(
    "photo",
    [
        io.BytesIO(b""),
        io.BytesIO(b"<svg onload=alert(1)>"),
        PHOTOS / "truncated.jpg",
        PHOTOS / "not-an-image.jpg",
        PHOTOS / "animated.webp",
        "nothing",
    ],
    ids=["empty", "a drawing with a script", "truncated", "no image", "animated", "nothing"],
)
def test_what_is_no_photo_leaves_nothing_and_says_what_to_do(photo, artist, officer, media):
    answer = send(officer, photo.open("rb") if isinstance(photo, Path) else photo)

    assert answer.status_code == 422
    assert 'class="summary" role="alert"' in answer.content.decode()
    assert (Artwork.objects.count(), Photo.objects.count()) == (0, 0)
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_refused_photo_leaves_its_form_usable(artist, officer):
    refused = send(officer, io.BytesIO(b"no photo"), once="not a key")
    form = refused.context["form"]

    assert send(officer, once=form["once"].value()).status_code == 302


def test_where_nobody_is_on_record_the_artist_comes_first(cataloguer, officer):
    answer = officer.get(reverse("backstage:new_work"))

    assert answer.url == reverse("backstage:new_artist")


def test_a_photo_that_cannot_be_stored_leaves_no_draft(artist, officer, monkeypatch):
    monkeypatch.setattr("exhibitions.photos.store", full_disk)

    with pytest.raises(OSError, match="full"):
        send(officer)

    assert Artwork.objects.count() == 0


def full_disk(*args, **kwargs):
    raise OSError("the disk is full")


# --- The label ---


def test_five_answers_make_the_label(artist, officer):
    for slug in ("painting", "oil", "canvas"):
        make_term(slug)
    artwork = begin(officer)

    answer = fill_in(officer, artwork, artist)

    artwork.refresh_from_db()
    assert answer.url == reverse("backstage:work", args=[artwork.pk])
    assert {
        "draft": artwork.is_draft,
        "artist": artwork.artist,
        "title": (artwork.title_ky, artwork.title_ru, artwork.title_en),
        "size": (artwork.height_mm, artwork.width_mm),
        "technique": (artwork.technique_ky, artwork.technique_ru, artwork.technique_en),
        "terms": {term.slug for term in artwork.terms.all()},
        "wish": artwork.price_wish_tyiyn,
    } == {
        "draft": False,
        "artist": artist,
        "title": ("Талаа гүлдөрү", "", ""),
        "size": (500, 600),
        "technique": ("Кенеп, майлуу боёк", "Холст, масло", "Oil on canvas"),
        "terms": {"painting", "oil", "canvas"},
        "wish": 12_500_00,
    }


def test_the_photo_says_which_way_up_a_size_is(artist, officer):
    lying, standing = begin(officer), begin(officer, photo=shot(size=(600, 900)))

    assert 'value="500x600"' in page(officer, "label", lying.pk)
    assert 'value="600x500"' in page(officer, "label", standing.pk)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ({"size": "other", "height": "40,5", "width": "30"}, (405, 300)),
        ({"size": "other", "height": "40.5", "width": " 30 "}, (405, 300)),
        ({"size": "later", "height": "40", "width": ""}, (None, None)),
        ({"size": "300x400", "height": "99", "width": "99"}, (300, 400)),
    ],
)
def test_another_size_is_typed_in_centimetres(typed, kept, artist, officer):
    artwork = begin(officer)

    fill_in(officer, artwork, artist, **typed)

    artwork.refresh_from_db()
    assert (artwork.is_draft, artwork.height_mm, artwork.width_mm) == (False, *kept)


@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"title": " \u200b "}, "title"),
        ({"title": "а" * 301}, "title"),
        ({"artist": ""}, "artist"),
        ({"artist": "987654321"}, "artist"),
        ({"language": "de"}, "language"),
        ({"size": ""}, "size"),
        ({"size": "1x1"}, "size"),
        ({"size": "other", "height": "40"}, "width"),
        ({"size": "other", "height": "0", "width": "40"}, "height"),
        ({"size": "other", "height": "2001", "width": "40"}, "height"),
        ({"size": "other", "height": "1e3", "width": "40"}, "height"),
        ({"technique": ""}, "technique"),
        ({"technique": "other"}, "other_technique"),
        ({"price": "сом"}, "price"),
        ({"price": "-5"}, "price"),
        ({"price": "0"}, "price"),
        ({"price": "9" * 30}, "price"),
    ],
    ids=str,
)
def test_a_mistake_is_said_at_its_place_and_what_was_typed_stays(changed, wrong, artist, officer):
    artwork = begin(officer)

    answer = fill_in(officer, artwork, artist, **changed)

    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [wrong])
    content = answer.content.decode()
    assert f'href="#id_{wrong}"' in content
    assert f'id="id_{wrong}"' in content
    for name in {"title", "price"} - {wrong}:
        assert f'value="{answers()[name]}"' in content
    artwork.refresh_from_db()
    assert artwork.is_draft


def test_the_artist_and_the_technique_of_the_work_before_are_carried_over(artist, institution, officer):
    other = make_artist(institution=institution)
    fill_in(officer, begin(officer), other, technique="other", other_technique="Кыш, глазурь")

    form = officer.get(reverse("backstage:label", args=[begin(officer, photo=shot((9, 90, 9))).pk])).context[
        "form"
    ]

    assert (form["artist"].value(), form["technique"].value(), form["language"].value()) == (
        other.pk,
        "Кыш, глазурь",
        "ky",
    )


def test_the_first_artist_of_all_is_chosen_by_a_person(artist, institution, officer):
    only = officer.get(reverse("backstage:label", args=[begin(officer).pk])).context["form"]["artist"].value()
    make_artist(institution=institution)

    among_two = officer.get(reverse("backstage:label", args=[Artwork.objects.get().pk])).context["form"]

    assert (only, among_two["artist"].value()) == (artist.pk, None)


def test_an_artist_out_of_sight_is_found_in_the_list_of_all(artist, institution, officer):
    far = make_artist(institution=institution)
    for _ in range(catalogue.RECENT + 1):
        make_artist(institution=institution)
    artwork = begin(officer)
    assert far.pk not in dict(
        officer.get(reverse("backstage:label", args=[artwork.pk])).context["form"].fields["artist"].choices
    )

    fill_in(officer, artwork, artist, other_artist=far.pk)

    artwork.refresh_from_db()
    assert artwork.artist == far


def test_an_artist_of_another_institution_is_not_there(artist, officer, other_institution):
    foreign = make_artist(institution=other_institution)
    artwork = begin(officer)

    for name in ("artist", "other_artist"):
        answer = fill_in(officer, artwork, artist, **{name: foreign.pk})
        assert answer.status_code == 422
        assert foreign.number not in answer.content.decode()

    artwork.refresh_from_db()
    assert (artwork.artist, artwork.is_draft) == (artist, True)


def test_who_reads_everywhere_and_writes_in_one_place_writes_only_there(
    artist, institution, other_institution
):
    user = make_user(role="cataloguer", institution=institution)
    Membership.objects.create(user=user, role="reviewer")
    foreign = make_artwork(artist=make_artist(institution=other_institution))
    client = behind(user)

    pages = [
        client.get(reverse(f"backstage:{name}", args=[foreign.pk]))
        for name in ("work", "label", "person", "another_photo")
    ]
    begun = begin(client)

    assert [answer.status_code for answer in pages] == [200, 403, 403, 403]
    assert list(catalogue.artists_of(user)) == [artist]
    assert begun.artist == artist


def test_a_changed_label_says_what_it_said_and_a_title_moves_to_its_language(artist, officer):
    artwork = begin(officer)
    fill_in(
        officer, artwork, artist, title="Тихое озеро", language="ky", size="other", height="41", width="59,5"
    )
    form = officer.get(reverse("backstage:label", args=[artwork.pk])).context["form"]
    assert {
        name: form[name].value() for name in ("title", "size", "height", "width", "price", "technique")
    } == {
        "title": "Тихое озеро",
        "size": "other",
        "height": "41",
        "width": "59,5",
        "price": "12 500",
        "technique": "Кенеп, майлуу боёк",
    }

    fill_in(officer, artwork, artist, title="Тихое озеро", language="ru")

    artwork.refresh_from_db()
    assert (artwork.title_ky, artwork.title_ru) == ("", "Тихое озеро")


def test_words_of_the_field_chosen_at_a_desk_stay_where_the_technique_does(artist, officer):
    artwork = make_artwork(artist=artist, technique_ky="Кенеп, майлуу боёк", terms=("icon",))

    fill_in(officer, artwork, artist)

    assert [term.slug for term in artwork.terms.all()] == ["icon"]


# --- Saved ---


def test_the_number_for_the_back_and_the_five_answers_stand_on_one_page(artist, officer):
    artwork = begin(officer)
    fill_in(officer, artwork, artist)

    content = page(officer, "work", artwork.pk)

    for text in (artwork.inventory_number, artist.number, "Талаа гүлдөрү", "50 × 60", "12\u00a0500"):
        assert text in content
    assert content.count(reverse("backstage:label", args=[artwork.pk]) + "#id_") == 5
    assert reverse("backstage:new_work") in content


def test_saved_and_on_to_the_next_photo_the_number_for_the_back_is_said(artist, officer):
    artwork = begin(officer)

    answer = fill_in(officer, artwork, artist, next="photo")

    assert answer.url == reverse("backstage:new_work")
    assert artwork.inventory_number in page(officer, "new_work")


def test_who_only_looks_finds_nothing_to_press(artist, officer, reviewer):
    artwork = begin(officer)
    fill_in(officer, artwork, artist)

    content = page(behind(reviewer), "work", artwork.pk) + page(behind(reviewer), "works")

    for name in ("label", "person", "another_photo"):
        assert reverse(f"backstage:{name}", args=[artwork.pk]) not in content
    assert reverse("backstage:new_work") not in content


def test_a_new_front_photo_stands_before_the_old_one_and_others_are_named(artist, officer):
    artwork = begin(officer)
    first = artwork.photos.get()

    for role, colour in (("front", (10, 10, 200)), ("back", (200, 10, 10))):
        data = {"once": uuid.uuid4(), "role": role, "photo": shot(colour)}
        assert officer.post(reverse("backstage:another_photo", args=[artwork.pk]), data).status_code == 302

    content = page(officer, "work", artwork.pk)
    shown = {
        photo.pk: photo.renditions.filter(format="webp").order_by("width").first().name
        for photo in artwork.photos.all()
    }
    assert {pk: name in content for pk, name in shown.items()} == {pk: pk != first.pk for pk in shown}


def test_who_did_what_is_told(artist, cataloguer, officer):
    artwork = begin(officer)
    fill_in(officer, artwork, artist)

    told = [(step.who, step.what) for step in history.steps(artwork)]

    assert [who for who, _what in told] == ["cataloguer", "cataloguer"]
    assert "Аталышы" in told[0][1] or "аталышы" in told[0][1]


def take_back(client, artwork, change=None):
    change = change or client.get(reverse("backstage:work", args=[artwork.pk])).context["change"]
    client.post(reverse("backstage:undo", args=[artwork.pk]), {"change": change or ""})
    artwork.refresh_from_db()
    return artwork.title, artwork.height_mm, artwork.is_draft


def test_the_last_change_is_taken_back_and_forth(artist, officer):
    artwork = begin(officer)
    fill_in(officer, artwork, artist, title="Тоо")
    fill_in(officer, artwork, artist, title="Көл", size="300x400")

    states = [take_back(officer, artwork) for _ in range(2)]

    assert states == [("Тоо", 500, False), ("Көл", 300, False)]


def test_nobody_takes_back_what_another_changed_or_what_has_changed_since(artist, officer, institution):
    colleague = behind(make_user(role="cataloguer", institution=institution))
    artwork = begin(officer)
    fill_in(officer, artwork, artist, title="Тоо")
    own = officer.get(reverse("backstage:work", args=[artwork.pk])).context["change"]
    fill_in(colleague, artwork, artist, title="Көл")
    theirs = colleague.get(reverse("backstage:work", args=[artwork.pk])).context["change"]

    states = [take_back(officer, artwork, change) for change in (own, theirs, "x", "9" * 30)]

    assert states == [("Көл", 500, False)] * 4


def test_a_change_is_not_taken_back_to_an_artist_out_of_reach(artist, cataloguer, officer, institution):
    elsewhere = make_institution()
    second = Membership.objects.create(user=cataloguer, role="cataloguer", institution=elsewhere)
    artwork = begin(officer)
    fill_in(officer, artwork, make_artist(institution=elsewhere))
    fill_in(officer, artwork, artist, title="Көл")
    second.delete()

    take_back(officer, artwork)

    assert artwork.artist == artist


# --- The person ---


def test_a_story_is_kept_without_any_consent(institution, officer):
    artwork = make_artwork(artist=make_artist(institution=institution, consents=False))

    answer = officer.post(
        reverse("backstage:person", args=[artwork.pk]),
        {"told_in": "ru", "story": "Я помню озеро.\n\nОно тихое."},
    )

    artwork.refresh_from_db()
    assert answer.url == reverse("backstage:work", args=[artwork.pk])
    assert (artwork.told_in, artwork.story_ru, Consent.objects.count()) == (
        "ru",
        "Я помню озеро.\n\nОно тихое.",
        0,
    )


def test_answers_read_aloud_are_recorded_with_the_story_or_not_at_all(institution, cataloguer, officer):
    witness = make_user(role="cataloguer", institution=institution)
    artwork = make_artwork(artist=make_artist(institution=institution, consents=False))
    address = reverse("backstage:person", args=[artwork.pk])
    data = opened(officer.get(address).context["story"]) | {
        "told_in": "ky",
        "story": "Көлдү эстедим.",
        "read_by": cataloguer.pk,
        "witness": cataloguer.pk,
        "read_in": "ky",
        "given_at": "2026-01-02T10:00",
        "answer_show": "yes",
        "answer_press": "no",
    }

    refused = officer.post(address, data)
    artwork.refresh_from_db()
    assert (refused.status_code, artwork.story, Consent.objects.count()) == (422, "", 0)
    assert "Көлдү эстедим." in refused.content.decode()

    officer.post(address, data | {"witness": witness.pk})

    artwork.refresh_from_db()
    assert artwork.story_ky == "Көлдү эстедим."
    given = Consent.objects.filter(artist=artwork.artist).values_list("purpose", "granted")
    assert set(given) == {(Purpose.SHOW, True), (Purpose.PRESS, False)}


# --- The artist ---


def test_an_artist_is_added_once_and_is_a_number(cataloguer, officer, institution):
    data = {"once": uuid.uuid4(), "kind": "inmate"}

    answers = [officer.post(reverse("backstage:new_artist"), data, follow=True) for _ in range(2)]

    artist = Artist.objects.get()
    assert (artist.institution, artist.kind, artist.at_risk) == (institution, "inmate", False)
    assert all(artist.number in answer.content.decode() for answer in answers)
    assert answers[0].redirect_chain == [(reverse("backstage:new_work"), 302)]


def test_an_artist_is_added_only_where_one_works(cataloguer, officer, other_institution, institution):
    officer.post(
        reverse("backstage:new_artist"),
        {"once": uuid.uuid4(), "kind": "inmate", "institution": other_institution.pk},
    )
    Membership.objects.create(user=cataloguer, role="cataloguer", institution=make_institution())
    refused = officer.post(
        reverse("backstage:new_artist"),
        {"once": uuid.uuid4(), "kind": "inmate", "institution": other_institution.pk},
    )

    assert refused.status_code == 422
    assert list(Artist.objects.values_list("institution", flat=True)) == [institution.pk]


# --- The list ---


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({"is_draft": True, "title_ky": "", "title_ru": "", "title_en": ""}, "no label"),
        ({"photo": False}, "no photo"),
        ({"title_ky": ""}, "no Kyrgyz title"),
        ({"height_mm": None, "width_mm": None}, "no size"),
        ({"technique_ky": ""}, "no technique"),
        ({}, "no story"),
        ({"story_ky": "Көл."}, ""),
    ],
)
def test_a_row_says_first_what_is_lacking_first(state, said, artist):
    make_artwork(artist=artist, **state)

    with translation.override("en"):
        found = worklist.on_the_list(Artwork.objects.all()).get()
        assert worklist.lacks(found) == said
    lacking = worklist.shown(worklist.on_the_list(Artwork.objects.all()), "lacking").count()
    ready = worklist.shown(worklist.on_the_list(Artwork.objects.all()), "ready").count()
    assert (lacking, ready) == ((1, 0) if said else (0, 1))


def test_what_is_published_or_waits_has_been_sent_on(artist, cataloguer):
    waiting, published, idle = (make_artwork(artist=artist) for _ in range(3))
    publishing.propose(waiting, by=cataloguer)
    publish(published)

    sent = worklist.shown(worklist.on_the_list(Artwork.objects.all()), "sent")
    lacking = worklist.shown(worklist.on_the_list(Artwork.objects.all()), "lacking")

    assert (set(sent), set(lacking)) == ({waiting, published}, {idle})


def test_the_list_holds_the_works_of_ones_own_house(artist, officer, other_institution):
    own = make_artwork(artist=artist, title_ky="Түнкү көл")
    foreign = make_artwork(artist=make_artist(institution=other_institution), title_ky="Түнкү талаа")

    for content in (
        page(officer, "works"),
        page(officer, "works", q="түнкү"),
        page(officer, "works", q=foreign.inventory_number),
    ):
        assert "Түнкү талаа" not in content
    assert own.inventory_number in page(officer, "works", q="КӨЛ")
    assert own.inventory_number in page(officer, "works", q=own.inventory_number)
    assert own.inventory_number not in page(officer, "works", q="талаа")


def test_the_list_goes_on_with_older_works_and_keeps_what_was_asked(artist, officer):
    works = [make_artwork(artist=artist, photo=False) for _ in range(32)]

    first = officer.get(reverse("backstage:works"), {"q": "Тоо"})
    second = officer.get(reverse("backstage:works") + first.context["older"])

    listed = [artwork for answer in (first, second) for artwork, _state in answer.context["rows"]]
    assert listed == works[::-1]
    assert second.context["older"] == ""


@pytest.mark.parametrize(
    "query", [{"after": "x"}, {"after": "9" * 40}, {"show": "nothing"}, {"q": "%_\\'\x00"}], ids=str
)
def test_a_strange_question_gets_a_plain_answer(query, artist, officer):
    make_artwork(artist=artist)

    assert officer.get(reverse("backstage:works"), query).status_code == 200


def test_the_list_costs_the_same_for_one_work_and_for_thirty(artist, officer):
    costs = []
    for how_many in (1, 29):
        for _ in range(how_many):
            make_artwork(artist=artist)
        with CaptureQueriesContext(connection) as queries:
            page(officer, "works")
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_the_day_that_is_coming_is_named(artist, officer):
    make_exhibition(title_ky="Ак жол", opens_at="2031-11-10T04:00Z", closes_at="2031-11-10T09:00Z")
    make_artwork(artist=artist)

    assert "Ак жол" in page(officer, "works")


def test_what_is_ready_is_counted_against_what_the_next_day_wants(artist, officer, other_institution):
    old = make_exhibition(opens_at="2020-11-10T04:00Z", closes_at="2020-11-10T09:00Z")
    show = make_exhibition(
        opens_at=timezone.now() + datetime.timedelta(days=23), closes_at="2099-01-01T00:00Z", works_wanted=5
    )
    _ready, _lacking, chosen, hung = (
        make_artwork(artist=artist, **fields)
        for fields in ({"story_ky": "Көл."}, {}, {"story_ky": ""}, {"story_ky": "Тоо."})
    )
    make_artwork(artist=make_artist(institution=other_institution), story_ky="Талаа.")
    make_exhibit(exhibition=show, artwork=chosen)
    make_exhibit(exhibition=old, artwork=hung)

    target = officer.get(reverse("backstage:works")).context["target"]

    assert (target.ready, target.wanted, target.weeks, target.days) == (2, 5, 3, 0)
    content = page(officer, "works")
    assert 'value="2" max="5"' in content
    assert "Калган жума: 3" in content


@pytest.mark.parametrize(("days", "left"), [(1, (0, 1)), (13, (0, 13)), (14, (2, 0)), (0, (0, 0))])
def test_how_long_there_is_is_said_in_weeks_or_days(days, left, artist, cataloguer):
    noon = datetime.datetime(2031, 11, 10, 6, tzinfo=datetime.UTC)
    show = make_exhibition(
        opens_at=noon + datetime.timedelta(hours=2), closes_at="2032-01-01T00:00Z", works_wanted=3
    )

    target = worklist.target(cataloguer, show, at=noon - datetime.timedelta(days=days))

    assert (target.weeks, target.days) == left


def test_no_target_is_shown_where_none_was_set_or_to_who_does_not_catalogue(artist, officer, reviewer):
    make_artwork(artist=artist)
    show = make_exhibition(opens_at="2098-01-01T00:00Z", closes_at="2099-01-01T00:00Z")
    before = page(officer, "works")
    show.works_wanted = 5
    show.save()

    contents = (before, page(officer, "works"), page(behind(reviewer), "works"))
    assert ["<progress" in content for content in contents] == [False, True, False]


def test_the_oldest_photo_of_ones_own_without_a_label_is_next(artist, officer, institution):
    colleague = behind(make_user(role="cataloguer", institution=institution))
    begin(colleague, photo=shot((5, 5, 99)))
    first, second = begin(officer), begin(officer, photo=shot((9, 90, 9)))

    here = [
        reverse("backstage:label", args=[work.pk]) in page(officer, "work", second.pk)
        for work in (first, second)
    ]
    assert officer.get(reverse("backstage:works")).context["draft"] == first
    fill_in(officer, first, artist)
    assert officer.get(reverse("backstage:works")).context["draft"] == second
    fill_in(officer, second, artist)
    assert officer.get(reverse("backstage:works")).context["draft"] is None
    assert here[0]


def test_an_empty_list_leads_to_the_first_photo(artist, officer):
    content = page(officer, "works")

    assert reverse("backstage:new_work") in content
    assert 'type="search"' not in content


# --- The admin ---


@pytest.mark.parametrize("language", ["ky", "ru", "en"])
def test_at_a_desk_a_title_in_any_language_ends_the_draft(language, artist, officer):
    artwork = begin(officer)
    address = reverse("admin:exhibitions_artwork_change", args=[artwork.pk])

    untitled = officer.post(address, {"artist": artist.pk})
    titled = officer.post(address, {"artist": artist.pk, f"title_{language}": "Тоо"})

    artwork.refresh_from_db()
    assert (untitled.status_code, titled.status_code) == (200, 302)
    assert list(untitled.context["adminform"].form.errors) == ["title_ky"]
    assert (artwork.is_draft, artwork.title) == (False, "Тоо")
