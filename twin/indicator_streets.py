"""Street area by use: how much of it is for cars, for walking, for cycling, for parked cars."""

from dataclasses import replace

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_

from .changed_streets import share_values
from .city import City
from .homes import AREAS
from .indicators import Indicator
from .measurement import Input, Measurement, measured, table_of, tier_shares
from .neighbourhood_parts import layer_pieces, pieces
from .street_access import SIDEWALKS

PAVEMENT_M = 1.5  # assumed width of a pavement that is only a tag of its street
DRIVEN = ("trunk", "primary", "secondary", "tertiary", "residential", "living_street", "service")
WALKED = ("pedestrian", "footway", "steps")
USES = {
    "cars": N_("Cars and buses"),
    "walking": N_("Walking"),
    "cycling": N_("Cycling"),
    "shared": N_("Walking and cycling together"),
    "parking": N_("Parked cars along the street"),
}
READS = ("streets", "bike_lanes", "parking", AREAS)
# Of streets, besides their shapes.
STREET_COLUMNS = ("class", "width_m", "width_tier", "area", "sidewalk", "sidewalk_left", "sidewalk_right")
FOR_PEOPLE = ("walking", "cycling", "shared")
HA = 1e4


def street_space(city: City) -> Measurement:
    """Return the share of the street area that is for walking and cycling, in %."""
    used = _street_area(city)
    people = used["use"].isin(FOR_PEOPLE).to_numpy(bool)
    size = used["m2"].to_numpy(float)
    made = measured(city, pd.Categorical(used["area"]), size * people, size, factor=100.0)
    sums = used.groupby("use")["m2"].sum()
    rows = [(name, title, float(sums.get(name, 0.0)) / HA, "ha") for name, title in USES.items()]
    kinds = pd.DataFrame(rows, columns=["kind", "title", "value", "unit"]).set_index("kind")
    return replace(made, kinds=kinds, inputs=(Input(N_("widths, by street area"), tier_shares(used["tier"], size)),))


def _street_area(city: City) -> pd.DataFrame:
    """Return `_used`, made once; that of the base where only columns changed that it does not look at."""

    def made() -> pd.DataFrame:
        base = city.base
        if base is None or not city.shares([name for name in READS if name != "streets"]):
            return _used(city)
        before, now = base.streets, city.streets
        shapes = [np.asarray(table.geometry.values, dtype=object) for table in (before, now)]
        same = before.index.is_(now.index) and np.shares_memory(shapes[0], shapes[1])
        same = same and all(share_values(before[name], now[name]) for name in STREET_COLUMNS)
        return _street_area(base) if same else _used(city)

    return city.kept("street area", made, needs=READS)


def _used(city: City) -> pd.DataFrame:
    """Return pieces of street area: use, tier of the width, area (neighbourhood), m2."""
    streets = table_of(city, "streets")
    lanes = city.bike_lanes if "bike_lanes" in city.layers else None
    made = [_driven(city, streets, lanes), _walked(city, streets, lanes)]
    if lanes is not None and len(lanes):
        made.append(_ridden(city, lanes))
    if "parking" in city.layers:
        made.append(_parked(city))
    return _joined(made)


def _driven(city: City, streets: gpd.GeoDataFrame, lanes: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Return carriageways without the lanes for bicycles on them."""
    driven = streets["class"].isin(DRIVEN).to_numpy(bool)
    width = streets["width_m"].to_numpy(float)
    if lanes is not None and len(lanes):
        painted = lanes[(lanes["street_id"].notna() & (lanes["class"] == "lane")).to_numpy(bool)]
        taken = painted["width_m"].astype(float).groupby(painted["street_id"].astype(object)).sum()
        width = np.maximum(width - taken.reindex(streets.index.astype(object)).fillna(0.0).to_numpy(float), 0.0)
    return _ribbons(city, "streets", driven, width, "cars")


def _walked(city: City, streets: gpd.GeoDataFrame, lanes: gpd.GeoDataFrame | None) -> pd.DataFrame:
    """Return footways, squares and pavements; not those that are bike lanes too, which `_ridden` has."""
    ridden = lanes.index if lanes is not None else []
    walked = (streets["class"].isin(WALKED) & ~streets.index.isin(ridden)).to_numpy(bool)
    lines = np.asarray(streets.geometry.values, dtype=object)
    square = walked & (streets["area"] == "yes").to_numpy(bool) & shapely.is_closed(lines)
    made = _ribbons(city, "streets", walked & ~square, streets["width_m"].to_numpy(float), "walking")
    sides = pavements(streets)
    guessed = _ribbons(city, "streets", sides > 0, PAVEMENT_M * sides, "walking")
    guessed = guessed.assign(tier="synthetic" if city.is_demo else "estimated")
    return _joined([made, _squares(city, streets[square]), guessed])


def pavements(streets: pd.DataFrame) -> NDArray[np.int64]:
    """Return on how many sides of each street there is a pavement that is no line of its own: 0 to 2."""
    sides = np.zeros(len(streets), np.int64)
    for name in ("sidewalk_left", "sidewalk_right"):
        sides += (streets[name] == "yes").to_numpy(bool)
    said = streets["sidewalk"]
    sides = np.where((said == "both").to_numpy(bool), 2, sides)
    sides = np.where(said.isin(SIDEWALKS).to_numpy(bool), np.maximum(sides, 1), sides)
    return np.where(streets["class"].isin(DRIVEN).to_numpy(bool), sides, 0)


def _ridden(city: City, lanes: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return tracks, lanes on streets, and ways shared with walkers."""
    own = lanes["class"].isin(["track", "lane"]).to_numpy(bool)
    shared, width = (lanes["class"] == "with_feet").to_numpy(bool), lanes["width_m"].to_numpy(float)
    pairs = ((own, "cycling"), (shared, "shared"))
    return _joined([_ribbons(city, "bike_lanes", rows, width, use) for rows, use in pairs])


def _parked(city: City) -> pd.DataFrame:
    parking = city.parking
    is_area = shapely.get_dimensions(np.asarray(parking.geometry.values, dtype=object)) == 2
    table = parking[is_area & (parking["class"] == "street").to_numpy(bool)]
    return _areas(city, table, "parking")


def _squares(city: City, table: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return squares by the area within their closed lines."""
    if not len(table):
        return _areas(city, table, "walking")
    xy, ring = shapely.get_coordinates(np.asarray(table.geometry.values, dtype=object), return_index=True)
    areas = shapely.buffer(shapely.make_valid(shapely.polygons(shapely.linearrings(xy, indices=ring))), 0)
    return _areas(city, table.set_geometry(areas, crs=table.crs), "walking")


def _ribbons(city: City, layer: str, chosen: NDArray[np.bool_], width: NDArray[np.floating], use: str) -> pd.DataFrame:
    """Return the pieces by neighbourhood of some lines of a layer, by the widths of all its rows."""
    cut = layer_pieces(city, layer)
    cut = cut[chosen[cut["row"].to_numpy(int)]]
    row = cut["row"].to_numpy(int)
    tier = city.layers[layer].table["width_tier"].to_numpy(dtype=object)[row]
    return pd.DataFrame({"use": use, "tier": tier, "area": cut["area"], "m2": cut["size"].to_numpy() * width[row]})


def _areas(city: City, table: gpd.GeoDataFrame, use: str) -> pd.DataFrame:
    """Return the pieces of areas by neighbourhood."""
    if not len(table):
        return pd.DataFrame({"use": [], "tier": [], "area": [], "m2": []})
    cut = pieces(city, np.asarray(table.geometry.values, dtype=object))
    tier = table["tier"].to_numpy(dtype=object)[cut["row"].to_numpy()]
    return pd.DataFrame({"use": use, "tier": tier, "area": cut["area"], "m2": cut["size"].to_numpy()})


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Return tables under one another; empty ones say nothing of the types of columns."""
    return pd.concat([table for table in tables if len(table)] or tables[:1], ignore_index=True)


INDICATORS = (
    Indicator(
        "street_space_for_people", N_("Street area for walking and cycling"),
        N_("The share of the street area that is for walking and cycling."), "%", "more",
        N_("Length by width of carriageways, footways, squares, tracks and lanes; pavements known only as a tag of "
           "their street count 1.5 m a side; lanes for bicycles are taken off the carriageway. Where lines cross, the "
           "ground counts for each. Pavements that nobody has mapped are missing. Field tracks are left out."),
        ("streets",), READS, street_space,
    ),
)  # fmt: skip
