"""Seconds along links: speed on each slope and surface, for each mode and person, where it may go."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .slopes import Slopes
from .street_access import ENDS, PUSH, UNKNOWN, YES
from .travel_modes import KMH, STEPS_SHARE, TravelMode, pushing_kmh, speed_kmh, surface_share

Floats = NDArray[np.float64]
OPEN = (YES, ENDS, UNKNOWN)
GRADED_M = 20.0  # on shorter links the mean grade of a terrain model is noise; a mapped incline always counts


@dataclass(frozen=True)
class Ways:
    """What the times along links depend on, a row for each link.

    `streets`: surface, smoothness, class, step_count, ramp, incline_percent of its street; `access`: as of
    `street_access`; `stress`: stress_forward, stress_backward; `car_kmh`; `length_m` and the `slopes` of its pieces.
    """

    streets: pd.DataFrame
    access: pd.DataFrame
    stress: pd.DataFrame
    car_kmh: Floats
    length_m: Floats
    slopes: Slopes

    @property
    def count(self) -> int:
        """The number of links."""
        return len(self.length_m)


def link_times(ways: Ways, mode: TravelMode, *, forward: bool) -> Floats:
    """Return the seconds along each link in one direction, inf where the mode may not go."""
    direction = "forward" if forward else "backward"
    allowed = ways.access[f"{mode.vehicle}_{direction}"].to_numpy(object)
    if mode.vehicle == "car":
        return np.where(np.isin(allowed, OPEN), ways.length_m / (ways.car_kmh / KMH), np.inf)
    seconds = _over_slopes(ways, speed_kmh(mode, _grades(ways, forward=forward)))
    seconds = seconds / surface_share(mode, ways.streets["surface"], ways.streets["smoothness"])
    open_ = np.isin(allowed, OPEN) & ~_too_steep(ways, mode)
    if mode.vehicle == "bicycle":
        stress = ways.stress[f"stress_{direction}"].to_numpy(float)
        open_ &= ~(stress > mode.most_stress)
        pushed = _over_slopes(ways, pushing_kmh(_grades(ways, forward=forward)))
        return np.where(allowed == PUSH, np.maximum(pushed, seconds), np.where(open_, seconds, np.inf))
    on_steps = (ways.streets["class"] == "steps").to_numpy(bool)
    open_ &= ~(on_steps & ~_can_climb(ways, mode))
    up_steps = ways.length_m / (mode.flat_kmh / KMH * (mode.steps_share or STEPS_SHARE))  # a ramp beside is longer
    return np.where(open_, np.where(on_steps, np.maximum(up_steps, seconds), seconds), np.inf)


def _grades(ways: Ways, *, forward: bool) -> Floats:
    return ways.slopes.grade if forward else -ways.slopes.grade


def _over_slopes(ways: Ways, kmh: Floats) -> Floats:
    """Return the seconds of each link whose pieces are passed at these speeds."""
    seconds = ways.slopes.length_m / (kmh / KMH)
    return np.asarray(np.bincount(ways.slopes.link, seconds, minlength=ways.count), np.float64)


def _too_steep(ways: Ways, mode: TravelMode) -> NDArray[np.bool_]:
    """Return which links rise or fall, on the whole, more than the mode can take."""
    rise = np.bincount(ways.slopes.link, ways.slopes.grade * ways.slopes.length_m, minlength=ways.count)
    mean = np.abs(rise) / np.maximum(ways.length_m, 1.0)
    counts = (ways.length_m >= GRADED_M) | ways.streets["incline_percent"].notna().to_numpy(bool)
    return np.asarray(counts & (mean > mode.steepest), bool)


def _can_climb(ways: Ways, mode: TravelMode) -> NDArray[np.bool_]:
    """Return which steps the mode can take: all, a few, those with a ramp."""
    if mode.vehicle == "wheelchair":  # access has said it, ramps included
        return np.ones(ways.count, bool)
    with_ramp = ways.streets["ramp"].isin(["yes", "separate"]).to_numpy(bool)
    few = (ways.streets["step_count"].astype("float64") <= mode.most_steps).to_numpy(bool)
    climbs = few | with_ramp | np.isinf(mode.most_steps)
    return np.asarray(climbs & (mode.steps_share is not None), bool)
