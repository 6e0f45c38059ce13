"""Bridges and their ramps: how high streets and tracks run above the ground, to stand clear of what they cross."""

from collections.abc import Iterator, Mapping
from typing import Literal

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike

from .joined_ways import LEAST_M, Flags, Lines, Rise, Ways, is_list, profile, spread
from .mesh import HeightsAt, Mesh, joined
from .triangulation import Floats

OVER_WATER_M = 1.0  # no level of the bank is known: a slight arch
DECK_M = 0.9
STRAIGHT_M = 0.012  # rises are whole centimetres: what deviates by less is straight
Keeps = Literal["up", "ground", "down"]


def deck_heights(ways: Ways) -> Mapping[object, Rise]:
    """Return the rise of each way that leaves the ground upward, by its id."""
    spots = list(_spots(ways))
    if not spots:
        return {}
    first, node, along = ways.first, ways.node, ways.along
    highest = [
        (h - float(ways.slope[i]) * abs(float(along[k]) - s), int(node[k]))
        for i, s, h in spots
        for k in range(first[i], first[i + 1])
    ]
    heights = spread(ways, highest, over=~ways.is_below, least=LEAST_M)
    lifted = np.unique([*ways.line_of[np.isin(node, list(heights))], *(i for i, _, _ in spots)])
    found = {}
    for i in lifted.astype(int):
        if not ways.is_below[i]:
            own = ways.own(i)
            tops = [(s, h) for j, s, h in spots if j == i]
            tops += [(float(s), heights.get(int(n), 0.0)) for s, n in zip(along[own], node[own], strict=True)]
            rise = profile(along[own], tops, float(ways.slope[i]))
            if max(rise[1::2]) > LEAST_M:
                found[ways.ids[i]] = rise
    return found


def rise_between_banks(bridge: shapely.LineString, highway: str, beneath: Mapping[str, gpd.GeoDataFrame]) -> Rise:
    """Return the rise of a new bridge that begins and ends on the ground, over tables of streets and tracks.

    Where its slopes do not reach the height that it needs within its length it stays as low as they leave it.
    """
    own = gpd.GeoDataFrame({"highway": [highway], "bridge": ["yes"]}, index=["new"], geometry=[bridge])
    near = {name: table.iloc[np.sort(table.sindex.query(bridge))] for name, table in beneath.items()}
    parts = [Ways.of(own, is_rail=False), *(Ways.of(table, is_rail=name == "tracks") for name, table in near.items())]
    ways = Ways.joined(parts)
    slope = float(ways.slope[0])
    spots = [(s, h) for line, s, h in _spots(ways) if line == 0]
    along = np.array([0.0, bridge.length])
    at, up = np.array(profile(along, spots, slope)).reshape(-1, 2).T
    up = np.minimum(up, slope * np.minimum(at, at[-1] - at))
    return [round(float(value), 2) for pair in zip(at, up, strict=True) for value in pair]


def raised(lines: Lines, rise: pd.Series, heights_at: HeightsAt, *, is_bridge: Flags) -> Lines:
    """Return lines as they run above the ground: z are metres above it; lines without a rise are as they were.

    The rise of a bridge is over the straight line between its ends, where the ground lies lower than that. Lines of
    tunnels stay where they are.
    """
    made = lines.copy()
    for k in np.flatnonzero(leaves_ground(rise, "up")):
        made[k] = _run(lines[k], rise.iloc[k], heights_at, keeps="up" if is_bridge[k] else "ground")
    return made


def sunken(lines: Lines, rise: pd.Series, heights_at: HeightsAt) -> Lines:
    """Return lines of tunnels as they run under the ground: z are metres above it, none for one without a depth.

    A depth is under the straight line between a tunnel's ends, where the ground lies higher than that.
    """
    made = lines.copy()
    for k in np.flatnonzero(leaves_ground(rise, "down")):
        made[k] = _run(lines[k], rise.iloc[k], heights_at, keeps="down")
    return made


def leaves_ground(rise: pd.Series, way: Literal["up", "down"]) -> Flags:
    """Return which lines run above the ground, or which below."""
    return np.array([is_list(each) and (min(each[1::2]) < 0) == (way == "down") for each in rise], bool)


def _run(line: shapely.Geometry, rise: Rise, heights_at: HeightsAt, *, keeps: Keeps) -> object:
    """Return a line with its rise as z; one that keeps up or down does so from the straight line between its ends."""
    at, up = np.array(rise, float).reshape(-1, 2).T
    share = at / at[-1]  # a lane beside the street is a little longer or shorter
    points = shapely.get_coordinates(shapely.line_interpolate_point(line, share, normalized=True))
    ground = heights_at(points)
    over = np.interp(share, [0.0, 1.0], ground[[0, -1]]) - ground
    if keeps != "ground":
        up = up + (np.maximum(over, 0.0) if keeps == "up" else np.minimum(over, 0.0))
    made = np.column_stack([points, up])
    return shapely.linestrings(made[_bends(made)] if np.ptp(ground) < STRAIGHT_M else made)


def _bends(line: Floats) -> Flags:
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


def with_sides(ribbon: Mesh, heights_at: HeightsAt, *, is_bridge: Flags, lift_m: ArrayLike) -> Mesh:
    """Return a ribbon of raised lines with what carries it: a deck's edge for bridges, walls of earth for ramps.

    `is_bridge`: of each row; `lift_m`: one for all or one for each. The quads of the ribbon are as `ribbons` makes
    them; what is folded over the ground has none.
    """
    lift = np.broadcast_to(np.asarray(lift_m, float), len(is_bridge))[ribbon.quad_row]
    over = (ribbon.points[:, 2] - heights_at(ribbon.points[:, :2]))[ribbon.quads]
    up = (over[:, :2] - lift[:, None]).max(axis=1, initial=-np.inf) > LEAST_M
    row, none = ribbon.quad_row[up], np.empty(0, np.int64)
    (start, end, right_end, right), over = ribbon.quads[up].T, over[up].T
    n, sides = np.arange(len(row)), []
    for edge, high in (((start, end), over[:2]), ((right_end, right), over[2:])):
        points = ribbon.points[np.concatenate([*edge, *edge])]
        down = np.maximum(high.ravel(), 0)
        points[2 * len(n) :, 2] -= np.where(np.tile(is_bridge[row], 2), np.minimum(DECK_M, down), down)
        quads = np.column_stack([n + 2 * len(n), n + 3 * len(n), n + len(n), n])
        sides.append(Mesh(points, none.reshape(0, 3), none, quads, row))
    return joined([ribbon, *sides])


def _spots(ways: Ways) -> Iterator[tuple[int, float, float]]:
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
