"""What stands in and around buildings: the land they are on, the places inside, blocks of flats or houses near."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from geodata.selection import any_of

from . import green_space, land_use, vacant_land
from .layer import Context
from .tagged import ClassRule, class_from_tags, has_tag
from .triangulation import Floats, Ints

Flags = NDArray[np.bool_]

REACH_M, NEIGHBOURS = 250.0, 5
LOCAL, LOCAL_FROM_M2, USUAL_M2 = 9, 60.0, 150.0  # smaller ones are sheds; the median of all is 150 m²
BLOCKS_AMONG_HOMES = 0.28  # where nobody near is mapped: blocks among Timișoara's mapped homes (OSM, May 2025)

# What land says about a building on it, by raw table: its rules, and the classes that tell.
LANDS: Mapping[str, tuple[tuple[ClassRule, ...], Mapping[str, str]]] = {
    "land_use": (land_use.RULES, {c: c for c in ("housing", "business", "institution", "industry", "traffic",
                                                 "military", "farming")}),
    "vacant_land": (vacant_land.RULES, {"construction": "waste", "brownfield": "waste", "abandoned": "waste"}),
    "green_space": (green_space.RULES, {"cemetery": "green", "allotments": "green", "recreation": "green"}),
}  # fmt: skip

# Places that need a whole building, unless it is a tall one; all other places take a ground floor.
WHOLE = {
    "amenity": any_of("school", "kindergarten", "university", "college", "research_institute", "hospital", "clinic",
                      "place_of_worship", "monastery", "townhall", "police", "fire_station", "courthouse", "prison",
                      "theatre", "cinema", "library", "community_centre", "arts_centre", "social_facility",
                      "nursing_home", "marketplace", "fuel", "car_wash"),
    "tourism": any_of("hotel", "guest_house", "hostel", "motel", "museum", "gallery"),
    "shop": any_of("supermarket", "mall", "department_store", "doityourself", "car", "car_repair", "trade"),
    "leisure": any_of("sports_centre", "sports_hall", "stadium", "fitness_centre"),
}  # fmt: skip
NO_ROOM = any_of("atm", "post_box", "letter_box", "parcel_locker", "payment_terminal", "drinking_water", "toilets",
                 "taxi", "water_point", "vending_machine")  # fmt: skip


@dataclass(frozen=True)
class Surroundings:
    """One value for each building: `land` is what the smallest mapped area under it is used for ("" unknown);
    `whole` and `shop` say whether a place inside needs a building or a ground floor; `blocks` is the share of
    blocks of flats among the mapped homes near, `near` their number; `usual_m2` the median footprint of what
    stands near, `beside_m2` the largest footprint within a few metres."""

    land: NDArray[np.str_]
    whole: Flags
    shop: Flags
    blocks: Floats
    near: Ints
    usual_m2: Floats
    beside_m2: Floats

    @classmethod
    def unknown(cls, count: int) -> "Surroundings":
        """Return surroundings of which nothing is known, as of a building that a planner sketches."""
        no, none = np.zeros(count, bool), np.zeros(count)
        share, usual = np.full(count, BLOCKS_AMONG_HOMES), np.full(count, USUAL_M2)
        return cls(np.full(count, "", "U12"), no, no, share, none.astype(np.int64), usual, none)


def surroundings(
    table: gpd.GeoDataFrame, context: Context, *, beside_m: float, small_m2: tuple[float, float]
) -> Surroundings:
    """Return what stands in and around each building, of which class, footprint_m2 and geometry are read.

    `beside_m2` is found only for footprints between the two of `small_m2`, and all but the places inside only
    where the class does not tell houses from flats.
    """
    classes = table["class"].to_numpy(object)
    size = table["footprint_m2"].to_numpy(float)
    footprints = np.asarray(table.geometry.values, dtype=object)
    known = Surroundings.unknown(len(table))
    asked = np.flatnonzero((classes == "other") | (classes == "residential"))
    centres = shapely.centroid(footprints)
    xy = shapely.get_coordinates(centres)
    known.land[asked] = _land_under(centres[asked], context)
    known.blocks[asked], known.near[asked] = _blocks_near(classes, xy, asked)
    known.usual_m2[asked] = _median_near(size, xy, asked)
    small = asked[(size[asked] >= small_m2[0]) & (size[asked] < small_m2[1])]
    tree = shapely.STRtree(footprints)
    known.beside_m2[small] = _largest_beside(tree, size, small, beside_m)
    whole, shop = _places_inside(tree, context)
    return replace(known, whole=whole, shop=shop)


def _land_under(centres: np.ndarray, context: Context) -> NDArray[np.str_]:
    """Return the use of the smallest area that tells one and lies under each centre."""
    areas, uses = [], []
    for name, (rules, telling) in LANDS.items():
        raw = context.raw.get(name)
        if raw is not None and len(raw):
            use = class_from_tags(raw, rules).map(telling)
            tells = use.notna().to_numpy(bool) & (raw.geom_type.str.endswith("Polygon")).to_numpy(bool)
            areas.append(shapely.make_valid(np.asarray(raw.geometry.values, dtype=object)[tells]))
            uses.append(use[tells].to_numpy("U12"))
    found = np.full(len(centres), "", "U12")
    if areas:
        area, use_of = np.concatenate(areas), np.concatenate(uses)
        largest_first = np.argsort(-shapely.area(area), kind="stable")
        area, use_of = area[largest_first], use_of[largest_first]
        land, centre = shapely.STRtree(centres).query(area, predicate="contains")
        order = np.argsort(land, kind="stable")  # the smallest is written last, and stays
        found[centre[order]] = use_of[land[order]]
    return found


def _places_inside(footprints: shapely.STRtree, context: Context) -> tuple[Flags, Flags]:
    """Return which buildings hold a place that needs a whole building, and which one on a ground floor."""
    whole, shop = np.zeros(len(footprints.geometries), bool), np.zeros(len(footprints.geometries), bool)
    raw = context.raw.get("amenities")
    if raw is not None and len(raw):
        needs = np.logical_or.reduce([has_tag(raw, key, values).to_numpy(bool) for key, values in WHOLE.items()])
        roomless = has_tag(raw, "amenity", NO_ROOM) | has_tag(raw, "shop", any_of("vacant"))
        place, building = footprints.query(np.asarray(raw.geometry.values), predicate="within")
        whole[building[needs[place]]] = True
        shop[building[~needs[place] & ~roomless.to_numpy(bool)[place]]] = True
    return whole, shop


def _blocks_near(classes: NDArray[np.object_], xy: Floats, asked: Ints) -> tuple[Floats, Ints]:
    """Return the share of blocks of flats among the five mapped homes nearest to each place, and their number."""
    known = np.flatnonzero((classes == "apartments") | (classes == "house"))
    if not len(known) or not len(asked):
        return np.full(len(asked), BLOCKS_AMONG_HOMES), np.zeros(len(asked), np.int64)
    ahead = range(1, NEIGHBOURS + 1)
    _, index = cKDTree(xy[known]).query(xy[asked], k=ahead, distance_upper_bound=REACH_M)
    near = (index < len(known)).sum(axis=1)
    blocks = np.append(classes[known] == "apartments", False)[index].sum(axis=1)
    return np.where(near > 0, blocks / np.maximum(near, 1), BLOCKS_AMONG_HOMES), near


def _median_near(size_m2: Floats, xy: Floats, asked: Ints) -> Floats:
    """Return the median footprint of the nine buildings nearest to each place within reach, itself among them."""
    known = np.flatnonzero(size_m2 >= LOCAL_FROM_M2)
    if not len(known) or not len(asked):
        return np.full(len(asked), USUAL_M2)
    ahead = range(1, LOCAL + 1)
    _, index = cKDTree(xy[known]).query(xy[asked], k=ahead, distance_upper_bound=REACH_M)
    sizes = np.sort(np.append(size_m2[known], np.inf)[index], axis=1)
    count = (index < len(known)).sum(axis=1)
    row = np.arange(len(asked))
    return np.where(count > 0, sizes[row, (np.maximum(count, 1) - 1) // 2], USUAL_M2)


def _largest_beside(footprints: shapely.STRtree, size_m2: Floats, small: Ints, beside_m: float) -> Floats:
    """Return the footprint of the largest other building within `beside_m` of each small one, 0 where there is none."""
    largest = np.zeros(len(small))
    if len(small):
        asked, other = footprints.query(footprints.geometries[small], predicate="dwithin", distance=beside_m)
        np.maximum.at(largest, asked, np.where(small[asked] == other, 0.0, size_m2[other]))
    return largest
