"""Blocks and solids with roofs from footprints: ours beside one PyVista and one trimesh extrusion for each building."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyvista as pv
import shapely
import trimesh

from layers.building_solids import building_solids
from layers.mesh import extruded
from layers.solids import closed_rows
from twin.city import City

from .run import Figure

SAMPLE = 1500
TRIES = 3


def figures(store: Path) -> Iterator[Figure]:
    """Measure buildings per second on one core."""
    city = City.open(store)
    table = city.buildings
    footprints, height_m = np.asarray(table.geometry.values, dtype=object), table["height_m"].to_numpy(float)
    ground_m = np.zeros(len(table))
    ours = max(len(table) / _seconds(lambda: extruded(footprints, ground_m, height_m)) for _ in range(TRIES))
    simple = table[table.geometry.geom_type == "Polygon"]
    sample = simple.iloc[np.linspace(0, len(simple) - 1, min(SAMPLE, len(simple))).astype(int)]
    alone = len(sample) / _seconds(lambda: [_pyvista_block(*row) for row in _rows(sample)])
    joined = len(sample) / _seconds(lambda: _pyvista_blocks(sample))
    other = len(sample) / _seconds(lambda: [trimesh.creation.extrude_polygon(p, h) for p, h in _rows(sample)])
    peers = f"PyVista {alone:,.0f}/s, joined to one mesh as ours is {joined:,.0f}/s; trimesh {other:,.0f}/s"
    yield Figure("LoD1 mesh", f"{ours:,.0f} buildings/s", "≥ 60,000/s", peers)
    ratios = f"{ours / alone:.0f} ×, {ours / joined:.0f} × when it joins them"
    yield Figure("LoD1 mesh against PyVista per building", ratios, "≥ 60 ×")
    yield from _roofs(city, ours)


def _roofs(city: City, blocks_per_s: float) -> Iterator[Figure]:
    """Measure closed solids with roofs, and how many of them are closed."""
    table = city.buildings
    made = building_solids(table, city.terrain)
    seconds = min(_seconds(lambda: building_solids(table, city.terrain)) for _ in range(TRIES))
    closed = closed_rows(made.mesh, len(table)).mean()
    peers = f"blocks without roof and floor {blocks_per_s:,.0f}/s"
    yield Figure("LoD2 mesh, closed solids with roofs", f"{len(table) / seconds:,.0f} buildings/s", "", peers)
    yield Figure("buildings that are closed solids", f"{100 * closed:.2f} %", "≥ 99 %")


def _rows(table: gpd.GeoDataFrame) -> list[tuple[shapely.Polygon, float]]:
    return list(zip(table.geometry, table["height_m"], strict=True))


def _pyvista_blocks(table: gpd.GeoDataFrame) -> pv.DataSet:
    """Return what ours is: one mesh of all buildings in which each face knows its own."""
    blocks = [_pyvista_block(*row) for row in _rows(table)]
    for row, block in enumerate(blocks):
        block.cell_data["row"] = np.full(block.n_cells, row, np.uint32)
    return pv.merge(blocks, merge_points=False)


def _pyvista_block(footprint: shapely.Polygon, height_m: float) -> pv.PolyData:
    ring = np.asarray(footprint.exterior.coords)[:-1]
    points = np.column_stack([ring, np.zeros(len(ring))])
    face = pv.PolyData(points, faces=[len(ring), *range(len(ring))])
    return face.triangulate().extrude((0, 0, height_m), capping=True)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
