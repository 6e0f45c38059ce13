"""The mobility graph of a city as planners use it: made, opened, asked; and slopes where there are mountains."""

import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import shapely

from geodata.gtfs import read_gtfs
from geodata.source import recipe_of_box
from twin.build import Inputs, city_from_files
from twin.city import City
from twin.connection_scan import Footpaths, connections_on, earliest_arrivals
from twin.graph_from_city import graph_from_city
from twin.isochrones import isochrone
from twin.matrix import matrix
from twin.mobility import MobilityGraph
from twin.routes import route
from twin.search import nearest
from twin.snapping import Place, place_at, place_of, snap
from twin.timetable_from_gtfs import timetable_from_gtfs

from .mobility_peers import CLOSED_LINKS, FACILITIES, MODE, PLACES, least_of_parallel, text_of, timed
from .run import DATA, Figure

RINGS_MIN = (5, 10, 15)
RING_PLACES = 10
HEIDELBERG = DATA / "gtfs" / "vrn_heidelberg_gtfs_cut.zip"
HEIDELBERG_BOX, WEDNESDAY, MORNING_S = (8.3, 49.2, 9.0, 49.6), date(2022, 9, 14), 8 * 3600
ANDORRA = DATA / "andorra"
LOW, HIGH = (1.5218, 42.5063), (1.5176, 42.5448)  # Andorra la Vella; the hills of la Massana


def figures(store: Path) -> Iterator[Figure]:
    """Measure the graph of a stored city, then exact transit and slopes where their inputs are."""
    city = City.open(store)
    yield from _made_and_opened(city, store)
    graph, random = city.mobility, np.random.default_rng(52)
    yield from _isochrones(city, random)
    yield _closing(graph, random)
    yield _matrix(city, random)
    if HEIDELBERG.exists():
        yield from _transit()
    if ANDORRA.exists():
        yield from _slopes()


def _made_and_opened(city: City, store: Path) -> Iterator[Figure]:
    for layer in city.layers.values():
        len(layer.table)  # read now, not in the measured time
    len(city.timetable.trips if city.timetable is not None else ())
    made_s, graph = timed(lambda: graph_from_city(replace(city)), repeats=3)  # a copy keeps nothing of the run before
    size = f"{len(graph.nodes):,} nodes, {len(graph.arcs):,} arcs, {len(graph.modes)} modes"
    yield Figure(f"graph from layers, {size}", text_of(made_s), "≤ 3 s")
    code = (
        "import sys, time\nfrom twin.city import City\ncity = City.open(sys.argv[1])\nstarted = time.perf_counter()\n"
        "city.mobility.arcs\nprint(time.perf_counter() - started)"
    )
    runs = [subprocess.run([sys.executable, "-c", code, store], check=True, capture_output=True) for _ in range(3)]
    opened_s = min(float(done.stdout) for done in runs)
    yield Figure("open the stored graph, in a new process", text_of(opened_s), "< 0.3 s")


def _isochrones(city: City, random: np.random.Generator) -> Iterator[Figure]:
    graph = city.mobility
    places = _places(graph, random, RING_PLACES)
    first_s, _ = timed(lambda: isochrone(city, places[0], mode=MODE, minutes=RINGS_MIN))
    took_s = [timed(lambda p=place: isochrone(city, p, mode=MODE, minutes=RINGS_MIN))[0] for place in places]
    by_networkx, start = nx.DiGraph(), graph.links["start"].to_numpy()
    tail, head, seconds = least_of_parallel(
        graph.arcs["tail"].to_numpy(), graph.arcs["head"].to_numpy(), graph.seconds(MODE), len(graph.nodes)
    )
    is_open = np.isfinite(seconds)
    arcs = zip(*(column[is_open].tolist() for column in (tail, head, seconds)), strict=True)
    by_networkx.add_weighted_edges_from(arcs)
    radius_s = 60 * RINGS_MIN[-1]
    peer_s = [
        timed(lambda n=int(start[p.link]): nx.ego_graph(by_networkx, n, radius=radius_s, distance="weight"))[0]
        for p in places
    ]
    yield Figure(
        "isochrone of three rings, with areas, residents and facilities",
        f"{text_of(statistics.median(took_s))}, the first {text_of(first_s)}",
        "≤ 30 ms",
        f"networkx ego_graph, the nodes of one ring alone: {text_of(statistics.median(peer_s))}",
    )


def _places(graph: MobilityGraph, random: np.random.Generator, count: int) -> list[Place]:
    """Return places in the middle of streets, drawn."""
    links = random.choice(graph.usable_links(MODE), count, replace=False)
    at = shapely.line_interpolate_point(graph.links.geometry.values[links], 0.5, normalized=True)
    found = snap(graph, shapely.get_x(at), shapely.get_y(at), mode=MODE)
    return [place_of(graph, row) for _, row in found.iterrows()]


def _closing(graph: MobilityGraph, random: np.random.Generator) -> Figure:
    usable = graph.usable_links(MODE)
    closed = random.choice(usable, CLOSED_LINKS, replace=False)
    facilities = graph.links["start"].to_numpy()[random.choice(usable, FACILITIES, replace=False)]
    at_once = np.zeros(len(facilities))

    def asked() -> np.ndarray:
        changed = graph.closing(closed, modes=[MODE]).compiled(MODE)
        return nearest(changed.reversed(), facilities, at_once)[0]

    graph.compiled(MODE).reversed()
    took_s, _ = timed(asked, repeats=10)
    what = f"close {CLOSED_LINKS} links of the stored graph, nearest of {FACILITIES} for every node again"
    return Figure(what, text_of(took_s), "≤ 8 ms")


def _matrix(city: City, random: np.random.Generator) -> Figure:
    """Time the question from points to a table, as `twin matrix` asks it."""
    west, south, east, north = city.buildings.total_bounds
    origins, targets = (
        gpd.GeoDataFrame(
            geometry=shapely.points(random.uniform(west, east, PLACES), random.uniform(south, north, PLACES)),
            crs=city.frame.crs,
        )
        for _ in range(2)
    )
    took_s, made = timed(lambda: matrix(city.mobility, origins, targets, mode=MODE), repeats=3)
    return Figure(f"twin matrix: a table of {len(made.table):,} pairs of points", text_of(took_s), "≤ 1 s")


def _transit() -> Iterator[Figure]:
    recipe = recipe_of_box(HEIDELBERG_BOX, id="heidelberg")
    tables, _ = read_gtfs(HEIDELBERG, frame=recipe.frame)
    made_s, (timetable, _) = timed(lambda: timetable_from_gtfs(tables, recipe=recipe))
    assert timetable is not None
    day_s, connections = timed(lambda: connections_on(timetable, WEDNESDAY))
    on_foot, start = Footpaths.none(len(timetable.stops)), {str(timetable.stops.index[0]): 0.0}
    took_s, _ = timed(lambda: earliest_arrivals(connections, start, at_s=MORNING_S, footpaths=on_foot), repeats=10)
    yield Figure(
        f"exact transit one-to-all, Heidelberg: {len(timetable.stops):,} stops, {len(connections.departure_s):,} hops",
        text_of(took_s),
    )
    yield Figure("its timetable from the feed; a day of it as hops", f"{text_of(made_s)}; {text_of(day_s)}")


def _slopes() -> Iterator[Figure]:
    city = city_from_files(Inputs(osm=ANDORRA / "andorra.osm.pbf", dem=ANDORRA / "N42E001.hgt.zip"))
    low, high = (place_at(city, city.mobility, lonlat, mode="bike") for lonlat in (LOW, HIGH))
    up, down = route(city, low, high, mode="bike"), route(city, high, low, mode="bike")
    yield Figure(
        f"Andorra by bike: {up.length_m / 1000:.1f} km and {up.climb_m:,.0f} m up, and back down",
        f"{up.seconds / 60:.0f} min and {down.seconds / 60:.0f} min",
        "up is slower",
    )


if __name__ == "__main__":
    for figure in figures(Path(sys.argv[1])):
        print(f"{figure.what}: {figure.value}  [{figure.bar}]  {figure.peer}")
