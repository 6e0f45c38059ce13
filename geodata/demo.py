"""The embedded city: an invented place in the shape of Timișoara, for a first run without any download.

Everything is drawn by one seed: canal and bridges, rings and radials, an old core within a star of parks,
panel districts, single houses, industry, parks. It is nobody's survey: every row is of the source "demo",
tier "synthetic". The tables have the shape of raw OpenStreetMap tables (see `geodata.selection`), so that all
that follows treats them as it treats a real city. Its totals are those the city's strategy publishes.
"""

from collections.abc import Mapping

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .demo_buildings import addresses, block_uses, city_buildings, clear_of, land_rows
from .demo_junctions import barrier_rows, crossing_rows, restriction_rows, street_points, with_places_for_gates
from .demo_lines import demo_feed
from .demo_ndvi import demo_ndvi
from .demo_parks import green_rows, lakes, moat, park_paths, water_rows
from .demo_places import (
    amenity_rows,
    bike_station_rows,
    charging_rows,
    furniture_rows,
    neighbourhood_rows,
    parking_rows,
    sensor_rows,
    vacant_rows,
    waste_rows,
)
from .demo_plan import city_plan
from .demo_streets import blocks, connected, crossed, local_ways, network, noded
from .demo_terrain import demo_raster
from .demo_transit import (
    bike_table,
    promenades,
    service_lanes,
    stop_rows,
    track_rows,
    with_bike_lanes,
    with_total_length,
)
from .demo_trees import tree_rows
from .frame import CityFrame
from .language import N_
from .report import Report, ReportEntry

__all__ = ["demo_feed", "demo_ndvi", "demo_raster", "demo_tables"]

MADE = N_("objects of the demonstration city, invented")
KIND_NAMES: Mapping[str, str] = {
    "amenities": "amenity",
    "green_space": "green",
    "vacant_land": "vacant",
    "land_use": "land",
    "street_furniture": "furniture",
    "bike_lanes": "street",
    "barriers": "node",
    "crossings": "node",
    "turn_restrictions": "relation",
}
NUMBERED = ("streets", "bike_lanes", "barriers", "crossings")  # their index is the number of the street or node


def demo_tables(frame: CityFrame) -> tuple[dict[str, gpd.GeoDataFrame], Report]:
    """Return the raw table of each layer in the frame's CRS, drawn around the frame's origin, and what was made.

    Index "demo/<kind>/<number>"; one text column for each tag, None where it is missing; `edited`, always
    None; `node_ids` in the tables of streets and bike lanes, and of what stands on them ("demo/node/12" is
    node 12); `members` of turn restrictions. The same tables on every call.
    """
    tables = {name: _placed(name, rows, frame) for name, rows in _drawn().items()}
    made = tuple(ReportEntry(name, "found", MADE, len(table)) for name, table in tables.items())
    return tables, Report(made)


def _drawn() -> dict[str, pd.DataFrame]:
    """Return the rows of each layer in metres around the city's middle."""
    plan = city_plan()
    ways = [*with_bike_lanes([*plan.ways, *local_ways(plan)]), *promenades(plan)]
    edges = connected(crossed(ways, plan))
    land = blocks(edges, plan)
    uses = block_uses(land.inner, plan)
    drawn, parts = city_buildings(land.inner, uses, plan)
    footprints = drawn["geometry"].to_numpy()

    ponds = lakes(land, uses)
    paths = park_paths(land, uses, plan, [pond for pond, _ in ponds])
    lanes = service_lanes(land, uses, footprints)
    edges = with_total_length(connected(noded([*edges, *with_places_for_gates(lanes), *paths])), plan)
    streets = network(edges)
    wet_moat, gardens = moat(plan, edges)
    buildings = clear_of(drawn, streets, plan)
    buildings = buildings.assign(**addresses(buildings, edges))
    footprints = buildings["geometry"].to_numpy()

    water = water_rows(plan, ponds, wet_moat)
    wet = water["geometry"].to_numpy()
    stops = stop_rows(edges, plan)
    points, street_names = street_points(streets), streets["name"].tolist()
    amenities = amenity_rows(buildings)
    barriers = barrier_rows(points, streets)
    schools = amenities[amenities["amenity"] == "school"]
    parking = parking_rows(land, uses, footprints, np.array([w.line for w in lanes], dtype=object))
    return {
        "buildings": buildings.drop(columns=["use", "block", "amenity", "shop"], errors="ignore"),
        "building_parts": parts,
        "green_space": green_rows(land, uses, plan, edges, gardens),
        "water": water,
        "streets": streets.drop(columns="kind"),
        "bike_lanes": bike_table(streets).drop(columns="kind"),
        "barriers": barriers,
        "crossings": crossing_rows(points, street_names, stops, schools, barriers),
        "turn_restrictions": restriction_rows(points, street_names),
        "charging_stations": charging_rows(parking),
        "sensor_points": sensor_rows(),
        "trees": tree_rows(land, uses, plan, streets, footprints, wet),
        "transit": stops,
        "tracks": track_rows(edges, plan),
        "neighbourhoods": neighbourhood_rows(plan),
        "amenities": amenities,
        "parking": parking,
        "waste_points": waste_rows(parking, stops),
        "public_bikes": bike_station_rows(stops),
        "street_furniture": furniture_rows(paths),
        "vacant_land": vacant_rows(land, uses),
        "land_use": land_rows(land.inner, uses),
    }


def _placed(layer: str, rows: pd.DataFrame, frame: CityFrame) -> gpd.GeoDataFrame:
    """Return rows with ids, in the frame's CRS, missing tags None."""
    tags = rows.drop(columns="geometry").astype(object)
    table = tags.where(tags.notna(), None).assign(edited=None)
    shift = np.array(frame.origin)
    placed = shapely.transform(rows["geometry"].to_numpy(), lambda xy: xy + shift)
    kind = KIND_NAMES.get(layer, layer.removesuffix("s"))
    numbers = rows.index if layer in NUMBERED else range(len(rows))
    ids = pd.Index([f"demo/{kind}/{n + 1}" for n in numbers], dtype=object, name="id")
    return gpd.GeoDataFrame(table.set_index(ids), geometry=placed, crs=frame.crs)
