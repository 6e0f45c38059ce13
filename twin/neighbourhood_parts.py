"""The land of a city parted by neighbourhood, so that lengths and areas by neighbourhood add up to the city's."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .city import City
from .homes import AREAS
from .kept_rows import same_rows
from .measurement import OUTSIDE, areas_from_ids

Shapes = NDArray[np.object_]
STEP_DEG = 0.02  # between points along a side of the box: straight in metres to less than 0.2 m


def land(city: City) -> gpd.GeoSeries:
    """Return the land within the city's bounds by neighbourhood, "" for the rest; made once, not to be edited.

    The bounds are those of the recipe in degrees, a box that stands a little aslant in metres. Where two
    neighbourhoods overlap the land belongs to the smaller one, as people in `homes` do.
    """
    return city.kept("land", lambda: _land(city), needs=[AREAS])


def _land(city: City) -> gpd.GeoSeries:
    box = bounds_of(city)
    if "neighbourhoods" not in city.layers or not len(city.neighbourhoods):
        return gpd.GeoSeries([box], index=[OUTSIDE], crs=city.frame.crs)
    areas = np.asarray(city.neighbourhoods.geometry.values, dtype=object)
    order = np.argsort(shapely.area(areas), kind="stable")
    left, ids = [], city.neighbourhoods.index.to_numpy(dtype=object)[order]
    tree = shapely.STRtree(areas[order])
    for place, area in enumerate(areas[order]):
        near = tree.query(area, predicate="intersects")
        smaller = areas[order][near[near < place]]
        left.append(shapely.difference(area, shapely.union_all(smaller)) if len(smaller) else area)
    inside = shapely.intersection(np.array(left, dtype=object), box)
    rest = shapely.difference(box, shapely.union_all(inside))
    shapes = [*inside, rest] if rest.area > 0 else inside
    return gpd.GeoSeries(shapes, index=[*ids, OUTSIDE][: len(shapes)], crs=city.frame.crs)


def bounds_of(city: City) -> shapely.Polygon:
    """Return the area the city's map covers: the recipe's box of degrees within the frame's bounds."""
    corners = shapely.get_coordinates(shapely.segmentize(shapely.box(*city.recipe.bounds_lonlat), STEP_DEG))
    x, y = city.frame.from_lonlat_points(corners[:, 0], corners[:, 1])
    return shapely.intersection(shapely.Polygon(np.column_stack([x, y])), shapely.box(*city.frame.bounds))


def layer_pieces(city: City, layer: str) -> pd.DataFrame:
    """Return `pieces` of all rows of a layer; made once, and of an edited city only where rows are new."""

    def made() -> pd.DataFrame:
        shapes = np.asarray(city.layers[layer].table.geometry.values, dtype=object)
        if city.base is None or not city.shares([AREAS]):
            return pieces(city, shapes)
        before, at = layer_pieces(city.base, layer), same_rows(city, layer)
        row_now = np.full(len(city.base.layers[layer].table), -1)
        row_now[at[at >= 0]] = np.flatnonzero(at >= 0)
        kept = before.assign(row=row_now[before["row"].to_numpy()])
        new = np.flatnonzero(at < 0)
        more = pieces(city, shapes[new])
        return pd.concat([kept[kept["row"] >= 0], more.assign(row=new[more["row"].to_numpy(int)])], ignore_index=True)

    return city.kept(f"pieces of {layer}", made, needs=[layer, AREAS])


def pieces(city: City, geometry: Shapes) -> pd.DataFrame:
    """Return the pieces of lines or areas by neighbourhood: row (position in `geometry`), area, size.

    `area` is as `measured` takes it.
    `size` is metres of lines, m² of areas. The sizes of a row add up to its own: what lies beyond the city's
    bounds counts as outside every neighbourhood.
    """
    parts = land(city)
    shapes = np.asarray(parts.values, dtype=object)
    shapely.prepare(shapes)
    measure = shapely.area if (shapely.get_dimensions(geometry) == 2).any() else shapely.length
    whole = measure(geometry)
    tree = shapely.STRtree(geometry)
    part, row = tree.query(shapes, predicate="contains")
    size = whole[row]
    cut = np.ones(len(geometry), bool)
    cut[row] = False
    more, crossed = tree.query(shapes, predicate="intersects")
    more, crossed = more[cut[crossed]], crossed[cut[crossed]]
    cut_size = measure(shapely.intersection(geometry[crossed], shapes[more]))
    made = pd.DataFrame(
        {"row": np.concatenate([row, crossed]), "part": np.concatenate([part, more]),
         "size": np.concatenate([size, cut_size])}
    )  # fmt: skip
    rest = whole - np.bincount(made["row"], made["size"], minlength=len(geometry))
    beyond = np.flatnonzero(rest > 1e-6 * np.maximum(whole, 1.0))
    made["area"] = parts.index.to_numpy(dtype=object)[made.pop("part")]
    outside = pd.DataFrame({"row": beyond, "size": rest[beyond], "area": OUTSIDE})
    joined = pd.concat([made, outside], ignore_index=True)[["row", "area", "size"]]
    return joined.assign(area=areas_from_ids(city, joined["area"].to_numpy(dtype=object)))
