"""From a point to its place on the graph: the nearest point on a link that the mode may use."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from geodata.errors import InputError
from geodata.language import N_

from .city import City
from .mobility import MobilityGraph
from .threads import in_threads

SNAP_LIMIT_M = 300.0  # farther from every street than this, a point is not served by any
FEW = 64  # points for which a tree of links is not worth making
DRY_M = 15.0  # half the width of a bridge and a bit: a point in the water this near to a link is on the bridge


@dataclass(frozen=True)
class Place:
    """A point on a link: `fraction` of its length from its start; the asked point lies `snap_m` beside it."""

    link: int
    fraction: float
    snap_m: float
    x_m: float
    y_m: float


@dataclass(frozen=True)
class Seeds:
    """Nodes to search from, and the seconds from the place to each of them, for one place after another.

    Place k has nodes[indptr[k]:indptr[k + 1]].
    """

    indptr: NDArray[np.int64]
    nodes: NDArray[np.int32]
    seconds: NDArray[np.float64]


def snap(
    graph: MobilityGraph, x_m: ArrayLike, y_m: ArrayLike, *, mode: str, limit_m: float = SNAP_LIMIT_M
) -> pd.DataFrame:
    """Return the place of each point (the frame's CRS): link (-1 where none is within the limit), fraction, snap_m.

    Of links that are equally near, as at a corner, it is the first. Index 0…n-1 as the points.
    Columns link (int), fraction (0 to 1; NaN), snap_m (metres; NaN).
    """
    points = shapely.points(np.asarray(x_m, float), np.asarray(y_m, float))
    if not len(graph.usable_links(mode)) or not len(points):
        return _places(graph, points, np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))
    return _places(graph, points, *_nearest_links(graph, points, mode, limit_m))


def snap_to_any(graph: MobilityGraph, x_m: ArrayLike, y_m: ArrayLike) -> pd.DataFrame:
    """Return the place of each point on the ways of all modes together, as `snap` does.

    It is the place by every mode that may use its link, and most ways are open to most: of many points and modes only
    the rest has to be snapped again.
    """
    points = shapely.points(np.asarray(x_m, float), np.asarray(y_m, float))
    usable = np.unique(np.concatenate([np.empty(0, np.int64), *(graph.usable_links(mode) for mode in graph.modes)]))
    tree = shapely.STRtree(np.asarray(graph.links.geometry.values, dtype=object)[usable])
    link, metres = np.full(len(points), -1), np.full(len(points), np.nan)

    def fill(first: int, last: int) -> None:
        asked, found, distance = _first_nearest(usable, tree, points[first:last], SNAP_LIMIT_M)
        link[first + asked], metres[first + asked] = found, distance

    if len(usable):
        in_threads(fill, len(points))
    known = np.flatnonzero(link >= 0)
    return _places(graph, points, known, link[known], metres[known])


def _places(
    graph: MobilityGraph, points: NDArray[np.object_], asked: NDArray[np.int64], link: NDArray[np.int64],
    distance: NDArray[np.float64],
) -> pd.DataFrame:  # fmt: skip
    """Return the table of `snap` of what was found for some points."""
    links, fraction, snap_m = (np.full(len(points), missing) for missing in (-1, np.nan, np.nan))
    lines = np.asarray(graph.links.geometry.values, dtype=object)[link]
    along = shapely.line_locate_point(lines, points[asked], normalized=True)
    links[asked], fraction[asked], snap_m[asked] = link, np.clip(along, 0.0, 1.0), distance
    return pd.DataFrame({"link": links, "fraction": fraction, "snap_m": snap_m})


def _nearest_links(
    graph: MobilityGraph, points: NDArray[np.object_], mode: str, limit_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (point, link, metres) of the nearest link within the limit; of equally near ones the first."""
    base = graph.laid_over
    if base is not None and len(points) <= FEW and not graph.has_tree(mode):
        asked, link, distance = _links_of_base(graph, base, points, mode, limit_m)
        return _firsts(asked, link, distance)
    return _first_nearest(*graph.link_tree(mode), points, limit_m)


def _first_nearest(
    usable: NDArray[np.int64], tree: shapely.STRtree, points: NDArray[np.object_], limit_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (point, link, metres) of the nearest link of a tree within the limit; of equally near ones the first."""
    (asked, near), distance = tree.query_nearest(points, max_distance=limit_m, return_distance=True, all_matches=True)
    return _firsts(asked, usable[near], distance)


def _firsts(
    asked: NDArray[np.int64], link: NDArray[np.int64], distance: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return of (point, link, metres) the nearest for each point, and of equally near ones the first."""
    order = np.lexsort((link, distance, asked))
    asked, first = np.unique(asked[order], return_index=True)
    return asked, link[order][first], distance[order][first]


def _links_of_base(
    graph: MobilityGraph, base: MobilityGraph, points: NDArray[np.object_], mode: str, limit_m: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (point, link, metres) of all links within the limit, found by the tree of the graph this is laid over."""
    lines = np.asarray(graph.links.geometry.values, dtype=object)
    usable, tree = base.link_tree(mode)
    asked, near = tree.query(points, predicate="dwithin", distance=limit_m)
    lost, gained = graph.changed_links(mode)
    stays = ~np.isin(usable[near], lost)
    asked, link = asked[stays], usable[near[stays]]
    asked = np.concatenate([asked, np.repeat(np.arange(len(points)), len(gained))])
    link = np.concatenate([link, np.tile(gained, len(points))])
    distance = shapely.distance(points[asked], lines[link])
    within = distance <= limit_m
    return asked[within], link[within], distance[within]


def place_at(city: City, graph: MobilityGraph, lonlat: tuple[float, float], *, mode: str) -> Place:
    """Return the place of a point given by longitude and latitude.

    Raises InputError for a point outside the city, in the water, or too far from every way the mode may use.
    """
    lon, lat = lonlat
    west, south, east, north = city.frame.bounds_lonlat
    if not (west <= lon <= east and south <= lat <= north):
        raise InputError(
            N_("{lon:.5f},{lat:.5f} lies outside the city ({west:.2f},{south:.2f} to {east:.2f},{north:.2f}). "
               "Give longitude,latitude of a point within."),
            lon=lon, lat=lat, west=west, south=south, east=east, north=north,
        )  # fmt: skip
    x, y = (float(v) for v in city.frame.from_lonlat_points(lon, lat))
    found = snap(graph, [x], [y], mode=mode).iloc[0]
    if found["link"] < 0:
        raise InputError(
            N_("{lon:.5f},{lat:.5f} is more than {limit:.0f} m from every way open to {mode}. "
               "Give a point nearer to one."),
            lon=lon, lat=lat, limit=SNAP_LIMIT_M, mode=mode,
        )  # fmt: skip
    if found["snap_m"] > DRY_M and _is_in_water(city, x, y):
        raise InputError(N_("{lon:.5f},{lat:.5f} lies in the water. Give a point on land."), lon=lon, lat=lat)
    return place_of(graph, found)


def place_of(graph: MobilityGraph, row: pd.Series) -> Place:
    """Return the place that a row of `snap` tells of: link, fraction, snap_m."""
    line = graph.links.geometry.values[int(row["link"])]
    point = shapely.line_interpolate_point(line, row["fraction"], normalized=True)
    return Place(int(row["link"]), float(row["fraction"]), float(row["snap_m"]), point.x, point.y)


def place_table(places: Sequence[Place]) -> pd.DataFrame:
    """Return places as a table with the columns link, fraction, snap_m."""
    columns = {name: [getattr(place, name) for place in places] for name in ("link", "fraction", "snap_m")}
    return pd.DataFrame(columns)


def start_seeds(graph: MobilityGraph, places: pd.DataFrame, *, mode: str) -> Seeds:
    """Return for each place (link, fraction) the nodes it leads to and the seconds there; none where link is -1."""
    place, arc, rest = _arcs_at(graph, places, mode, towards_head=True)
    return _seeds(place, graph.arc_heads[arc], rest, len(places))


def end_seeds(graph: MobilityGraph, places: pd.DataFrame, *, mode: str) -> Seeds:
    """Return for each place (link, fraction) the nodes that lead to it and the seconds from them."""
    place, arc, rest = _arcs_at(graph, places, mode, towards_head=False)
    return _seeds(place, graph.arc_tails[arc], rest, len(places))


def seconds_on_link(graph: MobilityGraph, start: pd.DataFrame, end: pd.DataFrame, *, mode: str) -> NDArray[np.float64]:
    """Return the seconds straight along the link for pairs of places (row k with row k) on one link, else inf."""
    link = start["link"].to_numpy()
    same = np.flatnonzero((link == end["link"].to_numpy()) & (link >= 0))
    ahead = (end["fraction"].to_numpy() - start["fraction"].to_numpy())[same]
    pair, arc = _arcs_of(graph, link[same])
    fits = graph.arcs_lead_forward[arc] == (ahead >= 0)[pair]
    whole = np.full(len(same), np.inf)
    np.minimum.at(whole, pair[fits], graph.seconds(mode)[arc[fits]])
    made = np.full(len(start), np.inf)
    with np.errstate(invalid="ignore"):
        made[same] = np.where(ahead == 0, 0.0, np.abs(ahead) * whole)
    return made


def seconds_of_links(
    graph: MobilityGraph, links: NDArray[np.int64], *, mode: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the seconds of some links forward and backward, inf where the mode may not go."""
    which, arc = _arcs_of(graph, links)
    seconds, is_forward = graph.seconds(mode)[arc], graph.arcs_lead_forward[arc]
    made = []
    for chosen in (is_forward, ~is_forward):
        least = np.full(len(links), np.inf)
        np.minimum.at(least, which[chosen], seconds[chosen])
        made.append(least)
    return made[0], made[1]


def link_seconds(graph: MobilityGraph, mode: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the seconds of each link forward and backward, inf where the mode may not go."""
    return seconds_of_links(graph, np.arange(len(graph.links)), mode=mode)


def _arcs_at(
    graph: MobilityGraph, places: pd.DataFrame, mode: str, *, towards_head: bool
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    """Return (place, arc, seconds of the part of the arc after the place, or before it) for all open arcs."""
    link = places["link"].to_numpy()
    known = np.flatnonzero(link >= 0)
    place, arc = _arcs_of(graph, link[known])
    place = known[place]
    whole = graph.seconds(mode)[arc]
    place, arc, whole = place[np.isfinite(whole)], arc[np.isfinite(whole)], whole[np.isfinite(whole)]
    fraction = places["fraction"].to_numpy()[place]
    before = np.where(graph.arcs_lead_forward[arc], fraction, 1.0 - fraction)
    return place, arc, whole * (1.0 - before if towards_head else before)


def _arcs_of(graph: MobilityGraph, links: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return (position in `links`, arc) for all arcs of some links."""
    first, arcs = graph.arcs_of_links
    counts = first[links + 1] - first[links]
    which = np.repeat(np.arange(len(links)), counts)
    offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, arcs[np.repeat(first[links], counts) + offset]


def _seeds(place: NDArray[np.int64], nodes: NDArray[np.int32], seconds: NDArray[np.float64], count: int) -> Seeds:
    return Seeds(np.searchsorted(place, np.arange(count + 1)), nodes, seconds)


def _is_in_water(city: City, x_m: float, y_m: float) -> bool:
    if "water" not in city.layers:
        return False
    water = city.layers["water"].table
    return bool(water.sindex.query(shapely.Point(x_m, y_m), predicate="within").size)
