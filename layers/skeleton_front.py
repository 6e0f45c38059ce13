"""The moving front of a straight skeleton: rings of corners, and the events that join and part them.

Arrays are (polygons, corners); a corner of the front runs from where it was born, with the speed that keeps
it on both its edges.
"""

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .triangulation import Floats, Ints

Flags = NDArray[np.bool_]
Number = TypeVar("Number", bound=np.generic)

AGAINST = 1e-4  # edges whose directions add up to less run against each other
TOUCH_M = 1e-6
STEPS_PER_CORNER = 4


@dataclass(frozen=True)
class Arcs:
    """Paths of corners: from `start` to `end` between the faces of a `left` and a `right` edge.

    Ends and edges are ring points by number; an end below zero is the own node -1 - end of `nodes` (x, y, distance).
    `part` are the polygons, `done` says which of them came to an end.
    """

    nodes: Floats
    start: Ints
    end: Ints
    left: Ints
    right: Ints
    part: Ints
    done: Flags


@dataclass
class _Front:
    """Polygons that are still moving; rows go when they are done."""

    row: Ints
    first: Ints
    direction: Floats  # (p, n, 2) of the edges
    inward: Floats
    level: Floats
    left: Ints  # (p, m) of the corners
    right: Ints
    onward: Ints
    back: Ints
    alive: Flags
    place: Floats  # (p, m, 2) where the corner would have been at time 0
    speed: Floats
    stuck: Flags  # between edges that have met: it has no speed
    inner: Flags  # it points inwards and may part the ring
    born: Ints
    used: Ints  # (p,) slots of corners
    time: Floats

    def kept(self, rows: Flags) -> "_Front":
        return _Front(**{name: value[rows] for name, value in self.__dict__.items()})


@dataclass
class _Trace:
    """What has been written down so far."""

    nodes: list[Floats] = field(default_factory=list)
    arcs: list[tuple[Ints, Ints, Ints, Ints]] = field(default_factory=list)
    count: int = 0

    def node(self, place: Floats, time: Floats) -> Ints:
        made = -1 - (self.count + np.arange(len(place)))
        self.nodes.append(np.column_stack([place, time]))
        self.count += len(place)
        return made

    def arc(self, f: _Front, p: Ints, v: Ints, end: Ints) -> None:
        first = f.first[p]
        self.arcs.append((f.born[p, v], end, first + f.left[p, v], first + f.right[p, v]))


def fronts_met(xy: Floats, following: Ints, there: Flags, part: Ints, first: Ints) -> Arcs:
    """Return the arcs of polygons (p, n) whose corners are `there`; `first` is the number of their first point."""
    origin = xy[:, :1]
    front = _started(xy - origin, following, there, first)
    trace, done = _Trace(), np.zeros(len(xy), bool)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for _ in range(STEPS_PER_CORNER * xy.shape[1]):
            moving = front.alive.any(axis=1)
            done[front.row[~moving]] = True
            if not moving.all():
                front = front.kept(np.asarray(moving))
            if not len(front.row):
                break
            front = front.kept(_step(front, trace, origin))
    empty = np.empty(0, np.int64)
    columns = zip(*trace.arcs, strict=True) if trace.arcs else ((empty,),) * 4
    start, end, left, right = (np.concatenate(list(column)) for column in columns)
    nodes = np.concatenate(trace.nodes) if trace.nodes else np.empty((0, 3))
    return Arcs(nodes, start, end, left, right, part, done)


def _started(xy: Floats, following: Ints, there: Flags, first: Ints) -> _Front:
    p, n = there.shape
    row = np.arange(p)[:, None]
    step = np.where(there[..., None], xy[row, following] - xy, 1.0)
    direction = step / np.maximum(np.hypot(step[..., 0], step[..., 1]), 1e-12)[..., None]
    inward = np.stack([-direction[..., 1], direction[..., 0]], axis=-1)
    back = np.zeros((p, n), np.int64)
    rows, columns = np.nonzero(there)
    back[rows, following[rows, columns]] = columns
    inner = there & (_cross(direction[row, back], direction) < -AGAINST)
    more = int(inner.sum(axis=1).max(initial=0)) + 1
    wide = [(0, 0), (0, more)]

    def slots(values: NDArray[Number]) -> NDArray[Number]:
        return np.pad(values, wide)

    own = np.broadcast_to(np.arange(n), (p, n)) * 1
    front = _Front(
        np.arange(p), first, direction, inward, (inward * xy).sum(axis=-1), slots(back), slots(own), slots(following),
        slots(back), slots(there), np.zeros((p, n + more, 2)), np.zeros((p, n + more, 2)),
        np.zeros((p, n + more), bool), np.zeros((p, n + more), bool), slots(first[:, None] + own),
        np.full(p, n), np.zeros(p),
    )  # fmt: skip
    _run(front, rows, columns, xy[rows, columns], front.time[rows])
    return front


def _cross(a: Floats, b: Floats) -> Floats:
    return a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]


def _dot(a: Floats, b: Floats) -> Floats:
    return a[..., 0] * b[..., 0] + a[..., 1] * b[..., 1]


def _run(f: _Front, p: Ints, v: Ints, place: Floats, time: Floats) -> None:
    """Set corners on their way from a place at a time."""
    left, right = f.inward[p, f.left[p, v]], f.inward[p, f.right[p, v]]
    both = 1 + _dot(left, right)
    stuck = both < AGAINST
    speed = np.where(stuck[:, None], 0.0, (left + right) / np.where(stuck, 1.0, both)[:, None])
    f.speed[p, v], f.stuck[p, v] = speed, stuck
    f.inner[p, v] = ~stuck & (_cross(left, right) < -AGAINST)
    f.place[p, v] = place - speed * time[:, None]


def _step(f: _Front, trace: _Trace, origin: Floats) -> Flags:
    """Do the next event of each polygon, and return which of them can go on."""
    p = np.arange(len(f.row))
    sides = _sides(f)
    edge_time, edge_at, edge_place = _next_edge(f, sides)
    part_time, part_at, part_on = _next_parting(f, sides)
    joins = edge_time <= part_time + TOUCH_M
    time = np.maximum(np.where(joins, edge_time, part_time), f.time)
    able = np.isfinite(time) & (joins | (f.used < f.alive.shape[1]))
    f.time = np.where(able, time, f.time)
    some = p[able & joins]
    if len(some):
        _join(f, some, edge_at[some], edge_place[some], trace, origin)
    some = p[able & ~joins]
    if len(some):
        _part(f, some, part_at[some], part_on[some], trace, origin)
    return np.asarray(able)


def _sides(f: _Front) -> tuple[Floats, ...]:
    """Return of the edge after each corner: its direction (x, y) and level, and where along it its two corners are.

    These are at time 0, with their speeds: begin, its speed, end, its speed.
    """
    p = np.arange(len(f.row))[:, None]
    x, y = f.direction[p, f.right, 0], f.direction[p, f.right, 1]
    place = [x * q[..., 0] + y * q[..., 1] for q in (f.place, f.speed)]
    ahead = [x * q[p, f.onward, 0] + y * q[p, f.onward, 1] for q in (f.place, f.speed)]
    return x, y, f.level[p, f.right], place[0], place[1], ahead[0], ahead[1]


def _next_edge(f: _Front, sides: tuple[Floats, ...]) -> tuple[Floats, Ints, Floats]:
    """Return when the next edge of each polygon is gone, the corner at its beginning, and where that is."""
    p = np.arange(len(f.row))[:, None]
    now = f.time[:, None]
    ahead = f.onward
    _, _, _, begin, begin_speed, end, end_speed = sides
    gap, closing = end - begin, begin_speed - end_speed
    still = f.stuck | f.stuck[p, ahead]
    time = np.where(f.alive & ~still & (closing > 1e-9), gap / closing, np.inf)
    gone = np.abs(gap - closing * now) < TOUCH_M  # an edge of no length whose ends keep pace would trail on
    time = np.where((time < now) | (f.alive & ~still & gone & (np.abs(closing) <= 1e-9)), now, time)
    # a corner between edges that have met goes at once to the nearer of its neighbours
    shorter = np.where(still & f.alive, np.abs(gap - closing * now), np.inf)
    stuck_now = np.isfinite(shorter).any(axis=1)
    chosen = np.where(stuck_now, shorter.argmin(axis=1), time.argmin(axis=1))
    row = p[:, 0]
    when = np.where(stuck_now, f.time, time[row, chosen])
    next_one = ahead[row, chosen]
    from_stuck, to_stuck = f.stuck[row, chosen], f.stuck[row, next_one]
    here = f.place[row, chosen] + f.speed[row, chosen] * when[:, None]
    there = f.place[row, next_one] + f.speed[row, next_one] * when[:, None]
    middle = np.where((to_stuck & ~from_stuck)[:, None], here, np.where(from_stuck[:, None], there, (here + there) / 2))
    return when, chosen, middle


def _next_parting(f: _Front, sides: tuple[Floats, ...]) -> tuple[Floats, Ints, Ints]:
    """Return when an inward corner of each polygon next meets an edge, that corner, and the edge's first corner."""
    count = len(f.row)
    best, at, on = np.full(count, np.inf), np.zeros(count, np.int64), np.zeros(count, np.int64)
    p, v = np.nonzero(f.alive & f.inner)
    if not len(p):
        return best, at, on
    x, y, level, begin, begin_speed, end, end_speed = (side[p] for side in sides)
    px, py, sx, sy = (value[..., None] for value in (*f.place[p, v].T, *f.speed[p, v].T))
    now = f.time[p][:, None]
    closing = 1 - (x * sy - y * sx)
    time = (x * py - y * px - level) / closing
    time = np.where((time < now) & (time > now - TOUCH_M), now, time)
    hit = x * px + y * py + (x * sx + y * sy) * time
    fits = f.alive[p] & (closing > 1e-9) & (time >= now)
    fits &= (hit >= begin + begin_speed * time - TOUCH_M) & (hit <= end + end_speed * time + TOUCH_M)
    fits &= (np.arange(x.shape[1]) != v[:, None]) & (f.onward[p] != v[:, None])
    time = np.where(fits, time, np.inf)
    nearest = time.argmin(axis=1)
    time = time[np.arange(len(p)), nearest]
    order = np.lexsort((time, p))
    first = order[np.append(True, np.diff(p[order]) > 0)]
    best[p[first]], at[p[first]], on[p[first]] = time[first], v[first], nearest[first]
    return best, at, on


def _join(f: _Front, p: Ints, v: Ints, place: Floats, trace: _Trace, origin: Floats) -> None:
    """Two corners meet and go on as one, or end with the third of their ring."""
    w = f.onward[p, v]
    node = trace.node(place + origin[f.row[p], 0], f.time[p])
    trace.arc(f, p, v, node)
    trace.arc(f, p, w, node)
    u = f.onward[p, w]
    f.alive[p, w] = False
    last = f.back[p, v] == u
    if last.any():
        trace.arc(f, p[last], u[last], node[last])
        f.alive[p[last], v[last]] = f.alive[p[last], u[last]] = False
    p, v, w, u, node, place = (a[~last] for a in (p, v, w, u, node, place))
    f.right[p, v] = f.right[p, w]
    f.onward[p, v], f.back[p, u] = u, v
    f.born[p, v] = node
    _run(f, p, v, place, f.time[p])
    _closed(f, p, v, trace)


def _part(f: _Front, p: Ints, v: Ints, x: Ints, trace: _Trace, origin: Floats) -> None:
    """An inward corner meets an edge: it becomes two, and its ring two, or two rings one."""
    y, m = f.onward[p, x], f.used[p]
    f.used[p] += 1
    place = f.place[p, v] + f.speed[p, v] * f.time[p][:, None]
    node = trace.node(place + origin[f.row[p], 0], f.time[p])
    trace.arc(f, p, v, node)
    edge, after = f.right[p, x], f.onward[p, v]
    f.left[p, m], f.right[p, m] = edge, f.right[p, v]
    f.right[p, v] = edge
    f.onward[p, v], f.back[p, y] = y, v
    f.onward[p, x], f.back[p, m] = m, x
    f.onward[p, m], f.back[p, after] = after, m
    f.alive[p, m] = True
    f.born[p, v] = f.born[p, m] = node
    for corner in (v, m):
        _run(f, p, corner, place, f.time[p])
    _closed(f, p, v, trace)
    _closed(f, p, m, trace)


def _closed(f: _Front, p: Ints, v: Ints, trace: _Trace) -> None:
    """Two corners left of a ring are the ends of a ridge."""
    w = f.onward[p, v]
    ridge = f.alive[p, v] & (f.onward[p, w] == v)
    p, v, w = p[ridge], v[ridge], w[ridge]
    trace.arc(f, p, v, f.born[p, w])
    f.alive[p, v] = f.alive[p, w] = False
