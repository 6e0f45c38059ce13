"""Saved views and stories: planners keep them for everybody; anybody opens them; nobody else changes them."""

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.viewer.planner import Planner, planner
from tests.viewer.signing_in import cookie_of
from tests.viewer.test_desk import razing
from twin.store import open_store
from viewer.server import create_app
from viewer.state import Feature
from viewer.story import shipped_stories
from viewer.view_looks import MeasuredView, SectionView
from viewer.view_state import CameraView, ColouringView, ScenarioView, ViewState
from viewer.viewing import qr_code

HERE = CameraView(21.2257, 45.7537, 400.0, 10.0, 50.0)
SECTION = SectionView(21.2257, 45.7537, 30.0, -50.0, 60.0, -70.0, 80.0, -5.0, 12.5)
MEASURED = MeasuredView("line", ((21.2257, 45.7537, 90.0), (21.2267, 45.7537, 90.5)))
VIEW = ViewState(
    HERE, layers=("buildings", "trees"), colouring=ColouringView("height_m", hidden=(2,)), section=SECTION,
    measured=MEASURED, theme="dark", language="ro",
)  # fmt: skip
TEXTS = {"title": {"ro": "Cubul"}, "sentence": {"en": "A cube."}, "indicator": "trees"}


@pytest.fixture
def folder(tiny_store_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(tiny_store_folder, tmp_path / "tiny"))


@pytest.fixture
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(open_store(folder), max_sessions=3), base_url="http://localhost") as client:
        yield client


@pytest.fixture
def ana(client: TestClient, folder: Path) -> Iterator[Planner]:
    client.cookies.set(*cookie_of(folder))
    with planner(client, **{"accept-language": "en"}) as ana:
        client.cookies.clear()
        yield ana


def test_a_view_that_a_planner_saves_is_opened_by_anybody_and_changed_by_nobody_else(
    ana: Planner, client: TestClient
) -> None:
    ana.act("save_view", "Centrul", VIEW.to_link())
    assert [(view["name"], view["author"]) for view in ana.state["saved_views"]] == [("Centrul", "Ana")]
    ana.act("save_view", "centrul", VIEW.to_link())
    assert ana.state["view_error"]["name"] == "centrul"
    assert "already" in ana.state["view_error"]["text"]
    with planner(client, **{"accept-language": "en"}) as guest:
        guest.act("open_view", "Centrul")
        assert guest.state["visible"] == ["buildings", "trees"]
        assert guest.state["paint"]["subject"] == "height_m"
        assert guest.state["view_shown"] == {
            "number": 1, "camera": vars(HERE), "flies": True, "section": vars(SECTION), "measured": MEASURED.to_json(),
            "colouring": {"subject": "height_m", "side": "after", "scope": "objects", "hidden": [2]},
        }  # fmt: skip
        assert (guest.state["language"], guest.state["theme"]) == ("en", "light")
        for number, forged in enumerate((["delete_view", "Centrul"], ["save_view", "Mine", VIEW.to_link()]), start=1):
            guest.act(*forged)
            assert guest.state["notice"] == {"number": number, "text": "Sign in to save."}
    ana.act("list_views")
    assert len(ana.state["saved_views"]) == 1
    assert ana.state["view_error"]["name"] == "centrul"
    ana.act("delete_view", "Centrul")
    assert ana.state["saved_views"] == []


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("show_view", [7]), ("show_view", ["none"]), ("save_view", ["", VIEW.to_link()]), ("save_view", ["x", {}]),
        ("open_view", ["none such"]), ("delete_view", [["x"]]), ("show_qr", ["javascript:alert(1)"]),
        ("play_story", ["shipped/none", 0]), ("play_story", ["own/none", 0]), ("new_story", [9]),
        ("add_step", ["none", VIEW.to_link(), TEXTS]), ("move_step", ["none", 0, 7]),
    ],
)  # fmt: skip
def test_forged_words_change_nothing_and_are_answered_with_a_sentence(
    ana: Planner, action: str, arguments: list[object]
) -> None:
    ana.act(action, *arguments)
    assert ana.state["notice"]["number"] == 1
    assert (ana.state["saved_views"], ana.state["story"]) == ([], None)


def test_a_view_of_what_is_not_there_shows_the_rest_and_says_what_is_missing(ana: Planner) -> None:
    odd = ViewState(HERE, ("trees", "dragons"), scenario=ScenarioView("Atlantis"), selection=Feature("trees", "none"))
    ana.act("show_view", odd.to_link())
    assert ana.state["visible"] == ["trees"]
    assert all(word in ana.state["notice"]["text"] for word in ("dragons", "Atlantis", "none"))


def test_a_link_carries_a_saved_scenario_and_its_side(ana: Planner, client: TestClient) -> None:
    ana.act("new_scenario", "Strada liberă")
    with planner(client) as guest:
        guest.act("show_view", ViewState(HERE, scenario=ScenarioView("Strada liberă", "before")).to_link())
        assert (guest.state["desk"]["name"], guest.state["desk"]["side"]) == ("Strada liberă", "before")


def test_a_link_without_a_scenario_shows_none_that_is_saved(ana: Planner) -> None:
    ana.act("new_scenario", "Strada liberă")
    ana.act("show_view", ViewState(HERE).to_link())
    assert ana.state["desk"] is None
    ana.act("new_scenario", "")
    ana.act("add_edit", razing("way/1"))
    ana.act("show_view", ViewState(HERE, scenario=ScenarioView("Strada liberă")).to_link())
    ana.act("show_view", ViewState(HERE).to_link())
    assert ana.state["desk"]["mine"] == "My scenario"  # saved nowhere, and so still here


def test_a_link_opens_the_scenario_it_names_and_offers_what_was_not_saved(ana: Planner) -> None:
    ana.act("new_scenario", "Strada liberă")
    ana.act("clone_scenario", "Piața")
    ana.act("new_scenario", "")  # lives in the browser alone
    ana.act("add_edit", razing("way/1"))
    ana.act("show_view", ViewState(HERE).to_link())
    assert ana.state["desk"]["name"] == "My scenario"
    ana.act("show_view", ViewState(HERE, scenario=ScenarioView("Atlantis")).to_link())
    assert (ana.state["desk"]["name"], ana.state["desk"]["mine"]) == ("My scenario", "")
    ana.act("show_view", ViewState(HERE, scenario=ScenarioView("Strada liberă")).to_link())
    desk = ana.state["desk"]
    assert (desk["name"], desk["is_saved"], desk["mine"], desk["conflict"]) == (
        "Strada liberă",
        True,
        "My scenario",
        "",
    )
    ana.act("show_view", ViewState(HERE, scenario=ScenarioView("Piața")).to_link())
    assert (ana.state["desk"]["name"], ana.state["desk"]["mine"]) == ("Piața", "My scenario")
    ana.act("take_mine")
    assert [edit["kind"] for edit in ana.state["desk"]["edits"]] == ["demolish_building"]


def test_a_view_gets_another_name_but_not_that_of_another_view(ana: Planner) -> None:
    for name in ("Centrul", "Gara"):
        ana.act("save_view", name, VIEW.to_link())
    ana.act("rename_view", "Gara", "Centrul")
    assert "already" in ana.state["view_error"]["text"]
    ana.act("rename_view", "Gara", "Gara de Nord")
    assert [view["name"] for view in ana.state["saved_views"]] == ["Centrul", "Gara de Nord"]
    assert ana.state["view_error"]["text"] == ""
    ana.act("open_view", "Gara de Nord")
    assert ana.state["view_shown"]["camera"] == vars(HERE)


def test_a_text_that_is_missing_is_told_beside_its_field_in_the_language_of_the_page(ana: Planner) -> None:
    ana.act("choose_language", "ro")
    ana.act("new_story", "Plimbare")
    ana.act("add_step", "Plimbare", VIEW.to_link(), {**TEXTS, "title": {"ro": "", "en": " "}})
    error = {"at": -2, "field": "title", "text": "Scrieți un titlu, în română sau în engleză."}
    assert ana.state["story_error"] == error
    assert ana.state["notice"]["text"] == ""
    ana.act("add_step", "Plimbare", VIEW.to_link(), TEXTS)
    assert ana.state["story_error"]["text"] == ""
    ana.act("change_step", "Plimbare", 0, {**TEXTS, "sentence": {}})
    assert (ana.state["story_error"]["at"], ana.state["story_error"]["field"]) == (0, "sentence")


def test_a_language_that_was_left_empty_stays_empty_in_the_form(ana: Planner) -> None:
    ana.act("new_story", "Plimbare")
    ana.act("add_step", "Plimbare", VIEW.to_link(), TEXTS)
    (step,) = ana.state["story_edit"]["steps"]
    assert (step["title"], step["sentence"]) == ({"ro": "Cubul", "en": ""}, {"ro": "", "en": "A cube."})
    ana.act("play_story", "own/Plimbare", 0)
    assert ana.state["story"]["title"] == {"ro": "Cubul", "en": "Cubul"}


def test_the_big_screen_plays_a_story_only_when_its_planner_says_so(ana: Planner, client: TestClient) -> None:
    ana.act("new_story", "Plimbare")
    assert not ana.state["story_edit"]["is_shown"]
    ana.act("add_step", "Plimbare", VIEW.to_link(), TEXTS)
    with planner(client, query="?display=1") as screen:
        shipped = len(shipped_stories("timisoara"))
        for is_shown in (False, True, False):
            ana.act("show_on_display", "Plimbare", is_shown)
            assert len(screen.act("list_stories")["stories"]) == shipped + is_shown
    with planner(client) as guest:
        guest.act("show_on_display", "Plimbare", True)
        assert not guest.act("list_stories")["stories"][-1]["is_shown"]


def test_a_link_to_a_story_that_is_not_there_says_so(ana: Planner) -> None:
    for id, said in (("own/Nimic", "There is no story “Nimic” here."), ("nonsense", "There is no story “nonsense”")):
        assert said in ana.act("play_story", id, 0)["notice"]["text"]
    ana.act("new_story", "Goală")
    assert ana.act("play_story", "own/Goală", 0)["notice"]["text"] == "The story “Goală” has no steps yet."


def test_an_address_is_handed_over_as_short_as_it_can_be(ana: Planner) -> None:
    plain = base64.urlsafe_b64encode(json.dumps(VIEW.to_json()).encode()).decode().rstrip("=")
    for query, short in ((f"view={plain}", f"view={VIEW.to_link()}"), ("story=own/Centrul", "story=own/Centrul")):
        ana.act("show_qr", f"http://localhost/?{query}")
        assert ana.state["qr"]["short"] == f"http://localhost/?{short}"
        assert ana.state["qr"]["image"] == qr_code(f"http://localhost/?{short}")


def test_a_planner_makes_a_story_and_a_guest_plays_it_but_cannot_change_it(ana: Planner, client: TestClient) -> None:
    ana.act("new_story", "Plimbare")
    ana.act("add_step", "Plimbare", VIEW.to_link(), TEXTS)
    ana.act("add_step", "Plimbare", VIEW.to_link(), {**TEXTS, "title": {"en": "Second"}})
    ana.act("move_step", "Plimbare", 1, -1)
    ana.act("change_step", "Plimbare", 1, {**TEXTS, "title": {"ro": "Al doilea", "en": "The second"}})
    assert [step["title"]["en"] for step in ana.state["story_edit"]["steps"]] == ["Second", "The second"]
    ana.act("delete_step", "Plimbare", 0)
    with planner(client, **{"accept-language": "en"}) as guest:
        guest.act("list_stories")
        own = [story for story in guest.state["stories"] if story["is_own"]]
        assert [(story["id"], story["count"]) for story in own] == [("own/Plimbare", 1)]
        guest.act("play_story", "own/Plimbare", 0)
        assert guest.state["story"]["title"] == {"ro": "Al doilea", "en": "The second"}
        assert guest.state["story"]["figure"]["ro"]["title"] != guest.state["story"]["figure"]["en"]["title"]
        guest.act("delete_story", "Plimbare")
        assert guest.state["notice"]["text"] == "Sign in to save."
        guest.act("stop_story")
        assert guest.state["story"] is None
    ana.act("delete_story", "Plimbare")
    assert not [story for story in ana.state["stories"] if story["is_own"]]
