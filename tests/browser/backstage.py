"""The pages of those who work here, each as the person who needs it sees it."""

import itertools
import uuid

from django.urls import reverse
from django.utils import timezone

from exhibitions import album
from exhibitions.models import Artwork, Publication
from inmates.models import Artist
from sales.models import Claim, Sale, Void
from staff.models import User
from tests import factories
from tests.browser.faces import hanging_now

NAMES = (
    "sign in", "sign out", "new password", "today", "today of a cashier", "today of a cataloguer",
    "today of a reviewer", "today of an auditor", "board", "board without a match", "board before the day",
    "sell", "sell a held one", "sell a sold one", "release", "sold", "ask to undo", "asked to undo",
    "works", "a work", "a new work", "history of a work", "publications", "a publication",
    "artists", "an artist", "consents", "exhibitions", "an exhibition", "exhibits", "sales", "reservations", "people",
    "a person", "my works", "photograph", "a label", "a work saved", "a work looked at", "what its artist wishes",
    "another photo", "a photo", "the edges of a photo", "a photo to remove", "a new artist", "not there", "not allowed",
    "recorded twice", "offline",
)  # fmt: skip


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
    }


def _user(name: str) -> User:
    return User.objects.get(username=name)


def _own(model, to_institution: str):
    """A row of the cataloguer's own institution."""
    institution = _user("cataloguer").memberships.get().institution
    return model.objects.filter(**{to_institution: institution}).earliest("pk")


def _draft() -> Artwork:
    """A photo whose label is not written yet."""
    return factories.make_artwork(
        artist=_own(Artist, "institution"), photo=False, is_draft=True, title_ky="", title_ru="", title_en=""
    )
