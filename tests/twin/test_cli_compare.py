"""The command `twin compare` and its files, as somebody types them."""

import csv
import json
import shutil
import sqlite3
from pathlib import Path

import pandas as pd
import pytest
import shapely

from tests.twin.edited_town import lonlat
from tests.twin.measured_town import street, town, with_objects
from twin.city import City
from twin.cli import WRONG_USE, make_app, run
from twin.comparison import compare
from twin.comparison_export import sheets, write_comparison
from twin.comparison_output import comparison_json
from twin.database import DATABASE

ONLY = ("--only", "charging_stations", "--only", "trees")


@pytest.fixture(scope="module")
def made_once(town_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a town with a scenario of two charging stations, and one that closes a street too."""
    made = Path(shutil.copytree(town_folder, tmp_path_factory.mktemp("compared") / "city"))
    stations = ("--kind", "add_charging_stations", *at((-60, -60), (-50, -60)))
    for name in ("Stații", "Două"):
        twin("scenario", "new", made, "--name", name)
        twin("scenario", "add", made, "--scenario", name, *stations)
    twin("scenario", "add", made, "--scenario", "Două", "--kind", "close_street", "--id", "way/6")
    return made


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_once, tmp_path / "city"))


def at(*places: tuple[float, float]) -> list[str]:
    return [token for lon, lat in (lonlat(*place) for place in places) for token in ("--at", f"{lon},{lat}")]


def twin(*tokens: object, language: str = "en") -> int:
    return run(make_app(language), [str(token) for token in tokens], language)


def compared(capsys: pytest.CaptureFixture[str], *tokens: object) -> dict:
    assert twin("compare", *tokens, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_json_has_both_sides_verdicts_and_objects(folder: Path, capsys) -> None:
    found = compared(capsys, folder, "--after", "Stații", *ONLY)
    assert found["before"] == {"scenario": None, "edits": []}
    edit = {"id": "statii/1", "says": "2 new charging stations", "where": "near Bulevardul", "remarks": []}
    assert found["after"] == {"scenario": "Stații", "edits": [edit]}
    stations = found["indicators"]["charging_stations"]
    assert (stations["before"], stations["after"], stations["verdict"]) == (None, 2.0, "not known")
    assert stations["gains_and_losses"] is None
    assert found["objects"] == {
        "charging_stations": {"added": ["sketch/statii/1-1", "sketch/statii/1-2"], "removed": [], "changed": []}
    }
    assert found["demonstration"] is False


def test_two_scenarios_are_compared_with_each_other(folder: Path, capsys) -> None:
    found = compared(capsys, folder, "--before", "Stații", "--after", "Două", *ONLY)
    assert found["indicators"]["charging_stations"]["verdict"] == "same"
    assert found["objects"]["streets"]["changed"] == ["way/6"]
    assert found["objects"]["charging_stations"]["added"] == ["sketch/doua/1-1", "sketch/doua/1-2"]


def test_base_is_the_city_as_it_is(folder: Path, capsys) -> None:
    assert compared(capsys, folder, "--before", "base", "--after", "base", *ONLY)["after"]["scenario"] is None


def test_who_gains_and_loses_stands_in_json_by_neighbourhood(folder: Path, capsys) -> None:
    found = compared(capsys, folder, "--after", "Două", "--only", "minutes_to_centre_walk")
    gains = found["indicators"]["minutes_to_centre_walk"]["gains_and_losses"]
    assert list(gains["by_neighbourhood"]) == [""]
    assert gains["by_neighbourhood"][""]["residents"] == gains["in_all"]["residents"] > 0
    assert found["residents"]["stay"] == gains["in_all"]["residents"]


@pytest.mark.parametrize(
    ("language", "texts"),
    [
        ("en", ["▲ better", "Charging stations", "+2 (+100 %)", "1 indicator stayed the same (--all shows them)."]),
        ("ro", ["▲ mai bine", "Stații de încărcare", "+2 (+100 %)", "1 indicator a rămas la fel (--all îi arată)."]),
    ],
)
def test_a_table_for_people_says_the_verdict_in_words(folder: Path, capsys, language: str, texts: list[str]) -> None:
    more = at((-80, -60), (-90, -60))
    twin("scenario", "clone", folder, "--scenario", "Stații", "--name", "Patru")
    twin("scenario", "add", folder, "--scenario", "Patru", "--kind", "add_charging_stations", *more)
    capsys.readouterr()
    only = ("--only", "charging_stations", "--only", "bike_network_km", "--only", "street_space_for_people")
    assert twin("compare", folder, "--before", "Stații", "--after", "Patru", *only, language=language) == 0
    told = capsys.readouterr().out
    assert all(text in told for text in texts), told
    assert all(len(line) <= 120 for line in told.splitlines())


def test_all_shows_what_stayed_the_same(folder: Path, capsys) -> None:
    only = ("--only", "street_space_for_people")
    assert twin("compare", folder, "--after", "Stații", *only, "--all") == 0
    told = capsys.readouterr().out
    assert "= same" in told
    assert "--all" not in told


def test_a_table_says_how_many_numbers_are_not_known_and_why(folder: Path, capsys) -> None:
    twin("compare", folder, "--after", "Stații", *ONLY)
    told = capsys.readouterr().out
    assert "2 indicators are not known (100 %):" in told
    assert "nothing in the layer “Trees”" in " ".join(told.split())


def test_demonstration_data_is_marked(demo_store_folder: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "table.csv"
    assert twin("compare", demo_store_folder, "--after", "base", *ONLY, "--out", out, language="ro") == 0
    assert "Date demonstrative" in capsys.readouterr().out
    assert set(pd.read_csv(out)["demonstration"]) == {True}


def test_csv_has_a_plain_header_and_dots(folder: Path, tmp_path: Path, capsys) -> None:
    out = tmp_path / "tabel.csv"
    assert twin("compare", folder, "--after", "Stații", *ONLY, "--out", out, language="ro") == 0
    assert capsys.readouterr().out.splitlines()[-1] == str(out)
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0])[:5] == ["indicator", "title", "unit", "direction", "before"]
    assert (rows[0]["title"], rows[0]["after"], rows[0]["demonstration"]) == ("Stații de încărcare", "2.0", "False")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


CENSUS = "Recensământul populației și locuințelor 2021"


def test_a_workbook_has_a_sheet_for_each_question(town: City, tmp_path: Path) -> None:
    plan = town.scenario("Plan").add_charging_stations(lonlat(-60, -60)).close_street("way/6")
    made = compare(town, plan, ids=["charging_stations", "minutes_to_centre_walk"])
    found = sheets(made, "en", trust={"Plan": None}, command="twin compare town --after Plan")
    assert list(found) == ["Indicators", "By neighbourhood", "Gains and losses", "Objects", "About"]
    assert found["Objects"].table.to_numpy().tolist() == [
        ["Streets and paths", "Strada Mică", "way/6", "changed"],
        ["Charging stations", "Charging station", "sketch/plan/1", "added"],
    ]
    about = found["About"].table.set_index("About what")["Value"]
    assert about["Edit"].tolist() == ["1. 1 new charging station, near Bulevardul", "2. Close Strada Mică to all"]
    assert [said.partition(";")[0] for said in about["Source"]] == ["OpenStreetMap", CENSUS]
    assert about["Command"] == "twin compare town --after Plan"
    assert about["Trust suite"] == "Plan – Trust suite: not asked yet for this state; run twin verify"


def test_every_file_of_a_comparison_says_what_the_trust_suite_said(town: City, tmp_path: Path) -> None:
    plan = town.scenario("Plan").add_charging_stations(lonlat(-60, -60))
    made, found = compare(town, plan, ids=["charging_stations"]), plan.verify()
    table = pd.read_csv(write_comparison(made, tmp_path / "table.csv", trust={"Plan": found}))
    assert table["trust"].str.startswith("Plan: Trust suite: ✓ 3 of 3 hold").all()
    about = sheets(made, "en", trust={"Plan": found})["About"].table.set_index("About what")["Value"]
    assert about["Trust suite"].startswith("Plan – Trust suite: ✓ 3 of 3 hold")
    assert comparison_json(made, "en", {"Plan": found})["trust"]["Plan"]["holds"]


def test_a_workbook_is_read_as_it_was_written(town: City, tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    made = compare(town, town.scenario("Plan").add_charging_stations(lonlat(-60, -60)), ids=["charging_stations"])
    book = pd.read_excel(write_comparison(made, tmp_path / "table.xlsx", trust={}), sheet_name=None)
    assert list(book) == ["Indicators", "By neighbourhood", "Gains and losses", "Objects", "About"]
    assert book["Indicators"].loc[0, "After"] == 1.0


def test_a_workbook_has_titles_units_and_formats_in_the_language_of_the_user(town: City, tmp_path: Path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    made = compare(town, town.scenario("Plan").add_charging_stations(lonlat(-60, -60)), ids=["green_m2_per_resident"])
    book = openpyxl.load_workbook(write_comparison(made, tmp_path / "table.xlsx", trust={}, language="ro"))
    rows = book["Indicatori"]
    assert [cell.value for cell in rows[1]][:6] == ["Indicator", "Id", "Unitate", "Mai bine este", "Înainte", "După"]
    assert rows["B2"].value == "green_m2_per_resident"
    assert rows["E2"].number_format == "#,##0.0"
    assert rows["G2"].number_format == "+#,##0.0;-#,##0.0;0"
    assert rows["I2"].value == "la fel"
    assert rows.freeze_panes == "A2"


def test_a_workbook_leaves_out_neighbourhoods_in_which_nothing_differs() -> None:
    areas = [shapely.box(-50, -50, 500, 50), shapely.box(500, -50, 1500, 50)]
    base = town([(100.0, 5.0, 10.0), (900.0, 5.0, 20.0)], neighbourhoods=areas, graph=street())
    one, two = (
        with_objects(base, "charging_stations", [shapely.Point(x, 0) for x in at], car=[None] * len(at))
        for at in ((100,), (100, 900))
    )
    made = compare(one, two, ids=["charging_stations"])
    found = sheets(made, "en", trust={})
    assert made.by_neighbourhood()["charging_stations"].tolist() == [0.0, 1.0]
    assert found["By neighbourhood"].table.iloc[:, -1].tolist() == [1.0]


def called_base(folder: Path) -> None:
    """Rename a scenario in the database to what was once a name like any other."""
    with sqlite3.connect(folder / DATABASE) as database:
        database.execute("update scenarios set name = 'base', key = 'base' where name = 'Două'")


def test_left_out_before_is_the_city_whatever_scenarios_are_called(folder: Path, capsys) -> None:
    called_base(folder)
    found = compared(capsys, folder, "--after", "Stații", *ONLY)
    assert found["before"] == {"scenario": None, "edits": []}


@pytest.mark.parametrize("sides", [("--after", "base"), ("--before", "base", "--after", "Stații")])
def test_base_is_refused_where_it_could_be_a_scenario_too(folder: Path, capsys, sides: tuple[str, ...]) -> None:
    called_base(folder)
    assert twin("compare", folder, *sides, *ONLY) == WRONG_USE
    assert "twin scenario clone DIR --scenario base" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("tokens", "reason"),
    [
        ((), "--after needs a value"),
        (("--after", "Nimic"), "There is no scenario “Nimic”"),
        (("--after", "Stații", "--only", "luck"), "There is no indicator “luck”"),
        (("--after", "Stații", "--out", "table.pdf"), "written as .csv or .xlsx"),
        (("--after", "Stații", "--out", "nowhere/table.csv"), "is no folder"),
    ],
)
def test_wrong_use_is_refused_in_one_line(folder: Path, capsys, tokens: tuple[str, ...], reason: str) -> None:
    assert twin("compare", folder, *tokens) == WRONG_USE
    told = capsys.readouterr().err
    assert reason in told
    assert told.count("\n") == 1


def test_a_scenario_is_measured_by_its_name(folder: Path, capsys) -> None:
    assert twin("measure", folder, "--scenario", "Stații", *ONLY, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["scenario"], found["indicators"]["charging_stations"]["tier"]) == ("Stații", "sketched")
    assert found["indicators"]["charging_stations"]["value"] == 2.0
    assert twin("measure", folder, *ONLY, "--json") == 0
    assert json.loads(capsys.readouterr().out)["scenario"] is None
    assert twin("measure", folder, "--scenario", "Stații", *ONLY) == 0
    assert "Scenario: Stații" in capsys.readouterr().out
