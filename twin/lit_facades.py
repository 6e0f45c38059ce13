"""Hours of sun on façades: light followed back from each point to the sun, the wall itself shading what is behind it."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from .city import City
from .facades import Facades, facades, facades_now
from .rays import Rays
from .sun import STEP, SunPositions, day_positions, is_in_leaf
from .surface import READS as SURFACE_READS
from .surface import Surface, surface
from .threads import in_threads

Counts = NDArray[np.uint8]
HOUR = timedelta(hours=1)


def facade_hours(city: City, day: date, *, step: timedelta = STEP) -> NDArray[np.float64]:
    """Return the hours of sun on each point of `facades` through a day without clouds.

    Of an edited city only points are followed anew whose light may cross a changed cell, and new ones.
    """
    name = f"façade light {day} {step}"
    return city.kept(name, lambda: _day_counts(city, day, step), needs=SURFACE_READS) * (step / HOUR)


def facades_lit(city: City, positions: SunPositions, seen: Surface) -> Counts:
    """Return for each point of `facades` at how many of some positions the sun shines on it."""
    return lit_counts(facades(city, seen.grid), Rays.to_sun(city, seen.grid, positions), seen)


def _day_counts(city: City, day: date, step: timedelta) -> Counts:
    seen = surface(city, in_leaf=is_in_leaf(city, day))
    positions = day_positions(city, day, step=step)
    if city.base is None or city.made_anew:
        return facades_lit(city, positions, seen)
    rays, made = Rays.to_sun(city, seen.grid, positions), facades_now(city, seen.grid)
    before = city.base.kept(f"façade light {day} {step}", lambda: _base_counts(city, day, step), needs=SURFACE_READS)
    counts = np.empty(len(made.facades), np.uint8)
    old, new = made.order[: len(made.kept)], made.order[len(made.kept) :]
    counts[old] = _brought_up_to_date(before[made.kept], made.facades.taken(old), rays, seen)
    counts[new] = lit_counts(made.facades.taken(new), rays, seen)
    return counts


def _base_counts(city: City, day: date, step: timedelta) -> Counts:
    assert city.base is not None
    return _day_counts(city.base, day, step)


def lit_counts(points: Facades, rays: Rays, seen: Surface) -> Counts:
    """Return from how many directions light falls on each point."""
    from .shade_kernels import count_lit_points  # numba takes half a second to import

    counts, heights = np.zeros(len(points), np.uint8), seen.heights

    def fill(first: int, last: int) -> None:
        count_lit_points(
            heights.values, heights.square_at, heights.squares, seen.highest, rays.is_along_rows, rays.shifts,
            rays.ahead, rays.drop, rays.towards, points.cell, points.z_m, points.facing, first, last, counts,
        )  # fmt: skip

    in_threads(fill, len(points))
    return counts


def _brought_up_to_date(before: Counts, points: Facades, rays: Rays, seen: Surface) -> Counts:
    from .shade_kernels import change_lit_points  # as above

    counts, heights = before.copy(), seen.heights
    if not len(seen.changed):
        return counts
    flags = rays.line_flags(seen.changed)

    def fill(first: int, last: int) -> None:
        change_lit_points(
            heights.values, heights.square_at, heights.squares, seen.highest, rays.is_along_rows, rays.shifts,
            rays.ahead, rays.drop, rays.towards, rays.lowest, flags, points.cell, points.z_m, points.facing,
            first, last, counts,
        )  # fmt: skip

    in_threads(fill, len(points))
    return counts
