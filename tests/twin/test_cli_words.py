"""What commands say of scenarios: who reads it finds the field, the command, the time and the lines."""

import re
from pathlib import Path

import pytest

from tests.twin.edited_town import block, lonlat
from tests.twin.transit_town import transit_town
from twin.city import City
from twin.cli import WRONG_USE, make_app, run
from twin.comparison import compare
from twin.comparison_export import sheets
from twin.comparison_output import comparison_json, print_comparison
from twin.lines_along import by_number
from twin.scenario_output import print_scenario
from twin.verification import Verification
from twin.verification_output import trust_text

Capture = pytest.CaptureFixture[str]


def twin(*tokens: object) -> int:
    return run(make_app("en"), [str(token) for token in tokens], "en")


def test_a_field_in_other_words_is_named_before_one_that_is_missing(folder: Path, capsys: Capture) -> None:
    twin("scenario", "new", folder, "--name", "A")
    edit = ("scenario", "add", folder, "--scenario", "A", "--kind", "speed_limit", "--id", "way/5")
    assert twin(*edit, "--set", "speed=30") == WRONG_USE
    assert "speed is not a field of this edit. Known: kmh." in capsys.readouterr().err


def test_two_corners_are_too_few_for_an_outline(folder: Path, capsys: Capture) -> None:
    twin("scenario", "new", folder, "--name", "A")
    corners = [token for lon, lat in (lonlat(0, 0), lonlat(9, 9)) for token in ("--at", f"{lon},{lat}")]
    edit = ("scenario", "add", folder, "--scenario", "A", "--kind", "add_building", "--set", "storeys=2")
    assert twin(*edit, *corners) == WRONG_USE
    assert capsys.readouterr().err.strip() == "An outline needs three corners or more."


def test_a_command_under_scenario_that_is_none_leads_to_the_help_of_scenario(capsys: Capture) -> None:
    assert twin("scenario", "foo") == WRONG_USE
    assert "See: twin scenario --help" in capsys.readouterr().err
    twin("scenario", "--help")
    assert "Usage: twin scenario COMMAND" in capsys.readouterr().out


def test_one_way_of_moving_may_be_given_by_its_name_alone(town: City) -> None:
    assert town.scenario("A").close_street("way/6", modes="car").edits[0].describe("en").endswith("Strada Mică to cars")


def test_lines_stand_by_their_numbers() -> None:
    lines = ["33", "E3", "16", "4", "33b", "M30", "E1"]
    assert sorted(lines, key=by_number) == ["4", "16", "33", "33b", "E1", "E3", "M30"]


def test_a_remark_on_two_edits_is_said_once(tmp_path: Path, capsys: Capture) -> None:
    plan = transit_town(tmp_path).scenario("A").close_street("way/5", modes=["car"], hours="07:00-09:00")
    print_scenario(plan.close_street("way/5", modes=["car"]), "en", as_json=False)
    said = capsys.readouterr().out
    assert said.count("still run here") == 1
    assert "! Edits 1, 2: Lines 2, 3 still run here" in said


def test_the_time_of_the_trust_suite_is_told_as_people_say_it() -> None:
    said = trust_text(Verification((), "2026-11-29T08:44:14+00:00"), "ro")
    assert re.search(r"\(2\d nov\. 2026, \d\d:\d\d\)$", said)


def test_the_workbook_lists_no_drawing_as_a_source(town: City) -> None:
    made = compare(town, town.scenario("A").add_trees(lonlat(-60, -60)), ids=["trees"])
    about = sheets(made, "en", trust={})["About"].table
    assert "1. 1 new tree, near Bulevardul" in about["Value"].tolist()
    assert not about["Value"].str.contains("Drawn in a scenario").any()


def test_a_comparison_tells_the_remarks_of_its_edits(tmp_path: Path, capsys: Capture) -> None:
    town = transit_town(tmp_path)
    made = compare(town, town.scenario("A").add_park(block(60, 20, 20)).close_street("way/5"), ids=["trees"])
    remark = "Lines 2, 3 still run here: move their stops or change them."
    print_comparison(made, "en")
    assert f"! Edit 2: {remark}" in capsys.readouterr().out
    side = comparison_json(made, "en", {})["after"]
    assert isinstance(side, dict)
    assert [(edit["id"], edit["remarks"]) for edit in side["edits"]] == [("a/1", []), ("a/2", [remark])]
    about = sheets(made, "en", trust={})["About"].table.set_index("About what")["Value"]
    assert about["What to know"] == f"Edit 2: {remark}"
