"""What a map says of one thing and cannot all be true: it is drawn all the same, and told."""

from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from geodata.language import N_
from geodata.report import Report, report_of

from .building_colours import rgb_of
from .building_heights import HEIGHT_TAG

OVERLAP: Final = 0.1  # of the smaller footprint
STOREY_M: Final = (1.8, 8.0)  # from floor to floor; higher only where there are few, as in halls
FEW_STOREYS: Final = 3
OVERLAPS = N_("lies on another building with more than a tenth of the smaller footprint: both are drawn and counted")
STOREYS = N_("height and storeys as mapped do not fit each other: drawn by the height, floor area by the storeys")
NOT_FLAT = N_("a flat roof with a height, storeys or a pitch of its own: drawn flat")
COLOUR = N_("a colour that no name or number is known for: drawn in that of its material or use")
BRIDGE = N_("a bridge without a layer: drawn one level above what it crosses")


def odd_buildings(table: gpd.GeoDataFrame, *, layer: str) -> Report:
    """Return overlapping buildings, storeys that do not fit the height, flat roofs that rise, unknown colours.

    `table`: as `buildings.with_sizes` makes it, roofs as they are mapped.
    """
    rises = (table["roof_height_m"] > 0) | (table["roof_levels"] > 0) | (table["roof_angle_deg"] > 0)
    flat = (table["roof_shape"] == "flat").fillna(value=False)
    walls_m = table["height_m"] - table["roof_height_m"].fillna(0.0)
    storey_m = walls_m / table["levels"].where(table["levels"] >= 1)
    least, most = STOREY_M
    odd = (storey_m < least) | ((storey_m > most) & (table["levels"] >= FEW_STOREYS))
    colourless = np.any([[_is_no_colour(text) for text in table[c]] for c in ("roof_colour", "colour")], axis=0)
    mapped = (table["height_method"] == HEIGHT_TAG).fillna(value=False)
    return (
        report_of(layer, "assumed", OVERLAPS, table.index[overlapping(table)])
        + report_of(layer, "assumed", STOREYS, table.index[(mapped & odd).to_numpy(bool)])
        + report_of(layer, "assumed", NOT_FLAT, table.index[(flat & rises).to_numpy(bool)])
        + report_of(layer, "assumed", COLOUR, table.index[colourless])
    )


def _is_no_colour(text: object) -> bool:
    return isinstance(text, str) and rgb_of(text) is None


def overlapping(table: gpd.GeoDataFrame) -> np.ndarray:
    """Return which of a pair of footprints that share more than a tenth of the smaller one is that smaller one."""
    shapes = np.asarray(table.geometry.values, dtype=object)
    found = np.zeros(len(shapes), bool)
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < other
    one, other = one[pairs], other[pairs]
    inside = ~shapely.touches(shapes[one], shapes[other])  # most are neighbours, wall to wall
    one, other = one[inside], other[inside]
    area = shapely.area(shapes)
    smaller = np.where(area[one] <= area[other], one, other)
    shared = shapely.area(shapely.intersection(shapes[one], shapes[other]))
    found[smaller[shared > OVERLAP * area[smaller]]] = True
    return found


def bridges_without_layer(table: gpd.GeoDataFrame, *, layer: str) -> Report:
    """Return the streets over a bridge of which nobody has said over how many others they lead."""
    bridge = table["bridge"].notna() & (table["bridge"] != "no") & table["layer"].isna()
    return report_of(layer, "assumed", BRIDGE, table.index[bridge.fillna(value=False).to_numpy(bool)])
