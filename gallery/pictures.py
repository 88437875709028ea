"""Which of a work's renditions a browser should fetch, and from where."""

from collections.abc import Sequence

from exhibitions.showing import ShownExhibit, ShownImage
from gallery.walls import PANORAMA, ROW_CM, height_cm, width_cm

SUFFIX = {"webp": "webp", "jpeg": "jpg"}

# A card is never wider than this; more candidates would be most of what a list weighs, because their names are random.
IN_LISTS = 720

# On phones we say less than the two columns really are (44vw): two pixels where the screen has three are enough for a
# card, and the wall of thirty works has to come through a poor line. The work's own page says the truth.
CARD_ON_PHONE, PANORAMA_ON_PHONE = "30vw", "60vw"
HERO_SIZES = "(min-width:60rem) 42vw,58vw"
PAGE_SIZES = "(min-width:60rem) 54vw,92vw"


def address(image: ShownImage) -> str:
    return f"/i/{image.name}.{SUFFIX[image.format]}"


def candidates(images: Sequence[ShownImage]) -> str:
    """For `srcset`."""
    return ", ".join(f"{address(image)} {image.width}w" for image in images)


def in_list(exhibit: ShownExhibit) -> tuple[ShownImage, ...]:
    return tuple(image for image in exhibit.images if image.width <= IN_LISTS) or exhibit.images[:1]


def card_sizes(exhibit: ShownExhibit) -> str:
    """For `sizes`: on the wall a work is as wide as it is; hang.css counts the same way."""
    wide = width_cm(exhibit)
    phone = PANORAMA_ON_PHONE if wide > PANORAMA * height_cm(exhibit) else CARD_ON_PHONE
    return f"(min-width:70rem) {round(wide / ROW_CM * 82)}rem,(min-width:44rem) {round(wide / 200 * 92)}vw,{phone}"
