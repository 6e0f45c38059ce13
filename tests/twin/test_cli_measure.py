import json
from pathlib import Path

import pytest
from cyclopts import App

from geodata.targets import Target
from twin.board_output import published_text
from twin.cli import make_app, run
from twin.cli_measure import add_measure_commands
from twin.indicators import indicators


def app(language: str = "en") -> App:
    made = make_app(language)
    if "measure" not in made:
        add_measure_commands(made, language)
    return made


def measured(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> dict:
    assert run(app(), ["measure", str(folder), "--json", *options], "en") == 0
    return json.loads(capsys.readouterr().out)


def test_json_says_value_unit_direction_tier_and_coverage(tiny_store_folder: Path, capsys) -> None:
    document = measured(tiny_store_folder, capsys, "--only", "charging_stations")
    [(id, found)] = document["indicators"].items()
    assert (id, found["value"], found["direction"], found["tier"]) == ("charging_stations", 1.0, "more", "mapped")
    assert found["coverage"] == {"Charging stations": {"mapped": 1.0}}
    assert sum(found["by_neighbourhood"].values()) == 1.0
    assert "Cetate" in document["neighbourhoods"].values()


def test_the_target_of_the_recipe_survives_the_store(tiny_store_folder: Path, capsys) -> None:
    target = measured(tiny_store_folder, capsys, "--only", "charging_stations")["indicators"]["charging_stations"][
        "target"
    ]
    assert (target["baseline"], target["goal"], target["progress"]) == (20, 120, -0.19)


def test_json_has_every_indicator_and_no_number_that_is_none(tiny_store_folder: Path, capsys) -> None:
    found = measured(tiny_store_folder, capsys)["indicators"]
    assert {"green_m2_per_resident", "fifteen_minutes_walk", "detour_car"} <= set(found)
    assert all((each["value"] is None) == (each["unknown"] is not None) for each in found.values())


def test_what_is_not_known_says_why(tiny_store_folder: Path, capsys) -> None:
    found = measured(tiny_store_folder, capsys, "--only", "vacant_land_ha")["indicators"]["vacant_land_ha"]
    assert found["value"] is None
    assert found["unknown"].startswith("not known, because this city has nothing in the layer “Vacant land”")


def test_an_unknown_indicator_is_refused_in_one_line(tiny_store_folder: Path, capsys) -> None:
    assert run(app(), ["measure", str(tiny_store_folder), "--only", "luck"], "en") == 2
    told = capsys.readouterr().err.strip()
    assert told.startswith("There is no indicator “luck”. Indicators: ")
    assert "\n" not in told


def test_a_table_for_people_shows_value_goal_and_reasons(tiny_store_folder: Path, capsys) -> None:
    assert run(app(), ["measure", str(tiny_store_folder)], "en") == 0
    told = capsys.readouterr().out
    assert "20, goal 120 (stations), -19 %" in told
    assert "not known, because this city has nothing in the layer “Vacant land”" in told


def test_a_folder_is_needed(capsys) -> None:
    assert run(app(), ["measure"], "en") == 2
    assert "DIR needs a value" in capsys.readouterr().err


def test_a_number_without_unit_says_what_it_counts(tiny_store_folder: Path, capsys) -> None:
    found = measured(tiny_store_folder, capsys, "--only", "charging_stations", "--only", "trees")["indicators"]
    assert [found["charging_stations"]["unit"], found["trees"]["unit"]] == ["stations", "trees"]
    run(app(), ["measure", str(tiny_store_folder), "--only", "trees"], "en")
    assert "1 (trees)" in capsys.readouterr().out


def test_docks_stand_beside_published_bikes_each_by_its_name() -> None:
    docks, published = indicators()["public_bikes"], Target("public_bikes", "Strategy", baseline=434)
    assert published_text(docks, published, 240, "en") == "434 (bikes)"
    assert docks.unit_or_counted == "docks"


def test_details_show_the_kinds_that_the_table_else_leaves_out(tiny_store_folder: Path, capsys) -> None:
    for options, is_shown in ((["--details"], True), ([], False)):
        run(app(), ["measure", str(tiny_store_folder), "--only", "charging_stations", *options], "en")
        said = capsys.readouterr().out
        assert ("For customers or private" in said) is is_shown
        assert ("--details shows" in said) is not is_shown
