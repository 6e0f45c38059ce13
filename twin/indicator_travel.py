"""Travel: minutes to the centre by mode, who is cut off from it, and how far ways go round."""

from dataclasses import replace
from functools import partial

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_

from .city import WAYS_OF, City
from .homes import READS, homes, of_homes
from .indicators import Indicator
from .kept_rows import Ints
from .measurement import Input, Measurement, NotKnownError, measured, tier_shares
from .resident_reach import (
    Floats,
    home_seeds,
    reach,
    resident_areas,
    resident_input,
    resident_mean,
    residents,
    ways,
    ways_in_metres,
)
from .search import times_many
from .snapping import end_seeds, snap

CUT_OFF_MODES = {"walk": N_("On foot"), "car": N_("By car")}
# Circuity, network to straight line: Giacomin & Levinson 2015, Environment and Planning B 42(6), fig. 1: it falls with
# distance, so trips of one range of lengths are compared.
DETOUR_M = (500.0, 5000.0)
GOALS = 48  # homes that stand for all goals of trips, each for as many residents
NO_LINES = N_("not known, because no lines of public transport are known; build the city with a timetable feed")
SOME_CANNOT = N_("of those who can get there")


def centre_seconds(city: City, mode: str) -> Floats:
    """Return the seconds from each of `residents` to the centre of the recipe; inf where nobody gets there."""
    x, y = city.frame.from_lonlat_points(*city.recipe.centre_lonlat)
    return reach(city, "centre", np.array([shapely.Point(float(x), float(y))], dtype=object), mode=mode, layers=())


def minutes_to_centre(city: City, *, mode: str) -> Measurement:
    """Return the mean minutes of residents to the centre."""
    graph = ways(city)
    inputs: tuple[Input, ...] = ()
    if mode == "transit":
        rides = graph.links[(graph.links["kind"] == "ride").to_numpy(bool)]
        if not len(rides):
            raise NotKnownError(NO_LINES)
        inputs = (Input(N_("times of lines"), tier_shares(rides["tier"], rides["length_m"].fillna(0.0) + 1.0)),)
    minutes = centre_seconds(city, mode) / 60
    if not np.isfinite(minutes).any():
        raise NotKnownError(N_("not known, because nobody gets to the centre"))
    made = resident_mean(city, minutes, unit="min")
    note = "" if np.isfinite(minutes).all() else SOME_CANNOT
    return replace(made, inputs=(*made.inputs, *inputs), note=note)


def cut_off(city: City) -> Measurement:
    """Return the residents whom no way, or no street for cars, joins to the centre."""
    ways(city)
    people = residents(city)["residents"].to_numpy(float)
    lost = {mode: ~np.isfinite(centre_seconds(city, mode)) for mode in CUT_OFF_MODES}
    either = np.logical_or.reduce(list(lost.values()))
    made = measured(city, resident_areas(city), people * either)
    rows = [(mode, CUT_OFF_MODES[mode], float(people[gone].sum()), "") for mode, gone in lost.items()]
    kinds = pd.DataFrame(rows, columns=["kind", "title", "value", "unit"]).set_index("kind")
    objects = pd.Series(either.astype(float), residents(city).index)
    return replace(made, kinds=kinds, inputs=(resident_input(city),), objects=objects, object_layer="buildings")


def detour(city: City, *, mode: str) -> Measurement:
    """Return the mean over residents of network metres by straight metres, to homes spread as people are."""
    ways_in_metres(city)
    residents(city)
    goals = goal_points(city if city.base is None else city.base, mode)

    def ratio_of(city: City, rows: Ints) -> Floats:
        straight = _straight(city, goals, mode, rows)
        metres = _metres(city, goals, mode, rows)
        ranged = (straight > 0) & np.isfinite(metres)
        gone, line = np.where(ranged, metres, 0.0).sum(axis=1), np.where(ranged, straight, 0.0).sum(axis=1)
        return np.asarray(np.divide(gone, line, out=np.full(len(gone), np.inf), where=line > 0), float)

    ratio = of_homes(city, f"detour {mode}", ratio_of, needs=[WAYS_OF + mode])
    if not np.isfinite(ratio).any():
        raise NotKnownError(N_("not known, because no two homes are 500 m to 5 km apart and joined by ways"))
    return resident_mean(city, ratio, unit="×")


def goal_points(city: City, mode: str) -> Floats:
    """Return x and y of the homes that stand for all goals of trips; an edited city takes those of its base."""

    def made() -> Floats:
        goals = spread_homes(city, (homes(city, mode)["link"] >= 0).to_numpy(bool))
        return np.asarray(residents(city)[["x_m", "y_m"]].to_numpy(float)[goals].reshape(-1, 2), float)

    return city.kept(f"goals of trips {mode}", made)


def _straight(city: City, goals: Floats, mode: str, rows: Ints) -> Floats:
    """Return the metres from homes to goals as the crow flies; 0 where the trip is too short or too long."""

    def make(city: City, rows: Ints) -> Floats:
        spots = residents(city)[["x_m", "y_m"]].to_numpy(float)[rows]
        metres = np.hypot(*(spots[:, None, axis] - goals[None, :, axis] for axis in (0, 1)))
        return np.asarray(np.where((metres >= DETOUR_M[0]) & (metres <= DETOUR_M[1]), metres, 0.0), float)

    if len(rows) < len(residents(city)):
        return make(city, rows)
    return of_homes(city, f"straight to goals {mode}", make, needs=())


def _metres(city: City, goals: Floats, mode: str, rows: Ints) -> Floats:
    """Return the metres from homes to goals on the network."""
    graph = ways_in_metres(city)
    ends = end_seeds(graph, snap(graph, goals[:, 0], goals[:, 1], mode=mode), mode=mode)
    starts = home_seeds(city, graph, rows, mode=mode, unit="metres")
    return times_many(graph.compiled(mode).reversed(), ends, starts).T


def spread_homes(city: City, usable: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return the positions of up to 48 homes, each of which stands for the same number of residents.

    Homes are taken in the order of a square grid of 1 km read row by row, and one is chosen at equal steps of
    their residents: the same homes at every call.
    """
    living = residents(city)
    x, y = living["x_m"].to_numpy(float), living["y_m"].to_numpy(float)
    order = np.lexsort((x, y, np.floor(x / 1000), np.floor(y / 1000)))
    order = order[usable[order]]
    people = living["residents"].to_numpy(float)[order]
    if not people.sum() > 0:
        return np.empty(0, np.int64)
    steps = (np.arange(GOALS) + 0.5) / GOALS * people.sum()
    return np.unique(order[np.searchsorted(np.cumsum(people), steps)])


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
    "a headway included, looking for a parking space not."
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
            (*READS, WAYS_OF + mode),
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
