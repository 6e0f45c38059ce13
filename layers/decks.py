"""Bridges and their ramps: how high streets and tracks run above the ground, to stand clear of what they cross."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import pairwise
from typing import TypeGuard

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geodata.language import N_

from .column import Column
from .layer import Context
from .mesh import HeightsAt, Mesh, joined
from .tagged import tag
from .triangulation import Floats, Ints

Lines = NDArray[np.object_]
Rise = list[float]  # metres along a line and above the ground, in turn

# From the way below to the top of the deck. Clear heights: 5 m over streets (STAS 2924-91), 2.5 m over walkers; over
# overhead wires of railways about 6 m; the rest is the deck. Over water no level of the bank is known: a slight arch.
OVER_STREET_M, OVER_RAIL_M, OVER_PATH_M, OVER_WATER_M = 5.9, 7.0, 3.3, 1.0
# How steep ways rise to a bridge, ours: about the most that streets, paths and railways of a town have.
STREET_SLOPE, PATH_SLOPE, STEPS_SLOPE, RAIL_SLOPE = 0.06, 0.12, 0.5, 0.025
DECK_M = 0.9
PIECE_M = 6.0  # how long the straight pieces of a ramp are
LEAST_M = 0.05
STRAIGHT_M = 0.012  # rises are whole centimetres: what deviates by less is straight
PATHS = ("footway", "path", "pedestrian", "cycleway", "bridleway", "corridor", "track")
NO = ("", "no")
JOINED = ("streets", "tracks")

RISE = Column("rise", "list", N_("How high it runs above the ground"), hidden=True)


@dataclass(frozen=True)
class _Ways:
    """Streets and tracks as lines: whether each is a bridge or under ground, its level, and its steepest slope."""

    ids: NDArray[np.object_]
    lines: Lines
    is_bridge: NDArray[np.bool_]
    is_below: NDArray[np.bool_]
    level: Ints
    slope: Floats
    needs_m: Floats  # what a bridge over it needs


def with_rises(table: gpd.GeoDataFrame, context: Context, *, of: pd.Series | None = None) -> gpd.GeoDataFrame:
    """Return lines of streets or tracks with the column `rise`: of those that leave the ground [m along, m above, …].

    Levels are those of `layer`, 1 for a bridge without. A bridge is as high as what it crosses asks for; ways that join
    it come down as steep as their kind may. Rows that have a rise keep it; without raw tables none is found.
    `of`: the ids of the ways that the rows run along, where those are not their own.
    """
    raw = {name: context.raw[name] for name in JOINED if name in context.raw and len(context.raw[name])}
    if not raw:
        return table

    def rises() -> Mapping[object, Rise]:
        return _rises(_joined([_ways(each, is_rail=name == "tracks") for name, each in raw.items()]))

    found = context.kept("rises", rises)
    ids = table.index if of is None else of
    rise = [old if is_list(old) else found.get(id) for id, old in zip(ids, table["rise"], strict=True)]
    return table.assign(rise=pd.Series(rise, index=table.index, dtype=object))


def _rises(ways: _Ways) -> Mapping[object, Rise]:
    """Return the rise of each way that leaves the ground, by its id."""
    spots = list(_spots(ways))
    if not spots:
        return {}
    xy, line_of = shapely.get_coordinates(ways.lines, return_index=True)
    _, node = np.unique(np.round(xy * 100).astype(np.int64), axis=0, return_inverse=True)
    node = node.ravel()
    first = np.searchsorted(line_of, np.arange(len(ways.lines) + 1))
    along = _along(xy, line_of, first)
    heights = _spread(ways, spots, node, line_of, first, along)
    lifted = np.unique([line_of[k] for k in np.flatnonzero(np.isin(node, list(heights)))] + [i for i, _, _ in spots])
    found = {}
    for i in lifted.astype(int):
        if not ways.is_below[i]:
            own = slice(first[i], first[i + 1])
            tops = [(s, h) for j, s, h in spots if j == i]
            tops += [(float(s), heights.get(int(n), 0.0)) for s, n in zip(along[own], node[own], strict=True)]
            rise = _profile(along[own], tops, float(ways.slope[i]))
            if max(rise[1::2]) > LEAST_M:
                found[ways.ids[i]] = rise
    return found


def rise_between_banks(bridge: shapely.LineString, highway: str, beneath: Mapping[str, gpd.GeoDataFrame]) -> Rise:
    """Return the rise of a new bridge that begins and ends on the ground, over tables of streets and tracks.

    Where its slopes do not reach the height that it needs within its length it stays as low as they leave it.
    """
    own = gpd.GeoDataFrame({"highway": [highway], "bridge": ["yes"]}, index=["new"], geometry=[bridge])
    near = {name: table.iloc[np.sort(table.sindex.query(bridge))] for name, table in beneath.items()}
    parts = [_ways(own, is_rail=False), *(_ways(table, is_rail=name == "tracks") for name, table in near.items())]
    ways = _joined(parts)
    slope = float(ways.slope[0])
    spots = [(s, h) for line, s, h in _spots(ways) if line == 0]
    along = np.array([0.0, bridge.length])
    at, up = np.array(_profile(along, spots, slope)).reshape(-1, 2).T
    up = np.minimum(up, slope * np.minimum(at, at[-1] - at))
    return [round(float(value), 2) for pair in zip(at, up, strict=True) for value in pair]


def raised(lines: Lines, rise: pd.Series, heights_at: HeightsAt, *, is_bridge: NDArray[np.bool_]) -> Lines:
    """Return lines as they run above the ground: z are metres above it; lines without a rise are as they were.

    The rise of a bridge is over the straight line between its ends, where the ground lies lower than that.
    """
    made = lines.copy()
    for k in np.flatnonzero([is_list(each) for each in rise]):
        at, up = np.array(rise.iloc[k], float).reshape(-1, 2).T
        share = at / at[-1]  # a lane beside the street is a little longer or shorter
        points = shapely.get_coordinates(shapely.line_interpolate_point(lines[k], share, normalized=True))
        ground = heights_at(points)
        if is_bridge[k]:
            up = up + np.maximum(np.interp(share, [0.0, 1.0], ground[[0, -1]]) - ground, 0.0)
        line = np.column_stack([points, up])
        made[k] = shapely.linestrings(line[_bends(line)] if np.ptp(ground) < STRAIGHT_M else line)
    return made


def _bends(line: Floats) -> NDArray[np.bool_]:
    """Return which points of a line in space it takes so that no other is farther than `STRAIGHT_M` off.

    Method: Douglas & Peucker (1973), offsets taken at the same share of the way in plan.
    """
    keep = np.zeros(len(line), bool)
    keep[[0, -1]] = True
    along = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(line[:, :2], axis=0).T))])
    open_spans = [(0, len(line) - 1)]
    while open_spans:
        first, last = open_spans.pop()
        if last - first < 2:
            continue
        share = (along[first + 1 : last] - along[first]) / max(along[last] - along[first], 1e-9)
        off = np.abs(line[first + 1 : last] - line[first] - share[:, None] * (line[last] - line[first])).max(axis=1)
        if off.max() > STRAIGHT_M:
            middle = first + 1 + int(off.argmax())
            keep[middle] = True
            open_spans += [(first, middle), (middle, last)]
    return keep


def with_sides(ribbon: Mesh, heights_at: HeightsAt, *, is_bridge: NDArray[np.bool_], lift_m: float) -> Mesh:
    """Return a ribbon of raised lines with what carries it: a deck's edge for bridges, walls of earth for ramps.

    `is_bridge`: of each row. The ribbon's points are left edges, then right ones, as `ribbons` makes them.
    """
    above = ribbon.points[:, 2] - heights_at(ribbon.points[:, :2]) - lift_m
    start, end, right_end, right = ribbon.quads.T
    up = np.maximum(above[start], above[end]) > LEAST_M
    row, none = ribbon.quad_row[up], np.empty(0, np.int64)
    n, sides = np.arange(len(row)), []
    for near, far in ((start[up], end[up]), (right_end[up], right[up])):
        edge = np.concatenate([near, far])
        points = ribbon.points[np.concatenate([edge, edge])]
        down = np.maximum(above[edge] + lift_m, 0)
        points[len(edge) :, 2] -= np.where(np.tile(is_bridge[row], 2), np.minimum(DECK_M, down), down)
        quads = np.column_stack([n + 2 * len(n), n + 3 * len(n), n + len(n), n])
        sides.append(Mesh(points, none.reshape(0, 3), none, quads, row))
    return joined([ribbon, *sides])


def is_list(value: object) -> TypeGuard[Sequence[float]]:
    """Return whether a cell of a table holds a list: an array where the table comes from a store."""
    return isinstance(value, list | np.ndarray)


def is_said(said: pd.Series) -> NDArray[np.bool_]:
    """Return where a tag such as bridge or tunnel says anything but no."""
    return np.asarray(~said.astype(object).where(said.notna(), "").isin(NO).to_numpy(bool))


def _ways(raw: gpd.GeoDataFrame, *, is_rail: bool) -> _Ways:
    bridge, below = is_said(tag(raw, "bridge")), is_said(tag(raw, "tunnel"))
    level = pd.to_numeric(tag(raw, "layer"), errors="coerce").to_numpy(float)
    level = np.where(np.isnan(level), bridge.astype(float) - below, level).astype(np.int64)
    highway = tag(raw, "highway")
    path, steps = highway.isin(PATHS).to_numpy(bool), (highway == "steps").to_numpy(bool)
    slope = np.select([steps, path], [STEPS_SLOPE, PATH_SLOPE], STREET_SLOPE)
    needs = np.where(path | steps, OVER_PATH_M, OVER_STREET_M)
    if is_rail:
        slope, needs = np.full(len(raw), RAIL_SLOPE), np.full(len(raw), OVER_RAIL_M)
    lines = np.asarray(raw.geometry.values, dtype=object)
    is_line = shapely.get_type_id(lines) == 1
    return _Ways(
        raw.index.to_numpy(object)[is_line], lines[is_line], (bridge & ~below)[is_line], below[is_line],
        level[is_line], slope[is_line], needs[is_line],
    )  # fmt: skip


def _joined(parts: list[_Ways]) -> _Ways:
    return _Ways(*(np.concatenate([getattr(each, name) for each in parts]) for name in _Ways.__dataclass_fields__))


def _spots(ways: _Ways) -> Iterator[tuple[int, float, float]]:
    """Yield where bridges have to be how high: line, metres along it, metres above the ground."""
    bridges = np.flatnonzero(ways.is_bridge & (ways.level > 0))
    tree = shapely.STRtree(ways.lines)
    over, under = tree.query(ways.lines[bridges], predicate="crosses")
    over = bridges[over]
    crossed = ~ways.is_below[under] & (ways.level[under] < ways.level[over])
    base: dict[int, float] = {}  # a bridge over a bridge stands on that one's height
    for line, other in sorted(zip(over[crossed], under[crossed], strict=True), key=lambda pair: ways.level[pair[0]]):
        here = shapely.intersection(ways.lines[line], ways.lines[other])
        below = base.get(int(other), 0.0)
        for point in shapely.get_parts(here):
            if shapely.get_type_id(point) == 0:
                height = below + float(ways.needs_m[other])
                base[int(line)] = max(base.get(int(line), 0.0), height)
                yield int(line), float(shapely.line_locate_point(ways.lines[line], point)), height
    for line in bridges:
        yield int(line), float(shapely.length(ways.lines[line]) / 2), OVER_WATER_M


def _along(xy: Floats, line_of: Ints, first: Ints) -> Floats:
    step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
    step[first[:-1]] = 0
    total = np.cumsum(step)
    return np.asarray(total - total[first[:-1]][line_of])


def _spread(
    ways: _Ways, spots: list[tuple[int, float, float]], node: Ints, line_of: Ints, first: Ints, along: Floats
) -> dict[int, float]:
    """Return the height of each node that is above the ground: the highest that some spot asks for at its slopes."""
    order = np.argsort(node, kind="stable")
    places = np.searchsorted(node[order], np.arange(node.max() + 2))
    waiting: list[tuple[float, int]] = []
    for i, s, h in spots:
        for k in range(first[i], first[i + 1]):
            left = h - float(ways.slope[i]) * abs(float(along[k]) - s)
            if left > LEAST_M:
                heappush(waiting, (-left, int(node[k])))
    heights: dict[int, float] = {}
    while waiting:
        height, at = heappop(waiting)
        if at in heights:
            continue
        heights[at] = -height
        for k in order[places[at] : places[at + 1]]:
            i = line_of[k]
            if ways.is_below[i]:
                continue
            for beside in (k - 1, k + 1):
                if first[i] <= beside < first[i + 1]:
                    left = -height - float(ways.slope[i]) * abs(float(along[beside] - along[k]))
                    if left > LEAST_M and int(node[beside]) not in heights:
                        heappush(waiting, (-left, int(node[beside])))
    return heights


def _profile(along: Floats, tops: list[tuple[float, float]], slope: float) -> Rise:
    """Return the rise of a line: nowhere lower than its slope allows under each top."""
    points = [float(s) for s in along]
    for a, b in pairwise([float(s) for s in along]):
        points += np.linspace(a, b, max(int(np.ceil((b - a) / PIECE_M)), 1), endpoint=False)[1:].tolist()
    at = np.unique(np.array([*points, *(s for s, _ in tops)]))
    where, height = np.array(tops).T
    up = np.maximum((height - slope * np.abs(at[:, None] - where)).max(axis=1), 0.0)
    return [round(float(value), 2) for pair in zip(at, up, strict=True) for value in pair]
