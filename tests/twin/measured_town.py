"""A town on one street with layers of a few objects, for tests of indicators. Metres from the frame's origin."""

import dataclasses
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.layer import Layer, layer_kinds
from tests.tiny import FRAME
from tests.twin.tiny_graph import ORIGIN, city_of, graph_of
from twin.city import City
from twin.mobility import MobilityGraph

# A street of 2 km going east, with a node every 500 m; a second for each metre, or an hour for 3.6 km.
NODES = [(500.0 * k, 0.0) for k in range(5)]
LINKS = [(k, k + 1) for k in range(4)]


def street() -> MobilityGraph:
    return graph_of(NODES, LINKS, origin=ORIGIN)


def town(
    homes: Sequence[tuple[float, float, float]],
    *,
    neighbourhoods: Sequence[shapely.Polygon] = (),
    graph: MobilityGraph | None = None,
) -> City:
    """Return a town with homes (x, y, residents) on the street, or around another graph; its centre is at 0, 0."""
    city = city_of(graph or street(), homes=homes, neighbourhoods=neighbourhoods)
    buildings = city.buildings.assign(residents_tier="estimated", residential_m2=np.full(len(homes), 4.0))
    lon, lat = FRAME.to_lonlat_points(*ORIGIN)
    recipe = dataclasses.replace(city.recipe, centre_lonlat=(float(lon), float(lat)))
    return dataclasses.replace(city.with_layer(Layer(layer_kinds()["buildings"], buildings)), recipe=recipe)


def with_objects(city: City, layer: str, shapes: Sequence[shapely.Geometry], **columns: Sequence[object]) -> City:
    """Return the city with a layer of shapes, ids layer/0, layer/1 …, tier "mapped" unless said otherwise."""
    placed = [shapely.affinity.translate(shape, *ORIGIN) for shape in shapes]
    index = pd.Index([f"{layer}/{k}" for k in range(len(shapes))], name="id", dtype=object)
    said = {"tier": ["mapped"] * len(shapes), **columns}
    table = gpd.GeoDataFrame(pd.DataFrame(said, index=index), geometry=placed, crs=FRAME.crs)
    return city.with_layer(Layer.checked(layer_kinds()[layer], table))
