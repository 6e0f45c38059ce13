"""Green and water of the embedded city: parks and their paths, the old moat, lake, woods, gardens, fields."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import LineString, Point, Polygon

from . import demo_names as names
from .demo_plan import BANK_M, CANAL_HALF_M, HALF_HEIGHT_M, HALF_WIDTH_M, CityPlan, Floats, Way, bent, random_for
from .demo_streets import KINDS, OVERSHOOT_M, Blocks

MOAT_HALF_M = 8.0
WITH_PATHS = ("park", "green", "lake", "cemetery", "wood")
LANDUSES = {
    "panel": {"landuse": "grass"}, "campus": {"landuse": "grass"}, "hospital": {"landuse": "grass"},
    "wood": {"landuse": "forest", "leaf_type": "broadleaved"}, "cemetery": {"landuse": "cemetery"},
    "allotments": {"landuse": "allotments"}, "orchard": {"landuse": "orchard"}, "meadow": {"landuse": "meadow"},
    "field": {"landuse": "meadow"}, "glacis": {"leisure": "park"}, "park": {"leisure": "park"},
    "lake": {"leisure": "park"}, "green": {"leisure": "park"}, "stadium": {"leisure": "sports_centre"},
    "school": {"landuse": "grass"},
    "offices": {"landuse": "grass"}, "offices_2": {"landuse": "grass"}, "water_tower": {"landuse": "grass"},
}  # fmt: skip
# How far behind the street the private gardens begin.
GARDEN_DEPTH_M = {"villas": 11.0, "houses": 11.0, "estate": 12.0, "rural": 12.0, "quarter": 17.0}
PRIVATE = {"leisure": "garden", "access": "private", "garden:type": "residential"}


def lakes(blocks: Blocks, uses: NDArray[np.str_]) -> list[tuple[Polygon, str]]:
    """Return the lake with its island, and a pond in each large park, with their names."""
    found = []
    rng = random_for("lakes")
    for block, use in zip(blocks.inner, uses, strict=True):
        if use == "lake":
            shore = _blob(block, 0.66, rng)
            island = _blob(block, 0.13, rng)
            found.append((shore.difference(island), "Lacul Nuferilor"))
        elif use == "park" and block.area > 90_000:
            pond = _blob(block, 0.3, rng)
            found.append((pond, "Balta Lebedelor"))
    return found


def _blob(block: Polygon, share: float, rng: np.random.Generator) -> Polygon:
    """Return a soft shape within a block, a share of its width."""
    angle = np.linspace(0, 2 * np.pi, 64, endpoint=False)
    wave = 1 + 0.16 * np.sin(2 * angle + rng.uniform(0, 6)) + 0.11 * np.sin(3 * angle + rng.uniform(0, 6))
    middle = np.array(block.point_on_surface().coords[0] if share < 0.2 else block.centroid.coords[0])
    reach = shapely.get_coordinates(shapely.minimum_rotated_rectangle(block))
    first, second = (reach[1] - reach[0]) / 2 * share, (reach[2] - reach[1]) / 2 * share
    xy = middle + (wave * np.cos(angle))[:, None] * first + (wave * np.sin(angle))[:, None] * second
    soft = Polygon(xy).intersection(block.buffer(-30)).buffer(-12).buffer(12, quad_segs=6)
    return max(shapely.get_parts(soft), key=shapely.area)


def park_paths(blocks: Blocks, uses: NDArray[np.str_], plan: CityPlan, water: Sequence[Polygon]) -> list[Way]:
    """Return footpaths through the parks, as they lie: a round and ways out to the streets."""
    rng = random_for("paths")
    lines: list[LineString] = []
    done: set[bytes] = set()
    for ground, use in zip(blocks.ground, uses, strict=True):
        key = ground.centroid.wkb
        if use not in WITH_PATHS or ground.area < 5000 or key in done:
            continue
        done.add(key)
        lines += _round_and_spokes(ground, rng)
    walk = plan.star.buffer(-MOAT_HALF_M - 10, join_style="round").exterior
    gates = [_out_of_the_walls(number, plan) for number in range(18)]
    lines += [walk, *(g for g in gates if g is not None)]
    wet = shapely.union_all(list(water)).buffer(7)
    dry = shapely.get_parts(shapely.difference(np.array(lines, dtype=object), wet))
    return [Way(line, "path", None, {"foot": "designated"}) for line in dry[shapely.length(dry) > 5]]


def _round_and_spokes(ground: Polygon, rng: np.random.Generator) -> list[LineString]:
    size = np.sqrt(ground.area / np.pi)
    inner = ground.buffer(-0.42 * size).buffer(0.12 * size, quad_segs=6)
    if inner.is_empty or inner.geom_type != "Polygon":
        return []
    count = int(np.clip(ground.length / 230, 3, 9))
    starts = (np.arange(count) + rng.uniform(0.2, 0.8)) / count
    gates = shapely.line_interpolate_point(ground.exterior, starts, normalized=True)
    return [inner.exterior, *(_joined(inner.exterior, gate) for gate in gates)]


def _joined(path: LineString, gate: Point) -> LineString:
    """Return a way from a round path to a gate, reaching a little beyond both."""
    start = np.array(path.interpolate(path.project(gate)).coords[0])
    end = np.array(gate.coords[0])
    ahead = (end - start) / max(float(np.hypot(*(end - start))), 1e-9)
    side = np.array([-ahead[1], ahead[0]]) * float(np.hypot(*(end - start))) * 0.08
    points = [start - ahead * OVERSHOOT_M, (start + end) / 2 + side, end + ahead * OVERSHOOT_M]
    return LineString(points)


def _out_of_the_walls(number: int, plan: CityPlan) -> LineString | None:
    """Return a way from the core's ring outward across the glacis, beside a bastion."""
    angle = 2 * np.pi * (number + 0.2) / 18
    ray = LineString(bent(np.array([[0.0, 0.0], [1500 * np.cos(angle), 1300 * np.sin(angle)]])))
    across = ray.intersection(plan.glacis.buffer(OVERSHOOT_M))
    return across if across.geom_type == "LineString" else None


def moat(plan: CityPlan, ways: Sequence[Way]) -> tuple[list[Polygon], list[Polygon]]:
    """Return the pieces of the star's moat that hold water, and those that are gardens now."""
    ring = plan.star.buffer(MOAT_HALF_M, join_style="mitre").difference(
        plan.star.buffer(-MOAT_HALF_M, join_style="mitre")
    )
    near = [w for w in ways if w.line.distance(plan.core) < 600]
    lines = np.array([w.line for w in near], dtype=object)
    room = np.array([KINDS[w.kind].width_m / 2 + KINDS[w.kind].margin_m for w in near])
    pieces = shapely.get_parts(ring.difference(shapely.union_all(shapely.buffer(lines, room, cap_style="flat"))))
    pieces = pieces[shapely.area(pieces) > 250]
    towards = np.degrees(np.arctan2(shapely.get_y(shapely.centroid(pieces)), shapely.get_x(shapely.centroid(pieces))))
    wet = ((towards > 15) & (towards < 165)) | (np.abs(towards + 90) < 12)
    return list(pieces[wet]), list(pieces[~wet])


def water_rows(plan: CityPlan, ponds: Sequence[tuple[Polygon, str]], wet_moat: Sequence[Polygon]) -> pd.DataFrame:
    """Return the canal as area and line, lakes, ponds and the moat."""
    rows = [
        {"geometry": plan.water, "natural": "water", "water": "canal", "name": names.CANAL},
        {"geometry": plan.canal, "waterway": "canal", "name": names.CANAL, "width": f"{2 * CANAL_HALF_M:g}"},
    ]
    rows += [{"geometry": g, "natural": "water", "water": "lake", "name": name} for g, name in ponds]
    rows += [{"geometry": g, "natural": "water", "water": "moat", "name": "Șanțul Cetății"} for g in wet_moat]
    return pd.DataFrame(rows)


def green_rows(
    blocks: Blocks, uses: NDArray[np.str_], plan: CityPlan, edges: Sequence[Way], gardens: Sequence[Polygon]
) -> pd.DataFrame:
    """Return parks, lawns, squares' gardens, promenades, woods, gardens, pitches, and fields outside the city."""
    rng = random_for("green")
    rows: list[dict[str, object]] = [{"geometry": g, "leisure": "garden"} for g in gardens]
    parks = iter(rng.permutation(names.PARKS))
    for block, use in zip(blocks.inner, uses, strict=True):
        tags: dict[str, object] = dict(LANDUSES.get(use, {}))
        if tags.get("leisure") == "park" and block.area > 9000:
            name = next(parks, None)
            tags |= {"name": str(name)} if name else {}
        if tags:
            rows.append({"geometry": block.buffer(2), **tags})
        if use in GARDEN_DEPTH_M and rng.random() < 0.93:
            behind = block.buffer(-GARDEN_DEPTH_M[use], join_style="mitre")
            rows += [{"geometry": g, **PRIVATE} for g in shapely.get_parts(behind) if g.area > 250]
        if use == "square" and block.area > 900:
            rows.append({"geometry": block.buffer(-7, join_style="mitre").buffer(-9).buffer(5), "leisure": "garden"})
        if use in ("school", "stadium"):
            rows.append({"geometry": _pitch(block, use), "leisure": "pitch", "sport": "soccer"})
        if use == "green" and block.area > 3000 and rng.random() < 0.6:
            rows.append({"geometry": Point(block.point_on_surface()).buffer(11), "leisure": "playground"})
    rows += [{"geometry": g, "leisure": "park", "name": "Promenada Canalului"} for g in _promenade_parks(plan, edges)]
    table = pd.DataFrame(rows + _fields(plan, edges, rng))
    shapes = table["geometry"].to_numpy()
    keep = ~shapely.is_empty(shapes) & np.isin(shapely.get_type_id(shapes), (3, 6))
    return pd.DataFrame(table[keep].reset_index(drop=True))


def _pitch(block: Polygon, use: str) -> Polygon:
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(block))
    sides = np.diff(corners[:3], axis=0)
    lengths = np.hypot(*sides.T)
    first = int(lengths.argmax())
    along, across = sides[first] / lengths[first], sides[1 - first] / lengths[1 - first]
    middle = np.array(block.centroid.coords[0]) + (0 if use == "stadium" else along * lengths[first] * 0.28)
    half = (48.0, 30.0) if use == "stadium" else (22.0, 13.0)
    signs = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)])
    pitch = Polygon(middle + signs[:, :1] * half[0] * along + signs[:, 1:] * half[1] * across)
    return pitch if block.contains(pitch) else Polygon()


def _promenade_parks(plan: CityPlan, edges: Sequence[Way]) -> list[Polygon]:
    """Return the strips of park along the canal, between the streets that cross it."""
    strip = plan.canal.buffer(BANK_M - 10, cap_style="flat").difference(plan.water.buffer(2)).intersection(plan.city)
    over = [e for e in edges if KINDS[e.kind].makes_blocks and e.line.intersects(strip)]
    lines = np.array([e.line for e in over], dtype=object)
    room = np.array([KINDS[e.kind].width_m / 2 + KINDS[e.kind].margin_m for e in over])
    parts = shapely.get_parts(strip.difference(shapely.union_all(shapely.buffer(lines, room))))
    return list(parts[shapely.area(parts) > 600])


def _fields(plan: CityPlan, edges: Sequence[Way], rng: np.random.Generator) -> list[dict[str, object]]:
    """Return meadows, orchards and woods of the countryside; ploughed fields are left as ground."""
    frame = shapely.box(-HALF_WIDTH_M, -HALF_HEIGHT_M, HALF_WIDTH_M, HALF_HEIGHT_M)
    roads = shapely.union_all([e.line.buffer(9) for e in edges if e.kind in ("road", "bypass")])
    taken = shapely.union_all([plan.city.buffer(14), plan.water.buffer(25), roads])
    shapely.prepare(taken)
    rows: list[dict[str, object]] = []
    woods: list[Polygon] = []
    kinds = ("meadow", "orchard", "forest", "scrub", "none")
    for cell in _field_cells(rng):
        field = cell.intersection(frame)
        if field.is_empty or taken.contains(field):
            continue
        wooded = np.sin(field.centroid.x / 700 + 2.0) * np.cos(field.centroid.y / 800 + 0.4) > 0.45
        kind = rng.choice(kinds, p=(0.12, 0.03, 0.75, 0.1, 0.0) if wooded else (0.3, 0.07, 0.02, 0.06, 0.55))
        if kind == "forest":
            woods.append(field.buffer(5))
        if kind in ("none", "forest"):
            continue
        tags = {"natural": "scrub"} if kind == "scrub" else {"landuse": str(kind)}
        for part in shapely.get_parts(field.difference(taken)):
            if part.area > 1500:
                rows.append({"geometry": part, **tags})
    soft = shapely.union_all(woods).buffer(-40).buffer(75).buffer(-35).difference(taken).intersection(frame)
    return rows + [{"geometry": wood, **LANDUSES["wood"]} for wood in shapely.get_parts(soft) if wood.area > 3000]


def _field_cells(rng: np.random.Generator) -> list[Polygon]:
    """Return long strips of land, bent like all the rest."""
    cells = []
    y = -HALF_HEIGHT_M - 200
    while y < HALF_HEIGHT_M:
        depth, x = rng.uniform(170, 330), -HALF_WIDTH_M - rng.uniform(0, 400)
        while x < HALF_WIDTH_M:
            length = rng.uniform(160, 520)
            corners = shapely.segmentize(shapely.box(x + 2, y + 2, x + length - 2, y + depth - 2), 60.0)
            cells.append(shapely.transform(corners, _turned))
            x += length
        y += depth
    return cells


def _turned(xy: Floats) -> Floats:
    return bent(np.asarray(xy) @ np.array([[0.97, 0.24], [-0.24, 0.97]]) * 1.25)
