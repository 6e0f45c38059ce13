"""A street on the page: the whole of it is the target, and what of it a change is not for is left out and told."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.long_street import NAMELESS, PAVEMENT, PIECES, write_long_street
from twin.build import Inputs, city_from_files
from twin.store import Store, write_store
from viewer.server import create_app

from .planner import Planner, planner
from .test_desk import draft


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    folder = tmp_path_factory.mktemp("long")
    return write_store(city_from_files(Inputs(osm=write_long_street(folder / "town.osm"))), folder / "store")


@pytest.fixture
def ana(store: Store) -> Iterator[Planner]:
    with (
        TestClient(create_app(store, max_sessions=3), base_url="http://localhost") as client,
        planner(client, **{"accept-language": "en"}) as ana,
    ):
        ana.act("new_scenario", "Plan")
        yield ana


def test_a_piece_that_is_chosen_brings_its_whole_street(ana: Planner) -> None:
    picked = ana.act("choose_target", "streets", "way/2")["picked"]
    assert (picked["title"], picked["id"], picked["length_m"]) == ("Strada Lungă", "way/2", pytest.approx(100, abs=0.5))
    assert picked["whole"]["ids"] == list(PIECES)
    assert picked["whole"]["said"] == "3 pieces, 300 m"


def test_a_pavement_that_is_chosen_brings_the_carriageway_beside_it(ana: Planner) -> None:
    picked = ana.act("choose_target", "streets", PAVEMENT)["picked"]
    assert picked["whole"] is None
    assert picked["course"]["ids"] == list(PIECES)
    assert picked["course"]["said"] == "3 pieces, 300 m"
    assert ana.act("choose_target", "streets", "way/2")["picked"]["course"] is None


def test_the_lines_of_a_whole_street_run_as_the_piece_does(ana: Planner) -> None:
    lines = ana.act("choose_target", "streets", "way/2")["picked"]["whole"]["lines"]
    assert all(line[0][0] > line[-1][0] for line in lines)  # way/2 is drawn to the west


def test_a_street_of_one_piece_is_no_choice(ana: Planner) -> None:
    picked = ana.act("choose_target", "streets", NAMELESS)["picked"]
    assert (picked["title"], picked["detail"], picked["whole"]) == ("Residential street", NAMELESS, None)


def test_the_list_says_how_much_of_a_street_changes(ana: Planner) -> None:
    ana.act("apply_draft", draft("close_street", ids=list(PIECES), loose=list(PIECES), values={"modes": ["car"]}))
    assert [edit["size"] for edit in ana.state["desk"]["edits"]] == ["3 pieces, 300 m"]


def test_pieces_that_are_so_already_are_left_out_of_a_whole_street_and_told(ana: Planner) -> None:
    ana.act("apply_draft", draft("speed_limit", ids=["way/1"], values={"kmh": 30}))
    ana.act("apply_draft", draft("speed_limit", ids=list(PIECES), loose=list(PIECES), values={"kmh": 30}))
    assert [edit["size"] for edit in ana.state["desk"]["edits"]] == ["1 piece, 100 m", "2 pieces, 200 m"]
    told = "1 piece of the street was left out. Strada Lungă (way/1) has this limit already."
    assert ana.state["notice"]["text"] == told


def test_pieces_that_were_clicked_one_by_one_are_refused_instead(ana: Planner) -> None:
    ana.act("apply_draft", draft("speed_limit", ids=["way/1"], values={"kmh": 30}))
    ana.act("apply_draft", draft("speed_limit", ids=list(PIECES), values={"kmh": 30}))
    assert ana.state["edit_answer"]["text"] == "Strada Lungă (way/1) has this limit already. Leave it out."
    assert len(ana.state["desk"]["edits"]) == 1


def test_a_whole_street_is_made_one_way_along_the_piece_that_was_clicked(ana: Planner) -> None:
    said = draft("one_way", ids=list(PIECES), loose=list(PIECES), along="way/2", values={"way": "forward"})
    ana.act("apply_draft", said)
    assert "throughout" in ana.state["desk"]["edits"][0]["text"]


def test_the_card_says_how_large_the_whole_street_is(ana: Planner) -> None:
    rows = ana.act("choose_found", "streets", "way/1")["card"]["rows"]
    assert {"title": "The whole street", "value": "3 pieces, 300 m", "time": "", "note": ""} in rows
