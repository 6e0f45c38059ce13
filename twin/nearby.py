"""What stands near a place, to tell people where it is."""

import geopandas as gpd
import numpy as np
from numpy.typing import NDArray

NEAR_M = 200.0  # a place farther from every street with a name is not said to be near one


def nearest_names(links: gpd.GeoDataFrame, points: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return for each point the name of the nearest link that has one, None where none is within 200 m."""
    found = np.full(len(points), None, dtype=object)
    named = links[links["name"].notna()]
    if len(points) and len(named):
        point, near = named.sindex.nearest(points, max_distance=NEAR_M, return_all=False)
        found[point] = named["name"].to_numpy(dtype=object)[near]
    return found
