"""Hours of sun of one object, or of one place: what a card says of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import shapely

from layers.triangulation import Floats, Ints, triangulated

from .city import City
from .city_grid import CityGrid
from .facade_sun import facade_sun, wall_light
from .ground_samples import cells_of
from .homes import BUILDINGS
from .hours_picture import has_sun
from .sunlight import Light, hours_of_sun
from .surface import CROWN, ROOF

SunOf = Literal["wall", "roof", "facades", "ground", "place"]
Place = tuple[float, float] | tuple[float, float, float]
ON_WALL_M = 1.0  # a place nearer than this to a wall, and not above it, is on it
ROOFED, PLANTED = (BUILDINGS, "building_parts"), "trees"


@dataclass(frozen=True)
class SunValue:
    """Hours of sun through a day, of what: a place on a wall, roof, façades (their mean m²), open ground, one cell."""

    of: SunOf
    hours: float


def sun_values(city: City, day: date, layer: str, id: str, *, place: Place | None) -> list[SunValue]:
    """Return the hours of sun of an object; what is not known is left out. Slow the first time of a day.

    A building: where `place` (x, y, z in the CRS) is on one of its walls the point before it, then the mean m² of its
    roof as seen from above, and of its façades. Areas: the mean m² of their ground, none under a roof, in shade under a
    crown. Others: the cell at `place`, else in their middle.
    """
    table = city.layers[layer].table
    shape, light = table.geometry[id], _light(city, day)
    if shape.geom_type in ("Polygon", "MultiPolygon"):
        cells = cells_in(light.surface.grid, shape) if light else np.empty(0, np.int64)
        found = [_of_roof(light, cells) if layer in ROOFED else _of_ground(light, cells)]
        if layer == BUILDINGS:
            row = int(table.index.get_loc(id))
            found = [*_on_wall(city, light, row, place), *found, SunValue("facades", _facade_hours(city, light, row))]
        return [each for each in found if not np.isnan(each.hours)]
    middle = shape.representative_point()
    at = (middle.x, middle.y) if place is None else place[:2]
    return sun_at(city, day, at, is_top=layer == PLANTED)


def sun_at(city: City, day: date, place: tuple[float, float], *, is_top: bool = False) -> list[SunValue]:
    """Return the hours of sun of the cell at a place (x and y in the CRS): none outside the city.

    Under a crown the ground is in shade; `is_top` asks for the crown itself.
    """
    light = _light(city, day)
    if light is None:
        return [SunValue("place", 0.0)]
    cell = light.surface.grid.cells_at(np.array([place], float))
    if cell[0] < 0:
        return []
    is_dark = not is_top and light.surface.cover.at(cell)[0] == CROWN
    return [SunValue("place", 0.0 if is_dark else float(light.at(cell)[0]))]


def cells_in(grid: CityGrid, shape: shapely.Geometry) -> Ints:
    """Return the cells whose middle lies in an area, each once."""
    plan = triangulated([shape])
    cells, _ = cells_of(grid, plan.xy, plan.triangles, plan.triangle_row)
    return np.unique(cells)


def _light(city: City, day: date) -> Light | None:
    return hours_of_sun(city, day) if has_sun(city, day) else None


def _of_roof(light: Light | None, cells: Ints) -> SunValue:
    if light is None:
        return SunValue("roof", 0.0)
    return SunValue("roof", _mean(light.at(cells[light.surface.cover.at(cells) == ROOF])))


def _of_ground(light: Light | None, cells: Ints) -> SunValue:
    if light is None:
        return SunValue("ground", 0.0)
    top = light.surface.cover.at(cells)
    return SunValue("ground", _mean((light.at(cells) * (top != CROWN))[top != ROOF]))


def _facade_hours(city: City, light: Light | None, row: int) -> float:
    return 0.0 if light is None else float(facade_sun(city, light).mean[row])


def _on_wall(city: City, light: Light | None, row: int, place: Place | None) -> list[SunValue]:
    """Return the hours of the point before a building's wall that stands for a place on it; none elsewhere."""
    if light is None or place is None or len(place) < 3:
        return []
    walls = wall_light(city, light)
    mine = np.flatnonzero(walls.points.row == row)
    points = walls.points.chosen(mine)
    away = np.array(place[:2]) - points.middle
    off = np.abs((away * points.facing).sum(axis=1))
    aside = np.abs(away[:, 0] * points.facing[:, 1] - away[:, 1] * points.facing[:, 0]) - points.width_m / 2
    far, up = np.hypot(off, np.maximum(aside, 0)), np.abs(points.z_m - place[2])
    near = np.flatnonzero((far < ON_WALL_M) & (up <= points.area_m2 / points.width_m / 2 + ON_WALL_M))
    if not len(near):
        return []
    best = near[np.lexsort([up[near], far[near].round(2)])[0]]
    return [SunValue("wall", float(walls.counts[mine[best]] * light.share))]


def _mean(hours: Floats) -> float:
    return float(hours.mean()) if len(hours) else float("nan")
