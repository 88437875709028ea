"""The pages of those who work here, each as the person who needs it sees it."""

import itertools
import uuid
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils import timezone

from exhibitions import album, publishing
from exhibitions.models import Artwork, Exhibit, ImportRow, Publication, Wall
from inmates import policy
from inmates.models import Artist, Consent, Level
from sales import afterwards, fiscal, pricing, receipts, tills
from sales.models import Claim, Payee, PayeeChoice, Sale, Void
from sales.paying import payees
from staff.models import User
from tests import factories
from tests.browser.faces import hanging_now

if TYPE_CHECKING:
    from tests.browser.conftest import Visitor

NAMES = (
    "sign in", "sign out", "new password", "today", "today of a cashier", "today of a cataloguer",
    "today of a reviewer", "today of an auditor", "board", "board without a match", "board before the day",
    "sell", "sell a held one", "sell a sold one", "release", "sold", "ask to undo", "asked to undo",
    "works", "a work", "a new work", "history of a work", "publications", "a publication",
    "artists", "an artist", "consents", "exhibitions", "an exhibition", "exhibits", "sales", "reservations", "people",
    "a person", "my works", "photograph", "a label", "a work saved", "a work looked at", "what its artist wishes",
    "another photo", "a photo", "the edges of a photo", "a photo to remove", "a new artist", "not there", "not allowed",
    "recorded twice", "offline",
    "my works without a match", "my works that lack something", "a label with mistakes", "why it cannot be public",
    "a publication with findings", "a publication sent back", "send back without a reason",
    "answers with mistakes", "withdraw a consent", "add a paper", "a transfer", "a transfer and what follows",
    "a release and what follows", "a death and what follows",
    "how openly named", "how openly one is named", "labels to take down",
    "imports", "send a list", "columns of a list", "a list looked through", "a list half written", "a list written",
    "a list stopped", "a list refused", "send photos", "photos looked through", "photos half taken in",
    "the drawer", "the drawer to be opened", "the drawer to be counted", "report of a drawer",
    "labels for the walls",
    "desk", "desk with a held work", "desk without a drawer", "desk none found",
    "reserving and the door", "before the doors open", "choose works",
    "numbers along the walls", "hanging",
    "hand-over", "hand-over of a work", "hand-over none found", "hand-over to be taken back",
    "prices", "minutes to fill in", "minutes to sign", "another price to agree to", "a price to write",
    "closing while open", "closing", "closing refused", "close now", "what was not sold",
    "today by itself", "today before the day",
    "paying by QR", "paying by nobody", "a payee", "a new payee", "a fiscal receipt", "sold with a fiscal receipt",
    "desk with a code", "desk with a code not looked at",
    "a receipt",
    "without the network", "without the network at the desk", "slips of paper", "desk that goes on",
)  # fmt: skip

SENT = (
    "a label with mistakes", "send back without a reason", "answers with mistakes", "a transfer and what follows",
    "a release and what follows", "a death and what follows", "desk with a code", "desk with a code not looked at",
)  # fmt: skip
CODES = ("desk with a code", "desk with a code not looked at")


def go(person: "Visitor", room: str, address: str) -> None:
    """To rooms that have no address of their own, by sending the form of the room before them."""
    person.goto(address)
    if room == "closing refused":
        person.page.locator("[name=note]").fill(" ")
        with person.page.expect_navigation():
            person.page.locator("main form .button--main").last.click()
    if room not in SENT:
        return
    if room == "a transfer and what follows":
        person.page.select_option("[name=entered]", index=1)
    if room in CODES:
        person.page.locator("[name=kind_1][value=qr]").check(force=True)
        with person.page.expect_navigation():
            person.page.locator("[data-sale] .button--main").click()
        if room == "desk with a code":
            return
    with person.page.expect_navigation():
        person.page.locator("main form .button--main").last.click()


def pages() -> dict[str, tuple[str, str]]:
    """Who looks, and where."""
    show = hanging_now()
    coming = type(show).objects.filter(opens_at__gt=timezone.now()).earliest("opens_at")
    taken = Claim.objects.live().values("artwork")
    free = show.exhibits.filter(for_sale=True).exclude(artwork__in=taken).earliest("catalogue_number")
    held = factories.make_exhibit(
        exhibition=show, artwork=factories.make_artwork(photo=False), catalogue_number=91
    )
    hold = factories.make_hold(held, name="Айнура")
    assert hold
    claim = Claim.objects.live().get(exhibit=held)
    sale, doubtful = itertools.islice(Sale.objects.filter(exhibit__exhibition=show).order_by("sold_at"), 2)
    Void.objects.get_or_create(
        sale=doubtful,
        defaults={
            "reason": "Сатып алуучу акчасын кайтарып алууну суранды",
            "asked_by": _user("cashier"),
            "asked_at": timezone.now(),
        },
    )
    work = Artwork.objects.filter(exhibits__exhibition=show).earliest("pk")
    factories.make_artwork(
        artist=work.artist, photo=False, height_mm=work.height_mm, width_mm=work.width_mm, title_ky="Ж" * 300
    )
    artist = Artist.objects.earliest("pk")
    publication = Publication.objects.filter(artwork=work).earliest("pk")
    own = _own(Artwork, "artist__institution")
    resident = _own(Artist, "institution")
    consent = Consent.objects.filter(artist=resident, withdrawn_at=None).earliest("pk")
    suspect, returned = _proposed("1987-жылы туулган айылымдын көлү."), _proposed("Көл тунук эле.")
    publishing.send_back(returned, by=_user("reviewer"), reason="Орусча аталышын да жазып коюңузчу")
    silent = factories.make_artwork(
        artist=factories.make_artist(institution=resident.institution, consents=False), photo=False
    )

    for exhibit in coming.exhibits.exclude(hall=None).exclude(wall=""):
        Wall.objects.get_or_create(hall=exhibit.hall, name=exhibit.wall, defaults={"width_mm": 1500})
    lowered = _lowered(show)
    front = own.photos.earliest("pk")
    turned = album.turn(front, 90, who=_user("cataloguer"), key=uuid.uuid4())
    album.look_for_writing(front, "yes", by=_user("cataloguer"))

    def admin(name: str, *args: object) -> str:
        return reverse(f"admin:{name}", args=args)

    def model(name: str, what: str = "changelist", *args: object) -> str:
        return admin(f"{name}_{what}", *args)

    return {
        "sign in": ("", reverse("account_login")),
        "sign out": ("cashier", reverse("account_logout")),
        "new password": ("cashier", reverse("account_change_password")),
        "today": ("organiser", admin("index")),
        "today of a cashier": ("cashier", admin("index")),
        "today of a cataloguer": ("cataloguer", admin("index")),
        "today of a reviewer": ("reviewer", admin("index")),
        "today of an auditor": ("auditor", admin("index")),
        "board": ("organiser", admin("board")),
        "board without a match": ("cashier", admin("board") + "?q=кит"),
        "board before the day": ("organiser", admin("board") + f"?show={coming.slug}"),
        "sell": ("cashier", admin("sell", free.pk)),
        "sell a held one": ("cashier", admin("sell", held.pk)),
        "sell a sold one": ("cashier", admin("sell", sale.exhibit_id)),
        "release": ("cashier", admin("release", claim.pk)),
        "sold": ("cashier", admin("sold", sale.pk)),
        "ask to undo": ("cashier", admin("ask_void", sale.pk)),
        "asked to undo": ("organiser", admin("sold", doubtful.pk)),
        "works": ("organiser", model("exhibitions_artwork")),
        "a work": (
            "cataloguer",
            model("exhibitions_artwork", "change", own.pk),
        ),
        "a new work": ("cataloguer", model("exhibitions_artwork", "add")),
        "history of a work": ("organiser", model("exhibitions_artwork", "history", work.pk)),
        "publications": ("reviewer", model("exhibitions_publication")),
        "a publication": ("reviewer", model("exhibitions_publication", "change", publication.pk)),
        "artists": ("cataloguer", model("inmates_artist")),
        "an artist": ("cataloguer", model("inmates_artist", "change", _own(Artist, "institution").pk)),
        "consents": ("cataloguer", admin("record_consents", _own(Artist, "institution").pk)),
        "exhibitions": ("organiser", model("exhibitions_exhibition")),
        "an exhibition": ("organiser", model("exhibitions_exhibition", "change", show.pk)),
        "exhibits": ("organiser", model("exhibitions_exhibit")),
        "sales": ("treasurer", model("sales_sale")),
        "reservations": ("cashier", model("sales_reservation")),
        "people": ("admin", model("staff_user")),
        "a person": ("admin", model("staff_user", "change", artist and _user("cashier").pk)),
        "my works": ("cataloguer", reverse("backstage:works")),
        "photograph": ("cataloguer", reverse("backstage:new_work")),
        "a label": ("cataloguer", reverse("backstage:label", args=[_draft().pk])),
        "a work saved": ("cataloguer", reverse("backstage:work", args=[own.pk])),
        "a work looked at": ("auditor", reverse("backstage:work", args=[own.pk])),
        "what its artist wishes": ("cataloguer", reverse("backstage:person", args=[own.pk])),
        "another photo": ("cataloguer", reverse("backstage:another_photo", args=[own.pk])),
        "a photo": ("cataloguer", reverse("backstage:one_photo", args=[front.pk])),
        "the edges of a photo": (
            "cataloguer",
            reverse("backstage:crop_photo", args=[front.pk]) + "?left=10&top=5,5&right=20&bottom=0",
        ),
        "a photo to remove": ("cataloguer", reverse("backstage:remove_photo", args=[turned.pk])),
        "a new artist": ("cataloguer", reverse("backstage:new_artist")),
        "not there": ("cataloguer", model("exhibitions_artwork", "change", 999_999)),
        "not allowed": ("cataloguer", admin("board")),
        "recorded twice": ("admin", admin("duplicates")),
        "offline": ("cataloguer", reverse("backstage:offline")),
        "my works without a match": ("cataloguer", reverse("backstage:works") + "?q=кит"),
        "my works that lack something": ("cataloguer", reverse("backstage:works") + "?show=lacking"),
        "a label with mistakes": ("cataloguer", reverse("backstage:label", args=[_draft().pk])),
        "why it cannot be public": ("cataloguer", model("exhibitions_artwork", "change", silent.pk)),
        "a publication with findings": ("reviewer", model("exhibitions_publication", "change", suspect.pk)),
        "a publication sent back": ("cataloguer", model("exhibitions_publication", "change", returned.pk)),
        "send back without a reason": ("reviewer", admin("send_back", suspect.pk)),
        "answers with mistakes": ("cataloguer", admin("record_consents", resident.pk)),
        "withdraw a consent": ("cataloguer", admin("withdraw_consent", consent.pk)),
        "add a paper": ("cataloguer", admin("add_paper", consent.pk)),
        "a transfer": ("organiser", admin("transfer_artist", resident.pk)),
        "a transfer and what follows": ("organiser", admin("transfer_artist", resident.pk)),
        "a release and what follows": ("cataloguer", admin("release_artist", resident.pk)),
        "a death and what follows": ("cataloguer", admin("artist_died", resident.pk)),
        "how openly named": ("reviewer", admin("policy")),
        "how openly one is named": ("organiser", admin("artist_level", lowered.pk)),
        "labels to take down": ("organiser", admin("recall")),
        **_imports(own),
        "the drawer": ("cashier", admin("till")),
        "the drawer to be opened": ("organiser", admin("till")),
        "the drawer to be counted": ("cashier", admin("count_till")),
        "report of a drawer": ("treasurer", admin("till_report", sale.payments.earliest("at").till_id)),
        "labels for the walls": ("organiser", admin("labels", show.pk)),
        "desk": ("cashier", reverse("desk:desk")),
        "desk with a held work": ("cashier", reverse("desk:work", args=[held.pk])),
        "desk without a drawer": ("admin", reverse("desk:desk") + f"?q={free.catalogue_number}"),
        "desk none found": ("cashier", reverse("desk:desk") + "?q=4711"),
        "reserving and the door": ("cashier", admin("reserving", show.pk)),
        "before the doors open": ("organiser", admin("checklist", coming.pk)),
        "choose works": ("organiser", admin("choose", coming.pk)),
        "numbers along the walls": ("organiser", admin("numbers", coming.pk)),
        "hanging": ("organiser", admin("hang", coming.pk)),
        **_hand_overs(show),
        "prices": ("organiser", admin("prices", show.pk)),
        "minutes to fill in": ("organiser", admin("minutes", coming.meetings.get().pk)),
        "minutes to sign": ("auditor", admin("minutes", show.meetings.get().pk)),
        "another price to agree to": ("reviewer", admin("price", _dearer(free).pk)),
        "a price to write": ("organiser", admin("price", coming.exhibits.latest("catalogue_number").pk)),
        **_closings(show),
        "today by itself": ("organiser", reverse("today:whole")),
        "today before the day": ("organiser", reverse("today:whole") + f"?show={coming.slug}"),
        "paying by QR": ("treasurer", admin("payee", show.pk)),
        "paying by nobody": ("organiser", admin("payee", coming.pk)),
        "a payee": ("auditor", model("sales_payee", "change", _asked_for(show).pk)),
        "a new payee": ("treasurer", model("sales_payee", "add")),
        "a fiscal receipt": ("cashier", admin("record_fiscal", sale.pk)),
        "sold with a fiscal receipt": ("cashier", admin("sold", _registered(doubtful).pk)),
        "desk with a code": ("cashier", reverse("desk:work", args=[held.pk])),
        "desk with a code not looked at": ("cashier", reverse("desk:work", args=[held.pk])),
        "a receipt": ("cashier", admin("receipt", sale.pk)),
        "without the network": ("organiser", admin("offline", show.pk)),
        "without the network at the desk": ("cashier", admin("offline", show.pk)),
        "slips of paper": ("cashier", admin("type_in", _slips(sale))),
        "desk that goes on": ("cashier", reverse("desk:offline")),
    }


def _closings(show) -> dict[str, tuple[str, str]]:
    """The day that is on, and one that has closed: sold, returned, explained, and not accounted for."""
    over = type(show).objects.filter(closes_at__lt=timezone.now()).latest("closes_at")
    works = [
        factories.make_exhibit(
            exhibition=over,
            artwork=factories.make_artwork(photo=False, title_ky=title),
            catalogue_number=number,
        )
        for number, title in ((81, LONG[:300]), (82, "Тоо"), (83, "Ж" * 300))
    ]
    factories.make_leaving(works[0], by=_user("organiser"), note=LONG[:300])
    factories.make_leaving(works[1], by=_user("organiser"), kind="explained", note="Рамкасы сынган")

    def of(exhibition, name: str = "closing") -> tuple[str, str]:
        return "organiser", reverse(f"admin:{name}", args=[exhibition.pk])

    return {
        "closing while open": of(show),
        "closing": of(over),
        "closing refused": of(over),
        "close now": of(show, "close_the_day"),
        "what was not sold": of(over, "unsold"),
    }


def _hand_overs(show) -> dict[str, tuple[str, str]]:
    """A work with a name on its back waits for its buyer, one is gone already."""
    waiting, gone = (
        factories.make_sale(
            factories.make_exhibit(
                exhibition=show,
                artwork=factories.make_artwork(photo=False, title_ky=title),
                catalogue_number=number,
            ),
            by=_user("cashier"),
        )
        for number, title in ((94, LONG[:300]), (95, "Тоо"))
    )
    factories.make_photo(waiting.exhibit.artwork, role="back", writing_seen="yes")
    done = factories.make_handover(gone, by=_user("organiser"))
    return {
        "hand-over": ("cashier", f"{reverse('desk:collect')}?show={show.slug}&done={done.pk}"),
        "hand-over of a work": ("cashier", reverse("desk:hand_over", args=[waiting.pk])),
        "hand-over none found": ("cashier", f"{reverse('desk:collect')}?show={show.slug}&q={'Ж' * 200}"),
        "hand-over to be taken back": ("cashier", reverse("desk:handed_back", args=[done.pk])),
    }


def _slips(sold: Sale) -> uuid.UUID:
    """Numbers for slips of paper; what was typed in from two of them was sold before, and one waits for a person."""
    till = tills.till_of(_user("cashier"))
    assert till
    slips = receipts.for_paper(till.desk, sold.exhibit.exhibition, many=8, by=_user("organiser"))
    for n in (0, 1):
        written = afterwards.Written(
            key=uuid.uuid4(),
            receipt=slips.first + n,
            exhibit=sold.exhibit,
            amount_tyiyn=sold.price_tyiyn,
            written_at=timezone.now(),
        )
        afterwards.record(slips, written, by=till.cashier, hand_over=bool(n))
    return slips.pk


LONG = "Жердин үстүндөгү эң узун аталыш " * 9


def _imports(own: Artwork) -> dict[str, tuple[str, str]]:
    """Lists and photos of the cataloguer's institution, one in each state, with what is too long and what is wrong."""
    house, by = own.artist.institution, _user("cataloguer")
    agreed = {"confirmed_at": timezone.now(), "confirmed_by": by}

    def a_list(state: str, **fields: object) -> int:
        made = {"file_name": f"{LONG[:180]}.xlsx", "added_by": by, "state": state} | fields
        work = factories.make_import(institution=house, **made)
        kinds = [
            {
                "verdict": "new",
                "plan": {"title_ky": LONG[:300]},
                "notes": [["size", "diameter"], ["made", "words"]],
            },
            {"verdict": "changed", "plan": {"title_ky": LONG[:300]}, "before": {"title_ky": "Тоо"}},
            {"verdict": "unchanged", "artwork": own},
            {"verdict": "wrong", "reasons": [["twice", [6, 7]], ["too_long", "title_ky"]]},
        ]
        for line, fields in enumerate(kinds, start=3):
            words = {"reference": f"КП-{line}", "original": [f"КП-{line}", "Ж" * 300]}
            ImportRow.objects.create(parent=work, line=line, **words | fields)
        if work.confirmed_at:
            work.rows.filter(verdict="new").update(written_at=timezone.now())
        return work.pk

    def photos(state: str, **fields: object) -> int:
        photos = {"kind": "photos", "columns": [], "file_name": "сүрөттөр.zip", "header": ["Файл"]}
        pk = a_list(state, **photos | fields)
        rows = ImportRow.objects.filter(parent=pk)
        rows.filter(verdict="changed").delete()
        rows.update(original=["Ж" * 120 + " арты.jpg"], notes=[])
        known = {"artwork": own, "reference": own.inventory_number}
        rows.filter(verdict="new").update(
            plan={"title_ky": LONG[:300], "role": "back"}, notes=[["instead", ""]], **known
        )
        rows.filter(verdict="unchanged").update(
            plan={"title_ky": own.title_ky, "role": "front"}, notes=[["same", 3]]
        )
        rows.filter(line=2).update(reasons=[["no_work", ""]])
        rows.filter(line=6).update(reasons=[["two_fronts", [6, 7]]])
        return pk

    def shown(pk: int, name: str = "import") -> tuple[str, str]:
        return "cataloguer", reverse(f"admin:{name}", args=[pk])

    sample = {
        "header": ["№", "Ж" * 120, ""],
        "sample": [["1", "Ж" * 200, LONG[:200]]],
        "columns": [["reference", ""]],
    }
    return {
        "imports": ("cataloguer", reverse("admin:imports")),
        "send a list": ("cataloguer", reverse("admin:import_new")),
        "columns of a list": shown(a_list("asking", **sample), "import_columns"),
        "a list looked through": shown(a_list("planned")),
        # Without a sign of life: a page that asks for itself anew would go away under the reader's eyes.
        "a list half written": shown(a_list("writing", **agreed)),
        "a list written": shown(a_list("written", **agreed)),
        "a list stopped": shown(a_list("cancelled")),
        "a list refused": shown(a_list("refused", refusal="expired")),
        "send photos": ("cataloguer", reverse("admin:import_photos")),
        "photos looked through": shown(photos("planned")),
        "photos half taken in": shown(photos("writing", **agreed)),
    }


def _user(name: str) -> User:
    return User.objects.get(username=name)


def _own(model, to_institution: str):
    """A row of the cataloguer's own institution."""
    institution = _user("cataloguer").memberships.get().institution
    return model.objects.filter(**{to_institution: institution}).earliest("pk")


def _lowered(show) -> Artist:
    """An artist whose name has to come down from the walls, and may return after a second person's yes."""
    named = Publication.objects.standing().exclude(shown_as_ky="").filter(artwork__exhibits__exhibition=show)
    artist = named.latest("pk").artwork.artist
    subject = policy.Subject(artist=artist)
    if not subject.decisions().exists():
        policy.decide(
            subject,
            Level.INSTITUTION,
            by=_user("reviewer"),
            reason="Ысымы маалымат каражаттарына чыгып кетти",
        )
        policy.decide(subject, Level.PSEUDONYM, by=_user("reviewer"), reason="Үй-бүлөсү менен макулдашылды")
    return artist


def _dearer(exhibit: Exhibit) -> Exhibit:
    """A work whose price one person wishes to change."""
    if not pricing.waiting(exhibit):
        asked = pricing.Asked((exhibit.price_tyiyn or 0) + 100_000)
        pricing.propose(exhibit, asked, reason="Алкагы жаңыланды, " * 9, by=_user("organiser"))
    return exhibit


def _asked_for(show) -> Payee:
    """Another payee, with the longest names there may be, that waits for a second person."""
    waiting = PayeeChoice.objects.filter(exhibition=show, agreed_at=None, ended_at=None)
    if not waiting.exists():
        payee = factories.make_payee(
            name="Ж" * 120, bank="Б" * 80, code_text=factories.bank_code("7" * 16, "417")
        )
        payees.ask(show, payee, reason="Ж" * 300, by=_user("organiser"))
    return waiting.get().payee


def _registered(sale: Sale) -> Sale:
    """Its fiscal receipt was written down, and corrected."""
    if not sale.fiscal:
        for number in ("0001234", "0001235"):
            at = sale.sold_at.replace(second=0, microsecond=0)
            fiscal.record(
                sale, number=number, issued_at=at, code="https://tax.example/1235", by=_user("cashier")
            )
    return sale


def _draft() -> Artwork:
    """A photo whose label is not written yet."""
    return factories.make_artwork(
        artist=_own(Artist, "institution"), photo=False, is_draft=True, title_ky="", title_ru="", title_en=""
    )


def _proposed(story: str) -> Publication:
    """What the cataloguer proposed to the second reader."""
    work = factories.make_artwork(
        artist=_own(Artist, "institution"), photo=False, story_ky=story, told_in="ky"
    )
    return publishing.propose(work, by=_user("cataloguer"))
