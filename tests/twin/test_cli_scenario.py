"""The commands `twin scenario …`, as somebody types them."""

import json
from pathlib import Path

import pytest
from cyclopts import App

from tests.twin.edited_town import lonlat
from twin.cli import WRONG_USE, make_app, run
from twin.cli_scenario import add_scenario_commands


def app() -> App:
    made = make_app("en")
    if "scenario" not in made:
        add_scenario_commands(made, "en")
    return made


def twin(*tokens: object) -> int:
    return run(app(), [str(token) for token in tokens], "en")


def said(capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    return dict(json.loads(capsys.readouterr().out))


def test_a_scenario_is_made_edited_and_shown(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert twin("scenario", "new", folder, "--name", "Plan", "--author", "Ana") == 0
    edit = ("--kind", "close_street", "--id", "way/5", "--id", "way/6", "--set", "modes=car,bike")
    assert twin("scenario", "add", folder, "--scenario", "Plan", *edit, "--note", "works") == 0
    capsys.readouterr()
    assert twin("scenario", "show", folder, "--scenario", "Plan", "--json") == 0
    shown = said(capsys)
    assert shown["edits"][0]["after"] == {"modes": ["car", "bike"]}  # type: ignore[index]
    assert shown["edits"][0]["says"] == "Close Bulevardul, Strada Mică to cars, bicycles"  # type: ignore[index]
    assert shown["can"] == {"undo": True, "redo": False}


def test_points_make_stations_and_corners_a_footprint(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def at(*places: tuple[float, float]) -> list[str]:
        return [token for lon, lat in (lonlat(*p) for p in places) for token in ("--at", f"{lon},{lat}")]

    twin("scenario", "new", folder, "--name", "Plan")
    stations = ("--kind", "add_charging_stations", *at((-60, -60), (-50, -60)), "--set", "capacity=4")
    assert twin("scenario", "add", folder, "--scenario", "Plan", *stations) == 0
    tower = ("--kind", "add_building", *at((-100, -100), (-80, -100), (-80, -80)), "--set", "height_m=40")
    capsys.readouterr()
    assert twin("scenario", "add", folder, "--scenario", "Plan", *tower, "--json") == 0
    types = [edit["place"]["type"] for edit in said(capsys)["edits"]]  # type: ignore[attr-defined]
    assert types == ["MultiPoint", "Polygon"]


def test_points_make_the_line_of_a_street_and_hours_are_said(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    line = [token for lon, lat in (lonlat(-100, 3), lonlat(-100, 60)) for token in ("--at", f"{lon},{lat}")]
    twin("scenario", "new", folder, "--name", "Plan")
    closed = ("--kind", "close_street", "--id", "way/5", "--set", "modes=car", "--set", "hours=22:00-06:00")
    assert twin("scenario", "add", folder, "--scenario", "Plan", *closed) == 0
    street = ("--kind", "add_street", *line, "--set", "highway=footway", "--set", "name=Aleea Nouă")
    capsys.readouterr()
    assert twin("scenario", "add", folder, "--scenario", "Plan", *street, "--json") == 0
    edits = said(capsys)["edits"]
    assert [edit["says"] for edit in edits] == [  # type: ignore[attr-defined]
        "Close Bulevardul to cars from 22:00 to 06:00",
        "New street or path: footway “Aleea Nouă”, joining Bulevardul",
    ]
    assert edits[1]["place"]["type"] == "LineString"  # type: ignore[index]
    assert twin("scenario", "add", folder, "--scenario", "Plan", "--kind", "add_street", *line[:2]) == WRONG_USE


def test_undo_and_redo_go_back_and_forth(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twin("scenario", "new", folder, "--name", "Plan")
    twin("scenario", "add", folder, "--scenario", "Plan", "--kind", "demolish_building", "--id", "way/1")
    capsys.readouterr()
    twin("scenario", "undo", folder, "--scenario", "Plan", "--json")
    assert said(capsys)["edits"] == []
    twin("scenario", "redo", folder, "--scenario", "Plan", "--json")
    assert len(said(capsys)["edits"]) == 1  # type: ignore[arg-type]
    assert twin("scenario", "redo", folder, "--scenario", "Plan") == WRONG_USE


def test_a_scenario_goes_out_and_comes_in(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twin("scenario", "new", folder, "--name", "Plan")
    twin("scenario", "add", folder, "--scenario", "Plan", "--kind", "speed_limit", "--id", "way/5", "--set", "kmh=30")
    assert twin("scenario", "export", folder, "--scenario", "Plan", "--out", tmp_path / "plan.json") == 0
    assert twin("scenario", "import", folder, "--file", tmp_path / "plan.json") == WRONG_USE
    assert twin("scenario", "import", folder, "--file", tmp_path / "plan.json", "--name", "Other") == 0
    assert twin("scenario", "clone", folder, "--scenario", "Other", "--name", "Third") == 0
    capsys.readouterr()
    twin("scenario", "list", folder, "--json")
    listed = said(capsys)["scenarios"]
    assert [(entry["name"], entry["edits"], entry["fits"]) for entry in listed] == [  # type: ignore[attr-defined]
        ("Other", 1, True),
        ("Plan", 1, True),
        ("Third", 1, True),
    ]


@pytest.mark.parametrize(
    ("tokens", "reason"),
    [
        (("--kind", "fly"), "no edit of the kind"),
        (("--kind", "speed_limit", "--id", "way/5"), "Edit 1: kmh is missing"),
        (("--kind", "speed_limit", "--id", "way/5", "--set", "kmh"), "FIELD=VALUE"),
        (
            ("--kind", "speed_limit", "--id", "way/5", "--set", "speed=30"),
            "speed is not a field of this edit. Known: kmh.",
        ),
        (
            ("--kind", "add_building", "--at", "21.22,45.75", "--at", "21.23,45.75"),
            "An outline needs three corners or more.",
        ),
        (
            ("--kind", "speed_limit", "--id", "way/77", "--set", "kmh=30"),
            "Edit 1: way/77 is not in the layer “Streets and paths”",
        ),
        (
            ("--kind", "change_building", "--id", "way/1", "--set", "height_m=high"),
            "Edit 1: height_m: it cannot be “high”. Allowed: number from 1 to 400.",
        ),
        (
            ("--kind", "close_street", "--id", "way/5", "--set", "modes=car,bus"),
            "Edit 1: modes: it cannot be “bus”. Allowed: walk, bike, car.",
        ),
        (
            ("--kind", "one_way", "--id", "way/5", "--set", "except_bicycles=perhaps"),
            "Edit 1: except_bicycles: it cannot be “perhaps”. Allowed: true or false.",
        ),
        (
            ("--kind", "change_object", "--layer", "streets", "--id", "way/5", "--set", "lanes=[1]"),
            "Edit 1: lanes: it cannot be “1”. Allowed: text, number, true or false.",
        ),
        (
            ("--kind", "change_object", "--layer", "streets", "--id", "way/5", "--set", "lanes=many"),
            "Edit 1: lanes: it cannot be “many”. Allowed: number from 1 to 12.",
        ),
        (
            ("--kind", "change_object", "--layer", "streets", "--id", "way/5", "--set", "class=canal"),
            "Edit 1: class: it cannot be “canal”. Allowed: trunk, primary, secondary",
        ),
        (("--kind", "add_stop", "--id", "way/5", "--at", "21.2,45.7"), "leave out --id"),
        (("--kind", "add_stop", "--at", "21.2"), "longitude,latitude"),
        (("--kind", "add_park", "--place", "{"), "GeoJSON"),
    ],
)
def test_wrong_edits_are_refused_in_one_line(
    folder: Path, capsys: pytest.CaptureFixture[str], tokens: tuple[str, ...], reason: str
) -> None:
    twin("scenario", "new", folder, "--name", "Plan")
    assert twin("scenario", "add", folder, "--scenario", "Plan", *tokens) == WRONG_USE
    told = capsys.readouterr().err
    assert reason in told
    assert told.count("\n") == 1


def test_a_table_names_the_edits(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twin("scenario", "new", folder, "--name", "Plan [x]")
    twin("scenario", "add", folder, "--scenario", "Plan [x]", "--kind", "demolish_building", "--id", "way/2")
    told = capsys.readouterr().out
    assert "Plan [x]" in told
    assert "Demolish Blocul" in told
