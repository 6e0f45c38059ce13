"""Where light falls in a city: at an instant, for how long through a day, and from how much of the sky."""

import math
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from layers.triangulation import Floats, Ints

from .city import City
from .city_grid import SIDE, PatchedGrid
from .facades import Facades, facades
from .last_answers import LastAnswers
from .rays import PointsAlong, Rays
from .sun import STEP, SunPositions, day_positions, is_in_leaf, sun_positions
from .surface import Surface, surface
from .threads import in_threads

MOST = 255  # that a count of one byte holds
MOST_OF_STEP = 60  # what a step counts at most: with all that is added to it, a signed byte holds it
ROUNDED = 2  # what the first and last step of a day may gain by rounding

Counts = NDArray[np.uint8]
Signs = NDArray[np.int8]
Both = tuple[PointsAlong, PointsAlong]  # along rows, along columns
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Light:
    """From which directions light reaches the top of each cell and points before façades, as sums of their weights.

    `rays`: the directions; `share`: what a weight of 1 stands for, hours of a day or a part of the sky. `facades`:
    those of the city, of an edited one those of its base (None where they were not asked for), `facade_counts` their
    counts now; `turned`: positions of those whose count is not the base's.
    """

    surface: Surface
    rays: Rays
    counts: PatchedGrid[np.uint8] = field(repr=False)
    share: float
    facades: Facades | None = field(default=None, repr=False)
    facade_counts: Counts = field(default_factory=lambda: np.empty(0, np.uint8), repr=False)
    turned: Ints = field(default_factory=lambda: np.empty(0, np.int64), repr=False)

    def at(self, cells: Ints) -> Floats:
        """Return hours, or the share of the sky, at the top of cells."""
        return np.asarray(self.counts.at(cells) * self.share, np.float64)


def light_at(city: City, moment: datetime) -> Light | None:
    """Return where the sun shines at a moment with a zone, 1 or 0 for each cell; None while it is below the horizon.

    Of an edited city only what its shadows can reach differs from its base, which is swept as well.
    """
    positions = sun_positions(city, [moment]).above_horizon()
    return _to_sun(city, positions, question=("at", moment)) if len(positions) else None


def hours_of_sun(city: City, day: date, *, step: timedelta = STEP) -> Light:
    """Return for how many hours the sun shines on cells and façades through a day without clouds; the last are kept.

    Steps in which it rises or sets count by their part, to a few minutes. Raises ValueError for steps of less than 6
    minutes.
    """
    return _to_sun(city, day_positions(city, day, step=step), question=(day, step), step=step)


def _to_sun(city: City, positions: SunPositions, *, question: Hashable, step: timedelta | None = None) -> Light:
    def made() -> Light:
        seen = surface(city, in_leaf=is_in_leaf(city, positions.times[0].date()))
        if city.base is not None and not city.made_anew:
            return lit_again(_to_sun(city.base, positions, question=question, step=step), seen)
        weight, share = None, 1.0
        if step is not None:
            weight = min((MOST - ROUNDED) // math.ceil(positions.part.sum()), MOST_OF_STEP)
            share = step / HOUR / max(weight, 1)
        rays = Rays.to_sun(city, seen.grid, positions, step_weight=weight)
        return light(seen, rays, share=share, walls=facades(city, seen.grid))

    return city.kept("light asked last", LastAnswers[Light]).get(question, made)


def sky_view(city: City, *, in_leaf: bool = True) -> Light:
    """Return the sky view factor of the top of each cell, 0 to 1: the share of an even sky's light on level ground.

    Method: rays to 128 equal parts of the sky (`Rays.to_sky`). After Steyn 1980, Atmosphere-Ocean 18(3), with the
    sky's light weighted by the cosine of its angle.
    """

    def made() -> Light:
        seen = surface(city, in_leaf=in_leaf)
        if city.base is not None and not city.made_anew:
            return lit_again(sky_view(city.base, in_leaf=in_leaf), seen)
        rays = Rays.to_sky(seen.grid)
        return light(seen, rays, share=1 / len(rays))

    return city.kept("light asked last", LastAnswers[Light]).get(("sky", in_leaf), made)


def light(seen: Surface, rays: Rays, *, share: float, walls: Facades | None = None) -> Light:
    """Return from which directions light reaches cells and points before walls, all of the surface swept.

    Raises ValueError for weights that a byte does not hold.
    """
    if not 0 < rays.weight.min(initial=1) <= rays.weight.sum() <= MOST:
        raise ValueError(f"{len(rays)} directions of light are more than a byte counts")
    counts, lit = swept(seen.heights.whole(), rays, _along(walls, rays), lowest=seen.lowest, unit_m=seen.unit_m)
    return Light(seen, rays, PatchedGrid.of(counts), share, walls, lit)


def _along(walls: Facades | None, rays: Rays) -> Both:
    grid = rays.grid
    return (PointsAlong.none(grid.rows), PointsAlong.none(grid.columns)) if walls is None else walls.along


def swept(
    heights: NDArray[np.uint16] | NDArray[np.float32], rays: Rays, points: Both, *, lowest: float = 0.0,
    unit_m: float = 1.0,
) -> tuple[Counts, Counts]:  # fmt: skip
    """Return the weights of the directions from which light reaches each cell of a grid of heights, and each point.

    Heights are counted from the lowest in some unit, those of points are in metres.
    """
    from .shade_kernels import sweep_columns, sweep_rows  # numba takes half a second to import

    counts = np.zeros(heights.shape, np.uint8)
    lit = [np.zeros(len(each.order), np.uint8) for each in points]
    known = [each.arrays(lowest=lowest, unit_m=unit_m) for each in points]
    for way in range(len(rays)):
        side = 0 if rays.is_along_rows[way] else 1
        sweep = (sweep_rows, sweep_columns)[side]
        in_threads(
            _filler(sweep, (heights, *rays.arrays(way, unit_m=unit_m), *known[side]), (counts, lit[side])),
            int(rays.lines[way]),
        )
    made = np.zeros_like(lit[0])
    for each, found in zip(points, lit, strict=True):
        made[each.order] += found
    return counts, made


def _filler(
    sweep: Callable[..., None], known: tuple[object, ...], filled: tuple[object, ...]
) -> Callable[[int, int], None]:
    return lambda first, last: sweep(*known, first, last, *filled)


def lit_again(before: Light, now: Surface) -> Light:
    """Return the light on the surface of an edited city: its base's, but where a changed cell casts or catches it.

    Equal to sweeping all of it: only lines of cells through a changed one are followed, as far as any shadow reaches.
    """
    rays, points = before.rays, _along(before.facades, before.rays)
    found: list[list[tuple[Ints, Signs, Ints, Signs]]] = [[] for _ in range(len(rays))]

    def follow(first: int, last: int) -> None:
        for way in range(first, last):
            found[way] = _changes(rays, way, now, points)

    in_threads(follow, len(rays) if len(now.changed) else 0)
    changes = [each for ways in found for each in ways]
    cells, turned = (_joined([each[k] for each in changes], np.int64) for k in (0, 2))
    signs, turns = (_joined([each[k] for each in changes], np.int8) for k in (1, 3))
    counts = _added(before.counts, cells, signs, rays.grid.columns)
    walls = before.facade_counts.astype(np.int16)
    np.add.at(walls, turned, turns)
    return Light(now, rays, counts, before.share, before.facades, walls.astype(np.uint8), np.unique(turned))


def _joined(parts: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
    return np.concatenate([np.empty(0, kind), *parts])


def _changes(rays: Rays, way: int, now: Surface, points: Both) -> list[tuple[Ints, Signs, Ints, Signs]]:
    from .shade_kernels import changed_light  # as above

    heights, along = now.heights, points[0 if rays.is_along_rows[way] else 1]
    known = along.arrays(lowest=now.lowest, unit_m=now.unit_m)
    found = []
    for strip in rays.strips(way, now.changed, now.highest - now.lowest):
        cells, signs, turned, turns = changed_light(
            heights.values, heights.square_at, heights.squares, bool(rays.is_along_rows[way]),
            *rays.arrays(way, unit_m=now.unit_m), *known, *strip,
        )  # fmt: skip
        found.append((cells, signs, along.order[turned], turns))
    return found


def _added(counts: PatchedGrid[np.uint8], cells: Ints, signs: Signs, columns: int) -> PatchedGrid[np.uint8]:
    """Return counts with a change added in each cell, for every time that it stands there."""
    j, i = np.divmod(cells, columns)
    square = j // SIDE * counts.square_at.shape[1] + i // SIDE
    numbers, at = np.unique(square, return_inverse=True)
    where = np.column_stack(np.divmod(numbers, counts.square_at.shape[1])).astype(np.int64)
    squares = np.array([counts.square(*place) for place in where], np.uint8).reshape(-1, SIDE, SIDE)
    place = (at * SIDE + j % SIDE) * SIDE + i % SIDE
    change = np.bincount(place, signs, minlength=squares.size).astype(np.int16)
    made = (squares.ravel() + change).astype(np.uint8).reshape(squares.shape)
    return counts.with_squares(where, made)
