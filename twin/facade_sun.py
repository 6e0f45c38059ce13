"""What falls on the façades of each building: of an edited city only those are added up anew whose light changed."""

from dataclasses import dataclass, field, replace

import numpy as np

from layers.triangulation import Floats, Ints

from .city import City
from .facades import Facades, facades_of
from .homes import BUILDINGS
from .other_rows import other_rows
from .rays import Rays, in_units
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


@dataclass(frozen=True)
class WallLight:
    """The points before the façades of a city as it stands, and the light on them as `Light.facade_counts` counts it.

    `was`: the position of each among the points of the light's façades, -1 for those of walls that are new.
    """

    points: Facades = field(repr=False)
    counts: Counts = field(repr=False)
    was: Ints = field(repr=False)


def facade_sun(city: City, light: Light) -> FacadeSun:
    """Return what falls on the façades of each building, by the light on the city's façades (`Light.facades`)."""
    count = len(city.layers[BUILDINGS].table) if BUILDINGS in city.layers else 0
    walls = wall_light(city, light)
    weights = (walls.points.area_m2, walls.points.area_m2 * (walls.counts * light.share))
    area, lit = (np.asarray(np.bincount(walls.points.row, each, minlength=count), np.float64) for each in weights)
    return FacadeSun(area, lit)


def wall_light(city: City, light: Light) -> WallLight:
    """Return the light on each point: of an edited city that of its base, and of new buildings made from the points."""
    assert light.facades is not None
    every = np.arange(len(light.facades))
    if city.base is None or city.made_anew or city.shares([BUILDINGS]):
        return WallLight(light.facades, light.facade_counts, every)
    new, row_now = rows_now(city)
    now = row_now[light.facades.row]
    stays = np.flatnonzero(now >= 0)
    kept = replace(light.facades.chosen(stays), row=now[stays])
    made = facades_of(city, new, light.surface.grid)
    fresh = lit_from(made, light.rays, light.surface)
    order = np.argsort(np.concatenate([kept.row, made.row]), kind="stable")
    counts = np.concatenate([light.facade_counts[stays], fresh])[order]
    was = np.concatenate([stays, np.full(len(made), -1)])[order]
    return WallLight(Facades.joined(kept, made), counts, was)


def rows_now(city: City) -> tuple[Ints, Ints]:
    """Return which rows of buildings are new or other than in the base, and where each of the base is now, -1: gone."""
    assert city.base is not None
    was, now = (each.layers[BUILDINGS].table if BUILDINGS in each.layers else None for each in (city.base, city))
    if was is None or now is None:
        none = np.empty(0, np.int64)
        return none, np.arange(0 if was is None else len(was))
    old, new = other_rows(city, BUILDINGS)
    was_kept, is_kept = np.ones(len(was), bool), np.ones(len(now), bool)
    was_kept[old] = is_kept[new] = False
    row_now = np.full(len(was), -1)
    row_now[was_kept] = np.flatnonzero(is_kept)
    return new, row_now


def lit_from(points: Facades, rays: Rays, seen: Surface) -> Counts:
    """Return the weight of the directions from which light falls on each point, followed back from there."""
    from .shade_kernels import count_lit_points  # numba takes half a second to import

    counts, heights, unit_m = np.zeros(len(points), np.uint8), seen.heights, seen.unit_m
    z, highest = in_units(points.z_m, seen.lowest, unit_m), (seen.highest - seen.lowest) / unit_m + 1

    def fill(first: int, last: int) -> None:
        count_lit_points(
            heights.values, heights.square_at, heights.squares, highest, rays.is_along_rows, rays.shifts, rays.ahead,
            rays.drop / unit_m, rays.weight, rays.towards, points.cell, z, points.facing, first, last, counts,
        )  # fmt: skip

    in_threads(fill, len(points))
    return counts
