"""The fields of views as they come from anywhere, and what they may hold; errors name them."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from geodata.errors import UsageError
from geodata.language import N_

MAX_TEXT = 250
BROKEN = N_("This view cannot be read: “{field}” is missing or wrong. Ask whoever gave it to you for a new link.")

Word = TypeVar("Word", bound=str)


class Fields:
    """The fields of one object in a view, and what they may hold; errors name them."""

    def __init__(self, value: object, name: str) -> None:
        if not isinstance(value, dict):
            raise broken(name)
        self.values: Mapping[str, object] = value
        self.name = name

    def only(self, *names: str) -> None:
        """Raise UsageError where there is a field of any other name."""
        unknown = [str(name)[:MAX_TEXT] for name in self.values if name not in names]
        if unknown:
            raise broken(unknown[0])

    def has(self, name: str) -> bool:
        """Return whether there is a field of this name, and something in it."""
        return self.values.get(name) is not None

    def part(self, name: str) -> "Fields":
        """Return the fields of an object in this one."""
        return Fields(self.values.get(name), name)

    def number(self, name: str, least: float, most: float) -> float:
        """Return a number between two others."""
        value = self.values.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise broken(f"{self.name}.{name}")
        if not least <= value <= most:  # neither is what is no number
            raise broken(f"{self.name}.{name}")
        return float(value)

    def text(self, name: str) -> str:
        """Return a text of one line that is not too long."""
        value = self.values.get(name)
        if not is_text(value):
            raise broken(f"{self.name}.{name}")
        return str(value)

    def items(self, name: str, most: int) -> list[object]:
        """Return a list of no more items than `most`."""
        value = self.values.get(name)
        if not isinstance(value, list) or len(value) > most:
            raise broken(f"{self.name}.{name}")
        return value

    def one_of(self, name: str, words: Sequence[Word]) -> Word | None:
        """Return one of some words; None where there is no such field."""
        value = self.values.get(name)
        if value is None:
            return None
        for word in words:
            if value == word:
                return word
        raise broken(name)


def is_text(value: object) -> bool:
    """Return whether something is a text of one line that is not too long."""
    return isinstance(value, str) and 0 < len(value) <= MAX_TEXT and value.isprintable()


def broken(field: str) -> UsageError:
    """Return the error that names a field that is missing or wrong."""
    return UsageError(BROKEN, field=field)
