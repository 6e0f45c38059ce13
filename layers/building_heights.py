"""Heights of buildings: from tags, from storeys, else estimated from neighbours, type and size.

Estimate, for a building without height and storeys: the median height of up to five buildings of
the same class, the nearest ones within 300 m, where a footprint twice as large counts as 100 m
away; blended with the usual height of its class and footprint, which weighs as much as half a
neighbour; one neighbour alone is no median. Sheds, garages and churches take their usual height
alone: a tower says nothing about the next church.
Left out one at a time, the 4,300 buildings of Timișoara with storeys are met with a mean error of
1.7 m, 88 % within one storey (OpenStreetMap, May 2025); the usual heights alone miss by 3.0 m.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geodata.language import N_
from geodata.report import Report, report_of

from .triangulation import Floats

LAYER = "buildings"
HEIGHT_LIMITS_M = (1.0, 400.0)
LEVEL_LIMITS = (0.5, 120.0)
NEIGHBOURS, FEWEST_NEIGHBOURS = 5, 2
REACH_M = 300.0
DOUBLE_FOOTPRINT_M = 100.0
USUAL_WEIGHT = 0.5
MOST_ESTIMATED_LEVELS = 11.0  # the tallest common block, P+10; what is taller stands out and is mapped first
SHED_M2 = 30.0  # a building of unknown use below this is a shed or garage: here 51 of 53 with storeys have one

HEIGHT_TAG = N_("height as mapped")
FROM_LEVELS = N_("storeys × storey height, and the roof")
FROM_NEIGHBOURS = N_("median of the five nearest alike, blended with the usual height")
USUAL = N_("usual height of its class and size")
SHED = N_("usual height of a shed or garage")
FROM_PARTS = N_("the top of its highest part")
MADE_OF_STOREYS = (FROM_LEVELS, FROM_NEIGHBOURS, USUAL)  # a roof that is not mapped is put on top of these
MADE_HERE = (*MADE_OF_STOREYS, SHED)  # heights that are not themselves mapped or stated by a source

# Usual storeys by class: (footprints up to m², storeys). From the medians and means of the 4,300 buildings
# of Timișoara whose storeys are mapped (OpenStreetMap, May 2025); the last row serves all larger ones.
USUAL_LEVELS: Mapping[str, tuple[tuple[float, float], ...]] = {
    "house": ((60, 1.0), (100, 1.2), (np.inf, 1.5)),
    "apartments": ((150, 3.0), (250, 4.5), (np.inf, 5.5)),
    "residential": ((np.inf, 2.4),),
    "commercial": ((250, 1.5), (np.inf, 2.5)),
    "public": ((250, 2.0), (np.inf, 2.7)),
    "industrial": ((np.inf, 2.0),),
    "religious": ((100, 2.0), (np.inf, 4.0)),
    "construction": ((250, 2.0), (np.inf, 5.0)),
    "other": ((60, 1.0), (100, 1.2), (150, 1.5), (250, 2.2), (np.inf, 3.0)),
}
SHED_HEIGHTS_M = ((40.0, 2.5), (np.inf, 3.0))


def with_heights(table: gpd.GeoDataFrame, *, storey_height_m: float) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings with a height each, its tier and its method.

    Reads class, footprint_m2, height_m, levels, roof_levels, roof_height_m and tier. A height or a
    number of storeys beyond belief is repaired as missing. A height that already has a tier keeps it.
    """
    table, report = believable(table, layer=LAYER)
    known = table["height_m"].notna()
    roof_m = table["roof_height_m"].fillna(table["roof_levels"] * storey_height_m).fillna(0.0)
    from_levels = table["levels"] * storey_height_m + roof_m
    derived = ~known & from_levels.notna()
    height = table["height_m"].fillna(from_levels).to_numpy(float, copy=True)
    tier = np.where(known, table["height_tier"].fillna(table["tier"]), np.where(derived, "derived", "estimated"))
    method = np.where(known, table["height_method"].fillna(HEIGHT_TAG), np.where(derived, FROM_LEVELS, USUAL))
    missing = np.isnan(height)
    if missing.any():
        height[missing], method[missing] = _estimated(table, height, storey_height_m)
    reason = N_("no height and no storeys mapped: the height is estimated")
    report += report_of(LAYER, "assumed", reason, table.index[missing])
    made = table.assign(
        height_m=np.round(height, 2),
        height_tier=pd.Series(tier, index=table.index, dtype=object),
        height_method=pd.Series(method, index=table.index, dtype=object),
    )
    return made, report


def believable(table: gpd.GeoDataFrame, *, layer: str) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the table without heights and storeys that no building has."""
    height, levels = table["height_m"], table["levels"]
    odd_height = height.notna() & ~height.between(*HEIGHT_LIMITS_M)
    odd_levels = levels.notna() & ~levels.between(*LEVEL_LIMITS)
    report = report_of(
        layer, "repaired", N_("a height no building has, taken as not known"), table.index[odd_height]
    ) + report_of(
        layer, "repaired", N_("a number of storeys no building has, taken as not known"), table.index[odd_levels]
    )
    return table.assign(height_m=height.mask(odd_height), levels=levels.mask(odd_levels)), report


def _estimated(table: gpd.GeoDataFrame, height: Floats, storey_height_m: float) -> tuple[Floats, NDArray[np.object_]]:
    """Return heights and methods of the rows whose `height` is missing."""
    classes = table["class"].to_numpy(object)
    footprint = table["footprint_m2"].to_numpy(float)
    missing = np.flatnonzero(np.isnan(height))
    shed = (classes == "garage") | ((classes == "other") & (footprint < SHED_M2))
    made = usual_heights(classes, footprint, storey_height_m=storey_height_m)
    made[shed] = _by_footprint(footprint[shed], SHED_HEIGHTS_M)
    method = np.where(shed, SHED, USUAL).astype(object)
    place = _places(table, footprint)
    for name in np.unique(classes[missing][~shed[missing]]):
        alike = (classes == name) & ~shed
        known, asked = np.flatnonzero(alike & ~np.isnan(height)), np.flatnonzero(alike & np.isnan(height))
        median, count = neighbour_medians(place[asked], place[known], height[known])
        near = (count >= FEWEST_NEIGHBOURS) & (name != "religious")
        blended = (count * median + USUAL_WEIGHT * made[asked]) / (count + USUAL_WEIGHT)
        made[asked[near]], method[asked[near]] = blended[near], FROM_NEIGHBOURS
    return np.minimum(made[missing], MOST_ESTIMATED_LEVELS * storey_height_m), method[missing]


def usual_heights(classes: NDArray[np.object_], footprint_m2: Floats, *, storey_height_m: float) -> Floats:
    """Return the usual height in metres of buildings of a class and footprint."""
    made = np.empty(len(classes))
    for name in np.unique(classes):
        rows = classes == name
        table = USUAL_LEVELS.get(name, USUAL_LEVELS["other"])
        made[rows] = _by_footprint(footprint_m2[rows], table) * storey_height_m
    return made


def _by_footprint(footprint_m2: Floats, table: tuple[tuple[float, float], ...]) -> Floats:
    limits, numbers = (np.array(column) for column in zip(*table, strict=True))
    return numbers[np.searchsorted(limits, footprint_m2)]


def _places(table: gpd.GeoDataFrame, footprint_m2: Floats) -> Floats:
    """Return (x, y, size) in metres, size as the footprint's doublings."""
    centre = shapely.get_coordinates(shapely.centroid(np.asarray(table.geometry.values, dtype=object)))
    size = DOUBLE_FOOTPRINT_M * np.log2(np.maximum(footprint_m2, 1.0))
    return np.column_stack([centre, size])


def neighbour_medians(asked: Floats, known: Floats, height_m: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """Return the median height of the nearest known places within reach of each asked one, and their number."""
    if not len(known) or not len(asked):
        return np.zeros(len(asked)), np.zeros(len(asked), np.int64)
    near = range(1, NEIGHBOURS + 1)
    _, index = cKDTree(known).query(asked, k=near, distance_upper_bound=REACH_M)
    heights = np.sort(np.append(height_m, np.inf)[index], axis=1)
    count = np.isfinite(heights).sum(axis=1)
    row = np.arange(len(asked))
    low, high = heights[row, np.maximum(count - 1, 0) // 2], heights[row, np.minimum(count // 2, NEIGHBOURS - 1)]
    return np.where(count > 0, (low + np.where(count > 0, high, low)) / 2, 0.0), count
