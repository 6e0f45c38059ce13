"""Who may use a street, in which direction: OpenStreetMap's rules for feet, wheelchairs, bicycles and cars."""

import re
from collections.abc import Iterable, Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

# "ends": only to begin or end a trip; "push": a bicycle on foot; "unknown": of wheelchairs, nobody mapped it.
YES, ENDS, PUSH, NO, UNKNOWN = "yes", "ends", "push", "no", "unknown"
VEHICLES = ("foot", "wheelchair", "bicycle", "car")
DIRECTIONS = ("forward", "backward")

# What access=* and its kin say: https://wiki.openstreetmap.org/wiki/Key:access (2025).
MEANINGS: Mapping[str, str] = {
    **dict.fromkeys(("yes", "designated", "permissive", "official", "public", "signed", "discouraged"), YES),
    **dict.fromkeys(("destination", "customers", "delivery", "private", "permit", "residents", "resident"), ENDS),
    **dict.fromkeys(("no", "agricultural", "forestry", "military", "emergency", "psv", "bus"), NO),
    "dismount": PUSH,
    "use_sidepath": "sidepath",
}
# The keys that speak of each, the most particular first.
KEYS: Mapping[str, tuple[str, ...]] = {
    "foot": ("foot", "access"),
    "bicycle": ("bicycle", "vehicle", "access"),
    "car": ("motorcar", "motor_vehicle", "vehicle", "access"),
}
# Foot, bicycle, car where no tag speaks of them: https://wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions
# (worldwide; Romania has no row of its own). Tracks are for fields and woods: cars only begin and end trips there.
DEFAULTS: Mapping[str, tuple[str, str, str]] = {
    "motorway": (NO, NO, YES),
    "motorway_link": (NO, NO, YES),
    "trunk": (NO, YES, YES),
    "trunk_link": (NO, YES, YES),
    "pedestrian": (YES, PUSH, NO),
    "footway": (YES, PUSH, NO),
    "path": (YES, YES, NO),
    "bridleway": (YES, NO, NO),
    "corridor": (YES, NO, NO),
    "cycleway": (YES, YES, NO),
    "steps": (YES, NO, NO),
    "track": (YES, YES, ENDS),
    "busway": (NO, NO, NO),
    "construction": (NO, NO, NO),
    "proposed": (NO, NO, NO),
    "planned": (NO, NO, NO),
}
STREET = (YES, YES, YES)
FOR_FEET = ("footway", "pedestrian", "path", "cycleway", "steps", "bridleway", "corridor")  # built without cars
PUSHED_ON = ("footway", "pedestrian", "path", "cycleway")  # where one may push a bicycle that may not be ridden
CAR_ENDS = ("driveway", "parking_aisle", "drive-through")  # service=* nobody drives through on the way elsewhere
SIDEWALKS = ("both", "left", "right", "yes")
ONE_WAY = ("yes", "true", "1")
SIDEPATH_M = 30.0  # assumed: a path along a boulevard runs this near to the line of its carriageway
SIDEPATH_STEP_M = 20.0
SIDEPATH_SHARE = 0.5  # assumed: less of a path than this beside a street is none

# Wheelchairs: OpenStreetMap wiki, Key:surface and Key:smoothness ("intermediate" is the last that suits them).
FIRM = ("asphalt", "concrete", "concrete:plates", "paved", "paving_stones", "sett", "wood", "metal", "rubber", "bricks")
SOFT = ("sand", "mud", "grass", "gravel", "pebblestone", "rock", "unhewn_cobblestone", "earth", "dirt", "snow", "ice")
EVEN = ("excellent", "good", "intermediate")
ROUGH = ("bad", "very_bad", "horrible", "very_horrible", "impassable")
BUSY = ("trunk", "primary", "secondary", "tertiary")  # classes of streets
NARROWEST_M = 0.9  # ISO 21542:2021, free width of a path past an obstacle


def street_access(streets: gpd.GeoDataFrame, bike_lanes: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return who may use each street: columns foot_forward, foot_backward, and so for wheelchair, bicycle and car.

    Values: "yes", "ends" (only to begin or end a trip), "push" (bicycles), "no", "unknown" (wheelchairs).
    Index: as `streets`, the table of that layer. `bike_lanes` tells of lanes against a one-way street.
    A street whose walkers or riders have to use the path beside it is closed to them where such a path is
    mapped near most of it, and open where none is.
    """
    index, streets = streets.index, streets.assign(id=streets.index).reset_index(drop=True)  # texts align slowly
    allowed = {vehicle: _allowed(streets, vehicle) for vehicle in KEYS}
    allowed["foot"] = _walkable(streets, allowed["foot"])
    allowed["bicycle"] = _rideable(streets, allowed["bicycle"], allowed["foot"])
    allowed["car"] = _drivable(streets, allowed["car"])
    columns = {"foot": _both(allowed["foot"]), "car": _one_way(_both(allowed["car"]), car_directions(streets))}
    rides = _one_way(_both(allowed["bicycle"]), bicycle_directions(streets, bike_lanes))
    columns["bicycle"] = {d: _pushed(streets, values, allowed["foot"]) for d, values in rides.items()}
    chair = wheelchair(streets)
    columns["wheelchair"] = {d: chair.mask(values == NO, NO) for d, values in columns["foot"].items()}
    made = {f"{v}_{d}": columns[v][d].to_numpy(object) for v in VEHICLES for d in DIRECTIONS}
    return pd.DataFrame(made, index=index)


def meaning(streets: pd.DataFrame, keys: Iterable[str]) -> pd.Series:
    """Return what the first of several keys that says something understood says; None where none does."""
    said = pd.Series(None, index=streets.index, dtype=object)
    for key in keys:
        if key in streets:
            code, values = pd.factorize(text(streets, key))
            understood = [MEANINGS.get(re.sub(r"\s*;.*", "", value)) for value in values]
            said = said.where(said.notna(), np.array([*understood, None], object)[code])  # a missing text has code -1
    return said


def text(table: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of texts, all missing where the table has none of that name."""
    return table[name].astype("str") if name in table else pd.Series(None, index=table.index, dtype="str")


def is_one_of(table: pd.DataFrame, name: str, values: Iterable[str]) -> pd.Series:
    """Return whether a column has one of some values."""
    return text(table, name).isin(list(values))


def car_directions(streets: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return whether traffic may go forward and backward along each line: `oneway`, and what junctions imply."""
    said = text(streets, "oneway")
    implied = is_one_of(streets, "junction", ("roundabout", "circular")) | (text(streets, "highway") == "motorway")
    only_forward = said.isin(ONE_WAY) | (implied & said.isna())
    changing = said == "reversible"  # by the hour: neither way is safe to promise
    return ~(said.isin(("-1", "reverse")) | changing), ~(only_forward | changing)


def bicycle_directions(streets: pd.DataFrame, bike_lanes: pd.DataFrame | None) -> tuple[pd.Series, pd.Series]:
    """Return whether bicycles may go forward and backward: own rules and lanes against the traffic before `oneway`."""
    forward, backward = car_directions(streets)
    own = text(streets, "oneway_bicycle")
    against = own.isin(("no", "0", "false"))
    for key in ("cycleway", "cycleway_left", "cycleway_right", "cycleway_both"):
        against |= text(streets, key).str.startswith("opposite").fillna(value=False).astype(bool)
    if bike_lanes is not None and len(bike_lanes):
        both_ways = text(bike_lanes, "oneway").isin(("no", "-1")) & bike_lanes["side"].isin(["left", "right"])
        ids = streets.get("id", streets.index)
        against |= ids.isin(bike_lanes.loc[both_ways, "street_id"].dropna())
    forward, backward = forward | against, backward | against
    return forward & (own != "-1").fillna(value=True), backward & ~own.isin(ONE_WAY)


def wheelchair(streets: pd.DataFrame) -> pd.Series:
    """Return whether wheelchairs can pass: "yes", "no", or "unknown" where nobody mapped what tells it."""
    said = text(streets, "wheelchair")
    surface, smoothness = text(streets, "surface"), text(streets, "smoothness")
    kerb, steps = text(streets, "kerb"), text(streets, "highway") == "steps"
    narrow = (streets["width_m"] < NARROWEST_M) & (text(streets, "width_tier") != "estimated")
    soft_track = is_one_of(streets, "tracktype", ("grade3", "grade4", "grade5"))
    by_tags = np.select(
        [
            said.isin(["yes", "designated"]),
            said == "no",
            said == "limited",  # with help, or for some chairs
            steps & (text(streets, "ramp_wheelchair") == "yes"),
            steps | surface.isin(SOFT) | smoothness.isin(ROUGH) | soft_track | (kerb == "raised") | narrow,
            is_one_of(streets, "class", BUSY),  # one rolls on its pavement, of which these tags do not speak
            surface.isin(FIRM) | smoothness.isin(EVEN),
        ],
        [YES, NO, UNKNOWN, YES, NO, UNKNOWN, YES],
        default=UNKNOWN,
    )
    return pd.Series(by_tags, index=streets.index)


def _allowed(streets: pd.DataFrame, vehicle: str) -> pd.Series:
    """Return what tags and the class of each street say; "access" closes streets but opens none."""
    place = list(KEYS).index(vehicle)
    highway = text(streets, "highway")
    usual = highway.map({name: values[place] for name, values in DEFAULTS.items()}).fillna(STREET[place])
    own = meaning(streets, KEYS[vehicle][:-1])
    general = meaning(streets, ("access",))
    made = usual.astype(object).mask(general.isin([ENDS, NO]) & (usual != NO), general)
    return made.mask(own.notna(), own)


def _walkable(streets: gpd.GeoDataFrame, allowed: pd.Series) -> pd.Series:
    """Return who may walk: not on motor roads, on trunk roads by their pavements, beside the street where told to."""
    tagged = meaning(streets, ("foot",)).notna()
    paved = is_one_of(streets, "sidewalk", SIDEWALKS)
    trunk = is_one_of(streets, "highway", ("trunk", "trunk_link")) & paved & ~tagged
    made = allowed.mask(trunk, YES).mask(_no_way(streets, "foot"), NO).mask(allowed == PUSH, YES)
    paths = streets["class"].isin(["footway", "pedestrian", "cycleway"]) & made.isin([YES])
    return _beside(streets, made, paths)


def _rideable(streets: gpd.GeoDataFrame, allowed: pd.Series, foot: pd.Series) -> pd.Series:
    """Return who may ride: not on pavements unless allowed, not on steps, beside the street where told to."""
    untagged = meaning(streets, ("bicycle", "vehicle")).isna()
    pavement = is_one_of(streets, "highway", ["path"]) & is_one_of(streets, "footway", ["sidewalk", "crossing"])
    steps = text(streets, "highway") == "steps"
    with_ramp = steps & ((text(streets, "ramp_bicycle") == "yes") | allowed.isin([YES, PUSH]))
    made = allowed.mask(pavement & untagged, PUSH).mask(_no_way(streets, "bicycle"), NO)
    made = made.mask(steps, NO).mask(with_ramp & (foot != NO), PUSH)
    paths = streets["class"].isin(["footway", "pedestrian", "cycleway"]) & made.isin([YES])
    return _beside(streets, made, paths)


def _drivable(streets: pd.DataFrame, allowed: pd.Series) -> pd.Series:
    """Return who may drive: parking aisles and drives only to begin or end a trip, nothing that is built for feet."""
    untagged = meaning(streets, ("motorcar", "motor_vehicle", "vehicle")).isna()
    aisle = is_one_of(streets, "service", CAR_ENDS) & (allowed == YES) & untagged
    emergency = is_one_of(streets, "service", ["emergency_access"]) & untagged
    made = allowed.mask(aisle, ENDS).mask(emergency | (allowed == PUSH) | (allowed == "sidepath"), NO)
    return made.mask(text(streets, "highway").isin(["steps", "corridor"]) | _frozen(streets), NO)


def _no_way(streets: pd.DataFrame, key: str) -> pd.Series:
    """Return where a motor road or ice closes a street to all but engines, unless a tag of their own says else."""
    motor = text(streets, "motorroad") == "yes"
    return (motor & meaning(streets, (key,)).isna()) | _frozen(streets)


def _frozen(streets: pd.DataFrame) -> pd.Series:
    return (text(streets, "ice_road") == "yes") | (text(streets, "winter_road") == "yes")


def _beside(streets: gpd.GeoDataFrame, allowed: pd.Series, paths: pd.Series) -> pd.Series:
    """Return "no" for streets beside which a path must be used and is there, "yes" where it is not mapped."""
    told = (allowed == "sidepath").to_numpy(bool)
    if not told.any():
        return allowed
    lines = np.asarray(streets.geometry.values, dtype=object)
    near = np.zeros(len(streets), bool)
    near[told] = share_beside(lines[told], lines[paths.to_numpy(bool)]) >= SIDEPATH_SHARE
    return allowed.mask(told & near, NO).mask(told & ~near, YES)


def share_beside(lines: NDArray[np.object_], paths: NDArray[np.object_]) -> NDArray[np.float64]:
    """Return the share of each line that has one of `paths` within 30 m, seen every 20 m."""
    counts = np.maximum(np.ceil(shapely.length(lines) / SIDEPATH_STEP_M), 1).astype(int)
    line = np.repeat(np.arange(len(lines)), counts)
    place = (np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts) + 0.5) / counts[line]
    points = shapely.line_interpolate_point(lines[line], place, normalized=True)
    found, _ = shapely.STRtree(paths).query(points, predicate="dwithin", distance=SIDEPATH_M)
    return np.asarray(np.bincount(line[np.unique(found)], minlength=len(lines)) / counts, np.float64)


def _both(allowed: pd.Series) -> dict[str, pd.Series]:
    return dict.fromkeys(DIRECTIONS, allowed)


def _one_way(both: Mapping[str, pd.Series], open_: tuple[pd.Series, pd.Series]) -> dict[str, pd.Series]:
    return {d: both[d].where(way, NO) for d, way in zip(DIRECTIONS, open_, strict=True)}


def _pushed(streets: pd.DataFrame, ride: pd.Series, foot: pd.Series) -> pd.Series:
    """Return "push" where a bicycle may not be ridden but walked along: ways for walkers, never streets."""
    for_walkers = is_one_of(streets, "highway", PUSHED_ON)
    walk = ride.mask((ride == NO) & for_walkers & foot.isin([YES, ENDS]), PUSH)
    return walk.mask((walk == PUSH) & (foot == NO), NO)
