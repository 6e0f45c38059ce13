"""The commands that go through a scenario's edits and steps, as somebody types them."""

import json
import shutil
from pathlib import Path

import pytest
from cyclopts import App

from twin.cli import WRONG_USE, make_app, run
from twin.cli_scenario import add_scenario_commands


@pytest.fixture(scope="module")
def made_once(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a town with a scenario of three edits."""
    folder = Path(shutil.copytree(town_folder, tmp_path_factory.mktemp("edited") / "city"))
    twin("new", folder, "--name", "Plan", "--author", "Ana", "--description", "Piața nouă")
    named = (folder, "--scenario", "Plan")
    twin("add", *named, "--kind", "demolish_building", "--id", "way/1")
    twin("add", *named, "--kind", "speed_limit", "--id", "way/5", "--set", "kmh=30")
    twin("add", *named, "--kind", "vacant_land_to_park", "--id", "way/3")
    return folder


@pytest.fixture
def plan(made_once: Path, tmp_path: Path) -> list[object]:
    """Return what names the scenario on the command line."""
    return [shutil.copytree(made_once, tmp_path / "city"), "--scenario", "Plan"]


def app() -> App:
    made = make_app("en")
    if "scenario" not in made:
        add_scenario_commands(made, "en")
    return made


def twin(*tokens: object) -> int:
    return run(app(), ["scenario", *(str(token) for token in tokens)], "en")


def edits(capsys: pytest.CaptureFixture[str]) -> list[tuple[str, bool]]:
    """Return id and whether it is on of each edit that was printed last."""
    return [(edit["id"], edit["on"]) for edit in json.loads(capsys.readouterr().out)["edits"]]


def test_an_edit_is_taken_out_by_its_number(plan: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert twin("remove", *plan, "--edit", 2, "--json") == 0
    assert edits(capsys) == [("plan/1", True), ("plan/3", True)]


def test_several_ids_have_commas_between_them(plan: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert twin("add", *plan, "--kind", "close_street", "--id", "way/5, way/6", "--json") == 0
    made = json.loads(capsys.readouterr().out)["edits"][-1]
    assert made["target"]["ids"] == ["way/5", "way/6"]


def test_an_edit_is_taken_out_by_its_id(plan: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert twin("remove", *plan, "--edit", "plan/1", "--json") == 0
    assert edits(capsys) == [("plan/2", True), ("plan/3", True)]


def test_an_edit_is_switched_off_and_on(plan: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert twin("off", *plan, "--edit", 2, "--json") == 0
    assert edits(capsys)[1] == ("plan/2", False)
    assert twin("on", *plan, "--edit", 2, "--json") == 0
    assert edits(capsys)[1] == ("plan/2", True)


def test_edits_are_put_in_another_order(plan: list[object], capsys: pytest.CaptureFixture[str]) -> None:
    assert twin("reorder", *plan, "--order", "3, plan/1,2", "--json") == 0
    assert [id for id, _ in edits(capsys)] == ["plan/3", "plan/1", "plan/2"]


@pytest.mark.parametrize(
    ("tokens", "reason"),
    [
        (("remove", "--edit", "4"), "no edit 4; it has 3"),
        (("off", "--edit", "other/1"), "no edit “other/1”. It has: plan/1, plan/2, plan/3"),
        (("reorder", "--order", "1,2"), "has to name each edit once"),
        (("on",), "--edit needs a value"),
        (("add", "--kind", "close_street", "--at", "21.2,45.7"), "draws nothing: leave out --at"),
    ],
)
def test_edits_that_are_not_there_are_refused_in_one_line(
    plan: list[object], capsys: pytest.CaptureFixture[str], tokens: tuple[str, ...], reason: str
) -> None:
    command, *rest = tokens
    assert twin(command, *plan, *rest) == WRONG_USE
    told = capsys.readouterr().err
    assert reason in told
    assert told.count("\n") == 1


def test_all_steps_are_told_and_where_the_scenario_stands(
    plan: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    for tokens in (("undo",), ("off", "--edit", 1), ("reorder", "--order", "2,1"), ("undo",)):
        twin(tokens[0], *plan, *tokens[1:])
    capsys.readouterr()
    assert twin("history", *plan, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["at"] == 4
    assert [(step["action"], step["state"]) for step in told["steps"]] == [
        ("new", "done"), ("add", "done"), ("add", "done"), ("add", "left"), ("off", "here"), ("order", "undone"),
    ]  # fmt: skip
    assert told["steps"][-1]["says"] == "Put in another order, by the numbers before: 2, 1"
    assert told["steps"][1]["says"] == "Added: Demolish Casa"
    assert told["steps"][4]["says"] == "Switched off: Demolish Casa"
    assert twin("history", *plan) == 0
    assert "the scenario stands here" in capsys.readouterr().out


def test_a_scenario_shows_what_it_is_and_on_what_it_stands(
    plan: list[object], capsys: pytest.CaptureFixture[str]
) -> None:
    assert twin("show", *plan) == 0
    told = capsys.readouterr().out
    assert "Piața nouă" in told
    assert "By Ana, on the city timisoara, version " in told
    assert "plan/2" in told
