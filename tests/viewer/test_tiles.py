import gzip
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from twin.store import Store
from twin.tiles import GROUND
from viewer.detail import books_of, detail_book
from viewer.handouts import Handouts
from viewer.sheet import Sheet

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_a_tile_travels_as_it_lies_on_disk(client: TestClient, tiny_store: Store) -> None:
    tile = tiny_store.tiles.tiles[0]
    with client.stream("GET", f"/tiles/{tile.hash}.vtp") as answer:
        content = b"".join(answer.iter_raw())
    path = tiny_store.tile_path(tile.hash)
    assert path is not None
    assert content == path.read_bytes()
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]


def test_a_name_that_is_no_tiles_is_not_found(client: TestClient, tiny_store: Store) -> None:
    hash = tiny_store.tiles.tiles[0].hash
    for name in (hash, f"{hash}.vtp.gz", f"{'0' * 24}.vtp", "city.toml"):
        assert client.get(f"/tiles/{name}").status_code == 404


def test_the_ground_comes_first_and_what_is_not_shown_does_not_come(tiny_store: Store) -> None:
    ordered = Sheet.of_store(tiny_store, NOON).ordered({"buildings"})
    assert [tile.layer for tile in ordered] == [GROUND, "buildings"]


def test_pins_wait_until_the_first_picture_is_there(tiny_store: Store) -> None:
    sheet = Sheet.of_store(tiny_store, NOON)
    ordered = sheet.ordered({"charging_stations", "buildings", "trees"})
    assert {tile.layer for tile in ordered[: sheet.first_count({"charging_stations", "buildings", "trees"})]} == {
        GROUND,
        "buildings",
    }


def test_readings_are_drawn_for_the_moment_and_served(tiny_store: Store, client: TestClient) -> None:
    live = Sheet.of_store(tiny_store, NOON).ordered({"sensor_points"})[1]
    assert (live.layer, live.count) == ("sensor_points", 1)
    assert client.get(f"/tiles/{live.hash}.vtp").status_code == 200


def test_every_file_of_a_tile_is_served(tiny_store: Store, client: TestClient) -> None:
    assert all(client.get(f"/tiles/{hash}.vtp").status_code == 200 for hash in tiny_store.tiles.hashes)


def test_a_page_learns_what_stands_for_tiles_from_afar(tiny_store: Store) -> None:
    book = json.loads(gzip.decompress(detail_book(tiny_store.tiles.tiles)))
    tile = next(tile for tile in tiny_store.tiles.tiles if tile.layer == "buildings")
    assert book[tile.hash][1:] == [tile.bytes, *([file.hash, file.bytes] for file in tile.coarser)]
    assert book[tile.hash][0] == pytest.approx(tile.bounds, abs=0.5)


def test_a_scenario_adds_a_book_of_its_own_tiles(tiny_store: Store) -> None:
    base = Sheet.of_store(tiny_store, NOON)
    city = tiny_store.city
    buildings = city.layers["buildings"]
    higher = replace(buildings, table=buildings.table.assign(height_m=buildings.table["height_m"] + 3))
    handouts = Handouts()
    of_base = books_of([base], handouts)
    assert len(of_base) == 1
    both = books_of([base.edited(replace(city.with_layer(higher), base=city), NOON)], handouts)
    assert both[0] == of_base[0]
    assert len(both) == 2
