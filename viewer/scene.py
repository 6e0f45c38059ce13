"""The 3D view: one representation per tile, drawn by the browser; and where it looks first."""

from collections.abc import Iterable

import numpy as np
from trame.widgets import vtk

from layers.terrain import Terrain
from twin.city import City
from twin.tiles import Tile

from .detail import REACH_M
from .lonlat import lonlat_fit
from .state import Theme

# vtk.js numbers: colours stand in the array as they are; arrays of cells are found by name.
USE_CELL_FIELD_DATA, DIRECT_SCALARS, BY_NAME = 4, 2, 1
UNSEEN = {"visibility": False}  # until its tile is there; assets/twin.js shows it then
HOME_DISTANCE_M, HOME_BEARING_DEG, HOME_TILT_DEG = 1700.0, -20.0, 58.0
HEIGHT_GRID = 65
FILE = "(coarse[tile.url] || tile.url)"  # what is drawn of a tile from here: see assets/detail.js


def look_of(theme: Theme) -> dict[str, object]:
    """Return how a tile is coloured: each carries both themes as cell arrays of their names."""
    return {
        "colorByArrayName": theme,
        "arrayAccessMode": BY_NAME,
        "scalarMode": USE_CELL_FIELD_DATA,
        "colorMode": DIRECT_SCALARS,
        "scalarVisibility": True,
        "populateSelectionSettings": False,
        "static": True,
    }


def tile_rows(tiles: Iterable[Tile]) -> list[dict[str, object]]:
    """Return tiles as the page's list wants them; the books (viewer.detail) say the bytes of those that they have."""
    return [
        {"id": f"{t.layer}/{t.cell}", "url": tile_url(t), **({} if t.coarser else {"bytes": t.bytes})} for t in tiles
    ]


def tile_url(tile: Tile) -> str:
    """Return a tile's address: named by its content, so it may be kept for ever."""
    return f"/tiles/{tile.hash}.vtp"


def space_of(city: City) -> dict[str, object]:
    """Return where the camera may be and where it starts, in metres relative to the frame's origin."""
    x0, y0 = city.frame.origin
    xmin, ymin, xmax, ymax = city.frame.bounds
    x, y, _ = city.centre
    return {
        "bounds": [xmin - x0, ymin - y0, xmax - x0, ymax - y0],
        "home": {"x": x, "y": y, "distance": HOME_DISTANCE_M, "bearing": HOME_BEARING_DEG, "tilt": HOME_TILT_DEG},
        "lonlat": lonlat_fit(city.frame),
        "reach": REACH_M,
        "heights": _height_grid(city.terrain, city.frame.bounds),
    }


def _height_grid(terrain: Terrain, bounds: tuple[float, float, float, float]) -> dict[str, object]:
    """Return ground heights on a coarse grid, so that the camera stays above the ground."""
    if terrain.is_flat:
        return {"size": 1, "values": [float(terrain.heights[0, 0])]}
    x, y = np.meshgrid(np.linspace(bounds[0], bounds[2], HEIGHT_GRID), np.linspace(bounds[1], bounds[3], HEIGHT_GRID))
    heights = terrain.heights_at(np.column_stack([x.ravel(), y.ravel()]))
    return {"size": HEIGHT_GRID, "values": [round(float(h), 1) for h in heights]}


def build_scene() -> None:
    """Add the view. Picking, camera and lights are in assets/twin.js."""
    with vtk.VtkView(ref="city", picking_modes=("[]",), interactor_events=("[]",)):
        _build_tiles("tiles.slice(0, tiles_wanted)")
        _build_tiles("before_tiles")
        _build_tiles("answer_tiles")
        with vtk.VtkGeometryRepresentation(
            v_if="highlight",
            key=("highlight",),
            id="highlight",
            actor=("unseen",),
            mapper=("look",),
            property=("surface",),
        ):
            vtk.VtkReader(vtk_class="vtkXMLPolyDataReader", url=("highlight",))


def _build_tiles(rows: str) -> None:
    """Add one representation for each of the rows that a JavaScript expression gives."""
    with vtk.VtkGeometryRepresentation(
        v_for=f"tile in {rows}",
        key="tile.id",
        id=("tile.id",),
        actor=("unseen",),
        mapper=("look",),
        property=("surface",),
    ):
        vtk.VtkReader(vtk_class="vtkXMLPolyDataReader", url=(f"{FILE} + (again[{FILE}] || '')",))
