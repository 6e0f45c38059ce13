"""Who may use a street, in which direction: OpenStreetMap's rules for feet, wheelchairs, bicycles and cars."""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .tags import ENDS, NO, PUSH, UNKNOWN, YES, Bools, Floats, Objects, Tags, bools, is_given, is_in, objects

VEHICLES = ("foot", "wheelchair", "bicycle", "car")
DIRECTIONS = ("forward", "backward")

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
PATH_FOR = "path_for"  # the column that says to whom a way was open before a scenario closed it
ZONE = "car_zone"  # the column that says which streets a scenario keeps through traffic of cars out of
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
    return pd.DataFrame(access_columns(streets, Tags(streets), bike_lanes), index=streets.index)


def access_columns(streets: gpd.GeoDataFrame, tags: Tags, bike_lanes: pd.DataFrame | None = None) -> dict[str, Objects]:
    """Return the columns of `street_access`; `tags` are those of `streets`."""
    foot = _walkable(streets, tags, _allowed(tags, "foot"))
    bicycle = _rideable(streets, tags, _allowed(tags, "bicycle"), foot)
    against = _rides_against(streets.index, tags, bike_lanes)
    ride = [_pushed(tags, np.where(way, bicycle, NO), foot) for way in bicycle_directions(tags, against)]
    chair = np.where(foot == NO, NO, wheelchair(tags))
    columns = {"foot": (foot, foot), "wheelchair": (chair, chair), "bicycle": ride, "car": car_access(tags)}
    return {f"{v}_{d}": values for v in VEHICLES for d, values in zip(DIRECTIONS, columns[v], strict=True)}


def car_access(tags: Tags) -> tuple[Objects, Objects]:
    """Return who may drive along each street forward and backward, as `street_access` says it."""
    car = _drivable(tags, _allowed(tags, "car"))
    forward, backward = (np.where(way, car, NO) for way in car_directions(tags))
    return forward, backward


def car_directions(tags: Tags) -> tuple[Bools, Bools]:
    """Return whether traffic may go forward and backward along each line: `oneway`, and what junctions imply."""
    implied = tags.is_one_of("junction", "roundabout", "circular") | tags.is_one_of("highway", "motorway")
    only_forward = tags.is_one_of("oneway", *ONE_WAY) | (implied & ~tags.is_said("oneway"))
    changing = tags.is_one_of("oneway", "reversible")  # by the hour: neither way is safe to promise
    return ~(tags.is_one_of("oneway", "-1", "reverse") | changing), ~(only_forward | changing)


def bicycle_directions(tags: Tags, against: Bools) -> tuple[Bools, Bools]:
    """Return whether bicycles may go forward and backward: own rules and lanes against the traffic before `oneway`."""
    forward, backward = (way | against for way in car_directions(tags))
    return forward & ~tags.is_one_of("oneway_bicycle", "-1"), backward & ~tags.is_one_of("oneway_bicycle", *ONE_WAY)


def _rides_against(ids: pd.Index, tags: Tags, bike_lanes: pd.DataFrame | None) -> Bools:
    """Return where bicycles may go against the traffic of a one-way street."""
    against = tags.is_one_of("oneway_bicycle", "no", "0", "false")
    for key in ("cycleway", "cycleway_left", "cycleway_right", "cycleway_both"):
        against |= bools(said is not None and said.startswith("opposite") for said in tags.texts(key))
    if bike_lanes is not None and len(bike_lanes):
        lanes = Tags(bike_lanes)
        both_ways = lanes.is_one_of("oneway", "no", "-1") & lanes.is_one_of("side", "left", "right")
        streets = frozenset(lanes.text("street_id")[both_ways]) - {None}
        if streets:
            against |= is_in(ids.tolist(), *streets)
    return against


def wheelchair(tags: Tags) -> Objects:
    """Return whether wheelchairs can pass: "yes", "no", or "unknown" where nobody mapped what tells it."""
    steps = tags.is_one_of("highway", "steps")
    narrow = (tags.number("width_m") < NARROWEST_M) & ~tags.is_one_of("width_tier", "estimated")
    rough = tags.is_one_of("surface", *SOFT) | tags.is_one_of("smoothness", *ROUGH)
    rough |= tags.is_one_of("tracktype", "grade3", "grade4", "grade5") | tags.is_one_of("kerb", "raised")
    by_tags = np.select(
        [
            tags.is_one_of("wheelchair", "yes", "designated"),
            tags.is_one_of("wheelchair", "no"),
            tags.is_one_of("wheelchair", "limited"),  # with help, or for some chairs
            steps & tags.is_one_of("ramp_wheelchair", "yes"),
            steps | rough | narrow,
            tags.is_one_of("class", *BUSY),  # one rolls on its pavement, of which these tags do not speak
            tags.is_one_of("surface", *FIRM) | tags.is_one_of("smoothness", *EVEN),
        ],
        [YES, NO, UNKNOWN, YES, NO, UNKNOWN, YES],
        default=UNKNOWN,
    )
    return by_tags.astype(object)


def _allowed(tags: Tags, vehicle: str) -> Objects:
    """Return what tags and the class of each street say; "access" closes streets but opens none."""
    place = list(KEYS).index(vehicle)
    usual = objects([DEFAULTS.get(str(highway), STREET)[place] for highway in tags.texts("highway")])
    own, general = tags.meaning(KEYS[vehicle][:-1]), tags.meaning(("access",))
    made = np.where(is_in(general, ENDS, NO) & (usual != NO), general, usual)
    return np.where(is_given(own), own, made)


def _walkable(streets: gpd.GeoDataFrame, tags: Tags, allowed: Objects) -> Objects:
    """Return who may walk: not on motor roads, on trunk roads by their pavements, beside the street where told to."""
    untagged = ~is_given(tags.meaning(("foot",)))
    trunk = tags.is_one_of("highway", "trunk", "trunk_link") & tags.is_one_of("sidewalk", *SIDEWALKS) & untagged
    made = np.where(trunk, YES, allowed)
    made = np.where(_no_way(tags, "foot"), NO, made)
    return _beside(streets, tags, np.where(allowed == PUSH, YES, made), "foot")


def _rideable(streets: gpd.GeoDataFrame, tags: Tags, allowed: Objects, foot: Objects) -> Objects:
    """Return who may ride: not on pavements unless allowed, not on steps, beside the street where told to."""
    untagged = ~is_given(tags.meaning(("bicycle", "vehicle")))
    pavement = tags.is_one_of("highway", "path") & tags.is_one_of("footway", "sidewalk", "crossing")
    steps = tags.is_one_of("highway", "steps")
    with_ramp = steps & (tags.is_one_of("ramp_bicycle", "yes") | is_in(allowed, YES, PUSH))
    made = np.where(pavement & untagged, PUSH, allowed)
    made = np.where(_no_way(tags, "bicycle") | steps, NO, made)
    return _beside(streets, tags, np.where(with_ramp & (foot != NO), PUSH, made), "bicycle")


def _drivable(tags: Tags, allowed: Objects) -> Objects:
    """Return who may drive: parking aisles and drives only to begin or end a trip, nothing that is built for feet."""
    untagged = ~is_given(tags.meaning(("motorcar", "motor_vehicle", "vehicle")))
    aisle = tags.is_one_of("service", *CAR_ENDS) & (allowed == YES) & untagged
    emergency = tags.is_one_of("service", "emergency_access") & untagged
    closed = emergency | is_in(allowed, PUSH, "sidepath") | tags.is_one_of("highway", "steps", "corridor")
    return np.where(closed | _frozen(tags), NO, np.where(aisle, ENDS, allowed))


def _no_way(tags: Tags, key: str) -> Bools:
    """Return where a motor road or ice closes a street to all but engines, unless a tag of their own says else."""
    motor = tags.is_one_of("motorroad", "yes")
    return (motor & ~is_given(tags.meaning((key,)))) | _frozen(tags)


def _frozen(tags: Tags) -> Bools:
    return tags.is_one_of("ice_road", "yes") | tags.is_one_of("winter_road", "yes")


def _beside(streets: gpd.GeoDataFrame, tags: Tags, allowed: Objects, vehicle: str) -> Objects:
    """Return "no" for streets beside which a path must be used and is there, "yes" where it is not mapped.

    A path that a scenario closes is still there: a closure opens no street.
    """
    told = np.asarray(allowed == "sidepath", bool)
    if not told.any():
        return allowed
    closed = bools(said is not None and vehicle in said.split(";") for said in tags.texts(PATH_FOR))
    paths = tags.is_one_of("class", "footway", "pedestrian", "cycleway") & ((allowed == YES) | closed)
    lines = np.asarray(streets.geometry.values, dtype=object)
    near = np.zeros(len(streets), bool)
    near[told] = share_beside(lines[told], lines[paths]) >= SIDEPATH_SHARE
    return np.where(told, np.where(near, NO, YES), allowed)


def share_beside(lines: Objects, paths: Objects) -> Floats:
    """Return the share of each line that has one of `paths` within 30 m, seen every 20 m."""
    counts = np.maximum(np.ceil(shapely.length(lines) / SIDEPATH_STEP_M), 1).astype(int)
    line = np.repeat(np.arange(len(lines)), counts)
    place = (np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts) + 0.5) / counts[line]
    points = shapely.line_interpolate_point(lines[line], place, normalized=True)
    found, _ = shapely.STRtree(paths).query(points, predicate="dwithin", distance=SIDEPATH_M)
    return np.asarray(np.bincount(line[np.unique(found)], minlength=len(lines)) / counts, np.float64)


def _pushed(tags: Tags, ride: Objects, foot: Objects) -> Objects:
    """Return "push" where a bicycle may not be ridden but walked along: ways for walkers, never streets."""
    for_walkers = tags.is_one_of("highway", *PUSHED_ON)
    walk = np.where((ride == NO) & for_walkers & is_in(foot, YES, ENDS), PUSH, ride)
    return np.where((walk == PUSH) & (foot == NO), NO, walk)
