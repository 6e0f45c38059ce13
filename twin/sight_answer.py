"""Answers about sight between places that are named or given by coordinates."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
import shapely

from geodata.errors import UsageError
from geodata.language import N_
from layers.triangulation import triangulated

from .city import City
from .gazetteer import Entry, Gazetteer
from .ground_samples import SAMPLES, cells_of
from .measurement import NotKnownError
from .sight import SightLine, Viewshed, line_of_sight, viewshed
from .surface import GROUND, surface

MOST_POINTS = 400  # of a landmark that are looked at, spread evenly over its cells
NO_PLACE = N_("Nothing here is called “{text}”. Give a name as on the map, an id, or longitude and latitude.")
NOT_FAR = N_("{reach} m is no distance to look. Give more than 0 and at most {most}.")
NOT_HIGH = N_("{height} m is no height of eyes or of what is looked at. Give from 0 to {most}.")
MOST_REACH_M = 20_000.0
MOST_HEIGHT_M = 500.0  # as much as the surface holds above the highest ground


@dataclass(frozen=True)
class SightBetween:
    """Whether a place sees another.

    `seen_share`: of the points of the other that are looked at, the share that is seen (1 or 0 for a bare point);
    `line`: the line to the point that is seen best; `blocked_by`: id and name of the building that hides it. `before`:
    the same in the base of an edited city, None without one and where the base does not have the other place.
    """

    start: Entry
    end: Entry
    line: SightLine
    seen_share: float
    blocked_by: tuple[str, str | None] | None
    before: "SightBetween | None" = None


@dataclass(frozen=True)
class SeenFrom:
    """What is seen from a place.

    `shares`: of streets, green and school grounds within reach, NaN without any there; `before`: the same from the same
    point in the base of an edited city, None without one.
    """

    start: Entry
    view: Viewshed
    shares: Mapping[str, float]
    before: "SeenFrom | None" = None


def place_named(city: City, text: str) -> Entry:
    """Return the place of a text: coordinates, a name or an id. Raises UsageError for one that nothing has."""
    found = Gazetteer.of_city(city).find(text, limit=1)
    if not found:
        raise UsageError(NO_PLACE, text=text[:60])
    return found[0]


def sight_between(city: City, start: str, end: str, *, eyes_m: float, target_m: float = 0.0) -> SightBetween:
    """Return whether a place sees another. Of a landmark with an outline any part that is seen will do.

    Raises UsageError for a height that is none and for a place that is not there.
    """
    _check_heights(eyes_m, target_m)
    here, there = place_named(city, start), place_named(city, end)
    answer = _between(city, here, there, eyes_m, target_m)
    if city.base is None or not _has(city.base, there):
        return answer
    return replace(answer, before=_between(city.base, here, there, eyes_m, target_m))


def _between(city: City, here: Entry, there: Entry, eyes_m: float, target_m: float) -> SightBetween:
    points = _points_of(city, there)
    eye = (here.x_m, here.y_m)
    lines = [line_of_sight(city, eye, (x, y), start_m=eyes_m, end_m=target_m) for x, y in points.tolist()]
    best = min(lines, key=lambda line: (not line.is_clear, line.missing_m))
    share = sum(line.is_clear for line in lines) / len(lines)
    return SightBetween(here, there, best, share, _building_at(city, best.blocked_at))


def seen_from(city: City, start: str, *, eyes_m: float, target_m: float = 0.0, reach_m: float) -> SeenFrom:
    """Return what is seen from a place, up to a distance.

    Raises UsageError for a distance or a height that is none and for a place that is not there.
    """
    if not 0 < reach_m <= MOST_REACH_M:
        raise UsageError(NOT_FAR, reach=reach_m, most=MOST_REACH_M)
    _check_heights(eyes_m, target_m)
    here = place_named(city, start)
    answer = _seen(city, here, eyes_m, target_m, reach_m)
    return answer if city.base is None else replace(answer, before=_seen(city.base, here, eyes_m, target_m, reach_m))


def _seen(city: City, here: Entry, eyes_m: float, target_m: float, reach_m: float) -> SeenFrom:
    view = viewshed(city, (here.x_m, here.y_m), above_m=eyes_m, target_m=target_m, reach_m=reach_m)
    cover, shares = surface(city).cover, {}
    for name, sample_of in SAMPLES.items():
        try:
            sample = sample_of(city, view.grid)
        except NotKnownError:
            continue
        away = np.hypot(*(view.grid.middles(sample.cell) - (here.x_m, here.y_m)).T)
        weight = np.where((away <= reach_m) & (cover.at(sample.cell) == GROUND), sample.weight_m2, 0.0)
        seen = (weight * view.sees(sample.cell)).sum()
        shares[name] = float(seen / weight.sum()) if weight.sum() > 0 else float("nan")
    return SeenFrom(here, view, shares)


def _check_heights(*heights_m: float) -> None:
    for height_m in heights_m:
        if not 0 <= height_m <= MOST_HEIGHT_M:
            raise UsageError(NOT_HIGH, height=height_m, most=MOST_HEIGHT_M)


def _has(city: City, there: Entry) -> bool:
    """Return whether a city has the objects of a place; one without objects is a point, which each city has."""
    if not there.layer or not there.ids:
        return True
    return there.layer in city.layers and bool(pd.Index(there.ids).isin(city.layers[there.layer].table.index).all())


def _points_of(city: City, there: Entry) -> np.ndarray:
    """Return the points of a place that are looked at: the middles of its cells, else its one point."""
    grid = surface(city).grid
    if there.layer and there.ids:
        shapes = np.asarray(city.layers[there.layer].table.geometry.loc[list(there.ids)].values, dtype=object)
        areas = shapes[shapely.get_dimensions(shapes) == 2]
        if not len(areas):
            areas = _around(city, there)
        if len(areas):
            plan = triangulated(areas)
            cells = np.unique(cells_of(grid, plan.xy, plan.triangles, plan.triangle_row)[0])
            if len(cells):
                return grid.middles(cells[:: -(-len(cells) // MOST_POINTS)])
    return np.array([[there.x_m, there.y_m]])


def _around(city: City, there: Entry) -> np.ndarray:
    """Return the outline of the building in which a point stands that is mapped as a point alone; none, for none."""
    if "buildings" not in city.layers or not len(city.buildings):
        return np.empty(0, dtype=object)
    outlines = np.asarray(city.buildings.geometry.values, dtype=object)
    found = shapely.STRtree(outlines).query(shapely.Point(there.x_m, there.y_m), predicate="within")
    return np.asarray(outlines[found[:1]], dtype=object)


def _building_at(city: City, at: tuple[float, float] | None) -> tuple[str, str | None] | None:
    """Return id and name of the building nearest to where the sight ends, if it is there; None for ground or trees."""
    if at is None or "buildings" not in city.layers or not len(city.buildings):
        return None
    outlines = np.asarray(city.buildings.geometry.values, dtype=object)
    reach = surface(city).grid.step_m * 1.5  # the line ends where it enters the cell
    found = shapely.STRtree(outlines).query_nearest(shapely.Point(at), max_distance=reach, all_matches=False)
    if not len(found):
        return None
    row = city.buildings.iloc[int(found[0])]
    return str(row.name), row["name"] if isinstance(row["name"], str) else None
