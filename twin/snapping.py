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
NEAR_M = (40.0, 120.0)  # within the first most points have a way of every mode, within the second nearly all
MANY = 1000  # points that are worth a thread
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Found = tuple[Ints, Ints, Floats]  # points, the link of each, the metres between
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

    indptr: Ints
    nodes: NDArray[np.int32]
    seconds: Floats

    def grouped(self, of: Ints, count: int) -> "Seeds":
        """Return the seeds of things that have several places each: `of` says whose each is, in ascending order."""
        return Seeds(self.indptr[np.searchsorted(of, np.arange(count + 1))], self.nodes, self.seconds)


def snap(
    graph: MobilityGraph, x_m: ArrayLike, y_m: ArrayLike, *, mode: str, limit_m: float = SNAP_LIMIT_M
) -> pd.DataFrame:
    """Return the place of each point (the frame's CRS): link (-1 where none is within the limit), fraction, snap_m.

    Of links that are equally near, as at a corner, it is the first. Index 0…n-1 as the points.
    Columns link (int), fraction (0 to 1; NaN), snap_m (metres; NaN).
    """
    places = snap_to_any(graph, x_m, y_m, limit_m=limit_m)
    return places_on(graph, places, x_m, y_m, links=graph.usable_links(mode), limit_m=limit_m)


def snap_to_any(graph: MobilityGraph, x_m: ArrayLike, y_m: ArrayLike, *, limit_m: float = SNAP_LIMIT_M) -> pd.DataFrame:
    """Return the place of each point on the nearest of all links, whoever may use it, as `snap` does."""
    points = shapely.points(np.asarray(x_m, float), np.asarray(y_m, float))
    links, fraction, snap_m = (np.full(len(points), missing) for missing in (-1, np.nan, np.nan))
    asked, link, metres = _nearest(graph.link_tree, points, limit_m)
    links[asked], fraction[asked], snap_m[asked] = link, _along(graph, points[asked], link), metres
    return pd.DataFrame({"link": links, "fraction": fraction, "snap_m": snap_m})


def places_on(
    graph: MobilityGraph, places: pd.DataFrame, x_m: ArrayLike, y_m: ArrayLike, *, links: Ints,
    limit_m: float = SNAP_LIMIT_M,
) -> pd.DataFrame:  # fmt: skip
    """Return the places of points on the nearest of some links: those of `snap_to_any` where they are all on these.

    The nearest of all links is the nearest of some, if it is one of them: as most modes may use most links, only some
    points have to be looked at for each mode.
    """
    usable = np.zeros(len(graph.links) + 1, bool)
    usable[links] = True
    usable[-1] = True  # where no link is near, -1, there is none of these either
    closed = np.flatnonzero(~usable[places["link"].to_numpy()])
    if not len(closed):
        return places
    points = shapely.points(np.asarray(x_m, float)[closed], np.asarray(y_m, float)[closed])
    found, fraction, snap_m = (places[name].to_numpy().copy() for name in ("link", "fraction", "snap_m"))
    found[closed], fraction[closed], snap_m[closed] = -1, np.nan, np.nan
    asked, link, metres = _nearest_usable(graph, usable, points, limit_m)
    at = closed[asked]
    found[at], fraction[at], snap_m[at] = link, _along(graph, points[asked], link), metres
    return pd.DataFrame({"link": found, "fraction": fraction, "snap_m": snap_m})


def _along(graph: MobilityGraph, points: NDArray[np.object_], link: Ints) -> Floats:
    """Return where on its link the nearest place to each point is, 0 to 1."""
    along = shapely.line_locate_point(graph.link_tree.geometries[link], points, normalized=True)
    return np.asarray(np.clip(along, 0.0, 1.0), float)


def _nearest_usable(graph: MobilityGraph, usable: Bools, points: NDArray[np.object_], limit_m: float) -> Found:
    """Return the nearest usable link of all within the limit; for most points the few within 40 m are enough."""
    parts: list[Found] = []
    rest = np.arange(len(points))
    for reach_m in (*(near for near in NEAR_M if near < limit_m), limit_m):
        asked, link = graph.link_tree.query(points[rest], predicate="dwithin", distance=reach_m)
        asked, link = rest[asked[usable[link]]], link[usable[link]]
        parts.append(_firsts(asked, link, shapely.distance(points[asked], graph.link_tree.geometries[link])))
        rest = np.setdiff1d(rest, asked)
    first, second, third = (np.concatenate(column) for column in zip(*parts, strict=True))
    return first, second, third


def _nearest(tree: shapely.STRtree, points: NDArray[np.object_], limit_m: float) -> Found:
    """Return the nearest line of a tree for all points that have one within the limit; the first of equally near."""
    parts: list[Found] = []

    def find(first: int, last: int) -> None:
        (asked, line), metres = tree.query_nearest(
            points[first:last], max_distance=limit_m, return_distance=True, all_matches=True
        )
        parts.append(_firsts(first + asked, line, metres))

    in_threads(find, len(points), least=MANY)
    asked, line, metres = (np.concatenate(column) for column in zip(*parts, strict=True))
    return asked, line, metres


def _firsts(asked: Ints, link: Ints, metres: Floats) -> Found:
    """Return for each point the nearest of the links found, and of equally near ones the first."""
    order = np.lexsort((link, metres, asked))
    asked, first = np.unique(asked[order], return_index=True)
    return asked, link[order][first], metres[order][first]


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


def seconds_on_link(graph: MobilityGraph, start: pd.DataFrame, end: pd.DataFrame, *, mode: str) -> Floats:
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


def seconds_of_links(graph: MobilityGraph, links: Ints, *, mode: str) -> tuple[Floats, Floats]:
    """Return the seconds of some links forward and backward, inf where the mode may not go."""
    which, arc = _arcs_of(graph, links)
    seconds, is_forward = graph.seconds(mode)[arc], graph.arcs_lead_forward[arc]
    made = []
    for chosen in (is_forward, ~is_forward):
        least = np.full(len(links), np.inf)
        np.minimum.at(least, which[chosen], seconds[chosen])
        made.append(least)
    return made[0], made[1]


def link_seconds(graph: MobilityGraph, mode: str) -> tuple[Floats, Floats]:
    """Return the seconds of each link forward and backward, inf where the mode may not go."""
    return seconds_of_links(graph, np.arange(len(graph.links)), mode=mode)


def _arcs_at(graph: MobilityGraph, places: pd.DataFrame, mode: str, *, towards_head: bool) -> tuple[Ints, Ints, Floats]:
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


def _arcs_of(graph: MobilityGraph, links: Ints) -> tuple[Ints, Ints]:
    """Return (position in `links`, arc) for all arcs of some links."""
    first, arcs = graph.arcs_of_links
    counts = first[links + 1] - first[links]
    which = np.repeat(np.arange(len(links)), counts)
    offset = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, arcs[np.repeat(first[links], counts) + offset]


def _seeds(place: Ints, nodes: NDArray[np.int32], seconds: Floats, count: int) -> Seeds:
    return Seeds(np.searchsorted(place, np.arange(count + 1)), nodes, seconds)


def _is_in_water(city: City, x_m: float, y_m: float) -> bool:
    if "water" not in city.layers:
        return False
    water = city.layers["water"].table
    return bool(water.sindex.query(shapely.Point(x_m, y_m), predicate="within").size)
