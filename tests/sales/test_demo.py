import datetime
import io
import re
from collections import Counter

import phonenumbers
import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from PIL import Image

from exhibitions import showing
from exhibitions.models import Artwork, Exhibition, Photo, Publication, Term
from inmates.levels import Level
from inmates.models import Artist, Consent, Identity, Institution, Purpose
from sales import availability, demo, pricing
from sales.models import Claim, Payment, Sale
from staff.models import User
from staff.words import LANGUAGES, columns

NOW = datetime.datetime(2026, 11, 14, 5, 2, tzinfo=datetime.UTC)  # eleven o'clock in Bishkek
BISHKEK = datetime.timezone(datetime.timedelta(hours=6))
WORKS = demo.read("works")["works"]


@pytest.fixture(scope="module")
def hung(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demonstration, hung once for every test that only looks at it."""
    from django.test import override_settings

    media = tmp_path_factory.mktemp("media")
    places = {"MEDIA_ROOT": media, "PUBLIC_MEDIA": media / "public", "PRIVATE_MEDIA": media / "private"}
    with (
        django_db_blocker.unblock(),
        override_settings(ALLOWED_HOSTS=["127.0.0.1"], **places),
        transaction.atomic(),
    ):
        lines = []
        demo.build(lines.append)
        yield lines
        transaction.set_rollback(True)


def hang(slug, language="ky"):
    return availability.hang(showing.exhibition(slug, language), language)


# --- What hangs ------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_first_hour_is_over_and_half_of_the_works_are_sold(hung):
    counts = availability.counts(hang("ak-jol"))

    assert counts == availability.Counts(all=30, free=5, held=3, sold=15, not_for_sale=7)
    assert Exhibition.objects.get(code="ak").exhibits.filter(for_sale=True).count() == 23


@pytest.mark.django_db
def test_each_work_stands_as_its_content_says(hung):
    states = {hanging.exhibit.catalogue_number: hanging.state for hanging in hang("ak-jol")}

    assert states == {row["number"]: row["state"].replace("nfs", "not_for_sale") for row in WORKS}


@pytest.mark.django_db
def test_it_opened_an_hour_ago_and_stays_open_long_enough_to_look_around(hung):
    show = showing.exhibition("ak-jol", "ky")

    assert datetime.timedelta(0) <= timezone.now() - demo.HOUR - show.opens_at < datetime.timedelta(minutes=6)
    assert show.closes_at - timezone.now() >= 5 * demo.HOUR - datetime.timedelta(minutes=6)


@pytest.mark.django_db
def test_holds_end_within_the_half_hour(hung):
    left = sorted(h.until_at - timezone.now() for h in hang("ak-jol") if h.state == "held")

    assert len(left) == 3
    assert all(datetime.timedelta(minutes=4) < one < datetime.timedelta(minutes=29) for one in left)


@pytest.mark.django_db
def test_a_past_and_a_future_exhibition_stand_beside_it(hung):
    shows = {show.code: show.phase(timezone.now()) for show in showing.exhibitions("ky")}

    assert shows == {"kat": "before", "ak": "open", "jaz": "after"}
    assert availability.counts(hang("jazgy-jaryk")) == availability.Counts(
        10, free=4, held=0, sold=4, not_for_sale=2
    )
    assert availability.counts(hang("uygo-kat")) == availability.Counts(
        5, free=3, held=0, sold=0, not_for_sale=2
    )


@pytest.mark.django_db
def test_no_picture_is_shown_as_two_works(hung):
    assert (
        Photo.objects.count()
        == Photo.objects.values("sha256").distinct().count()
        == Artwork.objects.count()
        == 30
    )


@pytest.mark.django_db
def test_the_money_is_what_the_prices_come_to(hung):
    today = Sale.objects.filter(exhibit__exhibition__code="ak")

    assert sum(sale.price_tyiyn for sale in today) == 187_000 * demo.SOM
    assert set(Payment.objects.values_list("kind", flat=True)) == {"cash", "card", "qr", "transfer"}
    assert Counter(sale.payments.count() for sale in today) == {1: 14, 2: 1}


@pytest.mark.django_db
def test_sales_come_as_they_came_in_the_drawn_dashboard(hung):
    show = Exhibition.objects.get(code="ak")

    sales = Sale.objects.filter(exhibit__exhibition=show)
    tens = Counter((sale.sold_at - show.opens_at).seconds // 600 for sale in sales)

    assert [tens[ten] for ten in range(6)] == [1, 3, 4, 2, 2, 3]


@pytest.mark.django_db
def test_some_buyers_had_reserved_and_some_visitors_changed_their_minds(hung):
    ended = Counter(Claim.objects.filter(kind=Claim.Kind.HOLD).values_list("end_reason", flat=True))

    assert ended == {
        "became_sale": 10,
        "cancelled": 1,
        "": 4,
    }  # three are held, and one has lapsed by the clock alone


@pytest.mark.django_db
def test_its_prices_come_from_minutes_that_two_people_answer_for(hung):
    for code, kinds in (("ak", {"approved"}), ("jaz", {"approved"}), ("kat", {"written", None})):
        told = pricing.told(Exhibition.objects.get(code=code).exhibits.all())
        assert {each.came_from and each.came_from.kind for each in told} == kinds
    ak = Exhibition.objects.get(code="ak").meetings.get()
    lines = pricing.entries(ak)
    assert (len(lines), sum(bool(line.wish_tyiyn) for line in lines)) == (30, 26)
    assert (ak.closed_by.username, ak.confirmed_by.username) == ("organiser", "reviewer")
    assert Exhibition.objects.get(code="kat").meetings.get().closed_at is None


# --- Who made it -----------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_way_of_being_named_is_there(hung):
    agreed = Consent.objects.in_force().filter(purpose=Purpose.ATTRIBUTION)

    assert set(agreed.values_list("level", flat=True)) == set(Level.values)
    assert set(Publication.objects.standing().values_list("level", flat=True)) == set(Level.values)
    assert agreed.count() == Artist.objects.count() >= 12


@pytest.mark.django_db
def test_who_is_at_risk_is_anonymous_whatever_was_agreed(hung):
    artist = Artist.objects.get(at_risk=True)
    agreed = Consent.objects.get(artist=artist, purpose=Purpose.ATTRIBUTION)
    works = {artwork.pk for artwork in artist.artworks.all()}

    shown = [
        h.exhibit for language in LANGUAGES for h in hang("ak-jol", language) if h.exhibit.artwork_id in works
    ]

    assert agreed.name_as_agreed_ky == "Уланбек"
    assert {(exhibit.shown_as, exhibit.institution) for exhibit in shown} == {("", "")}


@pytest.mark.django_db
def test_only_an_institution_with_five_exhibiting_artists_is_named(hung):
    exhibiting = {
        institution.code: institution.artists.filter(artworks__exhibits__exhibition__code="ak")
        .distinct()
        .count()
        for institution in Institution.objects.all()
    }

    assert exhibiting == {"chuy-71": 6, "chuy-82": 5, "osh-64": 4, "ak-kiyiz": 1}
    assert {h.exhibit.institution for h in hang("ak-jol", "ru")} == {"", "Учреждение № 71, Чуйская область"}
    assert {h.exhibit.institution for h in hang("jazgy-jaryk", "ru")} == {""}


@pytest.mark.django_db
def test_every_inmate_has_an_invented_identity_and_the_workshop_has_none(hung):
    numbers = Identity.objects.values_list("register_number", flat=True)

    assert len(numbers) == Artist.objects.filter(kind=Artist.Kind.INMATE).count()
    assert all(number.startswith("ДЕМО-") for number in numbers)
    assert not Identity.objects.filter(artist__kind=Artist.Kind.WORKSHOP).exists()


@pytest.mark.django_db
def test_felt_carving_and_drawing_hang_among_the_paintings(hung):
    kinds = Counter(h.exhibit.kind for h in hang("ak-jol"))

    assert kinds == {"painting": 24, "felt": 2, "drawing": 2, "carving": 1, "burned-wood": 1}
    assert all(h.exhibit.terms for h in hang("ak-jol"))
    assert set(Term.objects.exclude(aat=None).values_list("slug", flat=True)) >= {"oil", "canvas", "painting"}


# --- In which words --------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_public_text_is_there_in_three_languages(hung):
    rows = [
        *((artwork, columns("title", "technique", "alt")) for artwork in Artwork.objects.all()),
        *((artwork, columns("story")) for artwork in Artwork.objects.exclude(story_ky="")),
        *((show, columns("title", "lede")) for show in Exhibition.objects.all()),
        *(
            (show.venue, columns("name", "address", "city", "directions"))
            for show in Exhibition.objects.all()
        ),
        *((hall, columns("name")) for show in Exhibition.objects.all() for hall in show.venue.halls.all()),
        *((institution, columns("name", "public_name")) for institution in Institution.objects.all()),
        *((term, columns("label")) for term in Term.objects.all()),
    ]

    assert [(row, name) for row, names in rows for name in names if not getattr(row, name)] == []
    assert Artwork.objects.exclude(story_ky="").count() == 20


@pytest.mark.parametrize("work", WORKS, ids=lambda work: str(work["number"]))
def test_the_size_has_the_proportion_of_the_picture(work):
    with Image.open(demo.FOLDER / "paintings" / f"{work['number']:02}.jpg") as picture:
        across, down = picture.size
    height, width = work["size_cm"][:2]

    assert down / across == pytest.approx(height / width, rel=0.02)


@pytest.mark.parametrize("work", WORKS, ids=lambda work: str(work["number"]))
def test_descriptions_say_in_one_sentence_what_is_seen(work):
    for text in work["alt"].values():
        assert 10 <= len(text.split()) <= 25
        assert text.endswith(".")
        assert text.count(".") == 1
        assert not re.search(r"сүрөттө|на картине|изображ|image|picture|painting", text, re.IGNORECASE)


@pytest.mark.parametrize(
    "work", [work for work in WORKS if "story" in work], ids=lambda work: str(work["number"])
)
def test_stories_have_the_length_of_a_label(work):
    for text in work["story"].values():
        assert 40 <= len(re.findall(r"\w+(?:[’-]\w+)*", text)) <= 75


@pytest.mark.parametrize("name", ["people", "terms", "works", "shows", "visitors"])
def test_no_letter_of_another_alphabet_hides_in_a_word(name):
    text = (demo.FOLDER / f"{name}.toml").read_text()

    assert re.findall(r"\w*(?:[a-z][а-яёңөү]|[а-яёңөү][a-z])\w*", text, re.IGNORECASE) == []


def test_quotations_are_word_for_word_from_the_stories():
    stories = {work["number"]: work.get("story") for work in WORKS}

    for show in (demo.read("shows")[name] for name in ("main", "past", "future")):
        for language in LANGUAGES:
            assert show["quote"][language] in stories[show["quote"]["from"]][language]


def test_nobody_can_be_called_by_the_telephones_of_the_demonstration():
    visitors = demo.read("visitors")
    phones = [
        row["phone"] for kind in ("sales", "holds", "ended") for row in visitors[kind] if "phone" in row
    ]

    assert len(phones) == len(set(phones)) == 15
    assert all(phone.startswith("+9967000000") for phone in phones)
    assert all(phonenumbers.is_valid_number(phonenumbers.parse(phone)) for phone in phones)


# --- When ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("2026-11-14 10:00", "2026-11-14 18:00"),
        ("2026-11-14 09:35", "2026-11-14 18:00"),
        ("2026-11-14 14:55", "2026-11-14 23:00"),
        ("2026-11-14 17:00", "2026-11-14 23:00"),
        ("2026-11-14 17:05", "2026-11-15 02:00"),  # too late for a whole day: it goes on past midnight
        ("2026-11-14 23:40", "2026-11-15 08:00"),
        ("2026-11-14 00:00", "2026-11-14 08:00"),
    ],
)
def test_it_closes_the_same_evening_where_six_hours_are_left(opens, closes):
    opens_at, closes_at = (datetime.datetime.fromisoformat(f"{text}+06:00") for text in (opens, closes))

    assert demo.closing(opens_at) == closes_at


def test_the_other_exhibitions_stand_on_saturdays_of_spring_and_in_three_weeks():
    assert demo.last_spring(NOW) == datetime.date(2026, 4, 18)
    assert demo.last_spring(NOW.replace(month=3)) == datetime.date(2025, 4, 19)
    assert demo.in_three_weeks(NOW) == datetime.date(2026, 12, 5)
    assert demo.opening(NOW) == datetime.datetime(2026, 11, 14, 10, 0, tzinfo=BISHKEK)


# --- Twice, and who may come in --------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_second_time_it_refuses_and_changes_nothing(hung):
    before = Artwork.objects.count(), Claim.objects.count(), User.objects.count()

    with pytest.raises(CommandError, match="holds data already"):
        call_command("demo")
    call_command("demo", if_empty=True)

    assert (Artwork.objects.count(), Claim.objects.count(), User.objects.count()) == before


@pytest.mark.django_db
def test_everybody_can_sign_in_with_what_is_printed(hung):
    printed = io.StringIO()

    call_command("demo", sign_ins=True, stdout=printed)

    lines = [line.split() for line in printed.getvalue().splitlines()[1:]]
    assert [name for name, _ in lines] == [
        "witness", "cataloguer", "other_cataloguer", "reviewer", "organiser", "cashier", "treasurer", "auditor",
        "admin",
    ]  # fmt: skip
    assert authenticate(username="cashier", password=lines[5][1]) == User.objects.get(username="cashier")


@pytest.mark.django_db
def test_a_changed_password_is_not_printed(hung):
    cashier = User.objects.get(username="cashier")
    cashier.set_password("something only Meerim knows")
    cashier.save()

    assert "cashier" not in dict(demo.sign_ins())
    assert "organiser" in dict(demo.sign_ins())
