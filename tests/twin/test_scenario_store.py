"""Scenarios in the database: saved at each edit, never overwritten, whole whenever the process ends."""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.errors import StoreError, UsageError
from twin.database import DATABASE
from twin.scenario import Scenario
from twin.scenario_conflict import ConflictError
from twin.scenario_file import scenario_json
from twin.scenario_store import ScenarioStore
from twin.store import open_store, write_store

ROOT = Path(__file__).parents[2]


def saving(*arguments: object) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.twin.saving_scenarios", *map(str, arguments)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def line(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_each_edit_is_saved_as_it_is_made(folder: Path) -> None:
    ScenarioStore.open(folder).new("A", author="Ana").close_street("way/6").limit_speed("way/5", kmh=30)
    read = ScenarioStore.open(folder).scenario("A")
    assert [edit.describe("en") for edit in read.edits] == [
        "Close Strada Mică to all",
        "Limit the speed in Bulevardul to 30 km/h",
    ]
    assert read.applied.streets.loc["way/5", "maxspeed_kmh"] == 30


def test_undo_goes_on_where_it_was_left(folder: Path) -> None:
    ScenarioStore.open(folder).new("A").close_street("way/6").limit_speed("way/5", kmh=30).undo()
    read = ScenarioStore.open(folder).scenario("A")
    assert len(read.edits) == 1
    assert len(read.redo().edits) == 2
    assert ScenarioStore.open(folder).scenario("A").undo().undo().edits == ()


def test_a_stored_scenario_is_the_one_that_was_saved(folder: Path) -> None:
    saved = ScenarioStore.open(folder).new("A").close_street("way/6").switch("a/1", on=False)
    assert ScenarioStore.open(folder).scenario("A") == saved


def test_a_name_is_taken_once(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    plan = store.new("Planul A")
    with pytest.raises(UsageError, match="already"):
        store.new("planul  a")
    store.keep(plan.clone("Planul B"))
    assert [entry.name for entry in store.entries()] == ["Planul A", "Planul B"]
    with pytest.raises(UsageError, match="Planul A, Planul B"):
        store.scenario("C")


def test_the_later_save_is_refused_and_says_what_differs(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    store.new("A").close_street("way/6")
    mine, theirs = store.scenario("A"), ScenarioStore.open(folder).scenario("A")
    theirs.limit_speed("way/5", kmh=30)
    with pytest.raises(ConflictError, match=r"Theirs: Limit the speed in Bulevardul.*Yours, not saved: Demolish Casa"):
        mine.demolish("way/1")
    assert len(store.scenario("A").edits) == 2


def test_what_differs_is_told_with_its_place(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    mine = store.new("A")
    street = store.city.streets[store.city.streets["name"].notna()].iloc[0]
    middle = street.geometry.interpolate(0.5, normalized=True)
    [lon], [lat] = store.city.frame.to_lonlat_points([middle.x], [middle.y])
    store.scenario("A").add_charging_stations([(lon, lat)])
    with pytest.raises(ConflictError, match=f"Theirs: .*charging station.*, near {street['name']}"):
        mine.close_street("way/6")


def test_an_undo_does_not_overwrite_either(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    mine = store.new("A").close_street("way/6")
    store.scenario("A").undo()
    with pytest.raises(ConflictError):
        mine.undo()


def test_of_two_processes_that_write_at_once_none_loses_an_edit(folder: Path, tmp_path: Path) -> None:
    ScenarioStore.open(folder).new("A")
    both = [saving(folder, "A", 5, tmp_path / "now") for _ in range(2)]
    assert [line(process) for process in both] == ["opened", "opened"]
    (tmp_path / "now").touch()
    told = [process.communicate(timeout=120)[0].splitlines() for process in both]
    saved = [said for lines in told for said in lines if said.startswith("saved")]
    assert sum(lines[-1].startswith("refused") for lines in told) >= 1
    edits = ScenarioStore.open(folder).scenario("A").edits
    assert sorted(f"saved {edit.id}" for edit in edits) == sorted(saved)


def test_a_process_killed_while_it_saves_loses_at_most_one_edit(folder: Path) -> None:
    ScenarioStore.open(folder).new("A")
    chance, saved = random.Random(1), 0
    for _ in range(4):
        process = saving(folder, "A", 500)
        assert line(process) == "opened"
        if not saved:
            saved += line(process).startswith("saved")  # however slow the machine: the others are killed anywhere
        time.sleep(chance.uniform(0.02, 0.4))
        process.send_signal(signal.SIGKILL)
        told = process.communicate(timeout=60)[0].splitlines()
        saved += sum(said.startswith("saved") for said in told)
        read = ScenarioStore.open(folder).scenario("A")
        assert saved <= len(read.edits) <= saved + 1
        assert len(read.applied.trees) == len(read.edits)
        saved = len(read.edits)
    assert saved > 0


def test_scenarios_outlive_the_next_build(folder: Path) -> None:
    ScenarioStore.open(folder).new("A").close_street("way/6")
    write_store(open_store(folder).city, folder)
    assert len(ScenarioStore.open(folder).scenario("A").edits) == 1


def test_the_database_writes_ahead(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    with store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_file_that_is_no_database_is_told(folder: Path) -> None:
    (folder / DATABASE).write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="cannot be read or saved"):
        ScenarioStore.open(folder)


def test_a_note_is_changed_saved_undone_and_carried_in_a_file(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    plan = store.new("A", author="Ana").close_street("way/6", note="lucrări").note("a/1", "din mai")
    read = ScenarioStore.open(folder).scenario("A")
    assert (read, read.edits[0].note) == (plan, "din mai")
    assert read.history.now.action == "note"
    assert read.undo().edits[0].note == "lucrări"
    again = ScenarioStore.open(folder).scenario("A").redo().limit_speed("way/5", kmh=30)
    assert [edit.note for edit in again.edits] == ["din mai", ""]
    assert scenario_json(again)["edits"][0]["note"] == "din mai"  # type: ignore[index]


def test_another_note_leaves_the_city_and_a_conflict_over_it_is_told(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    mine = store.new("A").close_street("way/6")
    theirs = store.scenario("A").note("a/1", "din mai")
    assert mine.without_saving().note("a/1", "din mai").applied is mine.applied
    assert theirs.note("a/1", "din mai").history == theirs.history
    with pytest.raises(UsageError, match="no edit"):
        theirs.note("a/7", "x")
    with pytest.raises(ConflictError, match="Theirs: Close Strada Mică"):
        mine.note("a/1", "din iunie")


CLOSE = "Close Strada Mică to all"
LIMIT = "Limit the speed in Bulevardul to 30 km/h"


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (lambda plan: plan.switch("a/1", on=False), rf"{CLOSE}: switched off \(Ana\)"),
        (lambda plan: plan.switch("a/3", on=True), r"Demolish Casa.*: switched on \(Ana\)"),
        (lambda plan: plan.reorder(["a/2", "a/1", "a/3"]), rf"({CLOSE}|{LIMIT}): moved \(Ana\)"),
        (lambda plan: plan.note("a/1", "din mai"), rf"{CLOSE}: note changed \(Ana\)"),
        (lambda plan: plan.remove("a/2"), rf"{LIMIT}: taken out \(Ana\)"),
        (lambda plan: plan.undo(), r"Demolish Casa[^;]*: switched on"),
        (lambda plan: plan.undo().undo(), r"Demolish Casa[^;]*: taken out"),
    ],
    ids=["off", "on", "moved", "noted", "taken out", "undone", "undone twice"],
)  # fmt: skip
def test_a_conflict_says_what_either_side_did_to_which_change(
    folder: Path, step: Callable[[Scenario], Scenario], said: str
) -> None:
    store = ScenarioStore.open(folder)
    plan = store.new("A", author="Ana").close_street("way/6").limit_speed("way/5", kmh=30).demolish("way/1")
    mine = plan.switch("a/3", on=False)
    step(store.scenario("A"))
    with pytest.raises(
        ConflictError, match=rf"Theirs: {said}\. Yours, not saved: {LIMIT}: switched off \(Ana\)\. Open"
    ):
        mine.switch("a/2", on=False)


def test_a_conflict_over_a_step_that_was_undone_says_so_on_either_side(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    mine = store.new("A").close_street("way/6")
    store.scenario("A").switch("a/1", on=False)
    with pytest.raises(ConflictError) as refused:
        mine.undo()
    assert "Theirs: Close Strada Mică to all: switched off. Yours, not saved: Close Strada Mică to all: taken out." in (
        refused.value.text("en")
    )
    assert "Strada Mică – dezactivată. Ale dumneavoastră, nesalvate:" in refused.value.text("ro")
    assert "Strada Mică – scoasă. Deschideți-l" in refused.value.text("ro")


@pytest.mark.parametrize("name", ["base", "Base "])
def test_no_scenario_is_called_what_the_city_itself_is_called(folder: Path, name: str) -> None:
    store = ScenarioStore.open(folder)
    with pytest.raises(UsageError, match="stands for the city as it is"):
        store.new(name)
    plan = store.new("A")
    with pytest.raises(UsageError, match="stands for the city as it is"):
        store.keep(plan.clone(name))
    assert [entry.name for entry in store.entries()] == ["A"]
