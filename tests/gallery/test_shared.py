import pytest

from inmates import consent
from inmates.models import Purpose
from tests.factories import make_artist, make_artwork, make_exhibit, make_exhibition, make_sale, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def pictures(settings, tmp_path):
    """The files behind an exhibit's renditions, and where they are served."""
    settings.PUBLIC_MEDIA = tmp_path
    exhibit = make_exhibit()
    return exhibit, hang_up(exhibit, tmp_path)


def hang_up(exhibit, folder_of_all):
    rows = list(exhibit.artwork.photos.get().renditions.all())
    addresses = {}
    for row in rows:
        suffix = "jpg" if row.format == "jpeg" else "webp"
        folder = folder_of_all / row.name[:2]
        folder.mkdir(exist_ok=True)
        (folder / f"{row.name}.{suffix}").write_bytes(f"{row.format} {row.width}".encode())
        addresses[f"/i/{row.name}.{suffix}"] = (row.format, row.width)
    return addresses


def test_a_picture_is_served_as_what_it_is_and_not_for_long(pictures, visitor):
    for address, (kind, width) in pictures[1].items():
        answer = visitor.get(address)

        assert b"".join(answer.streaming_content) == f"{kind} {width}".encode()
        assert answer["Content-Type"] == f"image/{kind}"
        assert answer["Cache-Control"] == "public, max-age=300"
        assert answer.cookies == {}


def test_a_picture_the_browser_has_is_not_sent_again(pictures, visitor):
    address = next(iter(pictures[1]))
    tag = visitor.get(address)["ETag"]

    assert visitor.get(address, headers={"if-none-match": tag}).status_code == 304


def test_a_withdrawn_picture_is_gone_even_for_those_who_have_it(pictures, visitor):
    exhibit, addresses = pictures
    tags = {address: visitor.get(address)["ETag"] for address in addresses}
    consent.withdraw(exhibit.artwork.artist.consents.get(purpose=Purpose.PHOTOGRAPH), by=make_user())

    for address, tag in tags.items():
        assert visitor.get(address).status_code == 404
        assert visitor.get(address, headers={"if-none-match": tag}).status_code == 404


def test_search_engines_get_only_pictures_of_makers_who_are_named(pictures, visitor, tmp_path):
    named = make_exhibit(artwork=make_artwork(artist=make_artist(level="first_name", name="Темирлан")))

    for address in pictures[1]:
        assert visitor.get(address)["X-Robots-Tag"] == "noindex, noarchive, noimageindex"
    for address in hang_up(named, tmp_path):
        assert visitor.get(address)["X-Robots-Tag"] == "noarchive"


def test_names_that_are_no_pictures_are_not_found(pictures, visitor):
    address = next(iter(pictures[1]))
    wrong_kind = (
        address.replace(".webp", ".jpg") if address.endswith("webp") else address.replace(".jpg", ".webp")
    )

    for path in (wrong_kind, "/i/x.webp", "/i/..%2f..%2fetc%2fpasswd.webp", "/i/.webp", address + "x"):
        assert visitor.get(path).status_code == 404


def test_the_little_stylesheet_holds_the_sizes_and_nothing_else(visitor):
    show = make_exhibition()
    for number in (6, 7):
        make_exhibit(exhibition=show, catalogue_number=number)

    text = visitor.get(f"/e/{show.slug}/hang.css").content.decode()

    assert "#w6,#h6{--w:70;--h:50;--tone:#808080}#w6{--name:w6}" in text
    assert ".t50{--tall:50}" in text
    assert "Тоо" not in text


def test_its_address_changes_with_a_size_and_not_with_a_sale(visitor):
    show = make_exhibition()
    exhibit = make_exhibit(exhibition=show)

    def address():
        text = visitor.get(f"/ky/e/{show.slug}/").content.decode()
        return text[text.index(f"/e/{show.slug}/hang.css") :].partition('"')[0]

    before = address()
    make_sale(exhibit)
    assert address() == before

    make_exhibit(exhibition=show)
    assert address() != before
    assert visitor.get(address())["Content-Type"] == "text/css; charset=utf-8"


def test_an_exhibition_nobody_knows_of_has_no_stylesheet(visitor):
    assert visitor.get(f"/e/{make_exhibition(announced_at=None).slug}/hang.css").status_code == 404
