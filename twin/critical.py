"""Closures that delay or cut off most people: of bridges, tunnels and streets, weighed by trips of residents."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.errors import TableError, UsageError
from geodata.language import N_
from geodata.report import Report, report_of

from .city import City
from .closures import Closures, closures_of, crossings, names_of, without_neighbours
from .dead_ends import DeadEnds, dead_ends
from .home_trips import HomeTrips, arcs_of_sets, home_trips
from .homes import homes
from .mobility import MobilityGraph
from .nearby import nearest_names
from .rerouting import Added, Trips, added_by, most_added

TOP = 20
MOST_TOP = 500
DESTINATIONS = 100  # homes sampled as where trips go
LIMIT_MIN = 60.0  # a trip that takes even longer counts as so much longer: nobody makes it; assumed
BATCH = 16
# A closure is searched again in full when it may be listed, as its bound and every fifth destination say.
SCREEN_SHARE = 0.5
COLUMNS = [
    "kind", "name", "near", "crosses", "crosses_name", "trips", "delayed", "mean_extra_min", "person_min", "cut_off",
    "lon", "lat", "length_m", "links", "streets",
]  # fmt: skip
SAME_PEOPLE = 0.5  # a closure of which less people than this share are cut off by it alone is not listed again
NO_WAY_NEAR = N_("homes too far from every way the mode may use; they make no trips")


@dataclass(frozen=True)
class CriticalResult:
    """What delays most and what cuts off most when it is closed, over trips of one from each resident.

    All tables: index rank 1…n; kind ("bridge", "tunnel", "street"), name (street, None), near (the nearest
    street with a name), crosses ("water", "railway",
    None) and crosses_name, trips (over it today), delayed (residents), mean_extra_min (of these), person_min (added to
    these), cut_off (residents who lose most of their trips), lon, lat, length_m, links (positions in the graph),
    streets (ids of ways); geometry lines. `bridges` and `others` (tunnels and streets) are by person_min,
    of one street only its worst piece; `cuts` is by cut_off, without those that cut off the same people again.
    `considered` closures were looked at, `weighed` ones searched again exactly.
    """

    mode: str
    bridges: gpd.GeoDataFrame
    others: gpd.GeoDataFrame
    cuts: gpd.GeoDataFrame
    residents: float
    destinations: int
    considered: int
    weighed: int
    report: Report = field(default=Report(), repr=False)


@dataclass(frozen=True)
class _Candidates:
    """What may be closed: its arcs among the open ones, its name, and the residents behind it (-1: there is a way
    round, or it is no single link). `added` fills up while candidates are weighed: delayed, seconds, lost, cut off."""

    closures: Closures
    arcs: list[NDArray[np.int32]]
    names: Sequence[str | None]
    behind: NDArray[np.float64]
    added: dict[int, NDArray[np.float64]]


def critical(city: City, *, mode: str = "car", top: int = TOP, destinations: int = DESTINATIONS) -> CriticalResult:
    """Return the closures that delay residents most, and those that cut most of them off.

    Every resident makes one trip to the home of another, drawn by where people live: all homes to a sample of 100
    (systematic, along a space-filling curve, so always the same). A closure takes a bridge or tunnel with all its
    lanes and footways, or a piece of street between junctions, from the mode in both directions; the trips
    over it are searched again exactly (importance of Jenelius, Petersen, Mattsson 2006, Transportation Research A 40;
    rerouting as in the Network Robustness Index of Scott et al. 2006, J. Transport Geography 14). Candidates
    are those that may be among the first by what they add at most (the trips over them, led round them from
    where they meet them) and by a fifth of the destinations. Raises UsageError for an
    unknown mode or `top` out of bounds, TableError for a city without residents.
    """
    if not 1 <= top <= MOST_TOP:
        raise UsageError(N_("--top has to be from 1 to {most}, not {top}."), most=MOST_TOP, top=top)
    graph, living = city.mobility, homes(city, mode)
    inhabited = living[(living["link"] >= 0) & (living["residents"] > 0)]
    if not len(inhabited):
        raise TableError(N_("No home of this city has residents near a way open to {mode}."), mode=mode)
    traffic = home_trips(graph, inhabited, mode=mode, destinations=destinations)
    ends = _dead_ends_of(graph, inhabited, traffic, mode)
    some = _candidates(graph, traffic, ends, mode)
    is_bridge = np.array([kind == "bridge" for kind in some.closures.kinds], bool)
    bridges, others = (_slowest(graph, traffic, some, chosen, top) for chosen in (is_bridge, ~is_bridge))
    cut = _cutting(traffic, some, ends, top)
    report = report_of("buildings", "dropped", NO_WAY_NEAR, living.index[living["link"] < 0])
    return CriticalResult(
        mode=mode, bridges=_table(city, graph, some, traffic, bridges),
        others=_table(city, graph, some, traffic, others), cuts=_table(city, graph, some, traffic, cut),
        residents=float(inhabited["residents"].sum()), destinations=len(traffic.trips.seconds),
        considered=len(some.arcs), weighed=len(some.added), report=report,
    )  # fmt: skip


def _dead_ends_of(graph: MobilityGraph, living: pd.DataFrame, traffic: HomeTrips, mode: str) -> DeadEnds:
    """Return the dead ends of the open streets, seen from where most trips pass. Numbers of links as in the graph."""
    links = graph.links
    open_ = graph.is_open(mode) & (links["kind"] == "street").to_numpy(bool)
    nowhere = len(graph.nodes)  # closed links become loops at a node of their own
    start, end = (np.where(open_, links[name].to_numpy(np.int64), nowhere) for name in ("start", "end"))
    root = int(start[np.argmax(np.where(open_, traffic.link_load, -1))])
    return dead_ends(
        start, end, home_link=living["link"].to_numpy(), home_weight=living["residents"].to_numpy(float),
        node_count=nowhere + 1, root=root,
    )  # fmt: skip


def _candidates(graph: MobilityGraph, traffic: HomeTrips, ends: DeadEnds, mode: str) -> _Candidates:
    found = closures_of(graph, traffic.link_load, mode=mode)
    arcs = arcs_of_sets(graph, traffic.open_, found.shut)
    names = names_of(graph, found.links, traffic.link_load)
    behind = np.array([ends.behind[shut[0]] if len(shut) == 1 else -1.0 for shut in found.shut])
    return _Candidates(found, arcs, names, behind, {})


def _slowest(
    graph: MobilityGraph, traffic: HomeTrips, some: _Candidates, chosen: NDArray[np.bool_], top: int
) -> list[int]:
    """Return those of some closures that add most to trips that stay possible.

    Of what cuts off all who use it nothing is delayed. Whoever is not weighed in full adds at most less than the
    last, or, on every fifth destination, less than half as much as the last or less than its street's worst piece.
    """
    limit_s = LIMIT_MIN * 60
    load = np.array([traffic.arc_load[a].sum() for a in some.arcs])
    load[(some.behind >= 0) | ~chosen] = 0.0
    by_load = [int(k) for k in np.argsort(-load, kind="stable") if load[k] > 0]
    _weigh(traffic, some, without_neighbours(graph, some.closures, by_load, some.names, most=2 * top))
    least = _first(graph, some, by_load, top)[1]
    rest = [k for k in by_load if k not in some.added and load[k] * limit_s > least]
    bound = _bounds(traffic, some, rest, limit_s)
    likely = [rest[i] for i in np.flatnonzero(bound > least)]
    guess = dict(zip(likely, _added(traffic, traffic.few, some, likely).seconds.tolist(), strict=True))
    waiting = sorted(likely, key=lambda k: (-guess[k], k))
    while waiting and guess[waiting[0]] > SCREEN_SHARE * least:
        _weigh(traffic, some, waiting[:BATCH])
        listed, least = _first(graph, some, by_load, top)
        worst = {some.names[k]: some.added[k][1] for k in listed if _is_street(some, k) and some.names[k] is not None}
        left = (k for k in waiting[BATCH:] if not _is_street(some, k) or guess[k] > worst.get(some.names[k], 0.0))
        waiting = list(left)
    return [k for k in _first(graph, some, by_load, top)[0] if some.added[k][1] > 0]


def _is_street(some: _Candidates, k: int) -> bool:
    return some.closures.kinds[k] == "street"


def _first(graph: MobilityGraph, some: _Candidates, group: Sequence[int], top: int) -> tuple[list[int], float]:
    """Return the closures of a group that would be listed now, and the seconds one has to exceed to be listed too."""
    order = sorted((k for k in group if k in some.added), key=lambda k: (-some.added[k][1], _is_street(some, k), k))
    listed = without_neighbours(graph, some.closures, order, some.names, most=top)
    return listed, float(some.added[listed[-1]][1]) if len(listed) == top else 0.0


def _cutting(traffic: HomeTrips, some: _Candidates, ends: DeadEnds, top: int) -> list[int]:
    """Return the closures that cut off most residents, each with people that those before it leave connected.

    Exact for links without any way round and for all bridges and tunnels; other streets (with a way round in
    one direction only) are among them when they were weighed for their delays.
    """
    load = np.array([traffic.arc_load[a].sum() for a in some.arcs])
    alone = np.sort(some.behind)[::-1]
    least = max(alone[top - 1] if len(alone) >= top else 0.0, 0.0)
    structures = [
        k for k in range(len(load)) if not _is_street(some, k) and k not in some.added and 2 * load[k] > least
    ]
    _weigh(traffic, some, structures)
    cut_off = some.behind.copy()
    for k, row in some.added.items():
        cut_off[k] = max(cut_off[k], row[3])
    kept: list[int] = []
    is_cut = np.zeros(len(traffic.homes.weight), bool)
    for k in np.argsort(-cut_off, kind="stable").tolist():
        if len(kept) == top or cut_off[k] < 1:
            break
        if any(ends.is_beyond(some.closures.shut[k][0], some.closures.shut[other][0]) for other in kept):
            continue
        homes = _weigh(traffic, some, [k], with_homes=True)[0]
        if traffic.homes.weight[homes & ~is_cut].sum() > SAME_PEOPLE * cut_off[k]:
            kept.append(k)
            is_cut |= homes
    return kept


def _weigh(
    traffic: HomeTrips, some: _Candidates, chosen: Sequence[int], *, with_homes: bool = False
) -> NDArray[np.bool_]:
    """Note what each of some candidates adds: delayed, seconds, lost, cut off; return the homes cut off, if asked."""
    found = _added(traffic, traffic.trips, some, chosen, with_homes=with_homes)
    rows = np.column_stack([found.delayed, found.seconds, found.lost, found.cut_off])
    some.added.update(zip(chosen, rows, strict=True))
    return found.cut_homes


def _added(
    traffic: HomeTrips, trips: Trips, some: _Candidates, chosen: Sequence[int], *, with_homes: bool = False
) -> Added:
    start, closed = _spans([some.arcs[k] for k in chosen])
    limit_s = LIMIT_MIN * 60
    return added_by(traffic.ways, traffic.homes, trips, start, closed, limit_s=limit_s, with_homes=with_homes)


def _bounds(traffic: HomeTrips, some: _Candidates, chosen: Sequence[int], limit_s: float) -> NDArray[np.float64]:
    """Return for some candidates the people × seconds they add at most."""
    pairs = [(i, arc) for i, k in enumerate(chosen) for arc in some.arcs[k] if traffic.arc_load[arc] > 0]
    start, closed = _spans([some.arcs[chosen[i]] for i, _ in pairs])
    asked = np.array([arc for _, arc in pairs], np.int32)
    most = most_added(traffic.ways, traffic.trips, asked, start, closed, stand_in=traffic.stand_in, limit_s=limit_s)
    sums = np.bincount(np.array([i for i, _ in pairs], int), weights=most, minlength=len(chosen))
    return np.asarray(sums, np.float64)


def _spans(sets: Sequence[NDArray[np.int32]]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    start = np.cumsum([0] + [len(s) for s in sets]).astype(np.int32)
    return start, np.concatenate(sets) if sets else np.empty(0, np.int32)


def _table(
    city: City, graph: MobilityGraph, some: _Candidates, traffic: HomeTrips, chosen: Sequence[int]
) -> gpd.GeoDataFrame:
    all_lines = np.asarray(graph.links.geometry.values, dtype=object)
    lines = np.array([shapely.union_all(all_lines[some.closures.links[k]]) for k in chosen], dtype=object)
    shut = [all_lines[some.closures.shut[k]] for k in chosen]
    middles = [shapely.line_interpolate_point(s[np.argmax(shapely.length(s))], 0.5, normalized=True) for s in shut]
    over = crossings(city, np.array([shapely.union_all(s) for s in shut], dtype=object))
    near = nearest_names(graph.links, np.array(middles, dtype=object))
    rows = []
    for k, line, middle, crossing, street in zip(chosen, lines, middles, over, near, strict=True):
        delayed, seconds, _, cut_off = some.added[k].tolist()
        lon, lat = city.frame.to_lonlat_points(middle.x, middle.y)
        ids = graph.links["street"].iloc[some.closures.links[k]].dropna()
        rows.append({
            "kind": some.closures.kinds[k], "name": some.names[k], "near": street,
            "crosses": crossing.kind if crossing else None, "crosses_name": crossing.name if crossing else None,
            "trips": float(traffic.arc_load[some.arcs[k]].max()), "delayed": delayed,
            "mean_extra_min": seconds / delayed / 60 if delayed > 0 else float("nan"), "person_min": seconds / 60,
            "cut_off": cut_off, "lon": round(float(lon), 6), "lat": round(float(lat), 6),
            "length_m": float(shapely.length(line)), "links": some.closures.links[k].tolist(),
            "streets": list(dict.fromkeys(ids)),
        })  # fmt: skip
    index = pd.RangeIndex(1, len(rows) + 1, name="rank")
    return gpd.GeoDataFrame(pd.DataFrame(rows, index=index, columns=COLUMNS), geometry=lines, crs=graph.links.crs)
