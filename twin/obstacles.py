"""What is in the way of something that is drawn: buildings of a street, carriageways of trees, parks of parks."""

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from geodata.errors import TwinError
from geodata.language import N_, NN_
from geodata.phrases import Phrase, Template

from .city import City
from .edit_fields import EditError
from .edits_buildings import CARRIAGEWAYS, is_on_water
from .object_titles import ObjectTitles
from .refusals import refused

KERB_M = 0.5  # widths are mostly estimates: a tree this near to the edge stands beside the carriageway
SAME_TREE_M = 0.3  # two trunks nearer to each other than this are one
MOST_NUMBERS = 10  # of points in a sentence
IN_ORDER = N_("{said} In the order they are drawn: {numbers} of {all}.")
IN_WATER_M, IN_BUILDING_M = 2.0, 1.0  # rounding of banks and walls: less of a line than this is in neither
OPEN_BELOW = ("roof", "carport")  # buildings one walks under
NO_WATER = ("pool", "wetland")
NAVIGABLE = ("river", "canal")  # lines of water that nothing crosses without a bridge
OVERLAP = 0.05  # of a new park: outlines drawn by hand along an older park share less with it


def in_the_way(city: City, line: BaseGeometry, *, is_bridge: bool) -> list[TwinError]:
    """Return water and buildings that a line on the ground would run through; a bridge may cross water."""
    if not is_bridge and (found := _through_water(city, line)):
        return found
    under = city.buildings.iloc[np.sort(city.buildings.sindex.query(line, predicate="intersects"))]
    under = under[~under["building"].isin(OPEN_BELOW)]
    inside = shapely.length(shapely.intersection(under.geometry.to_numpy(), line)) > IN_BUILDING_M
    message = NN_(
        "The line runs through a building: {objects}. Demolish it first, or draw it around.",
        "The line runs through {count} buildings: {objects}. Demolish them first, or draw it around.",
    )
    return refused(city, "buildings", under.index[inside], message)


def _through_water(city: City, line: BaseGeometry) -> list[TwinError]:
    water = city.water.iloc[np.sort(city.water.sindex.query(line, predicate="intersects"))]
    water = water[~water["class"].isin(NO_WATER) & water["tunnel"].isna()]
    areas = shapely.length(shapely.intersection(water.geometry.to_numpy(), line)) > IN_WATER_M
    lines = (shapely.get_dimensions(water.geometry.to_numpy()) == 1) & water["class"].isin(NAVIGABLE).to_numpy(bool)
    message = NN_("The line runs through water: {objects}. Make it a bridge, or draw it around.",
                  "The line runs through waters: {objects}. Make it a bridge, or draw it around.")  # fmt: skip
    return refused(city, "water", water.index[areas | lines], message)


def wet(city: City, points: NDArray[np.object_]) -> list[TwinError]:
    """Return whether points lie in the water, and how many."""
    which = np.flatnonzero(is_on_water(city, points))
    message = NN_("{count} place lies in the water. Choose one on land.",
                  "{count} places lie in the water. Choose places on land.")  # fmt: skip
    return _told(message, which, points)


def under_trees(city: City, points: NDArray[np.object_]) -> list[TwinError]:
    """Return what trees cannot stand on: the first of water, buildings and carriageways, and how many of them."""
    if found := wet(city, points):
        return found
    inside = np.unique(city.buildings.sindex.query(points, predicate="within")[0])
    if len(inside):
        message = NN_(
            "{count} tree would stand in a building. Move it, or demolish the building first.",
            "{count} trees would stand in buildings. Move them, or demolish the buildings first.",
        )
        return _told(message, inside, points)
    which, streets = _on_carriageways(city, points)
    if len(which):
        message = NN_("{count} tree would stand on the carriageway of {streets}. Move it beside that.",
                      "{count} trees would stand on carriageways: {streets}. Move them beside these.")  # fmt: skip
        told = ObjectTitles.of(city, "streets", dict.fromkeys(streets))
        return _told(message, np.unique(which), points, streets=told)
    return []


def named_twice(points: NDArray[np.object_], *, nearer_m: float) -> list[TwinError]:
    """Return whether points lie where others of the same edit lie, and how many."""
    pairs = shapely.STRtree(points).query(points, predicate="dwithin", distance=nearer_m)
    again = np.unique(pairs[0][pairs[0] > pairs[1]])
    message = NN_("{count} place is named twice, or lies within {metres} m of another. Leave it out.",
                  "{count} places are named twice, or lie within {metres} m of others. Leave them out.")  # fmt: skip
    return _told(message, again, points, metres=nearer_m)


def where_trees_stand(city: City, points: NDArray[np.object_]) -> list[TwinError]:
    """Return whether trees would stand where single trees stand already, and how many."""
    there = city.trees.geometry[(city.trees.geometry.geom_type == "Point").to_numpy(bool)]
    taken = there.sindex.query(points, predicate="dwithin", distance=SAME_TREE_M)[0]
    message = NN_("{count} tree stands there already. Choose another place.",
                  "{count} trees stand there already. Choose other places.")  # fmt: skip
    return _told(message, np.unique(taken), points)


def _told(
    message: Template, which: NDArray[np.int64], points: NDArray[np.object_], **fields: object
) -> list[TwinError]:
    """Return an error that says how many points are meant, and which of several; none where none is."""
    if not len(which):
        return []
    fields["count"] = len(which)
    if len(points) == 1:
        return [EditError(message, **fields)]
    numbers = [str(at + 1) for at in which[:MOST_NUMBERS]] + ["…"] * (len(which) > MOST_NUMBERS)
    return [EditError(IN_ORDER, said=Phrase(message, **fields), numbers=numbers, all=len(points))]


def under_park(city: City, area: BaseGeometry) -> list[TwinError]:
    """Return the parks that a new one would lie on by more than its edge."""
    parks = city.green_space[(city.green_space["class"] == "park").to_numpy(bool)]
    near = parks.iloc[np.sort(parks.sindex.query(area, predicate="intersects"))]
    shared = shapely.area(shapely.intersection(np.asarray(near.geometry.values, dtype=object), area))
    if shared.sum() <= OVERLAP * area.area:
        return []
    message = NN_(
        "The park lies on another: {objects}. Draw it beside that, or change the other.",
        "The park lies on {count} others: {objects}. Draw it beside those, or change the others.",
    )
    return refused(city, "green_space", near.index[shared > 0], message)


def _on_carriageways(city: City, points: NDArray[np.object_]) -> tuple[NDArray[np.int64], list[str]]:
    """Return which points stand on a carriageway, and the ids of these streets; bridges and tunnels do not count."""
    streets = city.streets
    on_ground = streets["bridge"].isna() & streets["tunnel"].isna() & streets["class"].isin(CARRIAGEWAYS)
    half_m = streets["width_m"].to_numpy(float, na_value=0.0) / 2 - KERB_M
    widest = float(half_m.max(initial=0.0))
    which, at = streets.sindex.query(points, predicate="dwithin", distance=widest)
    lines = np.asarray(streets.geometry.values, dtype=object)[at]
    stands = (shapely.distance(points[which], lines) < half_m[at]) & on_ground.to_numpy(bool)[at]
    return which[stands], [str(id) for id in streets.index[at[stands]]]
