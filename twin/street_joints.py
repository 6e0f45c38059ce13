"""How a drawn line joins the streets of a city: shared nodes at its ends, and where it crosses them at grade."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from shapely.ops import nearest_points

from .city import City
from .street_access import DIRECTIONS, street_access
from .tags import ENDS, YES
from .topology import SAME_PLACE_M

REACH_M = 15.0  # assumed: an end drawn as near to a street as this is meant to meet it; half a wide boulevard
VERTEX_M = 3.0  # assumed: an end meets a node of that street as near as this instead of standing beside it
TOUCH_M = 0.5  # rounding of what is drawn: a line as near to a street as this touches it
NUMBER_BITS = 52  # whole numbers that JSON keeps
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Joint:
    """A node on a street: at a vertex it has, or where it is to get one. `number` is None before it is given one."""

    street: str
    x_m: float
    y_m: float
    along_m: float
    number: int | None
    is_new: bool

    @property
    def point(self) -> shapely.Point:
        """Its place."""
        return shapely.Point(self.x_m, self.y_m)


@dataclass(frozen=True)
class JoinedLine:
    """A drawn line with a node number for each vertex, and its joints; those at one place have one number.

    `usable`: whether some street it meets is open to those it is for.
    """

    line: shapely.LineString
    node_ids: Sequence[int]
    joints: Sequence[Joint]
    usable: bool


def node_number(seed: str, place: int) -> int:
    """Return the number of a node that an edit makes: below those of no node, the same whenever it is replayed."""
    digest = blake2b(f"{seed}#{place}".encode(), digest_size=8).digest()
    return -2 - int.from_bytes(digest, "big") % (1 << NUMBER_BITS)


def is_off_ground(streets: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which streets are bridges or tunnels: what crosses them does not meet them."""
    off = [streets[name].notna() & (streets[name] != "no") for name in ("bridge", "tunnel")]
    return np.asarray(off[0] | off[1], bool)


@dataclass(frozen=True)
class NearStreets:
    """The streets near a place; `avoid`: numbers of nodes that no line is led to (barriers)."""

    table: gpd.GeoDataFrame
    avoid: Collection[int]

    @classmethod
    def of(cls, city: City, shape: shapely.Geometry, *, reach_m: float = REACH_M) -> "NearStreets":
        """Return the streets of a city as near to a shape as `reach_m`."""
        streets = city.streets
        rows = np.sort(streets.sindex.query(shape, predicate="dwithin", distance=reach_m))
        single = np.array([shape.geom_type == "LineString" for shape in streets.geometry.iloc[rows]], bool)
        gates = city.barriers["node_ids"].explode().dropna()
        return cls(streets.iloc[rows[single]], frozenset(int(node) for node in gates))

    @cached_property
    def lines(self) -> Mapping[str, shapely.LineString]:
        """The line of each street."""
        return {str(id): line for id, line in self.table.geometry.items()}

    @cached_property
    def numbers(self) -> Mapping[str, Sequence[int] | None]:
        """The numbers of each street's vertices; None where they are not known."""
        ids = dict(zip(self.lines, self.table["node_ids"], strict=True))
        known = {id: n is not None and len(n) == len(self.lines[id].coords) for id, n in ids.items()}
        return {id: [int(k) for k in n] if known[id] else None for id, n in ids.items()}

    @cached_property
    def off_ground(self) -> Mapping[str, bool]:
        """Whether each street is a bridge or tunnel."""
        return dict(zip(self.lines, is_off_ground(self.table).tolist(), strict=True))

    @cached_property
    def _numbered(self) -> tuple[Floats, NDArray[np.int64]]:
        """Places and numbers of all numbered vertices."""
        known = [(self.lines[id], n) for id, n in self.numbers.items() if n is not None]
        xy = [shapely.get_coordinates(line) for line, _ in known]
        empty = np.zeros((0, 2))
        return np.concatenate([empty, *xy]), np.array([k for _, n in known for k in n], np.int64)

    @cached_property
    def _access(self) -> pd.DataFrame:
        return street_access(self.table)

    def open_to(self, vehicle: str) -> Collection[str]:
        """Return the streets that a vehicle of `street_access` may use, in some direction."""
        if not len(self.table):
            return ()
        some = [self._access[f"{vehicle}_{way}"].isin([YES, ENDS]).to_numpy(bool) for way in DIRECTIONS]
        return frozenset(str(id) for id in self.table.index[some[0] | some[1]])

    def number_at(self, point: shapely.Point) -> int | None:
        """Return the number of the node in a place, None where none is numbered."""
        xy, number = self._numbered
        apart = np.hypot(xy[:, 0] - point.x, xy[:, 1] - point.y)
        return int(number[apart.argmin()]) if len(apart) and apart.min() <= SAME_PLACE_M else None

    def joint(self, id: str, point: shapely.Point, *, reach_m: float) -> Joint:
        """Return the joint of a street nearest to a point: at a vertex within `reach_m` along the street, or new."""
        line = self.lines[id]
        xy, at = shapely.get_coordinates(line), vertices_along(line)
        along = float(line.project(point))
        allowed = [k for k in range(len(at)) if abs(at[k] - along) <= reach_m and self._number(id, k) not in self.avoid]
        if allowed:
            k = min(allowed, key=lambda k: abs(at[k] - along))
            place = shapely.Point(xy[k])
            number = self._number(id, k)
            return Joint(id, place.x, place.y, float(at[k]), self.number_at(place) if number is None else number, False)
        place = line.interpolate(along)
        return Joint(id, place.x, place.y, along, self.number_at(place), True)

    def numbers_of(self, id: str, *, seed: str) -> list[int]:
        """Return a number for each vertex of a street: where it has none, those of the nodes in its places, or new."""
        known = self.numbers[id]
        if known is not None:
            return list(known)
        line = self.lines[id]
        found = [self.number_at(shapely.Point(xy)) for xy in line.coords]
        made = [node_number(seed, k + 1) if number is None else number for k, number in enumerate(found)]
        return [*made[:-1], made[0]] if line.is_closed else made

    def _number(self, id: str, vertex: int) -> int | None:
        numbers = self.numbers[id]
        return None if numbers is None else numbers[vertex]

    def end_joint(self, end: shapely.Point, vehicle: str) -> Joint | None:
        """Return where an end meets the nearest street, before others one for its vehicle; None where none is near.

        Bridges and tunnels are met at their own ends only.
        """
        shapes = {id: shapely.boundary(line) if self.off_ground[id] else line for id, line in self.lines.items()}
        apart = {id: shape.distance(end) for id, shape in shapes.items() if not shape.is_empty}
        near = [id for id in apart if apart[id] <= REACH_M]
        if not near:
            return None
        open_ = self.open_to(vehicle)
        usable = [id for id in near if id in open_]
        nearest = min(usable or near, key=lambda id: apart[id])
        place = nearest_points(shapes[nearest], end)[0]
        return self.joint(nearest, place, reach_m=VERTEX_M)

    def crossings(self, line: shapely.LineString) -> Iterator[Joint]:
        """Yield where a line meets streets on its own level."""
        level = self.table["layer"].fillna(0).to_numpy(int)
        for (id, street), layer in zip(self.lines.items(), level.tolist(), strict=True):
            if self.off_ground[id] or layer != 0 or street.distance(line) > TOUCH_M:
                continue
            for point in _met(line, street):
                yield self.joint(id, point, reach_m=TOUCH_M)


def vertices_along(line: shapely.LineString) -> Floats:
    """Return the distance of each vertex from the beginning of its line."""
    steps = np.hypot(*np.diff(shapely.get_coordinates(line), axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def joined_line(city: City, line: shapely.LineString, *, seed: str, vehicle: str, is_bridge: bool) -> JoinedLine:
    """Return a drawn line joined to the streets of a city.

    Its ends move to the nearest street within 15 m. Where it crosses streets that are no bridges or
    tunnels it has a node with them, but for a bridge, which joins at its ends only. `vehicle` (of
    `street_access`) says for whom it is, `seed` makes the numbers of its nodes.
    """
    near = NearStreets.of(city, line)
    ends = [near.end_joint(shapely.get_point(line, k), vehicle) for k in (0, -1)]
    xy = shapely.get_coordinates(line).copy()
    for k, end in zip((0, -1), ends, strict=True):
        if end is not None:
            xy[k] = end.x_m, end.y_m
    course = shapely.LineString(xy)
    met = () if is_bridge else near.crossings(course)
    joints = [*(end for end in ends if end is not None), *met]
    open_ = near.open_to(vehicle)
    return _numbered(course, joints, seed, usable=any(joint.street in open_ for joint in joints))


def with_joints(streets: gpd.GeoDataFrame, joints: Sequence[Joint]) -> gpd.GeoDataFrame:
    """Return the streets that get a vertex, with it; all else of them stays."""
    of: dict[str, list[Joint]] = {}
    for joint in joints:
        if joint.is_new:
            of.setdefault(joint.street, []).append(joint)
    rows = streets.loc[list(of)]
    made = [_with_vertices(rows.geometry.loc[id], rows.at[id, "node_ids"], new) for id, new in of.items()]
    node_ids = pd.Series([numbers for _, numbers in made], index=rows.index, dtype=object)
    return rows.assign(node_ids=node_ids).set_geometry([line for line, _ in made], crs=streets.crs)


def _with_vertices(
    line: shapely.LineString, node_ids: Sequence[int] | None, joints: Sequence[Joint]
) -> tuple[shapely.LineString, list[int] | None]:
    joints = sorted(joints, key=lambda joint: joint.along_m)
    before = np.searchsorted(vertices_along(line), [joint.along_m for joint in joints])
    xy = np.insert(shapely.get_coordinates(line), before, [(joint.x_m, joint.y_m) for joint in joints], axis=0)
    if node_ids is None or len(node_ids) != len(line.coords):
        return shapely.LineString(xy), None  # they meet others where their vertices lie in one place
    new = np.array([joint.number for joint in joints], np.int64)
    numbers = np.insert(np.asarray(node_ids, np.int64), before, new)
    return shapely.LineString(xy), [int(number) for number in numbers]


def _met(line: shapely.LineString, street: shapely.LineString) -> list[shapely.Point]:
    """Return the points where two lines cross, begin and end to share their course, or all but touch."""
    shared = shapely.intersection(line, street)
    if shared.is_empty:
        return [nearest_points(street, line)[0]]
    parts = [part if part.geom_type == "Point" else shapely.boundary(part) for part in shapely.get_parts(shared)]
    return [point for part in parts for point in shapely.get_parts(part)]


@dataclass
class _Place:
    """A place of joints on a line, as it is found: `along_m` orders the places."""

    x_m: float
    y_m: float
    along_m: float
    number: int | None


def _numbered(course: shapely.LineString, joints: Sequence[Joint], seed: str, *, usable: bool) -> JoinedLine:
    """Return the line with a vertex at each joint and a number at each vertex; joints at one place are one node."""
    places: list[_Place] = []
    at: list[_Place] = []
    for joint in joints:
        same = [p for p in places if np.hypot(p.x_m - joint.x_m, p.y_m - joint.y_m) <= SAME_PLACE_M]
        place = same[0] if same else _Place(joint.x_m, joint.y_m, float(course.project(joint.point)), None)
        place.number = joint.number if place.number is None else place.number
        places += [] if same else [place]
        at.append(place)
    drawn = [_Place(float(x), float(y), float(along), None) for (x, y), along in
             zip(course.coords, vertices_along(course), strict=True)]  # fmt: skip
    free = [v for v in drawn if all(np.hypot(p.x_m - v.x_m, p.y_m - v.y_m) > SAME_PLACE_M for p in places)]
    every = sorted([*places, *free], key=lambda place: place.along_m)
    for k, place in enumerate(every):
        place.number = node_number(seed, k) if place.number is None else place.number
    placed: dict[tuple[str, int], Joint] = {}
    for joint, place in zip(joints, at, strict=True):
        moved = replace(joint, x_m=place.x_m, y_m=place.y_m) if joint.is_new else joint
        placed.setdefault((joint.street, id(place)), replace(moved, number=place.number))
    line = shapely.LineString([(p.x_m, p.y_m) for p in every]) if len(every) > 1 else shapely.LineString()
    return JoinedLine(line, [p.number for p in every if p.number is not None], list(placed.values()), usable)
