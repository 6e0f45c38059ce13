"""Where light falls in a city: at an instant, for how long through a day, and from how much of the sky."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from layers.triangulation import Floats, Ints

from .city import City
from .city_grid import SIDE, CityGrid, PatchedGrid
from .rays import Rays
from .sun import STEP, day_positions, is_in_leaf, sun_positions
from .surface import Surface, surface
from .threads import in_threads

DAYS_KEPT = 3  # grids of days of a city that stay in memory: 50 MB each of one like Timișoara
MOST_RAYS = 255  # that a count of one byte holds

Counts = NDArray[np.uint8]


@dataclass(frozen=True)
class Light:
    """From how many of some directions light reaches the top of each cell.

    `counts` is of the whole city, `rays` the directions, `share` what one of them stands for: hours of a day, or a
    part of the sky.
    """

    surface: Surface
    rays: Rays
    counts: PatchedGrid[np.uint8] = field(repr=False)
    share: float

    @property
    def grid(self) -> CityGrid:
        """The grid of the cells."""
        return self.surface.grid

    def at(self, cells: Ints) -> Floats:
        """Return hours, or the share of the sky, at the top of cells."""
        return self.counts.at(cells) * self.share


def light_at(city: City, moment: datetime) -> Light | None:
    """Return where the sun shines at a moment with a zone: 1 or 0 for each cell; None while it is not above the horizon.

    Of an edited city only what its shadows can reach differs from its base, which is looked at as well.
    """
    positions = sun_positions(city, [moment]).above_horizon()
    if not len(positions):
        return None
    lit = surface(city, in_leaf=is_in_leaf(city, positions.times[0].date()))
    return light(city, Rays.to_sun(city, lit.grid, positions), lit, share=1.0)


def hours_of_sun(city: City, day: date, *, step: timedelta = STEP) -> Light:
    """Return for how many hours the sun shines on each cell through a day without clouds; those asked last are kept."""

    def made() -> Light:
        lit = surface(city, in_leaf=is_in_leaf(city, day))
        rays = Rays.to_sun(city, lit.grid, day_positions(city, day, step=step))
        if city.base is not None and not city.made_anew:
            return lit_again(hours_of_sun(city.base, day, step=step), lit)
        return light(city, rays, lit, share=step / timedelta(hours=1))

    return _recent(city).get((day, step), made)


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
        return light(city, rays, seen, share=1 / len(rays))

    return _recent(city).get(("sky", in_leaf), made)


def light(city: City, rays: Rays, lit: Surface, *, share: float) -> Light:
    """Return from how many directions light reaches the top of each cell, all of them swept.

    Of an edited city the base is swept, then what differs is brought up to date. Raises ValueError for more than 255
    directions.
    """
    if len(rays) > MOST_RAYS:
        raise ValueError(f"{len(rays)} directions of light are more than a byte counts")
    if not len(lit.heights.squares):
        return Light(lit, rays, PatchedGrid.of(swept(lit.heights.values, rays)), share)
    before = Surface(
        lit.grid, PatchedGrid.of(lit.heights.values), lit.cover, lit.lowest, lit.highest, np.empty(0, np.int64)
    )
    return lit_again(Light(before, rays, PatchedGrid.of(swept(lit.heights.values, rays)), share), lit)


def swept(heights: NDArray[np.float32], rays: Rays) -> Counts:
    """Return from how many directions light reaches each cell of a grid of heights."""
    from .shade_kernels import sweep_columns, sweep_rows  # numba takes half a second to import

    counts = np.zeros(heights.shape, np.uint8)
    for way in range(len(rays)):
        sweep = sweep_rows if rays.is_along_rows[way] else sweep_columns
        shift, lowest, ahead = rays.shifts[way], int(rays.lowest[way]), int(rays.ahead[way])
        fill = _filler(sweep, heights, shift, lowest, ahead, float(rays.drop[way]), counts)
        in_threads(fill, int(rays.lines[way]))
    return counts


def _filler(
    sweep: Callable[..., None], heights: NDArray[np.float32], shift: Ints, lowest: int, ahead: int, drop: float,
    counts: Counts,
) -> Callable[[int, int], None]:  # fmt: skip
    return lambda first, last: sweep(heights, shift, lowest, ahead, drop, first, last, counts)


def lit_again(before: Light, now: Surface) -> Light:
    """Return the light on the surface of an edited city: that on its base's, but where a changed cell casts or catches it.

    Equal to sweeping all of it: only lines of cells through a changed one are followed, as far as any shadow reaches.
    """
    if not len(now.changed):
        return Light(now, before.rays, before.counts, before.share)
    rays = before.rays
    found: list[list[tuple[Ints, NDArray[np.int8]]]] = [[] for _ in range(len(rays))]

    def follow(first: int, last: int) -> None:
        for way in range(first, last):
            found[way] = _changes(rays, way, now)

    in_threads(follow, len(rays))
    pairs = [pair for ways in found for pair in ways]
    cells = np.concatenate([np.empty(0, np.int64), *(cell for cell, _ in pairs)])
    signs = np.concatenate([np.empty(0, np.int8), *(sign for _, sign in pairs)])
    return Light(now, rays, _added(before.counts, cells, signs, rays.grid.columns), before.share)


def _changes(rays: Rays, way: int, now: Surface) -> list[tuple[Ints, NDArray[np.int8]]]:
    from .shade_kernels import changed_light  # as above

    heights = now.heights
    return [
        changed_light(
            heights.values, heights.square_at, heights.squares, bool(rays.is_along_rows[way]), rays.shifts[way],
            int(rays.lowest[way]), int(rays.ahead[way]), float(rays.drop[way]), *strip,
        )
        for strip in rays.strips(way, now.changed, now.highest - now.lowest)
    ]  # fmt: skip


def _added(counts: PatchedGrid[np.uint8], cells: Ints, signs: NDArray[np.int8], columns: int) -> PatchedGrid[np.uint8]:
    """Return counts with a sign added in each cell, for every time that it stands there."""
    j, i = np.divmod(cells, columns)
    square = j // SIDE * counts.square_at.shape[1] + i // SIDE
    numbers, at = np.unique(square, return_inverse=True)
    where = np.column_stack(np.divmod(numbers, counts.square_at.shape[1])).astype(np.int64)
    squares = np.array([counts.square(*place) for place in where], np.uint8).reshape(-1, SIDE, SIDE)
    place = (at * SIDE + j % SIDE) * SIDE + i % SIDE
    change = np.bincount(place, signs, minlength=squares.size).astype(np.int16)
    made = (squares.ravel() + change).astype(np.uint8).reshape(squares.shape)
    return counts.with_squares(where, made)


class _Recent:
    """Answers to the questions that were asked last; older ones are let go of."""

    def __init__(self) -> None:
        self._answers: OrderedDict[object, Light] = OrderedDict()
        self._lock = Lock()

    def get(self, question: object, make: Callable[[], Light]) -> Light:
        """Return the answer to a question, made where it is not at hand."""
        with self._lock:
            known = self._answers.get(question)
            if known is not None:
                self._answers.move_to_end(question)
                return known
        made = make()
        with self._lock:
            self._answers[question] = made
            while len(self._answers) > DAYS_KEPT:
                self._answers.popitem(last=False)
        return made


def _recent(city: City) -> _Recent:
    return city.kept("light asked last", _Recent)
