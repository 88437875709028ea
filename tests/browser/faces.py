"""Every public page in every state it can have. What the demonstration lacks hangs in a second exhibition."""

import datetime
import secrets
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils import timezone

from exhibitions import album, photos
from exhibitions.models import Exhibit, Exhibition
from inmates import consent
from inmates.models import Artist, Level, Purpose
from sales import door, line, reservations
from sales.models import Claim
from tests import factories

PAINTINGS = Path(photos.__file__).parent / "demo" / "paintings"
HOUR, MINUTE = datetime.timedelta(hours=1), datetime.timedelta(minutes=1)

NAMES = (
    "home", "exhibition", "filtered", "searched", "empty filter", "before", "after", "empty exhibition",
    "artwork free", "artwork held", "artwork sold", "artwork not for sale", "artwork before", "artwork after",
    "artwork with a long title", "artwork without a photo", "artwork without a story",
    "reserve", "reserve a held one", "reserve a sold one", "reserve one not for sale", "reserve too early",
    "reserve too late", "reservation held", "reservation cancelled", "reservation lapsed", "reservation sold",
    "reservation withdrawn", "cancel",
    "find", "find none", "archive", "about", "privacy", "404", "410",
    "reserve with a mistake", "reserve refused", "403", "500",
    "wait", "wait for a sold one", "place in line", "place with an offer", "place that was left",
    "board", "board with a missing photo", "board before", "board after", "empty board",
    "at the door", "in the room", "reserve in the room", "artwork in the room", "artwork at the desk only",
    "reserve at the desk only",
    "reservation to be paid",
)  # fmt: skip
LONG = {
    "ky": "Кечки суунун жээгинде отурган абышка менен анын небереси кармаган көлөкөлүү теректин бутактарынан түшкөн "
    "жарыктын ичинен көрүнгөн тоо-таштардын, боз үйлөрдүн жана жылкылардын үйүрү жөнүндө айтылган узун жомоктун "
    "биринчи бети, экинчи бети жана ошондой эле эч качан айтылып бүтпөй калган акыркы бети жөнүндө сүрөт",
    "ru": "Первая, вторая и так и не рассказанная до конца последняя страница длинной сказки о горах, юртах и табуне "
    "лошадей, какими их видно в свете, падающем сквозь ветви тенистого тополя, у которого вечерами сидят старик "
    "и его внук, достопримечательнейшие собеседники во всей нашей высокогорнейшей и гостеприимнейшей долине",
    "en": "The first, the second and the never quite finished last page of a long tale of mountains, yurts and a herd "
    "of horses, as they can be seen in the light that falls through the branches of the shady poplar where of an "
    "evening an old man and his grandson sit, the most uncharacteristically talkative pair in the whole valley",
}
STORY = "Мен бул сүрөттү эки ай тарттым. Апам айткан жомок эсимде калыптыр.\n\nЖаз келгенде бүттү."


def hang() -> dict[str, str]:
    """Make the rows; answer with the addresses."""
    show = factories.make_exhibition(
        title_ky="Жүздөр", title_ru="Лица", title_en="Faces", opens_at=timezone.now() - 3 * HOUR
    )
    empty = factories.make_exhibition(title_ky="Бош дубал", opens_at=timezone.now() - 4 * HOUR)
    tall, wide = (photos.develop(PAINTINGS / name) for name in ("03.jpg", "07.jpg"))
    named = factories.make_artist(level=Level.FIRST_NAME_INITIAL, name="Нурлан К.")

    free = _work(show, tall, artist=named, story_ky=STORY, told_in="ky")
    held, sold, cancelled, lapsed, bought, withdrawn = (_work(show, tall) for _ in range(6))
    not_for_sale = _work(show, wide, price=None)
    long = _work(show, wide, **{f"title_{language}": title[:300] for language, title in LONG.items()})
    bare = _work(show, None, height_mm=None, width_mm=None)
    gone, wanted = _work(show, tall), _work(show, wide)

    secret = factories.make_hold(held).secret
    factories.make_sale(sold)
    let_go = factories.make_hold(cancelled, name="Айнура").secret
    reservations.cancel(let_go)
    late = factories.make_hold(lapsed, at=timezone.now() - show.hold_minutes * MINUTE - MINUTE).secret
    buyer = factories.make_phone()
    paid = factories.make_hold(bought, phone=buyer).secret
    factories.make_sale(bought)
    lost = factories.make_hold(withdrawn).secret
    waiting, gone_again = (factories.make_place(held) for _ in range(2))
    line.leave(gone_again)
    let_go_again = factories.make_hold(wanted).secret
    offered = factories.make_place(wanted, else_like=True)
    reservations.cancel(let_go_again)
    for exhibit in (withdrawn, gone):
        _withdraw(exhibit.artwork.artist)

    early = timezone.now() - 4 * HOUR
    inside = factories.make_exhibition(title_ky="Зал", reserving="room", opens_at=early)
    only_desk = factories.make_exhibition(title_ky="Касса", opens_at=early)
    there, standing = _work(inside, tall), _work(only_desk, wide)
    door.leave_it_to_the_desk(only_desk, by=factories.make_user())
    entered = door.welcome(inside.slug, door.code(inside.slug, timezone.now()), timezone.now())

    paying = factories.make_exhibition(title_ky="Төлөм", code="tk", opens_at=early)
    factories.pay_by_qr(paying)
    to_pay = factories.make_hold(_work(paying, tall), name="Айнура").secret

    demo = hanging_now()
    past = Exhibition.objects.get(closes_at__lt=timezone.now())
    future = Exhibition.objects.get(opens_at__gt=timezone.now())
    on, after, before = (f"/{{l}}/e/{each.slug}/" for each in (demo, past, future))
    here = f"/{{l}}/e/{show.slug}/"
    return {
        "home": "/{l}/",
        "exhibition": on,
        "filtered": f"{on}?state=free",
        "searched": f"{on}?q=нан",
        "empty filter": f"{on}?q=кит",
        "before": before,
        "after": after,
        "empty exhibition": f"/{{l}}/e/{empty.slug}/",
        "artwork free": f"{here}{free.catalogue_number}/",
        "artwork held": f"{here}{held.catalogue_number}/",
        "artwork sold": f"{on}{_sold(demo).catalogue_number}/",
        "artwork not for sale": f"{here}{not_for_sale.catalogue_number}/",
        "artwork before": f"{before}{_for_sale(future).catalogue_number}/",
        "artwork after": f"{after}{_for_sale(past).catalogue_number}/",
        "artwork with a long title": f"{here}{long.catalogue_number}/",
        "artwork without a photo": f"{here}{bare.catalogue_number}/",
        "artwork without a story": f"{here}{cancelled.catalogue_number}/",
        "reserve": f"{here}{long.catalogue_number}/reserve/",
        "reserve a held one": f"{here}{held.catalogue_number}/reserve/",
        "reserve a sold one": f"{here}{sold.catalogue_number}/reserve/",
        "reserve one not for sale": f"{here}{not_for_sale.catalogue_number}/reserve/",
        "reserve too early": f"{before}{_for_sale(future).catalogue_number}/reserve/",
        "reserve too late": f"{after}{_for_sale(past).catalogue_number}/reserve/",
        "reservation held": f"/{{l}}/r/{secret}/",
        "reservation cancelled": f"/{{l}}/r/{let_go}/",
        "reservation lapsed": f"/{{l}}/r/{late}/",
        "reservation sold": f"/{{l}}/r/{paid}/",
        "reservation withdrawn": f"/{{l}}/r/{lost}/",
        "cancel": f"/{{l}}/r/{secret}/cancel/",
        "find": "/{l}/find/",
        "find none": "/{l}/find/?q=999",
        "archive": "/{l}/archive/",
        "about": "/{l}/about/",
        "privacy": "/{l}/privacy/",
        "404": "/{l}/nowhere/",
        "410": f"{here}{gone.catalogue_number}/",
        # These take more than an address: see ways.py.
        "reserve with a mistake": f"{here}{free.catalogue_number}/reserve/",
        "reserve refused": f"{here}{free.catalogue_number}/reserve/",
        "403": f"{here}{free.catalogue_number}/reserve/",
        "500": "/{l}/",
        "wait": f"{here}{held.catalogue_number}/wait/",
        "wait for a sold one": f"{here}{sold.catalogue_number}/wait/",
        "place in line": f"/{{l}}/l/{waiting}/",
        "place with an offer": f"/{{l}}/l/{offered}/",
        "place that was left": f"/{{l}}/l/{gone_again}/",
        "board": f"/{{l}}/board/{demo.slug}/",
        "board with a missing photo": f"/{{l}}/board/{show.slug}/",
        "board before": f"/{{l}}/board/{future.slug}/",
        "board after": f"/{{l}}/board/{past.slug}/",
        "empty board": f"/{{l}}/board/{empty.slug}/",
        "at the door": f"/{{l}}/door/{inside.slug}/",
        "in the room": f"/{{l}}/door/{inside.slug}/{entered}/",
        "reserve in the room": f"/{{l}}/e/{inside.slug}/{there.catalogue_number}/reserve/",
        "artwork in the room": f"/{{l}}/e/{inside.slug}/{there.catalogue_number}/",
        "artwork at the desk only": f"/{{l}}/e/{only_desk.slug}/{standing.catalogue_number}/",
        "reserve at the desk only": f"/{{l}}/e/{only_desk.slug}/{standing.catalogue_number}/reserve/",
        "reservation to be paid": f"/{{l}}/r/{to_pay}/",
    }


def hanging_now() -> Exhibition:
    """The demonstration's exhibition that is on: thirty works."""
    return Exhibition.objects.get(code="ak")


def _work(
    show: Exhibition, picture: photos.Developed | None, *, artist: Artist | None = None, **fields: Any
) -> Exhibit:
    """A published work with the picture as its photo, in its ratio unless told otherwise."""
    price = fields.pop("price", 8500 * factories.SOM)
    size = {"height_mm": 500, "width_mm": round(500 * picture.width / picture.height)} if picture else {}
    artwork = factories.make_artwork(artist=artist, photo=False, **size | fields)
    if picture:
        photo = photos.keep(artwork, _copy(picture), by=factories.make_user())
        album.look_for_writing(photo, "no", by=None)
    return factories.make_exhibit(exhibition=show, artwork=artwork, price=price)


def _copy(picture: photos.Developed) -> photos.Developed:
    """Another print of the same photo, so that it is developed once: every print has names of its own."""
    prints = (replace(rendition, name=secrets.token_hex(16)) for rendition in picture.renditions)
    return replace(picture, renditions=tuple(prints))


def _withdraw(artist: Artist) -> None:
    standing = consent.in_force(artist, Purpose.SHOW)
    assert standing
    consent.withdraw(standing, by=factories.make_user())


def _sold(show: Exhibition) -> Exhibit:
    return show.exhibits.filter(claims__kind=Claim.Kind.SALE, claims__ended_at=None).earliest(
        "catalogue_number"
    )


def _for_sale(show: Exhibition) -> Exhibit:
    return show.exhibits.filter(for_sale=True).earliest("catalogue_number")
