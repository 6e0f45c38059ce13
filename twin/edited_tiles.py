"""The tiles of an edited city: those in which a row changed are drawn anew, all others are those of its base."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from layers.layer import LayerKind

from .city import City
from .kept_rows import positions_before
from .store import write_tile_files
from .tile_drawing import DrawnTile, draw_tile
from .tiles import TileIndex, cells_of

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]
Task = tuple[LayerKind, str, gpd.GeoDataFrame]


def edited_tiles(index: TileIndex, base: City, edited: City) -> tuple[TileIndex, list[DrawnTile]]:
    """Return the tile index of a city that was made of another by edits, and the tiles that the other does not have.

    `index` is that of `base`. Tile by tile and byte by byte as if all of the edited city were drawn: a tile depends
    on the rows in its square and on the ground alone, so others keep their content and its hash.
    """
    tasks = list(_tasks(base, edited))

    def draw(task: Task) -> DrawnTile | None:
        return draw_tile(*task, edited.terrain, edited.frame)

    with ThreadPoolExecutor() as pool:
        drawn = list(pool.map(draw, tasks))
    touched = {(kind.name, cell) for kind, cell, _ in tasks}
    made = [tile for tile in drawn if tile is not None]
    kept = [tile for tile in index.tiles if (tile.layer, tile.cell) not in touched]
    place = {name: number for number, name in enumerate(edited.layers)}  # the ground is none of them, and comes first
    order = sorted([*kept, *(d.tile for d in made)], key=lambda tile: (place.get(tile.layer, -1), tile.cell))
    known = index.hashes
    return TileIndex(tuple(order)), [d for d in made if not known.issuperset(d.contents)]


def write_edited_tiles(folder: Path, drawn: Sequence[DrawnTile]) -> None:
    """Write tiles of an edited city beside those of its store; one that is there already is only touched.

    No manifest names them: a build removes those that were not written or touched for an hour. Nothing is lost,
    they can be drawn again. Raises StoreError where the folder cannot be written.
    """
    write_tile_files(folder, drawn)


def changed_rows(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> tuple[Ints, Ints]:
    """Return which rows of `before` are gone or other now, and which of `after` are new or were other: positions."""
    was = positions_before(before.index, after.index)
    there = np.flatnonzero(was >= 0)
    was = was[there]
    if list(before.columns) != list(after.columns) or (np.diff(was) < 0).any():
        return np.arange(len(before)), np.arange(len(after))  # what is drawn depends on the order of rows
    old, new = np.ones(len(before), bool), np.ones(len(after), bool)
    breaks = np.flatnonzero((np.diff(was) != 1) | (np.diff(there) != 1)) + 1
    for start, end in zip([0, *breaks], [*breaks, len(was)], strict=True):
        if end > start:  # rows that follow each other in both tables are compared without copies
            here, now = slice(was[start], was[end - 1] + 1), slice(there[start], there[end - 1] + 1)
            old[here] = new[now] = _differs(before.iloc[here], after.iloc[now])
    return np.flatnonzero(old), np.flatnonzero(new)


def _tasks(base: City, edited: City) -> Iterator[Task]:
    """Yield what is to be drawn: the rows of each square in which one changed; a square may have none any more."""
    names = edited.changed_layers
    for name in (name for name in edited.layers if name in names):
        kind, table, before = edited.layers[name].kind, edited.layers[name].table, base.layers[name].table
        if kind.at is not None:
            continue
        old, new = changed_rows(before, table)
        cells = cells_of(kind, table, edited.frame).to_numpy(object)
        gone = cells_of(kind, before.iloc[old], edited.frame)
        for cell in sorted({*cells[new], *gone}):
            yield kind, cell, table.iloc[np.flatnonzero(cells == cell)]


def _differs(before: gpd.GeoDataFrame, after: gpd.GeoDataFrame) -> Bools:
    """Return which rows of two tables of the same ids differ."""
    old, new = (np.asarray(table.geometry.values, dtype=object) for table in (before, after))
    differs = np.fromiter((one is not other for one, other in zip(old, new, strict=True)), bool, len(old))
    other = np.flatnonzero(differs)  # edits share the shapes they do not change: few are left to compare
    differs[other] = ~shapely.equals_identical(old[other], new[other])
    for name in before.columns.drop(before.geometry.name):
        differs |= _other_values(before[name], after[name])
    return differs


def _other_values(one: pd.Series, other: pd.Series) -> Bools:
    """Return where two columns differ; nothing known is the same as nothing known."""
    if one.dtype == other.dtype and one.equals(other):
        return np.zeros(len(one), bool)
    known, known_too = one.notna().to_numpy(bool), other.notna().to_numpy(bool)
    if one.dtype == other.dtype and one.dtype != object:
        unequal = np.asarray(pd.array(one.array != other.array, dtype="boolean").fillna(True), bool)
    else:
        both = zip(one.to_numpy(object), other.to_numpy(object), strict=True)
        unequal = np.array([a is not b and not _same(a, b) for a, b in both], bool)
    return np.asarray((known != known_too) | (known & known_too & unequal), bool)


def _same(one: object, other: object) -> bool:
    """Return whether two values of a cell are equal; lists are compared as a whole."""
    if isinstance(one, np.ndarray | list) or isinstance(other, np.ndarray | list):
        return np.array_equal(np.asarray(one, object), np.asarray(other, object))
    return one is not pd.NA and other is not pd.NA and bool(one == other)
