"""What a map says of one thing and cannot all be true: it is drawn all the same, and told."""

from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from geodata.language import N_
from geodata.report import Report, report_of

from .building_colours import rgb_of
from .building_heights import HEIGHT_TAG
from .joined_ways import MOST_LEVELS, is_said, is_tunnel
from .roof_rules import plans
from .tagged import tag

OVERLAP: Final = 0.1  # of the smaller footprint
STOREY_M: Final = (1.8, 8.0)  # from floor to floor; higher only where there are few, as in halls
FEW_STOREYS: Final = 3
HALL_M: Final = 20.0  # from floor to floor, even where there are few
ROOF_STOREY_M: Final = (1.5, 8.0)  # of a storey in the roof
PITCH_OFF_DEG: Final = 15.0
PITCHED: Final = ("gabled", "hipped", "half-hipped", "pyramidal")  # whose pitch is height by half the width
OVERLAPS = N_("lies on another building with more than a tenth of the smaller footprint: both are drawn and counted")
STOREYS = N_("height and storeys as mapped do not fit each other: drawn by the height, floor area by the storeys")
NOT_FLAT = N_("a flat roof with a height, storeys or a pitch of its own: drawn flat")
COLOUR = N_("a colour that no name or number is known for: drawn in that of its material or use")
ROOF_STOREYS = N_("height and storeys of the roof as mapped do not fit each other: drawn by the height")
PITCH = N_("height and pitch of the roof as mapped do not fit each other: drawn by the height")
ORIENTATION = N_("a roof's orientation that is neither along nor across: taken as along")
BRIDGE = N_("a bridge without a layer: drawn one level above what it crosses")
BRIDGE_BELOW = N_("a bridge of a layer below 0: drawn one level above what it crosses")
BRIDGE_BEYOND = N_("a bridge of a layer above 5: taken as 5")


def odd_buildings(table: gpd.GeoDataFrame, *, layer: str) -> Report:
    """Return overlapping buildings, sizes that do not fit each other, flat roofs that rise, unknown colours.

    `table`: as `buildings.with_sizes` makes it, roofs as they are mapped.
    """
    rises = (table["roof_height_m"] > 0) | (table["roof_levels"] > 0) | (table["roof_angle_deg"] > 0)
    flat = (table["roof_shape"] == "flat").fillna(value=False)
    walls_m = table["height_m"] - table["roof_height_m"].fillna(0.0)
    storey_m = walls_m / table["levels"].where(table["levels"] >= 1)
    least, most = STOREY_M
    odd = (storey_m < least) | ((storey_m > most) & (table["levels"] >= FEW_STOREYS)) | (storey_m > HALL_M)
    in_roof_m = table["roof_height_m"] / table["roof_levels"].where(table["roof_levels"] > 0)
    odd_roof = in_roof_m.notna() & ~in_roof_m.between(*ROOF_STOREY_M)
    colourless = np.any([[_is_no_colour(text) for text in table[c]] for c in ("roof_colour", "colour")], axis=0)
    mapped = (table["height_method"] == HEIGHT_TAG).fillna(value=False)
    return (
        report_of(layer, "assumed", OVERLAPS, overlapping(table))
        + report_of(layer, "assumed", STOREYS, table.index[(mapped & odd).to_numpy(bool)])
        + report_of(layer, "assumed", ROOF_STOREYS, table.index[odd_roof])
        + report_of(layer, "assumed", PITCH, table.index[_odd_pitch(table)])
        + report_of(layer, "assumed", NOT_FLAT, table.index[(flat & rises).to_numpy(bool)])
        + report_of(layer, "assumed", COLOUR, table.index[colourless])
    )


def _odd_pitch(table: gpd.GeoDataFrame) -> np.ndarray:
    """Return whose mapped pitch is far from that of the roof's mapped height over half the width."""
    height, pitch = table["roof_height_m"].to_numpy(float), table["roof_angle_deg"].to_numpy(float)
    shape = table["roof_shape"].astype(object)
    asked = (height > 0) & ~np.isnan(pitch) & shape.isin((*PITCHED, "skillion")).to_numpy(bool)
    odd = np.zeros(len(table), bool)
    if asked.any():
        rows = table[asked]
        plan = plans(np.asarray(rows.geometry.values, dtype=object), rows.geometry.area.to_numpy())
        across = rows["roof_across"].fillna(value=False).to_numpy(bool)
        span = np.where(across, plan.length_m, plan.width_m)
        run = np.where(shape[asked] == "skillion", span, span / 2)
        odd[asked] = np.abs(np.degrees(np.arctan2(height[asked], run)) - pitch[asked]) > PITCH_OFF_DEG
    return odd


def _is_no_colour(text: object) -> bool:
    return isinstance(text, str) and rgb_of(text) is None


def overlapping(table: gpd.GeoDataFrame) -> list[str]:
    """Return "smaller / larger" for each pair of footprints that share more than a tenth of the smaller one."""
    shapes = np.asarray(table.geometry.values, dtype=object)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < other
    one, other = one[pairs], other[pairs]
    inside = ~shapely.touches(shapes[one], shapes[other])  # most are neighbours, wall to wall
    one, other = one[inside], other[inside]
    area = shapely.area(shapes)
    first = area[one] <= area[other]
    smaller, larger = np.where(first, one, other), np.where(first, other, one)
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    order = np.lexsort((larger, smaller))
    odd = order[(shared > OVERLAP * area[smaller])[order]]
    return [f"{table.index[s]} / {table.index[k]}" for s, k in zip(smaller[odd], larger[odd], strict=True)]


def odd_bridges(table: gpd.GeoDataFrame, *, layer: str) -> Report:
    """Return the streets over a bridge of which nobody has said, or said wrongly, over how many others they lead."""
    bridge = is_said(table["bridge"]) & ~is_tunnel(table["tunnel"])
    level = table["layer"].to_numpy(float, na_value=np.nan)
    told = ((BRIDGE, np.isnan(level)), (BRIDGE_BELOW, level < 0), (BRIDGE_BEYOND, level > MOST_LEVELS))
    return sum((report_of(layer, "assumed", why, table.index[bridge & odd]) for why, odd in told), Report())


def odd_orientations(raw: gpd.GeoDataFrame, *, layer: str) -> Report:
    """Return the objects of a raw table whose roof:orientation says neither along nor across."""
    said = tag(raw, "roof:orientation")
    return report_of(layer, "assumed", ORIENTATION, raw.index[said.notna() & ~said.isin(("along", "across"))])
