from datetime import UTC, datetime

from starlette.testclient import TestClient

from twin.store import Store
from twin.tiles import GROUND
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
