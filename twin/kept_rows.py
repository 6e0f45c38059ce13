"""Values for the rows of layers and for homes, made once; an edited city makes only those of rows that are new."""

from collections.abc import Callable, Collection
from typing import TypeVar

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .city import City

Ints = NDArray[np.int64]
Values = TypeVar("Values", bound=np.generic)
ValuesOf = Callable[[City, Ints], NDArray[Values]]


def positions_before(before: pd.Index, after: pd.Index) -> Ints:
    """Return where each id of a table stood before, -1 for new ones; further rows at the end are told at once."""
    count = len(before)
    if after[:count].equals(before) and before.is_unique:
        return np.concatenate([np.arange(count), before.get_indexer(after[count:])])
    return np.asarray(before.get_indexer(after), np.int64)


def same_rows(city: City, layer: str) -> Ints:
    """Return the position in the base's table of each row of a layer, -1 for one that is new or of another shape."""

    def made() -> Ints:
        assert city.base is not None
        table, before = city.layers[layer].table, city.base.layers[layer].table
        at = positions_before(before.index, table.index)
        known = np.flatnonzero(at >= 0)
        shapes = np.asarray(table.geometry.values, dtype=object)[known]
        theirs = np.asarray(before.geometry.values, dtype=object)[at[known]]
        at[known[~shapely.equals_identical(shapes, theirs)]] = -1
        return np.asarray(at, np.int64)

    return city.kept(f"same rows {layer}", made)


def of_rows(city: City, layer: str, name: str, make: ValuesOf[Values], *, needs: Collection[str]) -> NDArray[Values]:
    """Return a value (or a row of values) for each row of a layer; where the shape is that of the base, the base's own.

    `make` gives the values of some rows, by position, from their shapes and from what `needs` names (as of
    `City.shares`) alone. Not to be edited.
    """

    def made() -> NDArray[Values]:
        count = len(city.layers[layer].table)
        if city.base is None or not city.shares(needs):
            return make(city, np.arange(count))
        return filled(city, of_rows(city.base, layer, name, make, needs=needs), same_rows(city, layer), make)

    return city.kept(name, made, needs=[layer, *needs])


def filled(city: City, before: NDArray[Values], at: Ints, make: ValuesOf[Values]) -> NDArray[Values]:
    """Return values of the base at their places now (-1: none), and those that `make` gives of rows that are new."""
    new = np.flatnonzero(at < 0)
    if not len(before):
        return make(city, new)
    values = before[at]
    if len(new):
        values[new] = make(city, new)
    return values
