"""What lies on the ground where something is put: water and buildings under points, houses and streets under areas."""

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.errors import TwinError
from geodata.language import NN_

from .city import City
from .edits_buildings import CARRIAGEWAYS, TOUCHING_M, buildings_under
from .obstacles import NO_WATER, OPEN_BELOW, OVERLAP, wet
from .refusals import refused

ON_LAND = ("amenities", "transit", "charging_stations", "public_bikes", "sensor_points")  # layers whose points are
IN_WATER = (("transit", "boat"), ("sensor_points", "water"))  # layers and classes that may be in it all the same
IN_HALLS = ("train", "bus_station", "boat")  # stops that may be inside buildings
LIVED_IN = 0.5  # of a house: with more of it in a park, people would live there
COVERS_BUILDINGS = NN_(
    "The area covers a building: {objects}. Demolish it first, or draw the area beside it.",
    "The area covers {count} buildings: {objects}. Demolish them first, or draw the area beside them.",
)
COVERS_STREETS = NN_(
    "The area covers the carriageway of a street: {objects}. Remove it first, or draw the area beside it.",
    "The area covers the carriageways of {count} streets: {objects}. Remove them first, or draw the area beside them.",
)
IN_BUILDING = NN_(
    "The stop would stand in a building: {objects}. Put it beside that, or demolish the building first.",
    "The stop would stand in {count} buildings: {objects}. Put it beside them, or demolish them first.",
)


def wrong_ground(city: City, layer: str, class_: object, shape: BaseGeometry) -> list[TwinError]:
    """Return what speaks against a thing of a layer and class at a place: water or buildings under it; [] of others."""
    if shapely.get_dimensions(shape) == 2:
        return _covered(city, shape) if layer == "water" and class_ not in NO_WATER else []
    if layer not in ON_LAND or shapely.get_dimensions(shape) != 0:
        return []
    points = np.asarray(shapely.get_parts(shape), dtype=object)
    found = [] if (layer, class_) in IN_WATER else wet(city, points)
    if found or layer != "transit" or class_ in IN_HALLS:
        return found
    at = np.sort(city.buildings.sindex.query(shape, predicate="intersects"))
    under = city.buildings.iloc[at]
    return refused(city, "buildings", under.index[~under["building"].isin(OPEN_BELOW)], IN_BUILDING)


def under_new_park(city: City, area: BaseGeometry) -> list[TwinError]:
    """Return the homes in a new park, or all buildings and streets in it that cover more of it than its edge."""
    buildings = city.buildings.iloc[np.sort(city.buildings.sindex.query(area, predicate="intersects"))]
    built = shapely.area(shapely.intersection(np.asarray(buildings.geometry.values, dtype=object), area))
    lived_in = (buildings["residents"] > 0).to_numpy(bool) & (built > LIVED_IN * buildings.geometry.area.to_numpy())
    streets = _carriageways_in(city, area)
    paved = streets["inside_m"] * streets["width_m"]
    if built.sum() + paved.sum() <= OVERLAP * area.area:
        return refused(city, "buildings", buildings.index[lived_in], COVERS_BUILDINGS)
    return _covered(city, area)


def _covered(city: City, area: BaseGeometry) -> list[TwinError]:
    """Return the buildings and the streets for cars that an area covers by more than a touch."""
    streets = _carriageways_in(city, area)
    return [
        *refused(city, "buildings", buildings_under(city, area), COVERS_BUILDINGS),
        *refused(city, "streets", streets.index[streets["inside_m"] > TOUCHING_M], COVERS_STREETS),
    ]


def _carriageways_in(city: City, area: BaseGeometry) -> pd.DataFrame:
    """Return of the streets for cars on the ground that an area meets how many metres lie in it, and their width.

    Columns inside_m, width_m; index their ids.
    """
    if "streets" not in city.layers:
        return pd.DataFrame({"inside_m": [], "width_m": []}, dtype=float)
    near = city.streets.iloc[np.sort(city.streets.sindex.query(area, predicate="intersects"))]
    near = near[near["bridge"].isna() & near["tunnel"].isna() & near["class"].isin(CARRIAGEWAYS)]
    inside_m = shapely.length(shapely.intersection(np.asarray(near.geometry.values, dtype=object), area))
    return pd.DataFrame({"inside_m": inside_m, "width_m": near["width_m"]}, index=near.index)
