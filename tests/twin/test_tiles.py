import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import pyvista as pv

from twin.city import City
from twin.tile_drawing import DrawnTile, draw_tiles, highlight_tile, live_tile
from twin.tiles import GROUND, TileIndex, tile_ids


@pytest.fixture(scope="module")
def drawn(tiny_city: City) -> list[DrawnTile]:
    return draw_tiles(tiny_city.layers.values(), tiny_city.terrain, tiny_city.frame)


def _of_layer(drawn: list[DrawnTile], layer: str) -> DrawnTile:
    return next(d for d in drawn if d.tile.layer == layer)


def _read(tile: DrawnTile, folder: Path) -> pv.PolyData:
    return _mesh_of(tile.content, folder)


def _mesh_of(content: bytes, folder: Path) -> pv.PolyData:
    path = folder / "tile.vtp"
    path.write_bytes(gzip.decompress(content))
    return pv.read(path)


def test_the_same_city_gives_the_same_bytes(tiny_city: City, drawn: list[DrawnTile]) -> None:
    again = draw_tiles(tiny_city.layers.values(), tiny_city.terrain, tiny_city.frame)
    assert [d.content for d in again] == [d.content for d in drawn]


def test_the_ground_comes_first(drawn: list[DrawnTile]) -> None:
    assert drawn[0].tile.layer == GROUND


def test_a_block_of_ten_metres_is_ten_metres_high_in_its_tile(
    tiny_city: City, drawn: list[DrawnTile], tmp_path: Path
) -> None:
    mesh = _read(_of_layer(drawn, "buildings"), tmp_path)
    ids = tile_ids(tiny_city.layers["buildings"], _of_layer(drawn, "buildings").tile.cell, tiny_city.frame)
    cube = mesh.extract_cells(mesh.cell_data["row"] == list(ids).index("way/1"))
    xmin, xmax, ymin, ymax, zmin, zmax = cube.bounds
    assert np.allclose([xmax - xmin, ymax - ymin, zmin, zmax], [10, 10, 0, 10], atol=0.05)


def test_each_face_has_a_colour_for_light_and_one_for_dark(drawn: list[DrawnTile], tmp_path: Path) -> None:
    mesh = _read(_of_layer(drawn, "green_space"), tmp_path)
    assert mesh.cell_data["light"].shape == mesh.cell_data["dark"].shape == (mesh.n_cells, 3)


def test_tiles_are_stored_without_the_compressor_of_vtk(drawn: list[DrawnTile]) -> None:
    text = gzip.decompress(drawn[1].content)
    assert b"compressor" not in text
    assert b'type="Int64"' not in text[text.index(b"<Polys>") :]


def test_the_bounds_of_a_tile_are_relative_to_the_origin(drawn: list[DrawnTile]) -> None:
    assert all(abs(v) < 20_000 for d in drawn for v in d.tile.bounds)


def test_an_index_survives_its_json(drawn: list[DrawnTile]) -> None:
    index = TileIndex(tuple(d.tile for d in drawn))
    assert TileIndex.from_json(index.to_json()) == index


def test_a_layer_that_ages_is_not_stored_as_drawn(drawn: list[DrawnTile]) -> None:
    assert "sensor_points" not in {d.tile.layer for d in drawn}


def test_a_layer_that_ages_is_drawn_for_a_moment(tiny_city: City) -> None:
    layer = tiny_city.layers["sensor_points"]
    tile = live_tile(layer, tiny_city.terrain, tiny_city.frame, datetime(2026, 1, 1, tzinfo=UTC))
    assert tile is not None
    assert tile.tile.count == 1


def test_a_selected_building_is_drawn_a_little_larger(tiny_city: City) -> None:
    tile = highlight_tile(tiny_city.layers["buildings"], ["way/1"], tiny_city.terrain, tiny_city.frame)
    assert tile is not None
    assert 10.2 < tile.tile.bounds[3] - tile.tile.bounds[0] < 12


def test_a_tile_of_buildings_has_a_file_for_each_distance(drawn: list[DrawnTile]) -> None:
    tile = _of_layer(drawn, "buildings")
    assert len(tile.tile.files) == 3
    assert {file.hash: file.bytes for file in tile.tile.files} == {h: len(c) for h, c in tile.contents.items()}


def test_what_stands_for_a_tile_from_afar_has_the_same_rows(drawn: list[DrawnTile], tmp_path: Path) -> None:
    tile = _of_layer(drawn, "buildings")
    near, _, far = (_mesh_of(tile.contents[file.hash], tmp_path) for file in tile.tile.files)
    assert set(far.cell_data["row"]) <= set(near.cell_data["row"])
    assert far.n_cells < near.n_cells


def test_a_layer_that_looks_the_same_from_everywhere_has_one_file(drawn: list[DrawnTile]) -> None:
    assert len(_of_layer(drawn, "charging_stations").tile.files) == 1


def test_where_nothing_is_left_to_see_from_afar_the_nearer_file_stands(tiny_city: City) -> None:
    streets = tiny_city.layers["streets"]
    paths = replace(streets, table=streets.table.assign(**{"class": "footway"}))
    tile = draw_tiles([paths], tiny_city.terrain, tiny_city.frame)[1].tile
    near, middle, far = (file.hash for file in tile.files)
    assert near == tile.hash
    assert far == middle != near


def test_green_from_afar_lies_as_high_above_the_ground_as_from_near(
    tiny_city: City, drawn: list[DrawnTile], tmp_path: Path
) -> None:
    tile = _of_layer(drawn, "green_space")
    far = _mesh_of(tile.contents[tile.tile.files[2].hash], tmp_path)
    assert far.points[:, 2].max() < 0.31  # water on it lies at 0.45 m


def test_green_from_afar_lies_above_a_slope(tiny_city: City, tmp_path: Path) -> None:
    west, south = tiny_city.frame.bounds[:2]
    steep = np.tile(np.arange(400, dtype=np.float32) * 40, (400, 1))
    slope = replace(tiny_city.terrain, corner=(west, south), step_m=40.0, heights=steep)
    tile = draw_tiles([tiny_city.layers["green_space"]], slope, tiny_city.frame)[-1]
    points = _mesh_of(tile.contents[tile.tile.files[2].hash], tmp_path).points.astype(float)
    above = points[:, 2] - slope.heights_at(points[:, :2] + np.array(tiny_city.frame.origin))
    assert above == pytest.approx(0.3, abs=0.05)
