"""A rehearsal of the opening: that many visitors come in, look around and reserve, over HTTP like real ones.

They know nothing that a visitor does not know: an address under a label, and then the links on the pages."""

import contextlib
import functools
import gzip
import html
import http.client
import ipaddress
import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode, urljoin, urlsplit

from django.db import connection
from django.utils import timezone, translation

from exhibitions import showing
from sales import claims, door, reservations

LANGUAGES = ("ky", "ky", "ky", "ru", "ru", "en")  # as they are spoken in the room
NAMES = ("Айзада", "Бакыт", "Чынара", "Данияр", "Елена", "Жамиля", "Игорь", "Kate", "Нурбек", "Салтанат")
SECONDS_TO_WAIT = 30

CARD = re.compile(r'<li class="work.*?</li>', re.DOTALL)
ARTWORK = re.compile(r'href="([^"]*/e/[\w-]+/\d+/)"')
WALL = re.compile(r'href="([^"]*/e/[\w-]+/)(?:#\w*)?"')
RESERVE = re.compile(r'href="([^"]*/reserve/)"')
PICTURE = re.compile(r'srcset="(/i/[^" ]+)')  # of several widths the narrowest, as on a phone
ONCE = re.compile(r'name="once"[^>]*value="([^"]+)"|value="([^"]+)"[^>]*name="once"')
NOTE = re.compile(r'class="note note--(\w+)"[^>]*>\s*<(?:h2|p)[^>]*>(.*?)</(?:h2|p)>', re.DOTALL)


class CannotRehearse(Exception):
    """str() says why, and what to do."""


@dataclass
class Tally:
    """What happened, counted by many at once."""

    milliseconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refusals: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    reserved: set[str] = field(default_factory=set)
    let_go: int = 0
    visitors: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def timed(self, what: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        with self.lock:
            self.milliseconds[what].append((time.perf_counter() - start) * 1000)

    def add(self, counter: Counter[str], what: str) -> None:
        with self.lock:
            counter[what] += 1

    @property
    def requests(self) -> int:
        return sum(map(len, self.milliseconds.values()))


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    address: str
    text: str


class Lost(Exception):
    """The visitor stands before an error; str() is what they see."""


def stage(public_url: str) -> tuple[str, int]:
    """Host and port to rehearse against. Only this machine: a rehearsal takes works, and must not take anybody's."""
    url = urlsplit(public_url)
    host = url.hostname or ""
    with contextlib.suppress(ValueError):
        if url.scheme == "http" and (host == "localhost" or ipaddress.ip_address(host).is_loopback):
            return host, url.port or 80
    raise CannotRehearse(
        f"PUBLIC_URL is {public_url}. A rehearsal reserves works and speaks to this machine only: "
        "start a copy with `make run` and rehearse there."
    )


def labels() -> list[str]:
    """The addresses under the labels of the exhibition that is open now."""
    at = timezone.now()
    for show in showing.exhibitions("ky"):
        if show.phase(at) == "open":
            numbers = showing.rows(
                "SELECT catalogue_number FROM public_exhibit WHERE exhibition_id = %s ORDER BY 1", [show.id]
            )
            return [f"/{show.code}{row['catalogue_number']}" for row in numbers]
    raise CannotRehearse(
        "No exhibition is open at this moment, so nobody could reserve. Rehearse while one is open."
    )


def rehearse(
    stage: tuple[str, int], *, visitors: int, seconds: float, seed: int, labels: list[str], keep: bool = False
) -> Tally:
    """Let `visitors` arrive within `seconds`. Whatever they reserved they let go at the end, unless `keep`."""
    tally = Tally()
    dice = random.Random(seed)  # noqa: S311  a rehearsal can be repeated
    start = time.monotonic()
    threads = []
    for number in range(visitors):
        visitor = Visitor(stage, tally, number, random.Random(dice.random()), labels)  # noqa: S311
        arrives = start + dice.uniform(0, seconds)
        threads.append(threading.Thread(target=visitor.come, args=(arrives,), daemon=True))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if not keep:
        last = Visitor(stage, tally, visitors, dice, labels)
        with last.minding():
            for page in sorted(tally.reserved):
                last.let_go(page)
    return tally


@functools.cache
def sentences() -> dict[str, str]:
    """Every refusal in every language, and what it says in English."""
    refusals = [
        claims.Sold(),
        claims.HeldBySomeone(timezone.now()),
        claims.TooMany(1),
        claims.TooMany(2),
        claims.Busy(),
        reservations.NotForSale(),
        reservations.NotOpenYet(),
        reservations.Closed(),
        reservations.Withdrawn(),
        reservations.FormUsedBefore(),
        door.DeskOnly(),
        door.InTheRoomOnly(),
        door.InTheRoomOnly(timezone.now()),
        door.WrongCode(),
    ]

    def spoken(refusal: claims.Refused, language: str) -> str:
        with translation.override(language):
            return _without_hour(refusal.sentence)

    return {
        spoken(refusal, language): spoken(refusal, "en")
        for refusal in refusals
        for language in sorted(set(LANGUAGES))
    }


def _without_hour(sentence: str) -> str:
    return re.sub(r"\d+:\d+", "…", sentence)


class Visitor:
    """One telephone in the room, with one connection as long as it holds."""

    def __init__(
        self, stage: tuple[str, int], tally: Tally, number: int, dice: random.Random, labels: list[str]
    ) -> None:
        self.host, self.port = stage
        self.tally, self.dice, self.labels = tally, dice, labels
        self.language = dice.choice(LANGUAGES)
        self.name = dice.choice(NAMES)
        self.phone = f"+99670000{number % 10_000:04}"
        self.line: http.client.HTTPConnection | None = None

    def come(self, arrives: float) -> None:
        time.sleep(max(0.0, arrives - time.monotonic()))
        with self.minding():
            self.look_around()
        with self.tally.lock:
            self.tally.visitors += 1

    @contextlib.contextmanager
    def minding(self) -> Iterator[None]:
        """Whatever goes wrong is counted, and ends this visit only."""
        try:
            yield
        except Lost as error:
            self.tally.add(self.tally.errors, str(error))
        except (OSError, http.client.HTTPException) as error:
            self.tally.add(self.tally.errors, f"no answer: {type(error).__name__}")
        finally:
            if self.line:
                self.line.close()

    # --- A visit -----------------------------------------------------------------------------------------------

    def look_around(self) -> None:
        """Half of them scan the label they stand before; the others begin at the door."""
        if self.dice.random() < 0.5:
            page = self.get("label", self.dice.choice(self.labels))
            self.pictures(page, 1)
            if self.dice.random() < 0.4:
                self.wish_for(page)
            wall = self.follow("wall", page, WALL)
        else:
            wall = self.get("home", "/")
        self.pictures(wall, 8)
        cards = CARD.findall(wall.text)
        if not cards:
            raise Lost("a wall without works")
        free = [card for card in cards if "state--free" in card] or cards
        for _ in range(self.dice.randint(1, 4)):
            self.think()
            card = self.dice.choice(free if self.dice.random() < 0.5 else cards)
            page = self.follow("artwork", Answer(200, wall.address, card), ARTWORK)
            self.pictures(page, 1)
            if self.dice.random() < 0.6:
                self.wish_for(page)

    def wish_for(self, page: Answer) -> None:
        """Reserve what this page shows, if it can be had, as far as the page knows."""
        if not RESERVE.search(page.text):
            return
        form = self.follow("form", page, RESERVE)
        once = ONCE.search(form.text)
        if not once:
            self.refused(form)
            return
        self.think()
        wish = {"phone": self.phone, "name": self.name, "once": once[1] or once[2]}
        answer = self.send("reserve", form.address, wish)
        if answer.status == 409:
            self.refused(answer)
            return
        if answer.status != 303:
            raise Lost(f"reserving answered {answer.status}")
        if self.dice.random() < 0.1 and self.send("reserve", form.address, wish).address != answer.address:
            raise Lost("the same form acted twice")
        own = self.get("own page", answer.address)
        with self.tally.lock:
            self.tally.reserved.add(own.address)
        if self.dice.random() < 0.2:
            self.think()
            self.let_go(own.address)

    def let_go(self, address: str) -> None:
        if self.send("cancel", f"{address}cancel/", {}).status != 303:
            raise Lost("cancelling was refused")
        with self.tally.lock:
            self.tally.reserved.discard(address)
            self.tally.let_go += 1

    def refused(self, page: Answer) -> None:
        """Kindly means: with a sentence, in the visitor's language."""
        note = NOTE.search(page.text)
        if not note:
            raise Lost("refused without a word")
        sentence = _without_hour(html.unescape(re.sub(r"<[^>]+>", "", note[2])).strip())
        reason = sentences().get(sentence) or f"The form was no longer there: {note[1].replace('_', ' ')}."
        self.tally.add(self.tally.refusals, reason)

    def pictures(self, page: Answer, most: int) -> None:
        for address in PICTURE.findall(page.text)[:most]:
            self.get("picture", address)

    def think(self) -> None:
        time.sleep(self.dice.uniform(0.05, 0.4))

    # --- HTTP --------------------------------------------------------------------------------------------------

    def follow(self, what: str, page: Answer, link: re.Pattern[str]) -> Answer:
        found = link.search(page.text)
        if not found:
            raise Lost(f"a page without a way to the {what}")
        return self.get(what, urljoin(page.address, found[1]))

    def get(self, what: str, address: str) -> Answer:
        """The page behind the address, at most two redirects away."""
        for _ in range(3):
            answer = self.ask(what, "GET", address)
            if answer.status not in (301, 302, 303):
                break
            address = answer.address
        if answer.status != 200:
            raise Lost(f"{what}: {answer.status}")
        return answer

    def send(self, what: str, address: str, fields: dict[str, str]) -> Answer:
        return self.ask(what, "POST", address, urlencode(fields))

    def ask(self, what: str, method: str, address: str, body: str | None = None) -> Answer:
        headers = {
            "Accept-Language": self.language,
            "Accept-Encoding": "gzip",
            "Origin": f"http://{self.host}:{self.port}",
            "Sec-Fetch-Site": "same-origin",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        with self.tally.timed(what):
            response, content = self.exchange(method, address, body, headers)
        if response.headers.get("Content-Encoding") == "gzip":
            content = gzip.decompress(content)
        text = content.decode() if "text" in response.headers.get("Content-Type", "") else ""
        where = response.headers.get("Location")
        return Answer(response.status, urljoin(address, where) if where else address, text)

    def exchange(
        self, method: str, address: str, body: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        """A connection that the server closed between two pages is opened again, once, as a browser does."""
        if self.line is not None:
            with contextlib.suppress(ConnectionError, http.client.RemoteDisconnected):
                return self.exchange_on(self.line, method, address, body, headers)
        self.line = http.client.HTTPConnection(self.host, self.port, timeout=SECONDS_TO_WAIT)
        return self.exchange_on(self.line, method, address, body, headers)

    @staticmethod
    def exchange_on(
        line: http.client.HTTPConnection, method: str, address: str, body: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, bytes]:
        line.request(method, address, body, headers)
        response = line.getresponse()
        return response, response.read()


# --- Afterwards ------------------------------------------------------------------------------------------------


def broken_promises() -> dict[str, int]:
    """Counted in the database, over all that ever happened: works promised twice, telephones holding too many."""
    questions = {
        "works promised to two people": """
            SELECT count(DISTINCT a.artwork_id) FROM sales_claim a JOIN sales_claim b
            ON a.artwork_id = b.artwork_id AND a.id < b.id
            AND tstzrange(a.from_at, a.ended_at) && tstzrange(b.from_at, b.ended_at)
        """,
        "telephones holding more than two works": """
            SELECT count(*) FROM (
                SELECT contact FROM sales_claim WHERE kind = 'hold' AND ended_at IS NULL AND until_at > now()
                GROUP BY contact HAVING count(*) > 2
            ) AS greedy
        """,
    }
    with connection.cursor() as cursor:
        found = {}
        for name, sql in questions.items():
            cursor.execute(sql)
            found[name] = cursor.fetchone()[0]
    return found


def share(values: list[float], part: float) -> float:
    """The value that `part` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * part))]


def report(tally: Tally, promises: dict[str, int], seconds: float, say: Callable[[str], None]) -> bool:
    """Say what happened. True if nothing went wrong."""
    say(f"{tally.visitors} visitors, {tally.requests} requests in {seconds:.1f} s\n")
    say(f"  {'':<12}{'requests':>9}{'p50 ms':>9}{'p95 ms':>9}{'most':>9}")
    for what, values in sorted(tally.milliseconds.items()):
        figures = share(values, 0.5), share(values, 0.95), max(values)
        say(f"  {what:<12}{len(values):>9}" + "".join(f"{figure:>9.0f}" for figure in figures))
    say(
        f"\n  {len(tally.reserved) + tally.let_go:>5} times a work was reserved, {tally.let_go} times let go again"
    )
    say(f"  {tally.refusals.total():>5} times refused kindly")
    for sentence, times in tally.refusals.most_common():
        say(f"  {times:>10}  {sentence}")
    say(f"  {tally.errors.total():>5} errors")
    for error, times in tally.errors.most_common():
        say(f"  {times:>10}  {error}")
    for promise, times in promises.items():
        say(f"  {times:>5} {promise}")
    return not tally.errors and not any(promises.values()) and tally.visitors > 0
