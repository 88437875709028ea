"""The browser seam: one house and one Chromium for all tests of this folder, a fresh visitor for each."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone

from sales import demo
from tests.browser import backstage, ways
from tests.browser import faces as all_faces
from tests.browser.site import Site, opened

FLAGS = [
    "--no-sandbox",  # root may not use it
    "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-first-run",
]  # fmt: skip
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PHONE, DESK = 390, 1440
HEIGHTS = {320: 568, 390: 844, 768: 1024, 1024: 768, 1440: 900}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent.name == "browser":
            item.add_marker(pytest.mark.browser)


def _want_a_browser() -> None:
    """Skip, unless whoever runs the tests promised a browser: then its absence is a failure."""
    reasons = [
        *([] if find_spec("playwright") else ["playwright is not installed"]),
        *([] if CHROMIUM else ["no Chromium is on the PATH (Debian: apt-get install chromium)"]),
    ]
    if reasons and os.environ.get("KYLKALEM_REQUIRE_BROWSER") == "1":
        pytest.fail(f"KYLKALEM_REQUIRE_BROWSER is set, but {' and '.join(reasons)}.", pytrace=False)
    if reasons:
        pytest.skip(f"Browser tests need a browser: {' and '.join(reasons)}.")


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Iterator[Site]:
    _want_a_browser()
    with opened(tmp_path_factory.mktemp("media"), django_db_blocker) as site:
        yield site


@pytest.fixture(scope="package")
def chromium(site: Site) -> Iterator[Any]:
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=20_000)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def faces(site: Site) -> dict[str, str]:
    """Every public page in every state it can have, by a name: addresses with {l} for the language."""
    with site.rows():
        return all_faces.hang()


@dataclass
class Visitor:
    """One browser window of one stranger, who notes whatever a page should not do."""

    site: Site
    faces: dict[str, str]
    page: Any
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        documents = set()  # a refusal's own status is no mistake of the page
        self.page.on("request", lambda request: self._asked(request, documents))
        self.page.on("console", lambda message: self._said(message, documents))
        self.page.on("pageerror", self._stumbled)

    def _asked(self, request: Any, documents: set[str]) -> None:
        if request.is_navigation_request():
            documents.add(request.url)
        if (
            urlsplit(request.url).scheme in ("http", "https")
            and urlsplit(request.url).netloc != self.site.host
        ):
            self.complaints.append(f"asked another host: {request.url}")

    def _stumbled(self, error: Any) -> None:
        # The browser's own word for a fade between two pages that a quick reader did not wait for.
        if not str(error).startswith("Transition was "):
            self.complaints.append(f"script error: {error}")

    def _said(self, message: Any, documents: set[str]) -> None:
        if message.type in ("error", "warning") and message.location.get("url") not in documents:
            self.complaints.append(f"console: {message.text} ({message.location.get('url')})")
        elif message.type in ("error", "warning") and "Failed to load" not in message.text:
            self.complaints.append(f"console: {message.text}")

    def goto(self, address: str) -> Any:
        return self.page.goto(self.site.address + address)

    def see(self, face: str, language: str = "ru") -> None:
        """Arrive at one of the faces, by whatever it takes."""
        ways.go(self, face, self.faces[face].replace("{l}", language))


@pytest.fixture(scope="package")
def rooms(site: Site, faces: dict[str, str]) -> dict[str, tuple[str, str]]:
    """The pages of those who work here, by a name: whose, and where."""
    with site.rows():
        return backstage.pages()


@pytest.fixture(scope="module", autouse=True)
def the_wall_stays_as_it_was(site: Site, rooms: Any) -> Iterator[None]:
    """What the tests of one file hang beside the demonstration is taken down when they are over: others count sheets
    of paper and kilobytes of that wall."""
    with site.rows():
        before = set(all_faces.hanging_now().exhibits.values_list("pk", flat=True))
    yield
    with site.rows():
        added = all_faces.hanging_now().exhibits.exclude(pk__in=before)
        added.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())


@pytest.fixture(scope="package")
def keys() -> dict[str, Any]:
    """Who has signed in already keeps the key until the tests are over."""
    return {}


@pytest.fixture
def arrive(site: Site, faces: dict[str, str], chromium: Any) -> Iterator[Callable[..., Visitor]]:
    """`arrive(width=390, java_script_enabled=False)`: a new visitor. When the test is over, no page may have kept a
    cookie, asked another host, broken the security policy or stumbled in a script."""
    contexts, visitors, staff = [], [], []

    def make(width: int = PHONE, *, language: str = "ru", **options: Any) -> Visitor:
        phone = {"has_touch": True, "is_mobile": True, "device_scale_factor": 2} if width < 700 else {}
        options = (
            {"viewport": {"width": width, "height": HEIGHTS[width]}, "locale": language} | phone | options
        )
        context = chromium.new_context(**options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        if "storage_state" in options:
            staff.append(context)
        visitors.append(Visitor(site, faces, context.new_page()))
        return visitors[-1]

    yield make
    found = [complaint for visitor in visitors for complaint in visitor.complaints]
    cookies = [cookie["name"] for context in contexts if context not in staff for cookie in context.cookies()]
    for context in contexts:
        context.close()
    assert found == []
    assert cookies == []


@pytest.fixture
def come_to_work(site: Site, arrive: Any, keys: dict[str, Any]) -> Callable[..., Visitor]:
    """`come_to_work("cashier", 390, language="ky")`: someone of the demonstration, signed in by the door."""

    def make(name: str, width: int = DESK, *, language: str = "ky", **options: Any) -> Visitor:
        if name and name not in keys:
            at_the_door = arrive(width, storage_state=None)
            sign_in(at_the_door, name)
            keys[name] = at_the_door.page.context.storage_state()
        person = arrive(width, language=language, storage_state=keys.get(name), **options)
        chosen = {"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": site.address}
        person.page.context.add_cookies([chosen])
        return person

    return make


def sign_in(visitor: Visitor, name: str) -> None:
    visitor.goto("/accounts/login/?next=/admin/")
    visitor.page.fill("#id_login", name)
    visitor.page.fill("#id_password", demo.PASSWORD)
    visitor.page.click("main .button--main")
    visitor.page.wait_for_url("**/admin/")
