"""Numbers on a grid, with their place, unit and gaps: terrain models and satellite pictures."""

import warnings
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio.enums import ColorInterp, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader, MemoryFile
from rasterio.warp import reproject, transform_bounds
from rasterio.windows import Window

from .errors import InputError, StoreError
from .frame import WGS84, CityFrame
from .gaps import closed
from .hgt import read_hgt
from .language import N_
from .report import Action, Report, ReportEntry

Values = NDArray[np.float32]
Floats = NDArray[np.float64]

LOWEST_M, HIGHEST_M = -450.0, 9000.0  # below the shore of the Dead Sea, above Everest
UNITS = {"metre": "m", "meter": "m", "metres": "m", "meters": "m"}
FEET_M = {"ft": 0.3048, "foot": 0.3048, "feet": 0.3048, "us survey foot": 1200 / 3937}

NODATA = N_("cells without a value")
SPIKES = N_("heights that cannot be (below -450 m or above 9,000 m), taken as gaps")
FEET = N_("heights in feet, turned into metres")
FILLED = N_("cells without a value, filled from their neighbours")
UNCOVERED = N_("cells of the city that the raster does not cover")


@dataclass(frozen=True)
class Raster:
    """A grid of numbers: `values` (rows, columns) float32, row 0 in the north, NaN where there is none.

    `transform` leads from column and row of a cell's corner to x and y of `crs`.
    """

    values: Values = field(repr=False)
    transform: Affine
    crs: str
    unit: str = ""
    source: str = ""

    @property
    def nodata_count(self) -> int:
        """How many cells have no value."""
        return int(np.isnan(self.values).sum())

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the outer edges in `crs`."""
        rows, columns = self.values.shape
        xs, ys = zip(*(self.transform @ (c, r) for c in (0, columns) for r in (0, rows)), strict=True)
        return min(xs), min(ys), max(xs), max(ys)

    def cells(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Return column and row of points of `crs`, as fractions: 0 is the outer edge of the first cell."""
        back = ~self.transform
        return back.a * x + back.b * y + back.c, back.d * x + back.e * y + back.f

    def sampled(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Return the value at each point of `crs`, bilinear between cell centres; NaN outside and in gaps.

        Beside a gap the cells that have a value decide.
        """
        rows, columns = self.values.shape
        column, row = self.cells(np.asarray(x, float), np.asarray(y, float))
        outside = ~((column >= 0) & (column <= columns) & (row >= 0) & (row <= rows))
        column = np.where(outside, 0, np.clip(column - 0.5, 0, columns - 1))
        row = np.where(outside, 0, np.clip(row - 0.5, 0, rows - 1))
        i, j = np.minimum(row.astype(int), max(rows - 2, 0)), np.minimum(column.astype(int), max(columns - 2, 0))
        v, u = row - i, column - j
        total, weight = np.zeros(column.shape), np.zeros(column.shape)
        for down, right, share in ((0, 0, (1 - v) * (1 - u)), (0, 1, (1 - v) * u), (1, 0, v * (1 - u)), (1, 1, v * u)):
            cell = self.values[np.minimum(i + down, rows - 1), np.minimum(j + right, columns - 1)].astype(float)
            share = np.where(np.isnan(cell), 0, share)
            total, weight = total + share * np.nan_to_num(cell), weight + share
        return np.where(outside | (weight < 1e-9), np.nan, total / np.maximum(weight, 1e-9))

    def warped(self, frame: CityFrame, step_m: float, *, classes: bool = False) -> "Raster":
        """Return the raster in the frame's CRS over the frame's bounds, north up, in square cells.

        Cell edges stand on whole multiples of `step_m` from the frame's origin. Bilinear; the mean of
        the cells where the raster is finer than the new grid; the nearest cell where the numbers are
        `classes`. Raises InputError when it covers nothing.
        """
        transform, shape = _grid(frame, step_m)
        values = np.full(shape, np.nan, np.float32)
        smooth = Resampling.average if self.cell_m(frame) < step_m / 2 else Resampling.bilinear
        reproject(
            self.values,
            values,
            src_transform=self.transform,
            src_crs=self.crs,
            src_nodata=np.nan,
            dst_transform=transform,
            dst_crs=frame.crs,
            dst_nodata=np.nan,
            resampling=Resampling.nearest if classes else smooth,
        )
        if np.isnan(values).all():
            raise self.elsewhere(frame)
        return replace(self, values=values, transform=transform, crs=frame.crs)

    def cell_m(self, frame: CityFrame) -> float:
        """Return the edge of a cell in metres at the middle of the frame."""
        x, y = frame.to_crs_points(frame.origin[0], frame.origin[1], crs=self.crs)
        east = frame.from_crs_points(x + self.transform.a, y + self.transform.d, crs=self.crs)
        return float(np.hypot(east[0] - frame.origin[0], east[1] - frame.origin[1]))

    def elsewhere(self, frame: CityFrame) -> InputError:
        """Return the error that says where the raster is and where the city."""
        west, south, east, north = self.bounds
        x, y = frame.from_crs_points((west + east) / 2, (south + north) / 2, crs=self.crs)
        lon, lat = frame.to_lonlat_points(x, y)
        city = frame.bounds_lonlat
        return InputError(
            N_(
                "{file}: does not cover the city. It is near {lon:.3f} E, {lat:.3f} N, the city near "
                "{city_lon:.3f} E, {city_lat:.3f} N. Give the tile of the city."
            ),
            file=self.source,
            lon=float(lon),
            lat=float(lat),
            city_lon=(city[0] + city[2]) / 2,
            city_lat=(city[1] + city[3]) / 2,
        )


def _grid(frame: CityFrame, step_m: float) -> tuple[Affine, tuple[int, int]]:
    """Return transform and shape of the grid that covers the frame, aligned to its origin."""
    (x0, y0), (xmin, ymin, xmax, ymax) = frame.origin, frame.bounds
    first_column, last_column = np.floor((xmin - x0) / step_m), np.ceil((xmax - x0) / step_m)
    first_row, last_row = np.floor((ymin - y0) / step_m), np.ceil((ymax - y0) / step_m)
    west, north = float(x0 + first_column * step_m), float(y0 + last_row * step_m)
    return Affine(step_m, 0, west, 0, -step_m, north), (int(last_row - first_row), int(last_column - first_column))


def coverage(raster: Raster, frame: CityFrame, step_m: float, *, layer: str = "terrain") -> Report:
    """Return a report of the cells of the frame's grid that lie beyond the raster's edges; empty for none."""
    transform, shape = _grid(frame, step_m)
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    x, y = transform.a * columns + transform.c, transform.e * rows + transform.f
    column, row = raster.cells(*frame.to_crs_points(x, y, crs=raster.crs))
    rows_here, columns_here = raster.values.shape
    covered = (column >= 0) & (column <= columns_here) & (row >= 0) & (row <= rows_here)
    return _counted(layer, "assumed", UNCOVERED, int((~covered).sum()), raster.source)


def read_raster(
    path: Path, *, crs: str | None = None, unit: str = "", layer: str = "terrain", within: CityFrame | None = None
) -> tuple[Raster, Report]:
    """Return the one band of a GeoTIFF, JPEG2000 or SRTM file (.hgt, .hgt.zip), and what was found in it.

    `crs` serves where the file names none, `unit` where its band has none; of a GeoTIFF or JPEG2000 only the cells
    `within` a frame are read. Scale and offset are applied, an alpha band is the mask. In metres, heights that cannot
    be are taken as gaps and feet are turned into metres. Raises InputError for a file that is no raster, breaks off,
    has several bands, no CRS or no value.
    """
    if path.name.lower().endswith((".hgt", ".zip")):
        values, transform = read_hgt(path)
        raster = Raster(values, transform, WGS84, "m", path.name)
    else:
        try:
            # One thread: GDAL keeps quiet about a truncated JPEG2000 that another thread decodes.
            with warnings.catch_warnings(), rasterio.Env(GDAL_NUM_THREADS="1"):
                warnings.simplefilter("ignore", NotGeoreferencedWarning)  # it becomes an error below
                with rasterio.open(path) as dataset:
                    raster = _of_dataset(dataset, path, crs, unit, within)
        except (RasterioError, OSError) as error:
            raise InputError(
                N_("{file}: cannot be read as a raster: {error}. Check its path, or download it again."),
                file=path,
                error=str(error.__cause__ or error).split("\n")[0].rstrip("."),
            ) from None
    raster, report = _in_range(raster, layer)
    if raster.nodata_count == raster.values.size:
        raise InputError(N_("{file}: no cell has a value. Check that it is the right file."), file=path)
    gaps, cells = raster.nodata_count, raster.values.size
    found = _counted(layer, "found", N_("cells of the raster"), cells, path.name)
    bare = _counted(layer, "dropped", NODATA, gaps - report.count(layer, "dropped"), path.name)
    return raster, found + report + bare + _counted(layer, "kept", N_("cells with a value"), cells - gaps, path.name)


def _counted(layer: str, action: Action, reason: str, count: int, example: str) -> Report:
    return Report((ReportEntry(layer, action, reason, count, (example,)),)) if count else Report()


def _of_dataset(dataset: DatasetReader, path: Path, crs: str | None, unit: str, within: CityFrame | None) -> Raster:
    bands = [n for n, kind in zip(dataset.indexes, dataset.colorinterp, strict=True) if kind != ColorInterp.alpha]
    if len(bands) != 1:
        raise InputError(
            N_("{file}: has {count} bands and one is needed. Cut one out: gdal_translate -b 1 {name} one.tif"),
            file=path,
            count=len(bands),
            name=path.name,
        )
    named = dataset.crs.to_string() if dataset.crs else _known_crs(crs, path)
    if dataset.transform.is_identity:
        raise InputError(
            N_("{file}: does not say where its cells lie. Export it as a GeoTIFF with coordinates."), file=path
        )
    band = bands[0]
    transform = Affine(*dataset.transform[:6])
    window = None if within is None else _window(dataset, transform, named, within, path.name)
    if window is not None:
        transform = transform @ Affine.translation(window.col_off, window.row_off)
    values = dataset.read(band, window=window, masked=True).astype(np.float64).filled(np.nan)
    values = values * dataset.scales[band - 1] + dataset.offsets[band - 1]
    values[~np.isfinite(values)] = np.nan
    own_unit = (dataset.units[band - 1] or unit).strip()
    return Raster(values.astype(np.float32), transform, named, UNITS.get(own_unit.lower(), own_unit), path.name)


def _window(dataset: DatasetReader, transform: Affine, crs: str, frame: CityFrame, source: str) -> Window:
    """Return the cells of a file that a frame needs, one more on each side. Raises InputError for none."""
    whole = Raster(np.broadcast_to(np.float32(np.nan), dataset.shape), transform, crs, source=source)
    west, south, east, north = transform_bounds(frame.crs, crs, *frame.bounds)
    column, row = whole.cells(np.array([west, west, east, east]), np.array([south, north, south, north]))
    (height, width), (top, left) = dataset.shape, (int(np.floor(row.min())) - 1, int(np.floor(column.min())) - 1)
    bottom, right = int(np.ceil(row.max())) + 1, int(np.ceil(column.max())) + 1
    if bottom <= 0 or right <= 0 or top >= height or left >= width:
        raise whole.elsewhere(frame)
    return Window.from_slices((max(top, 0), min(bottom, height)), (max(left, 0), min(right, width)))


def _known_crs(crs: str | None, path: Path) -> str:
    if crs is None:
        raise InputError(
            N_("{file}: names no coordinate system. Write it in: gdal_edit.py -a_srs EPSG:3844 {name}"),
            file=path,
            name=path.name,
        )
    try:
        return CRS.from_user_input(crs).to_string()
    except CRSError:
        raise InputError(
            N_("{file}: “{crs}” is not a known coordinate system. Name one such as EPSG:3844."), file=path, crs=crs
        ) from None


def _in_range(raster: Raster, layer: str) -> tuple[Raster, Report]:
    """Return heights in metres without spikes; a raster of another unit unchanged."""
    values, report, unit = raster.values, Report(), raster.unit
    if unit.lower() in FEET_M:
        values = (values * FEET_M[unit.lower()]).astype(np.float32)
        report, unit = _counted(layer, "repaired", FEET, values.size, raster.source), "m"
    if unit == "m":
        spikes = (values < LOWEST_M) | (values > HIGHEST_M)
        values = np.where(spikes, np.float32(np.nan), values)
        report += _counted(layer, "dropped", SPIKES, int(spikes.sum()), raster.source)
    return replace(raster, values=values, unit=unit), report


def write_raster(raster: Raster, path: Path) -> None:
    """Write a cloud-optimised GeoTIFF: tiled, deflated, with overviews; the same raster gives the same bytes.

    Written aside and renamed, so that `path` is whole or not there. Raises StoreError where it cannot be.
    """
    rows, columns = raster.values.shape
    layout = {"compress": "deflate", "predictor": "yes", "blocksize": 256, "overview_resampling": "average"}
    with rasterio.Env(GDAL_NUM_THREADS="1"), MemoryFile() as memory:
        with memory.open(
            driver="COG", width=columns, height=rows, count=1, dtype="float32", nodata=np.nan,
            crs=raster.crs, transform=raster.transform, **layout,
        ) as dataset:  # fmt: skip
            dataset.write(raster.values.astype(np.float32), 1)
            dataset.set_band_unit(1, raster.unit)
        content = memory.read()
    aside = path.with_name(f".{path.name}.part")
    try:
        aside.write_bytes(content)
        aside.replace(path)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise StoreError(
            N_("{file}: cannot be written: {error}. Check the folder and the space on the disk."),
            file=path,
            error=error,
        ) from None


def filled(raster: Raster, *, layer: str = "terrain") -> tuple[Raster, Report]:
    """Return the raster without gaps, and how many cells were filled.

    Raises InputError when there is no value at all.
    """
    gaps = np.isnan(raster.values)
    if not gaps.any():
        return raster, Report()
    if gaps.all():
        raise InputError(N_("{file}: no cell has a value. Check that it is the right file."), file=raster.source)
    return replace(raster, values=closed(raster.values)), _counted(
        layer, "repaired", FILLED, int(gaps.sum()), raster.source
    )
