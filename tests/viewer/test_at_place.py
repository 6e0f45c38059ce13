"""The numbers on a card: those at the selected object, worked out aside, of the city that is shown."""

import time
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
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


def test_what_is_said_of_an_object_is_named_as_that_of_one_object(ana: Planner, tiny_store: Store) -> None:
    select(ana, tiny_store, "way/1")
    floors = numbers(ana)["floor_area_ha"]
    assert (floors["of"], floors["title"]) == ("object", "The floor area of all storeys of each building")
    assert floors["meaning"].startswith("Floor area. ")


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


def test_numbers_that_are_shown_are_not_sent_again_each_minute(
    ana: Planner, tiny_store: Store, client: TestClient, app: Starlette
) -> None:
    select(ana, tiny_store, "way/1")
    numbers(ana)
    ana.state["place"] = "as it was"
    [page] = app.state.viewer.sessions.pages

    async def minute_passes() -> None:
        page.show_live()

    client.portal.call(minute_passes)
    for _ in range(20):  # the card is looked at again aside
        time.sleep(0.05)
        ana.call("trame.state.get")
    assert ana.state["place"] == "as it was"
    ana.act("choose_language", "ro")
    until(ana, lambda: ana.state["place"] != "as it was")
    assert numbers(ana)["minutes_to_centre_walk"]["direction"] == "mai puțin este mai bine"
