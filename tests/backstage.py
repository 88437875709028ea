"""A small house for the tests of the staff pages: the same rows in two institutions, and everybody who works there."""

import uuid
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from exhibitions import publishing
from exhibitions.models import Meeting, Rendition
from inmates.models import Consent, Identity, IdentityReading, PaperReading, Purpose
from sales import afterwards, receipts, selling
from sales.models import Payment, Reopening, Reservation
from staff.models import Membership, User
from tests.factories import (
    HOUR,
    make_artist,
    make_artwork,
    make_exhibit,
    make_exhibition,
    make_hall,
    make_handover,
    make_hold,
    make_import,
    make_institution,
    make_leaving,
    make_phone,
    make_photo,
    make_sale,
    make_till,
    make_user,
    pay_by_qr,
)

# Who has a role in every institution; cataloguers have theirs in one.
EVERYWHERE = ("reviewer", "organiser", "cashier", "treasurer", "auditor")


@dataclass
class House:
    """`own` are the rows of the institution where `cataloguer` works, `foreign` those of the other one, `common` what
    belongs to no institution. `people` are by role, with `reader` (may read identities in the own institution),
    `stranger` (no membership), `superuser` and None for somebody who is not signed in."""

    own: SimpleNamespace
    foreign: SimpleNamespace
    common: SimpleNamespace
    people: dict[str, User | None]


def furnish(tag: str = "") -> House:
    exhibition = make_exhibition()
    hall = make_hall(exhibition.venue)
    mine, theirs = (make_institution(name_ky=f"Мекеме {name}{tag}") for name in ("өз", "башка"))
    people: dict[str, User | None] = {
        "anonymous": None,
        "stranger": make_user(f"stranger{tag}"),
        "cataloguer": make_user(f"cataloguer{tag}", role="cataloguer", institution=mine),
        "other_cataloguer": make_user(f"other_cataloguer{tag}", role="cataloguer", institution=theirs),
        "reader": make_user(f"reader_of_identities{tag}", role="cataloguer", institution=mine),
        "superuser": User.objects.create_superuser(f"superuser{tag}"),
        **{role: make_user(f"{role}{tag}", role=role) for role in EVERYWHERE},
    }
    Membership.objects.filter(user=people["reader"]).update(reads_identities=True)
    organiser = people["organiser"]
    make_till(organiser)
    over = make_exhibition(opens_at=exhibition.opens_at - 9 * HOUR, closes_at=exhibition.opens_at)
    own = _rows(mine, people["cataloguer"], exhibition, hall, organiser, over)
    foreign = _rows(theirs, people["other_cataloguer"], exhibition, hall, organiser, over)
    choice = pay_by_qr(exhibition)
    common = SimpleNamespace(
        exhibition=exhibition,
        venue=exhibition.venue,
        hall=hall,
        term=own.artwork.terms.get(),
        meeting=Meeting.objects.create(
            exhibition=exhibition, held_on=exhibition.opens_at.date(), begun_by=organiser
        ),
        payee=choice.payee,
        payee_choice=choice,
        reopening=Reopening.objects.create(
            exhibition=over,
            until_at=exhibition.closes_at,
            reason="кезек узун",
            asked_by=organiser,
            asked_at=exhibition.opens_at,
        ),
    )
    return House(own, foreign, common, people)


def _rows(
    institution: Any, cataloguer: Any, exhibition: Any, hall: Any, organiser: Any, over: Any
) -> SimpleNamespace:
    artist = make_artist(institution=institution)
    identity = Identity.objects.create(
        artist=artist, surname="Жашырынова", first_name="Айсулуу", register_number="Р-77"
    )
    reading = IdentityReading.objects.create(identity=identity, read_by=organiser, reason="сот")
    artwork, held, free, gone = (make_artwork(artist=artist) for _ in range(4))
    exhibits = [
        make_exhibit(exhibition=exhibition, artwork=work, hall=hall) for work in (artwork, held, free, gone)
    ]
    waiting = publishing.propose(make_artwork(artist=artist), by=cataloguer)
    sale = make_sale(exhibits[0], by=organiser)
    slips = receipts.for_paper(sale.desk, exhibition, many=8, by=organiser)
    twice, unclear = (
        afterwards.record(
            slips,
            afterwards.Written(
                key=uuid.uuid4(),
                receipt=slips.first + n,
                exhibit=exhibits[0],
                amount_tyiyn=sale.price_tyiyn,
                written_at=sale.sold_at,
            ),
            by=organiser,
            hand_over=bool(n),
        )
        for n in (0, 1)
    )
    hold = Reservation.objects.get(spoken_code=make_hold(exhibits[1], phone=make_phone()).spoken_code)
    signed = Consent.objects.filter(artist=artist, purpose=Purpose.LETTERS)
    signed.update(paper="papers/none.webp")
    consent = signed.get()
    return SimpleNamespace(
        institution=institution,
        artist=artist,
        identity=identity,
        reading=reading,
        artwork=artwork,
        consent=consent,
        bare_consent=Consent.objects.filter(artist=artist, purpose=Purpose.PRESS).get(),
        paper_reading=PaperReading.objects.create(consent=consent, read_by=organiser, reason="сот"),
        photo=artwork.photos.get(),
        spare_photo=make_photo(artwork, role="detail"),
        rendition=Rendition.objects.filter(photo__artwork=artwork, format="webp").first(),
        publication=waiting,
        exhibit=exhibits[2],
        sale=sale,
        payment=sale.payments.get(),
        imported=make_import(institution=institution),
        void=selling.ask_void(sale, reason="ката", by=organiser),
        hold=hold,
        till=sale.payments.get().till,
        handover=make_handover(make_sale(exhibits[3], by=organiser), by=organiser),
        leaving=make_leaving(make_exhibit(exhibition=over, artwork=free), by=organiser),
        claim=hold.claim,
        slips=slips,
        refund=twice.refund,
        unclear=unclear,
        membership=Membership.objects.filter(user=cataloguer).get(),
        user=cataloguer,
    )


__all__ = ["EVERYWHERE", "House", "Payment", "furnish"]
