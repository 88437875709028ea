"""The pages of one photo: every button works without a script, and what was chosen stays where something is wrong."""

import re
import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from exhibitions import album, photos, publishing
from exhibitions.models import Photo
from tests.exhibitions.crafted import saved
from tests.exhibitions.test_album import quarters
from tests.factories import make_artist, make_artwork, make_photo, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA = tmp_path, tmp_path / "public"
    return tmp_path


@pytest.fixture
def photo(cataloguer, institution) -> Photo:
    artwork = make_artwork(artist=make_artist(institution=institution), photo=False)
    return photos.take_in(artwork, saved(quarters(), "JPEG"), by=cataloguer)


def behind(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def officer(cataloguer) -> Client:
    return behind(cataloguer)


def address(name: str, photo: Photo) -> str:
    return reverse(f"backstage:{name}", args=[photo.pk])


def shown(client: Client, photo: Photo, name: str = "one_photo") -> str:
    return client.get(address(name, photo)).content.decode()


def send(client: Client, name: str, photo: Photo, **answers):
    return client.post(address(name, photo), answers)


# --- Turned and cut ---


def test_a_press_of_a_button_leads_to_the_turned_picture(photo, officer):
    content = shown(officer, photo)
    assert set(re.findall(r'name="by" value="(\d+)"', content)) == {"270", "90", "180"}
    key = re.search(r'name="once" value="([0-9a-f-]+)"', content)[1]

    answer = send(officer, "turn_photo", photo, once=key, by="90")

    new = Photo.objects.get(remade_from=photo)
    assert (answer.status_code, answer.url) == (302, address("one_photo", new))
    assert (new.turned, new.width, new.height) == (90, 400, 800)
    assert 'name="by" value="0"' in shown(officer, new)


def test_a_form_sent_twice_is_one_picture_and_leads_to_it(photo, officer):
    form = {"once": uuid.uuid4(), "by": "180"}

    places = {send(officer, "turn_photo", photo, **form).url for _ in range(2)}

    assert places == {address("one_photo", Photo.objects.get(remade_from=photo))}


@pytest.mark.parametrize(
    "form", [{}, {"by": "90"}, {"once": str(uuid.uuid4()), "by": "45"}, {"once": "x", "by": "90"}]
)
def test_a_turn_that_there_is_not_turns_nothing_and_says_so(form, photo, officer):
    answer = send(officer, "turn_photo", photo, **form)

    assert answer.status_code == 422
    assert 'class="summary" role="alert"' in answer.content.decode()
    assert Photo.objects.count() == 1


def test_the_edges_are_cut_by_four_numbers(photo, officer):
    answer = send(
        officer, "crop_photo", photo, once=uuid.uuid4(), left="50", top="", right="0", bottom="12,5"
    )

    new = Photo.objects.get(remade_from=photo)
    assert answer.url == address("one_photo", new)
    assert (new.cut, new.width, new.height) == ((500, 0, 0, 125), 400, 350)


def test_a_look_draws_the_frame_and_keeps_the_numbers_and_cuts_nothing(photo, officer):
    numbers = {"left": "10", "top": "0", "right": "25,5", "bottom": "20"}

    answer = send(officer, "crop_photo", photo, once=uuid.uuid4(), look="yes", **numbers)
    page = officer.get(answer.url).content.decode()

    assert answer.status_code == 302
    picture = photo.renditions.get(format="webp", width=720)
    assert f'viewBox="0 0 720 {picture.height}"' in page
    assert 'class="crop__stays" d="M72 0V288H537V0Z"' in page
    assert [f'value="{number}"' in page for number in numbers.values()] == [True] * 4
    assert Photo.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"left": "95"}, ["left"]),
        ({"left": "-5"}, ["left"]),
        ({"top": "viel"}, ["top"]),
        ({"left": "50", "right": "45"}, ["right"]),
        ({"top": "90", "bottom": "1"}, ["bottom"]),
        ({"left": "88"}, ["__all__"]),
    ],
)
def test_a_cut_that_leaves_too_little_is_not_made_and_its_numbers_stay(typed, wrong, photo, officer):
    answer = send(officer, "crop_photo", photo, once=uuid.uuid4(), **typed)

    content = answer.content.decode()
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, wrong)
    assert 'class="summary" role="alert"' in content
    assert all(f'value="{number}"' in content for number in typed.values())
    assert Photo.objects.count() == 1


def test_nonsense_in_the_address_draws_the_whole_picture(photo, officer):
    page = officer.get(
        address("crop_photo", photo), {"left": '"><x', "top": "99", "right": "60", "bottom": "é"}
    )

    content = page.content.decode()
    assert page.status_code == 200
    assert 'class="crop__stays" d="M0 0V360H288V0Z"' in content
    assert "<x" not in content


def test_a_photo_whose_upload_is_gone_says_what_to_do(officer, institution):
    photo = make_photo(make_artwork(artist=make_artist(institution=institution), photo=False))

    with translation.override("ky"):
        said = str(photos.SENTENCES["gone"])
    answers = [
        send(officer, "turn_photo", photo, once=uuid.uuid4(), by="90"),
        send(officer, "crop_photo", photo, once=uuid.uuid4(), left="10"),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all(said in answer.content.decode() for answer in answers)


# --- Chosen ---


def test_another_photo_is_made_the_public_one_and_set_back(photo, officer):
    detail = make_photo(photo.artwork, role="detail")

    def goes_out() -> Photo | None:
        return publishing.as_recorded(photo.artwork).photo

    assert 'name="chosen" value="yes"' in shown(officer, detail)
    assert 'name="chosen"' not in shown(officer, photo)
    send(officer, "photo_public", detail, chosen="yes")
    assert (goes_out(), 'name="chosen" value="no"' in shown(officer, detail)) == (detail, True)
    send(officer, "photo_public", detail, chosen="no")

    assert goes_out() == photo


@pytest.mark.parametrize("role", ["back", "label", "condition"])
def test_a_photo_that_tells_names_has_no_such_button_and_is_refused_without_it(role, photo, officer):
    other = make_photo(photo.artwork, role=role)

    answer = send(officer, "photo_public", other, chosen="yes")

    assert 'name="chosen"' not in shown(officer, other)
    assert answer.status_code == 422
    assert not Photo.objects.filter(is_chosen=True).exists()


# --- Looked at ---


def test_who_has_looked_says_so_and_the_page_says_who(photo, officer, cataloguer):
    answer = send(officer, "photo_writing", photo, seen="yes")

    photo.refresh_from_db()
    assert answer.url == address("one_photo", photo)
    assert (photo.writing_seen, photo.writing_seen_by) == ("yes", cataloguer)
    content = shown(officer, photo)
    assert re.search(r'value="yes"[^>]* checked', content)
    assert f"<bdi>{cataloguer}</bdi>" in content


@pytest.mark.parametrize("seen", [None, "", "perhaps"])
def test_no_answer_is_no_answer(seen, photo, officer):
    answer = send(officer, "photo_writing", photo, **({} if seen is None else {"seen": seen}))

    photo.refresh_from_db()
    assert (answer.status_code, photo.writing_seen_at) == (422, None)
    assert "errorlist" in answer.content.decode()


def test_a_reviewer_says_what_can_be_read_and_presses_nothing_else(photo, reviewer):
    client = behind(reviewer)

    content = shown(client, photo)
    send(client, "photo_writing", photo, seen="yes")
    refused = [
        send(client, name, photo, once=uuid.uuid4(), by="90", chosen="yes").status_code
        for name in ("turn_photo", "crop_photo", "photo_public", "remove_photo")
    ]

    photo.refresh_from_db()
    assert (photo.writing_seen, refused) == ("yes", [403] * 4)
    assert 'name="seen"' in content
    assert not re.search(r'name="(by|chosen|once)"|/crop/|/remove/', content)


def test_who_only_looks_finds_no_form(photo):
    content = shown(behind(make_user(role="auditor")), photo)

    assert not re.search(r'name="(by|chosen|once|seen)"|/crop/|/remove/', content)


def test_a_name_on_the_back_is_said_on_the_page_of_the_work(photo, officer):
    back = make_photo(photo.artwork, role="back", writing_seen="no")
    warning = 'class="note note--warning"'
    page = reverse("backstage:work", args=[photo.artwork_id])
    before = officer.get(page).content.decode()

    send(officer, "photo_writing", back, seen="yes")

    assert (warning in before, warning in officer.get(page).content.decode()) == (False, True)


@pytest.mark.parametrize(
    ("role", "asked"), [("front", True), ("detail", True), ("back", True), ("label", False)]
)
def test_what_can_be_read_is_asked_where_it_matters(role, asked, photo, officer):
    assert ('name="seen"' in shown(officer, make_photo(photo.artwork, role=role))) == asked


def test_whoever_approves_a_picture_nobody_looked_at_ticks_that_they_have(photo, cataloguer, reviewer):
    proposal = publishing.propose(photo.artwork, by=cataloguer)
    client = behind(reviewer)
    page = reverse("admin:exhibitions_publication_change", args=[proposal.pk])
    content = client.get(page).content.decode()
    (tick,) = re.findall(r'name="heard" value="(\w+)"', content)
    assert "<mark><bdi></bdi></mark>" not in content
    seal = bytes(proposal.content_sha).hex()
    approve = reverse("admin:approve", args=[proposal.pk])

    client.post(approve, {"seal": seal})
    proposal.refresh_from_db()
    assert proposal.approved_at is None
    client.post(approve, {"seal": seal, "heard": tick})

    proposal.refresh_from_db()
    assert proposal.approved_by == reviewer


# --- Taken away ---


def test_a_photo_goes_after_a_question(photo, officer, media, django_capture_on_commit_callbacks):
    question = shown(officer, photo, "remove_photo")
    assert 'class="note note--warning"' in question  # the last one of the front
    assert Photo.objects.filter(pk=photo.pk).exists()

    with django_capture_on_commit_callbacks(execute=True):
        answer = send(officer, "remove_photo", photo)

    assert answer.url == reverse("backstage:work", args=[photo.artwork_id])
    assert (Photo.objects.count(), [path for path in media.rglob("*") if path.is_file()]) == (0, [])
    assert officer.get(answer.url).status_code == 200
    assert send(officer, "remove_photo", photo).status_code == 404


def test_a_photo_that_two_people_decided_on_stays(photo, officer, cataloguer):
    album.look_for_writing(photo, "no", by=cataloguer)
    publishing.propose(photo.artwork, by=cataloguer)

    answers = [officer.get(address("remove_photo", photo)), send(officer, "remove_photo", photo)]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert Photo.objects.filter(pk=photo.pk).exists()
    assert address("remove_photo", photo) not in shown(officer, photo)


def test_from_the_work_and_its_label_it_is_one_step_to_the_photo(photo, officer):
    for name in ("work", "label"):
        page = officer.get(reverse(f"backstage:{name}", args=[photo.artwork_id])).content.decode()
        assert address("one_photo", photo) in page
    assert address("one_photo", photo) in shown(officer, make_photo(photo.artwork, role="back"))


def test_one_page_asks_the_same_for_one_photo_and_for_thirty(photo, officer):
    shown(officer, photo)
    with CaptureQueriesContext(connection) as few:
        shown(officer, photo)
    for _ in range(30):
        make_photo(photo.artwork, role="detail")

    with CaptureQueriesContext(connection) as many:
        shown(officer, photo)

    assert len(many) <= len(few) + 1  # their pictures, all at once
