"""Scenarios that are renamed: what hangs on them stays, and what named them before opens them still."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from geodata.errors import UsageError
from twin.comments import Comments, Pin
from twin.scenario_archive import archive, archived_by
from twin.scenario_names import ScenarioNameError
from twin.scenario_renaming import rename
from twin.scenario_store import ScenarioStore
from twin.scenario_tables import SCENARIOS
from twin.scenario_trust import last_verification, verified

PIN = Pin(21.2, 45.7, 0.0, "", "")


def names(store: ScenarioStore) -> list[str]:
    return [entry.name for entry in store.entries()]


def test_edits_steps_notes_checks_and_comments_stay_with_a_scenario_that_is_renamed(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    plan = store.new("Plan", author="Ana").close_street("way/6").limit_speed("way/5", kmh=30)
    plan = plan.note(plan.edits[0].id, "de ce").undo()
    _, checks = verified(store, "Plan")
    comments = Comments(store.engine, store.city.recipe.id)
    comments.add("Bine", PIN, author="Ion", scenario="plan")
    rename(store, "Plan", "Piața nouă")
    found = store.scenario("Piața nouă")
    assert (found.name, found.key, found.author, found.saved) == ("Piața nouă", "piata-noua", "Ana", plan.saved)
    assert found.history == plan.history
    assert last_verification(store, found) == checks
    assert [comment.text for comment in comments.of("piata-noua")] == ["Bine"]
    assert names(store) == ["Piața nouă"]


def test_a_former_name_opens_the_scenario_and_is_given_to_no_other(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    store.new("A").close_street("way/6")
    rename(store, "A", "B")
    rename(store, "A", "C")  # by what it is not called any more
    assert [store.scenario(name).name for name in ("A", "B", "C")] == ["C", "C", "C"]
    with pytest.raises(ScenarioNameError, match="The scenario “C” was called “a” before"):
        store.new("a")
    store.new("D")
    with pytest.raises(ScenarioNameError, match="was called “B” before"):
        rename(store, "D", "B")
    assert (names(store), store.free_name("A")) == (["C", "D"], "A (2)")
    rename(store, "C", "A")  # its own name of before
    assert [store.scenario(name).name for name in ("A", "B", "C")] == ["A", "A", "A"]


def test_a_name_that_cannot_be_given_changes_nothing(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    store.new("A")
    store.new("B")
    archive(store, "B", by="Ana")
    with store.reading() as connection:
        before = connection.execute(sa.select(SCENARIOS)).all()
    for name, why in (("base", "stands for the city"), ("b", "There is an archived scenario"), ("!", "no name")):
        with pytest.raises(ScenarioNameError, match=why):
            rename(store, "A", name)
    with pytest.raises(UsageError, match="no scenario “C”"):
        rename(store, "C", "D")
    with store.reading() as connection:
        assert connection.execute(sa.select(SCENARIOS)).all() == before


def test_who_has_a_scenario_open_while_it_is_renamed_goes_on_saving_it(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    opened = store.new("A").close_street("way/6")
    archive(store, "A", by="Ana")
    rename(store, "A", "B")
    saved = opened.limit_speed("way/5", kmh=30)
    assert (saved.name, saved.key) == ("B", "b")
    assert [edit.id for edit in store.scenario("B").edits] == ["a/1", "a/2"]
    assert [edit.id for edit in saved.close_street("way/5").edits] == ["a/1", "a/2", "b/1"]
    assert archived_by(store, "b") == "Ana"
    comments = Comments(store.engine, store.city.recipe.id)
    comments.add("De pe o pagină veche", PIN, author="Ion", scenario="a")
    assert [comment.scenario for comment in comments.of("b")] == ["b"]


def test_another_spelling_of_the_same_name_is_a_name(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    store.new("piata")
    rename(store, "piata", "Piața")
    assert (names(store), store.scenario("PIATA").key) == (["Piața"], "piata")
