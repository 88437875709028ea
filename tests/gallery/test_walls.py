from gallery import walls
from tests.gallery.sample import hanging, sized


def shape(rows):
    return [[place.hanging.exhibit.catalogue_number for place in row.places] for row in rows]


def test_a_wall_that_fits_is_one_row_as_tall_as_its_tallest_work():
    wall = [sized(1, 50, 70), sized(2, 60, 90), sized(3, 80, 60)]

    [row] = walls.rows(wall)

    assert (shape([row]), row.tall) == ([[1, 2, 3]], 80)


def test_a_long_wall_is_shared_out_evenly():
    wall = [sized(number, 60, 90) for number in range(1, 7)]

    assert shape(walls.rows(wall)) == [[1, 2, 3], [4, 5, 6]]


def test_no_row_is_longer_than_the_wall_shows():
    wall = [sized(number, 50, 20 + 37 * number % 140) for number in range(1, 31)]

    for row in walls.rows(wall):
        needed = sum(max(walls.width_cm(place.hanging.exhibit), walls.LEAST_CM) for place in row.places)
        assert needed + walls.GAP_CM * (len(row.places) - 1) <= walls.ROW_CM or len(row.places) == 1


def test_a_work_longer_than_the_wall_hangs_alone():
    assert shape(walls.rows([sized(1, 50, 70), sized(2, 90, 500), sized(3, 50, 70)])) == [[1], [2], [3]]


def test_a_wall_a_little_too_long_sets_the_scale_for_all():
    a_little_too_long = [
        sized(number, 60, 84, wall="A") for number in range(1, 5)
    ]  # 4 × 84 and three gaps: 363

    assert walls.row_cm(a_little_too_long) == 363
    assert shape(walls.walls(a_little_too_long)[0].rows) == [[1, 2, 3, 4]]


def test_walls_follow_each_other_as_in_the_room():
    hung = [hanging(1, hall="I", wall="A"), hanging(2, hall="I", wall="B"), hanging(3, hall="II", wall="B")]

    assert [(wall.hall, wall.name, shape(wall.rows)) for wall in walls.walls(hung)] == [
        ("I", "A", [[1]]),
        ("I", "B", [[2]]),
        ("II", "B", [[3]]),
    ]


def test_on_a_phone_a_panorama_takes_both_columns_and_leaves_no_hole():
    row = walls.row(
        [sized(1, 50, 70), sized(2, 45, 120), sized(3, 50, 50), sized(4, 50, 50), sized(5, 50, 50)]
    )

    assert [(place.panorama, place.lone) for place in row.places] == [
        (False, True), (True, False), (False, False), (False, False), (False, True),
    ]  # fmt: skip


def test_an_unmeasured_work_hangs_in_its_photos_ratio():
    exhibit = hanging(height_mm=None, width_mm=None).exhibit

    assert round(walls.width_cm(exhibit) / walls.height_cm(exhibit), 1) == round(720 / 1008, 1)


def test_a_work_without_size_or_photo_still_has_a_place():
    exhibit = hanging(height_mm=None, width_mm=None, images=()).exhibit

    assert (walls.width_cm(exhibit), walls.height_cm(exhibit)) == (walls.UNMEASURED_CM, walls.UNMEASURED_CM)


def test_the_greeting_work_can_still_be_taken_home():
    sold = sized(1, 100, 100, state="sold")
    free = sized(2, 50, 50)
    sliver = sized(3, 200, 40)
    without_photo = sized(4, 150, 150, images=())

    assert walls.hero([sold, free, sliver, without_photo]) == free
    assert walls.hero([without_photo]) is None
