"""The roof of a building whose roof is not mapped: rules by kind, size, storeys and what stands around.

Each rule has a name that goes into the table as the method, and the tier is "estimated". Of the 202 buildings of
Timișoara with a mapped shape (OpenStreetMap, May 2025), houses up to three storeys are hipped in 53 of 61 cases; public
buildings up to three storeys in 8 of 9; shops flat in 7 of 10; blocks of four storeys and more are flat in 41 of 104
and hipped in 43, which stand in few streets: there what is mapped nearby decides. Pitches are our assumption.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geodata.language import N_

from .building_heights import SHED_M2
from .outlines import Outlines, frames, outlines
from .triangulation import Floats, Ints

Flags = NDArray[np.bool_]
Texts = NDArray[np.object_]

TALL_STOREYS = 3.5
NEARBY_M, DOUBLE_FOOTPRINT_M = 80.0, 100.0  # a footprint twice as large counts as 100 m away
HOME_WIDTH_M, HOME_M2 = 16.0, 600.0
PUBLIC_WIDTH_M, PUBLIC_M2 = 20.0, 1500.0
HALL_WIDTH_M = 40.0
LONG = 2.5  # so many times as long as wide
CHAPEL_M2 = 60.0
SPIRE_STOREYS = 8  # a place of worship as high as so many storeys has its height from a tower
TOWN_STOREYS, TOWN_WIDTH_M = 4.6, 18.0
RECTANGLE = 0.95  # the share of the box around it that a rectangle fills
WING = 2.6  # times area by perimeter: about how wide the wings of an outline are; exact for an L twice as long as wide

# What houses usually have: only these are taken over from a neighbour; domes, onions and sawteeth are one of a kind.
COMMON = ("flat", "gabled", "hipped", "half-hipped", "skillion", "mansard", "gambrel", "pyramidal")
OPEN = frozenset(("roof", "carport", "parking", "bunker", "container", "garages", "silo", "storage_tank", "tent"))
FARM = frozenset(("barn", "stable", "cowshed", "sty", "farm_auxiliary", "greenhouse"))


@dataclass(frozen=True)
class Rule:
    """What a rule assumes: its name, the shape, the pitch in degrees."""

    name: str
    shape: str
    pitch_deg: float


RULES: Mapping[str, Rule] = {
    "open": Rule(N_("a canopy, a tank, a garage row: flat"), "flat", 0.0),
    "unfinished": Rule(N_("under construction or ruined: flat"), "flat", 0.0),
    "shed": Rule(N_("a shed or garage: one gentle slope"), "skillion", 8.0),
    "farm": Rule(N_("a farm building: two slopes"), "gabled", 25.0),
    "chapel": Rule(N_("a small place of worship: a pyramid"), "pyramidal", 45.0),
    "cathedral": Rule(N_("a tall place of worship: a spire above its roofs"), "spire", 80.0),
    "church": Rule(N_("a place of worship: two slopes"), "gabled", 40.0),
    "hall": Rule(N_("a hall of industry: two gentle slopes"), "gabled", 8.0),
    "court": Rule(N_("an old town house around a courtyard: slopes to street and yard"), "gabled", 30.0),
    "town": Rule(N_("an old town house built against another: two slopes"), "gabled", 30.0),
    "tall": Rule(N_("four storeys or more: flat"), "flat", 0.0),
    "row": Rule(N_("a house built against another: two slopes"), "gabled", 35.0),
    "long": Rule(N_("a long house: two slopes"), "gabled", 35.0),
    "house": Rule(N_("a house of up to three storeys: four slopes, as most that are mapped"), "hipped", 32.0),
    "public": Rule(N_("a public building of up to three storeys: four slopes"), "hipped", 28.0),
    "wide": Rule(N_("too wide for slopes, or a shop: flat"), "flat", 0.0),
    "part": Rule(N_("a part of a building whose roof is not mapped: flat"), "flat", 0.0),
}
NEARBY = N_("as the nearest building alike whose roof is mapped")
USUAL_PITCH_DEG: Mapping[str, float] = {
    "gabled": 35.0, "hipped": 32.0, "half-hipped": 35.0, "saltbox": 30.0, "skillion": 10.0, "gambrel": 45.0,
    "mansard": 45.0, "pyramidal": 40.0, "spire": 80.0, "dome": 45.0, "onion": 60.0, "round": 35.0, "sawtooth": 15.0,
}  # fmt: skip


@dataclass(frozen=True)
class Plan:
    """Outlines as roofs see them: the width that slopes span, the length along it; courtyards and neighbours."""

    width_m: Floats
    length_m: Floats
    courts: Flags
    attached: Flags


def plans(footprints: NDArray[np.object_], footprint_m2: Floats) -> Plan:
    """Return the measures of outlines that the rules look at; of one of several pieces those of its largest."""
    parts, row = shapely.get_parts(footprints, return_index=True)
    area = shapely.area(parts)
    order = np.lexsort((-area, row))
    first = order[np.append(True, np.diff(row[order]) > 0)] if len(row) else order
    width, length = np.zeros(len(footprints)), np.zeros(len(footprints))
    courts = np.zeros(len(footprints), bool)
    if len(first):
        o = outlines(parts[first])
        _, size = frames(o)
        wing = WING * area[first] / np.maximum(shapely.length(parts[first]), 1e-9)
        is_box = area[first] > RECTANGLE * size.prod(axis=1)
        width[row[first]] = np.where(is_box, size[:, 1], np.minimum(wing, size[:, 1]))
        length[row[first]] = size[:, 0]
        courts[row[first]] = o.courts > 0
        attached = _attached(o, footprint_m2[row[first]])
    else:
        attached = np.zeros(0, bool)
    touching = np.zeros(len(footprints), bool)
    touching[row[first]] = attached
    return Plan(width, length, courts, touching)


def _attached(o: Outlines, footprint_m2: Floats) -> Flags:
    """Return which outlines share two corners or more with another building that is no shed."""
    large = footprint_m2[o.part] >= SHED_M2
    place = np.ascontiguousarray(np.round(o.xy, 2)).view(np.complex128).ravel()
    _, which, count = np.unique(place[large], return_inverse=True, return_counts=True)
    shared = np.zeros(len(o.xy), bool)
    shared[large] = count[which] > 1
    return np.bincount(o.part[shared], minlength=len(o.courts)) >= 2


def rules_of(table: gpd.GeoDataFrame, plan: Plan, storeys: Floats) -> Texts:
    """Return the key of the first rule of RULES that fits each building; reads class, building and footprint_m2."""
    kind, classes = table["building"].to_numpy(object), table["class"].to_numpy(object)
    area = table["footprint_m2"].to_numpy(float)
    home = np.isin(classes, ("house", "residential", "other", "apartments"))
    town = (
        (classes != "apartments") & (storeys <= TOWN_STOREYS) & (plan.width_m <= TOWN_WIDTH_M) & (classes != "garage")
    )
    low = storeys <= TALL_STOREYS
    narrow = (plan.width_m <= HOME_WIDTH_M) & (area <= HOME_M2)
    conditions = (
        ("open", np.isin(kind, list(OPEN))),
        ("unfinished", classes == "construction"),
        ("farm", np.isin(kind, list(FARM)) & (area >= SHED_M2)),
        ("shed", (classes == "garage") | ((area < SHED_M2) & home)),
        ("chapel", (classes == "religious") & (area < CHAPEL_M2)),
        ("cathedral", (classes == "religious") & (storeys >= SPIRE_STOREYS)),
        ("church", classes == "religious"),
        ("hall", (classes == "industrial") & low & (plan.width_m <= HALL_WIDTH_M)),
        ("court", town & plan.courts),
        ("town", town & plan.attached & (~low | (classes == "commercial") | (classes == "public"))),
        ("tall", ~low),
        ("row", home & narrow & plan.attached),
        ("long", home & narrow & (plan.length_m > LONG * plan.width_m)),
        ("house", home & narrow),
        ("public", (classes == "public") & (plan.width_m <= PUBLIC_WIDTH_M) & (area <= PUBLIC_M2)),
    )
    return np.select([c for _, c in conditions], [name for name, _ in conditions], "wide").astype(object)


def nearest_mapped(table: gpd.GeoDataFrame, mapped: Ints, asked: Ints, storeys: Floats) -> Ints:
    """Return for each asked row the nearest one alike whose roof is mapped, -1 where there is none nearby.

    Alike are buildings of one class within a storey of each other.
    """
    found = np.full(len(asked), -1)
    classes = table["class"].to_numpy(object)
    size = DOUBLE_FOOTPRINT_M * np.log2(np.maximum(table["footprint_m2"].to_numpy(float), 1.0))
    at = np.concatenate([mapped, asked])
    centre = shapely.get_coordinates(shapely.centroid(np.asarray(table.geometry.values, dtype=object)[at]))
    place = np.column_stack([centre, size[at]])
    for name in np.unique(classes[mapped]) if len(mapped) else ():
        of_known = np.flatnonzero(classes[mapped] == name)
        of_asked = np.flatnonzero(classes[asked] == name)
        if len(of_asked):
            tree = cKDTree(place[of_known])
            _, near = tree.query(place[len(mapped) + of_asked], distance_upper_bound=NEARBY_M)
            some = near < len(of_known)
            found[of_asked[some]] = mapped[of_known[near[some]]]
    alike = found >= 0
    alike[alike] = np.abs(storeys[found[alike]] - storeys[asked[alike]]) <= 1
    return np.where(alike, found, -1)
