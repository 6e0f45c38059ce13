"""The streets of the embedded city: local grids, the noded network, bridges, bike lanes, blocks."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

from . import demo_names as names
from .demo_plan import CANAL_HALF_M, Cell, CityPlan, Floats, Way, lying, random_for

Polygons = NDArray[np.object_]
CYCLEWAY_TAGS = {"bicycle": "designated", "foot": "designated", "segregated": "yes", "lit": "yes"}

GRID_M = 0.01
OVERSHOOT_M = 0.3  # streets reach a little over what they meet, so that rounding leaves no gap; `noded` trims it
BRIDGE_MARGIN_M = 6.0


@dataclass(frozen=True)
class Kind:
    """What a kind of way is in OpenStreetMap's words, its carriageway, and the margin to the blocks."""

    highway: str
    width_m: float
    margin_m: float
    lanes: int | None = None
    maxspeed: int | None = None
    surface: str = "asphalt"

    @property
    def makes_blocks(self) -> bool:
        """Whether the ground on its two sides is used apart."""
        return self.highway not in ("cycleway", "footway", "service")


KINDS = {
    "boulevard": Kind("primary", 19, 7, 4, 50),
    "ring": Kind("secondary", 13, 6, 4, 50),
    "radial": Kind("secondary", 12, 6, 2, 50),
    "bypass": Kind("primary", 12, 10, 2, 70),
    "road": Kind("secondary", 8, 8, 2, 90),
    "collector": Kind("tertiary", 9, 4.5, 2, 50),
    "embankment": Kind("tertiary", 8, 4, 2, 50),
    "core": Kind("pedestrian", 6, 2.5, None, None, "paving_stones"),
    "calm": Kind("living_street", 6, 3, 1, 20, "sett"),
    "local": Kind("residential", 6, 3, 2, 50),
    "estate": Kind("residential", 5.5, 3, 2, 30),
    "lane": Kind("residential", 5, 4, 2, 50, "compacted"),
    "service": Kind("service", 4, 1),
    "path": Kind("footway", 2, 1, surface="fine_gravel"),
    "cycleway": Kind("cycleway", 3, 1),
    "track": Kind("track", 3, 1, surface="ground"),
}


@dataclass(frozen=True)
class Grid:
    """How a use is cut into blocks: depth and length, and the kind of its streets."""

    depth_m: float
    length_m: float
    kind: str
    missing: float = 0.15


GRIDS = {
    "core": Grid(62, 84, "core", 0.1),
    "quarter": Grid(92, 120, "calm", 0.15),
    "villas": Grid(96, 165, "local", 0.15),
    "houses": Grid(104, 215, "local", 0.2),
    "panel": Grid(195, 250, "local", 0.1),
    "estate": Grid(98, 180, "estate", 0.2),
    "rural": Grid(145, 270, "lane", 0.3),
    "industry": Grid(215, 300, "local", 0.3),
    "campus": Grid(190, 250, "local", 0.2),
    "garden_land": Grid(230, 330, "track", 0.2),
}


def local_ways(plan: CityPlan) -> list[Way]:
    """Return the streets inside the cells, straight."""
    rng = random_for("streets")
    lines = [_grid_lines(cell, GRIDS[cell.use], rng) for cell in plan.cells if cell.use in GRIDS]
    kinds = [GRIDS[cell.use].kind for cell in plan.cells if cell.use in GRIDS]
    streets = [(group, kind) for cell_lines, kind in zip(lines, kinds, strict=True) for group in cell_lines]
    called = names.street_names(len(streets), rng)
    ways = []
    for (group, kind), name in zip(streets, called, strict=True):
        one_way = {"oneway": "yes"} if kind == "calm" and rng.random() < 0.4 else {}
        kind_here = "calm" if kind == "core" and rng.random() < 0.35 else kind
        label = None if kind == "track" else name
        ways += [Way(line, kind_here, label, one_way) for line in group]
    return ways


def _grid_lines(cell: Cell, grid: Grid, rng: np.random.Generator) -> list[list[LineString]]:
    """Return the cell's streets, each a list of pieces: long ones, then the ones across."""
    area = cell.plan
    angle = _main_angle(area) + rng.normal(0, 0.03)
    middle = np.array(area.centroid.coords[0])
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    xmin, ymin, xmax, ymax = shapely.bounds(shapely.transform(area, lambda xy: (xy - middle) @ turn.T))
    along = _steps(ymin + 0.4 * grid.depth_m, ymax - 0.35 * grid.depth_m, grid.depth_m, rng)
    across = _steps(xmin + 0.3 * grid.length_m, xmax - 0.3 * grid.length_m, grid.length_m, rng)
    long = [np.array([[xmin - 5, y], [xmax + 5, y]]) for y in along]
    inner = area.buffer(-0.33 * grid.depth_m)
    streets = [_pieces(LineString(xy @ turn + middle), area, inner) for xy in long]
    for x in across:
        rows = np.concatenate([[ymin - 5], along, [ymax + 5]])
        stay = rng.random(len(rows) - 1) > grid.missing
        shift = np.where(rng.random(len(rows) - 1) < 0.2, rng.uniform(-0.3, 0.3, len(rows) - 1) * grid.length_m, 0)
        cuts = [
            np.array([[x + s, low], [x + s, high]])
            for low, high, s, there in zip(rows[:-1], rows[1:], shift, stay, strict=True)
            if there
        ]
        inner = area.buffer(-0.25 * grid.depth_m)
        streets.append([p for xy in cuts for p in _pieces(LineString(xy @ turn + middle), area, inner)])
    return [street for street in streets if street]


def _main_angle(area: Polygon) -> float:
    """Return the direction of the longer side of a cell's tightest rectangle."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(area))
    sides = np.diff(corners[:3], axis=0)
    east, north = sides[np.hypot(*sides.T).argmax()]
    return float(np.arctan2(north, east))


def _steps(start: float, stop: float, step: float, rng: np.random.Generator) -> Floats:
    if stop <= start:
        return np.array([(start + stop) / 2])
    count = max(round((stop - start) / step), 1)
    jitter = rng.uniform(-0.13, 0.13, count + 1) * step
    return np.linspace(start, stop, count + 1) + jitter


def _pieces(line: LineString, area: Polygon, inner: Polygon) -> list[LineString]:
    """Return the pieces of a line inside a cell, without those that only graze its edge."""
    parts = shapely.get_parts(shapely.intersection(line, area.buffer(OVERSHOOT_M)))
    long = shapely.length(shapely.intersection(parts, inner)) > 25
    return [p for p in parts[long] if p.geom_type == "LineString"]


def crossed(ways: Sequence[Way], plan: CityPlan) -> list[Way]:
    """Return straight ways cut at their crossings and at the canal, as they lie, ends exactly shared."""
    return [Way(lying(w.line), w.kind, w.name, w.tags) for w in noded(_split_at_water(ways, plan))]


def noded(ways: Sequence[Way]) -> list[Way]:
    """Return ways cut wherever they meet; their coordinates are rounded to centimetres."""
    lines = np.array([w.line for w in ways], dtype=object)
    edges = _without_overshoots(shapely.get_parts(shapely.union_all(lines, grid_size=GRID_M)))
    middle = shapely.line_interpolate_point(edges, 0.5, normalized=True)
    edge, source = shapely.STRtree(lines).query_nearest(middle, all_matches=False)
    return [Way(edges[e], ways[s].kind, ways[s].name, ways[s].tags) for e, s in zip(edge, source, strict=True)]


def _without_overshoots(edges: Polygons) -> Polygons:
    return np.asarray(edges[~(loose(edges) & (shapely.length(edges) < 3 * OVERSHOOT_M))])


def loose(edges: Polygons) -> NDArray[np.bool_]:
    """Return which noded lines have an end that no other line shares."""
    ends = np.concatenate([shapely.get_coordinates(shapely.get_point(edges, end)) for end in (0, -1)])
    _, node, count = np.unique(np.round(ends / GRID_M), axis=0, return_inverse=True, return_counts=True)
    return np.asarray((count[node.reshape(2, -1)] == 1).any(axis=0))


def _split_at_water(ways: Sequence[Way], plan: CityPlan) -> list[Way]:
    """Return ways in pieces: those over the canal are bridges."""
    water = plan.straight_canal.buffer(CANAL_HALF_M, cap_style="flat")
    deck = plan.straight_canal.buffer(CANAL_HALF_M + BRIDGE_MARGIN_M, cap_style="flat")
    pieces = []
    for way in ways:
        over = [p for p in shapely.get_parts(way.line.intersection(deck)) if p.intersects(water)]
        land = shapely.get_parts(way.line.difference(deck) if over else way.line)
        pieces += [Way(p, way.kind, way.name, {**way.tags, "bridge": "yes", "layer": "1"}) for p in over]
        pieces += [Way(p, way.kind, way.name, way.tags) for p in land]
    return pieces


@dataclass(frozen=True)
class Blocks:
    """Pieces of ground between streets: `ground` reaches to the streets' middles, `inner` to where one may build.

    A dead end can cut a block: `ground` then stands once for each inner piece.
    """

    ground: Polygons
    inner: Polygons


def blocks(edges: Sequence[Way], plan: CityPlan) -> Blocks:
    """Return the blocks between streets that lie as `crossed` returns them, without the canal's banks."""
    found = shapely.get_parts(shapely.polygonize([e.line for e in edges if KINDS[e.kind].makes_blocks]))
    found = np.asarray(found[shapely.distance(found, plan.canal) > 30])
    least = 6.0
    inner = shapely.buffer(found, -least, join_style="mitre")
    lines = np.array([e.line for e in edges], dtype=object)
    half = np.array([KINDS[e.kind].width_m / 2 + KINDS[e.kind].margin_m for e in edges])
    wide = (half > least) | (loose(lines) & (half > 4))
    corridors = shapely.buffer(lines[wide], half[wide], quad_segs=3)
    block, corridor = shapely.STRtree(corridors).query(inner, predicate="intersects")
    for number in np.unique(block):
        inner[number] = inner[number].difference(shapely.union_all(corridors[corridor[block == number]]))
    pieces, owner = shapely.get_parts(inner, return_index=True)
    keep = (shapely.get_type_id(pieces) == 3) & (shapely.area(pieces) > 150)
    return Blocks(found[owner[keep]], pieces[keep])


def connected(edges: Sequence[Way]) -> list[Way]:
    """Return cut ways without those that have no way to the rest."""
    return [e for e, there in zip(edges, in_largest_component(_node_ids(edges)), strict=True) if there]


def _node_ids(edges: Sequence[Way]) -> list[list[int]]:
    """Return the numbers of the points of each way: points at one place have one number, from 1."""
    xy, edge = shapely.get_coordinates([e.line for e in edges], return_index=True)
    node = np.unique(np.round(xy / GRID_M).astype(np.int64), axis=0, return_inverse=True)[1].ravel() + 1
    return [ids.tolist() for ids in np.split(node, np.flatnonzero(np.diff(edge)) + 1)]


def network(edges: Sequence[Way]) -> gpd.GeoDataFrame:
    """Return cut ways with OSM tags, `kind` and `node_ids`."""
    tags = pd.DataFrame([_tags(way) for way in edges]).astype(object)
    table = tags.where(tags.notna(), None).assign(kind=[way.kind for way in edges])
    table["node_ids"] = pd.Series(_node_ids(edges), dtype=object)
    return gpd.GeoDataFrame(table, geometry=[e.line for e in edges])


def _tags(way: Way) -> dict[str, str]:
    kind = KINDS[way.kind]
    tags = {"highway": kind.highway, "width": f"{kind.width_m:g}", "surface": kind.surface}
    if way.name:
        tags["name"] = way.name
    if kind.lanes:
        tags["lanes"] = str(kind.lanes)
    if kind.maxspeed:
        tags |= {"maxspeed": str(kind.maxspeed), "lit": "yes", "sidewalk": "both"}
    return tags | way.tags


def in_largest_component(node_ids: Sequence[Sequence[int]]) -> NDArray[np.bool_]:
    """Return which lines belong to the largest connected network of shared nodes."""
    parent = np.arange(max(max(ids) for ids in node_ids) + 1)

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for ids in node_ids:
        first = root(ids[0])
        for node in ids[1:]:
            parent[root(node)] = first
    roots = np.array([root(ids[0]) for ids in node_ids])
    values, counts = np.unique(roots, return_counts=True)
    return np.asarray(roots == values[counts.argmax()])
