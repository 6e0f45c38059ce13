"""Level of traffic stress of cycling, 1 (fit for children) to 4 (for the fearless), for each street and direction."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_

from .car_speeds import limit_kmh
from .street_access import DIRECTIONS, ENDS, NO, YES, is_one_of, text

# Tables 1 to 3 of Furth, Level of Traffic Stress criteria 2.2 (2022), the revision of Mekuria, Furth & Nixon 2012
# (Low-Stress Bicycling and Network Connectivity, MTI report 11-19). Columns: speeds up to 38, 46, 54, 62, 70, 78 km/h
# (his midpoints between 20, 25 … 50 mph) and faster. He measures speeds; we have limits.
SPEEDS_KMH = (38.0, 46.0, 54.0, 62.0, 70.0, 78.0)
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
    speed, lanes = _speed_column(streets), lanes_each_way(streets)
    open_ = {d: access[f"bicycle_{d}"].isin([YES, ENDS]).to_numpy(bool) for d in DIRECTIONS}
    apart = _apart(streets, access)
    made: dict[str, NDArray[np.object_] | NDArray[np.float64]] = {}
    assumed = streets["maxspeed_kmh"].isna().to_numpy(bool) | _lanes_unknown(streets)
    for direction in DIRECTIONS:
        mixed = _mixed(streets, access, lanes[direction], speed)
        kind, width, guessed = _lane_beside(streets, bike_lanes, direction)
        stress, facility = _with_lane(mixed, lanes[direction], speed, kind, width, _parking(streets, direction))
        stress = np.where(apart != "", 1.0, stress)
        facility = np.where(apart == "path", "path", facility)
        made[f"stress_{direction}"] = np.where(open_[direction], stress, np.nan)
        made[f"bike_facility_{direction}"] = pd.Series(facility).where(open_[direction], None).to_numpy(object)
        assumed |= guessed
    table = pd.DataFrame(made, index=streets.index)
    table["bike_facility"] = _weaker(table)
    table["stress_reason"] = _reason(table, apart)
    return table.assign(stress_assumed=assumed & (apart == "") & (open_["forward"] | open_["backward"]))


def lanes_each_way(streets: pd.DataFrame) -> dict[str, NDArray[np.int64]]:
    """Return lanes in each direction, 1 to 3 (and more); 0 on two-way streets without a line in the middle."""
    one_way = is_one_of(streets, "oneway", ("yes", "true", "1", "-1")) | is_one_of(streets, "junction", ["roundabout"])
    usual = np.where(is_one_of(streets, "highway", TWO_LANES), 2.0, 1.0)
    lanes = streets["lanes"].to_numpy(float)
    share = np.where(one_way, lanes, np.ceil(lanes / 2))
    no_line = ~one_way & is_one_of(streets, "highway", NO_LINE) & ~(lanes > 1)
    made = {}
    for direction in DIRECTIONS:
        own = streets[f"lanes_{direction}"].to_numpy(float)
        count = np.where(np.isfinite(own), own, np.where(np.isfinite(share), share, usual))
        made[direction] = np.where(no_line, 0, np.clip(count, 1, 3)).astype(np.int64)
    return made


def _speed_column(streets: pd.DataFrame) -> NDArray[np.int64]:
    """Return the column of the tables that each street's limit falls into."""
    return np.searchsorted(SPEEDS_KMH, limit_kmh(streets).to_numpy(float), side="left").astype(np.int64)


def _lanes_unknown(streets: pd.DataFrame) -> NDArray[np.bool_]:
    small = is_one_of(streets, "highway", NO_LINE)
    return np.asarray(streets["lanes"].isna() & ~small, bool)


def _apart(streets: pd.DataFrame, access: pd.DataFrame) -> NDArray[np.object_]:
    """Return "path" for ways of their own, "no cars" for streets without any, "" for the others."""
    path = streets["class"].isin(["footway", "pedestrian", "cycleway", "steps"]).to_numpy(bool)
    no_cars = ((access["car_forward"] == NO) & (access["car_backward"] == NO)).to_numpy(bool)
    buses = is_one_of(streets, "psv", (YES, "designated")) | is_one_of(streets, "bus", (YES, "designated"))
    free = no_cars & ~buses.to_numpy(bool) & (text(streets, "highway") != "busway").to_numpy(bool)
    return np.select([path & no_cars, free], ["path", "no cars"], default="").astype(object)


def _mixed(
    streets: pd.DataFrame, access: pd.DataFrame, lanes: NDArray[np.int64], speed: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the level among cars, by table 1."""
    ends = (access[["car_forward", "car_backward"]].isin([ENDS, NO])).all(axis=1)
    daily = text(streets, "highway").astype(object).map(VEHICLES_A_DAY).astype(float).fillna(LOCAL_A_DAY)
    vehicles = daily.mask(ends, ENDS_A_DAY).to_numpy(float)
    stress = np.zeros(len(streets))
    for count, rows in MIXED.items():
        for most, levels in reversed(rows):
            here = (lanes == count) & (vehicles <= most)
            stress[here] = np.array(levels)[speed[here]]
    return stress


def _lane_beside(
    streets: pd.DataFrame, bike_lanes: pd.DataFrame, direction: str
) -> tuple[NDArray[np.object_], NDArray[np.float64], NDArray[np.bool_]]:
    """Return the kind of bike lane for a direction (None without), its width in metres, and whether that is assumed.

    Traffic keeps right: the right side goes forward, the left backward; a lane for both ways serves both, and
    on a one-way street every lane goes with the traffic unless it says "-1".
    """
    row = streets.index.get_indexer(pd.Index(bike_lanes["street_id"].astype(object)))
    beside = bike_lanes.assign(row=row)[bike_lanes["side"].isin(["left", "right"]) & (row >= 0)]
    one_way = is_one_of(streets, "oneway", ["yes", "true", "1"]).to_numpy(bool)[beside["row"]]
    on_right, way = (beside["side"] == "right").to_numpy(bool), text(beside, "oneway")
    forward = (on_right | one_way) ^ (way == "-1").to_numpy(bool)
    serves = (forward if direction == "forward" else ~forward) | (way == "no").to_numpy(bool)
    beside = beside.assign(rank=beside["separation"].map({"protected": 0, "painted": 1}).fillna(2))
    best = beside[serves].sort_values("rank", kind="stable").drop_duplicates("row")
    at = best["row"].to_numpy(np.int64)
    protected = (best["separation"] == "protected") | (best["class"] == "track")
    kind = np.full(len(streets), None, dtype=object)
    width, guessed = np.full(len(streets), np.nan), np.zeros(len(streets), bool)
    kind[at] = best["class"].astype(object).mask(protected, "track")
    width[at] = best["width_m"]
    guessed[at] = (best["width_tier"] == "estimated") & ~protected
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


def _parking(streets: pd.DataFrame, direction: str) -> NDArray[np.bool_]:
    """Return whether cars park on the side that goes in a direction; not mapped: they do not (assumed)."""
    side = "right" if direction == "forward" else "left"
    found = np.zeros(len(streets), bool)
    for key in ("parking_both", f"parking_{side}", "parking_lane_both", f"parking_lane_{side}"):
        found |= is_one_of(streets, key, PARKED).to_numpy(bool)
    return found


def _weaker(table: pd.DataFrame) -> pd.Series:
    """Return the facility of the direction with more stress, the forward one where they are equal."""
    back = table["stress_forward"].isna() | (table["stress_backward"] > table["stress_forward"])
    return table["bike_facility_forward"].mask(back, table["bike_facility_backward"])


def _reason(table: pd.DataFrame, apart: NDArray[np.object_]) -> pd.Series:
    facility = table["bike_facility"]
    by_facility = facility.map({"track": OWN_TRACK, "lane": BIKE_LANE, "with_buses": BIKE_LANE, "mixed": MIXED_TRAFFIC})
    by_way = pd.Series(apart, index=table.index).map({"path": OWN_PATH, "no cars": NO_CARS})
    return by_way.where(by_way.notna(), by_facility).astype(object).where(facility.notna(), None)
