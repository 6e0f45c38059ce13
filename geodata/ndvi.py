"""How green the ground is: the vegetation index of the red and near-infrared bands of a satellite picture."""

import re
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from .errors import InputError
from .frame import CityFrame
from .language import N_
from .raster import Floats, Raster, read_raster
from .report import Report, ReportEntry
from .source import Source, Tier

REPORTED = "ndvi"  # under which a report counts the cells of bands
# Level-2A pictures of Sentinel-2 since baseline 04.00 (25 January 2022) hold 1000 + 10,000 × reflectance: ESA,
# Sentinel-2 Products Specification Document 14.9, RADIO_ADD_OFFSET. Without it, 1 of 100 cells is darker than 1000.
OFFSET = 1000.0
DARKEST_PERCENT = 1.0
# What is not the ground in the scene classes of Sen2Cor: no data, saturated, cloud shadow, cloud of medium and high
# probability, thin cirrus, snow: ESA, Level-2A Algorithm Theoretical Basis Document 2.10, table 3.
UNSEEN = (0, 1, 3, 8, 9, 10, 11)
MOST_CLASSES = 11
MOST_CELLS = 60_000  # that are shown: each is an object that can be clicked; Timișoara has 53,000 of 60 m
CELL_M, FINEST_M = 60.0, 20.0  # of the cells that are shown, and of the finest that means of areas are made of
MOMENT = re.compile(r"\d{8}T\d{6}")
SWAPPED_BELOW = -0.2  # water and snow reach it, the ground of a whole city does not

SCALED = N_("values of a picture with an offset of 1000 (Sentinel-2 since 2022), which is taken off")
HIDDEN = N_("cells under cloud, thin cirrus, shadow of clouds or snow, by the picture's scene classes")
NO_CLASSES = N_("no scene classes: cells under cloud are taken for ground")


@dataclass(frozen=True)
class Ndvi:
    """The index from -1 to 1 over a frame, NaN where the ground is not seen: as it is shown and, finer, for areas.

    `tier` is that of what is made of it, `source` the id of the picture's source.
    NDVI = (near infrared − red) / (near infrared + red): Rouse, Haas, Schell & Deering (1974), NASA SP-351.
    """

    shown: Raster = field(repr=False)
    fine: Raster = field(repr=False)
    tier: Tier
    source: str

    @classmethod
    def of(cls, raster: Raster, frame: CityFrame, *, tier: Tier, source: str) -> "Ndvi":
        """Return the index of a raster in any CRS over a frame. Raises InputError where it covers nothing."""
        step_m, shown_m = max(float(round(raster.cell_m(frame))), FINEST_M), _shown_step(frame)
        fine = raster.warped(frame, step_m)
        shown = raster.warped(frame, shown_m) if step_m < shown_m else fine
        return cls(shown, fine, tier, source)


def read_ndvi(
    red: Path, infrared: Path, *, frame: CityFrame, source: Source, scene_classes: Path | None = None
) -> tuple[Ndvi, Report]:
    """Return the index of two bands, without what the scene classes of Sen2Cor hide, and what was found.

    A value of 0 is none. Raises InputError for bands that cannot be read, do not fit each other or the city, are one
    file, or are exchanged.
    """
    _check_one_picture([red, infrared, *([scene_classes] if scene_classes else [])])
    first, report = read_raster(red, layer=REPORTED, within=frame)
    second, read = read_raster(infrared, layer=REPORTED, within=frame)
    _check_same_cells(first, second)
    red_values, infrared_values, scaled = _reflectances(first, second)
    made = replace(first, values=index_of(red_values, infrared_values), unit="", source=source.id)
    report += read + _counted("repaired", SCALED, made.values.size if scaled else 0, red.name)
    if scene_classes is None:
        report += _counted("assumed", NO_CLASSES, int(np.isfinite(made.values).sum()), red.name)
    else:
        hidden = _is_hidden(made, scene_classes, frame) & np.isfinite(made.values)
        made = replace(made, values=np.where(hidden, np.float32(np.nan), made.values))
        report += _counted("dropped", HIDDEN, int(hidden.sum()), scene_classes.name)
    _check_plausible(made, red, infrared)
    return Ndvi.of(made, frame, tier="derived", source=source.id), report


def date_in_name(file: Path) -> str:
    """Return the day, ISO 8601, that a file's name tells as T34TER_20260423T093029_B04 does; "" for none."""
    found = MOMENT.search(file.name)
    return f"{found[0][:4]}-{found[0][4:6]}-{found[0][6:8]}" if found else ""


def index_of(red: NDArray[np.float32], infrared: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return NDVI of reflectances; NaN where a band is missing or both are 0."""
    both = infrared + red
    found = np.divide(infrared - red, both, out=np.full(both.shape, np.nan, np.float32), where=both > 0)
    return np.asarray(np.clip(found, -1, 1), np.float32)


def mean_within(raster: Raster, areas: NDArray[np.object_]) -> tuple[Floats, Floats]:
    """Return the mean of the cells under each area, by the ground they share, and the share that has a value.

    Areas are polygons in the raster's CRS. Missing where no cell under it has a value, and for an area smaller than a
    cell: what is measured there is what lies around it.
    """
    step, (rows, columns) = float(raster.transform.a), raster.values.shape
    bounds = shapely.bounds(areas)
    west, north = raster.transform.c, raster.transform.f
    first = np.floor((bounds[:, [0, 1]] - (west, north - rows * step)) / step).astype(int).clip(0)
    last = np.ceil((bounds[:, [2, 3]] - (west, north - rows * step)) / step).astype(int).clip(None, (columns, rows))
    wide, high = np.maximum(last - first, 0).T
    area = np.repeat(np.arange(len(areas)), wide * high)
    number = np.arange(len(area)) - np.repeat(np.cumsum(wide * high) - wide * high, wide * high)
    column, row = first[area, 0] + number % wide[area], first[area, 1] + number // wide[area]
    x, y = west + column * step, north - rows * step + row * step
    shared = shapely.area(shapely.intersection(areas[area], shapely.box(x, y, x + step, y + step)))
    values = raster.values[rows - 1 - row, column].astype(float)
    seen = np.where(np.isnan(values), 0.0, shared)
    size = shapely.area(areas)
    total = np.bincount(area, seen, minlength=len(areas))
    weighted = np.bincount(area, seen * np.nan_to_num(values), minlength=len(areas))
    is_large = (size >= step * step) & (total > 0)
    mean = np.divide(weighted, total, out=np.full(len(areas), np.nan), where=is_large)
    return mean, np.divide(total, size, out=np.full(len(areas), np.nan), where=size >= step * step)


def _shown_step(frame: CityFrame) -> float:
    west, south, east, north = frame.bounds
    least = float(np.sqrt((east - west) * (north - south) / MOST_CELLS))
    return max(CELL_M, 10.0 * float(np.ceil(least / 10)))


def _reflectances(red: Raster, infrared: Raster) -> tuple[NDArray[np.float32], NDArray[np.float32], bool]:
    """Return both bands without gaps written as 0 and without the offset, and whether they had it."""
    bands = [np.where(band.values == 0, np.float32(np.nan), band.values) for band in (red, infrared)]
    has_offset = all(np.nanpercentile(band, DARKEST_PERCENT) >= OFFSET for band in bands if np.isfinite(band).any())
    if has_offset:
        bands = [np.maximum(band - np.float32(OFFSET), 0) for band in bands]
    return bands[0], bands[1], has_offset


def _is_hidden(index: Raster, path: Path, frame: CityFrame) -> NDArray[np.bool_]:
    classes, _ = read_raster(path, layer=REPORTED, within=frame)
    values = classes.values[np.isfinite(classes.values)]
    if classes.crs != index.crs:
        raise InputError(
            N_("{file}: is in {crs}, the bands are in {band_crs}. Give the scene classes of the same picture."),
            file=path, crs=classes.crs, band_crs=index.crs,
        )  # fmt: skip
    if (values % 1 != 0).any() or values.max() > MOST_CLASSES:
        raise InputError(
            N_("{file}: holds no scene classes from 0 to 11. Give the picture's file that is called SCL."),
            file=path,
        )
    rows, columns = index.values.shape
    row, column = np.mgrid[:rows, :columns] + 0.5
    t = index.transform
    at_column, at_row = classes.cells(t.a * column + t.b * row + t.c, t.d * column + t.e * row + t.f)
    last_row, last_column = (size - 1 for size in classes.values.shape)
    inside = (at_column >= 0) & (at_column < last_column + 1) & (at_row >= 0) & (at_row < last_row + 1)
    picked = classes.values[at_row.astype(int).clip(0, last_row), at_column.astype(int).clip(0, last_column)]
    return np.asarray(~inside | np.isnan(picked) | np.isin(picked, UNSEEN), bool)


def _check_one_picture(files: list[Path]) -> None:
    """Raise InputError where one file is named twice, or names tell of different moments, as 20260423T093029."""
    for number, file in enumerate(files):
        if file in files[:number]:
            raise InputError(N_("{file}: is named twice. Name the red band, then the near-infrared one."), file=file)
    said = {file: found[0] for file in files if (found := MOMENT.findall(file.name))}
    if len(set(said.values())) > 1:
        raise InputError(
            N_("{files}: are of different moments. Give the bands of one picture."),
            files=", ".join(file.name for file in said),
        )


def _check_same_cells(red: Raster, infrared: Raster) -> None:
    same = red.crs == infrared.crs and red.values.shape == infrared.values.shape
    if not same or not np.allclose(tuple(red.transform)[:6], tuple(infrared.transform)[:6]):
        raise InputError(
            N_(
                "{infrared}: its cells ({infrared_cell:g} × {infrared_cell:g}, {infrared_crs}) are not those of {red} "
                "({red_cell:g} × {red_cell:g}, {red_crs}). Give both bands of one picture in one resolution."
            ),
            infrared=infrared.source, infrared_cell=infrared.transform.a, infrared_crs=infrared.crs,
            red=red.source, red_cell=red.transform.a, red_crs=red.crs,
        )  # fmt: skip


def _check_plausible(index: Raster, red: Path, infrared: Path) -> None:
    values = index.values[np.isfinite(index.values)]
    if not len(values):
        raise InputError(
            N_("{red}, {infrared}: no cell of the city is seen. Take a picture of a day without clouds."),
            red=red, infrared=infrared,
        )  # fmt: skip
    dark, green = (values < SWAPPED_BELOW).mean(), (values > -SWAPPED_BELOW).mean()
    if dark > 0.2 and green < dark / 10:
        raise InputError(
            N_("{red}, {infrared}: seem to be exchanged, for hardly any ground is green. Name the red band first."),
            red=red, infrared=infrared,
        )  # fmt: skip


def _counted(action: str, reason: str, count: int, example: str) -> Report:
    entry = ReportEntry(REPORTED, action, reason, count, (example,))  # type: ignore[arg-type]
    return Report((entry,)) if count else Report()
