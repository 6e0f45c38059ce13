"""The command `twin scenario rebase`, as somebody types it after the city was built from newer data."""

import json
import shutil
from pathlib import Path

import pytest

from tests.twin.edited_town import lonlat
from tests.twin.test_cli_scenario import twin
from tests.twin.test_rebase import newer
from twin.city import City
from twin.cli import WRONG_USE, make_app, run
from twin.cli_scenario import add_scenario_commands
from twin.rebase import rebase
from twin.scenario import Scenario
from twin.scenario_conflict import ConflictError
from twin.scenario_renaming import rename
from twin.scenario_store import ScenarioStore
from twin.store import write_store


@pytest.fixture(scope="module")
def made_once(town: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a plan of three edits, then built again: a street has another id, another is gone."""
    folder = write_store(town, tmp_path_factory.mktemp("rebased") / "city").folder
    plan = ScenarioStore.open(folder).new("Plan", author="Ana").limit_speed("way/5", kmh=30)
    plan.close_street("way/6").add_trees(lonlat(50, -50))
    write_store(newer(town, "streets", renamed={"way/5": "way/905"}, gone=("way/6",)), folder)
    return folder


@pytest.fixture
def folder(made_once: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made_once, tmp_path / "city"))


def names(folder: Path) -> list[str]:
    return [entry.name for entry in ScenarioStore.open(folder).entries()]


def test_other_commands_say_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert twin("scenario", "undo", folder, "--scenario", "Plan") == WRONG_USE
    assert "twin scenario rebase" in capsys.readouterr().err


def test_a_scenario_is_carried_over_and_the_old_one_kept(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old_version = ScenarioStore.open(folder).scenario("Plan").city_version
    assert twin("scenario", "rebase", folder, "--scenario", "Plan") == 0
    told = capsys.readouterr().out
    assert "1 edit as it was; 1 adjusted; 1 in conflict, switched off." in told
    assert names(folder) == ["Plan", f"Plan @{old_version[:8]}"]
    plan = ScenarioStore.open(folder).scenario("Plan")
    assert plan.applied.streets.loc["way/905", "maxspeed_kmh"] == 30
    assert [plan.is_on(edit) for edit in plan.edits] == [True, False, True]
    assert ScenarioStore.open(folder).scenario(f"Plan @{old_version[:8]}").edits[0].ids == ("way/5",)


def test_why_an_edit_is_in_conflict_is_told_for_as_long_as_it_is_off(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twin("scenario", "rebase", folder, "--scenario", "Plan")
    capsys.readouterr()
    assert twin("scenario", "show", folder, "--scenario", "Plan") == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "! Edit 2: In conflict with newer data: Strada Mică" in told
    assert "is no longer there" in told
    plan = ScenarioStore.open(folder).scenario("Plan")
    assert "În conflict cu date mai noi: " in plan.remarks(plan.edits[1])[0].text("ro")
    assert twin("scenario", "show", folder, "--scenario", "Plan", "--json") == 0
    [reason] = json.loads(capsys.readouterr().out)["edits"][1]["remarks"]
    assert reason.startswith("In conflict with newer data: ")


def test_the_steps_before_stay_as_they_were_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twin("scenario", "history", folder, "--scenario", "Plan", "--json")
    before = [step["says"] for step in json.loads(capsys.readouterr().out)["steps"]]
    city = ScenarioStore.open(folder).city
    write_store(newer(city, "streets", values={("way/905", "name"): "Bulevardul Nou"}), folder)
    twin("scenario", "rebase", folder, "--scenario", "Plan")
    capsys.readouterr()
    twin("scenario", "history", folder, "--scenario", "Plan", "--json")
    steps = json.loads(capsys.readouterr().out)["steps"]
    # what lies near is left out: streets may have other names today
    assert [step["says"] for step in steps[:-1]] == [says.split(", near")[0] for says in before]
    assert {step["state"] for step in steps[:-1]} == {"older"}
    twin("scenario", "history", folder, "--scenario", "Plan")
    assert "made on older data" in " ".join(capsys.readouterr().out.split())
    plan = ScenarioStore.open(folder).scenario("Plan")
    assert "Bulevardul Nou" in plan.edits[0].describe("en")


def test_it_can_be_saved_under_another_name(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert twin("scenario", "rebase", folder, "--scenario", "Plan", "--name", "Plan 2", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["saved_as"], said["old_kept_as"]) == ("Plan 2", "Plan")
    assert said["counts"] == {"applied": 1, "adjusted": 1, "conflict": 1}
    assert said["edits"][0]["ids"] == {"before": ["way/5"], "now": ["way/905"]}
    assert [edit["status"] for edit in said["edits"]] == ["adjusted", "conflict", "applied"]
    assert names(folder) == ["Plan", "Plan 2"]


def test_a_dry_run_saves_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = ScenarioStore.open(folder).entries()
    assert twin("scenario", "rebase", folder, "--scenario", "Plan", "--dry-run") == 0
    assert "Nothing was saved." in capsys.readouterr().out
    assert ScenarioStore.open(folder).entries() == before


def test_a_file_of_older_data_is_carried_over_into_the_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "plan.json"
    twin("scenario", "export", folder, "--scenario", "Plan", "--out", file)
    assert twin("scenario", "import", folder, "--file", file, "--name", "Alt plan") == WRONG_USE
    assert "twin scenario rebase" in capsys.readouterr().err
    assert twin("scenario", "rebase", folder, "--file", file, "--name", "Alt plan", "--json") == 0
    assert json.loads(capsys.readouterr().out)["counts"] == {"applied": 1, "adjusted": 1, "conflict": 1}
    assert ScenarioStore.open(folder).scenario("Alt plan").edits[0].ids == ("way/905",)


def test_in_romanian_all_is_said_in_romanian(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = make_app("ro")
    if "scenario" not in app:
        add_scenario_commands(app, "ro")
    assert run(app, ["scenario", "rebase", str(folder), "--scenario", "Plan", "--dry-run", "--json"], "ro") == 0
    reasons = [" ".join(edit["reasons"]) for edit in json.loads(capsys.readouterr().out)["edits"]]
    assert reasons[0] == "În locul obiectului Bulevardul (way/5) se află acum: way/905 (de aceeași formă)."
    assert reasons[1].startswith("Strada Mică (way/6) nu mai există")


def test_whoever_edits_the_old_one_meanwhile_is_not_overwritten(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    carried = rebase(store.scenario("Plan"), store.city).scenario
    store.keep_instead(carried)
    with pytest.raises(ConflictError):
        store.keep_instead(carried)
    assert len(names(folder)) == 2


def test_a_save_of_the_old_version_does_not_overwrite_the_new(folder: Path, town: City) -> None:
    store = ScenarioStore.open(folder)
    old: Scenario = ScenarioStore(store.engine, town).scenario("Plan")
    store.keep_instead(rebase(store.scenario("Plan"), store.city).scenario)
    with pytest.raises(ConflictError):
        old.undo()


def test_a_former_name_opens_what_was_carried_over(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    old = store.scenario("Plan")
    rename(store, "Plan", "Planul")
    store.keep_instead(rebase(old, store.city).scenario)
    found = store.scenario("Plan")
    assert (found.name, found.stands_here) == ("Planul", True)


def test_twice_is_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twin("scenario", "rebase", folder, "--scenario", "Plan")
    assert twin("scenario", "rebase", folder, "--scenario", "Plan") == WRONG_USE
    assert "nothing to do" in capsys.readouterr().err


def test_old_ones_of_the_same_version_get_numbers(folder: Path, town: City) -> None:
    """The data go back and forth: the second old one of a version cannot have the name of the first."""
    data = ScenarioStore.open(folder).city
    for city in (data, town, data):
        store = ScenarioStore(ScenarioStore.open(folder).engine, city)
        store.keep_instead(rebase(store.scenario("Plan"), city).scenario)
    old = sorted(name for name in names(folder) if "@" in name)
    assert len(old) == 3
    assert [name.endswith("(2)") for name in old].count(True) == 1
