"""Where new facilities serve most people: sites one after the other, each with its reason."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.errors import UsageError
from geodata.language import N_
from geodata.report import Report, ReportEntry, report_of

from .access import checked_minutes, homes_to_objects
from .city import City
from .coverage import most_covering
from .destinations import destinations
from .home_coverage import home_coverage
from .homes import home_exits, homes
from .mobility import MobilityGraph
from .nearby import nearest_names
from .snapping import snap

AVOIDED = ("green_space", "water")
PREFERRED = {"charging_stations": ("parking",)}  # a car that charges has to stand somewhere
NO_CAR_PARK = ("bicycle", "motorcycle", "entrance")  # classes of parking where no car can charge
CLOSED_ACCESS = ("no", "private")
NO_STOPPING = ("motorway", "motorway_link", "trunk", "trunk_link", "track")
SPACING_M = 100.0  # between candidates in the streets
PREFERRED_M = 150.0  # a preferred site stands for the streets so near to it: two minutes on foot
MOST_SITES = 10_000

CANDIDATES = N_("candidate sites")
AVOIDED_REASON = N_("a candidate site in an area to avoid")
CLOSED = N_("a candidate site that is not open to all")
UNREACHED = N_("a candidate site too far from every way the mode may use")


@dataclass(frozen=True)
class SitingResult:
    """Proposed sites in the order of their gain.

    `sites`: index 1…n; residents and dwellings (gained), next_best (residents the best other candidate would have
    added in its place), served (residents, with those before and the existing ones), served_share, at ("parking",
    another layer, or "street"), id and name of the object or street, near (the nearest street with a name),
    neighbourhood (name), lon, lat; geometry points.
    `served_before`: residents already within reach of an existing one, of `residents`.
    """

    layer: str
    mode: str
    minutes: float
    count: int
    sites: gpd.GeoDataFrame
    residents: float
    served_before: float
    existing: int
    candidates: int
    report: Report = field(default=Report(), repr=False)

    @property
    def points(self) -> list[tuple[float, float]]:
        """Longitude and latitude of each site: `city.scenario("A").add_charging_stations(*proposed.points)`."""
        return [(float(lon), float(lat)) for lon, lat in zip(self.sites["lon"], self.sites["lat"], strict=True)]


def site(
    city: City,
    *,
    layer: str = "charging_stations",
    count: int = 100,
    mode: str = "walk",
    minutes: float = 5.0,
    avoid: Sequence[str] = AVOIDED,
    prefer: Sequence[str] | None = None,
) -> SitingResult:
    """Return sites that together bring an object of a layer within reach of most residents not yet served.

    Candidates are the objects of the layers to prefer, and a place in the streets every 100 m where none of
    those is within 150 m; none lies in an area to avoid. Chargers stand only where cars may go. Lazy greedy
    maximum coverage (`coverage.most_covering`).
    Fewer sites come back when no other candidate serves anybody more. Raises UsageError for unknown layers or
    modes, and for a count or minutes out of bounds.
    """
    if not 1 <= count <= MOST_SITES:
        raise UsageError(N_("The count has to be from 1 to {most}, not {count}."), most=MOST_SITES, count=count)
    limit = checked_minutes([minutes])[0]
    for name in (layer, *avoid, *(prefer or ())):
        if name not in city.layers:
            raise UsageError(
                N_("There is no layer “{layer}”. Layers: {known}."), layer=name, known=", ".join(city.layers)
            )
    graph, living = city.mobility, homes(city, mode)
    reach_s = np.full(len(living), np.inf)
    existing, report = 0, Report()
    if len(city.layers[layer].table):
        goal = destinations(city, graph, layer, mode=mode)
        reach_s, _ = homes_to_objects(city, goal, layer, mode=mode)
        existing, report = goal.reached, goal.report
    preferred = PREFERRED.get(layer, ()) if prefer is None else tuple(prefer)
    by = "car" if layer == "charging_stations" and "car" in graph.modes else mode
    found, kept = candidates(city, graph, mode=mode, street_mode=by, avoid=avoid, prefer=preferred)
    open_ = np.flatnonzero((reach_s > limit * 60) & (living["residents"].to_numpy(float) > 0))
    covers = home_coverage(graph, found, home_exits(city, mode, open_), mode=mode, limit_s=limit * 60)
    people, flats = (living[name].to_numpy(float)[open_] for name in ("residents", "dwellings"))
    picks = most_covering(covers, people, count=count)
    taken = np.zeros(len(open_), bool)
    dwellings = []
    for pick in picks:
        members = covers.members(pick.candidate)
        dwellings.append(flats[members][~taken[members]].sum())
        taken[members] = True
    total = float(living["residents"].sum())
    before = float(living["residents"].to_numpy(float)[reach_s <= limit * 60].sum())
    gains = np.array([pick.gain for pick in picks])
    chosen = found.iloc[[pick.candidate for pick in picks]]
    served = before + np.cumsum(gains)
    sites = chosen.drop(columns=["link", "fraction", "snap_m"]).assign(
        residents=gains, dwellings=dwellings, next_best=[pick.next_best for pick in picks],
        served=served, served_share=served / total if total else np.nan,
    )  # fmt: skip
    sites = sites.set_axis(pd.RangeIndex(1, len(sites) + 1, name="site"))
    return SitingResult(
        layer=layer, mode=mode, minutes=limit, count=count, sites=_placed(city, graph, sites), residents=total,
        served_before=before, existing=existing, candidates=len(found), report=report + kept,
    )  # fmt: skip


def candidates(
    city: City, graph: MobilityGraph, *, mode: str, street_mode: str, avoid: Sequence[str], prefer: Sequence[str]
) -> tuple[gpd.GeoDataFrame, Report]:
    """Return candidate sites: at (layer or "street"), id, name, link, fraction, snap_m; geometry points.

    Places in the streets are where `street_mode` may go, their link and fraction are those of `mode`.
    """
    tables = [_objects(city, name) for name in prefer]
    report = sum((r for _, r in tables), Report())
    wanted = pd.concat([t for t, _ in tables]) if tables else None
    streets = _street_places(graph, street_mode)
    if wanted is not None and len(wanted):
        near = shapely.STRtree(np.asarray(wanted.geometry.values, dtype=object)).query(
            np.asarray(streets.geometry.values, dtype=object), predicate="dwithin", distance=PREFERRED_M
        )[0]
        streets = streets.drop(streets.index[np.unique(near)])
        streets = pd.concat([wanted, streets])
    made = gpd.GeoDataFrame(streets, crs=graph.links.crs).reset_index(drop=True)
    report += Report((ReportEntry("candidates", "found", CANDIDATES, len(made)),))
    wet = _inside(city, made, avoid)
    report += report_of("candidates", "dropped", AVOIDED_REASON, made["id"][wet])
    made = made[~wet].reset_index(drop=True)
    at = snap(graph, made.geometry.x, made.geometry.y, mode=mode)
    made = made.assign(link=at["link"], fraction=at["fraction"], snap_m=at["snap_m"])
    far = (made["link"] < 0).to_numpy(bool)
    report += report_of("candidates", "dropped", UNREACHED, made["id"][far])
    return made[~far].reset_index(drop=True), report


def _objects(city: City, layer: str) -> tuple[gpd.GeoDataFrame, Report]:
    table = city.layers[layer].table
    if layer == "parking":
        table = table[~table["class"].isin(NO_CAR_PARK)]
    closed = table["access"].isin(CLOSED_ACCESS) if "access" in table else pd.Series(data=False, index=table.index)
    report = report_of("candidates", "dropped", CLOSED, table.index[closed])
    table = table[~closed]
    points = shapely.point_on_surface(np.asarray(table.geometry.values, dtype=object))
    names = table["name"].astype(object).where(table["name"].notna(), None)
    columns = {"at": layer, "id": table.index, "name": names.to_numpy()}
    return gpd.GeoDataFrame(columns, geometry=points, crs=table.crs), report


def _street_places(graph: MobilityGraph, mode: str) -> gpd.GeoDataFrame:
    """Return points on open links, one for each square of 100 m that a street passes: the nearest to its middle."""
    usable = graph.usable_links(mode)
    usable = usable[~graph.links["class"].isin(NO_STOPPING).to_numpy()[usable]]
    lines = np.asarray(graph.links.geometry.values, dtype=object)[usable]
    count = np.maximum(np.ceil(shapely.length(lines) / (SPACING_M / 4)).astype(np.int64), 1)
    line = np.repeat(np.arange(len(lines)), count)
    step = np.arange(len(line)) - np.repeat(np.cumsum(count) - count, count)
    points = shapely.line_interpolate_point(lines[line], (step + 0.5) / count[line], normalized=True)
    xy = shapely.get_coordinates(points)
    square = np.floor(xy / SPACING_M)
    off = np.abs(xy - (square + 0.5) * SPACING_M).sum(axis=1)
    order = np.lexsort((np.arange(len(xy)), off, square[:, 0], square[:, 1]))
    _, first = np.unique(square[order], axis=0, return_index=True)
    chosen = np.sort(order[first])
    links = graph.links.iloc[usable[line[chosen]]]
    names = links["name"].astype(object).where(links["name"].notna(), None)
    columns = {"at": "street", "id": links["street"].to_numpy(), "name": names.to_numpy()}
    return gpd.GeoDataFrame(columns, geometry=points[chosen], crs=graph.links.crs)


def _inside(city: City, points: gpd.GeoDataFrame, layers: Sequence[str]) -> NDArray[np.bool_]:
    """Return which points lie in an object of some layers."""
    inside = np.zeros(len(points), bool)
    for name in layers:
        shapes = np.asarray(city.layers[name].table.geometry.values, dtype=object)
        hit = shapely.STRtree(shapes).query(np.asarray(points.geometry.values, dtype=object), predicate="intersects")
        inside[hit[0]] = True
    return inside


def _placed(city: City, graph: MobilityGraph, sites: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return sites with the nearest named street, their neighbourhood's name, lon and lat."""
    lon, lat = city.frame.to_lonlat_points(sites.geometry.x, sites.geometry.y)
    names = np.full(len(sites), None, dtype=object)
    if "neighbourhoods" in city.layers and len(sites):
        areas = city.layers["neighbourhoods"].table
        point, area = areas.sindex.query(np.asarray(sites.geometry.values, dtype=object), predicate="within")
        names[point[::-1]] = areas["name"].to_numpy()[area[::-1]]
    streets = nearest_names(graph.links, np.asarray(sites.geometry.values, dtype=object))
    return sites.assign(near=streets, neighbourhood=names, lon=np.round(lon, 6), lat=np.round(lat, 6))
