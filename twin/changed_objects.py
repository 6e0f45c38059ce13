"""The objects in which two cities differ, by layer."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import DEFAULT_LANGUAGE, translate
from layers.layer import layer_kinds

from .city import City
from .object_titles import ObjectTitle, listed
from .printing import plain

MOST_READ = 500  # objects of each group of which names are read
Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class ChangedObjects:
    """Ids of one layer: those only the later city has, those only the earlier has, and those that differ."""

    layer: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    def examples(self, before: City, after: City, language: str) -> str:
        """Return what objects are called, each name once, those without as so many of their kind; added ones first."""
        groups = ((after, self.added), (before, self.removed), (after, self.changed))
        titles = [ObjectTitle.of(city, self.layer, id) for city, ids in groups for id in ids[:MOST_READ]]
        names = dict.fromkeys(title.name for title in titles if title.name)
        kinds = Counter(title.kind(language) for title in titles if not title.name)
        counted = [f"{kind} ({count})" if count > 1 else kind for kind, count in kinds.items()]
        return listed([*names, *counted], language)


def changed_objects(before: City, after: City) -> list[ChangedObjects]:
    """Return what differs, of each layer in which something does.

    Layers that both cities share are not looked into; those of a store stay unread.
    """
    found = [_changed_in(before, after, name) for name in differing_layers(before, after)]
    return [each for each in found if each.added or each.removed or each.changed]


def objects_table(
    found: list[ChangedObjects], before: City, after: City, *, language: str = DEFAULT_LANGUAGE
) -> pd.DataFrame:
    """Return one row for each layer: title, added, removed, changed (numbers) and examples."""
    rows = {
        each.layer: {
            "title": translate(layer_kinds()[each.layer].title, language), "added": len(each.added),
            "removed": len(each.removed), "changed": len(each.changed),
            "examples": each.examples(before, after, language),
        }
        for each in found
    }  # fmt: skip
    columns = ["title", "added", "removed", "changed", "examples"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("layer")


def differing_layers(before: City, after: City) -> list[str]:
    """Return the layers that two cities do not share. Two that were made of one differ where either was edited."""
    names = list(dict.fromkeys([*after.layers, *before.layers]))
    roots = [city if city.base is None else city.base for city in (before, after)]
    edited = before.changed_layers | after.changed_layers if roots[0] is roots[1] else frozenset(names)
    return [name for name in names if name in edited and before.layers.get(name) is not after.layers.get(name)]


def _changed_in(before: City, after: City, layer: str) -> ChangedObjects:
    had, has = (city.layers[layer].table if layer in city.layers else None for city in (before, after))
    if had is None or has is None:
        return ChangedObjects(layer, tuple(_ids(has)), tuple(_ids(had)))
    if had is has:
        return ChangedObjects(layer)
    added, removed = has.index.difference(had.index, sort=False), had.index.difference(has.index, sort=False)
    both = has.index.intersection(had.index, sort=False)
    differs = np.zeros(len(both), bool)
    for one, other in _columns(had, has, both):
        differs |= _differs(one, other)
    return ChangedObjects(layer, tuple(added), tuple(removed), tuple(both[differs]))


def _ids(table: gpd.GeoDataFrame | None) -> list[str]:
    return [] if table is None else list(table.index)


def _columns(had: gpd.GeoDataFrame, has: gpd.GeoDataFrame, ids: pd.Index) -> Iterator[tuple[pd.Series, pd.Series]]:
    """Return the columns that both tables have, of some ids in the same order."""
    at_had, at_has = had.index.get_indexer(ids), has.index.get_indexer(ids)
    for name in has.columns:
        if name in had.columns:
            yield had[name].iloc[at_had], has[name].iloc[at_has]


def _differs(one: pd.Series, other: pd.Series) -> Bools:
    """Return where two columns of the same ids differ; what is missing in both does not."""
    missing = one.isna().to_numpy() & other.isna().to_numpy()
    if isinstance(one, gpd.GeoSeries):
        a, b = (np.asarray(shapes.values, dtype=object) for shapes in (one, other))
        return ~np.asarray(shapely.equals_identical(a, b), bool) & ~missing
    if one.dtype == object or other.dtype == object:
        pairs = zip(one, other, strict=True)
        return np.array([a is not b and plain(a) != plain(b) for a, b in pairs], bool) & ~missing
    same = (one == other).fillna(False).to_numpy(bool)
    return ~same & ~missing
