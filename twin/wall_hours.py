"""Hours of sun on walls, or what they gain: as a picture of the city from above, by bands of height.

Where walls of several ways lie in one pixel, as at corners and in narrow yards, those count that look in one sixth of
all directions: that in which most m² look. The picture says which it is, so that no other wall takes their hours.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from layers.triangulation import Floats, Ints

from .city_picture import Bytes, cells_per_pixel, colour_png, picture_shape
from .facades import CLEAR_CELLS, Facades
from .surface import Surface

BANDS_M = (3.0, 6.0, 12.0, 24.0)  # above the foot of the lowest wall in a pixel, where a band ends: five bands
COUNT = len(BANDS_M) + 1
CLASSES = 7  # of hours: a pixel's number is 1 and its bands' classes as digits to this base; 0 where there is no wall
WAYS = 6  # sixths of all directions, the first around east, then to the north
CLOSE = 0.7  # of a pixel, between places along a wall that are looked at
FEET = 128  # whole metres of the foot are told up to as many, then again from 0


def wall_hours_png(
    seen: Surface, points: Facades, hours: Floats, classes: Callable[[Floats], Bytes], *, plain: int | None = None
) -> bytes:
    """Return the picture: red is the foot in metres above the surface's lowest, green times 256 and blue the number.

    Of the way that the walls look (one of `WAYS`) the last bit is the first of red, the others come before the number's
    digits. `hours`: of each point before a façade; `classes`: what gives their class; `plain`: the class that is left
    out where all of a wall has it.
    """
    shape = picture_shape(seen.grid)
    foot, number = np.zeros(shape, np.uint8), np.zeros(shape, np.uint16)
    pixel, feet, way, means = wall_means(seen, points, hours)
    digits = classes(means.ravel()).reshape(means.shape).astype(np.int64)
    is_told = (digits != plain).any(axis=1)
    pixel, feet, way, digits = pixel[is_told], feet[is_told], way[is_told], digits[is_told]
    number.ravel()[pixel] = 1 + digits @ CLASSES ** np.arange(COUNT) + way // 2 * CLASSES**COUNT
    foot.ravel()[pixel] = feet % FEET + way % 2 * FEET
    parts = (foot, number // 256, number % 256)
    return colour_png(*(part.astype(np.uint8) for part in parts))


def wall_means(seen: Surface, points: Facades, hours: Floats) -> tuple[Ints, Ints, Ints, Floats]:
    """Return pixels with walls, their feet, which way the walls look, and hours on the mean m² by bands (n, 5).

    Feet are in whole metres above the surface's lowest. A band without a point has the hours of the band below, or else
    of that above. What lies in a neighbour's house is left out.
    """
    point, pixel, area = _places(seen, points)
    pixels, at = np.unique(pixel, return_inverse=True)
    looks = way_of(points.facing)[point]
    way = np.bincount(at * WAYS + looks, area, len(pixels) * WAYS).reshape(-1, WAYS).argmax(axis=1)
    counts = looks == way[at]
    point, at, area = point[counts], at[counts], area[counts]
    feet = np.full(len(pixels), np.inf)
    np.minimum.at(feet, at, points.foot_m[point])
    feet = np.floor(feet - seen.lowest).astype(np.int64)
    band = np.searchsorted(BANDS_M, points.z_m[point] - seen.lowest - feet[at], side="right")
    place = at * COUNT + band
    base, lit = (
        np.bincount(place, each, len(pixels) * COUNT).reshape(-1, COUNT) for each in (area, area * hours[point])
    )
    means = np.divide(lit, base, out=np.full(lit.shape, np.nan), where=base > 0)
    return pixels, feet, way, _filled(means)


def way_of(facing: Floats) -> Ints:
    """Return the sixth of all directions that walls look in, 0 to 5."""
    angle = np.arctan2(facing[:, 1], facing[:, 0])
    return np.rint(angle / (2 * np.pi) * WAYS).astype(np.int64) % WAYS


def _places(seen: Surface, points: Facades) -> tuple[Ints, Ints, Floats]:
    """Return places along walls in the open: the point that stands for each, its pixel, its m²."""
    grid, by = seen.grid, cells_per_pixel(seen.grid)
    count = np.maximum(np.ceil(points.width_m / (CLOSE * by * grid.step_m)), 1).astype(np.int64)
    point = np.repeat(np.arange(len(points)), count)
    number = np.arange(len(point)) - np.repeat(np.cumsum(count) - count, count)
    aside = ((number + 0.5) / count[point] - 0.5) * points.width_m[point]
    out = points.facing[point]
    along = np.column_stack([-out[:, 1], out[:, 0]])
    cell = grid.cells_at(points.middle[point] + out * CLEAR_CELLS * grid.step_m + along * aside[:, None])
    inside = np.flatnonzero(cell >= 0)
    open_ = inside[seen.height_m(cell[inside]) <= points.z_m[point[inside]] + seen.unit_m]
    row, column = np.divmod(cell[open_], grid.columns)
    pixel = row // by * picture_shape(grid)[1] + column // by
    return point[open_], pixel, (points.area_m2 / count)[point[open_]]


def _filled(means: NDArray[np.float64]) -> Floats:
    made = means.copy()
    for band in range(1, COUNT):
        made[:, band] = np.where(np.isnan(made[:, band]), made[:, band - 1], made[:, band])
    for band in range(COUNT - 2, -1, -1):
        made[:, band] = np.where(np.isnan(made[:, band]), made[:, band + 1], made[:, band])
    return made
