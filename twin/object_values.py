"""A value for each object of a layer, kept small: of an edited city only what differs from its base."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Ints = NDArray[np.int32]


class ObjectValues:
    """A value for each object, by its id: in single precision, of which many scenarios at once fit into memory."""

    def __init__(self, values: pd.Series) -> None:
        self._whole: pd.Series | None = values.astype("float32")
        self._difference: _Difference | None = None

    @property
    def series(self) -> pd.Series:
        """The values as a Series with the ids as index; not to be edited."""
        whole, difference = self._whole, self._difference  # held here: another thread may let go of the whole meanwhile
        if whole is None:
            assert difference is not None
            return difference.added_up()
        return whole

    @property
    def is_whole(self) -> bool:
        """Whether all values are kept here, not only those that differ from others."""
        return self._whole is not None


@dataclass(frozen=True)
class _OtherRows:
    """Which objects there are beside those of before: the positions of those that are gone, the ids of new ones."""

    gone: Ints
    new: list[str]

    def index(self, before: pd.Index) -> pd.Index:
        if not len(self.gone) and not self.new:
            return before
        kept = before.delete(self.gone)
        return kept.append(pd.Index(self.new, dtype=before.dtype, name=before.name)) if self.new else kept


@dataclass(frozen=True)
class _Difference:
    """Values by what differs from those before: other objects, and other values at some positions."""

    before: ObjectValues = field(repr=False)
    rows: _OtherRows
    at: Ints
    values: NDArray[np.float32]

    def added_up(self) -> pd.Series:
        before = self.before.series
        made = _carried_over(before, self.rows)
        made[self.at] = self.values
        return pd.Series(made, self.rows.index(before.index), name=before.name)


def keep_differences(pairs: Iterable[tuple[ObjectValues, ObjectValues]]) -> None:
    """Let go of the first values of each pair but for what differs from the second; their series stay the same.

    Where objects are in another order, all are kept.
    """
    known: list[tuple[pd.Index, pd.Index, _OtherRows | None]] = []  # indicators of one kind have equal indexes
    for values, before in pairs:
        now, was = values.series, before.series
        told = [rows for one, other, rows in known if now.index.equals(one) and was.index.equals(other)]
        rows = told[0] if told else _other_rows(now.index, was.index)
        if not told:
            known.append((now.index, was.index, rows))
        if rows is None or not values.is_whole or not before.is_whole:
            continue
        numbers, carried = now.to_numpy(), _carried_over(was, rows)
        at = np.flatnonzero(~((numbers == carried) | (np.isnan(numbers) & np.isnan(carried)))).astype(np.int32)
        values._difference = _Difference(before, rows, at, numbers[at].copy())
        values._whole = None


def _other_rows(now: pd.Index, before: pd.Index) -> _OtherRows | None:
    if now.equals(before):
        return _OtherRows(np.empty(0, np.int32), [])
    found = now.get_indexer(before)
    gone = np.flatnonzero(found < 0).astype(np.int32)
    rows = _OtherRows(gone, now[len(before) - len(gone) :].tolist())
    return rows if rows.index(before).equals(now) else None


def _carried_over(before: pd.Series, rows: _OtherRows) -> NDArray[np.float32]:
    """Return the values of before at the objects there are now; NaN for new ones."""
    return np.append(np.delete(before.to_numpy(), rows.gone), np.full(len(rows.new), np.nan, np.float32))
