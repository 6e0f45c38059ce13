"""Tables of clean geometry: valid, in two dimensions, and each thing only once."""

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

from .language import N_
from .report import Report, report_of

Shapes = NDArray[np.object_]
Mask = NDArray[np.bool_]

MISSING = N_("no geometry")
NOT_FINITE = N_("coordinates that are not numbers")
WRONG_KIND = N_("geometry of another kind")
NO_AREA = N_("no area is left after repair")
SLIVER = N_("smaller than the smallest area believed")
SAME = N_("the same geometry as another one, which stays")
NO_LENGTH = N_("a line without length")
CROSSING = N_("outline crossing or touching itself, repaired")
FLATTENED = N_("heights in the coordinates, left out")
PARTLY_AREA = N_("parts that are no area, left out")

SPECK_M2, THIN_M = 1e-3, 1e-3

POINTS, LINES, AREAS = (0, 4), (1, 2, 5), (3, 6)  # shapely type ids: single, ring, multi


def clean_polygons(
    table: gpd.GeoDataFrame, *, layer: str, min_area_m2: float, told_apart_by: str | None = None
) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the rows as valid Polygons and MultiPolygons of at least `min_area_m2`, and the report.

    Invalid polygons are repaired by `make_valid` (structure method: what the outline encloses, less
    its holes) and keep their areal parts. Of rows with exactly the same area, wherever the outline
    begins, the first stays, unless the column `told_apart_by` has other bytes. The CRS must be in metres.
    """
    work = _Cleaning(table, layer)
    work.drop_unusable((*AREAS, 7))
    shapes = work.shapes
    invalid = ~shapely.is_valid(shapes)
    fixed = shapely.make_valid(shapes[invalid], method="structure", keep_collapsed=False)
    shapes[invalid] = _areal(fixed)
    collections = ~invalid & (shapely.get_type_id(shapes) == 7)
    shapes[collections] = _areal(shapes[collections])
    shapes = without_specks(shapes)
    work.replace(shapes)
    gone = shapely.is_empty(shapes)
    work.repaired(CROSSING, invalid & ~gone)
    work.repaired(PARTLY_AREA, collections & ~gone)
    work.drop(NO_AREA, gone)
    work.drop(SLIVER, shapely.area(work.shapes) < min_area_m2)
    work.drop_same(told_apart_by)
    return work.result()


def clean_lines(table: gpd.GeoDataFrame, *, layer: str) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the rows as LineStrings and MultiLineStrings with a length, and the report.

    Lines on top of each other stay: two ways may share a course.
    """
    work = _Cleaning(table, layer)
    work.drop_unusable(LINES)
    work.drop(NO_LENGTH, shapely.length(work.shapes) == 0)
    return work.result()


def clean_points(table: gpd.GeoDataFrame, *, layer: str) -> tuple[gpd.GeoDataFrame, Report]:
    """Return the rows as points, and the report. Points at one place stay: they may be different things."""
    work = _Cleaning(table, layer)
    work.drop_unusable(POINTS)
    return work.result()


class _Cleaning:
    """A table on its way: which rows still stand, with which geometry, and the report so far."""

    def __init__(self, table: gpd.GeoDataFrame, layer: str) -> None:
        self.table, self.layer, self.report = table, layer, Report()
        self.rows = np.arange(len(table))
        self.shapes: Shapes = np.array(table.geometry.values, dtype=object)

    def result(self) -> tuple[gpd.GeoDataFrame, Report]:
        cleaned = self.table.iloc[self.rows]
        return cleaned.set_geometry(gpd.GeoSeries(self.shapes, index=cleaned.index, crs=self.table.crs)), self.report

    def replace(self, shapes: Shapes) -> None:
        self.shapes = shapes

    def repaired(self, reason: str, mask: Mask) -> None:
        self.report += report_of(self.layer, "repaired", reason, self.table.index[self.rows[mask]])

    def drop(self, reason: str, mask: Mask) -> None:
        if mask.any():
            self.report += report_of(self.layer, "dropped", reason, self.table.index[self.rows[mask]])
            self.rows, self.shapes = self.rows[~mask], self.shapes[~mask]

    def drop_unusable(self, kinds: tuple[int, ...]) -> None:
        """Drop what is missing, not finite, or of another kind than `kinds`; leave out heights."""
        self.drop(MISSING, shapely.is_missing(self.shapes) | shapely.is_empty(self.shapes))
        self.drop(WRONG_KIND, ~np.isin(shapely.get_type_id(self.shapes), kinds))
        has_z = shapely.has_z(self.shapes)
        self.repaired(FLATTENED, has_z)
        self.shapes[has_z] = shapely.force_2d(self.shapes[has_z])
        bounds = shapely.bounds(self.shapes).reshape(-1, 4)
        xy, of = shapely.get_coordinates(self.shapes, return_index=True)
        finite = np.isfinite(bounds).all(axis=1)
        finite[of[~np.isfinite(xy).all(axis=1)]] = False
        self.drop(NOT_FINITE, ~finite)

    def drop_same(self, told_apart_by: str | None = None) -> None:
        """Drop rows with the geometry of an earlier row, and say which row they repeat."""
        outline = shapely.to_wkb(shapely.normalize(self.shapes))
        if told_apart_by is not None:
            further = self.table[told_apart_by].to_numpy(object)[self.rows]
            outline = np.array([a + (b or b"") for a, b in zip(outline, further, strict=True)] + [None], object)[:-1]
        _, first, group = np.unique(outline, return_index=True, return_inverse=True)
        original = first[group]
        repeats = np.flatnonzero(original != np.arange(len(original)))
        ids = self.table.index
        named = [f"{ids[self.rows[i]]} = {ids[self.rows[original[i]]]}" for i in repeats]
        self.report += report_of(self.layer, "dropped", SAME, named)
        self.rows, self.shapes = np.delete(self.rows, repeats), np.delete(self.shapes, repeats)


def without_specks(shapes: Shapes) -> Shapes:
    """Return areas without parts and holes too small or thin to be any, as outlines that touch themselves leave."""
    made = shapes.copy()
    several = shapely.get_num_geometries(shapes) > 1
    holed = shapely.get_num_interior_rings(shapes) > 0
    for k in np.flatnonzero(several | holed):
        before = shapely.get_parts(shapes[k])
        parts = [_without_thin_holes(part) for part in before if not _is_thin(part.exterior)]
        if len(parts) < len(before) or any(part is not was for part, was in zip(parts, before, strict=True)):
            made[k] = shapely.multipolygons(parts) if len(parts) != 1 else parts[0]
    return made


def _without_thin_holes(part: shapely.Polygon) -> shapely.Polygon:
    holes = [ring for ring in part.interiors if not _is_thin(ring)]
    return part if len(holes) == len(part.interiors) else shapely.Polygon(part.exterior, holes)


def _is_thin(ring: shapely.LinearRing) -> bool:
    """Return whether a ring is a speck, or so thin that its sides lie on each other."""
    return bool(shapely.area(shapely.polygons(ring)) <= max(SPECK_M2, THIN_M * shapely.length(ring) / 2))


def _areal(shapes: Shapes) -> Shapes:
    """Return the areal parts of each shape as one Polygon or MultiPolygon, empty where there is none."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    nested, inner = shapely.get_parts(parts, return_index=True)
    of, is_area = of[inner], shapely.get_type_id(nested) == 3
    made = np.array([shapely.Polygon() for _ in shapes], dtype=object)
    if is_area.any():
        collected = shapely.multipolygons(nested[is_area], indices=of[is_area], out=np.full(len(shapes), None, object))
        single = shapely.get_num_geometries(collected) == 1
        collected = np.where(single, shapely.get_geometry(collected, 0), collected)
        made = np.where(shapely.is_missing(collected), made, collected)
    return made
