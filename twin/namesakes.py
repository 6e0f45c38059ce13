"""Neighbourhoods of one name, told apart by the neighbourhood that lies nearest to each."""

import geopandas as gpd
import numpy as np

from geodata.names import plain_text


def neighbours_of_namesakes(areas: gpd.GeoDataFrame) -> dict[str, str]:
    """Return for each area that shares its name, by id, the name of the nearest other one.

    Namesakes get different ones. Nearest by centroids. An area for which there is none is left out.
    """
    named = areas[areas["name"].notna()]
    plain = named["name"].map(plain_text)
    xy = np.column_stack([named.geometry.centroid.x, named.geometry.centroid.y])
    found: dict[str, str] = {}
    for name, same in plain[plain.duplicated(keep=False)].groupby(plain):
        taken: set[str] = set()
        for at in named.index.get_indexer(same.index):
            others = np.argsort(np.hypot(*(xy - xy[at]).T), kind="stable")
            near = (k for k in others if plain.iloc[k] != name and plain.iloc[k] not in taken)
            nearest = next(near, None)
            if nearest is not None:
                taken.add(plain.iloc[nearest])
                found[str(named.index[at])] = str(named["name"].iloc[nearest])
    return found
