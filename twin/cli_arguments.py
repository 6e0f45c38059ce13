"""What commands that ask a city have in common: arguments that are needed, the city of a folder, JSON."""

import json
import math
from pathlib import Path
from typing import TypeVar

from geodata.errors import UsageError
from geodata.language import N_

from .city import City

MISSING = N_("{option} needs a value. See --help.")
Value = TypeVar("Value")


def given(value: Value | None, option: str) -> Value:
    """Return the value of an option. Raises UsageError where it was left out."""
    if value is None:
        raise UsageError(MISSING, option=option)
    return value


def city_of(folder: Path | None) -> City:
    """Return the city of the argument DIR. Raises UsageError where it was left out, StoreError where it holds none."""
    return City.open(given(folder, "DIR"))


def edited_city_of(folder: Path | None, scenario: str | None) -> tuple[City, str | None]:
    """Return the city of the argument DIR, as it is or with the edits of a scenario made, and the scenario's name.

    Raises as `city_of`, and UsageError for a scenario that is not there.
    """
    if scenario is None:
        return city_of(folder), None
    from .scenario_store import ScenarioStore  # only scenarios need the database

    found = ScenarioStore.open(given(folder, "DIR")).scenario(scenario)
    return found.applied, found.name


def print_json(document: dict[str, object]) -> None:
    """Print one JSON document and nothing else."""
    print(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))


def finite(value: dict[str, object]) -> dict[str, object]:
    """Return plain values in which each number that is not finite is None, as JSON has it."""
    return {key: _finite(inner) for key, inner in value.items()}


def _finite(value: object) -> object:
    if isinstance(value, dict):
        return finite(value)
    if isinstance(value, list):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
