"""Where people live: the place of every building with residents or dwellings on the ways that a mode may use."""

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .city import City
from .snapping import snap

PEOPLE = ("residents", "dwellings")


def homes(city: City, mode: str) -> pd.DataFrame:
    """Return the homes of a city and where each comes out on its way; made once for a city and mode, not to be edited.

    Index: building id. Columns link (-1 where no way is near), fraction (0 to 1; NaN), snap_m (metres from the middle
    of the building; NaN), residents, dwellings (0 where only the other is known), neighbourhood (id, or None;
    the smallest area that holds the middle). Empty for a city whose buildings say nothing of people. Entrances are not
    known: a home comes out at the nearest point of the nearest way. Raises UsageError for an unknown mode.
    """
    return city.kept(f"homes {mode}", lambda: _homes(city, mode))


def _homes(city: City, mode: str) -> pd.DataFrame:
    inhabited = city.kept("inhabited", lambda: _inhabited(city))
    places = snap(city.mobility, inhabited["x_m"].to_numpy(), inhabited["y_m"].to_numpy(), mode=mode)
    return places.set_index(inhabited.index).join(inhabited[[*PEOPLE, "neighbourhood"]])


def _inhabited(city: City) -> pd.DataFrame:
    """Return buildings where somebody may live: x_m, y_m of the middle, residents, dwellings, neighbourhood."""
    buildings = city.buildings if "buildings" in city.layers else pd.DataFrame({"geometry": []})
    people = pd.DataFrame({name: _numbers(buildings, name) for name in PEOPLE}, index=buildings.index)
    people = people[(people > 0).any(axis=1)]
    outlines = np.asarray(buildings.loc[people.index, "geometry"].to_numpy(), dtype=object)
    middle = shapely.centroid(outlines)
    return people.assign(x_m=shapely.get_x(middle), y_m=shapely.get_y(middle), neighbourhood=_areas_of(city, middle))


def _numbers(buildings: pd.DataFrame, name: str) -> NDArray[np.float64]:
    if name not in buildings.columns:
        return np.zeros(len(buildings))
    return np.asarray(np.nan_to_num(buildings[name].to_numpy(float, na_value=np.nan)))


def _areas_of(city: City, points: NDArray[np.object_]) -> NDArray[np.object_]:
    """Return the id of the smallest neighbourhood that holds each point, None where none does."""
    found = np.full(len(points), None, dtype=object)
    if "neighbourhoods" not in city.layers or not len(points):
        return found
    areas = np.asarray(city.neighbourhoods.geometry.values, dtype=object)
    which, area = shapely.STRtree(areas).query(points, predicate="within")
    order = np.argsort(-shapely.area(areas[area]), kind="stable")  # the smallest is written last and stays
    found[which[order]] = city.neighbourhoods.index.to_numpy(dtype=object)[area[order]]
    return found
