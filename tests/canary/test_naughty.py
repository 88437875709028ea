"""Words that would be something else if they could: a tag, a script, a statement. In every public text, and in what a
visitor types, they stay words."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from gallery import freshness, kept_wall
from inmates.models import Level
from tests.canary.crawler import Crawler
from tests.factories import (
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hall,
    make_term,
    make_venue,
)

pytestmark = pytest.mark.django_db

INNOCENT = "Жайлоодогу тоо"
NAUGHTY = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</title><img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "' onmouseover='alert(1)",
    "--><b>",
    "]]><b>",
    "<!--",
    "&lt;b&gt;",
    "{{ settings.SECRET_KEY }}{% debug %}{# #}",
    "%(x)s %s {0} {x}",
    "javascript:alert(1)",
    "</textarea></select></template><base href=//evil>",
    "\u2028\u2029\\u003cb\\u003e\\",
    "'; DROP TABLE sales_claim; --",
    "&#60;b&#62;&amp;amp;",
]


class Skeleton(HTMLParser):
    """A page without its words: its elements and the names of their attributes, and the data it carries."""

    def __init__(self, page):
        super().__init__()
        self.bones, self.data, self.inside = [], [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        names = sorted(name for name, _value in attrs)
        self.bones.append((tag, *names))
        self.inside = tag
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src", "action", "formaction", "srcset"):
                assert re.match(r"/|#|\?|tel:|https?://", value or "/"), (tag, name, value)
        if tag == "script":
            assert dict(attrs).get("type") == "application/ld+json" or dict(attrs).get("src")

    def handle_endtag(self, tag):
        self.bones.append(("/", tag))
        self.inside = ""

    def handle_data(self, data):
        if self.inside == "script" and data.strip():
            self.data.append(json.loads(data))

    def handle_comment(self, data):
        self.bones.append(("comment",))


def hung(words):
    """An exhibition all of whose texts are these words."""

    def in_three(**lengths):
        return {
            f"{name}_{code}": words[:length]
            for name, length in lengths.items()
            for code in ("ky", "ru", "en")
        }

    venue = make_venue(**in_three(name=200, address=300, city=80, directions=300))
    exhibition = make_exhibition(venue=venue, phone=words[:40], **in_three(title=120, lede=600))
    make_term("painting", **in_three(label=80))
    artist = make_artist(level=Level.PSEUDONYM, name=words[:120])
    texts = in_three(title=300, technique=200, story=4000, alt=400)
    artwork = make_artwork(artist=artist, told_in="ky", made=words[:40], **texts)
    hall = make_hall(venue, **in_three(name=120))
    make_exhibit(exhibition=exhibition, artwork=artwork, hall=hall, wall=words[:20], **in_three(quote=400))
    return exhibition


def pages(exhibition):
    here = f"e/{exhibition.slug}/"
    return ["/ky/", f"/ru/{here}", f"/en/{here}1/", f"/ky/{here}1/reserve/", "/ru/about/", "/en/find/"]


def bones(address):
    freshness.shelf.clear()
    kept_wall.forget()
    answer = Crawler().ask(address)
    assert answer.status == 200
    return Skeleton(answer.text).bones


@pytest.fixture
def innocent():
    exhibition = hung(INNOCENT)
    found = {address.replace(exhibition.slug, "show"): bones(address) for address in pages(exhibition)}
    exhibition.announced_at = None
    exhibition.save()
    return found


@pytest.mark.parametrize("words", NAUGHTY)
def test_hostile_words_stay_words_on_every_page(innocent, words):
    exhibition = hung(words)

    naughty = {address.replace(exhibition.slug, "show"): bones(address) for address in pages(exhibition)}

    assert naughty == innocent


def test_the_words_are_there_and_data_for_machines_says_them_too():
    exhibition = hung("</script><script>alert(1)</script>")
    freshness.shelf.clear()

    page = Crawler().ask(f"/en/e/{exhibition.slug}/1/").text

    assert "&lt;/script&gt;&lt;script&gt;alert(1)" in page
    said = json.dumps(Skeleton(page).data)
    assert "</script><script>alert(1)</script>" in said


@pytest.mark.parametrize("words", NAUGHTY)
def test_what_a_visitor_types_comes_back_as_words(words):
    exhibition = hung(INNOCENT)
    crawler = Crawler()
    reserve = f"/ky/e/{exhibition.slug}/1/reserve/"

    for page in (f"/ky/e/{exhibition.slug}/?q=", "/ru/find/?q="):
        assert (
            Skeleton(crawler.ask(page + quote(words)).text).bones
            == Skeleton(crawler.ask(page + "ъъъ").text).bones
        )
    typed, plain = (
        Skeleton(
            crawler.ask(reserve, method="post", data={"phone": text, "name": text, "once": "x"}).text
        ).bones
        for text in (words, "ъъъ")
    )
    assert typed == plain
