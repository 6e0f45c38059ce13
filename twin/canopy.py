"""The canopy of woods: a roof of leaves over the whole of a wood, as light and sight meet it."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from geodata.language import N_
from layers.mesh import Mesh
from layers.terrain import Terrain
from layers.woods import CLEARED, EDGE_M, HEIGHTS_M

# No map says how high a wood is: the mean of the trees that are drawn in it (estimated).
CANOPY_M = float(np.mean(HEIGHTS_M))
ROAD_M = 3.0  # to both sides of the middle of a road or path, and around buildings, no crowns
SAYS_CANOPY = N_("height of woods is estimated, 14 m everywhere; no crowns over roads, water and buildings in them")


def woods_of(green: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the rows of green space that are woods."""
    return green[(green["class"] == "wood").to_numpy(bool)]


def sheds_canopy(woods: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which woods are bare in winter: all that are not said to be of needles alone."""
    if "leaf_type" not in woods:
        return np.ones(len(woods), bool)
    return np.asarray((woods["leaf_type"] != "needleleaved").to_numpy(bool, na_value=True), bool)


def canopy(woods: gpd.GeoDataFrame, terrain: Terrain) -> Mesh:
    """Return the top of the crowns of woods, `CANOPY_M` above the ground."""
    return terrain.areas(_under_crowns(woods), lift_m=CANOPY_M)


def _under_crowns(woods: gpd.GeoDataFrame) -> NDArray[np.object_]:
    """Return the part of each wood that crowns cover: not its edge, nor what lies in it by the map."""
    areas: NDArray[np.object_] = shapely.buffer(np.asarray(woods.geometry.values, dtype=object), -EDGE_M)
    if CLEARED.name not in woods:
        return areas
    for row, lying in enumerate(woods[CLEARED.name]):
        if isinstance(lying, bytes) and not shapely.is_empty(areas[row]):
            areas[row] = shapely.difference(areas[row], shapely.buffer(shapely.from_wkb(lying), ROAD_M, quad_segs=2))
    return areas
