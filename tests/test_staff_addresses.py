"""Every address behind the house, as everybody: what is not said here fails.

The table says who may come in. It follows from it what everyone else gets: a person who is not signed in the door, a
person without the role the same 403 for every number, and a person who has the role a 404 for another institution's row
that is byte for byte the one for a row that does not exist."""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from tests.backstage import EVERYWHERE, House, furnish

pytestmark = pytest.mark.django_db

STAFF = {"cataloguer", "other_cataloguer", "reader", "superuser", *EVERYWHERE}
CATALOGUERS = {"cataloguer", "other_cataloguer", "reader"}
WORKS = {*CATALOGUERS, "reviewer", "organiser", "auditor", "superuser"}  # who sees artists and artworks
IMPORTERS = CATALOGUERS | {"superuser"}
MONEY = {"organiser", "cashier", "treasurer", "auditor", "superuser"}
DESK = {"organiser", "cashier", "superuser"}
ORGANISER = {"organiser", "superuser"}
PEOPLE = {"organiser", "auditor", "superuser"}
READER = {"reader"}  # being a superuser is not the right to read identities
AUDITOR = {"auditor", "superuser"}
PRICES, COMMITTEE = {"organiser", "reviewer", "treasurer", "auditor", "superuser"}, {"reviewer", *ORGANISER}
NOBODY: set[str] = set()

BY_ORGANISERS = {"view": STAFF, "add": ORGANISER, "change": ORGANISER}

# Cataloguers work in one institution; everyone else here in all of them.
OF_OWN, OF_FOREIGN = {"cataloguer", "reader"}, {"other_cataloguer"}

Row = Callable[[Any], Any]


@dataclass(frozen=True)
class Page:
    """`get` and `post`: who may. `row` finds the row of the address among an institution's or the common ones;
    `only`: those for whom the right reaches further than `row`'s scope says is visible, or less far."""

    get: set[str]
    post: set[str] = field(default_factory=set)
    row: Row | None = None
    common: bool = False
    answer: int = 200


def model(name: str, *, view: set[str], row: Row, add: set[str] = NOBODY, change: set[str] = NOBODY,
          delete: set[str] = NOBODY, common: bool = False) -> dict[str, Page]:  # fmt: skip
    """The addresses of one model's admin."""
    root = f"admin/{name.replace('.', '/')}/"
    about: dict[str, Any] = {"row": row, "common": common}
    return {
        root: Page(view, post=NOBODY),
        f"{root}add/": Page(add, post=add),
        f"{root}<path:object_id>/history/": Page(view, **about),
        f"{root}<path:object_id>/delete/": Page(delete, post=delete, **about),
        f"{root}<path:object_id>/change/": Page(view, post=change, **about),
        f"{root}<path:object_id>/": Page(STAFF, answer=302),  # to …/change/, without a look
    }


TABLE: dict[str, Page] = {
    "accounts/login/": Page({"anonymous"}),
    "accounts/logout/": Page({"anonymous"}),
    "accounts/inactive/": Page({"anonymous"}),
    "accounts/password/change/": Page({"anonymous"}),
    "admin/": Page(STAFF),
    "admin/login/": Page(STAFF, answer=302),
    "admin/logout/": Page(STAFF, answer=302),
    "admin/password_change/": Page(STAFF, answer=302),
    "admin/autocomplete/": Page(NOBODY),  # with parameters: tests/staff/test_admin_scope.py
    "admin/^(?P<app_label>staff|inmates|exhibitions|sales)/$": Page(STAFF, answer=-1),  # a test of its own, below
    "admin/(?P<url>.*)$": Page(NOBODY, answer=404),
    "staff/today/": Page(MONEY),
    "staff/today/parts/": Page(MONEY),
    "staff/offline/": Page(CATALOGUERS | {"superuser"}),
    "staff/worker.js": Page(CATALOGUERS | {"superuser"}),
    "staff/photos/<str:name>": Page(WORKS, row=lambda rows: rows.rendition.name, answer=404),  # rows without files
    "staff/photos/<int:photo_id>/": Page(WORKS, row=lambda rows: rows.photo.pk),
    "staff/photos/<int:photo_id>/crop/": Page(
        CATALOGUERS | {"superuser"}, post=CATALOGUERS | {"superuser"}, row=lambda rows: rows.photo.pk
    ),
    "staff/photos/<int:photo_id>/remove/": Page(
        CATALOGUERS | {"superuser"}, post=CATALOGUERS | {"superuser"}, row=lambda rows: rows.spare_photo.pk
    ),
    **{  # the page of the photo has their buttons: asked for, they lead there
        f"staff/photos/<int:photo_id>/{part}/": Page(who, post=who, row=lambda rows: rows.photo.pk, answer=302)
        for part, who in {
            "turn": CATALOGUERS | {"superuser"},
            "public": CATALOGUERS | {"superuser"},
            "writing": CATALOGUERS | {"reviewer", "superuser"},
        }.items()
    },
    "staff/works/": Page(WORKS),
    "staff/works/new/": Page(CATALOGUERS | {"superuser"}, post=CATALOGUERS | {"superuser"}),
    # By the key of one's own photo form. Nobody here has sent one: tests/exhibitions/test_meanwhile.py has.
    "staff/works/of/<uuid:photo>/label/": Page(
        CATALOGUERS | {"superuser"}, post=NOBODY, row=lambda rows: uuid.UUID(int=5), answer=404
    ),
    "staff/works/<int:artwork_id>/": Page(WORKS, row=lambda rows: rows.artwork.pk),
    **{
        f"staff/works/<int:artwork_id>/{part}/": Page(
            CATALOGUERS | {"superuser"}, post=CATALOGUERS | {"superuser"}, row=lambda rows: rows.artwork.pk
        )
        for part in ("label", "person", "photo")
    },
    "staff/works/<int:artwork_id>/undo/": Page(
        NOBODY, post=CATALOGUERS | {"superuser"}, row=lambda rows: rows.artwork.pk
    ),
    "staff/artists/new/": Page(CATALOGUERS | {"superuser"}, post=CATALOGUERS | {"superuser"}),
    **model("staff.user", view=PEOPLE, add=ORGANISER, change=ORGANISER, row=lambda rows: rows.user.pk),
    "admin/staff/user/<id>/password/": Page(ORGANISER, post=ORGANISER, row=lambda rows: rows.user.pk),
    **model("staff.membership", view=PEOPLE, add=ORGANISER, change=ORGANISER, delete=ORGANISER,
            row=lambda rows: rows.membership.pk),
    **model("inmates.institution", **BY_ORGANISERS, row=lambda rows: rows.institution.pk),
    **model("inmates.artist", view=WORKS, add=CATALOGUERS | {"superuser"}, change=CATALOGUERS | {"superuser"},
            row=lambda rows: rows.artist.pk),
    "admin/inmates/artist/<int:artist_id>/consents/": Page(
        CATALOGUERS | {"superuser"}, post=CATALOGUERS | {"superuser"}, row=lambda rows: rows.artist.pk
    ),
    "admin/inmates/artist/<int:artist_id>/transfer/": Page(ORGANISER, post=ORGANISER, row=lambda rows: rows.artist.pk),
    **{
        f"admin/inmates/artist/<int:artist_id>/{happens}/": Page(
            CATALOGUERS | ORGANISER, post=CATALOGUERS | ORGANISER, row=lambda rows: rows.artist.pk
        )
        for happens in ("release", "death")
    },
    "admin/inmates/policy/": Page({"reviewer", *ORGANISER}, post={"reviewer", *ORGANISER}),
    "admin/inmates/institution/<int:institution_id>/ceiling/": Page(
        WORKS - {"auditor"}, post=WORKS - {"auditor"}, row=lambda rows: rows.institution.pk
    ),
    "admin/inmates/artist/<int:artist_id>/named/": Page(
        WORKS - {"auditor"}, post=WORKS - {"auditor"}, row=lambda rows: rows.artist.pk
    ),
    "admin/exhibitions/recall/": Page(WORKS),
    **model("inmates.consent", view=WORKS, row=lambda rows: rows.consent.pk),
    "admin/inmates/consent/<int:consent_id>/withdraw/": Page(
        WORKS - {"auditor"}, post=WORKS - {"auditor"}, row=lambda rows: rows.consent.pk
    ),
    "admin/inmates/consent/<int:consent_id>/paper/": Page(READER, post=READER, row=lambda rows: rows.consent.pk),
    "admin/inmates/consent/<int:consent_id>/paper/add/": Page(
        CATALOGUERS | {"superuser"}, post=CATALOGUERS | {"superuser"}, row=lambda rows: rows.bare_consent.pk
    ),
    **model("inmates.paperreading", view=AUDITOR, row=lambda rows: rows.paper_reading.pk),
    **model("inmates.identity", view=READER, add=READER, change=READER, row=lambda rows: rows.identity.pk),
    "admin/inmates/identity/<path:object_id>/change/": Page(
        READER, post=READER, row=lambda rows: rows.identity.pk, answer=302  # first to the page that asks why
    ),
    "admin/inmates/identity/<int:artist_id>/read/": Page(READER, post=READER, row=lambda rows: rows.identity.pk),
    **model("inmates.identityreading", view=AUDITOR, row=lambda rows: rows.reading.pk),
    **model("exhibitions.artwork", view=WORKS, add=CATALOGUERS | {"superuser"}, change=CATALOGUERS | {"superuser"},
            row=lambda rows: rows.artwork.pk),
    "admin/exhibitions/artwork/export/": Page(WORKS),
    "admin/exhibitions/artwork/<int:artwork_id>/photo/": Page(
        NOBODY, post=CATALOGUERS | {"superuser"}, row=lambda rows: rows.artwork.pk
    ),
    "admin/exhibitions/artwork/<int:artwork_id>/propose/": Page(
        NOBODY, post=CATALOGUERS | {"superuser"}, row=lambda rows: rows.artwork.pk
    ),
    "admin/exhibitions/duplicates/": Page(CATALOGUERS | {"superuser"}),
    "admin/exhibitions/artwork/<int:artwork_id>/merge/": Page(
        NOBODY, post=CATALOGUERS | {"superuser"}, row=lambda rows: rows.artwork.pk
    ),
    "admin/exhibitions/artwork/<int:artwork_id>/apart/": Page(
        NOBODY, post=CATALOGUERS | {"superuser"}, row=lambda rows: rows.artwork.pk
    ),
    **model("exhibitions.photo", view=WORKS, row=lambda rows: rows.photo.pk),
    **model("exhibitions.publication", view=WORKS, row=lambda rows: rows.publication.pk),
    "admin/exhibitions/publication/<int:publication_id>/approve/": Page(
        NOBODY, post={"reviewer", "superuser"}, row=lambda rows: rows.publication.pk
    ),
    "admin/exhibitions/publication/<int:publication_id>/send-back/": Page(
        {"reviewer", "superuser"}, post={"reviewer", "superuser"}, row=lambda rows: rows.publication.pk
    ),
    "admin/exhibitions/publication/<int:publication_id>/withdraw/": Page(
        WORKS - {"auditor"}, post=WORKS - {"auditor"}, row=lambda rows: rows.publication.pk
    ),
    "admin/exhibitions/import/": Page(IMPORTERS),
    "admin/exhibitions/import/new/": Page(IMPORTERS, post=IMPORTERS),
    "admin/exhibitions/import/photos/": Page(IMPORTERS, post=IMPORTERS),
    "admin/exhibitions/import/template/": Page(IMPORTERS),
    "admin/exhibitions/import/<int:import_id>/": Page(IMPORTERS, row=lambda rows: rows.imported.pk),
    "admin/exhibitions/import/<int:import_id>/columns/": Page(
        IMPORTERS, post=IMPORTERS, row=lambda rows: rows.imported.pk
    ),
    "admin/exhibitions/import/<int:import_id>/confirm/": Page(
        NOBODY, post=IMPORTERS, row=lambda rows: rows.imported.pk
    ),
    "admin/exhibitions/import/<int:import_id>/cancel/": Page(
        NOBODY, post=IMPORTERS, row=lambda rows: rows.imported.pk
    ),
    "admin/exhibitions/import/<int:import_id>/resume/": Page(
        NOBODY, post=IMPORTERS, row=lambda rows: rows.imported.pk
    ),
    "admin/exhibitions/import/<int:import_id>/wrong/": Page(IMPORTERS, row=lambda rows: rows.imported.pk),
    **model("exhibitions.term", **BY_ORGANISERS, row=lambda rows: rows.term.pk, common=True),
    **model("exhibitions.venue", **BY_ORGANISERS, row=lambda rows: rows.venue.pk, common=True),
    **model("exhibitions.hall", **BY_ORGANISERS, row=lambda rows: rows.hall.pk, common=True),
    **model("exhibitions.exhibition", **BY_ORGANISERS, row=lambda rows: rows.exhibition.pk,
            common=True),
    "admin/exhibitions/exhibition/<int:exhibition_id>/labels/": Page(
        ORGANISER, post=ORGANISER, row=lambda rows: rows.exhibition.pk, common=True
    ),
    **model("exhibitions.exhibit", **BY_ORGANISERS, row=lambda rows: rows.exhibit.pk),
    **model("sales.claim", view=MONEY, row=lambda rows: rows.claim.pk),
    **model("sales.reservation", view=DESK, row=lambda rows: rows.hold.pk),
    **model("sales.sale", view=MONEY, row=lambda rows: rows.sale.pk),
    **model("sales.payment", view=MONEY, row=lambda rows: rows.payment.pk),
    **model("sales.void", view=MONEY, row=lambda rows: rows.void.pk),
    "admin/exhibitions/exhibition/<int:exhibition_id>/checklist/": Page(
        ORGANISER, row=lambda rows: rows.exhibition.pk, common=True
    ),
    **{
        f"admin/exhibitions/exhibition/<int:exhibition_id>/{part}/": Page(
            ORGANISER, post=ORGANISER, row=lambda rows: rows.exhibition.pk, common=True
        )
        for part in ("choose", "numbers", "hang")
    },
    "admin/exhibitions/exhibition/<int:exhibition_id>/prices/": Page(
        PRICES, post=COMMITTEE, row=lambda rows: rows.exhibition.pk, common=True
    ),
    "admin/exhibitions/meeting/<int:meeting_id>/": Page(
        PRICES, post=COMMITTEE, row=lambda rows: rows.meeting.pk, common=True
    ),
    "admin/exhibitions/exhibit/<int:exhibit_id>/price/": Page(
        PRICES, post=COMMITTEE, row=lambda rows: rows.exhibit.pk
    ),
    "admin/sales/board/": Page(MONEY),
    "admin/sales/board/export/": Page(MONEY),
    "admin/sales/sale/export/": Page(MONEY),
    "admin/sales/sell/<int:exhibit_id>/": Page(DESK, post=DESK, row=lambda rows: rows.exhibit.pk),
    "admin/sales/release/<uuid:claim_id>/": Page(DESK, post=DESK, row=lambda rows: rows.claim.pk),
    "admin/sales/sold/<uuid:sale_id>/": Page(MONEY, row=lambda rows: rows.sale.pk),
    "admin/sales/sold/<uuid:sale_id>/receipt/": Page(MONEY, row=lambda rows: rows.sale.pk),
    "admin/sales/sold/<uuid:sale_id>/undo/": Page(DESK, post=DESK, row=lambda rows: rows.sale.pk),
    "admin/sales/sold/<uuid:sale_id>/take-back/": Page(NOBODY, post=DESK, row=lambda rows: rows.sale.pk),
    **model("sales.desk", view=MONEY, add=ORGANISER, change=ORGANISER, row=lambda rows: rows.till.desk_id),
    "admin/sales/reserving/<int:exhibition_id>/": Page(
        DESK, post=DESK, row=lambda rows: rows.exhibition.pk, common=True
    ),
    "admin/sales/door/<int:exhibition_id>/": Page(DESK, row=lambda rows: rows.exhibition.pk, common=True),
    **model("sales.payee", view=MONEY, add=ORGANISER | {"treasurer"}, row=lambda rows: rows.payee.pk, common=True),
    **model("sales.payeechoice", view=MONEY, row=lambda rows: rows.payee_choice.pk, common=True),
    "admin/exhibitions/exhibition/<int:exhibition_id>/payee/": Page(
        MONEY, post=ORGANISER | {"treasurer"}, row=lambda rows: rows.exhibition.pk, common=True
    ),
    "admin/sales/sold/<uuid:sale_id>/fiscal/": Page(
        DESK | {"treasurer"}, post=DESK | {"treasurer"}, row=lambda rows: rows.sale.pk
    ),
    "admin/sales/till/": Page(MONEY, post=DESK),
    "admin/sales/till/<uuid:till_id>/": Page(MONEY, row=lambda rows: rows.till.pk),
    "admin/sales/till/count/": Page(DESK, post=DESK),
    "admin/sales/till/<uuid:till_id>/sign/": Page(NOBODY, post=ORGANISER | {"treasurer"},
                                                 row=lambda rows: rows.till.pk),
    "admin/sales/offline/<int:exhibition_id>/": Page(
        DESK, post=ORGANISER, row=lambda rows: rows.exhibition.pk, common=True
    ),
    "admin/sales/offline/range/<uuid:range_id>/": Page(DESK, post=DESK, row=lambda rows: rows.slips.pk),
    "admin/sales/offline/range/<uuid:range_id>/print/": Page(DESK, row=lambda rows: rows.slips.pk),
    "admin/sales/offline/range/<uuid:range_id>/end/": Page(NOBODY, post=ORGANISER, row=lambda rows: rows.slips.pk),
    "admin/sales/offline/refund/<uuid:refund_id>/": Page(NOBODY, post=DESK, row=lambda rows: rows.refund.pk),
    "admin/sales/offline/waiting/<uuid:counterfoil_id>/settle/": Page(
        NOBODY, post=DESK, row=lambda rows: rows.unclear.pk
    ),
    "admin/sales/offline/waiting/<uuid:counterfoil_id>/aside/": Page(
        NOBODY, post=ORGANISER, row=lambda rows: rows.unclear.pk
    ),
    "desk/": Page(DESK),
    "desk/offline/": Page(DESK),
    "desk/worker.js": Page(DESK),
    "desk/numbers/": Page(NOBODY, post=DESK),
    "desk/written/": Page(NOBODY, post=DESK),
    "desk/<int:exhibit_id>/": Page(DESK, post=DESK, row=lambda rows: rows.exhibit.pk),
    "desk/r/<str:reference>/": Page(DESK, answer=302),  # to the desk, whatever it says
    "desk/sold/<uuid:sale_id>/undo/": Page(NOBODY, post=DESK, row=lambda rows: rows.sale.pk),
    **{
        f"desk/hold/<uuid:claim_id>/{act}/": Page(NOBODY, post=DESK, row=lambda rows: rows.claim.pk)
        for act in ("extend", "release")
    },
    "admin/sales/closing/<int:exhibition_id>/": Page(MONEY, row=lambda rows: rows.exhibition.pk, common=True),
    "admin/sales/closing/<int:exhibition_id>/unsold/": Page(MONEY, row=lambda rows: rows.exhibition.pk, common=True),
    "admin/sales/closing/<int:exhibition_id>/close/": Page(
        ORGANISER, post=ORGANISER, row=lambda rows: rows.exhibition.pk, common=True
    ),
    **{  # the closing page has their forms: asked for, they lead there
        f"admin/sales/closing/<int:exhibition_id>/{act}/": Page(
            ORGANISER, post=ORGANISER, row=lambda rows: rows.exhibition.pk, common=True, answer=302
        )
        for act in ("left", "reopen")
    },
    "admin/sales/reopening/<int:reopening_id>/agree/": Page(
        NOBODY, post=ORGANISER, row=lambda rows: rows.reopening.pk, common=True
    ),
    "admin/sales/leaving/<int:leaving_id>/undo/": Page(NOBODY, post=ORGANISER, row=lambda rows: rows.leaving.pk),
    "desk/collect/": Page(DESK),
    "desk/collect/<uuid:sale_id>/": Page(DESK, post=DESK, row=lambda rows: rows.sale.pk),
    "desk/collect/<uuid:handover_id>/back/": Page(DESK, post=DESK, row=lambda rows: rows.handover.pk),
    "admin/sales/sold/<uuid:sale_id>/agree/": Page(NOBODY, post=ORGANISER, row=lambda rows: rows.sale.pk),
}  # fmt: skip
BEHIND = {
    route: page for route, page in TABLE.items() if page.answer != -1 and not route.startswith("accounts/")
}


def routes(patterns: list[Any], prefix: str = "") -> Iterator[str]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if hasattr(entry, "url_patterns"):
            yield from routes(entry.url_patterns, route)
        else:
            yield route


@pytest.fixture
def house(db) -> House:
    return furnish()


def client(house: House, who: str) -> Client:
    client = Client(raise_request_exception=True)
    if person := house.people[who]:
        client.force_login(person)
    return client


def address(route: str, value: object = "") -> str:
    """The route with its one value filled in."""
    if "<" not in route:
        return f"/{route}"
    head, _open, rest = route.partition("<")
    if head.endswith("(?P"):
        return "/admin/no/such/page/"
    return f"/{head}{value or 1}{rest.partition('>')[2]}"


def missing(route: str, value: object) -> object:
    """A value of the same form that belongs to no row."""
    if isinstance(value, uuid.UUID):
        return uuid.uuid4()
    return "0" * 32 if isinstance(value, str) else 987_654_321


def reached(who: str, of: str) -> bool:
    if who in OF_OWN:
        return of == "own"
    return of == "foreign" if who in OF_FOREIGN else True


def ask(client: Client, method: str, url: str) -> tuple[int, bytes]:
    """One request, of which nothing stays."""
    with transaction.atomic():
        response = client.get(url) if method == "get" else client.post(url)
        transaction.set_rollback(True)
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, content


def test_every_staff_address_is_in_the_table():
    found = {
        route
        for route in routes(get_resolver().url_patterns)
        if route.startswith(("admin", "staff", "accounts", "desk"))
    }

    assert found == set(TABLE)


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_signed_in_is_shown_the_door(house, method):
    someone = client(house, "anonymous")

    for route, page in BEHIND.items():
        values = [page.row(house.common if page.common else house.own)] if page.row else [""]
        for value in (*values, *(missing(route, value) for value in values)):
            url = address(route, value)
            response = someone.get(url) if method == "get" else someone.post(url)
            assert (response.status_code, response.url.partition("?")[0]) == (302, "/accounts/login/"), url


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_no_membership_finds_no_page_at_all(house, method):
    stranger = client(house, "stranger")

    for route, page in BEHIND.items():
        value = page.row(house.common if page.common else house.own) if page.row else ""
        url = address(route, value)
        if route == "admin/logout/":
            continue
        assert ask(stranger, method, url)[0] == 403, url


@pytest.mark.parametrize("who", sorted(STAFF))
def test_everyone_gets_the_pages_of_their_role_and_no_other(house, who):
    person = client(house, who)

    for route, page in BEHIND.items():
        if who == "reader" and "identity" not in route and "paper/" not in route:
            continue  # a cataloguer like the others
        for method, allowed in (("get", page.get), ("post", page.post)):
            check(house, person, who, route, page, method, allowed)


def check(
    house: House, person: Client, who: str, route: str, page: Page, method: str, allowed: set[str]
) -> None:
    if page.row is None:
        status, _content = ask(person, method, address(route))
        assert status in expected(page, who, method, allowed), (method, route, status)
        return
    nothing = ask(
        person, method, address(route, missing(route, page.row(house.common if page.common else house.own)))
    )
    assert nothing[0] in (404, 403, 405), (method, route, nothing[0])
    sides = ("common",) if page.common else ("own", "foreign") if who in CATALOGUERS else ("own",)
    for of in sides:
        status, content = ask(person, method, address(route, page.row(getattr(house, of))))
        told = (method, route, of, status)
        if page.common or reached(who, of):
            assert status in expected(page, who, method, allowed), told
        else:
            assert (status, content) == nothing, told
            assert status in (404, 403, 405), told
            if who in allowed:
                assert status == 404, told


def expected(page: Page, who: str, method: str, allowed: set[str]) -> set[int]:
    if who in allowed:
        return {page.answer} if method == "get" else {200, 302, 303, 409, 422}
    if method == "get" and not page.get and page.post:
        return {405}  # the method is refused before the person
    if method == "post" and not page.post:
        # Lists, read-only pages and exports: nothing is done, whatever they answer.
        return {403, 404, 405} | ({200, page.answer} if who in page.get else set())
    return {403, 404} if page.answer == 404 else {403}


def test_a_file_is_there_for_those_who_see_its_work_and_missing_for_all_others(house, settings, tmp_path):
    """The table above meets rows without files; here each row has one."""
    settings.PUBLIC_MEDIA = tmp_path
    for of in (house.own, house.foreign):
        path = tmp_path / of.rendition.name[:2] / f"{of.rendition.name}.webp"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"a picture")

    for who in STAFF:
        person = client(house, who)
        missing = ask(person, "get", f"/staff/photos/{'0' * 32}")
        for of in ("own", "foreign"):
            answer = ask(person, "get", f"/staff/photos/{getattr(house, of).rendition.name}")
            if who not in WORKS:
                assert answer == missing, (who, of)
                assert answer[0] in (403, 404), (who, of)
            elif reached(who, of):
                assert answer == (200, b"a picture"), (who, of)
            else:
                assert answer == missing, (who, of)
                assert answer[0] == 404, (who, of)


def test_a_room_without_lists_for_someone_is_not_there_for_them(house):
    rooms = {"staff": PEOPLE, "inmates": STAFF, "exhibitions": STAFF, "sales": MONEY}

    for who in STAFF:
        person = client(house, who)
        seen = {room for room in rooms if ask(person, "get", f"/admin/{room}/")[0] == 200}
        assert seen == {room for room, roles in rooms.items() if who in roles}, who


def test_no_staff_page_acts_without_its_token(house):
    careful = Client(enforce_csrf_checks=True)
    careful.force_login(house.people["superuser"])

    for route, page in BEHIND.items():
        if page.post:
            value = page.row(house.common if page.common else house.own) if page.row else ""
            assert careful.post(address(route, value)).status_code == 403, route
    for route in ("login", "logout", "password/change"):
        assert careful.post(f"/accounts/{route}/").status_code == 403, route


def test_staff_pages_are_kept_by_nobody(house):
    person = client(house, "superuser")

    for route, page in BEHIND.items():
        value = page.row(house.common if page.common else house.own) if page.row else ""
        assert person.get(address(route, value)).headers["Cache-Control"] == "no-store", route
