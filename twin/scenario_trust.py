"""What the trust suite said of scenarios, kept in a city's database beside them."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, delete, insert, select

from .scenario import Scenario, now
from .scenario_store import ScenarioStore
from .scenario_tables import VERIFICATIONS
from .verification import Check, Verification, verify


def verified(store: ScenarioStore, name: str) -> tuple[Scenario, Verification]:
    """Return a scenario and what the trust suite says of it as it stands; kept for the boards that are made of it.

    Raises UsageError where there is none of that name.
    """
    scenario = store.scenario(name)
    made = verify(scenario, made_at=now())
    keep_verification(store, scenario, made)
    return scenario, made


def keep_verification(store: ScenarioStore, scenario: Scenario, made: Verification) -> None:
    """Keep what the trust suite said of a scenario just as it stands, in place of what it said of this state before.

    Raises UsageError where there is none of that name.
    """
    with store.writing() as connection:
        at = _place(store, connection, scenario)
        connection.execute(delete(VERIFICATIONS).filter_by(**at))
        checks = [check.to_json() for check in made.checks]
        connection.execute(insert(VERIFICATIONS).values(**at, checks=checks, made_at=made.made_at))


def last_verification(store: ScenarioStore, scenario: Scenario) -> Verification | None:
    """Return what the trust suite said of a scenario just as it stands; None where it has not been asked."""
    with store.reading() as connection:
        at = _place(store, connection, scenario)
        row = connection.execute(select(VERIFICATIONS).filter_by(**at)).first()
    return None if row is None else _read(row.checks, row.made_at)


def last_failure(store: ScenarioStore, scenario: Scenario) -> Verification | None:
    """Return the newest answer of the trust suite by which another state of a scenario did not hold; None for none.

    Raises UsageError where there is none of that name.
    """
    with store.reading() as connection:
        at = _place(store, connection, scenario)
        others = select(VERIFICATIONS).where(
            VERIFICATIONS.c.scenario == at["scenario"], VERIFICATIONS.c.revision != scenario.history.at
        )
        rows = connection.execute(others.order_by(VERIFICATIONS.c.made_at.desc())).all()
    return next((found for found in (_read(row.checks, row.made_at) for row in rows) if not found.holds), None)


def _read(checks: Sequence[Mapping[str, object]], made_at: str) -> Verification:
    return Verification(tuple(Check.from_json(check) for check in checks), made_at)


def _place(store: ScenarioStore, connection: Connection, scenario: Scenario) -> dict[str, object]:
    return {
        "scenario": store.number_of(connection, scenario.name), "revision": scenario.history.at,
        "city_version": scenario.city_version,
    }  # fmt: skip
