"""How high the shade reaches up the walls at a moment: as a picture of the city from above."""

import numpy as np
from numpy.typing import NDArray

from .city_picture import cells_per_pixel, colour_png, picture_shape
from .sunlight import Light
from .surface import MOST_UNITS, ROOF
from .threads import in_threads

HIGH_WALL_M = 1.5  # what is lower than this has no walls to speak of
COUNTED_M = 0.1  # the picture's unit
ALL_DARK = 65535  # in the picture: the walls are in shade all the way up

Heights = NDArray[np.uint16]


def shadow_heights(light: Light) -> Heights:
    """Return for each cell up to where the air is in shade of what stands before it, in units; 0: nowhere.

    Of a light of one direction: `light_at` is lit in a cell just where its top is no lower than this. The first pass of
    `twin.shade_kernels` again, which gives counts; this one the height that it compares with.
    """
    from .shadow_kernels import cast_columns, cast_rows  # numba takes half a second to import

    seen, rays = light.surface, light.rays
    heights = seen.heights.whole()
    cast = np.empty_like(heights)
    shift, lowest, ahead, drop, _, _ = rays.arrays(0, unit_m=seen.unit_m)
    kernel = cast_rows if rays.is_along_rows[0] else cast_columns
    in_threads(lambda first, last: kernel(heights, shift, lowest, ahead, drop, first, last, cast), int(rays.lines[0]))
    return cast


def wall_pixels(light: Light) -> Heights:
    """Return pixels (rows, columns; the first row in the south) in decimetres above the surface's lowest.

    Each says how high the shade reaches where a wall is beside it, at its middle: from there it rises along
    `shadow_slope`. 0: there is none, or no wall; `ALL_DARK`: all the way up.
    """
    from .shadow_kernels import shade_beside_walls  # as above

    seen = light.surface
    by = cells_per_pixel(seen.grid)
    pixels = np.empty(picture_shape(seen.grid), np.uint16)
    heights, cover, cast = seen.heights.whole(), seen.cover.whole(), shadow_heights(light)
    east, north = (seen.grid.step_m / seen.unit_m * slope for slope in shadow_slope(light.rays.towards[0]))
    high_wall = HIGH_WALL_M / seen.unit_m
    in_threads(
        lambda first, last: shade_beside_walls(
            heights, cover, cast, by, north, east, high_wall, ROOF, first, last, pixels
        ),
        len(pixels),
    )
    told: Heights = np.rint(pixels * np.float32(seen.unit_m / COUNTED_M)).astype(np.uint16)
    told[(pixels > 0) & (told == 0)] = 1
    told[pixels == MOST_UNITS] = ALL_DARK
    return told


def shadow_slope(towards: NDArray[np.float64]) -> tuple[float, float]:
    """Return by how much a shadow rises for each metre east and north: it falls away from the sun."""
    east, north, up = (float(part) for part in towards)
    flat = east**2 + north**2
    return up * east / flat, up * north / flat


def wall_png(light: Light) -> bytes:
    """Return the picture of the walls' shade: red times 256 and green are the decimetres of `wall_pixels`."""
    told = wall_pixels(light)
    red, green = (part.astype(np.uint8) for part in (told >> 8, told & 255))
    return colour_png(red, green, np.zeros_like(red))
