"""Modes and persons: how fast each moves on a slope, what it cannot pass, and where each number comes from."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from geodata.language import N_

Vehicle = Literal["foot", "wheelchair", "bicycle", "car"]
Slope = Literal["walking", "rolling", "cycling", "none"]

KMH = 3.6  # km/h in a metre per second

# Walking: W = 6 exp(-3.5 |S + 0.05|) km/h, fastest 5 % downhill. Tobler 1993, NCGIA technical report 93-1.
TOBLER_KMH, TOBLER_RATE, TOBLER_BEST_GRADE = 6.0, 3.5, -0.05
# Cycling: km/h less for each % uphill, more for each % downhill. Parkin & Rotheram 2010, Transport Policy 17(5).
UPHILL_KMH_PER_PERCENT, DOWNHILL_KMH_PER_PERCENT = 1.44, 0.86
PUSH_SHARE = 0.9  # assumed: who pushes a bicycle walks a little slower than who has free hands

# Signals: a cycle of 90 s, 25 s green for walkers and 40 s for traffic: assumed, usual for junctions of main streets.
CYCLE_S, WALK_GREEN_S, TRAFFIC_GREEN_S = 90.0, 25.0, 40.0
SATURATION = 0.6  # assumed: demand by capacity of a lane at a signal, outside the peak hour


def uniform_delay_s(*, green_s: float, saturation: float) -> float:
    """Return the mean seconds lost at a signal: 0.5 C (1 - g/C)² / (1 - X g/C).

    Highway Capacity Manual 2010, eq. 18-20; X = 0 gives its delay of walkers and cyclists, (C - g)² / 2C.
    """
    share = green_s / CYCLE_S
    return 0.5 * CYCLE_S * (1 - share) ** 2 / (1 - saturation * share)


WALK_SIGNAL_S = uniform_delay_s(green_s=WALK_GREEN_S, saturation=0)  # 23.5 s
BIKE_SIGNAL_S = uniform_delay_s(green_s=TRAFFIC_GREEN_S, saturation=0)  # 13.9 s
CAR_SIGNAL_S = uniform_delay_s(green_s=TRAFFIC_GREEN_S, saturation=SATURATION)  # 18.9 s

# Share of its speed that a bicycle keeps on a surface: speeds of OSRM's bicycle profile (BSD-2) by its usual 15 km/h.
BIKE_SURFACES: Mapping[str, float] = {
    "wood": 10 / 15, "metal": 10 / 15, "compacted": 10 / 15, "fine_gravel": 10 / 15, "ground": 10 / 15,
    "sett": 9 / 15, "dirt": 8 / 15, "cobblestone": 7 / 15, "unhewn_cobblestone": 7 / 15,
    "unpaved": 6 / 15, "gravel": 6 / 15, "pebblestone": 6 / 15, "grass_paver": 6 / 15, "earth": 6 / 15,
    "grass": 6 / 15, "rock": 6 / 15, "sand": 3 / 15, "mud": 3 / 15,
    "paving_stones": 0.9,  # assumed; OSRM's 10 / 15 is for rougher stones than those of new paths
}  # fmt: skip
# Share of their speed that small wheels keep: assumed, no measurements are known to us.
WHEEL_SURFACES: Mapping[str, float] = {
    "sett": 0.7, "cobblestone": 0.6, "unhewn_cobblestone": 0.5, "compacted": 0.8, "fine_gravel": 0.7, "unpaved": 0.7,
    "gravel": 0.6, "pebblestone": 0.6, "ground": 0.7, "dirt": 0.7, "earth": 0.7, "grass": 0.6, "grass_paver": 0.7,
    "sand": 0.4, "mud": 0.4, "rock": 0.5,
}  # fmt: skip
SMOOTH = ("excellent", "good")  # mapped so, any surface rolls well: OpenStreetMap wiki, Key:smoothness (2025)

SMOOTH_SHARE = 0.9  # assumed


@dataclass(frozen=True)
class TravelMode:
    """A way to move, or a person who moves in that way.

    `vehicle`: whose access it has. `flat_kmh`: speed on level ground; `slope`: how grades change it.
    `steps_share`: share of the speed kept on steps, None: no steps; `most_steps`: longer ones only with a
    ramp. `steepest`: greatest grade it takes up or down, as a share. `highest_kerb_m`: higher ones stop it.
    `most_stress`: highest level of traffic stress ridden. `crosses_alone`: False keeps a child off
    fast or wide streets but at a marked crossing. Delays are seconds at a node.
    """

    id: str
    title: str
    vehicle: Vehicle
    flat_kmh: float
    slope: Slope
    fastest_kmh: float = 200.0
    slowest_kmh: float = 0.5  # nobody stands still on a slope
    steps_share: float | None = None
    most_steps: float = np.inf
    steepest: float = np.inf
    highest_kerb_m: float = np.inf
    most_stress: int = 4
    crosses_alone: bool = True
    signal_s: float = 0.0
    crossing_s: float = 0.0
    unmarked_crossing_s: float = 0.0
    surfaces: Mapping[str, float] = field(default_factory=dict)


STEPS_SHARE = 0.5  # 0.4-0.5 m/s up long stairs, twice that on short: Kretz et al. 2008; 0.79 m/s down: measured 2022
ADULT_KMH = TOBLER_KMH * np.exp(TOBLER_RATE * TOBLER_BEST_GRADE)  # 5.04 = 1.40 m/s, as Bohannon 1997, Age and Ageing 26
OLDER_KMH = 0.97 * KMH  # slowest 15 % of walkers over 64: Knoblauch et al. 1996, TRR 1538
PRAM_KMH = 1.16 * KMH  # 3.81 ft/s, adults with children as those over 65: Gates et al. 2006, TRR 1982
CHILD_KMH = 1.2 * KMH  # 4 ft/s, speed of design for mixed walkers: HCM 2010; taken for a child: assumed
WHEELCHAIR_KMH = 0.79 * KMH  # manual chairs over whole days: Tolerico et al. 2007, JRRD 44(4)
BIKE_KMH = 18.4  # mean of 5,421 riders: Boufous et al. 2018, Accident Analysis & Prevention 110
CAUTIOUS_KMH = 15.3  # mean of ordinary bicycles: Schleinitz et al. 2017, Safety Science 92
STEEPEST_WHEELCHAIR = 0.08  # longest allowed ramps have 8 %, footways 5 %: NP 051-2012 (MDRAP order 189/2013)
TOWN_LIMIT_KMH = 50.0  # OUG 195/2002 (road code), art. 49 para. 1
LOW_KERB_M = 0.03  # kerb=lowered is about 3 cm: OpenStreetMap wiki, Key:kerb; NP 051-2012 wants 2.5 cm

_MODES = (
    TravelMode(
        "walk", N_("on foot"), "foot", ADULT_KMH, "walking",
        steps_share=STEPS_SHARE, signal_s=WALK_SIGNAL_S,
        crossing_s=2.0, unmarked_crossing_s=5.0,  # assumed
    ),
    TravelMode(
        "wheelchair", N_("by wheelchair"), "wheelchair", WHEELCHAIR_KMH, "rolling",
        steepest=STEEPEST_WHEELCHAIR, highest_kerb_m=LOW_KERB_M, signal_s=WALK_SIGNAL_S,
        crossing_s=5.0, unmarked_crossing_s=10.0,  # assumed
        surfaces=WHEEL_SURFACES,
    ),
    TravelMode(
        "older_person", N_("older person"), "foot", OLDER_KMH, "walking",
        steps_share=STEPS_SHARE, signal_s=WALK_SIGNAL_S,
        crossing_s=4.0, unmarked_crossing_s=10.0,  # assumed
    ),
    TravelMode(
        "pram", N_("adult with pram"), "foot", PRAM_KMH, "walking",
        steps_share=0.3,  # assumed
        most_steps=3,  # assumed: what one lifts a pram over
        signal_s=WALK_SIGNAL_S,
        crossing_s=3.0, unmarked_crossing_s=8.0,  # assumed
        surfaces=WHEEL_SURFACES,
    ),
    TravelMode(
        "child", N_("child walking alone"), "foot", CHILD_KMH, "walking",
        steps_share=STEPS_SHARE, crosses_alone=False, signal_s=WALK_SIGNAL_S,
        crossing_s=5.0, unmarked_crossing_s=10.0,  # assumed
    ),
    TravelMode(
        "bike", N_("by bike"), "bicycle", BIKE_KMH, "cycling",
        fastest_kmh=35.0,  # highest speed of design on slopes: Parkin & Rotheram 2010
        slowest_kmh=4.0,  # assumed: then one pushes
        signal_s=BIKE_SIGNAL_S, surfaces=BIKE_SURFACES,
    ),
    TravelMode(
        "bike_cautious", N_("by bike, cautious"), "bicycle", CAUTIOUS_KMH, "cycling",
        fastest_kmh=25.0,  # speed of design on slopes below 3 %: Parkin & Rotheram 2010
        slowest_kmh=3.5,  # assumed: then one pushes
        most_stress=2,  # what most adults tolerate: Mekuria, Furth & Nixon 2012, MTI report 11-19
        signal_s=BIKE_SIGNAL_S, surfaces=BIKE_SURFACES,
    ),
    TravelMode("car", N_("by car"), "car", TOWN_LIMIT_KMH, "none", signal_s=CAR_SIGNAL_S),
    TravelMode(
        "transit", N_("by public transport"), "foot", ADULT_KMH, "walking",
        steps_share=STEPS_SHARE, signal_s=WALK_SIGNAL_S, crossing_s=2.0, unmarked_crossing_s=5.0,  # walks as an adult
    ),
)  # fmt: skip
TRAVEL_MODES: Mapping[str, TravelMode] = {mode.id: mode for mode in _MODES}


def speed_kmh(mode: TravelMode, grade: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the speed on paved ground where the way rises by `grade` (0.05: 5 m on 100 m; below 0: falls).

    Walking follows Tobler's function scaled to the mode's speed on level ground. A wheelchair loses the
    square of what a walker loses uphill and gains nothing downhill (assumed). A bicycle follows Parkin &
    Rotheram's lines, scaled likewise. Cars do not mind.
    """
    factor = _FACTORS[mode.slope](np.asarray(grade, np.float64))
    return np.asarray(np.clip(mode.flat_kmh * factor, mode.slowest_kmh, mode.fastest_kmh), np.float64)


def surface_share(
    mode: TravelMode, surface: Collection[str | None], smoothness: Collection[str | None]
) -> NDArray[np.float64]:
    """Return the share of its speed that a mode keeps on each surface; 1 where the surface is not known."""
    if not mode.surfaces:
        return np.ones(len(surface), np.float64)
    share = np.array([mode.surfaces.get(said or "", 1.0) for said in surface], np.float64)
    is_smooth = np.array([said in SMOOTH for said in smoothness], bool)
    return np.where(is_smooth, np.maximum(share, SMOOTH_SHARE), share)


def pushing_kmh(grade: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the speed of who pushes a bicycle."""
    return np.asarray(PUSH_SHARE * speed_kmh(TRAVEL_MODES["walk"], grade), np.float64)


def _walking_factor(grade: NDArray[np.float64]) -> NDArray[np.float64]:
    beyond = np.abs(grade - TOBLER_BEST_GRADE) - abs(TOBLER_BEST_GRADE)
    return np.asarray(np.exp(-TOBLER_RATE * beyond), np.float64)


def _rolling_factor(grade: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(np.minimum(_walking_factor(grade), 1.0) ** 2, np.float64)


def _cycling_factor(grade: NDArray[np.float64]) -> NDArray[np.float64]:
    per_percent = np.where(grade > 0, UPHILL_KMH_PER_PERCENT, DOWNHILL_KMH_PER_PERCENT)
    return np.asarray(1 - per_percent * 100 * grade / BIKE_KMH, np.float64)


def _no_factor(grade: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.ones_like(grade)


_FACTORS: Mapping[Slope, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "walking": _walking_factor,
    "rolling": _rolling_factor,
    "cycling": _cycling_factor,
    "none": _no_factor,
}
