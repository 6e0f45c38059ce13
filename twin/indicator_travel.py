"""Travel: minutes to the centre by mode, who is cut off from it, and how far ways go round."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd

from geodata.language import N_

from .centre import LEFT_BESIDE, ON_FOOT_AT_LAST, to_centre
from .city import WAYS_OF, City
from .detours import detour_ratios
from .homes import READS
from .indicators import Indicator
from .measurement import Input, Measurement, NotKnownError, measured, tier_shares
from .resident_reach import (
    resident_areas,
    resident_input,
    resident_mean,
    residents,
    ways,
)

CUT_OFF_MODES = {"walk": N_("On foot"), "car": N_("By car")}
NO_LINES = N_("not known, because no lines of public transport are known; build the city with a timetable feed")
SOME_CANNOT = N_("of those who can get there")


def minutes_to_centre(city: City, *, mode: str) -> Measurement:
    """Return the mean minutes of residents to the centre."""
    graph = ways(city)
    inputs: tuple[Input, ...] = ()
    if mode == "transit":
        links, rides = graph.links, np.flatnonzero((graph.links["kind"] == "ride").to_numpy(bool))
        if not len(rides):
            raise NotKnownError(NO_LINES)
        weight = np.nan_to_num(links["length_m"].to_numpy(float)[rides]) + 1.0
        inputs = (Input(N_("times of lines"), tier_shares(links["tier"].iloc[rides], weight)),)
    there = to_centre(city, mode)
    minutes = there.seconds / 60
    if not np.isfinite(minutes).any():
        raise NotKnownError(N_("not known, because nobody gets to the centre"))
    made = resident_mean(city, minutes, unit="min")
    note = ON_FOOT_AT_LAST if there.on_foot else "" if np.isfinite(minutes).all() else SOME_CANNOT
    return replace(made, inputs=(*made.inputs, *inputs), note=note)


def cut_off(city: City) -> Measurement:
    """Return the residents whom no way, or no street for cars, joins to the centre."""
    ways(city)
    people = residents(city)["residents"].to_numpy(float)
    lost = {mode: ~np.isfinite(to_centre(city, mode).seconds) for mode in CUT_OFF_MODES}
    either = np.logical_or.reduce(list(lost.values()))
    made = measured(city, resident_areas(city), people * either)
    rows = [(mode, CUT_OFF_MODES[mode], float(people[gone].sum()), "") for mode, gone in lost.items()]
    kinds = pd.DataFrame(rows, columns=["kind", "title", "value", "unit"]).set_index("kind")
    objects = pd.Series(either.astype(float), residents(city).index)
    return replace(made, kinds=kinds, inputs=(resident_input(city),), object_values=objects, object_layer="buildings")


def detour(city: City, *, mode: str) -> Measurement:
    """Return the mean over residents of network metres by straight metres, to homes spread as people are."""
    ways(city)
    residents(city)
    ratio = detour_ratios(city, mode)
    if not np.isfinite(ratio).any():
        raise NotKnownError(N_("not known, because no two homes are 500 m to 5 km apart and joined by ways"))
    return resident_mean(city, ratio, unit="×")


CENTRE_TITLES = {
    "walk": (N_("Minutes to the centre on foot"), N_("How long residents need to the centre on foot, on average.")),
    "bike": (N_("Minutes to the centre by bike"), N_("How long residents need to the centre by bike, on average.")),
    "transit": (
        N_("Minutes to the centre by public transport"),
        N_("How long residents need to the centre on foot and by public transport, on average."),
    ),
    "car": (N_("Minutes to the centre by car"), N_("How long residents need to the centre by car, on average.")),
}
CENTRE_METHOD = N_(
    "Mean over residents of the time on the network from home to the centre the recipe names; waiting for half "
    "a headway included, looking for a parking space not. Where the streets around the centre are closed to cars or "
    "bicycles, to the nearest street that the rest of the network gets to, and on foot from there."
)
DETOUR_TITLES = {
    "walk": (N_("Detour on foot"), N_("How many times as far as the straight line the way on foot is.")),
    "bike": (N_("Detour by bike"), N_("How many times as far as the straight line the way by bike is.")),
    "car": (N_("Detour by car"), N_("How many times as far as the straight line the way by car is.")),
}
DETOUR_METHOD = N_(
    "Shortest way on the network by straight line, summed over trips of 500 m to 5 km from each home to 48 homes that "
    "stand for equal numbers of residents; mean over residents."
)

INDICATORS = (
    *(
        Indicator(
            f"minutes_to_centre_{mode}", *CENTRE_TITLES[mode], "min", "less", CENTRE_METHOD, ("mobility", "residents"),
            (*READS, WAYS_OF + mode, *([WAYS_OF + "walk"] if mode in LEFT_BESIDE else [])),
            partial(minutes_to_centre, mode=mode),
        )
        for mode in CENTRE_TITLES
    ),
    Indicator(
        "residents_cut_off", N_("Residents cut off"),
        N_("The residents who cannot get to the centre on foot, or whom no car can reach from their street."),
        N_("residents"), "less",
        N_("Residents of homes from which the network has no way to the centre, on foot or by car; or that stand more "
           "than 300 m from every way."),
        ("mobility", "residents"), (*READS, *(WAYS_OF + mode for mode in CUT_OFF_MODES)), cut_off, decimals=0,
        each=N_("Whether those who live there cannot get to the centre on foot, or no car can reach their street."),
    ),
    *(
        Indicator(
            f"detour_{mode}", *DETOUR_TITLES[mode], "×", "less", DETOUR_METHOD, ("mobility", "residents"),
            (*READS, WAYS_OF + mode),
            partial(detour, mode=mode), source="Giacomin & Levinson 2015, Environment and Planning B 42(6)", decimals=2,
        )
        for mode in DETOUR_TITLES
    ),
)  # fmt: skip
