"""Areas and single objects of a CityJSON file seen from above, for layers that lie or stand on the ground."""

import json
from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .cityjson import CityModel, Floats, Ints
from .cityjson_crs import horizontal
from .cityjson_shapes import DEPTH
from .frame import CityFrame
from .grouping import rows_by
from .language import N_
from .report import Report, report_of

NO_AREA = N_("no surface that covers ground")
NO_PLACE = N_("no geometry that can be read")


def areas_of(
    model: CityModel, types: Sequence[str], *, layer: str, frame: CityFrame, crs: str
) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the ground that objects of some types cover, with their names and attributes."""
    ids, owner = _owners(model, types)
    s = model.surfaces
    of_surface = owner[s.geometry] if len(s) else np.empty(0, np.int64)
    is_area = model.geometries["type"].isin(list(DEPTH)).to_numpy(bool)
    part = s.of((of_surface >= 0) & is_area[s.geometry]) if len(s) else s
    shapes = np.full(len(ids), None, object)
    if len(part):
        rings = shapely.linearrings(_metres(part.points, frame, crs), indices=part.ring)
        plan = shapely.polygons(rings, indices=part.surface)
        plan = shapely.make_valid(plan, method="structure", keep_collapsed=False)
        for number, rows in rows_by(owner[part.geometry]):
            united = shapely.union_all(plan[rows], grid_size=0.001)
            shapes[number] = None if united.is_empty else united
    return _table(model, ids, shapes, frame, NO_AREA, layer)


def points_of(
    model: CityModel, types: Sequence[str], *, layer: str, frame: CityFrame, crs: str
) -> tuple[gpd.GeoDataFrame, Report]:
    """Return objects of some types as points, in the middle of their extent, with the height of their form."""
    ids, owner = _owners(model, types)
    s = model.surfaces
    of_point = owner[s.geometry[s.surface[s.ring]]] if len(s) else np.empty(0, np.int64)
    used = of_point >= 0
    xy, z, of_point = _metres(s.points[used], frame, crs), s.points[used, 2], of_point[used]
    shapes, height = np.full(len(ids), None, object), np.full(len(ids), np.nan)
    for number, rows in rows_by(of_point):
        shapes[number] = shapely.Point((xy[rows].min(axis=0) + xy[rows].max(axis=0)) / 2)
        height[number] = z[rows].max() - z[rows].min() or np.nan
    attributes = model.attributes
    stated = pd.to_numeric(pd.Series([attributes[id].get("height") for id in ids]), errors="coerce")
    table, report = _table(model, ids, shapes, frame, NO_PLACE, layer)
    heights = pd.Series(np.where(np.isnan(height), stated, np.round(height, 2)), ids)
    return table.assign(height_m=heights[table.index]), report


def _owners(model: CityModel, types: Sequence[str]) -> tuple[pd.Index, Ints]:
    """Return the ids of objects of some types, and for each geometry the position of its object in them; else -1."""
    ids = model.objects.index[model.objects["type"].isin(list(types))]
    return ids, np.asarray(ids.get_indexer(pd.Index(model.geometries["object"], dtype=object)), np.int64)


def _metres(points: Floats, frame: CityFrame, crs: str) -> Floats:
    return np.column_stack(frame.from_crs_points(points[:, 0], points[:, 1], crs=horizontal(crs)))


def _table(
    model: CityModel, ids: pd.Index, shapes: np.ndarray, frame: CityFrame, reason: str, layer: str
) -> tuple[gpd.GeoDataFrame, Report]:
    stated = model.attributes
    attributes = [stated[id] for id in ids]
    columns = {
        "name": [each["name"] if isinstance(each.get("name"), str) else None for each in attributes],
        "attributes": [json.dumps(each, ensure_ascii=False) if each else None for each in attributes],
    }
    table = gpd.GeoDataFrame(columns, index=ids.rename("id"), geometry=shapes, crs=frame.crs)
    missing = shapely.is_missing(shapes)
    return table[~missing], report_of(layer, "dropped", reason, ids[missing])
