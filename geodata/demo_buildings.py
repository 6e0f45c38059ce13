"""All buildings of the embedded city: what stands where, nothing on another, on a street or in the water."""

from collections.abc import Mapping, Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .demo_blocks import block_rows
from .demo_houses import house_rows, hut_rows
from .demo_landmarks import landmark_rows, special_uses
from .demo_plan import CityPlan, Way, random_for
from .demo_streets import KINDS, Polygons

GAP_M, SHARED_M2 = 0.6, 0.001
LAND, LAND_SHARES = ("allotments", "cemetery", "orchard", "field", "wood"), (0.3, 0.12, 0.2, 0.26, 0.12)
HOUSE_USES = ("villas", "houses", "estate", "rural")
LAND_TAGS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys((*HOUSE_USES, "panel", "quarter", "core"), ("landuse", "residential")),
    **dict.fromkeys(("offices", "offices_2", "town_hall"), ("landuse", "commercial")),
    **dict.fromkeys(("market", "mall"), ("landuse", "retail")),
    "industry": ("landuse", "industrial"),
    "field": ("landuse", "farmland"),
    "school": ("amenity", "school"),
    "campus": ("amenity", "university"),
    "hospital": ("amenity", "hospital"),
}


def block_uses(blocks: Polygons, plan: CityPlan) -> NDArray[np.str_]:
    """Return the use of each block: its cell's, but for squares, schools, markets, greens and waste land."""
    rng = random_for("uses")
    points = shapely.point_on_surface(blocks)
    areas = np.array([cell.area for cell in plan.cells], dtype=object)
    point, cell = shapely.STRtree(areas).query(points, predicate="within")
    uses = np.full(len(blocks), "park", dtype="U16")
    uses[point] = np.array([c.use for c in plan.cells])[cell]
    area, drawn = shapely.area(blocks), rng.random(len(blocks))
    homes = np.isin(uses, [*HOUSE_USES, "panel", "quarter"])
    uses[homes & (area < 1500)] = "green"
    large = homes & (area > 6000) & (area < 60_000)
    uses[large & (area < 26_000) & (drawn < 0.03)] = "school"
    uses[large & (drawn > 0.03) & (drawn < 0.045)] = "market"
    uses[large & (drawn > 0.045) & (drawn < 0.072)] = "green"
    uses[large & (drawn > 0.072) & (drawn < 0.085)] = "vacant"
    edge = np.interp(np.hypot(*shapely.get_coordinates(points).T), [2300, 3100], [0, 0.6])
    uses[np.isin(uses, HOUSE_USES) & (rng.random(len(blocks)) < edge)] = "field"
    uses[(uses == "industry") & (drawn < 0.12)] = "vacant"
    land = uses == "garden_land"
    uses[land] = rng.choice(LAND, int(land.sum()), p=LAND_SHARES)
    return special_uses(blocks, uses)


def land_rows(blocks: Polygons, uses: NDArray[np.str_]) -> pd.DataFrame:
    """Return the blocks whose use OpenStreetMap has a tag for."""
    used = np.isin(uses, list(LAND_TAGS))
    tags = [dict([LAND_TAGS[use]]) for use in uses[used]]
    return pd.DataFrame(tags).assign(geometry=blocks[used])


def city_buildings(blocks: Polygons, uses: NDArray[np.str_], plan: CityPlan) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the buildings and the building parts as rows of tags with `geometry`, `use` and `block`."""
    rng = random_for("buildings")
    landmarks, parts = landmark_rows(blocks, uses, plan)
    filled = block_rows(blocks, uses, rng)
    single = np.isin(uses, HOUSE_USES)
    houses = house_rows(blocks[single], uses[single], rng)
    huts = hut_rows(blocks[uses == "allotments"], rng)
    table = pd.concat([pd.DataFrame(landmarks), filled, houses, huts], ignore_index=True)
    table = _inside(table, blocks)
    return _apart(table), pd.DataFrame(parts)


def _inside(table: pd.DataFrame, blocks: Polygons) -> pd.DataFrame:
    """Return the buildings that stand within one block; landmarks are placed by hand."""
    footprints = table["geometry"].to_numpy()
    inside = np.zeros(len(table), bool)
    inside[shapely.STRtree(footprints).query(shapely.buffer(blocks, 0.05), predicate="contains")[1]] = True
    return table[inside | (table["use"] == "landmark").to_numpy()].reset_index(drop=True)


def _apart(table: pd.DataFrame) -> pd.DataFrame:
    """Return the buildings without those too near to an earlier one; wall to wall only within a courtyard block."""
    footprints = table["geometry"].to_numpy()
    first, second = shapely.STRtree(footprints).query(footprints, predicate="dwithin", distance=GAP_M)
    block = table["block"].to_numpy(float)
    pair = first < second
    first, second = first[pair], second[pair]
    beside = (block[first] == block[second]) & np.isin(table["use"].to_numpy()[first], ["core", "quarter"])
    shared = shapely.area(shapely.intersection(footprints[first[beside]], footprints[second[beside]]))
    beside[beside] = shared < SHARED_M2
    first, second = first[~beside], second[~beside]
    order = np.argsort(second, kind="stable")
    keep = np.ones(len(table), bool)
    for i, j in zip(first[order], second[order], strict=True):
        if keep[i]:
            keep[j] = False
    return table[keep].reset_index(drop=True)


def clear_of(table: pd.DataFrame, streets: gpd.GeoDataFrame, plan: CityPlan) -> pd.DataFrame:
    """Return the buildings that touch no carriageway, no path and no water."""
    footprints = table["geometry"].to_numpy()
    half = streets["width"].astype(float).to_numpy() / 2
    tree = shapely.STRtree(footprints)
    hit = tree.query(streets.geometry.to_numpy(), predicate="dwithin", distance=half + 0.3)[1]
    wet = tree.query(plan.water.buffer(1), predicate="intersects")
    keep = np.ones(len(table), bool)
    keep[hit] = keep[wet] = False
    return table[keep]


def addresses(table: pd.DataFrame, edges: Sequence[Way]) -> pd.DataFrame:
    """Return street and house number of each building that has an address: odd on one side, even on the other.

    Numbers rise along each side of a street from its western or southern end.
    """
    named = [e for e in edges if (e.name and KINDS[e.kind].lanes) or e.kind == "core"]
    lines = np.array([e.line for e in named], dtype=object)
    middle = shapely.centroid(table["geometry"].to_numpy())
    row, edge = shapely.STRtree(lines).query_nearest(middle, all_matches=False)
    nearest = edge[np.argsort(row)]
    along = shapely.line_locate_point(lines[nearest], middle)
    back = shapely.get_coordinates(shapely.line_interpolate_point(lines[nearest], np.maximum(along - 1, 0)))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines[nearest], along + 1))
    off, step = shapely.get_coordinates(middle) - back, ahead - back
    left = step[:, 0] * off[:, 1] - step[:, 1] * off[:, 0] > 0
    made = pd.DataFrame({"street": [named[n].name for n in nearest], "odd": left ^ (step @ [1.0, 0.3] < 0)})
    # A street is long in one direction: buildings are numbered in the order of their place in it.
    spread = made.assign(x=shapely.get_x(middle), y=shapely.get_y(middle))
    by_street = spread.groupby("street")[["x", "y"]]
    ranges = by_street.transform("max") - by_street.transform("min")
    place = np.where(ranges["x"] > ranges["y"], spread["x"], spread["y"])
    without = np.isin(table["use"].to_numpy(), ["shed", "allotments"])
    order = made.assign(place=place)[~without].sort_values(["street", "odd", "place"], kind="stable")
    order["number"] = 2 * (order.groupby(["street", "odd"]).cumcount() + 1) - order["odd"].astype(int)
    found = pd.DataFrame({"addr:street": order["street"], "addr:housenumber": order["number"].astype(str)})
    return found.reindex(made.index).astype(object).where(lambda t: t.notna(), None).set_index(table.index)
