"""Where people live: the place of every building with residents or dwellings on the ways that a mode may use."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .city import City
from .snapping import snap

PEOPLE = ("residents", "dwellings")
WALK = "walk"


def homes(city: City, mode: str) -> pd.DataFrame:
    """Return the homes of a city and where each comes out on its way; made once for a city and mode, not to be edited.

    Index: building id. Columns link (-1 where no way is near), fraction (0 to 1; NaN), snap_m (metres from the middle
    of the building; NaN), residents, dwellings (0 where only the other is known), neighbourhood (id, or None;
    the smallest area that holds the middle). Empty for a city whose buildings say nothing of people. Entrances are not
    known: a home comes out at the nearest point of the nearest way. Raises UsageError for an unknown mode.
    """
    return city.kept(f"homes {mode}", lambda: _homes(city, mode))


def _homes(city: City, mode: str) -> pd.DataFrame:
    living = inhabited(city)
    places = _snapped(city, living, mode)
    return places.set_index(living.index).assign(**{name: living[name] for name in (*PEOPLE, "neighbourhood")})


def _snapped(city: City, living: pd.DataFrame, mode: str) -> pd.DataFrame:
    """Return the place of each home. Who may only go where walkers may has their place, if it may go there too."""
    graph = city.mobility
    x, y, usable = living["x_m"].to_numpy(), living["y_m"].to_numpy(), graph.link_tree(mode)[0]
    if mode == WALK or WALK not in graph.modes or not np.isin(usable, graph.link_tree(WALK)[0]).all():
        return snap(graph, x, y, mode=mode)
    places = homes(city, WALK)[["link", "fraction", "snap_m"]].reset_index(drop=True)
    closed = np.flatnonzero(~np.isin(places["link"].to_numpy(), [-1, *usable]))
    places.iloc[closed] = snap(graph, x[closed], y[closed], mode=mode).to_numpy()
    return places.astype({"link": np.int64})


def inhabited(city: City) -> pd.DataFrame:
    """Return the buildings where somebody may live; made once for a city, not to be edited.

    Index: building id, as `homes`. Columns x_m, y_m of the middle, residents, dwellings, neighbourhood.
    """
    return city.kept("inhabited", lambda: _inhabited(city))


def _inhabited(city: City) -> pd.DataFrame:
    buildings = city.buildings if "buildings" in city.layers else pd.DataFrame({"geometry": []})
    people = pd.DataFrame({name: _numbers(buildings, name) for name in PEOPLE}, index=buildings.index)
    people = people[(people > 0).any(axis=1)]
    outlines = np.asarray(buildings.loc[people.index, "geometry"].to_numpy(), dtype=object)
    middle = shapely.centroid(outlines)
    return people.assign(x_m=shapely.get_x(middle), y_m=shapely.get_y(middle), neighbourhood=areas_of(city, middle))


def _numbers(buildings: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in buildings.columns:
        return np.zeros(len(buildings))
    return np.asarray(np.nan_to_num(buildings[name].to_numpy(float, na_value=np.nan)))


def areas_of(city: City, points: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the id of the smallest neighbourhood that holds each point, None where none does."""
    found = np.full(len(points), None, dtype=object)
    if "neighbourhoods" not in city.layers or not len(points):
        return found
    areas = np.asarray(city.neighbourhoods.geometry.values, dtype=object)
    which, area = shapely.STRtree(areas).query(points, predicate="within")
    order = np.argsort(-shapely.area(areas[area]), kind="stable")  # the smallest is written last and stays
    found[which[order]] = city.neighbourhoods.index.to_numpy(dtype=object)[area[order]]
    return found
