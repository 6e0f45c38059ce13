"""Colouring: the browser is told the class of each feature, the legend in words, and what the card's object has."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.viewer.planner import Planner, planner
from tests.viewer.test_board import measured, until
from tests.viewer.test_desk import razing
from twin.store import Store
from viewer.painting_words import told_apart


@pytest.fixture
def ana(client: TestClient) -> Iterator[Planner]:
    with planner(client, **{"accept-language": "en"}) as ana:
        yield ana


def letters(client: TestClient, ana: Planner) -> dict[str, str]:
    answer = client.get(ana.state["paint"]["url"])
    assert answer.status_code == 200
    return dict(answer.json())


def counts(ana: Planner) -> dict[str, str]:
    return {each["text"]: each["count"] for each in ana.state["paint"]["classes"] if not each["is_empty"]}


def test_buildings_are_painted_by_height_with_a_legend(ana: Planner, client: TestClient) -> None:
    ana.act("paint", "height_m")
    paint = ana.state["paint"]
    assert (paint["title"], paint["unit"], paint["layer"]) == ("Height", "m", "Buildings")
    assert paint["source"] == "OpenStreetMap (ODbL 1.0)"
    assert counts(ana) == {"6 – 10": "1", "10 – 15": "2"}
    tiles = [tile["url"] for tile in ana.state["tiles"] if tile["id"].startswith("buildings/")]
    found = letters(client, ana)
    assert {f"/tiles/{hash}.vtp" for hash in found} == set(tiles)
    assert sum(map(len, found.values())) == 3
    ana.act("choose_language", "ro")
    until(ana, lambda: ana.state["paint"]["title"] == "Înălțime")
    ana.act("paint", "")
    assert ana.state["paint"] is None


def test_an_edit_paints_the_tiles_of_the_edited_city(ana: Planner, client: TestClient) -> None:
    ana.act("paint", "height_m")
    before = letters(client, ana)
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing("way/1"))
    until(ana, lambda: letters(client, ana) != before)
    assert sum(map(len, letters(client, ana).values())) == 2


def test_an_indicator_is_measured_to_be_painted_and_a_hidden_layer_is_shown(ana: Planner, client: TestClient) -> None:
    ana.act("show_layer", "buildings", False)
    ana.act("paint", "residents_near_stop")
    assert ana.state["paint"]["is_old"] is True
    until(ana, lambda: not ana.state["paint"]["is_old"])
    assert ana.state["paint"]["title"] == "Residents near a stop"
    assert ana.state["paint"]["direction"] == "less is better"
    assert ana.state["paint"]["is_neutral"] is False
    assert "SDG indicator 11.2.1" in ana.state["paint"]["source"]
    assert "buildings" in ana.state["visible"]
    ana.act("paint", "floor_area_ratio")
    until(ana, lambda: not ana.state["paint"]["is_old"])
    assert ana.state["paint"]["is_neutral"] is True  # so that its difference is more and less, not better and worse


def test_the_card_says_the_painted_value(ana: Planner, tiny_store: Store) -> None:
    ana.act("paint", "height_m")
    tile = next(tile for tile in ana.state["tiles"] if tile["id"].startswith("buildings/"))
    ana.act("inspect", tile["id"], 0)
    height = tiny_store.city.buildings.at[ana.state["card"]["id"], "height_m"]
    assert ana.state["paint_card"]["value"] == f"{height:g} m"
    ana.act("close_card")
    assert ana.state["paint_card"] is None


def test_the_card_names_the_painted_number_of_one_object_as_that_and_that_of_its_neighbourhood_as_the_other(
    ana: Planner,
) -> None:
    ana.act("paint", "floor_area_ha")
    until(ana, lambda: not ana.state["paint"]["is_old"])
    tile = next(tile for tile in ana.state["tiles"] if tile["id"].startswith("buildings/"))
    ana.act("inspect", tile["id"], 0)
    until(ana, lambda: ana.state["paint_card"] is not None)
    assert ana.state["paint_card"]["title"] == "The floor area of all storeys of each building"
    assert ana.state["paint_card"]["area"] in ("", "Floor area: Cetate")


def test_a_difference_of_two_cities_is_painted_and_goes_with_its_scenario(ana: Planner) -> None:
    ana.act("look_at_board")
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing("way/1"))
    until(ana, lambda: bool(ana.state["board"]) and ana.state["board"]["is_compared"] and not ana.state["board_busy"])
    ana.act("paint", "floor_area_ha", "difference")
    assert ana.state["paint"]["side"] == "difference"
    assert counts(ana) == {"about the same": "2"}
    ana.act("close_scenario")
    until(ana, lambda: ana.state["paint"]["side"] is None and not ana.state["paint"]["is_old"])


@pytest.mark.parametrize(
    "arguments", [["geometry"], ["height_m", "beside"], ["height_m", "after", "planets"], [["height_m"]]]
)
def test_what_cannot_be_painted_is_refused_with_a_sentence(ana: Planner, arguments: list[object]) -> None:
    ana.act("paint", *arguments)
    assert ana.state["notice"]["number"] == 1
    assert ana.state["paint"] is None


def test_the_trust_suite_is_asked_and_answers_for_these_edits_alone(ana: Planner) -> None:
    ana.act("look_at_board")
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing("way/1"))
    ana.act("verify_now")
    until(ana, lambda: ana.state["trust"] is not None and ana.state["trust_progress"] is None)
    assert ana.state["trust"]["holds"] is True
    assert ana.state["trust"]["text"].startswith("verified: ")
    assert len(ana.state["trust"]["checks"]) == 6
    ana.act("undo_edit")
    assert ana.state["trust"] is None
    ana.act("redo_edit")
    assert ana.state["trust"]["holds"] is True


def test_a_board_is_downloaded_under_a_name_nobody_can_guess(ana: Planner, client: TestClient) -> None:
    ana.act("download_board", "csv")
    assert ana.state["notice"]["number"] == 1  # nothing was measured yet
    ana.act("look_at_board")
    measured(ana)
    ana.act("new_scenario", "Fără o casă")
    ana.act("add_edit", razing("way/1"))
    until(ana, lambda: ana.state["board"]["is_compared"] and not ana.state["board_busy"])
    for kind in ("csv", "json", "xlsx"):
        ana.act("download_board", kind)
        answer = client.get(ana.state["download"]["url"])
        assert answer.status_code == 200
        assert f"fara-o-casa.{kind}" in answer.headers["content-disposition"]
        assert len(answer.content) > 1000
    assert client.get("/made/guessed").status_code == 404


def test_titles_that_begin_alike_say_first_what_differs() -> None:
    titles = {"a": "15-minute city: on foot", "b": "15-minute city: child alone", "c": "Minute (pe jos)",
              "d": "Minute (cu bicicleta)", "e": "Coeficient (CUT)", "f": "Trees"}  # fmt: skip
    assert told_apart(titles) == {
        "a": "on foot · 15-minute city", "b": "child alone · 15-minute city", "c": "pe jos · Minute",
        "d": "cu bicicleta · Minute", "e": "Coeficient (CUT)", "f": "Trees",
    }  # fmt: skip
