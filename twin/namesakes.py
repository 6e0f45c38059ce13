"""Neighbourhoods of one name, told apart by the neighbourhood that lies nearest to each."""

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.language import DEFAULT_LANGUAGE, N_, translate
from geodata.names import plain_text
from geodata.phrases import filled

from .city import City
from .measurement import OUTSIDE, OUTSIDE_TITLE

NEAR = N_("{name}, near {other}")


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


def neighbourhood_names(city: City, *, language: str = DEFAULT_LANGUAGE) -> dict[str, str]:
    """Return the names of a city's neighbourhoods by id, "" the one for outside every one; empty without any.

    Those of one name are told apart by the neighbourhood nearest to each.
    """
    if "neighbourhoods" not in city.layers or not len(city.neighbourhoods):
        return {}
    names = city.neighbourhoods["name"].astype(object)
    found = {str(id): str(id) if pd.isna(name) else str(name) for id, name in names.items()}
    near = city.kept("namesakes", lambda: neighbours_of_namesakes(city.neighbourhoods), needs=("neighbourhoods",))
    found |= {id: filled(NEAR, language, {"name": found[id], "other": other}) for id, other in near.items()}
    return {**found, OUTSIDE: translate(OUTSIDE_TITLE, language)}
