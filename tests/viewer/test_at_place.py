"""The numbers on a card: those at the selected object, worked out aside, of the city that is shown."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.viewer.planner import Planner, planner
from tests.viewer.test_board import until
from tests.viewer.test_desk import closing
from twin.store import Store
from twin.tiles import tile_ids


@pytest.fixture
def ana(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as ana:
        yield ana


def select(ana: Planner, store: Store, id: str) -> None:
    layer = store.city.layers["buildings"]
    for tile in store.tiles.tiles:
        if tile.layer == "buildings" and id in (ids := tile_ids(layer, tile.cell, store.city.frame)).tolist():
            ana.act("inspect", f"buildings/{tile.cell}", ids.tolist().index(id))


def numbers(ana: Planner) -> dict[str, dict]:
    until(ana, lambda: bool(ana.state["place"]) and not ana.state["place"]["is_working"])
    return {row["id"]: {**row, "of": group["of"]} for group in ana.state["place"]["groups"] for row in group["rows"]}


def test_a_card_says_the_numbers_of_its_object_that_nobody_painted(ana: Planner, tiny_store: Store) -> None:
    select(ana, tiny_store, "way/1")
    assert ana.state["card"]["title"] == "Cubul"  # at once: it does not wait for numbers
    found = numbers(ana)
    assert found["minutes_to_centre_walk"]["of"] == "object"
    assert found["minutes_to_centre_walk"]["value"].endswith(" min")
    assert found["minutes_to_centre_walk"]["direction"] == "less is better"
    assert ana.state["place"]["of"] == "the city as it is"


def test_the_numbers_of_a_card_follow_the_scenario_and_the_language(ana: Planner, tiny_store: Store) -> None:
    select(ana, tiny_store, "way/1")
    before = numbers(ana)
    ana.act("new_scenario", "Închisă")
    ana.act("add_edit", closing("way/4"))
    until(ana, lambda: ana.state["place"]["of"] == "Închisă" and numbers(ana) != before)
    ana.act("choose_language", "ro")
    until(ana, lambda: ana.state["place"]["groups"][0]["title"] == "Ale acestei clădiri")


def test_a_card_that_is_closed_has_no_numbers(ana: Planner, tiny_store: Store) -> None:
    select(ana, tiny_store, "way/1")
    numbers(ana)
    ana.act("close_card")
    assert ana.state["place"] is None
