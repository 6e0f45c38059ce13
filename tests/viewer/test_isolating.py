"""One neighbourhood seen alone: what the page is told of it, what is counted, what a view and the card say."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from starlette.testclient import TestClient

from tests.parted_town import EAST, EAST_CUBE, ON_THE_BORDER, WEST, WEST_CUBE, write_parted_town
from tests.viewer.planner import Planner, planner
from twin.belonging import rows_within
from twin.build import Inputs, city_from_files
from twin.store import Store, write_store
from viewer.in_view import in_view
from viewer.isolating import Alone
from viewer.server import create_app
from viewer.sheet import Sheet
from viewer.view_state import CameraView, ViewState

HERE = CameraView(21.2257, 45.7537, 400.0, 10.0, 50.0)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("parted")
    return write_store(city_from_files(Inputs(osm=write_parted_town(folder / "town.osm"))), folder / "store")


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(store, max_sessions=3), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def ana(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as ana:
        yield ana


def corners(store: Store) -> list[list[float]]:
    xmin, ymin, xmax, ymax = store.city.frame.bounds
    x0, y0 = store.city.frame.origin
    return [[x - x0, y - y0] for x, y in ((xmin, ymin), (xmax, ymin), (xmax, ymax), (xmin, ymax))]


def counted(ana: Planner, store: Store) -> dict[str, str]:
    said = ana.call("trame.trigger", ["list_in_view", [corners(store), 0], {}])
    return {row["name"]: row["count"] for row in said["rows"]}


def test_the_page_lists_the_neighbourhoods_and_says_which_is_seen_alone(ana: Planner) -> None:
    assert [each["title"] for each in ana.state["neighbourhoods"]] == ["Apus", "Răsărit"]
    assert ana.state["isolated"] is None
    told = ana.act("isolate", EAST)["isolated"]
    assert (told["id"], told["title"]) == (EAST, "Răsărit")
    assert told["border"].startswith("mapped by volunteers")
    xmin, _, xmax, _ = told["bounds"]
    assert xmax - xmin == pytest.approx(200, abs=0.5)
    assert ana.act("isolate", "")["isolated"] is None


def test_the_browser_is_told_of_each_tile_which_features_belong(ana: Planner, client: TestClient, store: Store) -> None:
    tiles = client.get(ana.act("isolate", WEST)["isolated"]["url"]).json()["tiles"]
    (buildings,) = [tile for tile in store.tiles.tiles if tile.layer == "buildings"]
    ids = list(store.city.buildings.index)
    assert [id for id, letter in zip(ids, tiles[buildings.hash], strict=True) if letter == "1"] == [
        id for id in ids if id in (WEST_CUBE, ON_THE_BORDER)
    ]


def test_the_browser_is_told_along_which_outline_flat_things_are_cut(ana: Planner, client: TestClient) -> None:
    isolated = ana.act("isolate", EAST)["isolated"]
    (ring,) = client.get(isolated["url"]).json()["outline"]
    xmin, ymin, xmax, ymax = isolated["bounds"]
    for axis, (low, high) in enumerate(((xmin, xmax), (ymin, ymax))):
        found = [point[axis] for point in ring]
        assert [min(found), max(found)] == pytest.approx([low - 12, high + 12], abs=1.5)  # half a wide street


def test_only_what_is_isolated_is_counted(ana: Planner, store: Store) -> None:
    assert counted(ana, store)["buildings"] == "3"
    ana.act("isolate", WEST)
    assert counted(ana, store)["buildings"] == "2"
    ana.act("isolate", EAST)
    assert (counted(ana, store)["buildings"], counted(ana, store)["streets"]) == ("1", "2")


def test_the_saved_table_says_of_which_neighbourhood_it_is(ana: Planner, client: TestClient, store: Store) -> None:
    ana.act("isolate", EAST)
    counted(ana, store)
    table = client.get(ana.act("save_in_view")["download"]["url"]).text
    assert "Only Răsărit is counted" in table


def test_ground_and_people_are_those_of_the_neighbourhood(store: Store) -> None:
    sheet, city = Sheet.of_store(store, datetime.now(UTC)), store.city
    outline = city.neighbourhoods.geometry.loc[WEST]
    alone = Alone("Apus", outline, rows_within(city, city.layers.values(), WEST))
    xmin, ymin, xmax, ymax = city.frame.bounds
    seen = in_view(sheet, [(xmin, ymin), (xmax, ymin), (xmax, ymax), (xmin, ymax)], ["buildings"], alone=alone)
    assert seen.area_m2 == pytest.approx(outline.area)
    assert seen.residents == pytest.approx(city.buildings["residents"].loc[[WEST_CUBE, ON_THE_BORDER]].sum())
    assert seen.layers[0].count == 2


def test_the_card_names_the_neighbourhood_of_its_object(ana: Planner, store: Store) -> None:
    (buildings,) = [tile for tile in store.tiles.tiles if tile.layer == "buildings"]
    row = list(store.city.buildings.index).index(EAST_CUBE)
    card = ana.act("inspect", f"buildings/{buildings.cell}", row)["card"]
    assert card["area"] == {"id": EAST, "title": "Răsărit"}


def test_of_a_comparison_the_tiles_of_both_sides_are_told(ana: Planner, client: TestClient) -> None:
    ana.act("new_scenario", "Plan")
    target = {"layer": "buildings", "ids": [EAST_CUBE]}
    ana.act("add_edit", {"kind": "change_building", "target": target, "after": {"height_m": 30}})
    ana.act("compare", "swipe")
    tiles = client.get(ana.act("isolate", EAST)["isolated"]["url"]).json()["tiles"]
    left = [tile for tile in ana.state["before_tiles"] if tile["id"].startswith("buildings/")]
    right = [tile for tile in ana.state["tiles"] if tile["id"].startswith("buildings/")]
    hashes = {tile["url"].split("/")[-1].split(".")[0] for tile in (*left, *right)}
    assert len(hashes) == 2
    assert [sorted(tiles[hash]) for hash in hashes] == [["0", "0", "1"]] * 2


def test_what_is_selected_outside_is_let_go_of(ana: Planner, store: Store) -> None:
    (buildings,) = [tile for tile in store.tiles.tiles if tile.layer == "buildings"]
    row = list(store.city.buildings.index).index(EAST_CUBE)
    ana.act("inspect", f"buildings/{buildings.cell}", row)
    assert ana.act("isolate", EAST)["card"]["id"] == EAST_CUBE
    assert ana.act("isolate", WEST)["card"] is None
    assert ana.state["highlight"] == ""


@pytest.mark.parametrize("area", ["way/99", 7, None, ["x"], "x" * 300])
def test_what_is_no_neighbourhood_is_refused_and_changes_nothing(ana: Planner, area: object) -> None:
    ana.act("isolate", WEST)
    assert ana.act("isolate", area)["notice"]["number"] == 1
    assert ana.state["isolated"]["id"] == WEST


def test_a_view_shows_its_neighbourhood_and_one_without_shows_the_city(ana: Planner) -> None:
    ana.act("show_view", ViewState(HERE, isolated=EAST).to_link())
    assert ana.state["isolated"]["id"] == EAST
    ana.act("show_view", ViewState(HERE).to_link())
    assert ana.state["isolated"] is None
    ana.act("show_view", ViewState(HERE, isolated="way/99").to_link())
    assert "way/99" in ana.state["notice"]["text"]
    assert ana.state["isolated"] is None
