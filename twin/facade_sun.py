"""What falls on the façades of each building: of an edited city only those are added up anew whose light changed."""

from dataclasses import dataclass, field

import numpy as np

from layers.triangulation import Floats, Ints

from .city import City
from .facades import Facades, facades_of
from .homes import BUILDINGS
from .other_rows import other_rows
from .rays import Rays
from .sunlight import Counts, Light
from .surface import Surface
from .threads import in_threads


@dataclass(frozen=True)
class FacadeSun:
    """For each building, in the order of their table: m² of its façades, and that times hours of sun (or share lit)."""

    area_m2: Floats = field(repr=False)
    lit: Floats = field(repr=False)

    @property
    def mean(self) -> Floats:
        """Hours of sun (or the share lit) on the mean m² of façade; NaN for a building without any in the grid."""
        none = np.full(len(self.lit), np.nan)
        return np.asarray(np.divide(self.lit, self.area_m2, out=none, where=self.area_m2 > 0))


def facade_sun(city: City, light: Light) -> FacadeSun:
    """Return what falls on the façades of each building, by the light on the city's façades (`Light.facades`)."""
    assert light.facades is not None
    count = len(city.layers[BUILDINGS].table) if BUILDINGS in city.layers else 0
    if city.base is None or city.made_anew:
        return _sums(light.facades, light.facade_counts, light.share, count)
    new, row_now = _rows_now(city)
    now = FacadeSun(np.zeros(count), np.zeros(count))
    known = np.flatnonzero(row_now >= 0)
    was = _sums(light.facades, light.facade_counts, light.share, len(row_now))
    made = facades_of(city, new, light.surface.grid)
    fresh = _sums(made, lit_from(made, light.rays, light.surface), light.share, count)
    for mine, theirs, made_new in ((now.area_m2, was.area_m2, fresh.area_m2), (now.lit, was.lit, fresh.lit)):
        mine[row_now[known]] = theirs[known]
        mine[new] = made_new[new]
    return now


def _rows_now(city: City) -> tuple[Ints, Ints]:
    """Return which rows of buildings are new or other than in the base, and where each of the base is now, -1: gone."""
    assert city.base is not None
    was, now = (each.layers[BUILDINGS].table if BUILDINGS in each.layers else None for each in (city.base, city))
    if was is None or now is None or city.shares([BUILDINGS]):
        none = np.empty(0, np.int64)
        return none, np.arange(0 if was is None else len(was))
    old, new = other_rows(city, BUILDINGS)
    was_kept, is_kept = np.ones(len(was), bool), np.ones(len(now), bool)
    was_kept[old] = is_kept[new] = False
    row_now = np.full(len(was), -1)
    row_now[was_kept] = np.flatnonzero(is_kept)
    return new, row_now


def _sums(points: Facades, counts: Counts, share: float, rows: int) -> FacadeSun:
    weights = (points.area_m2, points.area_m2 * (counts * share))
    area, lit = (np.asarray(np.bincount(points.row, each, minlength=rows), np.float64) for each in weights)
    return FacadeSun(area, lit)


def lit_from(points: Facades, rays: Rays, seen: Surface) -> Counts:
    """Return from how many directions light falls on each point, followed back from there."""
    from .shade_kernels import count_lit_points  # numba takes half a second to import

    counts, heights = np.zeros(len(points), np.uint8), seen.heights

    def fill(first: int, last: int) -> None:
        count_lit_points(
            heights.values, heights.square_at, heights.squares, seen.highest, rays.is_along_rows, rays.shifts,
            rays.ahead, rays.drop, rays.towards, points.cell, points.z_m, points.facing, first, last, counts,
        )  # fmt: skip

    in_threads(fill, len(points))
    return counts
