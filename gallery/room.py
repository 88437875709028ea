"""The work drawn to scale on a wall, beside a door and a chair. Everything in centimetres, as numbers in an SVG:
no style is needed, and none is allowed."""

from dataclasses import dataclass

from exhibitions.showing import ShownExhibit, ShownImage

EYE_CM = 152  # museums hang the middle of a work at the height of the eyes
LOWEST_CM = 20  # but no work comes nearer to the floor
DOOR_CM, CHAIR_CM = 100, 66  # what each takes of the wall
AIR_CM = 45
ROOM_CM = 230  # to the height where the drawing ends
WALL_CM = 430


@dataclass(frozen=True)
class Drawing:
    """Numbers as an SVG reads them: text, because a page in Russian would write them with a comma."""

    image: ShownImage
    width: str
    height: str
    floor: str
    door_y: str
    chair_x: str
    chair_y: str
    x: str
    y: str
    w: str
    h: str


def drawing(exhibit: ShownExhibit) -> Drawing | None:
    """None for a work without a size or a photo: there is nothing to draw."""
    if not (exhibit.height_mm and exhibit.width_mm and exhibit.images):
        return None
    w, h = exhibit.width_mm / 10, exhibit.height_mm / 10
    middle = max(EYE_CM, LOWEST_CM + h / 2)
    floor = max(ROOM_CM, middle + h / 2 + LOWEST_CM)
    width = max(WALL_CM, DOOR_CM + AIR_CM + w + AIR_CM + CHAIR_CM)
    room = width - DOOR_CM - CHAIR_CM
    wide_enough = next((image for image in exhibit.images if image.width >= 360), exhibit.images[-1])
    return Drawing(
        image=wide_enough,
        width=f"{width:g}",
        height=f"{floor + 2:g}",
        floor=f"{floor:g}",
        door_y=f"{floor - 204:g}",
        chair_x=f"{width - CHAIR_CM:g}",
        chair_y=f"{floor - 88:g}",
        x=f"{DOOR_CM + (room - w) / 2:g}",
        y=f"{floor - middle - h / 2:g}",
        w=f"{w:g}",
        h=f"{h:g}",
    )
