"""Scenarios that are put away, taken back, or deleted for good, in a city's database."""

import sqlalchemy as sa

from geodata.errors import UsageError
from geodata.language import N_

from .comments import COMMENTS, REPLIES
from .scenario import now
from .scenario_store import ScenarioStore
from .scenario_tables import ARCHIVED, CARRIED, EDITS, FORMER_NAMES, NOTES, REVISIONS, SCENARIOS, VERIFICATIONS

ONLY_ARCHIVED = N_("“{name}” is not archived. Archive it first; only then can it be deleted for good.")


def archive(store: ScenarioStore, name: str, *, by: str) -> None:
    """List a scenario no more; it can still be opened by its name. Raises UsageError where there is none of it.

    One that is archived already stays as it is.
    """
    with store.writing() as connection:
        number = store.number_of(connection, name)
        if connection.scalar(sa.select(ARCHIVED.c.scenario).where(ARCHIVED.c.scenario == number)) is None:
            connection.execute(sa.insert(ARCHIVED).values(scenario=number, archived_by=by, archived_at=now()))


def unarchive(store: ScenarioStore, name: str) -> None:
    """List a scenario again. Raises UsageError where there is none of that name."""
    with store.writing() as connection:
        number = store.number_of(connection, name)
        connection.execute(sa.delete(ARCHIVED).where(ARCHIVED.c.scenario == number))


def archived_by(store: ScenarioStore, key: str) -> str:
    """Return who archived the scenario of a key; "" for one that is listed, and where there is none of it."""
    mine = (SCENARIOS.c.city == store.city.recipe.id) & (SCENARIOS.c.key == key)
    with store.reading() as connection:
        return connection.scalar(sa.select(ARCHIVED.c.archived_by).join(SCENARIOS).where(mine)) or ""


def delete_archived(store: ScenarioStore, name: str) -> None:
    """Delete an archived scenario for good: its edits, steps, notes, checks and comments; all of it or nothing.

    Raises UsageError where there is none of that name, and for one that is not archived.
    """
    with store.writing() as connection:
        number = store.number_of(connection, name)
        if connection.execute(sa.delete(ARCHIVED).where(ARCHIVED.c.scenario == number)).rowcount == 0:
            raise UsageError(ONLY_ARCHIVED, name=name)
        mine = sa.select(SCENARIOS.c.key).where(SCENARIOS.c.id == number).scalar_subquery()
        said = (COMMENTS.c.city == store.city.recipe.id) & (COMMENTS.c.scenario == mine)
        replied = REPLIES.c.comment.in_(sa.select(COMMENTS.c.id).where(said))
        connection.execute(sa.delete(REPLIES).where(replied))
        connection.execute(sa.delete(COMMENTS).where(said))
        for table in (NOTES, CARRIED, VERIFICATIONS, REVISIONS, EDITS, FORMER_NAMES):
            connection.execute(sa.delete(table).where(table.c.scenario == number))
        connection.execute(sa.delete(SCENARIOS).where(SCENARIOS.c.id == number))
