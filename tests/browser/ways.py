"""How a visitor comes to pages that have no address of their own: a form sent in vain, a wall that fell down."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db import connection

from exhibitions.models import Exhibit
from sales import reservations
from tests import factories
from tests.browser.site import Site

if TYPE_CHECKING:
    from tests.browser.conftest import Visitor


def go(visitor: "Visitor", face: str, address: str) -> None:
    if face == "reserve with a mistake":
        visitor.goto(address)
        visitor.page.fill("#id_phone", "+996 12")
        visitor.page.click("main form button")
    elif face == "reserve refused":
        visitor.goto(address)
        visitor.page.fill("#id_phone", "0700 55 44 33")
        visitor.page.fill("#id_name", "Айнура")
        with held(visitor.site, address):
            visitor.page.click("main form button")
    elif face == "403":
        # Someone else's page fills in our form.
        form = f'<form method="post" action="{visitor.site.address}{address}"><button>Win a prize</button></form>'
        visitor.page.goto("about:blank")
        visitor.page.set_content(form)
        with visitor.page.expect_navigation():
            visitor.page.click("button")
    elif face == "500":
        with fallen(visitor.site):
            visitor.goto(address)
    else:
        visitor.goto(address)


def exhibit(address: str) -> Exhibit:
    """The exhibit at /ru/e/<slug>/<number>/…; only inside site.rows()."""
    _, _language, _e, slug, number, *_rest = address.split("/")
    return Exhibit.objects.get(exhibition__slug=slug, catalogue_number=number)


@contextlib.contextmanager
def held(site: Site, address: str) -> Iterator[None]:
    """Meanwhile someone else was faster."""
    with site.rows():
        secret = factories.make_hold(exhibit(address)).secret
    try:
        yield
    finally:
        with site.rows():
            reservations.cancel(secret)


@contextlib.contextmanager
def fallen(site: Site) -> Iterator[None]:
    """Meanwhile the database has lost something that every page needs."""
    rename = "ALTER VIEW {} RENAME TO {}"
    with site.rows(), connection.cursor() as cursor:
        cursor.execute(rename.format("public_exhibition", "mislaid"))
    try:
        yield
    finally:
        with site.rows(), connection.cursor() as cursor:
            cursor.execute(rename.format("mislaid", "public_exhibition"))
