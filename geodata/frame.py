"""The one place where coordinates change their system."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Transformer
from pyproj.aoi import AreaOfInterest
from pyproj.database import query_utm_crs_info
from pyproj.exceptions import CRSError

from .errors import RecipeError
from .language import N_

WGS84 = "EPSG:4326"


@dataclass(frozen=True)
class CityFrame:
    """A metric coordinate system, the city's bounds in it, and the origin of its meshes.

    `bounds` is (xmin, ymin, xmax, ymax) in metres of `crs`; `origin` is (x, y) in `crs`: mesh
    coordinates are relative to it, because a float32 at 480 km has steps of 3 cm.
    """

    crs: str
    bounds: tuple[float, float, float, float]
    origin: tuple[float, float]

    @classmethod
    def from_lonlat(cls, bounds_lonlat: tuple[float, float, float, float], *, crs: str | None = None) -> "CityFrame":
        """Return the frame of a box of longitudes and latitudes (west, south, east, north).

        Without `crs` the UTM zone of the box's centre is taken. The origin is the centre, rounded
        to whole metres. Raises RecipeError for an unknown CRS, one not in metres, or an empty box.
        """
        west, south, east, north = bounds_lonlat
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90):
            raise RecipeError(
                N_("The bounds {bounds} are not west, south, east, north in degrees. Correct them."),
                bounds=list(bounds_lonlat),
            )
        crs = _metric_crs(crs or _utm_crs(bounds_lonlat))
        to_metres = Transformer.from_crs(WGS84, crs, always_xy=True)
        bounds = to_metres.transform_bounds(west, south, east, north, densify_pts=21)
        rounded = tuple(float(round(b, 3)) for b in bounds)
        origin = (float(round((bounds[0] + bounds[2]) / 2)), float(round((bounds[1] + bounds[3]) / 2)))
        return cls(crs=crs, bounds=(rounded[0], rounded[1], rounded[2], rounded[3]), origin=origin)

    @cached_property
    def _to_metres(self) -> Transformer:
        return Transformer.from_crs(WGS84, self.crs, always_xy=True)

    @cached_property
    def _to_degrees(self) -> Transformer:
        return Transformer.from_crs(self.crs, WGS84, always_xy=True)

    def from_lonlat_points(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x and y in metres of the frame's CRS."""
        x, y = self._to_metres.transform(np.asarray(lon, float), np.asarray(lat, float))
        return np.asarray(x), np.asarray(y)

    def to_lonlat_points(self, x: ArrayLike, y: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return longitude and latitude in degrees (WGS 84)."""
        lon, lat = self._to_degrees.transform(np.asarray(x, float), np.asarray(y, float))
        return np.asarray(lon), np.asarray(lat)

    def from_crs_points(
        self, x: ArrayLike, y: ArrayLike, *, crs: str
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x and y of any CRS (easting before northing) in metres; infinite where there is no such place."""
        transformer = Transformer.from_crs(crs, self.crs, always_xy=True)
        east, north = transformer.transform(np.asarray(x, float), np.asarray(y, float))
        return np.asarray(east), np.asarray(north)

    def to_crs_points(self, x: ArrayLike, y: ArrayLike, *, crs: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return metres of the frame as x and y of any CRS (easting before northing)."""
        transformer = Transformer.from_crs(self.crs, crs, always_xy=True)
        east, north = transformer.transform(np.asarray(x, float), np.asarray(y, float))
        return np.asarray(east), np.asarray(north)

    @property
    def bounds_lonlat(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the bounds in degrees."""
        return self._to_degrees.transform_bounds(*self.bounds, densify_pts=21)

    def as_json(self) -> dict[str, object]:
        """Return the frame as plain values."""
        return {
            "crs": self.crs,
            "bounds": list(self.bounds),
            "origin": list(self.origin),
            "bounds_lonlat": [round(b, 6) for b in self.bounds_lonlat],
        }


def _utm_crs(bounds_lonlat: tuple[float, float, float, float]) -> str:
    west, south, east, north = bounds_lonlat
    lon, lat = (west + east) / 2, (south + north) / 2
    area = AreaOfInterest(lon, lat, lon, lat)
    found = query_utm_crs_info(datum_name="WGS 84", area_of_interest=area)
    if not found:
        raise RecipeError(N_("No UTM zone covers {lon}, {lat}. Name a CRS in metres in the recipe."), lon=lon, lat=lat)
    return f"{found[0].auth_name}:{found[0].code}"


def _metric_crs(name: str) -> str:
    try:
        crs = CRS.from_user_input(name)
    except CRSError:
        raise RecipeError(
            N_("“{crs}” is not a known coordinate system. Name one such as EPSG:3844."), crs=name
        ) from None
    if not crs.is_projected or crs.axis_info[0].unit_name not in ("metre", "meter"):
        raise RecipeError(
            N_("The coordinate system {crs} is not in metres. Name a projected one such as EPSG:3844."),
            crs=name,
        )
    return name
