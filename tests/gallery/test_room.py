from gallery import room
from tests.gallery.sample import exhibit


def test_a_work_hangs_at_the_height_of_the_eyes():
    drawn = room.drawing(exhibit(height_mm=700, width_mm=500))

    floor, middle = float(drawn.floor), float(drawn.y) + float(drawn.h) / 2
    assert floor - middle == room.EYE_CM
    assert (drawn.w, drawn.h) == ("50", "70")


def test_a_work_taller_than_a_door_stands_off_the_floor_and_inside_the_drawing():
    drawn = room.drawing(exhibit(height_mm=3200, width_mm=6000))

    assert float(drawn.floor) - float(drawn.y) - 320 == room.LOWEST_CM
    assert float(drawn.y) >= 0
    assert float(drawn.x) >= room.DOOR_CM
    assert float(drawn.x) + 600 <= float(drawn.chair_x)


def test_without_a_size_or_a_photo_there_is_nothing_to_draw():
    assert room.drawing(exhibit(height_mm=None)) is None
    assert room.drawing(exhibit(images=())) is None
