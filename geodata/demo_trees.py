"""Trees of the embedded city: rows along streets and promenades, groves in parks, a few in every green court."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .demo_houses import known
from .demo_plan import BANK_M, CityPlan, Floats, random_for
from .demo_streets import KINDS, Blocks, Polygons

STREET_SPACING_M = {"boulevard": 21.0, "ring": 22.0, "radial": 30.0, "embankment": 30.0, "collector": 36.0}
GROVE_M2 = {
    "glacis": 560, "park": 600, "green": 600, "lake": 1000, "campus": 900, "cemetery": 900, "panel": 3000,
    "wood": 2600, "orchard": 2400, "hospital": 900, "school": 2000,
    "houses": 4200, "villas": 2600, "estate": 5200, "rural": 3600, "quarter": 2600,
}  # fmt: skip
SPECIES = (
    ("Tilia cordata", "broadleaved"), ("Platanus × hispanica", "broadleaved"),
    ("Aesculus hippocastanum", "broadleaved"),
    ("Acer platanoides", "broadleaved"), ("Quercus robur", "broadleaved"), ("Populus nigra", "broadleaved"),
    ("Picea abies", "needleleaved"), ("Pinus nigra", "needleleaved"),
)  # fmt: skip


def tree_rows(
    blocks: Blocks,
    uses: NDArray[np.str_],
    plan: CityPlan,
    streets: gpd.GeoDataFrame,
    footprints: Polygons,
    wet: Polygons,
) -> pd.DataFrame:
    """Return single trees and rows of trees, clear of houses, carriageways and water."""
    rng = random_for("trees")
    points = np.concatenate([_along_streets(streets), _groves(blocks, uses, rng)])
    points = points[_free(points, streets, footprints, wet)]
    n = len(points)
    kind = rng.choice(len(SPECIES), n, p=(0.32, 0.14, 0.14, 0.14, 0.1, 0.06, 0.05, 0.05))
    height = np.clip(rng.normal(10.5, 3.2, n), 4, 22)
    singles = pd.DataFrame(
        {
            "geometry": shapely.points(points),
            "natural": "tree",
            "species": known(np.array([s for s, _ in SPECIES])[kind], 0.5, rng),
            "leaf_type": np.array([leaf for _, leaf in SPECIES], object)[kind],
            "height": known(np.round(height, 1).astype(str), 0.6, rng),
            "diameter_crown": known(np.round(height * 0.62, 1).astype(str), 0.4, rng),
        }
    )
    return pd.concat([singles, _promenade_rows(plan, streets)], ignore_index=True)


def _along_streets(streets: gpd.GeoDataFrame) -> Floats:
    """Return points on both sides of the main streets, not at crossings or on bridges."""
    kind = streets["kind"].to_numpy()
    lined = np.isin(kind, list(STREET_SPACING_M)) & streets["bridge"].isna().to_numpy()
    lines = streets.geometry.to_numpy()[lined]
    spacing = np.array([STREET_SPACING_M[k] for k in kind[lined]])
    off = np.array([KINDS[k].width_m / 2 + 2.3 for k in kind[lined]])
    length = shapely.length(lines)
    count = np.maximum((length - 24) / spacing, 0).astype(int)
    line = np.repeat(np.arange(len(lines)), count)
    number = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
    at = 12 + (number + 0.5) * ((length - 24) / np.maximum(count, 1))[line]
    here = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], at))
    ahead = shapely.get_coordinates(shapely.line_interpolate_point(lines[line], at + 0.5)) - here
    side = np.column_stack([-ahead[:, 1], ahead[:, 0]]) / np.hypot(*ahead.T)[:, None] * off[line][:, None]
    return np.concatenate([here + side, here - side])


def _groves(blocks: Blocks, uses: NDArray[np.str_], rng: np.random.Generator) -> Floats:
    """Return points strewn over green blocks, one for each so many square metres."""
    points = [np.empty((0, 2))]
    for block, use in zip(blocks.inner, uses, strict=True):
        if use not in GROVE_M2:
            continue
        bounds = np.array(block.bounds).reshape(2, 2)
        count = min(int(np.prod(bounds[1] - bounds[0]) / GROVE_M2[use]), 700)
        xy = rng.uniform(bounds[0], bounds[1], (count, 2))
        points.append(xy[shapely.contains_xy(block, xy)])
    return np.concatenate(points)


def _free(points: Floats, streets: gpd.GeoDataFrame, footprints: Polygons, wet: Polygons) -> NDArray[np.bool_]:
    tree = shapely.STRtree(shapely.points(points))
    half = streets["width"].astype(float).to_numpy() / 2
    free = np.ones(len(points), bool)
    free[tree.query(streets.geometry.to_numpy(), predicate="dwithin", distance=half + 0.9)[1]] = False
    free[tree.query(footprints, predicate="dwithin", distance=2.4)[1]] = False
    free[tree.query(wet, predicate="dwithin", distance=1.5)[1]] = False
    return free


def _promenade_rows(plan: CityPlan, streets: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the rows of trees on the banks of the canal."""
    main = np.isin(streets["kind"].to_numpy(), ["cycleway", "path"], invert=True)
    near = main & (shapely.distance(streets.geometry.to_numpy(), plan.canal) < BANK_M - 15)
    crossing = shapely.union_all(shapely.buffer(streets.geometry.to_numpy()[near], 14))
    lines: list[shapely.Geometry] = []
    for offset in (21.0, 41.0):
        for side in (1, -1):
            row = plan.canal.offset_curve(side * offset).intersection(plan.city)
            lines += list(shapely.get_parts(row.difference(crossing)))
    long = [line for line in lines if line.length > 40]
    return pd.DataFrame({"geometry": long, "natural": "tree_row", "leaf_type": "broadleaved"})
