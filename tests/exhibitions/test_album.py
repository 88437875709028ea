"""A photo is turned, cut, looked at, chosen and taken away, and nothing that was approved changes by it."""

import io
import uuid
from pathlib import Path

import pytest
from PIL import Image

from exhibitions import album, darkroom, duplicates, hatch, linter, photos, publishing
from exhibitions.linter import Kind
from exhibitions.models import Photo
from tests.exhibitions.crafted import saved
from tests.factories import make_artist, make_artwork, make_photo, publish
from tests.guards import ask, refused_by, write

pytestmark = pytest.mark.django_db

PHOTOS = Path(__file__).parent.parent / "data" / "photos"
# The four quarters of the test picture: top left, top right, bottom left, bottom right.
RED, GREEN, BLUE, WHITE = (200, 30, 30), (30, 160, 30), (30, 30, 200), (240, 240, 240)


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT, settings.PUBLIC_MEDIA = tmp_path, tmp_path / "public"
    return tmp_path


def quarters(size=(800, 400)) -> Image.Image:
    image = Image.new("RGB", size, WHITE)
    middle, down = size[0] // 2, size[1] // 2
    image.paste(RED, (0, 0, middle, down))
    image.paste(GREEN, (middle, 0, size[0], down))
    image.paste(BLUE, (0, down, middle, size[1]))
    return image


def upload(orientation: int = 1, kind: str = "JPEG") -> bytes:
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(quarters(), kind, exif=exif)


def colours(content: bytes) -> list[str]:
    """Which of the four is seen in each corner, in reading order."""
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    names = {"red": RED, "green": GREEN, "blue": BLUE, "white": WHITE}

    def nearest(at: tuple[int, int]) -> str:
        pixel = picture.getpixel(at)
        return min(names, key=lambda name: sum(abs(a - b) for a, b in zip(names[name], pixel, strict=True)))

    right, bottom = picture.width - 9, picture.height - 9
    return [nearest(at) for at in ((8, 8), (right, 8), (8, bottom), (right, bottom))]


def widest(developed: photos.Developed) -> bytes:
    pictures = (picture for picture in developed.renditions if picture.format == "webp")
    return max(pictures, key=lambda picture: picture.width).content


def key() -> uuid.UUID:
    return uuid.uuid4()


@pytest.fixture
def photo(cataloguer, institution) -> Photo:
    artwork = make_artwork(artist=make_artist(institution=institution), photo=False)
    return photos.take_in(artwork, upload(), by=cataloguer)


def files(media: Path) -> set[Path]:
    return {path for path in media.rglob("*") if path.is_file()}


# --- In the darkroom ---


@pytest.mark.parametrize(
    ("turned", "seen", "size"),
    [
        (0, ["red", "green", "blue", "white"], (800, 400)),
        (90, ["blue", "red", "white", "green"], (400, 800)),
        (180, ["white", "blue", "green", "red"], (800, 400)),
        (270, ["green", "white", "red", "blue"], (400, 800)),
    ],
)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_turned_clockwise(turned, seen, size, kind):
    developed = photos.develop(upload(kind=kind), turned=turned)

    assert (developed.width, developed.height) == size
    assert colours(widest(developed)) == seen


@pytest.mark.parametrize("held", range(1, 9))
@pytest.mark.parametrize("turned", [0, 90, 180, 270])
def test_a_cut_falls_where_it_was_seen_however_the_phone_was_held(held, turned):
    """The reference: Pillow's own turns of the whole picture, from which the sides are then cut."""
    content = upload(held, "PNG")
    whole = quarters()
    for turn in (held, darkroom.QUARTERS[turned]):
        if turn > 1:
            whole = whole.transpose(darkroom.TURNS[turn])
    width, height = whole.size
    cut = (600, 0, 0, 300)
    wanted = whole.crop((width * 600 // 1000, 0, width, height * 700 // 1000))

    developed = photos.develop(content, turned=turned, cut=cut)

    assert (developed.width, developed.height) == wanted.size
    assert colours(widest(developed)) == colours(saved(wanted, "PNG"))


def test_a_cut_of_a_large_photo_is_as_sharp_as_a_photo_of_that_part():
    """A JPEG is decoded at a part of its size: by what is left, not by what there was."""
    developed = photos.develop(PHOTOS / "plain-12mp.jpg", cut=(300, 300, 300, 300))

    assert (developed.width, developed.height) == (1200, 1600)
    assert max(picture.width for picture in developed.renditions) == 1200


@pytest.mark.parametrize(
    "name", ["plain-12mp.jpg", "upright-by-exif-6-gps.jpg", "iphone-like.heic", "grey-16bit.png"]
)
def test_real_photos_are_turned_and_cut(name):
    plain = photos.develop(PHOTOS / name)

    developed = photos.develop(PHOTOS / name, turned=90, cut=(100, 0, 100, 500))

    assert developed.width == pytest.approx(plain.height * 0.8, abs=2)
    assert developed.height == pytest.approx(plain.width * 0.5, abs=2)
    assert developed.likeness != plain.likeness
    assert {b"Exif" in picture.content or b"GPS" in picture.content for picture in developed.renditions} == {
        False
    }


@pytest.mark.parametrize(
    ("size", "cut", "code"),
    [
        ((800, 400), (430, 0, 430, 0), "too_small"),
        ((800, 400), (0, 400, 0, 400), "too_small"),
        ((4000, 2000), (0, 0, 0, 900), "too_narrow"),
    ],
)
def test_what_is_left_must_be_worth_looking_at(size, cut, code):
    with pytest.raises(photos.PhotoRefused) as refusal:
        photos.develop(saved(quarters(size), "PNG"), cut=cut)

    assert refusal.value.code == code


@pytest.mark.parametrize(
    ("turned", "cut"),
    [
        (45, (0, 0, 0, 0)),
        (360, (0, 0, 0, 0)),
        (-90, (0, 0, 0, 0)),
        (0, (0, 0, 0)),
        (0, (0, 0, 0, 0, 0)),
        (0, (-1, 0, 0, 0)),
        (0, (451, 0, 450, 0)),
        (0, (0, 901, 0, 0)),
        (0, (0.5, 0, 0, 0)),
        (0, ("1", 0, 0, 0)),
    ],
)
def test_an_order_that_is_none_is_not_given(turned, cut, monkeypatch):
    monkeypatch.setattr(hatch, "ask", lambda *order: pytest.fail("it was given"))

    with pytest.raises(ValueError, match=r"cut|left"):
        hatch.hand_in(upload(), kind="jpeg", turned=turned, cut=cut)


@pytest.mark.parametrize(
    "order",
    [
        "jpeg 1000 10",
        "jpeg 1000 10 0",
        "jpeg 1000 10 45 0 0 0 0",
        "jpeg 1000 10 0 0 0 0",
        "jpeg 1000 10 0 0 0 0 0 0",
        "jpeg 1000 10 0 -1 0 0 0",
        "jpeg 1000 10 0 1000 0 0 0",
        "jpeg 1000 10 0 500 0 401 0",
        "jpeg 1000 10 0 0 1.5 0 0",
        "jpeg 1000 10 0 0 ١ 0 0",
        "jpeg  1000 10 0 0 0 0 0",
        "gif 1000 10 0 0 0 0 0",
        "",
    ],
)
def test_the_darkroom_does_not_guess_what_an_order_means(order):
    with pytest.raises(ValueError, match=r"^.{0,40}$"):
        darkroom.understood(order)


def test_the_darkroom_understands_what_is_ordered():
    order = hatch.line("heic", 270, (1, 20, 300, 880)).ljust(darkroom.ORDER_LENGTH)

    assert darkroom.understood(order) == ("heic", hatch.MEMORY, hatch.CPU_SECONDS, 270, (1, 20, 300, 880))
    assert len(hatch.line("jpeg", 270, (450, 450, 450, 450))) <= darkroom.ORDER_LENGTH


# --- Made anew ---


def test_what_is_turned_is_another_photo_and_the_old_one_stays_as_it_was(photo, cataloguer, media):
    before = {path: path.read_bytes() for path in files(media)}
    old = Photo.objects.values().get(pk=photo.pk)

    new = album.turn(photo, 90, who=cataloguer, key=key())

    assert Photo.objects.values().get(pk=photo.pk) == old
    assert {path: path.read_bytes() for path in before} == before
    assert (new.artwork, new.role, new.remade_from, new.turned, new.cut, new.uploaded_by) == (
        photo.artwork,
        "front",
        photo,
        90,
        (0, 0, 0, 0),
        cataloguer,
    )
    assert (new.width, new.height, new.original, bytes(new.sha256)) == (
        400,
        800,
        photo.original,
        bytes(photo.sha256),
    )
    assert new.likeness != photo.likeness
    names = set(new.renditions.values_list("name", flat=True))
    assert not names & set(photo.renditions.values_list("name", flat=True))
    assert {path.name.partition(".")[0] for path in files(media) - set(before)} == names


def test_steps_add_up_and_all_start_from_the_upload(photo, cataloguer):
    """Cut on the left, turned right, cut again, turned back: what was cut off the left is still off the left."""
    cut = album.crop(photo, (500, 0, 0, 0), by=cataloguer, key=key())
    turned = album.turn(cut, 90, who=cataloguer, key=key())
    again = album.crop(turned, (0, 500, 0, 0), by=cataloguer, key=key())
    back = album.turn(again, 270, who=cataloguer, key=key())

    assert [(step.turned, step.cut) for step in (cut, turned, again, back)] == [
        (0, (500, 0, 0, 0)),
        (90, (0, 500, 0, 0)),
        (90, (0, 750, 0, 0)),
        (0, (750, 0, 0, 0)),
    ]
    assert (back.width, back.height) == (200, 400)
    assert [step.remade_from for step in (cut, turned, again, back)] == [photo, cut, turned, again]


@pytest.mark.parametrize("by", [90, 180, 270])
def test_a_turn_carries_each_side_along(photo, by):
    """The same sides as if the picture had been cut after the turn."""
    photo.cut_left, photo.cut_top, photo.cut_right, photo.cut_bottom = 1, 2, 3, 4

    turned, cut = album.turned_further(photo, by)

    back = Photo(
        turned=turned, **dict(zip(("cut_left", "cut_top", "cut_right", "cut_bottom"), cut, strict=True))
    )
    assert album.turned_further(back, 360 - by) == (0, (1, 2, 3, 4))
    assert {90: (4, 1, 2, 3), 180: (3, 4, 1, 2), 270: (2, 3, 4, 1)}[by] == cut


def test_as_it_was_taken_is_the_upload_again(photo, cataloguer):
    spoilt = album.crop(
        album.turn(photo, 90, who=cataloguer, key=key()), (0, 600, 0, 0), by=cataloguer, key=key()
    )

    back = album.turn(spoilt, 0, who=cataloguer, key=key())

    assert (back.turned, back.cut, back.width, back.height, back.likeness, back.mean_colour) == (
        0,
        (0, 0, 0, 0),
        photo.width,
        photo.height,
        photo.likeness,
        photo.mean_colour,
    )
    assert back.artwork.photos.for_public().first() == back


def test_nothing_to_change_is_no_other_photo(photo, cataloguer):
    assert album.turn(photo, 0, who=cataloguer, key=key()) == photo
    assert album.crop(photo, (0, 0, 0, 0), by=cataloguer, key=key()) == photo


def test_the_same_form_twice_is_one_photo_and_another_wish_in_it_another(photo, cataloguer, media):
    form = key()

    twice = {album.turn(photo, 90, who=cataloguer, key=form).pk for _ in range(2)}
    there = files(media)
    other = album.turn(photo, 180, who=cataloguer, key=form)

    assert len(twice) == 1
    assert other.pk not in twice
    assert Photo.objects.count() == 3
    assert len(files(media) - there) == other.renditions.count()


def test_cutting_a_cut_leaves_a_tenth_at_least(photo, cataloguer):
    narrow = album.crop(photo, (500, 0, 0, 0), by=cataloguer, key=key())

    with pytest.raises(photos.PhotoRefused) as refusal:
        album.crop(narrow, (850, 0, 0, 0), by=cataloguer, key=key())

    assert refusal.value.code == "too_small"
    assert Photo.objects.count() == 2


def test_a_photo_whose_upload_is_gone_says_so(photo, cataloguer, media):
    (media / photo.original).unlink()

    with pytest.raises(photos.PhotoRefused) as refusal:
        album.turn(photo, 90, who=cataloguer, key=key())

    assert refusal.value.code == "gone"


def test_a_photo_that_was_taken_away_meanwhile_is_not_remade(photo, cataloguer, media, monkeypatch):
    develop = photos.develop

    def slowly(*what, **how):
        Photo.objects.filter(pk=photo.pk).delete()
        return develop(*what, **how)

    monkeypatch.setattr(photos, "develop", slowly)
    before = files(media)

    with pytest.raises(photos.PhotoRefused) as refusal:
        album.turn(photo, 90, who=cataloguer, key=key())

    assert (refusal.value.code, Photo.objects.count(), files(media)) == ("gone", 0, before)


def test_a_full_disk_leaves_no_row_and_no_file(photo, cataloguer, media, monkeypatch):
    before = files(media)

    def full(path, content):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(photos, "write", full)

    with pytest.raises(OSError, match="No space"):
        album.turn(photo, 90, who=cataloguer, key=key())

    assert (Photo.objects.count(), files(media)) == (1, before)


def test_the_same_file_sent_again_is_the_upload_and_not_what_was_made_from_it(photo, cataloguer):
    turned = album.turn(photo, 90, who=cataloguer, key=key())
    sent = photos.take_in(photo.artwork, upload(), by=cataloguer)
    photo.delete()

    again = photos.take_in(turned.artwork, upload(), by=cataloguer)

    assert sent.pk != turned.pk
    assert again.pk not in (sent.pk, turned.pk)
    assert again.remade_from is None


def test_what_was_approved_shows_its_own_picture_until_it_is_approved_again(photo, cataloguer):
    album.look_for_writing(photo, "no", by=cataloguer)
    before = publish(photo.artwork)

    turned = album.turn(photo, 90, who=cataloguer, key=key())

    before.refresh_from_db()
    assert (before.photo, before.ended_at) == (photo, None)
    assert {image["name"] for image in before.images} == set(photo.renditions.values_list("name", flat=True))
    assert publishing.as_recorded(photo.artwork).photo == turned


def test_a_turned_work_is_no_second_work(photo, cataloguer):
    album.turn(photo, 90, who=cataloguer, key=key())
    album.crop(photo, (0, 200, 0, 0), by=cataloguer, key=key())

    assert duplicates.find(cataloguer) == []


# --- Chosen ---


def test_the_newest_front_is_public_unless_another_is_chosen(cataloguer):
    artwork = make_artwork()
    older, newer = artwork.photos.get(), make_photo(artwork)
    detail, back = make_photo(artwork, role="detail"), make_photo(artwork, role="back")

    def goes_out() -> Photo | None:
        return publishing.as_recorded(artwork).photo

    seen = [goes_out()]
    for chosen in (detail, older):
        album.choose(chosen)
        seen.append(goes_out())
    with pytest.raises(album.CannotChoose):
        album.choose(back)
    seen.append(goes_out())
    album.choose_none(older)
    seen.append(goes_out())

    assert seen == [newer, detail, older, older, newer]


def test_a_chosen_detail_passes_the_linter_and_an_unchosen_one_does_not(cataloguer):
    artwork = make_artwork(photo=False)
    detail = make_photo(artwork, role="detail")
    publication = publishing.as_recorded(artwork)
    publication.photo = detail
    assert [finding.kind for finding in linter.lint(publication).blocking] == [Kind.PHOTO]

    album.choose(detail)

    assert publish(artwork).photo == detail


def test_a_choice_goes_over_to_what_is_made_from_it(photo, cataloguer):
    newer = make_photo(photo.artwork)
    album.choose(photo)

    turned = album.turn(photo, 90, who=cataloguer, key=key())

    assert list(photo.artwork.photos.filter(is_chosen=True)) == [turned]
    assert publishing.as_recorded(photo.artwork).photo == turned != newer


def test_of_two_records_that_become_one_the_kept_ones_choice_stands(cataloguer):
    artist = make_artist()
    keep, drop = (make_artwork(artist=artist) for _ in range(2))
    for work in (keep, drop):
        album.choose(make_photo(work, role="detail"))
    chosen = keep.photos.get(is_chosen=True)

    duplicates.merge(keep, drop)

    assert list(keep.photos.filter(is_chosen=True)) == [chosen]
    assert keep.photos.count() == 4


def test_what_was_made_from_a_photo_is_merged_with_it(photo, cataloguer):
    turned = album.turn(photo, 90, who=cataloguer, key=key())
    keep = make_artwork(artist=photo.artwork.artist)

    duplicates.merge(keep, photo.artwork)

    turned.refresh_from_db()
    assert (turned.artwork, turned.remade_from.artwork) == (keep, keep)


@pytest.mark.parametrize("role", ["back", "label", "condition"])
def test_a_photo_that_tells_names_is_never_chosen(role):
    photo = make_photo(make_artwork(photo=False), role=role)

    with refused_by("photo_chosen_may_be_public"):
        write("UPDATE exhibitions_photo SET is_chosen = true WHERE id = %s", photo.pk)


def test_one_photo_of_a_work_is_chosen():
    artwork = make_artwork()
    make_photo(artwork)

    with refused_by("one_chosen_photo_per_artwork"):
        write("UPDATE exhibitions_photo SET is_chosen = true WHERE artwork_id = %s", artwork.pk)


@pytest.mark.parametrize("role", ["back", "label", "condition", "detail"])
def test_the_database_publishes_a_front_or_what_was_chosen_instead(role, monkeypatch, cataloguer):
    artwork = make_artwork()
    other = make_photo(artwork, role=role)
    proposal = publishing.as_recorded(artwork)
    proposal.photo, proposal.proposed_by = other, cataloguer

    with refused_by("publication_shows_front_or_chosen"):
        proposal.save()


@pytest.mark.parametrize("degrees", [1, 45, 360])
def test_the_database_turns_by_quarters(degrees):
    photo = make_photo(make_artwork(photo=False))

    with refused_by("photo_is_turned_by_quarters"):
        write("UPDATE exhibitions_photo SET turned = %s WHERE id = %s", degrees, photo.pk)


@pytest.mark.parametrize("sides", ["cut_left = 901", "cut_top = 500, cut_bottom = 401"])
def test_the_database_keeps_a_tenth_of_a_picture(sides):
    photo = make_photo(make_artwork(photo=False))

    with refused_by("photo_cut_leaves_a_picture"):
        write(f"UPDATE exhibitions_photo SET {sides} WHERE id = %s", photo.pk)


def test_a_photo_is_made_from_one_of_the_same_work():
    mine, theirs = make_photo(make_artwork(photo=False)), make_photo(make_artwork(photo=False))

    with refused_by("photo_is_remade_within_its_artwork"):
        write("UPDATE exhibitions_photo SET remade_from_id = %s WHERE id = %s", theirs.pk, mine.pk)


# --- Looked at ---


@pytest.mark.parametrize(
    ("seen", "level", "found"),
    [
        ("no", "anonymous", []),
        ("", "anonymous", [(Kind.UNSEEN_WRITING, False)]),
        ("", "full_name", [(Kind.UNSEEN_WRITING, False)]),
        ("yes", "anonymous", [(Kind.WRITING, True)]),
        ("yes", "first_name_initial", [(Kind.WRITING, True)]),
        ("yes", "pseudonym", [(Kind.WRITING, True)]),
        ("yes", "full_name", [(Kind.SHOWN_WRITING, False)]),
    ],
)
def test_what_can_be_read_in_the_picture_is_a_finding(seen, level, found, institution):
    artwork = make_artwork(artist=make_artist(institution=institution, level=level), photo=False)
    make_photo(artwork, writing_seen=seen)

    report = linter.lint(publishing.as_recorded(artwork))

    assert [(finding.kind, finding.blocks) for finding in report.findings] == found


def test_a_signature_stops_the_proposal_until_it_is_cut_off_and_looked_at_again(photo, cataloguer, reviewer):
    album.look_for_writing(photo, "yes", by=cataloguer)
    with pytest.raises(publishing.CannotPublish) as refused:
        publishing.propose(photo.artwork, by=cataloguer)
    assert refused.value.reasons == (str(Kind.WRITING.label),)

    cut = album.crop(photo, (0, 0, 0, 300), by=cataloguer, key=key())
    proposal = publishing.propose(photo.artwork, by=cataloguer)

    (warning,) = linter.lint(proposal).warnings
    assert (proposal.photo, cut.writing_seen, warning.kind) == (cut, "", Kind.UNSEEN_WRITING)
    with pytest.raises(publishing.CannotPublish):
        publishing.approve(proposal, by=reviewer, seal=proposal.content_sha)
    publishing.approve(proposal, by=reviewer, seal=proposal.content_sha, heard=[warning.key])
    assert proposal.approved_by == reviewer


def test_a_signature_that_is_seen_after_the_proposal_stops_the_approval(photo, cataloguer, reviewer):
    album.look_for_writing(photo, "no", by=cataloguer)
    proposal = publishing.propose(photo.artwork, by=cataloguer)
    album.look_for_writing(photo, "yes", by=reviewer)

    with pytest.raises(publishing.CannotPublish) as refused:
        publishing.approve(proposal, by=reviewer, seal=proposal.content_sha)

    assert refused.value.reasons == (str(Kind.WRITING.label),)


def test_a_name_on_the_back_warns_whoever_approves_unless_the_name_is_public(institution):
    for level, kinds in (("anonymous", [Kind.BACK]), ("full_name", [])):
        artwork = make_artwork(artist=make_artist(institution=institution, level=level))
        make_photo(artwork, role="back", writing_seen="no")
        assert linter.lint(publishing.as_recorded(artwork)).findings == ()

        make_photo(artwork, role="back", writing_seen="yes")

        findings = linter.lint(publishing.as_recorded(artwork)).findings
        assert [(finding.kind, finding.blocks) for finding in findings] == [(kind, False) for kind in kinds]


def test_who_looked_and_when_is_on_record_and_can_be_taken_back(photo, cataloguer, reviewer):
    album.look_for_writing(photo, "yes", by=cataloguer)
    photo.refresh_from_db()
    assert (photo.writing_seen, photo.writing_seen_by) == ("yes", cataloguer)
    first = photo.writing_seen_at

    album.look_for_writing(photo, "no", by=reviewer)
    photo.refresh_from_db()
    assert (photo.writing_seen, photo.writing_seen_by, photo.writing_seen_at >= first) == (
        "no",
        reviewer,
        True,
    )

    album.look_for_writing(photo, "", by=reviewer)
    photo.refresh_from_db()
    assert (photo.writing_seen, photo.writing_seen_by, photo.writing_seen_at) == ("", None, None)


@pytest.mark.parametrize(
    "said",
    ["writing_seen = 'yes'", "writing_seen_at = now()", "writing_seen = 'all', writing_seen_at = now()"],
)
def test_the_database_wants_to_know_when_somebody_looked(said, photo):
    with refused_by("photo_look_for_writing_is_whole"):
        write(f"UPDATE exhibitions_photo SET {said} WHERE id = %s", photo.pk)


# --- Taken away ---


@pytest.mark.django_db(transaction=True)
def test_a_photo_is_taken_away_with_its_files_and_leaves_a_trace(media, cataloguer):
    photo = photos.take_in(make_artwork(photo=False), upload(), by=cataloguer)
    number = photo.pk
    assert files(media)

    album.remove(photo)

    assert (Photo.objects.count(), files(media)) == (0, set())
    trace = "SELECT pgh_label, original <> '' FROM exhibitions_photoevent WHERE id = %s ORDER BY pgh_id"
    assert ask(trace, number) == [("insert", True), ("delete", True)]


@pytest.mark.django_db(transaction=True)
def test_the_upload_stays_as_long_as_another_picture_was_made_from_it(media, cataloguer):
    photo = photos.take_in(make_artwork(photo=False), upload(), by=cataloguer)
    turned = album.turn(photo, 90, who=cataloguer, key=key())
    original = media / photo.original

    album.remove(photo)

    turned.refresh_from_db()
    assert (turned.remade_from, original.exists()) == (None, True)
    back = album.turn(turned, 0, who=cataloguer, key=key())
    assert (back.width, back.height) == (800, 400)
    for last in (turned, back):
        album.remove(last)
    assert files(media) == set()


def test_what_a_publication_names_is_not_taken_away(photo, cataloguer):
    album.look_for_writing(photo, "no", by=cataloguer)
    proposal = publishing.propose(photo.artwork, by=cataloguer)
    for _ in range(2):
        with pytest.raises(album.CannotRemove):
            album.remove(photo)
        publishing.withdraw(proposal, by=cataloguer)

    assert photo.renditions.exists()


def test_a_photo_that_is_taken_away_takes_only_its_own_files_along(
    photo, cataloguer, media, django_capture_on_commit_callbacks
):
    kept = album.turn(photo, 90, who=cataloguer, key=key())
    stays = {
        media / f"public/{name[:2]}/{name}.{photos.ENDINGS[form]}"
        for name, form in kept.renditions.values_list("name", "format")
    } | {media / photo.original}

    with django_capture_on_commit_callbacks(execute=True):
        album.remove(photo)

    assert files(media) == stays
