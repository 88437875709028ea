"""One work recorded twice: found, and merged or kept apart by a person who looked."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from exhibitions import duplicates, publishing
from exhibitions.models import Artwork, KeptApart, Photo
from tests.factories import make_artist, make_artwork, make_exhibit, make_photo, make_term, make_user
from tests.guards import refused_by, write

pytestmark = pytest.mark.django_db

PICTURE = 0x0F1E2D3C4B5A6978


@pytest.fixture
def artist(institution):
    return make_artist(institution=institution)


@pytest.fixture
def work(artist):
    """A work with a picture, `bits` of whose likeness differ from the first one's, and a size of its own."""
    sizes = iter(range(300, 400))

    def make(bits=0, **fields):
        artwork = make_artwork(photo=False, **{"artist": artist, "height_mm": next(sizes)} | fields)
        make_photo(artwork, likeness=PICTURE ^ ((1 << bits) - 1))
        return artwork

    return make


def found(user):
    return {(pair.first.pk, pair.second.pk) for pair in duplicates.find(user)}


def behind(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(("bits", "alike"), [(0, True), (6, True), (7, True), (8, False), (30, False)])
def test_photos_that_differ_in_seven_bits_are_alike_and_in_eight_are_not(work, cataloguer, bits, alike):
    first, second = work(), work(bits)

    assert found(cataloguer) == ({(first.pk, second.pk)} if alike else set())


def test_bits_that_differ_all_over_the_picture_are_found_as_well(work, cataloguer):
    first, second = work(), work()
    scattered = sum(1 << bit for bit in (1, 10, 19, 28, 37, 46, 55))  # seven of the eight bytes
    Photo.objects.filter(artwork=second).update(likeness=PICTURE ^ scattered)

    assert found(cataloguer) == {(first.pk, second.pk)}


def test_likenesses_below_zero_are_compared_like_others(work, cataloguer):
    first, second = work(), work()
    Photo.objects.filter(artwork=first).update(likeness=-5)
    Photo.objects.filter(artwork=second).update(likeness=-6)

    assert found(cataloguer) == {(first.pk, second.pk)}


def test_one_artist_and_one_size_count_where_the_title_is_the_same_or_a_photo_is_missing(
    work, artist, cataloguer
):
    size = {"height_mm": 500, "width_mm": 700}
    lake, again = work(title_ky="Көл", **size), work(40, title_ky="КӨЛ", **size)
    other = work(20, title_ky="Тоо", **size)
    bare = make_artwork(artist=artist, photo=False, title_ky="Кар", **size)

    assert found(cataloguer) == {
        (lake.pk, again.pk), (lake.pk, bare.pk), (again.pk, bare.pk), (other.pk, bare.pk)
    }  # fmt: skip


def test_the_other_institutions_works_are_not_compared(work, other_institution, cataloguer, reviewer):
    work()
    make_photo(make_artwork(artist=make_artist(institution=other_institution), photo=False), likeness=PICTURE)

    assert found(cataloguer) == found(reviewer) == set()


def test_a_pair_that_was_kept_apart_does_not_come_back(work, cataloguer):
    first, second, third = work(), work(), work()

    duplicates.keep_apart(second, first, by=cataloguer)
    duplicates.keep_apart(first, second, by=cataloguer)

    assert found(cataloguer) == {(first.pk, third.pk), (second.pk, third.pk)}
    assert KeptApart.objects.get().by == cataloguer


def test_the_search_asks_as_often_for_many_pairs_as_for_one(work, cataloguer):
    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            duplicates.find(
                make_user(role="cataloguer", institution=cataloguer.memberships.get().institution)
            )
        return len(queries)

    work(), work()
    one = asked()
    for _ in range(6):
        work()

    assert asked() == one


def test_what_stays_takes_over_photos_and_the_words_it_lacks(work):
    keep = work(title_ru="", alt_ky="Көл", technique_ky="", made="", width_mm=400)
    drop = work(
        title_ru="Озеро", alt_ky="Башка", technique_ky="Кийиз", made="2024", made_from=2024, made_to=2024
    )
    drop.terms.add(make_term("felt"))
    back = make_photo(drop, role=Photo.Role.BACK)

    duplicates.merge(keep, drop)

    keep.refresh_from_db()
    drop.refresh_from_db()
    assert (keep.title_ru, keep.alt_ky, keep.technique_ky, keep.made, keep.made_from) == (
        "Озеро", "Көл", "Кийиз", "2024", 2024
    )  # fmt: skip
    assert keep.width_mm == 400
    assert set(keep.terms.values_list("slug", flat=True)) == {"painting", "felt"}
    assert drop.merged_into == keep
    assert not drop.photos.exists()
    assert sorted(keep.photos.values_list("role", flat=True)) == ["back", "detail", "front"]
    assert keep.photos.get(role="back") == back


def test_an_institutions_own_number_goes_with_the_work(work, institution):
    keep, drop = work(), work(reference="К-17", registered_in=institution)

    duplicates.merge(keep, drop)

    drop.refresh_from_db()
    assert Artwork.objects.get(reference="К-17") == keep
    assert (drop.reference, drop.registered_in) == ("", None)


def test_a_story_is_taken_over_with_the_language_it_was_told_in_or_not_at_all(work):
    keep, silent = work(story_ky="Меники", told_in="ky"), work()
    drop = work(story_ky="Башка", story_ru="Другая", told_in="ru")

    duplicates.merge(keep, drop)
    duplicates.merge(silent, work(story_ru="Моя", told_in="ru"))

    keep.refresh_from_db()
    silent.refresh_from_db()
    assert (keep.story_ky, keep.story_ru, keep.told_in) == ("Меники", "", "ky")
    assert (silent.story_ru, silent.told_in) == ("Моя", "ru")


def test_the_old_number_still_finds_the_work_and_the_old_record_is_not_there(work, cataloguer):
    keep, drop = work(title_ky="Калат"), work(title_ky="Кетет")
    duplicates.merge(keep, drop)
    client = behind(cataloguer)

    page = client.get(
        reverse("admin:exhibitions_artwork_changelist"), {"q": drop.inventory_number}
    ).content.decode()

    assert "Калат" in page
    assert "Кетет" not in page
    assert client.get(reverse("admin:exhibitions_artwork_change", args=[drop.pk])).status_code == 404
    assert found(cataloguer) == set()


def test_a_number_of_the_register_that_was_dropped_still_finds_the_work(
    work, institution, other_institution, cataloguer
):
    keep, drop = (
        work(title_ky="Калат", reference=name, registered_in=institution) for name in ("К-1", "К-2")
    )
    duplicates.merge(keep, drop)
    client = behind(cataloguer)

    for address in ("admin:exhibitions_artwork_changelist", "backstage:works"):
        assert "Калат" in client.get(reverse(address), {"q": "К-2"}).content.decode(), address
        assert "Калат" not in client.get(reverse(address), {"q": "К-3"}).content.decode(), address
    stranger = make_user("stranger", role="cataloguer", institution=other_institution)
    assert "Калат" not in behind(stranger).get(reverse("backstage:works"), {"q": "К-2"}).content.decode()


def test_records_that_were_merged_earlier_follow(work):
    first, second, third = work(), work(), work()
    duplicates.merge(second, third)

    duplicates.merge(first, second)

    assert {artwork.pk for artwork in first.merged.all()} == {second.pk, third.pk}


def test_what_is_shown_is_not_merged_away(work, cataloguer):
    hung, proposed, fresh = work(), work(), work()
    make_exhibit(artwork=hung)
    publishing.propose(proposed, by=cataloguer)

    for drop in (hung, proposed):
        with pytest.raises(duplicates.CannotMerge, match=drop.inventory_number):
            duplicates.merge(fresh, drop)
    duplicates.merge(hung, fresh)
    assert Artwork.objects.filter(merged_into=hung).count() == 1


def test_different_artists_and_second_merges_are_refused(work, institution):
    one, other = work(), work(artist=make_artist(institution=institution))
    gone, keep = work(), work()
    duplicates.merge(keep, gone)

    for left, right in ((one, other), (keep, gone), (gone, one), (one, one)):
        with pytest.raises(duplicates.CannotMerge):
            duplicates.merge(left, right)


def test_the_database_keeps_a_merged_record_from_being_shown(work):
    hung, keep, gone = work(), work(), work()
    exhibit = make_exhibit(artwork=hung)
    duplicates.merge(keep, gone)
    into = "UPDATE exhibitions_artwork SET merged_into_id = %s WHERE id = %s"

    for target, artwork in ((keep, hung), (gone, hung), (hung, keep)):
        with refused_by("merged_stays_behind"):
            write(into, target.pk, artwork.pk)
    with refused_by("artwork_is_not_merged_into_itself"):
        write(into, *[make_artwork(artist=keep.artist, photo=False).pk] * 2)
    with refused_by("merged_is_not_shown"):
        make_exhibit(artwork=gone, exhibition=exhibit.exhibition, published=False)


def test_the_database_keeps_one_decision_for_two_works(work, cataloguer):
    first, second = work(), work()
    decide = "INSERT INTO exhibitions_keptapart (first_id, second_id, by_id, at) VALUES (%s, %s, %s, now())"
    write(decide, first.pk, second.pk, cataloguer.pk)

    with refused_by("two_works_are_decided_once"):
        write(decide, first.pk, second.pk, cataloguer.pk)
    with refused_by("kept_apart_lower_first"):
        write(decide, second.pk, first.pk, cataloguer.pk)


def test_by_the_pages_two_become_one_and_two_stay_two(work, cataloguer):
    keep, drop, third = work(), work(), work()
    client = behind(cataloguer)

    page = client.get(reverse("admin:duplicates")).content.decode()
    client.post(reverse("admin:keep_artworks_apart", args=[keep.pk]), {"other": third.pk})
    answer = client.post(reverse("admin:merge_artworks", args=[keep.pk]), {"other": drop.pk}, follow=True)
    twice = client.post(reverse("admin:merge_artworks", args=[keep.pk]), {"other": drop.pk}, follow=True)

    assert all(artwork.inventory_number in page for artwork in (keep, drop, third))
    assert drop.inventory_number in answer.content.decode()
    assert twice.status_code == 200
    assert Artwork.objects.get(pk=drop.pk).merged_into == keep
    assert found(cataloguer) == set()


@pytest.mark.parametrize("other", ["", "x", "-1", "9" * 30, "٣"])
def test_a_form_without_another_work_changes_nothing(work, cataloguer, other):
    artwork = work()

    for act in ("merge_artworks", "keep_artworks_apart"):
        assert (
            behind(cataloguer).post(reverse(f"admin:{act}", args=[artwork.pk]), {"other": other}).status_code
            == 302
        )
    assert not KeptApart.objects.exists()


def test_another_institutions_work_is_no_partner(work, other_institution, cataloguer):
    own, foreign = work(), make_artwork(artist=make_artist(institution=other_institution))

    behind(cataloguer).post(reverse("admin:merge_artworks", args=[own.pk]), {"other": foreign.pk})

    foreign.refresh_from_db()
    assert foreign.merged_into is None


def test_with_nothing_to_decide_the_page_says_so(cataloguer):
    page = behind(cataloguer).get(reverse("admin:duplicates"), headers={"accept-language": "en"})

    assert "No two works look like one" in page.content.decode()
