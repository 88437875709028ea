"""Invented names, put into every private field that there is."""

import datetime
import io
import uuid
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from PIL import Image, PngImagePlugin

from exhibitions import album, duplicates, publishing
from exhibitions.models import Artwork, Exhibit, Exhibition, Photo, Rendition
from inmates import consent
from inmates.models import Consent, Identity, IdentityReading, Level, LifeEvent, PaperReading, Purpose
from sales import reservations, selling
from tests.factories import (
    HOUR,
    keep_photo,
    make_artist,
    make_artwork,
    make_consent,
    make_exhibit,
    make_exhibition,
    make_import,
    make_institution,
    make_sale,
    make_till,
    make_user,
)

DAY = datetime.timedelta(days=1)

# What is private, and the ways in which it might be written.
WORDS = {
    "surname": ["Жылкыбайтегин", "Zhylkybaitegin", "Жылкыбайтегинов"],
    "first name": ["Элдосбек", "Eldosbek"],
    "patronymic": ["Чынтемирович", "Chyntemirovich"],
    "register number": ["РН-77413-Щ", "РН77413"],
    "date of birth": [
        "1987-03-19",
        "19.03.1987",
        "19.3.1987",
        "19/03/1987",
        "19 марта 1987",
        "19-март, 1987",
    ],
    "institution's code": ["zx-kolonna-9"],
    "institution's own name": ["Жашыруунмекеме", "Тайнаяколония", "Hiddencolony"],
    "institution's public name, below five artists": ["Кызылшорустакана"],
    "a name agreed to and taken back": ["Самаратегин"],
    "a name agreed to by someone in danger": ["Коркунучбек"],
    "a name above the ceiling": ["Бийикатаев"],
    "a note of the staff": ["Токтобүбүэскертме"],
    "someone who works here": ["Кайнарбекова", "kainarbekova"],
    "a visitor's telephone": ["555917364", "555 917 364", "0555917364"],
    "a visitor's name": ["Мээримканатым"],
    "the name of the uploaded file": ["IMG_Kamera4blok"],
    "what the photo carries": ["Sotchukbolot", "Сотчукболот"],
    "a story without consent": ["Сырдуужомок", "Taleuntold"],
    "words that nobody approved": ["Бекитилбегенсөз", "Unapprovedword"],
    "a work that was withdrawn": ["Алынгансүрөт"],
    "an exhibition not announced": ["Жарыяланбаган", "zzsecret", "sekret-korgozmo"],
    "a price before the opening": ["8765432", "8 765 432"],
    "a paper": ["paper-zhkt-0001"],
    "a draft": ["Каралоосу", "Draftsecret"],
    "a record that was merged away": ["Кошулганжазуу"],
    "a list that was sent": ["Тизмедегисөз", "tizme-zhkt"],
    "a price wish": ["7654321"],
}


@dataclass
class House:
    exhibition: Exhibition
    shown: Exhibit
    named: Exhibit
    gone: Exhibit
    hidden_pictures: list[str]  # every rendition that is not on show, without its ending
    private_files: list[str]  # as they lie in MEDIA_ROOT/private
    secret: str
    spoken: str
    waiting: Exhibit


def carrying_photo() -> bytes:
    """A photo as a phone sends it, with words in every corner where a photo can hold them."""
    picture = Image.radial_gradient("L").convert("RGB").resize((900, 700))
    exif = Image.Exif()
    for tag in (0x010E, 0x013B, 0x8298, 0x9C9B, 0x010F):  # description, artist, copyright, title, maker
        exif[tag] = "Sotchukbolot" if tag != 0x9C9B else "Сотчукболот".encode("utf-16-le")
    exif.get_ifd(0x8825)[1] = "N"
    file = io.BytesIO()
    picture.save(
        file,
        "JPEG",
        exif=exif,
        comment=b"Sotchukbolot",
        xmp="<x:xmpmeta>Сотчукболот</x:xmpmeta>".encode(),
        icc_profile=None,
    )
    return file.getvalue() + b"Sotchukbolot"


def carrying_png() -> bytes:
    notes = PngImagePlugin.PngInfo()
    notes.add_itxt("Author", "Сотчукболот", zip=True)
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((600, 800)).save(file, "PNG", pnginfo=notes)
    return file.getvalue()


def plant() -> House:
    staff = {
        name: make_user(
            f"kainarbekova{n}", first_name="Айнура", last_name="Кайнарбекова", email="kainarbekova@x.kg"
        )
        for n, name in enumerate(("author", "second pair of eyes", "reader", "witness"))
    }
    author, second = staff["author"], staff["second pair of eyes"]
    names = {
        "name_ky": "Жашыруунмекеме № 91",
        "name_ru": "Тайнаяколония",
        "name_en": "Hiddencolony",
        "attribution_ceiling": Level.FIRST_NAME_INITIAL,
    }
    institution = make_institution(code="zx-kolonna-9", **names)
    small = make_institution(
        code="zx-kolonna-9b", may_be_named=True, public_name_ky="Кызылшорустакана", **names
    )

    def artist(level=Level.ANONYMOUS, name="", **fields):
        person = make_artist(consents=False, **{"institution": institution} | fields)
        for purpose in Purpose:
            make_consent(
                person, purpose, level=level, name=name, read_by=staff["reader"], witness=staff["witness"],
                paper="private/paper-zhkt-0001.pdf",
            )  # fmt: skip
        identity = Identity.objects.create(
            artist=person,
            surname="Жылкыбайтегин",
            first_name="Элдосбек",
            patronymic="Чынтемирович",
            register_number="РН-77413-Щ",
            born_on=datetime.date(1987, 3, 19),
        )
        IdentityReading.objects.create(identity=identity, read_by=author, reason="Токтобүбүэскертме")
        answer = person.consents.first()
        PaperReading.objects.create(consent=answer, read_by=author, reason="Токтобүбүэскертме")
        LifeEvent.objects.create(
            artist=person,
            kind="release",
            happened_on=datetime.date(2026, 1, 9),
            left=person.institution,
            note="Токтобүбүэскертме",
            by=author,
        )
        return person

    def hang(person, title, *, photo=True, exhibition=None, price=850_000, approved=True, **words):
        artwork = make_artwork(
            artist=person, photo=False, title_ky=title, title_ru="", title_en="", added_by=author, **words
        )
        if photo:
            kept = keep_photo(artwork, carrying_photo() if photo is True else photo, by=author)
            kept.original = f"private/originals/IMG_Kamera4blok-{kept.pk}.jpg"
            kept.save()
            album.look_for_writing(kept, "no", by=author)
        if approved:
            proposal = publishing.propose(artwork, by=author)
            publishing.approve(proposal, by=second, seal=proposal.content_sha)
        return make_exhibit(exhibition=exhibition or show, artwork=artwork, price=price, published=False)

    show = make_exhibition(slug="korgozmo", code="kor", title_ky="Көргөзмө", lede_ky="Кириш сөз")
    named = hang(
        artist(Level.FIRST_NAME_INITIAL, "Айбек Т."), "Аталган тоо", story_ky="Айтылган жомок", told_in="ky"
    )
    shown = hang(artist(), "Көрүнгөн тоо", photo=carrying_png())

    quiet = artist()
    consent.withdraw(quiet.consents.get(purpose=Purpose.STORY), by=author, reason="Токтобүбүэскертме")
    untold = hang(
        quiet, "Үнсүз тоо", photo=False, story_ky="Сырдуужомок", story_en="Taleuntold", told_in="ky"
    )

    once_told = hang(artist(), "Айтылбай калган", photo=False, story_ky="Бир Сырдуужомок бар", told_in="ky")
    Exhibit.objects.filter(pk=once_told.pk).update(quote_ky="Сырдуужомок")
    consent.withdraw(
        once_told.artwork.artist.consents.get(purpose=Purpose.STORY), by=author, reason="Токтобүбүэскертме"
    )
    taken_back = hang(artist(Level.FIRST_NAME_INITIAL, "Самаратегин А."), "Кайтарылган ысым", photo=False)
    consent.withdraw(
        taken_back.artwork.artist.consents.get(purpose=Purpose.ATTRIBUTION),
        by=author,
        reason="Токтобүбүэскертме",
    )
    in_danger = hang(artist(Level.FIRST_NAME, "Коркунучбек"), "Коркунучтагы", photo=False)
    in_danger.artwork.artist.at_risk = True
    in_danger.artwork.artist.save()
    hang(artist(Level.FULL_NAME, "Бийикатаев Б.", institution=small), "Жогорку чек", photo=False)

    Exhibit.objects.filter(pk=shown.pk).update(quote_ky="Бекитилбегенсөз")
    # The record goes on after approval; the public does not see it.
    for number, exhibit in enumerate((shown, untold, in_danger)):
        Artwork.objects.filter(pk=exhibit.artwork_id).update(
            title_ru="Бекитилбегенсөз",
            alt_en="Unapprovedword",
            technique_ky="Бекитилбегенсөз",
            story_ru="Unapprovedword",
        )
        if number == 0:
            publishing.propose(Artwork.objects.get(pk=exhibit.artwork_id), by=author)
    waiting = hang(artist(), "Бекитилбегенсөз", approved=False)
    sent_back = hang(artist(), "Бекитилбегенсөз экинчи", photo=False, approved=False)
    publishing.send_back(
        publishing.propose(sent_back.artwork, by=author), by=second, reason="Токтобүбүэскертме"
    )
    gone = hang(artist(), "Алынгансүрөт", photo=False)
    publishing.withdraw(gone.artwork.publications.get(), by=author, reason="Токтобүбүэскертме")
    off_the_wall = hang(artist(), "Алынгансүрөт экинчи", photo=False)
    off_the_wall.withdrawn_at = timezone.now()
    off_the_wall.save()

    # What visitors leave behind, and what the desk writes.
    held = reservations.reserve(
        untold.pk, phone="0555 917 364", name="Мээримканатым", once=uuid.uuid4(), language="ky"
    )
    make_till(author)
    sale = make_sale(named, by=author)
    selling.ask_void(sale, reason="Токтобүбүэскертме", by=author)

    later = make_exhibition(
        slug="keleerki",
        code="kel",
        title_ky="Келээрки",
        opens_at=timezone.now() + DAY,
        closes_at=timezone.now() + 2 * DAY,
    )
    hang(artist(), "Келээрки тоо", exhibition=later, price=876_543_200, photo=False)
    secret = make_exhibition(
        slug="sekret-korgozmo",
        code="zzsecret",
        title_ky="Жарыяланбаган",
        lede_ky="Жарыяланбаган",
        announced_at=None,
    )
    hang(artist(), "Жарыяланбаган тоо", exhibition=secret, photo=False)
    make_exhibition(
        slug="otkon",
        code="otk",
        title_ky="Өткөн",
        opens_at=timezone.now() - 9 * DAY,
        closes_at=timezone.now() - 9 * DAY + HOUR,
    )

    # What lies beside a published work: the other sides of it, a draft, a record merged into it, a list, a paper.
    beside = shown.artwork
    for role in (role for role in Photo.Role if role != Photo.Role.FRONT):
        kept = keep_photo(beside, carrying_photo(), by=author, role=role)
        assert kept.role == role
    draft = make_artwork(
        artist=beside.artist, photo=False, title_ky="", is_draft=True, story_ky="Каралоосу", alt_en="Draftsecret",
        price_wish_tyiyn=765_432_100, added_by=author,
    )  # fmt: skip
    keep_photo(draft, carrying_png(), by=author)
    twin = make_artwork(artist=beside.artist, photo=False, title_ky="Кошулганжазуу", story_ky="Кошулганжазуу")
    keep_photo(twin, carrying_photo() + b"twin", by=author)
    duplicates.merge(beside, twin)
    work = make_import(
        institution=institution, file_name="tizme-zhkt.csv", header=["№", "Тизмедегисөз"], added_by=author
    )
    work.rows.update(
        original=["1", "Тизмедегисөз"], notes=["Тизмедегисөз"], plan={"title_ky": "Тизмедегисөз"}
    )
    private = settings.PRIVATE_MEDIA
    for folder, name in (("imports", work.stored), ("papers", "paper-zhkt-0001.webp")):
        (private / folder).mkdir(parents=True, exist_ok=True)
        (private / folder / name).write_text("Тизмедегисөз paper-zhkt-0001")

    on_show = Rendition.objects.filter(photo__artwork__in=[named.artwork, shown.artwork], photo__role="front")
    assert Consent.objects.exclude(withdrawn_at=None).count() == 3
    return House(
        exhibition=show,
        shown=shown,
        named=named,
        gone=gone,
        hidden_pictures=sorted(Rendition.objects.difference(on_show).values_list("name", flat=True)),
        private_files=sorted(str(path.relative_to(private)) for path in private.rglob("*") if path.is_file()),
        secret=held.secret,
        spoken=held.spoken_code,
        waiting=waiting,
    )
