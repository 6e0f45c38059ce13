"""Which buildings people live in, as houses or as flats, and on how many m².

The use on the map decides where there is one. Three of four buildings of Timișoara have none
(`building=yes`); these are judged by the rules of `_judged`, in that order: the land they stand on,
the places inside, size, what stands beside. What is left is a home: flats where
log2(footprint / 260 m²) + log2(median footprint near / 260 m²) + 2 × (share of blocks among the five
mapped homes near − 0.5) is above 0, or three storeys are mapped; else a house. Left out one at a time, 95 of
100 of the 9,000 mapped houses and blocks of Timișoara are told apart so, 84 by the footprint alone; and of 554
buildings without a use but with storeys, 85 of 100 have three or more as flats or fewer as
houses (OpenStreetMap, May 2025). More weight on the neighbours fits the mapped ones better and
those without a use no better: blocks are mapped sooner than the houses beside them.

A shop, office or other place inside takes the ground floor from the homes above. Hotels, hospitals,
barracks and prisons hold nobody: those counted there by a census are spread over the homes.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.language import N_
from geodata.report import Report, report_of

from .surroundings import Flags, Surroundings
from .triangulation import Floats

LAYER = "buildings"

# The sizes below are ours, read off the mapped sheds, garages, houses and blocks of Timișoara (OSM, May 2025).
SHED_M2 = 30.0  # 51 of the 53 smaller ones with storeys have one
ANNEXE_M2, ANNEXE_M = 60.0, 12.0  # smaller than this, this near to a building twice as large
SMALL_BLOCK_M2 = 100.0  # 6 of 2,558 blocks are smaller
ONE_STOREY_M2 = 500.0
FARM_M2 = 250.0  # larger ones on farmland are barns
HALL_M2 = 2500.0  # 10 of 2,558 blocks are larger
HALF_FLATS_M2, NEIGHBOUR_DOUBLINGS = 260.0, 2.0
GARAGE_ROW_RATIO, GARAGE_ROW_WIDTH_M = 5.0, 7.5
TALL_STOREYS = 4.0  # a school or clinic in so tall a building takes its ground floor alone
FLATS_STOREYS = 3.0
M2_PER_FLAT = (20.0, 500.0)  # gross; a count of flats outside is a slip

MAPPED = N_("use as mapped")
FLATS_MAPPED = N_("flats counted on the map")
TAKEN_AS_HOUSE = N_("building without a use, taken as a house by its size and neighbours")
TAKEN_AS_FLATS = N_("building without a use, taken as flats by its size, storeys and neighbours")
NOT_BUILT = N_("under construction or a ruin: nobody lives there")
OTHER_USE = N_("the mapped use is not housing")
OTHER_LAND = N_("building without a use on land that is not for housing: nobody lives there")
GROUNDS = N_("building without a use on the grounds of a school, hospital or worship: nobody lives there")
FILLED = N_("building without a use, filled by a school, shop, office or hotel: nobody lives there")
SHED = N_("building without a use, too small for a home: a shed or garage")
ANNEXE = N_("small building without a use beside a larger one: an annexe")
AMONG_BLOCKS = N_("low, small or narrow building without a use among blocks: garages, boiler house or shop")
HALL = N_("building without a use, too large for a home of few storeys: a hall")

HOMES = (MAPPED, FLATS_MAPPED, TAKEN_AS_HOUSE, TAKEN_AS_FLATS)
ASSUMED = (
    TAKEN_AS_HOUSE, TAKEN_AS_FLATS, OTHER_LAND, GROUNDS, FILLED, SHED, ANNEXE, AMONG_BLOCKS, HALL,
)  # fmt: skip


def with_homes(table: gpd.GeoDataFrame, around: Surroundings, storeys: Floats) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings with `home` ("house", "flats" or missing), `home_method` and `residential_m2`.

    Reads class, levels, flats, footprint_m2, floor_area_m2 and house_number. `residential_m2` is the gross
    floor area that homes take of a building, 0 where there are none. A building without a use that was judged
    before (`home_method` is filled, as in a scenario) stays what it was found to be; so does one whose homes are
    told (`are_told`).
    """
    table, report = _with_believable_flats(table)
    flats = _are_flats(table, around)
    classes = table["class"].to_numpy(object)
    told = are_told(table)
    judged = told | ((classes == "other") & table["home_method"].notna().to_numpy(bool))
    method = np.where(judged, table["home_method"].to_numpy(object), _methods(table, around, storeys, flats))
    lived_in = np.isin(method, HOMES)
    as_flats = (classes == "apartments") | ((classes != "house") & (flats | (method == FLATS_MAPPED)))
    as_flats = np.where(judged, (table["home"] == "flats").to_numpy(bool), as_flats)
    below = lived_in & (around.shop | around.whole)
    share = np.where(below, np.maximum(1 - 1 / storeys, 0.5), 1.0)  # half of a house of one storey with a shop
    area = np.where(lived_in, table["floor_area_m2"].to_numpy(float) * share, 0.0).round(1)
    made = table.assign(
        home=pd.Series(np.where(as_flats, "flats", "house"), index=table.index, dtype=object).where(lived_in, None),
        home_method=pd.Series(method, index=table.index, dtype=object),
        residential_m2=np.where(told, table["residential_m2"].to_numpy(float), area),
    )
    for reason in ASSUMED:
        report += report_of(LAYER, "assumed", reason, table.index[method == reason])
    reason = N_("a place for the public inside: the ground floor is not counted as homes")
    return made, report + report_of(LAYER, "assumed", reason, table.index[below])


def are_told(table: pd.DataFrame) -> Flags:
    """Return whose homes a file of another city states: on how many m² people live, and how that is known."""
    return np.asarray((table["residential_m2"].notna() & table["home_method"].notna()).to_numpy(bool))


def _with_believable_flats(table: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the table without numbers of flats that do not fit into the building."""
    flats = table["flats"].astype("float64")
    odd = flats.notna() & ~(table["floor_area_m2"] / flats.where(flats > 0)).between(*M2_PER_FLAT)
    reason = N_("a number of flats that does not fit the building, taken as not known")
    return table.assign(flats=table["flats"].mask(odd)), report_of(LAYER, "repaired", reason, table.index[odd])


def _are_flats(table: gpd.GeoDataFrame, around: Surroundings) -> Flags:
    """Return which buildings of homes are more likely flats than a house."""
    sizes = np.maximum(table["footprint_m2"].to_numpy(float), 1.0) * around.usual_m2 / HALF_FLATS_M2**2
    likely = np.log2(sizes) + NEIGHBOUR_DOUBLINGS * (around.blocks - 0.5) > 0
    return np.asarray(likely | (table["levels"] >= FLATS_STOREYS).to_numpy(bool))


def _methods(table: gpd.GeoDataFrame, around: Surroundings, storeys: Floats, flats: Flags) -> NDArray[np.object_]:
    """Return how it is known of each building whether people live there."""
    classes = table["class"]
    rules = [
        (classes == "construction", NOT_BUILT),
        (classes.isin(["house", "apartments", "residential"]), MAPPED),
        (classes != "other", OTHER_USE),
        *_judged(table, around, storeys),
        (flats, TAKEN_AS_FLATS),
    ]
    conditions = [np.asarray(condition, bool) for condition, _ in rules]
    return np.select(conditions, np.array([method for _, method in rules], object), TAKEN_AS_HOUSE)


def _judged(table: gpd.GeoDataFrame, around: Surroundings, storeys: Floats) -> list[tuple[Flags, str]]:
    """Return the rules for buildings without a use, the first that fits wins."""
    size, levels = table["footprint_m2"].to_numpy(float), table["levels"].to_numpy(float)
    loose = table["house_number"].isna().to_numpy(bool)
    other_land = np.isin(around.land, ["business", "industry", "traffic", "military", "waste", "green"])
    barn = (around.land == "farming") & (size > FARM_M2)
    filled = (around.whole & (storeys < TALL_STOREYS)) | (around.shop & (storeys < 2))
    low = (size < SMALL_BLOCK_M2) | ((levels == 1) & (size < ONE_STOREY_M2))
    small = loose & (around.blocks >= 0.8) & (around.near >= 3) & low
    narrow = loose & (around.blocks >= 0.5) & (around.near > 0) & _like_garages(table)
    return [
        (table["flats"].notna().to_numpy(bool), FLATS_MAPPED),
        (other_land | barn, OTHER_LAND),
        (around.land == "institution", GROUNDS),
        (filled, FILLED),
        (size < SHED_M2, SHED),
        (loose & (size < ANNEXE_M2) & (around.beside_m2 >= 2 * size), ANNEXE),
        (small | narrow, AMONG_BLOCKS),
        ((size > HALL_M2) & ~(levels >= FLATS_STOREYS), HALL),
    ]


def _like_garages(table: gpd.GeoDataFrame) -> Flags:
    """Return which footprints of unknown storeys are long and as narrow as a row of garages.

    Sides are those of the rectangle with the footprint's area and perimeter.
    """
    half = table.geometry.length.to_numpy(float) / 2
    spread = np.sqrt(np.maximum(half**2 - 4 * table["footprint_m2"].to_numpy(float), 0.0))
    width, length = (half - spread) / 2, (half + spread) / 2
    narrow = (width < GARAGE_ROW_WIDTH_M) & (length >= GARAGE_ROW_RATIO * width)
    return np.asarray(narrow & table["levels"].isna().to_numpy(bool))
