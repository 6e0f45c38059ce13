"""Charging of electric cars: stations, charging points, and who lives near one."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_

from .charging import LAYER, supply_of
from .city import WAYS_OF, City
from .homes import AREAS, READS
from .indicators import Indicator
from .measurement import Areas, Input, Measurement, NotKnownError, layer_input, measured, table_of
from .resident_reach import areas_of_objects, reach, resident_share

WALK_S = 300.0
ONLY_OTHERS = N_("not known, because no charging station of this city is for cars")
POINTS = N_("charging points of stations")


def for_cars(city: City) -> gpd.GeoDataFrame:
    """Return the charging stations for cars. Raises NotKnownError for a city without any."""
    table = table_of(city, LAYER)
    cars = table[(table["car"] != "no").to_numpy(bool)]
    if not len(cars):
        raise NotKnownError(ONLY_OTHERS)
    return cars


def stations(city: City) -> Measurement:
    """Return the number of stations for cars."""
    cars = for_cars(city)
    made = measured(city, _areas(city, cars), np.ones(len(cars)))
    is_open = ~cars["access"].isin(["private", "no", "customers"])
    kinds = pd.DataFrame(
        {"title": [N_("Open to all, or not stated"), N_("For customers or private")],
         "value": [float(is_open.sum()), float((~is_open).sum())], "unit": ""},
        index=pd.Index(["open", "restricted"], name="kind"),
    )  # fmt: skip
    return replace(made, kinds=kinds, inputs=(_input(city, cars),))


def points(city: City) -> Measurement:
    """Return the charging points: sockets, else places; where neither is known the median of the others."""
    cars = for_cars(city)
    sockets = supply_of(cars).stations["sockets"]
    said = cars["sockets"].notna() | (cars["capacity"] > 0).fillna(False)
    made = measured(city, _areas(city, cars), sockets)
    tiers: dict[str, float] = {}
    for tier, number in sockets.groupby(cars["tier"].astype(object).where(said, "estimated")).sum().items():
        tiers[str(tier)] = float(number) / float(sockets.sum())
    known, unsaid = sockets[said], int((~said).sum())
    interval = None
    if unsaid and len(known):
        low, high = known.quantile([0.25, 0.75])
        interval = (float(known.sum() + low * unsaid), float(known.sum() + high * unsaid))
    return replace(
        made, interval=interval, inputs=(Input(POINTS, tiers),),
        object_values=sockets, object_layer=LAYER,
    )  # fmt: skip


def near_station(city: City) -> Measurement:
    """Return the share of residents within 5 minutes' walk of a station for cars."""
    cars = for_cars(city)
    seconds = reach(city, "charging", _stands, mode="walk", layers=[LAYER])
    made = resident_share(city, seconds <= WALK_S, far=seconds / 60, unit="min")
    stations_by_tier = city.kept("charging by tier", lambda: _input(city, cars), needs=[LAYER])
    return replace(made, inputs=(*made.inputs, stations_by_tier))


def _stands(city: City) -> NDArray[np.object_]:
    return np.asarray(for_cars(city).geometry.values, dtype=object)


def _areas(city: City, cars: gpd.GeoDataFrame) -> Areas:
    return areas_of_objects(city, np.asarray(cars.geometry.values, dtype=object))


def _input(city: City, cars: gpd.GeoDataFrame) -> Input:
    return layer_input(city, LAYER, city.charging_stations.index.isin(cars.index))


INDICATORS = (
    Indicator(
        "charging_stations", N_("Charging stations"), N_("The number of places where electric cars can be charged."),
        "", "more", N_("Mapped charging stations without those that are for scooters or bicycles alone."),
        (LAYER,), (LAYER, AREAS), stations, decimals=0, counted=N_("stations"),
    ),
    Indicator(
        "charging_points", N_("Charging points"), N_("How many electric cars can be charged at once."),
        "", "more",
        N_("Sockets of each station, else its places; where neither is mapped the median of the others. The interval "
           "takes their lower and upper quartile instead."),
        (LAYER,), (LAYER, AREAS), points, decimals=0, counted=N_("charging points"),
    ),
    Indicator(
        "residents_near_charging", N_("Residents near a charging station"),
        N_("The share of residents who walk at most 5 minutes to a charging station for cars."),
        "%", "more", N_("Walking time on the network from each home to the nearest station."),
        (LAYER, "mobility", "residents"), (LAYER, *READS, WAYS_OF + "walk"), near_station,
        each=N_("Minutes on foot from each home to the nearest charging station for cars."),
        limits=(2.5, 5, 10, 15, 20, 30),
    ),
)  # fmt: skip
