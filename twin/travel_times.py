"""What each street is for those who move along it, and the seconds each mode takes along its links."""

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_
from geodata.report import Report, report_of

from .car_speeds import speed_columns
from .slopes import Slopes
from .street_access import BUSY, DIRECTIONS, KEYS, SIDEWALKS, ZONE, access_columns
from .tags import ENDS, NO, PUSH, UNKNOWN, YES, Bools, Floats, Tags, is_given
from .traffic_stress import stress_columns
from .travel_modes import KMH, STEPS_SHARE, TRAVEL_MODES, TravelMode, pushing_kmh, speed_kmh, surface_share

SAFE_FOR_CHILDREN_KMH = (
    30.0  # limit of streets where children walk: WHO, Streets for Life 2021 (30 km/h where people mix)
)
WHOLE = "streets"
Ints = NDArray[np.int64]


def street_facts(streets: gpd.GeoDataFrame, bike_lanes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return what moving along each street needs to know; index as `streets`, the table of that layer.

    Columns: those of `street_access` and `traffic_stress`; speed_kmh, limit_kmh and speed_tier of cars; surface,
    smoothness, is_steps, has_ramp, step_count; in_zone (a low-traffic zone of a scenario); child_walks (no busy
    street without a pavement).
    """
    tags = Tags(streets)
    access = access_columns(streets, tags, bike_lanes)
    speed = speed_columns(tags)
    columns = {
        **access,
        **stress_columns(tags, streets.index, access, bike_lanes),
        "speed_kmh": speed["speed_kmh"],
        "limit_kmh": speed["limit_kmh"],
        "speed_tier": speed["tier"],
        "surface": tags.text("surface"),
        "smoothness": tags.text("smoothness"),
        "is_steps": tags.is_one_of("highway", "steps"),
        "has_ramp": tags.is_one_of("ramp", "yes") | tags.is_one_of("ramp_stroller", "yes"),
        "step_count": tags.number("step_count"),
        "in_zone": tags.is_one_of(ZONE, YES),
        "child_walks": child_walks(tags, np.asarray(speed["limit_kmh"], float)),
    }
    return pd.DataFrame(columns, index=streets.index)


def child_walks(tags: Tags, limit_kmh: Floats) -> Bools:
    """Return where a child may walk alone: not along busy streets known to have no pavement, or one of its own line."""
    fast = tags.is_one_of("class", *BUSY) & (limit_kmh > SAFE_FOR_CHILDREN_KMH)
    sides = tags.is_one_of("sidewalk_left", *SIDEWALKS) | tags.is_one_of("sidewalk_right", *SIDEWALKS)
    return ~fast | tags.is_one_of("sidewalk", *SIDEWALKS) | sides | ~tags.is_said("sidewalk")


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
    known = {str(name): facts[name].to_numpy() for name in facts}
    shares = [surface_share(mode, known["surface"], known["smoothness"]) for mode in chosen]
    made = []
    for sign, direction in ((1, DIRECTIONS[0]), (-1, DIRECTIONS[1])):
        columns = []
        for mode, share in zip(chosen, shares, strict=True):
            kmh = _kmh(known, mode, direction, share, of_piece, sign * slopes.grade)
            open_ = opens(known, mode, direction)[row]
            seconds = np.bincount(slopes.link, slopes.length_m / kmh * KMH, minlength=len(row))
            flat_enough = np.isinf(mode.steepest) | (steepness <= mode.steepest * length_m)
            columns.append(np.where(open_ & flat_enough, seconds, np.inf))
        made.append(np.column_stack(columns))
    return made[0], made[1]


def opens(facts: Mapping[str, NDArray[Any]], mode: TravelMode, direction: str) -> Bools:
    """Return which streets a mode may use in a direction, its limits but slopes considered.

    `facts`: columns of `street_facts`, as arrays.
    """
    value = facts[f"{mode.vehicle}_{direction}"]
    open_ = np.asarray(value != NO, bool)
    if mode.vehicle == "bicycle":
        open_ &= np.asarray(value == PUSH, bool) | (facts[f"stress_{direction}"] <= mode.most_stress)
    elif mode.vehicle == "foot":
        many = ~(facts["step_count"] <= mode.most_steps) & ~facts["has_ramp"] & np.isfinite(mode.most_steps)
        open_ &= ~(facts["is_steps"] & many)
    return open_ if mode.crosses_alone else open_ & facts["child_walks"]


def ends_only(facts: pd.DataFrame, row: NDArray[np.int64], mode: str) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return for each link whether a mode uses it, forward and backward, only to begin or end a trip."""
    vehicle = "foot" if TRAVEL_MODES[mode].vehicle == "wheelchair" else TRAVEL_MODES[mode].vehicle
    forward, backward = ((facts[f"{vehicle}_{d}"] == ENDS).to_numpy(bool)[row] for d in DIRECTIONS)
    return forward, backward


def _kmh(
    facts: Mapping[str, NDArray[Any]], mode: TravelMode, direction: str, share: Floats, row: Ints, grade: Floats
) -> Floats:
    """Return the speed of a mode on pieces of streets, with their grade in its direction.

    `share`: what the surface of each street leaves of the speed.
    """
    if mode.vehicle == "car":
        return np.asarray(facts["speed_kmh"][row], float)
    on_steps = STEPS_SHARE if mode.steps_share is None else mode.steps_share  # by a ramp, which is as steep: assumed
    share = share * np.where(facts["is_steps"], on_steps, 1.0)
    speed = speed_kmh(mode, grade) * share[row]
    if mode.vehicle == "bicycle":
        pushed = np.asarray(facts[f"bicycle_{direction}"] == PUSH, bool)[row]
        speed = np.where(pushed, pushing_kmh(grade), speed)
    return speed


def facts_report(streets: gpd.GeoDataFrame, facts: pd.DataFrame) -> Report:
    """Return what the facts of streets assume or leave out, street by street."""
    tags, known = Tags(streets), {name: facts[name].to_numpy() for name in facts}
    report = Report()
    odd = np.zeros(len(streets), bool)
    for vehicle, keys in KEYS.items():
        said = np.logical_or.reduce([tags.is_said(key) for key in keys])
        odd |= said & ~is_given(tags.meaning(keys)) & (known[f"{vehicle}_forward"] != NO)
    told = [(tags.meaning(KEYS[v]) == "sidepath") & (known[f"{v}_forward"] != NO) for v in ("foot", "bicycle")]
    driven = (known["car_forward"] != NO) | (known["car_backward"] != NO)
    lines: tuple[tuple[str, Bools], ...] = (
        (N_("an access that is not understood: as usual for its class"), odd),
        (N_("a path beside the street must be used, but none is mapped: left open"), told[0] | told[1]),
        (N_("open one way or the other by the hour: closed to vehicles"), tags.is_one_of("oneway", "reversible")),
        (N_("not known whether wheelchairs can pass"), known["wheelchair_forward"] == UNKNOWN),
        (N_("no speed limit mapped: the law's for its class"), driven & (known["speed_tier"] == "estimated")),
        (N_("traffic stress from an assumed limit, lanes or width"), known["stress_assumed"]),
    )
    for reason, rows in lines:
        report += report_of(WHOLE, "assumed", reason, streets.index[np.asarray(rows, bool)])
    return report
