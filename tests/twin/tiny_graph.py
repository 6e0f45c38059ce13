"""Mobility graphs of a few nodes, written by hand or drawn at random, for everybody's tests."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from hypothesis import strategies as st

from geodata.recipe_file import bundled_recipe
from layers.layer import Layer, layer_kinds
from layers.terrain import Terrain
from tests.tiny import FRAME
from twin.city import City
from twin.mobility import MobilityGraph
from twin.timetable import Timetable

ORIGIN = FRAME.origin
ALL_MODES = ("walk", "wheelchair", "bike", "bike_cautious", "car")
LINK_DEFAULTS: Mapping[str, Any] = {
    "kind": "street", "street": None, "name": None, "class": "residential", "surface": None, "lit": None,
    "steps": False, "kerb": None, "wheelchair": "unknown", "bike_facility": None, "stress_forward": 1.0,
    "stress_backward": 1.0, "lanes": np.nan, "width_m": 6.0, "speed_kmh": 50.0, "bridge": False,
    "tunnel": False, "layer": 0,
}  # fmt: skip


def graph_of(
    nodes: Sequence[Sequence[float]],
    links: Sequence[tuple[int, int] | tuple[int, int, Mapping[str, Any]]],
    *,
    modes: Sequence[str] = ALL_MODES,
    origin: tuple[float, float] = (0.0, 0.0),
) -> MobilityGraph:
    """Return a graph of nodes (x, y[, z]) in metres from `origin` and links (start, end[, what is said of it]).

    Of a link may be said: `via` (points between its ends), any column of links, and for a mode its
    seconds, as `walk_s`: one number both ways, or (forward, backward) with None where it may not go; None
    closes the link to the mode. A mode of which nothing is said takes a second for each metre both ways.
    Column `length_m` comes from the geometry and climbs from z, a link rises evenly.
    """
    xyz = np.array([[*node, 0.0][:3] for node in nodes], float).reshape(-1, 3)
    xyz[:, :2] += origin
    said = [dict(link[2]) if len(link) > 2 else {} for link in links]
    start = np.array([link[0] for link in links], np.int32)
    end = np.array([link[1] for link in links], np.int32)
    lines = [
        shapely.LineString([xyz[a, :2], *(np.asarray(p, float) + origin for p in s.pop("via", ())), xyz[b, :2]])
        for a, b, s in zip(start, end, said, strict=True)
    ]
    length = shapely.length(np.array(lines, dtype=object))
    arcs = _arcs(start, end, length, said, modes)
    rise = xyz[end, 2] - xyz[start, 2]
    columns: dict[str, Any] = {"start": start, "end": end, "length_m": length}
    columns |= {"climb_m": np.maximum(rise, 0.0), "descent_m": np.maximum(-rise, 0.0), "grade": rise / length}
    for name, default in LINK_DEFAULTS.items():
        columns[name] = [s.get(name, default) for s in said]
    return MobilityGraph(_nodes(xyz), gpd.GeoDataFrame(columns, geometry=lines, crs=FRAME.crs), arcs)


def city_of(
    graph: MobilityGraph,
    *,
    homes: Sequence[tuple[float, float, float]] = (),
    amenities: Sequence[tuple[float, float, str]] = (),
    water: Sequence[shapely.Polygon] = (),
    neighbourhoods: Sequence[shapely.Polygon] = (),
    timetable: Timetable | None = None,
) -> City:
    """Return a city around a graph that was made with origin=ORIGIN; all coordinates here are in metres from there.

    `homes`: x, y of the middle of a house of 2 × 2 m and its residents, ids home/0, home/1 …; dwellings are
    half of them. `amenities`: x, y, class. `neighbourhoods`: ids area/0, area/1 …
    """
    houses = [shapely.box(x - 1, y - 1, x + 1, y + 1) for x, y, _ in homes]
    people = {"residents": [n for _, _, n in homes], "dwellings": [int(n / 2) for _, _, n in homes]}
    points = [shapely.Point(x, y) for x, y, _ in amenities]
    layers = {
        "buildings": _layer("buildings", "home", houses, **people),
        "amenities": _layer("amenities", "amenity", points, **{"class": [kind for _, _, kind in amenities]}),
        "water": _layer("water", "water", water, **{"class": ["river"] * len(water)}),
        "neighbourhoods": _layer("neighbourhoods", "area", neighbourhoods),
    }
    recipe = bundled_recipe("timisoara")
    flat = Terrain.flat(FRAME)
    return City(recipe, FRAME, flat, layers, read_graph=lambda: graph, read_timetable=lambda: timetable)


def _layer(name: str, prefix: str, shapes: Sequence[shapely.Geometry], **columns: Sequence[object]) -> Layer:
    placed = [shapely.affinity.translate(shape, *ORIGIN) for shape in shapes]
    index = pd.Index([f"{prefix}/{k}" for k in range(len(shapes))], name="id", dtype=object)
    table = gpd.GeoDataFrame(pd.DataFrame(columns, index=index), geometry=placed, crs=FRAME.crs)
    return Layer.checked(layer_kinds()[name], table)


def _nodes(xyz: np.ndarray) -> pd.DataFrame:
    number = np.arange(len(xyz))
    columns = {"x_m": xyz[:, 0], "y_m": xyz[:, 1], "z_m": xyz[:, 2], "osm_node": number + 1, "original": number}
    return pd.DataFrame(columns | {"kind": "street"})


def _arcs(
    start: np.ndarray, end: np.ndarray, length: np.ndarray, said: list[dict[str, Any]], modes: Sequence[str]
) -> pd.DataFrame:
    count = len(start)
    seconds = np.full((2 * count, len(modes)), np.inf)
    for link, what in enumerate(said):
        for column, mode in enumerate(modes):
            value = what.get(f"{mode}_s", length[link])
            forward, backward = value if isinstance(value, tuple) else (value, value)
            seconds[link, column] = np.inf if forward is None else forward
            seconds[count + link, column] = np.inf if backward is None else backward
    link = np.concatenate([np.arange(count), np.arange(count)]).astype(np.int32)
    fixed = {"tail": np.concatenate([start, end]), "head": np.concatenate([end, start])}
    fixed |= {"link": link, "forward": np.repeat([True, False], count)}
    table = pd.DataFrame(fixed | {mode: seconds[:, k] for k, mode in enumerate(modes)})
    table = table[np.isfinite(seconds).any(axis=1)]
    return table.sort_values(["tail", "head", "link"], kind="stable", ignore_index=True)


@st.composite
def street_graphs(
    draw: st.DrawFn, *, most: int = 6, modes: Sequence[str] = ALL_MODES, origin: tuple[float, float] = (0.0, 0.0)
) -> MobilityGraph:
    """Draw a town: a bent grid of up to most × most crossings with gaps, parallel streets, steps and one-way streets.

    Bikes and cars meet one-ways, wheelchairs and bikes no steps; nobody is faster by wheelchair than on foot, nor
    cautious than confident by bike; walking takes the same both ways. The town may have several parts.
    """
    columns, rows = draw(st.integers(2, most)), draw(st.integers(1, most))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    gaps = draw(st.sampled_from([0.0, 0.15, 0.4]))
    across, up = np.meshgrid(np.arange(columns), np.arange(rows))
    nodes = np.column_stack([across.ravel(), up.ravel()]) * 100.0 + random.uniform(-30, 30, (columns * rows, 2))
    number = np.arange(columns * rows).reshape(rows, columns)
    pairs = np.vstack(
        [np.column_stack([number[:, :-1].ravel(), number[:, 1:].ravel()]),
         np.column_stack([number[:-1].ravel(), number[1:].ravel()])]
    )  # fmt: skip
    kept = pairs[random.random(len(pairs)) >= gaps]
    kept = kept if len(kept) else pairs[:1]
    links: list[tuple[int, int, Mapping[str, Any]]] = [(a, b, {}) for a, b in kept.tolist()]
    for a, b in kept[random.random(len(kept)) < 0.1].tolist():
        bend = (nodes[a] + nodes[b]) / 2 + random.uniform(-20, 20, 2)
        links.append((b, a, {"via": [tuple(bend)]}))
    said = [(a, b, what | _times(random, nodes, a, b)) for a, b, what in links]
    return graph_of(nodes, said, modes=modes, origin=origin)


def _times(random: np.random.Generator, nodes: np.ndarray, a: int, b: int) -> dict[str, Any]:
    length = float(np.hypot(*(nodes[a] - nodes[b]))) + 1.0
    steps, one_way, is_calm = random.random() < 0.1, random.random() < 0.3, random.random() < 0.6
    walk, bike, car = length / 1.3, length / random.uniform(4, 6), length / random.uniform(6, 14)
    known = random.choice(["yes", "no", "unknown"])
    rolls = not steps and known != "no"
    return {
        "steps": steps,
        "wheelchair": str(known),
        "name": str(random.choice(["Strada A", "Strada B", "Strada C"])),
        "stress_forward": 1.0 if is_calm else 4.0,
        "stress_backward": 1.0 if is_calm else 4.0,
        "walk_s": walk,
        "wheelchair_s": walk * 1.2 if rolls else None,
        "bike_s": None if steps else (bike, None if one_way else bike),
        "bike_cautious_s": None if steps or not is_calm else (bike * 1.1, None if one_way else bike * 1.1),
        "car_s": None if steps else (car, None if one_way else car),
    }
