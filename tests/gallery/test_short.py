import pytest
from django.test import Client

from tests.factories import make_exhibit, make_exhibition

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("wanted", "language"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", "ru"),
        ("en-GB", "en"),
        ("ky", "ky"),
        ("de,fr;q=0.9", "ky"),
        ("", "ky"),
        ("junk;;q=x", "ky"),
    ],
)  # fmt: skip
def test_a_label_leads_into_the_browsers_language_or_kyrgyz(wanted, language):
    show = make_exhibition(code="ak")
    make_exhibit(exhibition=show, catalogue_number=17)
    client = Client(headers={"accept-language": wanted})

    answer = client.get("/ak17")

    assert (answer.status_code, answer["Location"]) == (302, f"/{language}/e/{show.slug}/17/")
    assert "Accept-Language" in answer["Vary"]
    assert (answer["Cache-Control"], answer.cookies) == ("no-store", {})
    assert client.get("/")["Location"] == f"/{language}/"


def test_a_label_outlives_its_work(visitor):
    """The page it leads to knows what to say of a number that does not hang."""
    show = make_exhibition(code="ak")

    answer = visitor.get("/ak99", follow=True)

    assert answer.redirect_chain == [(f"/ky/e/{show.slug}/99/", 302)]
    assert answer.status_code == 404


@pytest.mark.parametrize("path", ["/zz17", "/ak", "/17", "/AK17", "/ak17x", "/ak123456"])
def test_other_addresses_are_not_found(visitor, path):
    make_exhibition(code="ak")

    assert visitor.get(path).status_code == 404
