"""Hours of sun through a day, and what one city has more of them than another: as a picture from above, and as sums."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .city import City
from .city_picture import Bytes, box_of, cells_per_pixel, palette_png
from .facade_sun import facade_sun, wall_light
from .ground_samples import SAMPLES, open_ground
from .homes import BUILDINGS, inhabited
from .last_answers import LastAnswers
from .measurement import NotKnownError
from .scale import BETTER, NEUTRAL, VIRIDIS, WORSE, ScaleClass
from .sun import SunDay, day_of_sun, day_positions, is_in_leaf
from .sun_shares import sun_shares
from .sunlight import Light, hours_of_sun
from .surface import CROWN, GROUND, ROOF
from .wall_hours import wall_hours_png

# The same for every day, so that days compare. 1½ h: what dwellings need (Ordinul Ministerului Sănătății 119/2014).
HOUR_LIMITS = (1.5, 3.0, 5.0, 7.0, 10.0, 13.0)
NOTICED_H = 0.25
CHANGE_LIMITS = (NOTICED_H, 1.0, 3.0)  # to both sides
SAME = len(CHANGE_LIMITS)  # the class of what does not change
ABOUT_THE_SAME = "about the same"  # marked where scales are made
CLASS_STEP = 36  # between the bytes of two classes in the picture
CLASSES = 7
COLOURS = [(CLASS_STEP * ground, CLASS_STEP * top, 0) for ground in range(CLASSES) for top in range(CLASSES)]
SPREADS = 4  # pixels under the edge of a roof that have the ground beside them
MEANS = ("streets", "green", "schools", "facades", "homes")

Hours = NDArray[np.floating[Any]]


def _hour_classes() -> tuple[ScaleClass, ...]:
    ends = zip(VIRIDIS, (None, *HOUR_LIMITS), (*HOUR_LIMITS, None), strict=True)
    return tuple(ScaleClass(colour, colour, low, high) for colour, low, high in ends)  # sun is light in both themes


def _change_classes() -> tuple[ScaleClass, ...]:
    limits = (*(-limit for limit in reversed(CHANGE_LIMITS)), *CHANGE_LIMITS)
    fall, rise = (tuple(zip(side, reversed(side), strict=True)) for side in (WORSE, BETTER))
    ends = zip((*reversed(fall), NEUTRAL, *rise), (None, *limits), (*limits, None), strict=True)
    made = [ScaleClass(light, dark, low, high) for (light, dark), low, high in ends]
    made[SAME] = ScaleClass(*NEUTRAL, title=ABOUT_THE_SAME)
    return tuple(made)


HOUR_CLASSES, CHANGE_CLASSES = _hour_classes(), _change_classes()


@dataclass(frozen=True)
class HoursPicture:
    """Hours of sun through a day without clouds, or the hours that a city has more than another (`is_change`).

    `means`: of each of `MEANS` the hours on the mean m², NaN for what the city has none of; `means_before`: those of
    the other city. `moved`: m² of "ground", "green", "schools" and "roofs" that gain and lose a quarter of an hour or
    more, how many "buildings" do on the mean m² of their façades, and the "homes" of how many residents; what neither
    city has is missing. `picture`: a PNG of the city from above, empty on a day without sun;
    red is the class of the ground (in shade under a crown), green that of roofs and crowns, each times `CLASS_STEP`.
    `box`: as of `Shade`. `walls`: another PNG of the same box, of the classes on façades by bands of height above
    `floor_m` (`twin.wall_hours`).
    """

    day: date
    is_change: bool
    sun: SunDay
    is_in_leaf: bool
    means: pd.Series = field(repr=False)
    means_before: pd.Series | None = field(repr=False)
    moved: Mapping[str, tuple[float, float]]
    picture: bytes = field(repr=False)
    walls: bytes = field(repr=False)
    box: tuple[float, float, float, float]
    floor_m: float


def hours_picture(city: City, day: date) -> HoursPicture:
    """Return the hours of sun of a day; the last answers are kept. Slow the first time."""
    return city.kept("hours painted last", LastAnswers[HoursPicture]).get(day, lambda: _hours(city, day))


def change_picture(before: City, city: City, day: date) -> HoursPicture:
    """Return the hours of sun that a city has more on a day than another one of the same frame. Slow."""
    if not has_sun(city, day):
        return _without_sun(city, day, is_change=True)
    was, now = hours_of_sun(before, day), hours_of_sun(city, day)
    grid = now.surface.grid
    (ground, known), (ground_before, _) = (_ground_hours(light) for light in (now, was))
    of_ground, of_top = _otherwise_covered(was, now)
    more_ground = np.where(of_ground, 0, ground - ground_before)
    (top, has_top), (top_before, _) = (_top_hours(light) for light in (now, was))
    more_top = np.where(of_top, 0, top - top_before)
    pixels = _pixels((change_class(more_ground), known), (change_class(more_top), has_top))
    moved = {**_cells_moved(was, now), **_samples_moved((before, was), (city, now)),
             **_facades_moved((before, was), (city, now))}  # fmt: skip
    return HoursPicture(
        day, True, day_of_sun(city, day), is_in_leaf(city, day), _means(city, now), _means(before, was), moved,
        palette_png(pixels, COLOURS), _walls_changed((before, was), (city, now)), box_of(grid, city.frame.origin),
        now.surface.lowest,
    )  # fmt: skip


def has_sun(city: City, day: date) -> bool:
    """Return whether the sun stands above the horizon on a day."""
    return len(day_positions(city, day)) > 0


def hour_class(hours: Hours) -> Bytes:
    """Return the class of hours of sun, a number in `HOUR_CLASSES`."""
    return np.searchsorted(HOUR_LIMITS, hours, side="right").astype(np.uint8)


def change_class(hours: Hours) -> Bytes:
    """Return the class of hours that are gained, a number in `CHANGE_CLASSES`: the same to both sides."""
    far = np.searchsorted(CHANGE_LIMITS, np.abs(hours), side="right")
    return np.asarray(SAME + np.sign(hours) * far, np.uint8)


def _hours(city: City, day: date) -> HoursPicture:
    if not has_sun(city, day):
        return _without_sun(city, day, is_change=False)
    light = hours_of_sun(city, day)
    (ground, known), (top, has_top) = _ground_hours(light), _top_hours(light)
    pixels = _pixels((hour_class(ground), known), (hour_class(top), has_top))
    return HoursPicture(
        day, False, day_of_sun(city, day), is_in_leaf(city, day), _means(city, light), None, {},
        palette_png(pixels, COLOURS), _walls(city, light), box_of(light.surface.grid, city.frame.origin),
        light.surface.lowest,
    )  # fmt: skip


def _without_sun(city: City, day: date, *, is_change: bool) -> HoursPicture:
    nothing, box = pd.Series(np.nan, list(MEANS)), (0.0, 0.0, 0.0, 0.0)
    return HoursPicture(
        day, is_change, day_of_sun(city, day), is_in_leaf(city, day), nothing, None, {}, b"", b"", box, 0.0,
    )  # fmt: skip


def _means(city: City, light: Light) -> pd.Series:
    return sun_shares(city, light, only=MEANS).of_city.reindex(list(MEANS))


def _walls(city: City, light: Light) -> bytes:
    walls = wall_light(city, light)
    return wall_hours_png(light.surface, walls.points, np.asarray(walls.counts * light.share, np.float64), hour_class)


def _walls_changed(was: tuple[City, Light], now: tuple[City, Light]) -> bytes:
    """Return the picture of what façades gain: those of buildings that both cities have; others are as they were."""
    (before, was_light), (city, light) = was, now
    old, new = wall_light(before, was_light), wall_light(city, light)
    if was_light.facades is not light.facades:  # made apart: nothing says which wall is which
        return b""
    counts = np.full(len(was_light.facade_counts), -1, np.int16)
    counts[old.was[old.was >= 0]] = old.counts[old.was >= 0]
    before_counts = np.where(new.was >= 0, counts[new.was], -1)
    more = np.asarray(np.where(before_counts >= 0, new.counts - before_counts, 0) * light.share, np.float64)
    return wall_hours_png(light.surface, new.points, more, change_class, plain=SAME)


def _ground_hours(light: Light) -> tuple[Hours, NDArray[np.bool_]]:
    """Return for each pixel the hours on the mean m² of its ground, and which pixels have any."""
    cover, by = light.surface.cover.whole(), cells_per_pixel(light.surface.grid)
    counts, known = _sums(light.counts.whole() * (cover == GROUND), by), _sums(cover != ROOF, by)
    return np.asarray(counts * np.float32(light.share) / np.maximum(known, 1), np.float32), known > 0


def _top_hours(light: Light) -> tuple[Hours, NDArray[np.bool_]]:
    """Return for each pixel the hours on the mean m² of its roofs and crowns, else of all; and which have any."""
    cover, by = light.surface.cover.whole(), cells_per_pixel(light.surface.grid)
    tops, counts = _sums(cover != GROUND, by), light.counts.whole()
    cells = np.where(tops > 0, tops, _sums(np.ones_like(cover), by))
    lit = np.where(tops > 0, _sums(counts * (cover != GROUND), by), _sums(counts, by))
    return np.asarray(lit * np.float32(light.share) / cells, np.float32), tops > 0


def _otherwise_covered(was: Light, now: Light) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return in which pixels ground was or is no ground, and in which anything else was on top: nothing to compare."""
    by = cells_per_pixel(now.surface.grid)
    before, after = (light.surface.cover.whole() for light in (was, now))
    return _sums((before == ROOF) != (after == ROOF), by) > 0, _sums(before != after, by) > 0


def _pixels(ground: tuple[Bytes, NDArray[np.bool_]], top: tuple[Bytes, NDArray[np.bool_]]) -> Bytes:
    """Return pixels as numbers of `COLOURS`; what has no ground, or no top, has that of the pixels beside it.

    So ground under the edge of a roof is not painted as the roof, and the edge of a roof not as the ground before it.
    """
    (classes, known), (of_top, _) = ground, _spread(*top, steps=1)
    below, found = _spread(classes, known, steps=SPREADS)
    below[~found] = np.bincount(classes[known], minlength=1).argmax() if known.any() else 0
    return np.asarray(below * CLASSES + of_top, np.uint8)


def _sums(values: NDArray[np.bool_] | Bytes, by: int) -> NDArray[np.uint16]:
    """Return the sums of `by` × `by` cells; the last rows and columns may be of fewer cells."""
    rows, columns = (-(-count // by) for count in values.shape)
    made = np.zeros((rows, columns), np.uint16)
    for j in range(by):
        for i in range(by):
            part = values[j::by, i::by]
            made[: part.shape[0], : part.shape[1]] += part
    return made


def _spread(classes: Bytes, known: NDArray[np.bool_], *, steps: int) -> tuple[Bytes, NDArray[np.bool_]]:
    """Return classes in which pixels not known have that of a known one so many steps away; and which are known now."""
    made, found = classes.copy(), known.copy()
    for _ in range(steps):
        for axis, way in ((0, 1), (0, -1), (1, 1), (1, -1)):
            beside, is_known = np.roll(made, way, axis), np.roll(found, way, axis)
            new = is_known & ~found
            made[new] = beside[new]
            found |= new
    return made, found


def _cells_moved(was: Light, now: Light) -> dict[str, tuple[float, float]]:
    """Return m² of ground and of roofs that gain and that lose; what became a roof, or was one, is neither ground."""
    cover_was, cover_now = was.surface.cover.whole(), now.surface.cover.whole()
    counts_was, counts_now = was.counts.whole(), now.counts.whole()
    cells = np.flatnonzero((counts_was != counts_now).ravel() | (cover_was != cover_now).ravel())
    tops = [cover.ravel()[cells] for cover in (cover_was, cover_now)]
    hours = [each.ravel()[cells] * light.share for each, light in ((counts_was, was), (counts_now, now))]
    open_was, open_now = (np.where(top == CROWN, 0, each) for top, each in zip(tops, hours, strict=True))
    is_ground = (tops[0] != ROOF) & (tops[1] != ROOF)
    is_roof = (tops[0] == ROOF) & (tops[1] == ROOF)
    area = np.full(len(cells), now.surface.grid.step_m**2)
    return {"ground": _moved((open_now - open_was)[is_ground], area[is_ground]),
            "roofs": _moved((hours[1] - hours[0])[is_roof], area[is_roof])}  # fmt: skip


def _samples_moved(was: tuple[City, Light], now: tuple[City, Light]) -> dict[str, tuple[float, float]]:
    """Return m² of public green and of school grounds that gain and that lose, where both cities have them."""
    found = {}
    for name in ("green", "schools"):
        try:
            before, after = (_open_hours(name, city, light) for city, light in (was, now))
        except NotKnownError:
            continue
        both = pd.concat([before, after], axis=1, join="inner", keys=["before", "after"])
        more = (both["after", "hours"] - both["before", "hours"]).to_numpy(float)
        found[name] = _moved(more, both["after", "weight"].to_numpy(float))
    return found


def _open_hours(name: str, city: City, light: Light) -> pd.DataFrame:
    """Return the hours on each cell of a kind of ground and the m² it stands for, by the cell's number."""
    sample = SAMPLES[name](city, light.surface.grid)
    weight, is_open = open_ground(sample, light.surface.cover)
    table = pd.DataFrame({"hours": light.at(sample.cell) * is_open, "weight": weight}, index=sample.cell)
    return table[weight > 0]


def _facades_moved(was: tuple[City, Light], now: tuple[City, Light]) -> dict[str, tuple[float, float]]:
    """Return how many buildings gain and lose on the mean m² of their façades, and how many residents live in them."""
    means = []
    for city, light in (was, now):
        ids = city.layers[BUILDINGS].table.index if BUILDINGS in city.layers else pd.Index([])
        means.append(pd.Series(facade_sun(city, light).mean, ids))
    more = (means[1] - means[0]).dropna()
    people = inhabited(now[0])["residents"].reindex(more.index).fillna(0.0).to_numpy(float)
    hours = more.to_numpy(float)
    return {BUILDINGS: _moved(hours, np.ones(len(hours))), "homes": _moved(hours, people)}


def _moved(hours: Hours, weights: Hours) -> tuple[float, float]:
    return float(weights[hours >= NOTICED_H].sum()), float(weights[hours <= -NOTICED_H].sum())
