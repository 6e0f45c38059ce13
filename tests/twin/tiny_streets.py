"""Tables of streets for tests, made of the few tags that matter and filled up by the layer itself."""

from collections.abc import Mapping

import geopandas as gpd
import pandas as pd
import shapely

from layers import bike_lanes, streets
from layers.layer import with_columns

CRS = "EPSG:3844"
NOT_THEIR_OWN_CLASS = {
    "path": "footway",
    "corridor": "footway",
    "unclassified": "residential",
    "busway": "residential",
    "motorway": "trunk",
}


def tiny_streets(*rows: Mapping[str, object]) -> gpd.GeoDataFrame:
    """Return streets with ids way/0, way/1 …; each 100 m long and 1 km from the next unless it has a geometry."""
    lines = [row.get("geometry", shapely.LineString([(0, 1000 * k), (100, 1000 * k)])) for k, row in enumerate(rows)]
    values = [
        {"class": NOT_THEIR_OWN_CLASS.get(str(row["highway"]), row["highway"]), "width_tier": "estimated", **row}
        for row in rows
    ]
    index = pd.Index([f"way/{k}" for k in range(len(rows))], name="id", dtype=object)
    table = pd.DataFrame([{k: v for k, v in value.items() if k != "geometry"} for value in values], index=index)
    made = gpd.GeoDataFrame(table, geometry=lines, crs=CRS)
    return with_columns(made, streets.KIND)


def tiny_lanes(*rows: Mapping[str, object]) -> gpd.GeoDataFrame:
    """Return bike lanes beside streets: class, side, street_id, and what else each row says."""
    usual = {"class": "lane", "side": "right", "oneway": "yes", "width_tier": "mapped", "separation": "painted"}
    index = pd.Index([f"lane/{k}" for k in range(len(rows))], name="id", dtype=object)
    columns = ["class", "side", "oneway", "width_tier", "separation", "street_id", "width_m"]
    table = pd.DataFrame([{**usual, **row} for row in rows], index=index, columns=columns)
    lines = [shapely.LineString([(0, 0), (1, 0)])] * len(rows)
    return with_columns(gpd.GeoDataFrame(table, geometry=lines, crs=CRS), bike_lanes.KIND)
