"""How far one gets within some minutes, and who lives and what stands there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .access import checked_minutes
from .city import City
from .destinations import object_places, objects_of
from .homes import PEOPLE, homes
from .mobility import MobilityGraph
from .place_times import seconds_between
from .search import times
from .snapping import Place, Seeds, end_seeds, link_seconds, place_table, start_seeds
from .time_field import Lines, LinkTimes, Ways, time_field

# What is counted within a ring: a column, and the layer or the class of a layer as `twin access --to` names it.
FACILITIES: Mapping[str, str] = {
    "kindergarten": "amenities:kindergarten",
    "school": "amenities:school",
    "health": "amenities:health",
    "pharmacy": "amenities:pharmacy",
    "grocery": "amenities:grocery",
    "park": "green_space:park",
    "stop": "transit",
    "charging_station": "charging_stations",
}
NO_WATER = frozenset({"pool", "wetland", "ditch"})  # too small to keep anybody off, or no open water
LEAST_WATER_M2 = 500.0  # a fountain is no hole in a ring


def isochrone(city: City, place: Place, *, mode: str, minutes: Sequence[float]) -> gpd.GeoDataFrame:
    """Return one row for each of some minutes, from the least to the most: what is reached from a place.

    Columns: minutes; area_m2; residents and dwellings (NaN in a city that knows none) and a count for each of
    `FACILITIES`, by the network time to the place of each, as `twin access` counts; geometry in the frame's CRS.
    The area follows the ways, with the yards beside them (`time_field`), and contains that of fewer minutes.
    The seconds are those of the network: the metres from the asked point to the place are not in them.
    Raises UsageError for an unknown mode and for minutes that are not between 0 and 120.
    """
    limits = checked_minutes(minutes)
    graph = city.mobility
    seeds = start_seeds(graph, place_table([place]), mode=mode)
    node_s = times(graph.compiled(mode), seeds.nodes, seeds.seconds, limit_s=60 * limits[-1])
    columns = _counts(city, place, node_s, mode, limits)
    areas = _areas(city, place, node_s, mode, limits)
    return gpd.GeoDataFrame(
        {"minutes": limits, "area_m2": shapely.area(areas), **columns}, geometry=areas, crs=city.frame.crs
    )


@dataclass(frozen=True)
class _Targets:
    """Things to count: the places they are reached from, whose they are (position of the thing), how many there are."""

    places: pd.DataFrame
    ends: Seeds
    of: NDArray[np.int64]
    count: int

    @classmethod
    def at(cls, graph: MobilityGraph, places: pd.DataFrame, of: NDArray[np.int64], count: int, mode: str) -> "_Targets":
        return cls(places, end_seeds(graph, places, mode=mode), of, count)

    def minutes(
        self, graph: MobilityGraph, place: Place, node_s: NDArray[np.float64], mode: str
    ) -> NDArray[np.float64]:
        """Return the minutes from a place to the nearest place of each thing."""
        least = np.full(self.count, np.inf)
        np.minimum.at(least, self.of, seconds_between(graph, place, node_s, self.places, self.ends, mode=mode))
        return least / 60


def _counts(
    city: City, place: Place, node_s: NDArray[np.float64], mode: str, limits: Sequence[float]
) -> dict[str, NDArray[np.float64] | list[int]]:
    """Return residents, dwellings and facilities within each of the minutes."""
    graph, people = city.mobility, homes(city, mode)
    targets = city.kept(f"isochrone targets {mode}", lambda: _targets(city, mode))
    home_min = targets["home"].minutes(graph, place, node_s, mode)
    within = [home_min <= limit for limit in limits]
    made: dict[str, NDArray[np.float64] | list[int]] = {}
    for name in PEOPLE:
        count = people[name].to_numpy(float)
        made[name] = np.array([count[w].sum() if len(count) else np.nan for w in within])
    for name in FACILITIES:
        facility_min = targets[name].minutes(graph, place, node_s, mode)
        made[name] = [int((facility_min <= limit).sum()) for limit in limits]
    return made


def _targets(city: City, mode: str) -> dict[str, _Targets]:
    graph, living = city.mobility, homes(city, mode)
    made = {"home": _Targets.at(graph, living, np.arange(len(living)), len(living), mode)}
    for name, what in FACILITIES.items():
        layer, _, wanted = what.partition(":")
        is_there = layer in city.layers and (not wanted or (city.layers[layer].table["class"] == wanted).any())
        things = objects_of(city, what)[0].geometry if is_there and len(city.layers[layer].table) else []
        places = object_places(graph, np.asarray(things, dtype=object), mode=mode)
        made[name] = _Targets.at(graph, places, places["object"].to_numpy(np.int64), len(things), mode)
    return made


def _areas(
    city: City, place: Place, node_s: NDArray[np.float64], mode: str, limits: Sequence[float]
) -> NDArray[np.object_]:
    graph = city.mobility
    lines = city.kept("lines of links", lambda: Lines.of(np.asarray(graph.links.geometry.values, dtype=object)))
    water = city.kept("water", lambda: shapely.STRtree(_water(city)))
    usable, _ = graph.link_tree(mode)
    forward, backward = city.kept(f"seconds of links {mode}", lambda: link_seconds(graph, mode))
    everywhere = Ways(lines, _link_times(graph, node_s, mode, forward, backward), usable)
    near = _from_place(graph, place, float(forward[place.link]), float(backward[place.link]))
    field = time_field([everywhere, near], water=water, limit_s=60 * limits[-1])
    return np.array(field.within([60 * limit for limit in limits]), dtype=object)


def _link_times(
    graph: MobilityGraph,
    node_s: NDArray[np.float64],
    mode: str,
    forward: NDArray[np.float64],
    backward: NDArray[np.float64],
) -> LinkTimes:
    """Return when links are reached by those who may go on along them: turns and barriers are kept."""
    is_open, is_forward = np.isfinite(graph.seconds(mode)), graph.arcs["forward"].to_numpy(bool)
    tail, link = graph.arcs["tail"].to_numpy(), graph.arcs["link"].to_numpy()
    ends = []
    for chosen in (is_open & is_forward, is_open & ~is_forward):
        when = np.full(len(graph.links), np.inf)
        np.minimum.at(when, link[chosen], node_s[tail[chosen]])
        ends.append(when)
    return LinkTimes(ends[0], ends[1], forward, backward)


def _from_place(graph: MobilityGraph, place: Place, forward_s: float, backward_s: float) -> Ways:
    """Return the two parts of the link from the place on, each drawn from the place to its end."""
    line = graph.links.geometry.values[place.link]
    ahead = shapely.ops.substring(line, place.fraction, 1.0, normalized=True)
    back = shapely.ops.substring(line, place.fraction, 0.0, normalized=True)
    parts = [(ahead, (1 - place.fraction) * forward_s), (back, place.fraction * backward_s)]
    parts = [(part, seconds) for part, seconds in parts if part.length > 0 and np.isfinite(seconds)]
    seconds = np.array([seconds for _, seconds in parts])
    never = np.full(len(parts), np.inf)
    times_ = LinkTimes(np.zeros(len(parts)), never, seconds, never)
    return Ways(Lines.of(np.array([part for part, _ in parts], dtype=object)), times_, np.arange(len(parts)))


def _water(city: City) -> NDArray[np.object_]:
    """Return the areas of open water in which nobody stands."""
    if "water" not in city.layers:
        return np.zeros(0, dtype=object)
    table = city.water[~city.water["class"].isin(NO_WATER)]
    shapes = np.asarray(table.geometry.values, dtype=object)
    is_large = (shapely.get_dimensions(shapes) == 2) & (shapely.area(shapes) >= LEAST_WATER_M2)
    return np.asarray(shapes[is_large], dtype=object)
