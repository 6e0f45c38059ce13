"""Streets and tracks as lines that meet in points: what bridges and tunnels have their heights from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import TypeGuard

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from .tagged import tag
from .triangulation import Floats, Ints

Lines = NDArray[np.object_]
Flags = NDArray[np.bool_]
Rise = list[float]  # metres along a line and above the ground, in turn; of a tunnel those are negative

# From the way below to the top of the deck. Clear heights: 5 m over streets (STAS 2924-91), 2.5 m over walkers; over
# overhead wires of railways about 6 m; the rest is the deck. A tunnel lies as deep under what it passes.
OVER_STREET_M, OVER_RAIL_M, OVER_PATH_M = 5.9, 7.0, 3.3
# How steep ways rise to a bridge and fall into a tunnel, ours: about the most that those of a town have.
STREET_SLOPE, PATH_SLOPE, STEPS_SLOPE, RAIL_SLOPE = 0.06, 0.12, 0.5, 0.025
PIECE_M = 6.0  # how long the straight pieces of a ramp are
LEAST_M = 0.05
MOST_LEVELS = 5  # up or down: what `layer` may be
PATHS = ("footway", "path", "pedestrian", "cycleway", "bridleway", "corridor", "track")
NO = ("", "no")


@dataclass(frozen=True)
class Ways:
    """Streets and tracks as lines: whether each is a bridge or a tunnel, its level, and its steepest slope."""

    ids: NDArray[np.object_]
    lines: Lines
    is_bridge: Flags
    is_below: Flags
    level: Ints
    slope: Floats
    needs_m: Floats  # what a bridge over it needs

    @classmethod
    def of(cls, raw: gpd.GeoDataFrame, *, is_rail: bool) -> "Ways":
        """Return the ways of one raw table. Bridges without a level or of one below 0 have 1, tunnels not below -1."""
        below = is_tunnel(tag(raw, "tunnel"))
        bridge = is_said(tag(raw, "bridge")) & ~below
        said = levels_said(raw)
        level = np.where(np.isnan(said) | (bridge & (said < 0)), bridge.astype(float), said)
        level = np.where(below, np.minimum(level, -1), level).astype(np.int64)
        highway = tag(raw, "highway")
        path, steps = highway.isin(PATHS).to_numpy(bool), (highway == "steps").to_numpy(bool)
        slope = np.select([steps, path], [STEPS_SLOPE, PATH_SLOPE], STREET_SLOPE)
        needs = np.where(path | steps, OVER_PATH_M, OVER_STREET_M)
        if is_rail:
            slope, needs = np.full(len(raw), RAIL_SLOPE), np.full(len(raw), OVER_RAIL_M)
        lines = np.asarray(raw.geometry.values, dtype=object)
        is_line = shapely.get_type_id(lines) == 1
        of_rows = (raw.index.to_numpy(object), lines, bridge, below, level, slope, needs)
        return cls(*(each[is_line] for each in of_rows))

    @classmethod
    def joined(cls, parts: Iterable["Ways"]) -> "Ways":
        """Return the ways of several tables."""
        parts = list(parts)
        return cls(*(np.concatenate([getattr(each, name) for each in parts]) for name in cls.__dataclass_fields__))

    @cached_property
    def first(self) -> Ints:
        """The number of each line's first point, and that of all points."""
        return np.searchsorted(self._points[1], np.arange(len(self.lines) + 1))

    @property
    def line_of(self) -> Ints:
        """The line of each point."""
        return self._points[1]

    @cached_property
    def node(self) -> Ints:
        """A number for each point, the same where lines meet: to a centimetre."""
        steps = np.round(self._points[0] * 100).astype(np.int64)
        return np.unique(steps, axis=0, return_inverse=True)[1].ravel()

    @cached_property
    def along(self) -> Floats:
        """How far along its line each point lies."""
        xy, first = self._points[0], self.first[:-1]
        step = np.hypot(*np.diff(xy, axis=0, prepend=xy[:1]).T)
        step[first] = 0
        total = np.cumsum(step)
        return np.asarray(total - total[first][self.line_of])

    def own(self, line: int) -> slice:
        """Return which points are those of a line."""
        return slice(self.first[line], self.first[line + 1])

    @cached_property
    def _points(self) -> tuple[Floats, Ints]:
        xy, line = shapely.get_coordinates(self.lines, return_index=True)
        return xy, line


def spread(ways: Ways, heights: Iterable[tuple[float, int]], *, over: Flags, least: float) -> dict[int, float]:
    """Return the height of nodes: the highest that one of `heights` (metres, node) leaves there at the ways' slopes.

    `over`: the ways along which heights spread; what would be no higher than `least` is left out.
    """
    order = np.argsort(ways.node, kind="stable")
    places = np.searchsorted(ways.node[order], np.arange(ways.node.max() + 2))
    first, along, node, line_of = ways.first, ways.along, ways.node, ways.line_of
    waiting = [(-height, at) for height, at in heights if height > least]
    heapify(waiting)
    found: dict[int, float] = {}
    while waiting:
        height, at = heappop(waiting)
        if at in found:
            continue
        found[at] = -height
        for k in order[places[at] : places[at + 1]]:
            i = line_of[k]
            if not over[i]:
                continue
            for beside in (k - 1, k + 1):
                if first[i] <= beside < first[i + 1]:
                    left = -height - float(ways.slope[i]) * abs(float(along[beside] - along[k]))
                    if left > least and int(node[beside]) not in found:
                        heappush(waiting, (-left, int(node[beside])))
    return found


def profile(along: Floats, tops: list[tuple[float, float]], slope: float, *, least: float = 0.0) -> Rise:
    """Return the rise of a line: nowhere lower than its slope allows under each top, nor than `least`."""
    points = [float(s) for s in along]
    for a, b in pairwise([float(s) for s in along]):
        points += np.linspace(a, b, max(int(np.ceil((b - a) / PIECE_M)), 1), endpoint=False)[1:].tolist()
    at = np.unique(np.array([*points, *(s for s, _ in tops)]))
    where, height = np.array(tops).T
    up = np.maximum((height - slope * np.abs(at[:, None] - where)).max(axis=1), least)
    return [round(float(value), 2) + 0.0 for pair in zip(at, up, strict=True) for value in pair]


def levels_said(raw: gpd.GeoDataFrame) -> Floats:
    """Return the level that `layer` says, NaN where it says none."""
    said = pd.to_numeric(tag(raw, "layer"), errors="coerce").to_numpy(float)
    return np.asarray(np.clip(said, -MOST_LEVELS, MOST_LEVELS))


def is_list(value: object) -> TypeGuard[Sequence[float]]:
    """Return whether a cell of a table holds a list: an array where the table comes from a store."""
    return isinstance(value, list | np.ndarray)


def is_said(said: pd.Series) -> Flags:
    """Return where a tag such as bridge says anything but no."""
    return np.asarray(~said.astype(object).where(said.notna(), "").isin(NO).to_numpy(bool))


def is_tunnel(said: pd.Series) -> Flags:
    """Return where the tag tunnel says that a way runs under ground: passages through buildings lie on it."""
    return np.asarray(said.isin(["yes"]).to_numpy(bool))
