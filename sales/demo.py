"""The demonstration: the words and pictures of `exhibitions/demo/`, made into rows through the rules that people go by.

Artists agree before a reader and a witness, two people publish each work, visitors reserve, the desk sells; so the
demonstration shows what the product does, and a rule that breaks it is noticed here first.

The same moment gives the same rows, but for what must not be guessed: names of images, secret addresses, codes."""

import datetime
import ipaddress
import itertools
import random
import tomllib
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.db import connection, transaction
from django.utils import timezone

from exhibitions import album, photos, publishing
from exhibitions.models import Artwork, Exhibit, Exhibition, Hall, Meeting, Photo, Term, Venue
from inmates import consent
from inmates.levels import NAMED
from inmates.models import Artist, Identity, Institution, Purpose
from sales import claims, pricing, reservations, selling, tills
from sales.models import Claim, Desk
from sales.paying import payees
from staff.models import Membership, User
from staff.numbers import check_digit
from staff.words import LANGUAGES

FOLDER = Path(photos.__file__).parent / "demo"
PASSWORD = "ak-jol-kyl-kalem"
SOM = 100
FLOAT = 5_000 * SOM
MINUTE = datetime.timedelta(minutes=1)
HOUR = datetime.timedelta(hours=1)
DAY = datetime.timedelta(days=1)
OLDER_THAN_SPRING = datetime.timedelta(days=400)

Words = dict[str, str]
Say = Callable[[str], None]


class CannotDemonstrate(Exception):
    """str() says why, and what to do."""


def read(name: str) -> dict[str, Any]:
    """One file of the demonstration's content."""
    with (FOLDER / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


# --- Whether ---------------------------------------------------------------------------------------------------


def is_empty() -> bool:
    """Nothing that someone typed is in the database: no person, no place, no work."""
    return not any(model.objects.exists() for model in (User, Institution, Venue, Artwork))


def check(*, force: bool = False) -> None:
    """Raise CannotDemonstrate where a demonstration would meet somebody's data, or open the door to strangers."""
    if not is_empty():
        what = {"accounts": User, "institutions": Institution, "venues": Venue, "artworks": Artwork}
        counts = ", ".join(f"{model.objects.count()} {name}" for name, model in what.items())
        raise CannotDemonstrate(
            f"This database holds data already ({counts}). The demonstration only goes into an empty one: "
            "set DATABASE_URL to another, or remove var/postgres if nothing in it is worth keeping."
        )
    strangers = [host for host in settings.ALLOWED_HOSTS if not _is_near(host)]
    if strangers and not force:
        raise CannotDemonstrate(
            f"ALLOWED_HOSTS names {', '.join(strangers)}, where strangers may knock, and everybody knows the "
            "demonstration's password. Take the host away, or add --force if nobody but you can reach it."
        )


def _is_near(host: str) -> bool:
    """This machine, or the network of the house."""
    host = host.strip("[]")
    if host == "localhost" or host.endswith((".localhost", ".local")):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return False


# --- When ------------------------------------------------------------------------------------------------------


def opening(now: datetime.datetime) -> datetime.datetime:
    """An hour ago, on five minutes, as doors open."""
    local = timezone.localtime(now - HOUR)
    return local.replace(minute=local.minute - local.minute % 5, second=0, microsecond=0)


def closing(opens_at: datetime.datetime) -> datetime.datetime:
    """Eight hours later on the full hour; earlier on the same day, where that still leaves six."""
    closes_at = opens_at + 8 * HOUR
    if closes_at.minute:
        closes_at = closes_at.replace(minute=0) + HOUR
    latest = opens_at.replace(hour=23, minute=0)
    return latest if closes_at > latest >= opens_at + 6 * HOUR else closes_at


def last_spring(now: datetime.datetime) -> datetime.date:
    """The third Saturday of the last April that is well over."""
    today = timezone.localdate(now)
    year = today.year if today.month > 5 else today.year - 1
    first = datetime.date(year, 4, 1)
    return first + datetime.timedelta(days=(5 - first.weekday()) % 7 + 14)


def in_three_weeks(now: datetime.datetime) -> datetime.date:
    """The first Saturday after three weeks."""
    day = timezone.localdate(now) + 21 * DAY
    return day + datetime.timedelta(days=(5 - day.weekday()) % 7)


def hours(day: datetime.date, show: dict[str, Any]) -> tuple[datetime.datetime, datetime.datetime]:
    opens, closes = (
        timezone.make_aware(datetime.datetime.combine(day, show[name])) for name in ("opens", "closes")
    )
    return opens, closes


# --- What ------------------------------------------------------------------------------------------------------


def build(say: Say = lambda line: None, *, now: datetime.datetime | None = None, force: bool = False) -> None:
    """Everything, or nothing: one transaction, so that an interrupted start leaves an empty database.

    Raises CannotDemonstrate."""
    check(force=force)
    now = now or timezone.now()
    developed = _develop(say)
    with pghistory.context(by="manage.py demo"), transaction.atomic():
        _alone()
        check(force=force)
        people = _People()
        counts = len(people.artists), len(people.institutions), len(people.staff)
        say("  {} artists of {} institutions, {} colleagues".format(*counts))
        works = _works(people, developed)
        say(f"  {len(works)} works, each published by two people")
        _shows(works, people, now, say)


def _alone() -> None:
    """Of two demonstrations at once the second waits, and then finds the database taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('kylkalem demonstration'))")


def _in_three(name: str, texts: Words) -> Words:
    """{"ky": …} as the columns title_ky, title_ru, title_en."""
    return {f"{name}_{language}": texts[language] for language in LANGUAGES}


def _numbers() -> Iterator[str]:
    """The same inventory numbers each time; like real ones they say nothing of order."""
    dice = random.Random("ак жол")  # noqa: S311  nothing here is secret
    for digits in dice.sample(range(10_000, 100_000), 200):
        yield f"{digits}-{check_digit(str(digits))}"


class _People:
    """Institutions, artists and colleagues, by the names they have in people.toml."""

    def __init__(self) -> None:
        content = read("people")
        self.numbers = _numbers()
        self.institutions = {row["key"]: self._institution(row) for row in content["institutions"]}
        secret = make_password(PASSWORD)  # one hash for all: making it slow is its point
        self.staff = {row["username"]: self._colleague(row, secret) for row in content["staff"]}
        self.cataloguers = {
            self.institutions[key]: self.staff[row["username"]]
            for row in content["staff"]
            for key in row.get("institutions", ())
        }
        self.artists = {row["key"]: self._artist(row) for row in content["artists"]}

    def _institution(self, row: dict[str, Any]) -> Institution:
        return Institution.objects.create(
            code=row["key"],
            kind=row["kind"],
            may_be_named=row["may_be_named"],
            attribution_ceiling=row["ceiling"],
            **_in_three("name", row["name"]),
            **_in_three("public_name", row["name"]),
        )

    def _colleague(self, row: dict[str, Any], secret: str) -> User:
        boss = row.get("superuser", False)
        user = User.objects.create(
            username=row["username"],
            first_name=row["first_name"],
            language=row["language"],
            password=secret,
            is_staff=True,
            is_superuser=boss,
        )
        for institution in (
            [] if boss else [self.institutions[key] for key in row.get("institutions", ())] or [None]
        ):
            Membership.objects.create(
                user=user,
                role=row["role"],
                institution=institution,
                reads_identities=row.get("reads_identities", False),
            )
        return user

    def _artist(self, row: dict[str, Any]) -> Artist:
        artist = Artist.objects.create(
            number=next(self.numbers),
            institution=self.institutions[row["institution"]],
            kind=row.get("kind", Artist.Kind.INMATE),
            at_risk=row.get("at_risk", False),
        )
        if "identity" in row:
            Identity.objects.create(artist=artist, **row["identity"])
        self._ask(artist, row)
        return artist

    def _ask(self, artist: Artist, row: dict[str, Any]) -> None:
        """Every purpose is asked and answered. Who shows no name does not wish to meet the press either."""
        reader = self.cataloguers[artist.institution]
        witness = next(user for user in self.cataloguers.values() if user != reader)
        given_at = timezone.now() - OLDER_THAN_SPRING
        for purpose in Purpose:
            answer: dict[str, Any] = {"granted": True}
            if purpose == Purpose.ATTRIBUTION:
                answer["level"] = row["level"]
                if row["level"] in NAMED:
                    answer |= _in_three("name_as_agreed", row["shown_as"])
            elif purpose == Purpose.PRESS and (row["level"] not in NAMED or artist.at_risk):
                answer["granted"] = False
            consent.give(artist, purpose, read_by=reader, witness=witness, given_at=given_at, **answer)


def _develop(say: Say) -> dict[int, photos.Developed]:
    """The thirty pictures as clean renditions. Before the transaction: it needs no database, and takes the longest."""
    numbers = [work["number"] for work in read("works")["works"]]
    developed = {}
    with ThreadPoolExecutor(2) as pool:
        pictures = pool.map(lambda number: photos.develop(FOLDER / "paintings" / f"{number:02}.jpg"), numbers)
        for number, picture in zip(numbers, pictures, strict=True):
            developed[number] = picture
            if len(developed) % 10 == 0:
                say(f"  {len(developed)} of {len(numbers)} photos developed")
    return developed


def _works(people: _People, developed: dict[int, photos.Developed]) -> dict[int, Artwork]:
    words = read("terms")
    terms = {
        slug: Term.objects.update_or_create(
            slug=slug, defaults={"facet": facet, "aat": row.get("aat"), **_in_three("label", row)}
        )[0]
        for facet in Term.Facet.values
        for slug, row in words[facet].items()
    }
    works = {}
    for row in read("works")["works"]:
        artist = people.artists[row["artist"]]
        author = people.cataloguers[artist.institution]
        display = words["display"][row["display"]]
        height, width, depth, *_rest = (*(side * 10 for side in row["size_cm"]), None)
        artwork = Artwork.objects.create(
            inventory_number=next(people.numbers),
            artist=artist,
            made=str(row["made"]),
            made_from=row["made"],
            made_to=row["made"],
            height_mm=height,
            width_mm=width,
            depth_mm=depth,
            told_in=row.get("told_in", ""),
            price_wish_tyiyn=_som(row.get("wish_som")),
            added_by=author,
            **_in_three("title", row["title"]),
            **_in_three("technique", display),
            **_in_three("alt", row["alt"]),
            **(_in_three("story", row["story"]) if "story" in row else {}),
        )
        artwork.terms.set(terms[slug] for slug in display["terms"])
        photo = photos.keep(artwork, developed[row["number"]], by=author)
        album.look_for_writing(photo, Photo.Writing.NO, by=author)
        proposal = publishing.propose(artwork, by=author)
        publishing.approve(proposal, by=people.staff["reviewer"], seal=proposal.content_sha)
        works[row["number"]] = artwork
    return works


def _shows(works: dict[int, Artwork], people: _People, now: datetime.datetime, say: Say) -> None:
    content = read("shows")
    venues = {row["key"]: _venue(row) for row in content["venues"]}

    past = content["past"]
    show = _exhibition(
        past, venues, works, hours(last_spring(now), past), past["exhibits"], announced=-14 * DAY
    )
    _decide(_committee(show, past["exhibits"], people, content["committee"]), people)
    desk, _free = (Desk.objects.create(number=number) for number in (1, 2))
    cashier = people.staff["cashier"]
    till = tills.open_till(desk, by=cashier, float_tyiyn=FLOAT, at=show.opens_at - 30 * MINUTE)
    for row in past["exhibits"]:
        if "sold" in row:
            payments = {kind: sum_ for kind, sum_ in row["sold"].items() if kind != "minute"}
            _sell(show, row["number"], payments, people, show.opens_at + row["sold"]["minute"] * MINUTE)
    counted = tills.in_notes(tills.report(till).expected_tyiyn)
    tills.close_till(till, counted=counted, by=cashier, at=show.closes_at + 30 * MINUTE)
    sold = sum("sold" in row for row in past["exhibits"])
    say(f"  «{show.title_ky}», closed: {len(past['exhibits'])} works, {sold} sold")

    hung = [row | {"work": row["number"]} for row in read("works")["works"]]
    opens_at = opening(now)
    show = _exhibition(
        content["main"], venues, works, (opens_at, closing(opens_at)), hung, announced=-14 * DAY
    )
    _decide(_committee(show, hung, people, content["committee"]), people)
    tills.open_till(desk, by=cashier, float_tyiyn=FLOAT, at=opens_at - 30 * MINUTE)
    _payee(show, content["payee"], people)
    _first_hour(show, people, now)
    held = sum(row["state"] == "held" for row in hung)
    sold = sum(row["state"] == "sold" for row in hung)
    say(f"  «{show.title_ky}», open since {opens_at:%H:%M}: {len(hung)} works, {sold} sold, {held} held")

    future = content["future"]
    times = hours(in_three_weeks(now), future)
    show = _exhibition(future, venues, works, times, future["exhibits"], announced=now - 2 * DAY - times[0])
    for row in future["exhibits"]:
        if "price_som" in row:
            price = pricing.Asked(_som(row["price_som"]))
            pricing.set_alone(_exhibit(show, row["number"]), price, by=people.staff["organiser"])
    _committee(show, future["exhibits"][:2], people, content["committee"], at=now - HOUR)
    say(f"  «{show.title_ky}», to come: {len(future['exhibits'])} works so far")


def _venue(row: dict[str, Any]) -> Venue:
    texts = itertools.chain.from_iterable(
        _in_three(name, row[name]).items() for name in ("name", "address", "city", "directions")
    )
    venue = Venue.objects.create(**dict(texts))
    for position, hall in enumerate(row["halls"], 1):
        Hall.objects.create(venue=venue, position=position, **_in_three("name", hall))
    return venue


def _exhibition(
    show: dict[str, Any],
    venues: dict[str, Venue],
    works: dict[int, Artwork],
    times: tuple[datetime.datetime, datetime.datetime],
    hung: Sequence[dict[str, Any]],
    *,
    announced: datetime.timedelta,
) -> Exhibition:
    """The exhibition with its works on the walls. `announced` counts from the opening."""
    venue = venues[show["venue"]]
    exhibition = Exhibition.objects.create(
        slug=show["slug"],
        code=show["code"],
        venue=venue,
        opens_at=times[0],
        closes_at=times[1],
        announced_at=times[0] + announced,
        phone=show["phone"],
        **_in_three("title", show["title"]),
        **_in_three("lede", show["lede"]),
    )
    halls = {
        wall: hall
        for hall, walls in zip(venue.halls.order_by("position"), show["walls_of_halls"], strict=True)
        for wall in walls
    }
    places: dict[str, int] = {}
    for row in hung:
        wall = row["wall"]
        places[wall] = places.get(wall, 0) + 1
        Exhibit.objects.create(
            exhibition=exhibition,
            artwork=works[row["work"]],
            catalogue_number=row["number"],
            hall=halls[wall],
            wall=wall,
            position=places[wall],
            **(_in_three("quote", show["quote"]) if row["work"] == show["quote"]["from"] else {}),
        )
    return exhibition


def _som(som: int | None) -> int | None:
    return som * SOM if som else None


def _committee(
    show: Exhibition,
    hung: Sequence[dict[str, Any]],
    people: _People,
    members: Sequence[str],
    *,
    at: datetime.datetime | None = None,
) -> Meeting:
    """Three days before the opening, unless said otherwise: what the committee wrote of these works."""
    at = at or show.opens_at - 3 * DAY
    by = people.staff["organiser"]
    meeting = pricing.begin(show, by=by, at=at)
    exhibits = {exhibit.catalogue_number: exhibit.pk for exhibit in show.exhibits.all()}
    typed = {}
    for row in hung:
        first, second = map(_som, row.get("estimates_som", (None, None)))
        price = pricing.Asked(_som(row.get("price_som")))
        typed[exhibits[row["number"]]] = pricing.Said(first, second, price, row.get("dissent", ""))
    pricing.write(meeting, typed, seen=0, by=by, members="\n".join(members), at=at)
    return meeting


def _decide(meeting: Meeting, people: _People) -> None:
    """One closes the minutes in the evening, another agrees the next day."""
    pricing.close(meeting, by=people.staff["organiser"], at=meeting.begun_at + 2 * HOUR)
    pricing.confirm(meeting, by=people.staff["reviewer"], at=meeting.begun_at + DAY)


def _payee(show: Exhibition, row: dict[str, Any], people: _People) -> None:
    """Whom visitors pay by QR: asked for by one, agreed to by another."""
    organisation = {name: value for name, value in row.items() if name != "reason"}
    payee = payees.add(**organisation, by=people.staff["organiser"])
    choice = payees.ask(show, payee, reason=row["reason"], by=people.staff["organiser"])
    payees.agree(choice, by=people.staff["treasurer"])


def _first_hour(show: Exhibition, people: _People, now: datetime.datetime) -> None:
    """What visitors and the desk did since the opening, in the order in which it happened."""
    visitors = read("visitors")
    acts: list[tuple[datetime.datetime, Callable[[datetime.datetime], Any]]] = []

    def then(at: datetime.datetime, act: Callable[[datetime.datetime], Any]) -> None:
        acts.append((at, act))

    def reserving(row: dict[str, Any]) -> Callable[[datetime.datetime], Any]:
        return lambda at: _reserve(show, row, at)

    def selling_(row: dict[str, Any]) -> Callable[[datetime.datetime], Any]:
        return lambda at: _sell(show, row["work"], row["payments"], people, at)

    def cancelling(row: dict[str, Any]) -> Callable[[datetime.datetime], Any]:
        return lambda at: claims.end(
            Claim.objects.live().get(exhibit=_exhibit(show, row["work"])), Claim.End.CANCELLED, at=at
        )

    for row in visitors["sales"]:
        then(show.opens_at + row["minute"] * MINUTE, selling_(row))
    for row in visitors["sales"] + visitors["ended"]:
        if "reserved" in row:
            then(show.opens_at + row["reserved"] * MINUTE, reserving(row))
        if "cancelled" in row:
            then(show.opens_at + row["cancelled"] * MINUTE, cancelling(row))
    for row in visitors["holds"]:
        then(now - (show.hold_minutes - row["left"]) * MINUTE, reserving(row))
    for at, act in sorted(acts, key=lambda pair: pair[0]):
        act(at)


def _exhibit(show: Exhibition, number: int) -> Exhibit:
    return show.exhibits.get(catalogue_number=number)


def _reserve(show: Exhibition, visitor: dict[str, Any], at: datetime.datetime) -> None:
    reservations.reserve(
        _exhibit(show, visitor["work"]).pk,
        phone=visitor["phone"],
        name=visitor["name"],
        language=visitor["language"],
        once=uuid.uuid4(),
        at=at,
    )


def _sell(
    show: Exhibition, number: int, payments: dict[str, int], people: _People, at: datetime.datetime
) -> None:
    paid = [selling.Paid(kind, som * SOM) for kind, som in payments.items()]
    selling.sell(_exhibit(show, number), paid, by=people.staff["cashier"], at=at)


# --- Who may come in -------------------------------------------------------------------------------------------


def sign_ins() -> list[tuple[str, str]]:
    """User name and password of every colleague of the demonstration whose password is still the one we print."""
    stored = dict(User.objects.filter(is_active=True).values_list("username", "password"))
    still = {
        secret: check_password(PASSWORD, secret) for secret in set(stored.values())
    }  # they share one hash
    names = (row["username"] for row in read("people")["staff"])
    return [(name, PASSWORD) for name in names if name in stored and still[stored[name]]]
