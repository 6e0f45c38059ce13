"""Scenarios in a city's database: every edit is saved as it is made, and no save overwrites another."""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError

from geodata.errors import UsageError
from geodata.language import N_

from . import database
from .city import City
from .edit import Edit
from .edits import edit_from_json
from .scenario import Scenario, now
from .scenario_conflict import conflict_between
from .scenario_history import Carried, History, Revision
from .scenario_names import ScenarioNameError, key_of, new_key
from .scenario_output import ScenarioEntry
from .scenario_tables import ARCHIVED, CARRIED, EDITS, FORMER_NAMES, NOTES, REVISIONS, SCENARIOS, present_key
from .store import Store, open_store

VERSION_DIGITS = 8  # of a version, in the name of a scenario that stands on it
FAILED = N_("{place}: the scenarios cannot be read or saved ({error}). Nothing was changed.")
NAME_TAKEN = N_("There is a scenario “{name}” already. Choose another name.")
ARCHIVED_TAKEN = N_("There is an archived scenario “{name}” already. Choose another name.")
FORMER_TAKEN = N_(
    "The scenario “{other}” was called “{name}” before, and links of then still open it. Choose another name."
)


@dataclass(frozen=True)
class ScenarioStore:
    """The scenarios of one city. Those it gives save themselves at each change."""

    engine: Engine
    city: City

    @classmethod
    def open(cls, folder: str | Path) -> "ScenarioStore":
        """Return the scenarios of a city's folder. Raises StoreError for one that holds no city or cannot be opened."""
        return cls.of_store(open_store(Path(folder)))

    @classmethod
    def of_store(cls, store: Store) -> "ScenarioStore":
        """Return the scenarios of a city that is open already. Raises StoreError where they cannot be opened."""
        with database.telling(store.folder, FAILED):
            return cls(database.open_database(store.folder), store.city)

    def entries(self, *, with_archived: bool = False) -> list[ScenarioEntry]:
        """Return what there is, by name; what is archived only where it is asked for."""
        with self.reading() as connection:
            both = sa.select(SCENARIOS, ARCHIVED.c.archived_at).outerjoin(ARCHIVED)
            ours = both.where(SCENARIOS.c.city == self.city.recipe.id).order_by(SCENARIOS.c.key)
            rows = connection.execute(ours).all()
            return [_entry(connection, row) for row in rows if with_archived or row.archived_at is None]

    def saves(self, keys: Collection[str]) -> dict[str, int]:
        """Return how many times each of some scenarios (by key) is saved now; those that are not there are left out."""
        asked = sa.select(SCENARIOS.c.key, SCENARIOS.c.saved)
        asked = asked.where(SCENARIOS.c.city == self.city.recipe.id, SCENARIOS.c.key.in_(keys))
        with self.reading() as connection:
            return {row.key: row.saved for row in connection.execute(asked)}

    def new(self, name: str, *, description: str = "", author: str = "") -> Scenario:
        """Return a new scenario, saved. Raises UsageError where the name is taken."""
        return self.keep(Scenario.on(self.city, name, description=description, author=author))

    def keep(self, scenario: Scenario) -> Scenario:
        """Return a scenario that is not here yet, saved: a clone, or one of a file.

        Raises ScenarioNameError where its name is taken, or means the city itself.
        """
        new_key(scenario.name)
        scenario.check_city(self.city)
        with self.writing() as connection:
            check_free(connection, scenario.city_id, scenario.name)
            _insert_scenario(connection, scenario, saved=1)
        return replace(scenario, saved=1, city=scenario.city or self.city, keeper=self.save)

    def keep_instead(self, scenario: Scenario) -> tuple[Scenario, str]:
        """Return a scenario carried over to this version of the city, saved under its name, and what the old is called.

        The old one is kept whole, by its name and the version it stands on. Both or nothing: raises ConflictError
        where somebody else saved it since it was opened.
        """
        scenario.check_city(self.city)
        with self.writing() as connection:
            old = self._row(connection, scenario.name)
            name = self._free_name(connection, f"{old.name} @{old.city_version[:VERSION_DIGITS]}")
            there = (SCENARIOS.c.id == old.id) & (SCENARIOS.c.saved == scenario.saved)
            done = connection.execute(sa.update(SCENARIOS).where(there).values(name=name, key=key_of(name)))
            if done.rowcount == 0:
                raise conflict_between(scenario, _read_history(connection, old))
            scenario = replace(scenario, name=old.name, key=old.key)  # it may have been renamed since it was opened
            number = _insert_scenario(connection, scenario, saved=scenario.saved + 1)
            connection.execute(sa.update(FORMER_NAMES).where(FORMER_NAMES.c.scenario == old.id).values(scenario=number))
        return replace(scenario, saved=scenario.saved + 1, keeper=self.save), name

    def scenario(self, name: str) -> Scenario:
        """Return a scenario by its name. Raises UsageError where there is none of it."""
        with self.reading() as connection:
            row = self._row(connection, name)
            return replace(_read(connection, row), city=self.city, keeper=self.save)

    def save(self, scenario: Scenario) -> Scenario:
        """Return a scenario saved over the one it was made of, whole or not at all; called as that is called now.

        Raises ConflictError, and changes nothing, where somebody else saved it since it was opened.
        """
        with self.writing() as connection:
            step = sa.update(SCENARIOS).where(self.named(scenario.name) & (SCENARIOS.c.saved == scenario.saved))
            done = connection.execute(step.values(**_state(scenario), saved=scenario.saved + 1))
            row = self._row(connection, scenario.name)
            known = _read_history(connection, row)
            if done.rowcount == 0:
                raise conflict_between(scenario, known)
            _insert(connection, row.id, scenario.history, known)
        return replace(scenario, name=row.name, key=row.key, saved=scenario.saved + 1)

    def number_of(self, connection: Connection, name: str) -> int:
        """Return the number of a scenario's row. Raises UsageError where there is none of that name."""
        return int(self._row(connection, name).id)

    def named(self, name: str) -> sa.ColumnElement[bool]:
        """Return what picks the row of the scenario that has a name, or had it before it was renamed."""
        city = self.city.recipe.id
        return (SCENARIOS.c.city == city) & (SCENARIOS.c.key == present_key(city, key_of(name)))

    def _row(self, connection: Connection, name: str) -> "Row[tuple[object, ...]]":
        row = connection.execute(sa.select(SCENARIOS).where(self.named(name))).first()
        if row is None:
            known = connection.scalars(sa.select(SCENARIOS.c.name).order_by(SCENARIOS.c.key)).all()
            raise UsageError(
                N_("There is no scenario “{name}”. There are: {known}."), name=name, known=", ".join(known) or "–"
            )
        return row

    def free_name(self, name: str) -> str:
        """Return a name as it is, or with a number where it is taken."""
        with self.reading() as connection:
            return self._free_name(connection, name)

    def _free_name(self, connection: Connection, name: str) -> str:
        mine = SCENARIOS.c.city == self.city.recipe.id
        former = sa.select(FORMER_NAMES.c.key).where(FORMER_NAMES.c.city == self.city.recipe.id)
        taken = set(connection.scalars(sa.select(SCENARIOS.c.key).where(mine).union_all(former)))
        names = (name if k == 1 else f"{name} ({k})" for k in count(1))
        return next(free for free in names if key_of(free) not in taken)

    def writing(self) -> AbstractContextManager[Connection]:
        """Return a connection whose changes are made whole or not at all. Raises StoreError for what fails."""
        return database.writing(self.engine, FAILED)

    def reading(self) -> AbstractContextManager[Connection]:
        """Return a connection. Raises StoreError for what fails."""
        return database.reading(self.engine, FAILED)


def check_free(connection: Connection, city: str, name: str, *, but: int = 0) -> None:
    """Raise ScenarioNameError where another scenario than `but` has a name, or had it before it was renamed."""
    key = key_of(name)
    had = sa.select(FORMER_NAMES.c.scenario).where(FORMER_NAMES.c.city == city, FORMER_NAMES.c.key == key)
    there = (SCENARIOS.c.city == city) & ((SCENARIOS.c.key == key) | SCENARIOS.c.id.in_(had)) & (SCENARIOS.c.id != but)
    row = connection.execute(sa.select(SCENARIOS, ARCHIVED.c.archived_at).outerjoin(ARCHIVED).where(there)).first()
    if row is not None:
        if row.key != key:
            raise ScenarioNameError(FORMER_TAKEN, name=name, other=row.name)
        taken = ARCHIVED_TAKEN if row.archived_at is not None else NAME_TAKEN
        raise ScenarioNameError(taken, name=row.name)  # which may be written otherwise: "Test A" for "Test Ă"


def _columns(scenario: Scenario) -> dict[str, object]:
    return {"city": scenario.city_id, "key": scenario.key, "name": scenario.name, **_state(scenario)}


def _state(scenario: Scenario) -> dict[str, object]:
    """Return what a save changes: all but the name, which only renaming does."""
    return {
        "description": scenario.description,
        "author": scenario.author,
        "city_version": scenario.city_version,
        "at": scenario.history.at,
        "undone": list(scenario.history.undone),
        "saved_at": now(),
    }


def _insert_scenario(connection: Connection, scenario: Scenario, *, saved: int) -> int:
    """Write a scenario whole, and return its number. Raises ScenarioNameError where its name is taken."""
    try:
        made = connection.execute(sa.insert(SCENARIOS).values(**_columns(scenario), saved=saved))
    except IntegrityError:
        raise ScenarioNameError(NAME_TAKEN, name=scenario.name) from None
    assert made.inserted_primary_key is not None
    number = int(made.inserted_primary_key[0])
    _insert(connection, number, scenario.history, History(revisions=()))
    return number


def _insert(connection: Connection, scenario: int, history: History, known: History) -> None:
    """Write the edits and revisions that the database does not have."""
    edits = [edit for id, edit in history.edits.items() if id not in known.edits]
    if edits:
        rows = [{"scenario": scenario, "edit": edit.id, "content": edit.to_json()} for edit in edits]
        connection.execute(sa.insert(EDITS), rows)
    further = history.revisions[len(known.revisions) :]
    steps = [
        {
            "scenario": scenario, "number": step.number, "parent": step.parent, "action": step.action,
            "order": list(step.order), "off": sorted(step.off), "author": step.author, "made_at": step.made_at,
        }
        for step in further
    ]  # fmt: skip
    if steps:
        connection.execute(sa.insert(REVISIONS), steps)
    notes = [{"scenario": scenario, "revision": s.number, "notes": dict(s.notes)} for s in further if s.notes]
    if notes:
        connection.execute(sa.insert(NOTES), notes)
    carried = [
        {
            "scenario": scenario, "revision": number, "former": [edit.to_json() for edit in each.former.values()],
            "conflicts": {id: dict(said) for id, said in each.conflicts.items()},
        }
        for number, each in history.carried.items() if number not in known.carried
    ]  # fmt: skip
    if carried:
        connection.execute(sa.insert(CARRIED), carried)


def _read(connection: Connection, row: "Row[tuple[object, ...]]") -> Scenario:
    history = _read_history(connection, row)
    return Scenario(
        row.name, row.key, row.city, row.city_version, row.description, row.author, history, saved=row.saved
    )


def _read_history(connection: Connection, row: "Row[tuple[object, ...]]") -> History:
    contents = connection.execute(sa.select(EDITS.c.content).where(EDITS.c.scenario == row.id)).scalars()
    made = [edit_from_json(content) for content in contents]
    steps = sa.select(REVISIONS).where(REVISIONS.c.scenario == row.id).order_by(REVISIONS.c.number)
    said = sa.select(NOTES.c.revision, NOTES.c.notes).where(NOTES.c.scenario == row.id)
    notes = {saved.revision: saved.notes for saved in connection.execute(said)}
    revisions = tuple(
        Revision(
            r.number, r.parent, r.action, tuple(r.order), frozenset(r.off), r.author, r.made_at, notes.get(r.number, {})
        )
        for r in connection.execute(steps)
    )
    carried = connection.execute(sa.select(CARRIED).where(CARRIED.c.scenario == row.id).order_by(CARRIED.c.revision))
    left = {each.revision: Carried(_by_id(each.former), each.conflicts) for each in carried}
    return History({edit.id: edit for edit in made}, revisions, row.at, tuple(row.undone), left)


def _by_id(contents: Sequence[object]) -> dict[str, Edit]:
    return {edit.id: edit for edit in map(edit_from_json, contents)}


def _entry(connection: Connection, row: "Row[tuple[object, ...]]") -> ScenarioEntry:
    here = (REVISIONS.c.scenario == row.id) & (REVISIONS.c.number == row.at)
    order = connection.scalars(sa.select(REVISIONS.c.order).where(here)).one()
    said = (row.name, row.key, row.description, row.author, row.city_version)
    return ScenarioEntry(*said, edits=len(order), saved_at=row.saved_at, archived_at=row.archived_at or "")
