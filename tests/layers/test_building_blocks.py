import geopandas as gpd
import numpy as np
import pytest
import shapely

from layers.buildings import KIND
from layers.mesh import Mesh

from .tables import FLAT, layer_of, raw_table, square

BLOCK = {"building": "apartments", "height": "20", "roof:shape": "flat"}
HOUSE = {"building": "house", "height": "8", "roof:shape": "gabled", "roof:height": "2"}
SHED = {"building": "shed", "height": "3", "roof:shape": "flat"}


@pytest.fixture(scope="module")
def table() -> gpd.GeoDataFrame:
    raw = raw_table(
        ("way/1", square(0, 0, 20), BLOCK), ("way/2", square(50, 0, 10), HOUSE), ("way/3", square(90, 0, 4), SHED)
    )
    return layer_of(KIND, raw)[0].table


def tops(mesh: Mesh) -> dict[int, float]:
    """Return the highest point of each row that is drawn."""
    faces = np.concatenate([mesh.triangles[:, [0, 1, 2, 2]], mesh.quads])
    height = mesh.points[faces, 2].max(axis=1)
    return {int(row): float(height[mesh.face_row == row].max()) for row in np.unique(mesh.face_row)}


def test_a_block_reaches_half_way_up_the_roof(table: gpd.GeoDataFrame) -> None:
    assert tops(KIND.coarser["middle"](table, FLAT)) == {0: 20.0, 1: 7.0, 2: 3.0}


def test_from_afar_small_buildings_are_left_out_and_the_others_keep_their_rows(table: gpd.GeoDataFrame) -> None:
    assert tops(KIND.coarser["far"](table, FLAT)) == {0: 20.0, 1: 7.0}


def test_from_afar_only_high_buildings_have_walls(table: gpd.GeoDataFrame) -> None:
    mesh = KIND.coarser["far"](table, FLAT)
    assert mesh.quad_row.tolist() == [0, 0, 0, 0]
    assert sorted(mesh.triangle_row.tolist()) == [0, 0, 1, 1]


def test_a_small_mast_is_seen_from_afar() -> None:
    table = layer_of(KIND, raw_table(("way/1", square(0, 0, 4), {"building": "tower", "height": "30"})))[0].table
    assert tops(KIND.coarser["far"](table, FLAT)).keys() == {0}


def test_a_ring_of_wings_is_no_box_from_afar() -> None:
    court = square(0, 0, 60).difference(square(5, 5, 50))
    table = layer_of(KIND, raw_table(("way/1", court, BLOCK)))[0].table
    mesh = KIND.coarser["far"](table, FLAT)
    roof = [shapely.Polygon(mesh.points[each, :2]).area for each in mesh.triangles]
    assert sum(roof) == pytest.approx(court.area)


def test_an_outline_that_its_parts_draw_is_drawn_by_them_from_afar_too(table: gpd.GeoDataFrame) -> None:
    parted = table.assign(has_parts=[True, False, False])
    assert 0 not in tops(KIND.coarser["middle"](parted, FLAT)).keys() | tops(KIND.coarser["far"](parted, FLAT)).keys()
