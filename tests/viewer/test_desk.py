"""The desk: a scenario is opened, edited step by step, drawn, looked at before and after, and put away."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.viewer.planner import Planner, planner
from twin.store import Store


@pytest.fixture
def ana(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as ana:
        yield ana


def way(store: Store) -> str:
    return str(store.city.streets.index[0])


def building(store: Store) -> str:
    return str(store.city.buildings.index[0])


def closing(id: str) -> dict[str, object]:
    return {"kind": "close_street", "target": {"layer": "streets", "ids": [id]}, "after": {"modes": ["car"]}}


def razing(id: str) -> dict[str, object]:
    return {"kind": "demolish_building", "target": {"layer": "buildings", "ids": [id]}, "after": {}}


def tiles_of(ana: Planner, layer: str) -> set[str]:
    return {tile["url"] for tile in ana.state["tiles"] if tile["layer"] == layer}


def test_an_edit_is_said_in_the_language_of_the_page(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "Strada liberă")
    ana.act("add_edit", closing(way(tiny_store)))
    assert [e["number"] for e in ana.state["desk"]["edits"]] == [1]
    in_english = ana.state["desk"]["edits"][0]["text"]
    assert in_english.startswith("Close")
    ana.act("choose_language", "ro")
    assert ana.state["desk"]["edits"][0]["text"].startswith("Închide")


def test_an_edit_moves_the_tiles_and_undo_brings_the_old_ones_back(
    ana: Planner, tiny_store: Store, client: TestClient
) -> None:
    before = tiles_of(ana, "buildings")
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing(building(tiny_store)))
    after = tiles_of(ana, "buildings")
    assert after != before
    assert all(client.get(url).status_code == 200 for url in after)
    ana.act("look_at", "before")
    assert tiles_of(ana, "buildings") == before
    ana.act("look_at", "after")
    ana.act("undo_edit")
    assert tiles_of(ana, "buildings") == before
    assert (ana.state["desk"]["can_undo"], ana.state["desk"]["can_redo"]) == (False, True)
    ana.act("redo_edit")
    assert tiles_of(ana, "buildings") == after


def test_what_the_city_refuses_is_a_sentence_and_leaves_the_scenario(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "De două ori")
    ana.act("add_edit", razing(building(tiny_store)))
    ana.act("add_edit", razing(building(tiny_store)))
    assert ana.state["notice"]["text"].startswith("Edit 2:")
    assert len(ana.state["desk"]["edits"]) == 1
    assert ana.state["desk_busy"] is False


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("new_scenario", [7]), ("new_scenario", ["x" * 200]), ("open_scenario", ["none such"]), ("add_edit", ["text"]),
        ("add_edit", [{"kind": "nonsense"}]), ("undo_edit", []), ("switch_edit", [["a"], True]),
        ("reorder_edits", ["a"]), ("remove_edit", ["x"]),
    ],
)  # fmt: skip
def test_what_is_no_step_is_refused(ana: Planner, action: str, arguments: list[object]) -> None:
    ana.act(action, *arguments)
    assert ana.state["notice"]["number"] == 1
    assert ana.state["desk"] is None


def test_the_card_of_what_an_edit_takes_away_is_closed(ana: Planner, tiny_store: Store) -> None:
    ana.act("new_scenario", "Fără o casă")
    tile = next(tile for tile in ana.state["tiles"] if tile["layer"] == "buildings")
    ana.act("inspect", tile["id"], 0)
    ana.act("add_edit", razing(ana.state["card"]["id"]))
    assert ana.state["card"] is None
    assert ana.state["highlight"] == ""


def test_a_scenario_that_is_put_away_leaves_the_city_as_it_is(ana: Planner, tiny_store: Store) -> None:
    before = tiles_of(ana, "buildings")
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing(building(tiny_store)))
    ana.act("close_scenario")
    assert ana.state["desk"] is None
    assert tiles_of(ana, "buildings") == before
