"""What scenarios may be called, and how their names are written in ids and files."""

import re
from typing import Final

from geodata.errors import UsageError
from geodata.language import N_
from geodata.names import plain_text

BASE: Final = "base"  # the city as it is, wherever a scenario can be named
BASE_TAKEN = N_("“{name}” cannot be a scenario's name: it stands for the city as it is. Choose another name.")


class ScenarioNameError(UsageError):
    """A name that no scenario can have, or that another one has."""


def key_of(name: str) -> str:
    """Return a name as ids write it: letters, digits, dashes. Raises ScenarioNameError for one that has none."""
    plain = plain_text(name).encode("ascii", "ignore").decode()
    key = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not key:
        raise ScenarioNameError(N_("“{name}” is no name for a scenario: it needs a letter or a digit."), name=name)
    return key


def new_key(name: str) -> str:
    """Return the key of a new scenario's name. Raises as `key_of`, and for what means the city itself."""
    key = key_of(name)
    if key == BASE:
        raise ScenarioNameError(BASE_TAKEN, name=name)
    return key
