"""Objects found again in newer data: by their ids, else by their shapes, else by their names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geodata.frame import CityFrame

from .edited_tables import SHAPE, SKETCH, in_city

By = Literal["id", "geometry", "name"]

SAME_M: Final = 0.05  # shapes this close are the same: they were kept to the centimetre
ALONG_M: Final = 3.0  # a line drawn anew lies this close to the old one
NAMED_ALONG_M: Final = 15.0  # the same where it has the same name
NEAR_M, NAMED_NEAR_M = 3.0, 10.0  # the same for points; the trees of a row stand 5 m apart
CALLED_SO_M: Final = 200.0  # an object of the same name is looked for this far away
HALF: Final = 0.5
ALL_OF_IT: Final = 0.9  # of an old shape: below, further parts of it are looked for


@dataclass(frozen=True)
class Expected:
    """What an edit expected of one object: its name and class, and its shape in the city's coordinates."""

    name: str | None = None
    of_class: str | None = None
    shape: BaseGeometry | None = None

    @classmethod
    def of(cls, values: Mapping[str, object], frame: CityFrame) -> "Expected":
        """Return what `before` of an edit says; a shape that cannot be read is none."""
        name, of_class, said = (values.get(key) for key in ("name", "class", SHAPE))
        degrees = shapely.from_wkt(said, on_invalid="ignore") if isinstance(said, str) else None
        is_place = degrees is not None and not degrees.is_empty and np.abs(shapely.get_coordinates(degrees)).max() < 180
        shape = shapely.make_valid(in_city(degrees, frame)) if degrees is not None and is_place else None
        return cls(str(name) if name else None, str(of_class) if of_class else None, shape)


@dataclass(frozen=True)
class Match:
    """The objects that one is now: one, the parts it was cut into, or none; `alike` are those that may be it."""

    ids: tuple[str, ...]
    by: By
    alike: tuple[str, ...] = ()


def match(table: gpd.GeoDataFrame, id: str, expected: Expected, *, made_by: str = "") -> Match:
    """Return what an object is now.

    The object of its id, unless that lies elsewhere now. Then what lies where it was: areas and lines that share at
    least half of themselves with the old shape and together make up half of it; points of its class within 3 m, of
    its class and name within 10 m. Then what has its name and class within 200 m: one alone, or the lines along the
    old one. `made_by` is the edit that drew the object; objects that other edits drew are never taken.
    """
    own = [id] if id in table.index else []
    if expected.shape is None:
        return Match((id,), "id") if own else _called_so(table, expected, made_by)
    if own and is_same(table.geometry[id], expected.shape):
        return Match((id,), "id")
    zone = expected.shape.buffer(max(ALONG_M, NAMED_NEAR_M))
    rows = _of_data(table.iloc[np.sort(table.sindex.query(zone, predicate="intersects"))], made_by)
    places = _places_of(rows, expected, own)
    if places:
        return Match(tuple(places), "id" if places[0] == id else "geometry")
    if own and _was_moved(table.loc[[id]], expected):
        return Match((id,), "id")
    return _called_so(table, expected, made_by)


def is_same(shape: BaseGeometry, other: BaseGeometry) -> bool:
    """Return whether two shapes differ by no more than they are kept to."""
    dimensions = {shapely.get_dimensions(shape), shapely.get_dimensions(other)}
    return len(dimensions) == 1 and bool(shapely.hausdorff_distance(shape, other) <= SAME_M)


def size_of(shape: BaseGeometry) -> float:
    """Return the area of an area, else the length."""
    return float(shape.area if shapely.get_dimensions(shape) == 2 else shape.length)


def _places_of(rows: gpd.GeoDataFrame, expected: Expected, own: Sequence[str]) -> list[str]:
    """Return the ids of what lies where an object was, the one of its own id first."""
    assert expected.shape is not None
    if shapely.get_dimensions(expected.shape) == 0:
        return _nearest(rows, expected, own)
    return _parts(rows, expected, own, along_m=ALONG_M)


def _was_moved(row: gpd.GeoDataFrame, expected: Expected) -> bool:
    """Return whether the object of the same id may be the same one elsewhere: files number their rows anew."""
    is_named_so = row["name"].isin([expected.name]).all() if expected.name and "name" in row else True
    return bool(is_named_so and _is_class(row, expected).all() and row.distance(expected.shape).le(CALLED_SO_M).all())


def _nearest(rows: gpd.GeoDataFrame, expected: Expected, own: Sequence[str]) -> list[str]:
    away_m = rows.geometry.distance(expected.shape)
    named = expected.name is not None and "name" in rows
    reach_m = np.where(rows["name"].isin([expected.name]), NAMED_NEAR_M, NEAR_M) if named else NEAR_M
    near = away_m[(away_m <= reach_m) & _is_class(rows, expected)]
    kept = [id for id in own if id in rows.index and away_m[id] <= NAMED_NEAR_M]
    return kept or ([str(near.idxmin())] if len(near) else [])


def _parts(rows: gpd.GeoDataFrame, expected: Expected, own: Sequence[str], *, along_m: float) -> list[str]:
    """Return the ids of rows that share most of themselves with the old shape, if they make up half of it.

    The one of the object's own id goes first, then those of its class, then the larger. Each further one has to be of
    the class of the first and lie where the others do not.
    """
    old = expected.shape
    assert old is not None
    rows = rows[shapely.get_dimensions(rows.geometry.values) == shapely.get_dimensions(old)]
    size = shapely.area if shapely.get_dimensions(old) == 2 else shapely.length
    shared = size(shapely.intersection(rows.geometry.values, _zone(old, along_m)))
    of_itself = shared / np.maximum(size(rows.geometry.values), SAME_M)
    is_own = rows.index.isin(list(own))
    order = np.lexsort((-shared, ~_is_class(rows, expected), ~is_own))
    classes = rows["class"].to_numpy(object) if "class" in rows else np.full(len(rows), None)
    left, chosen = old, list[int]()
    for k in order:
        zone = _zone(rows.geometry.iloc[k], along_m)
        new = size(shapely.intersection(left, zone))
        takes_old = is_own[k] and new >= HALF * size(old)
        if not takes_old and (of_itself[k] < HALF or new < HALF * shared[k]):
            continue
        if chosen and (classes[k] != classes[chosen[0]] or size(left) < (1 - ALL_OF_IT) * size(old)):
            continue
        chosen.append(int(k))
        left = shapely.difference(left, zone)
    enough = size(left) <= HALF * size(old) or (chosen and is_own[chosen[0]])
    return [str(rows.index[k]) for k in chosen] if enough else []


def _called_so(table: gpd.GeoDataFrame, expected: Expected, made_by: str) -> Match:
    """Return the object of the same name and class nearby, if there is one alone, or those along the old line."""
    if expected.name is None or "name" not in table or made_by:
        return Match((), "name")
    rows = table[table["name"].isin([expected.name]).to_numpy() & _is_class(table, expected)]
    rows = _of_data(rows, made_by)
    old = expected.shape
    if old is not None:
        rows = rows[rows.geometry.distance(old) <= CALLED_SO_M]
    ids = tuple(str(id) for id in rows.index)
    if old is not None and shapely.get_dimensions(old) == 1:
        along = _parts(rows, expected, (), along_m=NAMED_ALONG_M) or _longer(rows, old)
        return Match(tuple(along), "name")
    return Match(ids, "name") if len(ids) == 1 else Match((), "name", alike=ids)


def _longer(rows: gpd.GeoDataFrame, old: BaseGeometry) -> list[str]:
    """Return the one line that an old line is now a part of."""
    covers = [shapely.intersection(old, _zone(shape, NAMED_ALONG_M)).length for shape in rows.geometry]
    return [str(rows.index[np.argmax(covers)])] if max(covers, default=0.0) >= ALL_OF_IT * old.length else []


def _of_data(rows: gpd.GeoDataFrame, made_by: str) -> gpd.GeoDataFrame:
    """Return the rows of the data alone, or those alone that one edit drew."""
    ids = rows.index.astype(str)
    if not made_by:
        return rows[~ids.str.startswith(f"{SKETCH}/")]
    return rows[(ids == f"{SKETCH}/{made_by}") | ids.str.startswith(f"{SKETCH}/{made_by}-")]


def _is_class(rows: gpd.GeoDataFrame, expected: Expected) -> np.ndarray:
    if expected.of_class is None or "class" not in rows:
        return np.ones(len(rows), bool)
    return np.asarray(rows["class"].isin([expected.of_class]))


def _zone(shape: BaseGeometry, along_m: float) -> BaseGeometry:
    """Return where what lies on a shape is looked for: an area itself, what is within some metres of a line."""
    return shape if shapely.get_dimensions(shape) == 2 else shape.buffer(along_m)
