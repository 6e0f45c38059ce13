"""Scenarios that are given another name, with all that hangs on them, in a city's database."""

import sqlalchemy as sa

from .comments import COMMENTS
from .scenario_names import new_key
from .scenario_store import ScenarioStore, check_free
from .scenario_tables import FORMER_NAMES, SCENARIOS


def rename(store: ScenarioStore, name: str, other: str) -> None:
    """Give a scenario another name; edits, steps, notes, checks and comments stay, and its former name opens it too.

    All of it or nothing. Raises UsageError where there is none of that name, and ScenarioNameError for another name
    that a scenario has or had, or that means the city itself.
    """
    key, city = new_key(other), store.city.recipe.id
    with store.writing() as connection:
        # Written first, so that nobody else writes between the looks and the changes.
        connection.execute(sa.update(SCENARIOS).where(store.named(name)).values(name=other))
        number = store.number_of(connection, name)
        mine = SCENARIOS.c.id == number
        check_free(connection, city, other, but=number)
        former = connection.execute(sa.select(SCENARIOS.c.key).where(mine)).scalar_one()
        if key == former:
            return
        connection.execute(sa.delete(FORMER_NAMES).where(FORMER_NAMES.c.city == city, FORMER_NAMES.c.key == key))
        connection.execute(sa.update(SCENARIOS).where(mine).values(key=key))
        connection.execute(sa.insert(FORMER_NAMES).values(city=city, key=former, scenario=number))
        said = (COMMENTS.c.city == city) & (COMMENTS.c.scenario == former)
        connection.execute(sa.update(COMMENTS).where(said).values(scenario=key))
