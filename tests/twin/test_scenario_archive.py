"""Scenarios that are put away and deleted, with all that hangs on them and nothing else."""

from pathlib import Path

import pytest
import sqlalchemy as sa

from geodata.errors import UsageError
from twin.comments import Comments, Pin
from twin.database import TABLES
from twin.scenario_archive import archive, delete_archived, unarchive
from twin.scenario_renaming import rename
from twin.scenario_store import ScenarioStore
from twin.scenario_trust import verified

PIN = Pin(21.2, 45.7, 0.0, "", "")


def rows(store: ScenarioStore) -> dict[str, int]:
    """Return how many rows each table has."""
    with store.reading() as connection:
        counts = {t.name: connection.scalar(sa.select(sa.func.count()).select_from(t)) for t in TABLES.sorted_tables}
    return {name: int(count or 0) for name, count in counts.items()}


def names(store: ScenarioStore) -> list[str]:
    return [entry.name for entry in store.entries()]


def test_an_archived_scenario_is_listed_no_more_but_opens_by_its_name(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    store.new("A").close_street("way/6")
    store.new("B")
    archive(store, "A", by="Ana")
    archive(store, "A", by="Ion")  # it is already
    assert names(store) == ["B"]
    assert [bool(entry.archived_at) for entry in store.entries(with_archived=True)] == [True, False]
    assert len(store.scenario("A").undo().edits) == 0
    unarchive(store, "A")
    assert names(store) == ["A", "B"]


def test_what_is_deleted_leaves_nothing_behind_and_takes_nothing_else(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    store.new("B").close_street("way/6")
    comments = Comments(store.engine, store.city.recipe.id)
    comments.add("Rămâne", PIN, author="Ana", scenario="b")
    before = rows(store)
    plan = store.new("A").close_street("way/6").limit_speed("way/5", kmh=30)
    plan.note(plan.edits[0].id, "de ce")
    verified(store, "A")
    said = comments.add("Dispare", PIN, author="Ana", scenario="a")
    comments.reply(said.id, "Da", author="Ion")
    rename(store, "A", "C")
    rename(store, "C", "A")
    archive(store, "A", by="Ana")
    delete_archived(store, "A")
    assert rows(store) == before
    assert names(store) == ["B"]
    assert [comment.text for comment in comments.of("b")] == ["Rămâne"]


def test_only_what_is_archived_is_deleted(folder: Path) -> None:
    store = ScenarioStore.open(folder)
    store.new("A")
    with pytest.raises(UsageError, match="Archive it first"):
        delete_archived(store, "A")
    for change in (lambda: archive(store, "C", by="Ana"), lambda: unarchive(store, "C")):
        with pytest.raises(UsageError, match="no scenario “C”"):
            change()
    assert names(store) == ["A"]
