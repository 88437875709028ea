"""Today: what those who answer for the day keep in sight. Five numbers, what needs a person, how the sales go, the
desks, the holds, the walls and the drawers.

Three queries, however many works hang: which exhibition it is, with a mark that is another one as soon as anything here
is; what the public sees of its wall; and the room behind it. Whoever asks again every few seconds mostly hears that
nothing has changed, and that takes the first of the three alone. The page speaks of a whole minute, so that between two
changes it is the same page."""

import datetime
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import connection
from django.db.models.expressions import RawSQL
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from exhibitions.models import Exhibition
from sales import availability, board, charts, money, phones
from sales.availability import Brief
from sales.models import Payment
from sales.tills import IN_DRAWER
from staff.scope import rows
from staff.tasks import Task

SOON = datetime.timedelta(minutes=5)
HOUR = datetime.timedelta(hours=1)
LAST_SALES = 6
MOST_OF_A_KIND = 5  # tasks of one kind; the rest are counted
PRESSING = ("now", "wrong", "later")
ENOUGH_GAPS = 2  # of fewer no middle is told

# Whatever changes what the public sees raises a version; the rest is counted, because its rows are only added to and
# ended. A hold that lapses changes no row, so those that hold are counted by the clock.
MARK = """(SELECT concat_ws(' ',
    (SELECT sum(version) FROM exhibitions_exhibitionversion),
    (SELECT concat(count(*), '/', count(closed_at), '/', count(signed_at)) FROM sales_cashsession),
    (SELECT concat(count(*), '/', count(approved_at)) FROM sales_void),
    (SELECT concat(count(*), '/', count(ended_at)) FROM sales_place),
    (SELECT concat(count(*), '/', count(till_id), '/', count(set_aside_at)) FROM sales_counterfoil),
    (SELECT concat(count(*), '/', count(paid_at)) FROM sales_refund),
    (SELECT concat(count(*), '/', count(approved_at), '/', count(ended_at)) FROM exhibitions_publication),
    (SELECT count(*) FROM sales_claim WHERE ended_at IS NULL AND until_at > statement_timestamp())
))"""

# One row, one value. `sold`: the sales of this exhibition that stand. It begins with SELECT, because what begins
# otherwise is taken for a change, and gets the trace's context sent along.
ROOM = f"""SELECT * FROM (
WITH sold AS MATERIALIZED (
    SELECT s.claim_id, s.exhibit_id, x.catalogue_number AS number, s.price_tyiyn, s.sold_at, s.desk_id,
        s.sold_at - lag(s.sold_at) OVER (PARTITION BY s.desk_id ORDER BY s.sold_at) AS since_last
    FROM sales_sale s
    JOIN sales_claim c ON c.id = s.claim_id AND c.ended_at IS NULL
    JOIN exhibitions_exhibit x ON x.id = s.exhibit_id AND x.exhibition_id = %(show)s
), paid AS MATERIALIZED (
    SELECT p.sale_id, p.kind, p.amount_tyiyn FROM sales_payment p JOIN sold ON sold.claim_id = p.sale_id
    WHERE p.negates_id IS NULL
), hidden AS MATERIALIZED (
    -- Off the wall for the public, but a sale stays a sale, and a hold holds until it is released.
    SELECT x.id, x.catalogue_number AS number, x.withdrawn_at IS NOT NULL AS taken_down, c.kind
    FROM exhibitions_exhibit x
    LEFT JOIN sales_claim c ON c.exhibit_id = x.id AND c.ended_at IS NULL
        AND (c.until_at IS NULL OR c.until_at > statement_timestamp())
    WHERE x.exhibition_id = %(show)s AND x.id <> ALL (%(shown)s::bigint[])
)
SELECT jsonb_build_object(
    'moments', (SELECT jsonb_agg(sold_at) FROM sold),
    'taken_tyiyn', (SELECT coalesce(sum(price_tyiyn), 0) FROM sold),
    'kinds', (SELECT jsonb_object_agg(kind, amount) FROM (
        SELECT kind, sum(amount_tyiyn) AS amount FROM paid GROUP BY kind
    ) each),
    'last', (SELECT jsonb_agg(each) FROM (
        SELECT claim_id, exhibit_id, number, price_tyiyn, sold_at,
            ARRAY(SELECT kind FROM paid WHERE sale_id = claim_id ORDER BY amount_tyiyn DESC) AS kinds
        FROM sold ORDER BY sold_at DESC LIMIT {LAST_SALES}
    ) each),
    'hidden', (SELECT jsonb_agg(each) FROM (SELECT * FROM hidden ORDER BY number) each),
    'holds', (SELECT jsonb_agg(each) FROM (
        SELECT x.id AS exhibit_id, x.catalogue_number AS number, c.until_at, p.id IS NOT NULL AS is_offer,
            coalesce(r.name, '') AS name, coalesce(r.phone, '') AS phone, coalesce(r.spoken_code, '') AS code
        FROM sales_claim c
        JOIN exhibitions_exhibit x ON x.id = c.exhibit_id AND x.exhibition_id = %(show)s
        LEFT JOIN sales_reservation r ON r.claim_id = c.id AND %(people)s
        LEFT JOIN sales_place p ON p.offer_id = c.id
        WHERE c.kind = 'hold' AND c.ended_at IS NULL AND c.until_at > statement_timestamp()
        ORDER BY c.until_at, c.id
    ) each),
    'voids', (SELECT jsonb_agg(each) FROM (
        SELECT sold.number, v.sale_id, v.reason, v.asked_by_id FROM sales_void v JOIN sold ON sold.claim_id = v.sale_id
        WHERE v.approved_at IS NULL ORDER BY v.asked_at
    ) each),
    'desks', (SELECT jsonb_agg(each) FROM (
        SELECT d.number, d.name, t.id AS till_id, t.cashier_id, {IN_DRAWER} AS cash_tyiyn,
            coalesce(nullif(trim(concat(u.first_name, ' ', u.last_name)), ''), u.username) AS cashier,
            did.sales, did.last_hour, did.last_at, did.gaps, did.seconds
        FROM sales_desk d
        LEFT JOIN sales_cashsession t ON t.desk_id = d.id AND t.closed_at IS NULL
        LEFT JOIN staff_user u ON u.id = t.cashier_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS sales, max(sold_at) AS last_at,
                count(*) FILTER (WHERE sold_at > %(hour_ago)s) AS last_hour,
                count(since_last) FILTER (WHERE sold_at > %(hour_ago)s) AS gaps,
                round(extract(epoch FROM percentile_cont(0.5) WITHIN GROUP (ORDER BY since_last)
                    FILTER (WHERE sold_at > %(hour_ago)s))) AS seconds
            FROM sold WHERE desk_id = d.id
        ) did
        WHERE t.id IS NOT NULL OR did.sales > 0
        ORDER BY d.number
    ) each),
    'unsigned', (SELECT jsonb_agg(each) FROM (
        SELECT t.id, t.cashier_id, t.reason, t.counted_tyiyn - t.expected_tyiyn AS difference_tyiyn, d.number, d.name
        FROM sales_cashsession t JOIN sales_desk d ON d.id = t.desk_id
        WHERE t.closed_at IS NOT NULL AND t.signed_at IS NULL AND t.counted_tyiyn <> t.expected_tyiyn
        ORDER BY t.closed_at
    ) each),
    'loose', (SELECT jsonb_agg(each) FROM (
        SELECT concat(d.number, '-', lpad(f.receipt::text, greatest(3, length(f.receipt::text)), '0')) AS receipt,
            x.catalogue_number AS number,
            f.amount_tyiyn, r.counterfoil_id IS NOT NULL AS is_owed
        FROM sales_counterfoil f
        JOIN exhibitions_exhibit x ON x.id = f.exhibit_id AND x.exhibition_id = %(show)s
        JOIN sales_receiptrange g ON g.id = f.range_id
        JOIN sales_desk d ON d.id = g.desk_id
        LEFT JOIN sales_refund r ON r.counterfoil_id = f.id
        WHERE r.counterfoil_id IS NOT NULL AND r.paid_at IS NULL OR f.till_id IS NULL AND f.set_aside_at IS NULL
        ORDER BY f.written_at
    ) each),
    'line', (
        SELECT jsonb_build_array(count(DISTINCT p.contact), count(DISTINCT p.artwork_id)) FROM sales_place p
        JOIN exhibitions_exhibit x ON x.id = p.exhibit_id AND x.exhibition_id = %(show)s
        WHERE p.ended_at IS NULL
    ),
    'texts', (
        SELECT count(*) FROM exhibitions_publication p
        JOIN exhibitions_exhibit x ON x.artwork_id = p.artwork_id AND x.exhibition_id = %(show)s
        WHERE p.approved_at IS NULL AND p.ended_at IS NULL AND x.withdrawn_at IS NULL
    )
)) room
"""  # noqa: S608  our own words


@dataclass(frozen=True, slots=True)
class Rights:
    """What this person's page shows and leads to. `people`: who is on the way; `money`: sums and drawers; `words`:
    what is missing for the public; `desk`: a link to sell by; `type_in`: what was sold without the network; `sign`: a
    name under a drawer; `agree`: to undo a sale; `plan`: new shows."""

    people: bool
    money: bool
    words: bool
    desk: bool
    type_in: bool
    sign: bool
    agree: bool
    plan: bool

    @classmethod
    def of(cls, user: Any) -> "Rights":
        names = {
            "people": "sales.release_hold",
            "money": "sales.see_takings",
            "words": "exhibitions.view_publication",
            "desk": "sales.sell",
            "type_in": "sales.type_in",
            "sign": "sales.sign_till",
            "agree": "sales.approve_void",
            "plan": "exhibitions.add_exhibition",
        }
        return cls(**{what: user.has_perm(permission) for what, permission in names.items()})


@dataclass(frozen=True, slots=True)
class Day:
    """Which exhibition, of which minute. `beside`: all that are open today, where there are several."""

    user_id: int
    rights: Rights
    language: str
    at: datetime.datetime
    exhibition: Exhibition | None
    beside: tuple[Exhibition, ...] = ()
    mark: str = ""

    @property
    def phase(self) -> str:
        assert self.exhibition is not None
        if self.at < self.exhibition.opens_at:
            return "before"
        return "open" if self.at < self.exhibition.closes_at else "after"

    @property
    def address(self) -> str:
        """Where the parts of this page are asked for anew."""
        show = f"?show={self.exhibition.slug}" if self.exhibition else ""
        return reverse("today:parts") + show

    @property
    def etag(self) -> str:
        show = self.exhibition
        said = [(s.pk, s.title, s.opens_at, s.closes_at, s.desk_only_at) for s in (show, *self.beside) if s]
        everything = (self.user_id, self.rights, self.language, self.at, self.mark, said, show and show.phone)
        return f'W/"{hashlib.blake2b(repr(everything).encode(), digest_size=12).hexdigest()}"'


@dataclass(frozen=True, slots=True)
class Figures:
    taken_tyiyn: int | None
    sold: int
    offered: int
    held: int
    held_tyiyn: int
    free: int
    free_tyiyn: int
    waiting: int
    waited_for: int


@dataclass(frozen=True, slots=True)
class Hold:
    exhibit_id: int
    number: int
    title: str
    title_lang: str
    until_at: datetime.datetime
    minutes: int
    is_offer: bool
    name: str
    phone: str
    code: str

    @property
    def readable_phone(self) -> str:
        return phones.readable(self.phone)

    @property
    def is_soon(self) -> bool:
        return self.minutes < SOON.seconds // 60


@dataclass(frozen=True, slots=True)
class Desk:
    """`between`: seconds from one sale to the next, the middle one of the last hour; None where there are too few."""

    name: str
    cashier: str
    is_own: bool
    till_id: str | None
    cash_tyiyn: int | None
    sales: int
    last_hour: int
    last_at: datetime.datetime | None
    between: int | None

    @property
    def pace(self) -> str:
        minutes, seconds = divmod(self.between or 0, 60)
        if minutes and not seconds:
            return _("%(n)s min") % {"n": minutes}
        if minutes:
            return _("%(minutes)s min %(seconds)s s") % {"minutes": minutes, "seconds": seconds}
        return _("%(seconds)s s") % {"seconds": seconds}


@dataclass(frozen=True, slots=True)
class Wall:
    """How much of it can still be had. Shares in percent of what is for sale on it, so that they fit any screen."""

    name: str
    free: int
    held: int
    sold: int

    @property
    def all(self) -> int:
        return self.free + self.held + self.sold

    @property
    def sold_share(self) -> str:
        return f"{100 * self.sold / self.all:.2f}%"

    @property
    def held_share(self) -> str:
        return f"{100 * self.held / self.all:.2f}%"


@dataclass(frozen=True, slots=True)
class Sold:
    sale_id: str
    number: int
    title: str
    title_lang: str
    price_tyiyn: int
    sold_at: datetime.datetime
    kinds: str


# --- Which day --------------------------------------------------------------------------------------------------


def look(user: Any, wanted: str = "", at: datetime.datetime | None = None) -> Day | None:
    """The exhibition one asks for, else today's; None where there is none of that address. One query."""
    at = (at or timezone.now()).replace(second=0, microsecond=0)
    known = rows(Exhibition, user).select_related("venue")
    shows = list(known.annotate(mark=RawSQL(MARK, [])))  # noqa: S611  our own words
    if wanted and wanted not in {show.slug for show in shows}:
        return None
    chosen = next((show for show in shows if show.slug == wanted), None) or _todays(shows, at)
    day = localdate(at)
    here = {show for show in shows if localdate(show.opens_at) <= day <= localdate(show.closes_at)}
    beside = sorted(here | ({chosen} if chosen else set()), key=lambda show: (show.opens_at, show.pk))
    return Day(
        user_id=user.pk,
        rights=Rights.of(user),
        language=(get_language() or "ky")[:2],
        at=at,
        exhibition=chosen,
        beside=tuple(beside) if len(beside) > 1 else (),
        mark=chosen.mark if chosen else "",
    )


def _todays(shows: Sequence[Exhibition], at: datetime.datetime) -> Exhibition | None:
    """What is on, or opens today; else what closed today, because the evening belongs to it; else as on the board."""
    day = localdate(at)
    ahead = [show for show in shows if show.closes_at > at and localdate(show.opens_at) <= day]
    over = [show for show in shows if localdate(show.closes_at) == day]
    return board.current(ahead or over or shows, at)


# --- What it shows ----------------------------------------------------------------------------------------------


def read(day: Day) -> dict[str, Any]:
    """What the page shows. Two queries, and none where there is no exhibition."""
    context: dict[str, Any] = {"day": day, "show": day.exhibition, "rights": day.rights}
    show = day.exhibition
    if show is None:
        return context
    wall = availability.brief(show.pk, day.language)
    room = _room(show, wall, day)
    hidden = room["hidden"] or []
    named = {work.id: work for work in wall}
    holds = [_hold(row, named, day.at) for row in room["holds"] or []]
    desks = [_desk(row, day) for row in room["desks"] or []]
    sales = [_sold(row, named) for row in room["last"] or []]
    return context | {
        "phase": day.phase,
        "figures": _figures(wall, room, day.rights),
        "tasks": _tasks(day, wall, room, holds, desks),
        "checklist": _checklist(show, wall, hidden) if day.phase == "before" else [],
        "holds": holds,
        "chart": charts.over_time(
            [_moment(said) for said in room["moments"] or []], show.opens_at, min(day.at, show.closes_at)
        ),
        "desks": desks,
        "own": next((desk for desk in desks if desk.is_own), None),
        "walls": _walls(wall),
        "last": sales,
        "kinds": _kinds(room["kinds"] or {}) if day.rights.money else [],
    }


def _room(show: Exhibition, wall: Iterable[Brief], day: Day) -> dict[str, Any]:
    asked = {
        "show": show.pk,
        "shown": [work.id for work in wall],
        "people": day.rights.people,
        "hour_ago": day.at - HOUR,
    }
    with connection.cursor() as cursor:
        cursor.execute(ROOM, asked)
        return json.loads(cursor.fetchone()[0])


def _moment(said: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(said)


def _figures(wall: Sequence[Brief], room: dict[str, Any], rights: Rights) -> Figures:
    """Of the works as they are now: a sale that was undone is nowhere in it."""
    hidden = room["hidden"] or []

    def count(state: str, kind: str) -> int:
        return sum(work.state == state for work in wall) + sum(work["kind"] == kind for work in hidden)

    def worth(state: str) -> int:
        return sum(work.price_tyiyn or 0 for work in wall if work.state == state)

    free = sum(work.state == "free" for work in wall)
    held, sold = count("held", "hold"), count("sold", "sale")
    people, works = room["line"]
    return Figures(
        taken_tyiyn=room["taken_tyiyn"] if rights.money else None,
        sold=sold,
        offered=free + held + sold,
        held=held,
        held_tyiyn=worth("held"),
        free=free,
        free_tyiyn=worth("free"),
        waiting=people,
        waited_for=works,
    )


def _hold(row: dict[str, Any], named: dict[int, Brief], at: datetime.datetime) -> Hold:
    work, until_at = named.get(row["exhibit_id"]), _moment(row.pop("until_at"))
    left = max(0, int((until_at - at).total_seconds() // 60))
    title, language = (work.title, work.title_lang) if work else ("", "")
    return Hold(title=title, title_lang=language, until_at=until_at, minutes=left, **row)


def _desk(row: dict[str, Any], day: Day) -> Desk:
    return Desk(
        name=_desk_name(row),
        cashier=row["cashier"] or "",
        is_own=row["cashier_id"] == day.user_id,
        till_id=row["till_id"],
        cash_tyiyn=row["cash_tyiyn"] if row["till_id"] and day.rights.money else None,
        sales=row["sales"],
        last_hour=row["last_hour"],
        last_at=_moment(row["last_at"]) if row["last_at"] else None,
        between=int(row["seconds"]) if row["gaps"] >= ENOUGH_GAPS else None,
    )


def _desk_name(row: dict[str, Any]) -> str:
    return row["name"] or _("Desk %(number)s") % {"number": row["number"]}


def _sold(row: dict[str, Any], named: dict[int, Brief]) -> Sold:
    work = named.get(row["exhibit_id"])
    return Sold(
        sale_id=row["claim_id"],
        number=row["number"],
        title=work.title if work else "",
        title_lang=work.title_lang if work else "",
        price_tyiyn=row["price_tyiyn"],
        sold_at=_moment(row["sold_at"]),
        kinds=", ".join(str(Payment.Kind(kind).label) for kind in row["kinds"]),
    )


def _walls(wall: Iterable[Brief]) -> list[Wall]:
    """In the order in which one walks along them; what is only to be seen is not counted."""
    walls = []
    for (hall, name), each in groupby(wall, key=lambda work: (work.hall, work.wall)):
        states = [work.state for work in each]
        one = Wall(
            name=", ".join(filter(None, (hall, name))) or _("Without a wall"),
            free=states.count("free"),
            held=states.count("held"),
            sold=states.count("sold"),
        )
        if one.all:
            walls.append(one)
    return walls


def _kinds(sums: dict[str, int]) -> list[tuple[str, int]]:
    """How people paid: each kind's name and sum, in the order of the desk's buttons."""
    return [(str(kind.label), sums[kind.value]) for kind in Payment.Kind if sums.get(kind.value)]


def _checklist(show: Exhibition, wall: Sequence[Brief], hidden: Sequence[dict]) -> list[tuple[bool, str]]:
    """What has to be so before the doors open, and whether it is. Its own page says more (sales/opening.py)."""
    missing = [work for work in hidden if not work["taken_down"]]
    hung = len(wall) + len(missing)
    return [
        (hung > 0, _("Works are on the list: %(count)s") % {"count": hung}),
        (show.announced_at is not None, _("The exhibition is announced")),
        (hung > 0 and not missing, _("Every work has its consent and its publication")),
        (hung > 0 and not missing and all(work.has_image for work in wall), _("Every work has a photo")),
        (any(work.state == "free" for work in wall), _("There are works for sale")),
        (bool(show.phone), _("Visitors have a telephone number to call")),
    ]


# --- What needs a person ----------------------------------------------------------------------------------------


def _tasks(
    day: Day, wall: Sequence[Brief], room: dict[str, Any], holds: Sequence[Hold], desks: Sequence[Desk]
) -> list[Task]:
    """The most pressing first. Each leads to where it is put right, and stands only before whoever may do that."""
    assert day.exhibition is not None
    show, rights = day.exhibition, day.rights
    tasks = [
        *_offers(holds, rights),
        *_ending(holds, rights, show),
        *_without_the_network(room["loose"] or [], day),
        *_voids(room["voids"] or [], day),
        *(_unsigned(room["unsigned"] or [], day.user_id) if rights.sign else ()),
        *_drawers(desks, day),
    ]
    if rights.desk and show.desk_only_at:
        text = _("Visitors cannot reserve since %(time)s: desk only") % {"time": _clock(show.desk_only_at)}
        url = reverse("admin:reserving", args=[show.pk])
        tasks.append(Task("later", text, "", url, _("Reserving and the door")))
    if rights.words:
        tasks += _words(day, wall, room)
    return sorted(tasks, key=lambda task: PRESSING.index(task.press))


def _clock(moment: datetime.datetime) -> str:
    return time_format(localtime(moment).time())


def _at_work(hold: Hold, rights: Rights) -> tuple[str, str]:
    if rights.desk:
        return reverse("desk:work", args=[hold.exhibit_id]), _("Open at the desk")
    return reverse("admin:board"), _("Open the board")


def _offers(holds: Iterable[Hold], rights: Rights) -> list[Task]:
    """It is their turn, and they may not know it yet."""
    return [
        Task(
            "now",
            _("No. %(number)s is offered to the next in line: call") % {"number": hold.number},
            ", ".join(
                filter(
                    None,
                    (hold.name, hold.readable_phone, _("until %(time)s") % {"time": _clock(hold.until_at)}),
                )
            ),
            *_at_work(hold, rights),
        )
        for hold in holds
        if hold.is_offer and rights.people
    ][:MOST_OF_A_KIND]


def _ending(holds: Iterable[Hold], rights: Rights, show: Exhibition) -> list[Task]:
    ending = [hold for hold in holds if hold.is_soon and not (hold.is_offer and rights.people)]
    tasks = [
        Task(
            "now",
            _("No. %(number)s: the reservation ends in %(minutes)s min")
            % {"number": hold.number, "minutes": hold.minutes},
            ", ".join(filter(None, (hold.title, hold.name))),
            *_at_work(hold, rights),
        )
        for hold in ending[:MOST_OF_A_KIND]
    ]
    if more := len(ending) - len(tasks):
        text = ngettext(
            "%(count)s more reservation ends within five minutes",
            "%(count)s more reservations end within five minutes",
            more,
        ) % {"count": more}
        url = f"{reverse('admin:board')}?show={show.slug}&state=held"
        tasks.append(Task("now", text, "", url, _("See which")))
    return tasks


def _without_the_network(loose: Iterable[dict[str, Any]], day: Day) -> list[Task]:
    """Cash that was taken for a work which had been sold already, and slips that nobody has decided about."""
    assert day.exhibition is not None
    url, word = reverse("admin:till"), _("To the drawers")
    if day.rights.type_in:
        url, word = reverse("admin:offline", args=[day.exhibition.pk]), _("Read and decide")
    owed = _("No. %(number)s: %(sum)s have to be paid back")
    waiting = _("No. %(number)s: %(sum)s wait for a decision")
    return [
        Task(
            "now",
            (owed if one["is_owed"] else waiting)
            % {"number": one["number"], "sum": money.som(one["amount_tyiyn"])},
            _("Sold without the network, receipt %(receipt)s") % {"receipt": one["receipt"]},
            url,
            word,
        )
        for one in loose
    ]


def _voids(voids: Iterable[dict[str, Any]], day: Day) -> list[Task]:
    """Before whoever may agree, and whoever asked: one's own wish one only reads."""
    return [
        Task(
            "wrong",
            _("No. %(number)s: undoing the sale waits for a second person") % {"number": void["number"]},
            void["reason"],
            reverse("admin:sold", args=[void["sale_id"]]),
            _("Read it") if void["asked_by_id"] == day.user_id else _("Read and decide"),
        )
        for void in voids
        if day.rights.agree or void["asked_by_id"] == day.user_id
    ]


def _unsigned(drawers: Iterable[dict[str, Any]], user_id: int) -> list[Task]:
    """Who counted cannot sign."""
    return [
        Task(
            "wrong",
            _("%(desk)s: the drawer is out by %(sum)s, and nobody has signed for it")
            % {"desk": _desk_name(drawer), "sum": money.som(drawer["difference_tyiyn"])},
            drawer["reason"],
            reverse("admin:till_report", args=[drawer["id"]]),
            _("Read it") if drawer["cashier_id"] == user_id else _("Read and sign"),
        )
        for drawer in drawers
    ]


def _drawers(desks: Iterable[Desk], day: Day) -> list[Task]:
    """While it is open somebody has to be able to take money; afterwards every drawer is to be counted."""
    standing = [desk for desk in desks if desk.till_id]
    drawers = reverse("admin:till")
    if day.phase == "open" and not standing:
        text = _("No drawer is open: nothing can be sold")
        return [Task("now", text, "", drawers, _("See the drawers"))]
    if day.phase != "after" or any(one.opens_at <= day.at < one.closes_at for one in day.beside):
        return []
    return [
        Task(
            "now",
            _("%(desk)s: the drawer is still open") % {"desk": desk.name},
            desk.cashier,
            reverse("admin:count_till") if desk.is_own else drawers,
            _("Count the drawer") if desk.is_own else _("See the drawers"),
        )
        for desk in standing
    ]


def _words(day: Day, wall: Sequence[Brief], room: dict[str, Any]) -> list[Task]:
    """What the public does not see as it should. Before the opening the checklist says so."""
    assert day.exhibition is not None
    tasks = []
    shown = f"{reverse('admin:board')}?show={day.exhibition.slug}"
    hidden = [work["number"] for work in room["hidden"] or [] if not work["taken_down"] and not work["kind"]]
    if hidden and day.phase != "before":
        text = ngettext(
            "%(count)s work hangs but is not shown to the public",
            "%(count)s works hang but are not shown to the public",
            len(hidden),
        ) % {"count": len(hidden)}
        detail = _("A consent, a publication or the announcement is missing: %(numbers)s") % {
            "numbers": numbers(hidden)
        }
        tasks.append(Task("wrong", text, detail, f"{shown}&state=not_shown", _("See which")))
    if texts := room["texts"]:
        text = ngettext(
            "%(count)s text of what hangs here waits for a second reader",
            "%(count)s texts of what hangs here wait for a second reader",
            texts,
        ) % {"count": texts}
        url = f"{reverse('admin:exhibitions_publication_changelist')}?state=waiting"
        tasks.append(Task("later", text, "", url, ngettext("See it", "See them", texts)))
    bare = [work.catalogue_number for work in wall if not work.has_image]
    if bare and day.phase != "before":
        text = ngettext("%(count)s work has no photo", "%(count)s works have no photo", len(bare)) % {
            "count": len(bare)
        }
        tasks.append(Task("later", text, numbers(sorted(bare)), shown, _("See which")))
    return tasks


MOST_NUMBERS = 12


def numbers(catalogue_numbers: Sequence[int]) -> str:
    said = ", ".join(f"№\u00a0{number}" for number in catalogue_numbers[:MOST_NUMBERS])
    return f"{said} …" if len(catalogue_numbers) > MOST_NUMBERS else said
