"""Buildings whose parts are mapped: what of the outline they cover, their floors, and the top of the highest."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from geodata.language import N_
from geodata.report import Report, report_of

from .building_columns import READERS
from .building_heights import FROM_PARTS, MADE_HERE, believable
from .floor_areas import floor_of, storeys
from .housing import are_told
from .layer import Context
from .tagged import numbers_from_tags
from .triangulation import Floats, Ints

COVERED = 0.9  # an outline of which this share is covered by its parts is drawn by them alone
HALF = 0.5  # of a part, that lies on the building it belongs to
SLACK_M = 0.5  # a part higher by less is as high
EXCEEDS = N_("a part is higher than what is known of its building: each keeps its own height")


def with_parts(
    table: gpd.GeoDataFrame, full: Floats, context: Context, *, layer: str
) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings with their gross floor area, which outlines their mapped parts draw, and the heights of those.

    `full` are the storeys of each as its outline has them. A building that its parts draw and whose height is not
    mapped is as high as the highest of them, by their heights or storeys; parts without either are as high as the
    outline. Floor area that a city model tells stays (`are_told`).
    """
    footprint = table["footprint_m2"].to_numpy(float)
    parts = _sized(context)
    outlines = np.asarray(table.geometry.values, dtype=object)
    outline, part = shapely.STRtree(parts.geometry.values).query(outlines, predicate="intersects")
    shared = shapely.intersection(parts.geometry.to_numpy()[part], outlines[outline])
    covered, floor = _floors(
        len(table), outline, shared, parts["low"].to_numpy()[part], _high(parts, part, full[outline])
    )
    has_parts = covered >= COVERED * np.maximum(footprint, 1.0)
    area = pd.Series(np.where(has_parts, floor, footprint * full).round(1), table.index)
    area = area.mask(are_told(table), table["floor_area_m2"].fillna(area))
    table = table.assign(has_parts=has_parts, floor_area_m2=area)
    belongs = shapely.area(shared) >= HALF * shapely.area(parts.geometry.values)[part]
    return _with_tops(table, parts, outline[belongs], part[belongs], layer)


def _sized(context: Context) -> gpd.GeoDataFrame:
    """Return the valid shapes of the mapped parts, the storeys above the ground they begin and end at, and their tops.

    Columns: low, high (storeys) and top_m; high and top_m are NaN where neither height nor storeys are known.
    """
    raw = context.raw.get("building_parts")
    if raw is None or not len(raw):
        return gpd.GeoDataFrame({name: pd.Series(dtype=float) for name in ("low", "high", "top_m")}, geometry=[])
    storey_m = context.recipe.storey_height_m
    raw = raw[~shapely.is_missing(np.asarray(raw.geometry.values, dtype=object))]
    sizes, _ = numbers_from_tags(raw, READERS, layer="building_parts")
    sized, _ = believable(gpd.GeoDataFrame(sizes, geometry=raw.geometry.make_valid()), layer="building_parts")
    low = sized["min_level"].fillna(sized["min_height_m"] / storey_m).fillna(0.0)
    known = sized["levels"].notna() | sized["height_m"].notna()
    roof_m = sized["roof_height_m"].fillna(sized["roof_levels"] * storey_m).fillna(0.0)
    high = (low + storeys(sized, storey_height_m=storey_m)).where(known)
    return sized.assign(low=low, high=high, top_m=sized["height_m"].fillna(sized["levels"] * storey_m + roof_m))


def _high(parts: gpd.GeoDataFrame, part: Ints, full: Floats) -> Floats:
    """Return the storeys at which parts end, those of unknown size as their buildings do."""
    low, high = parts["low"].to_numpy(float)[part], parts["high"].to_numpy(float)[part]
    return np.asarray(np.where(np.isnan(high), np.fmax(full, low + 1.0), high))


def _floors(count: int, outline: Ints, shared: np.ndarray, low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return for each of `count` outlines the m² that pieces of parts cover, and their floor area in m²."""
    covered, floor = np.zeros(count), np.zeros(count)
    for row in np.unique(outline):
        here = outline == row
        covered[row] = shapely.area(shapely.union_all(shared[here]))  # parts may stand on one another
        floor[row] = floor_of(shared[here], low[here], high[here])
    return covered, floor


def _with_tops(
    table: gpd.GeoDataFrame, parts: gpd.GeoDataFrame, outline: Ints, part: Ints, layer: str
) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings with the heights of their highest parts, and those that a part exceeds all the same."""
    on = pd.DataFrame({"row": outline, "part": parts.index[part], "top_m": parts["top_m"].to_numpy(float)[part]})
    highest = on.sort_values("top_m", kind="stable", na_position="first").drop_duplicates("row", keep="last")
    top = pd.Series(highest["top_m"].to_numpy(float), index=highest["row"]).reindex(range(len(table))).to_numpy()
    unsized = np.isin(np.arange(len(table)), on["row"][on["top_m"].isna()])
    height = table["height_m"].to_numpy(float)
    made_here = table["height_method"].isin(MADE_HERE).to_numpy(bool)
    taken = table["has_parts"].to_numpy(bool) & made_here & ~np.isnan(top) & (~unsized | (top > height))
    odd = (top > height + SLACK_M) & ~taken
    names = dict(zip(highest["row"], highest["part"], strict=True))
    told = report_of(layer, "assumed", EXCEEDS, [f"{table.index[k]} < {names[k]}" for k in np.flatnonzero(odd)])
    made = table.assign(
        height_m=np.where(taken, top, height).round(2),
        height_tier=table["height_tier"].mask(taken, "derived"),
        height_method=table["height_method"].mask(taken, FROM_PARTS),
    )
    return made, told
