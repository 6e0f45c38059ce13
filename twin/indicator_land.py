"""Land: floor area, how densely neighbourhoods are built and lived in, what lies vacant."""

from dataclasses import replace

import numpy as np
import pandas as pd
import shapely

from geodata.language import N_
from layers.untended_land import CLASS as UNTENDED

from .city import City
from .homes import AREAS, READS, building_areas, home_rows
from .indicators import Indicator
from .measurement import (
    Areas,
    Input,
    Measurement,
    NotKnownError,
    areas_from_ids,
    layer_input,
    measured,
    table_of,
    tier_shares,
)
from .neighbourhood_parts import bounds_of, land
from .resident_reach import resident_input, residents

BUILDINGS, VACANT = "buildings", "vacant_land"
HEIGHT_ERROR_M = 1.7  # mean error of estimated heights, left out one at a time: layers/building_heights.py
HA, KM2 = 1e4, 1e6
NONE_MAPPED = N_("not known, because no vacant land of this city is mapped")


def floor_area(city: City) -> Measurement:
    """Return the floor area of all storeys in hectares."""
    table = table_of(city, BUILDINGS)
    area = table["floor_area_m2"].to_numpy(float) / HA
    made = measured(city, _building_areas(city), area)
    error = _height_error(city)
    objects = pd.Series(area * HA, table.index)
    return replace(
        made, inputs=(_heights(city),), interval=_within(made.value, error / HA),
        object_values=objects, object_layer=BUILDINGS, object_unit="m²",
    )  # fmt: skip


def floor_area_ratio(city: City) -> Measurement:
    """Return the floor area by the land: CUT of Romanian planning law, of whole neighbourhoods."""
    table = table_of(city, BUILDINGS)
    made = _by_land(city, table["floor_area_m2"].to_numpy(float))
    size = float(land(city).area.sum())
    return replace(made, inputs=(_heights(city),), interval=_within(made.value, _height_error(city) / size))


def footprint_coverage(city: City) -> Measurement:
    """Return the share of the land on which buildings stand, in %: POT of Romanian planning law."""
    made = _by_land(city, table_of(city, BUILDINGS)["footprint_m2"].to_numpy(float), factor=100.0)
    return replace(made, inputs=(layer_input(city, BUILDINGS),))


def resident_density(city: City) -> Measurement:
    """Return the residents for each km² of land."""
    living = residents(city)
    people = np.zeros(len(city.buildings))
    people[home_rows(city)] = living["residents"].to_numpy(float)
    made = _by_land(city, people, factor=KM2)
    return replace(made, inputs=(resident_input(city),))


def _by_land(city: City, amount: np.ndarray, *, factor: float = 1.0) -> Measurement:
    """Return the sum of an amount of buildings by the land, of the city's bounds and of each neighbourhood."""
    ground = land(city).area
    of_land = areas_from_ids(city, ground.index.to_numpy(dtype=object))
    codes = np.concatenate([_building_areas(city).codes, of_land.codes])
    area = pd.Categorical.from_codes(codes, dtype=of_land.dtype)
    amounts = np.concatenate([amount, np.zeros(len(ground))])
    bases = np.concatenate([np.zeros(len(amount)), ground.to_numpy(float)])
    return measured(city, area, amounts, bases, factor=factor)


def _building_areas(city: City) -> Areas:
    needs = [BUILDINGS, AREAS]
    return city.kept("codes of buildings", lambda: areas_from_ids(city, building_areas(city)), needs=needs)


def _heights(city: City) -> Input:
    table = city.buildings
    return Input(N_("heights of buildings, by floor area"), tier_shares(table["height_tier"], table["floor_area_m2"]))


def _height_error(city: City) -> float:
    """Return the m² of floor that the mean error of estimated heights is worth, if all of them err alike."""
    table = city.buildings
    guessed = (table["height_tier"] == "estimated").to_numpy(bool)
    storeys = HEIGHT_ERROR_M / city.recipe.storey_height_m
    footprint, floor = (table[name].to_numpy(float)[guessed] for name in ("footprint_m2", "floor_area_m2"))
    return float(np.minimum(footprint * storeys, floor).sum())


def _within(value: float, error: float) -> tuple[float, float] | None:
    return (value - error, value + error) if error > 0 else None


def vacant(city: City) -> Measurement:
    """Return the vacant land in hectares, overlaps counted once; what only a satellite picture suggests left out."""
    table = table_of(city, VACANT)
    table = table[(table["class"] != UNTENDED).to_numpy(bool)]
    if not len(table):
        raise NotKnownError(NONE_MAPPED)
    box = bounds_of(city)
    shapes = shapely.intersection(np.asarray(table.geometry.values, dtype=object), box)
    ground = land(city)
    whole = shapely.union_all(shapes)
    size = shapely.area(shapely.intersection(np.asarray(ground.values, dtype=object), whole)) / HA
    made = measured(city, areas_from_ids(city, ground.index.to_numpy(dtype=object)), size)
    titles = {e.value: e.title for e in city.layers[VACANT].kind.style.entries}
    rows = [
        (
            name,
            titles.get(name, name),
            shapely.area(shapely.union_all(shapes[(table["class"] == name).to_numpy(bool)])) / HA,
        )
        for name in table["class"].value_counts().index
    ]
    kinds = pd.DataFrame(rows, columns=["kind", "title", "value"]).assign(unit="ha").set_index("kind")
    objects = pd.Series(shapely.area(shapes), table.index)
    return replace(
        made,
        kinds=kinds,
        inputs=(layer_input(city, VACANT, city.vacant_land.index.isin(table.index)),),
        object_values=objects,
        object_layer=VACANT,
        object_unit="m²",
    )


LAND_METHOD = N_(
    "The ground within the bounds of the map is parted among the neighbourhoods, streets, water and fields included; a "
    "building belongs where its middle lies. The city's value is that of all land within the bounds."
)

INDICATORS = (
    Indicator(
        "floor_area_ha", N_("Floor area"), N_("The floor area of all storeys of all buildings."), "ha", "neither",
        N_("Storeys by footprint. The interval: what the mean error of estimated heights, 1.7 m, would be worth if all "
           "of them erred alike."),
        (BUILDINGS,), (BUILDINGS, AREAS), floor_area, decimals=0,
        each=N_("The floor area of all storeys of each building."),
    ),
    Indicator(
        "floor_area_ratio", N_("Density of building"), N_("The floor area for each square metre of land (CUT)."),
        "", "neither", LAND_METHOD, (BUILDINGS,), (BUILDINGS, AREAS), floor_area_ratio, decimals=3,
    ),
    Indicator(
        "footprint_coverage", N_("Land under buildings"), N_("The share of the land on which buildings stand (POT)."),
        "%", "neither", LAND_METHOD, (BUILDINGS,), (BUILDINGS, AREAS), footprint_coverage,
    ),
    Indicator(
        "residents_per_km2", N_("Residents by land"), N_("The residents for each square kilometre of land."),
        N_("residents/km²"), "neither", LAND_METHOD, ("residents",), READS, resident_density, decimals=0,
    ),
    Indicator(
        "vacant_land_ha", N_("Vacant land"),
        N_("The land that lies waste, is meant for building, or is a building site."), "ha", "neither",
        N_("Ground of mapped brownfields, greenfields, building sites and abandoned land, overlaps counted once."),
        (VACANT,), (VACANT, AREAS), vacant, each=N_("The area of each piece of vacant land."),
    ),
)  # fmt: skip
