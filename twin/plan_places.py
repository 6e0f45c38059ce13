"""Where a plan puts something: a free square in an area, and proposed sites."""

from typing import Final

import geopandas as gpd
import numpy as np
import shapely

from geodata.language import N_, number_text, translate

from .city import City
from .edit_fields import geometry_json
from .plan_file import Sites
from .plan_finding import NotFoundError
from .siting import site

TRIES: Final = 60  # places tried along the longer side of an area
LEAST_STEP_M: Final = 1.0  # nearer places are the same to a plan
DIGITS: Final = 3  # of residents that sites bring: once built, they stand a step beside, and serve a few others
LONLAT_DIGITS: Final = 7  # 1e-7 degrees are about a centimetre


def free_square(city: City, areas: gpd.GeoDataFrame, *, side_m: float) -> dict[str, object]:
    """Return a square in one of some areas as GeoJSON, in line with the area, clear of buildings and water.

    Of all places on a grid the one whose middle is farthest from the edge of what is free. Raises NotFoundError
    where no such square fits.
    """
    best, room_m = None, -1.0
    for area in areas.geometry:
        free = _free(city, area)
        angle = _angle_deg(area)
        turned = shapely.affinity.rotate(free, -angle, origin=area.centroid)
        centres = _grid(turned.bounds)
        half = side_m / 2
        x, y = shapely.get_x(centres), shapely.get_y(centres)
        shapely.prepare(turned)
        fits = shapely.contains(turned, shapely.box(x - half, y - half, x + half, y + half))
        if not fits.any():
            continue
        away_m = shapely.distance(centres[fits], turned.boundary)
        if away_m.max() > room_m:
            room_m = float(away_m.max())
            x_m, y_m = shapely.get_coordinates(centres[fits][away_m.argmax()])[0]
            square = shapely.box(x_m - half, y_m - half, x_m + half, y_m + half)
            best = shapely.affinity.rotate(square, angle, origin=area.centroid)
    if best is None:
        names = ", ".join(str(id) for id in areas.index)
        message = N_("No square of {side} m fits into {where} clear of buildings and water. Take a smaller one.")
        raise NotFoundError(message, side=side_m, where=names)
    corners = shapely.get_coordinates(best)
    lonlat = np.round(np.column_stack(city.frame.to_lonlat_points(corners[:, 0], corners[:, 1])), LONLAT_DIGITS)
    return geometry_json(shapely.Polygon(lonlat))


def proposed_places(city: City, layer: str, sites: Sites, *, language: str) -> tuple[dict[str, object], str]:
    """Return the places that `siting.site` proposes as GeoJSON, and what has to be said of them.

    Raises NotFoundError where no place brings anybody more within reach.
    """
    found = site(city, layer=layer, count=sites.count, mode=sites.mode, minutes=sites.minutes)
    if not len(found.sites):
        raise NotFoundError(N_("No site brings more residents within {minutes} minutes."), minutes=sites.minutes)
    points = [[float(lon), float(lat)] for lon, lat in found.sites[["lon", "lat"]].to_numpy()]
    total = found.residents or np.nan
    said = translate(
        N_("Sites proposed: {count} of {candidates} candidates. They bring about {gain} more residents within "
           "{minutes} minutes ({before} % before, {after} % after)."), language,
    ).format(
        count=number_text(len(points), language), candidates=number_text(found.candidates, language),
        gain=number_text(float(f"{found.sites['residents'].sum():.{DIGITS}g}"), language),
        minutes=number_text(sites.minutes, language, decimals=1),
        before=number_text(100 * found.served_before / total, language),
        after=number_text(100 * float(found.sites["served_share"].iloc[-1]), language),
    )  # fmt: skip
    if len(points) < sites.count:
        fewer = N_("{asked} were asked for: no other site brings anybody more within reach.")
        said += " " + translate(fewer, language).format(asked=number_text(sites.count, language))
    return {"type": "MultiPoint", "coordinates": points}, said


def _free(city: City, area: shapely.Polygon) -> shapely.Polygon:
    """Return what of an area no building and no water covers."""
    taken = []
    for layer in (name for name in ("buildings", "water") if name in city.layers):
        table = city.layers[layer].table
        near = table.sindex.query(area, predicate="intersects")
        taken += [shape for shape in table.geometry.iloc[near] if shapely.get_dimensions(shape) == 2]
    return shapely.difference(area, shapely.union_all(taken)) if taken else area


def _angle_deg(area: shapely.Polygon) -> float:
    """Return the direction of the longer side of the narrowest rectangle around an area, from the east."""
    corners = shapely.get_coordinates(shapely.minimum_rotated_rectangle(area))
    sides = np.diff(corners, axis=0)
    along = sides[np.hypot(*sides.T).argmax()]
    return float(np.degrees(np.arctan2(along[1], along[0])))


def _grid(bounds: tuple[float, float, float, float]) -> np.ndarray:
    west, south, east, north = bounds
    step_m = max(LEAST_STEP_M, max(east - west, north - south) / TRIES)
    x, y = np.meshgrid(np.arange(west, east + step_m, step_m), np.arange(south, north + step_m, step_m))
    return np.asarray(shapely.points(x.ravel(), y.ravel()))
