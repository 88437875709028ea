"""The work drawn to scale on a wall, beside a door and a chair. Everything in centimetres, as numbers in an SVG:
no style is needed, and none is allowed."""

from dataclasses import dataclass

from exhibitions.showing import ShownExhibit, ShownImage

EYE_CM = 152  # museums hang the middle of a work at the height of the eyes
DOOR_CM, CHAIR_CM = 100, 70  # what each takes of the wall, with the air around it
AIR_CM = 60
CEILING_CM = 240


@dataclass(frozen=True)
class Drawing:
    image: ShownImage
    width: int
    height: int
    x: float
    y: float
    w: float
    h: float
    chair_x: float


def drawing(exhibit: ShownExhibit) -> Drawing | None:
    """None for a work without a size or a photo: there is nothing to draw."""
    if not (exhibit.height_mm and exhibit.width_mm and exhibit.images):
        return None
    w, h = exhibit.width_mm / 10, exhibit.height_mm / 10
    ceiling = max(CEILING_CM, round(h) + 40)
    # A tall work comes down from the eyes to stand 20 cm off the floor at the least.
    middle = max(EYE_CM, h / 2 + 20)
    width = max(430, round(DOOR_CM + CHAIR_CM + 2 * AIR_CM + w))
    x = DOOR_CM + (width - DOOR_CM - CHAIR_CM - w) / 2
    small = next((image for image in exhibit.images if image.width >= 240), exhibit.images[-1])
    return Drawing(small, width, ceiling, round(x, 1), round(ceiling - middle - h / 2, 1), w, h, width - CHAIR_CM + 5)
