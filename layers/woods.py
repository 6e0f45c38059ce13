"""Trees that fill woods: a picture of what is there, not a tree where one stands, and never counted as one."""

import zlib

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_

from .column import Column
from .crowns import needle_crown, round_crown
from .layer import Colours, Context, FacesPainted
from .mesh import Mesh, empty_mesh, instances, joined
from .pins import standing
from .solids import normals_z
from .terrain import Terrain
from .triangulation import Floats, Ints

STEP_M, DENSE_STEP_M = 20.0, 13.0  # between trees, of large woods and of small ones, which are seen from near
SMALL_M2 = 100_000.0
MOST_TREES = 27_000  # in a city: where there is more wood, trees stand farther apart, and are larger
LARGEST, SMALLEST = 1.5, 0.8  # of a tree at 20 m
MOST_OF_ONE = 3_500  # in one wood, which is drawn in one tile
JITTER = 0.7  # of a step, how far apart from the middle of its cell a tree may stand
GRAIN_M = 0.5  # places on a grid travel in fewer bytes
EDGE_M = 2.0
CLEAR_M = 7.0  # between a tree and what lies in its wood: half a crown, and half of a narrow road
CLEARED_BY = ("streets", "tracks", "water", "buildings", "parking")
HEIGHTS_M = (11.0, 13.0, 15.0, 17.0)  # assumed: grown woods of the plain
CROWN_M = {"broadleaved": 11.5, "needleleaved": 8.0}  # across; wider than they are, so that few fill the wood
STEEP = 0.65  # the upward part of a unit normal, below which a face is a crown's: ground falls by less than 49°
UPRIGHT = 0.1  # likewise, below which a face is a trunk's
SHADE_LIGHT, SHADE_DARK = 0.86, 1.3  # of the wood's colour: crowns stand out against the ground in both themes
BARK_LIGHT, BARK_DARK = (0x7A, 0x66, 0x52), (0x5C, 0x50, 0x44)
FIRST, SECOND = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xC2B2AE3D27D4EB4F)
MIXERS = ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB))


CLEARED = Column("cleared", "bytes", N_("What no tree stands on"), hidden=True)
STEP = Column("tree_step_m", "number", N_("Between trees that fill it"), unit="m", hidden=True)


def step_of(table: gpd.GeoDataFrame) -> pd.Series:
    """Return how far apart trees stand in each wood: as its size asks for, and as the city's woods leave it."""
    area_m2 = table.geometry.area.where(table["class"] == "wood")
    step = pd.Series(_usual_step(area_m2.to_numpy()), table.index).where(area_m2.notna())
    if (area_m2 / step**2).sum() > MOST_TREES:
        step = step.clip(lower=np.ceil(np.sqrt(area_m2.sum() / MOST_TREES)))
    return step


def _usual_step(area_m2: Floats) -> Floats:
    return np.where(area_m2 < SMALL_M2, DENSE_STEP_M, STEP_M)


def cleared(table: gpd.GeoDataFrame, context: Context) -> pd.Series:
    """Return what lies in each wood by the map, roads and buildings and all, as WKB; None where nothing does."""
    raw = [context.raw[name].geometry.values for name in CLEARED_BY if name in context.raw]
    found = pd.Series(None, index=table.index, dtype=object)
    woods = np.flatnonzero((table["class"] == "wood").to_numpy(bool))
    shapes = np.concatenate([np.asarray(each, dtype=object) for each in raw]) if raw else np.empty(0, dtype=object)
    if len(woods) and len(shapes):
        areas = np.asarray(table.geometry.values, dtype=object)[woods]
        wood, shape = shapely.STRtree(shapes).query(areas, predicate="intersects")
        for row, within in pd.Series(shape).groupby(wood):
            lying = shapely.intersection(shapes[within.to_numpy()], areas[row])
            found.iloc[woods[row]] = shapely.to_wkb(shapely.GeometryCollection(lying.tolist()))
    return found


def wood_trees(table: gpd.GeoDataFrame, areas: NDArray[np.object_], terrain: Terrain) -> Mesh:
    """Return crowns in the areas of the rows of class "wood"; the same wood has the same trees wherever it is drawn."""
    woods = np.flatnonzero((table["class"] == "wood").to_numpy(bool))
    if not len(woods):
        return empty_mesh()
    area_m2 = shapely.area(areas[woods])
    step = np.maximum(_usual_step(area_m2), np.ceil(np.sqrt(area_m2 / MOST_OF_ONE)))
    if STEP.name in table:
        step = np.fmax(step, table[STEP.name].to_numpy(float)[woods])
    xy, wood, drawn = planted_within(areas[woods], [str(id) for id in table.index[woods]], step)
    row, larger = woods[wood], np.clip(step / STEP_M, SMALLEST, LARGEST)[wood]
    if CLEARED.name in table:
        clear_m = CLEAR_M * np.minimum(larger, 1)
        free = ~_near(xy, row, table[CLEARED.name].to_numpy(dtype=object), clear_m)
        xy, row, drawn, larger = xy[free], row[free], drawn[free], larger[free]
    height = np.array(HEIGHTS_M)[(drawn & np.uint64(3)).astype(int)] * np.maximum(larger, 1)
    leaves = table["leaf_type"].to_numpy(dtype=object)[row]
    of_mixed = (drawn >> np.uint64(2)) & np.uint64(1) == 0
    has_needles = (leaves == "needleleaved") | ((leaves == "mixed") & of_mixed)
    made = []
    for shape, which, crown_m in (
        (round_crown(), ~has_needles, CROWN_M["broadleaved"]),
        (needle_crown(), has_needles, CROWN_M["needleleaved"]),
    ):
        size = np.column_stack([crown_m * larger[which]] * 2 + [height[which]])
        made.append(instances(standing(xy[which], terrain), shape, scale=size).at_rows(row[which]))
    return joined(made)


def planted_within(
    areas: NDArray[np.object_], ids: list[str], step_m: Floats
) -> tuple[Floats, Ints, NDArray[np.uint64]]:
    """Return places of trees in areas, the area of each, and a number drawn for it.

    There is one tree in each cell of a grid of `step_m`, one number for each area.
    Where it stands in its cell depends on the cell and the id alone: an area that is cut keeps the trees it has left.
    """
    places, rows, numbers = [np.empty((0, 2))], [np.empty(0, np.int64)], [np.empty(0, np.uint64)]
    for row, (area, id, step) in enumerate(zip(shapely.buffer(areas, -EDGE_M), ids, step_m, strict=True)):
        if shapely.is_empty(area):
            continue
        west, south, east, north = np.floor(np.array(shapely.bounds(area)) / step).astype(int)
        column, line = (each.ravel() for each in np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1)))
        drawn = _drawn(column, line, zlib.crc32(id.encode()))
        aside = np.column_stack([drawn & np.uint64(255), (drawn >> np.uint64(8)) & np.uint64(255)]) / 255 - 0.5
        xy = (np.column_stack([column, line]) + 0.5 + JITTER * aside) * step
        xy = np.round(xy / GRAIN_M) * GRAIN_M
        shapely.prepare(area)
        inside = shapely.contains_xy(area, xy[:, 0], xy[:, 1])
        places.append(xy[inside])
        rows.append(np.full(inside.sum(), row))
        numbers.append(drawn[inside] >> np.uint64(16))
    return np.concatenate(places), np.concatenate(rows), np.concatenate(numbers)


def _near(xy: Floats, row: Ints, cleared: NDArray[np.object_], clear_m: Floats) -> NDArray[np.bool_]:
    """Return which places lie on what lies in their wood, or nearer to it than they may."""
    near = np.zeros(len(xy), bool)
    for wood in np.unique(row):
        if not isinstance(cleared[wood], bytes):
            continue
        shapes = shapely.get_parts(shapely.from_wkb(cleared[wood]))
        own = np.flatnonzero(row == wood)
        found, _ = shapely.STRtree(shapes).query(shapely.points(xy[own]), predicate="dwithin", distance=clear_m[own])
        near[own[found]] = True
    return near


def crown_colours(
    table: gpd.GeoDataFrame,  # noqa: ARG001 - as all colours of faces are asked for
    light: Colours,
    dark: Colours,
) -> FacesPainted:
    """Return what gives faces their colours: those of their rows, of crowns a shade apart, of trunks bark's."""
    themes = [
        (own, (own * shade).clip(0, 255).round().astype(np.uint8), np.array(bark, np.uint8))
        for own, shade, bark in ((light, SHADE_LIGHT, BARK_LIGHT), (dark, SHADE_DARK, BARK_DARK))
    ]

    def painted(mesh: Mesh) -> tuple[Colours, Colours]:
        upward, row = normals_z(mesh)[:, None], mesh.face_row
        is_trunk, is_crown = np.abs(upward) < UPRIGHT, upward < STEEP
        made = [np.where(is_trunk, bark, np.where(is_crown, leaves[row], own[row])) for own, leaves, bark in themes]
        return made[0], made[1]

    return painted


def _drawn(column: Ints, line: Ints, seed: int) -> NDArray[np.uint64]:
    """Return a number for each cell that looks like chance and is the same on every run (splitmix64, Steele 2014)."""
    found = column.astype(np.uint64) * FIRST ^ line.astype(np.uint64) * SECOND ^ np.uint64(seed)
    for shift, factor in MIXERS:
        found = (found ^ (found >> np.uint64(shift))) * np.uint64(factor)
    return found ^ (found >> np.uint64(31))
