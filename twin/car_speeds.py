"""How fast cars go: the limit of each street, and what is driven of it when the street is free."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from geodata.language import N_

from .street_access import FOR_FEET
from .tags import Floats, Objects, Tags
from .travel_modes import TOWN_LIMIT_KMH

# Limits where none is mapped: OUG 195/2002 (road code), art. 49 (in towns 50; outside 90, European roads 100,
# motorways 130) and art. 159 of its rules (living streets 20, pedestrian areas 5).
LIMITS_KMH: Mapping[str, float] = {
    "motorway": 130.0,
    "motorway_link": 130.0,
    "living_street": 20.0,
    **dict.fromkeys(FOR_FEET, 5.0),
    "service": 20.0,  # assumed: no limit of their own, but nobody drives 50 past doors
    "track": 30.0,  # assumed
}
OUTSIDE_KMH: Mapping[str, float] = {"trunk": 100.0, "trunk_link": 100.0}
OUTSIDE_OTHERS_KMH = 90.0

# What is driven of the limit on a free street. Main streets: OSRM's car profile (BSD-2) takes 0.8 of a mapped limit;
# the others as its usual speeds by the limit in town: 25 of 50, 10 of 20, 15 of 20 km/h.
MAIN_SHARE = 0.8
SHARES: Mapping[str, float] = {
    "residential": 0.5,
    "unclassified": 0.5,
    "road": 0.5,
    "living_street": 0.5,
    "service": 0.75,
    "track": 0.5,
    **dict.fromkeys(FOR_FEET, 1.0),
}
SLOWEST_KMH = 5.0

# Highest speeds on bad ground, km/h: OSRM's car profile.
SURFACE_KMH: Mapping[str, float] = {
    "gravel": 45.0, "fine_gravel": 45.0, "grass_paver": 45.0, "compacted": 45.0, "sett": 45.0,
    "unpaved": 30.0, "ground": 30.0, "dirt": 30.0, "grass": 30.0, "pebblestone": 30.0, "cobblestone": 30.0,
    "unhewn_cobblestone": 30.0, "sand": 15.0, "earth": 15.0, "mud": 15.0,
}  # fmt: skip
SMOOTHNESS_KMH: Mapping[str, float] = {
    "intermediate": 45.0, "bad": 30.0, "very_bad": 15.0, "horrible": 5.0, "very_horrible": 5.0, "impassable": 5.0,
}  # fmt: skip
TRACK_KMH: Mapping[str, float] = {"grade2": 45.0, "grade3": 30.0, "grade4": 20.0, "grade5": 15.0}

FROM_LIMIT = N_("its limit, times the share driven on a free street")
FROM_CLASS = N_("the limit of the law for its class, times the share driven on a free street")


def limit_kmh(streets: pd.DataFrame, *, in_town: pd.Series | bool = True) -> pd.Series:
    """Return the speed limit of each street: as mapped, else the law's for its class, in or out of town."""
    return pd.Series(limits_kmh(Tags(streets), in_town=in_town), index=streets.index)


def limits_kmh(tags: Tags, *, in_town: pd.Series | bool = True) -> Floats:
    """Return what `limit_kmh` does, of the tags of streets."""
    outside = tags.mapped("highway", OUTSIDE_KMH, missing=OUTSIDE_OTHERS_KMH)
    usual = tags.mapped("highway", LIMITS_KMH, missing=np.where(in_town, TOWN_LIMIT_KMH, outside))
    mapped = tags.number("maxspeed_kmh")
    return np.where(np.isnan(mapped), usual, mapped)


def car_speed_kmh(streets: pd.DataFrame, *, in_town: pd.Series | bool = True) -> pd.DataFrame:
    """Return how fast cars go on each free street: speed_kmh, limit_kmh, tier and method.

    Tier "derived" where the limit is mapped, else "estimated". Signals cost seconds of their own; jams
    are not in these numbers.
    """
    return pd.DataFrame(speed_columns(Tags(streets), in_town=in_town), index=streets.index)


def speed_columns(tags: Tags, *, in_town: pd.Series | bool = True) -> dict[str, Floats | Objects]:
    """Return the columns of `car_speed_kmh`, of the tags of streets."""
    limit = limits_kmh(tags, in_town=in_town)
    speed = limit * tags.mapped("highway", SHARES, missing=MAIN_SHARE)
    for column, caps in (("surface", SURFACE_KMH), ("smoothness", SMOOTHNESS_KMH), ("tracktype", TRACK_KMH)):
        speed = np.minimum(speed, tags.mapped(column, caps, missing=np.inf))
    mapped = ~np.isnan(tags.number("maxspeed_kmh"))
    return {
        "speed_kmh": np.maximum(speed, SLOWEST_KMH),
        "limit_kmh": limit,
        "tier": np.where(mapped, "derived", "estimated").astype(object),
        "method": np.where(mapped, FROM_LIMIT, FROM_CLASS).astype(object),
    }
