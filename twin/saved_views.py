"""Views and stories that planners have saved, in the city's database beside its scenarios."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import JSON, Column, Connection, Engine, Integer, Row, String, Table, Text, UniqueConstraint
from sqlalchemy.exc import IntegrityError

from geodata.errors import UsageError
from geodata.language import N_

from . import database
from .database import TABLES
from .scenario import now
from .scenario_names import key_of

Kind = Literal["view", "story"]

SAVED_VIEWS = Table(
    "saved_views",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("city", String(100), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("key", String(200), nullable=False),
    Column("name", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("content", JSON, nullable=False),
    Column("saved", Integer, nullable=False),  # counts saves: a save on another count is refused
    Column("saved_at", String(40), nullable=False),
    UniqueConstraint("city", "kind", "key"),
)

FAILED = N_("{place}: saved views cannot be read or saved ({error}). Nothing was changed.")
TAKEN = N_("There is something saved as “{name}” already. Choose another name.")
GONE = N_("Nothing is saved as “{name}” any more. Somebody took it away.")
CHANGED = N_("“{name}” was changed by somebody else meanwhile; nothing was overwritten. Open it again.")


@dataclass(frozen=True)
class SavedView:
    """One saved view or story: `content` is its JSON, `saved` counts how often it was saved."""

    name: str
    author: str
    content: Mapping[str, object]
    saved: int
    saved_at: str


@dataclass(frozen=True)
class SavedViews:
    """The saved views, or the saved stories, of one city."""

    engine: Engine
    city_id: str
    kind: Kind

    def entries(self) -> list[SavedView]:
        """Return all of them, by name."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(SAVED_VIEWS).where(self._ours).order_by(SAVED_VIEWS.c.key))
            return [_saved(row) for row in rows]

    def get(self, name: str) -> SavedView:
        """Return one by its name. Raises UsageError where there is none."""
        with self._reading() as connection:
            row = connection.execute(sa.select(SAVED_VIEWS).where(self._named(name))).first()
        if row is None:
            raise UsageError(GONE, name=name)
        return _saved(row)

    def add(self, name: str, content: Mapping[str, object], *, author: str) -> None:
        """Save something new. Raises UsageError where the name is taken."""
        row = {"city": self.city_id, "kind": self.kind, "key": key_of(name), "name": name, "author": author,
               "content": dict(content), "saved": 1, "saved_at": now()}  # fmt: skip
        with self._writing() as connection:
            try:
                connection.execute(sa.insert(SAVED_VIEWS).values(**row))
            except IntegrityError:
                raise UsageError(TAKEN, name=name) from None

    def replace(self, before: SavedView, content: Mapping[str, object]) -> None:
        """Save other content under the same name. Raises UsageError where somebody else saved it meanwhile."""
        same = self._named(before.name) & (SAVED_VIEWS.c.saved == before.saved)
        step = sa.update(SAVED_VIEWS).where(same)
        with self._writing() as connection:
            done = connection.execute(step.values(content=dict(content), saved=before.saved + 1, saved_at=now()))
            if done.rowcount == 0:
                raise UsageError(CHANGED, name=before.name)

    def delete(self, name: str) -> None:
        """Take one away. Raises UsageError where there is none."""
        with self._writing() as connection:
            if connection.execute(sa.delete(SAVED_VIEWS).where(self._named(name))).rowcount == 0:
                raise UsageError(GONE, name=name)

    @property
    def _ours(self) -> sa.ColumnElement[bool]:
        return (SAVED_VIEWS.c.city == self.city_id) & (SAVED_VIEWS.c.kind == self.kind)

    def _named(self, name: str) -> sa.ColumnElement[bool]:
        return self._ours & (SAVED_VIEWS.c.key == key_of(name))

    def _writing(self) -> AbstractContextManager[Connection]:
        return database.writing(self.engine, FAILED)

    def _reading(self) -> AbstractContextManager[Connection]:
        return database.reading(self.engine, FAILED)


def _saved(row: "Row[tuple[object, ...]]") -> SavedView:
    return SavedView(row.name, row.author, row.content, row.saved, row.saved_at)
