"""The opening minute as the room lives it: visitors reserve, wait in line and let go, two desks and the admin sell,
all at once. Whoever acts here keeps what they were told, and afterwards it is held against the database."""

import datetime
import html
import itertools
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial

from django.db.models import Exists, OuterRef, Q, Sum
from django.test import Client
from django.utils import timezone, translation

from exhibitions.models import Exhibit
from sales import claims, line, rehearsal, reservations, selling, tills
from sales.models import Claim, Payment, Place, Reservation, Sale, Void
from tests.factories import make_artist, make_artwork, make_exhibit, make_exhibition, make_phone, make_user
from tests.race.server import Form, Press, Story, one_press

WORKS = 23
GREEDY = 3  # works that one phone alone is after
NOT_AT_DESKS = 15  # works that are left to the visitors
ALERT = re.compile(r'role="alert"[^>]*>(.*?)</div>', re.DOTALL)
REFUSALS = (
    claims.Sold(), claims.HeldBySomeone(timezone.now()), claims.TooMany(2), claims.Busy(), reservations.NotForSale(),
    line.NobodyHoldsIt(), line.WaitsAlready(), line.HoldsIt(), line.WaitsForMany(), line.NoLine(), line.OfferOver(),
    selling.AlreadyDone(), selling.CannotBeSold(), tills.NoTill(),
)  # fmt: skip


def hang() -> list[Exhibit]:
    """The works of the day, for sale and free."""
    exhibition, artist = make_exhibition(), make_artist()
    works = (make_artwork(artist=artist, photo=False, terms=()) for _ in range(WORKS))
    return [make_exhibit(exhibition=exhibition, artwork=artwork) for artwork in works]


@dataclass
class Act:
    """One press of somebody: what it was meant to do, to which work, and for whom."""

    what: str
    work: int
    who: str
    form: Form

    @property
    def done(self) -> bool:
        return self.form.status in (302, 303)

    @property
    def unanswered(self) -> bool:
        """Sent, and nobody knows what became of it."""
        return self.form.status in (0, *range(500, 600))


@dataclass
class Opening:
    works: list[Exhibit]
    gives_up: int = (
        0  # every so manieth client does not press again when the line breaks; nobody does if nought
    )
    acts: list[Act] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.cashiers = {user.username: user for user in (make_user(role="cashier") for _ in range(4))}
        self.keys = {name: _key_of(user) for name, user in self.cashiers.items()}
        self.price = self.works[0].price_tyiyn or 0
        self.greedy = make_phone()

    # --- The first minute ---------------------------------------------------------------------------------------

    def rush(self, clients: int) -> Iterator[Story]:
        """Some are after everything with one telephone, some stand at the desks, and all others come for one work,
        wait for it if somebody was faster, or let it go again."""
        turns = itertools.cycle(self.works[GREEDY:])
        for n in range(clients):
            if n % 16 == 3:
                yield partial(self._wants_everything, n)
            elif n % 9 == 5:
                at_desks = self.works[NOT_AT_DESKS:]
                yield partial(self._buys_at_the_desk, n, at_desks[n % len(at_desks)])
            else:
                yield partial(self._wants_one, n, next(turns))

    def _wants_one(self, n: int, work: Exhibit, press: Press) -> None:
        phone = make_phone()
        reserved = press(self.reserve(work, phone, n))
        if reserved.status == 303:
            if n % 3 == 0:
                press(self.cancel(work, phone, reserved.location))
        elif reserved.status == 409:
            press(self.wait(work, phone, n, else_like=n % 5 == 0))

    def _wants_everything(self, n: int, press: Press) -> None:
        own, others = self.works[:GREEDY], self.works[GREEDY:NOT_AT_DESKS]
        tried = itertools.islice(itertools.cycle(own), n % GREEDY, n % GREEDY + GREEDY)
        held = [work for work in tried if press(self.reserve(work, self.greedy, n)).status == 303]
        for work in (*held, own[0], *others[:5]):
            press(self.wait(work, self.greedy, n))

    def _buys_at_the_desk(self, n: int, work: Exhibit, press: Press) -> None:
        press((self.sell, self.sell_in_the_admin)[n % 2](work, n))

    # --- The minutes after it -----------------------------------------------------------------------------------

    def minutes(self, clients: int) -> Iterator[list[Story]]:
        """What happens at once, minute by minute, each made of what the one before has left."""
        yield list(self.rush(clients))
        yield list(self.letting_go())
        yield list(self.turns())

    def letting_go(self) -> Iterator[Story]:
        """Some let go what they hold, the desk ends other holds and undoes slips, and everywhere somebody asks."""
        pages = self._pages("reserve")
        for n, held in enumerate(self._held()):
            page = pages.get((held.phone, held.claim.exhibit_id))
            if n % 3 == 0 and page:
                yield one_press(self.cancel(held.claim.exhibit, held.phone, page))
            elif n % 3 == 1:
                yield one_press(self.release(held, n))
        for act in [act for act in self.acts if act.what == "sell" and act.done][::2]:
            yield one_press(self.undo(act))
        yield from self._passers_by()

    def turns(self) -> Iterator[Story]:
        """Whose turn it is says yes or no, and the desk sells to those who came, whosever turn it is."""
        pages = self._pages("wait")
        offers = Place.objects.filter(offer__exhibit__in=self.works, offer__ended_at=None)
        for n, place in enumerate(
            offers.select_related("exhibit", "offer__exhibit").order_by("offer__exhibit_id")
        ):
            if page := pages.get((place.phone, place.exhibit_id)):
                yield one_press(self.leave(place, page) if n % 3 == 1 else self.accept(place, page))
            if n % 4 == 3:
                yield one_press(self.sell(place.offer.exhibit, n))
        for n, held in enumerate(self._held()):
            if n % 2:
                sell = (self.sell, self.sell_in_the_admin)[n // 2 % 2]
                yield one_press(sell(held.claim.exhibit, n))
        yield from self._passers_by()

    def _passers_by(self) -> Iterator[Story]:
        for n, work in enumerate(self.works):
            yield one_press((self.reserve, self.wait)[n % 2](work, make_phone(), n))

    def _pages(self, what: str) -> dict[tuple[str, int], str]:
        """The secret pages that were handed out, by telephone and work."""
        return {(act.who, act.work): act.form.location for act in self.acts if act.what == what and act.done}

    def _held(self) -> Iterable[Reservation]:
        live = Reservation.objects.filter(
            claim__exhibit__in=self.works, claim__ended_at=None, claim__offer_of=None
        )
        return live.select_related("claim__exhibit__exhibition").order_by("claim__exhibit_id")

    # --- What is pressed ----------------------------------------------------------------------------------------

    def reserve(self, work: Exhibit, phone: str, n: int) -> Form:
        fields = {"phone": phone, "name": "Айгүл", "once": str(uuid.uuid4())}
        return self._does("reserve", work, phone, Form(f"{_page(work)}reserve/", fields), n)

    def wait(self, work: Exhibit, phone: str, n: int, *, else_like: bool = False) -> Form:
        fields = {"phone": phone, "name": "", "once": str(uuid.uuid4())} | (
            {"else_like": "on"} if else_like else {}
        )
        return self._does("wait", work, phone, Form(f"{_page(work)}wait/", fields), n)

    def cancel(self, work: Exhibit, phone: str, address: str) -> Form:
        return self._does("cancel", work, phone, Form(f"{address}cancel/"))

    def accept(self, place: Place, address: str) -> Form:
        return self._does("accept", place.offer.exhibit, place.phone, Form(f"{address}accept/"))

    def leave(self, place: Place, address: str) -> Form:
        return self._does("leave", place.exhibit, place.phone, Form(f"{address}leave/"))

    def sell(self, work: Exhibit, n: int) -> Form:
        form = self._at_desk(
            f"/desk/{work.pk}/", n, {"once": str(uuid.uuid4()), "kind_1": ("cash", "card")[n // 2 % 2]}
        )
        return self._does("sell", work, self._cashier(n), form, n)

    def sell_in_the_admin(self, work: Exhibit, n: int) -> Form:
        fields = {"once": str(uuid.uuid4()), "kind_1": "card", "amount_1": str(self.price // 100)}
        form = self._at_desk(f"/admin/sales/sell/{work.pk}/", n, fields)
        return self._does("sell", work, self._cashier(n), form, n)

    def release(self, held: Reservation, n: int) -> Form:
        form = self._at_desk(f"/desk/hold/{held.claim_id}/release/", n, {})
        return self._does("release", held.claim.exhibit, held.phone, form)

    def undo(self, sold: Act) -> Form:
        n = list(self.keys).index(sold.who)
        work = next(work for work in self.works if work.pk == sold.work)
        return self._does("undo", work, sold.who, self._at_desk(f"/desk/sold/{sale_of(sold)}/undo/", n, {}))

    def _at_desk(self, path: str, n: int, fields: dict[str, str]) -> Form:
        key = self.keys[self._cashier(n)]
        return Form(path, fields | {"csrfmiddlewaretoken": key["csrftoken"]}, key)

    def _cashier(self, n: int) -> str:
        return list(self.keys)[n % len(self.keys)]

    def _does(self, what: str, work: Exhibit, who: str, form: Form, n: int = 0) -> Form:
        form.again = not (self.gives_up and n and n % self.gives_up == 0)
        self.acts.append(Act(what, work.pk, who, form))
        return form

    # --- What was promised --------------------------------------------------------------------------------------

    def refusals(self) -> Counter[str]:
        """How often which refusal was read, each with its sentence in the reader's language."""
        with translation.override("ky"):
            known = {_without_hour(refusal.sentence): type(refusal).__name__ for refusal in REFUSALS}
        refused = [act.form for act in self.acts if act.form.status == 409]
        return Counter(known[_without_hour(said(form))] for form in refused)

    def every_promise_is_kept(self) -> None:
        line.catch_up(self.works[0].exhibition)
        assert set(rehearsal.broken_promises().values()) == {0}
        answers = Counter((act.what, act.form.status) for act in self.acts if not act.unanswered)
        assert {status for _what, status in answers} <= {302, 303, 409}, answers
        self.what_was_acknowledged_is_there_and_nothing_else()
        self.what_was_ended_stays_ended()
        self.the_line_keeps_its_order()
        self.nobody_who_waits_is_forgotten()
        self.money_is_what_the_receipts_say()

    def what_was_acknowledged_is_there_and_nothing_else(self) -> None:
        here = {"exhibit__in": self.works}
        offers = Claim.objects.filter(offer_of__isnull=False)
        taken = Reservation.objects.filter(claim__exhibit__in=self.works).exclude(claim__in=offers)
        is_there = {
            "take": Counter(taken.values_list("phone", "claim__exhibit_id")),
            "wait": Counter(Place.objects.filter(**here).values_list("phone", "exhibit_id")),
            "sell": Counter(Sale.objects.filter(**here).values_list("sold_by__username", "exhibit_id")),
            "undo": Counter(Void.objects.filter(sale__exhibit__in=self.works).values_list(
                "asked_by__username", "sale__exhibit_id"
            )),
        }  # fmt: skip
        for kind, rows in is_there.items():
            whats = ("reserve", "accept") if kind == "take" else (kind,)
            acts = [act for act in self.acts if act.what in whats]
            told = Counter((act.who, act.work) for act in acts if act.done)
            sent = told + Counter((act.who, act.work) for act in acts if act.unanswered)
            lost, nobodys = told - rows, rows - sent
            odd = [act for act in acts if (act.who, act.work) in {*lost, *nobodys}]
            assert not odd, f"{kind}: lost {lost}, nobody's {nobodys}, of {odd}"

    def what_was_ended_stays_ended(self) -> None:
        for act in self.acts:
            if act.done and act.what in ("cancel", "release"):
                ended = Claim.objects.filter(reservation__phone=act.who, exhibit=act.work, offer_of=None)
                assert not ended.filter(ended_at=None).exists(), act
            if act.done and act.what == "leave":
                assert not Place.objects.waiting().filter(phone=act.who, exhibit=act.work).exists()
        addresses = {act.form.location for act in self.acts if act.what == "sell" and act.done}
        assert len(addresses) == sum(act.what == "sell" and act.done for act in self.acts)
        assert {sale_of(act) for act in self.acts if act.what == "sell" and act.done} <= set(
            map(str, Sale.objects.values_list("pk", flat=True))
        )

    def the_line_keeps_its_order(self) -> None:
        """Nobody was offered a work while somebody stood before them who could have held it."""
        offered = Place.objects.filter(exhibit__in=self.works, offer__isnull=False).select_related("offer")
        for place in offered:
            if place.offer.artwork_id != place.artwork_id:
                continue  # one like it
            at = place.offer.from_at
            before = Place.objects.filter(artwork=place.artwork_id, joined_at__lt=place.joined_at)
            stood = before.filter(Q(ended_at=None) | Q(ended_at__gt=at, offer=None))
            assert all(_hands_full(other, at) for other in stood), place
            passed = before.filter(offer__artwork=place.artwork_id, offer__from_at__gt=at)
            assert all(_hands_full(other, at) for other in passed), place

    def nobody_who_waits_is_forgotten(self) -> None:
        standing = Claim.objects.live().filter(artwork=OuterRef("artwork"))
        forgotten = Place.objects.waiting().filter(~Exists(standing), exhibit__in=self.works)
        assert all(_hands_full(place, timezone.now()) for place in forgotten)

    def money_is_what_the_receipts_say(self) -> None:
        undone = set(Void.objects.exclude(approved_at=None).values_list("sale_id", flat=True))
        for sale in Sale.objects.filter(exhibit__in=self.works):
            paid = sale.payments.aggregate(sum=Sum("amount_tyiyn"))["sum"]
            assert paid == (0 if sale.pk in undone else sale.price_tyiyn)
        for cashier in self.cashiers.values():
            till = tills.till_of(cashier)
            own = Sale.objects.filter(desk=till.desk)
            assert sorted(own.values_list("receipt", flat=True)) == list(range(1, own.count() + 1))
            assert tills.report(till).total_tyiyn == self.price * own.exclude(pk__in=undone).count()
        assert Payment.objects.filter(till__cashier__in=self.cashiers.values(), negates=None).count() == (
            Sale.objects.filter(exhibit__in=self.works).count()
        )


def _hands_full(place: Place, at: datetime.datetime) -> bool:
    """Two works at that moment, or within the second in which both were being decided."""
    second = datetime.timedelta(seconds=1)
    holds = Claim.objects.filter(kind=Claim.Kind.HOLD, contact=place.contact)
    standing = Q(ended_at=None) | Q(ended_at__gt=at - second)
    return holds.filter(standing, from_at__lt=at + second).count() >= 2


def _key_of(user: object) -> dict[str, str]:
    """Signed in at the desk."""
    browser = Client()
    browser.force_login(user)
    return {"sessionid": browser.cookies["sessionid"].value, "csrftoken": "a" * 32}


def _page(work: Exhibit) -> str:
    return f"/ky/e/{work.exhibition.slug}/{work.catalogue_number}/"


def sale_of(act: Act) -> str:
    """Of a sale that was acknowledged at the desk or in the admin."""
    return re.search(r"sold[=/]([-0-9a-f]{36})", act.form.location)[1]


def said(form: Form) -> str:
    """The sentence of a refusal."""
    return html.unescape(re.sub(r"<[^>]+>", "", ALERT.search(form.text)[1])).strip()


def _without_hour(sentence: str) -> str:
    return re.sub(r"\d+:\d+", "…", sentence)
