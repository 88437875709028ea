"""Real rows from plain functions. What a test does not say is chosen so that the row is ordinary and allowed."""

import datetime
import itertools
import os
import uuid
from dataclasses import replace
from functools import cache
from typing import Any

from django.db import connection
from django.utils import timezone

from exhibitions import photos, publishing
from exhibitions.models import (
    Artwork,
    Exhibit,
    Exhibition,
    Hall,
    Import,
    ImportRow,
    Photo,
    Publication,
    Rendition,
    Term,
    Venue,
    Wall,
)
from inmates.levels import NAMED
from inmates.models import Artist, AttributionPolicy, Consent, Institution, Level, Purpose
from sales import afterwards, closing, collecting, line, pricing, receipts, reservations, selling, tills
from sales.models import (
    CashSession,
    Claim,
    Desk,
    Handover,
    Leaving,
    Payee,
    PayeeChoice,
    Payment,
    Refund,
    Sale,
)
from sales.paying import elqr, payees
from staff.models import Membership, User

# The bench furnishes one house several times, each in a process of its own.
_count = itertools.count(int(os.environ.get("FACTORIES_START_AT", "1")))
HOUR = datetime.timedelta(hours=1)
SOM = 100


def make_user(
    name: str = "", *, role: str = "", institution: Institution | None = None, **fields: Any
) -> User:
    user = User.objects.create_user(
        name or f"person{next(_count)}", password="a long enough password", **fields
    )
    if role:
        Membership.objects.create(user=user, role=role, institution=institution)
    if role == "cashier":
        make_till(user)
    return user


def make_desk(**fields: Any) -> Desk:
    number = next(number for number in _count if not Desk.objects.filter(number=number).exists())
    return Desk.objects.create(**{"number": number} | fields)


def make_till(user: User, *, desk: Desk | None = None, **options: Any) -> CashSession:
    """They sit at a desk of their own, with an open drawer."""
    return tills.open_till(desk or make_desk(), by=user, **options)


def make_institution(**fields: Any) -> Institution:
    n = next(_count)
    fields = {"code": f"inst-{n}", "name_ky": f"Мекеме {n}", "attribution_ceiling": Level.FULL_NAME} | fields
    return Institution.objects.create(**fields)


def make_artist(
    *, institution: Institution | None = None, consents: bool = True, level: str = "", **fields: Any
) -> Artist:
    """An artist who agreed to everything, anonymously unless `level` says otherwise (then as `name`)."""
    name = fields.pop("name", "Нурлан К.")
    artist = Artist.objects.create(institution=institution or make_institution(), **fields)
    if consents:
        people = _reader_and_witness()
        Consent.objects.bulk_create(
            _answer(artist, purpose, level=level or Level.ANONYMOUS, name=name, **people)
            for purpose in Purpose
        )
    return artist


def make_consent(
    artist: Artist, purpose: str, *, level: str = Level.ANONYMOUS, name: str = "Нурлан К.", **fields: Any
) -> Consent:
    consent = _answer(artist, purpose, level=level, name=name, **_reader_and_witness() | fields)
    consent.save()
    return consent


def _answer(artist: Artist, purpose: str, *, level: str, name: str, **fields: Any) -> Consent:
    answer: dict[str, Any] = {"granted": True, "given_at": timezone.now() - HOUR}
    if purpose == Purpose.ATTRIBUTION:
        answer["level"] = level
        if Level(level) in NAMED:
            answer |= {"name_as_agreed_ky": name, "name_as_agreed_ru": name, "name_as_agreed_en": name}
    return Consent(artist=artist, purpose=purpose, **answer | fields)


def _reader_and_witness() -> dict[str, User]:
    return dict(zip(("read_by", "witness"), _people("reader", "witness"), strict=True))


def _people(*names: str) -> list[User]:
    there = {user.username: user for user in User.objects.filter(username__in=names)}
    return [there.get(name) or make_user(name) for name in names]


def make_policy(
    level: str, *, institution: Institution | None = None, artist: Artist | None = None, **fields: Any
) -> AttributionPolicy:
    """As if it had been decided, and had waited for whom it has to wait, long ago; of two the later made is newer."""
    long_ago = timezone.now() - datetime.timedelta(days=9) + datetime.timedelta(seconds=next(_count))
    by, second = _people("author", "second pair of eyes")
    moments = {"at": long_ago, "confirmed_at": long_ago, "effective_at": long_ago, "confirmed_by": second}
    policy = AttributionPolicy(institution=institution, artist=artist, level=level, by=by, reason="буйрук")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE inmates_attributionpolicy DISABLE TRIGGER attribution_policy_guard")
        policy.save()
        AttributionPolicy.objects.filter(pk=policy.pk).update(**moments | fields)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE inmates_attributionpolicy ENABLE TRIGGER attribution_policy_guard")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    policy.refresh_from_db()
    return policy


def make_artwork(
    *, artist: Artist | None = None, photo: bool = True, terms: tuple[str, ...] = ("painting",), **fields: Any
) -> Artwork:
    n = next(_count)
    words = {
        "title_ky": f"Тоо {n}",
        "title_ru": f"Гора {n}",
        "title_en": f"Mountain {n}",
        "technique_ky": "Кенеп, майлуу боёк",
        "alt_ky": "Көгүш чокулар, этегинде суу",
    }
    size = {"height_mm": 500, "width_mm": 700}
    artwork = Artwork.objects.create(artist=artist or make_artist(), **words | size | fields)
    for slug in terms:
        artwork.terms.add(make_term(slug))
    if photo:
        make_photo(artwork)
    return artwork


def make_term(slug: str = "painting", facet: str = "kind", **fields: Any) -> Term:
    return Term.objects.get_or_create(slug=slug, defaults={"facet": facet, "label_ky": slug} | fields)[0]


def make_import(*, institution: Institution | None = None, **fields: Any) -> Import:
    """A list of one wrong row that waits for confirmation; its file is not there."""
    defaults = {
        "file_name": "list.csv",
        "stored": "0" * 32,
        "state": "planned",
        "header": ["№", "Аталышы"],
        "sample": [["1", "Тоо"]],
        "columns": [["reference", ""], ["title_ky", ""]],
    }
    work = Import.objects.create(institution=institution or make_institution(), **defaults | fields)
    wrong = {"verdict": "wrong", "reasons": [["no_artist", "artist"]], "reference": "1"}
    ImportRow.objects.create(parent=work, line=2, original=["1", "Тоо"], **wrong)
    return work


def make_photo(artwork: Artwork, **fields: Any) -> Photo:
    """A photo whose renditions are rows without files; the tests of photos.py make real ones."""
    defaults = {
        "width": 1400,
        "height": 1000,
        "sha256": b"0" * 32,
        "mean_colour": "#808080",
        "likeness": 0,
        "original": "x.jpg",
        "writing_seen": "no",
    }
    fields = defaults | fields
    looked_at = timezone.now() if fields["writing_seen"] else None
    photo = Photo.objects.create(artwork=artwork, writing_seen_at=looked_at, **fields)
    for width, kind in ((240, "webp"), (720, "webp"), (720, "jpeg")):
        extension = "jpg" if kind == "jpeg" else kind
        Rendition.objects.create(
            photo=photo,
            name=f"{uuid.uuid4().hex}.{extension}",
            format=kind,
            width=width,
            height=width * 5 // 7,
            size=9000,
        )
    return photo


def keep_photo(artwork: Artwork, content: bytes, *, by: User, role: str = Photo.Role.FRONT) -> Photo:
    """A real upload with its real files, as photos.take_in keeps it; each content is developed once in a test run."""
    developed = _develop(content)
    renditions = (replace(one, name=uuid.uuid4().hex) for one in developed.renditions)
    return photos.keep(artwork, replace(developed, renditions=tuple(renditions)), by=by, role=role)


_develop = cache(photos.develop)


def publish(artwork: Artwork) -> Publication:
    """Two people publish it as it stands."""
    author, reader = _people("author", "second pair of eyes")
    publication = publishing.propose(artwork, by=author)
    publishing.approve(publication, by=reader, seal=publication.content_sha)
    return publication


def make_venue(**fields: Any) -> Venue:
    return Venue.objects.create(
        **{"name_ky": "Көркөм галерея", "address_ky": "Пушкин көчөсү, 78", "city_ky": "Бишкек"} | fields
    )


def make_hall(venue: Venue | None = None, **fields: Any) -> Hall:
    return Hall.objects.create(venue=venue or make_venue(), **{"name_ky": "Чоң зал", "position": 1} | fields)


def make_wall(hall: Hall | None = None, **fields: Any) -> Wall:
    fields = {"name": f"W{next(_count)}", "width_mm": 6000} | fields
    return Wall.objects.create(hall=hall or make_hall(), **fields)


def make_exhibition(**fields: Any) -> Exhibition:
    """Open since an hour ago, for five hours more."""
    n = next(_count)
    now = timezone.now()
    letters = "".join(chr(97 + int(digit)) for digit in str(n))
    fields = {
        "slug": f"show-{n}",
        "code": f"z{letters}",
        "title_ky": f"Ак жол {n}",
        "opens_at": now - HOUR,
        "closes_at": now + 5 * HOUR,
        "announced_at": now - 24 * HOUR,
        "phone": "+996 312 000 000",
    } | fields
    return Exhibition.objects.create(venue=fields.pop("venue", None) or make_venue(), **fields)


def make_exhibit(
    *,
    exhibition: Exhibition | None = None,
    artwork: Artwork | None = None,
    price: int | None = 8500 * SOM,
    published: bool = True,
    **fields: Any,
) -> Exhibit:
    """A published work on the wall, for sale unless price=None (in tyiyn)."""
    exhibition = exhibition or make_exhibition()
    artwork = artwork or make_artwork()
    if published and not artwork.publications.standing().exists():
        publish(artwork)
    number = fields.pop("catalogue_number", None) or _next_number(exhibition)
    return Exhibit.objects.create(
        exhibition=exhibition,
        artwork=artwork,
        catalogue_number=number,
        price_tyiyn=price,
        for_sale=price is not None,
        **fields,
    )


def reprice(exhibit: Exhibit, price: int | None) -> None:
    """Two people change the price; None takes the work from sale."""
    author, second = _people("author", "second pair of eyes")
    exhibit = Exhibit.objects.get(pk=exhibit.pk)
    pricing.agree(pricing.propose(exhibit, pricing.Asked(price), reason="чечим", by=author), by=second)


def _next_number(exhibition: Exhibition) -> int:
    taken = set(exhibition.exhibits.values_list("catalogue_number", flat=True))
    return next(number for number in itertools.count(len(taken) + 1) if number not in taken)


def make_hold(exhibit: Exhibit, *, phone: str = "", **options: Any) -> reservations.Held:
    return reservations.reserve(exhibit.pk, phone=phone or make_phone(), once=uuid.uuid4(), **options)


def make_place(exhibit: Exhibit, *, phone: str = "", **options: Any) -> str:
    """Someone waits in the line for a work that is held; returns the secret of their page."""
    return line.join(exhibit.pk, phone=phone or make_phone(), once=uuid.uuid4(), **options)


def make_phone() -> str:
    return f"+99670{next(_count):07}"


def make_sale(exhibit: Exhibit, *, by: User | None = None, **options: Any) -> Sale:
    return selling.sell(
        exhibit,
        [selling.Paid(Payment.Kind.CASH, exhibit.price_tyiyn or 0)],
        by=by or make_user(role="cashier"),
        **options,
    )


def bank_code(account: str = "0000000000000002", name: str = "GSIN EXPO") -> str:
    """What a bank gives to an organisation: receiver and tail, without a sum. Bank, number and name are invented."""
    inner = (("00", "qr.example.kg"), ("01", "001"), ("10", account), ("12", "11"), ("13", "11"))
    merchant = "".join(f"{key}{len(value):02}{value}" for key, value in inner)
    fields = (
        ("00", "01"), ("01", "11"), ("32", merchant), ("52", "5971"), ("53", "417"), ("59", name),
    )  # fmt: skip
    return elqr.encode(elqr.Code(fields))


def make_payee(*, by: User | None = None, **fields: Any) -> Payee:
    """An organisation whose bank lets us write the sum into its code."""
    fields = {
        "name": "Жаза аткаруу кызматы",
        "inn": "01234567890123",
        "bank": "Мисал Банк",
        "account_kind": Payee.Account.MERCHANT,
        "code_text": bank_code(),
        "writes_sum": True,
    } | fields
    return payees.add(by=by or make_user(role="organiser"), **fields)


def pay_by_qr(exhibition: Exhibition, payee: Payee | None = None, **fields: Any) -> PayeeChoice:
    """One person asked that visitors pay this organisation, another agreed."""
    choice = payees.ask(
        exhibition,
        payee or make_payee(**fields),
        reason="Келишим № 7",
        by=make_user(role="organiser"),
    )
    payees.agree(choice, by=make_user(role="treasurer"))
    choice.refresh_from_db()
    return choice


def make_handover(sale: Sale, *, by: User | None = None, **options: Any) -> Handover:
    """Its back was looked at, and nothing was there."""
    return collecting.hand_over(sale, by=by or make_user(role="cashier"), **{"back": "nothing"} | options)


def make_leaving(exhibit: Exhibit, *, by: User | None = None, **options: Any) -> Leaving:
    """After closing, back to whoever lent it."""
    said = {"kind": "returned", "note": "Лейтенант Асанов"} | options
    closing.write_off(exhibit.exhibition, [exhibit.pk], by=by or make_user(role="organiser"), **said)
    return Leaving.objects.standing().get(exhibit=exhibit)


def make_owed(exhibit: Exhibit, *, by: User | None = None) -> Refund:
    """It was sold without the network after it had been sold already: its cash has to be paid back."""
    by = by or make_user(role="cashier")
    till = tills.till_of(by)
    assert till is not None
    Desk.objects.filter(pk=till.desk_id).update(may_go_on_offline=True)
    price = exhibit.price_tyiyn or 0
    numbers = receipts.for_browser(till, exhibit.exhibition, token=str(by.pk))
    if not live_claims(exhibit):
        make_sale(exhibit)
    slip = afterwards.Written(uuid.uuid4(), numbers.first, exhibit, price, timezone.now())
    return afterwards.record(numbers, slip, by=by, token=str(by.pk)).refund


def live_claims(exhibit: Exhibit) -> int:
    return Claim.objects.live().filter(artwork=exhibit.artwork_id).count()
