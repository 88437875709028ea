"""Promise 2 from outside: distinctive names in every private field, every public address opened, nothing found."""

import base64
import gzip
import json
import re
import zlib
from urllib.parse import quote

import pytest
from django.test import Client

from exhibitions import publishing
from gallery import freshness
from inmates import consent, policy
from inmates.models import Level, Purpose
from tests.canary.crawler import LANGUAGES, Crawler
from tests.canary.detector import hits
from tests.canary.planting import WORDS, plant
from tests.doors import opened, real_public_door
from tests.factories import make_artwork, make_exhibit, make_user

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def house(settings, tmp_path):
    """The planted house, read through the real public door wherever the database has one."""
    settings.MEDIA_ROOT = tmp_path
    settings.PUBLIC_MEDIA, settings.PRIVATE_MEDIA = tmp_path / "public", tmp_path / "private"
    freshness.shelf.clear()
    planted = plant()
    with opened("public"), real_public_door():
        yield planted
    freshness.shelf.clear()


def beginnings(house):
    slug, code = house.exhibition.slug, house.exhibition.code
    pages = [
        "",
        f"e/{slug}/",
        f"e/{slug}/?state=free",
        f"e/{slug}/?q=тоо",
        "e/keleerki/",
        "e/otkon/",
        f"board/{slug}/",
        f"board/{slug}/?part=2&theme=dark",
        "board/keleerki/",
        "board/sekret-korgozmo/",
        "find/",
        "archive/",
    ]
    pages += [
        "about/",
        "privacy/",
        "find/?q=тоо",
        "find/?q=999",
        "find/?q=1",
        "no-such-page/",
        f"e/{slug}/999999/",
    ]
    pages += [f"e/{slug}/{n}/{end}" for n in range(1, 15) for end in ("", "reserve/")]
    pages += [
        f"e/{slug}/{'9' * 30}/",
        "e/sekret-korgozmo/",
        "e/sekret-korgozmo/1/",
        "e/sekret-korgozmo/1/reserve/",
    ]
    pages += [
        "r/not-a-secret/",
        "r/not-a-secret/cancel/",
        f"r/{house.spoken}/",
        "e/keleerki/1/",
        "e/keleerki/1/reserve/",
    ]
    shared = [
        "/",
        "/robots.txt",
        "/sitemap.xml",
        "/healthz",
        f"/e/{slug}/hang.css",
        f"/board/{slug}/",
        "/e/sekret-korgozmo/hang.css",
    ]
    shared += [f"/{code}{n}" for n in range(16)] + [
        f"/{code}999",
        "/zzsecret1",
        "/kel1",
        "/nosuch1",
        "/favicon.ico",
    ]
    shared += [f"/i/{name}.{end}" for name in house.hidden_pictures for end in ("webp", "jpg")]
    shared += [
        f"{root}{name}" for name in house.private_files for root in ("/", "/media/", "/private/", "/i/")
    ]
    shared += [
        "/i/nothing.webp",
        "/media/",
        "/i/../private/",
        "/i/%2e%2e/private",
    ]
    shared += [
        "/admin/",
        "/admin/inmates/identity/1/change/",
        "/accounts/login/",
        "/accounts/signup/",
        "/i18n/setlang/",
    ]
    return [*shared, *(f"/{language}/{page}" for language in LANGUAGES for page in pages)]


def named_by_nobody(house):
    """The addresses that do not themselves say a private word: a log may repeat what was asked for."""
    return [address for address in beginnings(house) if not hits(WORDS, address.encode())]


def found(answers):
    """Which private words stand where. What the address itself says was written by whoever asks."""
    leaks = {}
    for answer in answers:
        words = hits(WORDS, answer.content, answer.headers) - hits(WORDS, answer.address.encode())
        if words:
            leaks[answer.status, answer.language, answer.address] = words
    return leaks


def test_no_private_word_is_found_at_any_public_address_in_any_language(house):
    answers = Crawler().crawl(beginnings(house))

    assert found(answers) == {}
    assert {answer.status for answer in answers} <= {200, 301, 302, 304, 404, 405, 410}
    assert not [
        answer.address for answer in answers if "Set-Cookie" in " ".join(answer.headers) and is_public(answer)
    ]
    # The crawler did get around: words that are public were found on pages of each language, and pictures were seen.
    public = {"title": ["Көрүнгөн тоо"], "name": ["Айбек Т."], "story": ["Айтылган жомок"]}
    for language in LANGUAGES:
        pages = [answer for answer in answers if answer.address.startswith(f"/{language}/")]
        assert set().union(*(hits(public, answer.content) for answer in pages)) == set(public)
        assert len(pages) > 40
    pictures = [answer for answer in answers if answer.headers.get("Content-Type", "").startswith("image/")]
    assert {answer.headers["Content-Type"] for answer in pictures} == {"image/webp", "image/jpeg"}
    assert len(pictures) > 6
    # Nor was any other side of a work: the back, the label, a draft's, a merged record's.
    hidden = {f"/i/{name}" for name in house.hidden_pictures}
    assert len(hidden) >= 20
    assert not {answer.address for answer in pictures if answer.address.partition(".")[0] in hidden}


def test_every_answer_carries_the_whole_set_of_headers(house):
    """Pages, errors, pictures and style sheets alike."""
    crawler = Crawler()
    answers = [crawler.ask(address) for address in beginnings(house)]
    answers += crawler.crawl([f"/ky/e/{house.exhibition.slug}/"])

    assert {200, 302, 404, 410} <= {answer.status for answer in answers}
    assert {answer.address: wrong for answer in answers if (wrong := wrong_headers(answer))} == {}


POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
}
HEADERS = {
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY"},
    "Referrer-Policy": {"same-origin", "no-referrer"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
}


def wrong_headers(answer):
    policy = {rule.strip() for rule in answer.headers.get("Content-Security-Policy", "").split(";")}
    wrong = {name for name, allowed in HEADERS.items() if answer.headers.get(name) not in allowed}
    wrong |= {"Content-Security-Policy"} if policy != POLICY else set()
    features = answer.headers.get("Permissions-Policy", "")
    wrong |= (
        {"Permissions-Policy"} if not {"camera=()", "geolocation=()"} <= set(features.split(", ")) else set()
    )
    return wrong | {"Server", "X-Powered-By"} & set(answer.headers)


def is_public(answer):
    return not answer.address.startswith(("/admin", "/accounts", "/i18n"))


def test_no_way_of_asking_gives_a_private_word_away(house):
    crawler = Crawler()
    addresses = [address for address in beginnings(house) if not address.startswith(("/ru/", "/en/"))]

    answers = [
        crawler.ask(address, method=method)
        for method in ("head", "options", "post", "put", "delete", "trace")
        for address in addresses
    ]

    assert found(answers) == {}
    assert {answer.status for answer in answers} <= {200, 301, 302, 303, 403, 404, 405, 410, 422}


def test_what_is_hidden_answers_exactly_like_what_never_was(house):
    """Byte for byte, but for the address that was asked for."""
    crawler = Crawler()
    pairs = [
        ("/{}/e/sekret-korgozmo/", "/{}/e/nosuch-korgozmo/"),
        ("/{}/e/sekret-korgozmo/1/", "/{}/e/nosuch-korgozmo/1/"),
        ("/{}/e/sekret-korgozmo/1/reserve/", "/{}/e/nosuch-korgozmo/1/reserve/"),
        (f"/{{}}/e/korgozmo/{house.waiting.catalogue_number}/", "/{}/e/korgozmo/88/"),
        (f"/{{}}/e/korgozmo/{house.waiting.catalogue_number}/reserve/", "/{}/e/korgozmo/88/reserve/"),
        ("/zzsecret1", "/zznosuch1"),
        ("/e/sekret-korgozmo/hang.css", "/e/nosuch-korgozmo/hang.css"),
        *(
            (f"/i/{name}.{end}", f"/i/{'0' * len(name)}.{end}")
            for name in house.hidden_pictures[::5]
            for end in ("webp", "jpg")
        ),
        (f"/{{}}/r/{house.spoken}/", "/{}/r/9-999/"),
    ]

    for language in LANGUAGES:
        for hidden, never in pairs:
            hidden, never = hidden.format(language), never.format(language)
            one, other = crawler.ask(hidden, language), crawler.ask(never, language)
            assert one.status == other.status == 404
            assert one.headers.keys() == other.headers.keys()
            assert bare(one.text, hidden) == bare(other.text, never)


def bare(text, address):
    return text.replace(re.sub("^/(ky|ru|en)/", "", address), "…")


def test_a_search_for_a_private_word_answers_as_for_a_word_that_means_nothing(house):
    """Not even by what is found: the same page, but for the word itself."""
    crawler = Crawler()

    pages = [
        f"/ky/e/{house.exhibition.slug}/",
        f"/ru/e/{house.exhibition.slug}/",
        "/en/find/",
        "/ky/e/keleerki/",
    ]
    for page in pages:
        for way in (way for ways in WORDS.values() for way in ways):
            nothing = "".join("ъ" if letter.isalpha() else letter for letter in way)
            private, meaningless = (crawler.ask(f"{page}?q={quote(word)}").text for word in (way, nothing))
            assert without_echo(private, way) == without_echo(meaningless, nothing), (page, way)


def without_echo(text, word):
    for written in (word, quote(word), quote(word, safe=""), quote(word).replace("%20", "+")):
        text = text.replace(written, "…")
    return re.sub(r'id="[^"]*"', "", text)


def test_a_visitors_own_page_tells_them_nothing_about_the_artist(house):
    visitor = {"a visitor's telephone", "a visitor's name"}
    crawler = Crawler()

    for language in LANGUAGES:
        for page in ("", "cancel/"):
            answer = crawler.ask(f"/{language}/r/{house.secret}/{page}", language)
            assert answer.status == 200
            assert hits(WORDS, answer.content, answer.headers) <= visitor
            assert "no-store" in answer.headers["Cache-Control"]
            assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_a_refused_form_repeats_nothing_of_another_visitor(house):
    crawler = Crawler()
    held = house.exhibition.exhibits.get(claims__ended_at=None, claims__kind="hold")
    fields = {"phone": "+996 700 123 456", "once": "0b7f3f6e-6d6c-4f6e-9a51-111111111111"}

    answer = crawler.ask(
        f"/ky/e/{house.exhibition.slug}/{held.catalogue_number}/reserve/", "ky", "post", data=fields
    )

    assert answer.status == 409
    assert hits(WORDS, answer.content, answer.headers) == set()


def test_when_everything_breaks_the_page_says_nothing(house, monkeypatch, caplog):
    from exhibitions import showing

    def broken(*_args):
        surname = "Жылкыбайтегин"
        raise RuntimeError(len(surname))

    for name in ("exhibition", "exhibitions", "by_code", "image", "rows"):
        monkeypatch.setattr(showing, name, broken)
    crawler = Crawler(Client(raise_request_exception=False))

    answers = [crawler.ask(address) for address in named_by_nobody(house)]

    assert 500 in {answer.status for answer in answers}
    assert found(answers) == {}
    assert hits(WORDS, caplog.text.encode()) == set()


def test_logs_of_a_whole_visit_name_nobody(house, caplog):
    caplog.set_level("DEBUG")
    crawler = Crawler()

    for address in named_by_nobody(house):
        crawler.ask(address)
    crawler.ask(f"/ky/r/{house.secret}/cancel/", "ky", "post")

    ours = "\n".join(record.getMessage() for record in caplog.records if record.name != "django.db.backends")
    assert hits(WORDS, ours.encode()) == set()


# --- Taken back ---------------------------------------------------------------------------------------------------


def known_addresses(crawler, house):
    doors = ["/", "/sitemap.xml", *(f"/{language}/" for language in LANGUAGES)]
    doors += [f"/{house.exhibition.code}{house.named.catalogue_number}"]
    answers = [answer for answer in crawler.crawl(doors) if answer.status == 200]
    return {(answer.address, answer.language): answer.headers.get("ETag", "") for answer in answers}


@pytest.mark.parametrize(
    ("purpose", "leaves"),
    [
        (Purpose.SHOW, set()),
        (Purpose.WEB, set()),
        (Purpose.PHOTOGRAPH, set()),
        (Purpose.ATTRIBUTION, {"title", "story"}),
        (Purpose.STORY, {"title", "name"}),
    ],
)
def test_what_is_taken_back_is_gone_from_every_known_address_at_the_next_request(house, purpose, leaves):
    """Kept pages, kept pictures and browsers that ask "is it still the same?" included."""
    its = {"title": ["Аталган тоо"], "name": ["Айбек Т."], "story": ["Айтылган жомок"]}
    crawler = Crawler()
    known = known_addresses(crawler, house)
    pictures = {f"/i/{r.name}." for r in house.named.artwork.photos.get().renditions.all()}
    assert sum(any(address.startswith(name) for name in pictures) for address, _language in known) == len(
        pictures
    )

    consent.withdraw(
        house.named.artwork.artist.consents.get(purpose=purpose, withdrawn_at=None), by=make_user()
    )

    still = set()
    for (address, language), tag in known.items():
        fresh = crawler.ask(address, language)
        again = crawler.ask(address, language, headers={"if-none-match": tag} if tag else {})
        seen = hits(its, fresh.content, fresh.headers)
        still |= seen
        if any(address.startswith(name) for name in pictures):
            assert (fresh.status, again.status) == ((200, 304) if leaves else (404, 404)), address
        if again.status == 304:  # then what the browser has is what it would get
            assert fresh.headers["ETag"] == tag
    assert still == leaves


def test_a_work_withdrawn_from_the_public_eye_is_gone_from_every_known_address(house):
    crawler = Crawler()
    known = known_addresses(crawler, house)

    publishing.withdraw(house.named.artwork.publications.standing().get(), by=make_user())

    its = {"title": ["Аталган тоо"], "name": ["Айбек Т."], "story": ["Айтылган жомок"]}
    answers = [
        crawler.ask(address, language, headers={"if-none-match": tag})
        for (address, language), tag in known.items()
    ]
    assert set().union(*(hits(its, answer.content, answer.headers) for answer in answers)) == set()
    number = house.named.catalogue_number
    assert crawler.ask(f"/ky/e/{house.exhibition.slug}/{number}/").status == 410


@pytest.mark.parametrize("whose", ["everyone", "the institution", "the artist"])
def test_a_name_that_policy_lowers_is_gone_from_every_known_address_at_the_next_request(house, whose):
    artist = house.named.artwork.artist
    subject = {
        "everyone": policy.HOUSE,
        "the institution": policy.Subject(institution=artist.institution),
        "the artist": policy.Subject(artist=artist),
    }[whose]
    name = {"name": ["Айбек Т."]}
    crawler = Crawler()
    known = known_addresses(crawler, house)
    asked = f"/ky/e/{house.exhibition.slug}/?q="
    listed = re.findall(r'href="([^"]*/\d+/)"', crawler.ask(f"{asked}{quote('Айбек')}").text)
    assert listed
    its = [f"/i/{r.name}" for r in house.named.artwork.photos.get().renditions.all()]
    pictures = {address for address, _language in known if address.startswith(tuple(its))}
    assert "noindex" not in " ".join(crawler.ask(address).headers["X-Robots-Tag"] for address in pictures)

    policy.decide(subject, Level.FIRST_NAME, by=make_user(), reason="буйрук")

    for (address, language), tag in known.items():
        fresh = crawler.ask(address, language)
        again = crawler.ask(address, language, headers={"if-none-match": tag} if tag else {})
        assert hits(name, fresh.content, fresh.headers) == set(), address
        if again.status == 304:
            assert fresh.headers["ETag"] == tag
    private, meaningless = (crawler.ask(f"{asked}{quote(word)}").text for word in ("Айбек", "ъъъъъ"))
    assert without_echo(private, "Айбек") == without_echo(meaningless, "ъъъъъ")
    assert all("noindex" in crawler.ask(address).headers["X-Robots-Tag"] for address in pictures)
    assert pictures


# --- The detector is awake ----------------------------------------------------------------------------------------


def test_a_leak_planted_in_a_public_title_is_found(house):
    leak = make_artwork(photo=False, title_en="For Eldosbek")
    make_exhibit(exhibition=house.exhibition, artwork=leak)

    leaks = found(Crawler().crawl([f"/en/e/{house.exhibition.slug}/"]))

    assert set().union(*leaks.values()) == {"first name"}
    assert any(
        address.endswith(f"/{house.exhibition.exhibits.count()}/") for _status, _language, address in leaks
    )


def test_a_leak_planted_in_a_served_picture_is_found(house, settings):
    front = house.shown.artwork.photos.get(role="front")
    name = front.renditions.get(format="jpeg").name
    [file] = settings.PUBLIC_MEDIA.rglob(f"{name}.jpg")
    file.write_bytes(file.read_bytes() + "Сотчукболот".encode("utf-16-le"))

    leaks = found(Crawler().crawl([f"/ky/e/{house.exhibition.slug}/"]))

    assert set().union(*leaks.values()) == {"what the photo carries"}


NAME = "Жылкыбайтегин"


@pytest.mark.django_db(transaction=False)
@pytest.mark.parametrize(
    ("content", "headers"),
    [
        (NAME.encode(), {}),
        (NAME.upper().encode(), {}),
        (f"<p>{NAME.lower()}</p>".encode(), {}),
        ("".join(f"&#{ord(letter)};" for letter in NAME).encode(), {}),
        (quote(NAME).encode(), {}),
        (json.dumps({"creator": NAME}).encode(), {}),
        (gzip.compress(NAME.encode(), mtime=0), {}),
        (b"\x89PNG" + zlib.compress(NAME.encode()) + b"IEND", {}),
        (b"\xff\xd8\xff\xe1" + NAME.encode("utf-16-le") + b"\xff\xd9", {}),
        (b"x" + NAME.encode("utf-16-be"), {}),
        (NAME.encode("cp1251"), {}),
        (b"data:," + base64.b64encode(NAME.encode()), {}),
        (b"data:," + base64.urlsafe_b64encode(NAME.encode()), {}),
        ("Zhylky\u00adbaitegin".replace("\u00ad", "").encode(), {}),
        (b"", {"Location": f"/ky/{quote(NAME)}/"}),
        (b"", {"X-Note": NAME}),
    ],
)
def test_the_detector_reads_a_name_however_it_is_written(content, headers):
    assert hits(WORDS, content, headers) == {"surname"}


@pytest.mark.django_db(transaction=False)
def test_the_detector_finds_every_private_word_and_nothing_in_ordinary_words():
    for name, ways in WORDS.items():
        for way in ways:
            assert name in hits(WORDS, f"… {way} …".encode())
    assert hits(WORDS, "Көрүнгөн тоо, 8 500 сом, 500 × 700 мм".encode()) == set()
