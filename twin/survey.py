"""What is measured on the map with a few points: lengths, areas, heights above the ground."""

import math
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from layers.terrain import Terrain

from .city import City

FINEST_STEP_M = 1.0  # the ground is looked at no closer along a leg
MOST_STEPS = 20_000  # of one leg; a longer one is looked at in longer steps

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Leg:
    """From one point to the next: its length seen from above, and how far the ground rises and falls on it."""

    length_m: float
    up_m: float
    down_m: float


@dataclass(frozen=True)
class SurveyedLine:
    """The legs of a line, in their order."""

    legs: tuple[Leg, ...]

    @property
    def length_m(self) -> float:
        """The sum of the legs' lengths."""
        return math.fsum(leg.length_m for leg in self.legs)

    @property
    def up_m(self) -> float:
        """All that the ground rises on the way."""
        return math.fsum(leg.up_m for leg in self.legs)

    @property
    def down_m(self) -> float:
        """All that the ground falls on the way."""
        return math.fsum(leg.down_m for leg in self.legs)


@dataclass(frozen=True)
class SurveyedArea:
    """An outline's area and the length around it; `area_m2` is NaN for an outline that crosses itself."""

    area_m2: float
    perimeter_m: float


@dataclass(frozen=True)
class SurveyedHeight:
    """A place on a thing or on the ground: how high it and the ground below it lie, and what the thing's data say.

    Where there is no thing, or its layer knows no height of it, `height_m` is NaN, `tier` and `method` are "", and the
    place is on the ground: signs, such as those of sensors, and ribbons of streets are drawn higher than they are.
    """

    z_m: float
    ground_m: float
    height_m: float = field(default=math.nan)
    tier: str = ""
    method: str = ""

    @property
    def above_m(self) -> float:
        """How high the place lies above the ground."""
        return self.z_m - self.ground_m


def surveyed_line(city: City, xy: Floats) -> SurveyedLine:
    """Return the legs of a line of points (n, 2) in the frame's CRS.

    Lengths are straight and level, in the plane of the city's metric CRS, as are all lengths of its layers: not along
    the slope, and not on the ellipsoid, from which a grid differs a little (in Stereo 70 lengths around Timișoara come
    out 3 cm longer in 100 m). What the ground rises and falls is added up from the terrain, looked at each step of
    its grid and at the points themselves; 0 where it is flat.
    """
    return SurveyedLine(tuple(_leg(city.terrain, start, end) for start, end in pairwise(xy)))


def surveyed_area(xy: Floats) -> SurveyedArea:
    """Return area and perimeter of an outline of three points (n, 2) or more, seen from above; see `surveyed_line`.

    The area of points on one line, or of less than three places, is 0; that of an outline that crosses itself NaN.
    """
    outline = shapely.Polygon(xy)
    is_flat = shapely.MultiPoint(xy).convex_hull.geom_type != "Polygon"
    area = 0.0 if is_flat else float(outline.area) if outline.is_valid else math.nan
    return SurveyedArea(area, float(outline.length))


def surveyed_height(
    city: City, x: float, y: float, z: float, *, layer: str | None = None, id: str | None = None
) -> SurveyedHeight:
    """Return how high a place lies above the terrain under it; with what is known of the object that it is on.

    `x`, `y` in the frame's CRS, `z` in the terrain's heights. Raises KeyError for an object that is not there.
    """
    ground = float(city.terrain.heights_at(np.array([[x, y]]))[0])
    if layer is None or "height_m" not in city.layers[layer].table:
        return SurveyedHeight(ground, ground)
    row = city.layers[layer].table.loc[id]
    if math.isnan(row["height_m"]):
        return SurveyedHeight(ground, ground)
    tier, method = (row.get(name) for name in ("height_tier", "height_method"))
    tier = tier if isinstance(tier, str) else row["tier"]
    return SurveyedHeight(z, ground, float(row["height_m"]), str(tier), method if isinstance(method, str) else "")


def _leg(terrain: Terrain, start: Floats, end: Floats) -> Leg:
    length = math.dist(start, end)
    if terrain.is_flat or not length:
        return Leg(length, 0.0, 0.0)
    steps = min(math.ceil(length / max(terrain.step_m, FINEST_STEP_M)), MOST_STEPS)
    shares = np.linspace(0, 1, steps + 1)[:, None]
    rises = np.diff(terrain.heights_at(start + (end - start) * shares))
    return Leg(length, float(rises[rises > 0].sum()), float(-rises[rises < 0].sum()))
