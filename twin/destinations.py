"""Where trips go: the objects of a layer, and their places on the ways that a mode may use."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.errors import UsageError
from geodata.language import N_
from geodata.report import Report, ReportEntry, report_of
from layers.layer import layer_title

from .city import City
from .mobility import MobilityGraph
from .opened_places import all_places, former_links, main_places, places_within
from .same_links import lost_and_gained
from .snapping import SNAP_LIMIT_M, places_on, snap_to_any
from .stop_calls import drawn_without_lines

EDGE_STEP_M = 50.0  # between two points of an area's edge, or of a line, from which it may be entered
EDGE_REACH_M = 25.0  # such a point lets in who walks this near to it: the far side of a street
TOO_FAR = N_("too far from every way the mode may use")
NO_LINE_CALLS = N_("a stop of a scenario at which no line calls")
NOT_FOR_CARS = N_("a charger that is not for cars")
PLACE_COLUMNS = ("object", "link", "fraction", "snap_m")


@dataclass(frozen=True)
class Destinations:
    """Objects to go to, and their places. `objects` is the layer's table; `places` has one row for each
    way in: object (position in `objects`), link, fraction, snap_m. An object that no place leads to is
    in the report."""

    to: str
    objects: gpd.GeoDataFrame = field(repr=False)
    places: pd.DataFrame = field(repr=False)
    report: Report = field(default=Report(), repr=False)

    @property
    def reached(self) -> int:
        """How many objects have a place."""
        return int(self.places["object"].nunique())


def objects_of(city: City, to: str) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the objects that LAYER or LAYER:CLASS names; of charging stations those for cars, of stops those in use.

    Raises UsageError for an unknown layer or class, naming those there are, and for one without objects.
    """
    name, _, wanted = to.partition(":")
    if name not in city.layers:
        raise UsageError(N_("There is no layer “{layer}”. Layers: {known}."), layer=name, known=", ".join(city.layers))
    table = city.layers[name].table
    classes = table["class"].value_counts()
    if wanted and wanted not in classes.index:
        known = ", ".join(str(c) for c in classes.index) or "–"
        raise UsageError(
            N_("The layer “{layer}” has no class “{name}”. Classes: {known}."),
            layer=layer_title(name),
            name=wanted,
            known=known,
        )
    chosen = table[table["class"] == wanted] if wanted else table
    report = Report()
    if name == "charging_stations":
        other = (chosen["car"] == "no").to_numpy(bool)
        report = report_of(name, "dropped", NOT_FOR_CARS, chosen.index[other])
        chosen = chosen[~other]
    if name == "transit" and city.timetable is not None:
        idle = drawn_without_lines(chosen)
        report = report_of(name, "dropped", NO_LINE_CALLS, chosen.index[idle])
        chosen = chosen[~idle]
    if not len(chosen):
        raise UsageError(
            N_("The layer “{title}” has no objects here. Add some with twin build --add {layer}=FILE."),
            title=layer_title(name),
            layer=name,
        )
    return chosen, report


def destinations(city: City, graph: MobilityGraph, to: str, *, mode: str) -> Destinations:
    """Return the objects of LAYER or LAYER:CLASS and their places for a mode.

    A point is reached from the nearest way. An area is entered where a way crosses its edge, and an area or a
    line at points of it, every 50 m, that lie within 25 m of a way; one without such an entry is reached
    from the way that is nearest to one of these points. Fences are not known. In an edited city all this is said of
    the ways that were open before; those that edits opened are entered from too where they are as near.
    Raises UsageError as `objects_of` does.
    """
    objects, report = objects_of(city, to)
    places = object_places(graph, np.asarray(objects.geometry.values, dtype=object), mode=mode)
    lost = np.setdiff1d(np.arange(len(objects)), places["object"].to_numpy())
    layer = to.partition(":")[0]
    report += Report((ReportEntry(layer, "found", N_("objects to go to"), len(objects)),))
    report += report_of(layer, "dropped", TOO_FAR, objects.index[lost])
    return Destinations(to, objects, places, report)


def object_places(graph: MobilityGraph, geometry: NDArray[np.object_], *, mode: str) -> pd.DataFrame:
    """Return the places from which objects are reached: object (position), link, fraction, snap_m; by object."""
    return open_approaches(graph, approaches(graph, geometry), mode=mode)


@dataclass(frozen=True)
class Approaches:
    """Where objects stand beside all ways, whoever may use them: the same for every mode.

    `points` and `edges`: a row for each object that is a point, or for each point along the edge of another: object
    (position), x_m, y_m and its place as `snap_to_any` gives it. `crossings`: object, link, fraction, snap_m (0) where
    ways cross the edges of areas.
    """

    points: pd.DataFrame = field(repr=False)
    edges: pd.DataFrame = field(repr=False)
    crossings: pd.DataFrame = field(repr=False)


def approaches(graph: MobilityGraph, geometry: NDArray[np.object_]) -> Approaches:
    """Return where objects stand beside all ways; of many objects and modes to be made once."""
    is_point = shapely.get_dimensions(geometry) == 0
    points = np.flatnonzero(is_point & ~shapely.is_empty(geometry))
    others, spots = np.flatnonzero(~is_point), shapely.get_coordinates(shapely.centroid(geometry[points]))
    is_area = shapely.get_dimensions(geometry[others]) == 2
    edges = np.where(is_area, shapely.boundary(geometry[others]), geometry[others])
    along, of_edge = _points_along(edges)
    return Approaches(
        _beside(graph, points, spots), _beside(graph, others[of_edge], along),
        _crossings(graph, others[is_area], edges[is_area]),
    )  # fmt: skip


def open_approaches(graph: MobilityGraph, known: Approaches, *, mode: str) -> pd.DataFrame:
    """Return what `object_places` does, of objects whose approaches are known."""
    joined = _joined([_reached(graph, known.points, mode), _entries(graph, known, mode)])
    joined = joined.sort_values(list(PLACE_COLUMNS), kind="stable")
    again = joined.assign(fraction=joined["fraction"].round(6)).duplicated(["object", "link", "fraction"])
    return joined[~again].reset_index(drop=True)


def places_after(
    city: City, now: NDArray[np.int64], places: pd.DataFrame, geometry: NDArray[np.object_], *, mode: str
) -> pd.DataFrame:
    """Return what `object_places` gives, from the places in the base of a city; `now` as of `links_now`.

    Only objects whose ways are gone or closed, or that stand near to one that was none before, are looked at again.
    """
    graph, link = city.mobility, places["link"].to_numpy()
    lost, gained = lost_and_gained(city, now, graph.usable_links(mode), mode=mode)
    again = [places["object"].to_numpy()[lost[link]]]
    if len(gained):
        lines = np.asarray(graph.links.geometry.values, dtype=object)[gained]
        again.append(shapely.STRtree(lines).query(geometry, predicate="dwithin", distance=SNAP_LIMIT_M)[0])
    objects = np.unique(np.concatenate(again))
    if not len(objects) and np.array_equal(now[link], link):
        return places
    kept = places.assign(link=now[link])[~places["object"].isin(objects)]
    if not len(objects):
        return kept
    anew = object_places(graph, geometry[objects], mode=mode)
    anew = anew.assign(object=objects[anew["object"].to_numpy()])
    return _joined([kept, anew]).sort_values(list(PLACE_COLUMNS), kind="stable").reset_index(drop=True)


def _beside(graph: MobilityGraph, objects: NDArray[np.int64], xy: NDArray[np.float64]) -> pd.DataFrame:
    return snap_to_any(graph, xy[:, 0], xy[:, 1]).assign(object=objects, x_m=xy[:, 0], y_m=xy[:, 1])


def _reached(graph: MobilityGraph, beside: pd.DataFrame, mode: str) -> pd.DataFrame:
    """Return the places of points by a mode, without those that have none."""
    x, y = beside["x_m"], beside["y_m"]
    places = all_places(graph, main_places(graph, beside, x, y, mode=mode), x, y, mode=mode)
    places = places.assign(object=beside["object"].to_numpy()[places["point"]])
    return places.loc[places["link"] >= 0, list(PLACE_COLUMNS)]


def _entries(graph: MobilityGraph, known: Approaches, mode: str) -> pd.DataFrame:
    """Return the places of areas and lines: crossings of the edge, near points of it, else its nearest point."""
    if not len(known.edges):
        return pd.DataFrame({name: pd.Series(dtype=t) for name, t in _TYPES.items()})
    links = former_links(graph, mode)
    near = places_on(graph, known.edges, known.edges["x_m"], known.edges["y_m"], links=links)
    near = near.assign(object=known.edges["object"])
    near = near[near["link"].to_numpy() >= 0]
    inner = near["snap_m"] <= EDGE_REACH_M
    entered = _joined([near[inner], _crossed(known, links)])
    rest = near[~near["object"].isin(entered["object"])]
    nearest = rest.loc[rest.groupby("object")["snap_m"].idxmin()] if len(rest) else rest
    return _joined([entered, nearest, *_opened_entries(graph, known, entered, nearest, mode)])


def _opened_entries(
    graph: MobilityGraph, known: Approaches, entered: pd.DataFrame, nearest: pd.DataFrame, mode: str
) -> list[pd.DataFrame]:
    """Return the places on ways that edits opened: where they cross an edge, or come as near to a point of it as has
    let somebody in before, and at least 25 m."""
    links = graph.opened_links(mode)
    if not len(links):
        return []
    of, (x, y) = known.edges["object"].to_numpy(), known.edges[["x_m", "y_m"]].to_numpy(float).T
    reach_m = pd.Series(SNAP_LIMIT_M, np.unique(of))
    reach_m[entered["object"].unique()] = EDGE_REACH_M
    reach_m[nearest["object"].to_numpy()] = np.maximum(nearest["snap_m"].to_numpy(), EDGE_REACH_M)
    near = places_within(graph, links, x, y, reach_m[of].to_numpy())
    return [_crossed(known, links), near.drop(columns="point").assign(object=of[near["point"]])]


def _crossed(known: Approaches, links: NDArray[np.int64]) -> pd.DataFrame:
    return known.crossings[np.isin(known.crossings["link"].to_numpy(), links)]


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return tables as one; empty ones would make its columns others."""
    return pd.concat([table for table in tables if len(table)] or tables[:1])


_TYPES: Mapping[str, str] = {"object": "int64", "link": "int64", "fraction": "float64", "snap_m": "float64"}


def _points_along(lines: NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Return points every 50 m (and at all ends) of lines, and the line of each."""
    parts, line = shapely.get_parts(lines, return_index=True)
    count = np.maximum(np.ceil(shapely.length(parts) / EDGE_STEP_M).astype(np.int64), 1) + 1
    part = np.repeat(np.arange(len(parts)), count)
    step = np.arange(len(part)) - np.repeat(np.cumsum(count) - count, count)
    points = shapely.line_interpolate_point(parts[part], step / (count[part] - 1), normalized=True)
    return shapely.get_coordinates(points), line[part]


def _crossings(graph: MobilityGraph, objects: NDArray[np.int64], edges: NDArray[np.object_]) -> pd.DataFrame:
    """Return the places where links cross or touch the edges of areas."""
    which, link = graph.link_tree.query(edges, predicate="intersects")
    lines = graph.link_tree.geometries[link]
    met = shapely.intersection(edges[which], lines)
    points, pair = shapely.get_parts(shapely.extract_unique_points(met), return_index=True)
    along = shapely.line_locate_point(lines[pair], points, normalized=True)
    return pd.DataFrame(
        {"object": objects[which[pair]], "link": link[pair], "fraction": np.clip(along, 0, 1), "snap_m": 0.0}
    )
