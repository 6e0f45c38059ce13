"""The database of a city's folder: how it is opened, read and written whole, and what it says where it cannot."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlalchemy.schema import CreateTable

from geodata.errors import StoreError

DATABASE = "twin.sqlite"
WAIT_S = 15.0  # for another writer to finish; one save takes milliseconds

TABLES = MetaData()  # every module with tables adds its own


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


@contextmanager
def reading(engine: Engine, failed: str) -> Iterator[Connection]:
    """Give a connection. Raises StoreError for what fails, as `telling` says it."""
    with telling(engine.url.database, failed), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine, failed: str) -> Iterator[Connection]:
    """Give a connection whose changes are made whole or not at all. Raises StoreError for what fails."""
    with telling(engine.url.database, failed), engine.begin() as connection:
        yield connection


@contextmanager
def telling(place: object, failed: str) -> Iterator[None]:
    """Raise StoreError with the sentence `failed`, of {place} and {error}, for what the database could not do."""
    try:
        yield
    except SQLAlchemyError as error:
        raise StoreError(failed, place=place, error=str(getattr(error, "orig", error))) from None
