"""How far one gets within some minutes, and who lives and what stands there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.errors import UsageError
from geodata.language import N_

from .access import checked_minutes
from .city import City
from .destinations import object_places, objects_of
from .homes import PEOPLE, home_exits, homes, inhabited
from .mobility import MobilityGraph
from .place_times import seconds_from_starts
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
WALK, TRANSIT = "walk", "transit"
NO_WATER = frozenset({"pool", "wetland", "ditch"})  # too small to keep anybody off, or no open water
LEAST_WATER_M2 = 500.0  # a fountain is no hole in a ring


def isochrone(
    city: City, place: Place, *, mode: str, minutes: Sequence[float], at: datetime | None = None
) -> gpd.GeoDataFrame:
    """Return one row for each of some minutes, from the least to the most: what is reached from a place.

    Columns: minutes; area_m2; residents and dwellings (NaN in a city that knows none) and a count for each of
    `FACILITIES`, by the network time to the place of each, as `twin access` counts; geometry in the frame's CRS.
    The area follows the ways, with the yards beside them (`time_field`), and contains that of fewer minutes.
    The seconds are those of the network: the metres from the asked point to the place are not in them.
    With `at` it is public transport by the timetable, for somebody who leaves then (`journeys.seconds_by_timetable`);
    the place is one on foot, as is everything that is reached. Without, lines count by how often they run.
    Raises UsageError for an unknown mode and for minutes that are not between 0 and 120; with `at` for another mode
    than transit, and what `journeys.journey` raises.
    """
    limits = checked_minutes(minutes)
    if at is not None:
        node_s, starts = _by_timetable(city, place, mode, at, limit_s=60 * limits[-1])
        mode = WALK
    else:
        starts = place_table([place]).assign(seconds=0.0)
        seeds = start_seeds(city.mobility, starts, mode=mode)
        node_s = times(city.mobility.compiled(mode), seeds.nodes, seeds.seconds, limit_s=60 * limits[-1])
    columns = _counts(city, starts, node_s, mode, limits)
    areas = _areas(city, starts, node_s, mode, limits)
    return gpd.GeoDataFrame(
        {"minutes": limits, "area_m2": shapely.area(areas), **columns}, geometry=areas, crs=city.frame.crs
    )


def _by_timetable(
    city: City, place: Place, mode: str, at: datetime, *, limit_s: float
) -> tuple[NDArray[np.float64], pd.DataFrame]:
    from .journeys import seconds_by_timetable  # its searches load only for who asks at a time

    if mode != TRANSIT:
        raise UsageError(N_("A time counts for public transport alone. Leave it out for other ways to go."))
    return seconds_by_timetable(city, place, at=at, limit_s=limit_s)


@dataclass(frozen=True)
class _Targets:
    """Things to count: the places they are reached from, whose they are (number of the thing), which things are what.

    The homes are things[“home”], the schools things["school"] …: slices of all things, in their order.
    """

    places: pd.DataFrame
    ends: Seeds
    of: NDArray[np.int64]
    things: Mapping[str, slice]

    def minutes(
        self, graph: MobilityGraph, starts: pd.DataFrame, node_s: NDArray[np.float64], mode: str
    ) -> dict[str, NDArray[np.float64]]:
        """Return the minutes from the starts to the nearest place of each thing, by what they are."""
        least = np.full(max(part.stop for part in self.things.values()), np.inf)
        reached_s = seconds_from_starts(graph, starts, node_s, self.places, self.ends, mode=mode)
        np.minimum.at(least, self.of, reached_s)
        return {name: least[part] / 60 for name, part in self.things.items()}


def _counts(
    city: City, starts: pd.DataFrame, node_s: NDArray[np.float64], mode: str, limits: Sequence[float]
) -> dict[str, NDArray[np.float64] | list[int]]:
    """Return residents, dwellings and facilities within each of the minutes."""
    graph, people = city.mobility, homes(city, mode)
    targets = city.kept(f"isochrone targets {mode}", lambda: _targets(city, mode))
    minutes = targets.minutes(graph, starts, node_s, mode)
    made: dict[str, NDArray[np.float64] | list[int]] = {}
    for name in PEOPLE:
        count = people[name].to_numpy(float)
        inside = [count[minutes["home"] <= limit].sum() for limit in limits]
        made[name] = np.array(inside) if len(count) else np.full(len(limits), np.nan)
    for name in FACILITIES:
        made[name] = [int((minutes[name] <= limit).sum()) for limit in limits]
    return made


def _targets(city: City, mode: str) -> _Targets:
    graph, exits, things, first = city.mobility, home_exits(city, mode), {}, len(inhabited(city))
    tables = [exits[["link", "fraction"]].assign(object=exits["home"])]
    things["home"] = slice(0, first)
    for name, what in FACILITIES.items():
        layer, _, wanted = what.partition(":")
        is_there = layer in city.layers and (not wanted or (city.layers[layer].table["class"] == wanted).any())
        shapes = objects_of(city, what)[0].geometry if is_there and len(city.layers[layer].table) else []
        places = object_places(graph, np.asarray(shapes, dtype=object), mode=mode)
        tables.append(places[["link", "fraction"]].assign(object=places["object"] + first))
        things[name] = slice(first, first + len(shapes))
        first += len(shapes)
    every = pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)
    return _Targets(every, end_seeds(graph, every, mode=mode), every["object"].to_numpy(np.int64), things)


@dataclass(frozen=True)
class _Network:
    """What the times along links are made of, for one mode: open arcs forward and backward (tail, link), seconds."""

    lines: Lines
    links: NDArray[np.int64]
    forward: tuple[NDArray[np.int64], NDArray[np.int64]]
    backward: tuple[NDArray[np.int64], NDArray[np.int64]]
    forward_s: NDArray[np.float64]
    backward_s: NDArray[np.float64]

    def ways(self, node_s: NDArray[np.float64]) -> Ways:
        """Return when links are reached by those who may go on along them: turns and barriers are kept."""
        ends = []
        for tail, link in (self.forward, self.backward):
            when = np.full(len(self.forward_s), np.inf)
            np.minimum.at(when, link, node_s[tail])
            ends.append(when)
        return Ways(self.lines, LinkTimes(ends[0], ends[1], self.forward_s, self.backward_s), self.links)


def _network(city: City, mode: str) -> _Network:
    graph = city.mobility
    lines = city.kept("lines of links", lambda: Lines.of(np.asarray(graph.links.geometry.values, dtype=object)))
    is_open, is_forward = np.isfinite(graph.seconds(mode)), graph.arcs["forward"].to_numpy(bool)
    tail, link = graph.arcs["tail"].to_numpy(np.int64), graph.arcs["link"].to_numpy(np.int64)
    ahead, back = is_open & is_forward, is_open & ~is_forward
    seconds = link_seconds(graph, mode)
    return _Network(lines, graph.usable_links(mode), (tail[ahead], link[ahead]), (tail[back], link[back]), *seconds)


def _areas(
    city: City, starts: pd.DataFrame, node_s: NDArray[np.float64], mode: str, limits: Sequence[float]
) -> NDArray[np.object_]:
    network = city.kept(f"network {mode}", lambda: _network(city, mode))
    water = city.kept("water", lambda: shapely.STRtree(_water(city)))
    near = _from_starts(city.mobility, starts, network)
    field = time_field([network.ways(node_s), near], water=water, limit_s=60 * limits[-1])
    return np.array(field.within([60 * limit for limit in limits]), dtype=object)


def _from_starts(graph: MobilityGraph, starts: pd.DataFrame, network: _Network) -> Ways:
    """Return the two parts of each start's link from the start on, each drawn from there to its end."""
    parts, begin_s, take_s = [], [], []
    for link, fraction, seconds in starts[["link", "fraction", "seconds"]].itertuples(index=False):
        line = graph.links.geometry.values[int(link)]
        ahead_s, back_s = float(network.forward_s[int(link)]), float(network.backward_s[int(link)])
        for end, whole_s, share in ((1.0, ahead_s, 1 - fraction), (0.0, back_s, fraction)):
            part = shapely.ops.substring(line, fraction, end, normalized=True)
            if part.length > 0 and np.isfinite(whole_s):
                parts.append(part)
                begin_s.append(seconds)
                take_s.append(share * whole_s)
    never = np.full(len(parts), np.inf)
    times_ = LinkTimes(np.array(begin_s, float), never, np.array(take_s, float), never)
    return Ways(Lines.of(np.array(parts, dtype=object)), times_, np.arange(len(parts)))


def _water(city: City) -> NDArray[np.object_]:
    """Return the areas of open water in which nobody stands."""
    if "water" not in city.layers:
        return np.zeros(0, dtype=object)
    table = city.water[~city.water["class"].isin(NO_WATER)]
    shapes = np.asarray(table.geometry.values, dtype=object)
    is_large = (shapely.get_dimensions(shapes) == 2) & (shapely.area(shapes) >= LEAST_WATER_M2)
    return np.asarray(shapes[is_large], dtype=object)
