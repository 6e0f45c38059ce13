"""Where the coordinates of a file lie: their coordinate system found, tested against the city, and changed."""

from collections.abc import Sequence
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from .errors import InputError
from .frame import WGS84, CityFrame
from .language import N_
from .report import Report, ReportEntry, report_of
from .source import LayerFile

Geometries = NDArray[np.object_]
Corners = tuple[NDArray[np.float64], NDArray[np.float64]]  # x and y, each (4, n)
Bools = NDArray[np.bool_]

# Systems tried where a file names none or a wrong one; one counts only if it puts data inside the city.
STEREO_70 = "EPSG:3844"
WEB_MERCATOR = "EPSG:3857"

OUTSIDE = N_("outside the city's bounds")
NO_PLACE = N_("coordinates that are no place on Earth")
SWAPPED = N_("axes in the wrong order, swapped")
CRS_GUESSED = N_("no coordinate system named; the one that lies in the city is taken")
CRS_WRONG = N_("coordinates not in the system the file names; the one that lies in the city is taken")


@dataclass(frozen=True)
class _Candidate:
    crs: str
    given: bool  # by the file or the recipe, as against guessed


def placed(
    table: gpd.GeoDataFrame, *, stated: str | None, file: LayerFile, frame: CityFrame
) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the features that touch the frame, in its CRS, and what was done to them.

    `table` has finite 2D geometry. `stated` is the CRS the file names, `file.crs` the one the recipe
    gives it; where neither puts anything in the city, WGS 84, the city's own, Stereo 70 and Web Mercator
    are tried. Features with swapped axes are turned one by one. Raises InputError when the CRS is
    unknown, missing, or everything lies elsewhere.
    """
    ids, geometry = table.index, np.asarray(table.geometry.array).copy()
    candidates = _candidates(stated, file, frame)
    corners = _corners(geometry)
    chosen = _chosen(candidates, corners, frame)
    if chosen is None:
        raise _elsewhere(candidates[0], corners, frame, file)
    turn = ~_inside(corners, chosen.crs, frame) & _inside(corners[::-1], chosen.crs, frame)
    geometry[turn] = shapely.transform(geometry[turn], lambda xy: xy[:, ::-1])
    moved = shapely.transform(geometry, lambda x, y: frame.from_crs_points(x, y, crs=chosen.crs), interleaved=False)
    real = np.isfinite(shapely.bounds(moved)).all(axis=1)
    here = np.zeros(len(moved), bool)
    here[real] = shapely.intersects(moved[real], shapely.box(*frame.bounds))
    if not here.any():
        raise _elsewhere(candidates[0], corners, frame, file)
    report = _crs_report(chosen, stated, file, len(table))
    report += report_of(file.layer, "repaired", SWAPPED, ids[turn & here])
    report += report_of(file.layer, "dropped", NO_PLACE, ids[~real])
    report += report_of(file.layer, "dropped", OUTSIDE, ids[real & ~here])
    return table.set_geometry(moved, crs=frame.crs)[here], report


def crs_in_city(
    xy: NDArray[np.float64], *, stated: str | None, file: LayerFile, frame: CityFrame
) -> tuple[str, Report]:
    """Return the system in which points (n, 2) of a file lie in the city, found as `placed` finds it.

    Raises InputError when the CRS is unknown, missing, or everything lies elsewhere.
    """
    candidates = _candidates(stated, file, frame)
    corners = (np.repeat(xy[:, 0][None], 4, axis=0), np.repeat(xy[:, 1][None], 4, axis=0))
    for candidate in candidates:
        if _inside(corners, candidate.crs, frame).any():
            return candidate.crs, _crs_report(candidate, stated, file, len(xy))
    raise _elsewhere(candidates[0], corners, frame, file)


def _candidates(stated: str | None, file: LayerFile, frame: CityFrame) -> Sequence[_Candidate]:
    given = [_known(crs, file) for crs in (stated, file.crs) if crs]
    guesses = [WGS84, frame.crs, STEREO_70, WEB_MERCATOR]
    return [_Candidate(crs, True) for crs in given] + [_Candidate(crs, False) for crs in guesses]


def _known(crs: str, file: LayerFile) -> str:
    try:
        CRS.from_user_input(crs)
    except CRSError:
        raise InputError(
            N_("{file}: “{crs}” is not a known coordinate system. Name one such as EPSG:3844 in the recipe."),
            file=file.path,
            crs=crs,
        ) from None
    return crs


def _corners(geometry: Geometries) -> Corners:
    """Return x and y, each (4, n), of the corners of each geometry's box."""
    west, south, east, north = shapely.bounds(geometry).T
    return np.array([west, east, east, west]), np.array([south, south, north, north])


def _inside(corners: Corners, crs: str, frame: CityFrame) -> Bools:
    """Return which boxes touch the frame when their corners are read as coordinates of `crs`."""
    x, y = frame.from_crs_points(*corners, crs=crs)
    xmin, ymin, xmax, ymax = frame.bounds
    real = np.isfinite(x).all(axis=0) & np.isfinite(y).all(axis=0)
    overlaps = (x.max(axis=0) >= xmin) & (x.min(axis=0) <= xmax)
    return np.asarray(real & overlaps & (y.max(axis=0) >= ymin) & (y.min(axis=0) <= ymax))


def _chosen(
    candidates: Sequence[_Candidate],
    corners: Corners,
    frame: CityFrame,
) -> _Candidate | None:
    """Return the first system that puts anything in the city: as the axes stand, else swapped."""
    for axes in (corners, corners[::-1]):
        for candidate in candidates:
            if _inside(axes, candidate.crs, frame).any():
                return candidate
    return None


def _crs_report(chosen: _Candidate, stated: str | None, file: LayerFile, count: int) -> Report:
    expected = stated or file.crs
    if chosen.given and chosen.crs == expected:
        return Report()
    if expected is None:
        return Report((ReportEntry(file.layer, "assumed", CRS_GUESSED, count, (chosen.crs,)),))
    return Report((ReportEntry(file.layer, "repaired", CRS_WRONG, count, (chosen.crs,)),))


def _elsewhere(first: _Candidate, corners: Corners, frame: CityFrame, file: LayerFile) -> InputError:
    x, y = float(np.median(corners[0])), float(np.median(corners[1]))
    if not first.given:
        return InputError(
            N_("{file}: no coordinate system is named and none fits {x:.6g}, {y:.6g}. Add crs to its recipe entry."),
            file=file.path,
            x=x,
            y=y,
        )
    in_frame = frame.from_crs_points(x, y, crs=first.crs)
    lon, lat = (float(v) for v in frame.to_lonlat_points(*in_frame))
    if not np.isfinite([lon, lat]).all():
        return InputError(
            N_("{file}: {x:.6g}, {y:.6g} is no place in {crs}. Name the right crs in its recipe entry."),
            file=file.path,
            x=x,
            y=y,
            crs=first.crs,
        )
    west, south, east, north = frame.bounds_lonlat
    return InputError(
        N_(
            "{file}: nothing lies in the city. The data is near {lon:.3f} E, {lat:.3f} N, the city near "
            "{city_lon:.3f} E, {city_lat:.3f} N. Check the file and its crs."
        ),
        file=file.path,
        lon=lon,
        lat=lat,
        city_lon=(west + east) / 2,
        city_lat=(south + north) / 2,
    )
