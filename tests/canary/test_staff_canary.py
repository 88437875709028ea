"""Promise 7 from inside: whoever works in one institution opens every address behind the house, with the numbers of
rows of another one, and searches every list for its every private word; nothing is found."""

import uuid
from urllib.parse import quote

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver

from exhibitions.models import Artwork, Exhibit, Exhibition, Import, Photo, Publication, Rendition
from inmates.models import Artist, Consent, Institution
from sales.models import CashSession, Claim, Counterfoil, ReceiptRange, Refund, Sale
from staff.models import Membership
from tests.canary.crawler import Crawler
from tests.canary.detector import hits
from tests.canary.planting import WORDS, plant
from tests.factories import make_artist, make_institution, make_user
from tests.test_staff_addresses import routes

pytestmark = pytest.mark.django_db

# Exhibitions belong to no institution: everyone who works here knows the one that is being prepared.
PRIVATE = {name: ways for name, ways in WORDS.items() if name != "an exhibition not announced"}
VALUES = {
    "artwork_id": Artwork, "artist_id": Artist, "consent_id": Consent, "publication_id": Publication,
    "import_id": Import, "exhibit_id": Exhibit, "claim_id": Claim, "sale_id": Sale, "photo_id": Photo,
    "till_id": CashSession, "exhibition_id": Exhibition, "range_id": ReceiptRange, "refund_id": Refund,
    "counterfoil_id": Counterfoil,
}  # fmt: skip
WHOLE = (Artwork, Import, Photo, Publication)
SEARCHED = (
    "/staff/works/",
    "/admin/exhibitions/artwork/",
    "/admin/inmates/artist/",
    "/admin/exhibitions/publication/",
)


FEW = 4  # rows of what there is much of: consents, readings, users


@pytest.fixture
def house(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.PUBLIC_MEDIA, settings.PRIVATE_MEDIA = tmp_path / "public", tmp_path / "private"
    return plant()


def inside(institution, **rights):
    person = make_user(role="cataloguer", institution=institution)
    Membership.objects.filter(user=person).update(**rights)
    browser = Client(raise_request_exception=False)
    browser.force_login(person)
    return Crawler(browser)


def every_address(prefix=""):
    """Each route of the staff with the values that rows give it; the admin's with rows of its model."""
    for route in routes(get_resolver().url_patterns):
        if not route.startswith(("staff/", "admin/")) or "(?P" in route or "logout" in route:
            continue
        head, _open, rest = route.partition("<")
        parameter, _close, tail = rest.partition(">")
        if route.startswith(prefix):
            yield from (f"/{head}{value}{tail}" for value in values(head, parameter.rpartition(":")[2]))


def values(head, parameter):
    if not parameter:
        return [""]
    if parameter == "photo":
        return [uuid.uuid4()]  # the key of a form, which only whoever sent it knows
    if parameter == "name":
        return Rendition.objects.values_list("name", flat=True)
    model = VALUES.get(parameter)
    if model is None:
        app, name = head.split("/")[1:3]
        model = apps.get_model(app, name)
    found = model.objects.order_by("-pk").values_list("pk", flat=True)
    return found if model in WHOLE else found[:FEW]


def searches():
    words = [way for ways in PRIVATE.values() for way in ways]
    return [f"{listed}?q={quote(word)}" for listed in SEARCHED for word in words]


def told(answers):
    """What each private word was found at; what the address itself says was written by whoever asks."""
    found: dict[str, list[str]] = {}
    for answer in answers:
        for word in hits(PRIVATE, answer.content, answer.headers) - hits(PRIVATE, answer.address.encode()):
            found.setdefault(word, []).append(answer.address)
    return found


def test_nobody_of_another_institution_finds_a_private_word_anywhere(house):
    own = make_institution(name_ky="Өз мекеме")
    make_artist(institution=own)
    someone = inside(own, reads_identities=True)

    answers = [someone.ask(address) for address in (*every_address(), *searches())]

    assert told(answers) == {}
    assert {answer.status for answer in answers} <= {200, 302, 403, 404, 405}
    assert len([answer for answer in answers if answer.status == 200]) > 20
    pictures = [answer for answer in answers if answer.headers.get("Content-Type", "").startswith("image/")]
    assert pictures == []


def test_the_words_are_there_for_those_who_work_there(house):
    """The control: the same walk, by somebody of the institution itself, does meet them, files and all."""
    someone = inside(Institution.objects.get(code="zx-kolonna-9"))

    walked = [*every_address("staff/"), *every_address("admin/exhibitions/import/")]
    answers = [someone.ask(address) for address in walked]

    assert {
        "a draft",
        "a list that was sent",
        "words that nobody approved",
        "a work that was withdrawn",
    } <= set(told(answers))
    pictures = {
        answer.address for answer in answers if answer.headers.get("Content-Type", "").startswith("image/")
    }
    assert {f"/staff/photos/{name}" for name in house.hidden_pictures} & pictures
    # Not even they read a name, a birth date, or what the camera wrote, without a right and a reason.
    secret = {
        "surname",
        "first name",
        "patronymic",
        "register number",
        "date of birth",
        "what the photo carries",
    }
    assert not secret & set(told(answers))
