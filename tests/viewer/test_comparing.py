"""Two sides of a city in one picture: which tiles they do not share, what is painted, whose card is shown."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.viewer.planner import Planner, planner
from tests.viewer.test_board import until
from tests.viewer.test_desk import building, closing, razing, tiles_of, way
from twin.edits import edit_from_json
from twin.scenario import Scenario
from twin.scenario_store import ScenarioStore
from twin.store import Store, open_store
from viewer.comparing import BEFORE_MARK, NOTHING, apart
from viewer.server import create_app
from viewer.sheet import Sheet
from viewer.view_state import CameraView, CompareView, ScenarioView, ViewState

CAMERA = CameraView(21.2, 45.7, 900, 0, 40)


@pytest.fixture
def store(tiny_store: Store, tmp_path: Path) -> Store:
    """Give a city in whose database "A", without its first house, is saved."""
    store = open_store(shutil.copytree(tiny_store.folder, tmp_path / "city"))
    ScenarioStore.of_store(store).keep(Scenario.on(store.city, "A").add(edit_from_json(razing(building(store)))))
    return store


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(store), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def ana(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as ana:
        yield ana


def left(ana: Planner) -> set[str]:
    return {tile["url"] for tile in ana.state["before_tiles"]}


def test_the_sides_share_every_tile_in_which_nothing_differs(ana: Planner, store: Store, client: TestClient) -> None:
    was = tiles_of(ana, "buildings")
    ana.act("new_scenario", "B")
    ana.act("add_edit", razing(building(store)))
    ana.act("look_at", "before")
    ana.act("compare", "swipe", 0.25)
    found = ana.state["compare"]
    assert (found["mode"], found["at"], found["before"], found["after"]) == ("swipe", 0.25, "the city as it is", "B")
    assert ana.state["desk"]["side"] == "after"
    assert left(ana) == was - tiles_of(ana, "buildings")
    assert [tile["id"] for tile in ana.state["before_tiles"]] == [id + BEFORE_MARK for id in ana.state["after_only"]]
    assert all(client.get(url).status_code == 200 for url in left(ana))
    ana.act("undo_edit")
    assert (left(ana), ana.state["after_only"]) == (set(), [])
    assert ana.state["compare"]["number"] == found["number"]  # the line stays where it is
    ana.act("close_scenario")
    assert ana.state["compare"] is None


def test_without_a_scenario_there_is_nothing_to_compare(ana: Planner) -> None:
    ana.act("compare", "swipe")
    assert ana.state["notice"]["text"] == NOTHING
    assert ana.state["compare"] is None


@pytest.mark.parametrize(
    "arguments", [[7], ["up"], ["swipe", "1"], ["swipe", True], ["side", 1.5], ["side", float("nan")]], ids=str
)
def test_what_is_no_way_of_comparing_is_refused(ana: Planner, arguments: list[object]) -> None:
    ana.act("new_scenario", "B")
    ana.act("compare", *arguments)
    assert ana.state["notice"]["number"] == 1
    assert ana.state["compare"] is None


def test_another_scenario_stands_on_the_left_of_picture_and_board(ana: Planner, store: Store) -> None:
    was = tiles_of(ana, "buildings")
    ana.act("new_scenario", "B")
    ana.act("add_edit", closing(way(store)))
    ana.act("compare", "side")
    assert not left(ana) & was
    ana.act("choose_before", "A")
    assert (ana.state["compare"]["before"], ana.state["board_before"]) == ("A", "A")
    theirs = {tile["url"] for tile in ana.state["before_tiles"] if tile["id"].startswith("buildings/")}
    assert theirs
    assert not theirs & was
    ana.act("look_at_board")
    until(ana, lambda: bool(ana.state["board"]) and ana.state["board"]["is_compared"])
    assert {row["title"] for row in ana.state["board"]["objects"]} == {"Buildings", "Streets and paths"}
    ana.act("choose_before", "no such")
    assert (ana.state["notice"]["number"], ana.state["compare"]["with"]) == (1, "A")


def test_both_sides_are_painted_on_one_scale(ana: Planner, store: Store, client: TestClient) -> None:
    ana.act("new_scenario", "B")
    ana.act("add_edit", razing(building(store)))
    ana.act("compare", "swipe")
    ana.act("paint", "height_m", "before")
    paint = ana.state["paint"]
    assert paint["is_both"]
    assert {each["text"]: each["count"] for each in paint["classes"] if not each["is_empty"]} in (
        {"6 – 10": "1", "10 – 15": "2 → 1"}, {"6 – 10": "1 → 0", "10 – 15": "2"}
    )  # fmt: skip
    on_left, on_right = (client.get(paint[name]).json() for name in ("left_url", "url"))
    assert left(ana) <= {f"/tiles/{hash}.vtp" for hash in on_left}
    assert sum(map(len, on_left.values())) == sum(map(len, on_right.values())) + 1
    ana.act("compare", "")
    until(ana, lambda: "is_both" not in ana.state["paint"])


def test_tiles_that_both_have_but_painted_otherwise_stand_on_both_sides(store: Store) -> None:
    sheet = Sheet.of_store(store, datetime.now(UTC))
    tile = next(tile for tile in sheet.index.tiles if tile.layer == "buildings")
    assert apart(sheet, replace(sheet), ["buildings"]) == ([], [])
    assert apart(sheet, replace(sheet), ["buildings"], recoloured={tile.hash}) == ([tile], [tile])


def test_the_card_is_of_the_side_that_was_clicked(ana: Planner) -> None:
    tile = next(tile for tile in ana.state["tiles"] if tile["id"].startswith("buildings/"))
    ana.act("inspect", tile["id"], 0, "before")
    house = ana.state["card"]["id"]
    assert ana.state["card"]["side"] == "after"  # nothing is compared: there is one side only
    ana.act("new_scenario", "B")
    ana.act("add_edit", razing(house))
    ana.act("compare", "side")
    ana.act("inspect", tile["id"], 0, "before")
    assert (ana.state["card"]["id"], ana.state["card"]["side"]) == (house, "before")
    assert ana.state["highlight"]
    ana.act("inspect", tile["id"], 0)
    assert (ana.state["card"] or {}).get("id") != house
    ana.act("inspect", tile["id"], 0, "before")
    ana.act("compare", "")
    assert ana.state["card"] is None  # it is not in the city that is seen now


def test_a_view_brings_the_comparison_back_or_says_what_is_missing(ana: Planner) -> None:
    scenario = ScenarioView("A")
    ana.act("show_view", ViewState(CAMERA, scenario=scenario, compare=CompareView("side", 0.3)).to_link())
    assert (ana.state["compare"]["mode"], ana.state["compare"]["at"], ana.state["compare"]["with"]) == ("side", 0.3, "")
    assert ana.state["before_tiles"]
    ana.act("show_view", ViewState(CAMERA, scenario=scenario, compare=CompareView("swipe", 0.5, "gone")).to_link())
    assert "gone" in ana.state["notice"]["text"]
    assert ana.state["compare"] is None
    ana.act("close_scenario")
    ana.act("show_view", ViewState(CAMERA, compare=CompareView("swipe")).to_link())
    assert ana.state["notice"]["text"] == NOTHING


def test_sides_are_compared_and_left_at_a_chosen_moment_too(ana: Planner) -> None:
    ana.act("new_scenario", "B")
    ana.act("choose_moment", "2026-11-30T08:15")
    assert ana.act("compare", "swipe")["compare"]["after"] == "B"
    assert ana.act("compare", "")["compare"] is None


def test_both_sides_are_seen_from_the_chosen_moment(demo_store_folder: Path) -> None:
    store = open_store(demo_store_folder)
    with (
        TestClient(create_app(store), base_url="http://localhost") as client,
        planner(client, **{"accept-language": "en"}) as ana,
    ):
        ana.act("show_layer", "sensor_points", True)
        ana.act("new_scenario", "B")
        ana.act("add_edit", razing(building(store)))
        ana.act("compare", "swipe", 0.5)
        for moment in ("2025-05-24T09:00+00:00", "2025-05-20T09:00+00:00"):  # the readings are there; not yet
            ana.act("choose_moment", moment)
            assert tiles_of(ana, "sensor_points")
            assert not {tile["url"] for tile in ana.state["before_tiles"] if tile["id"].startswith("sensor_points/")}
            ana.act("compare", "")
            ana.act("compare", "swipe", 0.5)
            assert not {tile["url"] for tile in ana.state["before_tiles"] if tile["id"].startswith("sensor_points/")}
