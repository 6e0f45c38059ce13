"""The city of 15 minutes, for whoever walks there; and who lives near a stop."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_

from .access import weighted_mean
from .city import WAYS_OF, City
from .homes import READS
from .indicators import Direction, Indicator
from .measurement import Input, Measurement, layer_input
from .resident_reach import PERCENT, reach, resident_share, residents
from .services import SERVICES, service_shapes, service_table

REACH_S = 900.0
# A stop is near within 500 m of walking along streets, a railway station within 1 km: UN-Habitat, metadata of SDG
# indicator 11.2.1 (2021).
STOP_M, STATION_M = 500.0, 1000.0
ALL_OF_THEM = N_("All of them")


def fifteen_minutes(city: City, *, persona: str) -> Measurement:
    """Return the share of residents whom a persona's 15 minutes bring to each need and to all."""
    people = residents(city)["residents"].to_numpy(float)
    seconds = {
        name: reach(city, name, partial(service_shapes, name=name), mode=persona, layers=[SERVICES[name].layer])
        for name in SERVICES
    }
    farthest = np.maximum.reduce(list(seconds.values()))
    made = resident_share(city, farthest <= REACH_S, far=farthest / 60, unit="min")
    rows = [(name, SERVICES[name].title, _share(s, people), "%") for name, s in seconds.items()]
    rows.append(("all", ALL_OF_THEM, made.value, "%"))
    kinds = pd.DataFrame(rows, columns=["kind", "title", "value", "unit"]).set_index("kind")
    return replace(made, kinds=kinds, inputs=(*made.inputs, *_inputs(city)))


def _share(seconds: np.ndarray, people: np.ndarray) -> float:
    return PERCENT * weighted_mean((seconds <= REACH_S).astype(float), people)


def _inputs(city: City) -> tuple[Input, ...]:
    def made() -> tuple[Input, ...]:
        rows: dict[str, list[object]] = {}
        for name, service in SERVICES.items():
            rows.setdefault(service.layer, []).extend(service_table(city, name).index)
        return tuple(layer_input(city, layer, city.layers[layer].table.index.isin(ids)) for layer, ids in rows.items())

    return city.kept("services by tier", made, needs=SERVICE_LAYERS)


def near_stop(city: City) -> Measurement:
    """Return the share of residents within 500 m on foot of a stop, or 1 km of a railway station."""
    stops = service_table(city, "stop")
    metres, near = np.full(len(residents(city)), np.inf), np.zeros(len(residents(city)), bool)
    for what, is_station, limit_m in (("stops", False, STOP_M), ("stations", True, STATION_M)):
        shapes_in = partial(_stops, is_station=is_station)
        if len(shapes_in(city)):
            found = reach(city, what, shapes_in, mode="walk", layers=["transit"], in_metres=True)
            near |= found <= limit_m
            metres = np.minimum(metres, found)
    made = resident_share(city, near, far=metres, unit="m")
    chosen = city.transit.index.isin(stops.index)
    by_tier = city.kept("stops by tier", lambda: layer_input(city, "transit", chosen), needs=["transit"])
    return replace(made, inputs=(*made.inputs, by_tier))


def _stops(city: City, *, is_station: bool) -> NDArray[np.object_]:
    stops = service_table(city, "stop")
    chosen = stops[(stops["class"] == "train").to_numpy(bool) == is_station]
    return np.asarray(chosen.geometry.values, dtype=object)


SERVICE_LAYERS = tuple(dict.fromkeys(service.layer for service in SERVICES.values()))
NEEDS_15 = (*SERVICE_LAYERS, "mobility", "residents")
MORE: Direction = "more"
METHOD_15 = N_(
    "Walking time on the network from each home to the nearest school, kindergarten, grocery, pharmacy or doctor, park "
    "and stop, at the pace of the person and by the ways fit for that person."
)
SOURCE_15 = "Moreno et al. 2021, Smart Cities 4(1), doi 10.3390/smartcities4010006"


def _fifteen(persona: str, title: str, meaning: str, each: str) -> Indicator:
    make: Callable[[City], Measurement] = partial(fifteen_minutes, persona=persona)
    return Indicator(
        f"fifteen_minutes_{persona}",
        title,
        meaning,
        "%",
        MORE,
        METHOD_15,
        NEEDS_15,
        (*SERVICE_LAYERS, *READS, WAYS_OF + persona),
        make,
        source=SOURCE_15,
        each=each,
        limits=(5, 10, REACH_S / 60, 20, 30, 45),
    )


INDICATORS = (
    _fifteen(
        "walk", N_("15-minute city: on foot"),
        N_("The share of residents who reach all daily needs in 15 minutes on foot."),
        N_("Minutes on foot from each home to the farthest of all daily needs."),
    ),
    _fifteen(
        "older_person", N_("15-minute city: older person"),
        N_("The share of residents who would reach all daily needs in 15 minutes as an older person."),
        N_("Minutes that an older person would walk from each home to the farthest of all daily needs."),
    ),
    _fifteen(
        "wheelchair", N_("15-minute city: by wheelchair"),
        N_("The share of residents who would reach all daily needs in 15 minutes by wheelchair."),
        N_("Minutes by wheelchair from each home to the farthest of all daily needs."),
    ),
    _fifteen(
        "pram", N_("15-minute city: with a pram"),
        N_("The share of residents who would reach all daily needs in 15 minutes with a pram."),
        N_("Minutes with a pram from each home to the farthest of all daily needs."),
    ),
    _fifteen(
        "child", N_("15-minute city: child alone"),
        N_("The share of residents who would reach all daily needs in 15 minutes as a child alone."),
        N_("Minutes that a child alone would walk from each home to the farthest of all daily needs."),
    ),
    Indicator(
        "residents_near_stop", N_("Residents near a stop"),
        N_("The share of residents who walk at most 500 m to a stop, or 1 km to a railway station."), "%", MORE,
        N_("Metres on the walking network from each home to the nearest stop of any line, however seldom it runs."),
        ("transit", "mobility", "residents"), ("transit", *READS, WAYS_OF + "walk"), near_stop,
        source="UN-Habitat, SDG indicator 11.2.1, metadata (2021)",
        each=N_("Metres on foot from each home to the nearest stop or railway station."),
        limits=(150, 300, STOP_M, 750, STATION_M, 2000),
    ),
)  # fmt: skip
