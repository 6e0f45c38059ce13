"""The city cut into files that a browser draws: one mesh of one layer in one square."""

import gzip
import hashlib
import json
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from vtkmodules.util.numpy_support import numpy_to_vtk
from vtkmodules.vtkCommonCore import vtkDataArray, vtkPoints
from vtkmodules.vtkCommonDataModel import vtkCellArray, vtkPolyData
from vtkmodules.vtkIOXML import vtkXMLPolyDataWriter

from geodata.frame import CityFrame
from geodata.language import N_
from layers.layer import Layer, LayerKind, LegendEntry, Style
from layers.mesh import Mesh
from layers.solids import without_floors
from layers.terrain import Terrain

from .progress import DRAWING_TILES, SILENT, Progress
from .solid_counts import SolidCounts, solid_counts

Colours = NDArray[np.uint8]

GROUND = "ground"
GROUND_STYLE = Style(entries=(LegendEntry("ground", N_("Ground"), "#eeece6", "#262b33"),))
HIGHLIGHT_STYLE = Style(entries=(LegendEntry("selected", N_("Selected"), "#d55e00", "#ffb000"),))

# Steps of 1/64 m leave the last bits of every float32 at zero, which halves what travels.
STEPS_PER_M = 64
GZIP_LEVEL = 6
WHOLE = "all"


@dataclass(frozen=True)
class Tile:
    """One drawable file. `cell` is "column_row" in squares of the layer's `tile_m`, or "all".

    `bytes` is its compressed size, `count` its number of features, `bounds` (xmin, ymin, zmin,
    xmax, ymax, zmax) in metres relative to the frame's origin.
    """

    layer: str
    cell: str
    hash: str
    bytes: int
    count: int
    bounds: tuple[float, float, float, float, float, float]


@dataclass(frozen=True)
class TileIndex:
    """All tiles of a city, in the order of layers and cells."""

    tiles: tuple[Tile, ...] = field(repr=False)

    def to_json(self) -> str:
        """Return the index as JSON text."""
        return json.dumps({"tiles": [asdict(t) for t in self.tiles]}, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "TileIndex":
        """Return the index of its JSON text."""
        tiles = json.loads(text)["tiles"]
        return cls(tuple(Tile(**{**t, "bounds": tuple(t["bounds"])}) for t in tiles))

    @property
    def bytes(self) -> int:
        """What all tiles weigh as they travel."""
        return sum(tile.bytes for tile in self.tiles)


@dataclass(frozen=True)
class DrawnTile:
    """A tile and its file's content; of a layer of solids also what its solids are."""

    tile: Tile
    content: bytes = field(repr=False)
    solids: SolidCounts | None = field(default=None, repr=False)


def cells_of(kind: LayerKind, table: gpd.GeoDataFrame, frame: CityFrame) -> pd.Series:
    """Return the cell of each row: that of the middle of its bounds, counted from the frame's corner."""
    if kind.tile_m is None or not len(table):
        return pd.Series(WHOLE, index=table.index, dtype=object)
    bounds = table.geometry.bounds.to_numpy()
    middle = (bounds[:, :2] + bounds[:, 2:]) / 2
    number = np.floor((middle - np.asarray(frame.bounds[:2])) / kind.tile_m).astype(int)
    first = number.min(axis=0)
    column, row = (number - first).T
    codes, cell = np.unique(column * (row.max() + 1) + row, return_inverse=True)
    names = [f"{code // (row.max() + 1) + first[0]}_{code % (row.max() + 1) + first[1]}" for code in codes]
    return pd.Series(np.array(names, dtype=object)[cell], index=table.index, dtype=object)


def tile_ids(layer: Layer, cell: str, frame: CityFrame) -> pd.Index:
    """Return the ids of a tile's features; the cell array `row` counts in them."""
    cells = cells_of(layer.kind, layer.table, frame)
    return cells.index[cells == cell]


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
            cells = cells_of(layer.kind, layer.table, frame)
            rows = cells.groupby(cells.to_numpy()).indices
            tasks += [(layer.kind, cell, layer.table.iloc[rows[cell]]) for cell in sorted(map(str, rows))]

    progress.step(DRAWING_TILES, total=len(tasks))

    def draw(task: tuple[LayerKind, str, gpd.GeoDataFrame]) -> DrawnTile | None:
        drawn = draw_tile(*task, terrain, frame)
        progress.advance()
        return drawn

    with ThreadPoolExecutor() as pool:
        drawn = list(pool.map(draw, tasks))
    return [ground_tile(terrain, frame), *(d for d in drawn if d is not None)]


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
    colours = legend_colours(kind.style, kind.style.entry_index(table))
    if kind.colours is not None:
        of_faces = kind.colours(table, mesh, *colours)
    else:
        of_faces = (colours[0][mesh.face_row], colours[1][mesh.face_row])
    return replace(_tile_of(kind.name, cell, len(table), mesh, of_faces, frame), solids=counts)


def ground_tile(terrain: Terrain, frame: CityFrame) -> DrawnTile:
    """Return the tile of the ground."""
    return drawn_tile(GROUND, WHOLE, 1, terrain.mesh(), GROUND_STYLE, pd.Series([0]), frame)


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
    return _tile_of(layer, cell, count, mesh, (light[mesh.face_row], dark[mesh.face_row]), frame)


def legend_colours(style: Style, entry: pd.Series) -> tuple[Colours, Colours]:
    """Return the two colours (n, 3) of rows in the legend, by the entry of each."""
    at = entry.to_numpy()
    return _rgb([e.light for e in style.entries])[at], _rgb([e.dark for e in style.entries])[at]


def _tile_of(
    layer: str, cell: str, count: int, mesh: Mesh, colours: tuple[Colours, Colours], frame: CityFrame
) -> DrawnTile:
    local = mesh.points - np.array([*frame.origin, 0.0])
    points = (np.round(local * STEPS_PER_M) / STEPS_PER_M).astype(np.float32)
    arrays: dict[str, NDArray[np.generic]] = {
        "light": colours[0],
        "dark": colours[1],
        "row": mesh.face_row.astype(np.uint16 if count < 2**16 else np.uint32),
    }
    content = gzip.compress(vtp_bytes(points, mesh, arrays), compresslevel=GZIP_LEVEL, mtime=0)
    bounds = [round(float(v), 2) for v in (*points.min(axis=0), *points.max(axis=0))]
    name = hashlib.sha256(content).hexdigest()[:24]
    return DrawnTile(Tile(layer, cell, name, len(content), count, tuple(bounds)), content)  # type: ignore[arg-type]


def _rgb(colours: Sequence[str]) -> NDArray[np.uint8]:
    return np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in colours], np.uint8)


def _vtk_array(values: NDArray[Any], name: str = "") -> vtkDataArray:
    array: vtkDataArray = numpy_to_vtk(np.ascontiguousarray(values), deep=True)  # type: ignore[no-untyped-call]
    array.SetName(name)
    return array


def poly_data(points: NDArray[np.float32], mesh: Mesh, arrays: dict[str, NDArray[np.generic]]) -> vtkPolyData:
    """Return a mesh as VTK data: `points` in place of the mesh's own, `arrays` as cell arrays.

    The result refers to copies; 32-bit cells, triangles before quads.
    """
    data = vtkPolyData()
    vertices = vtkPoints()
    vertices.SetData(_vtk_array(points))
    data.SetPoints(vertices)
    t, q = len(mesh.triangles), len(mesh.quads)
    offsets = np.concatenate([np.arange(t) * 3, t * 3 + np.arange(q + 1) * 4]).astype(np.int32)
    corners = np.concatenate([mesh.triangles.ravel(), mesh.quads.ravel()]).astype(np.int32)
    cells = vtkCellArray()
    cells.SetData(_vtk_array(offsets), _vtk_array(corners))
    data.SetPolys(cells)
    for name, values in arrays.items():
        data.GetCellData().AddArray(_vtk_array(values, name))
    return data


def vtp_bytes(points: NDArray[np.float32], mesh: Mesh, arrays: dict[str, NDArray[np.generic]]) -> bytes:
    """Return a mesh as VTK XML PolyData: raw appended data, 32-bit, uncompressed.

    That is what the reader in the browser takes fastest; the gzip around it is undone by the
    browser itself.
    """
    writer = vtkXMLPolyDataWriter()
    writer.SetInputData(poly_data(points, mesh, arrays))
    writer.WriteToOutputStringOn()
    writer.SetDataModeToAppended()
    writer.EncodeAppendedDataOff()
    writer.SetCompressorTypeToNone()
    writer.SetHeaderTypeToUInt32()
    writer.SetIdTypeToInt32()
    writer.Write()
    written = writer.GetOutputString()
    return written if isinstance(written, bytes) else written.encode()  # VTK decodes what it can
