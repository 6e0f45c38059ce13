"""Pictures of a whole city from above: what pixels they have, where they lie, and how they are sent."""

import io
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from .city_grid import CityGrid

LONGEST_PX = 4096  # of a side of the picture: what any graphics card takes
COMPRESSION = 5

Bytes = NDArray[np.uint8]


def cells_per_pixel(grid: CityGrid) -> int:
    """Return how many cells wide and high a pixel of the picture is."""
    return max(1, math.ceil(max(grid.rows, grid.columns) / LONGEST_PX))


def picture_shape(grid: CityGrid) -> tuple[int, int]:
    """Return how many rows and columns of pixels the picture has; the last may be of fewer cells."""
    by = cells_per_pixel(grid)
    return -(-grid.rows // by), -(-grid.columns // by)


def box_of(grid: CityGrid, origin: tuple[float, float]) -> tuple[float, float, float, float]:
    """Return west, south, east, north of the picture relative to an origin; it ends with a whole pixel."""
    west, south = grid.west - origin[0], grid.south - origin[1]
    height, width = (count * cells_per_pixel(grid) * grid.step_m for count in picture_shape(grid))
    return west, south, west + width, south + height


def palette_png(pixels: Bytes, colours: Sequence[tuple[int, int, int]]) -> bytes:
    """Return pixels (the first row in the south) as a PNG, as numbers of colours."""
    from PIL import Image  # slow to import

    image = Image.fromarray(np.ascontiguousarray(pixels[::-1]))
    image.putpalette([value for colour in colours for value in colour])
    made = io.BytesIO()
    image.save(made, "PNG", compress_level=COMPRESSION)
    return made.getvalue()


def colour_png(red: Bytes, green: Bytes, blue: Bytes) -> bytes:
    """Return three bytes for each pixel (the first row in the south) as a PNG."""
    from PIL import Image  # as above

    made = io.BytesIO()
    Image.fromarray(np.dstack([red, green, blue])[::-1].copy()).save(made, "PNG", compress_level=COMPRESSION)
    return made.getvalue()
