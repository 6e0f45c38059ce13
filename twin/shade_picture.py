"""Where the sun stands at a moment and what is in shade then: as a picture of the city from above, and as shares."""

import math
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .city import City
from .city_picture import Bytes, box_of, cells_per_pixel, palette_png
from .last_answers import LastAnswers
from .sun import SunDay, day_of_sun, grid_north_deg, is_in_leaf, sun_positions
from .sun_shares import sun_shares
from .sunlight import Light, light_at
from .surface import CROWN, GROUND, ROOF
from .wall_shade import wall_png

SHADED = ("streets", "green", "schools")
STEPS = 4  # shares of a pixel in shade are told to a quarter
DARK = 255
COLOURS = [(DARK * ground // STEPS, DARK * top // STEPS, 0) for ground in range(STEPS + 1) for top in range(STEPS + 1)]
MOST_CELLS = 255  # in a pixel, that a byte counts


@dataclass(frozen=True)
class Shade:
    """What the sun does at a moment.

    `towards`: unit vector to the sun: east, north, up of the frame. `shares`: of each of `SHADED` the share in shade,
    0 to 1; NaN where the city has none of it, and while the sun is down. `picture`: a PNG of the whole city, empty
    while the sun is down; `box`: its west, south, east, north in metres relative to the frame's origin. North is up;
    red is shade on the ground (also of what lies under a crown), green is shade on roofs and crowns, each the share of
    a pixel that is in shade, to a quarter; 255 for all of it. `walls`: another PNG of the same box, of how high the
    shade reaches beside walls, in decimetres above `floor_m` (`twin.wall_shade`).
    """

    moment: datetime
    azimuth_deg: float
    elevation_deg: float
    towards: tuple[float, float, float]
    day: SunDay
    is_in_leaf: bool
    shares: pd.Series = field(repr=False)
    picture: bytes = field(repr=False)
    walls: bytes = field(repr=False)
    box: tuple[float, float, float, float]
    floor_m: float

    @property
    def is_up(self) -> bool:
        """Whether the middle of the sun stands above the horizon."""
        return self.elevation_deg > 0


def shade_at(city: City, moment: datetime) -> Shade:
    """Return what the sun does at a moment with a zone; the last answers are kept. Slow the first time."""
    return city.kept("shade asked last", LastAnswers[Shade]).get(moment, lambda: _shade(city, moment))


def _shade(city: City, moment: datetime) -> Shade:
    position = sun_positions(city, [moment])
    azimuth_deg, elevation_deg = float(position.azimuth_deg[0]), float(position.elevation_deg[0])
    light = light_at(city, moment)
    shares = pd.Series(np.nan, list(SHADED))
    picture, walls, box, floor_m = b"", b"", (0.0, 0.0, 0.0, 0.0), 0.0
    if light is not None:
        shares = (1 - sun_shares(city, light, only=SHADED).of_city).reindex(list(SHADED))
        picture, walls = shade_png(light), wall_png(light)
        box, floor_m = box_of(light.surface.grid, city.frame.origin), light.surface.lowest
    bearing = azimuth_deg + grid_north_deg(city.frame, city.recipe.centre_lonlat)
    return Shade(
        moment, azimuth_deg, elevation_deg, _unit_vector(bearing, elevation_deg), day_of_sun(city, moment.date()),
        is_in_leaf(city, moment.date()), shares, picture, walls, box, floor_m,
    )  # fmt: skip


def shade_png(light: Light) -> bytes:
    """Return the picture of a light of one direction, as `Shade` says."""
    by = cells_per_pixel(light.surface.grid)
    return palette_png(shade_pixels(light.counts.whole() == 0, light.surface.cover.whole(), by=by), COLOURS)


def shade_pixels(is_dark: NDArray[np.bool_], cover: Bytes, *, by: int) -> Bytes:
    """Return pixels (rows, columns) of `by` × `by` cells each, as numbers of `COLOURS`; the first row is in the south.

    What is in shade under a roof is not known: such pixels have the ground beside them, so that no light shines
    along the foot of a wall. Roofs and crowns have what falls on them alone, also where their edge lies in a pixel of
    mere ground: the shade before a wall does not rise onto its roof.
    """
    is_ground = cover != ROOF
    ground, known = _sums(is_ground & (is_dark | (cover == CROWN)), by), _sums(is_ground, by)
    is_top = cover != GROUND
    top, tops = _sums(is_top & is_dark, by), _sums(is_top, by)
    below = _spread(_quarters(ground, known), known > 0, 0)
    seen = _quarters(_sums(is_dark, by), _sums(np.ones_like(is_dark), by))
    return np.asarray(below * (STEPS + 1) + _spread(_quarters(top, tops), tops > 0, seen), np.uint8)


def _quarters(counts: Bytes, of: Bytes) -> Bytes:
    """Return counts as shares of others, in quarters, rounded; 0 of nothing."""
    shares = np.arange(MOST_CELLS + 1)[:, None] / np.maximum(np.arange(MOST_CELLS + 1), 1)
    return np.asarray(np.rint(STEPS * np.minimum(shares, 1)).astype(np.uint8)[counts, of], np.uint8)


def _sums(values: NDArray[np.bool_], by: int) -> Bytes:
    """Return how many of each `by` × `by` cells are true; the last rows and columns may be of fewer cells."""
    rows, columns = (-(-count // by) for count in values.shape)
    made = np.zeros((rows, columns), np.uint8)
    for j in range(by):
        for i in range(by):
            part = values[j::by, i::by]
            made[: part.shape[0], : part.shape[1]] += part
    return made


def _spread(values: NDArray[np.uint8], known: NDArray[np.bool_], rest: NDArray[np.uint8] | int) -> Bytes:
    """Return values in which what is not known has the darkest of its known neighbours in the four directions.

    `rest`: what has no such neighbour either.
    """
    has, found = np.pad(known, 1), np.pad(np.where(known, values, 0), 1)
    sides = ((slice(None, -2), slice(1, -1)), (slice(2, None), slice(1, -1)),
             (slice(1, -1), slice(None, -2)), (slice(1, -1), slice(2, None)))  # fmt: skip
    beside = np.maximum.reduce([found[side] for side in sides])
    is_beside = np.logical_or.reduce([has[side] for side in sides])
    return np.asarray(np.where(known, values, np.where(is_beside, beside, rest)), np.uint8)


def _unit_vector(bearing_deg: float, elevation_deg: float) -> tuple[float, float, float]:
    bearing, elevation = math.radians(bearing_deg), math.radians(elevation_deg)
    return math.sin(bearing) * math.cos(elevation), math.cos(bearing) * math.cos(elevation), math.sin(elevation)
