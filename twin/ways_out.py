"""Homes from which cars get away: to a main street, and so to the rest of the city."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .city import WAYS_OF, City
from .home_reach import home_seeds
from .homes import READS, inhabited
from .search import times
from .snapping import end_seeds
from .street_access import BUSY

CAR = "car"
THROUGH = ("motorway", "trunk", "primary")  # streets by which one leaves a part of the city
HALF_WAY = 0.5  # along a link: whoever gets there is on it


def has_way_out(city: City) -> NDArray[np.bool_]:
    """Return for each home of `homes.inhabited` whether a car gets from it to a through street; made once.

    Through streets are motorways, trunk and primary roads; where a city has none, secondary and tertiary ones. Nobody
    has a way out of a city without any.
    """
    return city.kept("ways out by car", lambda: _has_way_out(city), needs=[*READS, WAYS_OF + CAR, "streets"])


def _has_way_out(city: City) -> NDArray[np.bool_]:
    graph, homes_there = city.mobility, len(inhabited(city))
    classes, usable = graph.links["class"].to_numpy(dtype=object), graph.usable_links(CAR)
    goals = usable[np.isin(classes[usable], THROUGH)]
    goals = goals if len(goals) else usable[np.isin(classes[usable], BUSY)]
    places = pd.DataFrame({"link": goals, "fraction": HALF_WAY})
    ends = end_seeds(graph, places, mode=CAR)
    if not len(ends.nodes) or not homes_there:
        return np.zeros(homes_there, bool)
    seconds = times(graph.compiled(CAR).reversed(), ends.nodes, ends.seconds)
    starts = home_seeds(city, np.arange(homes_there), mode=CAR, unit="seconds")
    reached = np.isfinite(seconds[starts.nodes])
    count = np.concatenate([[0], np.cumsum(reached)])
    return np.asarray(count[starts.indptr[1:]] > count[starts.indptr[:-1]], bool)


def homes_without_way_out(city: City, edited: City) -> pd.DataFrame:
    """Return the homes (rows of `homes.inhabited`) that have a way out by car in a city, and none when it is edited.

    `edited` has the homes of `city`. A home on a through street has its way out there.
    """
    return inhabited(city)[has_way_out(city) & ~has_way_out(edited)]
