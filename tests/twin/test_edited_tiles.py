"""The tiles of an edited city: equal to those of all of it drawn anew, and few of them drawn."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from tests.twin.edited_town import block
from tests.twin.test_edits import EXAMPLES
from tests.twin.test_edits_transit import TRANSIT_EXAMPLES
from tests.twin.transit_town import transit_town
from twin.city import City
from twin.edit import Edit
from twin.edited_tiles import changed_rows, edited_tiles, write_edited_tiles
from twin.edits import AddBuilding, ChangeBuilding, DemolishBuilding
from twin.store import UNUSED_KEPT_S, open_store, write_store
from twin.tile_drawing import DrawnTile, draw_tiles
from twin.tiles import TileIndex


def drawn(city: City) -> list[DrawnTile]:
    return draw_tiles(city.layers.values(), city.terrain, city.frame)


def index_of(tiles: list[DrawnTile]) -> TileIndex:
    return TileIndex(tuple(tile.tile for tile in tiles))


@pytest.fixture(scope="module")
def tiles(town: City) -> list[DrawnTile]:
    return drawn(town)


def check(edit: Edit, city: City, before: list[DrawnTile]) -> list[DrawnTile]:
    """Return the tiles drawn for an edit, after all were compared with those of the whole edited city."""
    edit = replace(edit, id="plan/1")
    assert edit.check(city) == []
    edited = edit.apply(city)
    index, new = edited_tiles(index_of(before), city, edited)
    every = drawn(edited)
    assert index == index_of(every)
    content = {tile.tile.hash: tile.content for tile in (*before, *new)}
    assert [content[tile.hash] for tile in index.tiles] == [tile.content for tile in every]
    assert {tile.tile.hash for tile in new}.isdisjoint(tile.tile.hash for tile in before)
    return new


@pytest.mark.parametrize("edit", EXAMPLES, ids=lambda edit: edit.kind)
def test_the_tiles_of_an_edit_are_those_of_the_whole_city_drawn(edit: Edit, town: City, tiles: list[DrawnTile]) -> None:
    assert all(tile.tile.layer in edit.apply(town).layers for tile in check(edit, town, tiles))


def test_the_tiles_of_edited_lines_are_those_of_the_whole_city_drawn(tmp_path: Path) -> None:
    town = transit_town(tmp_path)
    for edit in TRANSIT_EXAMPLES:
        check(edit, town, drawn(town))


def test_one_building_far_from_others_is_one_tile(town: City, tiles: list[DrawnTile]) -> None:
    [new] = check(AddBuilding(place=block(-900, -900, 20), storeys=2), town, tiles)
    assert (new.tile.layer, new.tile.count) == ("buildings", 1)


def test_a_square_without_rows_has_no_tile(town: City, tiles: list[DrawnTile]) -> None:
    edit = DemolishBuilding(id="plan/1", ids=("way/1", "way/2"))
    index, new = edited_tiles(index_of(tiles), town, edit.apply(town))
    assert new == []
    assert "buildings" not in {tile.layer for tile in index.tiles}


def test_a_city_without_edits_has_the_tiles_it_had(town: City, tiles: list[DrawnTile]) -> None:
    assert edited_tiles(index_of(tiles), town, town) == (index_of(tiles), [])


def test_rows_that_are_gone_new_or_other_are_told_apart(town: City) -> None:
    before = town.buildings
    assert [rows.tolist() for rows in changed_rows(before, before.copy())] == [[], []]
    higher = ChangeBuilding(id="plan/1", ids=("way/2",), storeys=8).apply(town).buildings
    assert [rows.tolist() for rows in changed_rows(before, higher)] == [[1], [1]]
    more = AddBuilding(id="plan/1", place=block(-900, -900, 20), storeys=2).apply(town).buildings
    assert [rows.tolist() for rows in changed_rows(before, more)] == [[], [2]]
    fewer = before.drop(index="way/1")
    assert [rows.tolist() for rows in changed_rows(before, fewer)] == [[0], []]
    assert [rows.tolist() for rows in changed_rows(before, before.iloc[::-1])] == [[0, 1], [0, 1]]


def test_tiles_are_written_beside_those_of_the_store(town: City, tmp_path: Path) -> None:
    store = write_store(town, tmp_path / "city")
    edit = AddBuilding(id="plan/1", place=block(-900, -900, 20), storeys=2)
    _, [new] = edited_tiles(store.tiles, store.city, edit.apply(store.city))
    write_edited_tiles(store.folder, [new])
    write_edited_tiles(store.folder, [new])
    path = store.folder / "tiles" / f"{new.tile.hash}.vtp.gz"
    assert path.read_bytes() == new.content


def test_a_build_keeps_the_tiles_of_a_scenario_for_an_hour(town: City, tmp_path: Path) -> None:
    store = write_store(town, tmp_path / "city")
    edit = AddBuilding(id="plan/1", place=block(-900, -900, 20), storeys=2)
    _, [new] = edited_tiles(store.tiles, store.city, edit.apply(store.city))
    write_edited_tiles(store.folder, [new])
    path = store.folder / "tiles" / f"{new.tile.hash}.vtp.gz"
    write_store(town, store.folder)
    assert path.exists()
    long_ago = path.stat().st_mtime - UNUSED_KEPT_S - 60
    os.utime(path, (long_ago, long_ago))
    write_store(town, store.folder)
    assert not path.exists()


def test_a_tower_in_the_real_city_is_one_tile_drawn_anew(timisoara_store_folder: Path) -> None:
    store = open_store(timisoara_store_folder)
    edit = AddBuilding(id="plan/1", place=block(-900, -900, 20), storeys=13)
    edited = edit.apply(store.city)
    index, [new] = edited_tiles(store.tiles, store.city, edited)
    layers = [edited.layers["buildings"]]
    every = [tile for tile in draw_tiles(layers, edited.terrain, edited.frame) if tile.tile.layer == "buildings"]
    assert [tile for tile in index.tiles if tile.layer == "buildings"] == [tile.tile for tile in every]
    assert [tile.content for tile in every if tile.tile.hash == new.tile.hash] == [new.content]
    others = [tile for tile in index.tiles if tile.layer != "buildings"]
    assert others == [tile for tile in store.tiles.tiles if tile.layer != "buildings"]
