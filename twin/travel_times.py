"""What each street is for those who move along it, and the seconds each mode takes along its links."""

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_
from geodata.report import Report, report_of

from .car_speeds import car_speed_kmh
from .slopes import Slopes
from .street_access import (
    BUSY,
    DIRECTIONS,
    ENDS,
    KEYS,
    NO,
    PUSH,
    SIDEWALKS,
    UNKNOWN,
    is_one_of,
    meaning,
    street_access,
    text,
)
from .traffic_stress import traffic_stress
from .travel_modes import KMH, STEPS_SHARE, TRAVEL_MODES, TravelMode, pushing_kmh, speed_kmh, surface_share

SAFE_FOR_CHILDREN_KMH = (
    30.0  # limit of streets where children walk: WHO, Streets for Life 2021 (30 km/h where people mix)
)
WHOLE = "streets"


def street_facts(streets: gpd.GeoDataFrame, bike_lanes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what moving along each street needs to know; index as `streets`, the table of that layer.

    Columns: those of `street_access` and `traffic_stress`; speed_kmh, limit_kmh and speed_tier of cars; surface,
    smoothness, is_steps, has_ramp, step_count; child_walks (no busy street without a pavement).
    """
    index, streets = streets.index, streets.set_axis(streets.index.astype(object))  # an index of texts aligns slowly
    access = street_access(streets, bike_lanes)
    stress = traffic_stress(streets, access, bike_lanes)
    speed = car_speed_kmh(streets).rename(columns={"tier": "speed_tier"}).drop(columns="method")
    fixed = {
        "surface": text(streets, "surface"),
        "smoothness": text(streets, "smoothness"),
        "is_steps": text(streets, "highway") == "steps",
        "has_ramp": (text(streets, "ramp") == "yes") | (text(streets, "ramp_stroller") == "yes"),
        "step_count": streets["step_count"].astype("float64"),
        "child_walks": child_walks(streets, speed["limit_kmh"]),
    }
    facts = pd.concat([access, stress, speed, pd.DataFrame(fixed, index=streets.index)], axis=1)
    return facts.set_axis(index)


def child_walks(streets: pd.DataFrame, limit_kmh: pd.Series) -> pd.Series:
    """Return where a child may walk alone: not along busy streets known to have no pavement, or one of its own line."""
    fast = is_one_of(streets, "class", BUSY) & (limit_kmh > SAFE_FOR_CHILDREN_KMH)
    pavement = text(streets, "sidewalk")
    sides = text(streets, "sidewalk_left").isin(SIDEWALKS) | text(streets, "sidewalk_right").isin(SIDEWALKS)
    return ~fast | pavement.isin(SIDEWALKS) | sides | pavement.isna()


def link_seconds(
    facts: pd.DataFrame,
    row: NDArray[np.int64],
    slopes: Slopes,
    *,
    modes: Sequence[str] = tuple(TRAVEL_MODES),
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return seconds along each link from start to end, and back: links × modes, inf where a mode may not go.

    `facts` as of `street_facts`; `row`: the position in it of each link's street; `slopes`: pieces of the links.
    A link is too steep for a mode by its mean grade: a single piece may be an error of the terrain.
    Where access is "ends" the seconds are finite; `ends_only` tells which links these are.
    """
    of_piece = row[slopes.link]
    length_m = np.bincount(slopes.link, slopes.length_m, minlength=len(row))
    steepness = np.bincount(slopes.link, np.abs(slopes.grade) * slopes.length_m, minlength=len(row))
    chosen = [TRAVEL_MODES[name] for name in modes]
    shares = [surface_share(mode, facts["surface"], facts["smoothness"]) for mode in chosen]
    made = []
    for sign, direction in ((1, DIRECTIONS[0]), (-1, DIRECTIONS[1])):
        columns = []
        for mode, share in zip(chosen, shares, strict=True):
            kmh = _kmh(facts, mode, direction, share, of_piece, sign * slopes.grade)
            open_ = opens(facts, mode, direction)[row]
            seconds = np.bincount(slopes.link, slopes.length_m / kmh * KMH, minlength=len(row))
            flat_enough = np.isinf(mode.steepest) | (steepness <= mode.steepest * length_m)
            columns.append(np.where(open_ & flat_enough, seconds, np.inf))
        made.append(np.column_stack(columns))
    return made[0], made[1]


def opens(facts: pd.DataFrame, mode: TravelMode, direction: str) -> NDArray[np.bool_]:
    """Return which streets a mode may use in a direction, its limits but slopes considered."""
    value = facts[f"{mode.vehicle}_{direction}"]
    open_ = value != NO
    if mode.vehicle == "bicycle":
        open_ &= (value == PUSH) | (facts[f"stress_{direction}"] <= mode.most_stress)
    elif mode.vehicle == "foot":
        many = ~(facts["step_count"] <= mode.most_steps) & ~facts["has_ramp"] & np.isfinite(mode.most_steps)
        open_ &= ~(facts["is_steps"] & many)
    if not mode.crosses_alone:
        open_ &= facts["child_walks"]
    return open_.to_numpy(bool)


def ends_only(facts: pd.DataFrame, row: NDArray[np.int64], mode: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return for each link whether a mode uses it, forward and backward, only to begin or end a trip."""
    vehicle = "foot" if TRAVEL_MODES[mode].vehicle == "wheelchair" else TRAVEL_MODES[mode].vehicle
    forward, backward = ((facts[f"{vehicle}_{d}"] == ENDS).to_numpy(bool)[row] for d in DIRECTIONS)
    return forward, backward


def _kmh(
    facts: pd.DataFrame,
    mode: TravelMode,
    direction: str,
    share: NDArray[np.float64],
    row: NDArray[np.int64],
    grade: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the speed of a mode on pieces of streets, with their grade in its direction.

    `share`: what the surface of each street leaves of the speed.
    """
    if mode.vehicle == "car":
        return facts["speed_kmh"].to_numpy(float)[row]
    on_steps = STEPS_SHARE if mode.steps_share is None else mode.steps_share  # by a ramp, which is as steep: assumed
    share = share * np.where(facts["is_steps"], on_steps, 1.0)
    speed = speed_kmh(mode, grade) * share[row]
    if mode.vehicle == "bicycle":
        pushed = (facts[f"bicycle_{direction}"] == PUSH).to_numpy(bool)[row]
        speed = np.where(pushed, pushing_kmh(grade), speed)
    return speed


def facts_report(streets: gpd.GeoDataFrame, facts: pd.DataFrame) -> Report:
    """Return what the facts of streets assume or leave out, street by street."""
    streets, facts = (table.set_axis(table.index.astype(object)) for table in (streets, facts))
    report = Report()
    odd = pd.Series(False, index=streets.index)
    for vehicle, keys in KEYS.items():
        said = pd.concat([text(streets, key) for key in keys], axis=1).notna().any(axis=1)
        odd |= said & meaning(streets, keys).isna() & (facts[f"{vehicle}_forward"] != NO)
    told = {v: (meaning(streets, KEYS[v]) == "sidepath") & (facts[f"{v}_forward"] != NO) for v in ("foot", "bicycle")}
    driven = (facts["car_forward"] != NO) | (facts["car_backward"] != NO)
    lines: tuple[tuple[str, pd.Series], ...] = (
        (N_("an access that is not understood: as usual for its class"), odd),
        (N_("a path beside the street must be used, but none is mapped: left open"), told["foot"] | told["bicycle"]),
        (N_("open one way or the other by the hour: closed to vehicles"), text(streets, "oneway") == "reversible"),
        (N_("not known whether wheelchairs can pass"), facts["wheelchair_forward"] == UNKNOWN),
        (N_("no speed limit mapped: the law's for its class"), driven & (facts["speed_tier"] == "estimated")),
        (N_("traffic stress from an assumed limit, lanes or width"), facts["stress_assumed"]),
    )
    for reason, rows in lines:
        report += report_of(WHOLE, "assumed", reason, streets.index[rows.to_numpy(bool)])
    return report
