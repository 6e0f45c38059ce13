"""Residents and dwellings of buildings, estimated from the floor area of homes.

The census total of the recipe is shared out over all homes in proportion to their gross floor area,
where a m² of a house counts 37/84 of a m² of flats: in Cracow, Pirowski and Bartos (Geodetski vestnik
62(3), 2018, p. 458–471, doi 10.15292/geodetski-vestnik.2018.03.458-471) found 84 m² of gross floor area
a resident in areas of single-family houses and 37 m² in areas of flats, from footprints and storeys as here; one
rate for both missed the census twice as far. One household fills a house however large it is: of each
dwelling in a house at most 242 m² count, the 2.88 residents a building that a later study of the same
city found (Annals of the AAG 114(5), 2024, doi 10.1080/24694452.2024.2313500) at 84 m² each.

Example: flats of 10 storeys on 300 m² count 3,000 m², a house of one storey on 84 m² counts 37 m²;
with one resident for 37 m² that is 81.1 and 1.0. Residents are expectations: fractions are meant.

Without a census total, flats have one resident for 37 m² (and houses so one for 84 m²).

Limits, to be said with every figure made of these: within one kind of home everyone has the same
floor; empty dwellings and second homes are not told from others; students, barracks and hospitals are
spread over the homes. The census counts the municipality, the map is a box: in Timișoara 24 % of the
buildings and 11 % of the residents, 28,600, so fall outside the municipality's border, in parts of Dumbrăvița,
Giroc, Ghiroda, Săcălaz and other communes, and those within are too few by as many. (The border's lines
are in the extract but cut by the box, so they make no area a build could use.)
Dwellings are too many where offices, shops and schools stand untagged among old town houses: 196,000
are found, 1.28 residents each.
"""

import geopandas as gpd
import numpy as np
import pandas as pd

from geodata.language import N_
from geodata.report import Report, report_of

from .floor_areas import storeys
from .housing import with_homes
from .surroundings import Surroundings
from .triangulation import Floats

LAYER = "buildings"
MADE_ANEW = (
    "residential_m2", "dwellings", "dwellings_tier", "dwellings_method", "residents", "residents_tier",
    "residents_method",
)  # fmt: skip

FLATS_M2_PER_RESIDENT = 37.0  # Pirowski and Bartos 2018, gross floor area, flats
HOUSE_M2_PER_RESIDENT = 84.0  # same, single-family houses
RESIDENTS_OF_A_HOUSE = 2.88  # Annals of the AAG 2024, per single-family building
HOUSE_MOST_M2 = RESIDENTS_OF_A_HOUSE * HOUSE_M2_PER_RESIDENT
USUAL_RATE = 1 / FLATS_M2_PER_RESIDENT

FLAT_M2 = 75.0  # gross with stairs: of the 15 blocks of Timișoara with flats and storeys (74; OSM, May 2025)
ROW_HOUSE_M2 = 150.0  # gross; our assumption

FROM_CENSUS = N_("share of the census total by floor area of homes")
FROM_CITY_RATE = N_("as many for each m² of homes as in the rest of the city")
FROM_USUAL_RATE = N_("37 m² of flats or 84 m² of a house for each resident: no census total is known")
NO_HOME = N_("no homes in the building")
GIVEN = N_("as the source states")
ONE_HOUSE = N_("one dwelling in each house")
FLATS_TAG = N_("flats as mapped")
FROM_FLOOR = N_("floor area of homes by 75 m² a flat or 150 m² a terraced house")


def with_residents(
    table: gpd.GeoDataFrame, around: Surroundings, *, storeys: Floats, census: int | None
) -> tuple[gpd.GeoDataFrame, Report]:
    """Return buildings with their homes, dwellings and residents, each estimate with tier and method.

    Reads what `with_homes` reads, and tier. With a census total the residents add up to it; those that a
    source states (a column `residents` that is filled) are kept and the rest is shared out. A
    building known to hold no homes has 0.0 residents.
    """
    table, report = with_homes(table, around, storeys)
    table = _with_dwellings(table)
    counted = counted_m2(table)[table["residents"].isna()]
    rest = None if census is None else max(census - float(table["residents"].sum()), 0.0)
    rate = USUAL_RATE if rest is None else rest / counted.sum() if counted.sum() > 0 else 0.0
    made = (counted * rate).round(2)
    if rest is not None and rate > 0:
        made[counted.idxmax()] += rest - made.sum()  # what rounding left over
    method = FROM_USUAL_RATE if rest is None else FROM_CENSUS
    return _filled(table, made, method), report + _told(counted, rest, rate)


def with_residents_at(table: gpd.GeoDataFrame, *, residents_per_m2: float, storey_height_m: float) -> gpd.GeoDataFrame:
    """Return buildings a scenario adds or changes with floor area, homes, dwellings and residents at a city's rate.

    The rate is `residents_per_m2` of the city's table. Reads the layer's columns; what the table said of
    floor area, dwellings and residents is made anew. A building of class "other" that was judged before stays
    what it was found to be, a new one is judged by its size alone. Places inside and parts are not looked at.
    """
    full = storeys(table, storey_height_m=storey_height_m)
    area = np.round(table["footprint_m2"].to_numpy(float) * full, 1)
    cleared = table.assign(floor_area_m2=area, **dict.fromkeys(MADE_ANEW))
    made, _ = with_homes(cleared, Surroundings.unknown(len(table)), full)
    made = _with_dwellings(made)
    return _filled(made, (counted_m2(made) * residents_per_m2).round(2), FROM_CITY_RATE)


def _filled(table: gpd.GeoDataFrame, made: pd.Series, method: str) -> gpd.GeoDataFrame:
    """Return the table with the estimated residents where a source states none, and how all are known."""
    given = table["residents"].notna()
    methods = pd.Series(np.where(counted_m2(table) > 0, method, NO_HOME), table.index)
    return table.assign(
        residents=table["residents"].astype("float64").fillna(made),
        residents_tier=table["residents_tier"].where(given, _estimated(table)).fillna(table["tier"]),
        residents_method=table["residents_method"].fillna(GIVEN).where(given, methods),
    )


def _told(counted: pd.Series, rest: float | None, rate: float) -> Report:
    """Return what is assumed of the residents of all homes."""
    homes = counted.index[counted > 0]
    if rest is None:
        return report_of(LAYER, "assumed", FROM_USUAL_RATE, homes)
    if rate == 0:
        reason = N_("no home is known to which residents of the census could belong")
        return report_of(LAYER, "assumed", reason, ["–"] if rest > 0 else [])
    reason = N_("the census total is shared out over all homes on the map, also those outside the municipality")
    return report_of(LAYER, "assumed", reason, homes)


def _estimated(table: pd.DataFrame) -> pd.Series:
    """Return the tier of an estimate: of demonstration data it is demonstration data."""
    return pd.Series(np.where(table["tier"] == "synthetic", "synthetic", "estimated"), index=table.index)


def _with_dwellings(table: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return buildings with dwellings: flats as mapped, one in a house, else by floor area; 0 without homes."""
    home = table["home"].to_numpy(object)
    area = table["residential_m2"].to_numpy(float)
    terrace = (home == "house") & (table["building"] == "terrace").to_numpy(bool)
    by_floor = np.maximum(np.rint(area / np.where(terrace, ROW_HOUSE_M2, FLAT_M2)), 1)
    lived_in = area > 0
    made = np.where((home == "house") & ~terrace, 1.0, by_floor) * lived_in
    mapped = lived_in & table["flats"].notna().to_numpy(bool)
    method = np.select(
        [~lived_in, mapped, (home == "house") & ~terrace], np.array([NO_HOME, FLATS_TAG, ONE_HOUSE], object), FROM_FLOOR
    )
    number = np.where(mapped, table["flats"].to_numpy(float, na_value=np.nan), made)
    given = table["dwellings"].notna()
    tier = _estimated(table).where(~mapped, table["tier"])
    return table.assign(
        dwellings=table["dwellings"].where(given, pd.Series(number, table.index).astype("Int64")),
        dwellings_tier=table["dwellings_tier"].where(given, tier).fillna(table["tier"]),
        dwellings_method=table["dwellings_method"].fillna(GIVEN).where(given, pd.Series(method, table.index)),
    )


def counted_m2(table: pd.DataFrame) -> pd.Series:
    """Return the m² by which each building takes part: all of flats, 37/84 of a house up to 242 m² a dwelling.

    Reads home, residential_m2 and dwellings.
    """
    area = table["residential_m2"].astype("float64")
    most = HOUSE_MOST_M2 * table["dwellings"].astype("float64")
    house = np.minimum(area, most) * (FLATS_M2_PER_RESIDENT / HOUSE_M2_PER_RESIDENT)
    return area.where(table["home"] != "house", house)


def residents_at(table: pd.DataFrame, *, residents_per_m2: float) -> pd.Series:
    """Return the residents of buildings at a rate for flats; 0.0 without homes. Not rounded.

    Reads home, residential_m2 and dwellings, which every table of the layer has.
    """
    return (counted_m2(table) * residents_per_m2).rename("residents")


def residents_per_m2(table: pd.DataFrame) -> float:
    """Return the rate of a city's buildings: residents for each m² of flats. The usual rate where there are no homes.

    A building whose residents a source states takes no part.
    """
    ours = table[table["residents_method"].isin([FROM_CENSUS, FROM_USUAL_RATE, FROM_CITY_RATE])]
    area = float(counted_m2(ours).sum())
    return float(ours["residents"].sum()) / area if area > 0 else USUAL_RATE
