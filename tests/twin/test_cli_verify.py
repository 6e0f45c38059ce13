"""`twin verify`, and the boards that carry its answer."""

import json
from pathlib import Path

import pytest

from twin.cli import make_app, run


def say(capsys: pytest.CaptureFixture[str], *tokens: object, language: str = "en") -> str:
    assert run(make_app(language), [str(token) for token in tokens], language) == 0
    return capsys.readouterr().out


def test_a_board_carries_what_the_trust_suite_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    say(capsys, "scenario", "new", folder, "--name", "Plan")
    say(capsys, "scenario", "add", folder, "--scenario", "Plan", "--kind", "close_street", "--id", "way/6")
    assert "not asked yet" in say(capsys, "measure", folder, "--scenario", "Plan", "--only", "floor_area_ha")
    assert "A closure makes no trip shorter" in say(capsys, "verify", folder, "--scenario", "Plan")
    assert "Trust suite: ✓ 4 of 4 hold" in say(capsys, "measure", folder, "--scenario", "Plan", "--only", "trees")
    assert "Plan – Trust suite: ✓" in say(capsys, "compare", folder, "--after", "Plan", "--only", "floor_area_ha")
    board = json.loads(say(capsys, "measure", folder, "--scenario", "Plan", "--only", "floor_area_ha", "--json"))
    assert board["trust"]["holds"] is True
    found = json.loads(say(capsys, "verify", folder, "--scenario", "Plan", "--json", language="ro"))
    assert found["checks"][0]["title"] == "O închidere nu scurtează niciun drum"
    assert [check["holds"] for check in found["checks"]] == [True, None, True, None, True, True]


def test_a_scenario_that_is_not_there_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(make_app("en"), ["verify", str(folder), "--scenario", "X"], "en") == 2
    assert "There is no scenario “X”" in capsys.readouterr().err
