"""Which stops of the timetable a stop on the map stands for, and which lines call there."""

from collections.abc import Iterable

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from layers.transit import PLATFORM_REACH_M

from .city import City
from .edit import DRAWN
from .lines_along import by_number
from .timetable import Timetable


def stops_at(city: City, timetable: Timetable, id: str) -> list[str]:
    """Return the stops of the timetable that a row of the layer shows: that of its id, else those it stands for.

    Where OpenStreetMap maps a stop, the layer leaves out that of the feed; the nearest row within reach shows it.
    """
    if id in timetable.stops.index:
        return [id]
    row = shapely.get_coordinates(city.transit.geometry.loc[id])[0]
    near = timetable.stops[(timetable.stops[["x_m", "y_m"]] - row).pow(2).sum(axis=1) <= PLATFORM_REACH_M**2]
    near = near[~near.index.isin(city.transit.index)]
    points = shapely.points(near[["x_m", "y_m"]].to_numpy(float))
    rows = city.transit.sindex.nearest(points, return_all=False)[1]
    return [str(stop) for stop in near.index[city.transit.index[rows] == id]]


def lines_calling(city: City, ids: Iterable[str]) -> list[str]:
    """Return what the lines are called that stop at some rows of the layer, by their numbers."""
    timetable = city.timetable
    if timetable is None:
        return []
    stops = {stop for id in ids for stop in stops_at(city, timetable, id)}
    patterns = timetable.calls["pattern"][timetable.calls["stop"].isin(stops)].unique()
    return sorted({str(line) for line in timetable.patterns["line"].loc[patterns]}, key=by_number)


def drawn_without_lines(stops: gpd.GeoDataFrame) -> NDArray[np.bool_]:
    """Return which stops a scenario has drawn without naming a line that calls there: nobody can leave from them."""
    drawn = stops.index.astype(str).str.startswith(DRAWN)
    return np.asarray(drawn & stops["lines"].isna().to_numpy(bool), bool)
