"""What the server says of itself: in numbers to whoever may read them, and in a word to everybody."""

from collections.abc import Iterator

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from twin.store import Store
from viewer.server import create_app

from .planner import planner
from .signing_in import cookie_of

NEAR, FAR = ("127.0.0.1", 50000), ("198.51.100.7", 50000)


@pytest.fixture
def app(own_store: Store) -> Starlette:
    return create_app(own_store, max_sessions=3)


@pytest.fixture
def near(app: Starlette) -> Iterator[TestClient]:
    with TestClient(app, base_url="http://localhost", client=NEAR) as client:
        yield client


def numbers(client: TestClient) -> dict[str, float]:
    """Return each sample by its name and labels."""
    answer = client.get("/metrics")
    assert answer.status_code == 200
    samples = [s for family in text_string_to_metric_families(answer.text) for s in family.samples]
    return {" ".join((s.name, *(f"{k}={v}" for k, v in sorted(s.labels.items())))): s.value for s in samples}


def test_sessions_actions_tiles_and_bytes_are_counted(near: TestClient) -> None:
    with planner(near) as someone:
        someone.act("choose_theme", "dark")
        tile = someone.state["tiles"][0]
        near.get(tile["url"])
        near.get("/tiles/nothing.vtp")
        counted = numbers(near)
    assert counted["twin_sessions_open"] == 1
    assert counted["twin_sessions_opened_total"] == 1
    assert counted["twin_actions_total action=choose_theme outcome=done"] == 1
    assert counted["twin_action_seconds_count action=choose_theme"] == 1
    assert counted["twin_tile_requests_total status=200"] == 1
    assert counted["twin_tile_requests_total status=404"] == 1
    assert counted["twin_tile_bytes_total"] == tile["bytes"] + len("not found")
    assert 0 < counted["twin_socket_received_bytes_total"] < counted["twin_socket_sent_bytes_total"]
    assert counted["process_resident_memory_bytes"] > 10**7
    assert any(name.startswith("twin_info city=timisoara") for name in counted)
    assert numbers(near)["twin_sessions_open"] == 0


@pytest.mark.logs_errors
def test_an_action_that_fails_is_counted_as_one(near: TestClient) -> None:
    with planner(near) as someone:
        someone.answer(someone.send("trame.trigger", ["show_layer", [], {}]))
        someone.answer(someone.send("trame.trigger", ["no such action", [], {}]))
    counted = numbers(near)
    assert counted["twin_actions_total action=show_layer outcome=failed"] == 1
    assert not [name for name in counted if "no such action" in name]


def test_numbers_are_for_this_machine_and_for_administrators(app: Starlette, own_store: Store) -> None:
    with TestClient(app, base_url="http://localhost", client=FAR) as far:
        assert far.get("/metrics").status_code == 403
        far.cookies.set(*cookie_of(own_store.folder))
        assert far.get("/metrics").status_code == 403
        far.cookies.set(*cookie_of(own_store.folder, "Ion", role="admin"))
        assert far.get("/metrics").status_code == 200
        assert far.get("/health").status_code == 200


def test_each_app_counts_for_itself(near: TestClient, own_store: Store) -> None:
    with planner(near), TestClient(create_app(own_store), base_url="http://localhost", client=NEAR) as other:
        assert numbers(other)["twin_sessions_opened_total"] == 0


def test_health_says_which_city_and_which_program(near: TestClient, own_store: Store) -> None:
    health = near.get("/health").json()
    assert health["status"] == "ok"
    assert health["city"] == own_store.city.recipe.id
    assert {"city_version", "version", "uptime_s"} <= set(health)


def test_health_says_when_the_city_is_gone(own_store: Store) -> None:
    tile = own_store.tile_path(own_store.tiles.tiles[0].hash)
    assert tile is not None
    with TestClient(create_app(own_store), base_url="http://localhost") as client:
        tile.unlink()
        answer = client.get("/health")
    assert answer.status_code == 503
    assert answer.json()["reason"].startswith("tiles of the city are gone (1)")
