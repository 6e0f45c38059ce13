"""The tables of scenarios in a city's database."""

import sqlalchemy as sa
from sqlalchemy import JSON, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from .database import TABLES

SCENARIOS = Table(
    "scenarios",
    TABLES,
    Column("id", Integer, primary_key=True),
    Column("city", String(100), nullable=False),
    Column("key", String(200), nullable=False),
    Column("name", Text, nullable=False),
    Column("description", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("city_version", String(64), nullable=False),
    Column("at", Integer, nullable=False),  # the revision it stands at
    Column("undone", JSON, nullable=False),
    Column("saved", Integer, nullable=False),  # counts saves: a save on another count is refused
    Column("saved_at", String(40), nullable=False),
    UniqueConstraint("city", "key"),
)

EDITS = Table(
    "scenario_edits",
    TABLES,
    Column("scenario", ForeignKey("scenarios.id"), primary_key=True),
    Column("edit", String(250), primary_key=True),
    Column("content", JSON, nullable=False),
)

REVISIONS = Table(
    "scenario_revisions",
    TABLES,
    Column("scenario", ForeignKey("scenarios.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("parent", Integer),
    Column("action", String(20), nullable=False),
    Column("order", JSON, nullable=False),
    Column("off", JSON, nullable=False),
    Column("author", Text, nullable=False),
    Column("made_at", String(40), nullable=False),
)

# The notes that were changed after their edits were made, as they are at a revision that has any.
NOTES = Table(
    "scenario_notes",
    TABLES,
    Column("scenario", ForeignKey("scenarios.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("notes", JSON, nullable=False),
)

# What the steps that carried a scenario over to newer data leave to be told.
CARRIED = Table(
    "scenario_carried",
    TABLES,
    Column("scenario", ForeignKey("scenarios.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("former", JSON, nullable=False),  # edits as they were before
    Column("conflicts", JSON, nullable=False),
)

# What the trust suite said of a scenario at one of its revisions.
VERIFICATIONS = Table(
    "scenario_verifications",
    TABLES,
    Column("scenario", ForeignKey("scenarios.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("city_version", String(64), primary_key=True),
    Column("checks", JSON, nullable=False),
    Column("made_at", String(40), nullable=False),
)

# The scenarios that are put away: not listed any more, but opened by their name and by links.
ARCHIVED = Table(
    "scenario_archive",
    TABLES,
    Column("scenario", ForeignKey("scenarios.id"), primary_key=True),
    Column("archived_by", Text, nullable=False),
    Column("archived_at", String(40), nullable=False),
)

# What scenarios were called before they were renamed: links and views of then still open them.
FORMER_NAMES = Table(
    "scenario_former_names",
    TABLES,
    Column("city", String(100), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("scenario", ForeignKey("scenarios.id"), nullable=False),
)


def present_key(city: str, key: str) -> sa.ColumnElement[str]:
    """Return the key of a scenario now, by one that it has, or had before it was renamed."""
    has = sa.select(SCENARIOS.c.key).where(SCENARIOS.c.city == city, SCENARIOS.c.key == key)
    had = sa.select(SCENARIOS.c.key).join(FORMER_NAMES)
    had = had.where(FORMER_NAMES.c.city == city, FORMER_NAMES.c.key == key)
    return sa.func.coalesce(has.scalar_subquery(), had.scalar_subquery(), key)
