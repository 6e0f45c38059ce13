"""Blocks of the embedded city that are no single houses: courtyards, panel slabs, halls, campus, schools."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely import LineString, Polygon

from .demo_houses import lots_along

Polygons = NDArray[np.object_]
Row = dict[str, Any]  # a geometry, and tags
TOWN_HOUSES = ("apartments", "residential", "office", "retail", "house")
TOWN_HOUSE_SHARES = (0.55, 0.2, 0.07, 0.08, 0.1)


class Site:
    """A block with axes of its own: u along its longer side, v across, both from a corner of its tightest box."""

    def __init__(self, block: Polygon) -> None:
        self.block = block
        corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(shapely.orient_polygons(block)))[:4]
        sides = np.roll(corners, -1, axis=0) - corners
        first = int(np.hypot(*sides.T).argmax())
        self.length_m = float(np.hypot(*sides[first]))
        self.depth_m = float(np.hypot(*sides[(first + 1) % 4]))
        self.origin = corners[first]
        along = sides[first] / self.length_m
        inward = np.array([-along[1], along[0]])
        middle = corners.mean(axis=0) - self.origin
        self.axes = np.stack([along, inward if middle @ inward > 0 else -inward])

    def placed(self, corners: Sequence[tuple[float, float]]) -> Polygon:
        """Return a polygon from its corners in (u, v) metres."""
        return Polygon(np.asarray(corners) @ self.axes + self.origin)

    def box(self, u: float, v: float, length: float, depth: float) -> Polygon:
        """Return a rectangle from its lower corner and size."""
        return self.placed([(u, v), (u + length, v), (u + length, v + depth), (u, v + depth)])

    def across(self, v: float) -> LineString:
        """Return the line along the block at a distance from its first side."""
        return LineString(np.array([(-50, v), (self.length_m + 50, v)]) @ self.axes + self.origin)

    def holds(self, shape: Polygon, margin_m: float = 0.0) -> bool:
        """Return whether a shape lies in the block, so far from its edge."""
        return bool(self.block.buffer(-margin_m).contains(shape) if margin_m else self.block.contains(shape))


def tagged(shape: Polygon, building: str, levels: int | None, roof: str = "flat", **tags: object) -> Row:
    """Return one row of the building table."""
    text = None if levels is None else str(levels)
    return {"geometry": shape, "building": building, "building:levels": text, "roof:shape": roof, **tags}


def courtyard_block(block: Polygon, rng: np.random.Generator, *, old: bool = False) -> list[Row]:
    """Return houses wall to wall around a courtyard; some blocks are one house with a hole."""
    depth = rng.uniform(10.5, 13.5)
    court = block.buffer(-depth, join_style="mitre")
    usual = int(rng.choice([2, 3, 3, 4])) if old else int(rng.choice([1, 2, 2, 3, 4]))
    if block.area < 500:
        return []
    if court.area < 90:
        whole = tagged(block, "apartments", usual, "hipped", start_date=_year(1780, 1915, rng))
        return [] if block.area > 1800 else [whole]
    ring = block.difference(court)
    if court.geom_type == "Polygon" and block.length < 290 and rng.random() < 0.3:
        kind = str(rng.choice(["apartments", "office", "public", "hotel"]))
        return [tagged(ring, kind, usual + 1, "hipped", start_date=_year(1780, 1915, rng))]
    houses = _party_walls(ring, block.buffer(-depth / 2, join_style="mitre"), rng)
    rows = []
    for house in houses:
        if rng.random() < (0.03 if old else 0.1) or house.area < 60:
            continue
        levels = max(1, usual + int(rng.choice([-1, 0, 0, 0, 1])))
        kind = str(rng.choice(TOWN_HOUSES, p=TOWN_HOUSE_SHARES))
        roof = "gabled" if rng.random() < 0.7 else "mansard"
        known = levels if rng.random() < 0.75 else None
        rows.append(tagged(house, kind, known, roof, start_date=_year(1780 if old else 1860, 1938, rng)))
    return rows + _court_wings(court, usual, rng)


def _year(first: int, last: int, rng: np.random.Generator) -> str | None:
    return str(rng.integers(first, last)) if rng.random() < 0.45 else None


def _party_walls(ring: Polygon, half: Polygon, rng: np.random.Generator) -> list[Polygon]:
    """Return a ring cut into houses by walls across it, every 14 to 30 m; `half` ends in the ring's middle."""
    points: list[shapely.Point] = []
    for middle in shapely.get_exterior_ring(shapely.get_parts(half)):
        at = np.cumsum(rng.uniform(14, 30, int(middle.length / 14) + 1))
        points += list(shapely.line_interpolate_point(middle, at[at < middle.length - 8]))
    if len(points) < 3:
        return [ring]
    seeds = shapely.multipoints(points)
    plots = shapely.get_parts(shapely.voronoi_polygons(seeds, extend_to=ring))
    cut = shapely.get_parts(shapely.intersection(ring, plots))
    return [p for p in cut if p.geom_type == "Polygon"]


def _court_wings(court: Polygon, levels: int, rng: np.random.Generator) -> list[Row]:
    """Return low wings standing into a courtyard, as the Banat's town houses have."""
    yard = court.buffer(-0.9, join_style="mitre")
    if court.geom_type != "Polygon" or yard.geom_type != "Polygon" or yard.area < 350:
        return []
    lots = lots_along(np.array([yard], dtype=object), np.array([24.0]))
    lots = lots.chosen(rng.random(len(lots.width_m)) < 0.5)
    n = len(lots.width_m)
    width, depth = rng.uniform(4.5, 6.5, n), rng.uniform(8, 15, n)
    corners = np.stack(
        [np.column_stack([-width / 2, 0 * width]), np.column_stack([width / 2, 0 * width]),
         np.column_stack([width / 2, depth]), np.column_stack([-width / 2, depth])], axis=1,
    )  # fmt: skip
    wings = lots.placed(corners)
    inside = shapely.contains(yard.buffer(0.2), wings)
    return [tagged(w, "residential", max(levels - 1, 1), "skillion") for w in wings[inside]]


def panel_block(block: Polygon, rng: np.random.Generator) -> list[Row]:
    """Return long slabs of 4 to 10 storeys around greens, and here and there a row of towers."""
    site = Site(block)
    usual = int(rng.choice([4, 5, 8, 10], p=[0.6, 0.1, 0.15, 0.15]))
    if site.depth_m > 80 and rng.random() < 0.5:
        return _with_towers(site, _slabs_around(site, usual, rng), rng)
    gap = 25 + 3.4 * usual
    rows: list[Row] = []
    for v in np.arange(6, site.depth_m - 14, 12 + gap):
        u = rng.uniform(4, 14)
        while u < site.length_m - 20:
            length = float(rng.choice([36, 54, 72, 90], p=[0.2, 0.35, 0.3, 0.15]))
            shape = _slab(site, u, float(v), length, rng)
            if not site.holds(shape) and length > 40:
                length = 36.0
                shape = _slab(site, u, float(v), length, rng)
            if site.holds(shape):
                rows.append(_panel_row(shape, usual, rng))
            u += length + rng.uniform(13, 20)
        if usual < 8 and rng.random() < 0.5:  # a slab across closes the green to a court
            cross = site.box(site.length_m - 16, float(v) + 18, 11.5, gap - 12)
            if site.holds(cross):
                rows.append(_panel_row(cross, usual, rng))
    return _with_towers(site, rows, rng)


def _slabs_around(site: Site, usual: int, rng: np.random.Generator) -> list[Row]:
    """Return slabs along the sides of a block, some doubled inward, around one large green."""
    boxes: list[Polygon] = []
    for inset in (7.0, 7.0 + 12 + 24 + 3.4 * usual):
        u0, u1, v0, v1 = inset, site.length_m - inset, inset, site.depth_m - inset
        if v1 - v0 < 60 or (inset > 7 and rng.random() < 0.35):
            break
        u = u0
        while u < u1 - 30:
            length = min(float(rng.choice([36, 54, 72])), u1 - u)
            boxes += [_slab(site, u, v0, length, rng), _slab(site, u, v1 - 12, length, rng)]
            u += length + rng.uniform(14, 20)
        v = v0 + 32
        while v < v1 - 54:
            depth = min(float(rng.choice([36, 54])), v1 - 32 - v)
            boxes += [site.box(u0, v, 11.8, depth), site.box(u1 - 11.8, v, 11.8, depth)]
            v += depth + rng.uniform(14, 20)
    return [_panel_row(box, usual, rng) for box in boxes if box.area > 200 and site.holds(box)]


def _slab(site: Site, u: float, v: float, length: float, rng: np.random.Generator) -> Polygon:
    """Return a slab 11 to 12.5 m deep; a third of them step back from stair to stair."""
    depth = rng.uniform(11, 12.5)
    if rng.random() > 0.35:
        return site.box(u, v, length, depth)
    stairs = max(int(length // 18), 1)
    step = rng.choice([-2.4, 2.4])
    offsets = np.repeat(np.arange(stairs) % 2 * step, 2) + max(-step, 0)
    at = u + np.repeat(np.arange(stairs + 1), 2)[1:-1] * (length / stairs)
    lower = list(zip(at, v + offsets, strict=True))
    upper = list(zip(at[::-1], v + depth + offsets[::-1], strict=True))
    return site.placed(lower + upper)


def _panel_row(shape: Polygon, usual: int, rng: np.random.Generator) -> Row:
    levels = usual if rng.random() < 0.85 else int(rng.choice([4, 5, 8, 10]))
    year = str(rng.integers(1962, 1990)) if rng.random() < 0.5 else None
    height = f"{levels * 2.75 + 1.2:.1f}" if rng.random() < 0.12 else None
    known = levels if rng.random() < 0.86 else None
    return tagged(shape, "apartments", known, "flat", start_date=year, height=height)


def _with_towers(site: Site, rows: list[Row], rng: np.random.Generator) -> list[Row]:
    """Return the rows with two or three point towers on some sites, where there is room."""
    if rng.random() > 0.35:
        return rows
    taken = shapely.union_all([r["geometry"] for r in rows]).buffer(9) if rows else Polygon()
    for _ in range(4):
        tower = site.box(rng.uniform(10, site.length_m - 30), rng.uniform(10, max(site.depth_m - 30, 11)), 21, 19)
        if site.holds(tower, 4) and not tower.intersects(taken):
            rows.append(tagged(tower, "apartments", int(rng.choice([10, 11, 13])), "flat", start_date="1978"))
            taken = taken.union(tower.buffer(20))
    return rows


def industry_block(block: Polygon, rng: np.random.Generator) -> list[Row]:
    """Return halls, their offices, and a few silos."""
    site = Site(block)
    rows: list[Row] = []
    v = rng.uniform(10, 18)
    while v < site.depth_m - 25:
        depth, u = rng.uniform(32, 68), rng.uniform(8, 25)
        while u < site.length_m - 30:
            length = rng.uniform(45, 120)
            hall = site.box(u, v, length, depth * rng.uniform(0.7, 1))
            if site.holds(hall, 3) and rng.random() < 0.85:
                kind = str(rng.choice(["industrial", "warehouse", "manufacture"]))
                height = f"{rng.uniform(7, 13):.1f}" if rng.random() < 0.5 else None
                rows.append(tagged(hall, kind, None if height else 1, "flat", height=height))
            elif site.holds(small := site.box(u, v, 24, 13), 2):
                rows.append(tagged(small, "office", int(rng.choice([2, 3, 4])), "flat"))
                length = 24
            u += length + rng.uniform(14, 32)
        v += depth + rng.uniform(18, 30)
    if rows and rng.random() < 0.3:
        for number in range(4):
            silo = shapely.Point(np.array([12 + 13.0 * number, site.depth_m - 14]) @ site.axes + site.origin).buffer(
                5.5
            )
            if site.holds(silo):
                rows.append(tagged(silo, "silo", None, "dome", height="22"))
    return rows


def campus_block(block: Polygon, rng: np.random.Generator) -> list[Row]:
    """Return university pavilions with courts in a park, and rows of halls of residence."""
    site = Site(block)
    if site.length_m * site.depth_m < 6000:
        return []
    plans = [[(0, 0), (62, 0), (62, 46), (48, 46), (48, 14), (14, 14), (14, 46), (0, 46)],
             [(0, 0), (70, 0), (70, 15), (43, 15), (43, 40), (27, 40), (27, 15), (0, 15)],
             [(0, 0), (13, 0), (13, 58), (0, 58)], [(0, 0), (44, 0), (44, 13), (0, 13)],
             [(0, 0), (38, 0), (38, 32), (24, 32), (24, 14), (0, 14)]]  # fmt: skip
    rows: list[Row] = []
    taken = Polygon()
    for _ in range(170):
        number = int(rng.integers(len(plans)))
        u, v = rng.uniform(2, site.length_m), rng.uniform(2, site.depth_m)
        shape = site.placed([(u + a, v + b) for a, b in plans[number]])
        if site.holds(shape, 3) and not shape.intersects(taken):
            kind = "dormitory" if number in (2, 3) else "university"
            rows.append(tagged(shape, kind, int(rng.choice([3, 4, 5])), "flat", start_date=_year(1948, 2015, rng)))
            taken = taken.union(shape.buffer(15))
    return rows


def school_block(block: Polygon, rng: np.random.Generator) -> list[Row]:
    """Return a school with wings and its gymnasium."""
    site = Site(block)
    deep = site.depth_m > 56
    school = [(12, 8), (62, 8), (62, 20), (26, 20), (26, 44 if deep else 21), (12, 44 if deep else 21)]
    gym = [(72, 10), (96, 10), (96, 26), (72, 26)]
    rows = [tagged(site.placed(school), "school", int(rng.choice([2, 3])), "hipped", amenity="school")]
    rows.append(tagged(site.placed(gym), "sports_hall", 1, "round"))
    return [r for r in rows if site.holds(r["geometry"])]


def market_block(block: Polygon, rng: np.random.Generator) -> list[Row]:
    """Return a supermarket; the rest of the block is its car park."""
    site = Site(block)
    hall = site.box(8, max(site.depth_m - 42, 4), rng.uniform(44, 62), 32)
    return [tagged(hall, "supermarket", 1, "flat", shop="supermarket")] if site.holds(hall) else []


FILLERS: dict[str, Callable[[Polygon, np.random.Generator], list[Row]]] = {
    "core": partial(courtyard_block, old=True),
    "quarter": courtyard_block,
    "panel": panel_block,
    "industry": industry_block,
    "campus": campus_block,
    "school": school_block,
    "market": market_block,
}


def block_rows(blocks: Polygons, uses: NDArray[np.str_], rng: np.random.Generator) -> pd.DataFrame:
    """Return the buildings of all blocks that are no single houses: rows with `geometry`, `use`, `block`, tags."""
    rows: list[Row] = []
    for number, (block, use) in enumerate(zip(blocks, uses, strict=True)):
        if use in FILLERS:
            made = FILLERS[use](block, rng)
            rows += [{**row, "use": use, "block": number} for row in made]
    return pd.DataFrame(rows)
