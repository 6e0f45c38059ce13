"""The columns of a table of tagged objects as plain arrays, each made once.

Rules on tags are many and are asked of two streets as often as of all. A call into pandas takes longer than a thousand
rows of a plain list, so rules are written on these.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Objects = NDArray[np.object_]
Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

# "ends": only to begin or end a trip; "push": a bicycle on foot; "unknown": of wheelchairs, nobody mapped it.
YES, ENDS, PUSH, NO, UNKNOWN = "yes", "ends", "push", "no", "unknown"
# What access=* and its kin say: https://wiki.openstreetmap.org/wiki/Key:access (2025).
MEANINGS: Mapping[str, str] = {
    **dict.fromkeys(("yes", "designated", "permissive", "official", "public", "signed", "discouraged"), YES),
    **dict.fromkeys(("destination", "customers", "delivery", "private", "permit", "residents", "resident"), ENDS),
    **dict.fromkeys(("no", "agricultural", "forestry", "military", "emergency", "psv", "bus"), NO),
    "dismount": PUSH,
    "use_sidepath": "sidepath",
}


class Tags:
    """What a table says, column by column. A column that the table does not have says nothing."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._table = pd.DataFrame(table, copy=False)  # geopandas takes ten times as long for a column
        self._known = frozenset(self._table.columns)
        self._texts: dict[str, list[str | None]] = {}

    def __len__(self) -> int:
        return len(self._table)

    def texts(self, name: str) -> list[str | None]:
        """Return a column of texts, None where nothing is said."""
        if name not in self._texts:
            self._texts[name] = self._read(name) if name in self._known else [None] * len(self)
        return self._texts[name]

    def _read(self, name: str) -> list[str | None]:
        column = self._table[name]
        read = column if column.dtype == "str" else column.astype("str")
        made: list[str | None] = read.array.to_numpy(object, na_value=None).tolist()  # type: ignore[arg-type]
        return made

    def text(self, name: str) -> Objects:
        """Return a column of texts as an array, None where nothing is said."""
        return objects(self.texts(name))

    def number(self, name: str) -> Floats:
        """Return a column of numbers, NaN where none is known."""
        if name not in self._known:
            return np.full(len(self), np.nan)
        return np.asarray(self._table[name].to_numpy(float, na_value=np.nan), np.float64)

    def is_one_of(self, name: str, *values: str) -> Bools:
        """Return whether a column has one of some values."""
        if name not in self._known:
            return np.zeros(len(self), bool)
        wanted = frozenset(values)
        return bools(said in wanted for said in self.texts(name))

    def is_said(self, name: str) -> Bools:
        """Return whether a column says anything."""
        return is_given(self.texts(name))

    def mapped(self, name: str, values: Mapping[str, float], *, missing: float | Floats = np.nan) -> Floats:
        """Return the number that stands for each text of a column, `missing` where none does."""
        made = np.array([values.get(said or "", np.nan) for said in self.texts(name)], np.float64)
        return np.where(np.isnan(made), missing, made)

    def meaning(self, keys: Iterable[str]) -> Objects:
        """Return what the first of several keys that says something understood says; None where none does."""
        said: list[str | None] = [None] * len(self)
        for key in keys:
            if key in self._known:
                said = [
                    before if before is not None else understood(value)
                    for before, value in zip(said, self.texts(key), strict=True)
                ]
        return objects(said)


def objects(values: Collection[object]) -> Objects:
    """Return values as an array of objects."""
    made = np.empty(len(values), object)
    made[:] = list(values)
    return made


def bools(values: Iterable[bool]) -> Bools:
    """Return answers as an array."""
    return np.fromiter(values, np.bool_)


def is_given(values: Iterable[object]) -> Bools:
    """Return which values are there, not None."""
    return bools(value is not None for value in values)


def is_in(values: Iterable[object], *wanted: object) -> Bools:
    """Return which values are one of those wanted."""
    known = frozenset(wanted)
    return bools(value in known for value in values)


@lru_cache(maxsize=4096)
def understood(value: str | None) -> str | None:
    """Return what a value of access=* means for us, None for one that is not understood; what follows a ";" is left."""
    return None if value is None else MEANINGS.get(re.sub(r"\s*;.*", "", value))
