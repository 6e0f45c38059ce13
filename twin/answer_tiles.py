"""Answers drawn on the map: the rings of an isochrone, a way with its two ends, roofs by the minutes from there."""

from collections.abc import Sequence
from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_
from layers.layer import LegendEntry, Style
from layers.mesh import Mesh, instances, joined
from layers.pins import pin, prism, standing
from layers.solids import facing_up, with_faces

from .access import AccessResult
from .city import City
from .over_decks import over_decks
from .routes import Route
from .snapping import Place
from .tile_drawing import HIGHLIGHT_STYLE, DrawnTile, drawn_tile

OVERLAY = "overlay"  # what stands for an answer where a tile names its layer
RING_LIFT_M = 0.51  # above lawns, water and squares, below the streets, which stay to be seen
WAY_LIFT_M = 1.3  # above everything that lies on the ground
ROOF_LIFT_M = 0.3
PIN_M = (45.0, 10.0)  # height and radius: above the roofs of blocks of flats
WIDTH_SHARE, WIDTHS_M = 1 / 160, (5.0, 24.0)  # of a way's length: seen whole, a long way is drawn wider

# One hue from dark to pale (in dark colours from bright to dim): known apart by everybody, and nothing else is purple.
NEAR_TO_FAR_LIGHT = ((0x54, 0x27, 0x8F), (0x93, 0x7A, 0xCB), (0xCC, 0xC1, 0xE9))
NEAR_TO_FAR_DARK = ((0xDD, 0xC9, 0xFF), (0xA5, 0x87, 0xE6), (0x57, 0x43, 0x96))
WITHIN = N_("within {minutes} min")
FARTHER = LegendEntry("farther", N_("farther"), "#d9711c", "#e8853a")
CANNOT = LegendEntry("cannot", N_("no way there"), "#ffd11a", "#ffe066")
GOAL = LegendEntry("goal", N_("where they go"), "#16191d", "#3ddbb4")
START = LegendEntry("start", N_("start (diamond)"), "#16191d", "#f4f6f8")
END = LegendEntry("end", N_("end (post)"), "#16191d", "#f4f6f8")
WAY = LegendEntry("way", N_("on the way"), "#6a1fb0", "#c79bff")
WALK = LegendEntry("walk", N_("on foot"), "#6a1fb0", "#c79bff")
RIDE = LegendEntry("ride", N_("in a vehicle"), "#d9711c", "#ffa057")


def minutes_legend(minutes: Sequence[float]) -> tuple[LegendEntry, ...]:
    """Return a colour for each of some minutes, the least first; the titles have a field {minutes}."""
    at = np.linspace(0, 1, max(len(minutes), 2))[: len(minutes)]
    light, dark = _mixed(NEAR_TO_FAR_LIGHT, at), _mixed(NEAR_TO_FAR_DARK, at)
    return tuple(LegendEntry(f"{m:g}", WITHIN, one, other) for m, one, other in zip(minutes, light, dark, strict=True))


def _mixed(colours: Sequence[tuple[int, int, int]], at: NDArray[np.float64]) -> list[str]:
    steps = np.linspace(0, 1, len(colours))
    mixed = [np.interp(at, steps, channel) for channel in zip(*colours, strict=True)]
    return [f"#{round(r):02x}{round(g):02x}{round(b):02x}" for r, g, b in zip(*mixed, strict=True)]


def rings_legend(rings: gpd.GeoDataFrame) -> tuple[LegendEntry, ...]:
    """Return what the colours of `rings_tile` mean."""
    return (*minutes_legend(rings["minutes"].tolist()), START)


def rings_tile(city: City, rings: gpd.GeoDataFrame, place: Place) -> DrawnTile:
    """Return the rings of an isochrone as bands under the streets, and a pin where it starts."""
    shapes = np.asarray(rings.geometry.values, dtype=object)
    inner = np.concatenate([[shapely.MultiPolygon()], shapes[:-1]])
    bands = city.terrain.areas(shapely.difference(shapes, inner), lift_m=RING_LIFT_M)
    start = _at_row(_pins(city, [(place.x_m, place.y_m)], _diamond()), len(shapes))
    return _tile(city, joined([bands, start]), rings_legend(rings))


def route_legend(route: Route) -> tuple[LegendEntry, ...]:
    """Return what the colours of `route_tile` mean."""
    rides = any(step.kind == "ride" for step in route.steps)
    return (*((WALK, RIDE) if rides else (WAY,)), START, END)


def route_tile(city: City, route: Route) -> DrawnTile:
    """Return a way as a ribbon over the streets, rides in another colour than walks, with a pin at either end."""
    legend = route_legend(route)
    width_m = float(np.clip(route.length_m * WIDTH_SHARE, *WIDTHS_M))
    lines = over_decks(city, np.array([step.geometry for step in route.steps], dtype=object))
    entry = np.array([int(step.kind == "ride") for step in route.steps], np.int64)
    way = city.terrain.ribbons(lines, np.full(len(lines), width_m), lift_m=WAY_LIFT_M)
    start, end = (route.start.x_m, route.start.y_m), (route.end.x_m, route.end.y_m)
    pins = [_pins(city, [start], _diamond()), _pins(city, [end], _post())]
    ends = [_at_row(made, len(legend) - 2 + k) for k, made in enumerate(pins)]
    return _tile(city, joined([way.at_rows(entry), *ends]), legend)


def served_legend(answer: AccessResult) -> tuple[LegendEntry, ...]:
    """Return what the colours of `served_tile` mean."""
    return (*minutes_legend(answer.minutes), FARTHER, CANNOT, GOAL)


def served_tile(city: City, answer: AccessResult) -> DrawnTile:
    """Return the roofs of all homes in the colours of their minutes to the nearest object, and what they go to."""
    minutes = answer.homes["minutes"].to_numpy(float)
    within = np.searchsorted(np.asarray(answer.minutes), minutes)  # len(minutes): farther than all of them
    entry = np.where(np.isfinite(minutes), within, len(answer.minutes) + 1)
    buildings = city.layers["buildings"]
    blocks = buildings.kind.form(buildings.table.loc[answer.homes.index], city.terrain)
    goals = shapely.get_coordinates(shapely.centroid(np.asarray(answer.destinations.objects.geometry, dtype=object)))
    pins = _at_row(_pins(city, goals, _diamond(0.7)), len(answer.minutes) + 2)
    return _tile(city, joined([_roofs(blocks).at_rows(entry), pins]), served_legend(answer))


def mark_tile(city: City, x_m: float, y_m: float) -> DrawnTile:
    """Return a pin in the colour of the selection at a point that has no object."""
    return drawn_tile(
        OVERLAY, "mark", 1, _pins(city, [(x_m, y_m)], _diamond()), HIGHLIGHT_STYLE, pd.Series([0]), city.frame
    )


def _roofs(blocks: Mesh) -> Mesh:
    """Return the tops of buildings, a little above them."""
    tops = with_faces(blocks, facing_up(blocks))
    return replace(tops, points=tops.points + np.array([0.0, 0.0, ROOF_LIFT_M]))


def _pins(city: City, xy: Sequence[tuple[float, float]] | NDArray[np.float64], shape: Mesh) -> Mesh:
    return instances(standing(np.asarray(xy, float).reshape(-1, 2), city.terrain), shape)


def _diamond(scale: float = 1.0) -> Mesh:
    height_m, radius_m = PIN_M
    return pin(height_m=height_m * scale, radius_m=radius_m * scale)


def _post() -> Mesh:
    height_m, radius_m = PIN_M
    return joined(
        [
            prism(radius_m / 5, sides=4, base_m=0.0, top_m=height_m * 0.6),
            prism(radius_m * 0.8, sides=4, base_m=height_m * 0.6, top_m=height_m),
        ]
    )


def _at_row(mesh: Mesh, row: int) -> Mesh:
    return mesh.at_rows(np.full(int(mesh.face_row.max(initial=0)) + 1, row, np.int64))


def _tile(city: City, mesh: Mesh, legend: tuple[LegendEntry, ...]) -> DrawnTile:
    """Return a mesh whose rows are entries of a legend as a tile."""
    entries = pd.Series(np.arange(len(legend)))
    return drawn_tile(OVERLAY, "answer", len(legend), mesh, Style(legend), entries, city.frame)
