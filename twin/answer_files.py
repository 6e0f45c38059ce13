"""Answers as files to take away: GeoJSON in WGS 84 with everything that is known, CSV with the table."""

import json
from collections.abc import Iterable, Mapping
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .access import AccessResult
from .city import City
from .isochrones import FACILITIES
from .namesakes import neighbourhood_names
from .printing import plain
from .reach_output import access_json
from .routes import Route
from .snapping import Place
from .trip_output import DEGREES, geojson, isochrone_json, route_json, step_json

LonLat = tuple[float, float]
CSV_ENCODING: Final = "utf-8-sig"  # with the mark by which office programs know diacritics


def isochrone_geojson(city: City, rings: gpd.GeoDataFrame, place: Place, point: LonLat, mode: str) -> bytes:
    """Return the rings of an isochrone, the largest last."""
    made = isochrone_json(city, rings, place, point, mode)
    return _collection(city, made.pop("features"), {**made, "residents_tier": "estimated"})  # type: ignore[arg-type]


def isochrone_csv(rings: gpd.GeoDataFrame) -> bytes:
    """Return one row for each ring."""
    return _csv(pd.DataFrame(rings[["minutes", "area_m2", "residents", "dwellings", *FACILITIES]]).round(1))


def route_geojson(city: City, route: Route, points: tuple[LonLat, LonLat], language: str) -> bytes:
    """Return a way: a line for each of its steps."""
    said = route_json(city, route, points, language)
    features = [
        {"type": "Feature", "properties": step_json(step, language), "geometry": geojson(city, step.geometry)}
        for step in route.steps
    ]
    return _collection(city, features, {k: v for k, v in said.items() if k not in ("steps", "geometry")})


def route_csv(route: Route, language: str) -> bytes:
    """Return one row for each step."""
    return _csv(pd.DataFrame([step_json(step, language) for step in route.steps]))


def access_geojson(city: City, answer: AccessResult) -> bytes:
    """Return a point for each home, with its minutes to the nearest object and which that is."""
    homes = answer.homes
    middles = shapely.centroid(np.asarray(city.buildings.geometry.loc[homes.index].values, dtype=object))
    xy = shapely.get_coordinates(middles)
    lonlat = np.round(np.column_stack(city.frame.to_lonlat_points(xy[:, 0], xy[:, 1])), DEGREES)
    made = homes.assign(minutes=homes["minutes"].round(2)).reset_index(names="id").to_dict("records")
    features = [
        {
            "type": "Feature",
            "properties": {str(k): plain(v) for k, v in row.items()},
            "geometry": {"type": "Point", "coordinates": place},
        }
        for row, place in zip(made, lonlat.tolist(), strict=True)
    ]
    return _collection(city, features, access_json(city, answer))


def access_csv(city: City, answer: AccessResult) -> bytes:
    """Return one row for each neighbourhood, namesakes told apart; the shares are parts of 1."""
    table, names = answer.neighbourhoods, neighbourhood_names(city)
    return _csv(table.assign(name=[names.get(str(id), "") for id in table.index]).reset_index().round(4))


def _collection(city: City, features: Iterable[object], said: Mapping[str, object]) -> bytes:
    """Return features with what holds for all of them, and with whose data they are made of."""
    credits = [{"attribution": s.attribution, "licence": s.licence} for s in city.sources if s.attribution]
    made = {"type": "FeatureCollection", **said, "sources": credits, "features": list(features)}
    return json.dumps(made, ensure_ascii=False, allow_nan=False).encode()


def _csv(table: pd.DataFrame) -> bytes:
    return table.to_csv(index=False, lineterminator="\r\n").encode(CSV_ENCODING)
