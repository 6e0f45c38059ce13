"""The city drawn: one mesh of one layer in one square, as files that a browser takes."""

import gzip
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.frame import CityFrame
from geodata.language import N_
from layers.layer import DETAILS, Detail, FacesPainted, Layer, LayerKind, LegendEntry, Style
from layers.mesh import Mesh, empty_mesh
from layers.solids import without_floors
from layers.terrain import Terrain

from .progress import DRAWING_TILES, SILENT, Progress
from .solid_counts import SolidCounts, solid_counts
from .tiles import GROUND, WHOLE, Tile, TileFile, cells_of
from .vtp import NONE, Arrays, vtp_bytes

Colours = NDArray[np.uint8]

GROUND_STYLE = Style(entries=(LegendEntry("ground", N_("Ground"), "#eeece6", "#262b33"),))
HIGHLIGHT_STYLE = Style(entries=(LegendEntry("selected", N_("Selected"), "#d55e00", "#ffb000"),))

# Whole steps leave the last bits of every float32 at zero, which halves what travels.
STEPS_PER_M = 64
STEPS_PER_M_OF: Mapping[str, tuple[int, int]] = {"middle": (16, 64), "far": (2, 2)}  # on the map, and upward
# What lies on the ground is a few steps above it; on a slope a step on the map is one upward.
FAR_ON_FLAT_GROUND, FAR_ON_SLOPES = (2, 64), (16, 64)
GZIP_LEVEL = 6
GROUND_TILE_M = 6000.0


@dataclass(frozen=True)
class DrawnTile:
    """A tile and the contents of its files by name; of a layer of solids also what its solids are."""

    tile: Tile
    contents: Mapping[str, bytes] = field(repr=False)
    solids: SolidCounts | None = field(default=None, repr=False)

    @property
    def content(self) -> bytes:
        """What is drawn from near."""
        return self.contents[self.tile.hash]


def draw_tiles(
    layers: Iterable[Layer],
    terrain: Terrain,
    frame: CityFrame,
    *,
    progress: Progress = SILENT,
) -> list[DrawnTile]:
    """Return every tile of the ground and of all layers that do not depend on the moment.

    The same input gives the same bytes.
    """
    tasks: list[tuple[LayerKind, str, gpd.GeoDataFrame]] = []
    for layer in layers:
        if layer.kind.at is None and len(layer.table):
            tasks += [(layer.kind, cell, rows) for cell, rows in _by_cell(layer, frame)]

    progress.step(DRAWING_TILES, total=len(tasks))

    def draw(task: tuple[LayerKind, str, gpd.GeoDataFrame]) -> DrawnTile | None:
        drawn = draw_tile(*task, terrain, frame)
        progress.advance()
        return drawn

    ground = ground_tiles(terrain, frame)  # before the threads, each of which would find its triangles again
    with ThreadPoolExecutor() as pool:
        drawn = list(pool.map(draw, tasks))
    return [*ground, *(d for d in drawn if d is not None)]


def _by_cell(layer: Layer, frame: CityFrame) -> Iterator[tuple[str, gpd.GeoDataFrame]]:
    """Yield the cells of a layer with their rows, these in their order: a part of a table costs no copy."""
    cells = cells_of(layer.kind, layer.table, frame).to_numpy(object).astype(str)
    order = np.argsort(cells, kind="stable")
    table, cells = layer.table.iloc[order], cells[order]
    names, first = np.unique(cells, return_index=True)
    for name, start, end in zip(names, first, [*first[1:], len(cells)], strict=True):
        yield str(name), table.iloc[start:end]


def draw_tile(
    kind: LayerKind, cell: str, table: gpd.GeoDataFrame, terrain: Terrain, frame: CityFrame
) -> DrawnTile | None:
    """Return the tile of some rows of a layer; None when they have no visible form."""
    counts = None
    if kind.solids is not None:
        solids = kind.solids(table, terrain)
        counts = solid_counts(kind.name, table, solids)
        mesh = without_floors(solids.mesh, (table["min_height_m"] > 0).to_numpy(bool))
    else:
        mesh = kind.form(table, terrain)
    if not mesh.face_count:
        return None
    look = _Look(kind, table, legend_colours(kind.style, kind.style.entry_index(table)))
    near = replace(_tile_of(kind.name, cell, len(table), mesh, look, frame), solids=counts)
    coarser = {detail: form(table, terrain) for detail, form in kind.coarser.items()}
    steps = dict(STEPS_PER_M_OF)
    if kind.solids is None:
        steps["far"] = FAR_ON_FLAT_GROUND if terrain.is_flat else FAR_ON_SLOPES
    return _with_coarser(near, coarser, steps, look, frame) if coarser else near


@dataclass(frozen=True)
class _Look:
    """How the rows of a table look, of whichever mesh of them."""

    kind: LayerKind
    table: gpd.GeoDataFrame
    legend: tuple[Colours, Colours]

    @cached_property
    def colours(self) -> FacesPainted:
        if self.kind.colours is not None:
            return self.kind.colours(self.table, *self.legend)
        light, dark = self.legend
        return lambda mesh: (light[mesh.face_row], dark[mesh.face_row])

    def of_points(self, mesh: Mesh) -> Arrays:
        return {} if self.kind.facades is None else {"storey": self.kind.facades(self.table, mesh)}


def _with_coarser(
    near: DrawnTile, forms: Mapping[Detail, Mesh], steps: Mapping[str, tuple[int, int]], look: _Look, frame: CityFrame
) -> DrawnTile:
    """Return a tile with what stands for it from afar; what leaves nothing to be seen is left as it is from nearer."""
    last, files, contents = near.tile.files[0], [], dict(near.contents)
    for detail in DETAILS:
        mesh = forms.get(detail, empty_mesh())
        if mesh.face_count:
            points = _local(mesh, frame, steps[detail])
            last, content = _file_of(points, mesh, look.colours(mesh), near.tile.count, look.of_points(mesh))
            contents[last.hash] = content
        files.append(last)
    return replace(near, tile=replace(near.tile, coarser=tuple(files)), contents=contents)


def ground_tiles(terrain: Terrain, frame: CityFrame) -> list[DrawnTile]:
    """Return the tiles of the ground: one where it is flat, else squares of triangles, each in that of its middle."""
    mesh = terrain.mesh()
    if terrain.is_flat:
        return [drawn_tile(GROUND, WHOLE, 1, mesh, GROUND_STYLE, pd.Series([0]), frame)]
    middles = mesh.points[mesh.triangles, :2].mean(axis=1)
    square = np.floor((middles - np.asarray(frame.bounds[:2])) / GROUND_TILE_M).astype(int)
    cells, row = np.unique(square, axis=0, return_inverse=True)
    whole = replace(mesh, triangle_row=row.ravel())
    return [
        drawn_tile(GROUND, f"{x}_{y}", 1, whole.of_rows(np.array([k])), GROUND_STYLE, pd.Series([0]), frame)
        for k, (x, y) in enumerate(cells)
    ]


def live_tile(layer: Layer, terrain: Terrain, frame: CityFrame, moment: datetime) -> DrawnTile | None:
    """Return the tile of a layer whose look depends on the moment, as it is at that moment."""
    return draw_tile(layer.kind, WHOLE, layer.at(moment).table, terrain, frame)


def highlight_tile(layer: Layer, ids: Sequence[str], terrain: Terrain, frame: CityFrame) -> DrawnTile | None:
    """Return one feature, or all pieces of one, in the colour of the selection, a little larger than they are."""
    table = layer.table.loc[list(ids)]
    mesh = layer.kind.form(table, terrain)
    if not mesh.face_count:
        return None
    swollen = Mesh(_swollen(mesh.points), mesh.triangles, mesh.triangle_row, mesh.quads, mesh.quad_row)
    return drawn_tile(layer.kind.name, ids[0], len(table), swollen, HIGHLIGHT_STYLE, pd.Series(0, table.index), frame)


def _swollen(points: NDArray[np.float64], by_m: float = 0.4) -> NDArray[np.float64]:
    low, high = points.min(axis=0), points.max(axis=0)
    middle = (low + high) / 2
    factor = 1 + by_m / np.maximum((high - low)[:2].max() / 2, 1)
    swollen = points.copy()
    swollen[:, :2] = middle[:2] + (points[:, :2] - middle[:2]) * factor
    swollen[:, 2] += by_m
    return swollen


def drawn_tile(
    layer: str, cell: str, count: int, mesh: Mesh, style: Style, entry: pd.Series, frame: CityFrame
) -> DrawnTile:
    """Return a mesh as a tile: face by face in the colours of a style, by the entry of its row."""
    light, dark = legend_colours(style, entry)
    points = _local(mesh, frame)
    file, content = _file_of(points, mesh, (light[mesh.face_row], dark[mesh.face_row]), count)
    return _drawn(layer, cell, count, points, file, content)


def legend_colours(style: Style, entry: pd.Series) -> tuple[Colours, Colours]:
    """Return the two colours (n, 3) of rows in the legend, by the entry of each."""
    at = entry.to_numpy()
    return _rgb([e.light for e in style.entries])[at], _rgb([e.dark for e in style.entries])[at]


def _tile_of(layer: str, cell: str, count: int, mesh: Mesh, look: _Look, frame: CityFrame) -> DrawnTile:
    points = _local(mesh, frame)
    file, content = _file_of(points, mesh, look.colours(mesh), count, look.of_points(mesh))
    return _drawn(layer, cell, count, points, file, content)


def _drawn(layer: str, cell: str, count: int, points: NDArray[np.float32], file: TileFile, content: bytes) -> DrawnTile:
    bounds = [round(float(v), 2) for v in (*points.min(axis=0), *points.max(axis=0))]
    tile = Tile(layer, cell, file.hash, file.bytes, count, tuple(bounds))  # type: ignore[arg-type]
    return DrawnTile(tile, {file.hash: content})


def _local(
    mesh: Mesh, frame: CityFrame, steps_per_m: tuple[int, int] = (STEPS_PER_M, STEPS_PER_M)
) -> NDArray[np.float32]:
    """Return points in whole steps. Streets lie but a step above each other: what is near needs fine ones upward."""
    local, (across, upward) = mesh.points - np.array([*frame.origin, 0.0]), steps_per_m
    steps = np.array([across, across, upward])
    return np.asarray(np.round(local * steps) / steps, np.float32)


def _file_of(
    points: NDArray[np.float32], mesh: Mesh, colours: tuple[Colours, Colours], count: int, of_points: Arrays = NONE
) -> tuple[TileFile, bytes]:
    of_cells = {
        "light": colours[0],
        "dark": colours[1],
        "row": mesh.face_row.astype(np.uint16 if count < 2**16 else np.uint32),
    }
    content = gzip.compress(vtp_bytes(points, mesh, of_cells, of_points), compresslevel=GZIP_LEVEL, mtime=0)
    return TileFile(hashlib.sha256(content).hexdigest()[:24], len(content)), content


def _rgb(colours: Sequence[str]) -> NDArray[np.uint8]:
    return np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours], np.uint8)
