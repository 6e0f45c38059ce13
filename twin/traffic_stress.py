"""Level of traffic stress of cycling, 1 (fit for children) to 4 (for the fearless), for each street and direction."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_

from .car_speeds import limits_kmh
from .street_access import DIRECTIONS
from .tags import ENDS, NO, YES, Bools, Floats, Objects, Tags, is_in, objects

# Tables 1 to 3 of Furth, Level of Traffic Stress criteria 2.2 (2022), the revision of Mekuria, Furth & Nixon 2012
# (Low-Stress Bicycling and Network Connectivity, MTI report 11-19). Columns: speeds up to 38, 46, 54, 62, 70, 78 km/h
# (his midpoints between 20, 25 … 50 mph) and faster. He measures speeds; we have limits.
SPEEDS_KMH = (38.0, 46.0, 54.0, 62.0, 70.0, 78.0)
Ints = NDArray[np.int64]
Row = tuple[int, int, int, int, int, int, int]
# Table 1, mixed traffic: (vehicles a day up to, levels) by lanes in a direction; 0: two ways without a line between.
MIXED: Mapping[int, tuple[tuple[float, Row], ...]] = {
    0: (
        (750, (1, 1, 2, 2, 3, 3, 3)),
        (1500, (1, 1, 2, 3, 3, 4, 4)),
        (3000, (2, 2, 2, 3, 4, 4, 4)),
        (np.inf, (2, 2, 3, 3, 4, 4, 4)),
    ),
    1: ((1000, (1, 1, 2, 2, 3, 3, 3)), (1500, (2, 2, 2, 3, 3, 4, 4)), (np.inf, (2, 3, 3, 3, 4, 4, 4))),
    2: ((8000, (3, 3, 3, 3, 4, 4, 4)), (np.inf, (3, 3, 4, 4, 4, 4, 4))),
    3: ((np.inf, (3, 3, 4, 4, 4, 4, 4)),),
}
# Table 2, bike lanes without parking beside them: (metres wide from, levels) by lanes in a direction.
LANE: Mapping[int, tuple[tuple[float, Row], ...]] = {
    1: ((1.8, (1, 1, 1, 2, 3, 3, 3)), (0.0, (2, 2, 2, 2, 3, 3, 4))),
    2: ((1.8, (2, 2, 2, 2, 3, 3, 3)), (0.0, (2, 2, 2, 2, 3, 4, 4))),
    3: ((0.0, (3, 3, 3, 3, 4, 4, 4)),),
}
# Table 3, bike lanes beside parked cars: (metres of lane and parking from, levels); narrower: as mixed traffic.
LANE_BY_PARKING: Mapping[int, tuple[tuple[float, Row], ...]] = {
    1: ((4.5, (1, 1, 2, 2, 3, 3, 3)), (3.5, (2, 2, 2, 3, 3, 3, 3))),
    2: ((4.5, (2, 2, 3, 3, 3, 3, 3)), (3.5, (3, 3, 3, 3, 3, 3, 3))),
    3: ((4.5, (2, 2, 3, 3, 3, 3, 3)), (3.5, (3, 3, 3, 3, 3, 3, 3))),
}
PARKING_M = 2.1  # 7 ft, width of a parking lane with which Furth measures the reach

# Vehicles a day where nobody counted: middle of the range of its class in towns, FHWA, Highway Functional
# Classification 2013, table 3-6 (other principal arterials, minor arterials, collectors, local).
VEHICLES_A_DAY: Mapping[str, float] = {
    "motorway": 50000.0, "motorway_link": 10000.0, "trunk": 17000.0, "trunk_link": 8500.0,
    "primary": 17000.0, "primary_link": 8500.0, "secondary": 8500.0, "secondary_link": 3700.0,
    "tertiary": 3700.0, "tertiary_link": 3700.0, "unclassified": 1200.0,
}  # fmt: skip
LOCAL_A_DAY = 400.0
ENDS_A_DAY = 80.0  # lowest of local streets: those where cars only begin and end trips

TWO_LANES = ("motorway", "trunk")  # lanes in a direction where none are mapped; one elsewhere: assumed
NO_LINE = ("residential", "unclassified", "living_street", "service", "track", "road", "pedestrian")
PARKED = ("lane", "parallel", "diagonal", "perpendicular", "half_on_kerb", "marked", "yes")  # parking:*, parking:lane:*

OWN_PATH, NO_CARS = N_("a path apart from cars"), N_("closed to cars")
OWN_TRACK, BIKE_LANE = N_("a track kept apart from cars"), N_("a bike lane: speed, lanes, width")
MIXED_TRAFFIC = N_("among cars: speed, lanes, vehicles a day")


def traffic_stress(streets: pd.DataFrame, access: pd.DataFrame, bike_lanes: pd.DataFrame) -> pd.DataFrame:
    """Return the stress of riding along each street: index as `streets`, the table of that layer.

    Columns: stress_forward and stress_backward (1 to 4, NaN where nobody may ride), bike_facility ("path",
    "track", "lane", "with_buses", "mixed"; of two directions the weaker; None where nobody rides) and the same
    for each direction, stress_reason, stress_assumed (limit, lanes or width of a bike lane are not mapped).
    `access` as of `street_access`; `bike_lanes`: the table of that layer, a lane is for the direction in which
    its side of the street goes. No lane is worse than none. Method: see the tables above.
    """
    known = {str(name): access[name].to_numpy(object) for name in access}
    made = stress_columns(Tags(streets), streets.index, known, bike_lanes)
    return pd.DataFrame(made, index=streets.index)


def stress_columns(
    tags: Tags, ids: pd.Index, access: Mapping[str, Objects], bike_lanes: pd.DataFrame
) -> dict[str, Floats | Objects | Bools]:
    """Return the columns of `traffic_stress`, of the tags of streets and their ids."""
    speed = np.searchsorted(SPEEDS_KMH, limits_kmh(tags), side="left").astype(np.int64)
    lanes, apart = lanes_each_way(tags), _apart(tags, access)
    beside = _beside(tags, ids, bike_lanes)
    assumed = np.isnan(tags.number("maxspeed_kmh")) | _lanes_unknown(tags)
    any_open = np.zeros(len(tags), bool)
    stress_of: dict[str, Floats] = {}
    facility_of: dict[str, Objects] = {}
    for direction in DIRECTIONS:
        mixed = _mixed(tags, access, lanes[direction], speed)
        kind, width, guessed = _lane_beside(len(tags), beside, direction)
        stress, facility = _with_lane(mixed, lanes[direction], speed, kind, width, _parking(tags, direction))
        open_ = is_in(access[f"bicycle_{direction}"], YES, ENDS)
        stress_of[direction] = np.where(open_, np.where(apart != "", 1.0, stress), np.nan)
        facility_of[direction] = np.where(apart == "path", "path", facility)
        facility_of[direction][~open_] = None
        assumed |= guessed
        any_open |= open_
    back = np.isnan(stress_of["forward"]) | (stress_of["backward"] > stress_of["forward"])
    weaker = np.where(back, facility_of["backward"], facility_of["forward"])
    return {
        **{f"stress_{direction}": values for direction, values in stress_of.items()},
        **{f"bike_facility_{direction}": values for direction, values in facility_of.items()},
        "bike_facility": weaker,
        "stress_reason": _reason(weaker, apart),
        "stress_assumed": assumed & (apart == "") & any_open,
    }


def lanes_each_way(tags: Tags) -> dict[str, Ints]:
    """Return lanes in each direction, 1 to 3 (and more); 0 on two-way streets without a line in the middle."""
    one_way = tags.is_one_of("oneway", "yes", "true", "1", "-1") | tags.is_one_of("junction", "roundabout")
    usual = np.where(tags.is_one_of("highway", *TWO_LANES), 2.0, 1.0)
    lanes = tags.number("lanes")
    share = np.where(one_way, lanes, np.ceil(lanes / 2))
    no_line = ~one_way & tags.is_one_of("highway", *NO_LINE) & ~(lanes > 1)
    made = {}
    for direction in DIRECTIONS:
        own = tags.number(f"lanes_{direction}")
        count = np.where(np.isfinite(own), own, np.where(np.isfinite(share), share, usual))
        made[direction] = np.where(no_line, 0, np.clip(count, 1, 3)).astype(np.int64)
    return made


def _lanes_unknown(tags: Tags) -> Bools:
    return np.isnan(tags.number("lanes")) & ~tags.is_one_of("highway", *NO_LINE)


def _apart(tags: Tags, access: Mapping[str, Objects]) -> Objects:
    """Return "path" for ways of their own, "no cars" for streets without any, "" for the others."""
    path = tags.is_one_of("class", "footway", "pedestrian", "cycleway", "steps")
    no_cars = np.asarray((access["car_forward"] == NO) & (access["car_backward"] == NO), bool)
    buses = tags.is_one_of("psv", YES, "designated") | tags.is_one_of("bus", YES, "designated")
    free = no_cars & ~buses & ~tags.is_one_of("highway", "busway")
    return np.select([path & no_cars, free], ["path", "no cars"], default="").astype(object)


def _mixed(tags: Tags, access: Mapping[str, Objects], lanes: Ints, speed: Ints) -> Floats:
    """Return the level among cars, by table 1."""
    ends = is_in(access["car_forward"], ENDS, NO) & is_in(access["car_backward"], ENDS, NO)
    vehicles = np.where(ends, ENDS_A_DAY, tags.mapped("highway", VEHICLES_A_DAY, missing=LOCAL_A_DAY))
    stress = np.zeros(len(tags))
    for count, rows in MIXED.items():
        for most, levels in reversed(rows):
            here = (lanes == count) & (vehicles <= most)
            stress[here] = np.array(levels)[speed[here]]
    return stress


@dataclass(frozen=True)
class _Lanes:
    """Bike lanes beside streets, those that protect most first: positions of their streets, and what they are."""

    street: Ints
    kind: Objects
    width_m: Floats
    is_guessed: Bools
    serves: Mapping[str, Bools]


def _beside(tags: Tags, ids: pd.Index, bike_lanes: pd.DataFrame) -> _Lanes | None:
    """Return the bike lanes beside some streets; None where there is none.

    Traffic keeps right: the right side goes forward, the left backward; a lane for both ways serves both, and
    on a one-way street every lane goes with the traffic unless it says "-1".
    """
    if not len(bike_lanes):
        return None
    lanes, at = Tags(bike_lanes), {id: row for row, id in enumerate(ids.tolist())}
    street = np.array([at.get(id, -1) for id in lanes.texts("street_id")], np.int64)
    rows = np.flatnonzero(lanes.is_one_of("side", "left", "right") & (street >= 0))
    rank = lanes.mapped("separation", {"protected": 0.0, "painted": 1.0}, missing=2.0)
    rows = rows[np.argsort(rank[rows], kind="stable")]
    one_way = tags.is_one_of("oneway", "yes", "true", "1")[street[rows]]
    forward = (lanes.is_one_of("side", "right")[rows] | one_way) ^ lanes.is_one_of("oneway", "-1")[rows]
    both = lanes.is_one_of("oneway", "no")[rows]
    protected = (lanes.is_one_of("separation", "protected") | lanes.is_one_of("class", "track"))[rows]
    return _Lanes(
        street[rows],
        np.where(protected, "track", lanes.text("class")[rows]),
        lanes.number("width_m")[rows],
        lanes.is_one_of("width_tier", "estimated")[rows] & ~protected,
        {"forward": forward | both, "backward": ~forward | both},
    )


def _lane_beside(count: int, beside: _Lanes | None, direction: str) -> tuple[Objects, Floats, Bools]:
    """Return the kind of bike lane for a direction (None without), its width in metres, and whether that is assumed."""
    kind = np.full(count, None, dtype=object)
    width, guessed = np.full(count, np.nan), np.zeros(count, bool)
    if beside is not None:
        serving = np.flatnonzero(beside.serves[direction])
        at, first = np.unique(beside.street[serving], return_index=True)
        best = serving[first]
        kind[at], width[at], guessed[at] = beside.kind[best], beside.width_m[best], beside.is_guessed[best]
    return kind, width, guessed


def _with_lane(
    mixed: NDArray[np.float64],
    lanes: NDArray[np.int64],
    speed: NDArray[np.int64],
    kind: NDArray[np.object_],
    width_m: NDArray[np.float64],
    parking: NDArray[np.bool_],
) -> tuple[NDArray[np.float64], NDArray[np.object_]]:
    """Return level and facility with the lanes that are there, by tables 2 and 3; never worse than among cars."""
    stress, facility = mixed.copy(), np.full(len(mixed), "mixed", dtype=object)
    stress[kind == "track"], facility[kind == "track"] = 1.0, "track"
    painted = np.isin(kind.astype(str), ["lane", "with_buses"])
    for beside_cars, table in ((False, LANE), (True, LANE_BY_PARKING)):
        reach = width_m + PARKING_M * beside_cars
        for count, rows in table.items():
            here = painted & (parking == beside_cars) & (np.maximum(lanes, 1) == count)
            for least, levels in reversed(rows):
                wide = here & (reach >= least)
                stress[wide] = np.array(levels)[speed[wide]]
    facility[painted] = kind[painted]
    return np.minimum(stress, np.where(kind == "track", 1.0, mixed)), facility


def _parking(tags: Tags, direction: str) -> Bools:
    """Return whether cars park on the side that goes in a direction; not mapped: they do not (assumed)."""
    side = "right" if direction == "forward" else "left"
    found = np.zeros(len(tags), bool)
    for key in ("parking_both", f"parking_{side}", "parking_lane_both", f"parking_lane_{side}"):
        found |= tags.is_one_of(key, *PARKED)
    return found


def _reason(facility: Objects, apart: Objects) -> Objects:
    by_facility = {"track": OWN_TRACK, "lane": BIKE_LANE, "with_buses": BIKE_LANE, "mixed": MIXED_TRAFFIC}
    by_way = {"path": OWN_PATH, "no cars": NO_CARS}
    both = zip(facility, apart, strict=True)
    return objects([None if used is None else by_way.get(way) or by_facility.get(used) for used, way in both])
