"""The tables of scenarios in a city's database, and the database itself."""

from pathlib import Path

from sqlalchemy import (
    JSON,
    Column,
    Engine,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    create_engine,
    event,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlalchemy.schema import CreateTable

DATABASE = "twin.sqlite"
WAIT_S = 15.0  # for another writer to finish; one save takes milliseconds

TABLES = MetaData()

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


def open_database(address: str | Path) -> Engine:
    """Return the database of an SQLAlchemy address, or of a city's folder; its tables are made where they are missing.

    SQLite writes ahead (WAL): readers go on reading while somebody writes, and what was written whole
    is there after the process or the machine stops. Raises SQLAlchemyError where it cannot be opened.
    """
    url = f"sqlite:///{address / DATABASE}" if isinstance(address, Path) else address
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": WAIT_S}, poolclass=NullPool)
        event.listen(engine, "connect", _write_ahead)
    else:
        engine = create_engine(url)
    with engine.begin() as connection:
        for table in TABLES.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
    return engine


def _write_ahead(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for setting in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        cursor.execute(f"PRAGMA {setting}")
    cursor.close()
